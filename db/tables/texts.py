# ruff: noqa: S608 - statements are put together from our own names; values are always parameters
"""Every column that holds what somebody wrote, and the door its texts pass before they are stored.

A column of text is named here or holds nothing but codes and days; a test compares with the models.
Source: docs/rules.md, "Text" and "個人番号".
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple, TypeVar

from app.domain.accepted_text import accepted
from app.domain.field_kind import FieldKind
from app.domain.my_number import is_my_number_column, is_twelve_digits
from app.errors import MyNumberRefused
from db.folder.connection import Connection
from db.tables.table import Row, Table

T = TypeVar("T")


class Text(NamedTuple):
    """A column's name on screen, and what belongs there."""

    where: str
    kind: FieldKind


_K = FieldKind

TEXTS: Mapping[str, Mapping[str, Text]] = {
    "society": {
        "insurer_number": Text("保険者番号", _K.IDENTIFIER),
        "name": Text("保険者の名称", _K.NAME),
        "address": Text("保険者の所在地", _K.NAME),
        "rules_toml": Text("規則ファイル", _K.DOCUMENT),
        "layout": Text("様式のファイル", _K.DOCUMENT),
    },
    "office": {
        "code": Text("事業所の記号", _K.IDENTIFIER),
        "name": Text("事業所の名称", _K.NAME),
    },
    "person": {
        "symbol": Text("記号", _K.IDENTIFIER),
        "number": Text("番号", _K.IDENTIFIER),
        "branch_number": Text("枝番", _K.IDENTIFIER),
        "name": Text("氏名", _K.PERSON_NAME),
        "kana": Text("フリガナ", _K.PERSON_NAME),
        "relationship": Text("続柄", _K.NAME),
        "department": Text("所属", _K.FREE_TEXT),
        "employee_code": Text("社員番号", _K.IDENTIFIER),
    },
    "print_note": {"registry_name": Text("戸籍上の氏名", _K.PERSON_NAME)},
    "substitute": {
        "character": Text("印刷できない文字", _K.PERSON_NAME),
        "text": Text("代わりの文字", _K.NAME),
        "note": Text("メモ", _K.FREE_TEXT),
    },
    "certificate": {
        "reason": Text("理由", _K.FREE_TEXT),
        "police_report": Text("警察への届出", _K.POLICE),
    },
    "elderly_card": {"note": Text("備考", _K.FREE_TEXT)},
    "contact": {"note": Text("メモ", _K.FREE_TEXT)},
    "deferral": {"reason": Text("理由", _K.FREE_TEXT)},
    "misdelivery": {"note": Text("誤交付のメモ", _K.FREE_TEXT)},
    "shipment": {"tracking_number": Text("問い合わせ番号", _K.TRACKING)},
    "print_session": {
        "printer": Text("プリンター", _K.NAME),
        "job": Text("印刷ジョブ", _K.NAME),
    },
}
"""By table and column; a column bears the name of the object's attribute."""


def accepted_rows(
    connection: Connection, table: Table[T], objects: Sequence[T], before: Mapping[int, Row]
) -> list[Row]:
    """Return the rows of objects as they may be stored; raise BadValue or MyNumberRefused.

    before: the rows that stand there, by id. What stood there already is not asked again.
    """
    items = list(objects)
    rows = [table.row(item) for item in items]
    for column, text in TEXTS.get(table.name, {}).items():
        doubtful: list[str] = []
        for index, row in enumerate(rows):
            written, stood = row[column], before.get(row["id"])
            if not written or (stood is not None and stood[column] == written):
                continue
            try:
                stored = accepted(written, *text)
            except MyNumberRefused:
                if text.kind is not FieldKind.IDENTIFIER or not is_twelve_digits(written):
                    raise
                doubtful.append(written)
                continue
            if stored != written:
                # Made anew, because other columns come from it, such as what is searched.
                items[index] = replace(items[index], **{column: stored})  # type: ignore[type-var]
                rows[index] = table.row(items[index])
        if doubtful:
            _ask_the_column(connection, table.name, column, doubtful, [row[column] for row in rows])
    return rows


def _ask_the_column(
    connection: Connection, table: str, column: str, doubtful: Sequence[str], written: Sequence[str]
) -> None:
    """Refuse numbers that look like 個人番号 unless the column is full of such codes.

    Of codes of twelve digits one in ten passes the check digit of 個人番号, of 個人番号 each does.
    """
    stored = connection.values(f"SELECT {column} FROM {table} WHERE length({column}) >= 12")
    text = TEXTS[table][column]
    if is_my_number_column(text.where, [*stored, *written]):
        accepted(doubtful[0], *text)
