"""A working day in a real window with the user's own settings; started by tests/e2e/test_after_a_day.py.

As a program (`-m tests.ui.private_day FOLDER NAME KEY`) it opens the data folder, goes to every page, looks
for somebody everywhere, opens the person, copies a line, locks, and ends as a user ends it.
"""

import sys
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit

from tests.conftest import PATIENCE_MS, TODAY
from tests.ui.office import CTRL, press
from ui.bootstrap import build, open_data_folder
from ui.pages import PAGES


def main(folder: Path, name: str, key: str) -> None:
    app = QApplication([])
    store = open_data_folder(folder, None)
    window = build(store, lambda: TODAY)
    window.show()
    QTest.qWaitForWindowActive(window, PATIENCE_MS)
    person_id = store.queries.person_id(key)
    for place in PAGES:
        window.go(place.name)
        for line in window.current_page.findChildren(QLineEdit):
            if line.isVisible() and line.isEnabled() and not line.isReadOnly():
                line.setText(name)
                line.clear()
    window.go("roster", person_id)
    press(window, Qt.Key.Key_K, modifier=CTRL)
    press(window, Qt.Key.Key_C, modifier=CTRL)
    press(window, Qt.Key.Key_L, modifier=CTRL)
    app.processEvents()
    window.close()
    store.close()
    print("at the end of the day", flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), *sys.argv[2:])
