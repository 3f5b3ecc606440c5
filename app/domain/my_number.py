"""Keeps 個人番号 (マイナンバー) out: in list headings, in cells and in every text.

The office may not collect these numbers for this work, so nothing that looks like one is
stored, logged or shown; what looks like one and is another number is told apart by the kind of
the field, its shape and the word before it. Source: docs/rules.md, "個人番号".
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from app.domain import typed
from app.domain.field_kind import FieldKind
from app.domain.other_numbers import (
    WORD,
    Digits,
    has_shape_of_its_own,
    has_word_of_its_own,
    is_instant,
    is_long_list,
    is_of_a_year,
    is_run_of_others,
    is_thirteen_of_its_own,
    stands_as_tracking,
)
from app.errors import MyNumberRefused
from app.late import pattern

LENGTH = 12
COLUMN_SHARE = 0.3
"""Above this share of 12-digit cells a column holds 個人番号, whatever their check digits."""
_ROWS_OF_PARTS = 3
_NEARLY_ALL = 0.8

# The card itself may be spoken of (マイナンバーカードの有無); its number may not. Every ー is a hyphen here.
_HEADING = pattern(
    r"個人(?:番号(?!カ-ド)|NO|ナンバ-)|個人番号カ-ド番号|マイナ番号"
    r"|マイナンバ-?+(?!カ-ド|保険証)|マイナンバ-?+カ-ド番号"
    r"|MY[-_]?NUMBER(?!-?CARD)"
)
# Headings of columns that hold somebody's or something's number: there the check digits decide.
_IDENTIFIERS = pattern(r"(?:番号|コ-ド|CODE|NO\.?|№|ID)(?:[((].*)?$")

_BLANK = r"[\s\u115f\u1160\u2800\u3164]"
# Within one number the same kind of gap is used throughout: a date beside a telephone
# number is not taken for one.
_GAPS = {
    "-": f"[{typed.DASHES}]",
    " ": _BLANK,
    ".": "[.・_·•]",
    "/": r"[/\\∕]",
    ",": "[,、;]",
    "~": "[~〜:|+*=>→…&#%]",
    "(": r"[()\[\]{}<>「」『』〈〉《》【】〔〕\"'“”‘’]",
}
# A digit hides behind what nobody sees and behind what is put upon it.
_HIDING = typed.UNSEEN | {"Mn", "Me"}
_GROUP = pattern(r"[0-9]+")
_ELSEWHERE = pattern(r"[0-9。\n]")


def _run_of(gap: str) -> re.Pattern[str]:
    return pattern(rf"[0-9]+(?:{gap}[0-9]+)*")


_RUNS = {
    name: _run_of(f"{gap}{{1,4}}" if name == " " else rf"{_BLANK}{{0,3}}{gap}{{1,3}}{_BLANK}{{0,3}}")
    for name, gap in _GAPS.items()
}
_ANY_GAP = "|".join(_GAPS.values())
_MIXED_RUN = _run_of(f"(?:{_ANY_GAP}){{1,4}}")
_EVEN = {(4, 4, 4), (3, 3, 3, 3)}
"""How twelve digits are grouped whatever parts the groups."""
# 1234の5678の9018, 1234年5678月9018日; what counts things says that they are others.
_LETTER = rf"{_BLANK}{{0,3}}(?![円名人枚件])[ぁ-ヺ一-\u9fff]{_BLANK}{{0,3}}"
_PARTED_BY_LETTERS = pattern(rf"(?<![0-9])[0-9]{{4}}(?:{_LETTER}[0-9]{{4}}){{2}}(?![0-9])")
_SAME_BEFORE = pattern(
    rf"(?:(?<![0-9])[0-9]{{4}}-?[0-9]{{4}}-?[0-9]{{4}}(?:{_ANY_GAP}|と|及び|および){{1,4}})+$"
)
_FAR = 400
"""Characters before a number in which others of its kind stand between it and their word."""

_NUMERALS = "〇零○◯一二三四五六七八九壱弐参壹貳參貮弍肆伍陸漆柒捌玖"
_KANJI = str.maketrans(_NUMERALS, "0000123456789123123224567789")
_LETTERS = str.maketrans("OoΟοОоQIlіІ|!", "0000000111111")
_LIKE = "0-9OoΟοОоQIlіІ|!"
_LOOKS_LIKE_DIGITS = pattern(rf"(?<![0-9A-Za-z])[{_LIKE}](?:(?:{_ANY_GAP})?[{_LIKE}]){{11,}}")
_DIGIT_LIKE = pattern(rf"[{_LIKE}{_NUMERALS}]")
_DIGIT = pattern(rf"[0-9{_NUMERALS}]")
_REAL_DIGITS = 7
_FOUR_OF = pattern(r"[上中下前後]?(?:最初|真ん中|最後)?の?[0-9]{1,2}[桁ケ]た?目?[はがを]?[::=]?")
_ESCAPE = pattern(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|x([0-9A-Fa-f]{2}))")
_JOINED_LINES = pattern(r"\\\s*\n\s*")
_WEIGHTS = tuple(n + 1 if n <= 6 else n - 5 for n in range(11, 0, -1))

_WITH_WORD = (
    "ほかの番号なら、「問い合わせ番号」「警察の受理番号」のように、何の番号かをすぐ前に書いてください。"
)
_HOW_TO_WRITE = {
    FieldKind.FREE_TEXT: _WITH_WORD,
    FieldKind.TRACKING: "運送会社の番号なら、間違いがないか確かめ、その12桁だけを入れてください。",
    FieldKind.POLICE: "警察の番号なら、2026-123456-01 のように年から書いてください。",
    FieldKind.IDENTIFIER: "12桁の社員番号なら、名簿の取込で、ほかの方の番号といっしょに入れてください。",
}


class _Folded(dict[int, str]):
    """What stands for a character: its digit, nothing where it could hide one; found out on first use."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        digit = None if char.isascii() else unicodedata.digit(char, None)
        if digit is not None:
            meant = str(digit)
        else:
            meant = char if char in "\t\n\r" or unicodedata.category(char) not in _HIDING else ""
        return self.setdefault(code, meant)


