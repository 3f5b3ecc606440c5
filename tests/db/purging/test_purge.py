"""0038_retention: what need no longer be kept goes from tables, history and file; the chain still holds."""

import shutil
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.domain.answer import Figure, read_content
from app.domain.ids import PersonId
from app.domain.person import Office
from app.errors import AlreadyUndone, NotAllowed
from app.usecases.people import retention
from db.backup.backup import make_backup, verify
from db.folder.names import DATABASE_FILE, LOG_FILE
from db.folder.sqlcipher import SqlCipherConnection
from db.journal import blanked, chain
from db.keys.keys import Unlock
from db.purging.rows import OWNED, rows_of
from db.store import SqliteStore, open_store
from tests.db.purging.leavers import TODAY, WORDS, key_of, office_in, plain_pages, traces


@pytest.fixture(scope="module")
def left(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An office with two people whose records may go."""
    return office_in(tmp_path_factory.mktemp("left") / "data")


@pytest.fixture
def folder(left: Path, tmp_path: Path) -> Path:
    return shutil.copytree(left, tmp_path / "data")


@pytest.fixture
def store(folder: Path) -> Iterator[SqliteStore]:
    opened = open_store(folder, Unlock())
    yield opened
    opened.close()


def going(store: SqliteStore) -> list[PersonId]:
    return [row.person_id for row in retention.going(retention.over(store.queries, TODAY), TODAY)]


def purge(store: SqliteStore) -> retention.Purged:
    done = store.record(lambda tx: retention.purge(tx, count=2, today=TODAY), undoable=False)
    store.wipe()
    return done


def test_nothing_is_left_of_them_in_the_file_its_log_and_a_new_backup(
    store: SqliteStore, tmp_path: Path
) -> None:
    key = key_of(store.folder)
    database, log = store.folder / DATABASE_FILE, store.folder / LOG_FILE
    assert traces(plain_pages(database, key) + plain_pages(log, key)) == list(WORDS)
    purge(store)
    assert traces(plain_pages(database, key)) == []
    assert traces(plain_pages(log, key)) == []
    with zipfile.ZipFile(make_backup(store, tmp_path / "new.zip")) as packed:
        packed.extract(DATABASE_FILE, tmp_path)
    assert traces(plain_pages(tmp_path / DATABASE_FILE, key)) == []


def test_the_office_stays_whole_and_its_history_provable(store: SqliteStore) -> None:
    before = make_backup(store).rename(store.folder / "backups" / "shikaku-20261101-090000.zip")
    seal = store.queries.history_seal()
    purge(store)
    assert verify(store, seal) == []
    with pytest.raises(NotAllowed, match="先にバックアップ"):
        store.remove_backups([before])
    # The new backup goes on from the one before, which it may take the place of.
    new = make_backup(store)
    assert store.backups_with_purged() == [before]
    store.remove_backups([before, new])
    assert (before.exists(), new.exists()) == (False, True)
    assert store.backups_with_purged() == []
    assert verify(store) == []


def test_every_table_that_can_hold_rows_of_somebody_is_emptied_of_them(store: SqliteStore) -> None:
    connection = store.new_connection()
    people = going(store)
    rows = rows_of(connection, people)
    assert [table for table in OWNED if not rows[table]] == []
    purge(store)
    assert not any(rows_of(connection, people).values())
    connection.close()


def test_what_speaks_of_several_keeps_the_others(store: SqliteStore) -> None:
    purge(store)
    (row,) = store.queries.given_answers()
    answer = read_content(store.queries.given_answer(row.answer_id).content)
    # The figures stay as they were given.
    assert len(answer.marks_of(Figure.REGISTERED)) == 3
    names = [one.person.name for one in answer.behind(Figure.REGISTERED)]
    assert names == ["（消した記録）", "（消した記録）", "小霧島\u3000岳人"]
    (held,) = store.queries.held_lists()
    assert "小霧島\u3000岳人" in held.text
    (batch,) = store.queries.issue_batches()
    assert "小霧島\u3000岳人" in batch.content
    labels = [row.label for row in store.queries.operations()]
    assert "回収の案内を書き出した(小霧島岳人.pdf)" in labels
    assert labels.count(blanked.label()) > 3


def test_what_others_rows_say_by_hand_is_named_and_stays(store: SqliteStore) -> None:
    people = going(store)
    (mention,) = store.queries.mentions(people)
    assert (mention.table, mention.column, mention.person_id) == ("contact", "note", PersonId(3))
    done = purge(store)
    assert done.removed is not None
    assert done.removed.mentions == [mention]


def edited(folder: Path, *statements: str) -> list[str]:
    connection = SqlCipherConnection(folder / DATABASE_FILE, key_of(folder))
    connection.rows("PRAGMA foreign_keys = OFF")
    for statement in statements:
        connection.rows(statement)
    connection.close()
    store = open_store(folder, Unlock())
    try:
        return verify(store)
    finally:
        store.close()


OF_A_PURGE = {
    "a blanked line filled": "UPDATE journal SET after = '{\"id\":1}' WHERE id IN"
    " (SELECT id FROM blanked_line LIMIT 1)",
    "a line blanked besides": "UPDATE journal SET after = '{}', before = NULL WHERE table_name = 'office'",
    "a line blanked besides, and entered": "INSERT INTO blanked_line SELECT id, 1, 'aa' FROM journal"
    " WHERE table_name = 'office'; UPDATE journal SET after = '{}' WHERE table_name = 'office'",
    "a line blanked by a purge that was none": "INSERT INTO blanked_line SELECT id, 9, 'aa' FROM journal"
    " WHERE table_name = 'office'; UPDATE journal SET after = '{}' WHERE table_name = 'office'",
    "who did a blanked step": "UPDATE operation SET user = '別の人' WHERE id IN"
    " (SELECT id FROM blanked_label)",
    "when it was done": "UPDATE operation SET entered_at = '2020-01-01T09:00:00+09:00' WHERE id IN"
    " (SELECT id FROM blanked_label)",
    "another label": "UPDATE operation SET label = '別' WHERE id IN (SELECT id FROM blanked_label)",
    "an entry away": "DELETE FROM blanked_line WHERE id IN (SELECT id FROM blanked_line LIMIT 1)",
    "all entries away": "DELETE FROM blanked_line",
    "what it was of": "UPDATE journal SET row_id = 99 WHERE id IN (SELECT id FROM blanked_line LIMIT 1)",
    "a blanked line away": "DELETE FROM journal WHERE id IN (SELECT id FROM blanked_line LIMIT 1)",
    "the purge away": "DELETE FROM purge",
    "how many it was": "UPDATE purge SET people = 1",
    "its digest": "UPDATE purge SET digest = 'aa'",
    "a row put back": "INSERT INTO contact (id, person_id, contacted_on, means, note)"
    " SELECT max(row_id), 3, '2026-11-01', 'phone', '' FROM journal"
    " WHERE table_name = 'contact' AND after = '{}'",
}
"""What somebody with the key changed after a purge, or made to look like one."""


@pytest.fixture(scope="module")
def purged(left: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = shutil.copytree(left, tmp_path_factory.mktemp("purged") / "data")
    store = open_store(folder, Unlock())
    purge(store)
    store.close()
    return folder


@pytest.mark.parametrize("what", OF_A_PURGE)
def test_no_edit_hides_behind_a_purge(purged: Path, tmp_path: Path, what: str) -> None:
    folder = shutil.copytree(purged, tmp_path / "data")
    assert edited(folder, *OF_A_PURGE[what].split("; ")) != []


def test_a_step_that_is_told_no_more_is_not_taken_back(store: SqliteStore) -> None:
    purge(store)
    assert store.last_undoable() is None
    with pytest.raises(AlreadyUndone, match="保存期間"):
        store.undo(store.queries.operations()[-3].operation_id)


@pytest.mark.parametrize("share", [0.1, 0.3, 0.5, 0.7, 0.9, 0.99])
def test_a_purge_that_breaks_off_did_nothing(
    store: SqliteStore, share: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    run, counted = SqlCipherConnection._run, [0, 10_000]

    def counting(connection: SqlCipherConnection, *args: Any) -> Any:
        counted[0] += 1
        if counted[0] == counted[1]:
            raise KeyboardInterrupt
        return run(connection, *args)

    monkeypatch.setattr(SqlCipherConnection, "_run", counting)
    with store.rehearsal() as tx:
        retention.purge(tx, count=2, today=TODAY)
    counted[:] = [0, int(counted[0] * share)]
    seal = store.queries.history_seal()
    with pytest.raises(KeyboardInterrupt):
        purge(store)
    monkeypatch.undo()
    assert store.queries.history_seal() == seal
    assert verify(store) == []
    purge(store)
    assert verify(store) == []


def test_what_is_left_in_the_file_is_known_until_the_next_start_wiped_it(folder: Path) -> None:
    store = open_store(folder, Unlock())
    store.record(lambda tx: retention.purge(tx, count=2, today=TODAY), undoable=False)
    assert ["跡" in one for one in verify(store)] == [True]
    store.close()
    store = open_store(folder, Unlock())
    assert verify(store) == []
    store.close()
    assert traces(plain_pages(folder / DATABASE_FILE, key_of(folder))) == []


def test_the_entry_beside_the_database_is_known_though_its_label_was_blanked(folder: Path) -> None:
    store = open_store(folder, Unlock())
    with store.transaction("証の返送 霧島\u3000澪") as tx:
        tx.save_office(Office(None, "2002", "見本支店"))
    store.close()
    sealed = (folder / "newest-entry.txt").read_bytes()
    store = open_store(folder, Unlock())
    purge(store)
    store.close()
    # A kill between the commit and the seal leaves the entry of the step before.
    (folder / "newest-entry.txt").write_bytes(sealed)
    store = open_store(folder, Unlock())
    assert verify(store) == []
    store.close()


def test_the_chain_is_the_same_where_nothing_was_blanked(store: SqliteStore) -> None:
    connection = store.new_connection()
    assert blanked.blanked(connection) == blanked.NOTHING
    assert list(chain.breaks(connection)) == []
    connection.close()
