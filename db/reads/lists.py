"""What lists said, and where they differ from what is on file."""

from app.domain.difference import Difference
from app.domain.ids import PersonId
from app.domain.kept_list import HeldList, ListProfile
from app.domain.list_taken import ListTaken
from app.domain.told import Told
from db.folder.connection import Connection
from db.tables.list_models import DifferenceModel, HeldListModel, ListTakenModel
from db.tables.mapping import DIFFERENCE, HELD_LIST, LIST_PROFILE, LIST_TAKEN, TOLD


def told(connection: Connection) -> dict[PersonId, Told]:
    """See app.ports.Queries."""
    return {one.person_id: one for one in TOLD.read(connection, TOLD.select())}


def lists_taken(connection: Connection) -> list[ListTaken]:
    """See app.ports.Queries."""
    return LIST_TAKEN.read(connection, LIST_TAKEN.select().order_by(ListTakenModel.id.desc()))


def list_profiles(connection: Connection) -> list[ListProfile]:
    """See app.ports.Queries."""
    return LIST_PROFILE.read(connection, LIST_PROFILE.select())


def held_lists(connection: Connection) -> list[HeldList]:
    """See app.ports.Queries."""
    is_open = HeldListModel.settled_on.is_null()
    return HELD_LIST.read(connection, HELD_LIST.select(is_open).order_by(HeldListModel.id.desc()))


def differences(connection: Connection) -> list[Difference]:
    """See app.ports.Queries."""
    is_open = DifferenceModel.settled_on.is_null()
    return DIFFERENCE.read(connection, DIFFERENCE.select(is_open).order_by(DifferenceModel.id))
