"""A data folder written by version 0.1.0 (schema 0001) opens with everything in it, and goes on.

tests/upgrade/ holds the folder, what stood in it, and the script that wrote both.
"""

import json
import zipfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from app.changes import Upgrade
from app.domain.certificate import CertificateStatus, ReplaceCause
from app.domain.contact import About, Reply
from app.domain.duties import DutyKind, Why
from app.domain.rules import RULE_TYPES, read_rule_book
from app.errors import AlreadyUndone, UpgradeDeclined
from app.words import entries
from db.backup.backup import verify
from db.backup.restore import restore_backup
from db.folder.names import DATABASE_FILE
from db.keys.keys import Unlock
from db.store import SqliteStore, open_store
from db.upgrade import LATEST, scripts_folder

KEPT = Path(__file__).parents[2] / "upgrade"
FACTS = json.loads((KEPT / "facts-0001.json").read_text("utf-8"))
TABLES = [name for name in FACTS if name != "due"]
TODAY = date(2026, 11, 23)
DONE = (
    *("回収 古い証", "番号の変更", "異動", "差替", "登録済", "声かけ", "返送 2枚"),
    *("高齢受給者証の回収", "回収 1枚", "退職", "配付 4名", "確認"),
)
"""What can be taken back in the folder, the latest first; before it a sheet went to a printer."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    with zipfile.ZipFile(KEPT / "data-0001.zip") as pack:
        pack.extractall(tmp_path / "data")
    return tmp_path / "data"


@pytest.fixture
def store(folder: Path) -> Iterator[SqliteStore]:
    opened = open_store(folder, Unlock())
    yield opened
    opened.close()


def test_it_is_shown_first_with_its_backup_and_a_no_changes_nothing(folder: Path) -> None:
    shown: list[Upgrade] = []

    def decline(upgrade: Upgrade) -> None:
        shown.append(upgrade)
        raise UpgradeDeclined("今はしない。")

    before = (folder / DATABASE_FILE).read_bytes()
    with pytest.raises(UpgradeDeclined, match="今はしない"):
        open_store(folder, Unlock(), agree=decline)
    assert (folder / DATABASE_FILE).read_bytes() == before
    (upgrade,) = shown
    assert (upgrade.steps[0], upgrade.steps[-1]) == ("0002_life_events", LATEST)
    assert len(set(upgrade.changes)) == len(upgrade.steps)
    assert upgrade.backup.is_file()
    assert str(upgrade.backup) in upgrade.way_back
    open_store(folder, Unlock(), agree=shown.append).close()
    open_store(folder, Unlock(), agree=decline).close()
    assert [found.steps for found in shown] == [upgrade.steps] * 2


def test_every_step_says_what_it_brings() -> None:
    assert list(entries("Migration")) == sorted(script.stem for script in scripts_folder().glob("[0-9]*.py"))


def rows(store: SqliteStore, table: str) -> list[list[Any]]:
    """The columns that 0001 had."""
    connection = store.new_connection()
    try:
        columns = ", ".join(FACTS[table]["columns"])
        # What the upgrade made of rows is told in one operation more, which no undo sees.
        kept = " WHERE depth >= 0" if table == "operation" else ""
        return [list(row) for row in connection.rows(f"SELECT {columns} FROM {table}{kept} ORDER BY id")]
    finally:
        connection.close()


def state(store: SqliteStore) -> dict[str, list[list[Any]]]:
    return {table: rows(store, table) for table in TABLES if table != "operation"}


def test_nothing_is_lost_and_the_check_finds_nothing(store: SqliteStore) -> None:
    for table in TABLES:
        assert rows(store, table) == FACTS[table]["rows"], table
    assert verify(store) == []


def test_a_backup_was_made_before_and_restores(store: SqliteStore, folder: Path, tmp_path: Path) -> None:
    (backup,) = (folder / "backups").iterdir()
    assert backup.name.startswith("before-upgrade-from-0001_initial-")
    restore_backup(backup, tmp_path / "again", Unlock())
    again = open_store(tmp_path / "again", Unlock())
    assert state(again) == state(store)
    again.close()
    connection = store.new_connection()
    assert connection.rows("SELECT name FROM schema_migration")[-1] == (LATEST,)
    connection.close()


def test_opening_again_changes_nothing(store: SqliteStore, folder: Path) -> None:
    before = state(store)
    store.close()
    again = open_store(folder, Unlock())
    assert state(again) == before
    assert len(list((folder / "backups").iterdir())) == 1
    again.close()


def test_the_rules_go_on_and_new_ones_are_those_of_the_notice(store: SqliteStore) -> None:
    rules = read_rule_book(store.queries.society().rules_toml).at(TODAY)
    assert set(rules.entries) == set(RULE_TYPES)
    assert (rules.return_days, rules.card_grace_months, rules.reminder_steps) == (5, 3, 3)


def test_the_due_list_says_what_it_said_but_where_a_rule_was_made_right(store: SqliteStore) -> None:
    def listed(found: list[list[Any]]) -> set[tuple[Any, ...]]:
        return {(*row[:3], due_now(row[0], row[3])) for row in found}

    def due_now(kind: str, due_on: str | None) -> str | None:
        """Nobody sets a day for registering; nothing was late before the office knew of the person."""
        if kind == "register":
            return None
        return "2026-03-06" if (kind, due_on) == ("print", "2025-12-07") else due_on

    def now(on: date) -> set[tuple[Any, ...]]:
        return {
            (row.kind.value, row.key, row.issue_number, row.due_on and str(row.due_on))
            for row in store.queries.due_rows(on)
            # In those days the list asked the society nothing.
            if row.kind is not DutyKind.ASK or row.why is Why.COPAY_MISSING
        }

    sheet = next(row[2] for row in FACTS["due"]["2026-11-05"] if row[1] == "2001-106-00")
    late, right = ("print", "2001-102-00", "", "2026-03-06"), ("print", "2001-102-00", "", "2026-11-21")
    asked = ("register", "2001-106-00", "", None)
    # Over 70, and the list names no 割合.
    without = ("ask", "2001-104-00", "", "2026-03-01")
    early = ("return", "2001-106-00", sheet, "2026-11-26")
    for on, gone, new in (
        # What was learned on the 12th does not count on the 5th.
        ("2026-11-05", {early}, {asked}),
        # The days to print begin when the last paper was void.
        ("2026-11-23", {late}, {right}),
        ("2027-02-10", {late}, {right}),
    ):
        before = listed(FACTS["due"][on])
        assert gone <= before
        assert now(date.fromisoformat(on)) == before - gone | new | {without}


def test_what_is_new_has_a_value(store: SqliteStore) -> None:
    people = {p.key: p for p in store.queries.people()}
    told = store.queries.person_detail(people["2001-103-00"].id, TODAY).contacts
    assert [(c.about, c.reply) for c in told] == [(About.REGISTER, Reply.NONE)]
    exchanged = store.queries.person_detail(people["2001-102-00"].id, TODAY).certificates[-1]
    assert exchanged.replace_cause is ReplaceCause.REISSUE
    assert {p.card_expires_on for p in people.values()} == {None}


def test_all_that_was_done_before_can_be_taken_back_and_brought_back(store: SqliteStore) -> None:
    whole = state(store)
    for label in DONE:
        assert store.undo().label == label
        assert verify(store) == [], label
    assert {row.status for row in store.queries.certificate_rows()} == {CertificateStatus.PLANNED}
    with pytest.raises(AlreadyUndone, match="「出力」は元に戻せません"):
        store.undo()
    for label in reversed(DONE):
        assert store.redo().label == label
        assert verify(store) == [], label
    assert state(store) == whole


def test_what_was_taken_back_before_can_be_brought_back(store: SqliteStore) -> None:
    assert store.redo().label == "返送 古い証"
    assert store.redo().label == "声かけ 2回目"
    assert verify(store) == []
    sheets = {row.key: row.status for row in store.queries.certificate_rows()}
    assert sheets["2001-102-00"] is CertificateStatus.FORWARDED
    # It left on the 20th; on the 19th it lay in the office.
    on_19 = {row.why for row in store.queries.due_rows(date(2026, 11, 19)) if row.key == "2001-102-00"}
    assert Why.SHEET_BACK in on_19
    asked = {row.key for row in store.queries.due_rows(TODAY) if row.kind is DutyKind.REGISTER}
    assert "2001-103-01" not in asked
    with pytest.raises(AlreadyUndone, match="やり直せる操作はありません"):
        store.redo()
    store.undo()
    store.undo()
    assert state(store) == {t: FACTS[t]["rows"] for t in TABLES if t != "operation"}


def test_work_goes_on(store: SqliteStore) -> None:
    holder = next(p for p in store.queries.people() if p.key == "2001-106-00")
    assert holder.id is not None
    with store.transaction("差替") as tx:
        (sheet,) = tx.certificates_of(holder.id)
        tx.save_certificate(sheet.supersede(TODAY, ReplaceCause.NAME))
    (row,) = [row for row in store.queries.due_rows(TODAY) if row.why is Why.REPLACED]
    assert row.reason == "氏名が変わりました。古い証(無効)を回収します"
    assert verify(store) == []
