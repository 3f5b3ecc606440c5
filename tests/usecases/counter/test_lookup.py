"""One text means the same people and papers at the desk, in the drawer, in the search and in a command."""

from dataclasses import replace
from datetime import date

import pytest

from app.domain.certificate import CertificateStatus
from app.domain.issue_number import new_issue_number
from app.domain.person import Office, Person, PersonKind
from app.errors import NotAllowed
from app.ports import Store, Transaction
from app.usecases.counter import certificates, drawer
from app.usecases.counter.lookup import Asked, people, sheet_of_code, sheets_of_number, sheets_of_people
from tests.factories import certificate, person
from tests.unit.test_scanned import typed_in_kana
from tests.usecases.households import TODAY, office_id_of, run
from ui.cli.sheets import sheet_of, sheets_of
from ui.pages.desk.lookup import DeskMode, look_up, objection

S = CertificateStatus
HEAD, SPOUSE, OTHER = "2001-108-00", "2001-108-01", "2001-208-00"
ISSUE = {key: new_issue_number(lambda below, n=n: n) for n, key in enumerate((HEAD, SPOUSE, OTHER), start=3)}
MEMBERS = {
    HEAD: ("山田\u3000太郎", "ヤマダ タロウ", "S00108"),
    SPOUSE: ("山田\u3000花子", "ヤマダ ハナコ", ""),
    OTHER: ("今野\u3000一", "コンノ ハジメ", "S00208"),
}


@pytest.fixture
def waiting(store: Store) -> Store:
    """A couple and a colleague, whose sheets wait in the drawer."""
    run(store, lambda tx: tx.save_office(Office(None, "2001", "見本本社")))
    for key, (name, kana, employee_code) in MEMBERS.items():
        symbol, number, branch = key.split("-")
        facts = {
            "id": None, "office_id": office_id_of(store), "symbol": symbol, "number": number, "kana": kana,
            "branch_number": branch, "name": name, "employee_code": employee_code,
            "kind": PersonKind.INSURED if branch == "00" else PersonKind.DEPENDANT,
        }  # fmt: skip
        made: list[Person] = []
        run(store, lambda tx, facts=facts, made=made: made.append(tx.save_person(person(**facts))))
        paper = certificate(
            id=None, person_id=made[0].id, issue_number=ISSUE[key], ready_on=date(2026, 10, 10)
        )
        run(store, lambda tx, paper=paper: tx.save_certificate(paper))
    return store


BOTH = [HEAD, SPOUSE]
MEANT = [
    ("2001-108-01", [SPOUSE]),
    ("２００１ー１０８ー０１", [SPOUSE]),
    ("2001-108", BOTH),
    ("108", BOTH),
    ("08", [HEAD, SPOUSE, OTHER]),
    ("s00108", BOTH),
    ("Ｓ００２０８", [OTHER]),
    ("ヤマダ", BOTH),
    ("やまだ", BOTH),
    ("ﾔﾏﾀﾞ", BOTH),
    ("yamada", BOTH),
    ("YAMADA", BOTH),
    ("konno", [OTHER]),
    ("山田", BOTH),
    ("山田太郎", [HEAD]),
    ("山田 太郎", [HEAD]),
    (ISSUE[SPOUSE], [SPOUSE]),
    (ISSUE[SPOUSE].replace("-", "").lower(), [SPOUSE]),
    (typed_in_kana(ISSUE[OTHER]), [OTHER]),
]
TEXTS = pytest.mark.parametrize(("text", "meant"), MEANT, ids=[ascii(text) for text, _ in MEANT])


@TEXTS
def test_the_desk_means_them(waiting: Store, text: str, meant: list[str]) -> None:
    found = look_up(waiting.queries, text, DeskMode.HAND_OUT)
    assert sorted(row.key for row in found.rows) == meant
    assert found.refusal is None


@TEXTS
def test_the_drawer_and_a_department_mean_them(waiting: Store, text: str, meant: list[str]) -> None:
    asked = Asked.of(waiting.queries, text)
    rows = waiting.queries.certificate_rows()
    assert sorted(row.key for row in rows if asked.names(row)) == meant
    assert sorted(row.key for row in rows if asked.names_surely(row)) == meant


def test_one_digit_is_offered_and_never_taken_for_sure(waiting: Store) -> None:
    asked = Asked.of(waiting.queries, "8")
    rows = waiting.queries.certificate_rows()
    assert all(map(asked.names, rows))
    assert not any(map(asked.names_surely, rows))
    assert not look_up(waiting.queries, "8", DeskMode.HAND_OUT).is_certain


@TEXTS
def test_the_search_finds_them(waiting: Store, text: str, meant: list[str]) -> None:
    found = people(lambda search: waiting.queries.person_rows(search=search), text)
    # A 社員番号 is one person's there, the household's at the counter.
    assert sorted(row.key for row in found) == ([HEAD] if text == "s00108" else meant)


