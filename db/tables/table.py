# ruff: noqa: S608 - statements are put together from our own names; values are always parameters
"""How one kind of object lies in its table: what its dataclass and its model say together."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache, cached_property
from itertools import groupby
from operator import itemgetter
from types import MappingProxyType
from typing import Any, Generic, TypeVar

from peewee import SQL, BaseQuery, Expression, ModelSelect

from app.late import dataclass
from db.folder.connection import Connection, Parameters, Statement, among_ids, in_parts
from db.tables.codec import codecs, of_rows, row_maker
from db.tables.columns import Table as Model

T = TypeVar("T")
Row = dict[str, Any]
"""A stored row by the names of its columns."""


def made_once(query: BaseQuery) -> str:
    """Return a query as SQL whose parameters stand in it by name, as SQL(":name")."""
    sql, values = query.sql()
    if values:
        raise TypeError(f"{sql} has values in it")
    return sql


def among(ids: Iterable[int]) -> SQL:
    """Return numbers as the right side of IN; for thousands of them the builder takes its time."""
    return SQL(f"({', '.join(map(str, ids))})")


@dataclass(frozen=True, slots=True)
class Line:
    """One changed row; before or after is None where the row was not there.

    person_id: whose history it belongs to.
    """

    table: str
    row_id: int
    person_id: int | None
    before: Row | None
    after: Row | None


def put(connection: Connection, lines: Iterable[Line]) -> None:
    """Write changed rows into their tables, one after the other; of a row that stays only what differs.

    An index is written again for every column that is set, whether or not it differs.
    """
    if connection.kept is not None:
        lines = list(lines)
        connection.kept.about_to_change(lines)
    for statement, run in groupby(lines, key=_statement):
        connection.run_many(statement, map(_values, run))


def _values(line: Line) -> Any:
    """What the statement of a line takes: a new row in the order of its columns, which is read faster."""
    if line.after is None:
        return {"id": line.row_id}
    return tuple(line.after.values()) if line.before is None else line.after


def _statement(line: Line) -> str:
    """The statement that writes a line."""
    if line.after is None:
        return f"DELETE FROM {line.table} WHERE id = :id"
    if line.before is None:
        return _insert(line.table, tuple(line.after))
    before = line.before
    # An image of an earlier version may lack columns.
    return _update(
        line.table,
        tuple(name for name, value in line.after.items() if name not in before or before[name] != value),
    )


@cache
def _insert(table: str, columns: Sequence[str]) -> str:
    return f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})"


@cache
def _update(table: str, columns: Sequence[str]) -> str:
    assignments = ", ".join(f"{name} = :{name}" for name in columns or ("id",))
    return f"UPDATE {table} SET {assignments} WHERE id = :id"


_NONE: Mapping[str, Any] = MappingProxyType({})


class Table(Generic[T]):
    """A field lies in the column of its name, as its annotation tells (db/tables/codec.py).

    elsewhere: the columns of fields that are called otherwise. computed: columns that hold no field, and
    what is stored there. Columns of the model that are neither are kept by db/tables/derived.py.
    """

    def __init__(
        self,
        model: type[Model],
        kind: type[T],
        *,
        elsewhere: Mapping[str, str] = _NONE,
        computed: Mapping[str, Callable[[T], Any]] = _NONE,
    ) -> None:
        self.model, self.kind, self.computed = model, kind, computed
        self.name: str = model._meta.table_name
        self._elsewhere = elsewhere
        self._made: dict[object, str] = {}

    # What follows from the dataclass is found when it is first asked for: a start reads few of the tables.

    @cached_property
    def column_of(self) -> dict[str, str]:
        """The column of each field."""
        return {field: self._elsewhere.get(field, field) for field in codecs(self.kind)}

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """The columns that are kept here, in the order of the model."""
        mine = {*self.column_of.values(), *self.computed}
        declared = (field.column_name for field in self.model._meta.sorted_fields)
        columns = tuple(column for column in declared if column in mine)
        if mine != set(columns):
            raise TypeError(f"{self.name} has no column {', '.join(mine - set(columns))}")
        return columns

    @cached_property
    def owner(self) -> str:
        """The column that says whose history a row belongs to; "" where it belongs to nobody's."""
        return "id" if self.name == "person" else "person_id" if "person_id" in self.columns else ""

    @cached_property
    def _fields(self) -> tuple[str, ...]:
        field_of = {column: field for field, column in self.column_of.items()}
        return tuple(field_of.get(column, column) for column in self.columns)

    @cached_property
    def _row(self) -> Callable[[T], Row]:
        return row_maker(self.kind, self.column_of, self.computed)

    @property
    def listed(self) -> str:
        """The columns as SQL, each with the table's name."""
        return ", ".join(f"{self.name}.{column}" for column in self.columns)

    def select(self, *conditions: Expression) -> "ModelSelect[Any]":
        """A query for the rows that meet conditions on the model; without any for all."""
        query = self.model.select(SQL(", ".join(self.columns)))
        return query.where(*conditions) if conditions else query

    def row(self, item: T) -> Row:
        """Return the row of an object."""
        return self._row(item)

    def objects(self, rows: Sequence[Row]) -> list[T]:
        """Return the objects of rows."""
        return of_rows(self.kind, self._fields, map(itemgetter(*self.columns), rows))

    def read(self, connection: Connection, query: Statement, parameters: Parameters = ()) -> list[T]:
        """Return the objects that a query of `select` finds."""
        return of_rows(self.kind, self._fields, connection.each(query, parameters))

    def where(self, connection: Connection, *, by: Sequence[str] = (), **equal: Any) -> list[T]:
        """Return the objects whose columns equal these values; by: the columns that put them in order.

        A minus before a column: the highest first. The statement is made once.
        """
        place = (tuple(equal), tuple(by))
        if place not in self._made:
            column = self.model._meta.columns
            query = self.select(*(column[name] == SQL(f":{name}") for name in equal))
            order = (column[name.lstrip("-")] for name in by)
            query = query.order_by(*(c.desc() if n[0] == "-" else c for n, c in zip(by, order, strict=True)))
            self._made[place] = made_once(query)
        return self.read(connection, self._made[place], equal)

    def rows_among(self, connection: Connection, column: str, ids: Iterable[int]) -> list[Row]:
        """Return the rows whose column is one of these numbers, however many."""
        if column not in self._made:
            is_one = self.model._meta.columns[column].in_(SQL("({ids})"))
            self._made[column] = made_once(self.select(is_one))
        return [
            row for part in in_parts(ids) for row in connection.records(*among_ids(self._made[column], part))
        ]
