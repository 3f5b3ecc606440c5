"""What everybody's duties were last computed from: the rules file, the program's law, and how far ahead."""

from collections.abc import Iterator
from datetime import date
from functools import cache, lru_cache
from hashlib import sha256
from importlib.util import find_spec
from pkgutil import iter_modules
from types import CodeType
from typing import Any

from app.domain import law
from app.late import dataclass
from db.duties.in_force import rules_text
from db.folder.connection import Connection
from db.tables.codec import day

_YEARS_AHEAD = 2
_BESIDE = (
    *("certificate", "cover", "double_cover", "doubts", "duties", "elderly_card", "eligibility", "household"),
    *("person", "rules", "society_answer"),
)
"""Modules and packages of app.domain that the law asks."""

_FOUND = "SELECT digest, until_on FROM duty_basis"


@dataclass(frozen=True, slots=True)
class Basis:
    """The rules in force; digest, until: of the duties that stand, None where none were ever computed."""

    rules_toml: str
    digest: str | None
    until: date | None

    @property
    def is_old(self) -> bool:
        """Whether the duties that stand were computed from other rules, or by another law."""
        return self.digest != _digest(self.rules_toml)


def found(connection: Connection) -> Basis:
    """Return what the duties that stand rest on."""
    digest, until_on = connection.row(_FOUND) or (None, None)
    return Basis(rules_text(connection), digest, day(until_on))


def store(connection: Connection, rules_toml: str, until: date) -> None:
    """Take note that everybody's duties were computed by these rules, to that day."""
    connection.rows("DELETE FROM duty_basis")
    connection.rows(
        "INSERT INTO duty_basis (id, digest, until_on) VALUES (1, ?, ?)",
        (_digest(rules_toml), until.isoformat()),
    )


def mix(connection: Connection) -> None:
    """Take note that some duties were computed by other rules than the rest."""
    connection.rows("UPDATE duty_basis SET digest = ''")


def end_of_year_ahead(on: date) -> date:
    """Return until when duties to come are written: the end of the year after next."""
    return date(on.year + _YEARS_AHEAD, 12, 31)


@lru_cache(maxsize=4)
def _digest(rules_toml: str) -> str:
    return sha256(f"{_law()}{rules_toml}".encode()).hexdigest()


@cache
def _law() -> str:
    """A digest of what the law's modules do, the same wherever they are installed."""
    said: list[str] = []
    for name in (law.__name__, *(f"app.domain.{name}" for name in _BESIDE)):
        for code in _compiled(name):
            _add_said(said, code)
    return sha256("".join(said).encode()).hexdigest()


def _compiled(name: str) -> Iterator[CodeType]:
    """A module, and those of a package."""
    spec = find_spec(name)
    assert spec is not None
    # In the built program the loader is one of its own, with the same method.
    loader: Any = spec.loader
    yield loader.get_code(name)
    for module in iter_modules(spec.submodule_search_locations or ()):
        yield from _compiled(f"{name}.{module.name}")


def _add_said(said: list[str], code: CodeType) -> None:
    """Instructions, names and constants, without lines and paths."""
    said += (code.co_code.hex(), repr(code.co_names))
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            _add_said(said, constant)
        else:
            # The order of a set is another one in each process.
            said.append(repr(sorted(map(repr, constant)) if isinstance(constant, frozenset) else constant))
