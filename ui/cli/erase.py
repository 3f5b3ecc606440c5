"""`shikaku erase`: see all that the program left on this PC, and have it removed for good."""

from collections.abc import Sequence

import click

from app.errors import BadValue, SystemTrouble
from app.traces import Trace, TraceKind
from app.words import label, said
from ui.cli.desk import Desk, pass_desk

UNKNOWN = (
    "書き出した一覧・PDF・連携ファイル、印刷した紙、プリンターの待ち行列に残ったもの",
    "別の場所やほかの機器に写したバックアップ(知っているのは、最後に作った1つと、つながっている2つ目の場所だけです)",
    "OneDrive・Time Machine・ファイル履歴などがあとから戻せる、この場所の古い写し",
    "SSD やメモリーに物理的に残るもの(中身は暗号化してあり、鍵のファイルを最初に消します)",
    "Windows やエクスプローラーが覚えている、最近使ったファイルの名前",
)
"""What no program can see from here."""


@click.command()
@click.option("--confirm", "typed", metavar="NAME", help="データフォルダーの名前を打つと、本当に消す")
@click.option("--backup-elsewhere", is_flag=True, help="別の場所のバックアップ(最後の1つと2つ目の場所)も消す")
@pass_desk
def erase(desk: Desk, typed: str | None, backup_elsewhere: bool) -> None:
    """このPCに残るデータをすべて挙げる。--confirm で消し、残っていないことを確かめる。"""
    from ui.bootstrap import traces

    name = desk.folder.absolute().name
    if typed not in (None, name):
        raise BadValue(f"消すには --confirm {name} と打ってください。何も消していません。")
    places = traces(desk.folder)
    found = places.look()
    if typed is None:
        how = f"消すには: shikaku erase --confirm {name}" if found else ""
        _show(desk, found, is_erased=False, closing=how)
        return
    places.erase(backup_elsewhere)
    left = [*places.look(), *(one for one in found if one.kind is TraceKind.ELSEWHERE and one.path.exists())]
    staying = {TraceKind.FOREIGN} if backup_elsewhere else {TraceKind.FOREIGN, TraceKind.ELSEWHERE}
    stuck = [str(one.path) for one in left if one.kind not in staying]
    if stuck:
        raise SystemTrouble(
            f"消しきれません: {'、'.join(stuck)}。閉じるべきものを閉じて、もう一度実行してください。"
        )
    gone = sum(one.files for one in found) - sum(one.files for one in left)
    told = f"{gone}個のファイルを消し、残っていないことを確かめました。"
    _show(desk, left, is_erased=True, closing=told)


def _show(desk: Desk, found: Sequence[Trace], *, is_erased: bool, closing: str) -> None:
    rows = [{"kind": one.kind, "path": str(one.path), "files": one.files, "bytes": one.size} for one in found]
    lines = [_line(one, is_erased=is_erased) for one in found]
    text = "\n".join(
        [
            *(lines or ["このプログラムのデータは、このPCに見つかりません。"]),
            "ここからは分からないもの:",
            *(f"  {one}" for one in UNKNOWN),
            *([closing] if closing else []),
        ]
    )
    desk.show({"rows": rows, "is_erased": is_erased, "unknown": list(UNKNOWN)}, text)


def _line(one: Trace, *, is_erased: bool) -> str:
    stays = f" {said(one.kind, 'kept')}" if is_erased else ""
    return f"{label(one.kind)}: {one.path}({one.files}個、{one.size:,}バイト){stays}"
