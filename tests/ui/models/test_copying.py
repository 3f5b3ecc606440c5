"""Rows leave a list for a spreadsheet as in a file: numbers hidden, no formula, one line for each row."""

from datetime import date
from types import SimpleNamespace
from typing import Any

from app.printing.holds import Holds
from ui.models.column import Column
from ui.models.columns import key_column, name_column, natural
from ui.models.copying import copied, hides_numbers

COLUMNS: tuple[Column[Any], ...] = (
    name_column(),
    key_column(),
    Column("メモ", lambda r: r.note),
    Column("", lambda _: "飾り"),
)


def row(**over: Any) -> SimpleNamespace:
    facts = {"name": "髙橋　清", "kana": "タカハシ キヨシ", "key": "1001-102-00", "note": "", "on": date.min}
    return SimpleNamespace(**facts | over)


def test_each_row_is_a_line_and_the_number_is_hidden() -> None:
    made = copied(COLUMNS, [row(), row(name="二　隆", note="a\tb\nc")])
    head, first, second = made.text().splitlines()
    assert head.split("\t") == ["氏名", "氏名 カナ", "記号-番号-枝番", "メモ"]
    assert first.split("\t")[:2] == ["髙橋　清".replace("　", " "), "タカハシ キヨシ"]
    assert "102" not in first
    assert second.split("\t")[3] == "a b c"
    assert made.html().count("<tr>") == 3
    assert hides_numbers(COLUMNS)
    assert not hides_numbers(COLUMNS[2:])


def test_nothing_that_is_copied_is_taken_for_a_formula_or_for_markup() -> None:
    made = copied(COLUMNS, [row(note="=1+1"), row(note="<b>x</b>")])
    assert "\t=1+1" not in made.text()
    assert "<b>" not in made.html()


def test_numbers_are_sorted_as_people_count() -> None:
    keys = ["1001-9-00", "1001-102-00", "1001-10-01", "999-1-00", "A-1-00"]
    assert sorted(keys, key=natural) == ["A-1-00", "999-1-00", "1001-9-00", "1001-10-01", "1001-102-00"]
    assert key_column().key(row(key="1001-9-00")) < key_column().key(row())
    assert COLUMNS[1].holds is Holds.KEY
