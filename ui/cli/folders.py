"""Commands about the data folder: init, demo, undo, verify, screens; see backups.py for those."""

from pathlib import Path
from typing import BinaryIO

import click

from app.domain.history_seal import read_code
from ui.cli import open_sessions, waiting
from ui.cli.desk import TO_WRITE, Desk, pass_desk
from ui.cli.screens import TEXT_SIZES, THEMES, Size, SizeType, Wanted, save_screens
from ui.cli.secret_words import first_line
from ui.cli.streams import tell

SERVER_PASSWORD = click.option(
    "--server-password",
    "server_secret",
    type=click.File("rb"),
    metavar="FILE",
    help="1行目がサーバーのパスワードのファイル(このPCの保管庫に覚えさせる)",
)


@click.command()
@click.option(
    "--server", metavar="URL", default="", help="記録を置くサーバー(postgresql://利用者@サーバー/名前)"
)
@SERVER_PASSWORD
@pass_desk
def init(desk: Desk, server: str, server_secret: BinaryIO | None) -> None:
    """新しいデータの場所を作る(パスフレーズを尋ねる)。"""
    from ui.bootstrap import create_data_folder, office_place, warning_of

    if server_secret is not None and not server:
        raise click.UsageError("--server-password は --server と一緒に使ってください。")

    if warning := warning_of(desk.folder):
        tell(warning)
    words = desk.passphrase("新しいパスフレーズ(8文字以上、関係のない言葉を4つ)", confirm=True)
    place = office_place(desk.folder)
    found = place.named(server, _password(server_secret)) if server else None
    code = create_data_folder(desk.folder, words, server=found)
    on_server = place.server
    where = f"記録はサーバー {on_server} に置きます。" if on_server else ""
    desk.show(
        {"folder": str(desk.folder), "recovery_code": code, "server": on_server or None},
        f"{desk.folder} を作りました。{where}\n復旧コード: {code}\n"
        "パスフレーズを忘れたときに要ります。紙に書いて金庫にしまってください。",
    )


@click.command("move-to")
@click.argument("place", metavar="URL|file")
@SERVER_PASSWORD
@pass_desk
def move_to(desk: Desk, place: str, server_secret: BinaryIO | None) -> None:
    """記録をサーバーへ移す、またはファイルに戻す(確かめてから切り替え、元は残す)。"""
    from ui.bootstrap import needs_passphrase, office_place
    from ui.cli.upgrade import show_upgrade

    if place == "file" and server_secret is not None:
        raise click.UsageError("--server-password はサーバーへ移すときに使ってください。")
    words = desk.passphrase_of_user() if needs_passphrase(desk.folder) else ""
    office = office_place(desk.folder)
    server = office.server
    if place == "file":
        said = office.to_file(words, user=desk.user, agree=show_upgrade, report=waiting.far)
    else:
        named = office.named(place, _password(server_secret))
        said = office.to_server(words, named, user=desk.user, agree=show_upgrade, report=waiting.far)
        server = office.server
    desk.show({"server": server, "is_on_server": place != "file", "sentence": said}, said)


@click.command()
@click.argument("address", metavar="URL")
@SERVER_PASSWORD
@pass_desk
def join(desk: Desk, address: str, server_secret: BinaryIO | None) -> None:
    """サーバーにある事業所を、このPCでも開けるようにする(データの場所は空のもの)。"""
    from ui.bootstrap import office_place

    place = office_place(desk.folder)
    place.join(place.find(address, _password(server_secret)))
    server = place.server
    said = (
        f"サーバー {server} の事業所を、このPCで開けるようにしました。"
        "ご自分の名前とパスフレーズで開いてください。"
    )
    desk.show({"server": server, "sentence": said}, said)


def _password(file: BinaryIO | None) -> str:
    return "" if file is None else first_line(file, "サーバーのパスワード")


@click.command()
@pass_desk
def demo(desk: Desk) -> None:
    """空の場所を見本の事業所にする(すべて架空、どの証にも「見本」)。"""
    from ui.bootstrap import create_sample_office

    done = create_sample_office(desk.folder, today=desk.today)
    desk.show_done(done, folder=str(desk.folder))


@click.command()
@pass_desk
def undo(desk: Desk) -> None:
    """直前の操作を元に戻す。"""
    with desk.store.beside() as store:
        operation = store.undo(report=waiting.far)
    desk.store.shrink()
    sentence = f"元に戻しました: {operation.label}"
    desk.show({"operation": operation.operation_id, "label": operation.label, "sentence": sentence}, sentence)


@click.command()
@click.option(
    "--seal", "code", metavar="CODE", default="", help="履歴の紙にある封印。そこまでの履歴も確かめる"
)
@pass_desk
@click.pass_context
def verify(ctx: click.Context, desk: Desk, code: str) -> None:
    """データの場所に傷がないか、履歴が書き換えられていないか調べる。"""
    from ui.bootstrap import verify_store

    problems = verify_store(desk.store, read_code(code) if code else None)
    unseen = desk.store.others.unseen()
    seal = None if unseen else desk.store.queries.history_seal()
    sealed = "" if seal is None else seal.code
    text = "\n".join(problems) if problems else f"傷は見つかりませんでした。\n履歴の封印: {sealed}"
    if unseen:
        told = "\n".join(problems) or "ここで見える履歴は、封印と合っています。"
        text = (
            f"{told}\nサーバーがここに見せない操作{unseen}件と、名簿や期限一覧の全体は確かめていません。"
            "全事業所を見る管理者の shikaku verify が確かめます。"
        )
    open_sessions.show(
        desk, {"ok": not problems, "problems": problems, "seal": sealed, "unseen": unseen}, text
    )
    ctx.exit(1 if problems else 0)


@click.command()
@click.argument("folder", type=TO_WRITE)
@click.option("--size", "sizes", type=SizeType(), multiple=True, help="窓の大きさ(何度でも)")
@click.option("--theme", "themes", type=click.Choice(THEMES), multiple=True, help="明るい・暗い(どちらも)")
@click.option(
    "--zoom",
    type=click.IntRange(100, 400),
    default=100,
    help="画面の拡大率(%)",
)
@click.option("--text", type=click.Choice(TEXT_SIZES), default="100", help="文字の大きさ(%)")
@click.option("--only", multiple=True, metavar="NAME", help="この名前で始まる画面だけ(何度でも)")
@pass_desk
def screens(
    desk: Desk,
    folder: Path,
    sizes: tuple[Size, ...],
    themes: tuple[str, ...],
    zoom: int,
    text: str,
    only: tuple[str, ...],
) -> None:
    """すべての画面と小さな窓をPNGにする(窓を開かずに)。"""
    wanted = Wanted(sizes or Wanted().sizes, themes or THEMES, zoom, int(text), only=only)
    files = save_screens(desk.store, desk.today, folder, data=desk.folder, wanted=wanted)
    desk.show({"files": [str(f) for f in files]}, "\n".join(str(f) for f in files))
