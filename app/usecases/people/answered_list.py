"""A list read with the answers given so far, and what is still open; nothing is stored."""

import json
from collections.abc import Mapping, Sequence
from datetime import date

from app.domain.accepted_text import accepted_document
from app.domain.person import Person
from app.errors import BadValue
from app.importing.column_questions import ColumnQuestion, answered
from app.importing.mapping import MappingProfile, recognise
from app.importing.open_questions import open_questions
from app.importing.reader import read_table
from app.importing.table import AS_FOUND, Table
from app.late import dataclass

Answers = Mapping[str, str | Mapping[str, str]]
"""Question → choice, or of several words word → choice."""


@dataclass(frozen=True, slots=True)
class ReadList:
    """A list, how it is read, and what is still to be asked."""

    table: Table
    profile: MappingProfile
    questions: tuple[ColumnQuestion, ...]


def read_list(
    data: bytes,
    filename: str,
    *,
    people: Sequence[Person],
    today: date,
    saved: MappingProfile | None = None,
    answers: Answers | None = None,
    password: str = "",
) -> ReadList:
    """Return a list read with a saved profile and answers. Raises BadValue for an answer nobody asked for."""
    left = dict(answers or {})
    table = read_table(data, filename, reading=saved.reading if saved else AS_FOUND, password=password)
    profile = recognise(table, saved)
    while True:
        questions = open_questions(table, profile, today=today, people=people)
        asked = next((question for question in questions if question.id in left), None)
        if asked is None:
            break
        reading = profile.reading
        profile = answered(profile, asked, left.pop(asked.id))
        if profile.reading != reading:
            table = read_table(data, filename, reading=profile.reading, password=password)
            profile = recognise(table, profile)
    if left:
        raise BadValue(
            f"「{next(iter(left))}」という問いはこの一覧にありません。--questions で問いを確かめてください。"
        )
    return ReadList(table, profile, tuple(questions))


def answers_from_json(text: str) -> Answers:
    """Read a file of answers; raise BadValue if it is none."""
    accepted_document(text, "答えのファイル")
    try:
        given = json.loads(text)
        return {
            str(key): {str(word): str(one) for word, one in choice.items()}
            if isinstance(choice, dict)
            else str(choice)
            for key, choice in given.items()
        }
    except (ValueError, AttributeError, RecursionError) as error:
        raise BadValue("答えのファイルを読めません。docs/cli.md の書き方を確かめてください。") from error
