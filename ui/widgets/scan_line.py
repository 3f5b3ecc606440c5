"""The line that never closes: a scanner types here, or a person types a number's tail."""

import time
from collections.abc import Callable

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QInputMethodEvent, QKeyEvent

from app.domain.scanned import is_kana_in, plain, read_codes
from app.domain.sheet_faces import BACK
from ui.widgets.command_line import CommandLine

QUIET_MS = 60
"""Longer than a scanner takes from key to key, shorter than a person."""
_ECHO_SECONDS = 0.15
"""An Enter so soon after an answer is the second end of line of a scanner; nobody reads so fast."""
_DOUBLE_SECONDS = 0.5
"""An Enter so soon after one that confirmed is its double: what is asked now was not read yet."""
_COMMIT_ECHO_SECONDS = 1.0
"""Whoever types with an input method presses Enter twice: for the input method, then for the line."""
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_ENDS_OF_LINE = ("\r", "\n", "\r\n")
_MODIFIERS = (
    *(Qt.Key.Key_Shift, Qt.Key.Key_Control, Qt.Key.Key_Alt, Qt.Key.Key_AltGr, Qt.Key.Key_Meta),
    *(Qt.Key.Key_CapsLock, Qt.Key.Key_NumLock),
)
_DIGITS = frozenset("123456789")
_STEPS = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}


