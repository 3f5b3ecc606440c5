"""きのうから: what became of the list since the last working day, by whom, in the place of the list."""

from collections.abc import Mapping
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.domain.eligibility import DAY
from app.domain.wareki import wareki_minute, wareki_weekday
from app.morning import Since, SinceRow
from app.usecases.calendar.morning import morning_before
from app.words import label
from ui.frame.context import Context
from ui.look.layout import STRETCH, across, down, fill
from ui.look.parts import plain_button, role_label
from ui.models.column import Column
from ui.models.column_widths import Keep
from ui.models.columns import name_column, place_column
from ui.models.rows_model import RowsTableModel
from ui.models.rows_table import RowsTableView

_PLACE = {what: place for place, what in enumerate(Since)}
_SHAPE = {Since.NEW: "+", Since.DONE: "✓", Since.ANSWERED: "→", Since.MOVED: "◇"}


def _recorded(row: SinceRow) -> str:
    if row.entered_at is None:
        return "日付が来たため"
    return f"{row.user} {wareki_minute(row.entered_at)}"


COLUMNS: tuple[Column[SinceRow], ...] = (
    Column("", lambda r: f"{_SHAPE[r.what]} {label(r.what)}", lambda r: _PLACE[r.what], 116, keep=Keep.STATE),
    Column("種類", lambda r: label(r.kind) if r.kind else "声かけ", width=100, keep=Keep.STATE),
    name_column(200),
    place_column(162, least=120),
    Column("内容", lambda r: r.said, stretch=True, least=160),
    Column("日", lambda r: wareki_weekday(r.on), lambda r: r.on, 128, right=True, least=128),
    Column("記録", _recorded, width=196, least=196),
)


def since_words(since: date, today: date, counts: Mapping[Since, int]) -> str:
    """Return in one line what is new since that morning."""
    begin = "きのう" if since == today - DAY else wareki_weekday(since)
    told = "・".join(f"{label(what)} {count:,}" for what, count in counts.items() if count)
    return f"{begin}から: {told}" if told else f"{begin}から変わりなし"


class SinceFigures:
    """How much became of the list since the last working day, which stands beside the list."""

    words = ""
    """In one line."""
    total = 0

    def __init__(self, context: Context) -> None:
        self._context = context
        self.since = context.today()

    def read(self) -> None:
        """Count anew."""
        context, today = self._context, self._context.today()
        queries = context.store.queries
        self.since = morning_before(today, queries.rules_at(today))
        counts = queries.since_counts(self.since, today, context.office_id())
        self.words, self.total = since_words(self.since, today, counts), sum(counts.values())


class SinceView(QWidget):
    """What became of the list of the day and the office that are looked at; its rows are read when shown.

    Signals:
        opened: A row was chosen. arg: the SinceRow.
        left: The user wants the list back.
    """

    opened = Signal(object)
    left = Signal()

    def __init__(self, context: Context, figures: SinceFigures) -> None:
        super().__init__()
        self._context, self._figures = context, figures
        self._title, self._by = role_label("", "heading"), role_label("", "sub")
        self.model = RowsTableModel(COLUMNS, row_id=lambda r: (r.what, r.person_id, r.kind, r.on, r.said))
        self.table = RowsTableView(
            self.model, name="前の営業日から変わったこと", preferences=context.preferences
        )
        self.table.empty_text = "変わったことはありません。"
        back = plain_button("一覧に戻る  S", self.left.emit)
        down(across(self._title, STRETCH, self._by, back), fill(self.table), of=self)
        self.table.entered.connect(self.opened)
        self.table.opened.connect(self.opened)
        for name in ("since.since", "since.leave"):
            self.table.on_key(name, self.left.emit)
        self.setFocusProxy(self.table)

    def read_rows(self) -> None:
        """Read what is counted, and who recorded how much."""
        context, queries, since = self._context, self._context.store.queries, self._figures.since
        self._title.setText(self._figures.words)
        by = "、".join(f"{one.user} {one.steps:,}件" for one in queries.steps_since(since))
        self._by.setText(f"記録した人 {by}" if by else "")
        self.model.set_rows(queries.since_rows(since, context.today(), context.office_id()))