_FOLDED = _Folded()


def check_digit(body: str) -> int:
    """Return the check digit that follows the first eleven digits.

    >>> check_digit("12345678901"), check_digit("98765432109")
    (8, 3)
    """
    rest = sum(int(digit) * weight for digit, weight in zip(body, _WEIGHTS, strict=True)) % 11
    return 0 if rest <= 1 else 11 - rest


def find_my_number(text: str, kind: FieldKind = FieldKind.NAME) -> bool:
    """Return whether a 個人番号 stands anywhere in the text of a field of that kind.

    Digits of every script count, and so do groups parted by the same signs. A number of another
    kind passes where its field, its shape or (in free text) the word before it says so.
    """
    if len(text) < LENGTH:
        return False
    return any(_holds_one(reading, kind) for reading in _readings(text))


def is_twelve_digits(text: str) -> bool:
    """Return whether a cell is nothing but twelve digits, however grouped; no check digit asked."""
    return len(_digits_of(text)) == LENGTH


def is_my_number_column(heading: str, cells: Iterable[str]) -> bool:
    """Return whether a column holds 個人番号 by what most of its cells are.

    Under a heading that names another number the check digits decide: of codes one in ten passes, of
    個人番号 all. Elsewhere more than three in ten cells of twelve digits are enough, because made-up
    and misread numbers fail the check.
    """
    filled = [cell for cell in cells if cell.strip()]
    twelves = [digits for cell in filled if len(digits := _digits_of(cell)) == LENGTH]
    if is_identifier_heading(heading):
        return sum(map(_is_valid, twelves)) * 2 > len(twelves)
    return sum(not is_instant(digits) for digits in twelves) > COLUMN_SHARE * len(filled)


def has_mostly_instants(cells: Iterable[str]) -> bool:
    """Return whether most cells of twelve digits are days with their times."""
    twelves = [digits for cell in cells if len(digits := _digits_of(cell)) == LENGTH]
    return sum(map(is_instant, twelves)) * 2 > len(twelves)