class ScanLine(CommandLine):
    """Reads what stands there at each Enter, and empties itself.

    Every reading is answered before the next key is looked at, so that a burst loses nothing.
    Codes that ran together are told one by one. A code that an input method put there while it
    kept the Enter to itself is read at the next key, or when nothing follows for a moment.

    Signals:
        scanned: A code (canonical), or whatever else was entered: in half width and capitals,
            but kana and kanji as typed. arg: the text.
        confirmed: Enter on the empty line.
        digit: A digit 1 to 9 on the empty line while takes_digits. arg: the number.
        cancelled: Escape.
        moved: Up or Down on the empty line. arg: -1 or 1.
        deleted: Delete on the empty line.
    """

    scanned = Signal(str)
    confirmed = Signal()
    digit = Signal(int)
    cancelled = Signal()
    moved = Signal(int)
    deleted = Signal()

    def __init__(self, hint: str, *, clock: Callable[[], float] = time.monotonic) -> None:
        """Show the hint while empty. clock: seconds, never going back."""
        super().__init__()
        self.takes_digits = False
        self.quiet = QTimer(self, singleShot=True, interval=QUIET_MS)
        self.quiet.timeout.connect(self._on_quiet)
        self._clock = clock
        self._preedit = ""
        self._taken = ""
        self._is_choosing = False
        self._no_enter_before = 0.0
        self.setProperty("role", "scan")
        self.setPlaceholderText(hint)
        self.setAccessibleName(hint)
        # Latin without predictions: keeps most IMEs out of the way of the scanner.
        self.setInputMethodHints(Qt.InputMethodHint.ImhLatinOnly | Qt.InputMethodHint.ImhNoPredictiveText)

    def event(self, event: QEvent) -> bool:
        """A scanner that ends a code with Tab must not send the keyboard away."""
        if (
            event.type() is QEvent.Type.KeyPress
            and isinstance(event, QKeyEvent)
            and event.key() == Qt.Key.Key_Tab
            and read_codes(self._whole()).numbers
        ):
            self._read()
            return True
        return super().event(event)

    def read_elsewhere(self, text: str) -> None:
        """Take what a scanner typed while the keyboard was not here; what stands here stays."""
        self._tell(text)
        self._no_enter_before = self._clock() + _ECHO_SECONDS

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter reads, Escape clears; on the empty line digits choose, Up, Down and Delete act."""
        key, text = event.key(), event.text()
        if key in _MODIFIERS:
            super().keyPressEvent(event)
            return
        is_enter = key in _ENTER or text in _ENDS_OF_LINE
        if bool(text) and text.isprintable():
            self._read_standing()
            self._is_choosing = False
        elif self._is_choosing and key != Qt.Key.Key_Escape:
            self._choose()
        if is_enter:
            if not event.isAutoRepeat() and not self._is_echo(event):
                self._read()
        elif key == Qt.Key.Key_Escape:
            self._empty()
            self.cancelled.emit()
        elif self._whole():
            super().keyPressEvent(event)
        elif key in _STEPS:
            self.moved.emit(_STEPS[Qt.Key(key)])
        elif key == Qt.Key.Key_Delete:
            self.deleted.emit()
        elif self.takes_digits and text in _DIGITS:
            super().keyPressEvent(event)
            self._offer_digit(event)
        else:
            super().keyPressEvent(event)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        """Take what an input method composes and commits; read a code it let stand."""
        commit = event.commitString()
        if commit and commit == self._taken:
            # Enter has read this composition already; the input method lets go of it only now.
            event.setCommitString("")
            commit = ""
        if commit or event.preeditString():
            self._taken = ""
            self._is_choosing = False
            self._read_standing()
        was_empty = not self.text()
        super().inputMethodEvent(event)
        self._preedit = event.preeditString()
        if not commit or self._preedit:
            return
        if self.takes_digits and was_empty and plain(self.text()) in _DIGITS:
            self._choose()
        elif self._stands():
            self.quiet.start()

    def _read(self) -> None:
        """Tell what stands in the line, composition included."""
        if self._preedit:
            QGuiApplication.inputMethod().commit()
        text, composed = self._whole(), self._preedit
        self._empty()
        self._taken = composed
        if not text.strip():
            self.confirmed.emit()
            self._no_enter_before = self._clock() + _DOUBLE_SECONDS
        elif self._tell(text):
            self._no_enter_before = self._clock() + _ECHO_SECONDS

    def _tell(self, text: str) -> bool:
        """Tell what was read, code by code; return whether it was codes, which scanners send."""
        reading = read_codes(text)
        if not reading.numbers or (len(reading.numbers) == 1 and reading.is_bare):
            # Eight characters may be a 社員番号 as well: whoever looks them up decides.
            half = plain(text)
            is_code = half.isascii() and not is_kana_in(text)
            self.scanned.emit(half if is_code else text.strip())
            return bool(reading.numbers)
        *before, last = reading.numbers
        # The back of a sheet says its number with a letter behind it: that is one code.
        ends = (last + reading.rest,) if reading.rest == BACK else (last, reading.rest)
        for part in (*before, *ends):
            if part:
                self.scanned.emit(part)
        return True

    def _whole(self) -> str:
        """What stands in the line, with what is still being composed at its place."""
        at = self.cursorPosition()
        return self.text()[:at] + self._preedit + self.text()[at:]

    def _empty(self) -> None:
        self.quiet.stop()
        self._is_choosing = False
        self._preedit = ""
        # Qt throws the composition away with the text.
        self.clear()

    def _stands(self) -> bool:
        """Whether whole numbers stand there as a scanner types them, and nothing besides."""
        reading = read_codes(self.text())
        return bool(reading.numbers) and not (reading.rest or reading.is_bare or self._preedit)

    def _read_standing(self) -> None:
        """Read a code that an input method committed without an Enter of its own."""
        is_waiting = self.quiet.isActive()
        self.quiet.stop()
        if is_waiting and self._stands():
            text = self.text()
            self._empty()
            self._tell(text)
            self._no_enter_before = self._clock() + _COMMIT_ECHO_SECONDS

    def _on_quiet(self) -> None:
        if self._is_choosing:
            self._choose()
            return
        self.quiet.start()
        self._read_standing()

    def _is_echo(self, event: QKeyEvent) -> bool:
        """Whether this Enter belongs to what was read just before."""
        return not (self._whole() or _is_from_no_device(event)) and self._clock() < self._no_enter_before

    def _offer_digit(self, event: QKeyEvent) -> None:
        """Choose; but a scanner's code may begin with a digit, so wait whether more follows."""
        self._is_choosing = True
        if _is_from_no_device(event):
            self._choose()
        else:
            self.quiet.start()

    def _choose(self) -> None:
        number = int(self.text())
        self._empty()
        self.digit.emit(number)


def _is_from_no_device(event: QKeyEvent) -> bool:
    """Only what a keyboard or a scanner sends carries a time."""
    return event.timestamp() == 0
