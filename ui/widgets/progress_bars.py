"""How far each office is, as bars that can be pressed."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from app.domain.ids import OfficeId
from app.late import dataclass
from ui.look.layout import down
from ui.look.theme import SMALL, active_theme, app_font, color


@dataclass(frozen=True, slots=True)
class Bar:
    """One office: so many of so many are settled."""

    office_id: OfficeId
    name: str
    done: int
    total: int


class OfficeBar(QAbstractButton):
    """Name, bar and figures on one line; the figures say what the bar shows."""

    HEIGHT = 26

    def __init__(self, bar: Bar, *, is_chosen: bool) -> None:
        """is_chosen: only this office is shown, and pressing shows all again."""
        super().__init__()
        self.bar = bar
        self._is_chosen = is_chosen
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMinimumWidth(200)
        told = f"{bar.name} {bar.total}枚中{bar.done}枚"
        step = "すべての事業所に戻す" if is_chosen else "この事業所だけを見る"
        self.setAccessibleName(f"{told}。{step}")
        self.setToolTip(f"{bar.name}: {bar.done} / {bar.total}。{step}")

    def sizeHint(self) -> QSize:
        return QSize(300, self.HEIGHT)

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme, painter, bar = active_theme(), QPainter(self), self.bar
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.underMouse() or self._is_chosen:
            painter.fillRect(self.rect(), color(theme.selected if self._is_chosen else theme.hover))
        painter.setFont(app_font(SMALL, bold=self._is_chosen))
        metrics = QFontMetrics(painter.font())
        figures = metrics.horizontalAdvance("0,000/0,000 100%") + 12
        names = min(112, (self.width() - figures) // 2)
        middle, high = Qt.AlignmentFlag.AlignVCenter, self.height()
        share = bar.done / bar.total if bar.total else 0.0
        track = QRectF(names, high / 2 - 4, max(24, self.width() - names - figures), 8)
        painter.setPen(color(theme.text))
        name = metrics.elidedText(bar.name, Qt.TextElideMode.ElideRight, names - 12)
        painter.drawText(QRectF(4, 0, names - 12, high), middle, name)
        painter.setPen(color(theme.border))
        painter.setBrush(color(theme.page))
        painter.drawRoundedRect(track, 4, 4)
        if share:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(color(theme.done if bar.done == bar.total else theme.primary))
            painter.drawRoundedRect(QRectF(track.left(), track.top(), track.width() * share, 8), 4, 4)
        painter.setPen(color(theme.sub))
        told = f"{bar.done:,}/{bar.total:,}  {share:.0%}"
        right = QRectF(self.width() - figures, 0, figures - 4, high)
        painter.drawText(right, middle | Qt.AlignmentFlag.AlignRight, told)
        if self.hasFocus():
            painter.setPen(color(theme.focus_line))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)


class ProgressBars(QWidget):
    """One line per office.

    Signals:
        chosen: A bar was pressed. arg: its OfficeId, None to show all again.
    """

    chosen = Signal(object)

    def __init__(self, name: str) -> None:
        super().__init__()
        self._name = name
        self._shown: tuple[tuple[Bar, ...], OfficeId | None] = ((), None)
        self._lines = down(gap=0, of=self)
        self.bars: list[OfficeBar] = []
        """The lines, from above."""

    def set_bars(self, bars: Sequence[Bar], chosen: OfficeId | None) -> None:
        """Show these offices. chosen: the one that alone is shown."""
        if self._shown == (tuple(bars), chosen):
            return
        self._shown = tuple(bars), chosen
        has_focus = next((at for at, one in enumerate(self.bars) if one.hasFocus()), None)
        for old in self.bars:
            # Later: it may be the one just pressed.
            self._lines.removeWidget(old)
            old.hide()
            old.deleteLater()
        self.bars = [OfficeBar(bar, is_chosen=bar.office_id == chosen) for bar in bars]
        for made in self.bars:
            office_id = None if made.bar.office_id == chosen else made.bar.office_id
            made.clicked.connect(partial(self.chosen.emit, office_id))
            self._lines.addWidget(made)
        if has_focus is not None and self.bars:
            self.bars[min(has_focus, len(self.bars) - 1)].setFocus()
        self.setAccessibleName(
            f"{self._name}: " + "、".join(f"{b.name} {b.total}枚中{b.done}枚" for b in bars)
        )
