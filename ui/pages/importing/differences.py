"""突合: what lists and roster say differently, to be settled by one key."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.domain.difference import Settled
from app.importing.fact_text import in_words, of_text
from app.usecases.forms import every_form
from app.usecases.forms.every_form import FormKind
from app.usecases.people import reconcile
from app.usecases.people.reconcile import DifferenceRow
from ui.dialogs.files import FileDialogs
from ui.frame.context import Context
from ui.look.layout import STRETCH, across, down, fill
from ui.look.parts import plain_button, role_label
from ui.look.theme import Tone
from ui.models.column import Column
from ui.models.column_widths import Keep
from ui.models.rows_model import RowsTableModel
from ui.models.rows_table import RowsTableView
from ui.pages.importing import letters


class Differences(QWidget):
    """One line for each fact that nobody has settled.

    Signals:
        settled: some of them are.
    """

    settled = Signal()

    def __init__(self, context: Context, files: FileDialogs) -> None:
        super().__init__()
        self._context, self.files = context, files
        self._model = RowsTableModel(_COLUMNS, row_id=lambda one: one.difference.id)
        self.table = RowsTableView(self._model, name="突合", preferences=context.preferences)
        self.table.empty_text = "決めていない違いはありません。"
        self.table.on_key("T", lambda: self._settle(Settled.THEIRS))
        self.table.on_key("O", lambda: self._settle(Settled.OURS))
        theirs = plain_button("一覧のとおりにする", lambda: self._settle(Settled.THEIRS), tip="T")
        ours = plain_button("名簿のままにする", lambda: self._settle(Settled.OURS), tip="O")
        letter = plain_button("照会状", self._write_letter, tip="L")
        self.table.on_key("L", self._write_letter)
        told = role_label("選んで T で一覧のとおり、O で名簿のまま、L で健保への照会状です。", "sub")
        down(across(told, STRETCH, theirs, ours, letter), fill(self.table), of=self)

    def reload(self) -> int:
        """Read what is open; return how much."""
        found = reconcile.open_differences(self._context.store.queries)
        self._model.set_rows(found)
        self.table.select_first()
        return len(found)

    def _settle(self, as_: Settled) -> None:
        ids = [one.difference.id for one in self.table.selected_rows() if one.difference.id is not None]
        if ids:
            today = self._context.clock()
            self._context.commands.run(lambda tx: reconcile.settle(tx, ids, as_, today=today))
            self.settled.emit()

    def _write_letter(self) -> None:
        ids = {one.difference.id for one in self.table.selected_rows()}
        queries, on = self._context.store.queries, self._context.today()
        found = every_form.subjects(queries, FormKind.INQUIRY, on=on)
        chosen = [one for one in found if one.reference in ids]
        if chosen:
            letters.save_letter(
                self._context, self.files, lambda: every_form.make(queries, FormKind.INQUIRY, chosen, on=on)
            )


def _shown(row: DifferenceRow, text: str) -> str:
    return in_words(of_text(row.difference.field, text))


_COLUMNS: tuple[Column[DifferenceRow], ...] = (
    Column("氏名", lambda r: r.name, lambda r: r.key, 170, strong=True, keep=Keep.WHO),
    Column("項目", lambda r: r.field, width=110, keep=Keep.STATE, least=90),
    Column("名簿", lambda r: _shown(r, r.ours), width=140, keep=Keep.STATE),
    Column("一覧", lambda r: _shown(r, r.theirs), width=140, keep=Keep.STATE, tone=lambda _: Tone.INFO),
    Column("考えられること", lambda r: r.likely, stretch=True),
)
