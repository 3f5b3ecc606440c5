"""Commands about 連携ファイル: an office and its head office without a network."""

from functools import partial
from pathlib import Path
from typing import Any, BinaryIO

import click

from app.domain.difference import Settled
from app.domain.ids import ParcelConflictId
from app.errors import UserError
from app.files import read
from app.parcels.file import PARCEL, heading_of
from app.usecases.parcels import merging, overview, settling, sharing
from app.usecases.parcels.merging import Taken
from app.usecases.parcels.writing import write_parcel
from app.words import label
from ui.cli import waiting
from ui.cli.desk import TO_WRITE, Columns, Desk, as_data, pass_desk, table, table_of, telling
from ui.cli.secret_words import first_line

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_SECRET = click.option(
    "--secret-file",
    type=click.File("rb"),
    help="1行目が相手と決めた合言葉のファイル(- は標準入力、はじめの1回)",
)
_HEADING = "sender sender_id insurer_number to sequence made_on program"


@click.command("offices")
@pass_desk
def offices_command(desk: Desk) -> None:
    """事業所を並べて: やること・配付・印刷の確認待ち・届いた便。"""
    lines = overview.offices_side_by_side(desk.queries, desk.today)
    columns: Columns = {
        "記号": "standing.code",
        "事業所": "standing.office",
        "今日中": "standing.today",
        "超過": "standing.overdue",
        "今週": "standing.week",
        "待ち": "standing.waiting",
        "配付": lambda one: f"{one.standing.handed_out}/{one.standing.entitled}",
        "確認待ち": lambda one: f"{one.standing.unaccounted}枚" if one.standing.sessions else None,
        "取り込んだ日": "received_on",
        "届いていない便": lambda one: "・".join(map(str, one.missing)),
    }
    names = (
        "office=standing.office code=standing.code today=standing.today overdue=standing.overdue"
        " week=standing.week waiting=standing.waiting entitled=standing.entitled"
        " handed_out=standing.handed_out sessions=standing.sessions unaccounted=standing.unaccounted"
        " has_own received_on missing"
    )
    desk.show({"rows": [as_data(one, names) for one in lines]}, table_of(lines, columns))


@click.group("parcel")
def parcel_group() -> None:
    """連携ファイル(本社と事業所の間で記録を届け合う)。"""


@parcel_group.command("write")
@click.argument("file", type=TO_WRITE)
@click.option("--to", default="", help="送り先の事業所の名前か記号(省けば本社)")
@_SECRET
@pass_desk
def write(desk: Desk, file: Path, to: str, secret_file: BinaryIO | None) -> None:
    """本社(または事業所)に送る連携ファイルを書き出す。"""
    place = desk.place(file, PARCEL)
    done = write_parcel(desk.store, place, to=to, secret=_secret(secret_file), today=desk.today)
    assert done.heading is not None
    desk.show_done(done, file=str(file), sequence=done.heading.sequence, bytes=file.stat().st_size)


@parcel_group.command("show")
@click.argument("file", type=_FILE)
@pass_desk
def show(desk: Desk, file: Path) -> None:
    """連携ファイルがどこから来た第何便か、取り込めるかを見る(合言葉は要らない)。"""
    heading = heading_of(read(file))
    try:
        merging.refuse(desk.queries, heading)
        refused = None
    except UserError as refusal:
        refused = str(refusal)
    data = {**as_data(heading, _HEADING), "route": heading.route.value, "refused": refused}
    told = (
        f"{heading.sender}から{label(heading.route)} 第{heading.sequence}便  {heading.made_on} 書き出し  "
        f"保険者番号 {heading.insurer_number}  プログラム {heading.program}"
    )
    desk.show(data, "\n".join(filter(None, (told, refused))))


