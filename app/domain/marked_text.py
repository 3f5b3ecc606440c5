"""Signs that a list cannot carry are shown by name in their place: one bad value never stops the others.

Today the door refuses most of them; what was stored before, and what no font draws, is told in this way.
"""

import unicodedata

from app.late import pattern

MARKED = "〔U+…〕は、紙や表に出せない文字があった所です。名簿で、その方の文字を確かめてください。"
"""The note under a list in which something was marked."""

_MARK = pattern(r"〔U\+[0-9A-F]{4,6}(?: U\+[0-9A-F]{4,6})*〕")


def mark(character: str) -> str:
    r"""Return the name of a sign, as it stands in its place.

    >>> mark("\a"), mark("\u9089\U000e0102")
    ('〔U+0007〕', '〔U+9089 U+E0102〕')
    """
    return "〔" + " ".join(f"U+{ord(sign):04X}" for sign in character) + "〕"


def marked(text: str) -> str:
    """Return the text with every sign marked that no table, terminal or paper carries; line feeds stay."""
    if text.isprintable():
        return text
    return "".join(mark(sign) if _is_hidden(sign) else sign for sign in text)


def is_marked(text: str) -> bool:
    """Return whether something in the text was marked."""
    return _MARK.search(text) is not None


def _is_hidden(sign: str) -> bool:
    """Controls, signs that turn the text, halves of characters, and what is no character."""
    if sign == "\n":
        return False
    is_none = ord(sign) & 0xFFFE == 0xFFFE or 0xFDD0 <= ord(sign) <= 0xFDEF
    return is_none or unicodedata.category(sign) in {"Cc", "Cf", "Cs", "Zl", "Zp"}
