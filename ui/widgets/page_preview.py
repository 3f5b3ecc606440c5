"""Pages of a PDF, one at a time, exactly as they will come out of the printer."""

from collections.abc import Sequence

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.look.layout import STRETCH, across, down, fill
from ui.look.parts import plain_button, role_label
from ui.look.theme import TIGHT, active_theme, color
from ui.printers.preview import PdfPages

A4 = 210 / 297


class PagePreview(QWidget):
    """A sheet of paper with ‹ and ›; Page Up and Page Down turn it.

    Signals:
        turned: Another page is shown. arg: its number from 0.
    """

    turned = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self._sheet = _Sheet(self)
        self._place = role_label("", "sub")
        self._back = plain_button("‹ 前", lambda: self.show_page(self.page - 1))
        self._next = plain_button("次 ›", lambda: self.show_page(self.page + 1))
        self.page = 0
        self._pages: PdfPages | None = None
        turn = across(STRETCH, self._back, self._place, self._next, STRETCH, gap=TIGHT)
        down(fill(self._sheet), turn, gap=TIGHT, of=self)
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

    def keyPressEvent(self, event: QKeyEvent) -> None:
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
        self._sheet.pages, self._sheet.page = self._pages, self.page
        self._sheet.update()


class _Sheet(QWidget):
    """The paper itself, as large as fits."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.pages: PdfPages | None = None
        self.page = 0
        self.note = ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(QSize(150, 160))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the paper white in both looks: it is paper."""
        theme, painter = active_theme(), QPainter(self)
        shape = A4 if self.pages is None else self.pages.shape(self.page)
        height = min(self.height() - 2, int((self.width() - 2) / shape))
        width = int(height * shape)
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
