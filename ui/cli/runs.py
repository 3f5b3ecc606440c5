"""Commands of a print run: print and confirm."""

import io
from pathlib import Path

import click

from app.domain.ids import SessionId
from app.errors import BadValue, SystemTrouble
from app.printing.values import Refusal
from app.rows import CertificateFace
from app.usecases import print_runs
from app.usecases.papers import write_aside
from ui.cli.desk import Desk, numbers, pass_desk, table


@click.command("print")
@click.option("--all", "everybody", is_flag=True, help="交付の対象者全員")
@click.option("--member", "keys", multiple=True, metavar="KEY", help="ひとり (繰り返せる)")
@click.option("--pdf", type=click.Path(dir_okay=False, path_type=Path), help="PDFに書く")
@click.option("--printer", help="プリンターの名前")
@pass_desk
def print_(desk: Desk, everybody: bool, keys: tuple[str, ...], pdf: Path | None, printer: str | None) -> None:
    """資格確認書を印刷する。刷り上がりを確かめたら confirm。"""
    if everybody == bool(keys):
        raise click.UsageError("--all か --member のどちらかを指定してください。")
    if (pdf is None) == (printer is None):
        raise click.UsageError("--pdf か --printer のどちらかを指定してください。")
    from app.printing.certificate import draw_certificates

    queries = desk.store.queries
    people = (
        [row.person_id for row in queries.print_candidates(desk.today)]
        if everybody
        else [queries.person_id(key) for key in keys]
    )
    if not people:
        desk.show({"session": None, "sheets": [], "refused": []}, "印刷する方はいません。")
        return
    with desk.store.transaction(f"印刷の準備 {len(people)}枚") as tx:
        run = print_runs.plan_session(tx, people, today=desk.today)
    if run.session_id is not None:
        pages = io.BytesIO()
        draw_certificates(run.faces, pages)
        _send(desk, run.session_id, pages.getvalue(), pdf, printer)
    _show(desk, run.session_id, run.faces, run.refused)
    if run.session_id is None:
        raise BadValue(run.sentence)


def _send(desk: Desk, session_id: SessionId, pages: bytes, pdf: Path | None, printer: str | None) -> None:
    """Hand the pages over. A run whose file cannot be written is given up: nothing is on paper.

    One that a printer did not take stays planned, as nobody knows what it printed.
    """
    if pdf is not None:
        try:
            write_aside(pdf, pages)
        except SystemTrouble:
            desk.run(
                f"印刷作業{session_id}の取消",
                lambda tx: print_runs.cancel(tx, session_id, today=desk.today),
                undoable=False,
            )
            raise
    elif printer is not None:
        from ui.printing_spool import spool

        spool(pages, printer)
    desk.run(
        f"印刷作業{session_id}の出力",
        lambda tx: print_runs.mark_spooled(tx, session_id, printer=printer or ""),
        undoable=False,
    )


def _show(
    desk: Desk,
    session_id: SessionId | None,
    faces: tuple[CertificateFace, ...],
    refused: tuple[Refusal, ...],
) -> None:
    sheets = [
        {"sheet": number, "issue": face.issue_number, "key": face.person_key}
        for number, face in enumerate(faces, start=1)
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


@click.command()
@click.argument("session", type=click.IntRange(1, 2**31))
@click.option("--spoiled", default="", metavar="N,M", help="書き損じた用紙")
@click.option("--missing", default="", metavar="N,M", help="出てこなかった用紙")
@pass_desk
def confirm(desk: Desk, session: int, spoiled: str, missing: str) -> None:
    """刷り上がりを確かめたと記録する。挙げた用紙のほかはすべて良。"""
    bad, gone = numbers(spoiled), numbers(missing)
    done = desk.run(
        f"印刷作業{session}の確認",
        lambda tx: print_runs.confirm(tx, SessionId(session), spoiled=bad, missing=gone, today=desk.today),
    )
    row = next(r for r in desk.store.queries.session_rows() if r.session_id == session)
    desk.show_done(done, session=session, good=row.good, spoiled=row.spoiled, missing=row.missing)


COMMANDS = (print_, confirm)
