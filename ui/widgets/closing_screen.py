"""What stands in the window while its last work is put into a backup: how far it is, and the way past it."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QApplication, QProgressBar, QWidget

from ui.look.layout import STRETCH, across, down, fill, placed, stretch
from ui.look.parts import primary_button, role_label, secondary_button
from ui.look.theme import APART, Tone, scaled, set_tone
from ui.widgets.sentence import Sentence

_WIDTH = 320
_SENTENCE_WIDTH = 520


class ClosingScreen(QWidget):
    """Nothing of an office stands on it: the window may have been locked.

    Signals:
        leave_wanted: Close without. again_wanted: Once more.
    """

    leave_wanted = Signal()
    again_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.title = role_label("", "title")
        self.bar = QProgressBar()
        self.bar.setAccessibleName("バックアップの進み")
        self.bar.setTextVisible(False)
        self.bar.setFixedWidth(scaled(_WIDTH))
        self.sentence = Sentence("sub")
        self.sentence.setFixedWidth(scaled(_SENTENCE_WIDTH))
        self.sentence.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        self.leave = secondary_button("バックアップせずに閉じる", self.leave_wanted.emit)
        self.again = primary_button("もう一度バックアップ", self.again_wanted.emit)
        buttons = across(STRETCH, self.again, self.leave, STRETCH, gap=APART)
        said = fill(across(STRETCH, self.sentence, STRETCH), 3)
        down(stretch(2), placed(self.title), placed(self.bar), buttons, said, gap=APART, of=self)

    def begin(self) -> None:
        """Say what is done."""
        self.title.setText("バックアップしています")
        self.sentence.setText("終わると閉じます。途中で閉じても、記録と前のバックアップはそのままです。")
        set_tone(self.sentence, Tone.NORMAL)
        self.bar.setRange(0, 0)
        self.bar.show()
        self.again.hide()
        # An Enter that was meant for the page must not stop it: Tab goes to the button first.
        if (focused := QApplication.focusWidget()) is not None:
            focused.clearFocus()

    def show_far(self, done: int, total: int) -> None:
        """Say how far it is."""
        self.bar.setRange(0, max(1, total))
        self.bar.setValue(done)

    def fail(self, sentences: list[str]) -> None:
        """Say what went wrong; the records are safe."""
        self.title.setText("バックアップできませんでした")
        self.sentence.setText("\n".join(f"! {sentence}" for sentence in sentences))
        set_tone(self.sentence, Tone.LATE)
        self.bar.hide()
        self.again.show()
        self.leave.setFocus()
