# ruff: noqa: S608 - statements are put together from our own names; values are always parameters
"""Lines and labels of the history whose words are taken out because nobody may keep them any longer.

That a row was made, changed or taken away stays, with its day and who did it; what it held does not. What the
seals said of the line stays beside it, so that the chain is proved as before. A blanked line holds nothing
that could be forged, and the purge that blanked it is an operation of the chain itself, whose row holds a
digest of everything it blanked: nobody hides an edit behind a purge that was none.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import field
from typing import Any

from app.domain.ids import OperationId
from app.late import dataclass
from app.words import word
from db.folder.connection import Connection, Row, among_ids, in_parts
from db.folder.newest import entry_digest

BLANK = "{}"
"""The image of a row of which nothing is told but that it was there."""

END = "\x1f"
"""Ends each part of a line; no part holds it, for JSON writes it otherwise."""
LINE = "id, table_name, row_id, person_id, before, after, image_of, is_reversed"
_MAY_BE_NOTHING = frozenset({3, 4, 5, 6})
"""The places in it of what may be nothing: person_id, before, after, image_of."""
OPERATION = "id, label, user, entered_at, is_undoable, undoes_id, origin_id, depth"

_OF_PURGE = "(SELECT id FROM blanked_line WHERE purge_id = :purge)"
_TEXTS = f"SELECT {LINE} FROM journal WHERE id IN {_OF_PURGE}"
_OPERATIONS = f"SELECT {OPERATION} FROM operation WHERE id IN ({{ids}})"
_ENTER_LINE = "INSERT INTO blanked_line (id, purge_id, digest) VALUES (?, ?, '')"
_ENTER_LABEL = "INSERT INTO blanked_label (id, purge_id, digest, entry) VALUES (?, ?, ?, ?)"
_BLANK_BEFORE = f"UPDATE journal SET before = :blank WHERE id IN {_OF_PURGE} AND before IS NOT NULL"
_BLANK_AFTER = f"UPDATE journal SET after = :blank WHERE id IN {_OF_PURGE} AND after IS NOT NULL"
_NOW = ", ".join(f"journal.{name}" for name in LINE.split(", "))
_AS_THEY_ARE = f"""
    SELECT blanked_line.id, digest, {_NOW}
    FROM blanked_line LEFT JOIN journal ON journal.id = blanked_line.id
    WHERE purge_id = ? ORDER BY blanked_line.id
"""
_COLUMNS_NOW = ", ".join(f"o.{name}" for name in OPERATION.split(", "))
_LABELS_AS_THEY_ARE = f"""
    SELECT blanked_label.digest, blanked_label.entry, {_COLUMNS_NOW}
    FROM blanked_label LEFT JOIN operation o ON o.id = blanked_label.id
    WHERE purge_id = ? ORDER BY blanked_label.id
"""
_PURGES = """
    SELECT purge.id, purge.digest, max(journal.operation_id)
    FROM purge LEFT JOIN journal ON journal.table_name = 'purge' AND journal.row_id = purge.id
    GROUP BY purge.id ORDER BY purge.id
"""
_ENTERED = """
    SELECT blanked_line.id, blanked_line.digest, journal.operation_id, journal.before, journal.after
    FROM blanked_line JOIN purge ON purge.id = purge_id JOIN journal ON journal.id = blanked_line.id
"""
_LABELS = """
    SELECT blanked_label.id, blanked_label.digest, operation.label
    FROM blanked_label JOIN purge ON purge.id = purge_id JOIN operation ON operation.id = blanked_label.id
"""
_HAS_BLANKED = """
    SELECT 1 FROM journal WHERE operation_id = ?
      AND (id IN (SELECT id FROM blanked_line) OR image_of IN (SELECT id FROM blanked_line)) LIMIT 1
"""


def label() -> str:
    """Return what stands where a label named somebody."""
    return word("History", "purged_label")


@dataclass(frozen=True, slots=True)
class Blanked:
    """What the seals say of lines and operations that are blanked, as they were: digests as hex.

    operations: in which of them a line is. What is
    entered here and is not blank, or was blanked by no purge, counts as it stands.
    """

    lines: Mapping[int, str] = field(default_factory=dict)
    labels: Mapping[int, str] = field(default_factory=dict)
    operations: frozenset[int] = frozenset()


NOTHING = Blanked()


def blanked(connection: Connection) -> Blanked:
    """Return what is blanked in a database; of earlier versions nothing."""
    if not connection.has_table("blanked_line"):
        return NOTHING
    are_blank = {None, BLANK}
    lines = [found for *found, before, after in connection.each(_ENTERED) if {before, after} <= are_blank]
    blank_label = label()
    return Blanked(
        {line_id: digest for line_id, digest, _ in lines},
        {number: digest for number, digest, said in connection.rows(_LABELS) if said == blank_label},
        frozenset(operation_id for _, _, operation_id in lines),
    )


def blank(connection: Connection, purge_id: int, lines: Iterable[int], operations: Iterable[int]) -> None:
    """Take the words out of lines and labels, none of which was blanked before."""
    connection.run_many(_ENTER_LINE, ((one, purge_id) for one in lines))
    connection.run_many(
        "UPDATE blanked_line SET digest = ? WHERE id = ?",
        [
            (connection.part_digest(line_text((line_id, *line))).hex(), line_id)
            for line_id, *line in connection.each(_TEXTS, {"purge": purge_id})
        ],
    )
    for statement in (_BLANK_BEFORE, _BLANK_AFTER):
        connection.rows(statement, {"purge": purge_id, "blank": BLANK})
    for part in in_parts(operations):
        found = connection.rows(*among_ids(_OPERATIONS, part))
        connection.run_many(_ENTER_LABEL, [_label_entry(connection, purge_id, one) for one in found])
        connection.run_many("UPDATE operation SET label = ? WHERE id = ?", [(label(), one) for one in part])


def _label_entry(connection: Connection, purge_id: int, operation: Row) -> Row:
    number, named, user, entered_at, *_ = operation
    entry = entry_digest(connection, (number, named, user, entered_at))
    return number, purge_id, connection.part_digest(operation_text(operation)).hex(), entry


def line_text(line: Sequence[Any]) -> str:
    """Return a line of the journal, its columns as LINE names them, as the seals see it: one text."""
    return END.join(
        ("" if part is None else f"={part}") if place in _MAY_BE_NOTHING else str(part)
        for place, part in enumerate(line)
    )


def operation_text(operation: Row) -> str:
    """Return an operation as the seals see it."""
    return json.dumps(operation)


def digest_of(connection: Connection, purge_id: int) -> str:
    """Return the digest of all that a purge blanked: as it was, and as it is now."""
    lines = (
        END.join((str(line_id), digest, line_text(line) if any(line) else ""))
        for line_id, digest, *line in connection.rows(_AS_THEY_ARE, (purge_id,))
    )
    labels = (json.dumps(row) for row in connection.rows(_LABELS_AS_THEY_ARE, (purge_id,)))
    return connection.digest_of([*lines, *labels])


def false_purges(connection: Connection) -> Iterator[OperationId]:
    """Yield the purges of which something else is blanked, or stands there, than they blanked themselves."""
    if not connection.has_table("blanked_line"):
        return
    for purge_id, digest, operation_id in connection.rows(_PURGES):
        if digest_of(connection, purge_id) != digest:
            yield OperationId(operation_id or 0)


def has_blanked(connection: Connection, operation_id: int) -> bool:
    """Return whether an operation can no longer be taken back, for what it did is told no more."""
    return connection.row(_HAS_BLANKED, (operation_id,)) is not None
