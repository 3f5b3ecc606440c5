"""Commands about who may open the data folder."""

import sys
from datetime import date
from typing import BinaryIO

import click

from app.changes import Done
from app.domain.ids import OfficeId
from app.domain.roles import User, UserRole
from app.errors import UserError
from app.usecases.settings import settings
from app.users import offices_words, role_words
from ui.cli.desk import Columns, Desk, as_data, day_option, pass_desk, table_of, word_option
from ui.cli.secret_words import first_line, typed_in_secret

_ROLE = word_option("--role", UserRole, required=True, help="役割")
_UNTIL = day_option("--until", help="代行の最後の日 (YYYY-MM-DD)")
_OFFICES = click.option(
    "--office", "offices", multiple=True, help="見てよい事業所の記号か名称(繰り返せる、省けばすべて)"
)
_NEW = click.option(
    "--new-passphrase-file",
    "new",
    type=click.File("rb"),
    help="1行目が新しいパスフレーズのファイル(- は標準入力、省けば尋ねる)",
)


@click.group("users")
def users_group() -> None:
    """データを開ける人と役割(利用者)。"""


@users_group.command("list")
@pass_desk
def list_users(desk: Desk) -> None:
    """利用者と役割、代行の最後の日、見てよい事業所。"""
    names = {office.id: office.name for office in desk.queries.offices() if office.id is not None}
    found = desk.store.users.all()

    columns: Columns = {
        "名前": "name",
        "役割": role_words,
        "事業所": lambda user: offices_words(user, names),
    }
    rows = [
        {
            **as_data(user, "name role until"),
            "offices": None
            if user.offices is None
            else [name for office_id, name in names.items() if office_id in user.offices],
        }
        for user in found
    ]
    is_due = desk.store.users.is_key_due()
    told = "\nデータの鍵は、次に閉じるときに替わります。" if is_due else ""
    desk.show({"rows": rows, "is_key_due": is_due}, f"{table_of(found, columns)}{told}")


@users_group.command("add")
@click.argument("name")
@_ROLE
@_UNTIL
@_OFFICES
@_NEW
@pass_desk
def add(
    desk: Desk, name: str, role: UserRole, until: date | None, offices: tuple[str, ...], new: BinaryIO | None
) -> None:
    """利用者を加える(その人の名前とパスフレーズで開けるようになる)。"""
    user = User(name, role, until, _office_ids(desk, offices))
    desk.show_done(desk.store.users.add(user, _new_passphrase(new)))


@users_group.command("role")
@click.argument("name")
@_ROLE
@_UNTIL
@_OFFICES
@pass_desk
def role_of(desk: Desk, name: str, role: UserRole, until: date | None, offices: tuple[str, ...]) -> None:
    """利用者の役割、最後の日、事業所を決め直す。"""
    desk.show_done(desk.store.users.change(User(name, role, until, _office_ids(desk, offices))))


@users_group.command("passphrase")
@click.argument("name", default="")
@_NEW
@pass_desk
def passphrase(desk: Desk, name: str, new: BinaryIO | None) -> None:
    """ご自分の、または忘れた人のパスフレーズを付け直す。"""
    desk.show_done(desk.store.users.set_passphrase(name or desk.store.user, _new_passphrase(new)))


@users_group.command("recovery")
@pass_desk
def recovery(desk: Desk) -> None:
    """復旧コードを作り直す(前のコードではもう開けない)。"""
    done, code = desk.store.users.renew_recovery()
    _show_code(desk, done, code)


@users_group.command("remove")
@click.argument("name")
@pass_desk
def remove(desk: Desk, name: str) -> None:
    """利用者を外し、復旧コードとデータの鍵を替える。"""
    done, code = desk.store.users.remove(name)
    _show_code(desk, done, code)


@users_group.command("numbers")
@click.argument("wish", type=click.Choice(["mask", "show"]), required=False)
@pass_desk
def numbers(desk: Desk, wish: str | None) -> None:
    """記号・番号を、見る人が求めるまで伏せるか(mask 伏せる、show 伏せない、省けば今の決め)。"""
    sentence = ""
    if wish is not None:
        sentence = desk.store.record(lambda tx: settings.mask_numbers(tx, is_wanted=wish == "mask")).sentence
    masks = desk.queries.society().masks_numbers
    now = "下2桁だけを出し、求められたときに全部を出します。" if masks else "伏せずに出します。"
    told = sentence or f"管理者と担当者には、記号・番号を{now}ほかの役割の方には、いつも下2桁だけです。"
    desk.show({"masks_numbers": masks, "sentence": told}, told)


def _office_ids(desk: Desk, offices: tuple[str, ...]) -> frozenset[OfficeId] | None:
    return frozenset(map(desk.office_id, offices)) if offices else None


def _new_passphrase(file: BinaryIO | None) -> str:
    """Of the file, or typed twice; that of who is signed in is never taken for it."""
    if file is not None:
        return first_line(file)
    if not sys.stdin.isatty():
        raise UserError(
            "新しいパスフレーズが必要です。--new-passphrase-file FILE(標準入力なら -)で渡してください。"
        )
    return typed_in_secret("新しいパスフレーズ(8文字以上、関係のない言葉を4つ)", confirm=True)


def _show_code(desk: Desk, done: Done, code: str) -> None:
    desk.show({"sentence": done.sentence, "recovery_code": code}, f"{done.sentence}\n復旧コード: {code}")
