"""Beside the reason: how long the list was and will be, and how far the offices are."""

from collections.abc import Sequence
from datetime import timedelta

from PySide6.QtCore import Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget

from app.morning import CourseDay, OfficeProgress
from ui.frame.context import Context
from ui.look.layout import STRETCH, down
from ui.look.parts import role_label
from ui.look.theme import NEAR, TIGHT
from ui.widgets.course_line import CourseLine
from ui.widgets.progress_bars import Bar, OfficeBar, ProgressBars

FEWEST_BARS = 3
"""So many have room at 1366×768; a higher window shows more."""

LINE = 24
"""A line of small words with its gap."""

PAST, AHEAD = timedelta(weeks=8), timedelta(days=30)


class SidePanel(QWidget):
    """Signals:
    office_chosen: arg: an OfficeId, None for all.
    """

    office_chosen = Signal(object)

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self.course = CourseLine()
        self.bars = ProgressBars("事業所ごとの配付の進み")
        self.bars.chosen.connect(self.office_chosen)
        self._title = role_label("", "minor")
        self._is_stale = False
        self._most, self._offices = FEWEST_BARS, list[OfficeProgress]()
        head = role_label("今日中の件数(8週のあゆみと1か月先)", "minor")
        down(head, self.course, NEAR, self._title, self.bars, STRETCH, gap=TIGHT, of=self)

    def fit(self, height: int, *, is_pressed: bool) -> None:
        """Show as many offices as a height has room for. is_pressed: no more than that."""
        fewest, lines = (0, 3) if is_pressed else (FEWEST_BARS, 2)
        most = max(fewest, (height - self.course.height() - lines * LINE) // OfficeBar.HEIGHT)
        if most != self._most:
            self._most = most
            self._show_offices()

    def read(self) -> None:
        """Read both anew, for the day and the office that are looked at; without room, when asked for."""
        self._is_stale = True
        if self.isVisible():
            self._read()

    def showEvent(self, event: QShowEvent) -> None:
        """There is room now: the offices at once, the course once the list is painted."""
        super().showEvent(event)
        if self._is_stale:
            self.course.read_once_painted(self._read_course)
            self._read_offices()

    @property
    def days(self) -> Sequence[CourseDay]:
        """The course, wherever it is shown."""
        if self._is_stale:
            self._read()
        return self.course.days

    def _read(self) -> None:
        self._read_course()
        self._read_offices()

    def _read_course(self) -> None:
        today, queries = self._context.today(), self._context.store.queries
        days = queries.course(today - PAST, today + AHEAD, self._context.office_id())
        self.course.show_days(days, PAST.days)

    def _read_offices(self) -> None:
        self._is_stale = False
        self._offices = self._context.store.queries.office_progress(self._context.today())
        self._show_offices()

    def _show_offices(self) -> None:
        offices, office_id = self._offices, self._context.office_id()
        if office_id is not None:
            offices = [office for office in offices if office.office_id == office_id]
        shown = sum(min(one.handed_out, one.entitled) for one in offices), sum(o.entitled for o in offices)
        left = len(offices) - self._most
        if left > 0:
            # Where there is no room for all, those that are behind are worth a look.
            offices = sorted(offices, key=lambda o: o.handed_out / o.entitled if o.entitled else 1.0)
        which = f"、遅い順に{self._most}" if left > 0 and self._most else ""
        self._title.setText(f"配付の進み {shown[0]:,}/{shown[1]:,}枚(事業所別{which})")
        self.bars.set_bars(
            [
                Bar(o.office_id, o.office, min(o.handed_out, o.entitled), o.entitled)
                for o in offices[: self._most]
            ],
            office_id,
        )
