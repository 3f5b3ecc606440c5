"""How the command line lets a session leave: into one file, or to a printer a few sheets at a time."""

from collections.abc import Callable
from dataclasses import replace
from threading import Event

from app.domain.genuine import check_file
from app.domain.ids import SessionId
from app.domain.print_session import SheetStatus
from app.errors import SystemTrouble, UserError
from app.late import dataclass
from app.output import Place, prove
from app.ports import Reading, Transaction, UseCase
from app.printing.values import PackItem
from app.usecases.papers.locking import check_password
from app.usecases.printing import sessions
from app.usecases.printing.accounts import in_sheet_order
from app.usecases.printing.companions import pack_items
from app.usecases.printing.sessions import PlannedSession, WaitingSession
from ui.cli import open_sessions
from ui.cli.desk import Desk
from ui.cli.streams import tell
from ui.printers.batches import Batch, Look, draw_batches, write_session
from ui.printers.paper import Paper
from ui.printers.sent import Record, Sent, begin, end, hand_over, not_sent
from ui.printers.spool import check_printer


@dataclass(frozen=True, slots=True)
class Target:
    """Where sheets go and how they are drawn. layout: None for the society's own. password: of the file."""

    pdf: Place | None
    printer: str
    layout: str | None
    is_one_sided: bool
    password: str = ""

    def look(self, desk: Desk, layout: str) -> tuple[Look, Paper]:
        """Return how sheets are drawn, and what the printer prints on: as it is set in the window."""
        if self.pdf is not None:
            return Look(desk.today, has_back=not self.is_one_sided, layout=layout), Paper()
        # QtCore is loaded for the settings of this PC only where a printer is wanted.
        from ui.printers.setup import kept_calibration, kept_paper
        from ui.window.application import user_preferences

        preferences = user_preferences()
        paper = kept_paper(preferences, self.printer)
        kept = kept_calibration(preferences, self.printer, paper)
        has_back = paper.has_back and not self.is_one_sided
        look = Look(desk.today, kept.calibration, has_back=has_back, layout=layout)
        return look, replace(paper, has_back=has_back)

    def check(self, desk: Desk) -> None:
        """Refuse a printer that cannot be used, before anything is looked for."""
        if self.pdf is None:
            check_printer(self.printer, self.look(desk, "")[1])
        check_password(self.password)


class _BrokeOff(SystemTrouble):
    """The job ended before its last sheet; the sentence says how to go on."""


@dataclass(frozen=True, slots=True)
class Output:
    """A session drawn for its target: everything its sheets need. is_known: whether the end was watched."""

    session_id: SessionId
    run: WaitingSession
    items: tuple[PackItem, ...]
    numbers: tuple[int, ...]
    look: Look
    paper: Paper
    is_known: bool = True


Draw = Callable[[Output], None]
Prepare = Callable[[Draw], Output]
"""Reads what is to leave and has it drawn; what cannot be drawn leaves nothing recorded."""


def send(desk: Desk, target: Target, run: SessionId | UseCase[PlannedSession]) -> Output:
    """Let the sheets of a session leave that waits, or is planned first.

    What cannot be drawn, or has no room on the disk, leaves nothing recorded. From then on every
    refusal says how the session is left.
    """
    if target.pdf is not None:
        check_file(desk.queries.society(), desk.rules, target.password)
    found: list[Output] = []

    def read(tx: Reading, session_id: SessionId) -> Output:
        run = sessions.waiting_session(tx, session_id, today=desk.today)
        look, paper = target.look(desk, run.layout if target.layout is None else target.layout)
        waiting = [
            sheet for sheet in in_sheet_order(tx.sheets(session_id)) if sheet.status is SheetStatus.QUEUED
        ]
        numbers = tuple(sheet.sheet_number for sheet in waiting)
        found.append(Output(session_id, run, pack_items(tx, run.sheets), numbers, look, paper))
        return found[0]

    def prepare(draw: Draw) -> Output:
        def planned(tx: Transaction) -> PlannedSession:
            assert callable(run)
            made = run(tx)
            assert made.session_id is not None
            draw(read(tx, made.session_id))
            return made

        if callable(run):
            desk.store.record(planned)
        else:
            with desk.store.reading() as stored:
                draw(read(stored, run))
        return found[0]

    try:
        if target.pdf is not None:
            return _to_file(desk, target.pdf, target.password, prepare)
        return _to_printer(desk, target.printer, prepare)
    except _BrokeOff:
        raise
    except (UserError, SystemTrouble) as error:
        if not found:
            raise
        raise type(error)(f"{error}{open_sessions.left(desk, found[0].session_id)}") from error


def _to_file(desk: Desk, place: Place, password: str, prepare: Prepare) -> Output:
    """One file for any number of sheets, written page by page, named when they are noted."""
    record, is_begun = _recorder(desk), False
    try:
        with place.writing() as out:

            def draw(output: Output) -> None:
                write_session(output.items, out, output.look, password, output.run.substitutions)
                prove(out)

            output = prepare(draw)
            is_begun = begin(record, output.session_id, output.numbers, "")
    except (UserError, SystemTrouble) as error:
        if is_begun:
            end(record, output.session_id, output.numbers, not_sent(error))
        raise
    end(record, output.session_id, output.numbers, Sent())
    return output


def _to_printer(desk: Desk, printer: str, prepare: Prepare) -> Output:
    """A few sheets at a time, each part followed to its end."""
    from ui.printers.spool import spool

    record = _recorder(desk)
    batches: list[Batch] = []

    def draw(output: Output) -> None:
        names = output.run.substitutions
        batches.extend(
            draw_batches(output.items, output.numbers, output.look, lambda _: None, substitutions=names)
        )

    output = prepare(draw)
    paper = output.paper
    for batch in batches:
        begin(record, output.session_id, batch.numbers, printer)
        sent = hand_over(lambda pages=batch.pages: spool(pages, printer, paper=paper))  # type: ignore[misc]
        end(record, output.session_id, batch.numbers, sent)
        if sent.error is not None:
            raise sent.error
        if sent.note:
            tell(sent.note)
        if not sent.job or not _await(sent.job, output.session_id):
            output = replace(output, is_known=False)
    return output


def _recorder(desk: Desk) -> Record:
    return lambda use_case: desk.store.record(use_case, undoable=False)


def _await(job: str, session_id: SessionId) -> bool:
    """Follow the job on standard error and return whether it surely ended; Ctrl+C cancels it as well."""
    from ui.printers.watch import Ending, Report, watch

    def say(report: Report) -> None:
        tell(f"{report.sheets}枚目 {report.trouble}".strip())

    try:
        report = watch(job, halt=Event(), tell=say)
    except KeyboardInterrupt:
        cancel(job)
        raise
    if report.ending not in (Ending.DONE, Ending.UNKNOWN):
        raise _BrokeOff(
            f"印刷作業{session_id}は途中で終わりました({report.sheets}枚目まで)。用紙を見て、"
            f"shikaku stopped {session_id} --last-good 番号 で続けてください。"
        )
    return report.ending is Ending.DONE


def cancel(job: str) -> None:
    """See to it that nothing of the job can still come out."""
    from ui.printers.watch import watch

    halted = Event()
    halted.set()
    watch(job, halt=halted, tell=lambda _report: None)
