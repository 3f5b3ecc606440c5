"""Each question of a column: asked with real values, answered once, kept in a file, not asked again."""

import json

import pytest

from app.domain.person import Enrolment, PersonKind, Sex
from app.errors import BadValue
from app.importing.column_questions import ColumnQuestion, answered
from app.importing.fields import Field
from app.importing.mapping import MappingProfile, fingerprint, recognise
from app.importing.open_questions import open_questions
from app.usecases.people.answered_list import answers_from_json, read_list
from tests.unit.importing.layouts import (
    BOTH,
    CHILD,
    DAY,
    EMPLOYEE,
    HEADINGS,
    HOUSEHOLD,
    SPOUSE,
    book,
    csv,
    facts,
    plan,
    read,
    roster,
    saved,
    text,
    with_cells,
)


def asked(data: bytes, people=()) -> dict[str, ColumnQuestion]:
    table, profile = read(data)
    return {one.id: one for one in open_questions(table, profile, today=DAY, people=people)}


def after(data: bytes, people=(), **answers):
    """The plan after answers, read again by the profile's own file."""
    one = read_list(
        data, "l.csv", people=people, today=DAY, answers={k.replace("__", ":"): v for k, v in answers.items()}
    )
    return plan(data, people, MappingProfile.from_json(one.profile.to_json()))


def test_a_plain_list_asks_nothing():
    assert asked(csv(*HOUSEHOLD), roster()) == {}


def test_words_of_a_column_are_one_question_with_three_values():
    data = csv(
        *(with_cells(EMPLOYEE, 番号=str(n), 性別=word) for n, word in enumerate("甲甲乙丙丁男", start=1))
    )
    question = asked(data)["words:性別"]
    assert (question.samples, question.words, question.must) == (
        ("甲", "乙", "丙"),
        ("甲", "乙", "丙", "丁"),
        False,
    )
    assert [one.sex for one in plan(data).added] == [None] * 5 + [Sex.MALE]
    found = after(data, words__性別={"甲": "男", "乙": "女", "丙": "", "丁": "未設定"})
    assert [one.sex for one in found.added] == [Sex.MALE, Sex.MALE, Sex.FEMALE, None, Sex.UNSET, Sex.MALE]


def test_a_word_of_a_needed_column_holds_its_row_until_answered():
    data = csv(with_cells(EMPLOYEE, 本人家族="強制"), SPOUSE)
    assert asked(data)["words:本人家族"].guess == "本人"
    assert len(plan(data).added) == 1
    assert after(data, words__本人家族="本人").added[0].kind is PersonKind.INSURED


@pytest.mark.parametrize("heading", ["本人家族", "性別"])
def test_beside_a_code_nobody_knows_no_code_of_the_column_is_believed(heading):
    data = csv(with_cells(EMPLOYEE, **{heading: "0"}), with_cells(SPOUSE, **{heading: " 1"}))
    assert set(asked(data)[f"words:{heading}"].words) == {"0", "1"}
    assert all(one.sex is None for one in plan(data).added)
    words = {"0": "本人", "1": "家族"} if heading == "本人家族" else {"0": "男", "1": "女"}
    found = after(data, **{f"words__{heading}": words})
    assert [(one.kind, one.sex) for one in found.added] == [
        (PersonKind.INSURED, Sex.MALE),
        (PersonKind.DEPENDANT, Sex.FEMALE),
    ]


def test_status_words_are_guessed_one_by_one_and_never_taken_unasked():
    data = csv(
        with_cells(EMPLOYEE, マイナ保険証="保有", 有効期限=""), with_cells(SPOUSE, マイナ保険証="未保有")
    )
    assert asked(data)["words:マイナ保険証"].guesses == {"保有": "登録済", "未保有": "未登録"}
    assert [one.enrolment for one in plan(data).added] == [None, None]
    found = after(data, words__マイナ保険証={"保有": "登録済", "未保有": "未登録"})
    assert [one.enrolment for one in found.added] == [Enrolment.REGISTERED, Enrolment.NOT_REGISTERED]


