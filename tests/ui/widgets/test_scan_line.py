"""The line of the desk: keys, bursts and input methods; every reading told once and in order."""

import random
from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QInputMethodEvent, QKeyEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from app.domain.issue_number import new_issue_number
from tests.unit.test_scanned import typed_in_kana, typed_in_romaji
from ui.widgets.scan_line import ScanLine

Key = Qt.Key


class Heard(QObject):
    """Everything a line said, in order."""

    def __init__(self, line: ScanLine) -> None:
        super().__init__(line)
        self.said: list[object] = []
        line.scanned.connect(self.said.append)
        line.confirmed.connect(lambda: self.said.append("confirmed"))
        line.digit.connect(lambda number: self.said.append(("digit", number)))
        line.cancelled.connect(lambda: self.said.append("cancelled"))
        line.moved.connect(lambda step: self.said.append(("moved", step)))
        line.deleted.connect(lambda: self.said.append("deleted"))


class Seconds:
    """A clock that a test moves."""

    now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Seconds:
    return Seconds()


@pytest.fixture
def line(qtbot: QtBot, clock: Seconds) -> Iterator[ScanLine]:
    box = QWidget()
    qtbot.addWidget(box)
    shown = ScanLine("コード", clock=clock)
    column = QVBoxLayout(box)
    column.addWidget(shown)
    column.addWidget(QLineEdit())
    with qtbot.waitActive(box):
        box.show()
    shown.setFocus()
    yield shown
    box.close()


@pytest.fixture
def heard(line: ScanLine) -> Heard:
    return Heard(line)


def press(line: ScanLine, key: Key, text: str = "", *, shift: bool = False, at: int = 1) -> None:
    """A key as a device sends it: with a time."""
    held = Qt.KeyboardModifier.ShiftModifier if shift else Qt.KeyboardModifier.NoModifier
    for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
        event = QKeyEvent(kind, key, held, text)
        event.setTimestamp(at)
        QApplication.sendEvent(line, event)


def burst(line: ScanLine, text: str, *, ends_with: tuple[Key, ...] = (Key.Key_Return,)) -> None:
    """What a scanner sends: Shift before every capital letter, then the end of the line."""
    for char in text:
        if char.isupper():
            press(line, Key.Key_Shift)
        press(line, Key(ord(char.upper())), char, shift=char.isupper())
    for key in ends_with:
        press(line, key, {Key.Key_Return: "\r", Key.Key_Tab: "\t", Key.Key_J: "\n"}[key])


def compose(line: ScanLine, text: str) -> None:
    """An input method composes key by key, nothing committed yet."""
    for length in range(1, len(text) + 1):
        QApplication.sendEvent(line, QInputMethodEvent(text[:length], []))


def commit(line: ScanLine, text: str) -> None:
    """An input method keeps the Enter to itself and commits what it composed."""
    compose(line, text)
    event = QInputMethodEvent("", [])
    event.setCommitString(text)
    QApplication.sendEvent(line, event)


def some_numbers(count: int) -> list[str]:
    chance = random.Random(count)
    return [new_issue_number(chance.randrange) for _ in range(count)]


@pytest.fixture(scope="module")
def numbers() -> list[str]:
    return some_numbers(120)


def test_a_burst_of_120_loses_nothing(line: ScanLine, heard: Heard, numbers: list[str]) -> None:
    for number in numbers:
        burst(line, number)
    assert heard.said == numbers
    assert line.text() == ""


def test_a_slow_answer_loses_nothing_of_what_is_typed_meanwhile(
    line: ScanLine, heard: Heard, numbers: list[str]
) -> None:
    """The next keys are waiting in the queue while an answer lets events run."""
    line.scanned.connect(lambda _: QApplication.processEvents())
    for number in numbers[:10]:
        for char in (*number, "\r"):
            key = Key.Key_Return if char == "\r" else Key(ord(char))
            QApplication.postEvent(
                line, QKeyEvent(QEvent.Type.KeyPress, key, Qt.KeyboardModifier.NoModifier, char)
            )
    QApplication.sendPostedEvents()
    assert heard.said == numbers[:10]


