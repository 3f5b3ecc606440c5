"""帳票: the ledgers and answers, seen before they are written to a file."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from app.domain.certificate import CertificateStatus
from app.domain.elderly_card import ElderlyOutcome
from app.domain.ids import OfficeId
from app.ports import Queries
from app.usecases import papers
from app.usecases.papers import PaperTable
from ui.context import Context
from ui.dialogs.files import PAPERS, FileDialogs
from ui.labels import label
from ui.models.row_painter import PADDING
from ui.models.rows_table import Column, RowsTableModel, RowsTableView
from ui.page import Page, primary_button, role_label
from ui.pages.saving import save_table
from ui.theme import BASE, SMALL, app_font
from ui.widgets.wareki_edit import WarekiEdit

Line = tuple[int, tuple[str, ...]]
"""Position and texts of one line; lines of a report have no other identity."""

WIDEST = 300
"""Pixels of a preview column; longer texts show whole as a tool tip and on paper."""


@dataclass(frozen=True, slots=True)
class Report:
    """One paper. is_dated: it can be made as of any day."""

    name: str
    is_dated: bool
    make: Callable[[Queries, date, OfficeId | None], PaperTable]


def _forwarded(queries: Queries, on: date, office: OfficeId | None) -> PaperTable:
    certificates = queries.certificate_rows((CertificateStatus.FORWARDED,), office_id=office)
    cards = queries.elderly_rows(on, office_id=office)
    return papers.forward_cover(
        [row for row in certificates if row.forwarded_on == on],
        [row for row in cards if row.outcome is ElderlyOutcome.FORWARDED and row.forwarded_on == on],
        on=on,
        tracking_number="",
    )


REPORTS = (
    Report("状況回答票", True, lambda queries, on, _: papers.status_table(queries.status_answer(on))),
    Report(
        "期限一覧",
        True,
        lambda queries, on, office: papers.due_list_table(
            queries.due_rows(on, office_id=office), on=on, word=label
        ),
    ),
    Report(
        "交付台帳",
        False,
        lambda queries, on, office: papers.ledger_table(
            queries.certificate_rows(office_id=office), on=on, word=label
        ),
    ),
    Report(
        "受領簿",
        False,
        lambda queries, on, office: papers.receipt_list(
            queries.certificate_rows(papers.CERTIFICATES_IN_HAND, office_id=office), on=on
        ),
    ),
    Report(
        "高齢受給者証 回収簿",
        True,
        lambda queries, on, office: papers.elderly_list(
            queries.elderly_rows(on, office_id=office), on=on, word=label
        ),
    ),
    Report("返納送付書(その日の発送分)", True, _forwarded),
)


class ReportsPage(Page):
    """Papers at the left, the lines of the chosen one at the right."""

    name = "reports"
    title = "帳票"
    icon = "ph.file-text"

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        """Build list, date, preview and the one button."""
        super().__init__(context, parent)
        self.files = FileDialogs(self, context.preferences)
        self._table: PaperTable | None = None
        self._view: RowsTableView[Line] | None = None
        self.list = QListWidget()
        self.list.setAccessibleName("帳票の一覧")
        for report in REPORTS:
            self.list.addItem(QListWidgetItem(report.name))
        self.list.setCurrentRow(0)
        self.list.setFixedWidth(212)
        self.on = WarekiEdit(context.today(), name="いつの時点")
        self._on_word = role_label("時点", "sub")
        self._is_moved = False
        self.heading = role_label("", "heading")
        self.subtitle = role_label("", "sub")
        self.export = primary_button("書き出す(PDF・Excel・CSV)", self._export, key="Ctrl+S")
        self._build()
        self.list.currentRowChanged.connect(lambda _: self._show())
        self.on.date_changed.connect(self._on_moved)

    def reload(self) -> None:
        """Make the chosen paper again."""
        if not self.context.store.queries.person_rows():
            self.set_empty(
                "名簿がまだありません。健保の一覧を取り込むと、帳票を作れます。",
                "一覧を取り込む",
                lambda: self.context.go("import_list", None),
            )
            return
        self.set_filled()
        if not self._is_moved:
            self.on.set_date(self.context.today())
        self._show()

    def focus_first(self) -> None:
        """The list of papers."""
        self.list.setFocus()

    def _build(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(self.heading)
        top.addWidget(self.subtitle, 1)
        top.addWidget(self._on_word)
        top.addWidget(self.on)
        top.addWidget(self.export)
        self._right = QVBoxLayout()
        self._right.setSpacing(12)
        self._right.addLayout(top)
        columns = QHBoxLayout()
        columns.setSpacing(24)
        columns.addWidget(self.list)
        columns.addLayout(self._right, 1)
        self.body.addLayout(columns, 1)

    def _on_moved(self, _on: date | None) -> None:
        self._is_moved = True
        self._show()

    def _show(self) -> None:
        report = REPORTS[self.list.currentRow()]
        self.on.setVisible(report.is_dated)
        self._on_word.setVisible(report.is_dated)
        on = (self.on.value if report.is_dated else None) or self.context.today()
        self._table = report.make(self.context.store.queries, on, self.context.office_id())
        self.heading.setText(self._table.title)
        self.subtitle.setText(self._table.subtitle)
        if self._view is not None:
            self._right.removeWidget(self._view)
            self._view.deleteLater()
        self._view = _preview(self._table, self)
        self._right.addWidget(self._view, 1)

    def _export(self) -> None:
        if self._table is not None:
            name = self._table.title.replace(" ", "-")
            save_table(self.context, self._table, self.files.to_save("書き出す", name, PAPERS))


def _preview(table: PaperTable, parent: QWidget) -> RowsTableView[Line]:
    """Return the paper's lines as a table; the last text column takes the room that is left."""
    last = len(table.columns) - 1
    columns: Sequence[Column[Line]] = [
        Column(
            column.heading,
            partial(_cell, at),
            width=_width(column.heading, [row[at] for row in table.rows]),
            right=column.align == "right",
            stretch=at == last and column.align == "left",
        )
        for at, column in enumerate(table.columns)
    ]
    model = RowsTableModel(columns, row_id=lambda line: line[0])
    view = RowsTableView(model, name=table.title, parent=parent)
    model.setParent(view)
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
