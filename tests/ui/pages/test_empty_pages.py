"""What a page says, and leads to, while there is nobody on the roster."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton

from ui.pages import PAGES
from ui.pages.places import IMPORT_LIST, SETTINGS
from ui.window.main_window import MainWindow

WITHOUT_PEOPLE = [page for page in PAGES if page not in (IMPORT_LIST, SETTINGS)]


def test_an_empty_page_says_one_sentence_and_leads_to_the_next_step(empty_window: MainWindow) -> None:
    for kind in WITHOUT_PEOPLE:
        empty_window.go(kind.name)
        page = empty_window.current_page
        visible = [one for one in page.findChildren(QLabel) if one.isVisible()]
        said = [one.text() for one in visible if one.property("role") == "heading"]
        buttons = [one for one in page.findChildren(QPushButton) if one.isVisible()]
        steps = [one for one in buttons if one.property("role") == "primary"]
        assert page.is_empty, kind.name
        assert (len(said), len(steps)) == (1, 1), kind.name
        assert "ません" in said[0], kind.name
        QTest.mouseClick(steps[0], Qt.MouseButton.LeftButton)
        assert empty_window.current_page is not page, kind.name
