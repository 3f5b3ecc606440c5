"""Commands of a print run: print, stopped, resume and confirm."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Event

import click

from app.domain.ids import SessionId
from app.domain.print_session import Fault, RunOrder, SheetStatus
from app.errors import BadValue, SystemTrouble, UserError
from app.files import write_aside
from app.printing.values import Refusal
from app.rows import CertificateFace
from app.usecases import print_runs
from app.usecases.companions import pack_items
from ui.cli.desk import Desk, numbers, pass_desk, table
from ui.cli.layouts import read_form
from ui.printing_batches import SHEETS_AT_ONCE, Batch, Look, draw_batches
from ui.printing_spool import Paper

_RUN = click.IntRange(1, 2**31)
_pdf = click.option("--pdf", type=click.Path(dir_okay=False, path_type=Path), help="PDFに書く")
_printer = click.option("--printer", help="プリンターの名前 (トレイ・両面・位置合わせは設定のとおり)")
_layout = click.option("--layout", metavar="NAME|FILE", help="設定と違う様式 (例 card-a4、健保の様式.toml)")
_one_sided = click.option("--one-sided", is_flag=True, help="裏面を印刷しない")


@dataclass(frozen=True, slots=True)
class Target:
    """Where sheets go and how they are drawn. layout: None for the society's own."""

    pdf: Path | None
    printer: str
    layout: str | None
    is_one_sided: bool

    @property
    def at_once(self) -> int:
        """A file is written whole; a printer gets a few at a time."""
        return 10_000 if self.pdf is not None else SHEETS_AT_ONCE

    def look(self, desk: Desk, layout: str) -> tuple[Look, Paper]:
        """Return how sheets are drawn, and what the printer prints on: as it is set in the window."""
        if self.pdf is not None:
            return Look(desk.today, has_back=not self.is_one_sided, layout=layout), Paper()
        # QtCore is loaded for the settings of this PC only where a printer is wanted.
        from ui.application import user_preferences
        from ui.printing_setup import kept_calibration, kept_paper

        preferences = user_preferences()
        paper = kept_paper(preferences, self.printer)
        kept = kept_calibration(preferences, self.printer, paper)
        has_back = paper.has_back and not self.is_one_sided
        look = Look(desk.today, kept.calibration, has_back=has_back, layout=layout)
        return look, Paper(paper.size, paper.tray, has_back)


@click.command("print")
@click.option("--all", "everybody", is_flag=True, help="交付の対象者全員")
@click.option("--member", "keys", multiple=True, metavar="KEY", help="ひとり (繰り返せる)")
@click.option(
    "--order",
    type=click.Choice([order.value for order in RunOrder]),
    default=RunOrder.ROUTE.value,
    help="route 配る順 (省けばこれ)、number 番号順。--all のとき",
)
@_pdf
@_printer
@_layout
@_one_sided
@pass_desk
def print_(
    desk: Desk,
    everybody: bool,
    keys: tuple[str, ...],
    order: str,
    pdf: Path | None,
    printer: str | None,
    layout: str | None,
    one_sided: bool,
) -> None:
    """資格確認書を印刷する。刷り上がりを確かめたら confirm。"""
    if everybody == bool(keys):
        raise click.UsageError("--all か --member のどちらかを指定してください。")
    target = _target(pdf, printer, layout, is_one_sided=one_sided)
    queries = desk.store.queries
    people = (
        [
            row.person_id
            for row in print_runs.in_run_order(queries.print_candidates(desk.today), RunOrder(order))
        ]
        if everybody
        else [queries.person_id(key) for key in keys]
    )
    if not people:
        desk.show({"session": None, "sheets": [], "refused": []}, "印刷する方はいません。")
        return
    with desk.store.transaction(f"印刷の準備 {len(people)}枚") as tx:
        run = print_runs.plan_session(tx, people, today=desk.today, layout=target.layout)
    if run.session_id is not None:
        _send(desk, run.session_id, target, is_new=True)
    _show(desk, run.session_id, run.faces, run.refused)
    if run.session_id is None:
        raise BadValue(run.sentence)


@click.command()
@click.argument("session", type=_RUN)
@_pdf
@_printer
@_layout
@_one_sided
@pass_desk
def resume(
    desk: Desk,
    session: int,
    pdf: Path | None,
    printer: str | None,
    layout: str | None,
    one_sided: bool,
) -> None:
    """まだ出力していない用紙を印刷する (途中で止まったあと、刷り直しなど)。"""
    target = _target(pdf, printer, layout, is_one_sided=one_sided)
    session_id = SessionId(session)
    _show(desk, session_id, _send(desk, session_id, target, is_new=False), ())


