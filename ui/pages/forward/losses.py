"""喪失届の枚数: what the form asks for, per household, ready to be copied."""

from collections.abc import Sequence

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QVBoxLayout, QWidget

from app.domain.wareki import wareki_short
from app.usecases.forms.loss_counts import LossCount, loss_counts
from app.words import label
from ui.frame.context import Context
from ui.look.parts import primary_button, role_label
from ui.look.theme import Tone
from ui.models.column_widths import Keep
from ui.models.rows_table import Column, RowsTableModel, RowsTableView

COLUMNS: tuple[Column[LossCount], ...] = (
    Column("届", lambda r: label(r.form), width=150, keep=Keep.STATE),
    Column("記号-番号", lambda r: r.household, width=110, keep=Keep.WHO),
    Column(
        "被保険者",
        lambda r: r.name,
        lambda r: r.kana,
        220,
        minor=lambda r: r.kana,
        strong=True,
        keep=Keep.WHO,
    ),
    Column("資格喪失日", lambda r: wareki_short(r.lost_on), lambda r: r.lost_on, 100),
    Column(
        "回収枚数(添付)",
        lambda r: str(r.attached),
        lambda r: r.attached,
        116,
        right=True,
        strong=True,
        keep=Keep.STATE,
    ),
    Column(
        "返不能枚数", lambda r: str(r.gone), lambda r: r.gone, 92, right=True, strong=True, keep=Keep.STATE
    ),
    Column(
        "まだ戻らない",
        lambda r: f"◆ {r.still_out}枚" if r.still_out else "−",
        lambda r: r.still_out,
        100,
        tone=lambda r: Tone.SOON if r.still_out else Tone.MUTED,
    ),
    Column("資格を失った方", lambda r: "、".join(r.members), stretch=True),
)


class LossesPanel(QWidget):
    """One line per household and 資格喪失日."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        """Build the list and the copying line."""
        super().__init__(parent)
        self._context = context
        self._rows: list[LossCount] = []
        self._model = RowsTableModel(
            COLUMNS, row_id=lambda row: (row.household, row.lost_on, row.form), parent=self
        )
        self.table = RowsTableView(self._model, name="喪失届の枚数", preferences=context.preferences)
        self.table.empty_text = "枚数を書く届はありません。資格を失った方の証が戻ると、ここに出ます。"
        self.done = QCheckBox("返送が済んだ届も出す")
        self.copy = primary_button("表をコピー", self._copy)
        self.setFocusProxy(self.table)
        foot = QHBoxLayout()
        foot.setSpacing(12)
        foot.addWidget(
            role_label("添付は、喪失日からあとに送った証と、引き出しにある回収済みの証の枚数です。", "minor"),
            1,
        )
        foot.addWidget(self.done)
        foot.addWidget(self.copy)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(self.table, 1)
        column.addLayout(foot)
        self.done.toggled.connect(lambda _: self._show())
        self.table.on_key("Ctrl+C", self._copy)
        self.table.picked.connect(self._count)

    def read(self) -> int:
        """Count anew; return how many forms still have a paper to wait for or to send."""
        context = self._context
        self._rows = loss_counts(context.store.queries, context.clock(), office_id=context.office_id())
        self._show()
        return sum(row.is_open for row in self._rows)

    def _show(self) -> None:
        self._model.set_rows([row for row in self._rows if row.is_open or self.done.isChecked()])
        self._count()

    def _count(self) -> None:
        chosen = len(self.table.selected_rows())
        self.copy.setText(f"{chosen}行をコピー (Ctrl+C)" if chosen else "表をコピー (Ctrl+C)")
        self.copy.setEnabled(bool(self._model.rows))

    def _copy(self) -> None:
        rows = self.table.selected_rows() or list(self._model.rows)
        if rows:
            QGuiApplication.clipboard().setText(as_text(rows))
            self._context.messages.done(f"{len(rows)}行をコピーしました。表計算ソフトに貼り付けられます。")


def as_text(rows: Sequence[LossCount]) -> str:
    """Return the lines with their headings as a spreadsheet takes them from the clipboard."""
    lines = [[column.heading for column in COLUMNS]]
    lines += [
        [
            label(row.form),
            row.household,
            row.name,
            wareki_short(row.lost_on),
            str(row.attached),
            str(row.gone),
            str(row.still_out),
            "、".join(row.members),
        ]
        for row in rows
    ]
    return "\n".join("\t".join(line) for line in lines)
