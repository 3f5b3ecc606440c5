"""Commands of a print run: print, stopped, resume and confirm."""

import io
from collections.abc import Sequence
from pathlib import Path
from threading import Event

import click

from app.domain.ids import SessionId
from app.domain.print_session import Fault, RunOrder, SheetStatus
from app.errors import BadValue, SystemTrouble, UserError
from app.printing.values import Refusal
from app.rows import CertificateFace
from app.usecases import print_runs
from app.usecases.papers import write_aside
from ui.cli.desk import Desk, numbers, pass_desk, table
from ui.printing_batches import SHEETS_AT_ONCE

_RUN = click.IntRange(1, 2**31)
_pdf = click.option("--pdf", type=click.Path(dir_okay=False, path_type=Path), help="PDFに書く")
_printer = click.option("--printer", help="プリンターの名前")


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
@pass_desk
def print_(
    desk: Desk, everybody: bool, keys: tuple[str, ...], order: str, pdf: Path | None, printer: str | None
) -> None:
    """資格確認書を印刷する。刷り上がりを確かめたら confirm。"""
    if everybody == bool(keys):
        raise click.UsageError("--all か --member のどちらかを指定してください。")
    _check_target(pdf, printer)
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
        run = print_runs.plan_session(tx, people, today=desk.today)
    if run.session_id is not None:
        _send(desk, run.session_id, range(1, len(run.faces) + 1), run.faces, pdf, printer, is_new=True)
    _show(desk, run.session_id, run.faces, run.refused)
    if run.session_id is None:
        raise BadValue(run.sentence)


@click.command()
@click.argument("session", type=_RUN)
@_pdf
@_printer
@pass_desk
def resume(desk: Desk, session: int, pdf: Path | None, printer: str | None) -> None:
    """まだ出力していない用紙を印刷する (途中で止まったあと、刷り直しなど)。"""
    _check_target(pdf, printer)
    session_id = SessionId(session)
    with desk.store.rehearsal() as tx:
        faces = print_runs.waiting_faces(tx, session_id, today=desk.today)
    rows = desk.store.queries.sheet_rows(session_id)
    waiting = [row.sheet_number for row in rows if row.status is SheetStatus.QUEUED]
    if not waiting:
        raise BadValue(f"印刷作業{session}に出力を待つ用紙はありません。")
    _send(desk, session_id, waiting, faces, pdf, printer, is_new=False)
    _show(desk, session_id, faces, ())


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


def _check_target(pdf: Path | None, printer: str | None) -> None:
    if (pdf is None) == (printer is None):
        raise click.UsageError("--pdf か --printer のどちらかを指定してください。")


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


def _send(
    desk: Desk,
    session_id: SessionId,
    sheet_numbers: Sequence[int],
    faces: Sequence[CertificateFace],
    pdf: Path | None,
    printer: str | None,
    *,
    is_new: bool,
) -> None:
    """Hand the pages over, each part noted as sent before it leaves.

    What surely was not taken is noted as not sent again; a new run whose file cannot be written
    is given up, for nothing of it is on paper.
    """
    from app.printing.certificate import draw_certificates

    at_once = len(faces) if pdf is not None else SHEETS_AT_ONCE
    for first in range(0, len(faces), at_once):
        part = list(sheet_numbers[first : first + at_once])
        pages = io.BytesIO()
        draw_certificates(faces[first : first + at_once], pages)
        desk.run(
            f"印刷作業{session_id}の出力 {len(part)}枚",
            lambda tx, part=part: print_runs.begin_output(tx, session_id, part, printer=printer or ""),  # type: ignore[misc]
            undoable=False,
        )
        try:
            job = _hand_over(pages.getvalue(), pdf, printer)
        except (UserError, SystemTrouble) as error:
            _not_taken(desk, session_id, part, error, is_new=is_new and pdf is not None)
            raise
        if job:
            desk.run(
                f"印刷作業{session_id}の受付",
                lambda tx, job=job: print_runs.note_job(tx, session_id, job),  # type: ignore[misc]
                undoable=False,
            )
            _await(job, session_id)


def _hand_over(pages: bytes, pdf: Path | None, printer: str | None) -> str:
    if pdf is not None:
        write_aside(pdf, pages)
        return ""
    from ui.printing_spool import spool

    return spool(pages, printer or "")


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
