"""帳票: the ledgers and answers, seen before they are written to a file."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFontMetrics, QKeySequence, QShortcut
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QPushButton

from app.domain.ids import OfficeId
from app.ports import Queries
from app.printing.values import PaperTable
from app.rows import DueFilter
from app.usecases.answers import answers
from app.usecases.forms.every_form import FormKind
from app.usecases.papers import lists
from app.words import label
from ui.dialogs.files import PAPERS, FileDialogs
from ui.frame.context import Context
from ui.frame.page import Page
from ui.look.layout import across, add, down, fill, held, tab_order
from ui.look.parts import hairline, primary_button, role_label
from ui.look.theme import APART, BASE, SMALL, WIDE, app_font, restyle
from ui.models.column_widths import Keep
from ui.models.row_painter import PADDING
from ui.models.rows_table import Column, RowsTableModel, RowsTableView
from ui.pages.reports.answer import AnswerView
from ui.pages.reports.forms import FormsPanel
from ui.pages.saving import ask_place, save_table
from ui.widgets.wareki_edit import WarekiEdit

Line = tuple[int, tuple[str, ...]]
"""Position and texts of one line; lines of a report have no other identity."""

WIDEST = 300
"""Pixels of a preview column; longer texts show whole as a tool tip and on paper."""

LEFT = 168
"""Pixels for the list of papers and the answers given."""

KIND_ROLE = Qt.ItemDataRole.UserRole
"""The FormKind of a line in the list of papers; none for a list or an answer."""

LINE_GAP = 8
"""Pixels around the line between lists and forms."""

YEAR_STARTS = 4
"""The month in which an office's year begins."""


@dataclass(frozen=True, slots=True)
class Report:
    """One paper. is_dated: it can be made as of any day."""

    name: str
    is_dated: bool
    make: Callable[[Queries, date, OfficeId | None], PaperTable]

    @property
    def is_answer(self) -> bool:
        """Whether it is 状況回答票, which has more to it than lines."""
        return self.make is _answer


def _answer(queries: Queries, on: date, _: OfficeId | None) -> PaperTable:
    shown = answers.shown_answer(queries, on)
    return shown.paper(answers.difference_to_last(queries, shown))


def _contacts(queries: Queries, on: date, office: OfficeId | None) -> PaperTable:
    since = date(on.year - (on.month < YEAR_STARTS), YEAR_STARTS, 1)
    return lists.contact_ledger(queries.contact_rows(since, on, office_id=office), since=since, until=on)


REPORTS = (
    Report("状況回答票", True, _answer),
    Report(
        "期限一覧",
        True,
        lambda queries, on, office: lists.due_list_table(
            queries.due_rows(on, DueFilter(office_id=office)), on=on
        ),
    ),
    Report(
        "交付台帳",
        False,
        lambda queries, on, office: lists.ledger_table(queries.certificate_rows(office_id=office), on=on),
    ),
    Report("声かけ台帳", True, _contacts),
)


