"""The line that never closes: a scanner types here, or a person types a number's tail."""

import unicodedata

import jaconv
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from ui.widgets.command_line import CommandLine

_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−ー", "-"))


class ScanLine(CommandLine):
    """Reads one code per Enter and empties itself.

    A scanner behind a Japanese IME types full-width or kana-mangled characters; folded()
    turns them back. Digits on an empty line may choose among offers instead of being typed.

    Signals:
        scanned: Enter on a code. arg: the folded text.
        confirmed: Enter on the empty line.
        digit: A digit 1 to 9 while offers are open. arg: the number.
        cancelled: Escape.
    """

    scanned = Signal(str)
    confirmed = Signal()
    digit = Signal(int)
    cancelled = Signal()

    def __init__(self, hint: str, parent: QWidget | None = None) -> None:
        """Show the hint while empty."""
        super().__init__(parent)
        self.takes_digits = False
        self.setProperty("role", "scan")
        self.setPlaceholderText(hint)
        self.setAccessibleName(hint)
        # Latin without predictions: keeps most IMEs out of the way of the scanner.
        self.setInputMethodHints(Qt.InputMethodHint.ImhLatinOnly | Qt.InputMethodHint.ImhNoPredictiveText)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter reads, Escape clears, digits may choose."""
        key = event.key()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if not event.isAutoRepeat():
                self._read()
            return
        if key == Qt.Key.Key_Escape:
            self.clear()
            self.cancelled.emit()
            return
        number = key - Qt.Key.Key_0
        if self.takes_digits and not self.text() and 1 <= number <= 9:
            self.digit.emit(number)
            return
        super().keyPressEvent(event)

    def _read(self) -> None:
        text = folded(self.text())
        self.clear()
        if text:
            self.scanned.emit(text)
        else:
            self.confirmed.emit()


def folded(text: str) -> str:
    """Return what the scanner meant: half width, kana typed by an IME turned back to Latin."""
    plain = unicodedata.normalize("NFKC", text).translate(_DASHES)
    if any("\u3041" <= c <= "\u30ff" for c in plain):
        plain = jaconv.kana2alphabet(jaconv.kata2hira(plain))
    return plain.strip().upper()
