"""What an import would do: recognised by headings, compared person by person, held back row by row."""

import json
from dataclasses import replace
from datetime import date, timedelta

import pytest

from app.domain.ids import OfficeId, PersonId
from app.domain.person import Enrolment, LossCause, Office, Person, PersonKind, Sex
from app.errors import BadValue, MyNumberRefused
from app.importing.diff import plan_import
from app.importing.mapping import Field, MappingProfile, recognise
from app.importing.merging import merge, new_person
from app.importing.plan import ImportPlan
from app.importing.reader import read_table
from tests.unit.importing.lists import (
    SOCIETY_HEADINGS,
    SOCIETY_ROWS,
    TODAY,
    hr,
    ledger,
    society,
    with_cell,
)

OFFICES = [Office(OfficeId(1), "7001", "見本本社"), Office(OfficeId(2), "7002", "見本工場")]


def plan(data: bytes, people: list[Person] | None = None, name: str = "list.csv") -> ImportPlan:
    table = read_table(data, name)
    return plan_import(table, recognise(table), people=people or [], offices=OFFICES, today=TODAY)


@pytest.fixture
def people() -> list[Person]:
    """The members after the society's list was taken over."""
    return [
        replace(
            new_person(listed, OfficeId(1 if listed.office_code == "7001" else 2), on=TODAY, today=TODAY),
            id=PersonId(n),
        )
        for n, listed in enumerate(plan(society()).added, start=1)
    ]


def counts(found: ImportPlan) -> tuple[int, int, int, int, int]:
    return (
        len(found.added),
        len(found.changed),
        found.unchanged,
        len(found.missing),
        len(found.quarantined),
    )


def test_the_societys_list_is_read_as_filed(people):
    assert people[0] == Person(
        id=PersonId(1),
        office_id=OfficeId(1),
        kind=PersonKind.INSURED,
        symbol="7001",
        number="501",
        branch_number="00",
        name="髙橋\u3000見本",
        kana="タカハシ ミホン",
        sex=Sex.MALE,
        relationship="本人",
        born_on=date(1980, 4, 5),
        qualified_on=date(2010, 4, 1),
        department="総務部",
        employee_code="M00001",
        enrolment=Enrolment.NOT_REGISTERED,
        enrolment_as_of=TODAY,
        enrolment_known_on=TODAY,
        certificate_expires_on=date(2029, 12, 1),
    )
    assert (people[2].copay_rate, people[2].copay_from) == (2, date(2025, 12, 2))
    assert people[2].elderly_card_listed
    assert (people[3].disqualified_on, people[3].loss_cause) == (date(2026, 11, 1), LossCause.LEFT)
    assert people[3].last_day_on == date(2026, 10, 31)


@pytest.mark.parametrize(
    ("data", "name"),
    [(society(), "list.csv"), (hr(), "hr.csv"), (ledger(), "ledger.xlsx")],
    ids=["society", "hr", "excel"],
)
def test_the_same_people_from_another_source_change_nothing(people, data, name):
    assert counts(plan(data, people, name)) == (0, 0, 4, 0, 0)


def test_excel_took_zeros_away_and_the_repair_is_told():
    found = plan(ledger(), name="ledger.xlsx")
    assert [listed.branch_number for listed in found.added] == ["00", "01", "00", "00"]
    assert any("枝番の先頭の0" in note for note in found.notes)
    assert any("合計" in note for note in found.notes)
    assert any("メモ" in note for note in found.notes)


def test_a_list_without_the_expiry_leaves_it_alone(people):
    found = plan(hr(), people)
    assert found.changed == ()


def test_the_day_of_issue_is_that_of_the_paper_whose_expiry_the_list_names(people):
    named = f"{SOCIETY_HEADINGS},資格確認書交付日"
    (changed,) = plan(society(f"{SOCIETY_ROWS[0]},R8.12.1", headings=named), people).changed
    assert [(c.title, c.old, c.new) for c in changed.changes] == [("交付年月日", None, date(2026, 12, 1))]
    dated = merge(people[0], changed.listed, changed.changes, on=TODAY, today=TODAY)
    assert dated.issued_on == date(2026, 12, 1)
    assert plan(society(SOCIETY_ROWS[0]), [dated]).changed == ()
    (renewed,) = plan(society(with_cell(SOCIETY_ROWS[0], "有効期限", "R16.12.1")), [dated]).changed
    assert merge(dated, renewed.listed, renewed.changes, on=TODAY, today=TODAY).issued_on is None