@click.command()
@click.argument("session", type=_RUN)
@click.option(
    "--last-good", required=True, type=click.IntRange(0, 10_000), help="最後の良い用紙 (0 は一枚もない)"
)
@click.option(
    "--found",
    multiple=True,
    metavar="N=WORD",
    help="疑わしい用紙がどうなったか: good damaged blank wrong_paper not_found not_out",
)
@click.option("--reason", default="", help="理由")
@pass_desk
def stopped(desk: Desk, session: int, last_good: int, found: tuple[str, ...], reason: str) -> None:
    """途中で止まった印刷で、最後の良い用紙より後ろを新しい発行番号に替える。続きは resume。"""
    answers = dict(_answer(text) for text in found)
    row = next((r for r in desk.store.queries.session_rows() if r.session_id == session), None)
    if row is not None and row.job:
        _cancel(row.job)
    done = desk.run(
        f"印刷作業{session}の紙づまりの処理",
        lambda tx: print_runs.settle_stop(
            tx,
            SessionId(session),
            last_good=last_good,
            answers=answers,
            today=desk.today,
            reason=reason,
        ),
    )
    desk.show_done(done, **_account(desk, session))


@click.command()
@click.argument("session", type=_RUN)
@click.option("--spoiled", default="", metavar="N,M", help="書き損じた用紙")
@click.option("--missing", default="", metavar="N,M", help="出てこなかった用紙")
@click.option("--double", "doubles", default="", metavar="N,M", help="白紙が1枚重なって出た用紙")
@click.option("--counted", type=click.IntRange(0, 10_000), help="数えた良い用紙の枚数")
@click.option("--reprint", is_flag=True, help="良くない用紙を刷り直す (続けて resume)")
@click.option("--reason", default="", help="書き損じの理由")
@pass_desk
def confirm(
    desk: Desk,
    session: int,
    spoiled: str,
    missing: str,
    doubles: str,
    counted: int | None,
    reprint: bool,
    reason: str,
) -> None:
    """刷り上がりを確かめたと記録する。挙げた用紙のほかはすべて良。"""
    bad, gone, twice = numbers(spoiled), numbers(missing), numbers(doubles)
    done = desk.run(
        f"印刷作業{session}の確認",
        lambda tx: print_runs.confirm(
            tx,
            SessionId(session),
            spoiled=bad,
            missing=gone,
            doubles=twice,
            counted=counted,
            replaces=reprint,
            today=desk.today,
            reason=reason,
        ),
    )
    desk.show_done(done, **_account(desk, session))


def _target(pdf: Path | None, printer: str | None, layout: str | None, *, is_one_sided: bool) -> Target:
    if (pdf is None) == (printer is None):
        raise click.UsageError("--pdf か --printer のどちらかを指定してください。")
    form = None if layout is None else read_form(layout)
    return Target(pdf, printer or "", form, is_one_sided)


def _answer(text: str) -> tuple[int, Fault | None]:
    number, _, word = text.partition("=")
    if not number.isdecimal() or word not in ("good", *Fault):
        raise BadValue("--found は 37=damaged や 38=good のように書いてください。")
    return int(number), None if word == "good" else Fault(word)


def _account(desk: Desk, session: int) -> dict[str, int]:
    row = next(r for r in desk.store.queries.session_rows() if r.session_id == session)
    return {
        "session": session,
        "good": row.good,
        "spoiled": row.spoiled,
        "missing": row.missing,
        "waiting": row.queued,
    }


def _send(desk: Desk, session_id: SessionId, target: Target, *, is_new: bool) -> tuple[CertificateFace, ...]:
    """Hand over the pages that wait, each part noted as sent before it leaves; return what they show.

    What surely was not taken is noted as not sent again; a new run that cannot be drawn, or whose
    file cannot be written, is given up, for nothing of it is on paper.
    """
    rows = desk.store.queries.sheet_rows(session_id)
    numbers = [row.sheet_number for row in rows if row.status is SheetStatus.QUEUED]
    if not numbers:
        raise BadValue(f"印刷作業{session_id}に出力を待つ用紙はありません。")
    with desk.store.rehearsal() as tx:
        run = print_runs.waiting_run(tx, session_id, today=desk.today)
        items = pack_items(tx, run.sheets)
    look, paper = target.look(desk, run.layout if target.layout is None else target.layout)
    try:
        batches = draw_batches(
            items,
            numbers,
            look,
            lambda _: None,
            substitutions=run.substitutions,
            at_once=target.at_once,
        )
    except UserError:
        if is_new:
            _cancel_run(desk, session_id)
        raise
    for batch in batches:
        _send_batch(desk, session_id, batch, target, paper, is_new=is_new)
    return run.faces


