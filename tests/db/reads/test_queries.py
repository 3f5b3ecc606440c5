"""Search, lists of papers, one person's details and history."""

from dataclasses import replace
from datetime import date

import pytest

from app.domain.certificate import CertificateStatus, ReplaceCause, listed
from app.domain.contact import Contact, Means
from app.domain.elderly_card import ElderlyCard, ElderlyOutcome
from app.domain.ids import OfficeId, PersonId, SessionId
from app.domain.issue_number import new_issue_number
from app.domain.person import Enrolment, LossCause, Office, PersonKind, key_splits
from app.domain.print_session import PrintSession, PrintSheet, SessionStatus, SheetStatus
from app.domain.shipment import Fate, SentPaper, Shipment
from app.domain.typed import code
from app.errors import NotFound
from app.words import entries
from db.store import SqliteStore
from tests.factories import certificate, person

TODAY = date(2026, 11, 23)
ISSUE = new_issue_number(lambda below: 7)


@pytest.fixture
def roster(store: SqliteStore, office_id: OfficeId) -> SqliteStore:
    with store.transaction("名簿") as tx:
        other = tx.save_office(Office(None, "1001", "見本工場"))
        tx.save_people(
            [
                person(
                    id=None, number="101", name="髙橋\u3000花子", kana="タカハシ ハナコ", employee_code="A001"
                ),
                person(
                    id=None,
                    number="101",
                    branch_number="01",
                    kind=PersonKind.DEPENDANT,
                    name="髙橋\u3000さくら",
                    kana="タカハシ サクラ",
                ),
                person(id=None, number="10234", name="高橋 健", kana="タカハシ ケン", office_id=other.id),
                person(
                    id=None, symbol="健-2", number="234", branch_number="", name="𠮷田 葵", kana="ﾖｼﾀﾞ ｱｵｲ"
                ),
                person(id=None, symbol="20", number="7", name="Smith John", kana="スミス ジョン"),
            ]
        )
        holder = next(p for p in tx.people() if p.number == "10234")
        tx.save_certificate(certificate(id=None, person_id=holder.id, issue_number=ISSUE))
    return store


def found(store: SqliteStore, text: str) -> list[str]:
    return [row.name for row in store.queries.person_rows(search=text)]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("タカハシ", ["高橋 健", "髙橋\u3000さくら", "髙橋\u3000花子"]),
        ("たかはし は", ["髙橋\u3000花子"]),
        ("ﾀｶﾊｼｻｸ", ["髙橋\u3000さくら"]),
        ("はなこ", ["髙橋\u3000花子"]),
        ("ヨシダ", ["𠮷田 葵"]),
        ("髙橋", ["髙橋\u3000さくら", "髙橋\u3000花子", "高橋 健"]),
        ("高橋", ["高橋 健", "髙橋\u3000さくら", "髙橋\u3000花子"]),
        ("髙橋花", ["髙橋\u3000花子"]),
        ("𠮷", ["𠮷田 葵"]),
        ("吉", ["𠮷田 葵"]),
        ("ﾖｼﾀﾞ", ["𠮷田 葵"]),
        ("さくら", ["髙橋\u3000さくら"]),
        ("234", ["高橋 健", "𠮷田 葵"]),
        ("０２３４", ["高橋 健"]),
        ("A00", ["髙橋\u3000花子"]),
        ("2001-101", ["髙橋\u3000さくら", "髙橋\u3000花子"]),
        ("2001-101-01", ["髙橋\u3000さくら"]),
        ("２００１ー１０１ー０１", ["髙橋\u3000さくら"]),
        ("健-2-23", ["𠮷田 葵"]),
        (ISSUE, ["高橋 健"]),
        (ISSUE.replace("-", "").lower(), ["高橋 健"]),
        ("Smith", ["Smith John"]),
        ("%", []),
        ("_", []),
        ("' OR 1=1 --", []),
        ("いない", []),
    ],
)
def test_search(roster: SqliteStore, text: str, names: list[str]) -> None:
    assert found(roster, text) == names


