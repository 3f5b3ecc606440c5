"""Whether the history is whole, and whether it tells what is there: in sentences."""

from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from app.domain.history_seal import HistorySeal
from app.words import column_word, word
from db.backup.heads import heads_elsewhere
from db.folder.connection import Connection
from db.journal.chain import Break, Fault, breaks, holds
from db.journal.journal import operations_by_id
from db.journal.replay import Apart, apart

_NAMED = 50
"""So many of a kind are named; beyond that the number says more."""


def told_otherwise(connection: Connection, folder: Path, printed: HistorySeal | None = None) -> list[str]:
    """Return what of the history, or of the records behind its back, somebody changed."""
    others = [printed] if printed is not None and not holds(connection, printed) else []
    return [
        *(word("Proof", "printed").format(code=one.code) for one in others),
        *broken(connection),
        *_some(map(_of_row, apart(connection))),
        *_some(
            word("Proof", "elsewhere").format(file=file, number=link.number)
            for file, link in heads_elsewhere(connection, folder)
        ),
    ]


def broken(connection: Connection) -> list[str]:
    """Return where the chain of the history does not hold, as far as it is seen."""
    return _some(_of_break(connection, one) for one in breaks(connection))


def _some(sentences: Iterator[str]) -> list[str]:
    found = list(islice(sentences, _NAMED))
    more = sum(1 for _ in sentences)
    return [*found, word("Proof", "more").format(count=more)] if more else found


def _of_break(connection: Connection, one: Break) -> str:
    sentence = word("Proof", one.fault)
    if one.fault in (Fault.GONE, Fault.FALSE_PURGE):
        return sentence.format(number=one.number)
    operation = operations_by_id(connection, [one.number])[one.number]
    return sentence.format(
        number=one.number,
        at=operation.entered_at.astimezone(),
        user=operation.user,
        label=operation.label,
    )


def _of_row(one: Apart) -> str:
    place = {"table": word("Table", one.table), "row": one.row_id}
    if one.told is None or one.found is None:
        return word("Proof", "added" if one.told is None else "removed").format(**place)
    differing = (name for name, value in one.told.items() if name in one.found and one.found[name] != value)
    columns = "・".join(dict.fromkeys(column_word(one.table, name) for name in differing))
    return word("Proof", "differs").format(**place, columns=columns)