def test_every_end_of_line_of_a_scanner_is_one(line: ScanLine, heard: Heard, numbers: list[str]) -> None:
    """CR, LF, CR and LF, Tab, Enter of the number pad: told once, nothing confirmed, focus kept."""
    ends = [
        (Key.Key_Return,),
        (Key.Key_J,),
        (Key.Key_Return, Key.Key_J),
        (Key.Key_Return, Key.Key_Return),
        (Key.Key_Tab,),
        (Key.Key_Tab, Key.Key_Return),
    ]
    for number, end in zip(numbers, ends, strict=False):
        burst(line, number, ends_with=end)
    assert heard.said == numbers[: len(ends)]
    assert line.hasFocus()


def test_a_person_confirms_after_a_moment(
    line: ScanLine, heard: Heard, clock: Seconds, numbers: list[str]
) -> None:
    burst(line, numbers[0])
    clock.now += 0.2
    press(line, Key.Key_Return, "\r")
    assert heard.said == [numbers[0], "confirmed"]


def test_who_types_a_tail_may_press_enter_twice_at_once(line: ScanLine, heard: Heard) -> None:
    """Only a scanner sends a second end of line, and only behind a code."""
    burst(line, "1017")
    press(line, Key.Key_Return, "\r")
    assert heard.said == ["1017", "confirmed"]


def test_an_enter_held_down_confirms_nothing(line: ScanLine, heard: Heard) -> None:
    held = QKeyEvent(QEvent.Type.KeyPress, Key.Key_Return, Qt.KeyboardModifier.NoModifier, "\r", True)
    QApplication.sendEvent(line, held)
    assert heard.said == []


@pytest.mark.parametrize("mangled", [typed_in_romaji, typed_in_kana, str, str.lower])
def test_codes_that_an_input_method_commits_are_read_one_by_one(
    line: ScanLine, heard: Heard, numbers: list[str], qtbot: QtBot, mangled: Callable[[str], str]
) -> None:
    """Each at the first key of the next; the last when nothing follows."""
    for number in numbers:
        commit(line, mangled(number))
    assert heard.said == numbers[:-1]
    qtbot.waitUntil(lambda: heard.said == numbers)
    assert line.text() == ""
    assert not line.quiet.isActive()


def test_keys_after_a_commit_read_it_first(line: ScanLine, heard: Heard, numbers: list[str]) -> None:
    commit(line, typed_in_romaji(numbers[0]))
    burst(line, numbers[1])
    assert heard.said == numbers[:2]


def test_enter_reads_what_is_still_being_composed_once(
    line: ScanLine, heard: Heard, numbers: list[str]
) -> None:
    """Some input methods pass the Enter on, and commit afterwards."""
    text = typed_in_romaji(numbers[0])
    compose(line, text)
    press(line, Key.Key_Return, "\r")
    late = QInputMethodEvent("", [])
    late.setCommitString(text)
    QApplication.sendEvent(line, late)
    assert heard.said == [numbers[0]]
    assert line.text() == ""


def test_the_second_enter_of_whoever_types_with_an_input_method_confirms_nothing(
    line: ScanLine, heard: Heard, clock: Seconds, qtbot: QtBot
) -> None:
    (number,) = some_numbers(1)
    commit(line, number.lower())
    qtbot.waitUntil(lambda: heard.said == [number])
    clock.now += 0.5
    press(line, Key.Key_Return, "\r")
    assert heard.said == [number]
    clock.now += 1
    press(line, Key.Key_Return, "\r")
    assert heard.said == [number, "confirmed"]


def test_an_enter_right_after_a_commit_reads_it(line: ScanLine, heard: Heard, numbers: list[str]) -> None:
    commit(line, typed_in_kana(numbers[0]))
    press(line, Key.Key_Return, "\r")
    assert heard.said == [numbers[0]]
    assert not line.quiet.isActive()


def test_what_is_no_whole_code_waits_for_its_enter(line: ScanLine, heard: Heard, numbers: list[str]) -> None:
    for text in ("やまだ", "１０１７", numbers[0][:7], numbers[0].replace("-", "")):
        commit(line, text)
        assert not line.quiet.isActive()
        assert heard.said == []
        line.clear()


