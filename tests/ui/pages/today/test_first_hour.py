"""The first hour: four cards with what is done and left; papers of before in one step, by marks."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.changes import Changes
from app.domain.person import Enrolment
from app.ports import Store
from app.usecases.settings.first_steps import FirstStep, first_steps, given_earlier
from tests.conftest import TODAY
from tests.ui import office as small
from tests.ui.office import close, people, press
from tests.ui.pages.roster.test_roster import in_dialog
from ui.bootstrap import create_data_folder, open_data_folder
from ui.dialogs.earlier import EarlierDialog
from ui.pages import PAGES
from ui.pages.today.page import TodayPage
from ui.window.main_window import MainWindow

FAR = date(2029, 11, 30)
LONG_HERE = {"enrolment": Enrolment.NO_CARD, "qualified_on": date(2020, 4, 1), "certificate_expires_on": FAR}


@pytest.fixture
def real(tmp_path: Path) -> Iterator[Store]:
    """An office of its own, not the sample."""
    create_data_folder(tmp_path / "real", "えんぴつ 灯台 みかん")
    opened = open_data_folder(tmp_path / "real", "えんぴつ 灯台 みかん")
    yield opened
    opened.close()


@pytest.fixture
def page(real: Store, tmp_path: Path) -> Iterator[TodayPage]:
    shown = small.window(real, PAGES, tmp_path)
    shown.go("today")
    page = shown.current_page
    assert isinstance(page, TodayPage)
    yield page
    close(shown)


def frame(page: TodayPage) -> MainWindow:
    shown = page.window()
    assert isinstance(shown, MainWindow)
    return shown


def test_without_a_roster_the_four_cards_stand_there_and_enter_goes_on(page: TodayPage) -> None:
    assert page.first.isVisible()
    cards = page.first.cards
    assert [card._title.text()[0] for card in cards.values()] == ["1", "2", "3", "4"]
    assert cards[FirstStep.ROSTER].button.hasFocus()
    assert not cards[FirstStep.EARLIER].button.isEnabled()
    press(cards[FirstStep.SOCIETY].button, Qt.Key.Key_Space)
    assert frame(page).current_page.name == "settings"
    frame(page).go("today")
    press(cards[FirstStep.ROSTER].button, Qt.Key.Key_Space)
    assert frame(page).current_page.name == "import_list"


def test_papers_of_before_are_recorded_in_one_step_of_those_who_may_hold_one(
    page: TodayPage, real: Store, qtbot: QtBot
) -> None:
    people(
        real,
        LONG_HERE,
        LONG_HERE,
        LONG_HERE | {"qualified_on": TODAY - timedelta(days=3)},
        LONG_HERE | {"enrolment": Enrolment.REGISTERED},
    )
    frame(page).events.changed.emit(Changes.ALL)
    assert page.first_strip.is_open
    page.first_strip.go_on.click()
    card = page.first.cards[FirstStep.EARLIER]
    assert "まとめて記録します" in card._state.text()
    said: list[str] = []

    def accept(dialog: QWidget) -> None:
        assert isinstance(dialog, EarlierDialog)
        said.append(dialog.save.text())
        # One mark more and one less, by keys alone.
        dialog.table.setFocus()
        dialog.table.select_at(0)
        qtbot.keyClick(dialog.table, Qt.Key.Key_Space)
        said.append(dialog.save.text())
        qtbot.keyClick(dialog.table, Qt.Key.Key_Space)
        qtbot.keyClick(dialog.save, Qt.Key.Key_Return)

    in_dialog(accept)
    assert len(given_earlier(real.queries.person_rows(), TODAY)) == 2
    card.button.click()
    assert said == ["2名を配付済みとして記録", "1名を配付済みとして記録"]
    states = {step.step: step.is_done for step in first_steps(real.queries, real.queries.due_counts(TODAY))}
    assert states[FirstStep.EARLIER]
    assert states[FirstStep.ROSTER]
    assert not states[FirstStep.SOCIETY]
    assert given_earlier(real.queries.person_rows(), TODAY) == []


def test_the_reminder_is_closed_for_good(page: TodayPage, real: Store) -> None:
    people(real, LONG_HERE)
    frame(page).events.changed.emit(Changes.ALL)
    assert page.first_strip.isVisible()
    assert "これまでに配った証" in page.first_strip.notice.text()
    page.first_strip.close_it.click()
    frame(page).events.changed.emit(Changes.ALL)
    assert not page.first_strip.isVisible()
