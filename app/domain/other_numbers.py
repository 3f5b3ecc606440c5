"""Long numbers in their own right: what tells them from a 個人番号, by shape, check digit or word.

Any number of twelve digits passes the check digit of 個人番号 one time in ten, so a shape that nobody
gives a 個人番号 speaks for another number, and in free text so does the word before it.
Source: docs/rules.md, "個人番号".
"""

import re
from collections.abc import Sequence
from datetime import datetime

from app.late import dataclass, pattern

_CARRIERS = 12
"""Digits of the numbers of 日本郵便 (ゆうパックなど) and of the parcel services; 書留 has eleven."""

_LIST_SPREAD = 100
"""Numbers of a list stand this near each other: 101 102 103 104."""
_LISTED = range(3, 7)
"""Digits of a number of a list."""
_LONGEST_LISTED = 20
_MOST_GROUPS = 4
"""A 個人番号 in equal groups of at least three digits has no more."""
_TELEPHONES = {(2, 4, 4), (3, 3, 4), (3, 4, 4), (4, 2, 4), (4, 3, 3)}
_TIMES = {(4, 2, 2, 4), (4, 2, 2, 2, 2), (8, 4), (8, 2, 2), (6, 6)}
"""How an instant is grouped: 2026-11-29-1230, 20261129-1230, 261129-123000."""