def test_numbers_of_days_are_read_once_they_are_said_to_be():
    data = csv(with_cells(EMPLOYEE, 生年月日="31092"), SPOUSE)
    assert asked(data)["dates:serials"].samples == ("31092 → 昭和60年2月14日",)
    assert facts(after(data, dates__serials="serial")) == BOTH


def test_codes_of_eras_that_could_be_both_are_asked_about():
    data = csv(with_cells(EMPLOYEE, 有効期限="5111201"), SPOUSE)
    assert asked(data)["dates:eras"].samples == ("5111201 → 昭和11年12月1日 か 令和11年12月1日",)
    assert str(after(data, dates__eras="eras_12345").added[0].certificate_expires_on) == "2029-12-01"


def test_no_end_in_a_hosts_own_way_is_one_question():
    data = csv(*(with_cells(row, 資格喪失年月日="99999999") for row in HOUSEHOLD))
    assert plan(data).added == ()
    assert facts(after(data, words__資格喪失年月日="")) == BOTH


RIVALS = csv(*([*row, "1985-02-15"] for row in HOUSEHOLD), headings=[*HEADINGS, "生年月日"])


def test_rival_columns_are_a_question_and_never_a_choice():
    question = asked(RIVALS)["rival:born_on"]
    assert (plan(RIVALS).added, question.must) == ((), True)
    assert question.samples[0].startswith("生年月日: 1985-02-14")
    assert facts(after(RIVALS, rival__born_on="生年月日")) == BOTH
    assert {born for _, _, born in facts(after(RIVALS, rival__born_on="生年月日(2つ目)"))} == {"1985-02-15"}


def test_columns_that_complete_each_other_can_be_read_as_one():
    rows = [[*with_cells(EMPLOYEE, 資格取得年月日=""), "2012-04-01"], [*SPOUSE, ""]]
    data = csv(*rows, headings=[*HEADINGS, "認定日"])
    assert asked(data)["rival:qualified_on"].guess == "either"
    assert [str(one.qualified_on) for one in after(data, rival__qualified_on="either").added] == [
        "2012-04-01",
        "2014-05-01",
    ]


def test_a_misspelt_heading_is_put_right_by_its_answer():
    data = csv(*HOUSEHOLD, headings=["生年月曰" if h == "生年月日" else h for h in HEADINGS])
    assert asked(data)["column:生年月曰"].guess == "born_on"
    assert facts(after(data, column__生年月曰="born_on")) == BOTH


def test_a_lacking_column_is_sought_by_what_stands_there():
    data = csv(*HOUSEHOLD, headings=["うまれ" if h == "生年月日" else h for h in HEADINGS])
    question = asked(data)["field:born_on"]
    assert (question.guess, question.samples) == ("うまれ", ("1985-02-14", "1987-09-30"))
    assert facts(after(data, field__born_on="うまれ")) == BOTH


BELOW = csv(EMPLOYEE, ["", "", "", *SPOUSE[3:]], ["", "", "", *CHILD[3:]])


def test_lines_without_a_number_belong_to_the_line_above_if_said_so():
    assert asked(BELOW)["above"].samples == ("試作　恵", "試作　翼")
    assert len(plan(BELOW).added) == 1
    found = after(BELOW, above="use/insured00")
    assert [one.key for one in found.added] == ["2101-601-00", "2101-601-01", "2101-601-02"]


def test_numbering_never_takes_the_number_of_somebody_else():
    found = after(BELOW, roster(EMPLOYEE, [*CHILD[:2], "01", *CHILD[3:]]), above="use/insured00")
    assert [one.column for one in found.quarantined] == ["枝番"]
    assert found.added == ()


def test_how_to_tell_employees_is_asked_where_nothing_says_it():
    names = [h for h in HEADINGS if h not in ("本人家族", "続柄")]
    data = csv(
        *([c for h, c in zip(HEADINGS, row, strict=True) if h in names] for row in HOUSEHOLD), headings=names
    )
    assert [one.value for one in asked(data)["kinds"].choices] == ["branch00", "insured", "dependant"]
    assert [one.kind for one in after(data, roster(CHILD), kinds="branch00").added] == list(PersonKind)


