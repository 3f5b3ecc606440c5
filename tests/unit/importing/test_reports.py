"""届書 CSV as published and as met: joiners and leavers by the places of the items, 個人番号 never."""

from datetime import date

import pytest

from app.domain.person import LossCause, PersonKind, Sex
from app.errors import BadValue
from app.importing.column_questions import Ask, answered
from app.importing.mapping import recognise
from app.importing.reader import read_table
from app.usecases.people.answered_list import read_list
from tests.unit.importing.layouts import DAY, plan, roster

HEAD = (
    "99001,001,20261120,\r\n[kanri]\r\n,001\r\n"
    "99001,100,0001,見本区一丁目,見本株式会社,見本　太郎,03,0000,0000\r\n[data]\r\n"
)
NUMBER = "480912376542"


def report(*items: str, head: str = HEAD) -> bytes:
    return (head + "\r\n".join(items) + "\r\n").encode("cp932")


def joiner(my_number: str = "", day: str = "9,081101", symbol: str = "ﾐﾎﾝ") -> str:
    person = "12345,777,ｼｻｸ ﾖｳ,試作　葉,5,600214,1,0"
    return f"2200700,21,01,{symbol},{person},{my_number},,,,,{day},0,300000,0,300000"


def leaver(day: str = "9,081101", cause: str = "4", born: str = "5,600214", more: str = "") -> str:
    return f"2201700,21,01,,12345,601,ｼｻｸ ｹﾝ,試作　健,{born},,,,{day},{cause},9,081031,,,,1,0,,,{more}"


def test_a_joiner_is_a_new_employee_once_the_symbol_is_answered():
    data = report(joiner())
    assert {one.column for one in plan(data, roster()).quarantined} == {"記号"}
    answers = {"constant:symbol": "2101"}
    one = read_list(data, "KPFD0006.CSV", people=roster(), today=DAY, answers=answers)
    (new,) = plan(data, roster(), one.profile).added
    assert (new.key, new.name, new.kind, new.sex) == ("2101-777-00", "試作　葉", PersonKind.INSURED, Sex.MALE)
    assert (new.born_on, new.qualified_on) == (date(1985, 2, 14), date(2026, 11, 1))


@pytest.mark.parametrize("day", ["9,081101", "9,20261101"])
@pytest.mark.parametrize("more", ["", ",固有1,固有2,固有3,固有4"])
def test_a_leaver_is_found_by_number_name_and_birth(day, more):
    (changed,) = plan(report(leaver(day=day, more=more)), roster()).changed
    assert {one.field: one.new for one in changed.changes if one.field != "sex"} == {
        "disqualified_on": date(2026, 11, 1),
        "loss_cause": LossCause.LEFT,
    }


def test_somebody_else_under_the_number_of_a_leaver_loses_nothing():
    found = plan(report(leaver(born="5,600215")), roster())
    assert (found.changed, found.added, len({one.row for one in found.quarantined})) == ((), (), 1)


@pytest.mark.parametrize("number", [NUMBER, "****"])
def test_the_item_of_my_number_is_never_read(number):
    table = read_table(report(joiner(number)), "KPFD0006.CSV")
    assert number not in repr(table)
    assert "個人番号" in table.notes[1]
    assert recognise(table).columns["氏名"] == "name"


def test_a_row_says_its_line_and_its_cause_in_the_forms_own_codes():
    (row,) = read_table(report(leaver(cause="7")), "SHFD0006.CSV").rows
    assert (row.at.number, row.cells[-2:]) == (6, ("R081101", "7"))


def test_an_unknown_era_or_cause_is_held():
    assert plan(report(leaver(born="8,600214")), roster()).changed == ()
    assert plan(report(leaver(cause="88")), roster()).changed == ()


@pytest.mark.parametrize(("form", "name"), [("2225700", "算定基礎届"), ("9999999", "届書")])
def test_another_form_is_refused_by_its_name(form, name):
    with pytest.raises(BadValue, match=name):
        read_table(report(f"{form},21,01"), "KPFD0006.CSV")


def test_a_line_end_in_the_middle_of_a_line_is_no_crash():
    with pytest.raises(BadValue, match="届書"):
        read_table(report(joiner().replace("ﾐﾎﾝ", "ﾐ\rﾎﾝ")), "KPFD0006.CSV")


def test_a_file_without_any_item_is_refused():
    with pytest.raises(BadValue, match="届書"):
        read_table(HEAD.encode("cp932"), "KPFD0006.CSV")