def test_changes_are_named_before_and_after(people):
    row = with_cell(with_cell(SOCIETY_ROWS[0], "氏名", "髙橋　新姓"), "マイナ保険証", "登録済")
    (changed,) = plan(society(row), people).changed
    assert [(c.title, c.old, c.new) for c in changed.changes] == [
        ("氏名", "髙橋\u3000見本", "髙橋\u3000新姓"),
        ("マイナ保険証", Enrolment.NOT_REGISTERED, Enrolment.REGISTERED),
    ]
    merged = merge(people[0], changed.listed, changed.changes, on=TODAY, today=TODAY)
    assert merged == replace(
        people[0], name="髙橋\u3000新姓", enrolment=Enrolment.REGISTERED, enrolment_as_of=TODAY
    )


def test_a_move_to_another_office_is_a_change(people):
    row = with_cell(with_cell(SOCIETY_ROWS[0], "事業所記号", "7002"), "事業所名", "見本工場")
    (changed,) = plan(society(row), people).changed
    assert [(c.title, c.old, c.new) for c in changed.changes] == [("事業所名", "見本本社", "見本工場")]


def test_a_blank_never_overwrites(people):
    row = SOCIETY_ROWS[2]
    for heading in ("フリガナ", "所属", "有効期限", "一部負担金割合", "高齢受給者証", "マイナ保険証"):
        row = with_cell(row, heading, "")
    assert counts(plan(society(row), people))[1:3] == (0, 1)


@pytest.mark.parametrize(
    "known", [Enrolment.NO_CARD, Enrolment.DECLINED, Enrolment.NEEDS_CARE, Enrolment.NO_ANSWER]
)
def test_not_registered_says_less_than_what_the_person_said(people, known):
    people[0] = replace(people[0], enrolment=known)
    assert counts(plan(society(SOCIETY_ROWS[0]), people))[1] == 0


def test_a_new_loss_without_a_cause_is_taken_for_leaving(people):
    (changed,) = plan(society(with_cell(SOCIETY_ROWS[0], "資格喪失年月日", "R8.11.21")), people).changed
    merged = merge(people[0], changed.listed, changed.changes, on=TODAY, today=TODAY)
    assert (merged.disqualified_on, merged.loss_cause, merged.last_day_on) == (
        date(2026, 11, 21),
        LossCause.LEFT,
        date(2026, 11, 20),
    )


def test_whoever_is_missing_stays_and_leavers_are_not_missed(people):
    found = plan(society(SOCIETY_ROWS[0]), people)
    assert [person.key for person in found.missing] == ["7001-501-01", "7002-502-00"]


def test_a_member_whose_row_is_held_back_is_not_missing(people):
    found = plan(society(with_cell(SOCIETY_ROWS[0], "生年月日", "2026/13/40"), *SOCIETY_ROWS[1:]), people)
    assert counts(found) == (0, 0, 3, 0, 1)


@pytest.mark.parametrize(
    ("heading", "value", "said"),
    [
        ("生年月日", "H31.5.1", "令和元年5月1日"),
        ("生年月日", "S64.1.8", "平成元年1月8日"),
        ("生年月日", "2026/13/40", "日はありません"),
        ("生年月日", "", "空です"),
        ("生年月日", "R9.1.1", "今日より先"),
        ("資格取得年月日", "S20.1.1", "生年月日"),
        ("資格喪失年月日", "H21.1.1", "資格取得日"),
        ("氏名", "", "空です"),
        ("氏名", "髙橋\ue000", "外字"),
        ("記号", "", "空です"),
        ("一部負担金割合", "9割", "2割か3割"),
        ("一部負担金割合", "1割", "2割か3割"),
        ("枝番", "123", "枝番"),
    ],
)
def test_a_bad_cell_holds_back_its_row_with_column_and_remedy(heading, value, said):
    bad = with_cell(SOCIETY_ROWS[0], heading, value)
    text = "\r\n".join((SOCIETY_HEADINGS, bad, *SOCIETY_ROWS[1:], ""))
    found = plan(text.encode("utf-8-sig"))
    assert len(found.added) == 3
    assert {(held.row.number, held.column) for held in found.quarantined} >= {(2, heading)}
    assert any(said in held.reason for held in found.quarantined if held.column == heading)


