"""和暦 in and out; everything in between is an ordinary date.

Source: docs/rules.md, "Dates".
"""

import re
from datetime import date, datetime

from app.domain import typed
from app.domain.accepted_text import quotable
from app.errors import BadValue
from app.late import dataclass, pattern


@dataclass(frozen=True, slots=True)
class Era:
    """One 元号. last is inclusive; 大正 and 昭和 begin on the last day of the era before."""

    name: str
    letter: str
    code: int
    first: date
    last: date

    def contains(self, on: date) -> bool:
        """Return whether a date of that day may be written with this era."""
        return self.first <= on <= self.last


WEEKDAYS = "月火水木金土日"

# Japan keeps the Gregorian calendar from 明治6年1月1日; before it no date can be converted.
EARLIEST = date(1873, 1, 1)
# The last day that two digits of a 令和 year can name; what lies beyond is a slip of the hand.
LATEST = date(2117, 12, 31)

ERAS = (
    Era("令和", "R", 9, date(2019, 5, 1), LATEST),
    Era("平成", "H", 7, date(1989, 1, 8), date(2019, 4, 30)),
    Era("昭和", "S", 5, date(1926, 12, 25), date(1989, 1, 7)),
    Era("大正", "T", 3, date(1912, 7, 30), date(1926, 12, 25)),
    Era("明治", "M", 1, date(1868, 1, 25), date(1912, 7, 30)),
)
_HEISEI = ERAS[1]
_ERA_BY_MARK = {mark: era for era in ERAS for mark in (era.name, era.name[0], era.letter, str(era.code))}

_MARK = r"明治|大正|昭和|平成|令和|[明大昭平令MTSHR]"
_DAY = r"(?:年(?P<m1>\d{1,2})月(?P<d1>\d{1,2})日?|(?P<gap>[-./])(?P<m2>\d{1,2})(?P=gap)(?P<d2>\d{1,2}))"
_FORMS = (
    pattern(rf"(?P<era>{_MARK})\.?(?P<year>元|\d{{1,2}}){_DAY}"),
    pattern(rf"(?P<year>\d{{4}}){_DAY}"),
    pattern(r"(?P<era>[MTSHR]|[13579]-?)(?P<year>\d{2})(?P<m1>\d{2})(?P<d1>\d{2})"),
    pattern(r"(?P<year>\d{4})(?P<m1>\d{2})(?P<d1>\d{2})"),
)
_MONTH_AND_DAY = pattern(r"(\d{1,2})(?:月(\d{1,2})日?|[-./](\d{1,2}))")
_MIDNIGHT = pattern(r"(?<=\d)[T ]+0?0:00(?::00(?:\.0+)?)?$")
_BORN = pattern(r"(?:生まれ|生|付)$")
_WEEKDAY = pattern(r"(?:\(([月火水木金土日])(?:曜日?)?\)|([月火水木金土日])曜日?)$")
_TWICE = pattern(
    rf"(?P<first>(?:{_MARK})\.?(?:元|\d{{1,2}})|\d{{4}})年?\((?P<second>(?:{_MARK})\.?(?:元|\d{{1,2}})|\d{{4}})年?\)年?"
    r"(?P<rest>.*)"
)
_KANJI_NUMBER = pattern(r"[〇一二三四五六七八九十]+(?=[年月日])")
_KANJI_DIGITS = "〇一二三四五六七八九"
_DOTS = str.maketrans(dict.fromkeys("・。、", "."))


def wareki(on: date) -> str:
    """Return the date as it stands in a letter; the first year of an era is 元年.

    >>> wareki(date(2025, 12, 2)), wareki(date(2019, 5, 1))
    ('令和7年12月2日', '令和元年5月1日')
    """
    return f"{wareki_month(on)}{on.day}日"


def wareki_month(on: date) -> str:
    """Return the month of a date, in the same way.

    >>> wareki_month(date(2026, 12, 1))
    '令和8年12月'
    """
    era, year = era_and_year(on)
    return f"{era.name}{'元' if year == 1 else year}年{on.month}月"


def wareki_short(on: date) -> str:
    """Return the date as it stands in a table.

    >>> wareki_short(date(2025, 12, 2))
    'R7.12.2'
    """
    era, year = era_and_year(on)
    return f"{era.letter}{year}.{on.month}.{on.day}"


def wareki_minute(at: datetime) -> str:
    """Return a moment as it stands in a table, by the clock of its own zone.

    >>> wareki_minute(datetime(2025, 12, 2, 8, 30))
    'R7.12.2 08:30'
    """
    return f"{wareki_short(at.date())} {at:%H:%M}"


def wareki_weekday(on: date) -> str:
    """Return the date as it stands in a table, with its weekday.

    >>> wareki_weekday(date(2025, 12, 2))
    'R7.12.2(火)'
    """
    return f"{wareki_short(on)}({WEEKDAYS[on.weekday()]})"


