"""Whatever somebody with the right key changes behind the history's back, `verify` finds and names it."""

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from sqlcipher3 import dbapi2

from app.domain.contact import Contact, Means
from app.domain.person import Office
from app.usecases.settings import sample_office
from db.backup.backup import make_backup, verify
from db.backup.restore import restore_backup
from db.folder.names import DATABASE_FILE, NEWEST_FILE, RESTORED_FILE
from db.keys.keys import Unlock
from db.keys.keys_file import parse_keys
from db.making import create_data_folder
from db.store import SqliteStore, open_store
from tests.factories import society

TODAY = date(2026, 11, 30)


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample office with steps of every kind, one taken back and one brought back."""
    folder = tmp_path_factory.mktemp("chain") / "data"
    create_data_folder(folder, "", society=society(), is_sample=True)
    store = open_store(folder, Unlock())
    store.record(lambda tx: sample_office.fill(tx, today=TODAY), undoable=False)
    for name in ("見本支店", "見本工場", "見本研究所"):
        add(store, name)
    with store.transaction("声かけ") as tx:
        tx.save_contact(Contact(None, tx.people()[4].id, TODAY, Means.PHONE, "また来週"))
    store.undo()
    store.redo()
    store.note("一覧を書き出した")
    store.close()
    return folder


@pytest.fixture
def folder(office: Path, tmp_path: Path) -> Path:
    return shutil.copytree(office, tmp_path / "data")


def add(store: SqliteStore, name: str) -> None:
    with store.transaction(f"事業所の追加 {name}") as tx:
        tx.save_office(Office(None, f"9{len(tx.offices()):03}", name))


def key_of(folder: Path) -> bytes:
    key = parse_keys((folder / "keys.json").read_bytes()).sample_key
    assert key is not None
    return key


def edit(folder: Path, *statements: str) -> None:
    """Run statements with the right key, as SQLCipher's own shell would: with nothing of the program."""
    connection = dbapi2.connect(str(folder / DATABASE_FILE), isolation_level=None)
    connection.execute(f"PRAGMA key = \"x'{key_of(folder).hex()}'\"")
    for statement in statements:
        connection.execute(statement)
    connection.close()


def checked(folder: Path) -> list[str]:
    store = open_store(folder, Unlock())
    try:
        return verify(store)
    finally:
        store.close()


def test_an_honest_office_is_whole(folder: Path) -> None:
    assert checked(folder) == []
    store = open_store(folder, Unlock())
    add(store, "見本出張所")
    assert verify(store) == []
    store.close()


OF_HISTORY = {
    "the label": ("UPDATE operation SET label = '別の操作' WHERE id = 2", "第2件"),
    "who": ("UPDATE operation SET user = '別の人' WHERE id = 3", "第3件"),
    "when": ("UPDATE operation SET entered_at = '2026-01-01T09:00:00+09:00' WHERE id = 3", "第3件"),
    "whether it can be undone": ("UPDATE operation SET is_undoable = 1 WHERE id = 2", "第2件"),
    "what it takes back": ("UPDATE operation SET undoes_id = 4 WHERE id = 7", "第7件"),
    "whose chain it is of": ("UPDATE operation SET origin_id = 3 WHERE id = 8", "第8件"),
    "its depth": ("UPDATE operation SET depth = 2 WHERE id = 4", "第4件"),
    "a line away": ("DELETE FROM journal WHERE id = 20", "第2件"),
    "a line more": (
        (
            "INSERT INTO journal"
            " SELECT 99999, operation_id, table_name, row_id, person_id, before, after, NULL, 0"
            " FROM journal WHERE id = 20"
        ),
        "第2件",
    ),
    "all lines away": ("DELETE FROM journal", "第1件"),
    "an after": ("UPDATE journal SET after = replace(after, '見本', '見木') WHERE operation_id = 3", "第3件"),
    "a before": ("UPDATE journal SET before = '{}' WHERE operation_id = 4", "第4件"),
    "a row": ("UPDATE journal SET row_id = row_id + 1 WHERE operation_id = 3", "第3件"),
    "a person": ("UPDATE journal SET person_id = 1 WHERE operation_id = 3", "第3件"),
    "a table": ("UPDATE journal SET table_name = 'shipment' WHERE operation_id = 3", "第3件"),
    "a line given to another": ("UPDATE journal SET operation_id = 4 WHERE operation_id = 3", "第3件"),
    "the order of lines": (
        "UPDATE journal SET id = CASE id WHEN 20 THEN -21 ELSE -20 END WHERE id IN (20, 21)",
        "第2件",
    ),
    "an operation away": ("DELETE FROM operation WHERE id = 4", "第4件が消されています"),
    "an operation away with its seal": (
        "DELETE FROM operation WHERE id = 4; DELETE FROM operation_seal WHERE id = 4",
        "その前の件が消された",
    ),
    "a seal away": ("DELETE FROM operation_seal WHERE id = 4", "第4件"),
    "a seal of another": (
        "UPDATE operation_seal SET seal = (SELECT seal FROM operation_seal WHERE id = 3) WHERE id = 4",
        "第4件",
    ),
    "all seals away": ("DELETE FROM operation_seal", "第1件"),
    "one put before": (
        "INSERT INTO operation VALUES (-1, '前から', '人', '2025-01-01T09:00:00+09:00', 0, NULL, NULL, 0)",
        "封印がありません",
    ),
    "two changed places": (
        (
            "UPDATE operation SET label = CASE id WHEN 3 THEN (SELECT label FROM operation WHERE id = 4)"
            " ELSE (SELECT label FROM operation WHERE id = 3) END WHERE id IN (3, 4)"
        ),
        "第3件",
    ),
}
"""What was changed in the history, the statement, and what the check names."""

