"""The figures of the due list, counted once for the page and the navigation."""

from collections.abc import Callable, Sequence
from datetime import date

from app.domain.ids import OfficeId
from app.domain.roles import Act
from app.ports import Store
from app.rows import DueCount, DueFilter


class DueFigures:
    """What is due on the day looked at, in the office looked at; nothing for who sees no list."""

    def __init__(
        self, store: Store, today: Callable[[], date], office_id: Callable[[], OfficeId | None]
    ) -> None:
        self._store, self._today, self._office_id = store, today, office_id
        self._counted: tuple[date, Sequence[DueCount]] | None = None

    def forget(self, *_: object) -> None:
        """Count anew when somebody asks."""
        self._counted = None

    def __call__(self) -> Sequence[DueCount]:
        """Return them."""
        today = self._today()
        if not self._store.may(Act.READ):
            return ()
        if self._counted is None or self._counted[0] != today:
            wanted = DueFilter(office_id=self._office_id())
            self._counted = today, self._store.queries.due_counts(today, wanted)
        return self._counted[1]
