# ruff: noqa: S608 - statements are put together from our own names; values are always parameters
"""Every column that holds what somebody wrote, and the door its texts pass before they are stored.

A column of text is named here or holds nothing but codes and days; a test compares with the models.
Source: docs/rules.md, "Text" and "個人番号".
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

from app.domain.accepted_text import accepted
from app.domain.field_kind import FieldKind
from app.domain.my_number import is_my_number_column, is_twelve_digits
from app.errors import MyNumberRefused
from app.words import word
from db.folder.connection import Connection
from db.tables.table import Row, Table

T = TypeVar("T")


_K = FieldKind
_SHORTEST = 12
"""No shorter text is looked at: it cannot be 個人番号."""

TEXTS: Mapping[str, Mapping[str, FieldKind]] = {
    "society": {
        "insurer_number": _K.IDENTIFIER,
        "name": _K.NAME,
        "address": _K.NAME,
        "rules_toml": _K.DOCUMENT,
        "layout": _K.DOCUMENT,
        "forms_toml": _K.DOCUMENT,
    },
    "retention": {"reason": _K.FREE_TEXT},
    "office": {
        "code": _K.IDENTIFIER,
        "name": _K.NAME,
    },
    "person": {
        "symbol": _K.IDENTIFIER,
        "number": _K.IDENTIFIER,
        "branch_number": _K.IDENTIFIER,
        "name": _K.PERSON_NAME,
        "kana": _K.PERSON_NAME,
        "relationship": _K.NAME,
        "department": _K.FREE_TEXT,
        "abroad_reason": _K.FREE_TEXT,
        "employee_code": _K.IDENTIFIER,
    },
    "print_note": {
        "registry_name": _K.PERSON_NAME,
        "former_surname": _K.PERSON_NAME,
        "disease_mark": _K.IDENTIFIER,
    },
    "substitute": {
        "character": _K.PERSON_NAME,
        "text": _K.NAME,
        "note": _K.FREE_TEXT,
    },
    "certificate": {
        "reason": _K.FREE_TEXT,
        "police_report": _K.POLICE,
    },
    "elderly_card": {"note": _K.FREE_TEXT},
    "contact": {"note": _K.FREE_TEXT},
    "deferral": {"reason": _K.FREE_TEXT},
    "society_answer": {"told_by": _K.FREE_TEXT, "note": _K.FREE_TEXT},
    "misdelivery": {"note": _K.FREE_TEXT},
    "step_ahead": {
        "name": _K.PERSON_NAME,
        "kana": _K.PERSON_NAME,
        "department": _K.FREE_TEXT,
        "symbol": _K.IDENTIFIER,
        "number": _K.IDENTIFIER,
    },
    "issue_batch": {"number": _K.IDENTIFIER, "content": _K.DOCUMENT},
    "list_taken": {"file_name": _K.NAME},
    "list_profile": {"text": _K.DOCUMENT},
    "held_list": {"file_name": _K.NAME, "text": _K.DOCUMENT},
    "difference": {"ours": _K.FREE_TEXT, "theirs": _K.FREE_TEXT},
    "partner": {"name": _K.NAME, "secret": _K.FREE_TEXT},
    "shipment": {"tracking_number": _K.TRACKING},
    "print_session": {
        "printer": _K.NAME,
        "job": _K.NAME,
    },
}
"""By table and column; a column bears the name of the object's attribute, on screen a word of its own."""


def called(table: str, column: str) -> str:
    """Return a column's name on screen."""
    return word(f"Column.{table}", column)


def accepted_rows(
    connection: Connection, table: Table[T], objects: Sequence[T], before: Mapping[int, Row]
) -> list[Row]:
    """Return the rows of objects as they may be stored; raise BadValue or MyNumberRefused.

    before: the rows that stand there, by id. What stood there already is not asked again.
    """
    items = list(objects)
    rows = [table.row(item) for item in items]
    for column, kind in TEXTS.get(table.name, {}).items():
        doubtful: list[str] = []
        passed: set[str] = set()
        for index, row in enumerate(rows):
            written = row[column]
            if not written or written in passed:
                continue
            if (stood := before.get(row["id"])) is not None and stood[column] == written:
                continue
            try:
                stored = accepted(written, called(table.name, column), kind)
            except MyNumberRefused:
                if kind is not FieldKind.IDENTIFIER or not is_twelve_digits(written):
                    raise
                doubtful.append(written)
                continue
            if stored == written:
                passed.add(written)
            else:
                # Made anew, because other columns come from it, such as what is searched.
                items[index] = replace(items[index], **{column: stored})  # type: ignore[type-var]
                rows[index] = table.row(items[index])
        if doubtful:
            _ask_the_column(connection, table.name, column, doubtful, [row[column] for row in rows])
    return rows


def _ask_the_column(
    connection: Connection, table: str, column: str, doubtful: Sequence[str], written: Sequence[str]
) -> None:
    """Refuse numbers that look like 個人番号 unless the column is full of such codes.

    Of codes of twelve digits one in ten passes the check digit of 個人番号, of 個人番号 each does.
    """
    stored = connection.values(f"SELECT {column} FROM {table}")
    where = called(table, column)
    long = [text for text in stored if text is not None and len(text) >= _SHORTEST]
    if is_my_number_column(where, [*long, *written]):
        accepted(doubtful[0], where, TEXTS[table][column])
