"""What will be due, as a month: days with their counts, and beside them the rows of the day."""

from collections.abc import Callable, Sequence
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from app.domain.duties import DutyKind
from app.domain.eligibility import months_after
from app.domain.wareki import WEEKDAYS, wareki, wareki_month
from app.rows import DueRow
from app.usecases.calendar.month import OfficeMonth
from app.words import label
from ui.frame.preferences import Preferences
from ui.look.layout import STRETCH, across, down, fill, held
from ui.look.parts import plain_button, role_label
from ui.look.theme import WIDE
from ui.models.column import Column
from ui.models.column_widths import Keep
from ui.models.columns import name_column
from ui.models.rows_model import RowsTableModel
from ui.models.rows_table import RowsTableView
from ui.widgets.month_grid import MonthGrid
from ui.widgets.sentence import Sentence

_PLACE = {kind: place for place, kind in enumerate(DutyKind)}

COLUMNS: tuple[Column[DueRow], ...] = (
    Column("種類", lambda r: label(r.kind), sort_key=lambda r: _PLACE[r.kind], width=96, keep=Keep.STATE),
    name_column(170),
    Column("理由", lambda r: r.reason, stretch=True),
)

YEARS = range(1900, 2200)


class MonthView(QWidget):
    """Reads through what it is given; the month shown and the day chosen stay when it is read again.

    Signals:
        opened: A row of a day was chosen. arg: the DueRow.
        left: The user wants the list back.
    """

    opened = Signal(object)
    left = Signal()

    def __init__(
        self,
        preferences: Preferences,
        read_month: Callable[[date], OfficeMonth],
        read_day: Callable[[date], Sequence[DueRow]],
    ) -> None:
        super().__init__()
        self._read_month, self._read_day = read_month, read_day
        self._today = date.min
        self._title, self._day = role_label("", "heading"), role_label("", "strong")
        self._rest = Sentence("minor")
        self.grid = MonthGrid()
        self.model = RowsTableModel(COLUMNS, row_id=lambda r: (r.why, r.person_id, r.certificate_id))
        self.table = RowsTableView(self.model, name="その日に期日の来るもの", preferences=preferences)
        self.table.empty_text = "この日に期日の来るものはありません。"
        self._build()
        self.grid.day_changed.connect(self._show_day)
        self.grid.month_wanted.connect(self._show_month)
        self.grid.entered.connect(self._enter)
        self.grid.left.connect(self.left)
        self.table.entered.connect(self.opened)
        self.table.opened.connect(self.opened)
        self.table.on_key("G", self.left.emit)
        self.table.on_key("Esc", self.grid.setFocus)
        self.setFocusProxy(self.grid)

    def reload(self, today: date) -> None:
        """Read the month anew; of another day looked at from, its own month."""
        if today != self._today:
            self._today = today
            self.grid.choose(today)
        self._show_month(self.grid.day)

    def _build(self) -> None:
        months = across(
            self._title,
            STRETCH,
            plain_button("◀ 前の月", lambda: self._step(-1), tip="前の月 (PageUp)"),
            plain_button("次の月 ▶", lambda: self._step(1), tip="次の月 (PageDown)"),
            plain_button("今月", lambda: self._show_month(self._today)),
            plain_button("一覧に戻る  G", self.left.emit),
        )
        left = held(down(months, fill(self.grid)))
        right = held(down(self._day, self._rest, fill(self.table)))
        across(fill(left, 6), fill(right, 4), gap=WIDE, of=self)

    def _step(self, by: int) -> None:
        self._show_month(months_after(self.grid.day, by))

    def _show_month(self, day: date) -> None:
        if day.year not in YEARS:
            return
        month = self._read_month(day)
        self.grid.show_month(month, day, self._today)
        self._title.setText(f"{wareki_month(month.days[0].on)}  {month.total:,}件")
        self._show_day(day)

    def _show_day(self, day: date) -> None:
        rows = self._read_day(day)
        self._day.setText(f"{wareki(day)}({WEEKDAYS[day.weekday()]})  {len(rows):,}件")
        shown = self.grid.shown(day)
        self._rest.setText(shown.rest.said() if shown.rest and rows else "")
        self.model.set_rows(rows)

    def _enter(self) -> None:
        """Into the rows of the day, if there are any."""
        if self.model.rows:
            self.table.select_at(0)
            self.table.setFocus(Qt.FocusReason.TabFocusReason)
