"""帳票: the ledgers and answers, seen before they are written to a file."""

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QPushButton

from app.domain.roles import Act
from app.printing.values import PaperTable
from app.usecases.forms.every_form import FormKind
from app.usecases.papers.every_list import LISTS, ListKind
from app.usecases.papers.table_file import for_a_file
from app.words import label
from ui.dialogs.files import FileDialogs
from ui.frame.context import Context
from ui.frame.page import Page
from ui.frame.preferences import Preferences
from ui.look.bound import bind
from ui.look.layout import across, add, down, fill, held, tab_order
from ui.look.parts import hairline, primary_button, role_label
from ui.look.theme import APART, BASE, SMALL, WIDE, app_font, restyle, scaled, unscaled
from ui.models.column import Column
from ui.models.column_widths import Keep
from ui.models.row_painter import PADDING
from ui.models.rows_model import RowsTableModel
from ui.models.rows_table import RowsTableView
from ui.pages.list_filter import ListFilter
from ui.pages.places import REPORTS
from ui.pages.reports.answer import AnswerView
from ui.pages.reports.forms import FormsPanel
from ui.pages.saving import save_table
from ui.widgets.beside_or_below import BesideOrBelow
from ui.widgets.wareki_edit import WarekiEdit

Line = tuple[int, tuple[str, ...]]
"""Position and texts of one line; lines of a report have no other identity."""

WIDEST = 300
"""Pixels of a preview column; longer texts show whole as a tool tip and on paper."""

LEFT, _WIDEST_LEFT = 184, 330
"""Pixels for the list of papers and the answers given; of text twice as large the paper needs the rest."""

KINDS = (*ListKind, None, *FormKind)
"""What the lines of the list of papers stand for; a line parts lists from forms."""

LINE_GAP = 8
"""Pixels around the line between lists and forms."""


OF_HISTORY = (ListKind.HISTORY, ListKind.CHANGES)


def _is_for(kind: ListKind | FormKind | None, may: Callable[[Act], bool]) -> bool:
    """Whether a paper is there for somebody: history for who sees it, all others for who sees lists."""
    return may(Act.HISTORY) if kind in OF_HISTORY else may(Act.READ)


