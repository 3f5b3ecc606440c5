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

_OTHER_TEXT = "SELECT nullif(rules_toml, CAST(? AS TEXT)) FROM society"


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
    return _rules(rules_text(connection), on)


def rules_text(connection: Connection) -> str:
    """Return the rules file in force: the text that was read last, while the same one stands there.

    Every step and every list asks for it. What is compared where it lies is not carried over, and whatever is
    remembered of a text finds the very same one at once.
    """
    row = connection.row(_OTHER_TEXT, (connection.rules_read,))
    if row is None:
        return society(connection).rules_toml
    (other,) = row
    if other is not None:
        connection.rules_read = other
    return connection.rules_read


@cache
def _masks() -> str:
    return made_once(SocietyModel.select(SocietyModel.masks_numbers))


@lru_cache(maxsize=32)
def _rules(rules_toml: str, on: date) -> SocietyRules:
    return read_rule_book(rules_toml).at(on)
