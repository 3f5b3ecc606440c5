"""The envelopes sent to the society: what was in them, and did they arrive."""

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.domain.wareki import wareki_short
from app.rows import ShipmentRow
from app.usecases import shipments
from ui.context import Context
from ui.models.rows_table import Column, RowsTableModel, RowsTableView
from ui.page import primary_button, role_label
from ui.theme import Tone
from ui.widgets.wareki_edit import WarekiEdit

COLUMNS: tuple[Column[ShipmentRow], ...] = (
    Column(
        "健保の受領",
        lambda r: f"✓ {wareki_short(r.confirmed_on)}" if r.confirmed_on else "○ 未確認",
        lambda r: str(r.confirmed_on or ""),
        130,
        tone=lambda r: Tone.DONE if r.confirmed_on else Tone.NORMAL,
    ),
    Column("発送日", lambda r: wareki_short(r.on), lambda r: r.on, 110, strong=True),
    Column("資格確認書", lambda r: f"{r.certificates}枚", lambda r: r.certificates, 110, right=True),
    Column("高齢受給者証", lambda r: f"{r.elderly_cards}枚", lambda r: r.elderly_cards, 120, right=True),
    Column("問い合わせ番号", lambda r: r.tracking_number, stretch=True),
)


class ShipmentsPanel(QWidget):
    """Every shipment, and the day on which the society confirmed it."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        """Build the list and the confirmation's line."""
        super().__init__(parent)
        self._context = context
        self._model = RowsTableModel(COLUMNS, row_id=lambda row: row.shipment_id, parent=self)
        self.table = RowsTableView(self._model, name="発送の記録", preferences=context.preferences)
        self.setFocusProxy(self.table)
        self.on = WarekiEdit(context.clock(), name="受領を確かめた日")
        self.confirm = primary_button("健保の受領を記録", self._confirm, key="Ctrl+Return")
        foot = QHBoxLayout()
        foot.setSpacing(8)
        foot.addStretch(1)
        foot.addWidget(role_label("受領を確かめた日", "sub"))
        foot.addWidget(self.on)
        foot.addWidget(self.confirm)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(self.table, 1)
        column.addLayout(foot)
        self.table.current_changed.connect(lambda row: self.confirm.setEnabled(row is not None))
        self.table.opened.connect(lambda _: self._confirm())

    def read(self) -> int:
        """Read the shipments; return how many the society has not confirmed."""
        rows = self._context.store.queries.shipment_rows()
        self._model.set_rows(rows)
        self.table.select_first()
        self.confirm.setEnabled(self.table.current_row() is not None)
        return len(rows)

    def _confirm(self) -> None:
        self.on.take()
        row, on = self.table.current_row(), self.on.value
        if row is None or on is None or not self.on.is_valid:
            return
        self._context.commands.run(
            lambda tx: shipments.confirm_arrival(tx, row.shipment_id, on=on, today=self._context.clock()),
            label=f"健保の受領 {wareki_short(row.on)}発送分",
        )
