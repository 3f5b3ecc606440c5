"""誤交付: what is on record, where the sheet is afterwards, and who is easily mistaken for whom."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from app.domain.certificate import CertificateOrigin, CertificateStatus
from app.domain.person import LossCause, Person, PersonKind
from app.errors import BadValue, MyNumberRefused, NotAllowed
from app.ports import Store
from app.usecases.counter import certificates, misdeliveries
from app.usecases.counter.misdeliveries import CaseStep
from app.words import label
from tests.factories import person
from tests.usecases.households import TODAY, family, office_id_of, run, sheet, sheets_of, snapshot

S = CertificateStatus
YESTERDAY = TODAY - timedelta(days=1)


@pytest.fixture
def home(store: Store) -> tuple[Person, Person, Person]:
    return family(store, papers=(S.HANDED_OUT, S.SUPERSEDED, S.READY))


@pytest.fixture
def other(store: Store, home: tuple[Person, Person, Person]) -> Person:
    """The namesake who was given the paper."""
    return add(store, number="205", name="高橋\u3000美帆")


def add(store: Store, **over: Any) -> Person:
    facts = {"id": None, "office_id": office_id_of(store), "department": "総務部"}
    made: list[Person] = []
    run(store, lambda tx: made.append(tx.save_person(person(**facts | over))))
    return made[0]


def report(store: Store, who: Person, **over: Any):
    facts: dict[str, Any] = {
        "given_to": None, "given_on": YESTERDAY, "noticed_on": TODAY, "note": "受付の来客",
        "recovered": False, "today": TODAY,
    }  # fmt: skip
    return run(
        store, lambda tx: misdeliveries.report(tx, sheets_of(store, who)[-1].id, **facts | over), "誤交付"
    )


def settle(store: Store, step: CaseStep, on: date = TODAY):
    case = store.queries.misdeliveries()[0]
    return run(store, lambda tx: misdeliveries.settle(tx, case.id, step, on=on, today=TODAY))


def status(store: Store, who: Person) -> CertificateStatus:
    return sheets_of(store, who)[-1].status


def test_not_recovered_it_stays_out_and_the_sentence_says_what_to_do(store, home, other):
    head, *_ = home
    before = snapshot(store)
    done = report(store, head, given_to=other.id, note="")
    assert done.sentence == (
        "髙橋\u3000見本 さんの証の誤交付を記録しました。まず証を取り戻し、本人へ連絡し、責任者と健保へ"
        "報告してください。戻らないときは紛失として記録し、新しい番号で再交付します。"
    )
    assert status(store, head) is S.HANDED_OUT
    (case,) = misdeliveries.open_cases(store.queries, TODAY)
    assert (case.name, case.given_to, case.days) == (head.name, other.name, 0)
    assert case.steps_left == tuple(CaseStep)
    assert case.sentence.endswith("残り: 証を取り戻す、本人へ連絡する、責任者と健保へ報告する")
    assert misdeliveries.open_cases(store.queries, YESTERDAY) == []
    store.undo()
    assert snapshot(store) == before
    assert store.queries.misdeliveries() == []


def test_recovered_a_good_sheet_waits_for_its_holder_again(store, home, other):
    head, *_ = home
    done = report(store, head, given_to=other.id, recovered=True)
    assert "配付待ち" in done.sentence
    assert done.sentence.endswith("そのあと正しい方へ渡してください。")
    now = sheets_of(store, head)[-1]
    assert (now.status, now.handed_out_on, now.receipt) == (S.READY, None, False)
    ids = [now.id]
    run(store, lambda tx: certificates.hand_out(tx, ids, on=TODAY, today=TODAY))
    assert status(store, head) is S.HANDED_OUT
    (case,) = misdeliveries.open_cases(store.queries, TODAY)
    assert case.steps_left == (CaseStep.TOLD, CaseStep.REPORTED)


def test_a_void_sheet_that_is_back_goes_to_the_society(store, home, other):
    spouse = home[1]
    done = report(store, spouse, given_to=other.id, recovered=True)
    assert "無効のため回収済み" in done.sentence
    assert "正しい方へ渡して" not in done.sentence
    assert status(store, spouse) is S.COLLECTED


def test_a_sheet_that_should_lie_in_the_drawer_is_out(store, home, other):
    """The wrong one was taken from the drawer: it was never recorded as handed out."""
    child = home[2]
    report(store, child, given_to=other.id)
    now = sheets_of(store, child)[-1]
    assert (now.status, now.handed_out_on, now.receipt) == (S.HANDED_OUT, YESTERDAY, False)
    settle(store, CaseStep.RECOVERED)
    assert status(store, child) is S.READY


def test_a_sheet_from_before_the_account_has_no_place_in_the_drawer(store, home, other):
    head = home[0]
    listed = replace(sheets_of(store, head)[0], origin=CertificateOrigin.LISTED, ready_on=None)
    run(store, lambda tx: tx.save_certificate(listed))
    report(store, head, given_to=other.id, recovered=True)
    assert status(store, head) is S.HANDED_OUT


def test_the_steps_are_done_once_each_in_any_order(store, home):
    report(store, home[0])
    assert settle(store, CaseStep.REPORTED).sentence == (
        "責任者と健保への報告を記録しました。残り: 証を取り戻す、本人へ連絡する。"
    )
    with pytest.raises(NotAllowed, match=r"責任者と健保への報告は 令和8年11月23日 に記録"):
        settle(store, CaseStep.REPORTED)
    settle(store, CaseStep.RECOVERED)
    assert settle(store, CaseStep.TOLD).sentence == (
        "本人への連絡を記録しました。対応はすべて済みました。正しい方へ渡してください。"
    )
    assert misdeliveries.open_cases(store.queries, TODAY) == []
    assert store.queries.misdeliveries()[0].is_settled


def test_a_sheet_that_stays_lost_need_not_be_brought_back(store, home):
    head = home[0]
    report(store, head)
    settle(store, CaseStep.TOLD)
    settle(store, CaseStep.REPORTED)
    assert misdeliveries.open_cases(store.queries, TODAY)
    ids = sheets_of(store, head)[-1].id
    run(store, lambda tx: certificates.lose(tx, ids, on=TODAY, today=TODAY, reason="戻らない"))
    assert misdeliveries.open_cases(store.queries, TODAY) == []
    # Then it turns up after all.
    assert "健保へ返送" in settle(store, CaseStep.RECOVERED).sentence
    assert status(store, head) is S.COLLECTED


def test_a_case_that_is_open_is_gone_on_with_not_begun_again(store, home):
    report(store, home[0])
    with pytest.raises(NotAllowed, match="すでに記録してあります"):
        report(store, home[0])
    for step in CaseStep:
        settle(store, step)
    report(store, home[0], given_on=TODAY)
    assert len(store.queries.misdeliveries()) == 2


@pytest.mark.parametrize(
    ("over", "words"),
    [
        ({"note": " "}, "だれに渡ったか"),
        ({"given_on": TODAY, "noticed_on": YESTERDAY}, "より後"),
        ({"given_on": date(2026, 10, 9)}, "この証ができたのは 令和8年10月10日"),
        ({"noticed_on": TODAY + timedelta(days=1)}, "今日より先"),
    ],
)
def test_what_cannot_have_been_is_refused(store, home, over, words):
    with pytest.raises(BadValue, match=words):
        report(store, home[0], **over)
    assert store.queries.misdeliveries() == []


def test_more_refusals(store, home, other):
    head = home[0]
    with pytest.raises(BadValue, match="渡した相手が本人"):
        report(store, head, given_to=head.id)
    with pytest.raises(MyNumberRefused):
        report(store, head, note="1234 5678 9018")
    with pytest.raises(BadValue, match="200字まで"):
        report(store, head, note="あ" * 201)
    run(store, lambda tx: tx.save_certificate(sheets_of(store, home[2])[-1].spoil(TODAY, "試し")))
    with pytest.raises(NotAllowed, match="書き損じ"):
        report(store, home[2], given_to=other.id)
    run(store, lambda tx: tx.save_certificate(sheets_of(store, home[1])[-1].collect(TODAY)))
    with pytest.raises(NotAllowed, match="すでに回収済み"):
        report(store, home[1], given_to=other.id)
    report(store, home[1], given_to=other.id, recovered=True)


def test_a_step_before_the_case_came_to_light_is_refused(store, home):
    report(store, home[0])
    with pytest.raises(BadValue, match="気づいた日"):
        settle(store, CaseStep.TOLD, on=YESTERDAY)
    with pytest.raises(BadValue, match="今日より先"):
        settle(store, CaseStep.TOLD, on=TODAY + timedelta(days=1))


def test_every_step_has_words():
    assert all(label(step) for step in CaseStep)


def names(store: Store, who: Person) -> list[str]:
    assert who.id is not None
    return [row.key for row in misdeliveries.namesakes_of(store.queries, who.id, TODAY)]


def test_who_is_easily_mistaken(store, home):
    """髙橋 and 高橋 are read alike; a department only counts for employees who come to the counter."""
    head, spouse, child = home
    add(store, number="201", name="高橋\u3000美保", kana="タカハシ ミホ", department="総務部")
    add(store, number="202", name="高橋\u3000美本", kana="ﾀｶﾊｼ ﾐﾎﾝ", department="製造課")
    add(store, number="203", name="髙橋\u3000進", kana="タカハシ ススム", department="製造課")
    add(store, number="204", name="佐藤\u3000見本", kana="サトウ ミホン", department="総務部")
    add(store, number="206", name="髙橋\u3000去", kana="タカハシ ミホン", disqualified_on=TODAY,
        loss_cause=LossCause.LEFT)  # fmt: skip
    add(store, number="207", name="髙橋\u3000老", kana="タカハシ ミホン", born_on=date(1951, 11, 23))
    add(store, number="207", branch_number="01", kind=PersonKind.DEPENDANT, name="髙橋\u3000妻",
        kana="タカハシ ミホン")  # fmt: skip
    add(store, number="201", branch_number="01", kind=PersonKind.DEPENDANT, name="高橋\u3000子",
        kana="タカハシ コ")  # fmt: skip
    assert names(store, head) == ["2001-201-00", "2001-202-00"]
    assert names(store, child) == ["2001-201-00"]
    assert spouse.id not in {
        row.person_id for row in misdeliveries.namesakes_of(store.queries, head.id, TODAY)
    }


def test_where_the_society_prints_no_branch_two_households_are_still_two(store, home):
    one = add(store, number="301", branch_number="", name="林\u3000一", kana="ハヤシ イチ", department="")
    add(store, number="302", branch_number="", name="林\u3000市", kana="ハヤシ イチ", department="")
    add(store, number="301", branch_number="01", name="林\u3000位置", kana="ハヤシ イチ", department="",
        kind=PersonKind.DEPENDANT)  # fmt: skip
    assert names(store, one) == ["2001-302"]


def test_a_name_without_reading_or_surname_is_compared_as_written(store, home):
    one = add(store, number="401", name="SAMPLE", kana="", department="開発部")
    two = add(store, number="402", name="SAMPLE", kana="", department="開発部")
    add(store, number="403", name="SAMPLE", kana="", department="総務部")
    assert names(store, one) == [two.key]
    assert sheet(one, S.READY)


def test_who_is_read_quite_alike_is_named_first(store, home):
    """Only two are told at the counter: a colleague of the surname must not hide the namesake."""
    head = home[0]
    add(store, number="502", name="髙橋\u3000葵", kana="タカハシ アオイ")
    add(store, number="504", name="高橋\u3000美本", kana=head.kana, department="製造課")
    rows = store.queries.person_rows(search="タカハシ")
    mine = next(row for row in rows if row.person_id == head.id)
    assert [row.key for row in misdeliveries.namesakes(rows, mine)] == ["2001-504-00", "2001-502-00"]


def test_taken_back_at_the_counter_a_good_sheet_is_recovered_not_sent_back(store, home, other):
    head, spouse, _ = home
    report(store, head, given_to=other.id)
    before = snapshot(store)
    ids = [sheets_of(store, who)[-1].id for who in (head, spouse)]
    done = run(store, lambda tx: misdeliveries.take_back(tx, ids, on=TODAY, today=TODAY), "回収")
    assert done.sentence == (
        "証を取り戻したことを記録しました。証は事務所に戻り、配付待ちです。"
        "残り: 本人へ連絡する、責任者と健保へ報告する。1枚を回収しました。"
    )
    assert (status(store, head), status(store, spouse)) == (S.READY, S.COLLECTED)
    assert store.queries.misdeliveries()[0].recovered_on == TODAY
    (case,) = store.queries.person_detail(head.id, TODAY).misdeliveries
    assert case.recovered_on == TODAY
    store.undo()
    assert snapshot(store) == before
    assert store.queries.misdeliveries()[0].recovered_on is None
