"""What a list leaves open, printed and answered on the command line."""

import sys
from collections.abc import Sequence
from pathlib import Path

import click

from app.files import read
from app.importing.column_questions import ColumnQuestion
from app.importing.mapping import MappingProfile


def text_of(path: Path) -> str:
    """Return a file's text. Characters that cannot be read make it unreadable, which it says by itself."""
    return read(path).decode("utf-8-sig", errors="replace")


def profile_in(path: Path | None) -> MappingProfile | None:
    """Return the way of reading that a file holds."""
    return None if path is None else MappingProfile.from_json(text_of(path))


def file_password() -> str:
    """Ask for the password of a locked file; without a terminal it is the first line that comes in."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    return str(click.prompt("ファイルのパスワード", hide_input=True, err=True))


def question_data(questions: Sequence[ColumnQuestion]) -> dict[str, object]:
    """Return the questions for programs."""
    rows = [
        {
            "id": one.id,
            "ask": one.ask.value,
            "column": one.column,
            "sentence": one.sentence,
            "samples": list(one.samples),
            "guess": one.guess,
            "choices": [{"value": choice.value, "label": choice.label} for choice in one.choices],
            "words": list(one.words),
            "must": one.must,
        }
        for one in questions
    ]
    return {"questions": rows}


def question_text(questions: Sequence[ColumnQuestion]) -> str:
    """Return the questions for people."""
    if not questions:
        return "尋ねることはありません。"
    lines = []
    for one in questions:
        lines.append(f"{one.id}{'(答えるまで保留)' if one.must else ''}: {one.sentence}")
        lines += [f"    例 {sample}" for sample in one.samples]
        for choice in one.choices:
            mark = "→" if choice.value == one.guess else " "
            lines.append(f"    {mark} {choice.value}: {choice.label}")
    return "\n".join(lines)
