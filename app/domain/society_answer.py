"""健保の答え: what the society said to a question of the due list, on which day, and who said so.

Source: docs/rules.md, "Questions to the society".
"""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum

from app.domain.duties import Why
from app.domain.ids import PersonId, SocietyAnswerId
from app.late import dataclass


class AnswerWord(StrEnum):
    """What was said.

    SAME, DIFFERENT: whether two entries are one human. AS_LISTED: it is right as it stands here.
    TO_BE_MENDED: it is not; the society, or the office, sets it right.
    """

    SAME = "same"
    DIFFERENT = "different"
    AS_LISTED = "as_listed"
    TO_BE_MENDED = "to_be_mended"


_RIGHT_OR_NOT = (AnswerWord.AS_LISTED, AnswerWord.TO_BE_MENDED)
ANSWERS: Mapping[Why, tuple[AnswerWord, ...]] = {
    Why.COVERED_TWICE: (AnswerWord.DIFFERENT, AnswerWord.SAME),
    Why.EXPIRY_DOUBTED: _RIGHT_OR_NOT,
    Why.BRANCH_DOUBTED: _RIGHT_OR_NOT,
    Why.COPAY_DOUBTED: _RIGHT_OR_NOT,
    Why.COPAY_MISSING: _RIGHT_OR_NOT,
    Why.LEAP_75: _RIGHT_OR_NOT,
    Why.STAYS_INSURED: _RIGHT_OR_NOT,
}
"""The questions and what may be said to each."""


@dataclass(frozen=True, slots=True)
class SocietyAnswer:
    """One answer. It settles the question in the words in which it was asked; another one is asked again.

    why, since, detail: the question, as its row said it. on: the day of the answer, from which the row is
    gone. told_by: who said so.
    """

    id: SocietyAnswerId | None
    person_id: PersonId
    why: Why
    since: date | None
    detail: str
    word: AnswerWord
    on: date
    told_by: str
    note: str = ""

    def settles(self, why: Why, since: date | None, detail: str) -> bool:
        """Return whether that question was asked."""
        return (self.why, self.since, self.detail) == (why, since, detail)
