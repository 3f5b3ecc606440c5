"""Pure work off the UI thread: drawing PDFs, parsing files. The store never goes there."""

import os
from collections.abc import Callable
from threading import Event, Thread
from time import monotonic
from typing import Any, Protocol, TypeVar

from PySide6.QtCore import QObject, Qt, Signal

from app.errors import SystemTrouble, UserError
from app.late import dataclass
from ui.frame.messages import Messages, say_why

T = TypeVar("T")

PATIENCE = 3.0
"""Seconds that closing waits for work that may be left behind."""


class Cancelled(Exception):
    """The user no longer wants the result; raised inside the work by Job.report."""


class Job:
    """One piece of work under way: the worker reports, the user may cancel."""

    def __init__(self, on_progress: Callable[[int, int], None]) -> None:
        """Pass progress (so many of so many) on to a function that may be called from any thread."""
        self._on_progress = on_progress
        self._cancelled = Event()

    def report(self, done: int, total: int) -> None:
        """Called by the work between steps; raises Cancelled when the user has cancelled."""
        if self._cancelled.is_set():
            raise Cancelled
        self._on_progress(done, total)

    def cancel(self) -> None:
        """Ask the work to stop at its next report; neither done nor failed follows."""
        self._cancelled.set()

    @property
    def is_cancelled(self) -> bool:
        """Whether cancel() was called."""
        return self._cancelled.is_set()


class TaskRunner(Protocol):
    """What pages use: Tasks in the window, ImmediateTasks in tests and for screenshots."""

    def start(
        self,
        work: Callable[[Job], T],
        *,
        done: Callable[[T], None],
        progress: Callable[[int, int], None] | None = None,
        failed: Callable[[], None] | None = None,
    ) -> Job:
        """Run work(job) and call done(result) on the UI thread.

        A UserError or SystemTrouble is spoken to the user, then failed() is called (to enable
        a button again). Anything else is a bug and reaches the crash hook on the UI thread.
        """

    def drain(self) -> None:
        """Cancel what runs and wait for it; called when the window closes."""


@dataclass(frozen=True, slots=True)
class _Waiting:
    """The UI-side ends of one job."""

    done: Callable[[Any], None]
    progress: Callable[[int, int], None] | None
    failed: Callable[[], None] | None


class Threads(Protocol):
    """What Tasks asks of a pool."""

    def submit(self, work: Callable[[], None], /) -> object: ...
    def shutdown(self, *, cancel_futures: bool) -> None: ...


class Tasks(QObject):
    """Runs work in threads and hands results to the UI thread.

    Python's own threads: Qt's pool frees a QRunnable behind the back of its Python wrapper, and
    the next Qt object at that address would be taken for it.

    Signals (internal, queued from the worker): _progressed, _finished, _failed; arg 1: the job.
    """

    _progressed = Signal(object, int, int)
    _finished = Signal(object, object)
    _failed = Signal(object, object)

    def __init__(
        self,
        messages: Messages,
        parent: QObject | None = None,
        *,
        threads: Callable[[], "Threads"] | None = None,
    ) -> None:
        """Speak failures through messages. threads: a pool, made when there is work."""
        super().__init__(parent)
        self._messages = messages
        self._threads = threads or _threads
        self._pool: Threads | None = None
        self._waiting: dict[Job, _Waiting] = {}
        queued = Qt.ConnectionType.QueuedConnection
        self._progressed.connect(self._on_progressed, queued)
        self._finished.connect(self._on_finished, queued)
        self._failed.connect(self._on_failed, queued)

    def start(
        self,
        work: Callable[[Job], T],
        *,
        done: Callable[[T], None],
        progress: Callable[[int, int], None] | None = None,
        failed: Callable[[], None] | None = None,
    ) -> Job:
        """See TaskRunner.start."""
        job = Job(lambda so_far, total: self._progressed.emit(job, so_far, total))
        self._waiting[job] = _Waiting(done, progress, failed)

        def run() -> None:
            try:
                result = work(job)
            except Cancelled:
                self._failed.emit(job, None)
            except Exception as error:  # noqa: BLE001 - must reach the UI thread
                self._failed.emit(job, error)
            else:
                self._finished.emit(job, result)

        if self._pool is None:
            self._pool = self._threads()
        self._pool.submit(run)
        return job

    def drain(self) -> None:
        """See TaskRunner.drain."""
        for job in self._waiting:
            job.cancel()
        self._waiting.clear()
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)
            self._pool = None

    def _on_progressed(self, job: Job, so_far: int, total: int) -> None:
        ends = self._waiting.get(job)
        if ends is not None and ends.progress is not None and not job.is_cancelled:
            ends.progress(so_far, total)

    def _on_finished(self, job: Job, result: object) -> None:
        ends = self._waiting.pop(job, None)
        if ends is not None and not job.is_cancelled:
            ends.done(result)

    def _on_failed(self, job: Job, error: Exception | None) -> None:
        ends = self._waiting.pop(job, None)
        if ends is not None and error is not None:
            _speak(error, self._messages, ends.failed)


class ImmediateTasks:
    """The same interface without a thread: done() was called when start() returns."""

    def __init__(self, messages: Messages) -> None:
        """Speak failures through messages."""
        self._messages = messages

    def start(
        self,
        work: Callable[[Job], T],
        *,
        done: Callable[[T], None],
        progress: Callable[[int, int], None] | None = None,
        failed: Callable[[], None] | None = None,
    ) -> Job:
        """See TaskRunner.start."""
        job = Job(progress or _ignored)
        try:
            result = work(job)
        except Cancelled:
            return job
        except Exception as error:  # noqa: BLE001 - sorted out and raised again in _speak
            _speak(error, self._messages, failed)
            return job
        done(result)
        return job

    def drain(self) -> None:
        """Nothing ever runs behind our back."""


class _LeftBehind:
    """A thread for each piece of work; one that does not end is waited for a moment, and no longer.

    Only for work that may be killed at any moment: a share that went away may hold it for minutes.
    """

    def __init__(self) -> None:
        self._begun: list[Thread] = []

    def submit(self, work: Callable[[], None], /) -> None:
        thread = Thread(target=work, daemon=True)
        self._begun = [*filter(Thread.is_alive, self._begun), thread]
        thread.start()

    def shutdown(self, *, cancel_futures: bool) -> None:  # noqa: ARG002 - none waits for its turn
        until = monotonic() + PATIENCE
        for thread in self._begun:
            thread.join(max(0.0, until - monotonic()))


def left_behind(messages: Messages) -> Tasks:
    """Return what runs work that closing the window must not wait for."""
    return Tasks(messages, threads=_LeftBehind)


def _threads() -> Threads:
    from concurrent.futures import ThreadPoolExecutor

    return ThreadPoolExecutor(os.cpu_count(), thread_name_prefix="work")


def _ignored(_so_far: int, _total: int) -> None:
    """Progress that nobody asked for."""


def _speak(error: Exception, messages: Messages, failed: Callable[[], None] | None) -> None:
    if isinstance(error, UserError | SystemTrouble):
        say_why(error, messages)
    if failed is not None:
        failed()
    if not isinstance(error, UserError | SystemTrouble):
        raise error
