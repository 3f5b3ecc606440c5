"""The same human covered twice at one time: asked about, never refused and never corrected.

A dependant belongs to one insured person (夫婦共同扶養), and whoever is insured is nobody's dependant.
Source: docs/rules.md, "Doubts about the list".
"""

from collections.abc import Callable, Iterable
from datetime import date

from app.domain import typed
from app.domain.cover import loss_of_cover
from app.domain.household import insured_among
from app.domain.person import Person, PersonKind


def covered_elsewhere(
    person: Person, among: Iterable[Person], household_of: Callable[[Person], Iterable[Person]]
) -> list[Person]:
    """Return the other entries of this human whose cover lies on a day on which this one's does.

    among: everybody who may be the same, this person too. A re-hire is none: the old cover ends on
    the day on which the new one begins.
    """

    def ends_on(one: Person) -> date:
        return loss_of_cover(one, insured_among(one, household_of(one))).on

    others = [other for other in among if other.key != person.key and is_same_human(person, other)]
    return [
        other
        for other in others
        if other.qualified_on < ends_on(person) and person.qualified_on < ends_on(other)
    ]


def is_same_human(one: Person, other: Person) -> bool:
    """Whether birth, name and, where both have one, kana are the same; blanks count for nothing."""
    if one.born_on != other.born_on:
        return False
    if typed.without_blanks(one.name) != typed.without_blanks(other.name):
        return False
    return not (one.kana and other.kana) or typed.kana(one.kana) == typed.kana(other.kana)


def doubt_of_two(person: Person, other: Person) -> str:
    """Return what to ask the society about two entries of one human."""
    if person.kind is other.kind is PersonKind.DEPENDANT:
        rule = "ご家族として入るのは一人の被保険者だけです(夫婦共同扶養)"
    elif person.kind is not other.kind:
        rule = "被保険者である方は、ご家族(被扶養者)にはなりません(健康保険法3条7項)"
    else:
        rule = "被保険者としての資格が二つあります"
    return (
        f"{person.name} さんと氏名・生年月日の同じ方が {other.key} でも加入しています。{rule}。"
        "同じ方なら、どちらの資格かを健保に確かめてください。"
    )
