"""A list of a program nobody knows is mapped with few keys the first time and none the second."""

from hashlib import sha256
from io import BytesIO
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from app.domain.told import Sender
from app.importing.held import of_text
from app.importing.mapping import MappingProfile
from app.importing.table import Reading
from app.ports import Store
from tests.ui.office import CTRL, ENTER, Answers, press, type_into
from tests.ui.pages.importing import unknown_export as unknown
from tests.ui.pages.importing.test_import_list import BROKEN, HANAKO, HEADINGS, TARO, choose, counts, file
from ui.models.rows_table import RowsTableView
from ui.pages.importing.page import ASKING, COLUMNS, PLAN, ImportPage
from ui.pages.importing.plan import ADDED, ASKED, CHANGED, HELD, LEFT, UNCHANGED


class Keys:
    """Presses keys wherever the keyboard is, and counts them."""

    def __init__(self) -> None:
        self.count = 0

    def press(self, *keys: Qt.Key, ctrl: bool = False) -> None:
        for key in keys:
            widget = QApplication.focusWidget()
            assert widget is not None
            press(widget, key, modifier=CTRL if ctrl else Qt.KeyboardModifier.NoModifier)
            self.count += 1


def state(page: ImportPage) -> int:
    return page._states.currentIndex()


def digit(number: int) -> Qt.Key:
    return Qt.Key(Qt.Key.Key_0 + number)


def answer(keys: Keys, page: ImportPage, told: dict[str, Qt.Key]) -> list[str]:
    """Answer every question as told by a word of it, else as guessed or later; return what was asked."""
    asked = []
    while state(page) == ASKING:
        sentence = page.questions.sentence.text()
        asked.append(sentence)
        assert len(asked) < 20
        guess = next(iter(page.questions.choices.selected_rows()), None)
        first = digit(1) if page.questions.choices.isVisible() else ENTER
        likely = first if guess is None else digit(guess[0])
        keys.press(next((key for word, key in told.items() if word in sentence), likely))
    return asked


def test_i21_an_unknown_export_of_40_columns(store: Store, page: ImportPage, tmp_path: Path) -> None:
    path = tmp_path / "export.csv"
    path.write_bytes(unknown.unknown_export())
    page.files = Answers(path)  # type: ignore[assignment]
    keys = Keys()
    page.choose.setFocus()
    keys.press(Qt.Key.Key_O, ctrl=True)
    answer(keys, page, {})
    assert state(page) == COLUMNS
    by_hand = {"記号CD": "記号", "区分CD": "本人家族", "ヨミ": "フリガナ"}
    for column, meaning in by_hand.items():
        table = page.columns.table
        at = next(n for n, line in enumerate(table.rows_model.rows) if line.name == column)
        while table.currentIndex().row() != at:
            keys.press(Qt.Key.Key_Down if table.currentIndex().row() < at else Qt.Key.Key_Up)
        keys.press(ENTER)
        choice = next(n for n, c in page.questions._model.rows if c.label == meaning)
        keys.press(digit(choice))
        answer(keys, page, {})
    keys.press(ENTER, ctrl=True)
    assert (state(page), page.plan.groups.value) == (PLAN, ADDED)
    keys.press(ENTER, ctrl=True)
    people = sorted(store.queries.people(), key=lambda person: person.number)
    assert (people[0].symbol, people[0].number, people[0].kana) == ("2001", "101", "タカハシ イチロウ")
    assert len(people) == 6
    assert len(unknown.HEADINGS) == 40
    # At one key a second well below two minutes, reading included.
    assert keys.count <= 34

    choose(page, path)
    # The second time nothing is asked, whatever the file is called.
    assert (state(page), page.plan.groups.value) == (PLAN, UNCHANGED)
    assert page.looked is not None
    assert page.looked.questions == ()


def test_where_no_answer_is_likely_enter_alone_gives_none(
    store: Store, page: ImportPage, tmp_path: Path
) -> None:
    choose(page, file(tmp_path, TARO.replace("男", "X"), HANAKO))
    asked = page.questions.sentence.text()
    assert "「X」は、何のことですか" in asked
    keys = Keys()
    keys.press(ENTER)
    assert (page.questions.sentence.text(), "選んでください" in page.questions.refused.text()) == (
        asked,
        True,
    )
    keys.press(Qt.Key.Key_Down)
    assert [row[1].label for row in page.questions.choices.selected_rows()] == ["男"]
    keys.press(ENTER)
    assert state(page) != ASKING or page.questions.sentence.text() != asked


