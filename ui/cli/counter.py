"""Commands of the desk that take a household or a whole story: hand over, exchange, wrong person."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

import click

from app.changes import Done
from app.domain.certificate import TO_COME_BACK, CertificateStatus
from app.domain.contact import Means, Reply
from app.domain.ids import MisdeliveryId
from app.domain.rules import SocietyRules, read_rule_book
from app.domain.wareki import wareki_short
from app.errors import BadValue, NotFound
from app.ports import UseCase
from app.rows import CertificateRow
from app.usecases.counter import certificates, households, misdeliveries
from app.usecases.counter.attempts import Attempt
from app.usecases.counter.households import Missing, MissingCause
from app.usecases.counter.misdeliveries import CaseRow, Step
from app.words import label
from ui.cli.desk import DATE, Desk, day, on_option, pass_desk, table
from ui.cli.event import dry_run_option, run_event
from ui.cli.sheets import ids_of, rows_now, sheet_of, sheets_of

S = CertificateStatus

_AWAY = (S.HANDED_OUT, S.SUPERSEDED)


def _missing_options(command: Any) -> Any:
    """The options about papers of the household that are not there."""
    causes = "|".join(MissingCause)
    command = click.option("--follow-up", type=DATE, help="ない証を次に確かめる日 (省けば1週間後)")(command)
    return click.option(
        "--missing", multiple=True, metavar="ISSUE[=CAUSE]", help=f"ない証とその理由 ({causes}、繰り返せる)"
    )(command)


@click.command("hand-over")
@click.argument("targets", nargs=-1, required=True, metavar="KEY|ISSUE...")
@_missing_options
@on_option()
@click.option("--no-receipt", is_flag=True, help="受領印をもらっていない")
@dry_run_option()
@pass_desk
def hand_over(
    desk: Desk,
    targets: tuple[str, ...],
    missing: tuple[str, ...],
    follow_up: datetime | None,
    on: datetime | None,
    no_receipt: bool,
    dry_run: bool,
) -> None:
    """世帯の証をまとめて渡す。ない証には理由と次に確かめる日を残す。"""
    when = day(on, desk.today)
    rows, away = _named(desk, targets, missing, follow_up, (S.READY,), MissingCause.NOT_ARRIVED)
    _run(
        desk,
        rows,
        away,
        lambda tx: households.hand_over(
            tx, ids_of(rows), list(away.values()), on=when, today=desk.today, receipt=not no_receipt
        ),
        on=when,
        dry_run=dry_run,
    )


@click.command("take-back")
@click.argument("targets", nargs=-1, required=True, metavar="KEY|ISSUE...")
@_missing_options
@on_option()
@dry_run_option()
@pass_desk
def take_back(
    desk: Desk,
    targets: tuple[str, ...],
    missing: tuple[str, ...],
    follow_up: datetime | None,
    on: datetime | None,
    dry_run: bool,
) -> None:
    """世帯の証をまとめて受け取る。ない証には理由と次に確かめる日を残す。"""
    when = day(on, desk.today)
    rows, away = _named(desk, targets, missing, follow_up, _AWAY, MissingCause.FORGOTTEN)
    _run(
        desk,
        rows,
        away,
        lambda tx: misdeliveries.take_back(tx, ids_of(rows), list(away.values()), on=when, today=desk.today),
        on=when,
        dry_run=dry_run,
    )


@click.command()
@click.argument("issues", nargs=-1, required=True, metavar="ISSUE...")
@on_option()
@click.option("--no-receipt", is_flag=True, help="受領印をもらっていない")
@dry_run_option()
@pass_desk
def exchange(
    desk: Desk, issues: tuple[str, ...], on: datetime | None, no_receipt: bool, dry_run: bool
) -> None:
    """古い証を受け取り、新しい証 (ISSUE) を渡す。"""
    when, queries = day(on, desk.today), desk.store.queries
    rows = [sheet_of(queries, code, (S.READY,)) for code in issues]
    holders = {row.person_id for row in rows}
    olds = [row for row in queries.certificate_rows((S.SUPERSEDED,)) if row.person_id in holders]
    run_event(
        desk,
        lambda tx: households.exchange(tx, ids_of(rows), on=when, today=desk.today, receipt=not no_receipt),
        on=when,
        dry_run=dry_run,
        after=lambda: {"rows": rows_now(desk, [*olds, *rows])},
    )


@click.command()
@click.argument("issue")
@click.option("--reason", default="", help="なぜ回収できないか")
@click.option(
    "--attempt", "attempts", multiple=True, metavar="DATE=MEANS", help="連絡した日と方法 (繰り返せる)"
)
@click.option("--without-attempt", default="", help="連絡できない理由 (死亡、住所不明など)")
@on_option("届出の日 (YYYY-MM-DD、省けば今日)")
@dry_run_option()
@pass_desk
def uncollectable(
    desk: Desk,
    issue: str,
    reason: str,
    attempts: tuple[str, ...],
    without_attempt: str,
    on: datetime | None,
    dry_run: bool,
) -> None:
    """回収できない証 (回収不能届) を記録する。返却をお願いした記録が要る。"""
    when = day(on, desk.today)
    row = sheet_of(desk.store.queries, issue, _AWAY)
    made = [_attempt(text) for text in attempts]
    run_event(
        desk,
        lambda tx: certificates.give_up(
            tx,
            row.certificate_id,
            on=when,
            today=desk.today,
            reason=reason,
            attempts=made,
            without_attempt=without_attempt,
        ),
        on=when,
        dry_run=dry_run,
        after=lambda: {"rows": rows_now(desk, [row])},
    )


@click.command("misdelivery")
@click.argument("issue", required=False)
@click.option("--to", "given_to", metavar="KEY", help="誤って受け取った方 (名簿にない方なら省き、--note に)")
@click.option("--given-on", type=DATE, help="誤って渡した日 (省けば証の配付日、なければ気づいた日)")
@click.option("--recovered", is_flag=True, help="証はもう戻っている")
@click.option("--note", default="", help="メモ")
@click.option(
    "--settle",
    type=(int, click.Choice([step.value for step in Step])),
    metavar="N STEP",
    help="記録Nの済んだこと (recovered、told、reported)",
)
@on_option("気づいた日、または済んだ日 (YYYY-MM-DD、省けば今日)")
@dry_run_option()
@pass_desk
def misdelivery(
    desk: Desk,
    issue: str | None,
    given_to: str | None,
    given_on: datetime | None,
    recovered: bool,
    note: str,
    settle: tuple[int, str] | None,
    on: datetime | None,
    dry_run: bool,
) -> None:
    """誤交付を記録し、対応を進める。何も付けなければ、対応の残る記録を見る。"""
    when = day(on, desk.today)
    if settle is not None and issue is not None:
        raise click.UsageError("ISSUE か --settle のどちらかにしてください。")
    if settle is not None:
        _settle(desk, *settle, on=when, dry_run=dry_run)
    elif issue is None:
        _show_cases(desk)
    else:
        _report(desk, issue, given_to, given_on, note, on=when, recovered=recovered, dry_run=dry_run)


def _report(
    desk: Desk,
    issue: str,
    given_to: str | None,
    given_on: datetime | None,
    note: str,
    *,
    on: date,
    recovered: bool,
    dry_run: bool,
) -> None:
    queries = desk.store.queries
    row = sheet_of(queries, issue, (*TO_COME_BACK, S.LOST, S.UNCOLLECTABLE))
    wrong = None if given_to is None else queries.person_id(given_to)
    given = day(given_on, row.handed_out_on or on)

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
        dry_run=dry_run,
        after=after,
    )


def _settle(desk: Desk, number: int, step: str, *, on: date, dry_run: bool) -> None:
    queries, case_id = desk.store.queries, MisdeliveryId(number)
    case = next((c for c in queries.misdeliveries() if c.id == case_id), None)
    if case is None:
        raise NotFound(f"誤交付の記録 {number} はありません。番号を確かめてください。")
    sheets = queries.person_detail(case.person_id, desk.today).certificates
    issue = next(sheet.issue_number for sheet in sheets if sheet.id == case.certificate_id)
    row = queries.certificate_by_issue(issue)
    run_event(
        desk,
        lambda tx: misdeliveries.settle(tx, case_id, Step(step), on=on, today=desk.today),
        on=on,
        dry_run=dry_run,
        after=lambda: {"case": number, "rows": rows_now(desk, [row])},
    )


def _show_cases(desk: Desk) -> None:
    cases = misdeliveries.open_cases(desk.store.queries, desk.today)
    text = table(
        ("記録", "発行番号", "記号-番号-枝番", "氏名", "渡した日", "渡した相手", "残り"),
        [
            (
                str(case.misdelivery.id),
                case.issue_number,
                case.key,
                case.name,
                wareki_short(case.misdelivery.given_on),
                case.given_to or case.misdelivery.note,
                "、".join(label(step) for step in case.steps_left),
            )
            for case in cases
        ],
    )
    told = f"{text}\n{len(cases)}件" if cases else "対応の残る誤交付はありません。"
    desk.show({"rows": [_case(case) for case in cases]}, told)


def _case(row: CaseRow) -> dict[str, object]:
    case = row.misdelivery
    return {
        "case": case.id,
        "issue": row.issue_number,
        "key": row.key,
        "name": row.name,
        "status": row.status,
        "given_to": row.given_to,
        "given_on": case.given_on,
        "noticed_on": case.noticed_on,
        "recovered_on": case.recovered_on,
        "told_on": case.told_on,
        "reported_on": case.reported_on,
        "steps_left": list(row.steps_left),
        "note": case.note,
    }


def _named(
    desk: Desk,
    targets: Sequence[str],
    missing: Sequence[str],
    follow_up: datetime | None,
    states: Sequence[CertificateStatus],
    cause: MissingCause,
) -> tuple[list[CertificateRow], dict[CertificateRow, Missing]]:
    """Return the sheets that are there and those that are not. cause: where none is named."""
    rules: SocietyRules = read_rule_book(desk.store.queries.society().rules_toml).at(desk.today)
    again = households.follow_up_on(desk.today, rules) if follow_up is None else follow_up.date()
    away: dict[CertificateRow, Missing] = {}
    for text in missing:
        code, _, word = text.partition("=")
        row = sheet_of(desk.store.queries, code, states)
        away[row] = Missing(row.certificate_id, _cause(word) if word else cause, again)
    queries = desk.store.queries
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
    try:
        return Attempt(date.fromisoformat(on), Means(means), Reply.UNREACHED)
    except ValueError:
        known = "、".join(Means)
        raise BadValue(f"連絡は 2026-11-20=phone のように入れてください。方法は {known} です。") from None


def _run(
    desk: Desk,
    rows: Sequence[CertificateRow],
    away: Mapping[CertificateRow, Missing],
    use_case: UseCase[Done],
    *,
    on: date,
    dry_run: bool,
) -> None:
    missing = [
        {
            "issue": row.issue_number,
            "key": row.key,
            "name": row.name,
            "cause": one.cause,
            "follow_up_on": one.follow_up_on,
        }
        for row, one in away.items()
    ]
    run_event(
        desk,
        use_case,
        on=on,
        dry_run=dry_run,
        after=lambda: {"rows": rows_now(desk, rows), "missing": missing},
    )


COMMANDS = (hand_over, take_back, exchange, uncollectable, misdelivery)
