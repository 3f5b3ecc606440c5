"""Which characters of a name cannot be drawn exactly as filed, and what to do about them.

Nothing here knows a font: a face is only asked whether it can draw a character.
"""

import functools
import unicodedata
from collections.abc import Callable

from app.late import pattern

# Two tone letters that JIS X 0213 has as one character (1-11-69, 1-11-70).
_DRAWN_AS_ONE = frozenset({"\u02e9\u02e5", "\u02e5\u02e9"})

ANNOTATED = "\ufff9"
"""Begins what has its reading (ふりがな) above it, in Unicode's own signs; nobody types it."""
_PIECE = pattern("\ufff9([^\ufffa]*)\ufffa([^\ufffb]*)\ufffb|[^\ufff9]+")


def annotated(word: str, reading: str) -> str:
    """Return a word with its reading.

    >>> plain("この" + annotated("紙", "かみ"))
    'この紙'
    """
    return f"{ANNOTATED}{word}\ufffa{reading}\ufffb"


def pieces(text: str) -> list[tuple[str, str]]:
    """Return a text as words and the reading of each; none of what has no reading."""
    return [(one[1] or one[0], one[2] or "") for one in _PIECE.finditer(text)]


def plain(text: str) -> str:
    """Return a text without its readings."""
    return "".join(word for word, _ in pieces(text)) if ANNOTATED in text else text


def unbroken(text: str) -> tuple[str, ...]:
    """Return what stays on one line each: the characters, and what has one reading as a whole."""
    if ANNOTATED not in text:
        return clusters(text)
    return tuple(
        part
        for word, reading in pieces(text)
        for part in ([annotated(word, reading)] if reading else clusters(word))
    )


@functools.lru_cache(maxsize=4096)  # a text is checked, measured and drawn
def clusters(text: str) -> tuple[str, ...]:
    """Split text into user-perceived characters: a base with its selector and marks."""
    if text.isascii():
        return tuple(text)
    found: list[str] = []
    for character in text:
        if found and (
            is_selector(character)
            or unicodedata.combining(character)
            or found[-1] + character in _DRAWN_AS_ONE
        ):
            found[-1] += character
        else:
            found.append(character)
    return tuple(found)


def is_selector(character: str) -> bool:
    """Return whether the character chooses a variant of the one before it (IVS, SVS)."""
    return "\ufe00" <= character <= "\ufe0f" or "\U000e0100" <= character <= "\U000e01ef"


def is_mark(character: str) -> bool:
    """Return whether the character is drawn onto the one before it; alone it means nothing."""
    return unicodedata.category(character).startswith("M")


def is_private_use(cluster: str) -> bool:
    """Return whether it is a 外字: its shape depends on the machine, so it is never drawn."""
    return "Co" in map(unicodedata.category, cluster)


def readable(text: str, character: str = "") -> str:
    """Return a text for the screen: 〓 stands for the character, and for every 外字.

    What the PC would show instead may be another character, or nothing.
    """
    if not character and not is_private_use(text):
        return text
    return "".join("〓" if c == character or is_private_use(c) else c for c in clusters(text))


def undrawable(text: str, can_draw: Callable[[str], bool]) -> list[str]:
    """Return each different character of the text that can_draw refuses, in order.

    A 外字 is refused whatever the face says, a variant that is missing never falls back to
    the ordinary form. Source: docs/rules.md, "Names and characters".
    """
    return [
        cluster
        for cluster in dict.fromkeys(clusters(text))
        if is_private_use(cluster) or not can_draw(cluster)
    ]


def refusal_reason(cluster: str, *, is_name: bool = False) -> str:
    """Return the sentence that names the character, its code points and the remedy.

    is_name: it stands in the name of a certificate, where a substitute may be agreed.
    """
    points = code_points(cluster)
    if is_private_use(cluster):
        what = f"外字（{points}）は印刷できません。"
    elif _is_invisible(cluster):
        what = f"見えない文字（{points}）が入っています。"
    elif is_mark(cluster[0]):
        what = f"前の文字につくはずの記号（{points}）だけが入っています。"
    elif is_selector(cluster[-1]):
        what = f"「{cluster[0]}」の異体字（{points}）を書ける書体がこのPCにありません。"
    else:
        what = f"「{cluster}」（{points}）を書ける書体がこのPCにありません。"
    return what + remedy(cluster, is_name=is_name)


def remedy(cluster: str, *, is_name: bool = False) -> str:
    """Return the sentence that says what to do about a character that cannot be drawn."""
    if is_name and may_be_replaced(cluster):
        if is_private_use(cluster):
            return "健保に確かめて、代わりの文字（本人の了承）か文字の画像を決めてください。"
        return "IPAmj明朝を入れるか、代わりの文字（本人の了承）か文字の画像を決めてください。"
    if is_private_use(cluster):
        return "正しい文字を健保に確かめて、名簿を直してください。"
    if not may_be_replaced(cluster):
        return "名簿からその文字を取り除いてください。"
    return "IPAmj明朝を入れるか、健保に文字を確かめてください。"


def may_be_replaced(cluster: str) -> bool:
    """Return whether something else may stand for it on paper; what nobody sees is a mistake."""
    return not (_is_invisible(cluster) or is_mark(cluster[0]))


def _is_invisible(cluster: str) -> bool:
    return unicodedata.category(cluster[0]) in ("Cc", "Cf")


def code_points(cluster: str) -> str:
    """Return the code points in the usual notation, such as U+845B U+E0101."""
    return " ".join(f"U+{ord(character):04X}" for character in cluster)
