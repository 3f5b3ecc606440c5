"""The door of every text: signs that no eye sees and no paper carries, and 個人番号, stay outside.

What only a file or a copy leaves at the ends goes without a word; what stands inside is refused,
because taking it out could change what was meant.
Source: docs/rules.md, "Text".
"""

import unicodedata
from collections.abc import Iterator

from app.domain.field_kind import FieldKind
from app.domain.marked_text import mark
from app.domain.my_number import find_my_number, is_as_long_as_one, refuse_my_number, unescaped
from app.errors import BadValue
from app.late import pattern

# Marks of a file's beginning and joiners without width.
_LEFT_BEHIND = "\ufeff\u200b\u200c\u200d\u2060"
_BLANKS = frozenset(c for c in map(chr, range(0x3001)) if unicodedata.category(c) == "Zs")
_LINE_ENDS = frozenset("\n\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029")
_TURNING = frozenset("\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u2066\u2067\u2068\u2069")
# No category names them invisible: fillers, the joiner of graphemes, selectors of Mongolian.
_UNSEEN = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u2800\u3164\uffa0\ufffc")
_LOST = "\ufffd"
_SELECTORS = pattern("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")
_DOUBTFUL = pattern(f"[{''.join(_UNSEEN)}{_LOST}\ufe00-\ufe0f\U000e0100-\U000e01ef]")
"""Python calls these printable."""
_LAID_OUT = str.maketrans("\n\r\t", "   ")
"""What parts the lines and words of a document."""
_MAY_HOLD_GAIJI = frozenset({FieldKind.PERSON_NAME})


def accepted(text: str, where: str, kind: FieldKind) -> str:
    """Return the text as it may be stored; raise BadValue or MyNumberRefused naming field and sign.

    where: the field's name on screen.
    """
    refuse_my_number(text, where, kind)
    return without_hidden_signs(text, where, kind)


def without_hidden_signs(text: str, where: str, kind: FieldKind) -> str:
    """Return the text without what was left at its ends; refuse hidden signs inside.

    By itself only for a list's cells, whose columns were looked at for 個人番号 as a whole.
    """
    stripped = text.strip(_LEFT_BEHIND + "\r")
    if refused := next(_refused(stripped, kind), None):
        raise BadValue(_sentence(stripped, *refused, where))
    return stripped


def accepted_document(text: str, where: str) -> str:
    """Return a file of many lines as it may be stored; a refusal names the line.

    What its escapes stand for is asked as well.
    """
    for number, line in enumerate(text.split("\n"), start=1):
        accepted(unescaped(line), f"{where}の{number}行目", FieldKind.DOCUMENT)
    return accepted(text, where, FieldKind.DOCUMENT)


def quotable(text: str) -> str:
    """Return a text as a message may repeat it: no twelve digits, nothing unseen, never long."""
    if is_as_long_as_one(text) or find_my_number(text):
        return "****"
    shown = visible(text)
    return shown if len(shown) <= 40 else f"{shown[:40]}…"


def visible(text: str, kind: FieldKind = FieldKind.PERSON_NAME) -> str:
    """Return a text from outside as a line of the history or a message shows it.

    Each sign that may not be stored in a field of that kind is shown by its name.
    """
    refused = {at for at, _ in _refused(text, kind)}
    return "".join(mark(char) if at in refused else char for at, char in enumerate(text)) if refused else text


def visible_lines(text: str) -> str:
    """Return what is said to a person, whatever was put into it; its lines stay."""
    return "\n".join(map(visible, text.split("\n")))


def _refused(text: str, kind: FieldKind) -> Iterator[tuple[int, str]]:
    """Yield where a sign stands that may not be stored, and what it is called."""
    # The wide blank between 姓 and 名 is the one sign of an ordinary name that Python calls unprintable.
    plain = text.replace("\u3000", " ")
    if kind is FieldKind.DOCUMENT:
        plain = plain.translate(_LAID_OUT)
    if plain.isprintable() and not _DOUBTFUL.search(text):
        return
    for at, char in enumerate(text):
        if name := _called(char, text[at - 1] if at else "", kind):
            yield at, name


def _called(char: str, before: str, kind: FieldKind) -> str:
    """Return what a sign is called that may not be stored; empty where it may."""
    code, category = ord(char), unicodedata.category(char)
    if char in _LINE_ENDS or char == "\t":
        is_laid_out = kind is FieldKind.DOCUMENT and char in "\n\r\t"
        return "" if is_laid_out else ("タブ" if char == "\t" else "改行")
    if char == "\u202e":
        return "文字の並びを逆にする見えない記号"
    if char in _TURNING:
        return "文字の並びを変える見えない記号"
    if category == "Cc":
        return "画面にも紙にも出ない制御文字"
    if category == "Co":
        return "" if kind in _MAY_HOLD_GAIJI else "外字"
    if category == "Cs" or code & 0xFFFE == 0xFFFE or 0xFDD0 <= code <= 0xFDEF:
        return "文字ではない符号"
    if char == _LOST:
        return "失われた文字の跡"
    if _SELECTORS.fullmatch(char):
        stands_alone = not before or before in _BLANKS or _SELECTORS.fullmatch(before) is not None
        return "前に文字のない字形の指定" if stands_alone else ""
    if category in {"Cf", "Zl", "Zp"} or char in _UNSEEN or 0xE0000 <= code <= 0xE0FFF:
        return "目に見えない記号"
    return ""


def _sentence(text: str, at: int, sign: str, where: str) -> str:
    line = text.count("\n", 0, at)
    place = f"{line + 1}行目の" if "\n" in text else ""
    column = at - (text.rfind("\n", 0, at) + 1) + 1
    return (
        f"「{where}」の{place}{column}文字目に{sign}(U+{ord(text[at]):04X})があります。"
        "消してから、もう一度入れてください。"
    )
