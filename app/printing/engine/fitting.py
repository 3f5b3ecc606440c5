"""Text that fits its room in millimetres: smaller, on two lines, wrapped, or refused; never cut."""

import unicodedata
from collections.abc import Sequence
from typing import NamedTuple

from app.printing.engine.fonts import Typeface
from app.printing.engine.glyphs import clusters, unbroken

MM = 72 / 25.4
LINE_SPACING = 1.35
# Characters that must not begin a line (行頭禁則) or end one (行末禁則).
_NOT_FIRST = frozenset(
    "、。，．・：；？！ー」』）］】〉》〕々ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮ,.)]:;?!”"
)
_NOT_LAST = frozenset("「『（［【〈《〔([“")


class Fitted(NamedTuple):
    """Text that fits: one or more lines at one size in points."""

    lines: tuple[str, ...]
    size: float


def fit(
    text: str, face: Typeface, *, width: float, height: float, size: float, min_size: float
) -> Fitted | None:
    """Return how the text fits a box in mm: on one line, smaller, on two lines, or None.

    It is never set below min_size points and never cut.
    """
    room = width * MM
    one_line = _size_for(face.width(text, 1), room, size)
    if one_line >= min_size:
        return Fitted((text,), one_line)
    first, second = _halves(text, face)
    widest = max(face.width(first.rstrip(), 1), face.width(second, 1))
    two_lines = _size_for(widest, room, min(size, height * MM / (2 * LINE_SPACING)))
    return Fitted((first, second), two_lines) if two_lines >= min_size else None


def _size_for(width_at_one: float, room: float, size: float) -> float:
    # Rounded down to a tenth, so that the text never touches the rule.
    return size if width_at_one * size <= room else int(room / width_at_one * 10) / 10


def _halves(text: str, face: Typeface) -> tuple[str, str]:
    """Cut into two lines of like width, at a blank or a middle dot near the middle, if any."""
    parts = clusters(text)
    places = [n for n in range(1, len(parts)) if _may_break(parts[n - 1], parts[n])]
    total = face.width(text, 1)

    def longer(place: int) -> float:
        first = face.width("".join(parts[:place]), 1)
        return max(first, total - first)

    if not places:
        return text, ""
    blanks = [n for n in places if _ends_a_word(parts[n - 1]) and longer(n) <= 0.65 * total]
    best = min(blanks or places, key=longer)
    return "".join(parts[:best]), "".join(parts[best:])


def _ends_a_word(cluster: str) -> bool:
    return cluster.isspace() or cluster in "・＝"


def _may_break(before: str, after: str) -> bool:
    if after.isspace() or after in _NOT_FIRST or before in _NOT_LAST:
        return False
    return not (_is_latin(before) and _is_latin(after))


def _is_latin(cluster: str) -> bool:
    """Whether it is part of a word that ends at a blank, such as of Vietnamese."""
    if cluster.isascii():
        return not cluster.isspace()
    return unicodedata.name(cluster[0], "").startswith("LATIN ")


def wrap(text: str, face: Typeface, *, width: float, size: float) -> list[str]:
    """Return the text as lines no wider than width mm; line feeds in the text are kept.

    A word too long for one line is cut rather than lost.
    """
    lines: list[str] = []
    for paragraph in text.split("\n"):
        parts = unbroken(paragraph)
        advances = [face.width(part, size) for part in parts]
        lines += ["".join(parts[first:last]) for first, last in broken(parts, advances, width * MM)]
    return lines


def broken(parts: Sequence[str], advances: Sequence[float], room: float) -> list[tuple[int, int]]:
    """Return which of these parts, of these widths, stand on each line: from the one to before the other."""
    lines: list[tuple[int, int]] = []
    first, used = 0, 0.0
    for at, part in enumerate(parts):
        # Twice when the rest kept together with this character is still too long.
        while at > first and used + advances[at] > room and not part.isspace():
            cut = next((n for n in range(at, first, -1) if _may_break(parts[n - 1], parts[n])), at)
            lines.append((first, cut))
            first, used = cut, sum(advances[cut:at])
        used += advances[at]
    return [*lines, (first, len(parts))]
