"""One row of a list as a person, or the reasons why it cannot be one: what both consist of."""

import re
from collections.abc import Mapping
from dataclasses import fields
from datetime import date

from app.domain import typed
from app.domain.eligibility import disqualified_on, impossible_cause, seventy_fifth
from app.domain.person import LossCause, PersonKind, person_key
from app.domain.wareki import wareki
from app.importing.fields import KEY, REQUIRED, Field, ListedPerson
from app.importing.row_at import RowAt
from app.importing.table import Row, one_line
from app.importing.values import Value
from app.late import dataclass
from app.words import label


@dataclass(frozen=True, slots=True)
class Quarantined:
    """A row that stays outside: where, and what to do. column is the heading in the file.

    name: who stands there, as far as that can be read; cells: the whole row.
    """

    row: RowAt
    column: str
    reason: str
    name: str = ""
    cells: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ReadRow:
    """One row after reading: a person, or what holds it back.

    match_key: whom the row is about, as far as that can be read. repairs: what was put right. Of a row with
    relatives on it there are several.
    """

    row: RowAt
    match_key: str
    person: ListedPerson | None
    held: tuple[Quarantined, ...]
    repairs: tuple[str, ...]


_OF_A_PERSON = frozenset(field.name for field in fields(ListedPerson))
_SELF = re.compile("本人|被保険者|被保険者本人")
_RELATIVE = re.compile("[妻夫子父母孫兄弟姉妹]|配偶者|[長次二三四]男|[長次二三四]女|義[父母]|祖[父母]")
_FAR = 366
"""Days ahead that a list may announce; a 取得日 or 喪失日 beyond is a slip of the era or the year."""
_OLDEST = 120


def match_key(symbol: str, number: str, branch_number: str) -> str:
    """Return what members are recognised by; half-width and full-width are the same here."""
    if symbol and number and branch_number:
        key = f"{symbol}-{number}-{branch_number}"
    else:
        key = person_key(symbol, number, branch_number)
    return key if key.isascii() else typed.code(key)


def column_title(headings: tuple[str, ...], positions: Mapping[Field, int], field: Field) -> str:
    """Return the heading under which a field stands in this file, or the field's own name."""
    place = positions.get(field, positions.get(Field.SYMBOL_NUMBER) if field in KEY else None)
    return label(field) if place is None else one_line(headings[place])


def impossible_dates(
    *, born: date | None, qualified: date | None, lost: date | None, today: date
) -> dict[Field, str]:
    """Return which of the three dates cannot be true together, each with its sentence."""
    found: dict[Field, str] = {}
    if born is not None and born > today:
        found[Field.BORN_ON] = f"生年月日 {wareki(born)} は今日より先です。年を確かめてください。"
    if born is not None and today.year - born.year > _OLDEST:
        found[Field.BORN_ON] = f"生年月日 {wareki(born)} は{_OLDEST}年より前です。元号を確かめてください。"
    for field, day in ((Field.QUALIFIED_ON, qualified), (Field.DISQUALIFIED_ON, lost)):
        if day is not None and (day - today).days > _FAR:
            found[field] = f"{label(field)} {wareki(day)} は1年より先です。元号と年を確かめてください。"
    if born is not None and qualified is not None and qualified < born:
        found[Field.QUALIFIED_ON] = (
            f"資格取得日 {wareki(qualified)} が生年月日 {wareki(born)} より前です。どちらかを直してください。"
        )
    if born is not None and qualified is not None and qualified >= seventy_fifth(born).on:
        found[Field.QUALIFIED_ON] = (
            f"資格取得日 {wareki(qualified)} には75歳で、後期高齢者医療の方です。"
            "生年月日か資格取得日を直してください。"
        )
    if qualified is not None and lost is not None and lost <= qualified:
        found[Field.DISQUALIFIED_ON] = (
            f"資格喪失日 {wareki(lost)} が資格取得日 {wareki(qualified)} より後ではありません。"
            "どちらかを直してください。"
        )
    return found


def wrong_length(row: Row, positions: Mapping[Field, int], headings: tuple[str, ...]) -> Quarantined | None:
    """A line cut off, or one with a separator too many: its cells stand under wrong headings."""
    have, wanted = len(row.cells), len(headings)
    if have == wanted:
        return None
    needed = {*REQUIRED, Field.SYMBOL_NUMBER, Field.QUALIFIED_ON}
    if any(place >= have for field, place in positions.items() if field in needed):
        reason = f"列が足りません({have}列、見出しは{wanted}列)。行を直してください。"
        return Quarantined(row.at, one_line(headings[have]), reason)
    if any(cell.strip() for cell in row.cells[wanted:]):
        reason = f"列が多すぎます({have}列、見出しは{wanted}列)。区切りの文字が余分にないか確かめてください。"
        return Quarantined(row.at, one_line(headings[-1]), reason)
    return None


def contradictions(values: Mapping[Field, Value], today: date) -> dict[Field, str]:
    """Return what cannot be true together in one row, by field."""
    lost = _date(values, Field.DISQUALIFIED_ON)
    if Field.LOSS_CAUSE in values and lost is None:
        return {Field.LOSS_CAUSE: "喪失事由があるのに資格喪失日がありません。資格喪失日を入れてください。"}
    if told := _wrong_relative(values):
        return {Field.RELATIONSHIP: told}
    born, cause = _date(values, Field.BORN_ON), values.get(Field.LOSS_CAUSE)
    found = impossible_dates(born=born, qualified=_date(values, Field.QUALIFIED_ON), lost=lost, today=today)
    if born is not None and lost is not None and isinstance(cause, LossCause):
        reason = impossible_cause(born, cause, event_of(cause, lost), today)
        if reason:
            found.setdefault(Field.LOSS_CAUSE, f"{reason}。資格喪失日か喪失事由を直してください。")
    return found


def _wrong_relative(values: Mapping[Field, Value]) -> str:
    """An employee is nobody's wife, a dependant is not 本人: one of both columns is of another line."""
    relationship, kind = str(values.get(Field.RELATIONSHIP, "")), values.get(Field.KIND)
    is_self = _SELF.fullmatch(relationship) is not None
    if kind is PersonKind.INSURED and _RELATIVE.fullmatch(relationship):
        return f"本人なのに続柄が「{relationship}」です。どちらかを直してください。"
    if kind is PersonKind.DEPENDANT and is_self:
        return f"家族なのに続柄が「{relationship}」です。どちらかを直してください。"
    return ""


def event_of(cause: LossCause, lost: date) -> date:
    """Return the day behind a loss: what disqualified_on() makes of the cause, taken back."""
    return lost - (disqualified_on(cause, lost) - lost)


def _date(values: Mapping[Field, Value], field: Field) -> date | None:
    value = values.get(field)
    return value if isinstance(value, date) else None


def person_of(
    at: RowAt, values: Mapping[Field, Value], cleared: frozenset[str] = frozenset()
) -> ListedPerson:
    """Return the person that the values of a row make."""
    told = {field: value for field, value in values.items() if field in _OF_A_PERSON}
    # The reader of each field returns the type that the field has here.
    return ListedPerson(row=at, cleared=cleared, **told)  # type: ignore[arg-type]
