"""A server that goes away in the middle: said in one sentence, tried again, and no step lost or doubled."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.changes import Done
from app.domain.person import Office
from app.errors import ConnectionLost, NotAllowed
from app.ports import Transaction
from db.folder.postgres import PostgresConnection
from db.journal import chain
from db.store import SqliteStore
from db.tables.narrowing import Narrowing
from tests.postgres import Server

pytestmark = pytest.mark.on_postgresql


def connection_of(store: SqliteStore) -> PostgresConnection:
    connection = store._connection
    assert isinstance(connection, PostgresConnection)
    return connection


@pytest.fixture
def cut(store: SqliteStore) -> Iterator[Callable[[], None]]:
    """Cuts the connection of the store, as a network does."""
    other = store.new_connection()

    def cut() -> None:
        pid = connection_of(store)._raw.info.backend_pid
        other.rows("SELECT pg_terminate_backend(?, 60000)", (pid,))

    yield cut
    other.close()


@pytest.fixture
def answers_lost(store: SqliteStore, monkeypatch: pytest.MonkeyPatch) -> Callable[[bool], None]:
    """Lets the next commit be sent, or not, and its answer be lost."""
    connection = connection_of(store)

    def lose(is_sent: bool) -> None:
        rows = connection.rows

        def lost(statement: str, parameters: tuple[()] = ()) -> object:
            if not statement.endswith("COMMIT"):
                return rows(statement, parameters)
            monkeypatch.setattr(connection, "rows", rows)
            if is_sent:
                rows(statement)
                connection._is_within = True
            connection._raw.close()
            return rows("SELECT 1")

        monkeypatch.setattr(connection, "rows", lost)

    return lose


def enter(store: SqliteStore, code: str) -> None:
    with store.transaction(f"事業所 {code}") as tx:
        tx.save_office(Office(None, code, f"支店{code}"))


def codes(store: SqliteStore) -> list[str]:
    return [office.code for office in store.queries.offices()]


def test_between_two_steps_nobody_notices(store: SqliteStore, cut: Callable[[], None]) -> None:
    enter(store, "1")
    cut()
    assert codes(store) == ["1"]
    cut()
    enter(store, "2")
    cut()
    with store.reading() as stored:
        assert len(stored.offices()) == 2


def test_in_the_middle_of_a_step_nothing_is_recorded_and_that_is_said(
    store: SqliteStore, cut: Callable[[], None]
) -> None:
    def step(tx: Transaction) -> Done:
        tx.save_office(Office(None, "1", "見本支店"))
        cut()
        tx.save_office(Office(None, "2", "見本支店"))
        return Done("", "")

    with pytest.raises(ConnectionLost, match="この操作は記録されていません"):
        store.record(step)
    assert codes(store) == []
    enter(store, "1")
    assert list(chain.breaks(store._connection)) == []


def test_a_reading_that_is_cut_is_begun_anew(store: SqliteStore, cut: Callable[[], None]) -> None:
    def read() -> None:
        with store.reading() as stored:
            cut()
            stored.offices()

    with pytest.raises(ConnectionLost):
        read()
    assert codes(store) == []


@pytest.mark.parametrize("is_sent", [True, False])
def test_a_commit_without_an_answer_is_looked_up(
    store: SqliteStore, answers_lost: Callable[[bool], None], is_sent: bool
) -> None:
    enter(store, "1")
    answers_lost(is_sent)
    if is_sent:
        enter(store, "2")
    else:
        with pytest.raises(ConnectionLost, match="記録されていません"):
            enter(store, "2")
    assert codes(store) == (["1", "2"] if is_sent else ["1"])
    enter(store, "3")
    assert list(chain.breaks(store._connection)) == []
    assert store.undo().label == "事業所 3"


@pytest.mark.parametrize("is_sent", [True, False])
def test_while_nobody_answers_it_is_said_that_it_is_not_known_and_later_what_became_of_it(
    store: SqliteStore,
    answers_lost: Callable[[bool], None],
    is_sent: bool,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    connection = connection_of(store)
    answers_lost(is_sent)
    monkeypatch.setattr("db.folder.postgres._PATIENCE", 0)
    with monkeypatch.context() as away:
        away.setattr(connection, "address", "host=/nonexistent dbname=none")
        with pytest.raises(ConnectionLost, match="まだ確かめられません"):
            enter(store, "1")
        with pytest.raises(ConnectionLost, match="つながりません"):
            store.others.news()
        assert not store.others.is_there()
    connection._next_try = 0
    assert store.others.is_there()
    if is_sent:
        # The same step, sent again.
        with pytest.raises(NotAllowed, match="「事業所 1」は記録されています"):
            enter(store, "1")
    else:
        assert "記録されていませんでした" in store.others.news().said
        enter(store, "1")
    assert codes(store) == ["1"]
    enter(store, "2")
    assert list(chain.breaks(connection)) == []


def test_whoever_sees_one_office_sees_no_other_after_it(store: SqliteStore, cut: Callable[[], None]) -> None:
    enter(store, "1")
    enter(store, "2")
    (one, _) = store.queries.offices()
    assert one.id is not None
    store._connection.narrowing = Narrowing(store._connection, [one.id])
    cut()
    assert codes(store) == ["1"]


def test_a_server_that_was_killed_comes_back(postgres: Server, empty_office: Path, tmp_path: Path) -> None:
    """The server's own processes die at once, as with a power cut; it starts again by itself."""
    shutil.copytree(empty_office, tmp_path / "data")
    with postgres.opened(empty_office, tmp_path / "data") as store:
        enter(store, "1")
        postgres.kill_a_process(connection_of(store)._raw.info.backend_pid)
        enter(store, "2")
        assert codes(store) == ["1", "2"]
        assert list(chain.breaks(store._connection)) == []
