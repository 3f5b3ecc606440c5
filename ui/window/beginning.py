"""After the first sight of the window: its other pages are loaded; made anew where its look changes."""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QWidget

if TYPE_CHECKING:
    from ui.window.main_window import MainWindow

SHOW_ANEW = 101
"""What the application ends with where the window is only to be made anew."""

_PAUSE_MS = 50
"""Between two pages, so that a key is answered before the next one."""


def load_ahead(window: QWidget, loads: Iterable[Callable[[], object]]) -> None:
    """Load the code of the pages one after the other while nobody waits for it."""
    left = iter(loads)
    timer = QTimer(window, interval=_PAUSE_MS)

    def load_next() -> None:
        load = next(left, None)
        timer.stop() if load is None else load()

    timer.timeout.connect(load_next)
    timer.start()


def show_anew(app: QApplication, window: "MainWindow") -> None:
    """End the window, to be made anew over the same open folder; not where something typed would be lost."""
    from ui.dialogs.drafts import typed_fields

    if typed_fields(window):
        window.strip.tell("未保存の入力があるので、文字の大きさは次に開いたときから変わります。")
    else:
        app.exit(SHOW_ANEW)
