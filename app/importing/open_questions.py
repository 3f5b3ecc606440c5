"""Finds what a list leaves open: headings, rival columns, words, days, lines, and who is meant.

What must be answered holds back its rows until then; of the rest the guess says what happens meanwhile.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from enum import StrEnum
from itertools import islice

from app.domain import typed
from app.domain.person import Enrolment, LossCause, Person, PersonKind, Sex
from app.domain.rules import shipped_rules
from app.domain.wareki import wareki
from app.errors import BadValue
from app.importing.column_questions import UNUSED, Ask, Choice, ColumnQuestion
from app.importing.columns import (
    ERAS,
    SERIALS,
    Column,
    Columns,
    columns_of,
    quoted,
    rest_of_name,
    rivals_of,
    unread,
)
from app.importing.date_styles import DateStyle, is_coded, is_serial, read_day, serials_of
from app.importing.fields import DAYS, HOLDS, REQUIRED, Field
from app.importing.mapping import EITHER, MappingProfile
from app.importing.members import has_strangers
from app.importing.people_questions import about_blanks, about_lines, about_people
from app.importing.synonyms import field_of, plain, resembles
from app.importing.table import Table, one_line
from app.importing.values import read_value
from app.words import label

_SAMPLES = 3
_JAPANESE = re.compile(r"[\u3041-\u9fff]")
_UNUSED = Choice(UNUSED, "使わない")
_EITHER = Choice(EITHER, "どちらか入っているほう(左が先)")
_BLANK = Choice("", "空白と同じ(何も言っていない)")
_WORDS: Mapping[Field, Sequence[StrEnum]] = {
    Field.KIND: tuple(PersonKind),
    Field.SEX: tuple(Sex),
    Field.ENROLMENT: tuple(Enrolment),
    Field.LOSS_CAUSE: tuple(LossCause),
}
_OTHER_WORDS: Mapping[Field, Sequence[str]] = {
    Field.IS_COVERED: ("被扶養者", "非扶養"),
    Field.ELDERLY_CARD_LISTED: ("有", "無"),
    Field.RELATIONSHIP: tuple("本人 夫 妻 子 父 母 孫 兄弟姉妹 祖父母 その他".split()),
}
WORDED = frozenset({*_WORDS, *_OTHER_WORDS})
"""The fields whose words are asked about where they are not understood."""
_GUESSES: Mapping[Field, Mapping[str, str]] = {
    Field.KIND: {"配偶者": "家族", "子": "家族", "妻": "家族", "夫": "家族", "強制": "本人", "任継": "本人"},
    Field.ENROLMENT: {"保有": "登録済", "未保有": "未登録", "利用可": "登録済", "利用不可": "未登録"},
}
_NO_END = frozenset(
    "99999999 9999999 999999 00000000 0000000 9999-12-31 9999/12/31 9999年12月31日 - なし 無 無期限 *".split()
)
_SCHEMES = (
    (DateStyle.ERAS_BY_TWO, "1明治 3大正 5昭和 7平成 9令和"),
    (DateStyle.ERAS_BY_ONE, "1明治 2大正 3昭和 4平成 5令和"),
)
_LEAVING = re.compile("退|離職|喪失|解雇|終了|期限")
_NEEDED = (Field.NAME, Field.NUMBER, Field.BORN_ON, Field.QUALIFIED_ON)


def open_questions(
    table: Table,
    profile: MappingProfile,
    *,
    today: date,
    people: Sequence[Person] = (),
    columns: Columns | None = None,
) -> list[ColumnQuestion]:
    """Return what is still to be asked about a list read with this profile; nothing for a plain one.

    people: the roster, for guesses and for what only concerns those who are known. columns: of this list and
    profile, if they are at hand.
    """
    columns = columns or columns_of(table, profile, today)
    rules = shipped_rules().at(today)
    found = [
        *about_lines(table, profile),
        *_about_headings(table, profile, columns),
        *_about_rest_of_names(table, profile, columns),
        *_about_rivals(table, profile),
        *about_people(
            table,
            profile,
            columns,
            people,
            lambda: has_strangers(table, profile, columns, people=people, today=today, rules=rules),
        ),
    ]
    found += _about_days(table, profile, columns)
    for column in columns.all():
        found += _about_ends(column, table) if column.field in DAYS else _about_words(table, column)
    return [*found, *about_blanks(table, profile, columns, people)]


def _about_headings(table: Table, profile: MappingProfile, columns: Columns) -> Iterator[ColumnQuestion]:
    taken = {column.field for column in columns.own}
    for place, (name, heading) in enumerate(zip(table.names, table.headings, strict=True)):
        if _is_decided(profile, name) or not heading.strip():
            continue
        # A known heading that is not used is a rival, or another's word for the same.
        close = None if field_of(heading) else resembles(heading, taken)
        if close is not None:
            others = (one for one in Field if one is not close and one not in taken)
            yield ColumnQuestion(
                Ask.COLUMN,
                name,
                name,
                f"「{one_line(name)}」は「{label(close)}」のことですか。",
                _samples(table, place),
                close,
                (Choice(close, label(close)), _UNUSED, *(Choice(one, label(one)) for one in others)),
                must=close in REQUIRED,
            )
            taken.add(close)
    yield from _about_lacking(table, profile, taken)


def _about_rest_of_names(table: Table, profile: MappingProfile, columns: Columns) -> Iterator[ColumnQuestion]:
    name = columns.of(Field.NAME)
    place = None if name is None else rest_of_name(table, profile, name.places[0])
    if name is None or place is None:
        return
    pairs = (f"{name.text(row)} {row.cells[place]}" for row in table.rows if place < len(row.cells))
    yield ColumnQuestion(
        Ask.COLUMN,
        table.names[place],
        table.names[place],
        f"「{one_line(name.name)}」の右の、見出しのない列は「{label(Field.GIVEN_NAME)}」ですか。",
        tuple(islice((pair[:40] for pair in pairs), _SAMPLES)),
        Field.GIVEN_NAME,
        (Choice(Field.GIVEN_NAME, f"はい。{label(Field.GIVEN_NAME)}として読む"), _UNUSED),
        must=True,
    )


def _about_lacking(table: Table, profile: MappingProfile, taken: set[Field]) -> Iterator[ColumnQuestion]:
    """Ask which column is the birth, where none is called so and some look like it."""
    has_number = not taken.isdisjoint((Field.SYMBOL_NUMBER, Field.EMPLOYEE_CODE))
    for one in _NEEDED:
        if one in taken or f"field:{one}" in profile.answers or (one is Field.NUMBER and has_number):
            continue
        fitting = {
            name: _samples(table, place)
            for place, name in enumerate(table.names)
            if not _is_decided(profile, name)
            and not (one is Field.QUALIFIED_ON and _LEAVING.search(name))
            and _fits(table, place, one)
        }
        if fitting:
            shown = (Choice(n, f"{one_line(n)}({'、'.join(values)})") for n, values in fitting.items())
            first = next(iter(fitting))
            if one is Field.NUMBER:
                # A code is the same on many rows; a number is of one household.
                first = max(fitting, key=lambda name: len(set(table.filled(table.names.index(name)))))
            samples = fitting[first]
            yield ColumnQuestion(
                Ask.FIELD,
                one,
                "",
                f"「{label(one)}」の列はどれですか。",
                samples,
                first,
                (*shown, Choice("", "ない")),
                must=one is not Field.QUALIFIED_ON,
            )


def _is_decided(profile: MappingProfile, name: str) -> bool:
    return plain(name) in profile.decided


def _samples(table: Table, place: int) -> tuple[str, ...]:
    found = dict.fromkeys(islice(table.filled(place), 200))
    return tuple(text[:40] for text in islice(found, _SAMPLES))


def _fits(table: Table, place: int, one: Field) -> bool:
    """Return whether most of a column could be values of a field."""
    texts = list(islice(table.filled(place), 50))
    good = 0
    for text in texts:
        try:
            read_value(one, text)
        except BadValue:
            continue
        is_name = _JAPANESE.search(text) is not None and not any(map(str.isdecimal, text))
        fits = {Field.NAME: is_name and len(text.split()) > 1, Field.NUMBER: text.isdecimal()}
        good += fits.get(one, True)
    return bool(texts) and good * 10 >= len(texts) * 8


def _about_rivals(table: Table, profile: MappingProfile) -> Iterator[ColumnQuestion]:
    everywhere = profile.places(table)
    near = everywhere.get(Field.NAME, (0,))[0]
    split = {one for one, _ in profile.parts.values()}
    for one, places in everywhere.items():
        rivals = () if len(places) > 1 or one in split else rivals_of(table, profile, one, places[0])
        probe = Column(one, "", places[:1], rivals=rivals)
        if not rivals or not any(_differ(probe, row.cells) for row in table.rows):
            continue
        claimed = sorted((places[0], *rivals))
        names = [table.names[place] for place in claimed]
        clash = any(probe.read(row).reason for row in table.rows)
        # Of two births that of the person stands behind the name.
        behind = [place for place in claimed if place > near] if one is Field.BORN_ON else []
        guess = table.names[(behind or places)[0]]
        yield ColumnQuestion(
            Ask.RIVAL,
            one,
            table.names[places[0]],
            f"「{label(one)}」になる列が{len(names)}つあります。どれを読みますか。",
            tuple(_called(table, name) for name in names[:_SAMPLES]),
            guess if clash else EITHER,
            (*(Choice(name, one_line(name)) for name in names), _EITHER),
            must=clash and one in HOLDS,
        )


def _called(table: Table, name: str) -> str:
    return f"{one_line(name)}: {'、'.join(_samples(table, table.names.index(name)))}"


def _differ(column: Column, cells: Sequence[str]) -> bool:
    texts = {cells[p].strip() if p < len(cells) else "" for p in (*column.places, *column.rivals)}
    return len({column.understood(text).values for text in texts}) > 1


def _about_days(table: Table, profile: MappingProfile, columns: Columns) -> Iterator[ColumnQuestion]:
    """Ask once how the days of a file are written: whoever made it wrote all of them in one way."""
    serials: dict[str, list[str]] = {}
    coded: dict[str, list[str]] = {}
    for column in columns.all():
        if column.field not in DAYS:
            continue
        failing = unread(column, table)
        if found := [text for text in failing if is_serial(text)]:
            serials[column.name] = found
        if column.style is DateStyle.ASK and (found := [text for text in failing if is_coded(text)]):
            coded[column.name] = found
    if serials and SERIALS not in profile.answers:
        style = serials_of(table.counts_from_1904)
        yield ColumnQuestion(
            Ask.DATES,
            SERIALS.partition(":")[2],
            "",
            f"{_columns(serials)}に、Excelの日付の通し番号のような数があります。日付として読みますか。",
            tuple(f"{text} → {wareki(read_day(text, style))}" for text in _first(serials)),
            DateStyle.SERIAL,
            (
                Choice(DateStyle.SERIAL, "Excelの通し番号として読む"),
                Choice(DateStyle.PLAIN, "読まない(保留にする)"),
            ),
            must=True,
        )
    if coded and ERAS not in profile.answers:
        yield ColumnQuestion(
            Ask.DATES,
            ERAS.partition(":")[2],
            "",
            f"{_columns(coded)}の元号の番号は二通りに読めます。どちらですか。",
            tuple(
                f"{text} → {' か '.join(wareki(read_day(text, scheme)) for scheme, _ in _SCHEMES)}"
                for text in _first(coded)
            ),
            None,
            tuple(Choice(scheme, told) for scheme, told in _SCHEMES),
            must=True,
        )


def _columns(found: Mapping[str, Sequence[str]]) -> str:
    return "、".join(f"「{one_line(name)}」" for name in found)


def _first(found: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    """The samples: of each column one, then the others of the first."""
    first = next(iter(found.values()))
    return tuple(dict.fromkeys([*(texts[0] for texts in found.values()), *first]))[:_SAMPLES]


def _about_ends(column: Column, table: Table) -> Iterator[ColumnQuestion]:
    endless = tuple(text for text in unread(column, table) if typed.code(text) in _NO_END)
    if endless and column.field not in (Field.BORN_ON, Field.QUALIFIED_ON):
        yield ColumnQuestion(
            Ask.WORDS,
            column.name,
            column.name,
            f"「{one_line(column.name)}」の{quoted(list(endless))}は、「期限がない・まだない」の意味ですか。",
            endless[:_SAMPLES],
            "",
            (_BLANK,),
            must=True,
            words=endless,
        )


def words_of(field: Field) -> Sequence[str]:
    """Return the words that the cells of a field may mean; nothing where it holds other things than words."""
    return [label(one) for one in _WORDS.get(field, ())] or _OTHER_WORDS.get(field, ())


def _about_words(table: Table, column: Column) -> Iterator[ColumnQuestion]:
    if column.field not in WORDED or not (failing := unread(column, table)):
        return
    wanted = words_of(column.field)
    words = tuple(sorted(failing, key=lambda text: -failing[text]))
    known = _GUESSES.get(column.field, {})
    guesses = {word: known[typed.code(word)] for word in words if typed.code(word) in known}
    alike = set(guesses.values()) if len(guesses) == len(words) else set()
    holds = column.field in HOLDS
    rest = "その行は保留にしています。" if holds else "答えるまで、その欄は空白として読みます。"
    yield ColumnQuestion(
        Ask.WORDS,
        column.name,
        column.name,
        f"「{one_line(column.name)}」の{quoted(list(words))}は、何のことですか。{rest}",
        words[:_SAMPLES],
        alike.pop() if len(alike) == 1 else None,
        (*(Choice(one, one) for one in wanted), _BLANK),
        must=holds,
        words=words,
        guesses=guesses,
    )
