"""After a print run: spoiled sheets until they are shredded, and all earlier runs."""

from collections.abc import Sequence

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.domain.ids import SessionId
from app.domain.print_session import Fault, SessionStatus, SheetStatus
from app.rows import SessionRow, SheetRow
from app.usecases.printing import sessions
from ui.frame.context import Context
from ui.look.parts import primary_button, role_label
from ui.look.theme import Tone
from ui.models.column_widths import Keep
from ui.models.rows_table import Column, RowsTableModel, RowsTableView
from ui.pages.printing.account import SESSION_COLUMNS
from ui.pages.printing.sheets import ISSUE, NAME, NUMBER, PLACE
from ui.widgets.wareki_edit import WarekiEdit
from ui.words.labels import label

_STATES = {
    SessionStatus.PLANNED: ("○", Tone.NORMAL),
    SessionStatus.SPOOLED: ("○", Tone.INFO),
    SessionStatus.CLOSED: ("✓", Tone.DONE),
    SessionStatus.CANCELLED: ("−", Tone.MUTED),
}


class ShredPanel(QWidget):
    """Spoiled sheets of every run; each counts like a certificate until it is destroyed."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        """Build the list and the one button."""
        super().__init__(parent)
        self._context = context
        self._session_of: dict[int, SessionId] = {}
        run = Column[SheetRow]("作業", lambda r: str(self._session_of[r.sheet_id]), width=60, right=True)
        self._model = RowsTableModel(
            (run, NUMBER, NAME, ISSUE, PLACE), row_id=lambda r: r.sheet_id, parent=self
        )
        self.table = RowsTableView(self._model, name="裁断を待つ用紙", preferences=context.preferences)
        self.setFocusProxy(self.table)
        self.on = WarekiEdit(context.clock(), name="裁断した日")
        self.shred = primary_button("裁断した", self._shred, key="Ctrl+Return")
        foot = QHBoxLayout()
        foot.setSpacing(8)
        self._told = role_label("", "sub")
        foot.addWidget(self._told, 1)
        foot.addWidget(role_label("裁断した日", "sub"))
        foot.addWidget(self.on)
        foot.addWidget(self.shred)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(self.table, 1)
        column.addLayout(foot)
        self.table.picked.connect(self._count)

    def set_sessions(self, sessions: Sequence[SessionRow]) -> None:
        """Show what these runs still have to shred."""
        waiting: list[SheetRow] = []
        self._session_of.clear()
        for session in sessions:
            for sheet in self._context.store.queries.sheet_rows(session.session_id):
                is_spoiled = sheet.status is SheetStatus.SPOILED and sheet.shredded_on is None
                if is_spoiled and sheet.fault is not Fault.BLANK:
                    waiting.append(sheet)
                    self._session_of[sheet.sheet_id] = session.session_id
        self._model.set_rows(waiting)
        if waiting and not self.table.selected_rows():
            self.table.selectAll()
        self._count()

    def _count(self) -> None:
        chosen = len(self.table.selected_rows())
        self.shred.setText(f"{chosen}枚を裁断した" if chosen else "裁断した")
        self.shred.setEnabled(chosen > 0)
        self._told.setText("" if self._model.rows else "裁断を待つ書き損じはありません。")

    def _shred(self) -> None:
        by_session: dict[SessionId, list[int]] = {}
        for sheet in self.table.selected_rows():
            by_session.setdefault(self._session_of[sheet.sheet_id], []).append(sheet.sheet_number)
        on, today = self.on.read(), self._context.clock()
        if on is not None and by_session:
            self._context.commands.run(lambda tx: sessions.shred_all(tx, by_session, on=on, today=today))


class HistoryPanel(QWidget):
    """All runs with their accounts, newest first."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        """Build the list."""
        super().__init__(parent)
        run, day, count, printer = SESSION_COLUMNS
        columns: tuple[Column[SessionRow], ...] = (
            run,
            day,
            Column("状態", _state_word, width=120, tone=lambda r: _STATES[r.status][1], keep=Keep.STATE),
            count,
            Column("良", lambda r: str(r.good), lambda r: r.good, 60, right=True),
            Column("書き損じ", lambda r: str(r.spoiled), lambda r: r.spoiled, 80, right=True),
            Column("行方不明", lambda r: str(r.missing), lambda r: r.missing, 80, right=True),
            Column("重送", lambda r: str(r.doubles), lambda r: r.doubles, 60, right=True),
            Column("裁断待ち", lambda r: str(r.unshredded), lambda r: r.unshredded, 80, right=True),
            printer,
        )
        self._model = RowsTableModel(columns, row_id=lambda row: row.session_id, parent=self)
        self.table = RowsTableView(self._model, name="印刷の履歴", preferences=context.preferences)
        self.setFocusProxy(self.table)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.table)

    def set_rows(self, sessions: Sequence[SessionRow]) -> None:
        """Show these runs."""
        self._model.set_rows(sessions)


def _state_word(row: SessionRow) -> str:
    return f"{_STATES[row.status][0]} {label(row.status)}"
