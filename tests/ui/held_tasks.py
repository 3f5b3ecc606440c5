"""Work beside the window that runs when the test says so."""

from collections.abc import Callable
from typing import Any, TypeVar

from ui.frame.messages import Messages
from ui.frame.tasks import Cancelled, Job

T = TypeVar("T")
Ends = tuple[Job, Callable[[Job], Any], Callable[[Any], None], Callable[[], None] | None]


class HeldTasks:
    """Work that runs when the test says so."""

    def __init__(self, messages: Messages) -> None:
        self.waiting: list[Ends] = []

    def start(
        self,
        work: Callable[[Job], T],
        *,
        done: Callable[[T], None],
        progress: Callable[[int, int], None] | None = None,
        failed: Callable[[], None] | None = None,
    ) -> Job:
        job = Job(progress or (lambda _done, _total: None))
        self.waiting.append((job, work, done, failed))
        return job

    def drain(self) -> None:
        self.waiting.clear()

    def run(self) -> None:
        """Do what waits; of what was cancelled nothing is told."""
        job, work, done, _ = self.waiting.pop(0)
        try:
            result = work(job)
        except Cancelled:
            return
        if not job.is_cancelled:
            done(result)
