"""The seal of the history up to an operation: short enough to stand on paper."""

from hmac import compare_digest

from app.domain import typed
from app.errors import BadValue
from app.late import dataclass

_DIGITS = 32
_GROUP = 4
_BAD = "履歴の封印が読めません。「12-1A2B-3C4D-…」のように、件数とそのあとの8組を全部入れてください。"


@dataclass(frozen=True, slots=True)
class HistorySeal:
    """What binds an operation to all before it. number: which one it is in the history."""

    number: int
    seal: str

    @property
    def code(self) -> str:
        """What is printed and typed again: the number and the first 128 bits.

        >>> HistorySeal(12, "1a2b3c4d" * 8).code
        '12-1A2B-3C4D-1A2B-3C4D-1A2B-3C4D-1A2B-3C4D'
        """
        digits = self.seal[:_DIGITS].upper()
        groups = (digits[at : at + _GROUP] for at in range(0, _DIGITS, _GROUP))
        return "-".join((str(self.number), *groups))

    def is_that(self, other: "HistorySeal") -> bool:
        """Return whether both are of the same history, as far as what is printed tells."""
        mine, theirs = self.seal[:_DIGITS], other.seal[:_DIGITS]
        return self.number == other.number and compare_digest(mine, theirs)


def read_code(text: str) -> HistorySeal:
    """Return the seal of a printed code, however it was typed; raise BadValue.

    >>> read_code("１２ 1a2b-3c4d-1a2b-3c4d-1a2b-3c4d-1a2b-3c4d").code
    '12-1A2B-3C4D-1A2B-3C4D-1A2B-3C4D-1A2B-3C4D'
    """
    number, _, rest = typed.dashes(text).strip().replace(" ", "-").partition("-")
    digits = rest.replace("-", "").lower()
    if not number.isdecimal() or len(digits) != _DIGITS or not set(digits) <= set("0123456789abcdef"):
        raise BadValue(_BAD)
    return HistorySeal(int(number), digits)
