"""Keeps a spreadsheet from running what merely begins like a formula, and reads such a cell back.

A CSV knows no kind of cell, so a leading apostrophe says that the cell is text: guarded() puts one
and unguarded() takes exactly that one away, so that what was written comes back as it was.
"""

from app.late import pattern

_BEGINS = pattern(r"[=+\-@\t\r\n＝＋－＠]")
_APOSTROPHES = pattern(r"('+)[=+\-@\t\r\n＝＋－＠]")
_NUMBER = pattern(r"-[0-9]+(?:\.[0-9]+)?")
"""A negative number is one in every spreadsheet, and stays one."""


def begins_like_a_formula(text: str) -> bool:
    """Return whether a spreadsheet might run the text, or take it for something else.

    >>> [begins_like_a_formula(text) for text in ("=1+1", "-2+3", "＝A1", "-5", "'=1", "山田")]
    [True, True, True, False, False, False]
    """
    return _BEGINS.match(text) is not None and not _NUMBER.fullmatch(text)


def guarded(text: str) -> str:
    """Return the text as a CSV may hold it."""
    return f"'{text}" if begins_like_a_formula(text) or _APOSTROPHES.match(text) else text


def unguarded(text: str) -> str:
    """Return the text that guarded() was given."""
    if not text.startswith("'"):
        return text
    return text[1:] if _APOSTROPHES.match(text) and not _NUMBER.fullmatch(text[1:]) else text
