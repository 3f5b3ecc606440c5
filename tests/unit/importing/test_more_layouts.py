"""Lists of more strangers: other programs' exports, files saved again, lists as printed."""

from collections.abc import Sequence
from datetime import date, datetime

import pytest
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from app.errors import BadValue
from app.importing.column_questions import Ask, answered
from app.importing.date_styles import DateStyle
from app.importing.fields import Field
from app.importing.mapping import recognise
from app.importing.open_questions import open_questions
from app.importing.reader import read_table
from tests.unit.importing.layouts import (
    BOTH,
    DAY,
    EMPLOYEE,
    HEADINGS,
    HOUSEHOLD,
    SPOUSE,
    book,
    csv,
    facts,
    plan,
    roster,
    saved,
    text,
    with_cells,
)

Rows = Sequence[Sequence[str]]


def changed(**cells: str) -> Rows:
    """Both rows with the employee's cells changed."""
    return with_cells(EMPLOYEE, **cells), SPOUSE


def slashes(row: Sequence[str]) -> list[str]:
    return [cell.replace("-", "/") for cell in row]


def quoted(lines: Rows) -> str:
    return text([[f'"{cell}"' for cell in line] for line in lines])


def renamed(headings: str, *rows: str) -> bytes:
    return "\r\n".join((headings, *rows)).encode("cp932")


def wide(row: Sequence[str]) -> list[str]:
    """As a host prints: everything in full width."""
    return [cell.translate({n: n + 0xFEE0 for n in range(0x21, 0x7F)}) for cell in row]


def shifted() -> bytes:
    """A workbook whose list begins in the third column, under a title."""
    lines = [["", "", "加入者一覧"], [], *(["", "", *row] for row in (HEADINGS, *HOUSEHOLD))]
    return saved(book(("Sheet1", lines)))


def typed_cells() -> bytes:
    """As LibreOffice saves again what was typed: numbers and days are no texts."""
    rows = []
    for row in HOUSEHOLD:
        cells: list[object] = list(row)
        cells[0], cells[1] = int(row[0]), int(row[1])
        for place in (8, 9):
            cells[place] = datetime.fromisoformat(row[place])
        rows.append(cells)
    made = book(("名簿", [HEADINGS, *rows]))
    for line in made["名簿"].iter_rows(min_row=2, min_col=9, max_col=10):
        for cell in line:
            cell.number_format = "[$-411]ge.m.d"
    return saved(made)


PAGED = [
    ["健康保険被保険者・被扶養者一覧表", "", "1頁"],
    HEADINGS,
    EMPLOYEE,
    ["", "", "", "", "", "小計", "1名"],
    ["健康保険被保険者・被扶養者一覧表", "", "2頁"],
    HEADINGS,
    SPOUSE,
    ["", "", "", "", "", "合計", "2名"],
]
HR = "社員番号,氏名,フリガナ,健保記号,健保番号,枝番,続柄,性別区分,生年月日,健保取得年月日"

RIGHT: dict[str, bytes] = {
    "google sheets": text([HEADINGS, *map(slashes, HOUSEHOLD)]).replace("\r\n", "\n").encode(),
    "google sheets as tsv": text([HEADINGS, *HOUSEHOLD], "\t").replace("\r\n", "\n").encode(),
    "numbers with the name of its table": ("表 1\n" + text([HEADINGS, *HOUSEHOLD])).encode("utf-8-sig"),
    "numbers days": csv(*changed(生年月日="1985年2月14日 木曜日")),
    "access": quoted([HEADINGS, *([f"{c} 0:00:00" if "-" in c else c for c in row] for row in HOUSEHOLD)])
    .replace("-", "/")
    .encode("cp932"),
    "libreoffice, typed cells": typed_cells(),
    "list that begins in the third column": shifted(),
    "excel's word on its separator": ("sep=,\r\n" + text([HEADINGS, *HOUSEHOLD])).encode("utf-8-sig"),
    "line breaks in headings": csv(
        *HOUSEHOLD, headings=[f'"{h[:2]}\n{h[2:]}"' if len(h) > 3 else h for h in HEADINGS]
    ),
    "a break behind a name": csv(*changed(氏名='"試作　健\n"')),
    "printed in pages with sums": text(PAGED).encode("cp932"),
    "eras with a blank": csv(*changed(生年月日="昭 60.02.14")),
    "eras padded with blanks": csv(*changed(生年月日="昭和60年 2月14日", 資格取得年月日="平成24年 4月 1日")),
    "year of the first": csv(*changed(資格取得年月日="令和元年5月1日")),
    "eight digits": csv(*([c.replace("-", "") for c in row] for row in HOUSEHOLD)),
    "numbered lines": text(
        [["No.", *HEADINGS], *([str(n), *row] for n, row in enumerate(HOUSEHOLD, start=1))]
    ).encode("cp932"),
    "foot in words": (text([HEADINGS, *HOUSEHOLD]) + "※ 印は登録済の方です。\r\n以上\r\n").encode("cp932"),
    "two lines of headings": text(
        [
            ["被保険者証", "", "", *HEADINGS[3:9], "資格", "", *HEADINGS[11:]],
            ["記号", "番号", "枝番", *[""] * 6, "取得年月日", "喪失年月日", "", ""],
            *HOUSEHOLD,
        ]
    ).encode("cp932"),
    "key in one cell": renamed(
        "記号-番号-枝番,氏名,生年月日,続柄,資格取得日",
        "2101-601-00,試作　健,S60.2.14,本人,H24.4.1",
        "2101-601-01,試作　恵,S62.9.30,妻,H26.5.1",
    ),
    "hr export, sex and relation in words": renamed(
        HR,
        "A01,試作　健,シサク ケン,2101,601,00,本人,1:男性,1985/02/14,2012/04/01",
        "A01,試作　恵,シサク メグミ,2101,601,01,配偶者(妻),2:女性,1987/09/30,2014/05/01",
    ),
    "names in parts with underscores": renamed(
        "従業員番号,氏名_姓,氏名_名,カナ_姓,カナ_名,健康保険_記号,健康保険_番号,枝番,本人家族,生年月日,健康保険_資格取得日",
        "A01,試作,健,シサク,ケン,2101,601,00,本人,1985-02-14,2012-04-01",
        "A01,試作,恵,シサク,メグミ,2101,601,01,家族,1987-09-30,2014-05-01",
    ),
}


