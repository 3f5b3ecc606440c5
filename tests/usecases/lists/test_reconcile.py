"""突合: what waits is settled by their word or by ours."""

import pytest

from app.domain.certificate import CertificateStatus
from app.domain.difference import DifferenceCause, Settled
from app.domain.person import LossCause
from app.errors import NotAllowed
from app.ports import Store
from app.usecases.people import reconcile, roster
from tests.usecases.households import sheet
from tests.usecases.lists.members import HANA, NOVEMBER, ROWS, SORA, TARO, TODAY, YUKI, look, take

HR = "社員番号,所属,記号,番号,枝番,本人家族,氏名,生年月日,資格取得年月日"
ROW = "M0001,経理部,2101,501,00,本人,通名　一郎,1980-04-12,2005-04-01"


@pytest.fixture
def waiting(office: Store) -> reconcile.DifferenceRow:
    take(office, ROW, headings=HR, as_of=NOVEMBER, is_part=True)
    (row,) = reconcile.open_differences(office.queries)
    return row


def settle(store: Store, row: reconcile.DifferenceRow, as_: Settled):
    assert row.difference.id is not None
    return store.record(lambda tx: reconcile.settle(tx, [row.difference.id], as_, today=TODAY))


def test_a_difference_says_whose_what_and_the_likely_cause(waiting: reconcile.DifferenceRow) -> None:
    assert (waiting.name, waiting.field) == ("見本　一郎", "氏名")
    assert (waiting.ours, waiting.theirs) == ("見本　一郎", "通名　一郎")
    assert "健保の届出が違う" in waiting.likely


def test_their_word_is_taken_with_what_follows_for_the_sheets(
    office: Store, waiting: reconcile.DifferenceRow
) -> None:
    with office.transaction("証") as tx:
        head = tx.person(waiting.difference.person_id)
        tx.save_certificate(sheet(head, CertificateStatus.HANDED_OUT))
    done = settle(office, waiting, Settled.THEIRS)
    assert "古い証1枚を回収します" in done.sentence
    assert "通名　一郎" in {p.name for p in office.queries.people()}
    assert reconcile.open_differences(office.queries) == []
    with pytest.raises(NotAllowed, match="もう決めてあります"):
        settle(office, waiting, Settled.OURS)
    office.undo()
    assert len(reconcile.open_differences(office.queries)) == 1


def test_what_was_kept_is_not_asked_again_until_they_say_something_else(
    office: Store, waiting: reconcile.DifferenceRow
) -> None:
    settle(office, waiting, Settled.OURS)
    take(office, ROW, headings=HR, as_of=TODAY, is_part=True)
    assert reconcile.open_differences(office.queries) == []
    take(office, ROW.replace("通名", "別名"), headings=HR, as_of=TODAY, is_part=True)
    assert [one.theirs for one in reconcile.open_differences(office.queries)] == ["別名　一郎"]


def test_whom_the_society_does_not_list_waits_until_the_list_has_them_or_the_office_decides(
    office: Store,
) -> None:
    take(office, TARO, HANA, SORA, as_of=NOVEMBER)
    (row,) = reconcile.open_differences(office.queries)
    assert (row.name, row.difference.cause) == ("髙﨑　幸子", DifferenceCause.NOT_ON_THE_LIST)
    with pytest.raises(NotAllowed, match="退職・扶養削除"):
        settle(office, row, Settled.THEIRS)
    take(office, *ROWS, as_of=TODAY)
    assert reconcile.open_differences(office.queries) == []


def test_a_leaver_whom_the_list_still_has_is_no_difference(office: Store) -> None:
    who = next(p for p in office.queries.people() if p.name == "髙﨑　幸子")
    assert who.id is not None
    with office.transaction("退職") as tx:
        roster.leave(tx, who.id, cause=LossCause.LEFT, last_day_on=NOVEMBER, today=TODAY)
    plan = look(office, TARO, HANA, SORA, YUKI, as_of=NOVEMBER)
    assert (plan.changed, plan.asked, plan.missing) == ((), (), ())