@pytest.mark.parametrize(("heading", "word"), [("性別", "X"), ("マイナ保険証", "たぶん")])
def test_a_word_nobody_knows_is_asked_about_once_and_holds_nobody_back(heading, word):
    found = plan(society(with_cell(SOCIETY_ROWS[0], heading, word), *SOCIETY_ROWS[1:]))
    assert (len(found.added), found.quarantined) == (4, ())
    assert [(one.column, one.words) for one in found.columns] == [(heading, (word,))]


def test_a_short_row_says_so():
    found = plan(society("7001,見本本社,総務部", *SOCIETY_ROWS[1:]))
    assert [(held.row.number, held.column) for held in found.quarantined] == [(2, "社員番号")]
    assert "列が足りません" in found.quarantined[0].reason


def test_a_repeated_row_is_taken_once_and_contradictions_not_at_all():
    twice = plan(society(*SOCIETY_ROWS, SOCIETY_ROWS[0]))
    assert len(twice.added) == 4
    assert [held.row.number for held in twice.quarantined] == [6]
    assert "2行目" in twice.quarantined[0].reason
    other = plan(society(*SOCIETY_ROWS, with_cell(SOCIETY_ROWS[0], "氏名", "山﨑　別人")))
    assert len(other.added) == 3
    assert [held.row.number for held in other.quarantined] == [2, 6]


def test_a_person_unknown_so_far_needs_the_day_of_joining():
    found = plan(society(with_cell(SOCIETY_ROWS[0], "資格取得年月日", "")))
    assert "資格取得日" in found.quarantined[0].reason


def test_columns_without_which_nobody_is_known_are_asked_for():
    with pytest.raises(BadValue, match="「生年月日」「本人家族」"):
        plan("記号,番号,枝番,氏名,住所\r\n7001,501,00,髙橋 見本,東京都\r\n".encode())


def test_a_column_that_is_not_used_is_named():
    assert any(
        "「備考」の列は使いません" in note
        for note in plan(society(headings=SOCIETY_HEADINGS.replace("喪失事由", "備考"))).notes
    )


def test_a_chosen_profile_reads_unknown_headings():
    headings = SOCIETY_HEADINGS.replace("生年月日", "お生まれ")
    table = read_table(society(headings=headings), "list.csv")
    with pytest.raises(BadValue, match="生年月日"):
        plan_import(table, recognise(table), people=[], today=TODAY)
    chosen = MappingProfile({**recognise(table).columns, "お生まれ": Field.BORN_ON})
    again = MappingProfile.from_json(json.dumps({"columns": chosen.columns}))
    assert len(plan_import(table, again, people=[], today=TODAY).added) == 4


@pytest.mark.parametrize("heading", ["個人番号", "マイナンバー", "My Number"])
def test_a_file_with_a_column_of_individual_numbers_is_refused(heading):
    rows = [f"{row},448421827070" for row in SOCIETY_ROWS]
    with pytest.raises(MyNumberRefused) as refusal:
        plan(society(*rows, headings=f"{SOCIETY_HEADINGS},{heading}"))
    assert "448421827070" not in str(refusal.value)
    assert "消してから" in str(refusal.value)


def test_one_individual_number_in_a_note_refuses_the_file_naming_the_row():
    rows = [*(f"{row}," for row in SOCIETY_ROWS[:3]), f"{SOCIETY_ROWS[3]},本人より聴取 552583593333"]
    with pytest.raises(MyNumberRefused, match="5行目の「備考」") as refusal:
        plan(society(*rows, headings=f"{SOCIETY_HEADINGS},備考"))
    assert "5525" not in str(refusal.value)


def test_nobody_is_missing_whose_cover_ended_with_the_employee_at_75(people):
    at_75 = TODAY.replace(year=TODAY.year - 75)
    head, spouse = replace(people[0], born_on=at_75), people[1]
    found = plan(society(*SOCIETY_ROWS[2:]), [head, spouse, *people[2:]])
    assert found.missing == ()
    day_later = replace(head, born_on=at_75 + timedelta(days=1))
    found = plan(society(*SOCIETY_ROWS[2:]), [day_later, spouse, *people[2:]])
    assert found.missing == (day_later, spouse)


def test_a_number_that_differs_by_zeros_is_another_household(people):
    """An employee of 75 takes no family of another number along."""
    at_75 = TODAY.replace(year=TODAY.year - 75)
    other = replace(people[0], id=PersonId(0), number="0501", born_on=at_75)
    found = plan(society(*SOCIETY_ROWS[2:]), [other, *people])
    assert found.missing == (people[0], people[1])
