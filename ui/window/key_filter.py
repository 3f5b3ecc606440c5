"""Looks at every key before a widget does: what a scanner types is no command; Enter presses a button."""

import time
from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QInputMethodEvent, QKeyEvent, QWindow
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QLineEdit,
    QMenu,
    QPushButton,
    QToolButton,
    QWidget,
)
from shiboken6 import isValid

from app.domain.scanned import whole_code
from ui.look.bound import is_key_of
from ui.models.list_keys import RHYTHM_MS
from ui.widgets.command_line import CommandLine
from ui.widgets.scan_line import ScanLine
from ui.widgets.secret_line import SecretLine

SCANNER_GAP_MS = 40
"""A scanner is quicker from key to key, a person slower; so long a key is kept that might begin a code."""
FEWEST = 4
"""So many keys in a row at that speed are a scanner's; nobody types them by rolling the fingers."""
ECHO_MS = 150
"""An Enter so soon after a code is the second end of line of a scanner."""

_ENDS = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab)
_MODIFIERS = (
    *(Qt.Key.Key_Shift, Qt.Key.Key_Control, Qt.Key.Key_Alt, Qt.Key.Key_AltGr, Qt.Key.Key_Meta),
    *(Qt.Key.Key_CapsLock, Qt.Key.Key_NumLock),
)
_COMMANDS = (
    Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier
)


KEY_FILTER = "shikaku_keys"
"""The property of the application that holds its filter."""


def key_filter_of(app: QCoreApplication) -> "KeyFilter | None":
    """Return what looks at the keys of this application, once it does.

    Not its child of that class: Python would make itself a class for each child there is, and with that of
    the style come 500 names of states and measures.
    """
    found = app.property(KEY_FILTER)
    return found if isinstance(found, KeyFilter) else None


