"""The same office on PostgreSQL: its tables are those of the file, and it refuses, orders and waits alike."""

import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import peewee
import pytest

from app.domain.ids import OfficeId
from app.domain.person import Office
from app.errors import NotAllowed, SystemTrouble
from db.duties import anew
from db.folder.dialect import in_its_parameters
from db.folder.names import DATABASE_FILE
from db.folder.postgres import PostgresConnection
from db.folder.sealed import COLUMNS
from db.folder.sqlcipher import SqlCipherConnection
from db.journal import chain
from db.journal.replay import apart
from db.store import SqliteStore
from db.tables.every import MODELS
from db.tables.narrowing import Narrowing, whole
from tests.factories import certificate, person
from tests.postgres import Server, make_tables, opened_keys

KEYS = bytes(32)

_COLUMNS = """
    SELECT table_name, column_name, coalesce(domain_name, data_type), is_nullable,
           coalesce(column_default, '')
    FROM information_schema.columns WHERE table_schema = 'main' ORDER BY table_name, ordinal_position
"""
_LINKS = """
    SELECT c.conrelid::regclass::text, a.attname, c.confrelid::regclass::text, c.confdeltype, c.condeferred
    FROM pg_constraint c JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
    WHERE c.contype = 'f'
"""
_CHECKS = "SELECT conrelid::regclass::text, count(*) FROM pg_constraint WHERE contype = 'c' GROUP BY 1"
_INDEXES = """
    SELECT c.relname, i.indrelid::regclass::text, i.indisunique, i.indpred IS NOT NULL, i.indnatts
    FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
    WHERE NOT i.indisprimary AND c.relnamespace = 'main'::regnamespace
"""


_DEFAULT_OF = {r"'\x'::bytea": "''", "''::bytea": "''"}


@pytest.fixture
def empty(postgres: Server, tmp_path: Path) -> Iterator[PostgresConnection]:
    """A database with the tables of an office, and no row in them."""
    connection = PostgresConnection(postgres.address(postgres.empty()), tmp_path, KEYS)
    make_tables(connection)
    yield connection
    connection.close()


@pytest.fixture
def file(folder: Path) -> Iterator[SqlCipherConnection]:
    connection = SqlCipherConnection(folder / DATABASE_FILE, opened_keys(folder).data_key)
    yield connection
    connection.close()


def test_the_migrations_make_the_same_tables_on_both(
    empty: PostgresConnection, file: SqlCipherConnection
) -> None:
    names = [model._meta.table_name for model in MODELS]
    numbers = {"INTEGER": "bigint", "TEXT": "text"}
    columns: dict[str, list[tuple[str, str, bool, str]]] = {}
    for table, column, kind, nullable, default in empty.rows(_COLUMNS):
        # How it numbers its rows is its own affair, and tested below.
        said = "" if column == "id" else _DEFAULT_OF.get(default, default.removesuffix("::text"))
        columns.setdefault(table, []).append((column, kind, nullable == "YES", said))
    links = {
        (table, column, to, how == "r", late)
        for table, column, to, how, late in empty.rows(_LINKS)
        if table in names
    }
    checks: dict[str, int] = dict(empty.rows(_CHECKS))
    indexes = {name: told for name, *told in empty.rows(_INDEXES)}
    ours = set()
    for table in names:
        told = file.rows(f"PRAGMA table_info({table})")
        assert columns[table] == [
            (name, COLUMNS.get(table, {}).get(name, numbers[kind]), not not_null, default or "")
            for _, name, kind, not_null, default, _ in told
        ]
        assert [name for _, name, *_, is_key in told if is_key] == ["id"]
        for _, _, to, column, _, _, on_delete, _ in file.rows(f"PRAGMA foreign_key_list({table})"):
            is_late = (table, column) == ("sent_paper", "shipment_id")
            ours.add((table, column, to, on_delete == "RESTRICT", is_late))
        sql = file.value("SELECT sql FROM sqlite_master WHERE name = ?", (table,))
        assert checks.get(table, 0) == sql.count("CHECK"), table
        for _, name, unique, _, partial in file.rows(f"PRAGMA index_list({table})"):
            count = len(file.rows(f"PRAGMA index_info({name})"))
            assert indexes.pop(name) == [table, bool(unique), bool(partial), count], name
    assert links == ours
    assert set(indexes) == {"schema_migration_name", "made_by_step"}
    taken = "SELECT name FROM schema_migration ORDER BY id"
    assert empty.values(taken) == file.values(taken)


@pytest.mark.on_postgresql
@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE person SET enrolment = 'often'",
        "UPDATE person SET sex_on_front = 2",
        "DELETE FROM office",
        "UPDATE person SET office_id = 99",
        "UPDATE person SET name = NULL",
    ],
)
def test_the_database_refuses(store: SqliteStore, office_id: OfficeId, sql: str) -> None:
    with store.transaction("追加") as tx:
        tx.save_person(person(id=None, office_id=office_id))
    connection = store.new_connection()
    with pytest.raises(peewee.IntegrityError):
        connection.rows(sql)
    connection.close()


