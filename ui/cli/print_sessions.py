"""Commands of a print session: print, stopped, resume and confirm."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any, BinaryIO

import click

from app.changes import Done
from app.domain.ids import PersonId, SessionId
from app.domain.print_session import Fault, PrintOrder
from app.errors import BadValue
from app.output import PDF
from app.ports import Transaction, UseCase
from app.printing.values import Refusal
from app.usecases.issuing.taking import batch_of, file_of, plan_batch
from app.usecases.printing import accounts, sessions
from app.usecases.printing.order import in_print_order
from app.usecases.printing.sessions import PlannedSession
from app.usecases.printing.tries import Tries, said_of
from ui.cli import open_sessions
from ui.cli.desk import (
    TO_WRITE,
    Columns,
    Desk,
    as_data,
    day_option,
    numbers,
    pass_desk,
    table_of,
    word_option,
)
from ui.cli.exports import PASSWORD_FILE
from ui.cli.layouts import read_form
from ui.cli.print_output import Output, Target, cancel, send
from ui.cli.secret_words import first_line
from ui.cli.tries import are_tries, print_tries

_RUN = click.IntRange(1, 2**31)


def _output(command: Any) -> Any:
    """The options of where sheets go and how they are drawn: all that _target takes."""
    for option in (
        click.option("--one-sided", is_flag=True, help="裏面を印刷しない"),
        click.option("--layout", metavar="NAME|FILE", help="設定と違う様式 (例 card-a4、健保の様式.toml)"),
        click.option("--printer", help="プリンターの名前 (トレイ・両面・位置合わせは設定のとおり)"),
        PASSWORD_FILE,
        click.option("--pdf", type=TO_WRITE, help="PDFに書く"),
    ):
        command = option(command)
    return command


@click.command("print")
@click.option("--all", "everybody", is_flag=True, help="交付の対象者全員")
@click.option("--batch", metavar="NUMBER", help="発行データの方々を、署名のとおりに")
@click.option("--member", "keys", multiple=True, metavar="KEY", help="ひとり (繰り返せる)")
@word_option(
    "--order",
    PrintOrder,
    default=PrintOrder.ROUTE.value,
    help="route 配る順 (省けばこれ)、number 番号順。--all のとき",
)
@day_option("--issued-on", help="健保が示した交付年月日 (一覧に日のない方がいるとき)")
@click.option("--specimen", is_flag=True, help="見本として刷る (交付にも枚数にも数えない)")
@_output
@pass_desk
def print_(
    desk: Desk,
    /,
    everybody: bool,
    keys: tuple[str, ...],
    batch: str | None,
    order: PrintOrder,
    specimen: bool,
    issued_on: date | None,
    **output: Any,
) -> None:
    """資格確認書を印刷する。刷り上がりを確かめたら confirm。"""
    if [everybody, bool(keys), batch is not None].count(True) != 1:
        raise click.UsageError("--all、--member、--batch のどれか1つを指定してください。")
    target = _target(desk, **output)
    if batch is not None:
        people = _signed_people(desk, batch)
    elif everybody:
        rows = in_print_order(desk.queries.print_candidates(desk.today), order)
        people = [row.person_id for row in rows]
    else:
        people = desk.person_ids(keys)
    if not people:
        open_sessions.show(
            desk,
            {"session": None, "specimen": False, "sheets": [], "refused": [], "doubtful": []},
            "印刷する方はいません。",
        )
        return
    if specimen or are_tries(desk):
        tried = print_tries(desk, target, people)
        _show(desk, None, tried.refused, tried=tried)
        return
    refused: list[Refusal] = []
    doubtful: list[Refusal] = []

    def plan(tx: Transaction) -> PlannedSession:
        if batch is not None:
            run = plan_batch(tx, batch, today=desk.today, layout=target.layout)
        else:
            run = sessions.plan_session(
                tx, people, today=desk.today, issued_on=issued_on, layout=target.layout
            )
        refused.extend(run.refused)
        doubtful.extend(run.doubtful)
        if run.session_id is None:
            raise _NobodyToPrint(run.sentence)
        return run

    try:
        out = send(desk, target, plan)
    except _NobodyToPrint:
        _show(desk, None, refused)
        raise
    _show(desk, out, refused, doubtful)


@click.command()
@click.argument("session", type=_RUN)
@_output
@pass_desk
def resume(desk: Desk, /, session: int, **output: Any) -> None:
    """まだ出力していない用紙を印刷する (途中で止まったあと、刷り直しなど)。"""
    target = _target(desk, **output)
    session_id = SessionId(session)
    _check_waits(desk, session_id)
    _show(desk, send(desk, target, session_id), ())


@click.command()
@click.argument("session", type=_RUN)
@click.option(
    "--last-good", required=True, type=click.IntRange(min=0), help="最後の良い用紙 (0 は一枚もない)"
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
    row = next((r for r in desk.queries.session_rows() if r.session_id == session), None)
    if row is not None and row.job:
        cancel(row.job)
    _account(
        desk,
        session,
        lambda tx: accounts.settle_stop(
            tx, SessionId(session), last_good=last_good, answers=answers, today=desk.today, reason=reason
        ),
    )


@click.command()
@click.argument("session", type=_RUN)
@click.option("--spoiled", default="", metavar="N,M", help="書き損じた用紙")
@click.option("--missing", default="", metavar="N,M", help="出てこなかった用紙")
@click.option("--double", "doubles", default="", metavar="N,M", help="白紙が1枚重なって出た用紙")
@click.option("--counted", type=click.IntRange(min=0), help="数えた良い用紙の枚数")
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
    _account(
        desk,
        session,
        lambda tx: accounts.confirm(
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


@click.command("give-up")
@click.argument("session", type=_RUN)
@pass_desk
def give_up(desk: Desk, session: int) -> None:
    """まだ出力していない用紙の印刷をやめる。その方々はまた交付の対象になる。"""
    _account(desk, session, lambda tx: sessions.stop(tx, SessionId(session), today=desk.today))


def _signed_people(desk: Desk, number: str) -> list[PersonId]:
    """The people of a batch, for 見本; those the roster does not know are named when it is planned."""
    with desk.store.reading() as stored:
        wanted = {entry.key for entry in file_of(batch_of(stored, number)).entries}
        return [one.id for one in stored.people() if one.key in wanted and one.id is not None]


def _target(
    desk: Desk,
    *,
    pdf: Path | None,
    printer: str | None,
    layout: str | None,
    one_sided: bool,
    password_file: BinaryIO | None,
) -> Target:
    if (pdf is None) == (printer is None):
        raise click.UsageError("--pdf か --printer のどちらかを指定してください。")
    form = None if layout is None else read_form(layout)
    password = "" if password_file is None else first_line(password_file, "パスワード")
    target = Target(None if pdf is None else desk.place(pdf, PDF), printer or "", form, one_sided, password)
    target.check(desk)
    return target


def _answer(text: str) -> tuple[int, Fault | None]:
    number, _, word = text.partition("=")
    if not number.isdecimal() or word not in ("good", *Fault):
        raise BadValue("--found は 37=damaged や 38=good のように書いてください。")
    return int(number), None if word == "good" else Fault(word)


def _account(desk: Desk, session: int, use_case: UseCase[Done]) -> None:
    """Record something about a session and show how it stands then."""
    done = desk.store.record(use_case)
    row = next(r for r in desk.queries.session_rows() if r.session_id == session)
    desk.show_done(done, **as_data(row, "session=session_id good spoiled missing waiting=queued"))


class _NobodyToPrint(BadValue):
    """Everybody wanted was refused; nothing was prepared."""


def _check_waits(desk: Desk, session_id: SessionId) -> None:
    """Refuse a session of which nothing waits to leave, with the way on."""
    found = [row for row in open_sessions.unfinished(desk.queries) if row.session_id == session_id]
    if not found or found[0].is_leaving or not found[0].queued:
        ways = "".join(map(open_sessions.way_on, found))
        raise BadValue(f"印刷作業{session_id}に出力を待つ用紙はありません。{ways}")


def _show(
    desk: Desk,
    output: Output | None,
    refused: Sequence[Refusal],
    doubtful: Sequence[Refusal] = (),
    *,
    tried: Tries | None = None,
) -> None:
    faces = () if output is None else output.run.faces
    if tried is not None:
        faces = tuple(item.face for item in tried.items)
    session_id = None if output is None else output.session_id
    sheets = [
        {"sheet": int(face.sheet_label.split("-")[1]), "issue": face.issue_number, "key": face.person_key}
        for face in faces
    ]
    parts = [] if tried is None else [said_of(tried)]
    if output is not None:
        columns: Columns = {
            "用紙": "sheet_label",
            "発行番号": "issue_number",
            "記号-番号-枝番": "person_key",
            "氏名": "name",
        }
        parts.append(table_of(faces, columns))
        done = (
            "出力しました。"
            if output.is_known
            else ("プリンターに渡しました。印刷が終わったかは、このPCからは分かりません。")
        )
        parts.append(
            f"印刷作業{session_id}: {len(faces)}枚を{done}"
            f"用紙を確かめ、shikaku confirm {session_id} で確認してください。"
        )
    if doubtful:
        columns = {"確かめる方": lambda one: f"{one.person_key} {one.name}", "理由": "reason"}
        parts.append(table_of(doubtful, columns))
    if refused:
        columns = {"印刷できない方": lambda one: f"{one.person_key} {one.name}", "理由": "reason"}
        parts.append(table_of(refused, columns))
    open_sessions.show(
        desk,
        {
            "session": session_id,
            "specimen": tried is not None,
            "sheets": sheets,
            "refused": [as_data(one, "key=person_key reason") for one in refused],
            "doubtful": [as_data(one, "key=person_key reason") for one in doubtful],
        },
        "\n".join(parts),
        without=session_id,
    )
