"""How far each office is, as bars drawn with the painter."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.look.theme import SMALL, active_theme, app_font, color


@dataclass(frozen=True, slots=True)
class Bar:
    """One office: so many of so many are settled."""

    name: str
    done: int
    total: int


class ProgressBars(QWidget):
    """Name, bar and figures on one line per office; the figures say what the bar shows."""

    LINE = 28

    def __init__(self, name: str) -> None:
        super().__init__()
        self._name = name
        self._bars: tuple[Bar, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMinimumWidth(220)

    def set_bars(self, bars: Sequence[Bar]) -> None:
        """Show these offices."""
        self._bars = tuple(bars)
        spoken = "、".join(f"{b.name} {b.total}枚中{b.done}枚" for b in self._bars)
        self.setAccessibleName(f"{self._name}: {spoken}")
        self.setToolTip("\n".join(f"{b.name}: {b.done} / {b.total}" for b in self._bars))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(300, self.LINE * max(1, len(self._bars)))

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme, painter = active_theme(), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(app_font(SMALL))
        metrics = QFontMetrics(painter.font())
        names, figures = 112, metrics.horizontalAdvance("0000/0000 100%") + 8
        middle = Qt.AlignmentFlag.AlignVCenter
        for i, bar in enumerate(self._bars):
            top, share = i * self.LINE, bar.done / bar.total if bar.total else 0.0
            track = QRectF(names, top + self.LINE / 2 - 4, max(24, self.width() - names - figures), 8)
            painter.setPen(color(theme.text))
            name = metrics.elidedText(bar.name, Qt.TextElideMode.ElideRight, names - 8)
            painter.drawText(QRectF(0, top, names - 8, self.LINE), middle, name)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(color(theme.hairline))
            painter.drawRoundedRect(track, 4, 4)
            if share:
                painter.setBrush(color(theme.done if bar.done == bar.total else theme.primary))
                painter.drawRoundedRect(QRectF(track.left(), track.top(), track.width() * share, 8), 4, 4)
            painter.setPen(color(theme.sub))
            told = f"{bar.done}/{bar.total}  {share:.0%}"
            right = QRectF(self.width() - figures, top, figures, self.LINE)
            painter.drawText(right, middle | Qt.AlignmentFlag.AlignRight, told)
