"""What a scanner that types like a keyboard meant, whatever stood between it and the line.

A Japanese input method turns its keys into kana, wide letters or arrows, a key held down turns
digits into signs, several codes run together when the input method keeps the Enter to itself.
Every way to read the text back is tried; only the check character decides. One chance in 32 of
passing it is left to other text of the very shape of a number, so whoever looks a number up and
finds nothing goes on with the text itself.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import product
from typing import NamedTuple

from app.domain import typed
from app.domain.issue_number import LENGTH, issue_number_of
from app.late import pattern

_HALF = LENGTH // 2
LONGEST = 4_000
"""Characters; nobody scans more before the first answer. Longer text holds no numbers."""
_WIDEST = 2 * _HALF + 4
"""Characters between two hyphens: the end of one number, what a scanner puts before the next, its half."""

_SIGNS = str.maketrans({"’": "'", "‘": "'", "´": "'", "”": '"', "“": '"', "〜": "~", "￥": "¥"})
_KEY = pattern(r"[0-9A-Z]{1,8}-[0-9]{1,8}-[0-9]{2}")

# What scanners are set to put before a code: an AIM identifier such as ]Q1, whose bracket other
# layouts and input methods type as another sign, or one letter.
_IDENTIFIER = r"(?:[\]\[}{」「\\¥@][A-Z][0-9A-Z])"
_BEFORE = rf"(?:{_IDENTIFIER}|[A-Z])?"
_FIRST = pattern(rf"(?P<before>{_BEFORE})(?P<head>[0-9A-Z]{{4}})")
_MIDDLE = pattern(rf"(?P<tail>[0-9A-Z]{{4}})(?P<before>{_BEFORE})(?P<head>[0-9A-Z]{{4}})")
_LAST = pattern(rf"(?P<tail>[0-9A-Z]{{4}})(?P<rest>{_BEFORE}[0-9A-Z]{{0,4}})")
_ALONE = pattern(rf"{_IDENTIFIER}?(?P<codes>[0-9A-Z]+)")

# The keys of the JIS kana layout that a number needs; the small kana are the same keys with Shift.
_KANA_KEYS: Mapping[str, str] = {
    **dict(zip("ワヌフアウエオヤユヨホ", "0123456789-", strict=True)),
    **dict(zip("ヲァゥェォャュョ", "03456789", strict=True)),
    **dict(
        zip("タテイスカンナニラセチトシハキクマノリツサソヒコミモ", "QWERTYUIOPASDFGHJKLZXCVBNM", strict=True)
    ),
    **dict(zip("ィッムレ", "EZ];", strict=True)),
    "\u3099": "@",
    "\u309a": "[",
}
# Japanese and American keyboards. The first has no sign above 0; some systems type a tilde there.
_SHIFTED_DIGITS = (
    str.maketrans("!\"#$%&'()~=", "1234567890-"),
    str.maketrans("!@#$%^&*()_", "1234567890-"),
)


def _romaji() -> dict[str, tuple[str, ...]]:
    """Return which keys make each kana, as MS-IME, ATOK and Google's input method have it.

    Only keys of the alphabet of 発行番号, that is with no other vowel than A and E.
    """
    table: dict[str, list[str]] = {}

    def add(kana: str, *keys: str) -> None:
        table.setdefault(kana, []).extend(keys)

    rows = {
        "": "アエ", "K": "カケ", "S": "サセ", "T": "タテ", "N": "ナネ", "H": "ハヘ", "M": "マメ", "R": "ラレ",
        "G": "ガゲ", "Z": "ザゼ", "D": "ダデ", "B": "バベ", "P": "パペ", "X": "ァェ", "C": "カセ",
    }  # fmt: skip
    for start, made in rows.items():
        add(made[0], f"{start}A")
        add(made[1], f"{start}E")
    # One kana, then a small one.
    before = {
        "ャ": {
            "キ": "KY", "シ": "SY SH", "チ": "TY CY CH", "ニ": "NY", "ヒ": "HY", "ミ": "MY", "リ": "RY",
            "ギ": "GY", "ジ": "J JY ZY", "ヂ": "DY", "ビ": "BY", "ピ": "PY", "テ": "TH", "デ": "DH",
            "ヴ": "VY", "フ": "FY", "ク": "QY",
        },
        "ァ": {
            "フ": "F FW HW", "ク": "Q QW KW", "グ": "GW", "ス": "SW", "ト": "TW", "ド": "DW", "ツ": "TS",
            "ヴ": "V VW", "ウ": "WH",
        },
    }  # fmt: skip
    for small, kana, keys in ((small, *one) for small, starts in before.items() for one in starts.items()):
        for start in keys.split():
            add(f"{kana}{small}", f"{start}A")
            add(f"{kana}ェ", f"{start}E")
    others = {
        "ヤ": "YA", "ワ": "WA", "ウェ": "WE", "イェ": "YE", "ヱ": "WYE", "ャ": "XYA", "ェ": "XYE",
        "ヮ": "XWA", "ヵ": "XKA", "ヶ": "XKE", "ン": "N NN XN",
        # Shortcuts for signs that begin with Z.
        "←": "ZH", "↓": "ZJ", "↑": "ZK", "~": "Z-",
    }  # fmt: skip
    for kana, keys in others.items():
        add(kana, *keys.split())
    return {kana: tuple(dict.fromkeys(keys)) for kana, keys in table.items()}


_ROMAJI = _romaji()


class Reading(NamedTuple):
    """What a text holds.

    numbers: canonical, in order. rest: the beginning of one that broke off. is_bare: without
    hyphens, as a person types; the hyphen of the QR code survives every input method. beside: how
    many single letters and beginnings had to be taken for something that is no number.
    """

    numbers: tuple[str, ...] = ()
    rest: str = ""
    is_bare: bool = False
    beside: int = 0


NOTHING = Reading()


def issue_numbers(text: str) -> list[str]:
    """Return the 発行番号 the text was meant to be, canonical and in order; none if in doubt.

    Never part of something else: the whole text must be numbers, apart from what a scanner puts
    before and after each and from the start of one more. A reading with nothing beside the numbers
    goes first; two that both pass the check character give none. A number of digits only may be a
    記号-番号 as well.
    """
    return list(read_codes(text).numbers)


def read_codes(text: str) -> Reading:
    """Return the numbers a text holds, with what is left when the last one broke off."""
    if len(text) > LONGEST:
        return NOTHING
    import jaconv

    keys = jaconv.hira2kata(typed.without_blanks(typed.narrow(text.translate(_SIGNS))))
    readings = [reading for segments in _spellings(keys) for reading in _readings(segments)]
    # One that explains everything as numbers goes before one with something beside them.
    least = min((reading.beside for reading in readings), default=0)
    found = {reading.numbers: reading for reading in readings if reading.beside == least}
    return next(iter(found.values())) if len(found) == 1 else NOTHING


def plain(text: str) -> str:
    """Return the text in half width and capitals, kana of an input method turned back to Latin.

    For 番号, their tails and 社員番号; a name would lose its characters.

    >>> plain("２００１ー１０１")
    '2001-101'
    """
    half = typed.dashes(text)
    if is_kana_in(half):
        import jaconv

        half = typed.dashes(jaconv.kana2alphabet(jaconv.kata2hira(half)))
    return half.upper()


def whole_code(text: str) -> str:
    """Return the code that a text is, and nothing besides: 発行番号 with hyphens, or 記号-番号-枝番.

    Empty if it is none. A day such as 2026-11-30 is no 記号-番号-枝番.

    >>> whole_code("1001-102-00"), whole_code("2026-11-30"), whole_code("102")
    ('1001-102-00', '', '')
    """
    reading = read_codes(text)
    if reading.numbers and not reading.is_bare:
        return " ".join(reading.numbers)
    half = plain(text)
    if not _KEY.fullmatch(half):
        return ""
    try:
        date.fromisoformat(half)
    except ValueError:
        return half
    return ""


def kana_of(text: str) -> str:
    """Return the reading meant by kana of any width or by romaji, as katakana; empty if it is none.

    >>> kana_of("ﾔﾏﾀﾞ たろう"), kana_of("konno"), kana_of("山田")
    ('ヤマダタロウ', 'コンノ', '')
    """
    joined = typed.without_blanks(typed.narrow(text))
    if joined.isascii() and joined.replace("'", "").replace("-", "").isalpha():
        # In a name, nn before a vowel is ん and the row of な: 今野.
        letters = re.sub(r"nn+(?=[aiueoy])", "ンn", joined.lower())
        letters = re.sub(r"n(?=[^aiueoyn]|$)'?", "ン", letters)
        import jaconv

        joined = jaconv.alphabet2kana(letters)
    read = typed.reading(joined)
    return read if typed.is_kana(read) else ""


def is_kana_in(text: str) -> bool:
    """Return whether any character is hiragana or katakana."""
    return any("\u3041" <= c <= "\u30fa" for c in typed.narrow(text))


def _spellings(text: str) -> Iterator[list[set[str]]]:
    """Yield what the keys may have been: the possible Latin texts between every two hyphens."""
    dashed = typed.dashes(text)
    if not is_kana_in(text):
        yield [{part} for part in dashed.upper().split("-")]
        for signs in _SHIFTED_DIGITS:
            unshifted = dashed.translate(signs)
            if unshifted != dashed:
                yield [{part} for part in unshifted.upper().split("-")]
    # Without its hyphen a number that reads as kana is rather a name.
    if "-" in dashed or "~" in dashed:
        yield [_from_romaji(part) for part in dashed.replace("~", "z-").split("-")]
    if "ホ" in text or "-" in text:
        keys = "".join(_KANA_KEYS.get(c, c) for c in unicodedata.normalize("NFD", text))
        yield [{part} for part in keys.upper().split("-")]


def _from_romaji(kana: str) -> set[str]:
    """Return every key sequence that an input method turns into this, none longer than can be meant."""
    if len(kana) > _WIDEST:
        return set()
    ends: list[set[str]] = [set() for _ in range(len(kana) + 1)]
    ends[0].add("")
    for at, starts in enumerate(ends[:-1]):
        for length, keys in _next_keys(kana, at):
            ends[at + length] |= {
                start + key for start, key in product(starts, keys) if len(start + key) <= _WIDEST
            }
    return ends[-1]


def _next_keys(kana: str, at: int) -> Iterator[tuple[int, Sequence[str]]]:
    """Yield how many characters may be read together from here, with the keys that make them."""
    character = kana[at]
    for length in (1, 2):
        group = kana[at : at + length]
        if len(group) == length and group in _ROMAJI:
            yield length, _ROMAJI[group]
    if character == "ッ":
        # A consonant typed twice: whatever follows begins with it. Before CH it may be a T.
        for length, keys in _next_keys(kana, at + 1) if at + 1 < len(kana) else ():
            doubled = [key[0] + key for key in keys if key[0].isalpha() and key[0] not in "AEN"]
            yield 1 + length, [*doubled, *("T" + key for key in keys if key.startswith("CH"))]
    elif character.isascii() or character in "「」¥":
        yield 1, (character.upper(),)


class _Begun(NamedTuple):
    """Numbers read so far, and the first half of the next with the mark before it."""

    numbers: tuple[str, ...]
    head: str
    mark: str
    marks: int

    def ends(self, tail: str, *, is_doubtful: bool = False) -> tuple[str, ...] | None:
        """Return the numbers with the one whose second half this is; None if it is none.

        Of digits only and with something beside it, it is rather a 記号-番号.
        """
        characters = self.head + tail
        if (is_doubtful or self.mark) and characters.isdecimal():
            return None
        number = issue_number_of(characters)
        return (*self.numbers, number) if number else None


def _begun(numbers: tuple[str, ...], match: re.Match[str], marks: int = 0) -> _Begun:
    # An identifier leaves no doubt, a single letter does.
    mark = match["before"] if len(match["before"]) == 1 else ""
    return _Begun(numbers, match["head"], mark, marks + len(mark))


def _readings(segments: Sequence[set[str]]) -> Iterator[Reading]:
    """Yield every way to read numbers from the texts between the hyphens."""
    if len(segments) == 1:
        for text in segments[0]:
            yield from _without_hyphens(text)
        return
    begun = {_begun((), match) for match in _matches(_FIRST, segments[0])}
    for segment in segments[1:-1]:
        parts = _matches(_MIDDLE, segment)
        begun = {
            _begun(numbers, part, so_far.marks)
            for so_far, part in product(begun, parts)
            if (numbers := so_far.ends(part["tail"]))
        }
    for so_far, text in product(begun, segments[-1]):
        if match := _LAST.fullmatch(text):
            rest = match["rest"]
            if numbers := so_far.ends(match["tail"], is_doubtful=bool(rest) and not so_far.numbers):
                yield Reading(numbers, rest, beside=so_far.marks + bool(rest))
        elif so_far.numbers and len(text) < _HALF and (not text or text.isalnum()):
            yield Reading(so_far.numbers, f"{so_far.head}-{text}", beside=so_far.marks + 1)


def _without_hyphens(text: str) -> Iterator[Reading]:
    match = _ALONE.fullmatch(text)
    if match is None or len(match["codes"]) % LENGTH:
        return
    codes = match["codes"]
    numbers = [issue_number_of(codes[at : at + LENGTH]) for at in range(0, len(codes), LENGTH)]
    whole = tuple(number for number in numbers if number is not None)
    if numbers and len(whole) == len(numbers):
        yield Reading(whole, is_bare=True)


def _matches(pattern: re.Pattern[str], texts: set[str]) -> list[re.Match[str]]:
    return [match for text in texts if (match := pattern.fullmatch(text))]
