"""Records past their time are looked through in the settings, and go with the number of people typed."""

import pytest
from PySide6.QtCore import Qt

from app.ports import Store, untold
from db.store import SqliteStore
from tests.db.purging.leavers import enter
from tests.ui.office import CTRL, ENTER, press, refusal, type_into
from ui.pages.settings.page import SettingsPage
from ui.pages.settings.retention import RetentionPanel
from ui.window.main_window import MainWindow


@pytest.fixture
def store(store: Store) -> Store:
    assert isinstance(store, SqliteStore)
    enter(store)
    return store


@pytest.fixture
def panel(empty_window: MainWindow) -> RetentionPanel:
    empty_window.go("settings")
    page = empty_window.findChild(SettingsPage)
    assert page is not None
    page.shown.setCurrentWidget(page.retention)
    return page.retention


def names(panel: RetentionPanel) -> list[str]:
    return [row.name for row in panel._model.rows]


def test_who_is_past_the_time_goes_with_the_number_typed(
    store: Store, panel: RetentionPanel, empty_window: MainWindow
) -> None:
    panel._context.folder.backups().now(None, untold).rename(
        store.folder / "backups" / "shikaku-20261101-090000.zip"
    )
    assert names(panel) == ["霧島\u3000澪", "霧島\u3000岳人"]
    assert panel.purge.text() == "印のある2名の記録を消す"
    assert "元に戻せません" in panel.final.text()
    assert "小霧島\u3000岳人 さんの、声かけの「メモ」" in panel.mentioned.text()
    type_into(panel.count, "3")
    press(panel.count, ENTER, modifier=CTRL)
    assert "2名" in refusal(empty_window)
    panel.count.clear()
    type_into(panel.count, "2")
    press(panel.count, ENTER, modifier=CTRL)
    assert "2名の記録を、すべての表と履歴から消しました" in panel.told.text()
    # What somebody wrote about them is named, for nobody can take it apart.
    assert "声かけの「メモ」" in panel.told.text()
    assert names(panel) == []
    assert not panel.purge.isEnabled()
    assert "shikaku-20261101-090000.zip" in panel.kept.text().replace("\u200b", "")
    panel.back_up.click()
    assert "古いもの1個を消しました" in panel.told.text()
    assert panel.kept.text() == ""
    assert panel._context.folder.verify() == []


def test_whose_mark_is_taken_stays_with_the_employee(store: Store, panel: RetentionPanel) -> None:
    panel.table.setFocus()
    panel.table.select_first()
    press(panel.table, Qt.Key.Key_Space)
    assert panel.purge.text() == "消せる方はいません"
    press(panel.table, Qt.Key.Key_Space)
    assert panel.purge.text() == "印のある2名の記録を消す"


def test_the_years_are_chosen_and_fewer_than_two_need_a_reason(
    store: Store, panel: RetentionPanel, empty_window: MainWindow
) -> None:
    assert not panel.reason.isVisible()
    panel.years.clear()
    type_into(panel.years, "1")
    assert panel.reason.isVisible()
    panel.save.click()
    assert "施行規則34条" in refusal(empty_window)
    type_into(panel.reason, "健保の指示")
    panel.save.click()
    assert store.queries.retention().years == 1
    panel.years.clear()
    type_into(panel.years, "5")
    panel.save.click()
    assert names(panel) == []
    panel.shown.choose("all")
    panel.shown.chosen.emit("all")
    assert len(names(panel)) == 2
