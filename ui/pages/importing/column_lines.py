"""The lines of 列の対応: each column of the file, what may be the same for everybody, and the questions."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from enum import StrEnum
from itertools import islice

from app.importing.column_questions import PART_OF, UNUSED, Ask, Choice, ColumnQuestion
from app.importing.columns import Column as ReadColumn
from app.importing.date_parts import can_be
from app.importing.fields import DAYS, DatePart, Field
from app.importing.mapping import MappingProfile
from app.importing.open_questions import WORDED, words_of
from app.importing.synonyms import plain
from app.importing.table import Table, one_line
from app.late import dataclass
from app.words import label

_SAMPLES = 3
_WANTED = (
    Field.NAME,
    Field.NUMBER,
    Field.SYMBOL,
    Field.BRANCH_NUMBER,
    Field.KIND,
    Field.BORN_ON,
    Field.QUALIFIED_ON,
    Field.SEX,
    Field.KANA,
    Field.EMPLOYEE_CODE,
    Field.DEPARTMENT,
    Field.ENROLMENT,
)
"""What most lists say, in the order in which it is missed."""
_SAME_FOR_ALL = (
    Field.SYMBOL,
    Field.KIND,
    Field.QUALIFIED_ON,
    Field.ENROLMENT,
    Field.CERTIFICATE_EXPIRES_ON,
    Field.COPAY_RATE,
    Field.OFFICE_NAME,
    Field.DEPARTMENT,
)
"""What a list may leave out because it is the same for everybody on it."""
_PARTS = (DatePart.ERA, DatePart.YEAR, DatePart.MONTH, DatePart.DAY)


@dataclass(frozen=True, slots=True)
class ColumnLine:
    """One column of the file; or, where constant is named, what stands in none and is the same for all.

    value: what is chosen, as an answer. parts: which parts of a day it could be, by what stands in it.
    """

    name: str
    samples: tuple[str, ...]
    meaning: str
    value: str
    field: Field | None = None
    constant: Field | None = None
    parts: tuple[DatePart, ...] = ()


def lines_of(table: Table, profile: MappingProfile) -> Iterator[ColumnLine]:
    """Yield a line for each column, then for what has none."""
    own = {plain(name): one for name, one in profile.columns.items()}
    split = {plain(name): part for name, part in profile.parts.items()}
    family = {plain(name): target for name, target in profile.family.items()}
    for place, name in enumerate(table.names):
        meaning, value, field = "", UNUSED, None
        if (one := own.get(plain(name))) is not None:
            meaning, value, field = f"{label(one)}{_coded(profile, name)}", one.value, one
        elif (part := split.get(plain(name))) is not None:
            meaning, value = _part_label(*part), f"{part[0]}{PART_OF}{part[1]}"
        elif (relative := family.get(plain(name))) is not None:
            meaning = f"{relative[0]}の{label(relative[1])}"
        samples = tuple(text[:40] for text in islice(dict.fromkeys(table.filled(place)), _SAMPLES))
        parts = tuple(one for one in _PARTS if can_be(one, table.filled(place)))
        yield ColumnLine(name, samples, meaning, value, field, parts=parts)
    told = {*own.values(), *(one for one, _ in split.values())}
    for one in _SAME_FOR_ALL:
        if one not in told and not (one is Field.SYMBOL and Field.SYMBOL_NUMBER in told):
            value = profile.constants.get(one, "")
            meaning = f"全員「{one_line(value)}」" if value else ""
            yield ColumnLine(f"(列にない) {label(one)}", (), meaning, value, constant=one)


def _coded(profile: MappingProfile, name: str) -> str:
    codes = profile.codes_of(name)
    told = "、".join(f"{one_line(word)}→{ours or '空白'}" for word, ours in codes.items())
    return f" ({told})" if told else ""


def _part_label(field: Field, part: DatePart) -> str:
    return f"{label(field)}の{label(part)}"


def question_of(line: ColumnLine, lines: Collection[ColumnLine]) -> ColumnQuestion:
    """Return what is asked about a line, whatever it says now; first what has no column yet."""
    if line.constant is not None:
        return _about_constant(line, line.constant)
    taken = {one.field for one in lines}
    wanted = [one for one in _WANTED if one not in taken]
    every = [Choice(one, label(one)) for one in (*wanted, *(one for one in Field if one not in wanted))]
    days = sorted(DAYS, key=[*_WANTED, *Field].index)
    parts = [Choice(f"{one}{PART_OF}{part}", _part_label(one, part)) for one in days for part in line.parts]
    return ColumnQuestion(
        Ask.COLUMN,
        line.name,
        line.name,
        f"「{one_line(line.name)}」の列は、何ですか。",
        line.samples,
        line.value,
        (Choice(UNUSED, "使わない"), *every, *parts),
    )


def _about_constant(line: ColumnLine, one: Field) -> ColumnQuestion:
    words = [Choice(word, word) for word in words_of(one)]
    return ColumnQuestion(
        Ask.CONSTANT,
        one,
        "",
        f"この表に「{label(one)}」の列はありません。全員同じなら、その値を入れてください。",
        (),
        line.value,
        (Choice("", "決めない"), *words),
        is_free=not words,
    )


def words_question(line: ColumnLine, table: Table, profile: MappingProfile) -> ColumnQuestion | None:
    """Return the question what each word of a column means; None where its words are no codes."""
    one = line.field
    if one not in WORDED:
        return None
    known = ReadColumn(one, line.name, (), codes=profile.codes_of(line.name))
    found = Counter(table.filled(table.names.index(line.name)))
    words = tuple(word for word, _ in found.most_common())
    return ColumnQuestion(
        Ask.WORDS,
        line.name,
        line.name,
        f"「{one_line(line.name)}」の言葉の意味",
        (),
        None,
        (*(Choice(word, word) for word in words_of(one)), Choice("", "空白と同じ(何も言っていない)")),
        words=words,
        guesses=_meanings(known, words),
    )


def _meanings(column: ReadColumn, words: Collection[str]) -> Mapping[str, str]:
    found = {}
    for word in words:
        value = column.understood(word).plain
        if isinstance(value, StrEnum):
            found[word] = label(value)
        elif isinstance(value, bool):
            found[word] = words_of(column.field)[not value]
        elif column.codes.get(word) == "":
            found[word] = ""
    return found