def are_parts_of_my_number(rows: Iterable[Sequence[str]]) -> bool:
    """Return whether the cells of neighbouring columns, put together, are 個人番号 in nearly every row."""
    whole = ["".join(row) for row in rows if all(cell.isdecimal() for cell in row)]
    joined = [_fold(text) for text in whole if len(text) == LENGTH]
    return len(joined) >= _ROWS_OF_PARTS and sum(map(_is_valid, joined)) >= _NEARLY_ALL * len(joined)


def is_my_number_heading(heading: str) -> bool:
    """Return whether a column's heading announces 個人番号 (not merely the card)."""
    return _HEADING.search(_heading(heading)) is not None


def is_identifier_heading(heading: str) -> bool:
    """Return whether a column's heading names numbers of another kind: 社員番号, 従業員コード."""
    folded = _heading(heading)
    return _IDENTIFIERS.search(folded) is not None and _HEADING.search(folded) is None


def refuse_my_number(text: str, where: str, kind: FieldKind = FieldKind.NAME) -> None:
    """Raise MyNumberRefused if the text holds a 個人番号; the sentence names only the field."""
    if find_my_number(text, kind):
        raise MyNumberRefused(
            f"「{where}」に個人番号(マイナンバー)と思われる12桁の数字があります。"
            f"個人番号は保存できません。消してからもう一度入れてください。{_HOW_TO_WRITE.get(kind, '')}"
        )


def is_as_long_as_one(text: str) -> bool:
    """Return whether a text holds at least twelve digits, of whatever kind."""
    return sum(char.isdecimal() for char in _fold(text)) >= LENGTH


def unescaped(text: str) -> str:
    """Return the text of a TOML or JSON file with its escaped characters; halves of one stay escaped."""
    return _ESCAPE.sub(_meant, text)


def masked(text: str) -> str:
    """Return a text that may have to stand somewhere, each of its digits hidden if a 個人番号 is in it."""
    if not find_my_number(text, FieldKind.FREE_TEXT):
        return text
    return _DIGIT.sub("*", _LOOKS_LIKE_DIGITS.sub(_with_digits, _fold(text)))


def _fold(text: str) -> str:
    """Make digits of every script ASCII and drop what could hide one: invisible and combining signs."""
    if text.isascii() and text.isprintable():
        return text
    return unicodedata.normalize("NFKC", text).translate(_FOLDED)


def _heading(text: str) -> str:
    return typed.code(_fold(text)).upper()


def _digits_of(text: str) -> str:
    """Return the digits of a text that is nothing but digits and gaps of one kind; else nothing."""
    if len(text) < LENGTH:
        return ""
    folded = _fold(text).strip()
    is_run = any(run.fullmatch(folded) for run in _RUNS.values())
    return "".join(_GROUP.findall(folded)) if is_run else ""


def _readings(text: str) -> Iterator[str]:
    """Yield the text as digits may be meant in it; nothing where there are too few."""
    folded = _fold(text)
    if len(_DIGIT_LIKE.findall(folded)) < LENGTH:
        return
    yield folded
    if "\\" in text:
        yield _fold(_JOINED_LINES.sub("", unescaped(text)))
    kanji = folded.translate(_KANJI)
    if kanji != folded:
        yield kanji
    letters = _LOOKS_LIKE_DIGITS.sub(_with_digits, folded)
    if letters != folded:
        yield letters
    if "桁" in folded or "ケタ" in folded:
        yield _FOUR_OF.sub(" ", folded)


def _meant(escape: re.Match[str]) -> str:
    code = int(escape[1] or escape[2] or escape[3], 16)
    is_character = code <= 0x10FFFF and not 0xD800 <= code <= 0xDFFF
    return chr(code) if is_character else escape[0]


def _with_digits(match: re.Match[str]) -> str:
    is_meant = sum(char.isdecimal() for char in match[0]) >= _REAL_DIGITS
    return match[0].translate(_LETTERS) if is_meant else match[0]


