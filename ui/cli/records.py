"""Commands that record what happened at the desk: hand out, collect, forward …"""

from collections.abc import Sequence
from datetime import date
from typing import Any

import click

from app.changes import Done
from app.domain.certificate import TO_COME_BACK, CertificateStatus
from app.domain.duties import NEVER_HELD
from app.domain.elderly_card import SETTLED, ElderlyOutcome
from app.ports import Queries
from app.rows import CertificateRow
from app.usecases.counter import certificates, elderly_cards, misdeliveries, shipments
from app.usecases.counter.posted import posted
from app.usecases.people import life_events
from ui.cli.desk import (
    ANYWAY,
    FEE,
    ISSUES,
    KEYS,
    NO_RECEIPT,
    SECOND_LOOK,
    Columns,
    Desk,
    day_option,
    on_option,
    pass_desk,
    place_of,
    word_option,
)
from ui.cli.sheets import ids_of, issue_number, rows_now, sheet_of

S = CertificateStatus


@click.command("hand-out")
@ISSUES
@on_option()
@NO_RECEIPT
@ANYWAY
@click.option("--rest", is_flag=True, help="渡せない証は残し、ほかを記録する")
@pass_desk
def hand_out(
    desk: Desk, issues: tuple[str, ...], on: date, no_receipt: bool, anyway: bool, rest: bool
) -> None:
    """証を本人に渡したと記録する。"""
    rows = [sheet_of(desk.queries, code, (S.READY,)) for code in issues]
    ids, asked = ids_of(rows), ids_of(rows) if anyway else []
    done = desk.store.record(
        lambda tx: certificates.hand_out(
            tx,
            ids,
            on=on,
            today=desk.today,
            receipt=not no_receipt,
            anyway=asked,
            leaves_refused=rest,
        )
    )
    _show(desk, rows, done)


@click.command()
@ISSUES
@on_option()
@pass_desk
def collect(desk: Desk, issues: tuple[str, ...], on: date) -> None:
    """証が戻ったと記録する。この事業所に記録のない証は 記号-番号-枝番 で。"""
    queries = desk.queries
    unrecorded = [code for code in issues if _is_unrecorded(queries, code)]
    people = desk.person_ids(unrecorded)
    states = (*TO_COME_BACK, S.LOST, S.UNCOLLECTABLE)
    rows = [sheet_of(queries, code, states) for code in issues if code not in unrecorded]
    done = desk.store.record(
        lambda tx: misdeliveries.collect(tx, ids_of(rows), people, on=on, today=desk.today)
    )
    made = [queries.person_detail(person_id, desk.today).certificates[-1] for person_id in people]
    _show(desk, [*rows, *(queries.certificate_by_issue(sheet.issue_number) for sheet in made)], done)


@click.command()
@click.argument("issues", nargs=-1, metavar="ISSUE...")
@click.option("--elderly", multiple=True, metavar="KEY", help="高齢受給者証も一緒に (繰り返せる)")
@click.option("--tracking", default="", help="問い合わせ番号")
@click.option("--by-holder", is_flag=True, help="本人が健保へ直接送った(本人が送る健保だけ)")
@on_option()
@pass_desk
def forward(
    desk: Desk,
    issues: tuple[str, ...],
    elderly: tuple[str, ...],
    tracking: str,
    by_holder: bool,
    on: date,
) -> None:
    """回収した証を健保へ返送したと記録する。"""
    queries = desk.queries
    if by_holder:
        if elderly or tracking:
            raise click.UsageError("--by-holder は --elderly、--tracking と一緒に使えません。")
        _post(desk, issues, on)
        return
    rows = [sheet_of(queries, code, (S.COLLECTED,)) for code in issues]
    people = desk.person_ids(elderly)
    done = desk.store.record(
        lambda tx: shipments.forward(
            tx, ids_of(rows), elderly_of=people, on=on, today=desk.today, tracking_number=tracking
        )
    )
    _show(desk, rows, done)


def _post(desk: Desk, issues: tuple[str, ...], on: date) -> None:
    queries = desk.queries
    unrecorded = [code for code in issues if _is_unrecorded(queries, code)]
    people = desk.person_ids(unrecorded)
    states = (S.HANDED_OUT, S.SUPERSEDED)
    rows = [sheet_of(queries, code, states) for code in issues if code not in unrecorded]
    done = desk.store.record(lambda tx: posted(tx, ids_of(rows), people, on=on, today=desk.today))
    made = [queries.person_detail(person_id, desk.today).certificates[-1] for person_id in people]
    _show(desk, [*rows, *(queries.certificate_by_issue(sheet.issue_number) for sheet in made)], done)


