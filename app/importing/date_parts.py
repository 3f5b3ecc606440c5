"""Days that stand in several columns: 年・月・日, and the 元号 as a word, a letter or a code.

Put together they are read as a day in one cell is, so that an era that leaves doubt is asked about.
"""

import re
from collections.abc import Iterable, Mapping, Sequence

from app.domain import typed
from app.domain.wareki import ERAS
from app.importing.fields import DAYS, DatePart, Field
from app.importing.synonyms import field_of, part_of, plain
from app.importing.table import Table

Part = tuple[Field, DatePart]

_WHOLE = (DatePart.YEAR, DatePart.MONTH, DatePart.DAY)
_ERA_WORDS = frozenset(mark for era in ERAS for mark in (era.name, era.name[0], era.letter))
_CODE = re.compile("[1-9]")
_YEAR = re.compile("元|[0-9]{1,2}|[12][0-9]{3}")
_UNIT = re.compile("[年月日]$")
_LAST = {DatePart.MONTH: 12, DatePart.DAY: 31}
_BARE = {"": None, **dict.fromkeys(("元号", "年号", "年", "月", "日"))}
_COMPLETE_BY_ITSELF = re.compile(r"[0-9]{4}\D.*|[12][0-9]{7}|\D.*")


def parts_in(table: Table) -> dict[str, Part]:
    """Return by column which part of which day it is, where the headings and what stands below say so."""
    named: dict[Field, dict[DatePart, str]] = {}
    for name, heading in zip(table.names, table.headings, strict=True):
        if (part := part_of(heading)) is not None:
            named.setdefault(part[0], {}).setdefault(part[1], name)
    whole = {field_of(heading) for heading in table.headings if part_of(heading) is None}
    found: dict[str, Part] = {}
    for one, parts in named.items():
        if parts.keys() >= set(_WHOLE) and one not in whole:
            found |= {name: (one, part) for part, name in parts.items()}
        elif DatePart.ERA in parts and (one in whole or DatePart.DAY in parts):
            found[parts[DatePart.ERA]] = (one, DatePart.ERA)
    return found | _below_one_heading(table, {one for one, _ in found.values()})


def _below_one_heading(table: Table, taken: set[Field]) -> dict[str, Part]:
    """生年月日 over three or four columns, of which only the first has the heading."""
    found: dict[str, Part] = {}
    for place, heading in enumerate(table.headings):
        one = field_of(heading)
        if one not in DAYS or one in taken:
            continue
        for parts in ((DatePart.ERA, *_WHOLE), _WHOLE):
            places = range(place, place + len(parts))
            if places.stop > len(table.headings) or any(
                plain(table.headings[n]) not in _BARE for n in places[1:]
            ):
                continue
            if all(can_be(part, table.filled(n)) for part, n in zip(parts, places, strict=True)):
                found |= {table.names[n]: (one, part) for part, n in zip(parts, places, strict=True)}
                break
    return found


def can_be(part: DatePart, texts: Iterable[str]) -> bool:
    """Return whether all that stands in a column could be this part of days, and something does."""
    distinct = {_plain(text) for text in texts}
    return bool(distinct) and all(_is(part, text) for text in distinct)


def _is(part: DatePart, text: str) -> bool:
    if part is DatePart.ERA:
        return text in _ERA_WORDS or _CODE.fullmatch(text) is not None
    if part is DatePart.YEAR:
        return _YEAR.fullmatch(text) is not None
    return text.isdecimal() and 0 < int(text[:4]) <= _LAST[part]


def joined(cells: Mapping[DatePart, str]) -> str:
    """Return the day of a row as one text. DatePart.REST: all but the era.

    >>> joined({DatePart.ERA: "昭和", DatePart.YEAR: "60", DatePart.MONTH: "2", DatePart.DAY: "14"})
    '昭和60年2月14日'
    >>> joined({DatePart.ERA: "5", DatePart.REST: "60.2.14"}), joined({DatePart.ERA: "", DatePart.REST: ""})
    ('5-600214', '')
    """
    era = _plain(cells.get(DatePart.ERA, ""))
    rest = cells.get(DatePart.REST, "").strip()
    if DatePart.REST in cells and _COMPLETE_BY_ITSELF.fullmatch(typed.narrow(rest)):
        return rest
    parts = _split(rest) if DatePart.REST in cells else [_plain(cells.get(part, "")) for part in _WHOLE]
    if not era and not any(parts):
        return rest
    year, month, day = parts
    if _CODE.fullmatch(era) and all(part.isdecimal() for part in parts):
        return f"{era}-{int(year):02d}{int(month):02d}{int(day):02d}"
    return f"{era}{year}年{month}月{day}日"


def _split(rest: str) -> list[str]:
    """Return year, month and day of a text without era: 60.2.14, 600214, 60年2月14日."""
    plain_rest = typed.code(rest)
    if len(plain_rest) == 6 and plain_rest.isdecimal():
        return [plain_rest[:2], plain_rest[2:4], plain_rest[4:]]
    found: Sequence[str] = [part for part in re.split(r"[-./年月日]", plain_rest) if part]
    return list(found) if len(found) == 3 else [plain_rest, "", ""]


def _plain(text: str) -> str:
    """A part without its unit and without what a spreadsheet adds: 60年, 2.0."""
    bare = typed.code(text).upper()
    bare = bare if bare in ("年", "月", "日") else _UNIT.sub("", bare)
    return bare.removesuffix(".0")
