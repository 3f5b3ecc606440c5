"""The way back: the pages somebody came through, each as it was left."""

from collections.abc import Mapping

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QLineEdit, QWidget

from app.late import dataclass
from ui.frame.page import Page
from ui.look.bound import BoundAction
from ui.models.rows_table import ListPlace, RowsTableView
from ui.widgets.scan_line import ScanLine

MOST = 50


@dataclass(frozen=True, slots=True)
class Visit:
    """A page, where its lists stood, what was looked for in it, and what had the keyboard."""

    page: str
    lists: Mapping[QObject, ListPlace]
    sought: str
    focus: QWidget | None


def visit_of(page: Page) -> Visit:
    """Return how a page stands now."""
    focus = page.window().focusWidget()
    return Visit(
        page.name,
        {table: table.place() for table in _lists(page)},
        field.text() if (field := _search_of(page)) is not None else "",
        focus if focus in page.findChildren(QWidget) else None,
    )


def take_up(visit: Visit, page: Page) -> None:
    """Let a page stand again as it was left, as far as the rows are still there."""
    field = _search_of(page)
    if field is not None and field.text() != visit.sought:
        field.setText(visit.sought)
        field.textEdited.emit(visit.sought)
    for table in _lists(page):
        if table in visit.lists:
            table.return_to(visit.lists[table])
    if visit.focus is not None and visit.focus in page.findChildren(QWidget) and visit.focus.isVisible():
        visit.focus.setFocus()
    else:
        page.focus_first()


class Trail:
    """Visits before and after the page shown."""

    def __init__(self) -> None:
        """Begin at the start."""
        self._before: list[Visit] = []
        self._after: list[Visit] = []

    def left(self, visit: Visit) -> None:
        """Another page was opened from this one."""
        self._before = [*self._before[1 - MOST :], visit]
        self._after.clear()

    def back(self, now: Visit) -> Visit | None:
        """Return the visit before this one."""
        return _step(self._before, self._after, now)

    def forth(self, now: Visit) -> Visit | None:
        """Return the visit that was gone back from."""
        return _step(self._after, self._before, now)


def _step(from_: list[Visit], to: list[Visit], now: Visit) -> Visit | None:
    if not from_:
        return None
    to.append(now)
    return from_.pop()


def _lists(page: Page) -> list[RowsTableView[object]]:
    return [table for table in page.findChildren(RowsTableView) if table.isVisible()]


def _search_of(page: Page) -> QLineEdit | None:
    """The field that narrows the list of a page; a line for codes keeps nothing."""
    found = (one.place for one in page.findChildren(BoundAction) if one.action.name.endswith(".find"))
    fields = (one for one in found if isinstance(one, QLineEdit) and not isinstance(one, ScanLine))
    return next(fields, None)