@click.command()
@click.argument("issue")
@click.option("--reason", required=True, help="いつ、どこで、なぜ")
@click.option("--police", default="", help="届け出た警察署と受理番号")
@FEE
@on_option()
@pass_desk
def lost(desk: Desk, issue: str, reason: str, police: str, fee: int | None, on: date) -> None:
    """証の紛失(滅失届)を記録する。"""
    row = sheet_of(desk.queries, issue, TO_COME_BACK)
    done = desk.store.record(
        lambda tx: certificates.lose(
            tx, row.certificate_id, on=on, today=desk.today, reason=reason, police_report=police, fee=fee
        )
    )
    _show(desk, [row], done)


@click.command()
@click.argument("issue")
@pass_desk
def found(desk: Desk, issue: str) -> None:
    """なくした証が見つかったと記録する。新しい証があるときは collect で回収する。"""
    row = sheet_of(desk.queries, issue, (S.LOST,))
    _show(desk, [row], desk.store.record(lambda tx: certificates.find(tx, row.certificate_id)))


@click.group(invoke_without_command=True)
@SECOND_LOOK
@click.pass_context
def elderly(ctx: click.Context, second_look: bool) -> None:
    """高齢受給者証の回収状況を見る。"""
    if ctx.invoked_subcommand is not None:
        return
    desk = ctx.ensure_object(Desk)
    columns: Columns = {
        "記号-番号-枝番": "key",
        "氏名": "name",
        "事業所": place_of,
        "交付年月日": "issued_on",
        "有効期限": "expires_on",
        "結果": "outcome",
        "返却期限": "due_on",
    }
    if second_look:
        desk.store.show_remarks("shikaku elderly")
        columns = {**columns, "備考": "note"}
    names = "key name office department born_on issued_on copay_rate expires_on outcome due_on on"
    names += " forwarded_on note"
    desk.show_rows(desk.queries.elderly_rows(desk.today), names, columns, "枚")


@elderly.command("issued")
@click.argument("key")
@day_option("--expires", required=True, help="有効期限")
@day_option("--issued", help="交付年月日")
@pass_desk
def elderly_issued(desk: Desk, key: str, expires: date, issued: date | None) -> None:
    """健保が交付した高齢受給者証を記録する(前の証があれば差し替わる)。"""
    person_id = desk.queries.person_id(key)
    desk.record(
        lambda tx: life_events.note_elderly_card(
            tx, person_id, issued_on=issued, expires_on=expires, today=desk.today
        ),
        key=key,
    )


@elderly.command("collect")
@KEYS
@word_option(
    "--outcome",
    sorted(SETTLED - {ElderlyOutcome.FORWARDED}),
    default=ElderlyOutcome.COLLECTED.value,
    show_default=True,
    help="結果",
)
@day_option("--issued", help="どの証か: その交付年月日 (省けば、まだ戻っていない前の証から)")
@click.option("--note", default="", help="備考")
@on_option()
@pass_desk
def elderly_collect(
    desk: Desk, keys: tuple[str, ...], outcome: ElderlyOutcome, issued: date | None, note: str, on: date
) -> None:
    """高齢受給者証の回収(または紛失申立など)を記録する。"""
    people = desk.person_ids(keys)
    told: dict[str, Any] = {"outcome": outcome, "on": on, "today": desk.today, "note": note}
    if issued is None:
        desk.record(lambda tx: elderly_cards.record(tx, people, **told), keys=keys, outcome=outcome)
        return
    rows = desk.queries.elderly_rows(desk.today)
    cards = [elderly_cards.issued([r for r in rows if r.person_id == one], issued) for one in people]
    desk.record(lambda tx: elderly_cards.record_cards(tx, cards, **told), keys=keys, outcome=outcome)


def _is_unrecorded(queries: Queries, code: str) -> bool:
    """Whether the code is a person of whom this office has no sheet on record that reached them."""
    if issue_number(code):
        return False
    person_id = queries.person_id(code)
    rows = (row for row in queries.certificate_rows() if row.person_id == person_id)
    return all(row.status in NEVER_HELD for row in rows)


def _show(desk: Desk, rows: Sequence[CertificateRow], done: Done) -> None:
    names = "、".join(row.name for row in rows)
    desk.show({"rows": rows_now(desk, rows), "sentence": done.sentence}, f"{done.sentence} {names}".rstrip())
