"""Passphrases and passwords of a command: typed unseen, or the first line of a file."""

from typing import BinaryIO

import click

from app.errors import BadValue
from ui.cli import waiting

ANSWER = "SHIKAKU_PASSPHRASE"
FROM_FILE = "--passphrase-file"
FROM_DESCRIPTOR = "--passphrase-fd"
_LONGEST_LINE = 4096


def typed_in_secret(prompt: str, *, confirm: bool = False) -> str:
    """Return what somebody types at the terminal unseen."""
    waiting.clear()
    return str(click.prompt(prompt, hide_input=True, confirmation_prompt=confirm, err=True))


def first_line(file: BinaryIO, what: str = "パスフレーズ") -> str:
    """Return the secret in the first line of a file. what: how sentences call it."""
    line = file.readline(_LONGEST_LINE + 1)
    if len(line) > _LONGEST_LINE:
        raise BadValue(f"{what}の行が長すぎます。ファイルの1行目に{what}だけを書いてください。")
    try:
        # An editor on Windows puts a mark in front.
        return line.decode("utf-8-sig").rstrip("\r\n")
    except UnicodeDecodeError as error:
        raise BadValue(f"{what}のファイルの文字が読めません。UTF-8 で保存し直してください。") from error