class ReportsPage(Page):
    """Papers at the left: lists and answers, then forms. The chosen one at the right."""

    place = REPORTS

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.files = FileDialogs(self, context.preferences)
        self._table: PaperTable | None = None
        self._view: RowsTableView[Line] | None = None
        self._lines: list[Line] = []
        self.list = QListWidget()
        self.list.setAccessibleName("帳票の一覧")
        self._kinds = [kind for kind in KINDS if _is_for(kind, context.store.may)]
        for kind in self._kinds:
            if kind is None:
                self._add_line()
            else:
                self.list.addItem(label(kind))
        self.list.setCurrentRow(0)
        self.list.setFixedWidth(min(scaled(LEFT), _WIDEST_LEFT))
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.on = WarekiEdit(context.today(), name="いつの時点")
        self._on_word = role_label("時点 F6", "sub")
        self.recorded = WarekiEdit(None, name="記録の日", optional=True, around=context.today())
        self.recorded.setPlaceholderText("今の記録")
        self._recorded_word = role_label("記録の日", "sub")
        self._is_moved = False
        self.heading = role_label("", "heading")
        self.subtitle = role_label("", "sub")
        self.subtitle.setMinimumWidth(72)
        self.export = primary_button("書き出す", self._export, key="reports.save")
        self.part = ListFilter(context.preferences, "reports")
        self.part.changed.connect(self._filter)
        self.part.refused.connect(context.messages.refuse)
        self.answer = AnswerView(context, self._save, self._is_day_read)
        self.answer.kept.setFixedWidth(min(scaled(LEFT), _WIDEST_LEFT))
        self.forms = FormsPanel(context, self._is_day_read)
        self.forms.counted.connect(self._on_counted)
        self._build()
        self.list.currentRowChanged.connect(lambda _: self._show())
        self.on.date_changed.connect(self._on_moved)
        self.recorded.date_changed.connect(lambda _: self._show())
        self.answer.day_wanted.connect(self._on_day_wanted)

    def reload(self) -> None:
        if not self.context.store.queries.has_people():
            self.set_no_roster("名簿がまだありません。健保の一覧を取り込むと、帳票を作れます。")
            return
        self.set_filled()
        if not self._is_moved:
            self.on.set_date(self.context.today())
        self._show()

    def open_with(self, selection: object) -> None:
        """Show one paper: a list or a form."""
        if selection is not None and selection in self._kinds:
            self.list.setCurrentRow(self._kinds.index(selection))
        self.focus_first()

    def focus_first(self) -> None:
        self.list.setFocus()

    def _build(self) -> None:
        answer, forms = self.answer, self.forms
        dated = (self._on_word, self.on, self.export, answer.give)
        self.header_actions.addWidget(self.part)
        self.of_rows = (self.part,)
        top = BesideOrBelow(across(self.heading, fill(self.subtitle)), across(*dated))
        self._right = down(top, fill(answer), fill(forms), gap=APART)
        recorded = down(self._recorded_word, self.recorded)
        left = down(fill(self.list, 2), recorded, fill(answer.kept), gap=WIDE)
        add(self.body, fill(across(left, fill(self._right), gap=WIDE)))
        tab_order(self.list, answer.given, self.on, self.recorded, self.export, answer.give, forms.table)
        tab_order(forms.table, answer.figures, answer.in_full, answer.export_names, answer.names)
        bind(self, "reports.on_day", self._to_day)

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
        self.recorded.set_date(None)
        self.on.set_date(on)
        self._show()

    @property
    def form_kind(self) -> FormKind | None:
        """The form that is chosen; None for a list or an answer."""
        kind = self._kinds[self.list.currentRow()]
        return kind if isinstance(kind, FormKind) else None

    @property
    def list_kind(self) -> ListKind | None:
        """The list or answer that is chosen; None for a form."""
        kind = self._kinds[self.list.currentRow()]
        return kind if isinstance(kind, ListKind) else None

    def _show(self) -> None:
        if self._view is not None:
            self._right.removeWidget(self._view)
            # Without its place it would lie over the list until it is gone.
            self._view.hide()
            self._view.deleteLater()
            self._view = None
        kind, listed = self.form_kind, self.list_kind
        for part in (self.answer, self.answer.give, self.answer.kept, self._recorded_word, self.recorded):
            part.setVisible(listed is ListKind.STATUS)
        has_day = listed is None or LISTS[listed].is_of_any_day
        for field in (self._on_word, self.on):
            field.setVisible(has_day)
        self._on_word.setText("時点 F6" if kind is None else "作成日 F6")
        self.forms.setVisible(kind is not None)
        self.part.setVisible(listed not in (None, ListKind.STATUS))
        if listed is not None:
            self._show_list(listed)
        elif kind is not None:
            self._show_form(kind)

    def _show_list(self, kind: ListKind) -> None:
        context, is_answer = self.context, kind is ListKind.STATUS
        if is_answer:
            self._table = self.answer.show_day(self._day())
            if (recorded := self.recorded.value) is not None:
                self.answer.count_by(self._day(), recorded, self._put_answer)
        else:
            on = self._day() if LISTS[kind].is_of_any_day else context.clock()
            self._table = LISTS[kind].make(context.store.queries, on, context.office_id())
            shown = for_a_file(self._table, in_full=False)
            self._view = _preview(shown, context.preferences)
            self._lines = list(self._view.rows_model.rows)
            self.part.serve(self._view)
            self._filter()
            self._right.addWidget(self._view, 1)
        self._set_primary(self.answer.give if is_answer else self.export)
        self.export.setEnabled(True)
        self.heading.setText(self._table.title)
        self.subtitle.setText(self._table.subtitle)

    def _put_answer(self, paper: PaperTable) -> None:
        """An answer by the record of another day, which took a while."""
        self._table = paper
        self.subtitle.setText(paper.subtitle)

    def _filter(self) -> None:
        """Look at a part of the list; a file holds all of it."""
        if self._view is not None:
            model = self._view.rows_model
            model.set_rows(self.part.of(self._lines, model.columns))

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
            self._save(self._table, in_full=False)

    def _save(self, table: PaperTable, in_full: bool) -> None:
        save_table(self.context, self.files, table, in_full=in_full)


_WHO = ("氏名", "記号-番号", "記号-番号-枝番")
_SHORT = 136
"""A day or a figure no wider than this is whole, or left out."""

_NAME = 136
"""Pixels of a name that stay."""


def _preview(table: PaperTable, preferences: Preferences) -> RowsTableView[Line]:
    """Return the paper's lines as a table; the last text column takes the room that is left."""
    table = table.only(lambda column: column.width_mm > 0)
    lines, last = table.lines, len(table.columns) - 1
    columns: Sequence[Column[Line]] = [
        Column(
            column.heading,
            partial(_cell, at),
            width=width,
            right=column.align == "right",
            stretch=at == last and column.align == "left",
            keep=Keep.WHO if column.heading in _WHO else Keep.DETAIL,
            least=_NAME if column.heading == "氏名" else width if width <= _SHORT else 0,
        )
        for at, column in enumerate(table.columns)
        for width in [_width(column.heading, [line[at] for line in lines])]
    ]
    model = RowsTableModel(columns, row_id=lambda line: line[0])
    view = RowsTableView(model, name=table.title, preferences=preferences)
    view.empty_text = "この帳票に載るものはありません。"
    model.set_rows(list(enumerate(lines)))
    return view


def _cell(at: int, line: Line) -> str:
    return line[1][at]


def _width(heading: str, texts: Sequence[str]) -> int:
    """Return the width at which heading and texts can be read whole, within reason."""
    face = QFontMetrics(app_font(BASE))
    # Each text is measured: of two equally long ones, the wider letters need more room.
    longest = max((face.horizontalAdvance(text) for text in set(texts)), default=0)
    needed = max(QFontMetrics(app_font(SMALL, bold=True)).horizontalAdvance(heading), longest)
    return min(WIDEST, unscaled(needed) + 3 * PADDING)
