"""One row of a list as a person, or the reasons why it cannot be one."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from app.domain import typed
from app.domain.eligibility import disqualified_on, impossible_cause, seventy_fifth
from app.domain.person import LossCause, person_key
from app.domain.rules import SocietyRules
from app.domain.wareki import wareki
from app.errors import BadValue
from app.importing.mapping import Field, ListedPerson
from app.importing.on_sheet import put_on_front, wrong_limit
from app.importing.table import Row, one_line
from app.importing.values import (
    Value,
    is_branch_without_zero,
    is_late_heisei,
    read_value,
    split_symbol_number,
)
from app.words import label


@dataclass(frozen=True, slots=True)
class Quarantined:
    """A row that stays outside: where, and what to do. column is the heading in the file.

    name: who stands there, as far as that can be read; cells: the whole row.
    """

    row: int
    column: str
    reason: str
    name: str = ""
    cells: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ReadRow:
    """One row after reading: a person, or what holds it back.

    match_key: whom the row is about, as far as that can be read. repairs: what was put right.
    """

    match_key: str
    person: ListedPerson | None
    held: tuple[Quarantined, ...]
    repairs: tuple[str, ...]


LOST_ZERO = "枝番の先頭の0がなくなっていたので補いました"
LATE_HEISEI = "有効期限の平成は令和に読み替えました"

_KEY = (Field.SYMBOL, Field.NUMBER, Field.BRANCH_NUMBER)
_REQUIRED = (Field.SYMBOL, Field.NUMBER, Field.NAME, Field.BORN_ON, Field.KIND)


def read_row(
    row: Row,
    positions: Mapping[Field, int],
    headings: tuple[str, ...],
    today: date,
    rules: SocietyRules,
    filed: Mapping[str, str] = MappingProxyType({}),
) -> ReadRow:
    """Return the person of a row, or every reason that speaks against it.

    filed: match_key -> name of the members whose names hold a 外字 on file; such a name passes.
    """
    values: dict[Field, Value] = {Field.BRANCH_NUMBER: ""}
    reasons: dict[Field, str] = {}
    repairs: list[str] = []
    for field, place in positions.items():
        text = _cell(row, place)
        if not text:
            continue
        try:
            for part, part_text in _parts(field, text, positions):
                values[part] = read_value(part, part_text)
                repairs += _repairs(part, part_text)
        except BadValue as error:
            reasons[field] = str(error)
    key = match_key(*(str(values.get(field, "")) for field in _KEY))
    name = _cell(row, positions.get(Field.NAME))
    if filed.get(key, None) == name != "":
        values[Field.NAME] = name
        reasons.pop(Field.NAME, None)
    for field in _REQUIRED:
        if field not in values:
            shown = Field.SYMBOL_NUMBER if field in _KEY and field not in positions else field
            reasons.setdefault(shown, f"{label(shown)}が空です。{label(shown)}を入れてください。")
    if not reasons:
        reasons = _contradictions(values, today) or wrong_limit(values, today, rules) or put_on_front(values)
    held = [
        Quarantined(row.number, column_title(headings, positions, field), reason)
        for field, reason in reasons.items()
    ]
    wrong_length = _wrong_length(row, positions, headings)
    if wrong_length is not None:
        held = [wrong_length]
    return ReadRow(
        match_key=key,
        person=None if held else _person(row.number, values),
        held=tuple(held),
        repairs=tuple(repairs),
    )


def _cell(row: Row, place: int | None) -> str:
    # Programs leave out blank cells at the end of a line.
    return row.cells[place].strip() if place is not None and place < len(row.cells) else ""


def match_key(symbol: str, number: str, branch_number: str) -> str:
    """Return what members are recognised by; half-width and full-width are the same here."""
    key = person_key(symbol, number, branch_number)
    return key if key.isascii() else typed.code(key)


def column_title(headings: tuple[str, ...], positions: Mapping[Field, int], field: Field) -> str:
    """Return the heading under which a field stands in this file, or the field's own name."""
    place = positions.get(field, positions.get(Field.SYMBOL_NUMBER) if field in _KEY else None)
    return label(field) if place is None else one_line(headings[place])


def impossible_dates(
    *, born: date | None, qualified: date | None, lost: date | None, today: date
) -> dict[Field, str]:
    """Return which of the three dates cannot be true together, each with its sentence."""
    found: dict[Field, str] = {}
    if born is not None and born > today:
        found[Field.BORN_ON] = f"生年月日 {wareki(born)} は今日より先です。年を確かめてください。"
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


def _wrong_length(row: Row, positions: Mapping[Field, int], headings: tuple[str, ...]) -> Quarantined | None:
    """A line cut off, or one with a separator too many: its cells stand under wrong headings."""
    have, wanted = len(row.cells), len(headings)
    if have == wanted:
        return None
    needed = {*_REQUIRED, Field.SYMBOL_NUMBER, Field.QUALIFIED_ON}
    if any(place >= have for field, place in positions.items() if field in needed):
        reason = f"列が足りません({have}列、見出しは{wanted}列)。行を直してください。"
        return Quarantined(row.number, one_line(headings[have]), reason)
    if any(cell.strip() for cell in row.cells[wanted:]):
        reason = f"列が多すぎます({have}列、見出しは{wanted}列)。区切りの文字が余分にないか確かめてください。"
        return Quarantined(row.number, one_line(headings[-1]), reason)
    return None


def _parts(field: Field, text: str, positions: Mapping[Field, int]) -> list[tuple[Field, str]]:
    """A cell is one field, or 記号, 番号 and perhaps 枝番; a column of their own wins."""
    if field is not Field.SYMBOL_NUMBER:
        return [(field, text)]
    return [
        (part, part_text)
        for part, part_text in zip(_KEY, split_symbol_number(text), strict=False)
        if part not in positions
    ]


def _repairs(field: Field, text: str) -> list[str]:
    if field is Field.BRANCH_NUMBER and is_branch_without_zero(text):
        return [LOST_ZERO]
    if field is Field.CERTIFICATE_EXPIRES_ON and is_late_heisei(text):
        return [LATE_HEISEI]
    return []


def _contradictions(values: Mapping[Field, Value], today: date) -> dict[Field, str]:
    lost = _date(values, Field.DISQUALIFIED_ON)
    if Field.LOSS_CAUSE in values and lost is None:
        return {Field.LOSS_CAUSE: "喪失事由があるのに資格喪失日がありません。資格喪失日を入れてください。"}
    born, cause = _date(values, Field.BORN_ON), values.get(Field.LOSS_CAUSE)
    found = impossible_dates(born=born, qualified=_date(values, Field.QUALIFIED_ON), lost=lost, today=today)
    if born is not None and lost is not None and isinstance(cause, LossCause):
        reason = impossible_cause(born, cause, event_of(cause, lost), today)
        if reason:
            found.setdefault(Field.LOSS_CAUSE, f"{reason}。資格喪失日か喪失事由を直してください。")
    return found


def event_of(cause: LossCause, lost: date) -> date:
    """Return the day behind a loss: what disqualified_on() makes of the cause, taken back."""
    return lost - (disqualified_on(cause, lost) - lost)


def _date(values: Mapping[Field, Value], field: Field) -> date | None:
    value = values.get(field)
    return value if isinstance(value, date) else None


def _person(number: int, values: Mapping[Field, Value]) -> ListedPerson:
    # The reader of each field returns the type that the field has here.
    return ListedPerson(row=number, **values)  # type: ignore[arg-type]
