"""発送: papers on their way back to the society."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date

from app.domain.ids import ShipmentId

_GAPS = re.compile(r"[\s\-‐‑‒–—―−ー]+")
_CARRIERS = 12
"""Digits of the numbers of 日本郵便 (ゆうパックなど) and of the parcel services; 書留 has eleven."""


@dataclass(frozen=True, slots=True)
class Shipment:
    """One envelope to the society. confirmed_on: the society said it arrived."""

    id: ShipmentId | None
    on: date
    tracking_number: str = ""
    confirmed_on: date | None = None


def is_carrier_number(text: str) -> bool:
    """Whether a text is nothing but a twelve-digit 問い合わせ番号 of a carrier.

    Its last digit is the remainder of the first eleven divided by seven. A 個人番号 has twelve
    digits too, but another check digit.
    Source: docs/rules.md, "Forwarding".

    >>> is_carrier_number("1234-5678-9018"), is_carrier_number("1234-5678-9013")
    (False, True)
    """
    digits = _GAPS.sub("", unicodedata.normalize("NFKC", text))
    if len(digits) != _CARRIERS or not (digits.isascii() and digits.isdecimal()):
        return False
    return int(digits[:-1]) % 7 == int(digits[-1])
