"""Whether a list's word counts against what is on file: by who may say it, and by the day of each.

Source: docs/rules.md, "Lists: who may say what".
"""

from collections.abc import Mapping
from dataclasses import field
from datetime import date
from enum import Enum, auto

from app.domain.difference import DifferenceCause
from app.domain.eligibility import months_after
from app.domain.ids import PersonId
from app.domain.person import PRINTED, Enrolment, Person, Sex
from app.domain.told import GROUP_OF, FactGroup, Said, Told, may_say
from app.importing.about import About
from app.late import dataclass


class Weight(Enum):
    """COUNTS: the list is later, or first. OLDER: what is on file is later, and stays."""

    COUNTS = auto()
    OLDER = auto()


Verdict = Weight | DifferenceCause
"""A cause where nobody can tell without asking."""


@dataclass(frozen=True, slots=True)
class Known:
    """What is remembered of the facts on file: who said them and when.

    here: what the office recorded itself, by person and field, with its day.
    """

    told: Mapping[PersonId, Told] = field(default_factory=dict)
    here: Mapping[PersonId, Mapping[str, date]] = field(default_factory=dict)

    def said(self, person_id: PersonId, group: FactGroup) -> Said | None:
        """Return which list said a group of facts last."""
        told = self.told.get(person_id)
        return None if told is None else told.said(group)


@dataclass(frozen=True, slots=True)
class Scale:
    """Weighs the facts of one list. lag_months: so long a list may not know what was recorded."""

    about: About
    known: Known
    lag_months: int
    today: date

    def is_recorded_here(self, person: Person, name: str) -> bool:
        """Whether the office recorded this fact itself, or nobody knows who did."""
        here, said = self._behind(person.id, name)
        return said is None or (here is not None and here >= said.on)

    def _behind(self, person_id: PersonId | None, name: str) -> tuple[date | None, Said | None]:
        """When the office recorded a fact, and which list said it."""
        if person_id is None:
            return None, None
        here = self.known.here.get(person_id, {}).get(name)
        return here, self.known.said(person_id, GROUP_OF[name])

    def weigh(self, person_id: PersonId | None, name: str, old: object) -> Verdict:
        """Return whether another word about this fact counts. old: what is on file."""
        here, said = self._behind(person_id, name)
        if said is not None and here is not None and here >= said.on:
            said = None
        mine = may_say(self.about.sender, name)
        if said is not None and mine and not may_say(said.by, name):
            # Whoever may say it corrects whoever may not, whenever that was.
            said = None
        if is_open(old) and here is None:
            return Weight.COUNTS if mine or name not in PRINTED else DifferenceCause.NOT_THEIRS_TO_SAY
        if not mine and not (said is not None and said.by is self.about.sender):
            return DifferenceCause.NOT_THEIRS_TO_SAY
        if name == "enrolment":
            return self._weigh_stage(here, said)
        if here is not None:
            return self._against_record(here)
        return Weight.COUNTS if said is None else self._against_list(said)

    def _weigh_stage(self, here: date | None, said: Said | None) -> Verdict:
        """Of a stage recorded here app.importing.stages says more; only a list of before knows less."""
        if here is not None:
            is_before = self.about.as_of is not None and self.about.as_of < here
            return Weight.OLDER if is_before else Weight.COUNTS
        return Weight.COUNTS if said is None else self._against_list(said)

    def _against_record(self, here: date) -> Verdict:
        as_of = self.about.as_of
        if as_of is not None and as_of <= here:
            return Weight.OLDER
        if (as_of or self.today) >= months_after(here, self.lag_months):
            return Weight.COUNTS
        return DifferenceCause.DAY_UNKNOWN if as_of is None else DifferenceCause.RECORDED_HERE

    def _against_list(self, said: Said) -> Verdict:
        """Without a day a list may be as old as lists are."""
        as_of = self.about.as_of
        if (as_of or months_after(self.today, -self.lag_months)) >= said.on:
            return Weight.COUNTS
        said_first = said.on if said.is_dated else months_after(said.on, -self.lag_months)
        return Weight.OLDER if (as_of or self.today) < said_first else DifferenceCause.DAY_UNKNOWN


def is_open(value: object) -> bool:
    """Whether nothing is on file."""
    return value in (None, "", False, Enrolment.UNKNOWN, Sex.UNSET)
