"""喪失届の枚数: what the form asks for, per household, ready to be copied."""

from collections.abc import Sequence

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QCheckBox, QWidget

from app.domain.wareki import wareki_short
from app.files import read
from app.usecases.forms.loss_counts import LossCount, LossForm, loss_counts
from app.usecases.forms.loss_file import filled
from app.usecases.papers.table_file import written_label
from app.words import label
from ui.dialogs.files import REPORTS, FileDialogs
from ui.frame.context import Context
from ui.frame.messages import attempted
from ui.look.layout import across, down, fill
from ui.look.parts import plain_button, primary_button, role_label
from ui.look.theme import APART, Tone
from ui.models.column import Column
from ui.models.column_widths import Keep
from ui.models.columns import day_column, name_column, number_column, state_column
from ui.models.rows_model import RowsTableModel
from ui.models.rows_table import RowsTableView
from ui.pages.saving import ask_place, save


def _still_out(row: LossCount) -> tuple[str, Tone]:
    return (f"◆ {row.still_out}枚", Tone.SOON) if row.still_out else ("−", Tone.MUTED)


COLUMNS: tuple[Column[LossCount], ...] = (
    Column("届", lambda r: label(r.form), width=150, keep=Keep.STATE),
    Column("記号-番号", lambda r: r.household, width=110, keep=Keep.WHO),
    name_column(220, heading="被保険者"),
    day_column("資格喪失日", lambda r: r.lost_on, 100),
    number_column("回収枚数(添付)", lambda r: r.attached, 116, strong=True, keep=Keep.STATE),
    number_column("返不能枚数", lambda r: r.gone, 92, strong=True, keep=Keep.STATE),
    state_column("まだ戻らない", _still_out, 100, sort_key=lambda r: r.still_out, keep=Keep.DETAIL),
    Column("資格を失った方", lambda r: "、".join(r.members), stretch=True),
)


class LossesPanel(QWidget):
    """One line per household and 資格喪失日."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._rows: list[LossCount] = []
        self._model = RowsTableModel(COLUMNS, row_id=lambda row: (row.household, row.lost_on, row.form))
        self.table = RowsTableView(self._model, name="喪失届の枚数", preferences=context.preferences)
        self.table.empty_text = "枚数を書く届はありません。資格を失った方の証が戻ると、ここに出ます。"
        self.done = QCheckBox("返送が済んだ届も出す")
        self.copy = primary_button("表をコピー", self._copy)
        self.fill = plain_button("届書のCSVに入れる", self._fill)
        self.files = FileDialogs(self, context.preferences)
        self.setFocusProxy(self.table)
        hint = role_label(
            "添付は、喪失日からあとに送った証と、引き出しにある回収済みの証の枚数です。", "minor"
        )
        down(
            fill(self.table),
            across(fill(hint), self.done, self.fill, self.copy, gap=APART),
            gap=APART,
            of=self,
        )
        self.done.toggled.connect(lambda _: self._show())
        self.table.on_key("forward.copy", self._copy)
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

    def _fill(self) -> None:
        """Put the counts into a 喪失届 of the HR program, and write it elsewhere."""
        context = self._context
        path = self.files.to_open("枚数を入れる資格喪失届", REPORTS)
        if path is None:
            return
        queries = context.store.queries.for_papers()
        made = attempted(
            lambda: filled(read(path), path.name, loss_counts(queries, context.clock())),
            context.messages,
        )
        if made is None:
            return
        place = ask_place(context, self.files, "枚数を入れた届書の保存先", path.name, REPORTS)
        if place is not None:
            line = written_label(label(LossForm.LOSS), made.count, place.path)
            save(context, place, lambda: place.write(made.data), line, said=made.sentence)

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
