"""The small parts of every screen: text in a role, the thin line, the three buttons."""

from collections.abc import Callable

from PySide6.QtGui import QMouseEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QWidget

from app.domain.roles import Act
from ui.look.bound import bind, refusal_of
from ui.look.one_line import OneLine
from ui.words.actions import action


def role_label(text: str, role: str, *, wraps: bool = False) -> QLabel:
    """Return a label in a role of the stylesheet: title, heading, strong, sub, minor, huge.

    wraps: over several lines; else what does not fit ends in ….
    """
    made = OneLine(text)
    made.setProperty("role", role)
    made.setWordWrap(wraps)
    return made


def hairline() -> QFrame:
    """Return the one thin horizontal line."""
    line = QFrame()
    line.setProperty("role", "hairline")
    return line


class StayingButton(QPushButton):
    """A button that stays pressed; who presses it through a screen reader has clicked it.

    Qt lets such a reader only turn the state over, of which clicked says nothing.
    """

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self._is_ours = False
        self.setCheckable(True)
        self.toggled.connect(self._on_toggled)

    def setChecked(self, is_on: bool) -> None:  # noqa: N802 - Qt's name
        """The program's own doing is no click."""
        before, self._is_ours = self._is_ours, True
        super().setChecked(is_on)
        self._is_ours = before

    def nextCheckState(self) -> None:  # noqa: N802 - Qt's name
        """A click says so itself."""
        before, self._is_ours = self._is_ours, True
        super().nextCheckState()
        self._is_ours = before

    def _on_toggled(self, is_on: bool) -> None:
        # One that goes out because another of its group was pressed was not clicked.
        is_one_of_many = self.autoExclusive() or (self.group() is not None and self.group().exclusive())
        if not self._is_ours and (is_on or not is_one_of_many):
            # Back, and once more as a click; one of many stays on.
            self.setChecked(not is_on)
            self.click()


def chip_button(text: str = "", *, tip: str = "") -> QPushButton:
    """Return a button that stays pressed: one of several views, or a part of what is shown."""
    made = StayingButton(text)
    made.setProperty("role", "chip")
    made.setToolTip(tip)
    made.setAutoDefault(False)
    return made


def primary_button(
    text: str, on_click: Callable[[], object], *, key: str = "", act: Act | None = None
) -> QPushButton:
    """Return the one primary button of a screen; key: its action, e.g. "desk.main"."""
    return _button(text, on_click, "primary", key, act=act)


def secondary_button(
    text: str, on_click: Callable[[], object], *, key: str = "", tip: str = "", act: Act | None = None
) -> QPushButton:
    """Return an outlined button. act: what the role must allow, where its action does not say it."""
    return _button(text, on_click, "secondary", key, tip, act)


def plain_button(
    text: str, on_click: Callable[[], object], *, key: str = "", tip: str = "", act: Act | None = None
) -> QPushButton:
    """Return a quiet button without a frame."""
    return _button(text, on_click, "plain", key, tip, act)


class OnceButton(QPushButton):
    """The second click of a double click does not press it again: what it was about may be gone.

    act: where the role does not allow that, it is greyed, and its tip says why.
    """

    def __init__(self, text: str, act: Act | None = None) -> None:
        super().__init__(text)
        self._act = act
        self._is_barred = False

    def setEnabled(self, is_on: bool) -> None:  # noqa: N802 - Qt's name
        """Nobody's page enables what the role does not allow."""
        super().setEnabled(is_on and not self._is_barred)

    def showEvent(self, event: QShowEvent) -> None:
        """Only in its window a button can know who is signed in."""
        if self._act is not None and (why := refusal_of(self, self._act)):
            self._is_barred = True
            self.setEnabled(False)
            self.setToolTip(why)
        super().showEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Nothing more happens."""
        event.accept()


def _button(
    text: str,
    on_click: Callable[[], object],
    role: str,
    key: str,
    tip: str = "",
    act: Act | None = None,
) -> QPushButton:
    button = OnceButton(text, act or (action(key).act if key else None))
    button.setProperty("role", role)
    # The signal's argument (checked) is none of the action's business.
    button.clicked.connect(lambda _checked=False: on_click())
    button.setAutoDefault(False)
    if key:
        # Not button.setShortcut: a new text (a count in the verb) would drop it.
        bind(button, key, button)
        tip = tip or f"{text or action(key).words} ({action(key).shown_key})"
    button.setToolTip(tip)
    return button
