"""After the first sight of the window: what else it needs is made; made anew where its look changes."""

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


def begin(
    window: "MainWindow", steps: Iterable[Callable[[], object]], loads: Iterable[Callable[[], object]]
) -> None:
    """Begin what the window does by itself, now that the list is painted.

    steps: what comes first. loads: what loads the code of each page.
    """
    of_its_own = (window.idle.begin, window.due_renewal.begin, window.backing_up.begin)
    _in_portions(window, (*steps, *of_its_own, lambda: _in_portions(window, loads, pause=_PAUSE_MS)))


def _in_portions(window: QWidget, steps: Iterable[Callable[[], object]], *, pause: int = 0) -> None:
    """Do one thing after the other while nobody waits: what was typed or clicked meanwhile comes before.

    Of a window that was closed in the meantime nothing is begun: its office may be closed, too.
    """
    left = iter(steps)
    timer = QTimer(window, interval=pause)

    def do_next() -> None:
        step = next(left, None) if window.isVisible() else None
        timer.stop() if step is None else step()

    timer.timeout.connect(do_next)
    timer.start()


def show_anew(app: QApplication, window: "MainWindow") -> None:
    """End the window, to be made anew over the same open folder; not where something typed would be lost."""
    from ui.dialogs.drafts import typed_fields

    if typed_fields(window):
        window.strip.tell("未保存の入力があるので、文字の大きさは次に開いたときから変わります。")
    else:
        app.exit(SHOW_ANEW)