OF_FACTS = {
    "a name": ("UPDATE person SET name = '別　人' WHERE id = 5", "名簿の5番の「氏名」"),
    "a birth": ("UPDATE person SET born_on = '1970-01-01' WHERE id = 5", "名簿の5番"),
    "a number": ("UPDATE person SET branch_number = '77' WHERE id = 5", "名簿の5番"),
    "a loss": (
        "UPDATE person SET ends_on = '2026-11-01', disqualified_on = '2026-11-01' WHERE id = 5",
        "名簿の5番",
    ),
    "a department": ("UPDATE person SET department = '別の課' WHERE id = 5", "名簿の5番"),
    "a person away": ("DELETE FROM person WHERE id = 5", "名簿の5番が、履歴にないまま消されています"),
    "a hand-over": ("UPDATE certificate SET handed_out_on = '2026-01-05' WHERE id = 3", "資格確認書の3番"),
    "an expiry": ("UPDATE certificate SET expires_on = '2030-01-01' WHERE id = 3", "資格確認書の3番"),
    "a sheet away": ("DELETE FROM certificate WHERE id = 3", "資格確認書の3番"),
    "an issue number": ("UPDATE certificate SET issue_number = 'X' WHERE id = 3", "資格確認書の3番"),
    "a stage": ("UPDATE stage SET enrolment = 'registered' WHERE id = 5", "5番"),
    "rules": ("UPDATE society SET rules_toml = rules_toml || '# x'", "健保の設定の1番の「規則ファイル」"),
    "the society's name": ("UPDATE society SET name = '別の健保'", "健保の設定の1番の「保険者の名称」"),
    "an office's code": ("UPDATE office SET code = '7777' WHERE id = 1", "事業所の1番の「事業所の記号」"),
    "an office more": ("INSERT INTO office (code, name) VALUES ('8888', '外から')", "履歴にないまま加えられ"),
    "a contact away": ("DELETE FROM contact WHERE id = 1", "声かけの1番"),
    "all contacts away": ("DELETE FROM contact", "声かけの1番"),
    "what a contact said": ("UPDATE contact SET note = '別の話' WHERE id = 1", "声かけの1番"),
    "a card": ("UPDATE elderly_card SET done_on = '2025-12-31' WHERE id = 1", "高齢受給者証の1番"),
}
"""What was changed behind the history, the statement, and what the check names."""


@pytest.mark.parametrize("what", [*OF_HISTORY, *OF_FACTS])
def test_what_was_changed_is_found_and_named(folder: Path, what: str) -> None:
    statements, named = (OF_HISTORY | OF_FACTS)[what]
    edit(folder, *statements.split("; "))
    # The entry sealed beside the database is the first to go, for who knows of it.
    (folder / NEWEST_FILE).unlink()
    assert named in "\n".join(checked(folder))


def older(folder: Path) -> None:
    """The file as it was some steps ago, in the place of what it became; a backup knows these steps."""
    shutil.copy(folder / DATABASE_FILE, folder / "older.db")
    store = open_store(folder, Unlock())
    add(store, "見本営業所")
    make_backup(store)
    store.close()
    (folder / "older.db").replace(folder / DATABASE_FILE)


def test_an_older_file_put_back_is_known_by_every_backup(folder: Path) -> None:
    older(folder)
    (folder / NEWEST_FILE).unlink()
    (found,) = checked(folder)
    assert "今のデータにない記録" in found
    assert "shikaku-" in found


def test_newest_steps_cut_off_are_known_by_every_backup(folder: Path) -> None:
    store = open_store(folder, Unlock())
    make_backup(store)
    store.close()
    edit(
        folder,
        *(
            f"DELETE FROM {table} WHERE {column} >= 8"
            for table, column in (("journal", "operation_id"), ("operation", "id"), ("operation_seal", "id"))
        ),
    )
    (folder / NEWEST_FILE).unlink()
    assert "今のデータにない記録" in checked(folder)[-1]


def test_who_restores_an_earlier_backup_says_so_in_the_history(folder: Path, tmp_path: Path) -> None:
    store = open_store(folder, Unlock())
    early = make_backup(store, tmp_path / "early.zip")
    add(store, "見本営業所")
    make_backup(store)
    store.close()
    restore_backup(early, folder, Unlock())
    store = open_store(folder, Unlock())
    assert store.queries.operations(1)[0].label == "バックアップから復元(early.zip)"
    assert verify(store) == []
    assert not (folder / RESTORED_FILE).exists()
    # It stands in no undo's way.
    assert store.last_undoable() is not None
    store.close()
    assert checked(folder) == []


def test_a_restore_that_was_none_is_not_told(folder: Path) -> None:
    older(folder)
    (folder / NEWEST_FILE).unlink()
    (folder / RESTORED_FILE).write_text('"shikaku-20261130-090000.zip"\n0123\n')
    assert "今のデータにない記録" in checked(folder)[0]


@pytest.mark.parametrize("undo", [True, False])
def test_a_step_that_fails_leaves_the_chain_whole(folder: Path, undo: bool) -> None:
    store = open_store(folder, Unlock())
    step: Callable[[], object] = store.undo if undo else lambda: add(store, "")
    with store.rehearsal() as tx:
        tx.save_office(Office(None, "9999", "試し"))
    step()
    assert verify(store) == []
    store.close()
