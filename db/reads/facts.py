"""What several reads of the same day share: society, rules, persons, stages, expected cards."""

from datetime import date, timedelta
from functools import lru_cache
from operator import itemgetter
from typing import TypeVar

from app.domain.person import person_key
from app.domain.rules import SocietyRules, read_rule_book
from app.domain.society import Society
from app.errors import DataDamaged
from db.folder.connection import Connection, Parameters, Statement
from db.folder.names import way_back
from db.tables.codec import of_rows
from db.tables.mapping import SOCIETY
from db.tables.models import SocietyModel
from db.tables.table import made_once

T = TypeVar("T")
_RULES = made_once(SocietyModel.select(SocietyModel.rules_toml))

EXPECTED_CARD = """
    CASE WHEN p.elderly_card_listed = 1 THEN 'outstanding'
         WHEN p.born_on <= :is_70_at_cutoff AND p.qualified_on <= :elderly_cutoff
              AND p.ends_on > :elderly_month THEN 'confirm' END
"""
"""SQL on a person `p`: app.domain.elderly_card.candidate, with the parameters of elderly_bounds."""

CARD_THEN = "CASE WHEN e.forwarded_on > :today THEN 'collected' ELSE e.outcome END"
"""SQL on an elderly_card `e` dealt with by `:today`: its outcome at the end of that day."""


def society(connection: Connection) -> Society:
    """Return the society of this data folder."""
    found = SOCIETY.where(connection)
    if not found:
        raise DataDamaged(f"健保の設定がデータベースにありません。{way_back(connection.path.parent)}")
    return found[0]


def rules_at(connection: Connection, on: date) -> SocietyRules:
    """Return the society's rules in force on that day."""
    rules_toml = connection.value(_RULES)
    return _rules(society(connection).rules_toml if rules_toml is None else rules_toml, on)


def elderly_bounds(rules: SocietyRules) -> dict[str, str]:
    """Return the parameters of EXPECTED_CARD."""
    cutoff = rules.elderly_cutoff_on
    return {
        "elderly_cutoff": cutoff.isoformat(),
        "elderly_month": cutoff.replace(day=1).isoformat(),
        "is_70_at_cutoff": last_birth(cutoff + timedelta(days=1), 70),
    }


def last_birth(on: date, age: int) -> str:
    """Return the latest birth whose birthday of that age is not after that day.

    As text to compare with; 29 February may stand in it for a year that had none.
    """
    return f"{on.year - age:04d}-{on:%m-%d}"


def rows_of_persons(
    connection: Connection, kind: type[T], statement: Statement, parameters: Parameters = ()
) -> list[T]:
    """Return the rows that a statement finds by the names of its columns.

    Of a person it names 記号, 番号 and 枝番, of which the key of the row is made.
    """
    names, rows = connection.named(statement, parameters)
    number = itemgetter(*map(names.index, ("symbol", "number", "branch_number")))
    return of_rows(kind, [*names, "key"], ((*row, person_key(*number(row))) for row in rows))


@lru_cache(maxsize=32)
def _rules(rules_toml: str, on: date) -> SocietyRules:
    return read_rule_book(rules_toml).at(on)