class KeyFilter(QObject):
    """One for the application; watches whatever has the keyboard, in every window.

    Outside text fields a printable key waits for a moment: followed at once by others it is the
    beginning of what a scanner types and goes to `scanned` as a whole, else it does what it does.
    In a text field the keys arrive; a whole code with Enter is taken out again. Lines made for codes
    and secret words are left alone, and so is a key that no device sent.

    Signals:
        scanned: A scanner typed where no code belongs. arg: the text.
        lock_wanted: The key for it was pressed where no window takes it, as before a dialog.
    """

    scanned = Signal(str)
    lock_wanted = Signal()

    def __init__(self, app: QApplication, *, clock: Callable[[], float] = time.monotonic) -> None:
        """Watch this application. clock: seconds, for input methods; keys carry their own time."""
        super().__init__(app)
        self._clock = clock
        self.last_key_at = time.time()
        self._typed = ""
        self._held: list[QKeyEvent] = []
        self._last = 0
        self._last_at = 0.0
        self._ended = 0
        self._ended_at = -1.0
        self._composing_since: float | None = None
        self._composed_at = -1.0
        self._before: tuple[QLineEdit, str, int, bool] | None = None
        self._pressed_at = 0
        self._window: QWindow | None = None
        self._is_last_look = False
        self.pause = QTimer(self, singleShot=True)
        self.pause.timeout.connect(self._on_pause)
        app.focusChanged.connect(self._watch)
        app.focusWindowChanged.connect(self._watch_window)

    @property
    def is_waiting(self) -> bool:
        """Whether a key is kept that might begin a code."""
        return bool(self._held)

    def eventFilter(self, place: QObject, event: QEvent) -> bool:
        """Keys and compositions only."""
        if isinstance(place, QWindow) and QApplication.focusWidget() is not None and not _open_menu():
            return False
        if event.type() is QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            self.last_key_at = time.time()
            return self._pressed(place, event)
        if event.type() is QEvent.Type.InputMethod and isinstance(event, QInputMethodEvent):
            self.last_key_at = time.time()
            return self._composed(place, event)
        return False

    def _watch(self, old: QWidget | None, new: QWidget | None) -> None:
        if old is not None and isValid(old):
            old.removeEventFilter(self)
        if new is not None:
            new.installEventFilter(self)
        # A composition ends with the field it stood in, also where the input method says nothing.
        self._composing_since = None
        if self._composed_at == float("inf"):
            self._composed_at = self._clock()

    def _watch_window(self, window: QWindow | None) -> None:
        # Where something that is gone lay at the same address, Qt tells Python of that instead of the window;
        # then keys are seen as they reach the field.
        self._window = window if isinstance(window, QWindow) else None
        if self._window is not None:
            self._window.installEventFilter(self)

    def _pressed(self, place: QObject, event: QKeyEvent) -> bool:
        """Return whether the key is kept from the widget."""
        if is_key_of(event, "window.lock"):
            self.lock_wanted.emit()
            return True
        if event.key() in _MODIFIERS:
            return False
        if event.key() == Qt.Key.Key_Escape and self._leaves_composition():
            return True
        if not event.timestamp():
            return self._press_button(place, event)
        text = event.text()
        is_going_on = self._is_going_on(event)
        is_typing = bool(text) and text.isprintable() and not event.modifiers() & _COMMANDS
        if is_typing and not event.isAutoRepeat() and (is_going_on or not text.isspace()):
            return self._type(place, event, is_going_on=is_going_on)
        if event.key() in _ENDS and not event.isAutoRepeat():
            if is_going_on and len(self._typed) >= FEWEST:
                self._ended, self._ended_at = event.timestamp(), self._clock()
                if self._take():
                    return True
            elif not isinstance(place, ScanLine) and self._is_echo(event):
                return True
        if self._let_go(event):
            return True
        self._typed = ""
        return self._press_button(place, event)

    def _type(self, place: QObject, event: QKeyEvent, *, is_going_on: bool) -> bool:
        if not is_going_on:
            self._let_go()
            self._begin(place)
        self._typed += event.text()
        self._last, self._last_at = event.timestamp(), self._clock()
        if self._before is not None:
            return False
        self._held.append(_copy(event))
        self._is_last_look = False
        self.pause.start(SCANNER_GAP_MS)
        return True

    def _begin(self, place: QObject) -> None:
        """Remember what stood in the text field before."""
        editor = editor_of(place)
        self._typed = ""
        self._before = (
            None if editor is None else (editor, editor.text(), editor.cursorPosition(), editor.isModified())
        )

    def _is_going_on(self, event: QKeyEvent) -> bool:
        if not self._typed:
            return False
        if self._last:
            return 0 <= event.timestamp() - self._last <= SCANNER_GAP_MS
        return (self._clock() - self._last_at) * 1000 <= SCANNER_GAP_MS

    def _take(self) -> bool:
        """Send on what was typed if a scanner typed it where no code belongs."""
        text, before = self._typed, self._before
        if before is None:
            is_meant = len(text) >= FEWEST
        else:
            is_meant = isValid(before[0]) and _takes_words(before[0]) and bool(whole_code(text))
        if not is_meant:
            return False
        self._typed, self._held, self._before = "", [], None
        self.pause.stop()
        if before is not None:
            _restore(*before)
        if menu := _open_menu():
            menu.close()
        self.scanned.emit(text.strip())
        return True

    def _let_go(self, also: QKeyEvent | None = None) -> bool:
        """Give back the keys that were only kept; the one after them keeps its place in the row."""
        held, self._held = self._held, []
        self.pause.stop()
        if not held:
            return False
        self._typed = ""
        if self._window is None or not isValid(self._window):
            return False
        # Posted, not sent: what a key opens may stay open for long, and the next key belongs to it.
        for event in (*held, *([_copy(also)] if also is not None else [])):
            QCoreApplication.postEvent(self._window, event)
        return True

    def _on_pause(self) -> None:
        if not self._is_last_look:
            # The window may have been busy: what the device sent meanwhile is looked at first.
            self._is_last_look = True
            self.pause.start(0)
        elif self._typed and self._take():
            self._ended, self._ended_at = self._last, self._clock()
        else:
            self._let_go()

    def _press_button(self, place: QObject, event: QKeyEvent) -> bool:
        """Enter presses the button that has the keyboard, as Space does; once in the same rhythm.

        What a second press would be about has slid away meanwhile, be it under the button or in a list.
        """
        is_enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        is_button = isinstance(place, QPushButton | QToolButton)
        if event.modifiers() & _COMMANDS or not (is_enter or (is_button and event.key() == Qt.Key.Key_Space)):
            return False
        at = event.timestamp()
        if isinstance(place, QAbstractButton | QAbstractItemView) and at and self._is_double(at):
            return True
        if not isinstance(place, QPushButton | QToolButton):
            return False
        if not place.isCheckable():
            self._pressed_at = at
        if is_enter and not event.isAutoRepeat():
            place.click()
        return is_enter

    def _is_double(self, at: int) -> bool:
        is_double = bool(self._pressed_at) and 0 <= at - self._pressed_at < RHYTHM_MS
        self._pressed_at = at if is_double else 0
        return is_double

    def _is_echo(self, event: QKeyEvent) -> bool:
        if self._ended:
            return 0 <= event.timestamp() - self._ended <= ECHO_MS
        return self._ended_at >= 0 and (self._clock() - self._ended_at) * 1000 <= ECHO_MS

    def _composed(self, place: QObject, event: QInputMethodEvent) -> bool:
        """An input method types for the scanner: it composes the code, and keeps the Enter to itself."""
        editor, now = editor_of(place), self._clock()
        if event.preeditString():
            self._composed_at = float("inf")
        elif self._composed_at > now:
            self._composed_at = -1.0 if event.commitString() else now
        if editor is None or not _takes_words(editor):
            return False
        commit = event.commitString()
        if self._composing_since is None and event.preeditString() and not commit:
            self._composing_since = now
            self._begin(place)
        if not commit:
            return False
        since, self._composing_since = self._composing_since, None
        if since is None:
            if not self._typed or (now - self._last_at) * 1000 > SCANNER_GAP_MS:
                self._begin(place)
            self._typed += commit
            self._last, self._last_at = 0, now
        elif (now - since) * 1000 <= SCANNER_GAP_MS * len(commit) and whole_code(commit):
            self._typed = commit
            # The field lets go of its composition, and nothing is left of it.
            event.setCommitString("")
            QTimer.singleShot(0, self, self._take_composed)
        return False

    def _leaves_composition(self) -> bool:
        """Whether this Esc belongs to an input method, which may send it on after it took it."""
        return self._composed_at >= 0 and (self._clock() - self._composed_at) * 1000 <= ECHO_MS

    def _take_composed(self) -> None:
        self._ended, self._ended_at = 0, self._clock()
        self._take()


