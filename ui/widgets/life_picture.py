"""A person's life on a calendar, drawn with the painter: bars and marks, each told in words.

← and → go from one to the next, ↑ and ↓ to another lane; what is pointed at is ringed and told.
"""

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QLabel, QSizePolicy, QToolTip

from app.domain.certificate import CertificateStatus
from app.domain.eligibility import DAY
from app.domain.life_calendar import (
    Lane,
    LaneKind,
    LifeCalendar,
    MarkKind,
    Span,
    Weight,
    lane_words,
    line_of,
    line_words,
    lines,
    span_words,
)
from app.domain.life_calendar import Mark as DayMark
from app.domain.wareki import wareki_short
from ui.look.theme import SMALL, Tone, active_theme, app_font, color, scaled
from ui.widgets.status import certificate_status

_RULER, _LANE, _BAR = 38, 26, 18
_GAP, _PAD = 8, 5
_LEAST = 360
_MONTH, _YEAR = 22, 44
"""Room that the number of a month and the name of a year take, in pixels."""

Item = Span | DayMark


class LifePicture(QLabel):  # what is painted and told has a role, too
    """One line for each lane, the months above, the day looked at from as a line through all.

    Signals:
        pointed: Something is pointed at. arg: the words about it, "" for nothing.
        chosen: Enter or a double click on a bar. arg: the Span.
    """

    pointed = Signal(str)
    chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._ruler, self._lane, self._bar = scaled(_RULER), scaled(_LANE), scaled(_BAR)
        self._calendar: LifeCalendar | None = None
        self._items: list[tuple[int, Item]] = []
        self._at = -1
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setMinimumWidth(_LEAST)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("暦")

    def show_calendar(self, calendar: LifeCalendar) -> None:
        """Show this life; nothing is pointed at."""
        self._calendar = calendar
        self._items = [(n, item) for n, lane in enumerate(calendar.lanes) for item in lane.items]
        self._at = -1
        told = "。".join(line_words(line) for line in lines(calendar))
        self.setAccessibleName(f"{calendar.name} さんの暦。{told}")
        self._tell()
        self.updateGeometry()
        self.update()

    def current(self) -> Item | None:
        """Return what is pointed at."""
        return self._items[self._at][1] if 0 <= self._at < len(self._items) else None

    def sizeHint(self) -> QSize:
        lanes = 0 if self._calendar is None else len(self._calendar.lanes)
        return QSize(_LEAST, self._ruler + lanes * self._lane + 4)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows point at something, Enter chooses it."""
        key = Qt.Key(event.key())
        if key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self._point_at(self._at + (1 if key == Qt.Key.Key_Right else -1))
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self._change_lane(1 if key == Qt.Key.Key_Down else -1)
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            self._point_at(0 if key == Qt.Key.Key_Home else len(self._items) - 1)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._choose()
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Point at what was clicked."""
        self._at = self._found(event.position().toPoint())
        self._tell()
        super().mousePressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Choose it."""
        self._at = self._found(event.position().toPoint())
        self._choose()

    def event(self, event: QEvent) -> bool:
        """Say in words what the mouse is over."""
        if event.type() is QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            at = self._found(event.pos())
            if at >= 0:
                QToolTip.showText(event.globalPos(), self._words(at), self)
            else:
                QToolTip.hideText()
            return True
        return super().event(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        if self._calendar is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(app_font(SMALL))
        self._paint_months(painter, self._calendar)
        for number, lane in enumerate(self._calendar.lanes):
            self._paint_lane(painter, lane, self._ruler + number * self._lane)
        self._paint_today(painter, self._calendar)
        if self.hasFocus() and self._at >= 0:
            self._paint_ring(painter)

    def _paint_months(self, painter: QPainter, calendar: LifeCalendar) -> None:
        theme, window = active_theme(), calendar.window
        width = self.width() - self._axis()
        bottom = self._ruler + len(calendar.lanes) * self._lane
        for month in window.numbered(max(1, width // _MONTH)):
            x = self._x(window.share(month))
            painter.setPen(color(theme.hairline))
            painter.drawLine(QPointF(x, 20), QPointF(x, bottom))
            painter.setPen(color(theme.sub))
            painter.drawText(QPointF(x + 3, self._ruler - 6), str(month.month))
        for day in window.years(max(1, width // _YEAR)):
            x = self._x(window.share(day))
            painter.setPen(color(theme.border))
            painter.drawLine(QPointF(x, 4), QPointF(x, bottom))
            painter.setPen(color(theme.text))
            painter.drawText(QPointF(x + 3, 15), wareki_short(day).partition(".")[0])

    def _paint_lane(self, painter: QPainter, lane: Lane, top: int) -> None:
        theme = active_theme()
        painter.setPen(color(theme.hairline))
        painter.drawLine(QPointF(0, top), QPointF(self.width(), top))
        painter.setPen(color(theme.sub))
        name = QFontMetrics(painter.font()).elidedText(
            lane_words(lane), Qt.TextElideMode.ElideRight, self._axis() - _GAP
        )
        painter.drawText(QRectF(0, top, self._axis() - _GAP, self._lane), Qt.AlignmentFlag.AlignVCenter, name)
        for span in lane.spans:
            self._paint_bar(painter, lane, span, self._box(span, top))
        for mark in lane.marks:
            self._paint_mark(painter, mark, self._box(mark, top))

    def _paint_bar(self, painter: QPainter, lane: Lane, span: Span, box: QRectF) -> None:
        theme, tone = active_theme(), _tone(lane, span)
        is_faint = span.weight is Weight.FAINT
        painter.setPen(QPen(color(theme.hairline if is_faint else theme.tone(tone)), 1))
        painter.setBrush(color(theme.surface if is_faint else theme.soft(tone)))
        painter.drawRoundedRect(box, 3, 3)
        if span.weight is Weight.FULL:
            # A thicker foot: what is in force is not told by colour alone.
            painter.fillRect(QRectF(box.left(), box.bottom() - 3, box.width(), 3), color(theme.tone(tone)))
        room = self._room(lane, span, box)
        words = QFontMetrics(painter.font()).elidedText(
            span_words(span), Qt.TextElideMode.ElideRight, int(room.width())
        )
        if len(words) > 1:
            painter.setPen(color(theme.sub if is_faint else theme.tone(tone)))
            painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, words)

    def _room(self, lane: Lane, span: Span, box: QRectF) -> QRectF:
        """Return where the words of a bar stand: beside the marks of its lane."""
        assert self._calendar is not None
        left, right = (self._x(share) for share in lane.room(span, self._calendar.window))
        pad = _PAD if left <= box.left() else 2 * _PAD
        return QRectF(left + pad, box.top() - 1, max(0.0, right - left - pad - _PAD), box.height())

    def _paint_mark(self, painter: QPainter, mark: DayMark, box: QRectF) -> None:
        theme = active_theme()
        if mark.kind is MarkKind.DUE:
            x = box.center().x()
            painter.setPen(QPen(color(theme.late), 3))
            painter.drawLine(QPointF(x, box.top() - 3), QPointF(x, box.bottom() + 3))
            return
        painter.setPen(QPen(color(theme.text), 2))
        painter.setBrush(color(theme.page))
        painter.drawEllipse(box.center(), 4.5, 4.5)

    def _paint_today(self, painter: QPainter, calendar: LifeCalendar) -> None:
        if not calendar.window.shows(calendar.today, calendar.today + DAY):
            return
        theme, x = active_theme(), self._x(calendar.window.share(calendar.today))
        bottom = self._ruler + len(calendar.lanes) * self._lane
        painter.setPen(QPen(color(theme.primary), 2))
        painter.drawLine(QPointF(x, self._ruler - 4), QPointF(x, bottom))
        painter.setBrush(color(theme.primary))
        painter.drawPolygon(
            [QPointF(x - 5, self._ruler - 9), QPointF(x + 5, self._ruler - 9), QPointF(x, self._ruler - 2)]
        )

    def _paint_ring(self, painter: QPainter) -> None:
        theme = active_theme()
        lane, item = self._items[self._at]
        box = self._box(item, self._ruler + lane * self._lane).adjusted(-2, -2, 2, 2)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for pen in (QPen(color(theme.focus), 4), QPen(color(theme.focus_line), 1.5)):
            painter.setPen(pen)
            painter.drawRoundedRect(box, 4, 4)

    def _axis(self) -> int:
        """Where the first day stands; the names of the lanes take no more than they need."""
        if self._calendar is None:
            return 0
        metrics = QFontMetrics(app_font(SMALL))
        widths = [metrics.horizontalAdvance(lane_words(lane)) for lane in self._calendar.lanes]
        return min(max(widths, default=0) + _GAP + 2, self.width() // 3)

    def _x(self, share: float) -> float:
        axis = self._axis()
        return axis + (self.width() - axis - 2) * share

    def _box(self, item: Item, top: float) -> QRectF:
        """Return where a bar or mark stands, never thinner than a line."""
        assert self._calendar is not None
        window, above = self._calendar.window, top + (self._lane - self._bar) / 2
        if isinstance(item, DayMark):
            return QRectF(self._x(window.share(item.on)) - 5, above + self._bar / 2 - 5, 10, 10)
        left, right = self._x(window.share(item.first)), self._x(window.share(item.after))
        return QRectF(left, above, max(3.0, right - left - 1), self._bar)

    def _found(self, at: QPoint) -> int:
        """Return which bar or mark is there; a mark lies upon the bar. -1: none."""
        number = (at.y() - self._ruler) // self._lane
        for place in reversed(range(len(self._items))):
            lane, item = self._items[place]
            if lane == number and self._box(item, self._ruler + lane * self._lane).adjusted(
                -2, -4, 2, 4
            ).contains(at):
                return place
        return -1

    def _words(self, at: int) -> str:
        assert self._calendar is not None
        lane, item = self._items[at]
        return line_words(line_of(self._calendar.lanes[lane], item, self._calendar.today))

    def _point_at(self, at: int) -> None:
        self._at = max(0, min(len(self._items) - 1, at)) if self._items else -1
        self._tell()

    def _change_lane(self, step: int) -> None:
        """Go to the first of the next lane that has anything."""
        lane = self._items[self._at][0] if self._at >= 0 else -1
        others = [n for n, (number, _) in enumerate(self._items) if (number - lane) * step > 0]
        if others:
            wanted = (min if step > 0 else max)(self._items[n][0] for n in others)
            self._point_at(next(n for n in others if self._items[n][0] == wanted))

    def _choose(self) -> None:
        item = self.current()
        if isinstance(item, Span):
            self.chosen.emit(item)

    def _tell(self) -> None:
        said = self._words(self._at) if self._at >= 0 else ""
        self.setAccessibleDescription(said)
        self.pointed.emit(said)
        self.update()


def _tone(lane: Lane, span: Span) -> Tone:
    """Return the colour of a bar; its words and its weight say the same."""
    if isinstance(span.what, CertificateStatus):
        return certificate_status(span.what)[1]
    if lane.kind is LaneKind.DUTY:
        return Tone.SOON
    return Tone.INFO if lane.kind is LaneKind.COVER or span.weight is Weight.FULL else Tone.NORMAL
