"""届書 CSV that an office sends: 取得届, 喪失届 and 異動届 as a list of who joins and who leaves.

Such a file has no headings: each item stands at its place, and 個人番号 and 基礎年金番号 at theirs, which
are never read. Real files differ from the specification a little: more items at the end, a 記号 left blank, a
day of eight digits behind the code of an era. Source: 日本年金機構「CSV形式届書作成仕様書」.
"""

import re
from collections.abc import Sequence

from app.errors import BadValue
from app.importing import family_change
from app.importing.report_items import day_at, item, lines_of
from app.importing.row_at import RowAt
from app.importing.table import Reading, Row, Table
from app.late import dataclass

_MARKED = re.compile(r"^\[(?:kanri|data)\]\s*$", re.MULTILINE)
_DATA = re.compile(r"^\[data\]\s*$", re.MULTILINE)
FORMS = {
    "2200700": "資格取得届",
    "2201700": "資格喪失届",
    "2202700": "被扶養者(異動)届",
    "2225700": "算定基礎届",
    "2221700": "月額変更届",
    "2265700": "賞与支払届",
}
_WHO = ("番号", "フリガナ", "氏名", "生年月日", "本人家族", "続柄", "性別")
_NUMBER, _KANA, _NAME, _BORN = 6, 7, 8, 9
CHANGE = "2202700"
_SEXES = {"1": "男", "2": "女", "5": "男", "6": "女"}


@dataclass(frozen=True, slots=True)
class _Places:
    """Where the items of a form stand, counted from 1; 0 where it has none."""

    my_number: int
    sex: int = 0
    qualified: int = 0
    lost: int = 0
    cause: int = 0


_READ = {
    "2200700": _Places(my_number=13, sex=11, qualified=18),
    "2201700": _Places(my_number=11, lost=14, cause=16),
}


READ_FORMS = frozenset({*_READ, CHANGE})
"""The forms whose places of 個人番号 are known."""


def is_report(text: str) -> bool:
    """Return whether a text is a 届書 file."""
    return _MARKED.search(text) is not None


def report_table(text: str, title: str, encoding: str) -> Table:
    """Return the people of a 届書 file as a list. Raises BadValue naming a form that is not read."""
    marked = _DATA.search(text)
    data = text[marked.end() :] if marked else ""
    before = text.count("\n", 0, marked.end()) + 1 if marked else 1
    lines = [(n, items) for n, items in enumerate(lines_of(data, title), before) if any(items)]
    for form in {items[0].strip() for _, items in lines} or {""}:
        if form not in READ_FORMS:
            raise BadValue(
                f"「{title}」は年金機構・健保へ出す{FORMS.get(form, '届書')}のCSVです。"
                "名簿として読めるのは資格取得届、資格喪失届、被扶養者(異動)届だけです。"
                "健保から届いた加入者の一覧を選んでください。"
            )
    has_number = any(item(items, place) for _, items in lines for place in my_numbers(items))
    left_out = ("届書の個人番号(マイナンバー)の欄は読んでいません。",) * has_number
    changes = (items for _, items in lines if items[0].strip() == CHANGE)
    days = max(map(family_change.days_told, changes), default=1)
    rows = [Row(RowAt(number, who), cells) for number, items in lines for who, cells in _people(items, days)]
    if not rows:
        raise BadValue(
            f"「{title}」の被扶養者(異動)届には、異動する家族が書かれていません。届書を作り直してください。"
        )
    return Table(
        headings(days),
        tuple(rows),
        notes=(f"「{FORMS[lines[0][1][0].strip()]}」として読みました。", *left_out),
        reading=Reading(encoding, ","),
    )


def my_numbers(items: Sequence[str]) -> tuple[int, ...]:
    """Return where 個人番号 stand in a line of a form, counted from 1."""
    form = items[0].strip()
    if form == CHANGE:
        return family_change.MY_NUMBERS
    return (_READ[form].my_number,) if form in _READ else ()


def headings(days: int) -> tuple[str, ...]:
    """Return the columns; days: how many there are for each day, among which the right one is asked for."""
    return (*_WHO, *("資格取得日",) * days, *("資格喪失日",) * days, "喪失事由")


def _people(items: Sequence[str], days: int) -> list[tuple[str, tuple[str, ...]]]:
    """The people of a line; of several on one, each with which one it is."""
    if items[0].strip() == CHANGE:
        return family_change.relatives(items, days)
    places = _READ[items[0].strip()]
    return [("", _cells(items, places, days))]


def _cells(items: Sequence[str], places: _Places, days: int) -> tuple[str, ...]:
    return (
        item(items, _NUMBER),
        item(items, _KANA),
        item(items, _NAME),
        day_at(items, _BORN),
        "本人",
        "",
        _SEXES.get(item(items, places.sex), ""),
        *(day_at(items, places.qualified),) * days,
        *(day_at(items, places.lost),) * days,
        item(items, places.cause),
    )