def test_i22_a_row_held_back_is_corrected_where_it_stands_and_taken_over(
    store: Store, page: ImportPage, tmp_path: Path, qtbot: QtBot
) -> None:
    choose(page, file(tmp_path, TARO, BROKEN))
    grid = page.plan.held
    shown = grid.held.rows[0]
    assert (page.plan.groups.value, shown.name, shown.row.number) == (HELD, "山﨑　葵", 3)
    at = grid.currentIndex()
    assert (grid.held.headerData(at.column(), Qt.Orientation.Horizontal), at.data()) == (
        "生年月日",
        "H31.5.1",
    )
    press(grid, Qt.Key.Key_Return)
    editor = grid.findChild(QLineEdit)
    assert editor is not None
    editor.selectAll()
    type_into(editor, "S61.5.1")
    press(editor, ENTER)
    qtbot.waitUntil(lambda: counts(page)[4] == "0")
    assert page.apply.text() == "新規2名を取り込む"
    press(page.plan.groups, ENTER, modifier=CTRL)
    assert [row.name for row in store.queries.person_rows()] == ["髙橋　太郎", "山﨑　葵"]


@pytest.mark.parametrize("sign", ["\u200b", "\u202e", "\x00", "\ue000"])
def test_a_row_with_a_sign_that_may_not_be_stored_holds_back_no_other(
    store: Store, page: ImportPage, tmp_path: Path, sign: str
) -> None:
    path = tmp_path / "list.csv"
    odd = HANAKO.replace("花子", f"花{sign}子")
    path.write_bytes(f"{HEADINGS}\r\n{TARO}\r\n{odd}".encode())
    choose(page, path)
    press(page.plan.groups, ENTER, modifier=CTRL)
    assert [row.name for row in store.queries.person_rows()] == ["髙橋　太郎"]
    (kept,) = store.queries.held_lists()
    assert f"〔U+{ord(sign):04X}〕" in kept.text


def test_what_stays_outside_is_kept_until_the_next_list_or_until_it_is_done_with(
    store: Store, page: ImportPage, tmp_path: Path
) -> None:
    choose(page, file(tmp_path, TARO, BROKEN))
    press(page.plan.groups, ENTER, modifier=CTRL)
    press(page.leave, Qt.Key.Key_Escape)
    (kept,) = store.queries.held_lists()
    headings, (row,) = of_text(kept.text)
    assert (headings[-1], row[8], "生年月日" in row[-1]) == ("理由", "山﨑　葵", True)
    assert page.kept.held.isVisible()
    out = tmp_path / "held.csv"
    page.kept.held.files = Answers(out)  # type: ignore[assignment]
    press(page.kept.held.table, Qt.Key.Key_E)
    assert "山﨑　葵" in out.read_text("utf-8-sig")
    press(page.kept.held.table, Qt.Key.Key_Delete)
    assert store.queries.held_lists() == []
    assert page.kept.held.isHidden()


def test_a_row_and_a_column_are_left_out_and_taken_again(
    store: Store, page: ImportPage, tmp_path: Path
) -> None:
    choose(page, file(tmp_path, TARO, HANAKO))
    press(page.plan.tables[ADDED], Qt.Key.Key_End, Qt.Key.Key_Space)
    assert page.apply.text() == "新規1名を取り込む"
    assert counts(page)[8] == "1"
    press(page.plan.groups, *[Qt.Key.Key_Right] * 8)
    press(page.plan.tables[LEFT], Qt.Key.Key_Home, Qt.Key.Key_Space)
    assert page.apply.text() == "新規2名を取り込む"
    press(page.plan.groups, ENTER, modifier=CTRL)
    moved = (TARO.replace("総務部", "経理部").replace("S55.4.5", "S55.4.6"), HANAKO)
    choose(page, file(tmp_path, *moved, name="next_20261123.csv"))
    changed = page.plan.tables[CHANGED]
    press(changed, Qt.Key.Key_Home)
    assert isinstance(changed, RowsTableView)
    fields = [line.of for line in changed.rows_model.rows]
    assert sorted(fields) == ["born_on", "department"]
    press(changed, Qt.Key.Key_C)
    assert [line.of for line in changed.rows_model.rows] == fields[1:]


