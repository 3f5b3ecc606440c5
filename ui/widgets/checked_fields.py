"""What must be filled in a form, and all that is wrong said at once, each at its field."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QLabel, QLayout, QLineEdit, QWidget

from app.domain.person import Sex
from app.errors import BadValue
from ui.look.layout import down
from ui.look.parts import role_label
from ui.look.theme import Tone, restyle, set_tone
from ui.widgets.wareki_edit import WarekiEdit

Field = QLineEdit | QComboBox

_BELOW = 2
"""Pixels between a field and what is wrong with it."""


class RowWords:
    """What is wrong in one row of a form, below its fields; hidden while nothing is."""

    def __init__(self) -> None:
        self.label = role_label("", "minor", wraps=True)
        set_tone(self.label, Tone.LATE)
        self.label.hide()
        self._said: dict[QWidget, str] = {}

    def say(self, field: QWidget, sentence: str) -> None:
        """Say this of one field, or nothing."""
        self._said[field] = sentence
        told = " ".join(filter(None, self._said.values()))
        self.label.setText(f"! {told}" if told else "")
        self.settle()

    def settle(self) -> None:
        """Take room only for words."""
        self.label.setVisible(bool(self.label.text()))


class CheckedFields:
    """The fields of a form, or of a panel."""

    def __init__(self, area: QWidget) -> None:
        """area: where the fields are, and the words before them."""
        self._area = area
        self._rows: dict[QWidget, RowWords] = {}
        self._rules: list[tuple[Field, Callable[[], str]]] = []

    def row(self, inside: QWidget | QLayout, *fields: QWidget) -> QLayout:
        """Return a row of fields with room for what is wrong below. inside: how they stand."""
        words = RowWords()
        for field in fields:
            self._rows[field] = words
            if isinstance(field, WarekiEdit):
                field.words.stand_in(words.say)
        return down(inside, words.label, gap=_BELOW)

    def require(self, field: Field, sentence: str, when: Callable[[], bool] = lambda: True) -> None:
        """Say that a field must be filled, in its word. when: else it may be empty."""
        self._judge(field, lambda: sentence if when() and _is_empty(field) else "")
        word = next((one for one in self._area.findChildren(QLabel) if one.buddy() is field), None)
        if word is not None and when():
            word.setText(f"{word.text()} 必須")

    def judge(self, field: Field, read: Callable[[], object]) -> None:
        """Let what is typed be read; whatever it refuses is said at the field."""

        def refusal() -> str:
            try:
                read()
            except BadValue as error:
                return str(error)
            return ""

        self._judge(field, refusal)

    def _judge(self, field: Field, refusal: Callable[[], str]) -> None:
        self._rules.append((field, refusal))
        typed = field.textEdited if isinstance(field, QLineEdit) else field.textActivated
        typed.connect(lambda _: self.mark(field, ""))

    def check(self) -> None:
        """Say of every field what is wrong; the first gets the keyboard. BadValue where anything is."""
        days = self._area.findChildren(WarekiEdit)
        for day in days:
            day.take()
        wrong: dict[QWidget, str] = {}
        for field, refusal in self._rules:
            if field in wrong:
                continue
            told = refusal()
            if told or field not in days:
                self.mark(field, told)
            if told:
                wrong[field] = told
        for day in days:
            if day.problem and day not in wrong:
                wrong[day] = f"{day.accessibleName()}: {day.problem}"
        if wrong:
            next(iter(wrong)).setFocus(Qt.FocusReason.OtherFocusReason)
            told = next(iter(wrong.values()))
            raise BadValue(told if len(wrong) == 1 else f"{len(wrong)}か所を直してください。{told}")

    def passes(self) -> bool:
        """Whether nothing is wrong; else it is said at the fields, and need not be said elsewhere."""
        try:
            self.check()
        except BadValue:
            return False
        return True

    def settle(self) -> None:
        """Hide the room for words again where there are none: who shows a row shows all of it."""
        for words in self._rows.values():
            words.settle()

    def mark(self, field: QWidget, sentence: str) -> None:
        """Frame a field and say what is wrong with it, or nothing any more."""
        if field in self._rows:
            self._rows[field].say(field, sentence)
        # The frame is beside the words below, never instead.
        field.setProperty("state", "wrong" if sentence else "")
        field.setAccessibleDescription(sentence)
        restyle(field)


def _is_empty(field: Field) -> bool:
    if isinstance(field, QComboBox):
        return field.currentData() in (None, Sex.UNSET)
    return not field.text().strip()
