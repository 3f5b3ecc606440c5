"""The columns of one list, ready to read: each distinct text is understood once."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import field as made
from datetime import date

from app.domain import typed
from app.domain.accepted_text import quotable
from app.errors import BadValue
from app.importing.date_parts import joined
from app.importing.date_styles import DateStyle, is_serial, read_day, serials_of, settled, style_of
from app.importing.fields import DAYS, KEY, DatePart, Field
from app.importing.mapping import MappingProfile
from app.importing.synonyms import field_of, plain
from app.importing.table import Row, Table, one_line
from app.importing.values import (
    Value,
    is_branch_without_zero,
    is_late_heisei,
    read_value,
    split_symbol_number,
)
from app.late import dataclass
from app.words import label

_HEISEI = re.compile("[平H]")
_CODED = frozenset({Field.KIND, Field.SEX, Field.ENROLMENT, Field.LOSS_CAUSE, Field.IS_COVERED})
LOST_ZERO = "枝番の先頭の0がなくなっていたので補いました"
LATE_HEISEI = "有効期限の平成は令和に読み替えました"

_JOINED = {
    Field.NAME: (Field.FAMILY_NAME, Field.GIVEN_NAME, "\u3000"),
    Field.KANA: (Field.FAMILY_KANA, Field.GIVEN_KANA, " "),
}
_PART_OF = {part: whole for whole, (family, given, _) in _JOINED.items() for part in (family, given)}
SERIALS, ERAS = "dates:serials", "dates:eras"
"""The questions how the days of a file are written."""
_HALF_NAME = "姓か名の片方が空です。両方を入れてください。氏名が一つだけの方は、名簿の画面で加えてください。"
_CUT_NAME = "氏名の一部だけのようです。名の列がどれかを「列の対応」で選んでください。"
_DIGITS = re.compile(r"[0-9０-９]")
_JAPANESE = re.compile(r"[ぁ-ヺ一-\u9fff々]")
_NOTHING = frozenset({"NULL", "null", "(null)", "NaN", "nan", "NaT", "None", "<NA>", "\\N"})
"""What programs write where they have nothing."""
_LAST_DAYS = (Field.CERTIFICATE_EXPIRES_ON, Field.ELDERLY_CARD_EXPIRES_ON)
_UNTIL = re.compile("(?:まで|迄)$")
_OF_ERAS = frozenset({DateStyle.ERAS_BY_ONE, DateStyle.ERAS_BY_TWO})
_DISTINCT = 5_000
"""Beyond so many distinct texts a column is names, not words; remembering them would only fill memory."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a text means: values of one field, or of 記号番号 several; or the reason why nothing.

    plain: the one value, where there is nothing else to say.
    """

    values: tuple[tuple[Field, Value], ...] = ()
    reason: str = ""
    repairs: tuple[str, ...] = ()
    plain: Value | None = None


BLANK = Outcome()


@dataclass(slots=True)
class Column:
    """What one field of a list is read from. gap: between the parts of a name that stands in two columns.

    parts: what each of the places says of a day that stands in several columns.
    rivals: columns that claim the same field and must say the same. is_cut: it holds but a part of the name.
    failing: texts not understood so far;
    is_read: all of the list were looked at.
    """

    field: Field
    name: str
    places: tuple[int, ...]
    gap: str | None = None
    parts: tuple[DatePart, ...] = ()
    codes: Mapping[str, str] = made(default_factory=dict)
    style: DateStyle = DateStyle.PLAIN
    rivals: tuple[int, ...] = ()
    is_cut: bool = False
    failing: set[str] = made(default_factory=set)
    is_read: bool = False
    known: dict[str, Outcome] = made(default_factory=dict)

    @property
    def place(self) -> int:
        """The one column to look into, where nothing has to be joined or compared; else -1."""
        return self.places[0] if len(self.places) == 1 and not self.rivals else -1

    def text(self, row: Row) -> str:
        """Return what stands in the row; programs leave out blank cells at the end of a line."""
        cells = row.cells
        if len(self.places) == 1:
            place = self.places[0]
            return cells[place].strip() if place < len(cells) else ""
        found = [cells[place].strip() if place < len(cells) else "" for place in self.places]
        if self.parts:
            return joined(dict(zip(self.parts, found, strict=True)))
        if self.gap is None:
            return next(filter(None, found), "")
        return self.gap.join(filter(None, found))

    def texts(self, table: Table) -> Iterator[str]:
        """Return all that stands in the column and is not blank."""
        if self.parts:
            yield from filter(None, map(self.text, table.rows))
        else:
            for place in self.places:
                yield from table.filled(place)

    def read(self, row: Row) -> Outcome:
        """Return what the row's cell means."""
        if self.gap is not None and self.field is Field.NAME and self._is_half(row):
            return Outcome(reason=_HALF_NAME)
        outcome = self.understood(self.text(row))
        for place in self.rivals:
            other = row.cells[place].strip() if place < len(row.cells) else ""
            if other and outcome.values and self.understood(other).values != outcome.values:
                return Outcome(
                    reason=f"「{label(self.field)}」の列が二つあり、中身が違います。どちらを読むか選んでください。"
                )
        return outcome

    def _is_half(self, row: Row) -> bool:
        filled = [row.holds(place) for place in self.places]
        return any(filled) and not all(filled)

    def understood(self, text: str) -> Outcome:
        """Return what a text of this column means."""
        found = self.known.get(text)
        if found is None:
            plain_text = text.strip()
            found = self.known.get(plain_text) or self._understood(self.codes.get(plain_text, plain_text))
            if found.reason:
                self.failing.add(plain_text)
            if len(self.known) < _DISTINCT:
                self.known[text] = found
        return found

    def _understood(self, text: str) -> Outcome:
        if not text or text in _NOTHING:
            return BLANK
        if self.is_cut:
            return Outcome(reason=_CUT_NAME)
        try:
            if self.field is Field.SYMBOL_NUMBER:
                parts = tuple(zip(KEY, split_symbol_number(text), strict=False))
                values = tuple((part, read_value(part, told)) for part, told in parts)
                return Outcome(values, repairs=_repairs(*parts[-1]))
            if self.field in DAYS:
                lenient = self.field is Field.CERTIFICATE_EXPIRES_ON
                shown = str(read_value(Field.EMPLOYEE_CODE, text))
                if self.field in _LAST_DAYS:
                    shown = _UNTIL.sub("", shown)
                on = read_day(shown.removeprefix("'"), self.style, lenient_era=lenient)
                return _one(self.field, on, _repairs(self.field, text))
            return _one(self.field, read_value(self.field, text), _repairs(self.field, text))
        except BadValue as error:
            return Outcome(reason=str(error))


