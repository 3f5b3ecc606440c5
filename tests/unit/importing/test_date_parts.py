"""Days over several columns come out as the days they are, or are asked about; never as another day."""

from datetime import date

import pytest

from app.domain.wareki import ERAS
from app.errors import BadValue
from app.importing.column_questions import Ask, Choice, ColumnQuestion, answered
from app.importing.date_parts import joined
from app.importing.date_styles import DateStyle, read_day
from app.importing.fields import DatePart, Field
from app.importing.mapping import MappingProfile, recognise
from tests.unit.importing.layouts import BOTH, facts, plan, read, text

REST = "記号,番号,枝番,本人家族,氏名,資格取得年月日"
ROWS = ("2101,601,00,本人,試作　健,2012-04-01", "2101,601,01,家族,試作　恵,2014-05-01")


def listed(headings: str, *days: str, title: str = "") -> bytes:
    """A list whose birth stands in columns of its own at the end."""
    lines = [f"{REST},{headings}", *(f"{row},{day}" for row, day in zip(ROWS, days, strict=True))]
    return text([line.split(",") for line in ([title] if title else []) + lines]).encode("utf-8-sig")


SPLIT = {
    "western": ("生年月日(年),生年月日(月),生年月日(日)", "1985,2,14", "1987,09,30"),
    "short": ("生年,生月,生日", "1985年,2月,14日", "1987年,9月,30日"),
    "era words": ("生年月日元号,生年月日年,生年月日月,生年月日日", "昭和,60,2,14", "昭和,62,9,30"),
    "era letters": ("生年月日_元号,生年月日_年,生年月日_月,生年月日_日", "S,60,02,14", "Ｓ,６２,９,３０"),
    "era with year": ("生年,生月,生日", "昭和60年,2,14", "S62,9,30"),
    "spreadsheet": ("生年,生月,生日", "1985.0,2.0,14.0", "1987.0,9.0,30.0"),
    "era beside": ("生年月日元号,生年月日", "昭和,60.2.14", "昭和,620930"),
    "era beside whole": ("元号(生年月日),生年月日元号コード,生年月日", "x,5,600214", "x,5,62/09/30"),
    "era beside full": ("生年月日元号,生年月日", "昭和,1985-02-14", ",S62.9.30"),
    "codes": ("生年月日元号コード,生年月日年,生年月日月,生年月日日", "3,60,2,14", "3,62,9,30"),
    "one heading": ("生年月日,,", "1985,2,14", "1987,9,30"),
    "one heading, era": ("生年月日,,,", "昭和,60,2,14", "昭和,62,9,30"),
    "bare": ("生年月日,年,月,日", "昭和,60,2,14", "昭和,62,9,30"),
}


@pytest.mark.parametrize("kind", [name for name in SPLIT if name != "codes"])
def test_a_day_over_several_columns_is_the_day(kind):
    assert facts(plan(listed(*SPLIT[kind]))) == BOTH


def test_two_lines_of_headings_over_parts_of_a_day():
    upper = ",,,,,,生年月日,,,"
    found = plan(listed("元号,年,月,日", "昭和,60,2,14", "昭和,62,9,30", title=upper))
    assert facts(found) == BOTH


def test_a_code_that_may_be_two_eras_is_asked_about_once():
    # 3 is 大正 of 年金機構 and 昭和 of hosts; 大正60 is no year, so that only one remains.
    assert facts(plan(listed(*SPLIT["codes"]))) == BOTH
    head = "記号,番号,枝番,本人家族,氏名,生年月日,資格取得元号,資格取得年,資格取得月,資格取得日"
    lines = [head, "2101,601,00,本人,試作　健,1985-02-14,5,02,4,1"]
    data = text([line.split(",") for line in lines]).encode()
    (question,) = [one for one in plan(data).columns if one.ask is Ask.DATES]
    assert question.samples == ("5-020401 → 昭和2年4月1日 か 令和2年4月1日",)
    told = answered(read(data)[1], question, DateStyle.ERAS_BY_ONE)
    assert [one.qualified_on for one in plan(data, profile=told).added] == [date(2020, 4, 1)]


@pytest.mark.parametrize(
    "day", ["60,2,14", "1985,2,", ",2,14", "1985,2,30", "昭和70,2,14", "1985,13,1", "x,2,14", "平成1,1,7"]
)
def test_a_day_that_is_none_is_held_and_never_another(day):
    found = plan(listed("生年,生月,生日", day, "1987,9,30"))
    assert [(one.row.number, one.column) for one in found.quarantined] == [(2, "生年・生月・生日")]
    assert facts(found) == BOTH[1:]


def test_a_qualification_over_three_columns_beside_a_whole_birth():
    head = "記号,番号,枝番,本人家族,氏名,生年月日,資格取得年,資格取得月,資格取得日"
    lines = [head, "2101,601,00,本人,試作　健,1985-02-14,2012,4,1"]
    (one,) = plan(text([line.split(",") for line in lines]).encode()).added
    assert one.qualified_on == date(2012, 4, 1)


def test_parts_are_chosen_by_hand_taken_back_and_kept_in_a_file():
    data = listed("A,B,C", "1985,2,14", "1987,9,30")
    table, profile = read(data)
    for column, part in zip("ABC", ("year", "month", "day"), strict=True):
        choice = f"born_on/{part}"
        question = ColumnQuestion(Ask.COLUMN, column, column, "", choices=(Choice(choice, ""),))
        profile = answered(profile, question, choice)
    assert facts(plan(data, profile=MappingProfile.from_json(profile.to_json()))) == BOTH
    assert recognise(table, profile).parts == profile.parts
    whole = ColumnQuestion(Ask.COLUMN, "A", "A", "", choices=(Choice("born_on", ""),))
    assert answered(profile, whole, "born_on").parts == {}
    unused = ColumnQuestion(Ask.COLUMN, "B", "B", "", choices=(Choice("unused", ""),))
    assert list(answered(profile, unused, "unused").parts) == ["A", "C"]


def test_every_day_of_every_era_comes_back_from_its_parts():
    for era in ERAS:
        for on in (era.first, era.last, era.first.replace(month=12, day=31)):
            if not date(1873, 1, 1) <= on <= date(2100, 1, 1):
                continue
            year = on.year - era.first.year + 1
            for mark in (era.name, era.letter, str(era.code)):
                cells = {
                    DatePart.ERA: mark,
                    DatePart.YEAR: str(year),
                    DatePart.MONTH: str(on.month),
                    DatePart.DAY: str(on.day),
                }
                assert read_day(joined(cells), DateStyle.ERAS_BY_TWO) == on


def test_a_year_without_era_is_never_guessed():
    with pytest.raises(BadValue):
        read_day(joined({DatePart.YEAR: "60", DatePart.MONTH: "2", DatePart.DAY: "14"}), DateStyle.PLAIN)
    assert Field.BORN_ON in {one for one, _ in read(listed(*SPLIT["short"]))[1].parts.values()}
