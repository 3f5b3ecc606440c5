"""Keeps 個人番号 (マイナンバー) out: in list headings, in cells and in free text.

The office may not collect these numbers for this work, so nothing that looks like one is
stored, logged or shown. Source: docs/rules.md, "個人番号".
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator

from app.errors import MyNumberRefused

LENGTH = 12
COLUMN_SHARE = 0.3
"""Above this share of 12-digit cells a column holds 個人番号, whatever their check digits."""

# The card itself may be spoken of (マイナンバーカードの有無); its number may not.
_HEADING = re.compile(
    r"個人(?:番号(?!カード)|NO|ナンバー)|個人番号カード番号|マイナ番号"
    r"|マイナンバ[ー-]?+(?!カード|保険証)|マイナンバ[ー-]?+カード番号"
    r"|MY[-_]?NUMBER(?!-?CARD)"
)
_HYPHENS = "-\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u30fc"
_GAPS = (f"[{_HYPHENS}]", r"\s", r"[.・_]")
# Within one number the same kind of gap is used throughout: a date beside a telephone
# number is not taken for one.
_RUNS = tuple(re.compile(rf"[0-9]+(?:{gap}{{1,3}}[0-9]+)*") for gap in _GAPS)
_ANY_GAP = re.compile("|".join(_GAPS))
_NUMBER = re.compile(r"[0-9]+")
_WEIGHTS = tuple(n + 1 if n <= 6 else n - 5 for n in range(11, 0, -1))


def check_digit(body: str) -> int:
    """Return the check digit that follows the first eleven digits.

    >>> check_digit("12345678901"), check_digit("98765432109")
    (8, 3)
    """
    rest = sum(int(digit) * weight for digit, weight in zip(body, _WEIGHTS, strict=True)) % 11
    return 0 if rest <= 1 else 11 - rest


def find_my_number(text: str) -> bool:
    """Return whether twelve digits with the right check digit stand anywhere in the text.

    Full-width digits count, and so do groups parted by hyphens, blanks or dots.
    """
    if len(text) < LENGTH:
        return False
    folded = _fold(text)
    return any(_is_valid(digits) for digits in _twelves(folded))


def is_twelve_digits(text: str) -> bool:
    """Return whether a cell is nothing but twelve digits, however grouped; no check digit asked."""
    return len(text) >= LENGTH and _squeeze(_fold(text)) is not None


def is_my_number_column(cells: Iterable[str]) -> bool:
    """Return whether more than three in ten of the filled cells are twelve digits.

    The check digit is not asked, because made-up and misread numbers fail it too.
    """
    filled = [is_twelve_digits(cell) for cell in cells if cell.strip()]
    return sum(filled) > COLUMN_SHARE * len(filled)


def is_my_number_heading(heading: str) -> bool:
    """Return whether a column's heading announces 個人番号 (not merely the card)."""
    return _HEADING.search("".join(_fold(heading).upper().split())) is not None


def refuse_my_number(text: str, where: str) -> None:
    """Raise MyNumberRefused if free text holds a 個人番号; the sentence names only the field."""
    if find_my_number(text):
        raise MyNumberRefused(
            f"「{where}」に個人番号(マイナンバー)と思われる12桁の数字があります。"
            "個人番号は保存できません。消してからもう一度入れてください。"
        )


def quotable(text: str) -> str:
    """Return the text as it may be repeated in a message: never with twelve digits, never long."""
    folded = _fold(text)
    if sum(char.isdecimal() for char in folded) >= LENGTH:
        return "****"
    return text if len(text) <= 40 else f"{text[:40]}…"


def _fold(text: str) -> str:
    """Make digits half-width and drop invisible characters that could hide a number."""
    folded = text if text.isascii() else unicodedata.normalize("NFKC", text)
    return "".join(c for c in folded if c.isascii() or unicodedata.category(c) != "Cf")


def _squeeze(folded: str) -> str | None:
    digits = _ANY_GAP.sub("", folded)
    return digits if len(digits) == LENGTH and _NUMBER.fullmatch(digits) else None


def _twelves(folded: str) -> Iterator[str]:
    """All ways to read twelve digits: the whole text, or neighbouring groups of one run."""
    whole = _squeeze(folded)
    if whole is not None:
        yield whole
    for pattern in _RUNS:
        for run in pattern.finditer(folded):
            groups = _NUMBER.findall(run[0])
            for start in range(len(groups)):
                digits = ""
                for group in groups[start:]:
                    digits += group
                    if len(digits) >= LENGTH:
                        break
                if len(digits) == LENGTH:
                    yield digits


def _is_valid(digits: str) -> bool:
    return check_digit(digits[:-1]) == int(digits[-1])
