"""What an import would do, as values: for the window, the command line and the step that does it."""

from collections.abc import Collection, Sequence
from dataclasses import field, fields, replace
from datetime import date
from enum import StrEnum

from app.domain.difference import DifferenceCause
from app.domain.ids import PersonId
from app.domain.person import Person
from app.domain.print_note import SaidOfSheet
from app.domain.told import FactGroup
from app.importing.about import About
from app.importing.column_questions import ColumnQuestion
from app.importing.listed import Quarantined
from app.importing.mapping import ListedPerson
from app.importing.row_at import RowAt
from app.late import dataclass


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One fact that would change; title is the Japanese name of the field."""

    field: str
    title: str
    old: object
    new: object


LEADER = {
    "loss_cause": "disqualified_on",
    "copay_from": "copay_rate",
    "issued_on": "certificate_expires_on",
    "disease_from": "disease_mark",
}
"""A fact that goes with another is decided with it."""


@dataclass(frozen=True, slots=True)
class ChangedPerson:
    """A member about whom the list says something new."""

    person: Person
    listed: ListedPerson
    changes: tuple[FieldChange, ...]

    @property
    def on_sheet(self) -> SaidOfSheet:
        """What is told of the sheet beyond the roster, where it is among what changes."""
        changing = {change.field for change in self.changes}
        if not changing.isdisjoint(("disease_mark", "disease_from")):
            changing |= {"disease_mark", "disease_from"}
        said = self.listed.on_sheet
        return replace(said, **{one.name: None for one in fields(said) if one.name not in changing})


@dataclass(frozen=True, slots=True)
class Asked:
    """A fact that list and roster say differently, and that stays as it is. cause: None of an older list."""

    person: Person
    listed: ListedPerson
    change: FieldChange
    cause: DifferenceCause | None


class EventKind(StrEnum):
    """What the list shows of somebody known under another number, or since another day."""

    MOVED = "moved"
    REHIRED = "rehired"


@dataclass(frozen=True, slots=True)
class Event:
    """A household that goes on under another number, or begins anew: taken only by name.

    people and listed: the members and their rows, in the same order, the employee first.
    """

    kind: EventKind
    people: tuple[Person, ...]
    listed: tuple[ListedPerson, ...]
    sentence: str
    on: date
    is_taken: bool = False

    @property
    def row(self) -> RowAt:
        """The row of the employee, by which the event is named."""
        return self.listed[0].row


@dataclass(frozen=True, slots=True)
class ListPart:
    """A part of a list, to be taken alone or not at all: a row, a column everywhere (row None), one cell."""

    row: RowAt | None = None
    field: str | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """What must be answered before everything can be taken. about: which answer helps."""

    about: str
    sentence: str


DAY, WHOLE = "as_of", "part"
"""The questions there are: of which day the list is, and whether it names everybody."""


@dataclass(frozen=True, slots=True)
class Confirmed:
    """A member of whom the list says these groups of facts as they are on file, or will be."""

    person_id: PersonId | None
    groups: frozenset[FactGroup]


@dataclass(frozen=True, slots=True)
class ImportPlan:
    """What an import would do. missing members stay; quarantined rows stay outside.

    notes: sentences about what was repaired or not read. asked: goes to the 突合. kept: of a list that is
    older than what is on file. events: taken by name only. columns: what is open about
    the columns. stopped: why nothing is taken at all.
    """

    added: tuple[ListedPerson, ...]
    changed: tuple[ChangedPerson, ...]
    unchanged: int
    missing: tuple[Person, ...]
    quarantined: tuple[Quarantined, ...]
    notes: tuple[str, ...]
    about: About = field(default_factory=About)
    asked: tuple[Asked, ...] = ()
    kept: tuple[Asked, ...] = ()
    events: tuple[Event, ...] = ()
    questions: tuple[Question, ...] = ()
    confirmed: tuple[Confirmed, ...] = ()
    columns: tuple[ColumnQuestion, ...] = ()
    stopped: str = ""

    @property
    def is_whole(self) -> bool:
        """Whether the list names everybody, as far as can be told."""
        return not self.about.is_part and all(one.about != WHOLE for one in self.questions)

    @property
    def taken_events(self) -> tuple[Event, ...]:
        """The events that are to be recorded with the import."""
        return tuple(event for event in self.events if event.is_taken)


def left_out_rows(without: Collection[ListPart]) -> frozenset[RowAt]:
    """Return the rows that are left out whole."""
    return frozenset(one.row for one in without if one.row is not None and one.field is None)


def left_out_fields(without: Sequence[ListPart] | Collection[ListPart], row: RowAt) -> frozenset[str]:
    """Return the fields that are left out of a row."""
    return frozenset(one.field for one in without if one.field is not None and one.row in (None, row))


def only(plan: ImportPlan, parts: Collection[ListPart]) -> ImportPlan:
    """Return the plan with nothing but these parts of it; what goes with a fact comes with it.

    What is not taken now is not remembered as said either: it comes up again with the next look.
    """
    if not parts:
        return plan
    changed = []
    waiting = set()
    for one in plan.changed:
        row, fields = one.listed.row, {change.field for change in one.changes}
        taken = tuple(
            change
            for change in one.changes
            if not {ListPart(row), ListPart(row, _leader(change.field, fields))}.isdisjoint(parts)
        )
        if taken:
            changed.append(replace(one, changes=taken))
        if taken != one.changes:
            waiting.add(one.person.id)
    return replace(
        plan,
        added=tuple(one for one in plan.added if ListPart(one.row) in parts),
        changed=tuple(changed),
        confirmed=tuple(one for one in plan.confirmed if one.person_id not in waiting),
        asked=(),
    )


def _leader(field: str, fields: Collection[str]) -> str:
    leader = LEADER.get(field, field)
    return leader if leader in fields else field