def test_another_form_of_a_character_is_found_after_the_exact_one_and_marked(roster: SqliteStore) -> None:
    rows = roster.queries.person_rows(search="高橋")
    assert [row.found_by for row in rows] == ["", "表記違い", "表記違い"]
    assert [row.found_by for row in roster.queries.person_rows(search="髙橋花")] == [""]


def test_names_and_numbers_of_before_find_whom_they_meant(roster: SqliteStore) -> None:
    who = roster.queries.person_id("2001-101-00")
    with roster.transaction("変更") as tx:
        was = tx.person(who)
        tx.save_person(replace(was, number="777", name="川口\u3000花子", kana="カワグチ ハナコ"))
    for text, how in (
        ("2001-101-00", "前の番号 2001-101-00"),
        ("髙橋花子", "前の氏名 髙橋\u3000花子"),
        ("高橋花子", "前の氏名 髙橋\u3000花子"),
        ("タカハシ ハナコ", "前の氏名 髙橋\u3000花子"),
    ):
        (row,) = (row for row in roster.queries.person_rows(search=text) if row.person_id == who)
        assert (row.name, row.key, row.found_by) == ("川口\u3000花子", "2001-777-00", how)
    assert roster.queries.person_id("2001-101-00") == who
    roster.undo()
    assert found(roster, "川口") == []
    assert [row.found_by for row in roster.queries.person_rows(search="髙橋花")] == [""]
    roster.redo()
    assert [row.found_by for row in roster.queries.person_rows(search="髙橋花")] == [
        "前の氏名 髙橋\u3000花子"
    ]


def test_of_few_rows_the_insured_come_before_their_families(roster: SqliteStore) -> None:
    names = [row.name for row in roster.queries.person_rows(search="タカハシ", limit=2)]
    assert names == ["高橋 健", "髙橋\u3000花子"]
    names = [row.name for row in roster.queries.person_rows(search="高橋", limit=2)]
    assert names == ["高橋 健", "髙橋\u3000花子"]


def test_search_may_be_limited_and_kept_to_an_office(roster: SqliteStore, office_id: OfficeId) -> None:
    assert len(roster.queries.person_rows(search="たかはし", limit=2)) == 2
    assert len(roster.queries.person_rows(search="たかはし", office_id=office_id)) == 2
    assert len(roster.queries.person_rows(search="  ")) == 5
    assert len(roster.queries.person_rows(office_id=office_id)) == 4


@pytest.mark.parametrize(
    ("key", "name"),
    [
        ("2001-101-00", "髙橋\u3000花子"),
        ("２００１－１０１－０１", "髙橋\u3000さくら"),
        ("健-2-234", "𠮷田 葵"),
        (ISSUE, "高橋 健"),
        (ISSUE.replace("-", " "), "高橋 健"),
    ],
)
def test_person_by_key(roster: SqliteStore, key: str, name: str) -> None:
    person_id = roster.queries.person_id(key)
    assert roster.queries.person_detail(person_id, TODAY).person.name == name


@pytest.mark.parametrize("key", ["", "2001-101", "2001-999-00", "0000-0000", "髙橋"])
def test_unknown_keys_get_a_sentence(roster: SqliteStore, key: str) -> None:
    with pytest.raises(NotFound, match="確かめてください"):
        roster.queries.person_id(key)


def test_a_key_is_read_in_every_way_it_can_be() -> None:
    assert key_splits("1-2-3") == [
        ("1-2", "3", ""),
        ("1", "2-3", ""),
        ("1", "2", "3"),
        ("", "1-2-3", ""),
        ("", "1-2", "3"),
        ("", "1", "2-3"),
    ]
    assert code("ー１２ ‐ ａ") == "-12-a"


