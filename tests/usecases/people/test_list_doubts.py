"""What a list says that does not fit the society's rules is named, row by row, and only when it is new."""

import re

import pytest

import resources
from app.domain.person import Person
from app.domain.rules import SocietyRules, read_rule_book
from app.ports import Store
from app.usecases.people.list_doubts import ListDoubt, list_doubts
from app.usecases.people.roster_import import Answers, apply_import, preview
from tests.usecases.households import TODAY, run

HEADINGS = (
    "事業所記号,事業所名,記号,番号,枝番,本人家族,続柄,氏名,フリガナ,性別,生年月日,"
    "資格取得年月日,有効期限,負担割合"
)
HEAD = "2001,見本本社,2001,101,00,本人,本人,髙橋　太郎,タカハシ タロウ,男,{born},H22.4.1,{until},"
WIFE = "2001,見本本社,2001,101,01,家族,妻,髙橋　花子,タカハシ ハナコ,女,S57.8.9,H22.4.1,{until},{rate}"
JOINING = '[{ when = ["newcomer"], months = 3, ends = "month_end" }, { years = 3, ends = "month_end" }]'


def rules(name: str = "jsr") -> SocietyRules:
    return read_rule_book(resources.path(f"rules/{name}.toml").read_text("utf-8")).at(TODAY)


def read(store: Store, *rows: str):
    data = "\r\n".join((HEADINGS, *rows)).encode("cp932")
    return preview(data, "list.csv", store.queries, today=TODAY, answers=Answers(as_of=TODAY))


def found(store: Store, *rows: str, book: str = "jsr") -> list[ListDoubt]:
    people: list[Person] = store.queries.people()
    return list_doubts(read(store, *rows), people, rules(book), today=TODAY)


def test_a_list_that_fits_brings_no_doubt(store: Store) -> None:
    assert found(store, HEAD.format(born="S55.4.5", until="R11.11.30"), WIFE.format(until="", rate="")) == []


def test_each_doubt_names_its_row_and_person(store: Store) -> None:
    rows = (WIFE.format(until="R11.11.30", rate="2"), HEAD.format(born="S55.4.5", until="R20.11.30"))
    doubts = found(store, *rows)
    assert [(one.row.number, one.key, one.name) for one in doubts] == [
        (2, "2001-101-01", "髙橋\u3000花子"),
        (3, "2001-101-00", "髙橋\u3000太郎"),
    ]
    assert "負担割合は2割とありますが" in doubts[0].sentence
    assert "有効期限 R20.11.30 は、規則による上限 R13.11.22 より後です" in doubts[1].sentence
    assert all(one.sentence.endswith("健保に確かめてください。") for one in doubts)


def test_the_family_is_measured_by_the_employee_of_the_same_list(store: Store) -> None:
    """Who is the employee stands further down; 75 on 2 February 2028 ends the family's cover too."""
    rows = (WIFE.format(until="R10.11.30", rate=""), HEAD.format(born="S28.2.2", until="R10.2.1") + "2")
    (doubt,) = found(store, *rows)
    assert (doubt.row.number, "上限 R10.2.1 より後" in doubt.sentence) == (2, True)


def test_the_numbering_is_the_societys_own(store: Store) -> None:
    row = HEAD.format(born="S55.4.5", until="").replace(",101,00,", ",101,01,")
    assert found(store, row) == []
    (doubt,) = found(store, row, book="mihon")
    assert "枝番「01」は、この健保の付け方と違います" in doubt.sentence


@pytest.mark.parametrize(("changed", "is_new"), [("髙橋　新", False), ("R21.11.30", True)])
def test_what_was_doubtful_before_is_not_said_again(store: Store, changed: str, is_new: bool) -> None:
    row = HEAD.format(born="S55.4.5", until="R20.11.30")
    plan = read(store, row)
    run(store, lambda tx: apply_import(tx, plan, today=TODAY))
    assert found(store, row) == []
    later = row.replace("髙橋　太郎" if "髙橋" in changed else "R20.11.30", changed)
    assert bool(found(store, later)) is is_new


def test_it_stores_nothing(store: Store) -> None:
    assert found(store, HEAD.format(born="S55.4.5", until="R20.11.30"))
    assert store.queries.people() == []