def test_a_blank_expiry_keeps_unless_it_is_said_to_clear():
    data = csv(with_cells(EMPLOYEE, 有効期限=""), SPOUSE)
    assert asked(data, roster())["blank:有効期限"].guess == "keep"
    assert plan(data, roster()).unchanged == 2
    (changed,) = after(data, roster(), blank__有効期限="clear").changed
    assert [(one.field, one.new) for one in changed.changes] == [("certificate_expires_on", None)]


def test_all_sheets_of_people_are_read_once_they_are_chosen():
    data = saved(book(("本人", [HEADINGS, EMPLOYEE]), ("家族", [HEADINGS, SPOUSE])))
    assert asked(data)["sheets"].samples == ("本人", "家族")
    one = read_list(data, "l.xlsx", people=(), today=DAY, answers={"sheets": "all"})
    assert [(row.at.sheet, row.at.number) for row in one.table.rows] == [("本人", 2), ("家族", 2)]


def test_the_number_of_a_household_without_a_symbol_is_completed_by_the_answer():
    names = [h for h in HEADINGS if h != "記号"]
    data = csv(*(row[1:] for row in HOUSEHOLD), headings=names)
    assert asked(data, roster(CHILD))["constant:symbol"].guess == "2101"
    assert facts(after(data, roster(CHILD), constant__symbol="2101")) == BOTH


def test_an_answer_that_is_no_choice_or_to_no_question_is_refused():
    table, profile = read(RIVALS)
    (question,) = open_questions(table, profile, today=DAY)
    for choice in ("other", {"a": "b"}):
        with pytest.raises(BadValue):
            answered(profile, question, choice)
    with pytest.raises(BadValue, match="という問いはこの一覧にありません"):
        after(csv(*HOUSEHOLD), above="use")


def test_a_saved_profile_adds_to_what_the_headings_say():
    table, _ = read(csv(*HOUSEHOLD, headings=["お生まれ" if h == "生年月日" else h for h in HEADINGS]))
    profile = recognise(table, MappingProfile.from_json('{"columns": {"お生まれ": "born_on"}}'))
    assert profile.columns["お生まれ"] is Field.BORN_ON
    assert profile.columns["氏名"] is Field.NAME


@pytest.mark.parametrize(
    "way",
    [
        {"encoding": "klingon"},
        {"delimiter": "||"},
        {"heading_row": 0},
        {"heading_row": 10**9},
    ],
)
def test_a_way_of_reading_that_there_is_not_is_refused(way):
    profile = MappingProfile.from_json(json.dumps({"columns": {}, "reading": way}))
    with pytest.raises(BadValue, match="読み方"):
        read_list(csv(*HOUSEHOLD), "l.csv", people=(), today=DAY, saved=profile)


@pytest.mark.parametrize(
    "way", [{"encoding": "cp932"}, {"delimiter": ";"}, {"heading_row": 2}, {"sheets": ["名簿"]}]
)
def test_the_way_a_file_is_read_can_be_chosen(way):
    profile = MappingProfile.from_json(json.dumps({"columns": {}, "reading": way}))
    data = text([["加入者一覧", ""], HEADINGS, *HOUSEHOLD], ";").encode("cp932")
    assert len(read_list(data, "l.csv", people=(), today=DAY, saved=profile).table.rows) == 2


def test_a_number_in_a_profile_or_in_answers_is_refused():
    with pytest.raises(Exception, match="個人番号"):
        answers_from_json(json.dumps({"constant:symbol": "480912376542"}))
    with pytest.raises(BadValue, match=r"docs/cli\.md"):
        answers_from_json("[1]")


def test_the_headings_know_their_sender_again():
    one, other = (read(csv(row))[1].fingerprint for row in (EMPLOYEE, SPOUSE))
    assert one == other != read(text([["番号", "氏名"], ["1", "試作"]]).encode())[1].fingerprint


def test_the_sign_of_a_sender_is_never_taken_for_a_number_of_a_person():
    dates, others = (
        "資格喪失年月日 番号 フリガナ 記号 枝番 性別 生年月日",
        "有効期限 資格取得年月日 続柄 本人家族 氏名 マイナ保険証",
    )
    table, profile = read(csv(SPOUSE, headings=[*dates.split(), *others.split()]))
    assert not any(map(str.isdigit, fingerprint(table)))
    assert MappingProfile.from_json(profile.to_json()) == profile