def editor_of(place: QObject) -> QLineEdit | None:
    """Return the text field that a widget is or holds."""
    if isinstance(place, QComboBox):
        return place.lineEdit()
    return place if isinstance(place, QLineEdit) else None


def _takes_words(editor: QLineEdit) -> bool:
    """Whether a field is for something else than codes, and not for a secret word; of a lock it is one.

    There a code would count as a wrong passphrase.
    """
    is_read = editor.echoMode() is QLineEdit.EchoMode.Normal or isinstance(editor, SecretLine)
    return not isinstance(editor, CommandLine) and is_read


def _restore(editor: QLineEdit, text: str, cursor: int, was_typed: bool) -> None:
    editor.setText(text)
    editor.setCursorPosition(cursor)
    # Qt takes a text that was set for one nobody typed; who watches drafts looks again.
    editor.setModified(was_typed)
    editor.textChanged.emit(text)
    editor.textEdited.emit(text)


def _open_menu() -> QMenu | None:
    popup = QApplication.activePopupWidget()
    return popup if isinstance(popup, QMenu) else None


def _copy(event: QKeyEvent) -> QKeyEvent:
    """The same key without a time, so that it is not looked at a second time."""
    return QKeyEvent(event.type(), event.key(), event.modifiers(), event.text(), event.isAutoRepeat())
