"""Who said what of a person, and as of which day: so that an older list takes nothing back.

Source: docs/rules.md, "Lists: who may say what".
"""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from app.domain.ids import PersonId, ToldId
from app.late import dataclass


class Sender(StrEnum):
    """Who made a list: the society, the HR program, or the office itself with its own Excel."""

    SOCIETY = "society"
    HR = "hr"
    OFFICE = "office"


class FactGroup(StrEnum):
    """The facts of a person that lists tell together."""

    NAME = "name"
    COVER = "cover"
    PAPER = "paper"
    COPAY = "copay"
    STAGE = "stage"
    PLACE = "place"


GROUP_OF: Mapping[str, FactGroup] = {
    **dict.fromkeys(("name", "kana", "sex", "born_on", "registry_name"), FactGroup.NAME),
    **dict.fromkeys(
        ("symbol", "number", "branch_number", "kind", "relationship", "qualified_on", "disqualified_on"),
        FactGroup.COVER,
    ),
    "loss_cause": FactGroup.COVER,
    **dict.fromkeys(
        ("certificate_expires_on", "issued_on", "limit_category", "disease_mark", "disease_from"),
        FactGroup.PAPER,
    ),
    **dict.fromkeys(
        (
            "copay_rate",
            "copay_from",
            "elderly_card_listed",
            "elderly_card_issued_on",
            "elderly_card_expires_on",
        ),
        FactGroup.COPAY,
    ),
    "enrolment": FactGroup.STAGE,
    **dict.fromkeys(("office", "department", "employee_code", "language"), FactGroup.PLACE),
}
"""The group of each fact that a list may tell, by the name of its field."""

_HR_KNOWS = frozenset({"department", "employee_code", "language"})
_THE_OFFICES = _HR_KNOWS | {"office"}


def may_say(sender: Sender, field: str) -> bool:
    """Whether what this sender writes of a fact counts, or is only asked about.

    The society decides name, numbers, cover, papers, 割合 and registration; the HR program department,
    employee code and language; the office's own list is the office.
    """
    if sender is Sender.SOCIETY:
        return field not in _HR_KNOWS
    return sender is Sender.OFFICE or field in _THE_OFFICES


class Said(NamedTuple):
    """By whom a fact was said last, and as of which day.

    is_dated: False where the list named no day; then it was taken over on that day and may be older.
    """

    by: Sender
    on: date
    is_dated: bool

    def text(self) -> str:
        """Return it as one text.

        >>> Said(Sender.HR, date(2026, 11, 1), False).text()
        'hr 2026-11-01?'
        """
        return f"{self.by} {self.on.isoformat()}{'' if self.is_dated else '?'}"

    @classmethod
    def of(cls, text: str) -> "Said":
        """Return what text() wrote."""
        by, _, day = text.partition(" ")
        return cls(Sender(by), date.fromisoformat(day.rstrip("?")), not day.endswith("?"))


@dataclass(frozen=True, slots=True)
class Told:
    """What lists said of one person last, by group; None where no list spoke of it."""

    id: ToldId | None
    person_id: PersonId
    name: Said | None = None
    cover: Said | None = None
    paper: Said | None = None
    copay: Said | None = None
    stage: Said | None = None
    place: Said | None = None

    def said(self, group: FactGroup) -> Said | None:
        """Return who said that group last."""
        found: Said | None = getattr(self, group)
        return found
