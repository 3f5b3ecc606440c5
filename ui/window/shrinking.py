"""The data folder given back to the disk after something large was taken back."""

from app.changes import Changes
from app.ports import Store
from ui.frame.events import AppEvents
from ui.frame.tasks import TaskRunner


class Shrinking:
    """Looks after each undo whether the file has much empty space; in a worker, and never twice at once."""

    def __init__(self, store: Store, tasks: TaskRunner, events: AppEvents) -> None:
        self._store, self._tasks = store, tasks
        self._is_under_way = False
        events.changed.connect(self._on_changed)

    def _on_changed(self, changes: Changes) -> None:
        if changes != Changes.ALL or self._is_under_way:
            return
        self._is_under_way = True
        self._tasks.start(lambda _: self._store.shrink(), done=lambda _: self._rest(), failed=self._rest)

    def _rest(self) -> None:
        self._is_under_way = False
