"""Every way in which an end of cover enters stores when it became known, and no paper is late before."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from app.domain.certificate import CertificateStatus
from app.domain.collecting import PaperKind, collect_or_not
from app.domain.person import LossCause, Person
from app.errors import BadValue
from app.importing.mapping import ListedPerson
from app.importing.merging import merge, new_person
from app.importing.plan import FieldChange
from app.usecases.people import cancelled_loss, leavers, life_events, roster
from tests.usecases.households import TODAY, due, family, office_id_of, person_of, run

OUT = CertificateStatus.HANDED_OUT
REMOVED_ON = date(2026, 4, 1)
KNOWN_BY = TODAY + timedelta(days=5)


def remove(store, who, **over):
    facts = {"cause": LossCause.REMOVED_DEPENDANT, "last_day_on": REMOVED_ON, "today": TODAY} | over
    return run(store, lambda tx: roster.leave(tx, who.id, **facts))


@pytest.mark.parametrize(
    ("known_on", "stored", "by"),
    [(None, TODAY, KNOWN_BY), (date(2026, 11, 10), date(2026, 11, 10), date(2026, 11, 15))],
)
def test_a_removal_that_dates_back_is_due_from_the_day_it_was_known(store, known_on, stored, by):
    *_, child = family(store, papers=(None, None, OUT))
    done = remove(store, child, known_on=known_on)
    assert person_of(store, child).loss_known_on == stored
    assert ("return", child.name, by) in due(store)
    assert f"返却期限は 令和8年11月{by.day}日" in done.sentence
    facts = store.queries.person_detail(child.id, TODAY).facts
    assert collect_or_not(PaperKind.CERTIFICATE, facts, store.queries.rules_at(TODAY), TODAY).by == by


def test_the_family_is_told_with_the_employee_and_the_slip_bears_that_day(store):
    head, spouse, child = family(store, papers=(OUT, OUT, OUT))
    facts = {"cause": LossCause.LEFT, "last_day_on": date(2026, 8, 31), "today": TODAY}
    rules, home = store.queries.rules_at(TODAY), [head, spouse, child]
    plan = roster.leaver_plan(head, home, rules, **facts)
    slip = leavers.leaver_slip(
        plan, (), rules, office="見本本社", made_on=TODAY, last_office_day=None, how_back="窓口"
    )
    assert slip.return_by == KNOWN_BY
    run(store, lambda tx: roster.leave(tx, head.id, **facts))
    assert [person_of(store, one).loss_known_on for one in home] == [TODAY] * 3
    assert {by for kind, _, by in due(store) if kind == "return"} == {KNOWN_BY}


def test_corrected_to_the_same_day_it_stays_known_since_then(store):
    *_, child = family(store, papers=(None, None, OUT))
    remove(store, child, known_on=date(2026, 11, 10))
    remove(store, child, cause=LossCause.OTHER_INSURANCE)
    assert person_of(store, child).loss_known_on == date(2026, 11, 10)
    remove(store, child, last_day_on=date(2026, 5, 1))
    assert person_of(store, child).loss_known_on == TODAY


def test_taken_back_nothing_is_known_of_it(store):
    *_, child = family(store, papers=(None, None, OUT))
    remove(store, child)
    run(store, lambda tx: cancelled_loss.cancel_loss(tx, child.id, today=TODAY))
    assert person_of(store, child).loss_known_on is None


def test_of_75_and_of_a_paper_to_come_nobody_need_be_told(store):
    head, *_ = family(store)
    older = run(store, lambda tx: tx.save_person(replace(head, born_on=date(1951, 5, 15))))
    facts = {"cause": LossCause.AGE_75, "last_day_on": date(2026, 5, 15), "today": TODAY}
    run(store, lambda tx: roster.leave(tx, older.id, **facts))
    assert person_of(store, older).loss_known_on is None


def test_it_is_not_known_before_today_is_over(store):
    *_, child = family(store)
    with pytest.raises(BadValue, match="分かった日が今日より先"):
        remove(store, child, known_on=TODAY + timedelta(days=1))


def test_a_rehire_with_a_new_number_is_known_on_its_day(store):
    head, *_ = family(store)
    run(
        store,
        lambda tx: life_events.rehire(
            tx, head.id, qualified_on=date(2026, 11, 21), symbol="2001", number="900", today=TODAY
        ),
    )
    assert person_of(store, head).loss_known_on == TODAY


def listed(who: Person, **over) -> ListedPerson:
    facts = {"row": 2, **{name: getattr(who, name) for name in _KEY}, "qualified_on": who.qualified_on}
    return ListedPerson(**facts | over)


_KEY = ("kind", "symbol", "number", "branch_number", "name", "born_on")


def test_a_loss_that_a_list_tells_is_known_from_the_import(store):
    head, *_ = family(store)
    told = listed(head, disqualified_on=REMOVED_ON)
    loss, office = FieldChange("disqualified_on", "", None, REMOVED_ON), office_id_of(store)
    ended = merge(head, told, [loss], on=TODAY, today=TODAY)
    assert ended.loss_known_on == TODAY
    later = TODAY + timedelta(days=30)
    assert merge(ended, told, [loss], on=later, today=later).loss_known_on == TODAY
    assert new_person(told, office, on=TODAY, today=TODAY).loss_known_on == TODAY
    assert new_person(listed(head), office, on=TODAY, today=TODAY).loss_known_on is None
