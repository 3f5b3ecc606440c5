"""The window of an office that others have open, too: its lists follow, and nothing moves under a hand."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.domain.person import Office
from db.store import SqliteStore
from tests.factories import person
from tests.ui.office import window
from ui.pages.roster.page import RosterPage
from ui.pages.settings.page import SettingsPage
from ui.window.main_window import MainWindow


def enter(store: SqliteStore, name: str, number: str) -> None:
    with store.transaction(f"追加 {name}") as tx:
        (office,) = tx.offices()
        tx.save_person(person(id=None, office_id=office.id, name=name, number=number))


@pytest.fixture
def ours(two: list[SqliteStore], tmp_path: Path, qtbot: QtBot) -> Iterator[MainWindow]:
    with two[0].transaction("事業所") as tx:
        tx.save_office(Office(None, "2001", "見本支店"))
    enter(two[0], "見本 花子", "11")
    made = window(two[0], [RosterPage, SettingsPage], tmp_path)
    qtbot.addWidget(made)
    made.following.timer.setInterval(10)
    made.go(RosterPage.place.name)
    yield made
    made.following.timer.stop()


def names(ours: MainWindow) -> list[str]:
    page = ours.page(RosterPage.place.name)
    assert isinstance(page, RosterPage)
    return [row.name for row in page.model.rows]


def test_a_list_follows_what_others_record(two: list[SqliteStore], ours: MainWindow, qtbot: QtBot) -> None:
    enter(two[1], "例示 次郎", "22")
    qtbot.waitUntil(lambda: sorted(names(ours)) == ["例示 次郎", "見本 花子"])
    # Whose step may be taken back has not changed.
    QTest.keyClick(ours, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: names(ours) == ["例示 次郎"])


def test_nothing_moves_while_a_form_is_filled_in(
    two: list[SqliteStore], ours: MainWindow, qtbot: QtBot
) -> None:
    ours.go(SettingsPage.place.name)
    page = ours.current_page
    assert isinstance(page, SettingsPage)
    page.open_with("society")
    field = page.society.address
    field.setFocus()
    field.clear()
    QTest.keyClicks(field, "half")
    with two[1].transaction("健保") as tx:
        tx.save_society(replace(tx.society(), address="例示県"))
    with qtbot.waitSignal(ours.following.timer.timeout):
        """Time to look."""
    ours.following.look()
    assert field.text() == "half"
    page.society.save.click()
    assert "佐藤 さんが" in ours.strip.sentence
    assert "例示県" in ours.strip.sentence
    assert two[1].queries.society().address == "例示県"
    field.clear()
    qtbot.waitUntil(lambda: field.text() == "例示県")


def test_a_server_that_goes_away_and_comes_back_is_told(
    two: list[SqliteStore], ours: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    connection = two[0]._connection
    with monkeypatch.context() as away:
        away.setattr("db.folder.postgres._PATIENCE", 0)
        away.setattr(connection, "address", "host=/nonexistent dbname=none")
        connection._raw.close()  # type: ignore[attr-defined]
        qtbot.waitUntil(lambda: "つながりません" in ours.strip.sentence)
        ours.current_page.mark_stale()
        assert "つながりません" in ours.strip.sentence
    enter(two[1], "例示 次郎", "22")
    qtbot.waitUntil(lambda: len(names(ours)) == 2)
    assert ours.strip.sentence == ""


def test_who_else_has_a_household_open_is_said_beside_it(
    two: list[SqliteStore], ours: MainWindow, qtbot: QtBot
) -> None:
    page = ours.current_page
    assert isinstance(page, RosterPage)
    page.table.select_at(0)
    (row,) = page.model.rows
    assert page.panel.others.isHidden()
    assert [user for user, _ in two[1].others.at([row.person_id])] == ["山田"]
    two[1].others.come(row.person_id)
    qtbot.waitUntil(lambda: "佐藤 さん(" in page.panel.others.text() and page.panel.others.isVisible())
    two[1].others.come(None)
    qtbot.waitUntil(page.panel.others.isHidden)
    ours.go(SettingsPage.place.name)
    assert two[1].others.at([row.person_id]) == []


def test_who_was_removed_elsewhere_leaves_the_window_with_the_reason(
    two: list[SqliteStore], ours: MainWindow, qtbot: QtBot
) -> None:
    told: list[str] = []
    ours.following._locked_out = told.append
    two[0]._access.lock_out("見本 花子 さんは、利用者から外されました。")
    qtbot.waitUntil(lambda: told == ["見本 花子 さんは、利用者から外されました。"])
    assert not ours.following.timer.isActive()