@parcel_group.command("merge")
@click.argument("files", nargs=-1, required=True, type=_FILE, metavar="FILE...")
@_SECRET
@pass_desk
def merge(desk: Desk, files: tuple[Path, ...], secret_file: BinaryIO | None) -> None:
    """届いた連携ファイルを取り込む(何度でも、どの順でも)。"""
    secret = _secret(secret_file)
    taken: list[Taken] = []
    for file in files:
        with telling([one.sentence for one in taken]):
            data = read(file)
            taken.append(
                desk.store.record(
                    partial(
                        merging.merge_file, data=data, secret=secret, today=desk.today, report=waiting.far
                    ),
                    report=waiting.far,
                )
            )
    rows = [_merged(file, one) for file, one in zip(files, taken, strict=True)]
    desk.show({"rows": rows}, "\n".join(one.sentence for one in taken))


@parcel_group.command("status")
@pass_desk
def status(desk: Desk) -> None:
    """やりとりの相手と、最後に送った便・届いた便。"""
    rows = overview.partner_rows(desk.queries)
    columns: Columns = {
        "相手": lambda one: one.partner.name,
        "送った便": lambda one: _number(one.sent),
        "送った日": "sent_on",
        "届いた便": lambda one: _number(one.received),
        "取り込んだ日": "received_on",
        "届いていない便": lambda one: "・".join(map(str, one.missing)),
        "食い違い": "conflicts",
    }
    names = "name=partner.name is_head=partner.is_head sent sent_on received received_on missing conflicts"
    data = [{**as_data(one, names), "offices": one.partner.offices.split("\n")} for one in rows]
    desk.show({"rows": data}, table_of(rows, columns) if rows else "連携の相手はまだありません。")


@parcel_group.command("offices")
@click.argument("name")
@click.argument("codes", nargs=-1, required=True, metavar="CODE...")
@pass_desk
def offices(desk: Desk, name: str, codes: tuple[str, ...]) -> None:
    """相手の事業所はどれかを決める(その事業所の方の記録だけを送る)。"""
    desk.show_done(sharing.change_offices(desk.store, name, codes))


@parcel_group.command("conflicts")
@pass_desk
def conflicts(desk: Desk) -> None:
    """両方で変えたため、まだ決めていない食い違い。"""
    found = settling.open_conflicts(desk.queries)
    names = "id=conflict.id partner key name what ours kept theirs said cause=conflict.cause"
    rows = [
        (
            *(str(one.conflict.id), one.partner, one.key, one.name, one.what),
            *(f"{one.ours}({one.kept})", f"{one.theirs}({one.said})", one.cause),
        )
        for one in found
    ]
    heads = ("番号", "相手", "記号-番号-枝番", "氏名", "項目", "こちら", "相手の記録", "わけ")
    shown = table(heads, rows) if rows else "決めていない食い違いはありません。"
    desk.show({"rows": [as_data(one, names) for one in found]}, shown)


@parcel_group.command("settle")
@click.argument("numbers", nargs=-1, required=True, type=int, metavar="NUMBER...")
@click.option("--theirs", "as_", flag_value=Settled.THEIRS, type=Settled, help="相手のとおりにする")
@click.option("--ours", "as_", flag_value=Settled.OURS, type=Settled, help="こちらのままにする")
@pass_desk
def settle(desk: Desk, numbers: tuple[int, ...], as_: Settled | None) -> None:
    """食い違いを、相手のとおりかこちらのままに決める。"""
    if as_ is None:
        raise click.UsageError("--theirs か --ours を付けてください。")
    ids = [ParcelConflictId(number) for number in numbers]
    desk.record(lambda tx: settling.settle(tx, ids, as_, today=desk.today))


def _secret(file: BinaryIO | None) -> str:
    return "" if file is None else first_line(file, "合言葉")


def _merged(file: Path, one: Taken) -> dict[str, Any]:
    counts = as_data(one.merged, "added changed gone waiting conflicts steps")
    assert one.heading is not None
    said = as_data(one.heading, "sender sequence")
    return {
        "file": str(file),
        **said,
        **counts,
        "known": one.is_known,
        "missing": list(one.gaps),
        "sentence": one.sentence,
    }


def _number(sequence: int) -> str:
    return f"第{sequence}便" if sequence else ""
