"""How the days of a column are written where a cell alone cannot say: Excel's day numbers, codes of eras.

1·3·5·7·9 are the eras of 年金機構, 1 to 5 those of hosts that bill as 診療報酬 is: 5 is 昭和 or 令和. What
can only be one of them is read so; what could be both is asked about, once for the column.
Source: docs/rules.md, "Dates".
"""

import re
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from enum import StrEnum

from app.domain import typed
from app.domain.accepted_text import quotable
from app.domain.wareki import ERAS, parse_date
from app.errors import BadValue
from app.importing.fields import Field


class DateStyle(StrEnum):
    """How the days of a column are to be read. ASK: it could be more than one of the others."""

    PLAIN = "plain"
    SERIAL = "serial"
    SERIAL_1904 = "serial_1904"
    ERAS_BY_TWO = "eras_13579"
    ERAS_BY_ONE = "eras_12345"
    ASK = "ask"


_AHEAD = {Field.CERTIFICATE_EXPIRES_ON: 3660, Field.COPAY_FROM: 800}
"""How far ahead, in days, a day of the field may lie; births not at all, others a year."""
_A_YEAR = 366
_OLDEST = 120 * 366
_EPOCHS = {DateStyle.SERIAL: date(1899, 12, 30), DateStyle.SERIAL_1904: date(1904, 1, 1)}
_SERIAL = re.compile(r"([1-7][0-9]{4})(?:\.0+)?")
_CODED = re.compile(r"([1-9])-?([0-9]{2})([0-9]{2})([0-9]{2})")
_BY_ONE = {str(6 - n): era for n, era in enumerate(ERAS, start=1)}
_BY_TWO = {str(era.code): era for era in ERAS}
_SCHEMES = {DateStyle.ERAS_BY_TWO: _BY_TWO, DateStyle.ERAS_BY_ONE: _BY_ONE}


def serials_of(counts_from_1904: bool) -> DateStyle:
    """Return how a workbook counts its days."""
    return DateStyle.SERIAL_1904 if counts_from_1904 else DateStyle.SERIAL


def is_serial(text: str) -> bool:
    """Return whether a cell may be Excel's number of a day, which it shows where a date lost its format."""
    return _SERIAL.fullmatch(_code(text)) is not None


def is_coded(text: str) -> bool:
    """Return whether a cell begins with the code of an era: 5600214, 5-600214."""
    return _CODED.fullmatch(_code(text)) is not None


def _code(text: str) -> str:
    return text if text.isascii() and " " not in text else typed.code(text)


def read_day(text: str, style: DateStyle, *, lenient_era: bool = False) -> date:
    """Return the day of a cell in a column of that style; raise BadValue with the reason."""
    if is_serial(text):
        if style not in _EPOCHS:
            raise BadValue(
                f"「{quotable(text)}」はExcelの日付の通し番号のようです。"
                "列の読み方を選ぶか、Excelで日付の書式に直してください。"
            )
        return _EPOCHS[style] + timedelta(days=int(float(typed.code(text))))
    if is_coded(text):
        if style in _SCHEMES:
            return _decoded(text, style)
        if style is DateStyle.ASK:
            raise BadValue(
                f"「{quotable(text)}」の元号の番号は二通りに読めます。"
                "列の読み方(1・3・5・7・9 か 1〜5)を選んでください。"
            )
    return parse_date(text, lenient_era=lenient_era)


def style_of(texts: Iterable[str], field: Field, today: date) -> frozenset[DateStyle]:
    """Return which schemes of eras the codes of a column can be; nothing where it has no codes."""
    coded = [text for text in texts if is_coded(text)]
    if not coded:
        return frozenset()
    return frozenset(
        scheme for scheme in _SCHEMES if all(_can_be(text, scheme, field, today) for text in coded)
    )


def settled(styles: Mapping[str, frozenset[DateStyle]]) -> dict[str, DateStyle]:
    """Return the style of each column with codes: a file writes its eras in one way."""
    if not styles:
        return {}
    common = frozenset.intersection(*styles.values())
    if len(common) == 1:
        return dict.fromkeys(styles, next(iter(common)))
    return {name: next(iter(one)) if len(one) == 1 else DateStyle.ASK for name, one in styles.items()}


def _decoded(text: str, scheme: DateStyle) -> date:
    match = _CODED.fullmatch(typed.code(text))
    assert match is not None
    era = _SCHEMES[scheme].get(match[1])
    try:
        on = date(era.first.year + int(match[2]) - 1, int(match[3]), int(match[4])) if era else None
    except ValueError:
        on = None
    if era is None or on is None or not era.contains(on):
        raise BadValue(
            f"「{quotable(text)}」という日はありません。元号の番号と年・月・日を確かめてください。"
        )
    return on


def _can_be(text: str, scheme: DateStyle, field: Field, today: date) -> bool:
    try:
        on = _decoded(text, scheme)
    except BadValue:
        return False
    ahead = 0 if field in (Field.BORN_ON, Field.INSURED_BORN_ON) else _AHEAD.get(field, _A_YEAR)
    return -_OLDEST <= (on - today).days <= ahead