def test_person_rows_show_the_current_paper(store: SqliteStore, office_id: OfficeId) -> None:
    def shown() -> CertificateStatus | None:
        return store.queries.person_rows()[0].certificate

    with store.transaction("名簿") as tx:
        holder = tx.save_person(person(id=None))
    assert shown() is None
    with store.transaction("印刷") as tx:
        first = tx.save_certificate(
            certificate(id=None, person_id=holder.id, issue_number="1", status=CertificateStatus.HANDED_OUT)
        )
    assert shown() is CertificateStatus.HANDED_OUT
    with store.transaction("差替") as tx:
        tx.save_certificate(first.supersede(TODAY, ReplaceCause.DAMAGE))
        second = tx.save_certificate(certificate(id=None, person_id=holder.id, issue_number="2"))
    assert shown() is CertificateStatus.READY
    with store.transaction("書き損じ") as tx:
        tx.save_certificate(second.spoil(TODAY, "しわ"))
    assert shown() is CertificateStatus.SUPERSEDED


def test_old_cards_are_due_back_or_dealt_with(store: SqliteStore, office_id: OfficeId) -> None:
    with store.transaction("名簿") as tx:
        tx.save_people(
            [
                person(id=None, number="1", kana="ア", elderly_card_listed=True),
                person(id=None, number="2", kana="イ", born_on=date(1954, 11, 30)),
                person(id=None, number="3", kana="ウ", born_on=date(1954, 12, 2)),
                person(id=None, number="4", kana="エ", elderly_card_listed=True),
            ]
        )
        tx.save_elderly_card(ElderlyCard(None, tx.people()[3].id, ElderlyOutcome.LOST, TODAY))
    cards = [row.outcome for row in store.queries.elderly_rows(TODAY)]
    assert cards == [ElderlyOutcome.OUTSTANDING, ElderlyOutcome.CONFIRM, ElderlyOutcome.LOST]
    members = [row.person_id for row in store.queries.person_rows()]
    known = [store.queries.person_detail(one, TODAY).elderly_card for one in members]
    assert known == [*cards[:2], None, cards[2]]


def test_a_card_was_sent_from_the_day_on_which_it_was(roster: SqliteStore) -> None:
    collected_on, yesterday = date(2026, 11, 20), date(2026, 11, 22)
    with roster.transaction("発送") as tx:
        shipment = tx.save_shipment(Shipment(None, TODAY, "1234"))
        holder = tx.people()[0].id
        sent = ElderlyCard(
            None, holder, ElderlyOutcome.FORWARDED, collected_on, forwarded_on=TODAY, shipment_id=shipment.id
        )
        tx.save_elderly_card(sent)
    then = {on: roster.queries.elderly_rows(on)[0] for on in (yesterday, TODAY)}
    assert (then[TODAY].outcome, then[TODAY].forwarded_on) == (ElderlyOutcome.FORWARDED, TODAY)
    assert (then[yesterday].outcome, then[yesterday].forwarded_on) == (ElderlyOutcome.COLLECTED, None)


def test_certificates_by_status_office_tail_and_number(roster: SqliteStore, office_id: OfficeId) -> None:
    queries = roster.queries
    (row,) = queries.certificate_rows()
    assert (row.key, row.name, row.office) == ("2001-10234-00", "高橋 健", "見本工場")
    assert queries.certificate_rows([CertificateStatus.READY]) == [row]
    assert queries.certificate_rows([CertificateStatus.LOST]) == []
    assert queries.certificate_rows(office_id=office_id) == []
    assert queries.certificate_by_issue(ISSUE.replace("-", "").lower()) == row
    assert queries.certificates_by_tail("２３４", [CertificateStatus.READY]) == [row]
    assert queries.certificates_by_tail("235", [CertificateStatus.READY]) == []
    assert queries.certificates_by_tail("", [CertificateStatus.READY]) == []
    assert queries.certificates_by_tail("%", [CertificateStatus.READY]) == []
    assert queries.certificates_of_household(row.person_id, [CertificateStatus.READY]) == [row]
    assert queries.certificates_of_household(row.person_id, [CertificateStatus.LOST]) == []
    assert queries.certificate_count([CertificateStatus.READY, CertificateStatus.LOST]) == 1
    assert queries.certificate_count([CertificateStatus.READY], office_id=office_id) == 0
    with pytest.raises(NotFound, match="はありません"):
        queries.certificate_by_issue(new_issue_number(lambda below: 3))
    with pytest.raises(NotFound, match="読めません"):
        queries.certificate_by_issue("1234")


