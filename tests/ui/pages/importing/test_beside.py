"""Long work goes on beside the window: reading can be stopped, and a large step is taken back so too."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.parcels.file import PARCEL
from app.ports import Store
from tests.parcels.branches import SECRET, Branch, employee
from tests.ui.held_tasks import HeldTasks
from tests.ui.office import CTRL, ENTER, close, press, type_into, window
from tests.ui.pages.importing.test_import_list import HANAKO, TARO, choose, file
from ui.pages.importing.page import PLAN, WAITING, ImportPage
from ui.window import taking_back
from ui.window.main_window import MainWindow


@pytest.fixture
def shown(store: Store, tmp_path: Path, qtbot: QtBot) -> Iterator[MainWindow]:
    made = window(store, [ImportPage], tmp_path, tasks=HeldTasks)
    qtbot.addWidget(made)
    made.go("import_list")
    yield made
    close(made)


@pytest.fixture
def page(shown: MainWindow) -> ImportPage:
    made = shown.findChild(ImportPage)
    assert made is not None
    return made


def held(page: ImportPage) -> HeldTasks:
    tasks = page.context.tasks
    assert isinstance(tasks, HeldTasks)
    return tasks


def state(page: ImportPage) -> int:
    return page._states.currentIndex()


def test_reading_is_stopped_by_one_key_and_nothing_of_the_file_stays(
    page: ImportPage, tmp_path: Path
) -> None:
    choose(page, file(tmp_path, TARO))
    assert (state(page), page.told.text(), page.stop.isVisible()) == (WAITING, "読んでいます。", True)
    press(page.stop, Qt.Key.Key_Escape)
    held(page).run()
    assert (state(page), page.looked, page.told.text(), page.stop.isHidden()) == (WAITING, None, "", True)
    choose(page, file(tmp_path, TARO))
    held(page).run()
    assert (state(page), page.stop.isHidden()) == (PLAN, True)


def test_stopping_to_read_again_shows_what_was_shown_before(page: ImportPage, tmp_path: Path) -> None:
    choose(page, file(tmp_path, TARO, HANAKO))
    held(page).run()
    press(page.plan.tables["added"], Qt.Key.Key_Home, Qt.Key.Key_Space)
    assert len(page.answers.without) == 1
    press(page.leave, Qt.Key.Key_Escape)
    held(page).run()
    assert (state(page), page.answers.without, page.apply.text()) == (PLAN, (), "新規2名を取り込む")


def test_a_large_step_is_taken_back_beside_the_work_and_can_be_stopped(
    store: Store, shown: MainWindow, page: ImportPage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(taking_back, "LARGE", 2)
    choose(page, file(tmp_path, TARO, HANAKO))
    held(page).run()
    press(page.plan.groups, ENTER, modifier=CTRL)
    held(page).run()
    bar = shown.bottom_bar

    def undo() -> None:
        press(page.choose, Qt.Key.Key_Z, modifier=CTRL)

    undo()
    assert (bar.sentence.text(), bar.stop.isVisible()) == ("元に戻しています 0%", True)
    undo()
    assert len(held(page).waiting) == 1
    bar.stop.click()
    held(page).run()
    assert (len(store.queries.people()), bar.stop.isHidden()) == (2, True)
    undo()
    held(page).run()
    assert (store.queries.people(), bar.stop.isHidden()) == ([], True)
    assert "元に戻しました: 取込" in bar.sentence.text()
    held(page).waiting.clear()
    press(page.choose, Qt.Key.Key_Y, modifier=CTRL)
    held(page).run()
    assert len(store.queries.people()) == 2


def test_a_file_of_an_office_is_merged_beside_the_work_and_can_be_stopped(
    store: Store, page: ImportPage, tmp_path: Path, empty_office: Path
) -> None:
    east = Branch(tmp_path / "east", empty_office, "east")
    east.add(employee("101", east.office("2001", "東の事業所")))
    east.write()
    east.store.close()
    path = next(tmp_path.glob(f"east-*{PARCEL.ending}"))
    parcels = page.parcels

    def merge() -> None:
        page.read(path)
        type_into(page.questions.typed, SECRET)
        press(page.questions.typed, ENTER)

    merge()
    assert (parcels.progress.isVisible(), parcels.stop.isVisible()) == (True, True)
    # A second one waits until the first is in.
    page.read(path)
    assert state(page) == WAITING
    press(parcels.stop, Qt.Key.Key_Escape)
    held(page).run()
    assert (store.queries.people(), parcels.progress.isHidden(), parcels.stop.isHidden()) == ([], True, True)
    merge()
    held(page).run()
    assert [one.name for one in store.queries.people()] == ["架空 101"]
    assert (parcels.progress.isHidden(), page.told.text()[:1]) == (True, "✓")
