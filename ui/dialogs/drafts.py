"""What was typed and not saved yet: in a form against what it was filled with, on pages by its fields."""

from collections.abc import Callable

from PySide6.QtWidgets import QAbstractButton, QComboBox, QLineEdit, QWidget

from ui.widgets.command_line import CommandLine
from ui.widgets.wareki_edit import WarekiEdit


class Draft:
    """Compares the fields of a form with what they held at the beginning; secret words are none."""

    def __init__(self, form: QWidget, changed: Callable[[], object]) -> None:
        """Remember what the form holds now. changed: told at every change of a field."""
        self._form = form
        for line in form.findChildren(QLineEdit):
            line.textChanged.connect(lambda _: changed())
        for box in form.findChildren(QComboBox):
            box.currentIndexChanged.connect(lambda _: changed())
        for button in form.findChildren(QAbstractButton):
            button.toggled.connect(lambda _: changed())
        self._before = self._state()

    @property
    def is_changed(self) -> bool:
        """Whether anything would be lost with the form."""
        return self._state() != self._before

    def _state(self) -> list[object]:
        lines = [
            line.text()
            for line in self._form.findChildren(QLineEdit)
            if line.echoMode() is QLineEdit.EchoMode.Normal
        ]
        boxes = [box.currentText() for box in self._form.findChildren(QComboBox)]
        marks = [button.isChecked() for button in self._form.findChildren(QAbstractButton)]
        return [lines, boxes, marks]


def typed_fields(page: QWidget) -> list[QLineEdit]:
    """Return the fields of a page in which a person typed what is stored nowhere.

    What a page fills in, or empties after saving, is not typed. Days and what is searched for are
    settings of the moment, secret words are nobody's draft.
    """
    return [
        line
        for line in page.findChildren(QLineEdit)
        if line.isModified()
        and line.text().strip()
        and not isinstance(line, CommandLine | WarekiEdit)
        and line.echoMode() is QLineEdit.EchoMode.Normal
    ]


def unsaved(title: str, page: QWidget) -> str:
    """Return the sentence about what was typed on a page and is stored nowhere; "" for nothing."""
    where = "、".join(dict.fromkeys(field.accessibleName() for field in typed_fields(page)))
    said = f"未保存の入力があります({title}: {where})。保存するか、保存せずに終えてください。"
    return said if where else ""
