"""暦 in the window: keys, words, what screen readers hear, and that it is drawn in both looks."""

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.domain.duties import Why
from app.domain.life_calendar import Span
from app.ports import Store
from tests.ui.keyboard import in_dialog
from ui.dialogs.why import WhyDialog
from ui.look.theme import apply_text_size
from ui.pages.roster.page import RosterPage
from ui.pages.today.page import TodayPage
from ui.widgets.life_picture import LifePicture
from ui.window.main_window import MainWindow


def read(dialog: QWidget, seen: list[str]) -> None:
    assert isinstance(dialog, WhyDialog)
    seen.append(dialog.told.toPlainText())
    dialog.reject()


@pytest.fixture
def page(window: MainWindow, office: Store) -> RosterPage:
    """The roster on a leaver's calendar."""
    window.go("roster")
    page = window.current_page
    assert isinstance(page, RosterPage)
    row = next(r for r in office.queries.due_rows(page.context.today()) if r.why is Why.LOSS)
    page.open_with(row.person_id)
    return page


def test_y_shows_the_calendar_and_the_words_again(page: RosterPage, qtbot: QtBot) -> None:
    assert page.panel.life.isHidden()
    qtbot.keyClick(page.table, "y")
    assert page.panel.life.isVisible()
    assert page.panel.life.picture.hasFocus()
    assert not page.panel.details.isVisible()
    page.panel.view.click()
    assert page.panel.details.isVisible()


def test_arrows_go_from_bar_to_bar_and_tell_each_in_words(page: RosterPage, qtbot: QtBot) -> None:
    page.panel.toggle_life()
    life = page.panel.life
    heard = set()
    assert life.calendar is not None
    count = sum(len(lane.items) for lane in life.calendar.lanes)
    for _ in range(count):
        qtbot.keyClick(life.picture, Qt.Key.Key_Right)
        assert life.told.text() == life.picture.accessibleDescription() != ""
        heard.add(life.told.text())
    assert len(heard) == count
    qtbot.keyClick(life.picture, Qt.Key.Key_Home)
    assert life.told.text().startswith("資格: 資格あり")
    qtbot.keyClick(life.picture, Qt.Key.Key_Down)
    assert life.told.text().startswith("マイナ保険証: ")
    qtbot.keyClick(life.picture, Qt.Key.Key_Up)
    assert life.told.text().startswith("資格: ")
    assert "返却: 資格の喪失" in life.picture.accessibleName()


def test_the_mouse_finds_each_bar_and_the_tip_says_the_same(page: RosterPage, qtbot: QtBot) -> None:
    page.panel.toggle_life()
    picture = page.panel.life.picture
    for at, (lane, item) in enumerate(picture._items):
        box = picture._box(item, 38 + lane * 26)
        found = picture._found(QPoint(round(box.center().x()), round(box.center().y())))
        assert picture._items[found][0] == lane
        qtbot.mouseClick(picture, Qt.MouseButton.LeftButton, pos=box.center().toPoint())
        assert picture.accessibleDescription() == picture._words(found), at


def test_enter_on_a_duty_says_why_it_is_there(page: RosterPage, qtbot: QtBot) -> None:
    page.panel.toggle_life()
    picture = page.panel.life.picture
    seen: list[str] = []
    for _ in picture._items:
        qtbot.keyClick(picture, Qt.Key.Key_Right)
        item = picture.current()
        if isinstance(item, Span) and item.what is Why.LOSS:
            break
    in_dialog(lambda dialog: read(dialog, seen))
    qtbot.keyClick(picture, Qt.Key.Key_Return)
    assert "健康保険法施行規則51条1項" in seen[0]
    assert "app.domain.law.returns.loss" in seen[0]
    assert "資格がなくなる日" in seen[0]


def test_w_on_a_row_of_the_list_says_why_it_is_there(window: MainWindow, qtbot: QtBot) -> None:
    page = window.current_page
    assert isinstance(page, TodayPage)
    seen: list[str] = []
    for _ in range(min(6, len(page.model.rows))):
        row = page.table.current_row()
        assert row is not None
        in_dialog(lambda dialog: read(dialog, seen))
        qtbot.keyClick(page.table, "w")
        assert page.table.current_row() == row
        page.table.step_by(1)
    assert len(seen) == min(6, len(page.model.rows))


@pytest.mark.parametrize(("percent", "has_picture"), [(100, True), (200, False)])
def test_where_text_leaves_no_room_for_both_the_reason_has_it_all(
    window: MainWindow, qapp: QApplication, qtbot: QtBot, percent: int, *, has_picture: bool
) -> None:
    page = window.current_page
    assert isinstance(page, TodayPage)
    seen: list[bool] = []

    def look(dialog: QWidget) -> None:
        assert isinstance(dialog, WhyDialog)
        seen.append(dialog.picture.isVisible())
        assert dialog.told.height() > dialog.height() // 3
        dialog.reject()

    try:
        apply_text_size(qapp, percent)
        in_dialog(look)
        qtbot.keyClick(page.table, "w")
    finally:
        apply_text_size(qapp, 100)
    assert seen == [has_picture]


def test_time_is_moved_widened_and_brought_back(page: RosterPage) -> None:
    page.panel.toggle_life()
    life = page.panel.life
    assert life.calendar is not None
    usual = life.calendar.window
    life._move(1)
    assert life.calendar.window.first > usual.first
    # The same person read again keeps the days shown.
    page.mark_stale()
    assert life.calendar.window.first > usual.first
    life._show_now()
    assert life.calendar.window == usual
    for _ in range(9):
        life._zoom(1)
        life._move(-1)
    assert life.calendar.window.first.year >= 1900
    for _ in range(9):
        life._zoom(-1)
    assert (life.calendar.window.after - life.calendar.window.first).days < 190


def test_it_is_written_on_a4(page: RosterPage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = tmp_path / "calendar.pdf"
    monkeypatch.setattr(page.files, "to_save", lambda *_: out)
    page.panel.toggle_life()
    life = page.panel.life
    life.paper_wanted.emit(life.calendar)
    assert out.read_bytes().startswith(b"%PDF")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_day_looked_at_and_every_bar_are_drawn(page: RosterPage, window: MainWindow, theme: str) -> None:
    window.dress(theme)
    page.panel.toggle_life()
    QApplication.processEvents()
    picture = page.panel.life.picture
    image = picture.grab().toImage()
    assert colours(image, picture) > 6


def colours(image: QImage, picture: LifePicture) -> int:
    """How many colours stand in the middle of the lanes."""
    assert picture._calendar is not None
    found = set()
    for number in range(len(picture._calendar.lanes)):
        y = 38 + number * 26 + 13
        found |= {image.pixel(x, y) for x in range(image.width()) if y < image.height()}
    return len(found)
