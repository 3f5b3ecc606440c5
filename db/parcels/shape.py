"""Which tables and columns are shared with other folders, and which columns are decided together.

What is of this folder alone stays: print sessions under way, counts of the drawer, answers given, how lists
are read, and what they left open.
"""

from collections.abc import Mapping, Sequence
from dataclasses import MISSING, field, fields
from functools import cached_property
from typing import Any

from app.late import dataclass
from db.tables import mapping
from db.tables.codec import codecs
from db.tables.table import Row, Table

Key = tuple[Any, ...]
WHOLE = "row"
"""The group of columns of which none can change without the others having a say."""
APART = ""
"""Each column by itself."""


@dataclass(frozen=True)
class Shared:
    """One table. links: the columns that name rows, and of which table; lists: those that name several.

    natural: columns that tell a row from any other, where no folder has named it yet; where they are not
    told all of them; is_lone: nothing does. own: columns that stay. groups: of columns, each of which is
    decided as one; rest: the group of the others.
    """

    table: Table[Any]
    links: Mapping[str, str] = field(default_factory=dict)
    natural: Sequence[str] = ()
    groups: Mapping[str, Sequence[str]] = field(default_factory=dict)
    rest: str = WHOLE
    lists: Mapping[str, str] = field(default_factory=dict)
    is_lone: bool = False
    own: Sequence[str] = ()

    @property
    def name(self) -> str:
        """Of the table."""
        return self.table.name

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """The columns that travel: but for those computed from others."""
        staying = {"id", *self.own, *self.table.computed}
        return tuple(name for name in self.table.columns if name not in staying)

    @cached_property
    def keys(self) -> tuple[str, ...]:
        """The columns by which a row is known that has no name."""
        return tuple(self.natural) or self.columns

    @cached_property
    def parts(self) -> Mapping[str, tuple[str, ...]]:
        """The columns of each group."""
        of = {column: group for group, columns in self.groups.items() for column in columns}
        found: dict[str, tuple[str, ...]] = {}
        for column in self.columns:
            group = of.get(column, self.rest or column)
            found[group] = (*found.get(group, ()), column)
        return found

    @cached_property
    def defaults(self) -> Row:
        """What an earlier version's row holds in the columns it does not know."""
        found: Row = {}
        stored = codecs(self.table.kind)
        for one in fields(self.table.kind):
            if one.default is not MISSING:
                store = stored[one.name].stored
                plain = one.default if one.default is None or store is None else store(one.default)
                found[self.table.column_of[one.name]] = plain
        return found

    def key(self, row: Mapping[str, Any]) -> Key:
        """Return what tells a row from any other."""
        return tuple(row[name] for name in self.keys)


_PERSON = {"person_id": "person"}
_PERSON_GROUPS = {
    "number": ("symbol", "number", "branch_number"),
    "name": ("name", "kana"),
    "loss": ("disqualified_on", "loss_cause", "last_day_on", "loss_known_on"),
    "enrolment": ("enrolment", "enrolment_as_of", "enrolment_known_on"),
    "copay_rate": ("copay_rate", "copay_from"),
    "elderly_card": ("elderly_card_listed", "elderly_card_issued_on", "elderly_card_expires_on"),
    "certificate_expires_on": ("certificate_expires_on", "issued_on"),
    "abroad_since": ("abroad_since", "abroad_reason"),
    "office_id": ("office_id", "department"),
}

SHARED: Sequence[Shared] = (
    Shared(mapping.SOCIETY, rest=APART, own=("insurer_number", "is_sample")),
    Shared(mapping.OFFICE, natural=("code",)),
    Shared(
        mapping.PERSON,
        {"office_id": "office"},
        ("symbol", "number", "branch_number"),
        _PERSON_GROUPS,
        APART,
    ),
    Shared(mapping.STAGE, _PERSON),
    Shared(mapping.PRINT_NOTE, _PERSON, ("person_id",), rest=APART),
    Shared(mapping.SUBSTITUTE, _PERSON, ("person_id", "character", "withdrawn_on")),
    Shared(mapping.TOLD, _PERSON, ("person_id",), rest=APART),
    Shared(mapping.SHIPMENT, is_lone=True),
    Shared(mapping.SESSION, is_lone=True),
    Shared(
        mapping.CERTIFICATE,
        {"person_id": "person", "session_id": "print_session", "shipment_id": "shipment"},
        ("issue_number",),
        {"session": ("session_id", "sheet_number")},
    ),
    Shared(
        mapping.SHEET,
        {"session_id": "print_session", "certificate_id": "certificate"},
        ("session_id", "sheet_number", "attempt"),
    ),
    Shared(mapping.ELDERLY_CARD, {**_PERSON, "shipment_id": "shipment"}),
    Shared(mapping.CONTACT, _PERSON),
    Shared(mapping.DEFERRAL, {**_PERSON, "certificate_id": "certificate"}),
    Shared(mapping.SOCIETY_ANSWER, _PERSON),
    Shared(
        mapping.MISDELIVERY, {"certificate_id": "certificate", "person_id": "person", "given_to_id": "person"}
    ),
    Shared(
        mapping.SENT_PAPER,
        {
            **_PERSON,
            "shipment_id": "shipment",
            "certificate_id": "certificate",
            "elderly_card_id": "elderly_card",
        },
        ("shipment_id", "person_id", "certificate_id", "elderly_card_id"),
    ),
    Shared(mapping.STEP_AHEAD, {**_PERSON, "office_id": "office"}, lists={"staying": "person"}),
)
"""In the order in which rows can come in: what a row names stands before it."""

OF_TABLE: Mapping[str, Shared] = {one.name: one for one in SHARED}

_UNCONFIRMED = ("planned", "printed")


def stays(table: str, row: Row) -> bool:
    """Whether a row is of work under way that ends in this folder."""
    if table == "print_session":
        return bool(row["closed_on"] is None)
    return table == "certificate" and row["status"] in _UNCONFIRMED
