"""Whether a list says something else, or says the same otherwise: presentation is no change.

A name is compared without blanks, width, honorifics, marks and what stands in brackets; a kanji never stands
for another. Source: docs/rules.md, "Lists: who may say what".
"""

import re
from functools import cache

from app.domain import typed

_OPEN, _SHUT = r"[(\[\uff08\u3014\u3010\uff3b]", r"[)\]\uff09\u3015\u3011\uff3d]"
_BRACKET = re.compile(rf"{_OPEN}.*?{_SHUT}")
_HONORIFIC = re.compile(r"(?<=.)\s*(?:様|殿|さま)\s*$")
_MARKS = r"[*\uff0a※#\uff03●○◎◯〇★☆◆◇■□△▲▽▼\u2713\u2714①-⑳0-9\uff10-\uff19]"
_MARK = re.compile(rf"^(?:{_MARKS}|\s)+|(?:{_MARKS}|\s)+$")
_LOST = re.compile(r"[?\uff1f〓□■●\ufffd]")


def is_same(field: str, old: object, new: object) -> bool:
    """Return whether a fact of a list is the one on file, however it is written."""
    if old == new:
        return True
    if not isinstance(old, str) or not isinstance(new, str) or type(old) is not type(new):
        return False
    if field == "name":
        return is_same_name(old, new)
    if field == "kana":
        return typed.kana(bare_name(old)) == typed.kana(bare_name(new))
    if field == "employee_code":
        return typed.code(old).lstrip("0") == typed.code(new).lstrip("0")
    if field in ("department", "relationship"):
        return _is_same_but_for_lost(*(typed.narrow(text).replace(" ", "") for text in (old, new)))
    return False


def is_same_name(old: str, new: str) -> bool:
    """Return whether two names are one, but for what a program or a person put around it."""
    filed, told = typed.name(old), typed.name(new)
    if filed == told:
        return True
    plain = _plain(old)
    return any(_is_same_but_for_lost(plain, text) for text in (_plain(new), told))


def _is_same_but_for_lost(filed: str, told: str) -> bool:
    """What a file cannot carry is nothing else: a selector, or a character that was lost in saving."""
    if filed == told or typed.without_selectors(filed) == told:
        return True
    return _LOST.search(told) is not None and _pattern(told).fullmatch(filed) is not None


def bare_name(name: str) -> str:
    """Return a name without honorific, marks around it and what stands in brackets, such as a 旧姓."""
    bare = _MARK.sub("", _BRACKET.sub("", name))
    return _MARK.sub("", _HONORIFIC.sub("", bare)).strip() or name


def is_decorated(name: str) -> bool:
    """Return whether something stands in a name that is no part of it, or a character was lost."""
    return bool(typed.name(bare_name(name)) != typed.name(name) or _LOST.search(name))


def _plain(name: str) -> str:
    return typed.name(bare_name(name))


@cache
def _pattern(bare: str) -> re.Pattern[str]:
    return re.compile("".join("." if _LOST.match(char) else re.escape(char) for char in bare))
