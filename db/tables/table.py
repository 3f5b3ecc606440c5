# ruff: noqa: S608 - statements are put together from our own names; values are always parameters
"""How one kind of object lies in its table."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, Generic, TypeVar

T = TypeVar("T")
Values = tuple[Any, ...]


@dataclass(frozen=True)
class Table(Generic[T]):
    """How one kind of object lies in its table.

    columns: in the order of the values; the first is always "id". person_column: which column
    says whose history a row belongs to; "" where it belongs to nobody's.
    """

    name: str
    columns: tuple[str, ...]
    to_values: Callable[[T], Values]
    from_values: Callable[[Values], T]
    person_column: str = ""

    @property
    def listed(self) -> str:
        """The columns as SQL, each with the table's name."""
        return ", ".join(f"{self.name}.{column}" for column in self.columns)

    @property
    def insert(self) -> str:
        """The statement that adds a row."""
        marks = ", ".join("?" * len(self.columns))
        return f"INSERT INTO {self.name} ({', '.join(self.columns)}) VALUES ({marks})"

    @property
    def update(self) -> str:
        """The statement that changes a row; its parameters are all other values, then the id."""
        assignments = ", ".join(f"{column} = ?" for column in self.columns[1:])
        return f"UPDATE {self.name} SET {assignments} WHERE id = ?"


def iso(on: date | None) -> str | None:
    """Return a date as stored."""
    return None if on is None else on.isoformat()


def day(text: str | None) -> date | None:
    """Return a stored date."""
    return None if text is None else date.fromisoformat(text)
