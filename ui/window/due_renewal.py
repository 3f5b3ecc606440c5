"""The due list computed anew beside the work, where the rules or the program's law are other ones."""

from collections.abc import Callable

from app.changes import Changes
from app.ports import Store
from ui.frame.events import AppEvents
from ui.frame.tasks import TaskRunner


class DueRenewal:
    """Starts the work when it is needed, and tells how far it is; never twice at once.

    Closing the window stops it: then all is as it was, and the next opening begins again.
    """

    def __init__(
        self, store: Store, tasks: TaskRunner, events: AppEvents, show: Callable[[int | None], None]
    ) -> None:
        """show: so many of a hundred, None when there is nothing to do."""
        self._store, self._tasks, self._events, self._show = store, tasks, events, show
        self._is_under_way = False
        events.changed.connect(self._on_changed)

    def begin(self) -> None:
        """Compute the list anew if it is not of now."""
        if self._is_under_way or not self._store.due_list_is_old():
            return
        self._is_under_way = True
        self._show(0)
        self._tasks.start(
            lambda job: self._store.renew_due_list(job.report),
            done=lambda _: self._end(is_done=True),
            progress=lambda done, total: self._show(done * 100 // max(1, total)),
            failed=lambda: self._end(is_done=False),
        )

    def _end(self, *, is_done: bool) -> None:
        self._is_under_way = False
        if is_done:
            self._show(None)
            self._events.changed.emit(Changes.ALL)

    def _on_changed(self, changes: Changes) -> None:
        if changes & Changes.SETTINGS:
            self.begin()