@pytest.mark.parametrize("kind", RIGHT)
def test_it_goes_in_rightly(kind):
    found = plan(RIGHT[kind])
    assert facts(found) == BOTH, [(one.column, one.reason) for one in found.quarantined]


def test_full_width_is_the_same_person():
    """What is new is stored as filed; whoever is known is the same."""
    data = text([HEADINGS, *map(wide, HOUSEHOLD)]).encode("cp932")
    assert plan(data, roster()).unchanged == 2


ASKED = {
    "american days": (csv(*changed(生年月日="02/14/1985")), "読めません"),
    "day before month": (csv(*changed(生年月日="14.02.1985")), "読めません"),
    "error of a lookup": (csv(*changed(生年月日="#N/A")), "#N/A"),
    "name cut by a break": (csv(*changed(氏名='"試作\n健"')), "改行"),
    "lost characters": (csv(*changed(氏名="試作　?")), "文字"),
    "era that had ended": (csv(*changed(資格取得年月日="平成32年4月1日")), "令和2年4月1日"),
}


@pytest.mark.parametrize("kind", ASKED)
def test_what_cannot_be_told_is_held_with_its_cause(kind):
    data, told = ASKED[kind]
    found = plan(data)
    assert facts(found) == BOTH[1:]
    assert any(told in one.reason for one in found.quarantined), [one.reason for one in found.quarantined]


def test_relatives_whose_number_stands_behind_are_people_of_their_own():
    lines = renamed(
        "社員番号,氏名,氏名（カナ）,性別,生年月日,健康保険番号,健康保険取得年月日,"
        "被扶養者氏名1,被扶養者フリガナ1,被扶養者続柄1,被扶養者生年月日1,被扶養者性別1,被扶養者認定日1",
        "M9,試作　健,シサク ケン,男,昭和60年02月14日,601,平成24年04月01日,"
        "試作　恵,シサク メグミ,妻,昭和62年09月30日,女,平成26年05月01日",
    )
    found = plan(lines, roster())
    assert [(c.person.name, [one.field for one in c.changes]) for c in found.changed] == [
        ("試作　健", ["employee_code"])
    ]
    assert (found.added, found.quarantined, found.unchanged) == ((), (), 1)


def test_what_is_said_of_a_relative_is_not_taken_for_the_row_itself():
    lines = renamed("社員番号,氏名,生年月日,被扶養者_姓,被扶養者_名", "M9,試作　健,1985-02-14,試作,恵")
    table = read_table(lines, "list.csv")
    assert all(one.guess != Field.KANA for one in open_questions(table, recognise(table), today=DAY))


def test_days_of_a_workbook_that_counts_from_1904_are_right():
    made = book(("名簿", [HEADINGS, [*EMPLOYEE[:8], 29630, 39538, *EMPLOYEE[10:]]]))
    made.epoch = CALENDAR_MAC_1904
    data = saved(made)
    (question,) = [one for one in plan(data).columns if one.ask is Ask.DATES]
    assert question.samples == ("29630 → 昭和60年2月14日", "39538 → 平成24年4月1日")
    profile = answered(recognise(read_table(data, "list.xlsx")), question, DateStyle.SERIAL)
    (new,) = plan(data, profile=profile).added
    assert (new.born_on, new.qualified_on) == (date(1985, 2, 14), date(2012, 4, 1))


@pytest.mark.parametrize("encoding", ["utf-8", "cp932"])
def test_a_list_saved_while_it_was_garbled_is_refused_by_that_cause(encoding):
    garbled = text([HEADINGS, EMPLOYEE]).encode(encoding).decode("latin-1").encode()
    with pytest.raises(BadValue, match="文字化け"):
        read_table(garbled, "list.csv")


def test_the_mark_of_an_open_workbook_is_told_from_the_workbook():
    with pytest.raises(BadValue, match="開いている間だけ"):
        read_table(b"\x06Mihon" + b" " * 48, "~$list.xlsx")


def test_a_number_is_no_relationship_until_somebody_says_which():
    data = csv(with_cells(EMPLOYEE, 続柄="00"), with_cells(SPOUSE, 続柄="02"))
    (question,) = [one for one in plan(data).columns if one.ask is Ask.WORDS]
    assert (question.words, question.guess) == (("00", "02"), None)
    profile = answered(recognise(read_table(data, "list.csv")), question, {"00": "本人", "02": "妻"})
    assert [one.relationship for one in plan(data, profile=profile).added] == ["本人", "妻"]
