"""What stands around the list of a day: how far the offices are, what is new since, what comes.

Source: docs/rules.md, "The morning".
"""

from collections.abc import Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol

from app.domain.duties import DutyKind
from app.domain.ids import OfficeId, PersonId
from app.late import dataclass
from app.rows import NamedRow


@dataclass(frozen=True, slots=True)
class DueDay:
    """How many rows of a kind are due on a day."""

    on: date
    kind: DutyKind
    total: int


@dataclass(frozen=True, slots=True)
class OfficeProgress:
    """Of the covered without マイナ保険証 (entitled), how many hold their paper."""

    office_id: OfficeId
    office: str
    entitled: int
    handed_out: int


@dataclass(frozen=True, slots=True)
class OfficeStanding:
    """How one office stands on a day.

    total: rows of its list, of which today, week and the rest that only waits (app.domain.section); overdue:
    rows past their day. sessions: print sessions of now with sheets of this office that nobody has accounted
    for; unaccounted: those sheets.
    """

    office_id: OfficeId
    code: str
    office: str
    total: int
    overdue: int
    today: int
    week: int
    entitled: int
    handed_out: int
    sessions: int
    unaccounted: int

    @property
    def waiting(self) -> int:
        """Rows that only wait."""
        return self.total - self.today - self.week


class Since(StrEnum):
    """What may have become of the list since a day.

    NEW: a row that did not stand there. DONE: one that is gone. ANSWERED: somebody, or the society, said
    something. MOVED: a line got another day, or rests.
    """

    NEW = "new"
    DONE = "done"
    ANSWERED = "answered"
    MOVED = "moved"


@dataclass(frozen=True, slots=True)
class SinceRow(NamedRow):
    """One thing that became of the list. said: of what it is about, one sentence.

    user, entered_at: who recorded something of that person last since then; empty where a day came by itself.
    """

    what: Since
    person_id: PersonId
    kind: DutyKind | None
    on: date
    said: str
    user: str
    entered_at: datetime | None


@dataclass(frozen=True, slots=True)
class StepsBy:
    """How many steps somebody recorded."""

    user: str
    steps: int


@dataclass(frozen=True, slots=True)
class CourseDay:
    """How many rows were to be done on a day, or will be if nothing is done."""

    on: date
    count: int


class MorningQueries(Protocol):
    """The part of the read side that stands around the list."""

    def office_progress(self, today: date) -> list[OfficeProgress]:
        """How far the hand-out is, per office."""

    def office_standings(self, today: date) -> list[OfficeStanding]:
        """How each office stands, in the order of their 記号."""

    def since_counts(self, since: date, today: date, office_id: OfficeId | None = None) -> dict[Since, int]:
        """How much of each became of the list from the morning of that day to the end of today."""

    def since_rows(self, since: date, today: date, office_id: OfficeId | None = None) -> list[SinceRow]:
        """The rows behind since_counts, what is new first; then by kana."""

    def steps_since(self, since: date) -> Sequence[StepsBy]:
        """Who recorded how much since the morning of that day, who did most first."""

    def course(self, first: date, last: date, office_id: OfficeId | None = None) -> list[CourseDay]:
        """How many rows were to be done (Section.TODAY) on each day from one to the other."""
