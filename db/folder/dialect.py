"""Our statements as PostgreSQL reads them: its parameters, its names, and no hints for SQLite's planner."""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from db.folder.connection import Parameters
from db.folder.sealed import NAMES

_PIECE = re.compile(
    r"""'(?:[^']|'')*' | "[^"]*"                          # what stands between quotes is left alone
        | (?<![:\w]):(?P<name>[A-Za-z_]\w*) | (?P<mark>\?)
        | (?<![:.\w])(?P<user>user)\b                         # by itself it would be who asks the server
        # What is said to SQLite's planner alone.
        | \bCROSS\ (?=JOIN\b) | \ WITHOUT\ ROWID | \ NOT\ INDEXED | (?<=GROUP\ BY\ )NULL,\ """,
    re.VERBOSE,
)
_PAIRS = re.compile(r"\((\w+), (\w+)\) IN \(VALUES \((\$\d+), (\$\d+)\)")
"""Rows that are compared with two columns: it takes parameters in them for texts unless told otherwise."""


@lru_cache(maxsize=2000)
def in_its_parameters(statement: str) -> tuple[str, tuple[str, ...]]:
    """Return a statement with PostgreSQL's numbered parameters, and the names in their order.

    >>> in_its_parameters("SELECT ':a' WHERE id = :id OR up = :id")
    ("SELECT ':a' WHERE id = $1 OR up = $1", ('id',))
    """
    names: dict[str, int] = {}
    marks = 0

    def said(piece: "re.Match[str]") -> str:
        nonlocal marks
        if name := piece["name"]:
            return f"${names.setdefault(name, len(names) + 1)}"
        if piece["mark"]:
            marks += 1
            return f"${marks}"
        if piece["user"]:
            return '"user"'
        return piece[0] if piece[0][0] in "'\"" else ""

    return _PAIRS.sub(_typed_pairs, _PIECE.sub(said, statement)), tuple(names)


def _typed_pairs(found: "re.Match[str]") -> str:
    one, other, *values = found.groups()
    types = ("bytea" if column in NAMES else "text" for column in (one, other))
    first = ", ".join(f"{value}::{kind}" for value, kind in zip(values, types, strict=True))
    return f"({one}, {other}) IN (VALUES ({first})"


def in_order_of(parameters: Parameters, names: Sequence[str]) -> Sequence[Any]:
    """Return parameters in the order in which such a statement numbers them."""
    return [parameters[name] for name in names] if isinstance(parameters, Mapping) else parameters
