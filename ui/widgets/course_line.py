"""How long the list of the day was in the last weeks and will be: a line, told day by day in words."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QFontMetricsF,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygonF,
)
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QToolTip

from app.domain.wareki import wareki_weekday
from app.morning import CourseDay
from ui.look.theme import SMALL, active_theme, app_font, color, scaled

_HIGH, _LEAST = 72, 200
_ABOVE, _BELOW, _SIDE = 18, 18, 4
_POINT = 3.5


class CourseLine(QAbstractButton):
    """What was, as a line over a ground; what comes if nothing is done, broken; today between them.

    ← and → go from day to day. Hover, keys and the accessible name tell the numbers.

    Signals:
        table_wanted: Enter, Space or a click: the numbers as a table.
    """

    table_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._days: tuple[CourseDay, ...] = ()
        self._read: Callable[[], object] | None = None
        self._reading = QTimer(self, singleShot=True, interval=0)
        self._reading.timeout.connect(self._read_now)
        self._now = self._at = -1
        self._most = 1
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setMinimumSize(scaled(_LEAST), scaled(_HIGH))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    @property
    def days(self) -> tuple[CourseDay, ...]:
        """What is shown; read at the latest when somebody asks."""
        self._read_now()
        return self._days

    def read_once_painted(self, read: Callable[[], object]) -> None:
        """Stand there empty until what is more pressing is on the screen. read: calls show_days."""
        self._read = read

    def _read_now(self) -> None:
        if (read := self._read) is not None:
            self._read = None
            read()

    def show_days(self, days: Sequence[CourseDay], now: int) -> None:
        """Show these days, one after the other. now: the place of the day that is looked at from."""
        self._read = None
        if (tuple(days), now) == (self._days, self._now):
            return
        self._days, self._now, self._at = tuple(days), now, now
        self._most = max(1, *(day.count for day in days))
        first, last = self.days[0], self.days[-1]
        most = max(self.days[: now + 1], key=lambda one: one.count)
        self.setAccessibleName(
            f"今日中にすることの数。{self.words(now)}。{wareki_weekday(first.on)} は {first.count:,}件、"
            f"いちばん多かったのは {wareki_weekday(most.on)} の {most.count:,}件。"
            f"このままなら {wareki_weekday(last.on)} には {last.count:,}件。Enter で表"
        )
        self.update()

    def words(self, at: int) -> str:
        """Return what is told of a day."""
        day = self.days[at]
        if_nothing = "このままなら " if at > self._now else ""
        now = "今日 " if at == self._now else ""
        return f"{now}{wareki_weekday(day.on)} {if_nothing}{day.count:,}件"

    def sizeHint(self) -> QSize:
        return QSize(scaled(_LEAST), scaled(_HIGH))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows go from day to day, Home and End to the ends."""
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.table_wanted.emit()
        elif event.key() in (Qt.Key.Key_Home, Qt.Key.Key_End):
            self._point_at(0 if event.key() == Qt.Key.Key_Home else len(self.days) - 1)
        elif step is not None:
            self._point_at(self._at + step)
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """The table of all days."""
        if event.button() is Qt.MouseButton.LeftButton:
            self.table_wanted.emit()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Mark the day under the mouse."""
        self._point_at(self._day_at(event.position().toPoint()))

    def leaveEvent(self, event: QEvent) -> None:
        """Back to today."""
        super().leaveEvent(event)
        self._point_at(self._now)

    def event(self, event: QEvent) -> bool:
        """Tell the day under the mouse."""
        if event.type() is QEvent.Type.ToolTip and isinstance(event, QHelpEvent) and self.days:
            QToolTip.showText(event.globalPos(), self.words(self._day_at(event.pos())), self)
            return True
        return super().event(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        if self._read is not None:
            self._reading.start()
            return
        if not self.days:
            return
        theme, painter = active_theme(), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(app_font(SMALL))
        ground = self.height() - _BELOW + 0.5
        self._paint_months(painter, ground)
        points = [self._point(at) for at in range(len(self.days))]
        past, ahead = points[: self._now + 1], points[self._now :]
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(color(theme.info_soft))
        painter.drawPolygon(QPolygonF([QPointF(past[0].x(), ground), *past, QPointF(past[-1].x(), ground)]))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(color(theme.link), 2))
        painter.drawPolyline(QPolygonF(past))
        painter.setPen(QPen(color(theme.minor), 1.5, Qt.PenStyle.DashLine))
        painter.drawPolyline(QPolygonF(ahead))
        self._paint_day(painter, points[self._at])
        if self.hasFocus():
            painter.setPen(QPen(color(theme.focus_line), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 4, 4)

    def _paint_months(self, painter: QPainter, ground: float) -> None:
        theme = active_theme()
        painter.setPen(QPen(color(theme.border), 1))
        painter.drawLine(QPointF(_SIDE, ground), QPointF(self.width() - _SIDE, ground))
        painter.setPen(color(theme.sub))
        for at, day in enumerate(self.days):
            if day.on.day == 1:
                x = round(self._x(at)) + 0.5
                painter.drawLine(QPointF(x, ground), QPointF(x, ground + 4))
                painter.drawText(QPointF(x + 3, ground + 14), f"{day.on.month}月")

    def _paint_day(self, painter: QPainter, point: QPointF) -> None:
        """The day pointed at, with its words above, inside the widget."""
        theme = active_theme()
        painter.setPen(QPen(color(theme.page), 1.5))
        painter.setBrush(color(theme.link))
        painter.drawEllipse(point, _POINT, _POINT)
        words, metrics = self.words(self._at), QFontMetricsF(painter.font())
        wide = metrics.horizontalAdvance(words)
        left = min(max(_SIDE, point.x() - wide / 2), self.width() - wide - _SIDE)
        painter.setPen(color(theme.text))
        painter.drawText(QPointF(left, metrics.ascent() + 2), words)

    def _point_at(self, at: int) -> None:
        at = max(0, min(len(self.days) - 1, at))
        if at != self._at and self.days:
            self._at = at
            self.setAccessibleDescription(self.words(at))
            self.update()

    def _day_at(self, place: QPoint) -> int:
        room = max(1, self.width() - 2 * _SIDE)
        share = (place.x() - _SIDE) / room
        return max(0, min(len(self.days) - 1, round(share * (len(self.days) - 1))))

    def _x(self, at: int) -> float:
        return _SIDE + (self.width() - 2 * _SIDE) * at / max(1, len(self.days) - 1)

    def _point(self, at: int) -> QPointF:
        room = self.height() - _ABOVE - _BELOW - _POINT
        return QPointF(self._x(at), self.height() - _BELOW - room * self.days[at].count / self._most)
