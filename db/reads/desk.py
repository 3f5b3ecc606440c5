"""Lists of the desk: 外字, 通称名, wrong persons, prepared steps, drawer counts."""

from functools import cache

from app.domain.drawer import DrawerCount, DrawerFind
from app.domain.ids import DrawerCountId, PersonId
from app.domain.misdelivery import Misdelivery
from app.domain.name_substitute import NameSubstitute
from app.domain.print_note import PrintNote
from app.domain.step_ahead import StepAhead
from db.folder.connection import Connection
from db.tables.mapping import DRAWER_COUNT, DRAWER_FIND, MISDELIVERY, PRINT_NOTE, STEP_AHEAD, SUBSTITUTE
from db.tables.models import StepAheadModel, SubstituteModel
from db.tables.table import made_once


def substitutes(connection: Connection) -> list[NameSubstitute]:
    """See app.ports.Queries."""
    return SUBSTITUTE.read(connection, _counting())


def print_notes(connection: Connection) -> dict[PersonId, PrintNote]:
    """See app.ports.Queries."""
    return {note.person_id: note for note in PRINT_NOTE.where(connection)}


def misdeliveries(connection: Connection) -> list[Misdelivery]:
    """See app.ports.Queries."""
    return MISDELIVERY.where(connection, by=["-id"])


def steps_ahead(connection: Connection) -> list[StepAhead]:
    """See app.ports.Queries."""
    return STEP_AHEAD.read(connection, _waiting())


def drawer_counts(connection: Connection) -> list[DrawerCount]:
    """See app.ports.Queries."""
    return DRAWER_COUNT.where(connection, by=["-id"])


def drawer_finds(connection: Connection, count_id: DrawerCountId) -> list[DrawerFind]:
    """See app.ports.Queries."""
    return DRAWER_FIND.where(connection, by=["id"], count_id=count_id)


@cache
def _counting() -> str:
    return made_once(SUBSTITUTE.select(SubstituteModel.withdrawn_on.is_null()).order_by(SubstituteModel.id))


@cache
def _waiting() -> str:
    is_open = STEP_AHEAD.select(StepAheadModel.closed_on.is_null())
    return made_once(is_open.order_by(StepAheadModel.takes_on, StepAheadModel.id))
