"""An older list takes nothing back; a later one counts, whoever spoke before."""

from collections.abc import Callable
from datetime import date

import pytest

from app.domain.certificate import CertificateStatus
from app.domain.difference import DifferenceCause
from app.domain.ids import PersonId
from app.domain.person import Enrolment, LossCause, Office, Person, Sex
from app.importing.plan import ImportPlan
from app.ports import Store, Transaction
from app.usecases.people import enrolment, life_events, roster, roster_import
from tests.usecases.households import sheet
from tests.usecases.lists.members import (
    HANA,
    HEADINGS,
    NOVEMBER,
    OCTOBER,
    ROWS,
    SORA,
    TARO,
    TODAY,
    YUKI,
    counts,
    file,
    look,
    take,
)

SEPTEMBER = date(2026, 9, 30)
Step = Callable[[Transaction, PersonId], object]


def who(store: Store, key: str = "2101-501-00") -> Person:
    return next(p for p in store.queries.people() if p.key == key)


def record(store: Store, step: Step, key: str = "2101-501-00") -> Person:
    person_id = who(store, key).id
    assert person_id is not None
    with store.transaction("記録") as tx:
        step(tx, person_id)
    return next(p for p in store.queries.people() if p.id == person_id)


def rename(tx: Transaction, one: PersonId) -> object:
    return life_events.change_name(
        tx, one, name="新姓　一郎", kana="シンセイ イチロウ", on=TODAY, today=TODAY
    )


def release(tx: Transaction, one: PersonId) -> object:
    enrolment.take_step(tx, [one], Enrolment.REGISTERED, on=date(2026, 11, 2), today=TODAY)
    return enrolment.take_step(tx, [one], Enrolment.RELEASED, on=date(2026, 11, 10), today=TODAY)


def new_number(tx: Transaction, one: PersonId) -> object:
    return roster.move_office(
        tx, [one], tx.person(one).office_id, None, on=TODAY, today=TODAY, symbol="2102", number="601"
    )


def new_place(tx: Transaction, one: PersonId) -> object:
    office_id = tx.save_office(Office(None, "9001", "別の工場")).id
    assert office_id is not None
    return roster.move_office(tx, [one], office_id, "製造部", on=TODAY, today=TODAY)


def leave(tx: Transaction, one: PersonId) -> object:
    return roster.leave(tx, one, cause=LossCause.LEFT, last_day_on=date(2026, 11, 20), today=TODAY)


def decline(tx: Transaction, one: PersonId) -> object:
    return enrolment.take_step(tx, [one], Enrolment.DECLINED, on=TODAY, today=TODAY)


def new_life(tx: Transaction, one: PersonId) -> object:
    return life_events.rehire(
        tx, one, qualified_on=date(2026, 11, 1), symbol="2101", number="777", today=TODAY
    )


@pytest.mark.parametrize("step", [rename, release, new_number, new_place, leave, decline, new_life])
def test_the_list_of_the_month_before_takes_nothing_back(office: Store, step: Step) -> None:
    headings = f"事業所記号,所属,{HEADINGS}"
    take(office, *(f"2101,総務部,{row}" for row in ROWS), headings=headings, as_of=OCTOBER)
    record(office, step)
    before = office.queries.people()
    plan = take(office, *(f"2101,総務部,{row}" for row in ROWS), headings=headings, as_of=OCTOBER)
    assert counts(plan)[:2] == (0, 0)
    assert office.queries.people() == before
    assert not plan.asked


def test_a_sheet_with_the_new_name_stays_good(office: Store) -> None:
    head = record(office, rename)
    with office.transaction("証") as tx:
        tx.save_certificate(sheet(head, CertificateStatus.HANDED_OUT))
    plan = take(office, *ROWS, as_of=OCTOBER)
    assert [one.status for one in office.queries.certificate_rows()] == [CertificateStatus.HANDED_OUT]
    assert [one.change.field for one in plan.kept] == ["name", "kana"]
    assert any("そのままにします" in note for note in plan.notes)


def test_a_list_soon_after_a_record_is_asked_about_and_one_long_after_counts(office: Store) -> None:
    """The society may not have what was filed yesterday; two months later its word counts."""
    record(office, rename)
    soon = plan_on(office, date(2026, 12, 10))
    assert [(one.change.field, one.cause) for one in soon.asked] == [
        ("name", DifferenceCause.RECORDED_HERE),
        ("kana", DifferenceCause.RECORDED_HERE),
    ]
    assert (soon.changed, soon.unchanged) == ((), 3)
    (changed,) = plan_on(office, date(2027, 1, 29)).changed
    assert [one.new for one in changed.changes] == ["見本　一郎", "ミホン イチロウ"]


def plan_on(store: Store, day: date) -> ImportPlan:
    answers = roster_import.Answers(as_of=day)
    return roster_import.preview(file(*ROWS), "list.csv", store.queries, today=day, answers=answers)


def test_of_two_lists_the_later_day_counts_whichever_comes_last(office: Store) -> None:
    renamed = TARO.replace("見本　一郎,ミホン", "新姓　一郎,シンセイ")
    assert len(take(office, renamed, HANA, SORA, YUKI, as_of=NOVEMBER).changed) == 1
    plan = take(office, *ROWS, as_of=OCTOBER)
    assert (plan.changed, [one.change.field for one in plan.kept]) == ((), ["name", "kana"])
    assert who(office).name == "新姓　一郎"
    # An equal word moves the day on: what November confirmed, October does not take back.
    assert take(office, renamed, as_of=TODAY, is_part=True).changed == ()
    assert look(office, TARO, as_of=NOVEMBER, is_part=True).changed == ()


def test_a_later_list_takes_a_registration_back_that_only_a_list_told(office: Store) -> None:
    registered = TARO.replace("未登録,2029-12-01", "登録済,")
    take(office, registered, as_of=date(2026, 11, 2), is_part=True)
    assert who(office).enrolment is Enrolment.REGISTERED
    take(office, TARO, as_of=NOVEMBER, is_part=True)
    assert (who(office).enrolment, who(office).enrolment_as_of) == (Enrolment.NOT_REGISTERED, NOVEMBER)


def test_without_a_day_it_is_asked_once_and_the_answer_settles_it(store: Store) -> None:
    take(store, *ROWS)
    renamed = (TARO.replace("見本　一郎,ミホン", "新姓　一郎,シンセイ"), HANA, SORA, YUKI)
    plan = look(store, *renamed)
    assert counts(plan) == (0, 0, 3, 0, 0)
    assert [one.about for one in plan.questions] == ["as_of"]
    assert {one.cause for one in plan.asked} == {DifferenceCause.DAY_UNKNOWN}
    assert len(look(store, *renamed, as_of=TODAY).changed) == 1
    older = look(store, *renamed, as_of=SEPTEMBER)
    assert (older.changed, len(older.kept)) == ((), 0)


def test_somebody_new_needs_no_day(store: Store) -> None:
    plan = look(store, *ROWS)
    assert (counts(plan), plan.questions) == ((4, 0, 0, 0, 0), ())


def test_the_day_of_a_stage_is_the_day_of_the_list(office: Store) -> None:
    assert who(office).enrolment_as_of == OCTOBER
    assert who(office).sex is Sex.MALE


def test_missing_is_who_was_covered_on_the_day_of_the_list(office: Store) -> None:
    plan = look(office, TARO, HANA, as_of=date(2012, 1, 1))
    assert [p.name for p in plan.missing] == ["髙﨑　幸子"]
    assert look(office, TARO, as_of=NOVEMBER, is_part=True).missing == ()
