"""The society of this folder and its rules."""

from datetime import date
from functools import lru_cache

from app.domain.rules import RuleBook, SocietyRules, read_rule_book
from app.domain.society import Society
from app.errors import DataDamaged
from db.folder.connection import Connection
from db.folder.names import way_back
from db.tables.mapping import SOCIETY


def society(connection: Connection) -> Society:
    """Return the society of this data folder."""
    found = SOCIETY.where(connection)
    if not found:
        raise DataDamaged(f"健保の設定がデータベースにありません。{way_back(connection.path.parent)}")
    return found[0]


def rules_at(connection: Connection, on: date) -> SocietyRules:
    """Return the society's rules in force on that day."""
    return _rules(society(connection).rules_toml, on)


@lru_cache(maxsize=4)
def rule_book(rules_toml: str) -> RuleBook:
    """Return what a rules file says; the same object for the same file."""
    return read_rule_book(rules_toml)


@lru_cache(maxsize=32)
def _rules(rules_toml: str, on: date) -> SocietyRules:
    return rule_book(rules_toml).at(on)
