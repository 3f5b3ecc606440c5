"""Lists of the desk: 外字, 通称名, wrong persons, drawer counts."""

from app.domain.drawer import DrawerCount, DrawerFind
from app.domain.ids import DrawerCountId, PersonId
from app.domain.misdelivery import Misdelivery
from app.domain.name_substitute import NameSubstitute
from app.domain.print_note import PrintNote
from db.folder.connection import Connection
from db.tables.mapping import DRAWER_COUNT, DRAWER_FIND, MISDELIVERY, PRINT_NOTE, SUBSTITUTE
from db.tables.models import DrawerCountModel, DrawerFindModel, MisdeliveryModel, SubstituteModel


def substitutes(connection: Connection) -> list[NameSubstitute]:
    """See app.ports.Queries."""
    counts = SubstituteModel.withdrawn_on.is_null()
    return SUBSTITUTE.read(connection, SUBSTITUTE.select(counts).order_by(SubstituteModel.id))


def print_notes(connection: Connection) -> dict[PersonId, PrintNote]:
    """See app.ports.Queries."""
    return {note.person_id: note for note in PRINT_NOTE.read(connection, PRINT_NOTE.select())}


def misdeliveries(connection: Connection) -> list[Misdelivery]:
    """See app.ports.Queries."""
    return MISDELIVERY.read(connection, MISDELIVERY.select().order_by(MisdeliveryModel.id.desc()))


def drawer_counts(connection: Connection) -> list[DrawerCount]:
    """See app.ports.Queries."""
    return DRAWER_COUNT.read(connection, DRAWER_COUNT.select().order_by(DrawerCountModel.id.desc()))


def drawer_finds(connection: Connection, count_id: DrawerCountId) -> list[DrawerFind]:
    """See app.ports.Queries."""
    found = DRAWER_FIND.select(DrawerFindModel.count == count_id)
    return DRAWER_FIND.read(connection, found.order_by(DrawerFindModel.id))
