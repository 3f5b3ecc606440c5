"""One round on a machine with few fonts: what the README tells a newcomer to do, and what the screen shows.

Started by test_any_machine.py in a process of its own, for Qt reads the fonts of a machine once; by standard
input come the program's own words, which are the same on all.
Prints one JSON object: each command with its exit status and output, and every character without a shape.
"""

import ast
import contextlib
import io
import json
import sys
import unicodedata
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QFont, QTextDocument, QTextLayout
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QDialog,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QTableView,
    QWidget,
)

from benchmarks.glyph_pictures import jis_x_0213
from ui.cli import main
from ui.look.theme import app_font
from ui.pages import PAGES
from ui.window.application import application
from ui.window.main_window import MainWindow

ROOT = Path(__file__).resolve().parents[2]
TODAY = date(2026, 11, 23)
# What a face draws without showing anything, or only together with another character.
UNSEEN = ("C", "M", "Z", "Sk")
READ = {"accepted_text.py", "my_number.py", "scanned.py", "typed.py", "wareki.py"}
"""Their tables list the signs that are understood or refused when somebody types them; none is shown."""
ON_PAPER = {"en", "pt", "tl", "vi", "zh"}
"""The folders of what is written to members in their languages: on paper alone, in a face of its own."""


def run(*arguments: str) -> dict[str, object]:
    """Run one command of the program; return its exit status and all it said."""
    said = io.StringIO()
    status: object = 0
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
        try:
            main(["--today", TODAY.isoformat(), *arguments])
        except SystemExit as end:
            status = end.code
    return {"status": status or 0, "said": said.getvalue()}


def without_shape(text: str, font: QFont) -> bool:
    """Return whether a text shows a box instead of a character in that face and those after it."""
    layout = QTextLayout(text, font)
    layout.beginLayout()
    line = layout.createLine()
    line.setNumColumns(len(text))
    layout.endLayout()
    return any(0 in run.glyphIndexes() for run in layout.glyphRuns())


def boxes(text: str, font: QFont) -> list[str]:
    """Return the characters of a text that show as boxes."""
    shown = [c for c in dict.fromkeys(text) if not unicodedata.category(c).startswith(UNSEEN)]
    return [c for c in shown if without_shape(c, font)] if without_shape("".join(shown), font) else []


def texts(window: QWidget) -> Iterator[tuple[str, QFont]]:
    """Yield every text the window shows, with its font."""
    for widget in (window, *window.findChildren(QWidget)):
        if not widget.isVisible():
            continue
        if isinstance(widget, QLabel):
            document = QTextDocument()
            document.setHtml(widget.text())
            yield document.toPlainText(), widget.font()
        elif isinstance(widget, QAbstractButton):
            yield widget.text(), widget.font()
        elif isinstance(widget, QLineEdit):
            yield widget.text() + widget.placeholderText(), widget.font()
        elif isinstance(widget, QPlainTextEdit):
            yield widget.toPlainText(), widget.font()
        elif isinstance(widget, QComboBox):
            yield "".join(widget.itemText(n) for n in range(widget.count())), widget.font()
        elif isinstance(widget, QHeaderView | QTableView) and widget.model() is not None:
            model = widget.model()
            for column in range(model.columnCount()):
                yield str(model.headerData(column, Qt.Orientation.Horizontal) or ""), widget.font()
                for row in range(min(model.rowCount(), 100)):
                    yield str(model.index(row, column).data() or ""), widget.font()
        yield widget.windowTitle() + widget.toolTip() + widget.accessibleName(), widget.font()


def own_words() -> str:
    """Return every character of the texts in the program and its resources."""
    words: set[str] = set()
    for folder in ("app", "db", "ui"):
        for file in (ROOT / folder).rglob("*.py"):
            for part in ast.parse(file.read_text("utf-8")).body:
                if file.name in READ and isinstance(part, ast.Assign):
                    continue
                for node in ast.walk(part):
                    if isinstance(node, ast.Constant) and isinstance(node.value, str):
                        words.update(node.value)
    for file in (ROOT / "resources").rglob("*.toml"):
        if file.parent.name not in ON_PAPER:
            words.update(file.read_text("utf-8"))
    return "".join(sorted(words))


class FirstStart:
    """A newcomer at the keyboard: the sample office, then every page, then the door."""

    def __init__(self) -> None:
        self.seen: set[str] = set()
        self.pages: list[str] = []
        self.timer = QTimer()
        self.timer.timeout.connect(self.step)
        self.timer.start(0)

    def step(self) -> None:
        """Do the next thing, whichever window is there."""
        dialog = QApplication.activeModalWidget()
        if isinstance(dialog, QDialog):
            self.look(dialog)
            look = next(b for b in dialog.findChildren(QAbstractButton) if b.text().startswith("まず見本の"))
            look.setFocus()
            QTest.keyClick(look, Qt.Key.Key_Space)
            return
        window = next((w for w in QApplication.topLevelWidgets() if isinstance(w, MainWindow)), None)
        if window is None or not window.isVisible():
            return
        self.timer.stop()
        for page in PAGES:
            window.go(page.name)
            QApplication.processEvents()
            self.pages.append(page.name)
            self.look(window)
        window.close()

    def look(self, window: QWidget) -> None:
        """Remember what shows as a box."""
        for text, font in set_of_texts(window):
            self.seen.update(boxes(text, font))


def set_of_texts(window: QWidget) -> list[tuple[str, QFont]]:
    """Return each text once for each font."""
    return list({(text, font.key()): (text, font) for text, font in texts(window)}.values())


def everything(folder: Path, words: str) -> dict[str, object]:
    """Do all of it in that folder. words: what own_words says."""
    app = application([])
    newcomer = FirstStart()
    found: dict[str, object] = {"window": run("--data", str(folder / "first"))}
    data = ("--data", str(folder / "data"))
    for name, command in (
        ("demo", ("demo",)),
        ("due", ("due",)),
        ("print", ("print", "--all", "--pdf", str(folder / "all.pdf"))),
        ("self-test", ("--self-test",)),
    ):
        found[name] = run(*data, *command)
    kanji = "".join(c for c in jis_x_0213() if unicodedata.name(c[0], "").startswith("CJK "))
    seen = newcomer.seen
    for font in (app_font(), app_font(bold=True)):
        seen.update(boxes(words + kanji + "𠮷田葛\U000e0100西辻\U000e0101邉\U000e010f", font))
    app.quit()
    return found | {
        "pages": newcomer.pages,
        "boxes": sorted(seen),
        "folders": sorted(place.name for place in folder.iterdir()),
        "fonts": app_font().families(),
        # Nobody's font has a character that does not exist.
        "would see a box": without_shape("\u0378", app_font()),
    }


if __name__ == "__main__":
    sys.stdout.write(json.dumps(everything(Path(sys.argv[1]), sys.stdin.buffer.read().decode("utf-8"))))
