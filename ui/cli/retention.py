"""`shikaku retention list`, `purge` …: whose records need no longer be kept, and their removal for good."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from app.errors import SystemTrouble
from app.retained import Mention
from app.usecases.people import retention
from app.usecases.people.retention import RetentionRow
from app.words import word
from ui.cli.desk import Columns, Desk, as_data, pass_desk, place_of, table_of

_NAMES = "key name office department ended_on completed_on=review.completed_on over_on=review.over_on"


@click.group("retention")
def retention_group() -> None:
    """保存期間: 完結から決めた年数がたった方の記録を、確かめて消す。"""


@retention_group.command("list")
@click.option("--all", "everybody", is_flag=True, help="資格が終わった方を全員、まだ消せないわけとともに")
@pass_desk
def list_(desk: Desk, everybody: bool) -> None:
    """保存期間が過ぎた方を見る。"""
    rows = retention.over(desk.queries, desk.today)
    _show(
        desk, rows if everybody else retention.going(rows, desk.today), years=desk.queries.retention().years
    )


@retention_group.command()
@click.option("--dry-run", is_flag=True, help="何が起きるかを確かめるだけで、記録しない")
@click.option("--confirm", "count", type=int, metavar="COUNT", help="消す人数を打つと、本当に消す")
@click.option("--keep", "keys", multiple=True, metavar="KEY", help="この方は残す (繰り返せる)")
@pass_desk
def purge(desk: Desk, dry_run: bool, count: int | None, keys: tuple[str, ...]) -> None:
    """保存期間が過ぎた方の記録を、すべての表と履歴から消す。元には戻せない。"""
    keep = desk.person_ids(keys)
    going = retention.going(retention.over(desk.queries, desk.today), desk.today, keep)
    if dry_run or count is None or not going:
        _preview(desk, going)
        return
    done = desk.store.record(
        lambda tx: retention.purge(tx, count=count, today=desk.today, keep=keep), undoable=False
    )
    assert done.removed is not None
    left = ""
    try:
        desk.store.wipe()
    except SystemTrouble as error:
        left = str(error)
    backups = desk.store.backups_with_purged()
    desk.show(
        {
            **as_data(done.removed, "people lines labels"),
            "mentions": _mentions(done.removed.mentions),
            "backups": list(map(str, backups)),
            "wiped": not left,
            "sentence": done.sentence,
        },
        "\n".join(
            [
                done.sentence,
                *([left] if left else []),
                *retention.told_mentions(desk.queries, done.removed.mentions),
                *_kept(backups),
            ]
        ),
    )


@retention_group.command()
@click.argument("number", type=int, metavar="YEARS")
@click.option("--reason", default="", help="法律の2年より短くするわけ")
@pass_desk
def years(desk: Desk, number: int, reason: str) -> None:
    """記録を残す年数を決める。"""
    desk.record(lambda tx: retention.change_retention(tx, number, reason), years=number)


@retention_group.command()
@click.option("--remove", is_flag=True, help="挙げたものを消す(新しいバックアップがあるときだけ)")
@pass_desk
def backups(desk: Desk, remove: bool) -> None:
    """消した方の記録がまだ入っているバックアップを見る・消す。"""
    found = desk.store.backups_with_purged()
    gone = desk.store.remove_backups(found) if remove and found else 0
    text = f"{gone}個を消しました。" if remove else "\n".join(_kept(found))
    none = "消した方の記録の入ったバックアップは、ここには見つかりません。"
    desk.show({"backups": list(map(str, found)), "removed": remove}, text if found else none)


def _preview(desk: Desk, going: Sequence[RetentionRow]) -> None:
    mentions = desk.queries.mentions([row.person_id for row in going]) if going else []
    closing = f"消すには: shikaku retention purge --confirm {len(going)}"
    more = (
        [word("Purge", "final"), *retention.told_mentions(desk.queries, mentions), closing] if going else []
    )
    _show(desk, going, *more, mentions=_mentions(mentions), years=desk.queries.retention().years)


def _show(desk: Desk, rows: Sequence[RetentionRow], *more: str, **data: Any) -> None:
    columns: Columns = {
        "記号-番号-枝番": "key",
        "氏名": "name",
        "事業所": place_of,
        "資格の終わり": "ended_on",
        "完結": "review.completed_on",
        "消せる日": "review.over_on",
        "まだ消せないわけ": lambda row: row.why_it_stays,
    }
    found = [{**as_data(row, _NAMES), "holds": sorted(row.review.holds)} for row in rows]
    text = f"{table_of(rows, columns)}\n{len(rows)}名" if rows else word("Purge", "none")
    desk.show({"rows": found, **data}, "\n".join([text, *more]))


def _mentions(mentions: Sequence[Mention]) -> list[dict[str, Any]]:
    return [as_data(one, "table row_id column") for one in mentions]


def _kept(backups: Sequence[Path]) -> list[str]:
    return [word("Purge", "backups"), *(f"  {one}" for one in backups)] if backups else []