@pytest.mark.on_postgresql
def test_what_is_there_twice_is_refused_by_name_and_the_step_goes_on(
    store: SqliteStore, office_id: OfficeId
) -> None:
    with store.transaction("追加") as tx:
        one = tx.save_person(person(id=None, office_id=office_id))
        assert one.id is not None
        first = tx.save_certificate(certificate(id=None, person_id=one.id))
        with pytest.raises(NotAllowed, match=r"さんには有効な資格確認書がすでにあります"):
            tx.save_certificate(certificate(id=None, person_id=one.id, issue_number="N1NN-000C"))
        with pytest.raises(NotAllowed, match="同じ記号・番号・枝番"):
            tx.save_person(person(id=None, office_id=office_id))
        assert tx.certificates_of(one.id) == [first]


@pytest.mark.on_postgresql
def test_a_step_that_fails_leaves_no_gap_in_the_history_and_gives_no_number_twice(
    store: SqliteStore, office_id: OfficeId
) -> None:
    with store.rehearsal() as tx:
        tried = tx.save_person(person(id=None, office_id=office_id))
    with store.transaction("追加") as tx:
        kept = tx.save_person(person(id=None, office_id=office_id))
    store.undo()
    with store.transaction("追加") as tx:
        again = tx.save_person(person(id=None, office_id=office_id))
    assert len({tried.id, kept.id, again.id}) == 3
    connection = store.new_connection()
    numbers = connection.values("SELECT id FROM operation ORDER BY id")
    assert numbers == list(range(1, len(numbers) + 1))
    assert list(chain.breaks(connection)) == list(apart(connection)) == anew.wrong(connection) == []
    connection.close()


@pytest.mark.on_postgresql
def test_only_one_writes_at_a_time_and_the_other_is_told_to_wait(store: SqliteStore) -> None:
    other = store.new_connection()
    other.rows("SET lock_timeout = '1ms'")
    told: list[str] = []

    def write() -> None:
        try:
            with other.transaction():
                told.append("wrote")
        except SystemTrouble as error:
            told.append(str(error))

    with store.rehearsal():
        waiting = threading.Thread(target=write)
        waiting.start()
        waiting.join()
    assert len(told) == 1
    assert "ほかの処理で使われています" in told[0]
    write()
    assert told[1:] == ["wrote"]
    other.close()


@pytest.mark.on_postgresql
def test_what_is_read_of_one_moment_does_not_change_meanwhile(store: SqliteStore) -> None:
    other = store.new_connection()
    with other.reading():
        before = other.value("SELECT count(*) FROM operation")
        store.note("書き出し")
        assert other.value("SELECT count(*) FROM operation") == before
    assert other.value("SELECT count(*) FROM operation") == before + 1
    other.close()


@pytest.mark.on_postgresql
def test_who_sees_one_office_finds_no_other_whatever_fails(store: SqliteStore, office_id: OfficeId) -> None:
    with store.transaction("追加") as tx:
        other = tx.save_office(Office(None, "2002", "別の事業所"))
        here = tx.save_person(person(id=None, office_id=office_id))
        tx.save_person(person(id=None, office_id=other.id, number="999"))
    connection = store.new_connection()
    people = "SELECT id FROM person"
    connection.narrowing = Narrowing(connection, [office_id])
    assert connection.values(people) == [here.id]
    assert connection.values("SELECT code FROM office") == ["2001"]
    with whole(connection):
        assert len(connection.values(people)) == 2
    with pytest.raises(peewee.IntegrityError), connection.transaction(), whole(connection):
        connection.rows("DELETE FROM office")
    assert connection.values(people) == [here.id]
    connection.close()


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("SELECT 1 WHERE a = ? AND b = ?", ("SELECT 1 WHERE a = $1 AND b = $2", ())),
        ("a = :on OR b = :id OR c = :on", ("a = $1 OR b = $2 OR c = $1", ("on", "id"))),
        ("SELECT '?:x''?', \"?\", b::text", ("SELECT '?:x''?', \"?\", b::text", ())),
        (
            "SELECT user, o.user AS user WHERE user = :user",
            ('SELECT "user", o.user AS "user" WHERE "user" = $1', ("user",)),
        ),
        ("a CROSS JOIN b ON b.id = a.id", ("a JOIN b ON b.id = a.id", ())),
    ],
)
def test_a_statement_is_put_into_its_parameters(ours: str, theirs: object) -> None:
    assert in_its_parameters(ours) == theirs


def test_a_table_whose_ids_nobody_gives_out_has_given_out_none(store: SqliteStore) -> None:
    """It is asked of the society's, too, when a 連携ファイル is taken in."""
    with closing(store.new_connection()) as connection:
        assert connection.last_id("society") == 0
