"""The declared shape of the database beside the shape of a file."""

import re

from peewee import SqliteDatabase

from db.tables import models
from db.tables.models_desk import DESK_MODELS

MODELS = (*models.MODELS, *DESK_MODELS)
"""Every table."""

TABLE_WORDS = {
    "society": "健保の設定",
    "office": "事業所",
    "person": "名簿",
    "certificate": "資格確認書",
    "elderly_card": "高齢受給者証",
    "contact": "声かけ",
    "deferral": "期日の変更",
    "given_answer": "状況回答",
    "print_session": "印刷作業",
    "sheet": "用紙",
    "shipment": "発送",
    "substitute": "代わりの文字",
    "print_note": "証の記載",
    "misdelivery": "誤交付",
    "drawer_count": "引き出しの照合",
    "drawer_find": "引き出しの照合",
    "operation": "履歴",
    "journal": "履歴",
}
"""What the office calls a table: in the way of an undo, damaged, or lacking rows."""

HISTORY_TABLE = "schema_migration"
SCHEMA_SQL = "SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite%'"

Schema = dict[tuple[str, str], str]


def declared_schema() -> Schema:
    """Return what db/tables/models.py declares, as SQLite would write it down."""
    database = SqliteDatabase(":memory:")
    with database.bind_ctx(MODELS), database.connection_context():
        database.create_tables(MODELS)
        return normalised(database.execute_sql(SCHEMA_SQL).fetchall())


def normalised(rows: list[tuple[str, str, str]]) -> Schema:
    """Return tables and indexes by name, without the runner's own table and without layout."""
    return {
        (kind, name): re.sub(r"\s*([(),])\s*", r"\1", " ".join(sql.split()))
        for kind, name, sql in rows
        if HISTORY_TABLE not in name
    }


def differences(rows: list[tuple[str, str, str]]) -> list[str]:
    """Return the names of tables and indexes that are missing, unknown or other than declared."""
    declared, found = declared_schema(), normalised(rows)
    return sorted(
        f"{kind} {name}"
        for kind, name in declared.keys() | found.keys()
        if declared.get((kind, name)) != found.get((kind, name))
    )
