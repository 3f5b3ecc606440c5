"""How a value lies in a column: told by the annotation of the field that it fills.

Dates as ISO text, members of an enum by their value, a bool as 0 or 1, an image as base64, who said what of
which day as one text, all else as it is; nothing stays nothing.
"""

from base64 import b64decode, b64encode
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import MISSING, fields
from datetime import date, datetime
from enum import Enum
from functools import cache
from itertools import islice
from types import UnionType
from typing import Any, NamedTuple, TypeVar, Union, cast, get_args, get_origin, get_type_hints

from app.domain.hidden import full
from app.domain.told import Said
from db.folder.connection import Connection, Parameters, Statement

T = TypeVar("T")
Convert = Callable[[Any], Any]


class Codec(NamedTuple):
    """Both ways; None where the value lies there as it is."""

    stored: Convert | None = None
    loaded: Convert | None = None


def iso(on: date | None) -> str | None:
    """Return a date as stored."""
    return None if on is None else on.isoformat()


class _Days(dict[str | None, date | None]):
    """Every day that was ever read; lists are long, and there are few days."""

    def __missing__(self, text: str) -> date:
        self[text] = found = date.fromisoformat(text)
        return found


day: Callable[[str | None], date | None] = _Days({None: None}).__getitem__
"""Return a stored date."""


def _moment(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)


def _base64(image: bytes | None) -> str | None:
    return None if image is None else b64encode(image).decode()


def _image(text: str | None) -> bytes | None:
    return None if text is None else b64decode(text)


def _value(member: Enum | None) -> Any:
    return None if member is None else member.value


class _SaidLast:
    """What was stored last: a list says the same of everybody."""

    said: Said | None = None
    text = ""

    def __call__(self, said: Said) -> str:
        if said is not self.said:
            self.said, self.text = said, said.text()
        return self.text


class _Sayings(dict[str | None, Said | None]):
    """Everything that was ever said; a list says the same of everybody."""

    def __missing__(self, text: str) -> Said:
        self[text] = found = Said.of(text)
        return found


_CODECS: Mapping[object, Codec] = {
    date: Codec(iso, day),
    datetime: Codec(iso, _moment),
    bool: Codec(int, bool),
    bytes: Codec(_base64, _image),
    Said: Codec(_SaidLast(), _Sayings({None: None}).__getitem__),
}


def _codecs(kind: Any) -> Mapping[str, Codec]:
    hints = get_type_hints(kind)
    return {field.name: _codec(hints[field.name]) for field in fields(kind)}


def _codec(annotation: Any) -> Codec:
    if get_origin(annotation) in (Union, UnionType):
        annotation = next(part for part in get_args(annotation) if part is not type(None))
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        # A dictionary answers five times faster than calling the enum; lists are long.
        stored = str.__str__ if issubclass(annotation, str) else _value
        return Codec(stored, {one.value: one for one in annotation}.__getitem__)
    return _CODECS.get(annotation, Codec())


codecs: Callable[[Any], Mapping[str, Codec]] = cache(_codecs)
"""The codec of each field of a dataclass, in the order of the fields."""


def of_rows(
    kind: type[T],
    names: Sequence[str],
    rows: Iterable[Sequence[Any]],
    told: Sequence[tuple[Sequence[str], Iterable[Sequence[Any]]]] = (),
) -> list[T]:
    """Return objects of a dataclass from stored rows. names: of the columns, as the fields that they fill.

    Fields at the end that have a default may be left out; a column that is no field is passed over.
    told: names of further fields, and of each row their values as they are.
    """
    beside = [values for _, values in told]
    return _builder(kind, tuple(names), tuple(tuple(fields) for fields, _ in told))(rows, *beside)


def _made(kind: Any, columns: Sequence[str], told: Sequence[Sequence[str]]) -> Callable[..., list[Any]]:
    """What builds the objects, compiled like the __init__ of a dataclass: lists are long."""
    parts = (columns, *told)
    wanted, names = codecs(kind), [name for part in parts for name in part]
    given = [name for name in wanted if name in names]
    if given != list(wanted)[: len(given)]:
        raise TypeError(f"{kind.__name__} cannot be built of {', '.join(names)}")
    known: dict[str, Any] = {"made": _maker(kind, given)}
    values = []
    for place in map(names.index, given):
        if names[place] in _FEW_TEXTS:
            values.append(f"same(c{place}, c{place})")
            continue
        load = wanted[names[place]].loaded if place < len(columns) else None
        known[f"load{place}"] = load
        values.append(
            f"c{place}" if load is None else f"c{place} if c{place} is None else load{place}(c{place})"
        )
    places = map("c{}".format, range(len(names)))
    taken = [f"({', '.join(islice(places, len(part)))},)" for part in parts]
    each = "zip(rows, *beside, strict=True)" if told else "rows"
    source = f"lambda same, rows, *beside: [made({', '.join(values)}) for {', '.join(taken)} in {each}]"
    made = eval(source, known)  # noqa: S307 - our own names
    return lambda rows, *beside: made({}.setdefault, rows, *beside)


