"""Pages of a PDF, one at a time, as they will come out of the printer; enlarged where one looks closely."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QScrollArea, QSizePolicy, QWidget

from ui.look.bound import BoundAction
from ui.look.layout import down, fill
from ui.look.parts import plain_button, role_label
from ui.look.theme import TIGHT, active_theme, color
from ui.printers.preview import MM_PER_INCH, PdfPages
from ui.widgets.flow_layout import FlowRow

A4 = 210 / 297

_LEAST = QSize(150, 160)
_PLAUSIBLE = (60, 400)
"""Dots an inch; a projector or a remote desktop names others."""

ZOOMS = (1.0, 1.5, 2.0, 3.0, 4.0)
"""How much larger than what fits; in the largest the strokes of a name can be counted."""


class PagePreview(QWidget):
    """A sheet of paper with ‹ and ›; Page Up and Page Down turn it, + and − enlarge it, = is its true size.

    A double click, or Ctrl and the wheel, enlarges the place under the mouse.

    Signals:
        turned: Another page is shown. arg: its number from 0.
    """

    turned = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self._sheet = _Sheet()
        self._room = _Room(self._sheet, self.step_zoom, self._enable)
        self._place = role_label("", "sub")
        self._back = plain_button("‹ 前", lambda: self.show_page(self.page - 1))
        self._next = plain_button("次 ›", lambda: self.show_page(self.page + 1))
        self._smaller = plain_button("縮小 −", lambda: self.step_zoom(-1))
        self._larger = plain_button("拡大 +", lambda: self.step_zoom(1))
        self._true = plain_button("実寸 =", self.show_true_size, tip="紙と同じ大きさで見る (100 %)")
        self.page = 0
        self._pages: PdfPages | None = None
        self._bound = [
            BoundAction(self, "preview.larger", self._larger),
            BoundAction(self, "preview.smaller", self._smaller),
            BoundAction(self, "preview.true_size", self._true),
        ]
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        sizes = (self._smaller, self._true, self._larger)
        turn = FlowRow(self._back, self._place, self._next, *sizes, spacing=TIGHT)
        down(fill(self._room), turn, gap=TIGHT, of=self)
        self.setAccessibleName("紙面の見本")
        self.set_pdf(b"")

    def set_pdf(self, pages: bytes | Sequence[bytes], note: str = "") -> None:
        """Show the first page of this PDF (or of several); note stands on the empty sheet."""
        parts = [pages] if isinstance(pages, bytes) else pages
        self._pages = PdfPages(*parts) if any(parts) else None
        self._sheet.note = note
        self.page = 0
        self._refresh()

    @property
    def count(self) -> int:
        """How many pages there are."""
        return 0 if self._pages is None else len(self._pages)

    def show_page(self, page: int) -> None:
        """Turn to that page; beyond the ends nothing happens."""
        if self._pages is not None and 0 <= page < len(self._pages) and page != self.page:
            self.page = page
            self._refresh()
            self.turned.emit(page)

    @property
    def zoom(self) -> float:
        """How much larger than what fits the page is shown."""
        return self._room.zoom

    def step_zoom(self, by: int, at: QPoint | None = None) -> None:
        """Enlarge (1) or not (-1) by a step. at: the place of the sheet that stays where it is."""
        if self._pages is not None:
            now = self._room.zoom
            beyond = [zoom for zoom in ZOOMS if (zoom > now if by > 0 else zoom < now)]
            if beyond:
                self._room.set_zoom(beyond[0] if by > 0 else beyond[-1], at)
            self._enable()

    def show_true_size(self) -> None:
        """Show the page as large as the paper will be, as far as the screen says how large it is."""
        if self._pages is not None:
            wide, _ = self._pages.size_mm(self.page)
            self._room.set_zoom(wide * _dots_per_mm(self) / self._sheet.fitted_width(self._room.room))
            self._enable()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        for bound in self._bound:
            if event.text() == bound.key and bound.is_ready:
                bound.run()
                return
        step = {Qt.Key.Key_PageUp: -1, Qt.Key.Key_PageDown: 1}.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
        else:
            self.show_page(self.page + step)

    def _refresh(self) -> None:
        count = self.count
        self._place.setText(f"{self.page + 1} / {count}" if count else "")
        self._back.setVisible(count > 1)
        self._next.setVisible(count > 1)
        self._back.setEnabled(self.page > 0)
        self._next.setEnabled(self.page < count - 1)
        for button in (self._smaller, self._true, self._larger):
            button.setVisible(count > 0)
        if not count:
            self._room.set_zoom(ZOOMS[0])
        self._enable()
        self._sheet.pages, self._sheet.page = self._pages, self.page
        self._sheet.update()

    def _enable(self) -> None:
        self._smaller.setEnabled(self._room.zoom > ZOOMS[0])
        self._larger.setEnabled(self._room.zoom < ZOOMS[-1])


def _dots_per_mm(widget: QWidget) -> float:
    """Return how many points of a screen are a millimetre; a screen that tells nonsense counts as usual."""
    told = widget.screen().physicalDotsPerInch()
    return (told if _PLAUSIBLE[0] <= told <= _PLAUSIBLE[1] else widget.logicalDpiX()) / MM_PER_INCH


class _Room(QScrollArea):
    """The room for the sheet: what does not fit is scrolled, also by pulling."""

    def __init__(
        self, sheet: "_Sheet", step: Callable[[int, QPoint], None], stepped: Callable[[], None]
    ) -> None:
        super().__init__()
        self.zoom = ZOOMS[0]
        self._sheet, self._step, self._stepped = sheet, step, stepped
        self.setWidget(sheet)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setMinimumSize(_LEAST)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def set_zoom(self, zoom: float, at: QPoint | None = None) -> None:
        """Show the sheet so much larger than what fits."""
        before, old = at or self._sheet.rect().center(), self.zoom
        self.zoom = zoom
        self._fit()
        moved = before * (zoom / old) - before
        for bar, by in ((self.horizontalScrollBar(), moved.x()), (self.verticalScrollBar(), moved.y())):
            bar.setValue(bar.value() + by)

    def sizeHint(self) -> QSize:
        return _LEAST

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """With Ctrl, as in every other program."""
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            place = self._sheet.mapFrom(self, event.position().toPoint())
            self._step(1 if event.angleDelta().y() > 0 else -1, place)
            event.accept()
        else:
            super().wheelEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """To twice the size, and back."""
        place = self._sheet.mapFrom(self, event.position().toPoint())
        self.set_zoom(2.0 if self.zoom == ZOOMS[0] else ZOOMS[0], place)
        self._stepped()

    @property
    def room(self) -> QSize:
        """Where a sheet must fit that is not enlarged."""
        return self.maximumViewportSize()

    def _fit(self) -> None:
        self._sheet.resize(self.room * self.zoom)


class _Sheet(QWidget):
    """The paper itself, as large as its room."""

    def __init__(self) -> None:
        super().__init__()
        self.pages: PdfPages | None = None
        self.page = 0
        self.note = ""
        self.setMinimumSize(_LEAST)

    def fitted_width(self, room: QSize) -> int:
        """Return how wide the paper is where it has so much room."""
        return int(min((room.height() - 2) * self._shape(), room.width() - 2))

    def _shape(self) -> float:
        return A4 if self.pages is None else self.pages.shape(self.page)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the paper white in both looks: it is paper."""
        theme, painter = active_theme(), QPainter(self)
        width = self.fitted_width(self.size())
        height = round(width / self._shape())
        paper = QRect((self.width() - width) // 2, 0, width, height)
        if self.pages is None:
            painter.fillRect(paper, color(theme.surface))
            painter.setPen(color(theme.sub))
            wrapped = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
            painter.drawText(paper.adjusted(24, 24, -24, -24), wrapped, self.note)
        else:
            image = self.pages.image(self.page, width=width, scale=self.devicePixelRatioF())
            painter.drawImage(paper, image)
        painter.setPen(color(theme.hairline))
        painter.drawRect(paper)
