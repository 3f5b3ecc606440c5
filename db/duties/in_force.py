"""The society of this folder and its rules."""

from datetime import date
from functools import cache, lru_cache

from app.domain.rules import SocietyRules, read_rule_book
from app.domain.society import Society
from app.errors import DataDamaged
from db.folder.connection import Connection
from db.folder.names import way_back
from db.tables.mapping import SOCIETY
from db.tables.models import SocietyModel
from db.tables.table import made_once


def society(connection: Connection) -> Society:
    """Return the society of this data folder."""
    found = SOCIETY.where(connection)
    if not found:
        raise DataDamaged(f"健保の設定がデータベースにありません。{way_back(connection.folder)}")
    return found[0]


def masks_numbers(connection: Connection) -> bool:
    """Return whether this folder shows 記号・番号 masked until somebody asks for them."""
    return bool(connection.value(_masks()))


def rules_at(connection: Connection, on: date) -> SocietyRules:
    """Return the society's rules in force on that day."""
    rules_toml = connection.value(_toml())
    return _rules(society(connection).rules_toml if rules_toml is None else rules_toml, on)


@cache
def _masks() -> str:
    return made_once(SocietyModel.select(SocietyModel.masks_numbers))


@cache
def _toml() -> str:
    return made_once(SocietyModel.select(SocietyModel.rules_toml))


@lru_cache(maxsize=32)
def _rules(rules_toml: str, on: date) -> SocietyRules:
    return read_rule_book(rules_toml).at(on)