def _holds_one(text: str, kind: FieldKind) -> bool:
    valid = [found for found in _twelves(text) if _is_valid(found.joined)]
    return bool(valid) and (
        is_my_number_heading(text) or not all(_is_another(found, kind) for found in valid)
    )


def _is_another(found: Digits, kind: FieldKind) -> bool:
    return (
        has_shape_of_its_own(found)
        or (kind is FieldKind.FREE_TEXT and has_word_of_its_own(found))
        or (kind is FieldKind.TRACKING and stands_as_tracking(found))
        or (kind is FieldKind.POLICE and is_of_a_year(found.joined))
    )


def _twelves(text: str) -> Iterator[Digits]:
    """All ways to read twelve digits: neighbouring groups of one run, or one end of a longer group."""
    for gap, runs in _RUNS.items():
        for run in runs.finditer(text):
            if run.end() - run.start() >= LENGTH:
                yield from _in_run(text, run, gap)
    for run in _MIXED_RUN.finditer(text):
        groups = _GROUP.findall(run[0])
        is_mixed = not any(pattern.fullmatch(run[0]) for pattern in _RUNS.values())
        if is_mixed and tuple(map(len, groups)) in _EVEN:
            yield Digits(groups, True, is_run_of_others(groups, ""), "", *_around(text, run))
    for run in _PARTED_BY_LETTERS.finditer(text):
        groups = _GROUP.findall(run[0])
        yield Digits(groups, True, is_run_of_others(groups, ""), "", *_around(text, run))


def _in_run(text: str, run: re.Match[str], gap: str) -> Iterator[Digits]:
    groups = _GROUP.findall(run[0])
    if sum(map(len, groups)) < LENGTH:
        return
    is_listed = is_run_of_others(groups, gap) or (
        is_long_list(groups) and not _are_all_valid("".join(groups))
    )
    before, after = _around(text, run)
    for start in range(len(groups)):
        length = 0
        for end in range(start, len(groups)):
            length += len(groups[end])
            if length >= LENGTH:
                break
        if length == LENGTH:
            found = groups[start : end + 1]
            yield Digits(found, len(found) == len(groups), is_listed, gap, before, after)
        for twelve in _glued(groups[start]):
            yield Digits([twelve], False, is_listed, gap, before, after)


def _glued(digits: str) -> Sequence[str]:
    """Return the twelve digits at each end of a longer group, where something may stick to them.

    One to five digits more, a day, or the same again. 法人番号, codes of articles and instants are whole.
    """
    ends = (digits[:LENGTH], digits[LENGTH:]), (digits[-LENGTH:], digits[:-LENGTH])
    match len(digits):
        case 13:
            return () if is_thirteen_of_its_own(digits) else [end for end, _ in ends]
        case 14:
            return () if is_instant(digits) else [end for end, _ in ends]
        case 15 | 16 | 17 | 24 | 36:
            return [end for end, _ in ends]
        case 18 | 20:
            return [end for end, rest in ends if _is_day(rest)]
    return ()


def _is_day(digits: str) -> bool:
    try:
        datetime.strptime(digits, "%Y%m%d" if len(digits) == 8 else "%y%m%d")  # noqa: DTZ007
    except ValueError:
        return False
    return True


def _around(text: str, run: re.Match[str]) -> tuple[str, str]:
    """Return the text just before and after a run, up to other digits and the end of a sentence.

    Of several whole numbers one after the other each has the text before the first.
    """
    before = _SAME_BEFORE.sub("", text[max(0, run.start() - _FAR) : run.start()])[-WORD:]
    after = text[run.end() : run.end() + WORD]
    # A word may end the line above its number.
    return _ELSEWHERE.split(before.rstrip())[-1], _ELSEWHERE.split(after)[0]


def _are_all_valid(digits: str) -> bool:
    """Return whether digits are nothing but several 個人番号 one after the other."""
    twelves = [digits[at : at + LENGTH] for at in range(0, len(digits), LENGTH)]
    return len(twelves) > 1 and all(map(_is_valid, twelves))


def _is_valid(digits: str) -> bool:
    return len(digits) == LENGTH and check_digit(digits[:-1]) == int(digits[-1])
