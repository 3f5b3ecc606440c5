"""Find anybody from anywhere: type, read the answer out, do what is asked for with one key."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QFrame

from app.domain.ids import PersonId
from app.rows import PersonRow
from app.usecases.counter.lookup import people
from app.usecases.counter.phone import PhoneAnswer
from ui.look.layout import down, panel
from ui.look.parts import role_label
from ui.look.theme import NEAR
from ui.models.column import Column
from ui.models.columns import key_column, name_column, place_column, state_column
from ui.models.rows_model import RowsTableModel
from ui.models.rows_table import RowsTableView
from ui.widgets.command_line import CommandLine
from ui.widgets.likely_actions import LikelyActions
from ui.widgets.sentence import Sentence
from ui.widgets.status import person_status

SHOWN = 8
_COLUMNS: tuple[Column[PersonRow], ...] = (
    name_column(280),
    key_column(130, heading="記号-番号"),
    place_column(heading="所属"),
    state_column("資格確認書", person_status, 130),
)


class PersonSearch(CommandLine):
    """A search field with a list below it; the keyboard stays in the field.

    Signals:
        found: A person was chosen. arg: PersonId.
        wanted: Something is to be done for the person shown. args: PersonId, PhoneAction.
    """

    found = Signal(object)
    wanted = Signal(object, object)

    def __init__(
        self, find: Callable[[str], Sequence[PersonRow]], tell: Callable[[PersonId], PhoneAnswer]
    ) -> None:
        """find: rows for a text, no more than SHOWN are looked at. tell: the answer for the phone."""
        super().__init__()
        self._find = find
        self._tell = tell
        self._told: PersonId | None = None
        # Between two keys: somebody who types on does not wait for sentences of others.
        self._in_a_pause = QTimer(self, singleShot=True, interval=0)
        self._in_a_pause.timeout.connect(self.answer)
        self.setPlaceholderText("名前・カナ・番号・コードで探す   Ctrl+K")
        self.setAccessibleName("名簿を探す")
        self.setClearButtonEnabled(True)
        self._popup = QFrame(self.window())
        self._popup.setObjectName("popup")
        self._model = RowsTableModel(_COLUMNS, row_id=lambda r: r.person_id)
        self._list = RowsTableView(self._model, name="探した結果")
        self._list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._list.horizontalHeader().hide()
        self.sentence = Sentence("heading")
        self.likely = LikelyActions()
        self.likely.chosen.connect(self._want)
        self._hint = role_label("↑↓ で選び、Enter で名簿を開きます。Esc で閉じる", "minor")
        self._answer = panel(self.sentence, self.likely, gap=NEAR)
        down(self._list, self._answer, self._hint, margins=(8, 8, 8, 8), of=self._popup)
        self._popup.hide()
        self.textEdited.connect(self._on_edited)
        self._list.current_changed.connect(lambda row: row is not None and self._in_a_pause.start())
        self._list.clicked.connect(lambda _: self._take())

    @property
    def is_open(self) -> bool:
        """Whether results are shown."""
        return self._popup.isVisible()

    def event(self, event: QEvent) -> bool:
        """While an answer is shown its keys belong to it, not to the page behind."""
        if (
            event.type() is QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and self.is_open
            and self.likely.means(event)
        ):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """↑ ↓ move in the list, Enter takes, Alt and a digit act, Escape leaves."""
        key = event.key()
        if self.is_open and self.likely.means(event):
            self.answer()
            self.likely.press(event)
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            if self.is_open:
                self._list.step_by(1 if key == Qt.Key.Key_Down else -1)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._take()
        elif key == Qt.Key.Key_Escape:
            self.clear()
            self._popup.hide()
        else:
            super().keyPressEvent(event)

    def look_for(self, text: str) -> None:
        """Search for what a scanner typed elsewhere; ready to be typed over."""
        self.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.setText(text)
        self.selectAll()
        self._on_edited(text)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Close the list when the keyboard goes elsewhere."""
        super().focusOutEvent(event)
        self._popup.hide()

    def _on_edited(self, text: str) -> None:
        if not text.strip():
            self._popup.hide()
            return
        rows = self._rows(text.strip())
        self._told = None
        self._model.set_rows(rows)
        if rows:
            self._list.select_at(0)
            self._in_a_pause.start()
        else:
            self._in_a_pause.stop()
            self.sentence.setText("見つかりません。カナの一部、番号の末尾、発行番号でも探せます。")
            self.likely.set_actions(())
        self._hint.setVisible(bool(rows))
        self._open_popup(len(rows))

    def _rows(self, text: str) -> Sequence[PersonRow]:
        """Look for the reading or the code that was meant by Latin letters or by an input method."""
        return people(self._find, text)[:SHOWN]

    def answer(self) -> None:
        """Say the sentence of the current row and offer its actions, unless they stand there."""
        self._in_a_pause.stop()
        row = self._list.current_row()
        if row is not None and row.person_id != self._told:
            self._told = row.person_id
            answer = self._tell(row.person_id)
            self.sentence.setText(answer.sentence)
            self.likely.set_actions(answer.actions)
            if self.is_open:
                self._fit()

    def _want(self, action: object) -> None:
        who = self._told
        if who is not None:
            self._popup.hide()
            self.clear()
            self.wanted.emit(who, action)

    def _open_popup(self, rows: int) -> None:
        window = self.window()
        if self._popup.parent() is not window:
            self._popup.setParent(window)
        corner = self.mapTo(window, QPoint(0, self.height() + 4))
        width = min(760, window.width() - corner.x() - 24)
        self._list.setVisible(rows > 0)
        self._list.setFixedHeight(rows * self._list.verticalHeader().defaultSectionSize() + 2)
        self._popup.setGeometry(corner.x(), corner.y(), width, 0)
        self._popup.setFixedWidth(width)
        self._popup.show()
        self._popup.raise_()
        self._fit()

    def _fit(self) -> None:
        """As high as the answer; a layout hidden so far knows that only once it is asked anew."""
        layout = self._popup.layout()
        assert layout is not None
        layout.invalidate()
        layout.activate()
        self._popup.resize(self._popup.width(), layout.totalHeightForWidth(self._popup.width()))

    def _take(self) -> None:
        row = self._list.current_row()
        if self.is_open and row is not None:
            self._popup.hide()
            self.clear()
            self.found.emit(row.person_id)