WORD = 24
"""Characters before a number in which its word stands."""
_CARRIER_WORDS = pattern(
    r"問い?合わ?せ|伝票|追跡|送り状|荷物|宅急便|宅配|ヤマト|佐川|ゆうパック|レターパック|クロネコ|西濃|福山通運|日本郵便|発送|返送"
)
_POLICE_WORDS = pattern(r"警察|受理|交番|遺失届|紛失届|盗難届")
_PHONE_WORDS = pattern(r"電話|TEL|PHONE|携帯|FAX|連絡先|内線", re.IGNORECASE)
_TIME_WORDS = pattern(r"日時|時刻|タイムスタンプ|受信|送信|スキャン|撮影|SCAN|IMG", re.IGNORECASE)
_OTHER_WORDS = pattern(
    r"(?:社員|従業員|職員|社員証|保険証|被保険者|記号|法人|免許証?|口座|会員|契約|注文|管理|受付|整理|請求書?"
    r"|見積|領収|機種|製造|資産|旅券|在留カード)・?(?:番号|コード|NO\.?|ID)|記号番号|記号・番号",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Digits:
    """Digits found in a text: their groups, what parts them, and what stands around them.

    is_whole: nothing else stands in the run they were taken from. is_listed: that run is of
    other numbers. before, after: the text around, up to other digits.
    """

    groups: Sequence[str]
    is_whole: bool
    is_listed: bool
    gap: str
    before: str
    after: str

    @property
    def joined(self) -> str:
        return "".join(self.groups)


def has_shape_of_its_own(found: Digits) -> bool:
    """Return whether the digits are grouped as no 個人番号 ever is: a list, an instant, a telephone …"""
    lengths = tuple(map(len, found.groups))
    return (
        found.is_listed
        # 記号-番号-枝番, and what the police give: 2026-123456-01.
        or (found.gap == "-" and len(lengths) == 3 and lengths[2] == 2)
        or (found.is_whole and lengths in _TIMES and is_instant(found.joined))
        or (found.is_whole and found.before.endswith("+") and _is_abroad(found.groups))
        or (found.is_whole and found.gap == "," and found.after.lstrip().startswith("円"))
    )


def has_word_of_its_own(found: Digits) -> bool:
    """Return whether the word before the digits names another number that these can be."""
    before, digits = found.before, found.joined
    return (
        (_CARRIER_WORDS.search(before) is not None and is_carrier_number(digits))
        or (_POLICE_WORDS.search(before) is not None and is_of_a_year(digits))
        or (_PHONE_WORDS.search(before) is not None and digits.startswith("81"))
        or (_TIME_WORDS.search(before) is not None and is_instant(digits))
        or _OTHER_WORDS.search(before) is not None
    )


def stands_as_tracking(found: Digits) -> bool:
    """Return whether a carrier's number stands in its own field: no words before it but of a carrier."""
    is_alone = re.search(r"\w", found.before) is None
    return is_carrier_number(found.joined) and (is_alone or _CARRIER_WORDS.search(found.before) is not None)


def is_run_of_others(groups: Sequence[str], gap: str) -> bool:
    """Return whether a whole run of groups is of other numbers.

    A list, several 記号 番号 枝番, or a telephone with its extension: 03-1234-5678-29. What is grouped as a
    個人番号 is, 1100-1101-1004, is no list.
    """
    lengths = tuple(map(len, groups))
    return (
        (is_list(groups) and not (gap in ("-", " ") and lengths == (4, 4, 4)))
        or (
            len(lengths) >= 6 and len(lengths) % 3 == 0 and {4} == {*lengths[::3]} and {2} == {*lengths[2::3]}
        )
        or (gap == "-" and len(lengths) == 4 and lengths[:3] in _TELEPHONES and groups[0].startswith("0"))
    )


def is_list(groups: Sequence[str]) -> bool:
    """Return whether these are several short numbers one after the other, all near each other.

    >>> is_list(["104", "101", "102"]), is_list(["1234", "5678", "9018"]), is_list(["9" * 5000])
    (True, False, False)
    """
    length = len(groups[0])
    # Thousands of digits are no number to Python.
    if length > _LONGEST_LISTED or any(len(group) != length for group in groups):
        return False
    numbers = [int(group) for group in groups]
    return (
        len({*numbers}) == len(groups) >= 3
        and max(numbers) - min(numbers) < _LIST_SPREAD
        # Numbers of two digits are always near each other.
        and (length in _LISTED or numbers == sorted(numbers))
    )


def is_long_list(groups: Sequence[str]) -> bool:
    """Return whether these are more short numbers than the groups one 個人番号 is written in."""
    return len(groups) > _MOST_GROUPS and len({*map(len, groups)}) == 1 and len(groups[0]) in _LISTED


def is_carrier_number(digits: str) -> bool:
    """Return whether twelve digits are a 問い合わせ番号 of a carrier.

    The last digit is the remainder of the first eleven divided by seven.
    Source: docs/rules.md, "Forwarding".

    >>> is_carrier_number("123456789018"), is_carrier_number("123456789013")
    (False, True)
    """
    if len(digits) != _CARRIERS or not (digits.isascii() and digits.isdecimal()):
        return False
    return int(digits[:-1]) % 7 == int(digits[-1])


def is_of_a_year(digits: str) -> bool:
    """Return whether a number begins with the year in which it was given."""
    return "2000" <= digits[:4] <= "2099"


def is_instant(digits: str) -> bool:
    """Return whether twelve or fourteen digits are a day with its time.

    >>> is_instant("202611291230"), is_instant("20261129123059"), is_instant("202613291230")
    (True, True, False)
    """
    return any(_is_time(digits, form) for form in ("%Y%m%d%H%M", "%y%m%d%H%M%S", "%Y%m%d%H%M%S"))


def is_thirteen_of_its_own(digits: str) -> bool:
    """Return whether thirteen digits are a 法人番号 or the code of an article, by their check digits."""
    body = [int(digit) for digit in digits]
    # 法人番号: the first digit is the check digit; weights 1 and 2 in turn from the right.
    corporate = 9 - sum(n * (1 + at % 2) for at, n in enumerate(reversed(body[1:]))) % 9
    article = sum(n * (1 + 2 * (at % 2)) for at, n in enumerate(body)) % 10
    return body[0] == corporate or article == 0


def _is_time(digits: str, form: str) -> bool:
    try:
        # A form may read fewer digits than a field has, so the length is asked too.
        when = datetime.strptime(digits, form)  # noqa: DTZ007 - only whether it is one
    except ValueError:
        return False
    return when.strftime(form) == digits and 1990 <= when.year <= 2099


def _is_abroad(groups: Sequence[str]) -> bool:
    """A telephone number with its country, as after +: 81-90-1234-5678."""
    return "".join(groups).startswith("81") or (len(groups) >= 3 and len(groups[0]) <= 3)
