"""A name on paper: how it will be printed, and the character that no face here draws."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QImage, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.printing.engine.glyphs import code_points, is_private_use, is_selector
from ui.look.theme import active_theme, app_font, color, scaled
from ui.printers.preview import PdfPages

if TYPE_CHECKING:
    from app.printing.certificate.name_sample import NameSample

SIDE = 96


class NamePreview(QWidget):
    """The box of the name, cut out of the very page that is printed."""

    def __init__(self) -> None:
        super().__init__()
        self._image: QImage | None = None
        self._sample: NameSample | None = None
        self.setFixedHeight(scaled(72))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("証に印刷される氏名")

    def show_sample(self, sample: "NameSample | None") -> None:
        """Show this name, or nothing."""
        self._sample, self._image = sample, None
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the paper white in both looks: it is paper."""
        if self._sample is None:
            return
        painter, theme = QPainter(self), active_theme()
        if self._image is None or self._image.width() != round(self.width() * self.devicePixelRatioF()):
            self._image = self._drawn(self._sample)
        height = self._image.height() / self._image.devicePixelRatio()
        paper = QRectF(0, (self.height() - height) / 2, self.width(), height)
        painter.fillRect(paper, Qt.GlobalColor.white)
        painter.drawImage(paper, self._image)
        painter.setPen(color(theme.hairline))
        painter.drawRect(paper.adjusted(0, 0, -1, -1))

    def _drawn(self, sample: "NameSample") -> QImage:
        scale = self.devicePixelRatioF()
        # A box as wide as the form would leave the characters too small to judge.
        per_mm = self.width() * scale / min(sample.width, 120.0)
        page = PdfPages(sample.pages).image(sample.page, width=round(sample.page_width * per_mm))
        # The middle of the box, where the name stands.
        height = min(sample.height * per_mm, self.height() * scale)
        top = sample.y * per_mm + (sample.height * per_mm - height) / 2
        shown = QRect(round(sample.x * per_mm), round(top), round(self.width() * scale), round(height))
        cut = page.copy(shown)
        cut.setDevicePixelRatio(scale)
        return cut


class MissingCharacter(QWidget):
    """The character as filed: its number in a box, for this PC knows no shape that is sure to be right."""

    def __init__(self, character: str) -> None:
        super().__init__()
        self._points = code_points(character).split()
        # A variant has a base that everybody can read; a 外字 would look different on every PC.
        is_variant = is_selector(character[-1]) and not is_private_use(character)
        self._base = character[0] if is_variant else ""
        self.setFixedSize(SIDE, SIDE)
        self.setAccessibleName(f"届出の文字 {code_points(character)}")

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, theme = QPainter(self), active_theme()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        frame = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        painter.setPen(QPen(color(theme.sub), 1, Qt.PenStyle.DashLine))
        painter.setBrush(color(theme.surface))
        painter.drawRoundedRect(frame, 6, 6)
        lines = [self._base, *self._points[1:]] if self._base else self._points
        painter.setPen(color(theme.text))
        height = frame.height() / len(lines)
        for at, text in enumerate(lines):
            is_base = bool(self._base) and at == 0
            painter.setFont(app_font(28 if is_base else 14, bold=not is_base))
            place = QRectF(frame.left(), frame.top() + at * height, frame.width(), height)
            painter.drawText(place, Qt.AlignmentFlag.AlignCenter, text)
