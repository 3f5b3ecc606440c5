"""食い違い: what head office and office both changed, to be settled by one key."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.domain.difference import Settled
from app.usecases.parcels import settling
from app.usecases.parcels.settling import ConflictRow
from ui.frame.context import Context
from ui.look.layout import STRETCH, across, down, fill
from ui.look.parts import plain_button, role_label
from ui.look.theme import Tone
from ui.models.column import Column
from ui.models.column_widths import Keep
from ui.models.rows_model import RowsTableModel
from ui.models.rows_table import RowsTableView
from ui.widgets.paragraph import Paragraph


class Conflicts(QWidget):
    """One line for each that nobody has settled.

    Signals:
        settled: some of them are.
    """

    settled = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._model = RowsTableModel(_COLUMNS, row_id=lambda one: one.conflict.id)
        self.table = RowsTableView(self._model, name="食い違い", preferences=context.preferences)
        self.table.on_key("T", lambda: self._settle(Settled.THEIRS))
        self.table.on_key("O", lambda: self._settle(Settled.OURS))
        theirs = plain_button("相手のとおりにする", lambda: self._settle(Settled.THEIRS), tip="T")
        ours = plain_button("こちらのままにする", lambda: self._settle(Settled.OURS), tip="O")
        told = role_label("選んで T で相手のとおり、O でこちらのままです。", "sub")
        self.whole = Paragraph("", "minor")
        self.table.current_changed.connect(self._tell)
        down(across(told, STRETCH, theirs, ours), fill(self.table), self.whole, of=self)

    def reload(self) -> int:
        """Read what is open; return how much."""
        found = settling.open_conflicts(self._context.store.queries)
        self._model.set_rows(found)
        self.table.select_first()
        return len(found)

    def _tell(self, one: ConflictRow | None) -> None:
        parts = () if one is None else (("こちら", one.ours, one.kept), (one.partner, one.theirs, one.said))
        self.whole.setText("\n".join(f"{where}: {value}  {who}" for where, value, who in parts))

    def _settle(self, as_: Settled) -> None:
        ids = [one.conflict.id for one in self.table.selected_rows() if one.conflict.id is not None]
        if ids:
            today = self._context.clock()
            self._context.commands.run(lambda tx: settling.settle(tx, ids, as_, today=today))
            self.settled.emit()


_COLUMNS: tuple[Column[ConflictRow], ...] = (
    Column("氏名", lambda r: r.name, lambda r: r.key, 150, strong=True, keep=Keep.WHO),
    Column("項目", lambda r: r.what, width=110, keep=Keep.STATE, least=90),
    Column("こちら", lambda r: r.ours, width=160, keep=Keep.STATE),
    Column("相手の記録", lambda r: r.theirs, width=160, keep=Keep.STATE, tone=lambda _: Tone.INFO),
    Column("わけ", lambda r: r.cause, width=130),
    Column("相手", lambda r: r.partner, stretch=True),
)
