"""元に戻す and やり直す: a small step at once, a large one beside the work, and it can be stopped."""

from collections.abc import Callable

from app.ports import Store
from ui.frame.commands import Commands
from ui.frame.messages import Messages
from ui.frame.tasks import Job, TaskRunner

LARGE = 2_000
"""From so many changed rows on nobody waits for it with the window standing still."""


class TakingBack:
    """Takes back the latest step, or brings back what was taken back; one at a time."""

    def __init__(
        self,
        store: Store,
        commands: Commands,
        tasks: TaskRunner,
        show: Callable[[str, int | None], None],
        messages: Callable[[], Messages],
    ) -> None:
        """show: what is under way and how many of a hundred, or None. messages: where small ones speak."""
        self._store, self._commands, self._tasks = store, commands, tasks
        self._show, self._messages = show, messages
        self._job: Job | None = None
        self._is_over = True

    def undo(self) -> None:
        """Take back the latest step."""
        if self._job is None and not self._begin(redo=False):
            self._commands.undo(messages=self._messages())

    def redo(self) -> None:
        """Bring back what was taken back last."""
        if self._job is None and not self._begin(redo=True):
            self._commands.redo(messages=self._messages())

    def stop(self) -> None:
        """Leave everything as it was before."""
        if self._job is not None:
            self._job.cancel()
            self._end()

    def _begin(self, *, redo: bool) -> bool:
        """Begin a large one in a worker."""
        if self._store.size_of_step(redo=redo) < LARGE:
            return False
        told = "やり直しています" if redo else "元に戻しています"
        self._is_over = False
        job = self._commands.take_back(
            self._tasks,
            redo=redo,
            done=self._end,
            progress=lambda done, total: self._show(told, done * 100 // max(1, total)),
            failed=self._end,
        )
        if not self._is_over:
            self._job = job
            self._show(told, 0)
        return True

    def _end(self) -> None:
        self._job, self._is_over = None, True
        self._show("", None)