def test_a_command_names_one_or_a_household(waiting: Store) -> None:
    queries = waiting.queries
    for text in (SPOUSE, SPOUSE.replace("-", "ｰ"), ISSUE[SPOUSE], typed_in_kana(ISSUE[SPOUSE])):
        assert sheet_of(queries, text, (S.READY,)).key == SPOUSE, ascii(text)
    assert [row.key for row in sheets_of(queries, SPOUSE, (S.READY,))] == BOTH
    assert [row.key for row in sheets_of(queries, ISSUE[HEAD], (S.READY,))] == [HEAD]


def test_what_is_elsewhere_is_found_by_its_number(waiting: Store) -> None:
    queries = waiting.queries
    ids = [row.certificate_id for row in queries.certificate_rows() if row.key != OTHER]
    run(waiting, lambda tx: certificates.hand_out(tx, ids, on=TODAY, today=TODAY))
    for text in ("108", "2001-108", "S00108"):
        asked = Asked.of(queries, text)
        assert sorted(line.row.key for line in drawer.elsewhere(queries, asked, TODAY)) == BOTH
    assert drawer.elsewhere(queries, Asked.of(queries, "山田"), TODAY) == []
    assert sheets_of_number(queries, Asked.of(queries, "108"), (S.READY,)) == []
    assert [
        r.key for r in sheets_of_people(queries, queries.person_rows(search="花子"), (S.HANDED_OUT,))
    ] == [SPOUSE]
    assert sheet_of_code(queries, Asked.of(queries, "108")) is None


@pytest.mark.parametrize(
    ("over", "told"),
    [
        ({"disqualified_on": TODAY}, "さんは令和8年11月23日に資格を喪失しています。"),
        ({"born_on": date(1951, 11, 23)}, "さんは令和8年11月23日に資格を喪失しています。"),
        ({}, "さんの証は令和8年11月22日で期限切れです。"),
    ],
)
def test_the_desk_and_the_step_refuse_for_the_same_reason(store: Store, over: dict, told: str) -> None:
    made: list[Person] = []
    run(store, lambda tx: tx.save_office(Office(None, "2001", "見本本社")))
    run(
        store,
        lambda tx: made.append(
            tx.save_person(person(**{"id": None, "office_id": office_id_of(store)} | over))
        ),
    )
    expires = date(2029, 1, 1) if over else date(2026, 11, 22)
    paper = certificate(id=None, person_id=made[0].id, issue_number=ISSUE[HEAD], expires_on=expires)
    run(store, lambda tx: tx.save_certificate(paper))
    (row,) = store.queries.certificate_rows()
    refusal = objection(store.queries.person_detail(row.person_id, TODAY), row, TODAY)
    assert refusal is not None
    assert refusal.sentence == f"{row.name} {told}渡さずに回収(F3)してください。"
    with pytest.raises(NotAllowed) as raised:
        run(store, lambda tx: certificates.hand_out(tx, [row.certificate_id], on=TODAY, today=TODAY))
    assert str(raised.value) == f"{row.name} {told}渡さずに回収してください。"


# -- After a move, and of another form of a character -------------------------------------------------


@pytest.fixture
def moved(waiting: Store) -> Store:
    """The couple has another number now; the papers in the drawer bear the old one."""
    ids = [waiting.queries.person_id(key) for key in BOTH]

    def move(tx: Transaction) -> None:
        head, spouse = (tx.person(one) for one in ids)
        tx.save_person(replace(head, number="502"))
        tx.save_person(replace(spouse, number="502", name="川口\u3000花子", kana="カワグチ ハナコ"))

    run(waiting, move)
    return waiting


NOW = [key.replace("108", "502") for key in BOTH]


@pytest.mark.parametrize("text", ["2001-108-00", "2001-108", "108", "502"])
def test_the_number_of_before_means_the_household(moved: Store, text: str) -> None:
    found = look_up(moved.queries, text, DeskMode.HAND_OUT)
    assert sorted(row.key for row in found.rows) == NOW
    rows = people(lambda search: moved.queries.person_rows(search=search), text)
    assert {row.key for row in rows} <= set(NOW)
    assert rows
    asked = Asked.of(moved.queries, text)
    assert sorted(row.key for row in moved.queries.certificate_rows() if asked.names(row)) == NOW


def test_the_name_of_before_means_the_person(moved: Store) -> None:
    found = look_up(moved.queries, "山田花子", DeskMode.HAND_OUT)
    assert [row.key for row in found.rows] == [NOW[1]]
    (row,) = people(lambda search: moved.queries.person_rows(search=search), "やまだはなこ")
    assert (row.name, row.found_by) == ("川口\u3000花子", "前の氏名 山田\u3000花子")


def test_a_command_takes_the_number_of_before(moved: Store) -> None:
    assert sheet_of(moved.queries, "2001-108-01", (S.READY,)).key == NOW[1]


def test_the_desk_finds_another_form_of_a_character(waiting: Store) -> None:
    who = waiting.queries.person_id(OTHER)
    run(waiting, lambda tx: tx.save_person(replace(tx.person(who), name="髙橋\u3000一")))
    found = look_up(waiting.queries, "高橋", DeskMode.HAND_OUT)
    assert [row.key for row in found.rows] == [OTHER]
