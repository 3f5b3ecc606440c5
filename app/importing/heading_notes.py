"""What is said of a list's columns: those that are lacking, not used, doubled or without a heading."""

from collections.abc import Collection, Sequence

from app.errors import BadValue
from app.importing.column_questions import Ask, ColumnQuestion
from app.importing.columns import Columns, quoted, unread
from app.importing.date_styles import DateStyle
from app.importing.fields import HOLDS, Field
from app.importing.mapping import MappingProfile
from app.importing.open_questions import WORDED
from app.importing.synonyms import field_of, plain, resembles
from app.importing.table import Table, one_line
from app.words import label

_HUMAN = (Field.NAME, Field.FAMILY_NAME, Field.KANA, Field.BORN_ON)

_NAMED = 12
"""So many columns that are not used are named; the others are counted, and stand in 列の対応."""


def check_columns(table: Table, fields: Collection[Field], *, is_first: bool) -> None:
    """Raise BadValue if nobody can be recognised by these columns.

    is_first: nobody is on the roster yet, so that nothing can be taken from there.
    """
    missing: list[Field] = []
    has_name = not {Field.NAME, Field.FAMILY_NAME}.isdisjoint(fields)
    if is_first:
        missing += [] if has_name else [Field.NAME]
        missing += [one for one in (Field.BORN_ON,) if one not in fields]
        missing += [] if {Field.KIND, Field.RELATIONSHIP} & set(fields) else [Field.KIND]
        missing += _number(fields)
    else:
        missing += [] if set(_HUMAN) & set(fields) else [Field.NAME]
        is_known_by = not {Field.EMPLOYEE_CODE, Field.NUMBER, Field.SYMBOL_NUMBER}.isdisjoint(fields)
        missing += [] if is_known_by else [Field.NUMBER]
    if missing:
        raise BadValue(
            f"この表に「{'」「'.join(map(label, missing))}」の列が見つかりません。"
            f"{''.join(f'{question}。' for question in _doubtful(table, fields))}"
            "見出しを直すか、列の対応を選んでください。"
        )


def _number(fields: Collection[Field]) -> list[Field]:
    if Field.SYMBOL_NUMBER in fields:
        return []
    return [one for one in (Field.SYMBOL, Field.NUMBER) if one not in fields]


def _doubtful(table: Table, fields: Collection[Field]) -> list[str]:
    """A misspelt heading is asked about, never passed over in silence."""
    unknown = [heading for heading in table.headings if heading.strip() and field_of(heading) is None]
    close = [(heading, resembles(heading, fields)) for heading in unknown]
    return [
        f"「{one_line(heading)}」は「{label(one)}」のことですか"
        for heading, one in close
        if one is not None and one not in fields
    ]


def heading_notes(
    table: Table, profile: MappingProfile, questions: Sequence[ColumnQuestion], columns: Columns
) -> list[str]:
    """Return what is said of the columns besides the questions."""
    notes = []
    here = {plain(name) for name in table.names}
    chosen = profile.used
    absent = [f"「{one_line(name)}」" for name in chosen if plain(name) not in here]
    if absent:
        notes.append(f"列の対応にある{'、'.join(absent)}の列がこの表にありません。")
    asked = {plain(one.column) for one in questions} | {
        plain(choice.value) for one in questions if one.ask is Ask.RIVAL for choice in one.choices
    }
    used = {plain(name) for name in chosen}
    left_out = [
        f"「{one_line(name)}」"
        for place, name in enumerate(table.names)
        if plain(name) not in used | asked and (table.headings[place].strip() or any(table.filled(place)))
    ]
    if left_out:
        rest = f"ほか{len(left_out) - _NAMED}列" if len(left_out) > _NAMED else "の列"
        notes.append(f"{'、'.join(left_out[:_NAMED])}{rest}は使いません。")
    for column in columns.all():
        if column.field not in HOLDS | WORDED and (failing := list(unread(column, table))):
            told = f"「{one_line(column.name)}」の{quoted(failing)}は読めないので、空白として読みました。"
            notes.append(told)
    hosts = [f"「{one_line(c.name)}」" for c in columns.all() if c.style is DateStyle.ERAS_BY_ONE]
    if hosts:
        notes.append(f"{'、'.join(hosts)}の元号の番号は、1明治 2大正 3昭和 4平成 5令和 と読みました。")
    return notes
