"""The window of each role: the screens that are there, and what is greyed with its reason."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from app.domain.roles import User, UserRole
from app.ports import Store
from db.folder.access import Access
from db.store import SqliteStore
from tests.conftest import TODAY
from tests.ui.office import close, press, refusal, window
from ui.look.bound import bound_in
from ui.pages import PAGES
from ui.window.main_window import MainWindow

R = UserRole
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
ALL = {place.name for place in PAGES}
SCREENS = {
    R.ADMIN: ALL,
    R.CLERK: ALL,
    R.STAND_IN: {"today", "roster", "desk", "settings"},
    R.READER: {"today", "roster", "settings"},
    R.AUDITOR: {"reports", "settings"},
}


@contextmanager
def window_of(
    office: Store, role: UserRole, tmp_path: Path, clock: Callable[[], datetime] = lambda: NOON
) -> Iterator[MainWindow]:
    assert isinstance(office, SqliteStore)
    office.user = "見本 花子"
    until = TODAY if role is R.STAND_IN else None
    office._connection.access = office._access = Access(User("見本 花子", role, until), clock)
    made = window(office, [place for place in PAGES if place.is_for(office.may)], tmp_path)
    yield made
    close(made)


def greyed(made: MainWindow) -> dict[str, str]:
    """What is shown on the page and cannot be pressed because of the role, with its reason."""
    buttons = made.current_page.findChildren(QPushButton)
    shown = [one for one in buttons if one.isVisible() and getattr(one, "_is_barred", False)]
    assert not any(one.isEnabled() for one in shown)
    return {one.text().split("  ")[0].split(" ")[0]: one.toolTip() for one in shown}


@pytest.mark.parametrize("role", R)
def test_each_sees_its_screens_and_every_one_opens(
    office: Store, role: UserRole, tmp_path: Path, qtbot: QtBot
) -> None:
    with window_of(office, role, tmp_path) as made:
        assert {page.name for page in made.pages} == SCREENS[role]
        for page in made.pages:
            made.go(page.name)
            assert made.current_page.name == page.name
            assert refusal(made) == ""
        made.refresh_counts()
        assert "見本 花子" in made.top_bar._words[1].text()


def test_a_reader_sees_the_list_and_records_nothing(office: Store, tmp_path: Path, qtbot: QtBot) -> None:
    with window_of(office, R.READER, tmp_path) as made:
        made.go("today")
        why = greyed(made)
        assert {"声かけ済みにする", "期日・休止", "方法・返事", "書き出す"} & set(why)
        assert any("閲覧の方は" in reason for reason in why.values())
        ready = {one.action.name for one in bound_in(made.current_page)}
        assert not ready & {"today.act", "today.contact", "today.due", "today.save", "roster.act"}
        before = office.queries.operations(1)
        table = made.current_page.table  # type: ignore[attr-defined]
        table.setFocus()
        press(table, "C")
        assert "閲覧の方はこの記録ができません" in refusal(made)
        assert office.queries.operations(1) == before
        made.go("roster")
        assert {"退職・喪失", "訂正", "できごと"} <= set(greyed(made))
        made.go("printing")
        assert "この画面は閲覧の方にはありません" in refusal(made)


def test_an_auditor_sees_the_history_only(office: Store, tmp_path: Path, qtbot: QtBot) -> None:
    with window_of(office, R.AUDITOR, tmp_path) as made:
        made.go("reports")
        page = made.current_page
        papers = [page.list.item(row).text() for row in range(page.list.count())]  # type: ignore[attr-defined]
        assert papers == ["操作の履歴", "変更の記録"]
        assert not greyed(made)


def test_the_last_day_passes_while_the_window_is_open(office: Store, tmp_path: Path, qtbot: QtBot) -> None:
    now = [NOON]
    with window_of(office, R.STAND_IN, tmp_path, lambda: now[0]) as made:
        made.go("today")
        now[0] += timedelta(days=1)
        made.go("roster")
        assert made.current_page.is_empty
        assert "令和8年11月23日まで" in made.current_page._empty_words.text()