class ReportsPage(Page):
    """Papers at the left: lists and answers, then forms. The chosen one at the right."""

    name = "reports"
    title = "帳票"
    icon = "ph.file-text"

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.files = FileDialogs(self, context.preferences)
        self._table: PaperTable | None = None
        self._view: RowsTableView[Line] | None = None
        self.list = QListWidget()
        self.list.setAccessibleName("帳票の一覧")
        for report in REPORTS:
            self.list.addItem(QListWidgetItem(report.name))
        self._add_line()
        for kind in FormKind:
            item = QListWidgetItem(label(kind))
            item.setData(KIND_ROLE, kind)
            self.list.addItem(item)
        self.list.setCurrentRow(0)
        self.list.setFixedWidth(LEFT)
        self.on = WarekiEdit(context.today(), name="いつの時点")
        self._on_word = role_label("時点 F6", "sub")
        self._is_moved = False
        self.heading = role_label("", "heading")
        self.subtitle = role_label("", "sub")
        self.subtitle.setMinimumWidth(72)
        self.export = primary_button("書き出す", self._export, key="Ctrl+S")
        self.answer = AnswerView(context, self._save, self._is_day_read)
        self.answer.kept.setFixedWidth(LEFT)
        self.forms = FormsPanel(context, self._is_day_read)
        self.forms.counted.connect(self._on_counted)
        self._build()
        self.list.currentRowChanged.connect(lambda _: self._show())
        self.on.date_changed.connect(self._on_moved)
        self.answer.day_wanted.connect(self._on_day_wanted)

    def reload(self) -> None:
        if not self.context.store.queries.has_people():
            self.set_no_roster("名簿がまだありません。健保の一覧を取り込むと、帳票を作れます。")
            return
        self.set_filled()
        if not self._is_moved:
            self.on.set_date(self.context.today())
        self._show()

    def focus_first(self) -> None:
        self.list.setFocus()

    def _build(self) -> None:
        answer, forms = self.answer, self.forms
        dated = (self._on_word, self.on, self.export, answer.give)
        top = across(self.heading, fill(self.subtitle), *dated)
        self._right = down(top, fill(answer), fill(forms), gap=APART)
        left = down(fill(self.list, 2), fill(answer.kept), gap=WIDE)
        add(self.body, fill(across(left, fill(self._right), gap=WIDE)))
        tab_order(self.list, answer.given, self.on, self.export, answer.give, forms.table)
        tab_order(forms.table, answer.figures, answer.names, answer.in_full, answer.export_names)
        QShortcut(QKeySequence("F6"), self).activated.connect(self._to_day)

    def _to_day(self) -> None:
        self.on.setFocus()
        self.on.selectAll()

    def _add_line(self) -> None:
        """Part the lists from the forms; the arrows pass it by."""
        item = QListWidgetItem()
        item.setFlags(Qt.ItemFlag.NoItemFlags)
        item.setSizeHint(QSize(0, 2 * LINE_GAP + 1))
        self.list.addItem(item)
        self.list.setItemWidget(item, held(down(hairline(), margins=(LINE_GAP,) * 4)))

    def _on_moved(self, _on: date | None) -> None:
        self._is_moved = True
        self._show()

    def _on_day_wanted(self, on: date) -> None:
        self._is_moved = self._is_moved or on != self.on.last
        self.on.set_date(on)
        self._show()

    @property
    def form_kind(self) -> FormKind | None:
        """The form that is chosen; None for a list or an answer."""
        kind = self.list.currentItem().data(KIND_ROLE)
        return None if kind is None else FormKind(kind)

    def _show(self) -> None:
        if self._view is not None:
            self._right.removeWidget(self._view)
            # Without its place it would lie over the list until it is gone.
            self._view.hide()
            self._view.deleteLater()
            self._view = None
        kind = self.form_kind
        report = REPORTS[self.list.currentRow()] if kind is None else None
        for field in (self.on, self._on_word):
            field.setVisible(report is None or report.is_dated)
        for part in (self.answer, self.answer.give, self.answer.kept):
            part.setVisible(report is not None and report.is_answer)
        self._on_word.setText("時点 F6" if kind is None else "作成日 F6")
        self.forms.setVisible(kind is not None)
        if report is not None:
            self._show_report(report)
        elif kind is not None:
            self._show_form(kind)

    def _show_report(self, report: Report) -> None:
        on = self._day() if report.is_dated else self.context.today()
        if report.is_answer:
            self._table = self.answer.show_day(on)
        else:
            self._table = report.make(self.context.store.queries, on, self.context.office_id())
            self._view = _preview(self._table)
            self._right.addWidget(self._view, 1)
        self._set_primary(self.answer.give if report.is_answer else self.export)
        self.export.setEnabled(True)
        self.heading.setText(self._table.title)
        self.subtitle.setText(self._table.subtitle)

    def _show_form(self, kind: FormKind) -> None:
        self._table = None
        self._set_primary(self.forms.print)
        self.heading.setText(label(kind))
        self.forms.show_kind(kind, self._day())

    def _day(self) -> date:
        """The day shown last; nothing is written or kept while another text stands in the field."""
        assert self.on.last is not None  # the field is not optional
        return self.on.last

    def _is_day_read(self) -> bool:
        return not self.on.isVisible() or self.on.read() is not None

    def _on_counted(self, sentence: str) -> None:
        if self.form_kind is not None:
            self.subtitle.setText(sentence)
            self.export.setEnabled(self.forms.can_export)

    def _set_primary(self, button: QPushButton) -> None:
        role = "primary" if button is self.export else "secondary"
        if self.export.property("role") != role:
            self.export.setProperty("role", role)
            restyle(self.export)

    def _export(self) -> None:
        if not self._is_day_read():
            return
        if self.form_kind is not None:
            self.forms.export(self.files)
        elif self._table is not None:
            self._save(self._table)

    def _save(self, table: PaperTable) -> None:
        name = table.title.replace(" ", "-")
        save_table(self.context, table, ask_place(self.context, self.files, "書き出す", name, PAPERS))


_WHO = ("氏名", "記号-番号", "記号-番号-枝番")
_NAME = 136
"""Pixels of a name that stay."""


def _preview(table: PaperTable) -> RowsTableView[Line]:
    """Return the paper's lines as a table; the last text column takes the room that is left."""
    last = len(table.columns) - 1
    columns: Sequence[Column[Line]] = [
        Column(
            column.heading,
            partial(_cell, at),
            width=_width(column.heading, [row[at] for row in table.rows]),
            right=column.align == "right",
            stretch=at == last and column.align == "left",
            keep=Keep.WHO if column.heading in _WHO else Keep.DETAIL,
            least=_NAME if column.heading == "氏名" else 0,
        )
        for at, column in enumerate(table.columns)
    ]
    model = RowsTableModel(columns, row_id=lambda line: line[0])
    view = RowsTableView(model, name=table.title)
    view.empty_text = "この帳票に載るものはありません。"
    model.set_rows(list(enumerate(table.rows)))
    return view


def _cell(at: int, line: Line) -> str:
    return line[1][at]


def _width(heading: str, texts: Sequence[str]) -> int:
    """Return the width at which heading and texts can be read whole, within reason."""
    face = QFontMetrics(app_font(BASE))
    # Each text is measured: of two equally long ones, the wider letters need more room.
    longest = max((face.horizontalAdvance(text) for text in set(texts)), default=0)
    needed = max(QFontMetrics(app_font(SMALL, bold=True)).horizontalAdvance(heading), longest)
    return min(WIDEST, needed + 3 * PADDING)
