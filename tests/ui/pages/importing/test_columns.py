"""列の対応 says what each column is, what its words mean, what is the same for all; keys change it."""

from pathlib import Path

from PySide6.QtCore import Qt

from tests.ui.office import CTRL, ENTER, press, type_into
from tests.ui.pages.importing.test_import_list import HANAKO, HEADINGS, TARO, choose, file
from ui.pages.importing.column_lines import ColumnLine
from ui.pages.importing.page import ASKING, COLUMNS, PLAN, ImportPage


def state(page: ImportPage) -> int:
    return page._states.currentIndex()


def lines(page: ImportPage) -> dict[str, ColumnLine]:
    return {line.name: line for line in page.columns.table.rows_model.rows}


def at(page: ImportPage, name: str, *keys: Qt.Key) -> None:
    """Go to a line, and press keys there."""
    place = list(lines(page)).index(name)
    press(page.columns.table, Qt.Key.Key_Home, *[Qt.Key.Key_Down] * place, *keys)


def decide(page: ImportPage, word: str) -> None:
    """Take the choice that reads so."""
    choices = page.questions.choices
    place = next(n for n, row in enumerate(choices.rows_model.rows) if row[1].label == word)
    press(choices, Qt.Key.Key_Home, *[Qt.Key.Key_Down] * place, ENTER)


def test_what_has_no_column_is_said_once_for_everybody_and_taken_back(
    page: ImportPage, tmp_path: Path
) -> None:
    path = tmp_path / "list.csv"
    rows = (line.split(",") for line in (HEADINGS, TARO, HANAKO))
    path.write_text("\r\n".join(",".join(row[2:3] + row[4:]) for row in rows))
    choose(page, path)
    while state(page) == ASKING:
        press(page.questions.choices, Qt.Key.Key_0)
    symbol = "(列にない) 記号"
    assert (state(page), lines(page)[symbol].meaning) == (COLUMNS, "")
    at(page, symbol, ENTER)
    type_into(page.questions.typed, "2001 101")
    press(page.questions.typed, ENTER)
    assert "記号" in page.questions.refused.text()
    page.questions.typed.clear()
    type_into(page.questions.typed, "2001")
    press(page.questions.typed, ENTER)
    assert (state(page), lines(page)[symbol].meaning) == (COLUMNS, "全員「2001」")
    assert page.looked is not None
    assert page.looked.plan is not None
    assert [one.key for one in page.looked.plan.added] == ["2001-101-00", "2001-101-01"]
    at(page, symbol, Qt.Key.Key_Delete)
    assert lines(page)[symbol].meaning == ""


def test_what_a_word_means_is_seen_and_changed_also_where_it_was_understood(
    page: ImportPage, tmp_path: Path
) -> None:
    choose(page, file(tmp_path, TARO, HANAKO.replace(",女,", ",F,")))
    press(page.plan.groups, Qt.Key.Key_F4)
    at(page, "性別", Qt.Key.Key_W)
    assert "「男」" in page.questions.sentence.text()
    assert page.questions.choices.current_row()[1].label == "男"
    decide(page, "男")
    assert "「F」" in page.questions.sentence.text()
    press(page.questions.choices, Qt.Key.Key_Backspace)
    assert "「男」" in page.questions.sentence.text()
    decide(page, "男")
    decide(page, "女")
    assert (state(page), lines(page)["性別"].meaning) == (COLUMNS, "性別 (男→男、F→女)")
    at(page, "氏名", Qt.Key.Key_W)
    assert state(page) == COLUMNS
    press(page.columns.table, ENTER, modifier=CTRL)
    assert state(page) == PLAN


def test_a_day_in_three_columns_is_put_together_by_hand(page: ImportPage, tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    days = ("甲,乙,丙", "1980,4,5", "1982,8,9")
    rows = [(*line.split(",")[:11], day) for line, day in zip((HEADINGS, TARO, HANAKO), days, strict=True)]
    path.write_text("\r\n".join(",".join(row) for row in rows))
    choose(page, path)
    while state(page) == ASKING:
        press(page.questions.choices, Qt.Key.Key_0)
    for column, part in zip("甲乙丙", "年月日", strict=True):
        at(page, column, ENTER)
        offered = [row[1].label for row in page.questions.choices.rows_model.rows]
        assert "氏名の年" not in offered
        decide(page, f"生年月日の{part}")
    assert [lines(page)[column].meaning for column in "甲乙丙"] == [f"生年月日の{part}" for part in "年月日"]
    assert page.columns.why.text() == ""


def test_leaving_a_question_that_one_asked_oneself_goes_back_to_the_columns(
    page: ImportPage, tmp_path: Path
) -> None:
    choose(page, file(tmp_path, TARO))
    press(page.plan.groups, Qt.Key.Key_F4)
    for key in (Qt.Key.Key_0, Qt.Key.Key_Backspace, Qt.Key.Key_Escape):
        at(page, "所属", ENTER)
        assert state(page) == ASKING
        press(page.questions.choices, key)
        assert (state(page), lines(page)["所属"].meaning) == (COLUMNS, "所属")
