"""What a page says, and leads to, while there is nobody on the roster."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton

from ui.frame.place import PagePlace
from ui.pages import PAGES
from ui.pages.places import IMPORT_LIST, SETTINGS
from ui.window.main_window import MainWindow

WITHOUT_PEOPLE = [page for page in PAGES if page not in (IMPORT_LIST, SETTINGS)]


@pytest.mark.parametrize("kind", WITHOUT_PEOPLE, ids=lambda kind: kind.name)
def test_an_empty_page_says_one_sentence_and_leads_to_the_next_step(
    empty_window: MainWindow, kind: PagePlace
) -> None:
    empty_window.go(kind.name)
    page = empty_window.current_page
    visible = [one for one in page.findChildren(QLabel) if one.isVisible()]
    said = [one.text() for one in visible if one.property("role") == "heading"]
    buttons = [one for one in page.findChildren(QPushButton) if one.isVisible()]
    (step,) = (one for one in buttons if one.property("role") == "primary")
    assert page.is_empty
    assert len(said) == 1
    assert "ません" in said[0]
    QTest.mouseClick(step, Qt.MouseButton.LeftButton)
    assert empty_window.current_page is not page
