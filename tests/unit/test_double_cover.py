"""The same human covered twice: who is the same, on which days, and what is asked."""

from datetime import date

import pytest

from app.domain.double_cover import covered_elsewhere, doubt_of_two, is_same_human
from app.domain.person import LossCause, Person, PersonKind
from tests.factories import person

BORN = date(2020, 4, 5)


def child(number: str, **over: object) -> Person:
    facts: dict[str, object] = {"number": number, "kind": PersonKind.DEPENDANT, "branch_number": "01"}
    facts |= {
        "name": "架空\u3000花",
        "kana": "カクウ ハナ",
        "born_on": BORN,
        "qualified_on": date(2020, 4, 5),
    }
    return person(**facts | over)


def elsewhere(one: Person, other: Person, *heads: Person) -> list[Person]:
    everybody = [one, other, *heads]
    homes = {p.number: [q for q in everybody if q.number == p.number] for p in everybody}
    return covered_elsewhere(one, [one, other], lambda p: homes[p.number])


@pytest.mark.parametrize(
    ("over", "is_same"),
    [
        ({}, True),
        ({"name": "架空花"}, True),
        ({"kana": "ｶｸｳ ﾊﾅ"}, True),
        ({"kana": ""}, True),
        # Twins, and another reading of the same characters.
        ({"name": "架空\u3000月"}, False),
        ({"kana": "カクウ カ"}, False),
        ({"born_on": date(2020, 4, 6)}, False),
    ],
)
def test_who_is_the_same(over: dict[str, object], is_same: bool) -> None:
    assert is_same_human(child("101"), child("102", **over)) is is_same


def test_only_days_on_which_both_are_covered_count() -> None:
    mine, theirs = child("101"), child("102", qualified_on=date(2026, 11, 1))
    assert elsewhere(mine, theirs) == [theirs]
    ended = child("101", disqualified_on=date(2026, 11, 1), loss_cause=LossCause.REMOVED_DEPENDANT)
    assert elsewhere(ended, theirs) == []
    # The father's loss takes the child along.
    father = person(number="101", disqualified_on=date(2026, 10, 1), loss_cause=LossCause.LEFT)
    assert elsewhere(mine, theirs, father) == []


def test_what_is_asked_depends_on_who_is_insured() -> None:
    insured = child("103", kind=PersonKind.INSURED, branch_number="00")
    assert "夫婦共同扶養" in doubt_of_two(child("101"), child("102"))
    assert "健康保険法3条7項" in doubt_of_two(child("101"), insured)
    assert "二つあります" in doubt_of_two(insured, child("104", kind=PersonKind.INSURED))
