"""The manual inside the program: found in two steps, today's pictures, no link into nothing."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from pypdf import PdfReader
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

import resources
from app.words import texts
from installer.manual_pages import SCREENS, WORDS, scenes, words_on
from tests.tagged import heard
from tests.ui.keyboard import Keyboard
from ui.cli.commands import shikaku
from ui.cli.manual import pdf
from ui.dialogs.about import AboutDialog
from ui.pages import PAGES
from ui.widgets.manual_window import INDEX, ManualWindow
from ui.window.main_window import MainWindow
from ui.words.manual import CONTENTS, find_in_manual, manual, manual_page, manual_pages

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


@pytest.fixture
def opened(window: MainWindow) -> ManualWindow:
    Keyboard().press(Qt.Key.Key_F1)
    shown = window.findChild(ManualWindow)
    assert shown is not None
    return shown


def test_f1_shows_the_page_of_the_screen(window: MainWindow, opened: ManualWindow, qtbot: QtBot) -> None:
    assert opened.page == "today"
    assert opened.text.toPlainText().startswith("今日")
    Keyboard().press(Qt.Key.Key_Escape)
    assert not opened.isVisible()
    window.activateWindow()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is window)
    window.go("desk")
    Keyboard().press(Qt.Key.Key_F1)
    assert opened.page == "desk"
    assert len(window.findChildren(ManualWindow)) == 1


@pytest.mark.parametrize(
    ("title", "told"),
    [
        ("人が辞めるとき", "退職日"),
        ("紙づまり・印刷が途中で止まった", "最後の良い用紙"),
        ("証をなくした・傷めた", "滅失届"),
        ("新しいPCに移す", "バックアップを選んで戻す"),
        ("引継ぎ(担当が替わるとき)", "復旧コード"),
    ],
)
def test_every_task_is_one_choice_away_from_f1(opened: ManualWindow, title: str, told: str) -> None:
    """F1, then one choice in the contents."""
    (item,) = opened.contents.findItems(title, Qt.MatchFlag.MatchContains)
    opened.contents.setCurrentItem(item)
    opened.contents.setFocus()
    QTest.keyClick(opened.contents, Qt.Key.Key_Return)
    assert opened.text.toPlainText().startswith(title)
    assert told in opened.text.toPlainText()


@pytest.mark.parametrize(
    ("words", "page"),
    [
        ("退職", "leaver"),
        ("紙詰まり", "jam"),
        ("紛失", "lost"),
        ("新しいパソコン", "new_pc"),
        ("後任", "handover"),
    ],
)
def test_the_words_people_use_find_the_page(opened: ManualWindow, words: str, page: str) -> None:
    opened.search.setText(words)
    opened.search.textEdited.emit(words)
    QTest.keyClick(opened.search, Qt.Key.Key_Return)
    assert opened.page == page


def test_a_link_and_the_way_back(opened: ManualWindow) -> None:
    opened.turn_to("phone")
    opened.text.anchorClicked.emit("search.md")
    assert opened.page == "search"
    opened.go_back()
    assert opened.page == "phone"
    opened.turn_to("no such page")
    assert opened.page == INDEX


def test_every_page_stands_in_the_contents_and_every_link_leads_somewhere() -> None:
    folder = resources.path("manual")
    assert {page.name for page in manual_pages()} == {file.stem for file in folder.glob("*.md")}
    assert {page.name for page in PAGES} <= {page.name for page in manual_pages()}
    assert len({page.title for page in manual_pages()}) == len(manual_pages())
    for page in manual_pages():
        for target in re.findall(r"\]\(([^)#]+)\)", page.text):
            assert (folder / target).is_file(), (page.name, target)
    assert manual()[0].title == "こんなとき"
    assert find_in_manual("  ") == []


def test_the_pictures_are_of_today(window: MainWindow) -> None:
    """By the words on them: fonts differ from machine to machine."""
    told = json.loads((SCREENS / WORDS).read_text("utf-8"))
    seen = {name: words_on(window) for name in scenes(window)}
    assert seen == told, "python3 run.py manual"
    pictures = {file.stem for file in SCREENS.glob("*.png")}
    assert pictures == {*told, "guide_slip"}
    for name in pictures:
        assert any(f"screens/{name}.png" in page.text for page in manual_pages()), name


def test_the_manual_is_written_for_a_browser_and_on_paper(tmp_path: Path, qapp: QApplication) -> None:
    out = tmp_path / "manual"
    done = CliRunner().invoke(shikaku, ["--data", str(tmp_path / "none"), "manual", str(out)])
    assert done.exit_code == 0, done.output
    index = (out / "index.html").read_text("utf-8")
    for page in manual_pages():
        assert f'href="{page.name}.html"' in index
        written = (out / f"{page.name}.html").read_text("utf-8")
        assert "http" not in written.replace("http://www.w3.org", "")
        for target in re.findall(r'(?:href|src)="([^"]+)"', written):
            assert (out / target).is_file(), (page.name, target)
    paper = PdfReader(out / "manual.pdf")
    assert len(paper.pages) > len(manual_pages())
    assert "人が辞めるとき" in "".join(paper.pages[0].extract_text().split())
    # Beside the pages stand the parts with their pages, and the contents lead to each.
    assert [one.title for one in paper.outline if not isinstance(one, list)] == [
        one.title for one in manual()
    ]
    begins = {one.title: paper.get_destination_page_number(one) for one in _flat(paper.outline)}
    leads = [link.get_object()["/Dest"] for link in paper.pages[0]["/Annots"]]
    assert leads == [page.name for page in manual_pages()]
    for page in manual_pages():
        assert paper.pages[begins[page.title]].extract_text().startswith(page.title[:8])


def test_the_manual_on_paper_can_be_heard() -> None:
    """As every paper: headings in order, tables with theirs, pictures in words, links that say where to."""
    told = list(heard(pdf()).flat())
    assert [text for kind, text in told if kind == "H1"] == [
        CONTENTS,
        *(page.title for page in manual_pages()),
    ]
    pictures = sum(page.text.count("](screens/") for page in manual_pages())
    assert sum(kind == "Figure" for kind, _ in told) == pictures
    assert ("Link", "電話がかかってきたら") in told
    assert ("TH", "キー") in told


def _flat(outline: list[Any]) -> list[Any]:
    return [one for part in outline for one in (_flat(part) if isinstance(part, list) else [part])]


def test_the_licences_are_those_of_the_parts(window: MainWindow) -> None:
    lock = (ROOT / "requirements.lock").read_text("utf-8")
    assert set(texts("licences.toml")["licences"]) == set(re.findall(r"^([\w.-]+)==", lock, re.MULTILINE))
    assert AboutDialog(window).windowTitle() == "このプログラムについて"


def test_a_dialog_has_its_page(window: MainWindow) -> None:
    from ui.dialogs.leaver import LeaverDialog

    page = manual_page(LeaverDialog.manual_page)
    assert page is not None
    assert page.title == "人が辞めるとき"
