"""The lists that were taken over, each with its file, day, counts and who did it."""

from PySide6.QtWidgets import QWidget

from app.domain.list_taken import ListTaken
from app.domain.wareki import wareki
from app.words import label
from ui.frame.context import Context
from ui.look.layout import down, fill
from ui.models.column import Column
from ui.models.column_widths import Keep
from ui.models.columns import day_column
from ui.models.rows_model import RowsTableModel
from ui.models.rows_table import RowsTableView
from ui.pages.list_filter import ListFilter
from ui.widgets.paragraph import Paragraph

_STEPS = 1000
"""So far back it is known who took a list over."""


class TakenLists(QWidget):
    """One line for each import, all of it below."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._users: dict[int, str] = {}
        self._model = RowsTableModel(_COLUMNS, row_id=lambda one: one.id)
        self.table = RowsTableView(self._model, name="取り込んだ一覧", preferences=context.preferences)
        self._lists: list[ListTaken] = []
        self.part = ListFilter(context.preferences, "import_list/taken")
        self.part.serve(self.table)
        self.part.changed.connect(self._show)
        self.part.refused.connect(context.messages.refuse)
        self.table.current_changed.connect(self._tell)
        self.whole = Paragraph("", "minor")
        down(self.part, fill(self.table), self.whole, of=self)

    def reload(self) -> int:
        """Read which lists were taken over; return how many."""
        queries = self._context.store.queries
        found = [one for one in queries.lists_taken() if one.file_name]
        self._users = {one.operation_id: one.user for one in queries.operations(_STEPS)} if found else {}
        self._lists = found
        self._show()
        return len(found)

    def _show(self) -> None:
        self._model.set_rows(self.part.of(self._lists, _COLUMNS))
        self.table.select_first()

    def _tell(self, one: ListTaken | None) -> None:
        if one is None:
            self.whole.setText("")
            return
        day = "いつ現在かは不明" if one.as_of is None else f"{wareki(one.as_of)}現在"
        user = self._users.get(one.operation_id, "")
        told = f"{label(one.sender)}の一覧  {day}{'  一部の一覧' if one.is_part else ''}"
        counts = f"変更なし{one.unchanged}名  一覧にない{one.missing}名  保留{one.held}行  突合{one.asked}件"
        who = f"  取り込んだ人 {user}" if user else ""
        self.whole.setText(f"{told}  {counts}{who}\nSHA-256 {one.digest}")


_COLUMNS: tuple[Column[ListTaken], ...] = (
    day_column("取り込んだ日", lambda one: one.taken_on, 110, keep=Keep.STATE),
    Column("ファイル", lambda one: one.file_name, stretch=True, keep=Keep.WHO),
    Column("いつ現在", lambda one: "" if one.as_of is None else wareki(one.as_of), width=150),
    Column("新規", lambda one: f"{one.added}名", width=72, right=True),
    Column("変更", lambda one: f"{one.changed}名", width=72, right=True),
)
