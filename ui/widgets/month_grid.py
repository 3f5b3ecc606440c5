"""A month as a grid of days with how much of each kind is due, drawn with the painter.

Arrows go from day to day and over the edge into the next month, PageUp and PageDown by months.
"""

from calendar import monthrange
from datetime import date, timedelta

from PySide6.QtCore import QEvent, QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QLabel, QSizePolicy, QToolTip

from app.domain.eligibility import months_after
from app.domain.wareki import WEEKDAYS, wareki_weekday
from app.usecases.calendar.month import OfficeDay, OfficeMonth
from app.words import label
from ui.look.bound import BoundAction, Doing
from ui.look.theme import BASE, SMALL, active_theme, app_font, color, scaled
from ui.models.list_keys import ListKeys

_COLUMNS, _ROWS = 7, 6
_HEAD, _LINE, _NUMBER = 24, 17, 22
_SUNDAY_FIRST = (6, 0, 1, 2, 3, 4, 5)

_STEPS = {
    Qt.Key.Key_Left: -1,
    Qt.Key.Key_Right: 1,
    Qt.Key.Key_Up: -_COLUMNS,
    Qt.Key.Key_Down: _COLUMNS,
}


class MonthGrid(QLabel):  # what is painted and told has a role, too
    """One tab stop; weeks begin on Sunday, as on calendars in offices.

    Signals:
        day_changed: Another day of the month was chosen. arg: the date.
        month_wanted: A day of another month was chosen. arg: the date.
        entered: Enter on a day.
        left: G or Escape.
    """

    day_changed = Signal(object)
    month_wanted = Signal(object)
    entered = Signal()
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.keys = ListKeys()
        self.on_key("month.month", self.left.emit)
        self._month: OfficeMonth | None = None
        self.day = self._today = date.min
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setMinimumSize(scaled(_COLUMNS * 48), scaled(_HEAD + _ROWS * 30))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName("期日の暦")

    def on_key(self, name: str, do: Doing, number: int | None = None) -> None:
        """Bind the key of an action that works while the grid has the keyboard."""
        bound = BoundAction(self, name, do, number)
        self.keys.bind(bound.key, bound.run)

    def choose(self, day: date) -> None:
        """Choose a day without telling anybody."""
        self.day = day

    def show_month(self, month: OfficeMonth, day: date, today: date) -> None:
        """Show a month with one of its days chosen."""
        self._month, self.day, self._today = month, day, today
        self._describe()

    def shown(self, day: date) -> OfficeDay:
        """Return what is shown of a day of this month."""
        assert self._month is not None
        return self._month.days[day.day - 1]

    def sizeHint(self) -> QSize:
        return QSize(scaled(_COLUMNS * 92), scaled(_HEAD + _ROWS * 66))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows, PageUp, PageDown, Home, End; Enter into the rows; G or Escape back."""
        key = Qt.Key(event.key())
        last = monthrange(self.day.year, self.day.month)[1]
        if self.keys.act(event):
            return
        if key in _STEPS:
            self._go(self.day + timedelta(_STEPS[key]))
        elif key in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
            self._go(months_after(self.day, -1 if key == Qt.Key.Key_PageUp else 1))
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            self._go(self.day.replace(day=1 if key == Qt.Key.Key_Home else last))
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.entered.emit()
        elif key == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose the day that was clicked."""
        found = self._day_at(event.position().toPoint())
        if found is not None:
            self._go(found.on)
        super().mousePressEvent(event)

    def event(self, event: QEvent) -> bool:
        """Say in words what is due on the day the mouse is over."""
        if event.type() is QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            found = self._day_at(event.pos())
            QToolTip.showText(event.globalPos(), "" if found is None else day_words(found), self)
            return True
        return super().event(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        if self._month is None:
            return
        theme, painter = active_theme(), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(app_font(SMALL))
        painter.setPen(color(theme.sub))
        width, head = self.width() / _COLUMNS, scaled(_HEAD)
        for column, weekday in enumerate(_SUNDAY_FIRST):
            box = QRectF(column * width, 0, width, head)
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, WEEKDAYS[weekday])
        for day in self._month.days:
            self._paint_day(painter, day, self._box(day.on))

    def _paint_day(self, painter: QPainter, day: OfficeDay, box: QRectF) -> None:
        theme = active_theme()
        is_chosen = day.on == self.day
        ground = theme.selected if is_chosen else theme.surface if day.rest else theme.page
        painter.setPen(QPen(color(theme.hairline), 1))
        painter.setBrush(color(ground))
        painter.drawRect(box)
        is_today = day.on == self._today
        painter.setFont(app_font(BASE, bold=is_today))
        painter.setPen(color(theme.primary if is_today else theme.minor if day.rest else theme.text))
        number = f"{'▶ ' if is_today else ''}{day.on.day}"
        inner = box.adjusted(6, 3, -4, -2)
        painter.drawText(inner, Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft, number)
        painter.setFont(app_font(SMALL))
        high, above = scaled(_LINE), scaled(_NUMBER)
        room = int((inner.height() - above) // high)
        beside = label(day.rest.rest, "mark") if day.rest else ""
        if room < 1 and day.total:
            beside = f"{day.total:,}件 {beside}".rstrip()
        painter.drawText(inner, Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignRight, beside)
        painter.setPen(color(theme.late if day.on < self._today else theme.text))
        for line, words in enumerate(_lines(day, room)):
            place = QRectF(inner.left(), inner.top() + above + line * high, inner.width(), high)
            shown = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, int(inner.width()))
            painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, shown)
        if is_chosen and self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            for pen in (QPen(color(theme.focus), 4), QPen(color(theme.focus_line), 1.5)):
                painter.setPen(pen)
                painter.drawRect(box.adjusted(2, 2, -2, -2))

    def _box(self, day: date) -> QRectF:
        place = (day.replace(day=1).weekday() + 1) % _COLUMNS + day.day - 1
        head = scaled(_HEAD)
        width, height = self.width() / _COLUMNS, (self.height() - head - 1) / self._weeks()
        return QRectF(place % _COLUMNS * width, head + place // _COLUMNS * height, width - 1, height - 1)

    def _weeks(self) -> int:
        """How many weeks the month touches."""
        assert self._month is not None
        first = self._month.days[0].on
        return -(-((first.weekday() + 1) % _COLUMNS + len(self._month.days)) // _COLUMNS)

    def _day_at(self, at: QPoint) -> OfficeDay | None:
        if self._month is None:
            return None
        return next((day for day in self._month.days if self._box(day.on).contains(at)), None)

    def _go(self, day: date) -> None:
        if (day.year, day.month) != (self.day.year, self.day.month):
            self.month_wanted.emit(day)
        elif day != self.day:
            self.day = day
            self._describe()
            self.day_changed.emit(day)

    def _describe(self) -> None:
        self.setAccessibleDescription(day_words(self.shown(self.day)))
        self.update()


def day_words(day: OfficeDay) -> str:
    """Return a day and what is due on it in words."""
    counts = "、".join(f"{label(kind)} {count}件" for kind, count in day.counts.items())
    rest = f"。{day.rest.said('day')}" if day.rest else ""
    return f"{wareki_weekday(day.on)}: {counts or '期日の来るものはありません'}{rest}"


def _lines(day: OfficeDay, room: int) -> list[str]:
    """Return the counts for so many lines; where that is not all, how many rows the others are."""
    words = [f"{label(kind)} {count:,}" for kind, count in day.counts.items()]
    if len(words) <= room:
        return words
    if room <= 1:
        return [f"{day.total:,}件"][:room]
    rest = sum(list(day.counts.values())[room - 1 :])
    return [*words[: room - 1], f"ほか {rest:,}"]
