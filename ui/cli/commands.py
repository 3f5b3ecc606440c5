"""The commands of `shikaku`: their list, and the global options. Loaded where a line names one of them."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Any, BinaryIO

import click

from app import __version__, places
from app.domain.my_number import masked
from ui.cli import (
    ahead,
    answers,
    backups,
    calendar,
    counter,
    drawer,
    erase,
    exports,
    folders,
    forms,
    help_text,
    importing,
    issuing,
    keyring,
    layouts,
    leaving,
    life,
    lists,
    manual,
    names,
    news,
    outreach,
    parcels,
    print_sessions,
    records,
    retention,
    rules,
    schemas,
    server_roles,
    shipments,
    slips,
    society,
    succession,
    users,
    waiting,
)
from ui.cli.desk import DATE, Desk
from ui.cli.secret_words import FROM_DESCRIPTOR, FROM_FILE

FULL_KEYS = "--full-keys"
GLOBAL_OPTIONS = ("--data", "--today", "--format", "--user", FROM_FILE, FROM_DESCRIPTOR)

COMMANDS: dict[str, tuple[click.Command, ...]] = {
    "データの場所": (
        *(folders.init, folders.demo, folders.move_to, folders.join, folders.undo, folders.verify),
        *(backups.backup, backups.backups, backups.restore),
        *(folders.screens, manual.manual_command, succession.succession_command),
        *(retention.retention_group, erase.erase, news.news, users.users_group),
        *(keyring.keyring_group, server_roles.server_role_group),
    ),
    "一覧の取込": (
        *(importing.import_, importing.compare, importing.differences, importing.settle, importing.imports),
    ),
    "本社と事業所": (parcels.offices_command, parcels.parcel_group),
    "見る・調べる": (
        *(lists.due, lists.members, lists.show, rules.rule, calendar.calendar, lists.history, answers.status),
        *(exports.export, schemas.schema),
    ),
    "印刷と様式": (
        *(print_sessions.print_, print_sessions.stopped, print_sessions.resume, print_sessions.confirm),
        *(print_sessions.give_up, layouts.layout, names.names, issuing.batch),
    ),
    "渡す・受け取る": (
        *(counter.hand_over, counter.take_back, counter.exchange, records.hand_out, records.collect),
        *(records.lost, records.found, life.damage, counter.uncollectable, counter.misdelivery),
        records.elderly,
    ),
    "健保へ送る・届け出る": (
        *(drawer.drawer_group, records.forward, shipments.shipment, shipments.shipment_paper),
        *(drawer.losses, forms.form),
    ),
    "できごと": (
        *(leaving.leave, leaving.cancel_leave, life.rename, life.add_dependant, life.change_insured),
        *(life.move, life.rehire, life.copay, life.stage, life.card_expires, life.stays_insured, ahead.ahead),
    ),
    "案内と期日": (
        *(outreach.contact, outreach.defer, outreach.answer_question, slips.slip, slips.language_command),
    ),
    "健保": (society.society, rules.rules),
}
"""Every command, under the heading of the list that `shikaku -h` shows it in."""

click.Context.formatter_class = help_text.Formatter


class _Shikaku(click.Group):
    """A group whose global options may stand anywhere on the line."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        with _no_number_repeated():
            return super().parse_args(ctx, _hoisted(args))

    def invoke(self, ctx: click.Context) -> Any:
        with _no_number_repeated():
            return super().invoke(ctx)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """Write the list of commands under their headings."""
        for heading, commands in COMMANDS.items():
            with formatter.section(help_text.said(heading, help_text.language())):
                formatter.write_dl([(str(command.name), command.help or "") for command in commands])


@contextmanager
def _no_number_repeated() -> Iterator[None]:
    """A sentence about wrong usage repeats what was typed, but never a 個人番号."""
    try:
        yield
    except click.UsageError as wrong:
        raise click.UsageError(masked(wrong.format_message()), wrong.ctx) from None


def _descriptor(_ctx: click.Context, option: click.Parameter, number: int | None) -> BinaryIO | None:
    """Return the open file behind a number the caller gave."""
    try:
        return None if number is None else open(number, "rb", closefd=False)
    except OSError:
        raise click.BadParameter(f"記述子 {number} は開いていません。", param=option) from None


@click.group(
    cls=_Shikaku, invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]}
)
@click.version_option(__version__, prog_name="shikaku", message="%(prog)s %(version)s", help="版を出す")
@click.option("--data", type=click.Path(file_okay=False, path_type=Path), help="使うデータフォルダー")
@click.option("--today", type=DATE, help="今日とみなす日 (YYYY-MM-DD)")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="結果の形")
@click.option("--user", metavar="NAME", default="", help="誰のパスフレーズか(利用者が複数のとき)")
@click.option(FULL_KEYS, is_flag=True, help="番号を伏せない(画面で伏せるデータでは、履歴に残る)")
@click.option(FROM_FILE, "secret", type=click.File("rb"), help="1行目がパスフレーズのファイル(- は標準入力)")
@click.option(
    FROM_DESCRIPTOR,
    "descriptor",
    type=click.IntRange(min=0),
    metavar="N",
    callback=_descriptor,
    help="1行目がパスフレーズの、開いている記述子の番号",
)
@click.option("--self-test", is_flag=True, help="組み込みの自己診断だけを行う")
@click.pass_context
def shikaku(
    ctx: click.Context,
    data: Path | None,
    today: date | None,
    form: str,
    user: str,
    full_keys: bool,
    secret: BinaryIO | None,
    descriptor: BinaryIO | None,
    self_test: bool,
) -> None:
    """資格確認書デスク。コマンドを付けなければ画面を開きます。"""
    if secret is not None and descriptor is not None:
        raise click.UsageError(f"{FROM_FILE} と {FROM_DESCRIPTOR} はどちらか一方にしてください。", ctx)
    folder = data or places.data_folder()
    # The one place besides the window where the clock is read.
    day = today or datetime.now().astimezone().date()
    desk = Desk(folder, day, json_wanted=form == "json", secret=secret or descriptor, user=user)
    desk.full_keys = full_keys
    desk.command = ctx.invoked_subcommand or ""
    ctx.obj = desk
    ctx.call_on_close(desk.close)
    if self_test:
        from ui.cli.self_test import self_test as run_self_test

        run_self_test()
    elif ctx.invoked_subcommand is None:
        from ui.bootstrap import run_window

        ctx.exit(run_window(folder, None if today is None else day))
    else:
        ctx.with_resource(waiting.told(help_text.said("作業中… {seconds}秒{far}", help_text.language())))


for _command in (command for section in COMMANDS.values() for command in section):
    shikaku.add_command(_command)


def _hoisted(args: list[str]) -> list[str]:
    """Move the global options, wherever they stand, in front of the command."""
    front: list[str] = []
    rest: list[str] = []
    waiting = iter(args)
    for arg in waiting:
        if arg == "--":
            rest += [arg, *waiting]
        elif arg == FULL_KEYS:
            front.append(arg)
        elif arg in GLOBAL_OPTIONS:
            front += [arg, *([value] if (value := next(waiting, None)) is not None else [])]
        elif arg.split("=", 1)[0] in GLOBAL_OPTIONS:
            front.append(arg)
        else:
            rest.append(arg)
    return front + rest
