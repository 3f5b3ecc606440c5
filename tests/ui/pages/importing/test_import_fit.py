"""Every state of 取込 fits into every window, also with names longer than any column."""

from collections.abc import Callable, Iterator
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from tests.ui.fitting import faults, out_of_reach
from tests.ui.long_names import KATAKANA, LATIN
from tests.ui.office import CTRL, ENTER, press
from tests.ui.pages.importing.test_import_list import BROKEN, HANAKO, HEADINGS, TARO, choose, file
from ui.pages.importing.page import ImportPage
from ui.pages.importing.plan import WORDS
from ui.window.main_window import MainWindow

SIZES = ((960, 560), (1366, 768))
Step = Callable[[], object]
LONG = TARO.replace("髙橋　太郎", KATAKANA).replace("総務部", "総務部門人事労務管理グループ給与厚生担当")


def states(page: ImportPage, folder: Path) -> Iterator[tuple[str, Step]]:
    """Each state with the step that leads there from the one before."""
    later = "next_20261122.csv"
    moved = HANAKO.replace("髙橋　花子", LATIN).replace("S57.8.9", "S57.8.19")
    unclear = (
        f"{HEADINGS},お生まれ\r\n{TARO.replace(',男,', ',甲,')},見本\r\n{HANAKO.replace(',女,', ',乙,')},見本"
    )
    yield "reading ahead", lambda: choose(page, file(folder, LONG, HANAKO, BROKEN))
    yield "taken over", lambda: press(page.plan.groups, ENTER, modifier=CTRL)
    yield "left", lambda: press(page.leave, Qt.Key.Key_Escape)
    for name in ("held", "open", "taken"):
        yield f"kept {name}", lambda name=name: page.kept._show(name)  # type: ignore[misc]
    path = folder / "unclear.csv"
    path.write_bytes(unclear.encode())
    yield "asking", lambda: choose(page, path)
    yield "left a question", lambda: press(page.questions, Qt.Key.Key_Escape)
    yield "plan", lambda: choose(page, file(folder, moved, BROKEN, name=later))
    for name in WORDS:
        yield f"group {name}", lambda name=name: page.plan._choose(name)  # type: ignore[misc]
    yield "columns", lambda: press(page.plan.groups, Qt.Key.Key_F4)
    yield "one column", lambda: press(page.columns.table, Qt.Key.Key_Home, ENTER)


def test_every_state_of_taking_a_list_over_fits(shown: MainWindow, page: ImportPage, tmp_path: Path) -> None:
    found = []
    for name, step in states(page, tmp_path):
        step()
        for size in SIZES:
            shown.resize(*size)
            for _ in range(3):
                QApplication.processEvents()
            found += [f"{name} at {size}: {fault}" for fault in (*faults(shown), *out_of_reach(shown))]
    assert found == []