def test_a_column_is_chosen_by_hand_and_its_meaning_goes_into_a_file_and_back(
    page: ImportPage, tmp_path: Path
) -> None:
    choose(page, file(tmp_path, TARO))
    press(page.plan.groups, Qt.Key.Key_M, modifier=CTRL)
    assert state(page) == COLUMNS
    out = tmp_path / "profile.json"
    page.files = Answers(out)  # type: ignore[assignment]
    page.columns.saved.emit()
    saved = MappingProfile.from_json(out.read_text("utf-8"))
    place = [line.name for line in page.columns.table.rows_model.rows].index("所属")
    press(page.columns.table, Qt.Key.Key_Home, *[Qt.Key.Key_Down] * place, Qt.Key.Key_Delete)
    assert page.looked is not None
    assert page.looked.profile.unused == {"所属"}
    page.columns.loaded.emit()
    assert page.looked.profile.columns == saved.columns


def test_a_protected_file_asks_for_its_password(page: ImportPage, tmp_path: Path) -> None:
    from msoffcrypto.format.ooxml import OOXMLFile
    from openpyxl import Workbook

    book, plain_file, path = Workbook(), BytesIO(), tmp_path / "list.xlsx"
    assert book.active is not None
    for line in (HEADINGS, TARO):
        book.active.append(line.split(","))
    book.save(plain_file)
    locked = BytesIO()
    OOXMLFile(plain_file).encrypt("himitsu", locked)
    path.write_bytes(locked.getvalue())
    choose(page, path)
    assert state(page) == ASKING
    type_into(page.questions.typed, "chigau")
    press(page.questions.typed, ENTER)
    assert "違います" in page.questions.sentence.text()
    type_into(page.questions.typed, "himitsu")
    press(page.questions.typed, ENTER)
    assert (state(page), page.plan.groups.value) == (PLAN, ADDED)


def test_what_was_taken_over_stays_as_a_line_that_tells_all(page: ImportPage, tmp_path: Path) -> None:
    assert page.kept.isHidden()
    path = file(tmp_path, TARO, name="list_20261120.csv")
    choose(page, path)
    press(page.plan.groups, ENTER, modifier=CTRL)
    (line,) = page.kept.taken.table.rows_model.rows
    assert (line.file_name, line.added) == ("list_20261120.csv", 1)
    told = page.kept.taken.whole.text()
    assert sha256(path.read_bytes()).hexdigest() in told
    assert "令和8年11月20日現在" in told
    assert "取り込んだ人 管理者" in told


def test_how_a_file_is_read_is_seen_and_changed(page: ImportPage, tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_bytes("\r\n".join((HEADINGS, HEADINGS.replace("所属", "職場"), TARO)).encode("cp932"))
    choose(page, path)
    press(page.plan.groups, Qt.Key.Key_M, modifier=CTRL)
    columns = page.columns
    assert (columns.encoding.currentText(), columns.heading_row.text()) == ("Shift_JIS", "1")
    columns.heading_row.setText("2")
    press(columns.heading_row, ENTER)
    assert page.looked is not None
    assert page.looked.table.headings[2] == "職場"
    # Only what was changed is fixed for the next list of this sender.
    assert page.looked.profile.reading == Reading(heading_row=2)


def test_what_a_list_may_not_say_is_settled_by_one_key(
    store: Store, page: ImportPage, tmp_path: Path
) -> None:
    choose(page, file(tmp_path, TARO, name="list_20261120.csv"))
    page.whose.setCurrentIndex(page.whose.findData(Sender.SOCIETY))
    page.whose.activated.emit(page.whose.currentIndex())
    press(page.plan.groups, ENTER, modifier=CTRL)
    choose(page, file(tmp_path, TARO.replace("髙橋　太郎", "高橋　太郎"), name="hr_20261122.csv"))
    assert page.plan.groups.value == ASKED
    press(page.plan.groups, ENTER, modifier=CTRL)
    (asked,) = page.kept.open.table.rows_model.rows
    assert (asked.ours, asked.theirs) == ("髙橋　太郎", "高橋　太郎")
    letter = tmp_path / "letter.pdf"
    page.kept.open.files = Answers(letter)  # type: ignore[assignment]
    press(page.kept.open.table, Qt.Key.Key_L)
    assert letter.read_bytes().startswith(b"%PDF")
    press(page.kept.open.table, Qt.Key.Key_T)
    assert store.queries.person_rows()[0].name == "高橋　太郎"
    assert store.queries.differences() == []