def test_print_runs_and_their_account(roster: SqliteStore) -> None:
    with roster.transaction("印刷") as tx:
        session = tx.save_session(PrintSession(None, SessionStatus.SPOOLED, TODAY, "窓口"))
        tx.save_session(PrintSession(None, SessionStatus.PLANNED, TODAY))
        states = (SheetStatus.GOOD, SheetStatus.SPOILED, SheetStatus.SPOILED, SheetStatus.MISSING)
        paper = tx.certificate(roster.queries.certificate_rows()[0].certificate_id)
        for number, status in enumerate(states, start=1):
            shredded = TODAY if number == 3 else None
            tx.save_sheet(PrintSheet(None, session.id, number, paper.id, status, shredded))
    empty, full = roster.queries.session_rows()
    assert (empty.sheets, empty.good, empty.unshredded) == (0, 0, 0)
    assert (full.sheets, full.good, full.spoiled, full.missing, full.unshredded) == (4, 1, 2, 1, 1)
    sheets = roster.queries.sheet_rows(session.id)
    assert [(row.sheet_number, row.status) for row in sheets] == list(enumerate(states, start=1))
    assert (sheets[0].key, sheets[0].office) == ("2001-10234-00", "見本工場")
    assert roster.queries.sheet_rows(SessionId(99)) == []


def test_shipments_count_their_contents(roster: SqliteStore) -> None:
    with roster.transaction("発送") as tx:
        shipment = tx.save_shipment(Shipment(None, TODAY, "1234"))
        paper = tx.certificate(roster.queries.certificate_rows()[0].certificate_id)
        sent = [SentPaper(None, shipment.id, paper.person_id, paper.id, TODAY)]
        sent += [
            SentPaper(None, shipment.id, member.id, None, TODAY, fate)
            for member, fate in zip(tx.people(), (Fate.LOST, Fate.NOT_ARRIVED, Fate.SENT_BACK), strict=False)
        ]
        tx.save_sent_papers(sent)
    (row,) = roster.queries.shipment_rows()
    assert (row.tracking_number, row.certificates, row.elderly_cards) == ("1234", 1, len(sent) - 1)
    assert (row.lost, row.not_arrived, row.came_back) == (1, 1, len(sent) - 3)


def test_a_household_stands_together(roster: SqliteStore) -> None:
    detail = roster.queries.person_detail(roster.queries.person_id("2001-101-01"), TODAY)
    assert [row.name for row in detail.household] == ["髙橋\u3000花子", "髙橋\u3000さくら"]
    assert detail.insured is not None
    assert detail.insured.name == "髙橋\u3000花子"
    assert detail.office == "見本本社"
    with pytest.raises(NotFound):
        roster.queries.person_detail(PersonId(999), TODAY)