def test_codes_that_ran_together_are_told_one_by_one(
    line: ScanLine, heard: Heard, numbers: list[str]
) -> None:
    line.setText("".join(numbers[:5]) + numbers[5][:6])
    press(line, Key.Key_Return, "\r")
    assert heard.said == [*numbers[:5], numbers[5][:6]], "the broken one is answered too"


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("１０１７", "1017"),
        (" 2001‐101ー00 ", "2001-101-00"),
        ("2001-101", "2001-101"),
        ("k12-034", "K12-034"),
        ("あ１", "あ１"),
        ("やまだ", "やまだ"),
        ("髙﨑 﨑", "髙﨑 﨑"),
        ("yamada", "YAMADA"),
    ],
)
def test_anything_else_is_told_as_it_is_looked_up(
    line: ScanLine, heard: Heard, typed: str, told: str
) -> None:
    line.setText(typed)
    press(line, Key.Key_Return, "\r")
    assert heard.said == [told]


def test_eight_characters_without_a_hyphen_stay_what_was_typed(
    line: ScanLine, heard: Heard, numbers: list[str]
) -> None:
    """They may be a 社員番号 that passes the check character by chance."""
    bare = numbers[0].replace("-", "")
    line.setText(bare.lower())
    press(line, Key.Key_Return, "\r")
    assert heard.said == [bare]


def test_keys_on_the_empty_line(line: ScanLine, heard: Heard) -> None:
    for key in (Key.Key_Up, Key.Key_Down, Key.Key_Delete, Key.Key_Escape, Key.Key_Return):
        press(line, key, {Key.Key_Return: "\r", Key.Key_Delete: "\x7f"}.get(key, ""))
    assert heard.said == [("moved", -1), ("moved", 1), "deleted", "cancelled", "confirmed"]


def test_with_text_they_edit(line: ScanLine, heard: Heard) -> None:
    line.setText("1017")
    line.setCursorPosition(0)
    for key in (Key.Key_Up, Key.Key_Down, Key.Key_Delete):
        press(line, key)
    assert heard.said == []
    assert len(line.text()) < len("1017")
    press(line, Key.Key_Escape)
    assert heard.said == ["cancelled"]
    assert line.text() == ""


def test_a_digit_chooses_when_nothing_follows(line: ScanLine, heard: Heard, qtbot: QtBot) -> None:
    line.takes_digits = True
    press(line, Key.Key_3, "3")
    assert heard.said == [], "it may be the start of a code"
    qtbot.waitUntil(lambda: heard.said == [("digit", 3)])
    assert line.text() == ""


def test_a_digit_and_enter_at_once(line: ScanLine, heard: Heard) -> None:
    line.takes_digits = True
    press(line, Key.Key_2, "2")
    press(line, Key.Key_Return, "\r")
    assert heard.said == [("digit", 2), "confirmed"]


def test_a_code_that_begins_with_a_digit_chooses_nothing(
    line: ScanLine, heard: Heard, numbers: list[str], qtbot: QtBot
) -> None:
    line.takes_digits = True
    with_digit = [number for number in numbers if number[0] in "123456789"]
    assert len(with_digit) > 10
    for number in with_digit:
        burst(line, number)
    assert heard.said == with_digit
    assert not line.quiet.isActive()


def test_a_digit_of_an_input_method_chooses(line: ScanLine, heard: Heard) -> None:
    line.takes_digits = True
    commit(line, "２")
    assert heard.said == [("digit", 2)]
    line.takes_digits = False
    commit(line, "２")
    assert heard.said == [("digit", 2)]
    assert line.text() == "２"


def test_tab_leaves_the_line_where_no_code_stands(line: ScanLine, heard: Heard) -> None:
    line.setText("1017")
    press(line, Key.Key_Tab, "\t")
    assert heard.said == []
    assert not line.hasFocus()


def test_a_double_press_confirms_once(line: ScanLine, heard: Heard, clock: Seconds) -> None:
    """What is asked after the first, the rest of a family, was not read yet."""
    press(line, Key.Key_Return, "\r")
    clock.now += 0.2
    press(line, Key.Key_Return, "\r")
    assert heard.said == ["confirmed"]
    clock.now += 0.6
    press(line, Key.Key_Return, "\r")
    assert heard.said == ["confirmed", "confirmed"]
