"""Entry point of `shikaku`: global options, the list of commands, and how errors end."""

import io
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO

import click
import platformdirs

from app import __version__
from app.domain.accepted_text import visible_lines
from app.domain.my_number import masked
from app.errors import SystemTrouble, UserError
from app.files import trouble
from ui.cli import (
    ahead,
    answers,
    calendar,
    counter,
    drawer,
    folders,
    forms,
    importing,
    layouts,
    leaving,
    life,
    lists,
    names,
    outreach,
    print_sessions,
    records,
    rules,
    shipments,
)
from ui.cli.desk import DATE, FROM_FILE, Desk
from ui.cli.streams import prepare, tell
from ui.window import crash

GLOBAL_OPTIONS = ("--data", "--today", "--format", FROM_FILE)


class _Shikaku(click.Group):
    """A group whose global options may stand anywhere on the line."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        with _no_number_repeated():
            return super().parse_args(ctx, _hoisted(args))

    def invoke(self, ctx: click.Context) -> Any:
        with _no_number_repeated():
            return super().invoke(ctx)


@contextmanager
def _no_number_repeated() -> Iterator[None]:
    """A sentence about wrong usage repeats what was typed, but never a 個人番号."""
    try:
        yield
    except click.UsageError as wrong:
        raise click.UsageError(masked(wrong.format_message()), wrong.ctx) from None


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
    *(
        folders.init,
        folders.demo,
        importing.import_,
        importing.compare,
        importing.differences,
        importing.settle,
        importing.imports,
        folders.undo,
        folders.backup,
        folders.restore,
    ),
    *(folders.verify, folders.screens),
    *(lists.members, lists.show, lists.due, lists.history, answers.status, forms.form, calendar.calendar),
    *(drawer.drawer_group, drawer.losses, shipments.shipment, shipments.shipment_paper),
    *(records.hand_out, records.collect, records.forward, records.lost, records.found, records.elderly),
    *(counter.hand_over, counter.take_back, counter.exchange, counter.uncollectable, counter.misdelivery),
    *(outreach.contact, outreach.defer, leaving.leave),
    *(life.rename, life.add_dependant, life.move, life.rehire, life.copay, life.stage, life.card_expires),
    *(life.stays_insured, leaving.cancel_leave, ahead.ahead),
    *(life.damage, rules.rule, rules.rules, names.names, layouts.layout),
    *(print_sessions.print_, print_sessions.stopped, print_sessions.resume, print_sessions.confirm),
    print_sessions.give_up,
):
    shikaku.add_command(_command)


def main(args: Sequence[str] | None = None) -> None:
    """Run the command line; exit 0 done, 1 refused with a sentence, 2 wrong usage, 3 a mistake of ours."""
    prepare()
    crash.log_to(crash.own_log_folder())
    crash.install(_tell_crash)
    sys.exit(_run(args))


def _run(args: Sequence[str] | None) -> int:
    try:
        given = None if args is None else list(args)
        # What a command returns means nothing; its exit status comes from ctx.exit.
        return int(shikaku.main(args=given, prog_name="shikaku", standalone_mode=False) or 0)
    except click.ClickException as wrong:
        said = io.StringIO()
        wrong.show(said)
        _say(said.getvalue().rstrip())
        return wrong.exit_code
    except click.Abort:
        tell("中止しました。")
        return 1
    except (UserError, SystemTrouble) as refusal:
        _say(str(refusal))
        return 1
    except OSError as error:
        _say(str(trouble(error, f"{error.filename or 'ディスク'} を読み書きできません")))
        return 1
    except Exception as mistake:  # noqa: BLE001 - a traceback would show values of the office
        sys.excepthook(type(mistake), mistake, mistake.__traceback__)
        return 3


def _say(sentence: str) -> None:
    """Say why it was not done; of what was typed or read no 個人番号 and nothing unseen is repeated."""
    tell(visible_lines(masked(sentence)))


def _tell_crash(told: str, log_file: Path) -> None:
    tell(f"{crash.SENTENCE}控え: {log_file}\n{told}")


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
