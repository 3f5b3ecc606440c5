"""Every screen, what stands behind it and every dialog, brought up one after the other to be looked at.

What there is stands in resources/screens.toml. Nothing is recorded: a dialog is left again, a choice is made
only where it opens something.
"""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QEvent, QEventLoop, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QDialog, QFrame, QPushButton, QWidget

from app.domain.certificate import CertificateStatus
from app.domain.hidden import full
from app.late import dataclass
from app.words import texts
from ui.look.bound import BoundAction
from ui.window.main_window import MainWindow

_FILE = "screens.toml"

WAITING = "{waiting}"
"""In what is typed: the number of a household whose papers wait at the counter."""

_SIGNS = {"⏎": (Qt.Key.Key_Return, "\r"), "×": (Qt.Key.Key_Escape, ""), "↓": (Qt.Key.Key_Down, "")}


@dataclass(frozen=True, slots=True)
class Scene:
    """One picture: a screen by its name, and the steps from there to what is shown.

    A step is an action of the registry ("today.due"), the words of a button or choice ("> 異動"), a
    subject of the screen ("= 規則"), something to turn to ("@ 名簿の一覧"), or what is typed ("~ 201").
    What comes after "|" leads back, where leaving a dialog is not enough.
    """

    page: str
    view: str
    steps: Sequence[str]

    @property
    def name(self) -> str:
        """What its file is called by."""
        return f"{self.page}-{self.view}" if self.view else self.page


def scenes() -> list[Scene]:
    """Return all there are: each screen first, then what stands behind it."""
    return [
        Scene(page, view, steps)
        for page, views in texts(_FILE).items()
        for view, steps in {"": [], **views}.items()
    ]


def show(window: MainWindow, scene: Scene, look: Callable[[QWidget], object]) -> bool:
    """Bring a scene up, let it be looked at, and leave it; False where these data have none.

    look: given the window, or the dialog in front of it.
    """
    window.go(scene.page)
    window.refresh_counts()
    QApplication.processEvents()
    return _Walk(window, scene.steps, look).went


class _Walk:
    """Each step is taken by a timer: a dialog that it opens keeps the step itself waiting."""

    def __init__(self, window: MainWindow, steps: Sequence[str], look: Callable[[QWidget], object]) -> None:
        self.went = True
        self._window, self._look = window, look
        there = steps.index("|") if "|" in steps else len(steps)
        self._steps, self._back = steps[:there], steps[there + 1 :]
        self._failure: Exception | None = None
        self._over = QEventLoop()
        QTimer.singleShot(0, partial(self._go, 0))
        self._over.exec()
        if self._failure is not None:
            raise self._failure

    def _go(self, at: int) -> None:
        front = self._front()
        try:
            if at < len(self._steps) and self.went:
                QTimer.singleShot(0, partial(self._go, at + 1))
                self.went = self._take(self._steps[at], front) and self.went
                return
            if self.went:
                for _ in range(3):  # what is worked out in a pause, and then laid out
                    QApplication.processEvents()
                self._look(front)
        except Exception as failure:  # noqa: BLE001 - raised again outside of Qt
            self._failure = failure
        self._leave()
        self._over.quit()

    def _take(self, step: str, front: QWidget) -> bool:
        """Take one step; False where there is no such thing here."""
        sign, _, words = step.partition(" ")
        if sign == "~":
            _type(front, self._typed(words))
        elif sign == "=":
            self._window.current_page.open_with(words)
        else:
            ways = {">": lambda: _button(front, words), "@": lambda: _place(front, words)}
            found = ways.get(sign, lambda: _bound(self._window, step))()
            if found is None:
                return False
            found()
        QApplication.processEvents()
        return True

    def _front(self) -> QWidget:
        """The dialog that stands before the window, also one that lets the window be used; or the window."""
        dialogs = (one for one in QApplication.topLevelWidgets() if isinstance(one, QDialog))
        return QApplication.activeModalWidget() or next(filter(QWidget.isVisible, dialogs), self._window)

    def _typed(self, words: str) -> str:
        if WAITING not in words:
            return words
        ready = self._window.context.store.queries.certificate_rows((CertificateStatus.READY,))
        homes = [full(row.key).split("-")[1] for row in ready]
        # Of a single paper the number and Enter would hand it out.
        home = next((one for one in sorted(homes) if homes.count(one) > 1), "")
        return words.replace(WAITING, home)

    def _leave(self) -> None:
        """Close what stands in front, from the front backwards, and go back."""
        for popup in self._window.findChildren(QFrame, "popup"):
            popup.hide()
        while isinstance(dialog := QApplication.activeModalWidget(), QDialog):
            dialog.done(QDialog.DialogCode.Rejected)
            QApplication.processEvents()
        for shown in QApplication.topLevelWidgets():
            if isinstance(shown, QDialog) and shown.isVisible():
                shown.close()
        for step in self._back:
            self._take(step, self._window)


def _bound(window: MainWindow, name: str) -> Callable[[], object] | None:
    """What an action of the page does, or else of the window."""
    for area in (window.current_page, window):
        for one in area.findChildren(BoundAction):
            if one.action.name == name and one.is_ready:
                return one.run
    return None


def _button(front: QWidget, words: str) -> Callable[[], object] | None:
    """The button or choice that begins with these words, but for its digit."""
    for button in front.findChildren(QPushButton):
        if (
            button.isVisible()
            and button.isEnabled()
            and button.text().lstrip("0123456789 ").startswith(words)
        ):
            return button.click
    return None


def _place(front: QWidget, name: str) -> Callable[[], object] | None:
    """Whatever bears this name for those who hear it."""
    for widget in front.findChildren(QWidget):
        if widget.accessibleName().startswith(name) and widget.isVisible():
            return widget.setFocus
    return None


def _type(front: QWidget, text: str) -> None:
    """As on a keyboard."""
    for sign in text:
        key, told = _SIGNS.get(sign, (Qt.Key(0), sign))
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            # Without a desktop no window need be the active one.
            place = QApplication.focusWidget() or front.focusWidget()
            if place is not None:
                QApplication.sendEvent(place, QKeyEvent(kind, key, Qt.KeyboardModifier.NoModifier, told))