def parse_date(text: str, *, today: date | None = None, lenient_era: bool = False) -> date:
    """Read a date written in any way offices write it; raise BadValue with the remedy.

    An era that had ended on that day, or not begun, is refused and the right one named; the
    two days on which an era ended and the next began may be written with either. With
    lenient_era a 平成 that goes on is followed instead: papers made before 2019 name 有効期限
    such as 平成32年3月31日. With today, 12/2 means the nearest such day.
    """
    folded, weekday = _without_weekday(_fold(text))
    if weekday:
        return _on_weekday(parse_date(folded, today=today, lenient_era=lenient_era), weekday, text)
    if match := _TWICE.fullmatch(folded):
        return _said_twice(match, text, lenient_era=lenient_era)
    if not folded:
        raise BadValue("日付が空です。令和7年12月2日、R7.12.2、2025/12/2 のように入れてください。")
    for form in _FORMS:
        if match := form.fullmatch(folded):
            return _from_match(match, text, lenient_era=lenient_era)
    if today is not None and (match := _MONTH_AND_DAY.fullmatch(folded)):
        return _nearest(int(match[1]), int(match[2] or match[3]), today, text)
    raise BadValue(
        f"「{quotable(text.strip())}」は日付として読めません。"
        "令和7年12月2日、R7.12.2、2025/12/2 のように書いてください。"
    )


def _fold(text: str) -> str:
    folded = typed.dashes(text).translate(_DOTS).upper()
    folded = "".join(_MIDNIGHT.sub("", folded).split())
    if folded.isascii():
        return folded
    return _BORN.sub("", _KANJI_NUMBER.sub(lambda match: _counted(match[0]), folded))


def _counted(numeral: str) -> str:
    """Return a number written in kanji: 六十 as 60, 一九八五 as 1985."""
    if "十" not in numeral:
        return "".join(str(_KANJI_DIGITS.index(sign)) for sign in numeral)
    tens, _, ones = numeral.partition("十")
    if len(tens) > 1 or len(ones) > 1 or "〇" in numeral:
        return numeral
    return str((_KANJI_DIGITS.index(tens) if tens else 1) * 10 + (_KANJI_DIGITS.index(ones) if ones else 0))


def _without_weekday(folded: str) -> tuple[str, str]:
    match = None if folded.isascii() else _WEEKDAY.search(folded)
    return (folded, "") if match is None else (folded[: match.start()], match[1] or match[2])


def _on_weekday(on: date, weekday: str, text: str) -> date:
    if WEEKDAYS[on.weekday()] != weekday:
        raise BadValue(f"「{quotable(text.strip())}」は日付と曜日が合いません。日付を確かめてください。")
    return on


def _said_twice(match: re.Match[str], text: str, *, lenient_era: bool) -> date:
    """A year in both calendars: 昭和60年(1985年)2月14日. They must agree."""
    days = {
        parse_date(
            f"{match[year]}{'' if match['rest'][:1] in '-./' else '年'}{match['rest']}",
            lenient_era=lenient_era,
        )
        for year in ("first", "second")
    }
    if len(days) > 1:
        raise BadValue(f"「{quotable(text.strip())}」は和暦と西暦が合いません。年を確かめてください。")
    return days.pop()


def era_and_year(on: date) -> tuple[Era, int]:
    """Return in which year of which era a day lies."""
    if on < EARLIEST:
        raise BadValue("明治6年(1873年)より前の日付は和暦にできません。日付を確かめてください。")
    era = next(era for era in ERAS if era.first <= on)
    return era, on.year - era.first.year + 1


def _from_match(match: re.Match[str], text: str, *, lenient_era: bool) -> date:
    parts = match.groupdict()
    month = int(parts["m1"] or parts.get("m2") or 0)
    day = int(parts["d1"] or parts.get("d2") or 0)
    if parts.get("era") is None:
        return _existing(int(parts["year"]), month, day, text)
    era = _ERA_BY_MARK[parts["era"].rstrip("-")]
    year = 1 if parts["year"] == "元" else int(parts["year"])
    on = _existing(era.first.year + year - 1 if year else 0, month, day, text)
    if era.contains(on) or (lenient_era and era is _HEISEI and on > era.last):
        return on
    raise BadValue(
        f"「{quotable(text.strip())}」という日はありません。{wareki(on)}ではありませんか。"
        "元号を確かめて書き直してください。"
    )


def _existing(year: int, month: int, day: int, text: str) -> date:
    try:
        on = date(year, month, day)
    except ValueError:
        raise BadValue(
            f"「{quotable(text.strip())}」という日はありません。年・月・日を確かめてください。"
        ) from None
    if not EARLIEST <= on <= LATEST:
        raise BadValue(
            f"「{quotable(text.strip())}」の年は、{EARLIEST.year}年から{LATEST.year}年までの中にありません。"
            "年を確かめてください。"
        )
    return on


def _nearest(month: int, day: int, today: date, text: str) -> date:
    days = []
    for year in (today.year - 1, today.year, today.year + 1):
        try:
            days.append(date(year, month, day))
        except ValueError:
            continue
    return min(days, key=lambda on: abs(on - today), default=None) or _existing(0, month, day, text)
