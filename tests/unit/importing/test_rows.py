"""Rows as real files have them: cut off, shifted, repaired, and people who must not enter twice."""

import io
from dataclasses import replace
from datetime import date

import pytest
from openpyxl import Workbook

from app.domain.ids import OfficeId, PersonId
from app.domain.person import Enrolment, LossCause, Person, PersonKind, Sex
from app.errors import BadValue
from app.importing.diff import plan_import
from app.importing.mapping import Field, MappingProfile, recognise
from app.importing.merging import merge, new_person
from app.importing.plan import ImportPlan
from app.importing.reader import read_table
from app.importing.values import read_value
from tests.unit.importing.lists import TODAY

HEADINGS = (
    "記号,番号,枝番,本人家族,氏名,フリガナ,性別,生年月日,資格取得日,資格喪失日,喪失事由,マイナ保険証,有効期限"
)
ROW = "7001,501,00,本人,髙橋　見本,タカハシ ミホン,男,S55.4.5,H22.4.1,,,未登録,R11.12.1"
WIFE = "7001,501,01,家族,髙橋　架空,タカハシ カクウ,女,S57.10.20,H24.6.1,,,登録済,"


def plan(*rows: str, headings: str = HEADINGS, people: list[Person] | None = None) -> ImportPlan:
    table = read_table("\r\n".join((headings, *rows, "")).encode("utf-8-sig"), "list.csv")
    return plan_import(table, recognise(table), people=people or [], today=TODAY)


@pytest.fixture
def people() -> list[Person]:
    return [
        replace(new_person(listed, OfficeId(1), on=TODAY, today=TODAY), id=PersonId(n))
        for n, listed in enumerate(plan(ROW, WIFE).added, start=1)
    ]


def held(found: ImportPlan) -> list[tuple[int, str]]:
    return [(entry.row.number, entry.column) for entry in found.quarantined]


def without(row: str, *headings: str) -> str:
    names = HEADINGS.split(",")
    return ",".join(cell for name, cell in zip(names, row.split(","), strict=True) if name not in headings)


def test_blank_cells_left_out_at_the_end_of_a_line_are_blank():
    found = plan(ROW.rsplit(",", 2)[0], WIFE)
    assert [listed.enrolment for listed in found.added] == [None, Enrolment.REGISTERED]
    assert found.quarantined == ()


def test_excel_leaves_out_blank_cells_too():
    book = Workbook()
    for line in (HEADINGS, ROW.rsplit(",", 4)[0]):
        book.active.append(line.split(","))
    out = io.BytesIO()
    book.save(out)
    table = read_table(out.getvalue(), "list.xlsx")
    assert len(plan_import(table, recognise(table), people=[], today=TODAY).added) == 1


def test_a_line_cut_off_before_a_needed_column_is_held_back():
    found = plan(",".join(ROW.split(",")[:8]), WIFE)
    assert held(found) == [(2, "資格取得日")]
    assert "列が足りません(8列、見出しは13列)" in found.quarantined[0].reason


def test_a_separator_too_many_is_named_as_what_it_is():
    found = plan(ROW.replace("髙橋　見本", "髙橋,見本"), WIFE)
    assert held(found) == [(2, "有効期限")]
    assert "列が多すぎます(14列、見出しは13列)" in found.quarantined[0].reason
    assert len(found.added) == 1


@pytest.mark.parametrize("row", [ROW.replace(",501,", ",0501,"), ROW.replace("7001,", "07001,")])
def test_a_zero_that_excel_took_makes_nobody_a_second_person(people, row):
    found = plan(row, people=people)
    assert (found.added, found.changed, found.unchanged) == ((), (), 1)
    # Somebody else under such a number is asked about.
    found = plan(row.replace("S55.4.5", "S56.4.5"), people=people)
    assert found.added == ()
    assert held(found) == [(2, "番号")]
    assert "7001-501-00 と先頭の0だけが違います" in found.quarantined[0].reason


def test_a_list_without_branch_numbers_makes_nobody_a_second_person(people):
    headings = without(HEADINGS, "枝番")
    found = plan(without(ROW, "枝番"), headings=headings, people=people)
    assert (found.added, found.changed, found.unchanged) == ((), (), 1)
    found = plan(without(ROW, "枝番").replace("S55.4.5", "S56.4.5"), headings=headings, people=people)
    assert found.added == ()
    assert held(found) == [(2, "枝番")]


