"""The one door from screens to use cases that write."""

from collections.abc import Callable

from app.changes import Changes, Done
from app.domain.ids import OperationId
from app.errors import SystemTrouble, UserError
from app.ports import D, Report, Store, Transaction, UseCase
from app.rows import OperationRow
from ui.frame.events import AppEvents
from ui.frame.messages import Messages, say_why
from ui.frame.tasks import Job, TaskRunner
from ui.frame.waiting import waiting


class Commands:
    """Runs use cases: one transaction, one journal entry, one `changed` signal each."""

    def __init__(self, store: Store, events: AppEvents, messages: Messages) -> None:
        """Write to the store, tell pages through events, users through messages."""
        self._store = store
        self._events = events
        self._messages = messages

    def run(
        self, use_case: UseCase[D], *, undoable: bool = True, messages: Messages | None = None
    ) -> D | None:
        """Run one use case in one transaction, then tell the open pages.

        messages: where to speak instead of the window's strip (the desk's banner).
        Returns None when it was refused; the user has then been told why.
        """

        def work() -> D:
            return self._store.record(use_case, undoable=undoable)

        # What cannot be undone is kept in the background (a print job's number): nobody moved on.
        return self._guarded(work, messages or self._messages, moves_on=undoable)

    def note(self, label: str, sentence: str) -> Done | None:
        """Leave a line in the history about what changed no record, and say so."""

        def work() -> Done:
            self._store.note(label)
            return Done(sentence, label)

        return self._guarded(work, self._messages, moves_on=False)

    def start(
        self,
        use_case: Callable[[Transaction, Report], D],
        tasks: TaskRunner,
        *,
        done: Callable[[D], None],
        progress: Callable[[int, int], None],
        failed: Callable[[], None],
    ) -> Job:
        """Run a long use case in a worker; the job may be cancelled, and then nothing is stored.

        use_case: reports how far it is. done: with what it said, after the open pages were told.
        """
        self._events.moved_on.emit(self._messages)

        def work(job: Job) -> D:
            with self._store.beside() as store:
                return store.record(lambda tx: use_case(tx, job.report), report=job.report)

        def finish(said: D) -> None:
            self._messages.done(said.sentence)
            self._events.changed.emit(said.changes)
            done(said)

        return tasks.start(work, done=finish, progress=progress, failed=failed)

    def undo(
        self, operation_id: OperationId | None = None, *, messages: Messages | None = None
    ) -> Done | None:
        """Take back the latest operation, or that one."""

        def work() -> Done:
            return _taken_back(self._store.undo(operation_id), redo=False)

        return self._guarded(work, messages or self._messages)

    def redo(self, *, messages: Messages | None = None) -> Done | None:
        """Bring back what was undone last."""

        def work() -> Done:
            return _taken_back(self._store.redo(), redo=True)

        return self._guarded(work, messages or self._messages)

    def take_back(
        self,
        tasks: TaskRunner,
        *,
        redo: bool,
        done: Callable[[], None],
        progress: Callable[[int, int], None],
        failed: Callable[[], None],
    ) -> Job:
        """Take back the latest operation, or bring back the last one taken back, in a worker.

        The job may be cancelled, and then all is as before.
        """
        self._events.moved_on.emit(self._messages)

        def work(job: Job) -> Done:
            with self._store.beside() as store:
                step = store.redo if redo else store.undo
                return _taken_back(step(report=job.report), redo=redo)

        def finish(said: Done) -> None:
            done()
            self._messages.done(said.sentence)
            self._events.changed.emit(said.changes)

        return tasks.start(work, done=finish, progress=progress, failed=failed)

    def _guarded(self, work: Callable[[], D], messages: Messages, *, moves_on: bool = True) -> D | None:
        if moves_on:
            self._events.moved_on.emit(messages)
        try:
            with waiting():
                done = work()
        except (UserError, SystemTrouble) as error:
            say_why(error, messages)
            return None
        messages.done(done.sentence)
        self._events.changed.emit(done.changes)
        return done


def _taken_back(operation: OperationRow, *, redo: bool) -> Done:
    told = "やり直しました" if redo else "元に戻しました"
    return Done(f"{told}: {operation.label}", operation.label, changes=Changes.ALL)
