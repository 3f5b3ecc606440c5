# ruff: noqa: S608 - statements are put together from our own names; values are always parameters
"""What several reads of the same day share: society, rules, persons, stages, expected cards."""

from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from app.domain.person import Person
from app.domain.rules import RuleBook, SocietyRules, read_rule_book
from app.domain.society import Society
from app.errors import DataDamaged
from db.folder.connection import Connection, Row
from db.folder.names import way_back
from db.tables.mapping import PERSON, SOCIETY, person_from

EXPECTED_CARD = """
    CASE WHEN p.elderly_card_listed = 1 THEN 'outstanding'
         WHEN p.born_on <= :is_70_at_cutoff AND p.qualified_on <= :elderly_cutoff
              AND p.ends_on > :elderly_month THEN 'confirm' END
"""
"""SQL on a person `p`: app.domain.elderly_card.candidate, with the parameters of elderly_bounds."""

CARD_THEN = "iif(e.forwarded_on > :today, 'collected', e.outcome)"
"""SQL on an elderly_card `e` dealt with by `:today`: its outcome at the end of that day."""


def society(connection: Connection) -> Society:
    """Return the society of this data folder."""
    return SOCIETY.from_values(_society_row(connection, SOCIETY.listed))


def rules_at(connection: Connection, on: date) -> SocietyRules:
    """Return the society's rules in force on that day."""
    return _rules(_society_row(connection, "rules_toml")[0], on)


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


def load_persons(connection: Connection, condition: str, parameters: dict[str, Any]) -> list[Person]:
    """Return persons that meet an SQL condition on `person`, in kana order."""
    rows = connection.rows(
        f"SELECT {PERSON.listed} FROM person WHERE {condition} ORDER BY kana_key, id", parameters
    )
    return [person_from(row) for row in rows]


def _society_row(connection: Connection, columns: str) -> Row:
    row = connection.row(f"SELECT {columns} FROM society")
    if row is None:
        raise DataDamaged(f"健保の設定がデータベースにありません。{way_back(connection.path.parent)}")
    return row


@lru_cache(maxsize=32)
def _rules(rules_toml: str, on: date) -> SocietyRules:
    return _book(rules_toml).at(on)


@lru_cache(maxsize=4)
def _book(rules_toml: str) -> RuleBook:
    return read_rule_book(rules_toml)