def test_a_new_dependant_of_a_known_employee_enters(people):
    child = WIFE.replace(",01,", ",02,").replace("架空", "仮名")
    assert [listed.key for listed in plan(ROW, WIFE, child, people=people).added] == ["7001-501-02"]


def test_full_width_numbers_are_the_same_member_and_change_nothing(people):
    found = plan(ROW.replace("7001,501", "７００１,５０１"), WIFE, people=people)
    assert (found.unchanged, found.added, found.missing) == (2, (), ())


@pytest.mark.parametrize("number", ["7001-501", "7001－501", "7001 501", "7001-501-00"])
def test_a_combined_number_is_taken_apart(people, number):
    headings = HEADINGS.replace("記号,番号,枝番", "記号番号,枝番")
    found = plan(ROW.replace("7001,501,00", f"{number},00"), headings=headings, people=people)
    assert found.unchanged == 1


def test_a_branch_number_may_stand_in_the_combined_number(people):
    headings = HEADINGS.replace("記号,番号,枝番", "記号番号")
    assert plan(WIFE.replace("7001,501,01", "7001-501-01"), headings=headings, people=people).unchanged == 1


@pytest.mark.parametrize("number", ["", "7001501", "7001-501-00-1"])
def test_a_combined_number_that_cannot_be_taken_apart_is_held_back_once(number):
    headings = HEADINGS.replace("記号,番号,枝番", "記号番号,枝番")
    found = plan(ROW.replace("7001,501,00", f"{number},00"), headings=headings)
    assert held(found) == [(2, "記号番号")]


def test_a_member_held_back_under_a_combined_number_is_not_missing(people):
    headings = HEADINGS.replace("記号,番号,枝番", "記号番号,枝番")
    rows = [row.replace("7001,501", "7001-501") for row in (ROW.replace("S55.4.5", "S55.4.31"), WIFE)]
    found = plan(*rows, headings=headings, people=people)
    assert held(found) == [(2, "生年月日")]
    assert (found.missing, found.unchanged) == ((), 1)


@pytest.mark.parametrize("cut", [5, 8])
def test_a_member_whose_line_was_cut_off_is_not_missing(people, cut):
    found = plan(",".join(ROW.split(",")[:cut]), WIFE, people=people)
    assert len(found.quarantined) == 1
    assert found.missing == ()


def test_a_lost_zero_of_the_branch_number_finds_its_member(people):
    found = plan(ROW.replace(",00,", ",0,"), WIFE, people=people)
    assert found.unchanged == 2
    assert found.notes == ("枝番の先頭の0がなくなっていたので補いました(2行目)。",)


def test_what_fits_in_itself_but_not_to_the_roster_is_held_back(people):
    keep = ("記号", "番号", "枝番", "本人家族", "氏名", "生年月日", "資格喪失日")
    drop = [name for name in HEADINGS.split(",") if name not in keep]
    row = without(ROW.replace("H22.4.1,,", "H22.4.1,H22.3.31,"), *drop)
    found = plan(row, headings=without(HEADINGS, *drop), people=people)
    assert (held(found), found.changed) == ([(2, "資格喪失日")], ())
    assert "資格取得日 平成22年4月1日 より後ではありません" in found.quarantined[0].reason


def test_a_cause_without_its_day_is_held_back():
    assert held(plan(ROW.replace(",,,未登録", ",,退職,未登録"))) == [(2, "喪失事由")]


@pytest.mark.parametrize(
    ("cause", "expected", "last_day_on"),
    [
        ("退職", LossCause.LEFT, date(2026, 11, 15)),
        ("死亡", LossCause.DEATH, date(2026, 11, 15)),
        ("75歳到達", LossCause.AGE_75, date(2026, 11, 16)),
        ("", LossCause.LEFT, date(2026, 11, 15)),
    ],
)
def test_the_event_behind_a_loss_follows_from_its_cause(people, cause, expected, last_day_on):
    row = ROW.replace(",,,未登録", f",R8.11.16,{cause},未登録")
    if expected is LossCause.AGE_75:
        row = row.replace("S55.4.5", "S26.11.16")
    (changed,) = plan(row, people=people).changed
    merged = merge(people[0], changed.listed, changed.changes, on=TODAY, today=TODAY)
    assert (merged.loss_cause, merged.last_day_on) == (expected, last_day_on)
    assert (new_person(changed.listed, OfficeId(1), on=TODAY, today=TODAY).last_day_on) == last_day_on


