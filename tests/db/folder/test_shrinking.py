"""Empty pages are given back to the disk, and nothing else changes."""

import pytest

from db.folder import shrinking
from db.folder.connection import Connection
from db.folder.sqlcipher import GIVES_BACK
from db.store import SqliteStore
from db.upgrade import problems_of

pytestmark = pytest.mark.on_the_file("pages of the file")

_FILL = """
    WITH RECURSIVE many(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM many WHERE n < 3000)
    INSERT INTO journal (operation_id, table_name, row_id, after) SELECT 1, 'person', n, hex(zeroblob(200))
    FROM many
"""


def pages(store: SqliteStore) -> int:
    connection = store.new_connection()
    try:
        return int(connection.value("PRAGMA page_count"))
    finally:
        connection.close()


def as_before(store: SqliteStore) -> None:
    """Make the file one that an earlier version made; it fills up again."""
    connection = store.new_connection()
    connection.rows("PRAGMA auto_vacuum = 0")
    connection.rows("VACUUM")
    fill_and_empty(connection)
    connection.close()


def fill_and_empty(connection: Connection) -> None:
    with connection.transaction():
        connection.rows(_FILL)
    with connection.transaction():
        connection.rows("DELETE FROM journal WHERE table_name = 'person'")


@pytest.fixture
def emptied(store: SqliteStore) -> SqliteStore:
    """A folder in which much was, and is no more."""
    connection = store.new_connection()
    fill_and_empty(connection)
    connection.close()
    return store


@pytest.mark.parametrize("is_old", [False, True])
def test_a_file_with_many_empty_pages_shrinks_and_is_sound(
    emptied: SqliteStore, monkeypatch: pytest.MonkeyPatch, is_old: bool
) -> None:
    if is_old:
        as_before(emptied)
    before, operations = pages(emptied), emptied.queries.operations()
    emptied.shrink()
    assert pages(emptied) == before  # not worth it yet
    monkeypatch.setattr(shrinking, "WORTH_IT", 500_000)
    emptied.shrink()
    assert pages(emptied) * 2 < before
    assert emptied.queries.operations() == operations
    connection = emptied.new_connection()
    assert connection.value("PRAGMA auto_vacuum") == GIVES_BACK
    assert problems_of(connection) == []
    connection.close()


def test_it_waits_for_another_time_where_somebody_writes(
    emptied: SqliteStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shrinking, "WORTH_IT", 500_000)
    writing = emptied.new_connection()
    writing.rows("PRAGMA busy_timeout = 1")
    before = pages(emptied)
    with writing.transaction():
        other = emptied.new_connection()
        other.rows("PRAGMA busy_timeout = 1")
        shrinking.shrink(other)
        other.close()
    writing.close()
    assert pages(emptied) == before