def _one(field: Field, value: Value, repairs: tuple[str, ...]) -> Outcome:
    return Outcome(((field, value),), repairs=repairs, plain=None if repairs else value)


def _repairs(one: Field, text: str) -> tuple[str, ...]:
    if one is Field.BRANCH_NUMBER and is_branch_without_zero(text):
        return (LOST_ZERO,)
    if one is Field.CERTIFICATE_EXPIRES_ON and _is_late(text):
        return (LATE_HEISEI,)
    return ()


def _is_late(text: str) -> bool:
    folded = typed.dashes(text).upper()
    return _HEISEI.match(folded) is not None and is_late_heisei(text)


@dataclass(frozen=True, slots=True)
class Columns:
    """All columns that are read: of the row's own person, and of each relative beside the employee."""

    own: tuple[Column, ...]
    family: tuple[tuple[str, tuple[Column, ...]], ...]

    def of(self, one: Field) -> Column | None:
        return next((column for column in self.own if column.field is one), None)

    def fields(self, profile: MappingProfile) -> frozenset[Field]:
        """Return what the list says in its columns, by an answer, or by how it is laid out."""
        told = {column.field for column in self.own} | set(profile.constants)
        return frozenset(told | ({Field.KIND} if self.family or "kinds" in profile.answers else set()))

    def all(self) -> Iterator[Column]:
        yield from self.own
        for _, columns in self.family:
            yield from columns


def columns_of(table: Table, profile: MappingProfile, today: date) -> Columns:
    """Return the columns of a list as the profile reads it."""
    places = profile.places(table)
    family: dict[str, dict[Field, tuple[int, ...]]] = {}
    named = {plain(name): target for name, target in profile.family.items()}
    for place, name in enumerate(table.names):
        if plain(name) in named:
            who, one = named[plain(name)]
            family.setdefault(who, {})[one] = (place,)
    own = _made(table, profile, places)
    beside = tuple((who, _made(table, profile, found)) for who, found in family.items())
    columns = Columns(own, beside)
    _set_styles(table, profile, columns, today)
    for column in columns.all():
        if column.field in _CODED:
            _doubt_codes(table, column)
    return columns


def _doubt_codes(table: Table, column: Column) -> None:
    """Doubt every code of a column that has one nobody knows: beside 0, a 1 may be 家族 or 女."""
    texts = {text for place in column.places for text in table.filled(place)}
    codes = [text for text in texts if text not in column.codes and typed.code(text).isdecimal()]
    if any(column.understood(text).reason for text in codes):
        column.known |= {text: Outcome(reason=_doubted(text)) for text in codes}
        column.failing.update(codes)


