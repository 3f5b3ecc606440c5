"""75 without a residence in Japan: the cover goes on, the family's with it, until its end is recorded."""

from datetime import date

import pytest

from app.domain.cover import covered, loss_of_cover
from app.domain.duties import Why
from app.domain.eligibility import NO_END, ends_by_age
from app.domain.person import LossCause, PersonKind
from app.errors import BadValue, NotAllowed
from app.usecases.people import abroad
from tests.factories import person
from tests.usecases.households import family, person_of, run

AT_75 = date(2026, 12, 1)


def old(**over):
    return person(born_on=date(1951, 12, 1), **over)


@pytest.mark.parametrize(
    ("since", "ends_on"),
    [(None, AT_75), (date(2026, 12, 2), AT_75), (AT_75, NO_END), (date(2020, 1, 1), NO_END)],
)
def test_only_who_is_away_on_the_birthday_stays(since, ends_on):
    assert ends_by_age(old(abroad_since=since)) == ends_on


def test_the_family_stays_with_the_employee_and_a_recorded_loss_counts():
    head = old(abroad_since=date(2026, 1, 1))
    spouse = person(kind=PersonKind.DEPENDANT, branch_number="01", born_on=date(1965, 1, 1))
    assert covered(spouse, head, date(2027, 6, 1))
    back = old(abroad_since=date(2026, 1, 1), disqualified_on=date(2027, 4, 1), loss_cause=LossCause.AGE_75)
    assert loss_of_cover(spouse, back).on == date(2027, 4, 1)


def test_it_is_recorded_with_its_reason_shown_and_taken_back(store):
    _, spouse, _ = family(store)
    since = date(2026, 1, 1)
    with pytest.raises(BadValue, match="理由"):
        run(store, lambda tx: abroad.stay_insured(tx, spouse.id, since=since, reason=" "))
    with pytest.raises(NotAllowed, match="記録はありません"):
        run(store, lambda tx: abroad.end_by_age(tx, spouse.id))
    done = run(store, lambda tx: abroad.stay_insured(tx, spouse.id, since=since, reason="海外勤務に同行"))
    assert "75歳になっても資格が続きます" in done.sentence
    assert (person_of(store, spouse).abroad_reason) == "海外勤務に同行"
    store.undo()
    assert person_of(store, spouse) == spouse
    run(store, lambda tx: abroad.stay_insured(tx, spouse.id, since=since, reason="海外勤務に同行"))
    day = date(2027, 5, 1)
    assert Why.AT_75 not in whys(store, spouse, day)
    run(store, lambda tx: abroad.end_by_age(tx, spouse.id))
    assert Why.AT_75 in whys(store, spouse, day)


def whys(store, who, day):
    return {row.why for row in store.queries.due_rows(day) if row.person_id == who.id}
