"""The fields of every form: each with the name that screen readers say."""

from collections.abc import Iterable

from PySide6.QtWidgets import QAbstractButton, QCheckBox, QComboBox, QLineEdit

from ui.look.one_line import OneLineBox
from ui.look.theme import scaled


def text_field(
    name: str, text: str = "", *, hint: str = "", longest: int = 0, width: int = 0, is_secret: bool = False
) -> QLineEdit:
    """Return a text field. hint: shown while it is empty. width: in pixels, where it is fixed."""
    made = QLineEdit(text)
    made.setAccessibleName(name)
    made.setPlaceholderText(hint)
    if longest:
        made.setMaxLength(longest)
    if width:
        made.setFixedWidth(scaled(width))
    if is_secret:
        made.setEchoMode(QLineEdit.EchoMode.Password)
    return made


def let_clear(line: QLineEdit) -> None:
    """Give a field the button that empties it, with a name of its own."""
    line.setClearButtonEnabled(True)
    for button in line.findChildren(QAbstractButton):
        button.setAccessibleName(f"{line.accessibleName()}: 消す")


def list_box(name: str, items: Iterable[tuple[str, object]] = (), chosen: object = None) -> OneLineBox:
    """Return a list box of words and what they mean; the first is chosen where none or an unknown one is."""
    made = OneLineBox()
    made.setAccessibleName(name)
    for word, value in items:
        made.addItem(word, value)
    if chosen is not None:
        made.setCurrentIndex(max(0, made.findData(chosen)))
    return made


def let_write(box: QComboBox) -> None:
    """Let something be written that the list box does not offer; the field in it bears its name."""
    box.setEditable(True)
    line = box.lineEdit()
    assert line is not None
    line.setAccessibleName(box.accessibleName())


def retype(line: QLineEdit) -> None:
    """Let what stands in a field be typed over."""
    line.selectAll()
    line.setFocus()


def tick_box(text: str, *, is_on: bool = False, tip: str = "") -> QCheckBox:
    """Return a box to tick."""
    made = QCheckBox(text)
    made.setChecked(is_on)
    made.setToolTip(tip)
    return made
