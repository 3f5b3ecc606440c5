"""Of what the tables are made: the base of all, and columns that are alike in many."""

from collections.abc import Iterable
from typing import Any

from peewee import SQL, Check, ForeignKeyField, IntegerField, Model, Node, make_snake_case
from playhouse.sqlite_ext import AutoIncrementField


def quoted(values: Iterable[str]) -> str:
    """Return values as the inside of an SQL list."""
    return ", ".join(f"'{value}'" for value in sorted(values))


def one_of(column: str, values: Iterable[str]) -> list[Node]:
    """Return the constraint that a column holds one of these values."""
    return [Check(f"{column} IN ({quoted(values)})")]


def flag(column: str) -> IntegerField:
    """Return a column that is 0 or 1."""
    return IntegerField(constraints=[Check(f"{column} IN (0, 1)")])


def link(model: Any, column: str, **options: Any) -> ForeignKeyField:
    """Return a column that names a row of another table, which then cannot be deleted."""
    return ForeignKeyField(model, column_name=column, on_delete="RESTRICT", **options)


def _table_name(model: type[Model]) -> str:
    return make_snake_case(model.__name__.removesuffix("Model"))


class Table(Model):
    """The base of every table, which bears the name of its class."""

    id = AutoIncrementField()

    class Meta:
        table_function = _table_name
        legacy_table_names = False


def index(
    model: type[Table], name: str, *columns: str | SQL, unique: bool = False, where: str | None = None
) -> None:
    """Declare an index of a table on these columns, in this order; where: only of such rows."""
    fields = [getattr(model, column) if isinstance(column, str) else column for column in columns]
    model.add_index(
        model.index(*fields, name=name, unique=unique, where=None if where is None else SQL(where))
    )
