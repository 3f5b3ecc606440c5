"""Lists of more strangers: other programs' exports, files saved again, lists as printed."""

from collections.abc import Sequence
from datetime import datetime

import pytest

from tests.unit.importing.layouts import (
    BOTH,
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
