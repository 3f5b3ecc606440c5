"""Sends one print session, a few sheets at a time, and tells how far the printer is."""

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from threading import Event

from PySide6.QtCore import QObject, Signal

from app.changes import Changes, Done
from app.domain.ids import SessionId
from app.late import dataclass
from app.ports import UseCase
from ui.frame.context import Context
from ui.frame.messages import say_why
from ui.printers import sent as printing_sent
from ui.printers.batches import Batch
from ui.printers.paper import Paper, Taken
from ui.printers.sent import Sent, hand_over
from ui.printers.spool import spool
from ui.printers.watch import PATIENCE_SECONDS, Ending, Report, watch


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a session is. done: sheets out, as the printer counts. number: the 用紙通番 that makes.

    trouble: why the printer waits; empty while it prints.
    """

    session_id: SessionId
    done: int
    total: int
    number: int = 0
    trouble: str = ""
    ending: Ending | None = None
    printer: str = ""


class SessionPrinter(QObject):
    """At most one session is under way. Every batch is noted as sent before it is handed over.

    Signals:
        progressed: arg: Progress; with an ending when the session needs the person again.
        stopped: Nothing of the session is in the queue any more. arg: its SessionId.
    """

    progressed = Signal(object)
    stopped = Signal(object)
    _told = Signal(object)

    def __init__(self, context: Context, parent: QObject | None = None) -> None:
        """Print nothing yet."""
        super().__init__(parent)
        self._context = context
        self.patience = PATIENCE_SECONDS
        self._queue: deque[Batch] = deque()
        self._batch: Batch | None = None
        self._halt = Event()
        self._is_unknown = False
        self._printer, self._paper = "", Paper()
        self.progress: Progress | None = None
        self._told.connect(self._on_report)

    @property
    def is_active(self) -> bool:
        """Whether sheets are on their way."""
        return self._batch is not None

    def start(self, session_id: SessionId, batches: Sequence[Batch], printer: str, paper: Paper) -> None:
        """Send the batches one after the other."""
        if self.is_active or not batches:
            return
        self._queue, self._halt, self._is_unknown = deque(batches), Event(), False
        self._printer, self._paper = printer, paper
        total = sum(len(batch.numbers) for batch in batches)
        self.progress = Progress(session_id, 0, total, printer=printer)
        self._next()

    def halt(self) -> None:
        """Cancel what is in the queue; `progressed` tells when it is gone."""
        self._halt.set()

    def stop(self, session_id: SessionId, job: str) -> None:
        """See to it that nothing of the session can still come out, then emit `stopped`.

        job: what the queue took before this program was started anew.
        """
        if self.is_active:
            self.halt()
            return
        if not job:
            self.stopped.emit(session_id)
            return
        halted = Event()
        halted.set()
        self._context.tasks.start(
            lambda _: watch(job, halt=halted, tell=lambda _report: None),
            done=lambda _: self.stopped.emit(session_id),
            failed=lambda: self.progressed.emit(Progress(session_id, 0, 0, ending=Ending.FAILED)),
        )

    def save(
        self, session_id: SessionId, numbers: Sequence[int], write: Callable[[], None], where: Path
    ) -> None:
        """Put the sheets into a file instead; write() does it. where: told when it is there."""
        if not self._begin_part(session_id, numbers, ""):
            return

        def send() -> Taken:
            write()
            return Taken()

        def told(sent: Sent) -> None:
            if self._end_part(session_id, numbers, sent):
                sentence = (
                    f"印刷作業{session_id}を {where} に出力しました。印刷して、用紙を確かめてください。"
                )
                self._context.messages.done(sentence)
                self._context.events.wrote.emit(where)

        self._context.tasks.start(
            lambda _: hand_over(send), done=told, failed=lambda: self._forget_part(session_id)
        )

    def _next(self) -> None:
        assert self.progress is not None
        if not self._queue:
            self._end(Ending.UNKNOWN if self._is_unknown else Ending.DONE)
            return
        batch = self._batch = self._queue.popleft()
        session_id, printer, paper = self.progress.session_id, self._printer, self._paper
        if not self._begin_part(session_id, batch.numbers, printer):
            self._end(Ending.FAILED)
            return
        self.progressed.emit(self.progress)

        def broken() -> None:
            self._forget_part(session_id)
            self._end(Ending.FAILED)

        self._context.tasks.start(
            lambda _: hand_over(lambda: spool(batch.pages, printer, paper=paper)),
            done=self._handed_over,
            failed=broken,
        )

    def _handed_over(self, sent: Sent) -> None:
        batch, progress = self._batch, self.progress
        assert batch is not None
        assert progress is not None
        if not self._end_part(progress.session_id, batch.numbers, sent):
            self._end(Ending.FAILED)
            return
        if sent.note:
            self._context.messages.done(sent.note)
        job = sent.job
        if not job:
            # Where the system names no jobs nobody can tell how far the paper is.
            self._on_watched(Report(Ending.UNKNOWN, len(batch.papers)))
            return
        halt, patience = self._halt, self.patience
        self._context.tasks.start(
            lambda task: watch(
                job, halt=halt, tell=self._told.emit, patience=patience, is_left=lambda: task.is_cancelled
            ),
            done=self._on_watched,
            failed=self._not_cancelled,
        )

    def _on_report(self, report: Report) -> None:
        if self.progress is None or self._batch is None:
            return
        self.progress = self._counted(report)
        self.progressed.emit(self.progress)

    def _on_watched(self, report: Report) -> None:
        batch = self._batch
        if batch is None:
            return
        self.progress = self._counted(report)
        if report.ending not in (Ending.DONE, Ending.UNKNOWN):
            self._end(report.ending or Ending.FAILED)
            return
        self._is_unknown |= report.ending is Ending.UNKNOWN
        sent = len(batch.numbers)
        self.progress = replace(self.progress, done=self._before() + sent, number=batch.numbers[-1])
        if self._halt.is_set():
            self._end(Ending.CANCELLED)
            return
        self._next()

    def _not_cancelled(self) -> None:
        # Something may still come out: whoever waits for the queue to be empty goes on waiting.
        self._halt.clear()
        self._end(Ending.FAILED)

    def _counted(self, report: Report) -> Progress:
        assert self.progress is not None
        assert self._batch is not None
        out = self._batch.numbers_of(report.sheets)
        number = out[-1] if out else self.progress.number
        return replace(self.progress, done=self._before() + len(out), number=number, trouble=report.trouble)

    def _before(self) -> int:
        """How many sheets the batches before this one hold."""
        assert self.progress is not None
        assert self._batch is not None
        waiting = sum(len(batch.numbers) for batch in self._queue)
        return self.progress.total - waiting - len(self._batch.numbers)

    def _end(self, ending: Ending) -> None:
        assert self.progress is not None
        self._batch = None
        self._queue.clear()
        self.progress = replace(self.progress, ending=ending)
        self.progressed.emit(self.progress)
        if self._halt.is_set():
            self.stopped.emit(self.progress.session_id)

    def _record(self, use_case: UseCase[Done]) -> Done | None:
        return self._context.commands.run(use_case, undoable=False)

    def _begin_part(self, session_id: SessionId, numbers: Sequence[int], printer: str) -> bool:
        self._context.events.under_way.add(session_id)
        is_noted = printing_sent.begin(self._record, session_id, numbers, printer)
        if not is_noted:
            self._context.events.under_way.discard(session_id)
        return is_noted

    def _forget_part(self, session_id: SessionId) -> None:
        """Nothing may have been recorded, and yet the session may now be one that was cut off."""
        self._context.events.under_way.discard(session_id)
        self._context.events.changed.emit(Changes.PRINTING)

    def _end_part(self, session_id: SessionId, numbers: Sequence[int], sent: Sent) -> bool:
        """Note what became of a part and say why it did not leave, if so; whether it surely left."""
        self._context.events.under_way.discard(session_id)
        is_noted = printing_sent.end(self._record, session_id, numbers, sent)
        if not is_noted:
            self._forget_part(session_id)
        if sent.error is not None:
            say_why(sent.error, self._context.messages)
        return is_noted
