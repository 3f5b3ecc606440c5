"""`shikaku keyring keep`, `forget`, `status`: a passphrase in this computer's own keyring."""

import click

from ui.cli.desk import Desk, pass_desk


@click.group("keyring")
def keyring_group() -> None:
    """このPCのパスワード保管庫に、パスフレーズを覚えさせる、忘れさせる。"""


@keyring_group.command()
@pass_desk
def status(desk: Desk) -> None:
    """誰のパスフレーズを覚えているかを見る。"""
    from ui.bootstrap import kept_passphrase

    kept = kept_passphrase(desk.folder)
    user, refusal = kept.user, kept.refusal()
    told = f"{user} さんのパスフレーズを覚えています。" if user else "パスフレーズを覚えていません。"
    desk.show({"user": user or None, "refusal": refusal}, f"{told}{refusal}")


@keyring_group.command()
@pass_desk
def keep(desk: Desk) -> None:
    """パスフレーズを確かめ、このPCに覚えさせる(同じアカウントの人は、次から尋ねられずに開ける)。"""
    from ui.bootstrap import kept_passphrase

    words = desk.passphrase_of_user()
    desk.open(words)
    user = desk.store.user
    kept_passphrase(desk.folder).keep(user, words)
    told = (
        f"{user} さんのパスフレーズをこのPCに覚えさせました。同じアカウントでこのPCを使う人は、"
        "次からパスフレーズなしで開けます。"
    )
    desk.show({"sentence": told}, told)


@keyring_group.command("server-password")
@click.option("--forget", "is_forgotten", is_flag=True, help="忘れさせる")
@pass_desk
def server_password(desk: Desk, is_forgotten: bool) -> None:
    """記録のあるサーバーのパスワードを、このPCに覚えさせる。"""
    from ui.bootstrap import office_place

    password = "" if is_forgotten else desk.passphrase("サーバーのパスワード")
    place = office_place(desk.folder)
    place.keep_password(password)
    what = "のパスワードを忘れさせました。" if is_forgotten else "のパスワードをこのPCに覚えさせました。"
    told = f"サーバー {place.server} {what}"
    desk.show({"sentence": told}, told)


@keyring_group.command()
@pass_desk
def forget(desk: Desk) -> None:
    """このPCに忘れさせる。"""
    from ui.bootstrap import kept_passphrase

    kept_passphrase(desk.folder).forget()
    told = "このPCはパスフレーズを覚えていません。開くときに入れてください。"
    desk.show({"sentence": told}, told)
