"""設定 → 様式: one of ours or the society's file, looked at before it is taken; and the run follows."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pypdfium2
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

import resources
from app.ports import Store
from tests.ui.office import CTRL, ENTER, Answers, close, people, press, refusal, window
from ui.pages.printing.page import PrintingPage
from ui.pages.settings.layout import LayoutPanel
from ui.pages.settings.page import SettingsPage
from ui.window.main_window import MainWindow

OURS = resources.path("layouts/jsr-a4.toml").read_text("utf-8")


@pytest.fixture
def shown(store: Store, tmp_path: Path, qapp: QApplication) -> Iterator[MainWindow]:
    people(store, {"name": "髙橋　架空", "certificate_expires_on": date(2029, 11, 30)})
    made = window(store, [PrintingPage, SettingsPage], tmp_path)
    made.go("settings")
    yield made
    close(made)


@pytest.fixture
def panel(shown: MainWindow) -> LayoutPanel:
    page = shown.findChild(SettingsPage)
    assert page is not None
    page.list.setCurrentRow([page.list.item(n).text() for n in range(page.list.count())].index("様式"))
    return page.layouts


def layout_in_use(store: Store) -> str:
    return store.queries.society().layout


def test_another_form_of_ours_is_looked_at_taken_and_printed(
    store: Store, shown: MainWindow, panel: LayoutPanel, tmp_path: Path
) -> None:
    assert panel.preview.count == 4
    assert not panel.take.isEnabled()
    press(panel.choice, Qt.Key.Key_Down)
    assert panel.chosen == "book-a4"
    press(panel.choice, Qt.Key.Key_Down)
    assert panel.chosen == "card-a4"
    # The card's back is on the same side of the paper.
    assert panel.preview.count == 2
    assert layout_in_use(store) == ""
    press(panel.choice, ENTER, modifier=CTRL)
    assert layout_in_use(store) == "card-a4"
    assert not panel.take.isEnabled()
    shown.go("printing")
    page = shown.findChild(PrintingPage)
    assert page is not None
    press(page.choose.table, ENTER, modifier=CTRL)
    page.output.files = Answers(tmp_path / "card.pdf")  # type: ignore[assignment]
    page.output.save.click()
    document = pypdfium2.PdfDocument((tmp_path / "card.pdf").read_bytes())
    text: str = document[0].get_textpage().get_text_range()
    document.close()
    assert "髙橋　架空" in text


def test_a_file_of_the_society_is_checked_offered_and_taken(
    store: Store, shown: MainWindow, panel: LayoutPanel, tmp_path: Path
) -> None:
    file = tmp_path / "架空健保.toml"
    file.write_text(OURS.replace('name = "JSR健保 A4"', 'name = "架空健保の様式"'), "utf-8")
    panel.files = Answers(file)  # type: ignore[assignment]
    press(panel.choice, Qt.Key.Key_O, modifier=CTRL)
    assert panel.choice.currentText() == "架空健保の様式(健保のファイル)"
    assert panel.preview.count == 4
    press(panel.take, ENTER, modifier=CTRL)
    assert "架空健保の様式" in layout_in_use(store)
    shown.commands.undo()
    assert layout_in_use(store) == ""


def test_a_file_that_is_wrong_is_refused_with_its_line_and_the_form_stays(
    store: Store, shown: MainWindow, panel: LayoutPanel, tmp_path: Path
) -> None:
    file = tmp_path / "架空健保.toml"
    text = OURS.replace("border = 0.45", "boarder = 0.45")
    file.write_text(text, "utf-8")
    panel.files = Answers(file)  # type: ignore[assignment]
    press(panel.choice, Qt.Key.Key_O, modifier=CTRL)
    line = text[: text.index("[table]")].count("\n") + 1
    assert f"様式「架空健保.toml」の{line}行目" in refusal(shown)
    assert "今の様式はそのまま" in refusal(shown)
    assert layout_in_use(store) == ""


def test_each_save_of_the_file_is_looked_at_and_a_mistake_told_beside_the_last_sheet(
    store: Store, shown: MainWindow, panel: LayoutPanel, tmp_path: Path, qtbot: QtBot
) -> None:
    file = tmp_path / "架空健保.toml"
    file.write_text(OURS.replace('name = "JSR健保 A4"', 'name = "架空健保の様式"'), "utf-8")
    panel.files = Answers(file)  # type: ignore[assignment]
    press(panel.choice, Qt.Key.Key_O, modifier=CTRL)
    forms = panel.choice.count()
    card = resources.path("layouts/card-a4.toml").read_text("utf-8")
    # As an editor does that puts a new file in the place of the old one.
    (tmp_path / "new").write_text(card, "utf-8")
    (tmp_path / "new").replace(file)
    qtbot.waitUntil(lambda: panel.preview.count == 2)
    assert panel.choice.count() == forms
    file.write_text(card.replace("width = 64.0", "width = 164.0"), "utf-8")
    qtbot.waitUntil(lambda: "行目" in panel.problem.text())
    assert panel.preview.count == 2
    assert not panel.take.isEnabled()
    file.write_text(card, "utf-8")
    qtbot.waitUntil(panel.take.isEnabled)
    assert panel.problem.text() == ""
    press(panel.take, ENTER, modifier=CTRL)
    assert layout_in_use(store) == card


def test_words_that_cannot_be_drawn_are_told_and_cannot_be_taken(
    store: Store, shown: MainWindow, panel: LayoutPanel, tmp_path: Path
) -> None:
    file = tmp_path / "架空健保.toml"
    file.write_text(OURS.replace('label = "性別"', 'label = "性別\U00030000"'), "utf-8")
    panel.files = Answers(file)  # type: ignore[assignment]
    press(panel.choice, Qt.Key.Key_O, modifier=CTRL)
    assert "U+30000" in panel.problem.text()
    assert not panel.take.isEnabled()
    assert layout_in_use(store) == ""
