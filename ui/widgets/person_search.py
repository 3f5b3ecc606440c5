"""Find anybody from anywhere: type, read the answer, Enter opens the person."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from app.domain.ids import PersonId
from app.rows import PersonRow
from ui.models.rows_table import Column, RowsTableModel, RowsTableView
from ui.page import role_label
from ui.widgets.command_line import CommandLine
from ui.widgets.status import person_status

SHOWN = 8
_COLUMNS: tuple[Column[PersonRow], ...] = (
    Column("氏名", text=lambda r: r.name, minor=lambda r: r.kana, width=280, strong=True),
    Column("記号-番号", text=lambda r: r.key, width=130),
    Column("所属", text=lambda r: f"{r.office} {r.department}", stretch=True),
    Column("資格確認書", text=lambda r: person_status(r)[0], tone=lambda r: person_status(r)[1], width=130),
)


class PersonSearch(CommandLine):
    """A search field with a list below it; the keyboard stays in the field.

    Signals:
        found: A person was chosen. arg: PersonId.
    """

    found = Signal(object)

    def __init__(
        self,
        find: Callable[[str], Sequence[PersonRow]],
        tell: Callable[[PersonId], str],
        parent: QWidget | None = None,
    ) -> None:
        """find: rows for a text. tell: the one sentence about a person, for the phone."""
        super().__init__(parent)
        self._find = find
        self._tell = tell
        self.setPlaceholderText("名前・カナ・番号・コードで探す   Ctrl+K")
        self.setAccessibleName("名簿を探す")
        self.setClearButtonEnabled(True)
        self._popup = QFrame(self.window())
        self._popup.setObjectName("popup")
        self._model = RowsTableModel(_COLUMNS, row_id=lambda r: r.person_id, parent=self)
        self._list = RowsTableView(self._model, name="探した結果")
        self._list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._list.horizontalHeader().hide()
        self.sentence = role_label("", "strong")
        self.sentence.setWordWrap(True)
        box = QVBoxLayout(self._popup)
        box.setContentsMargins(8, 8, 8, 12)
        box.addWidget(self._list)
        box.addWidget(self.sentence)
        self._popup.hide()
        self.textEdited.connect(self._on_edited)
        self._list.current_changed.connect(self._on_current)
        self._list.clicked.connect(lambda _: self._take())

    @property
    def is_open(self) -> bool:
        """Whether results are shown."""
        return self._popup.isVisible()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """↑ ↓ move in the list, Enter takes, Escape leaves."""
        key = event.key()
        if key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self._move(1 if key == Qt.Key.Key_Down else -1)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._take()
        elif key == Qt.Key.Key_Escape:
            self.clear()
            self._popup.hide()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Close the list when the keyboard goes elsewhere."""
        super().focusOutEvent(event)
        self._popup.hide()

    def _on_edited(self, text: str) -> None:
        if not text.strip():
            self._popup.hide()
            return
        rows = list(self._find(text.strip()))[:SHOWN]
        self._model.set_rows(rows)
        self._open_popup(len(rows))
        if rows:
            self._list.select_at(0)
            self._on_current(rows[0])
        else:
            self.sentence.setText("見つかりません。カナの一部、番号の末尾、発行番号でも探せます。")

    def _on_current(self, row: PersonRow | None) -> None:
        if row is not None:
            self.sentence.setText(self._tell(row.person_id))

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
        self._popup.adjustSize()

    def _move(self, step: int) -> None:
        at = self._list.currentIndex().row() + step
        if self.is_open and 0 <= at < len(self._model.rows):
            self._list.select_at(at)

    def _take(self) -> None:
        row = self._list.current_row()
        if self.is_open and row is not None:
            self._popup.hide()
            self.clear()
            self.found.emit(row.person_id)
