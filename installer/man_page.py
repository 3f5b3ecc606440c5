"""The page that `man shikaku` shows, made from the commands themselves, and completions for shells."""

import gzip
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import click
from click.shell_completion import BashComplete, FishComplete, ZshComplete

from app import __version__
from ui.cli.commands import COMMANDS, shikaku
from ui.cli.help_text import said, speak

WORDS = {
    "en": {
        "name": "shikaku, shikaku-desk \\- print, hand out and take back 資格確認書 in an employer office",
        "NAME": "NAME",
        "SYNOPSIS": "SYNOPSIS",
        "DESCRIPTION": "DESCRIPTION",
        "OPTIONS": "OPTIONS",
        "EXIT": "EXIT STATUS",
        "exits": "0: done. 1: refused, with a sentence. 2: wrong usage. 3: a mistake of the program.",
        "ENVIRONMENT": "ENVIRONMENT",
        "passphrase": "The passphrase; every program of the same user can read it, --passphrase-fd is safer.",
        "lang": "en or ja: the language of the help.",
        "FILES": "FILES",
        "data": "The data folder, encrypted, unless --data names another.",
        "log": "What went wrong before a folder was open; without any value of the office.",
        "about": "shikaku-desk is the same program for menus: it has no console.",
    },
    "ja": {
        "name": "shikaku, shikaku-desk \\- 資格確認書を印刷し、渡し、返してもらう",
        "NAME": "名前",
        "SYNOPSIS": "書式",
        "DESCRIPTION": "説明",
        "OPTIONS": "オプション",
        "EXIT": "終了ステータス",
        "exits": "0: 済んだ。1: 一文を添えて断った。2: 使い方が違う。3: プログラムの誤り。",
        "ENVIRONMENT": "環境変数",
        "passphrase": "パスフレーズ。同じ利用者のプログラムから読めるので、--passphrase-fd のほうが安全。",
        "lang": "en か ja: 説明の言葉。",
        "FILES": "ファイル",
        "data": "データフォルダー(暗号化)。--data で別の場所にできる。",
        "log": "データフォルダーを開く前の誤りの控え。事業所の値は書かない。",
        "about": "shikaku-desk はメニューから開くための同じプログラムで、端末を使わない。",
    },
}


def page(language: str, on: date) -> str:
    """Return the whole page in this language, as man reads it."""
    speak(shikaku, language)
    try:
        return "\n".join(_lines(language, on)) + "\n"
    finally:
        speak(shikaku, "ja")


def write(folder: Path, on: date) -> None:
    """Write the pages of both languages below a folder of manuals; shikaku-desk has the same."""
    for language, place in (("en", folder / "man1"), ("ja", folder / "ja" / "man1")):
        place.mkdir(parents=True)
        for name, text in (("shikaku", page(language, on)), ("shikaku-desk", ".so man1/shikaku.1\n")):
            (place / f"{name}.1.gz").write_bytes(gzip.compress(text.encode("utf-8"), 9, mtime=0))


def completions() -> dict[str, str]:
    """Return what each shell loads to complete commands, options and their words."""
    kinds = {"bash": BashComplete, "zsh": ZshComplete, "fish": FishComplete}
    return {
        shell: kind(shikaku, {}, "shikaku", "_SHIKAKU_COMPLETE").source() for shell, kind in kinds.items()
    }


def _lines(language: str, on: date) -> Iterator[str]:
    words = WORDS[language]
    yield f'.TH SHIKAKU 1 "{on.isoformat()}" "shikaku-desk {__version__}"'
    # Ragged lines, words whole: Japanese has no gaps to fill.
    yield from (".ad l", ".nh")
    yield from (f'.SH "{words["NAME"]}"', words["name"])
    yield from (f'.SH "{words["SYNOPSIS"]}"', ".B shikaku", "[OPTIONS] [COMMAND] [ARGS]...")
    yield from (f'.SH "{words["DESCRIPTION"]}"', _plain(shikaku.help or ""), _plain(words["about"]))
    with click.Context(shikaku, info_name="shikaku") as top:
        yield f'.SH "{words["OPTIONS"]}"'
        yield from _options(shikaku, top)
        for heading, commands in COMMANDS.items():
            yield f'.SH "{said(heading, language)}"'
            for command in commands:
                yield from _command(command, top, str(command.name))
    yield from (f'.SH "{words["EXIT"]}"', _plain(words["exits"]))
    yield f'.SH "{words["ENVIRONMENT"]}"'
    yield from _item("SHIKAKU_PASSPHRASE", words["passphrase"])
    yield from _item("SHIKAKU_LANG", words["lang"])
    yield f'.SH "{words["FILES"]}"'
    yield from _item("~/.local/share/shikaku-desk", words["data"])
    yield from _item("~/.local/state/shikaku-desk/log/crash.log", words["log"])


def _command(command: click.Command, above: click.Context, name: str) -> Iterator[str]:
    with click.Context(command, parent=above, info_name=name) as ctx:
        usage = " ".join(command.collect_usage_pieces(ctx))
        yield f'.SS "{_plain(ctx.command_path.removeprefix("shikaku "))} {_plain(usage)}"'
        yield _plain(command.help or "")
        yield from _options(command, ctx)
        for each in command.commands.values() if isinstance(command, click.Group) else ():
            yield from _command(each, ctx, str(each.name))


def _options(command: click.Command, ctx: click.Context) -> Iterator[str]:
    for param in command.params:
        if isinstance(param, click.Option) and (record := param.get_help_record(ctx)):
            yield from _item(*record)


def _item(term: str, meaning: str) -> Iterator[str]:
    yield from (".TP", f"\\fB{_plain(term)}\\fR", _plain(meaning))


def _plain(text: str) -> str:
    """Return a text in which troff finds nothing to obey, as lines that it may fill."""
    safe = text.replace("\\", "\\e").replace("-", "\\-").replace('"', "\\(dq").replace("|", "|\\:")
    return "\n".join(f"\\&{line}" if line[:1] in (".", "'") else line for line in safe.splitlines())
