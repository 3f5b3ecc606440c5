"""What a list leaves open, one question a column, and what an answer makes of the profile.

A window asks them one by one, the command line prints them; the answers go into the profile, and the next
list of the same sender is read without a question.
"""

from collections.abc import Iterable, Mapping
from dataclasses import field, replace
from enum import StrEnum

from app.errors import BadValue
from app.importing.fields import DatePart, Field
from app.importing.mapping import EITHER, MappingProfile
from app.importing.synonyms import plain
from app.importing.values import read_value
from app.late import dataclass

UNUSED = "unused"
"""The choice that a column says nothing."""
ALL_SHEETS = "all"
PART_OF = "/"
"""Between a day and the part of it that a column says: born_on/year."""


class Ask(StrEnum):
    """What a question is about; the answer goes where the profile keeps such a thing."""

    COLUMN = "column"
    FIELD = "field"
    RIVAL = "rival"
    WORDS = "words"
    DATES = "dates"
    BLANK = "blank"
    LINES = "lines"
    SHEETS = "sheets"
    ABOVE = "above"
    BRANCHES = "branches"
    KINDS = "kinds"
    CONSTANT = "constant"


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer: what the profile keeps, and what the person reads."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class ColumnQuestion:
    """One thing to ask. samples: up to three real values. guess: the likely answer, if there is one.

    must: rows are held back until it is answered. words: the texts of a column that are not understood, for
    which one choice or one choice each may be given; guesses: what some of them likely mean. is_free: another
    text than the choices may be typed.
    """

    ask: Ask
    subject: str
    column: str
    sentence: str
    samples: tuple[str, ...] = ()
    guess: str | None = None
    choices: tuple[Choice, ...] = ()
    must: bool = False
    words: tuple[str, ...] = ()
    guesses: Mapping[str, str] = field(default_factory=dict)
    is_free: bool = False

    @property
    def id(self) -> str:
        """By what an answer names the question."""
        return f"{self.ask}:{self.subject}" if self.subject else str(self.ask)


def answered(
    profile: MappingProfile, question: ColumnQuestion, choice: str | Mapping[str, str]
) -> MappingProfile:
    """Return the profile with one answer. Raises BadValue for one that is not among the choices.

    After an answer about sheets the file is to be read again with profile.reading.
    """
    if question.ask is Ask.WORDS:
        given = choice if isinstance(choice, Mapping) else dict.fromkeys(question.words, choice)
        _check(question, given.values())
        words = {**profile.codes_of(question.column), **given}
        return replace(profile, codes={**profile.codes, question.column: words})
    if not isinstance(choice, str):
        raise BadValue(f"「{question.column}」の答えは一つだけにしてください。")
    _check(question, (choice,))
    match question.ask:
        case Ask.COLUMN:
            return _assigned(profile, question.column, choice)
        case Ask.FIELD:
            known = profile.with_answer(question.id, choice)
            return _assigned(known, choice, question.subject) if choice else known
        case Ask.RIVAL:
            return _chosen_rival(profile, question, choice)
        case Ask.CONSTANT:
            return _constant(profile, Field(question.subject), choice)
        case Ask.SHEETS:
            names = tuple(one.value for one in question.choices if one.value != ALL_SHEETS)
            read = replace(profile.reading, sheets=names if choice == ALL_SHEETS else (choice,))
            return replace(profile.with_answer(question.id, choice), reading=read)
        case Ask.ABOVE:
            above, _, way = choice.partition(PART_OF)
            known = profile.with_answer(question.id, above)
            return known.with_answer(Ask.BRANCHES, way) if way else known
        case _:
            return profile.with_answer(question.id, choice)


def _check(question: ColumnQuestion, given: Iterable[str]) -> None:
    allowed = {choice.value for choice in question.choices}
    if not question.is_free and not allowed.issuperset(given):
        told = "、".join(choice.value or "(空)" for choice in question.choices)
        raise BadValue(f"「{question.id}」の答えにできるのは {told} です。選び直してください。")


def _assigned(profile: MappingProfile, column: str, choice: str) -> MappingProfile:
    columns = {name: one for name, one in profile.columns.items() if plain(name) != plain(column)}
    parts = {name: part for name, part in profile.parts.items() if plain(name) != plain(column)}
    if choice == UNUSED:
        return replace(profile, columns=columns, parts=parts, unused=profile.unused | {column})
    unused = frozenset(name for name in profile.unused if plain(name) != plain(column))
    field, _, part = choice.partition(PART_OF)
    one = Field(field)
    if not part:
        columns = {name: other for name, other in columns.items() if other is not one} | {column: one}
        if one is Field.GIVEN_NAME and Field.FAMILY_NAME not in columns.values():
            # Beside a 名 what was taken for the whole name is the 姓.
            columns = {n: Field.FAMILY_NAME if f is Field.NAME else f for n, f in columns.items()}
        # An era in a column of its own stays: what is chosen is the rest of the day.
        parts = {n: p for n, p in parts.items() if p[0] is not one or p[1] is DatePart.ERA}
    else:
        parts = {n: p for n, p in parts.items() if p != (one, part)} | {column: (one, DatePart(part))}
        if part != DatePart.ERA:
            columns = {name: other for name, other in columns.items() if other is not one}
    return replace(profile, columns=columns, parts=parts, unused=unused)


def _constant(profile: MappingProfile, one: Field, text: str) -> MappingProfile:
    """What is the same for everybody; an empty text says that nothing is. Raises BadValue if it cannot be."""
    others = {other: said for other, said in profile.constants.items() if other is not one}
    if text:
        read_value(one, text)
        others[one] = text
    return replace(profile, constants=others)


def _chosen_rival(profile: MappingProfile, question: ColumnQuestion, choice: str) -> MappingProfile:
    one = Field(question.subject)
    names = [c.value for c in question.choices if c.value != EITHER]
    kept = {name: other for name, other in profile.columns.items() if other is not one}
    chosen = names if choice == EITHER else [choice]
    unused = profile.unused | (set(names) - set(chosen))
    decided = replace(profile, answers={**profile.answers, question.id: choice}, unused=unused)
    return replace(decided, columns={**kept, **dict.fromkeys(chosen, one)})
