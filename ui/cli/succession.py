"""`shikaku succession FILE`: what a successor has to know, as a PDF with a password."""

from pathlib import Path
from typing import BinaryIO

import click

from app.output import PDF
from app.usecases.papers.succession import Places, pages, succession, while_away
from ui.cli.desk import TO_WRITE, Desk, pass_desk
from ui.cli.exports import PASSWORD_FILE
from ui.cli.secret_words import first_line


@click.command("succession")
@click.argument("file", type=TO_WRITE)
@click.option("--away", is_flag=True, help="代行の方への、留守のあいだの紙")
@PASSWORD_FILE
@pass_desk
def succession_command(desk: Desk, file: Path, away: bool, password_file: BinaryIO | None) -> None:
    """引継ぎ書を、パスワードを付けたPDFに書く。"""
    from ui.bootstrap import backup_care

    password = "" if password_file is None else first_line(password_file, "パスワード")
    place = desk.place(file, PDF)
    second = backup_care(desk.store).look().plan.place
    places = Places(str(desk.folder), desk.store.last_backup_at(), str(second or ""))
    tables = while_away(desk.queries, desk.today) if away else succession(desk.queries, places, desk.today)
    desk.write_pages(pages(tables, password), place, tables[0].title)
    sentence = f"{file} に書き出しました。パスワードは、ファイルと別の方法で渡してください。"
    lists = [table.title for table in tables]
    desk.show({"file": str(file), "lists": lists, "sentence": sentence}, sentence)
