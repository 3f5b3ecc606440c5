"""A working day in a real window with the user's own settings; started by tests/e2e/test_after_a_day.py.

As a program (`-m tests.ui.private_day FOLDER NAME KEY OUT`) it opens the data folder, goes to every page,
looks for somebody everywhere, opens the person, copies a line, chooses a file in OUT, locks, and ends as a
user ends it.
"""

import sys
from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit

from tests.conftest import PATIENCE_MS, TODAY
from tests.ui.office import CTRL, press
from ui.bootstrap import build, open_data_folder
from ui.dialogs.files import PDF, FileDialogs
from ui.pages import PAGES
from ui.window.main_window import MainWindow


def main(folder: Path, name: str, key: str, out: str) -> None:
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
    choose(window, Path(out) / "台帳.pdf")
    press(window, Qt.Key.Key_L, modifier=CTRL)
    app.processEvents()
    window.close()
    store.close()
    print("still open:", *still_open(folder), flush=True)
    print("at the end of the day", flush=True)


def choose(window: MainWindow, file: Path) -> None:
    """Choose a file in Qt's own dialog, which remembers what was chosen."""

    def answer() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, QFileDialog)
        dialog.setDirectory(str(file.parent))
        dialog.selectFile(str(file))
        dialog.accept()

    QTimer.singleShot(0, answer)
    assert FileDialogs(window, window.context.preferences).to_save("書き出す", file.name, PDF) == file


def still_open(folder: Path) -> list[str]:
    """What of the folder this process still has open or mapped, where the system tells."""
    own = Path("/proc/self")
    if not own.is_dir():
        return []
    mapped = [line.rpartition(" ")[2] for line in (own / "maps").read_text().splitlines()]
    opened = [str(one.readlink()) for one in (own / "fd").iterdir() if one.is_symlink()]
    return sorted({path for path in (*mapped, *opened) if path.startswith(str(folder))})


if __name__ == "__main__":
    main(Path(sys.argv[1]), *sys.argv[2:])
