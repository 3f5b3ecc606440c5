"""Entry point of `shikaku`: global options, the list of commands, and how errors end."""

import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO

import click
import platformdirs

from app import __version__
from app.errors import SystemTrouble, UserError
from app.files import trouble
from ui.cli import answers, drawer, folders, forms, layouts, leaving, life, lists, names, records, rules, runs
from ui.cli.desk import DATE, FROM_FILE, Desk

GLOBAL_OPTIONS = ("--data", "--today", "--format", FROM_FILE)


class _Shikaku(click.Group):
    """A group whose global options may stand anywhere on the line."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        return super().parse_args(ctx, _hoisted(args))


@click.group(cls=_Shikaku, invoke_without_command=True)
@click.version_option(__version__, prog_name="shikaku")
@click.option("--data", type=click.Path(file_okay=False, path_type=Path), help="データの場所")
@click.option("--today", type=DATE, help="今日とみなす日 (YYYY-MM-DD)")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="結果の形")
@click.option(FROM_FILE, "secret", type=click.File("rb"), help="1行目がパスフレーズのファイル(- は標準入力)")
@click.option("--self-test", is_flag=True, help="組み込みの自己診断だけを行う")
@click.pass_context
def shikaku(
    ctx: click.Context,
    data: Path | None,
    today: datetime | None,
    form: str,
    secret: BinaryIO | None,
    self_test: bool,
) -> None:
    """資格確認書デスク。コマンドを付けなければ画面を開きます。"""
    folder = data or Path(platformdirs.user_data_dir("shikaku-desk", appauthor=False))
    # The one place besides the window where the clock is read.
    day = (today or datetime.now().astimezone()).date()
    desk = Desk(folder, day, json_wanted=form == "json", secret=secret)
    ctx.obj = desk
    ctx.call_on_close(desk.close)
    if self_test:
        from ui.cli.self_test import self_test as run_self_test

        run_self_test()
    elif ctx.invoked_subcommand is None:
        from ui.bootstrap import run_window

        ctx.exit(run_window(folder, None if today is None else day))


for _command in (
    *folders.COMMANDS,
    *lists.COMMANDS,
    *answers.COMMANDS,
    *forms.COMMANDS,
    *drawer.COMMANDS,
    *records.COMMANDS,
    *leaving.COMMANDS,
    *life.COMMANDS,
    *rules.COMMANDS,
    *names.COMMANDS,
    *layouts.COMMANDS,
    *runs.COMMANDS,
):
    shikaku.add_command(_command)


def main(args: Sequence[str] | None = None) -> None:
    """Run the command line; exit 0 done, 1 refused with a sentence, 2 wrong usage."""
    for stream in (sys.stdout, sys.stderr):
        # A Japanese Windows console is CP932; a name it lacks must not end the program.
        reconfigure: Any = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="backslashreplace")
    try:
        shikaku.main(args=None if args is None else list(args), prog_name="shikaku")
    except (UserError, SystemTrouble) as refusal:
        click.echo(str(refusal), err=True)
        sys.exit(1)
    except OSError as error:
        click.echo(str(trouble(error, f"{error.filename or 'ディスク'} を読み書きできません")), err=True)
        sys.exit(1)


def _hoisted(args: list[str]) -> list[str]:
    """Move the global options, wherever they stand, in front of the command."""
    front: list[str] = []
    rest: list[str] = []
    waiting = iter(args)
    for arg in waiting:
        if arg == "--":
            rest += [arg, *waiting]
        elif arg in GLOBAL_OPTIONS:
            front += [arg, *([value] if (value := next(waiting, None)) is not None else [])]
        elif arg.split("=", 1)[0] in GLOBAL_OPTIONS:
            front.append(arg)
        else:
            rest.append(arg)
    return front + rest
