# ruff: noqa: S608 - statements are put together from our own names; values are always parameters
"""Texts that speak of several people: the part of those who go is taken out, and the rest stays as it was.

A text that somebody wrote by hand about somebody else cannot be taken apart: it is named, and stays.
"""

import json
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import Any

from app.domain.field_kind import FieldKind
from app.retained import Mention
from db.folder.connection import Connection
from db.purging.spoken import Spoken
from db.tables.every import MODELS
from db.tables.images import LINES, image
from db.tables.table import Row
from db.tables.texts import TEXTS

_GONE = "（消した記録）"
"""Where a text named somebody."""

_WRITTEN = {FieldKind.FREE_TEXT, FieldKind.POLICE}
_ALSO = {"list_taken": ("file_name",), "held_list": ("file_name",), "print_session": ("job",)}
"""Columns that hold what somebody called a file or a job."""

_OF_SOMEBODY = {model._meta.table_name for model in MODELS if "person_id" in model._meta.columns}
"""The tables whose rows say whose they are."""

_NAMED = {"person": ("name", "kana"), "step_ahead": ("name", "kana"), "print_note": ("registry_name",)}
"""What somebody was called, by table."""


def names_of(connection: Connection, people: Collection[int]) -> Iterator[str]:
    """Yield every name, key and issue number that these persons ever had, by their history."""
    for person_id in people:
        lines = connection.records(
            f"SELECT table_name, before, after FROM {LINES} AS line WHERE person_id = ?", (person_id,)
        )
        for line in lines:
            for row in (image(line["before"]), image(line["after"])):
                if row:
                    yield from _called(line["table_name"], row)


def _called(table: str, row: Row) -> Iterator[str]:
    if table == "certificate":
        yield row["issue_number"]
    if table == "person":
        yield f"{row['symbol']}-{row['number']}-{row['branch_number']}"
    for column in _NAMED.get(table, ()):
        yield row.get(column) or ""


Change = Callable[[str], str]


def without(people: Collection[int], born: Collection[str], spoken: Spoken) -> dict[str, tuple[str, Change]]:
    """Return the tables whose texts speak of several people: the column, and what is left of a text.

    born: the days of birth of those who go.
    """
    return {
        "given_answer": ("content", lambda text: _answer_without(text, people)),
        "issue_batch": ("content", lambda text: _batch_without(text, born, spoken)),
        "held_list": ("text", lambda text: _held_without(text, spoken)),
        "parcel_step": ("label", lambda text: _GONE if spoken.is_in(text) else text),
    }


def rows_that_told(connection: Connection, table: str, column: str, change: Change) -> set[int]:
    """Return the rows of a table that speak of those who go, or ever did."""
    found = set()
    for row_id, before, after in connection.each(
        "SELECT row_id, before, after FROM journal WHERE table_name = ? AND image_of IS NULL", (table,)
    ):
        images = (image(before), image(after))
        if any(row and row[column] and change(row[column]) != row[column] for row in images):
            found.add(row_id)
    return found


def mentions(connection: Connection, spoken: Spoken, own: Mapping[str, Sequence[int]]) -> list[Mention]:
    """Return what others' rows say by hand of those who go. own: the rows that go with them."""
    found = []
    for table, column in _columns():
        owner = "id" if table == "person" else "person_id" if table in _OF_SOMEBODY else "NULL"
        mine = set(own.get(table, ()))
        for row_id, person_id, text in connection.each(
            f"SELECT id, {owner}, {column} FROM {table} WHERE {column} IS NOT NULL"
        ):
            if row_id not in mine and text and spoken.is_in(text):
                found.append(Mention(table, row_id, person_id, column))
    return found


def _columns() -> Iterator[tuple[str, str]]:
    for table, columns in TEXTS.items():
        yield from ((table, column) for column, kind in columns.items() if kind in _WRITTEN)
    yield from ((table, column) for table, columns in _ALSO.items() for column in columns)


def _answer_without(text: str, people: Collection[int]) -> str:
    kept: dict[str, Any] = json.loads(text)
    hit = [person for person in kept["people"] if person[0] in people]
    if not hit:
        return text
    for person in hit:
        # The office stays, for the figures are counted by it.
        person[2:] = ["", "", "", _GONE, "", ""]
    gone = {place for place, person in enumerate(kept["people"]) if person[0] in people}
    kept["figures"] = {
        name: [[entry[0], ""] if isinstance(entry, list) and entry[0] in gone else entry for entry in entries]
        for name, entries in kept["figures"].items()
    }
    return json.dumps(kept, ensure_ascii=False, separators=(",", ":"))


def _batch_without(text: str, born: Collection[str], spoken: Spoken) -> str:
    kept: dict[str, Any] = json.loads(text)
    entries = [
        entry
        for entry in kept["entries"]
        if not (entry["born_on"] in born and spoken.names_one(entry["name"]))
    ]
    if len(entries) == len(kept["entries"]):
        return text
    return json.dumps({**kept, "entries": entries}, ensure_ascii=False, sort_keys=True)


def _held_without(text: str, spoken: Spoken) -> str:
    headings, *lines = json.loads(text)
    left = [line for line in lines if not any(map(spoken.is_in, line))]
    return text if len(left) == len(lines) else json.dumps([headings, *left], ensure_ascii=False)