def _send_batch(
    desk: Desk, session_id: SessionId, batch: Batch, target: Target, paper: Paper, *, is_new: bool
) -> None:
    desk.run(
        f"印刷作業{session_id}の出力 {len(batch.numbers)}枚",
        lambda tx: print_runs.begin_output(tx, session_id, batch.numbers, printer=target.printer),
        undoable=False,
    )
    try:
        job = _hand_over(batch.pages, target, paper)
    except (UserError, SystemTrouble) as error:
        _not_taken(desk, session_id, batch.numbers, error, is_new=is_new and target.pdf is not None)
        raise
    if job:
        desk.run(
            f"印刷作業{session_id}の受付",
            lambda tx: print_runs.note_job(tx, session_id, job),
            undoable=False,
        )
        _await(job, session_id)


def _hand_over(pages: bytes, target: Target, paper: Paper) -> str:
    if target.pdf is not None:
        write_aside(target.pdf, pages)
        return ""
    from ui.printing_spool import spool

    return spool(pages, target.printer, paper=paper)


def _not_taken(
    desk: Desk, session_id: SessionId, part: Sequence[int], error: Exception, *, is_new: bool
) -> None:
    from ui.printing_spool import QueueSilent

    if isinstance(error, QueueSilent):
        return
    desk.run(
        f"印刷作業{session_id}の出力の取消",
        lambda tx: print_runs.take_back(tx, session_id, part),
        undoable=False,
    )
    if is_new:
        _cancel_run(desk, session_id)


def _cancel_run(desk: Desk, session_id: SessionId) -> None:
    desk.run(
        f"印刷作業{session_id}の取消",
        lambda tx: print_runs.cancel(tx, session_id, today=desk.today),
        undoable=False,
    )


def _await(job: str, session_id: SessionId) -> None:
    """Follow the job on standard error; Ctrl+C cancels it in the queue as well."""
    from ui.printing_watch import Ending, Report, watch

    def tell(report: Report) -> None:
        click.echo(f"{report.sheets}枚目 {report.trouble}".strip(), err=True)

    try:
        report = watch(job, halt=Event(), tell=tell)
    except KeyboardInterrupt:
        _cancel(job)
        raise
    if report.ending is not Ending.DONE:
        raise SystemTrouble(
            f"印刷作業{session_id}は途中で終わりました({report.sheets}枚目まで)。用紙を見て、"
            f"shikaku stopped {session_id} --last-good 番号 で続けてください。"
        )


def _cancel(job: str) -> None:
    from ui.printing_watch import watch

    halted = Event()
    halted.set()
    watch(job, halt=halted, tell=lambda _report: None)


def _show(
    desk: Desk,
    session_id: SessionId | None,
    faces: Sequence[CertificateFace],
    refused: Sequence[Refusal],
) -> None:
    sheets = [
        {"sheet": int(face.sheet_label.split("-")[1]), "issue": face.issue_number, "key": face.person_key}
        for face in faces
    ]
    parts = []
    if faces:
        rows = [(f.sheet_label, f.issue_number, f.person_key, f.name) for f in faces]
        parts.append(table(("用紙", "発行番号", "記号-番号-枝番", "氏名"), rows))
        parts.append(
            f"印刷作業{session_id}: {len(faces)}枚を出力しました。"
            f"用紙を確かめ、shikaku confirm {session_id} で確認してください。"
        )
    if refused:
        parts.append(
            table(("印刷できない方", "理由"), [(f"{r.person_key} {r.name}", r.reason) for r in refused])
        )
    desk.show(
        {
            "session": session_id,
            "sheets": sheets,
            "refused": [{"key": r.person_key, "reason": r.reason} for r in refused],
        },
        "\n".join(parts),
    )


COMMANDS = (print_, stopped, resume, confirm)
