"""After a print session: spoiled sheets until they are shredded, and all earlier sessions."""

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from app.domain.ids import SessionId
from app.domain.print_session import Fault, SessionStatus, SheetStatus
from app.rows import SessionRow, SheetRow
from app.usecases.printing import accounts
from app.words import label
from ui.frame.context import Context
from ui.look.layout import across, down, fill
from ui.look.parts import primary_button, role_label
from ui.look.theme import APART, Tone
from ui.models.column import Column
from ui.models.columns import number_column, state_column
from ui.models.rows_model import RowsTableModel
from ui.models.rows_table import RowsTableView
from ui.pages.list_filter import ListFilter
from ui.pages.printing.account import SESSION_COLUMNS
from ui.pages.printing.sheets import ISSUE, NAME, NUMBER, PLACE
from ui.widgets.wareki_edit import WarekiEdit

_STATES = {
    SessionStatus.PLANNED: ("○", Tone.NORMAL),
    SessionStatus.SPOOLED: ("○", Tone.INFO),
    SessionStatus.CLOSED: ("✓", Tone.DONE),
    SessionStatus.CANCELLED: ("−", Tone.MUTED),
}


class ShredPanel(QWidget):
    """Spoiled sheets of every session; each counts like a certificate until it is destroyed."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._session_of: dict[int, SessionId] = {}
        session = Column[SheetRow]("作業", lambda r: str(self._session_of[r.sheet_id]), width=60, right=True)
        self._model = RowsTableModel((session, NUMBER, NAME, ISSUE, PLACE), row_id=lambda r: r.sheet_id)
        self.table = RowsTableView(self._model, name="裁断を待つ用紙", preferences=context.preferences)
        self.table.empty_text = "裁断を待つ用紙はありません。書き損じや汚損を記録すると、ここに並びます。"
        self.setFocusProxy(self.table)
        self.on = WarekiEdit(context.clock(), name="裁断した日")
        self.shred = primary_button("裁断した", self._shred, key="printing.main")
        self._told = role_label("", "sub")
        foot = across(fill(self._told), "裁断した日", self.on, self.shred)
        down(fill(self.table), foot, gap=APART, of=self)
        self.table.picked.connect(self._count)

    def set_sessions(self, sessions: Sequence[SessionRow]) -> None:
        """Show what these sessions still have to shred."""
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
            self._context.commands.run(lambda tx: accounts.shred_all(tx, by_session, on=on, today=today))


class HistoryPanel(QWidget):
    """All sessions with their accounts, newest first."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        session, day, count, printer = SESSION_COLUMNS
        columns: tuple[Column[SessionRow], ...] = (
            session,
            day,
            state_column("状態", _state, 120),
            count,
            number_column("良", lambda r: r.good),
            number_column("書き損じ", lambda r: r.spoiled, 80),
            number_column("行方不明", lambda r: r.missing, 80),
            number_column("重送", lambda r: r.doubles),
            number_column("裁断待ち", lambda r: r.unshredded, 80),
            printer,
        )
        self._rows: list[SessionRow] = []
        self._model = RowsTableModel(columns, row_id=lambda row: row.session_id)
        self.table = RowsTableView(self._model, name="印刷の履歴", preferences=context.preferences)
        self.part = ListFilter(context.preferences, "printing/history")
        self.part.serve(self.table)
        self.part.changed.connect(self._show)
        self.part.refused.connect(context.messages.refuse)
        self.setFocusProxy(self.table)
        down(self.part, fill(self.table), gap=APART, of=self)

    def set_sessions(self, sessions: Sequence[SessionRow]) -> None:
        """Show all sessions, or the part of them that is looked at."""
        self._rows = list(sessions)
        self._show()

    def _show(self) -> None:
        none = "まだ印刷していません。「1 対象者」で選んだ方の証を印刷すると、ここに残ります。"
        self.table.empty_text = "この絞り込みに当てはまる印刷はありません。" if self._rows else none
        self._model.set_rows(self.part.of(self._rows, self._model.columns))


def _state(row: SessionRow) -> tuple[str, Tone]:
    shape, tone = _STATES[row.status]
    return f"{shape} {label(row.status)}", tone
