"""The pages one above the other, each made when it is first shown."""

from collections.abc import Callable, Mapping

from ui.frame.context import Context
from ui.frame.page import Page
from ui.frame.place import PagePlace
from ui.look.layout import stack
from ui.widgets.page_area import PageArea


class PageStack:
    """The pages that were made, and the widget that shows one of them."""

    def __init__(self, kinds: Mapping[PagePlace, Callable[[], type[Page]]], context: Context) -> None:
        """kinds: what loads the code of each."""
        self.widget = stack()
        self._kinds = {place.name: kind for place, kind in kinds.items()}
        self._context = context
        self._areas: dict[str, PageArea] = {}

    @property
    def made(self) -> list[Page]:
        """The pages that were shown at least once."""
        return [area.page for area in self._areas.values()]

    @property
    def current(self) -> Page:
        """The page shown."""
        area = self.widget.currentWidget()
        assert isinstance(area, PageArea)
        return area.page

    def page(self, name: str) -> Page:
        """Return a page, made on first use."""
        if name not in self._areas:
            area = self._areas[name] = PageArea(self._kinds[name]()(self._context))
            self.widget.addWidget(area)
            area.hold()
        return self._areas[name].page

    def show(self, name: str) -> None:
        """Show a page that was made."""
        self.widget.setCurrentWidget(self._areas[name])
