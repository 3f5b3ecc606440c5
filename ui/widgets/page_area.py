"""Holds a page: it fills the room there is, and is scrolled where that is less than it needs."""

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QPalette, QResizeEvent
from PySide6.QtWidgets import QApplication, QScrollArea, QWidget

from ui.frame.page import Page
from ui.look.one_line import let_boxes_give_way
from ui.look.theme import scaled
from ui.look.viewport import viewport
from ui.widgets.banner import Banner

DENSE_BELOW = 560
"""Height of the room below which a page leaves out air."""

WIDEST = 2000
"""Pixels of width that a page takes: on a wider screen nobody follows a row from its one end to the other."""

_AROUND = 12
"""Pixels shown around a field that is scrolled to."""


class PageArea(QScrollArea):
    """One page of the window; whatever takes the keyboard is brought into sight."""

    def __init__(self, page: Page) -> None:
        super().__init__()
        self.setViewport(viewport(QPalette.ColorRole.NoRole))
        self.page = page
        let_boxes_give_way(page)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        app.focusChanged.connect(self._on_focus_changed)

    def hold(self) -> None:
        """Take the page in, once the area stands in its window: with each move all in it is dressed again."""
        self.setWidget(self.page)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The page may have come to need more, or less."""
        if watched is self.widget() and event.type() is QEvent.Type.LayoutRequest:
            self._fit()
        return super().eventFilter(watched, event)

    def _fit(self) -> None:
        # Not setWidgetResizable: with wrapped text in a page that would ask for the height the page
        # would like, and scroll it while its lists can still give way.
        is_dense = self.maximumViewportSize().height() < scaled(DENSE_BELOW)
        self.page.set_dense(is_dense=is_dense)
        for banner in self.page.findChildren(Banner):
            banner.set_dense(is_dense=is_dense)
        least, room = self.page.minimumSizeHint(), self.maximumViewportSize()
        if least.height() > room.height():
            room.setWidth(room.width() - self.verticalScrollBar().sizeHint().width())
        if least.width() > room.width():
            room.setHeight(room.height() - self.horizontalScrollBar().sizeHint().height())
        room.setWidth(min(room.width(), scaled(WIDEST)))
        self.page.resize(room.expandedTo(least))

    def _on_focus_changed(self, _old: QWidget | None, new: QWidget | None) -> None:
        if new is not None and self.isVisible() and self.page.isAncestorOf(new):
            self.ensureWidgetVisible(new, _AROUND, _AROUND)
