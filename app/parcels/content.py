"""What a 連携ファイル holds, and the same as JSON: read as what a stranger may have written."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import field
from typing import Any, TypeVar

from app.domain.parcel import Mark
from app.errors import BadValue
from app.late import dataclass

T = TypeVar("T")
Value = str | int | None
Values = dict[str, Value]
"""Of a row by column; a link is the uid of the row it names."""

_MOST = 10_000_000
"""Of anything; more is no office."""


@dataclass(slots=True)
class SharedRow:
    """A row of the sender's. uids: the names it is known by, the first one the sender's.

    silent: columns of which the sender says nothing: they are not settled yet, or not for the receiver.
    parent: what the receiver's last file said of it, as far as that differs, None where it said nothing;
    unsaid: columns that file was silent about. recorded: of a person, which facts were recorded by hand, and
    when. said_by, said_at: who changed it last, and when.
    """

    uids: tuple[str, ...]
    values: Values
    silent: frozenset[str] = frozenset()
    parent: Values | None = None
    unsaid: frozenset[str] = frozenset()
    said_by: str = ""
    said_at: str = ""
    recorded: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """One operation of the sender's. people: uids; empty where it concerns nobody, or very many."""

    sign: str
    label: str
    user: str
    entered_at: str
    people: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Content:
    """All of a file. offices: codes of the sender's own 事業所.

    chain: the sender's files so far; acks: those of the receiver that the sender merged. gone: uids of rows
    that the sender made and took away again.
    """

    offices: tuple[str, ...]
    chain: tuple[Mark, ...]
    acks: tuple[Mark, ...]
    rows: Mapping[str, Sequence[SharedRow]] = field(repr=False)
    gone: tuple[str, ...] = ()
    steps: tuple[Step, ...] = ()


def as_bytes(content: Content) -> bytes:
    """Return a content as JSON; the columns of a table are named once."""
    data = {
        "offices": content.offices,
        "chain": [_mark(one) for one in content.chain],
        "acks": [_mark(one) for one in content.acks],
        "gone": content.gone,
        "steps": [[one.sign, one.label, one.user, one.entered_at, one.people] for one in content.steps],
        "tables": {table: _table(rows) for table, rows in content.rows.items() if rows},
    }
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode()


def of_bytes(data: bytes) -> Content:
    """Return the content in JSON; raise BadValue where it is not what as_bytes writes."""
    try:
        return _content(json.loads(data))
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise BadValue("連携ファイルの中身を読めません。書き出し直してもらってください。") from error


def _mark(mark: Mark) -> list[Any]:
    return [mark.sequence, mark.sign, mark.seen]


def _table(rows: Sequence[SharedRow]) -> dict[str, Any]:
    columns = list(rows[0].values)
    lines = []
    for row in rows:
        values = [row.values[name] for name in columns]
        line: list[Any] = [row.uids, values, row.said_by, row.said_at, row.recorded]
        if row.parent is not None or row.silent:
            line += [sorted(row.silent), row.parent, sorted(row.unsaid)]
        lines.append(line)
    return {"columns": columns, "rows": lines}


def _content(data: Any) -> Content:
    return Content(
        _texts(data["offices"]),
        _all(data["chain"], _read_mark),
        _all(data["acks"], _read_mark),
        {_text(table): _rows(lines) for table, lines in _is(data["tables"], dict).items()},
        _texts(data["gone"]),
        _all(data["steps"], _step),
    )


def _rows(data: Any) -> list[SharedRow]:
    columns = _texts(data["columns"])
    return [_row(columns, one) for one in _list(data["rows"])]


def _row(columns: Sequence[str], data: Any) -> SharedRow:
    uids, values, said_by, said_at, recorded, *more = _list(data)
    silent, parent, unsaid = more or ((), None, ())
    if not uids:
        raise ValueError
    return SharedRow(
        _texts(uids),
        dict(zip(columns, map(_value, _list(values)), strict=True)),
        frozenset(_texts(silent)),
        None if parent is None else {_text(name): _value(value) for name, value in _is(parent, dict).items()},
        frozenset(_texts(unsaid)),
        _text(said_by),
        _text(said_at),
        _text(recorded),
    )


def _step(data: Any) -> Step:
    sign, label, user, entered_at, people = _list(data)
    return Step(_text(sign), _text(label), _text(user), _text(entered_at), _texts(people))


def _read_mark(data: Any) -> Mark:
    sequence, sign, seen = _list(data)
    if _is(sequence, int) < 1 or _is(seen, int) < 0:
        raise ValueError
    return Mark(sequence, _text(sign), seen)


def _value(value: Any) -> Value:
    if value is None or type(value) in (str, int):
        return value  # type: ignore[no-any-return]
    raise ValueError


def _text(value: Any) -> str:
    return _is(value, str)


def _texts(value: Any) -> tuple[str, ...]:
    return _all(value, _text)


def _all(value: Any, read: Callable[[Any], T]) -> tuple[T, ...]:
    return tuple(map(read, _list(value)))


def _list(value: Any) -> Sequence[Any]:
    found = _is(value, list) if not isinstance(value, tuple) else list(value)
    if len(found) > _MOST:
        raise ValueError
    return found


def _is(value: Any, kind: type[T]) -> T:
    if type(value) is not kind:
        raise ValueError
    return value
