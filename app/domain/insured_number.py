"""保険者番号 with its check digit; 記号・番号・枝番 as the text they are.

Source: docs/rules.md, "Numbers".
"""

import unicodedata
from collections.abc import Mapping
from functools import lru_cache

from app.domain.accepted_text import quotable
from app.domain.hidden import Hidden, full
from app.domain.my_number import refuse_my_number
from app.domain.person import household_key
from app.domain.rules import InsurerKind, NumberDigits
from app.errors import BadValue
from app.late import pattern
from app.words import label

_SHOWN = 2
_KEY = pattern(r"[^\W_]+(?:-[^\W_]+)*-[0-9A-Za-z０-９Ａ-Ｚ]+-[0-9]{2}(?![\w-])")
_DAY = pattern(r"[12][0-9]{3}-[01][0-9]-[0-3][0-9]")
_HALF_WIDTH = pattern(r"[0-9A-Za-z]+")
_BRANCH = pattern(r"(?:[0-9]{2})?")
CODES: Mapping[InsurerKind, tuple[str, ...]] = {
    InsurerKind.HEALTH_SOCIETY: ("06", "63"),
    InsurerKind.KYOKAI: ("01",),
    InsurerKind.MUTUAL_AID: ("31", "32", "33", "34", "72", "73", "74", "75"),
    InsurerKind.NATIONAL_SOCIETY: (),
}
"""法別番号 of each kind. Without any the number has six digits: prefecture, insurer, check digit."""


def insurer_check_digit(body: str) -> int:
    """Return the check digit that follows the other digits, seven or five.

    From the right the digits count double and single in turn, a two-digit product counts as
    the sum of its digits, and the check digit fills up to the next ten.

    >>> insurer_check_digit("0601039"), insurer_check_digit("0113001"), insurer_check_digit("13303")
    (1, 2, 3)
    """
    products = (int(digit) * (2 if place % 2 == 0 else 1) for place, digit in enumerate(reversed(body)))
    return -sum(product // 10 + product % 10 for product in products) % 10


def check_insurer_number(number: str, kind: InsurerKind = InsurerKind.HEALTH_SOCIETY) -> None:
    """Raise BadValue unless this is a 保険者番号 of that kind: its digits, a prefecture, the check digit."""
    digits = 8 if CODES[kind] else 6
    if not (len(number) == digits and number.isascii() and number.isdigit()):
        raise BadValue(f"保険者番号は半角数字{digits}桁で入れてください。")
    if not 1 <= int(number[-6:-4]) <= 47 or insurer_check_digit(number[:-1]) != int(number[-1]):
        raise BadValue(f"保険者番号 {number} は正しくありません。健保の書類と見比べて打ち直してください。")


def insurer_warning(number: str, kind: InsurerKind = InsurerKind.HEALTH_SOCIETY) -> str:
    """Return a sentence if the number belongs to another kind of insurer, otherwise nothing."""
    codes = CODES[kind]
    if not codes or number[:2] in codes:
        return ""
    insurer = label(kind, "insurer")
    return (
        f"保険者番号の先頭 {quotable(number[:2])} は{insurer}({'、'.join(codes)})のものではありません。"
        "健保の書類で確かめてください。"
    )


def check_insured_number(symbol: str, number: str, branch_number: str) -> None:
    """Raise BadValue unless 記号, 番号 and 枝番 can stand on a certificate.

    A 個人番号 in their place raises MyNumberRefused.
    """
    for text, title in ((symbol, "記号"), (number, "番号")):
        refuse_my_number(text, title)
        check_symbol_or_number(text, title)
    check_branch_number(branch_number)


def check_symbol_or_number(text: str, title: str) -> None:
    """Raise BadValue unless a 記号 or 番号 is half-width letters and digits, or full-width throughout."""
    if not text:
        raise BadValue(f"{title}が空です。{title}を入れてください。")
    if not (_HALF_WIDTH.fullmatch(text) or _is_full_width(text)):
        raise BadValue(
            f"{title}「{quotable(text)}」は使えません。半角の英数字か全角の文字だけで、空白なしで入れてください。"
        )


def printed_number(text: str, digits: NumberDigits) -> str:
    """Return a 記号 or 番号 as a sheet shows it; where letters stand in it, it stays as filed.

    >>> printed_number("0004321", NumberDigits.SIGNIFICANT), printed_number("A012", NumberDigits.SIGNIFICANT)
    ('4321', 'A012')
    """
    if digits is NumberDigits.AS_FILED or not text.isdecimal():
        return text
    return text.lstrip("0０") or text[-1:]


def masked_number(number: str) -> str:
    """Return a 番号 as it is shown to whoever did not ask for it: of its signs only the last two.

    Those are enough to compare a paper with. Of a short one none is shown: the little that is hidden could be
    tried out.

    >>> masked_number("10234"), masked_number("345"), masked_number("7")
    ('***34', '***', '*')
    """
    number = full(number)
    left = number[-_SHOWN:] if len(number) > _SHOWN + 1 else ""
    return "*" * (len(number) - len(left)) + left


def masked_key(key: str) -> str:
    """Return a 記号-番号-枝番 or a 記号-番号 with its 番号 masked; a 枝番 has two digits.

    >>> masked_key("1001-10234-00"), masked_key("1001-10234"), masked_key("")
    ('1001-***34-00', '1001-***34', '')
    """
    key = full(key)
    home = household_key(key)
    symbol, dash, number = home.rpartition("-")
    return f"{symbol}{dash}{masked_number(number)}{key[len(home) :]}"


@lru_cache(maxsize=1 << 17)
def hidden_key(key: str) -> Hidden:
    """Return a key that reads as masked, and is the same as the key; a list is read again and again."""
    return Hidden(full(key), masked_key(key))


def hidden_number(number: str) -> Hidden:
    """Return a 番号 that reads as masked, and is the same as the 番号."""
    return Hidden(full(number), masked_number(number))


def masked_in(text: str) -> str:
    """Return a sentence with each 記号-番号-枝番 in it masked; a day in digits is none.

    >>> masked_in("前の番号 1001-10234-00 から 2026-11-30 に")
    '前の番号 1001-***34-00 から 2026-11-30 に'
    """
    return _KEY.sub(lambda found: found[0] if _DAY.fullmatch(found[0]) else masked_key(found[0]), text)


def check_branch_number(text: str) -> None:
    """Raise BadValue unless a 枝番 is two digits, or empty where the society prints none."""
    if not _BRANCH.fullmatch(text):
        raise BadValue(
            f"枝番「{quotable(text)}」は使えません。半角数字2桁で入れるか、枝番がなければ空にしてください。"
        )


def _is_full_width(text: str) -> bool:
    return not any(c.isspace() or unicodedata.east_asian_width(c) not in ("F", "W", "A") for c in text)
