"""Whose list it is, of which day, and whether it is the whole: told by the file where it can.

Source: docs/rules.md, "Lists: who may say what".
"""

import re
from collections.abc import Collection, Mapping
from datetime import date, timedelta
from enum import StrEnum
from hashlib import sha256
from pathlib import PurePath

from app.domain import typed
from app.domain.accepted_text import quotable, visible
from app.domain.my_number import masked
from app.domain.told import Said, Sender
from app.domain.wareki import parse_date, wareki
from app.errors import BadValue
from app.importing.mapping import Field
from app.importing.row_at import RowAt
from app.importing.table import Table
from app.late import dataclass


class DaySource(StrEnum):
    """How the day of a list is known."""

    GIVEN = "given"
    TITLE = "title"
    FILE_NAME = "file_name"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class About:
    """What is known of a list as a whole.

    as_of: the day of which it speaks; None where neither file nor anybody said. digest: SHA-256 of the file.
    is_part: it does not name everybody, so that nobody is missing from it.
    """

    sender: Sender = Sender.OFFICE
    as_of: date | None = None
    day_source: DaySource = DaySource.UNKNOWN
    is_part: bool = False
    file_name: str = ""
    digest: str = ""

    def said(self, today: date) -> Said:
        """Return how what it says is remembered."""
        return Said(self.sender, self.as_of or today, self.as_of is not None)


_CARD = frozenset(
    {
        Field.CERTIFICATE_EXPIRES_ON,
        Field.ISSUED_ON,
        Field.ENROLMENT,
        Field.COPAY_RATE,
        Field.ELDERLY_CARD_LISTED,
        Field.LIMIT_CATEGORY,
    }
)
"""Only the society knows these first."""
_WORK = frozenset({Field.EMPLOYEE_CODE, Field.DEPARTMENT})
"""Only the employer knows these."""

_DIGITS = 8
TITLE = RowAt(0)
"""Stands for the lines around the rows."""
_INSURER_IN_TITLE = re.compile(r"保険者番号[^0-9]{0,3}([0-9]{6,8})(?![0-9])")
_DAY = (
    r"(?:[0-9]{4}[-/.年][0-9]{1,2}[-/.月][0-9]{1,2}日?|[0-9]{8}"
    r"|(?:令和|平成|R|H)(?:元|[0-9]{1,2})[-/.年][0-9]{1,2}[-/.月][0-9]{1,2}日?)"
)
_AS_OF = re.compile(rf"({_DAY})(?:時点|現在|付)|(?:基準日|作成日|現在日|時点|対象日)[::]?({_DAY})")
_MONTH = re.compile(r"((?:令和|平成)(?:元|[0-9]{1,2})|[0-9]{4})年([0-9]{1,2})月(?:分|度|末)")
_IN_NAME = re.compile(rf"(?<![0-9])({_DAY})(?![0-9])")


def read_about(
    table: Table,
    fields: Collection[Field],
    *,
    filename: str,
    data: bytes,
    today: date,
    as_of: date | None = None,
    sender: Sender | None = None,
    is_part: bool = False,
) -> About:
    """Return what file, name and whoever imports it say of a list. Raises BadValue for a day to come."""
    if as_of is not None and as_of > today:
        raise BadValue(
            f"一覧の日({wareki(as_of)})が今日より先です。いつ現在の一覧かを確かめて、入れ直してください。"
        )
    source = DaySource.GIVEN
    if as_of is None:
        as_of, source = _day_of(table, filename, today)
    return About(
        sender=sender or _sender(fields),
        as_of=as_of,
        day_source=source,
        is_part=is_part,
        file_name=visible(masked(filename)),
        digest=sha256(data).hexdigest(),
    )


def _sender(fields: Collection[Field]) -> Sender:
    """By the headings: who names an insurer or knows papers is the society, who knows only work is HR."""
    if Field.INSURER_NUMBER in fields:
        return Sender.SOCIETY
    knows_cards, knows_work = not _CARD.isdisjoint(fields), not _WORK.isdisjoint(fields)
    if knows_cards is knows_work:
        return Sender.OFFICE
    return Sender.SOCIETY if knows_cards else Sender.HR


def _day_of(table: Table, filename: str, today: date) -> tuple[date | None, DaySource]:
    lines = [typed.narrow(line) for line in _around(table)]
    for line in lines:
        text = "".join(line.split())
        for found in _AS_OF.finditer(text):
            if day := _day(found[1] or found[2], today):
                return day, DaySource.TITLE
        if (month := _MONTH.search(text)) and (day := _end_of_month(month[1], month[2], today)):
            return day, DaySource.TITLE
    for found in _IN_NAME.finditer(typed.narrow(PurePath(filename).stem)):
        if day := _day(found[1], today):
            return day, DaySource.FILE_NAME
    return None, DaySource.UNKNOWN


def _around(table: Table) -> tuple[str, ...]:
    """The lines above the headings and below the rows, and what the sheets are called."""
    return (*table.preamble, *table.foot, *table.reading.sheets)


def _day(text: str, today: date) -> date | None:
    try:
        day = parse_date(text)
    except BadValue:
        return None
    return day if date(2001, 1, 1) <= day <= today else None


def _end_of_month(year: str, month: str, today: date) -> date | None:
    """The last day of a month that a title names; of the present one today."""
    first = _day(f"{year}年{month}月1日", today)
    if first is None:
        return None
    return min((first + timedelta(days=31)).replace(day=1) - timedelta(days=1), today)


def other_insurers(table: Table, positions: Mapping[Field, int], ours: str) -> Mapping[RowAt, str]:
    """Return by row the 保険者番号 that is not ours, if one is named."""
    found: dict[RowAt, str] = {}
    for line in _around(table):
        for number in _INSURER_IN_TITLE.findall(typed.code(line)):
            if not _is_ours(number, ours):
                found[TITLE] = number
    place = positions.get(Field.INSURER_NUMBER)
    if place is not None:
        for row in table.rows:
            cell = typed.code(row.cells[place]) if place < len(row.cells) else ""
            if cell and not _is_ours(cell, ours):
                found[row.at] = cell
    return found


def refuse_other_insurer(table: Table, positions: Mapping[Field, int], ours: str) -> Mapping[RowAt, str]:
    """Raise BadValue where the whole list is another society's; return the rows that are."""
    others = other_insurers(table, positions, ours)
    if TITLE in others or (others and len(others) == len(table.rows)):
        raise BadValue(
            f"この一覧は保険者番号 {quotable(next(iter(others.values())))} の健保のもので、"
            f"この事業所の健保({ours})のものではありません。ファイルを確かめてください。"
        )
    return others


def _is_ours(number: str, ours: str) -> bool:
    """A spreadsheet takes the zero at the front away."""
    return number.zfill(_DIGITS) == ours.zfill(_DIGITS)
