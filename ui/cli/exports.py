"""Lists as files: the options they have in common, and the command that writes any of them."""

from collections.abc import Callable
from dataclasses import asdict
from functools import wraps
from pathlib import Path
from typing import Any, BinaryIO

import click

from app.usecases.papers import every_list
from app.usecases.papers.every_list import ListKind
from app.usecases.papers.table_file import Encoding, Wanted, kinds
from ui.cli.desk import TO_WRITE, Desk, pass_desk, word_option
from ui.cli.secret_words import first_line

PASSWORD_FILE = click.option(
    "--password-file", type=click.File("rb"), help="1行目がファイルに付けるパスワード(- は標準入力)"
)


def file_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command that writes a list what says how; it gets them as one `wanted`.

    Whether with numbers says --full-keys, which every command has.
    """

    @wraps(command)
    def run(*args: Any, encoding: Encoding | None, password_file: BinaryIO | None, **others: Any) -> Any:
        full_keys = click.get_current_context().ensure_object(Desk).full_keys
        password = "" if password_file is None else first_line(password_file, "パスワード")
        wanted = Wanted(full_keys, encoding or Encoding.UTF8, password)
        return command(*args, wanted=wanted, **others)

    for option in (
        PASSWORD_FILE,
        word_option("--encoding", Encoding, help="CSVの文字コード(省けば utf8)"),
    ):
        run = option(run)
    return run


@click.command("export")
@click.argument("kind", type=click.Choice([kind.value for kind in ListKind]))
@click.option("--out", type=TO_WRITE, required=True, help="CSV、XLSX、PDF(パスワードつきのCSVはZIP)に書く")
@click.option("--office", default="", help="事業所の記号か名称(人の一覧だけ)")
@file_options
@pass_desk
def export(desk: Desk, kind: str, out: Path, office: str, wanted: Wanted) -> None:
    """一覧・台帳・名簿をファイルに書く。"""
    place = desk.place(out, *kinds(wanted))
    office_id = desk.office_id(office) if office else None
    made = every_list.table(desk.queries, ListKind(kind), desk.today, office_id)
    written = desk.write_table(made, place, wanted, office_id)
    data = {
        "kind": kind,
        "count": written.count,
        "file": str(out),
        "unwritten": [asdict(one) for one in written.unwritten],
    }
    desk.show({**data, "sentence": written.sentence}, written.sentence)
