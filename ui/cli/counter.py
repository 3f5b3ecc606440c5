"""Commands of the desk that take a household or a whole story: hand over, exchange, wrong person."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import click

from app.domain.certificate import TO_COME_BACK, CertificateStatus
from app.domain.contact import Means, Reply
from app.domain.ids import MisdeliveryId
from app.domain.missing import Missing, MissingCause
from app.domain.wareki import parse_date
from app.errors import BadValue, NotFound
from app.rows import CertificateRow
from app.usecases.counter import certificates, households, misdeliveries
from app.usecases.counter.attempts import Attempt
from app.usecases.counter.misdeliveries import CaseStep
from app.words import label
from ui.cli.desk import ANYWAY, ISSUES, NO_RECEIPT, NOTE, Desk, as_data, day_option, on_option, table_of
from ui.cli.event import event, run_event
from ui.cli.sheets import ids_of, rows_now, sheet_of, sheets_of

S = CertificateStatus

_AWAY = (S.HANDED_OUT, S.SUPERSEDED)


def _missing_options(command: Any) -> Any:
    """The options about papers of the household that are not there."""
    causes = "|".join(MissingCause)
    command = day_option("--follow-up", help="ない証を次に確かめる日 (省けば1週間後)")(command)
    return click.option(
        "--missing", multiple=True, metavar="ISSUE[=CAUSE]", help=f"ない証とその理由 ({causes}、繰り返せる)"
    )(command)


@click.command("hand-over")
@click.argument("targets", nargs=-1, required=True, metavar="KEY|ISSUE...")
@_missing_options
@on_option()
@NO_RECEIPT
@ANYWAY
@event
def hand_over(
    desk: Desk,
    targets: tuple[str, ...],
    missing: tuple[str, ...],
    follow_up: date | None,
    on: date,
    no_receipt: bool,
    anyway: bool,
) -> None:
    """世帯の証をまとめて渡す。ない証には理由と次に確かめる日を残す。"""
    rows, away = _named(desk, targets, missing, follow_up, (S.READY,), MissingCause.NOT_ARRIVED)
    ids, asked = ids_of(rows), ids_of([*rows, *away]) if anyway else []
    run_event(
        desk,
        lambda tx: households.hand_over(
            tx, ids, list(away.values()), on=on, today=desk.today, receipt=not no_receipt, anyway=asked
        ),
        on=on,
        after=lambda: {"rows": rows_now(desk, rows)},
        missing=_away_data(away),
    )


@click.command("take-back")
@click.argument("targets", nargs=-1, required=True, metavar="KEY|ISSUE...")
@_missing_options
@on_option()
@event
def take_back(
    desk: Desk, targets: tuple[str, ...], missing: tuple[str, ...], follow_up: date | None, on: date
) -> None:
    """世帯の証をまとめて受け取る。ない証には理由と次に確かめる日を残す。"""
    rows, away = _named(desk, targets, missing, follow_up, _AWAY, MissingCause.FORGOTTEN)
    run_event(
        desk,
        lambda tx: misdeliveries.take_back(tx, ids_of(rows), list(away.values()), on=on, today=desk.today),
        on=on,
        after=lambda: {"rows": rows_now(desk, rows)},
        missing=_away_data(away),
    )


@click.command()
@ISSUES
@on_option()
@NO_RECEIPT
@ANYWAY
@event
def exchange(desk: Desk, issues: tuple[str, ...], on: date, no_receipt: bool, anyway: bool) -> None:
    """古い証を受け取り、新しい証 (ISSUE) を渡す。"""
    queries = desk.queries
    rows = [sheet_of(queries, code, (S.READY,)) for code in issues]
    holders = {row.person_id for row in rows}
    olds = [row for row in queries.certificate_rows((S.SUPERSEDED,)) if row.person_id in holders]
    ids, asked = ids_of(rows), ids_of(rows) if anyway else []
    run_event(
        desk,
        lambda tx: households.exchange(
            tx, ids, on=on, today=desk.today, receipt=not no_receipt, anyway=asked
        ),
        on=on,
        after=lambda: {"rows": rows_now(desk, [*olds, *rows])},
    )


@click.command()
@click.argument("issue")
@click.option("--reason", default="", help="なぜ回収できないか")
@click.option(
    "--attempt", "attempts", multiple=True, metavar="DATE=MEANS", help="連絡した日と方法 (繰り返せる)"
)
@click.option("--without-attempt", default="", help="連絡できない理由 (死亡、住所不明など)")
@on_option("届出の日")
@event
def uncollectable(
    desk: Desk, issue: str, reason: str, attempts: tuple[str, ...], without_attempt: str, on: date
) -> None:
    """回収できない証 (回収不能届) を記録する。返却をお願いした記録が要る。"""
    row = sheet_of(desk.queries, issue, _AWAY)
    made = [_attempt(text) for text in attempts]
    run_event(
        desk,
        lambda tx: certificates.give_up(
            tx,
            row.certificate_id,
            on=on,
            today=desk.today,
            reason=reason,
            attempts=made,
            without_attempt=without_attempt,
        ),
        on=on,
        after=lambda: {"rows": rows_now(desk, [row])},
    )


@click.command("misdelivery")
@click.argument("issue", required=False)
@click.option("--to", "given_to", metavar="KEY", help="誤って受け取った方 (名簿にない方なら省き、--note に)")
@day_option("--given-on", help="誤って渡した日 (省けば証の配付日、なければ気づいた日)")
@click.option("--recovered", is_flag=True, help="証はもう戻っている")
@NOTE
@click.option(
    "--settle",
    type=(int, click.Choice([step.value for step in CaseStep])),
    metavar="N STEP",
    help="記録Nの済んだこと (recovered、told、reported)",
)
@on_option("気づいた日、または済んだ日")
@event
def misdelivery(
    desk: Desk,
    issue: str | None,
    given_to: str | None,
    given_on: date | None,
    recovered: bool,
    note: str,
    settle: tuple[int, str] | None,
    on: date,
) -> None:
    """誤交付を記録し、対応を進める。何も付けなければ、対応の残る記録を見る。"""
    if settle is not None and issue is not None:
        raise click.UsageError("ISSUE か --settle のどちらかにしてください。")
    if settle is not None:
        _settle(desk, *settle, on=on)
    elif issue is None:
        _show_cases(desk)
    else:
        _report(desk, issue, given_to, given_on, note, on=on, recovered=recovered)


def _report(
    desk: Desk,
    issue: str,
    given_to: str | None,
    given_on: date | None,
    note: str,
    *,
    on: date,
    recovered: bool,
) -> None:
    queries = desk.queries
    row = sheet_of(queries, issue, (*TO_COME_BACK, S.LOST, S.UNCOLLECTABLE))
    wrong = None if given_to is None else queries.person_id(given_to)
    given = given_on or row.handed_out_on or on

    def after() -> Mapping[str, Any]:
        case = next(c for c in queries.misdeliveries() if c.certificate_id == row.certificate_id)
        return {"case": case.id, "rows": rows_now(desk, [row])}

    run_event(
        desk,
        lambda tx: misdeliveries.report(
            tx,
            row.certificate_id,
            given_to=wrong,
            given_on=given,
            noticed_on=on,
            note=note,
            recovered=recovered,
            today=desk.today,
        ),
        on=on,
        after=after,
    )


def _settle(desk: Desk, number: int, step: str, *, on: date) -> None:
    queries, case_id = desk.queries, MisdeliveryId(number)
    case = next((c for c in queries.misdeliveries() if c.id == case_id), None)
    if case is None:
        raise NotFound(f"誤交付の記録 {number} はありません。番号を確かめてください。")
    sheets = queries.person_detail(case.person_id, desk.today).certificates
    issue = next(sheet.issue_number for sheet in sheets if sheet.id == case.certificate_id)
    row = queries.certificate_by_issue(issue)
    run_event(
        desk,
        lambda tx: misdeliveries.settle(tx, case_id, CaseStep(step), on=on, today=desk.today),
        on=on,
        after=lambda: {"case": number, "rows": rows_now(desk, [row])},
    )


def _show_cases(desk: Desk) -> None:
    cases = misdeliveries.open_cases(desk.queries, desk.today)
    text = table_of(
        cases,
        {
            "記録": "misdelivery.id",
            "発行番号": "issue_number",
            "記号-番号-枝番": "key",
            "氏名": "name",
            "渡した日": "misdelivery.given_on",
            "渡した相手": lambda case: case.given_to or case.misdelivery.note,
            "残り": lambda case: "、".join(label(step) for step in case.steps_left),
        },
    )
    told = f"{text}\n{len(cases)}件" if cases else "対応の残る誤交付はありません。"
    desk.show({"rows": [as_data(case, _CASE) for case in cases]}, told)


_CASE = (
    "case=misdelivery.id issue=issue_number key name status given_to given_on=misdelivery.given_on"
    " noticed_on=misdelivery.noticed_on recovered_on=misdelivery.recovered_on told_on=misdelivery.told_on"
    " reported_on=misdelivery.reported_on steps_left note=misdelivery.note"
)


def _named(
    desk: Desk,
    targets: Sequence[str],
    missing: Sequence[str],
    follow_up: date | None,
    states: Sequence[CertificateStatus],
    cause: MissingCause,
) -> tuple[list[CertificateRow], dict[CertificateRow, Missing]]:
    """Return the sheets that are there and those that are not. cause: where none is named."""
    again = follow_up or households.follow_up_on(desk.today, desk.rules)
    away: dict[CertificateRow, Missing] = {}
    for text in missing:
        code, _, word = text.partition("=")
        row = sheet_of(desk.queries, code, states)
        away[row] = Missing(row.certificate_id, _cause(word) if word else cause, again)
    queries = desk.queries
    named = {row.certificate_id: row for code in targets for row in sheets_of(queries, code, states)}
    gone = {row.certificate_id for row in away}
    return [row for sheet, row in named.items() if sheet not in gone], away


def _cause(word: str) -> MissingCause:
    if word not in set(MissingCause):
        raise BadValue(f"ない理由は {'、'.join(MissingCause)} のどれかにしてください。")
    return MissingCause(word)


def _attempt(text: str) -> Attempt:
    """Read 2026-11-20=phone."""
    on, _, means = text.partition("=")
    if means not in set(Means):
        known = "、".join(Means)
        raise BadValue(f"連絡は 2026-11-20=phone のように入れてください。方法は {known} です。")
    return Attempt(parse_date(on), Means(means), Reply.UNREACHED)


def _away_data(away: Mapping[CertificateRow, Missing]) -> list[dict[str, Any]]:
    return [
        as_data(row, "issue=issue_number key name") | as_data(one, "cause follow_up_on")
        for row, one in away.items()
    ]