def test_the_history_of_a_person(store: SqliteStore, office_id: OfficeId) -> None:
    with store.transaction("取込 1名") as tx:
        holder = tx.save_person(person(id=None))
        tx.save_person(person(id=None, number="999"))
    with store.transaction("印刷") as tx:
        session = tx.save_session(PrintSession(None, SessionStatus.SPOOLED, TODAY))
        paper = tx.save_certificate(
            certificate(
                id=None,
                person_id=holder.id,
                issue_number=ISSUE,
                issued_on=TODAY,
                ready_on=TODAY,
                session_id=session.id,
            )
        )
        tx.save_sheet(PrintSheet(None, session.id, 1, paper.id, SheetStatus.GOOD))
    handed = date(2026, 11, 20)
    with store.transaction("配付 1名") as tx:
        tx.save_certificate(replace(paper, ready_on=None).hand_out(handed))
    store.undo()
    with store.transaction("退職") as tx:
        leaver = replace(holder, disqualified_on=TODAY, loss_cause=LossCause.LEFT)
        tx.save_person(leaver)
    with store.transaction("状況") as tx:
        tx.save_person(replace(leaver, enrolment=Enrolment.REGISTERED, enrolment_as_of=handed))
    with store.transaction("声かけ") as tx:
        tx.save_contact(Contact(None, holder.id, handed, Means.PHONE))
        tx.save_elderly_card(ElderlyCard(None, holder.id, ElderlyOutcome.COLLECTED, TODAY))
    rows = [
        (row.label, row.what, row.done_on, row.is_undone)
        for row in reversed(store.queries.history(holder.id))
    ]
    assert rows == [
        ("取込 1名", "名簿に追加", None, False),
        ("印刷", f"資格確認書 {ISSUE}: 印刷を確認", TODAY, False),
        ("配付 1名", f"資格確認書 {ISSUE}: 配付", handed, True),
        ("元に戻す: 配付 1名", f"資格確認書 {ISSUE}: 印刷を確認", TODAY, False),
        ("退職", "資格喪失日・喪失の理由を変更", None, False),
        ("状況", "マイナ保険証の状況を変更", handed, False),
        ("声かけ", "声かけ(電話)、高齢受給者証: 回収", TODAY, False),
    ]
    assert tuple(store.queries.history(holder.id)) == store.queries.person_detail(holder.id, TODAY).history
    assert all(row.user == "管理者" for row in store.queries.history(holder.id))


def test_a_step_named_like_an_undo_is_a_step_of_its_own(store: SqliteStore, office_id: OfficeId) -> None:
    with store.transaction("配付") as tx:
        holder = tx.save_person(person(id=None))
        paper = tx.save_certificate(
            certificate(id=None, person_id=holder.id, issue_number=ISSUE, ready_on=TODAY).hand_out(TODAY)
        )
    with store.transaction("元に戻す: 誤って渡した証") as tx:
        tx.save_certificate(replace(paper, status=CertificateStatus.READY, handed_out_on=None))
    assert store.queries.history(holder.id)[0].what == f"資格確認書 {ISSUE}: 誤交付から戻り配付待ち"
    store.undo()
    undone, step, first = store.queries.operations(3)
    assert (first.undoes_id, step.undoes_id, undone.undoes_id) == (None, None, step.operation_id)


def test_history_has_a_word_for_everything(store: SqliteStore, office_id: OfficeId) -> None:
    with store.transaction("名簿") as tx:
        holder = tx.save_person(person(id=None))
    for number, status in enumerate(CertificateStatus):
        with store.transaction("証") as tx:
            tx.save_certificate(
                certificate(id=None, person_id=holder.id, issue_number=str(number), status=status)
            )
        assert store.queries.history(holder.id)[0].what.startswith(f"資格確認書 {number}: ")
        store.undo()
        assert "記録を取消" in store.queries.history(holder.id)[0].what
    for outcome in ("collected", "forwarded", "lost", "never_issued", "uncollectable"):
        with store.transaction("受給者証") as tx:
            tx.save_elderly_card(ElderlyCard(None, holder.id, ElderlyOutcome(outcome), TODAY))
        assert store.queries.history(holder.id)[0].what.startswith("高齢受給者証: ")
        store.undo()
    for means in Means:
        with store.transaction("声かけ") as tx:
            tx.save_contact(Contact(None, holder.id, TODAY, means))
        assert store.queries.history(holder.id)[0].what.startswith("声かけ(")
        store.undo()


def test_an_old_sheet_without_a_known_day(store: SqliteStore, office_id: OfficeId) -> None:
    with store.transaction("記録") as tx:
        holder = tx.save_person(person(id=None))
        tx.save_certificate(listed(holder.id, ISSUE, None, None))
    (row,) = store.queries.certificate_rows()
    assert (row.handed_out_on, row.expires_on) == (None, None)
    assert store.queries.history(holder.id)[0].what == f"名簿に追加、資格確認書 {ISSUE}: 以前に配付"


def test_every_changed_fact_of_a_person_has_a_word() -> None:
    from db.tables.mapping import PERSON

    assert set(entries("Column.person")) == set(PERSON.columns) - {"id", "kana_key", "name_key"}
