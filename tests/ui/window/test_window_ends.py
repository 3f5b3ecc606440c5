"""What a window made ends with it: a widget left behind is dressed again with every later window."""

from pathlib import Path

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication, QWidget

from app.ports import Store
from tests.ui.office import close, window
from ui.pages import PAGES


def test_no_widget_of_any_page_outlives_its_window(office: Store, tmp_path: Path) -> None:
    before = QApplication.topLevelWidgets()
    made = window(office, PAGES, tmp_path)
    for page in PAGES:
        made.go(page.name)
    close(made)
    # What its end asks to end, in turn.
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    assert [told(one) for one in QApplication.topLevelWidgets() if one not in before] == []


def told(widget: QWidget) -> str:
    return f"{type(widget).__name__} {widget.objectName()} {widget.windowTitle()}"