def test_a_dependant_whose_cover_ended_without_a_cause_left_the_household():
    (listed,) = plan(WIFE.replace("H24.6.1,,", "H24.6.1,R8.11.16,")).added
    assert new_person(listed, OfficeId(1), on=TODAY, today=TODAY).loss_cause is LossCause.REMOVED_DEPENDANT


def test_unknown_says_nothing_and_registered_says_more(people):
    assert plan(ROW.replace("未登録", "不明"), people=people).unchanged == 1
    (changed,) = plan(ROW.replace("未登録", "1"), people=people).changed
    merged = merge(people[0], changed.listed, changed.changes, on=date(2026, 12, 1), today=date(2026, 12, 1))
    assert (merged.enrolment, merged.enrolment_as_of) == (Enrolment.REGISTERED, date(2026, 12, 1))


def test_a_heisei_that_goes_on_is_followed_in_the_expiry_and_told():
    found = plan(ROW.replace("R11.12.1", "H32.3.31"))
    assert found.added[0].certificate_expires_on == date(2020, 3, 31)
    assert found.notes == ("有効期限の平成は令和に読み替えました(2行目)。",)


@pytest.mark.parametrize(
    "name",
    [
        *(
            "髙橋 見本",
            "髙橋見本",
            "髙橋　見本 様",
            "髙橋　見本殿",
            "髙橋　見本*",
            "●髙橋　見本",
            "髙橋　見本1",
        ),
        *("髙橋　見本(旧姓:前田)", "髙橋　見本（旧姓 前田）", "髙橋　□本", "髙橋　見●"),
    ],
)
def test_what_is_put_around_a_name_is_no_change_and_nobody_new_enters_with_it(people, name):
    assert plan(ROW.replace("髙橋　見本", name), people=people).unchanged == 1
    stays_out = name not in ("髙橋 見本", "髙橋見本")
    assert bool(plan(ROW.replace("髙橋　見本", name)).quarantined) is stays_out


def test_another_name_is_a_change_and_never_with_something_around_it(people):
    (changed,) = plan(ROW.replace("髙橋　見本", "高橋　見本"), people=people).changed
    assert changed.changes[0].new == "高橋　見本"
    found = plan(ROW.replace("髙橋　見本", "新姓　見本 様"), people=people)
    assert (found.changed, held(found)) == ((), [(2, "氏名")])


@pytest.mark.parametrize("kana", ["ﾀｶﾊｼ ﾐﾎﾝ", "たかはし　みほん", "タカハシミホン", "タカハシ ミホン様"])
def test_the_spelling_of_a_reading_is_no_change(people, kana):
    assert plan(ROW.replace("タカハシ ミホン", kana), people=people).unchanged == 1


@pytest.mark.parametrize(
    "name",
    ["髙橋　見本 様", "*髙橋　見本", "髙橋　見本(旧姓:架空)", "ﾀｶﾊｼ ﾐﾎﾝ", "□橋　見本", "=1+1", "髙橋😀"],
)
def test_what_is_added_to_a_name_never_enters(name):
    assert held(plan(ROW.replace("髙橋　見本", name))) == [(2, "氏名")]


@pytest.mark.parametrize("name", ["𠮷田　葛\U000e0100", "髙橋　か\u3099く", "﨑　ﾐﾎﾝ", "ﬁ　见本"])
def test_a_name_is_kept_character_by_character(name):
    (listed,) = plan(ROW.replace("髙橋　見本", f" {name}　")).added
    assert listed.name == name


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("?橋　見本", "失われています"),
        ("〓橋", "失われています"),
        ("髙橋\ue000", "外字"),
        ('"髙橋\n見本"', "改行"),
    ],
)
def test_a_name_that_was_damaged_on_the_way_is_held_back(name, said):
    found = plan(ROW.replace("髙橋　見本", name))
    assert held(found) == [(2, "氏名")]
    assert said in found.quarantined[0].reason