def _doubted(text: str) -> str:
    return f"「{quotable(text)}」は、この列では何のことか分かりません。列の問いで答えてください。"


def _made(
    table: Table, profile: MappingProfile, places: Mapping[Field, tuple[int, ...]]
) -> tuple[Column, ...]:
    found = []
    parts = {plain(name): part for name, (_, part) in profile.parts.items()}
    split = {one for one, _ in profile.parts.values()}
    for one, at in places.items():
        whole = _PART_OF.get(one)
        if one in split:
            told = tuple(parts.get(plain(table.names[place]), DatePart.REST) for place in at)
            name = "・".join(one_line(table.names[place]) for place in at)
            found.append(Column(one, name, at, parts=told))
        elif whole is None:
            name = table.names[at[0]]
            codes = {word: ours for at_ in at for word, ours in profile.codes_of(table.names[at_]).items()}
            rivals = () if len(at) > 1 else rivals_of(table, profile, one, at[0])
            is_cut = one is Field.NAME and rest_of_name(table, profile, at[0]) is not None
            found.append(Column(one, name, at, codes=codes, rivals=rivals, is_cut=is_cut))
        elif whole not in places and not (one is _JOINED[whole][1] and _JOINED[whole][0] in places):
            # The whole name in a column of its own wins; both parts together are one column.
            family, given, gap = _JOINED[whole]
            both = (*places.get(family, ()), *places.get(given, ()))
            name = "・".join(one_line(table.names[place]) for place in both)
            found.append(Column(whole, name, both, gap, is_cut=whole is Field.NAME and len(both) == 1))
    return tuple(found)


def rest_of_name(table: Table, profile: MappingProfile, place: int) -> int | None:
    """Return the column without a heading that may hold the rest of the names of a column, if there is one.

    One heading over 姓 and 名 stands over the first alone, and half a name looks like a whole one.
    """
    beside = place + 1
    if beside >= len(table.headings) or table.headings[beside].strip():
        return None
    if plain(table.names[beside]) in profile.decided:
        return None
    names, rest = list(table.filled(place)), list(table.filled(beside))
    are_whole = sum(len(name.split()) > 1 for name in names) * 2 > len(names)
    are_names = all(_JAPANESE.search(text) and not _DIGITS.search(text) for text in rest)
    return beside if rest and are_names and not are_whole and len(rest) * 2 >= len(names) else None


def rivals_of(table: Table, profile: MappingProfile, one: Field, chosen: int) -> tuple[int, ...]:
    """Return the other columns that claim a field and say something of its kind, while nobody chose."""
    if f"rival:{one}" in profile.answers:
        return ()
    probe = Column(one, "", ())
    found = []
    taken = profile.decided
    for place, (name, heading) in enumerate(zip(table.names, table.headings, strict=True)):
        if place == chosen or plain(name) in taken or field_of(heading) is not one:
            continue
        texts = set(table.filled(place))
        # 区分 beside 本人家族 says 役員: another thing, no rival.
        if texts and sum(bool(probe.understood(text).values) for text in texts) * 2 >= len(texts):
            found.append(place)
    return tuple(found)


def _set_styles(table: Table, profile: MappingProfile, columns: Columns, today: date) -> None:
    days = [column for column in columns.all() if column.field in DAYS]
    possible = {
        column.name: styles
        for column in days
        if (styles := style_of(set(column.texts(table)), column.field, today))
    }
    found = settled(possible)
    for column in days:
        # What was answered column by column, as long as lists were asked about so, still stands.
        alone = profile.answers.get(f"dates:{column.name}")
        serials, eras = (profile.answers.get(question, alone) for question in (SERIALS, ERAS))
        if serials == DateStyle.SERIAL and any(map(is_serial, column.texts(table))):
            # The same answer for every workbook: each tells itself from when it counts.
            column.style = serials_of(table.counts_from_1904)
        elif eras in _OF_ERAS:
            column.style = DateStyle(eras)
        else:
            column.style = found.get(column.name, DateStyle.PLAIN)


def unread(column: Column, table: Table) -> Mapping[str, int]:
    """Return the texts of a column that are not understood, and how often each stands there."""
    if column.gap is not None or (column.is_read and not column.failing):
        return {}
    texts = list(column.texts(table))
    if not column.is_read:
        for text in texts:
            column.understood(text)
    return Counter(text for text in texts if text in column.failing)


def quoted(texts: list[str]) -> str:
    """Return up to three texts of a column for a sentence."""
    return "、".join(f"「{quotable(text)}」" for text in texts[:3]) + ("など" if len(texts) > 3 else "")
