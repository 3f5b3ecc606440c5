"""暦: the picture of a person's life, what is pointed at in words, and the same as a table."""

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.domain.eligibility import DAY, months_after
from app.domain.life_calendar import LifeCalendar, LifeLine, Window, around, days_words, lines
from app.domain.rest_days import marked_day
from ui.look.layout import STRETCH, across, down, fill
from ui.look.parts import plain_button
from ui.look.theme import Tone
from ui.widgets.detail_text import DetailText, Line, Section
from ui.widgets.life_picture import LifePicture
from ui.widgets.sentence import Sentence

_SPANS = (6, 12, 24, 60, 120, 300, 900)
"""Months that may be shown at once."""
_YEARS = range(1900, 2200)
_HINT = "← → ↑ ↓ で棒を選ぶと、ここに言葉で出ます。"


class LifeView(QWidget):
    """Asks for the picture it shows; reads nothing itself.

    Signals:
        paper_wanted: The picture shown is to be written on A4. arg: its LifeCalendar.
        chosen: A bar was chosen. arg: its Span.
    """

    paper_wanted = Signal(object)
    chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._read: Callable[[Window | None], LifeCalendar] | None = None
        self.calendar: LifeCalendar | None = None
        self.picture = LifePicture()
        self.told = Sentence("sub")
        self.table = DetailText("暦の表")
        self.picture.pointed.connect(lambda words: self.told.setText(words or _HINT))
        self.picture.chosen.connect(self.chosen)
        self.buttons = across(
            plain_button("◀ 前", lambda: self._move(-1), tip="前の期間を見る"),
            plain_button("次 ▶", lambda: self._move(1), tip="次の期間を見る"),
            plain_button("広く", lambda: self._zoom(1), tip="長い期間を見る"),
            plain_button("狭く", lambda: self._zoom(-1), tip="短い期間を見る"),
            plain_button("今", self._show_now, tip="基準日のまわりに戻す"),
            STRETCH,
            plain_button("A4に書き出す", self._want_paper, tip="この暦をPDFに書き出す"),
            gap=0,
        )
        down(self.buttons, self.picture, self.told, fill(self.table), of=self)
        self.setFocusProxy(self.picture)

    def show_life(self, read: Callable[[Window | None], LifeCalendar]) -> None:
        """Show a person; read gives the picture of some days, of the usual ones for None."""
        is_same_person = self._read is not None
        self._read = read
        before = self.calendar
        shown = read(None)
        if is_same_person and before is not None and before.key == shown.key and before.today == shown.today:
            shown = read(before.window)
        self._show(shown)

    def forget(self) -> None:
        """Nobody is shown."""
        self._read = self.calendar = None

    def _show(self, calendar: LifeCalendar) -> None:
        self.calendar = calendar
        self.picture.show_calendar(calendar)
        window = calendar.window
        days = days_words(window.first, window.after - DAY)
        self.table.show_sections([Section(days, [_line(line, calendar.today) for line in lines(calendar)])])

    def _show_window(self, window: Window) -> None:
        if self._read is not None and window.first.year in _YEARS and window.after.year in _YEARS:
            self._show(self._read(window))

    def _show_now(self) -> None:
        if self._read is not None:
            self._show(self._read(None))

    def _move(self, step: int) -> None:
        """Go on by half of what is shown."""
        if self.calendar is not None:
            window = self.calendar.window
            by = step * max(1, _months(window) // 2)
            self._show_window(Window(months_after(window.first, by), months_after(window.after, by)))

    def _zoom(self, step: int) -> None:
        """Show the next longer or shorter time; the day looked at from keeps its place at a quarter."""
        if self.calendar is None:
            return
        shown = _months(self.calendar.window)
        wider = [months for months in _SPANS if (months - shown) * step > 0]
        if wider:
            months = min(wider) if step > 0 else max(wider)
            self._show_window(around(self.calendar.today, months // 4, months - months // 4))

    def _want_paper(self) -> None:
        if self.calendar is not None:
            self.paper_wanted.emit(self.calendar)


def _months(window: Window) -> int:
    first, after = window.first, window.after
    return (after.year - first.year) * 12 + after.month - first.month


def _line(line: LifeLine, today: date) -> Line:
    """Of a holiday that is over nothing is said."""
    due = f"  期日 {marked_day(line.due_on, line.rest)}" if line.due_on else ""
    rest = line.rest.said() if line.rest and line.rest.on >= today else ""
    now = "◆ " if line.is_now else ""
    tone = Tone.NORMAL if line.is_now else Tone.MUTED
    return Line(line.lane, f"{now}{line.what}  {days_words(line.first, line.last)}{due}", tone, rest)
