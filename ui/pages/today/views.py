"""What may stand in the place of the list of the day; each is made when first shown."""

from collections.abc import Callable, Sequence
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from app.domain.ids import OfficeId, PersonId
from app.morning import CourseDay
from app.rows import DueFilter
from ui.frame.context import Context
from ui.pages.today.area import DayArea
from ui.pages.today.filter import DueFilterBar
from ui.pages.today.since import SinceFigures

if TYPE_CHECKING:
    from ui.pages.today.course import CourseView
    from ui.pages.today.month import MonthView
    from ui.pages.today.offices import OfficesView
    from ui.pages.today.since import SinceView


class DayViews(QObject):
    """Signals:
    toggled: The list or a view came into its place.
    office_chosen: arg: the OfficeId whose list is wanted.
    """

    toggled = Signal()
    office_chosen = Signal(object)

    def __init__(
        self,
        context: Context,
        area: DayArea,
        kinds: DueFilterBar,
        looked_at: Callable[[], tuple[date, DueFilter]],
        days: Callable[[], Sequence[CourseDay]],
    ) -> None:
        """looked_at: the day and the part of the list. days: of the course."""
        super().__init__()
        self._context, self._area, self._kinds = context, area, kinds
        self._looked_at, self._days = looked_at, days
        self.figures = SinceFigures(context)

    @cached_property
    def since(self) -> "SinceView":
        """What became of the list since the last working day."""
        from ui.pages.today.since import SinceView

        made = SinceView(self._context, self.figures)
        made.left.connect(self.toggle_since)
        made.opened.connect(lambda row: self._open(row.person_id))
        return made

    @cached_property
    def month(self) -> "MonthView":
        """The days to come."""
        from app.usecases.calendar.month import office_month
        from ui.pages.today.month import MonthView

        queries = self._context.store.queries
        made = MonthView(
            self._context.preferences,
            lambda day: office_month(queries, day, *self._looked_at()),
            lambda day: queries.due_rows_on(day, *self._looked_at()),
        )
        made.left.connect(self.toggle_month)
        made.opened.connect(lambda row: self._open(row.person_id))
        for number, chip in enumerate(self._kinds.chips.values(), start=1):
            made.grid.on_key("month.kind", chip, number)
        made.grid.on_key("month.every", self._kinds.clear)
        return made

    @cached_property
    def course(self) -> "CourseView":
        """The figures of the line at the side."""
        from ui.pages.today.course import CourseView

        made = CourseView(self._context.preferences)
        made.left.connect(self.toggle_course)
        return made

    @cached_property
    def offices(self) -> "OfficesView":
        """All offices side by side."""
        from ui.pages.today.offices import OfficesView

        made = OfficesView(self._context)
        made.left.connect(self.toggle_offices)
        made.chosen.connect(self._narrow)
        return made

    def read(self) -> None:
        """Count what is new; read its rows, and the month, while they are shown."""
        self.figures.read()
        if "since" in vars(self) and not self.since.isHidden():
            self.since.read_rows()
        if "month" in vars(self) and not self.month.isHidden():
            self.month.reload(self._looked_at()[0])
        if "offices" in vars(self) and not self.offices.isHidden():
            self.offices.read()

    def toggle_month(self) -> None:
        """Change between the list and the month, which follows the kinds chosen."""
        self._toggle(self.month, lambda: self.month.reload(self._looked_at()[0]), has_kinds=True)

    def toggle_since(self) -> None:
        """Change between the list and what is new."""
        self._toggle(self.since, self.since.read_rows)

    def toggle_offices(self) -> None:
        """Change between the list and the offices."""
        self._toggle(self.offices, self.offices.read)

    def toggle_course(self) -> None:
        """Change between the list and its course."""
        self._toggle(self.course, lambda: self.course.show_days(self._days(), self._looked_at()[0]))

    def _toggle(self, view: QWidget, read: Callable[[], object], *, has_kinds: bool = False) -> None:
        is_shown = self._area.toggle(view)
        self._kinds.setVisible(not is_shown or has_kinds)
        if is_shown:
            read()
        self.toggled.emit()

    def _narrow(self, office_id: OfficeId) -> None:
        self.toggle_offices()
        self.office_chosen.emit(office_id)

    def _open(self, person_id: PersonId) -> None:
        self._context.go("roster", person_id)
