"""The rows of earlier imports that still stay outside: until they are corrected or done with."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.domain.kept_list import HeldList
from app.importing.held import of_text
from app.usecases.people import list_taking
from ui.dialogs.files import FileDialogs
from ui.frame.context import Context
from ui.look.layout import STRETCH, across, down, fill
from ui.look.parts import plain_button, role_label
from ui.models.column import Column
from ui.models.column_widths import Keep
from ui.models.columns import day_column, number_column
from ui.models.rows_model import RowsTableModel
from ui.models.rows_table import RowsTableView
from ui.pages.importing import list_files


class HeldLists(QWidget):
    """One line for each import with rows held back.

    Signals:
        settled: one of them is done with.
    """

    settled = Signal()

    def __init__(self, context: Context, files: FileDialogs) -> None:
        super().__init__()
        self._context, self.files = context, files
        self._model = RowsTableModel(_COLUMNS, row_id=lambda one: one.id)
        self.table = RowsTableView(self._model, name="前の取込の保留", preferences=context.preferences)
        self.table.empty_text = "保留のままの行はありません。"
        self.table.on_key("E", self._write)
        self.table.on_key("Delete", self._settle)
        write = plain_button("理由をつけて書き出す", self._write, tip="E")
        settle = plain_button("片付いた", self._settle, tip="Delete")
        head = across(role_label("直した行は、もう一度取り込めます。", "sub"), STRETCH, write, settle)
        down(head, fill(self.table), of=self)

    def reload(self) -> int:
        """Read which rows are still outside; return of how many imports."""
        found = self._context.store.queries.held_lists()
        self._model.set_rows(found)
        self.table.select_first()
        return len(found)

    def _write(self) -> None:
        one = self.table.current_row()
        if one is not None:
            headings, rows = of_text(one.text)
            name = one.file_name.rpartition(".")[0] or one.file_name
            list_files.save_lines(self._context, self.files, "保留", name, headings, rows)

    def _settle(self) -> None:
        one = self.table.current_row()
        if one is not None:
            today = self._context.clock()
            self._context.commands.run(lambda tx: list_taking.done_with(tx, one, today=today))
            self.settled.emit()


_COLUMNS: tuple[Column[HeldList], ...] = (
    day_column("取り込んだ日", lambda one: one.found_on, 110, keep=Keep.STATE),
    number_column("保留", lambda one: len(of_text(one.text)[1]), 72, unit="行", keep=Keep.STATE),
    Column("ファイル", lambda one: one.file_name, stretch=True, keep=Keep.WHO),
)