_FEW_TEXTS = frozenset(("symbol", "branch_number", "relationship", "department"))
"""Columns in which the same text stands again and again: it is kept once of all that is read together."""


def _maker(kind: Any, given: Sequence[str]) -> Any:
    """What makes an object of these fields, as the class itself would.

    A frozen dataclass sets each field by a call, five times as slow as setting it. Here the fields are set
    while the object is still of a class of the same shape that lets them be.
    """
    left = {field.name: field.default for field in fields(kind) if field.name not in given}
    if "__slots__" not in vars(kind) or hasattr(kind, "__post_init__") or MISSING in left.values():
        return kind
    known = {"kind": kind, "left": left}
    lines = [f"self.{name} = {name}_" for name in given]
    lines += [f"self.{name} = left[{name!r}]" for name in left]
    heading = f"def init(self, {', '.join(f'{name}_' for name in given)}):"
    exec("\n    ".join([heading, *lines, "self.__class__ = kind"]), known)  # noqa: S102 - our own names
    set_freely = {"__setattr__": object.__setattr__, "__delattr__": object.__delattr__}
    shape = {"__slots__": kind.__slots__, "__init__": known["init"], **set_freely}
    return type(kind.__name__, kind.__bases__, shape)


def copier(kind: Any, changes: Mapping[str, Convert]) -> Convert:
    """Return what makes another object of a dataclass from one, with some fields changed; for long lists.

    It is compiled like what builds them; `replace` takes four times as long.
    """
    names = [field.name for field in fields(kind)]
    known: dict[str, Any] = {"made": _maker(kind, names)}
    known |= {f"change_{name}": change for name, change in changes.items()}
    values = (f"change_{name}(one.{name})" if name in changes else f"one.{name}" for name in names)
    return cast("Convert", eval(f"lambda one: made({', '.join(values)})", known))  # noqa: S307 - our own names


_builder: Callable[[Any, Sequence[str], Sequence[Sequence[str]]], Callable[..., list[Any]]]
_builder = cache(_made)


_MAY_BE_HIDDEN = frozenset({"number", "detail"})
"""Fields whose text may read as masked where it comes from a list; what is stored is never masked."""


def row_maker(
    kind: Any, column_of: Mapping[str, str], computed: Mapping[str, Convert]
) -> Callable[[Any], dict[str, Any]]:
    """Return what makes the row of an object, compiled like what builds it.

    column_of: of each field; computed: columns that hold no field, and what is stored there.
    """
    known: dict[str, Any] = {"full": full}
    values = []
    for field, (stored, _) in codecs(kind).items():
        known[f"store_{field}"] = stored
        one = f"full(item.{field})" if field in _MAY_BE_HIDDEN else f"item.{field}"
        if stored is not None:
            one = f"None if item.{field} is None else store_{field}(item.{field})"
        values.append(f"{column_of[field]!r}: {one}")
    for column, compute in computed.items():
        known[f"compute_{column}"] = compute
        values.append(f"{column!r}: compute_{column}(item)")
    source = f"lambda item: {{{', '.join(values)}}}"
    return cast("Callable[[Any], dict[str, Any]]", eval(source, known))  # noqa: S307 - our own names


def built(kind: type[T], columns: Mapping[str, Sequence[Any]]) -> list[T]:
    """Return objects of a dataclass from stored columns, each under the name of the field that it fills."""
    return of_rows(kind, tuple(columns), zip(*columns.values(), strict=True))


def of_records(kind: type[T], records: Sequence[Mapping[str, Any]]) -> list[T]:
    """Return objects of a dataclass from rows that hold each of its fields under its name."""
    names = tuple(codecs(kind))
    return of_rows(kind, names, (tuple(map(record.__getitem__, names)) for record in records))


def read(connection: Connection, kind: type[T], statement: Statement, parameters: Parameters = ()) -> list[T]:
    """Return what a statement finds, each of its columns named for the field that it fills."""
    return of_rows(kind, *connection.named(statement, parameters))
