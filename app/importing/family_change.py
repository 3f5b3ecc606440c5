"""被扶養者(異動)届 2202700: up to three relatives on the line of an employee, each with what becomes of them.

The places of name, birth, 続柄 and 個人番号 are as published. Where the day of the change stands differs
between versions: where a relative's part holds several days, each stands in a column of its own, and which is
meant is asked once.
Source: 日本年金機構「CSV形式届書作成仕様書」.
"""

import re
from collections.abc import Iterator, Sequence

from app.importing.report_items import day_at, item
from app.late import dataclass

_EMPLOYEE = 5
_EVENTS = _BECOMES, _CEASES, _ALTERS = "1", "2", "3"
_ERA = re.compile("[13579]")
_DAY = re.compile("[0-9]{6}|[0-9]{8}")
_SPOUSES = {"1": ("夫", "男"), "2": ("妻", "女"), "3": ("夫(未届)", "男"), "4": ("妻(未届)", "女")}
_RELATIVES = dict(
    zip(
        (f"{n:02d}" for n in range(1, 11)),
        "子 子 父母 義父母 弟妹 兄姉 祖父母 曾祖父母 孫 その他".split(),
        strict=True,
    )
)
_SEXES = {"1": "男", "2": "女"}
_NO_DAY, _NO_EVENT = "(日付がない)", "(異動の別がない)"
"""Stand where no day can be told: they can be read as none, so that the row is held back."""


@dataclass(frozen=True, slots=True)
class _Part:
    """Where the items about one relative stand, counted from 1. last: the last of them."""

    name: str
    event: int
    kana: int
    relationship: int
    my_number: int
    last: int
    sex: int = 0

    @property
    def born(self) -> int:
        return self.kana + 2


_SPOUSE = _Part("配偶者", event=21, kana=22, relationship=28, my_number=29, last=69)
_OTHERS = (
    _Part("家族1", event=70, kana=71, sex=75, relationship=76, my_number=78, last=102),
    _Part("家族2", event=103, kana=104, sex=108, relationship=109, my_number=111, last=135),
)
MY_NUMBERS = (14, *(part.my_number for part in (_SPOUSE, *_OTHERS)))


_PARTS = (_SPOUSE, *_OTHERS)


def days_told(items: Sequence[str]) -> int:
    """Return how many days a relative of that line has at most; 1 where none has any."""
    return max(len(_days_of_change(items, part)) for part in _PARTS)


def relatives(items: Sequence[str], days: int) -> list[tuple[str, tuple[str, ...]]]:
    """Return the relatives of one line: which they are, and the columns of app.importing.reports.headings().

    days: so many columns there are for the day of joining, and for that of leaving.
    """
    return [(part.name, _cells(items, part, days)) for part in _PARTS if _is_filled(items, part)]


def _is_filled(items: Sequence[str], part: _Part) -> bool:
    return any(item(items, place) for place in range(part.event, part.my_number))


def _cells(items: Sequence[str], part: _Part, days: int) -> tuple[str, ...]:
    event, code = item(items, part.event), item(items, part.relationship)
    relationship, sex = _SPOUSES.get(code, ("", "")) if part is _SPOUSE else (_RELATIVES.get(code, ""), "")
    told, none = _days_of_change(items, part), ("",) * days
    # One day alone is the one that is meant, in whatever column.
    on = told * days if len(told) == 1 else (*told, *none)[:days]
    return (
        item(items, _EMPLOYEE),
        item(items, part.kana),
        item(items, part.kana + 1),
        day_at(items, part.born),
        "家族",
        relationship,
        sex or _SEXES.get(item(items, part.sex), ""),
        *(on if event == _BECOMES else (_NO_EVENT,) * days if event not in _EVENTS else none),
        *(on if event == _CEASES else none),
        "",
    )


def _days_of_change(items: Sequence[str], part: _Part) -> tuple[str, ...]:
    """The days of a relative, no day twice."""
    return tuple(dict.fromkeys(_days(items, part.my_number + 1, part.last))) or (_NO_DAY,)


def _days(items: Sequence[str], first: int, last: int) -> Iterator[str]:
    """All days behind the 個人番号: a code of an era with six or eight digits behind it."""
    for place in range(first, last):
        if _ERA.fullmatch(item(items, place)) and _DAY.fullmatch(item(items, place + 1)):
            yield day_at(items, place)