def change(**items: str) -> str:
    """A 被扶養者(異動)届: 139 items, some of them filled; i29="…" is the 29th."""
    line = [""] * 139
    line[:5] = ["2202700", "21", "01", "", "601"]
    line[8:12] = ["ｼｻｸ ｹﾝ", "試作　健", "5", "600214"]
    for place, text in items.items():
        line[int(place[1:]) - 1] = text
    return ",".join(line)


SPOUSE = {"i21": "2", "i22": "ｼｻｸ ﾒｸﾞﾐ", "i23": "試作　恵", "i24": "5", "i25": "620930", "i28": "2"}
NEWBORN = {
    "i70": "1",
    "i71": "ｼｻｸ ﾋﾅ",
    "i72": "試作　陽菜",
    "i73": "9",
    "i74": "081105",
    "i75": "2",
    "i76": "01",
    "i90": "9",
    "i91": "081105",
}


def test_a_relative_who_leaves_and_one_who_joins_are_family_changes_of_one_line():
    data = report(change(**SPOUSE, i44="9", i45="081101", **NEWBORN))
    answers = {"branches": "later", "constant:symbol": "2101"}
    one = read_list(data, "SHFD0006.CSV", people=roster(), today=DAY, answers=answers)
    found = plan(data, roster(), one.profile)
    (left,) = found.changed
    assert (left.person.name, [c.new for c in left.changes if c.field == "disqualified_on"]) == (
        "試作　恵",
        [date(2026, 11, 1)],
    )
    (new,) = found.added
    assert (new.row.short, new.key, new.qualified_on) == ("家族1!6", "2101-601", date(2026, 11, 5))
    assert found.quarantined == ()
    row = next(row for row in one.table.rows if row.at.sheet == "家族1")
    assert row.cells == (
        "601",
        "ｼｻｸ ﾋﾅ",
        "試作　陽菜",
        "R081105",
        "家族",
        "子",
        "女",
        "R081105",
        "",
        "",
    )


def test_a_newborn_whose_birth_is_that_of_a_member_is_held():
    data = report(change(**{**NEWBORN, "i73": "5", "i74": "620930"}))
    answers = {"branches": "later", "constant:symbol": "2101"}
    one = read_list(data, "SHFD0006.CSV", people=roster(), today=DAY, answers=answers)
    assert plan(data, roster(), one.profile).added == ()


@pytest.mark.parametrize(
    ("items", "told"),
    [
        (
            {**SPOUSE, "i44": "9", "i45": "081101", "i50": "9", "i51": "081102"},
            "中身が違います",
        ),
        (SPOUSE, "日付がない"),
        ({**SPOUSE, "i21": "", "i44": "9", "i45": "081101"}, "異動の別がない"),
    ],
)
def test_a_change_whose_day_cannot_be_told_is_held_and_changes_nothing(items, told):
    found = plan(report(change(**items)), roster())
    assert (found.changed, found.added, found.unchanged) == ((), (), 0)
    assert told in found.quarantined[0].reason


def test_of_several_days_of_a_change_it_is_asked_once_which_one_is_meant():
    two_days = {**SPOUSE, "i44": "9", "i45": "081101", "i50": "9", "i51": "081110"}
    data = report(change(**two_days), change(**{**SPOUSE, "i5": "602", "i44": "9", "i45": "081105"}))
    (question,) = [one for one in plan(data, roster()).columns if one.ask is Ask.RIVAL]
    assert question.must
    assert question.samples == ("資格喪失日: R081101、R081105", "資格喪失日(2つ目): R081110、R081105")
    for choice, day in (("資格喪失日", date(2026, 11, 1)), ("資格喪失日(2つ目)", date(2026, 11, 10))):
        profile = answered(recognise(read_table(data, "list.csv")), question, choice)
        found = plan(data, roster(), profile)
        (left,) = found.changed
        assert [one.new for one in left.changes if one.field == "disqualified_on"] == [day]
        assert not [one for one in found.columns if one.ask is Ask.RIVAL]


def test_days_that_say_the_same_are_one_day():
    found = plan(report(change(**SPOUSE, i44="9", i45="081101", i50="9", i51="081101")), roster())
    assert [one.person.name for one in found.changed] == ["試作　恵"]


@pytest.mark.parametrize("place", ["i14", "i29", "i78", "i111"])
def test_no_my_number_of_a_family_change_is_read(place):
    table = read_table(report(change(**{**SPOUSE, place: NUMBER})), "SHFD0006.CSV")
    assert NUMBER not in repr(table)
    assert "個人番号" in table.notes[1]


def test_a_family_change_without_a_relative_is_refused_by_its_cause():
    with pytest.raises(BadValue, match="家族が書かれていません"):
        read_table(report(change()), "SHFD0006.CSV")