def with_rules(*rules: tuple[str, str]) -> SocietyRules:
    """The shipped rules with other values behind these."""
    text = resources.path("rules/jsr.toml").read_text("utf-8")
    for name, value in rules:
        old = re.search(rf"(?ms)^\[rule\.{name}\]\nvalue = (.*?)\nsource", text)
        assert old is not None
        text = f"{text[: old.start(1)]}{value}{text[old.end(1) :]}"
    return read_rule_book(text).at(TODAY)


@pytest.mark.parametrize(
    ("terms", "until", "said"),
    [
        # All papers end on 31 July; TODAY is 2026-11-23.
        ('[{ years = 1, ends = "07-31" }]', "R9.7.31", ""),
        ('[{ years = 1, ends = "07-31" }]', "R9.7.30", "期限の日(毎年7月31日)ではありません"),
        ('[{ years = 1, ends = "07-31" }]', "R10.7.31", "上限 R9.7.31 より後"),
        # Three months for who joins, three years else, always the last end of a month.
        (JOINING, "R9.1.31", ""),
        (JOINING, "R11.10.31", ""),
        (JOINING, "R11.11.30", "上限 R11.10.31 より後"),
        (JOINING, "R9.2.1", "期限の日(月末)ではありません"),
        # The day before the 75th birthday is no end of a month, and right.
        ("[]", "R9.2.1", ""),
    ],
)
def test_an_expiry_is_measured_by_the_calendar_of_the_society(
    store: Store, terms: str, until: str, said: str
) -> None:
    plan = read(store, HEAD.format(born="S55.4.5", until=until))
    doubts = list_doubts(plan, [], with_rules(("expiry_terms", terms)), today=TODAY)
    assert [said in one.sentence for one in doubts] == ([True] if said else [])


def test_an_expiry_may_end_with_a_stay_that_nobody_knows_here(store: Store) -> None:
    stays = with_rules(("expiry_terms", JOINING), ("expiry_before_stay_ends", "true"))
    assert list_doubts(read(store, HEAD.format(born="S55.4.5", until="R9.2.1")), [], stays, today=TODAY) == []
    (doubt,) = list_doubts(read(store, HEAD.format(born="S55.4.5", until="R12.2.1")), [], stays, today=TODAY)
    assert "より後です" in doubt.sentence


def test_an_expiry_that_75_cuts_is_on_no_calendar(store: Store) -> None:
    plan = read(store, HEAD.format(born="S27.3.3", until="R9.3.2") + "2")
    assert list_doubts(plan, [], with_rules(("expiry_terms", JOINING)), today=TODAY) == []


def test_a_rate_that_is_missing_from_70_on_is_asked_about(store: Store) -> None:
    row = HEAD.format(born="S30.1.10", until="R11.11.30")
    (doubt,) = found(store, row)
    assert "負担割合が届いていません" in doubt.sentence
    # It stands on a 高齢受給者証 of its own, or no paper is listed.
    own_card = with_rules(("copay_shown_on", '"elderly_card"'))
    assert list_doubts(read(store, row), [], own_card, today=TODAY) == []
    assert found(store, row + "2") == found(store, HEAD.format(born="S30.1.10", until="")) == []


@pytest.mark.parametrize(
    ("born", "since", "until", "told"),
    [
        ("S20.4.5", "H1.4.1", "", "75歳ですが、資格喪失日がありません"),
        ("S55.4.5", "R9.4.1", "", "まだ来ていない日です"),
        ("S55.4.5", "S55.4.5", "", "15歳になる前です"),
        ("S55.4.5", "H22.4.1", "H11.12.1", "資格取得日より前です"),
        ("S55.4.5", "H22.4.1", "R7.12.1", "もう過ぎています"),
    ],
)
def test_days_that_can_hardly_be_so_are_asked_about(store: Store, born, since, until, told) -> None:
    (doubt,) = found(store, HEAD.replace("H22.4.1", since).format(born=born, until=until))
    assert told in doubt.sentence


def test_a_dependant_who_joins_after_the_employee_left_is_asked_about(store: Store) -> None:
    headings = HEADINGS + ",資格喪失年月日"
    rows = (
        HEAD.format(born="S55.4.5", until="") + ",R8.10.31",
        WIFE.format(until="", rate="").replace("H22.4.1", "R8.11.1") + ",",
    )
    data = "\r\n".join((headings, *rows)).encode("cp932")
    plan = preview(data, "list.csv", store.queries, today=TODAY, answers=Answers(as_of=TODAY))
    (doubt,) = list_doubts(plan, [], rules(), today=TODAY)
    assert "認定日 R8.11.1 には、本人の資格がありません(資格喪失日 R8.10.31)" in doubt.sentence
