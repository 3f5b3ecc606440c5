"""The course of the list as a table, in the place of the list: what the line says, day by day."""

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.domain.wareki import wareki_weekday
from app.morning import CourseDay
from ui.frame.preferences import Preferences
from ui.look.layout import STRETCH, across, down, fill
from ui.look.parts import plain_button, role_label
from ui.models.column import Column
from ui.models.columns import number_column
from ui.models.rows_model import RowsTableModel
from ui.models.rows_table import RowsTableView
from ui.widgets.sentence import Sentence

_SAID = (
    "その日のうちにすること(期日の来たもの)の数です。過ぎた日はその日の終わりに残っていた数、"
    "先の日は何もしなければ残る数です。"
)


class CourseView(QWidget):
    """Signals:
    left: The user wants the list back.
    """

    left = Signal()

    def __init__(self, preferences: Preferences) -> None:
        super().__init__()
        self._today = date.min
        self._before: dict[date, int] = {}
        columns: tuple[Column[CourseDay], ...] = (
            Column("日", lambda r: wareki_weekday(r.on), lambda r: r.on, 150, strong=True),
            Column("", self._when, width=110),
            number_column("今日中の件数", lambda r: r.count, 120, unit="件"),
            Column("前の日から", self._change, lambda r: self._before.get(r.on, 0), 120, right=True),
            Column("", lambda _: "", stretch=True),
        )
        self.model = RowsTableModel(columns, row_id=lambda r: r.on)
        self.table = RowsTableView(self.model, name="8週のあゆみと1か月先", preferences=preferences)
        back = plain_button("一覧に戻る  Esc", self.left.emit)
        head = across(role_label("8週のあゆみと1か月先", "heading"), STRETCH, back)
        down(head, Sentence("minor", _SAID), fill(self.table), of=self)
        self.table.on_key("Esc", self.left.emit)
        self.setFocusProxy(self.table)

    def show_days(self, days: Sequence[CourseDay], today: date) -> None:
        """Show these days, today chosen."""
        self._today = today
        counts = [days[0].count, *(one.count for one in days)]
        self._before = {one.on: one.count - before for one, before in zip(days, counts, strict=False)}
        self.model.set_rows(days)
        self.table.select_id(today)

    def _when(self, row: CourseDay) -> str:
        return "今日" if row.on == self._today else "" if row.on < self._today else "このままなら"

    def _change(self, row: CourseDay) -> str:
        change = self._before.get(row.on, 0)
        return f"{change:+,}" if change else "±0"
