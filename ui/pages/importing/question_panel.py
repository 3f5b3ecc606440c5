"""One question at a time, answered by a digit, or by the arrows and Enter."""

from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QWidget

from app.importing.column_questions import Choice
from ui.look.fields import text_field
from ui.look.layout import STRETCH, across, down, fill
from ui.look.parts import plain_button, primary_button, role_label, secondary_button
from ui.look.theme import APART, Tone
from ui.models.column import Column
from ui.models.column_widths import Keep
from ui.models.rows_model import RowsTableModel
from ui.models.rows_table import RowsTableView
from ui.pages.importing.interview import Step
from ui.widgets.key_line import KeyLine
from ui.widgets.notice import Notice
from ui.widgets.paragraph import Paragraph

_DIGITS = 9
_KEYS = "1〜9 その答え   ↑↓・Enter 選んで決める   0 あとで   Backspace 前の問い   Esc やめる"
Numbered = tuple[int, Choice]


class _Choices(RowsTableView[Numbered]):
    """Coming here chooses nothing: where no answer is likely, Enter alone must not give one."""

    def focusInEvent(self, event: QFocusEvent) -> None:
        is_chosen = bool(self.selected_rows())
        super().focusInEvent(event)
        if not is_chosen:
            self.clearSelection()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Where none is chosen yet, the arrows begin with the first, and Enter asks for a choice."""
        if self.selected_rows():
            super().keyPressEvent(event)
        elif event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.select_at(0)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.entered.emit(None)
        else:
            super().keyPressEvent(event)


class QuestionPanel(QWidget):
    """Shows a step and its choices; the likely one is chosen already, and where none is likely, none is.

    Signals:
        answered: arg: the value of the choice, or what was typed.
        back: the question before is wanted. skipped: this one stays open. left: no more of this file.
    """

    answered = Signal(str)
    back = Signal()
    skipped = Signal()
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.place = role_label("", "sub")
        self.sentence = Paragraph("", "heading")
        self.samples = Paragraph("", "normal")
        self._model = RowsTableModel(_COLUMNS, row_id=lambda row: row[1].value)
        self.choices = _Choices(self._model, name="答え")
        self.choices.entered.connect(lambda _: self._take_current())
        self.choices.opened.connect(lambda row: self.answered.emit(row[1].value))
        for digit in range(1, _DIGITS + 1):
            self.choices.on_key("question.answer", partial(self._take, digit), digit)
        self.choices.on_key("question.later", self.skipped.emit)
        self.choices.on_key("question.before", self.back.emit)
        self.typed = text_field("ほかの答え", hint="ここに書いて Enter (空のまま Enter であとで)")
        self.typed.returnPressed.connect(self._take_typed)
        self.typed.installEventFilter(self)
        self.refused = Notice(Tone.LATE)
        self.before = plain_button("前の問い", self.back.emit)
        self.later = plain_button("あとで", self.skipped.emit)
        self.decide = primary_button("これにする", self._take_current)
        leave = secondary_button("やめる", self.left.emit, key="question.leave")
        foot = across(self.before, self.later, STRETCH, leave, self.decide)
        parts = (self.place, self.sentence, self.samples, fill(self.choices), self.typed, self.refused)
        down(*parts, KeyLine(_KEYS), foot, gap=APART, of=self)
        self.setFocusProxy(self.choices)

    def ask(self, step: Step, preferred: str | None, place: str, *, is_first: bool, is_secret: bool) -> None:
        """Show a step. place: where in the row of questions it stands."""
        self.place.setText(place)
        self.sentence.setText(step.sentence)
        self.samples.setText(f"実際の中身:  {'  /  '.join(step.samples)}")
        self.samples.setVisible(bool(step.samples))
        self._model.set_rows(list(enumerate(step.choices, start=1)))
        self.choices.setVisible(bool(step.choices))
        if not self.choices.select_id(preferred):
            self.choices.clearSelection()
        is_chosen = any(one.value == preferred for one in step.choices)
        self.typed.setText(preferred if step.is_free and preferred and not is_chosen else "")
        self.typed.setVisible(step.is_free)
        self.typed.setEchoMode(self.typed.EchoMode.Password if is_secret else self.typed.EchoMode.Normal)
        self.before.setEnabled(not is_first)
        self.refused.say("")
        (self.choices if step.choices else self.typed).setFocus(Qt.FocusReason.OtherFocusReason)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """↑ goes from the field back to the choices."""
        if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress:
            is_up = event.key() == Qt.Key.Key_Up
            if is_up and self.choices.isVisible():
                self.choices.setFocus(Qt.FocusReason.OtherFocusReason)
                return True
        return super().eventFilter(watched, event)

    def _take(self, at: int) -> None:
        if at <= len(self._model.rows):
            self.answered.emit(self._model.rows[at - 1][1].value)

    def _take_typed(self) -> None:
        if text := self.typed.text().strip():
            self.answered.emit(text)
        else:
            self.skipped.emit()

    def _take_current(self) -> None:
        chosen = self.choices.selected_rows()
        if self.typed.text().strip() and not self.typed.isHidden():
            self._take_typed()
        elif chosen:
            self.answered.emit(chosen[0][1].value)
        else:
            self.refused.say("どれとも決められません。数字のキーか ↑↓ で選んでください。")


def _digit(row: Numbered) -> str:
    return str(row[0]) if row[0] <= _DIGITS else ""


_COLUMNS: tuple[Column[Numbered], ...] = (
    Column("キー", _digit, width=64, keep=Keep.WHO),
    Column("答え", lambda row: row[1].label, stretch=True, keep=Keep.WHO),
)
