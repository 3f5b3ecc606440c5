"""連携ファイル: the records of an office on their way to its head office, and back.

Source: docs/rules.md, "Offices and head office without a network".
"""

from dataclasses import replace
from datetime import date, datetime
from enum import StrEnum

from app.domain.difference import Settled
from app.domain.ids import (
    OperationId,
    ParcelConflictId,
    ParcelId,
    ParcelRowId,
    ParcelStepId,
    PartnerId,
    PersonId,
    RowUidId,
)
from app.errors import NotAllowed
from app.late import dataclass


class Route(StrEnum):
    """Which way a file goes: everything to the head office, or an office's own part back to it."""

    TO_HEAD = "to_head"
    TO_OFFICE = "to_office"


class ConflictCause(StrEnum):
    """Why what a file says was not simply taken over."""

    BOTH_CHANGED = "both_changed"
    TWO_LIVE = "two_live"
    OTHER_HUMAN = "other_human"
    IN_THE_WAY = "in_the_way"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class Partner:
    """The folder that files are exchanged with.

    folder_id: "" of a head office of which no file came yet. secret: the 合言葉 that both agreed on.
    offices: codes of the 事業所 that are theirs, one a line; of the head office none.
    """

    id: PartnerId | None
    folder_id: str
    name: str
    is_head: bool
    secret: str
    offices: str = ""


@dataclass(frozen=True, slots=True)
class Mark:
    """One file by its number and its sign, which no other file has; seen: the partner's file it knew."""

    sequence: int
    sign: str
    seen: int


@dataclass(frozen=True, slots=True)
class Parcel:
    """One file, written here or there.

    is_ours: written here. seen: the number of the partner's file that the writer had merged last, 0 for
    none. is_taken: merged; False where only a later file told of it. until: of one written here, the last
    step it tells of.
    """

    id: ParcelId | None
    partner_id: PartnerId
    is_ours: bool
    sequence: int
    sign: str
    seen: int
    done_on: date
    is_taken: bool
    rows: int = 0
    conflicts: int = 0
    until: int = 0

    @property
    def mark(self) -> Mark:
        """What tells it from any other."""
        return Mark(self.sequence, self.sign, self.seen)


@dataclass(frozen=True, slots=True)
class RowUid:
    """A name of a row that every folder knows it by; a row may have several. is_own: given here."""

    id: RowUidId | None
    uid: str
    table_name: str
    row_id: int
    is_own: bool


@dataclass(frozen=True, slots=True)
class ParcelRow:
    """What a partner's last file said of a row of ours, with our ids in it; content: as JSON.

    recorded: which facts of a person were recorded by hand there, each with its day.
    """

    id: ParcelRowId | None
    partner_id: PartnerId
    table_name: str
    row_id: int
    content: str
    recorded: str = ""


@dataclass(frozen=True, slots=True)
class ParcelStep:
    """A step that a partner recorded, for the history of one of its persons, or of nobody."""

    id: ParcelStepId | None
    partner_id: PartnerId
    operation_id: OperationId
    sign: str
    label: str
    user: str
    entered_at: datetime
    person_id: PersonId | None


@dataclass(frozen=True, slots=True)
class ParcelConflict:
    """What a file says otherwise of a row that was changed here too.

    row_id: None where theirs could not come in beside what is here. field: the group of columns; "" for
    the whole row. ours, theirs: these columns as JSON, as they were when it was found. said_by, said_at: who
    wrote theirs, and when; kept_by, kept_at: ours.
    """

    id: ParcelConflictId | None
    partner_id: PartnerId
    person_id: PersonId | None
    table_name: str
    uid: str
    row_id: int | None
    field: str
    ours: str
    theirs: str
    cause: ConflictCause
    said_by: str
    said_at: str
    kept_by: str
    kept_at: str
    found_on: date
    settled_on: date | None = None
    settled_as: Settled | None = None

    @property
    def is_open(self) -> bool:
        """Whether nobody has decided yet."""
        return self.settled_on is None

    def settle(self, as_: Settled, on: date) -> "ParcelConflict":
        """Return it settled; refused where that was done."""
        if not self.is_open:
            raise NotAllowed("この食い違いはもう決めてあります。画面を開き直してください。")
        return replace(self, settled_on=on, settled_as=as_)
