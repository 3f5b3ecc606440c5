"""What a sheet says beyond the roster, on the person's request: 通称名 and 限度額適用区分.

Kept apart from the roster: both are sensitive and never stand in a list.
Source: docs/rules.md, "Names and characters".
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from app.domain.accepted_text import quotable
from app.domain.eligibility import elderly_from
from app.domain.ids import PersonId, PrintNoteId
from app.domain.rules import SocietyRules
from app.errors import BadValue


@dataclass(frozen=True, slots=True)
class PrintNote:
    """At most one for each person.

    registry_name: 戸籍上の氏名, told on the back where the front shows a 通称名 by the society's
    leave; empty where the name is the registered one. limit_category: 限度額適用区分 on request,
    None where the sheet shows none.
    """

    id: PrintNoteId | None
    person_id: PersonId
    registry_name: str = ""
    limit_category: str | None = None

    def says_as(self, other: "PrintNote") -> bool:
        """Return whether both put the same on a sheet."""
        return (self.registry_name, self.limit_category) == (other.registry_name, other.limit_category)


def limits_for(born_on: date, on: date, rules: SocietyRules) -> Sequence[str]:
    """Return the 限度額適用区分 that somebody of that age may have on that day."""
    return rules.limits_from_70 if elderly_from(born_on) <= on else rules.limits_below_70


def check_limit(category: str | None, born_on: date, on: date, rules: SocietyRules) -> None:
    """Refuse a 限度額適用区分 that is none, or not one of that age. rules: those in force on that day.

    Where nobody confirmed which classes there are, an unknown one is taken as the society wrote it.
    """
    if category is None or category in limits_for(born_on, on, rules):
        return
    if category in rules.limits_below_70:
        raise BadValue(
            f"限度額適用区分「{category}」は70歳未満の方の区分です。健保に確かめて直してください。"
        )
    if category in rules.limits_from_70:
        raise BadValue(
            f"限度額適用区分「{category}」は70歳以上の方の区分です。健保に確かめて直してください。"
        )
    name = "limits_from_70" if elderly_from(born_on) <= on else "limits_below_70"
    if rules.entry(name).confirmed:
        listed = "、".join((*rules.limits_below_70, *rules.limits_from_70))
        raise BadValue(
            f"限度額適用区分「{quotable(category)}」は読めません。次のどれかで書いてください: {listed}"
        )