def test_half_width_kana_become_full_width_with_their_marks():
    assert read_value(Field.KANA, "ﾎﾟﾝﾀﾞ ｳﾞｨｵﾗ･ｼﾞｰﾝ") == "ポンダ ヴィオラ・ジーン"


@pytest.mark.parametrize(
    ("field", "text", "value"),
    [
        (Field.KIND, "被保険者", PersonKind.INSURED),
        (Field.KIND, "２", PersonKind.DEPENDANT),
        (Field.SEX, "女性", Sex.FEMALE),
        (Field.SEX, "3", Sex.UNSET),
        (Field.ENROLMENT, "○", Enrolment.REGISTERED),
        (Field.ENROLMENT, "0", Enrolment.NOT_REGISTERED),
        (Field.ENROLMENT, "登録しない", Enrolment.DECLINED),
        (Field.COPAY_RATE, "２割", 2),
        (Field.COPAY_RATE, "0.3", 3),
        (Field.COPAY_RATE, "30%", 3),
        (Field.ELDERLY_CARD_LISTED, "有", True),
        (Field.ELDERLY_CARD_LISTED, "無", False),
        (Field.LOSS_CAUSE, "退職", LossCause.LEFT),
        (Field.BRANCH_NUMBER, "０１", "01"),
        (Field.NUMBER, "007", "007"),
    ],
)
def test_words_and_codes_of_different_lists(field, text, value):
    assert read_value(field, text) == value


@pytest.mark.parametrize(
    ("field", "text"),
    [
        (Field.COPAY_RATE, "1割"),
        (Field.COPAY_RATE, "0.25"),
        (Field.KIND, "同居人"),
        (Field.NUMBER, "50 1"),
        (Field.BRANCH_NUMBER, "A1"),
        (Field.QUALIFIED_ON, "#N/A"),
        (Field.QUALIFIED_ON, "45992"),
    ],
)
def test_anything_else_is_refused_with_a_sentence(field, text):
    with pytest.raises(BadValue, match=r"。$"):
        read_value(field, text)


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("被保険者証等記号", Field.SYMBOL),
        ("氏　名", Field.NAME),
        ("氏名(漢字)", Field.NAME),
        ("氏名(ﾌﾘｶﾞﾅ)", Field.KANA),
        ("部署\n(所属)", Field.DEPARTMENT),
        ("生年月日【西暦】", Field.BORN_ON),
        ("※資格取得日(認定日)", Field.QUALIFIED_ON),
        ("マイナンバーカードの保険証利用登録", Field.ENROLMENT),
        ("氏名(旧姓)", None),
        ("備考", None),
    ],
)
def test_headings_are_known_in_many_spellings(heading, field):
    table = read_table(f"{heading.replace(chr(10), '')},列\r\n1,2\r\n".encode(), "list.csv")
    assert list(recognise(table).columns.values()) == ([] if field is None else [field])


def test_of_two_columns_for_one_field_the_plainer_word_wins_and_the_other_is_named():
    found = plan(f"役員,{ROW}", headings=f"区分,{HEADINGS}")
    assert (len(found.added), found.notes) == (1, ("「区分」の列は使いません。",))


def test_a_misspelt_heading_is_asked_about():
    found = plan(ROW, headings=HEADINGS.replace("有効期限", "有効期眼"))
    assert "「有効期眼」は「有効期限」のことですか" in found.columns[0].sentence
    with pytest.raises(BadValue, match="「生年月目」は「生年月日」のことですか"):
        plan(ROW, headings=HEADINGS.replace("生年月日", "生年月目"))


def test_a_profile_with_a_column_the_file_lacks_says_so():
    table = read_table(f"{HEADINGS}\r\n{ROW}".encode(), "list.csv")
    profile = MappingProfile({**recognise(table).columns, "職場": Field.DEPARTMENT})
    found = plan_import(table, profile, people=[], today=TODAY)
    assert found.notes == ("列の対応にある「職場」の列がこの表にありません。",)


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"columns": {"記号": "colour"}}', '{"columns": ["記号"]}'])
def test_a_broken_profile_is_refused_with_a_sentence(text):
    with pytest.raises(BadValue, match="列の対応"):
        MappingProfile.from_json(text)


def test_a_profile_names_each_field_once():
    with pytest.raises(BadValue, match="「氏名」に二つの列"):
        MappingProfile({"氏名": Field.NAME, "名前": Field.NAME})
