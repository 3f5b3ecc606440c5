"""届 as the society has them: its own file takes the place of ours, form by form, filled by the same names.

Source: docs/rules.md, "Return of certificates".
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from app.changes import Done
from app.domain.accepted_text import accepted_document
from app.domain.toml_lines import Mistaken, TomlLines, load_toml
from app.errors import BadValue
from app.files import read_text
from app.ports import Transaction
from app.printing.form.form_file import PARTS, VALUE, filled_form, told_of
from app.usecases.asked import of_settings
from app.usecases.forms.every_form import FormKind, pages
from app.words import label

LARGEST = 200_000
"""Bytes of a file of forms."""
_BLOCKS: Sequence[tuple[set[str], set[str]]] = (
    ({"text"}, {"text", "size", "when"}),
    ({"fields"}, {"fields", "heading", "label_mm", "when"}),
    (
        {"columns", "rows"},
        {"columns", "rows", "heading", "row_height_mm", "least_rows", "empty_text", "is_numbered", "when"},
    ),
    ({"include"}, {"include", "heading", "rows", "least_rows", "when"}),
    ({"right"}, {"right", "left", "when"}),
    ({"left"}, {"left", "when"}),
)
"""What a block must say, and what it may."""
_SOME_DAY = date(2026, 4, 1)


def read_file(path: Path) -> str:
    """Return the text of a file of forms, checked; BadValue with line and reason if it cannot be used."""
    text = read_text(path, LARGEST, "届の様式")
    check(text, path.name)
    return text


@of_settings
def choose_forms(tx: Transaction, text: str) -> Done:
    """Fill these forms of the society from now on; an empty text goes back to ours."""
    if not text:
        tx.save_society(replace(tx.society(), forms_toml=""))
        return Done("届を、このソフトの様式に戻しました。", "届の様式の変更")
    kinds = check(text, "届の様式")
    tx.save_society(replace(tx.society(), forms_toml=text))
    named = "・".join(label(kind) for kind in kinds)
    return Done(f"{named}を、健保の様式にしました。", "届の様式の変更")


def kinds_of(text: str) -> list[FormKind]:
    """Return which forms a society's file has."""
    return [FormKind(name) for name in load_toml(text)] if text else []


def in_words(kinds: Sequence[FormKind]) -> str:
    """Say which forms are the society's."""
    named = "、".join(label(kind) for kind in kinds)
    return f"健保の様式で作る届: {named}" if kinds else "どの届も、このソフトの様式で作ります。"


def names_of(kind: FormKind) -> set[str]:
    """Return what a form of that kind may put in, as ours does."""
    return set(_names(told_of(kind.value)))


def check(text: str, source: str) -> list[FormKind]:
    """Return the forms in the text; BadValue with line and reason where one cannot be filled or drawn."""
    accepted_document(text, "届の様式")
    try:
        found = load_toml(text)
    except Mistaken as wrong:
        raise _mistake(source, wrong.line, wrong.reason) from None
    lines = TomlLines(text)
    kinds = [kind for kind in FormKind if kind in found]
    if unknown := sorted(found.keys() - set(FormKind)):
        known = "、".join(FormKind)
        raise _mistake(
            source, lines.of(unknown[0]), f"「{unknown[0]}」という届はありません。{known}のどれかです"
        )
    if not kinds:
        raise _mistake(source, 1, "届がひとつもありません。[loss] のように、どの届かを書いてください")
    for kind in kinds:
        _check_blocks(kind, found[kind], source, lines)
        allowed = names_of(kind)
        for name in _names(found[kind]):
            if name not in allowed:
                at = next((n for n, line in enumerate(text.split("\n"), 1) if name in line), 1)
                told = "、".join(sorted(allowed))
                raise _mistake(source, at, f"{label(kind)}に {{{name}}} は入れられません。使える名前: {told}")
        _draw(kind, found[kind], source, lines.of(kind.value))
    return kinds


def _check_blocks(kind: FormKind, told: object, source: str, lines: TomlLines) -> None:
    """Raise BadValue with the line of a block that is none of ours."""
    blocks = told.get("block") if isinstance(told, dict) else None
    if not isinstance(blocks, list):
        raise _mistake(source, lines.of(kind), f"{label(kind)}に [[{kind}.block]] がありません")
    for number, block in enumerate(blocks, 1):
        line = lines.of(f"{kind}.block[{number}]")
        keys = block.keys() if isinstance(block, dict) else set()
        if not any(kind_of <= keys <= may for kind_of, may in _BLOCKS):
            told = "text、fields、columns、include、right・left のどれかひとつで始めてください"
            raise _mistake(source, line, f"知らないブロックです。{told}")
        if "include" in keys and block["include"] not in PARTS:
            raise _mistake(source, line, f"include の部品がありません。{'、'.join(PARTS)}のどれかです")


def _draw(kind: FormKind, told: dict[str, Any], source: str, line: int) -> None:
    """See whether it can be drawn with nothing in it."""
    rows = {name for table in _tables(told) for name in VALUE.findall(str(table.get("rows", "")))} | {
        "papers"
    }
    blank: defaultdict[str, Any] = defaultdict(str, dict.fromkeys(rows, ()))
    try:
        pages(filled_form(kind.value, blank, made_on=_SOME_DAY, own={kind.value: told}))
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        reason = f"{label(kind)}を描けません。ブロックの書き方を確かめてください({error})"
        raise _mistake(source, line, reason) from error


def _tables(told: object) -> Iterator[dict[str, Any]]:
    if isinstance(told, dict):
        yield told
        for one in told.values():
            yield from _tables(one)
    elif isinstance(told, list):
        for one in told:
            yield from _tables(one)


def _names(told: dict[str, Any]) -> Iterator[str]:
    """Yield the names of the values that a form puts in or asks about, also in what it includes."""
    for table in _tables(told):
        for key, value in table.items():
            if key == "when":
                yield str(value)
            elif key == "include":
                yield from _names(told_of(str(value)))
            elif isinstance(value, str):
                yield from VALUE.findall(value)


def _mistake(source: str, line: int, reason: str) -> BadValue:
    return BadValue(f"届の様式「{source}」{line}行目: {reason}。直してから読み込んでください。")
