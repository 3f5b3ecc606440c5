"""What stands on the screen while nobody sits before it."""

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from app.errors import SystemTrouble, UserError
from ui.frame.data_folder import DataFolder
from ui.frame.messages import Messages
from ui.look.layout import STRETCH, across, down, fill, placed, stretch
from ui.look.parts import plain_button, primary_button, role_label
from ui.look.theme import APART, Tone, scaled, set_tone
from ui.widgets.retry_wait import RetryWait
from ui.widgets.secret_line import SecretLine
from ui.widgets.sentence import Sentence

_WIDTH = 320
_SENTENCE_WIDTH = 520


class LockScreen(QWidget):
    """Hides everything until the passphrase is given; the sample office asks for none.

    Signals:
        opened: The right passphrase was given.
    """

    opened = Signal()

    def __init__(self, folder: DataFolder, who: str, has_drafts: Callable[[], bool]) -> None:
        """who: has it open. has_drafts: whether something is typed that would be lost with the window."""
        super().__init__()
        self._unlock = folder.unlock if folder.asks else None
        self._folder, self._has_drafts = folder, has_drafts
        self.scanned = 0
        """So many papers were held before a scanner meanwhile; nothing was recorded of them."""
        self._passphrase = SecretLine("パスフレーズ")
        self._passphrase.setFixedWidth(scaled(_WIDTH))
        self._passphrase.textEdited.connect(self._on_edited)
        self._problem = Sentence("strong")
        self._problem.setFixedWidth(scaled(_SENTENCE_WIDTH))
        self._problem.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        set_tone(self._problem, Tone.LATE)
        self._button = primary_button("開く", self._try)
        self._button.setFixedWidth(scaled(_WIDTH))
        self._wait = RetryWait(self._button, folder.seconds_to_wait, self._say)
        self._who, self._title = who, role_label("", "title")
        self._others = plain_button("ほかの利用者で開く", self._leave)
        asked = (self._title, self._passphrase, self._button, self._others)
        # The sentence has all the room below, so that nothing moves when it comes and goes.
        sentence = fill(across(STRETCH, self._problem, STRETCH), 3)
        down(stretch(2), *map(placed, asked), sentence, gap=APART, of=self)
        self._passphrase.setVisible(self._unlock is not None)

    def begin(self) -> None:
        """Take the keyboard; where several people may open the folder, say whose passphrase is meant."""
        is_shared = self._folder.has_others()
        self._title.setText(f"{self._who} さんがロックしています" if is_shared else "ロックしています")
        self._others.setVisible(is_shared)
        self._passphrase.clear()
        self.scanned = 0
        self._say("")
        self._folder.kept.lock(is_on=True)
        (self._button if self._unlock is None else self._passphrase).setFocus()
        if self._unlock is not None:
            self._wait.begin()

    def take_scanned(self) -> None:
        """Say that what was scanned is not recorded, and whom it is of says nobody."""
        self.scanned += 1
        self._say("ロック中は記録しません。開いてから、もう一度読み取ってください。")

    def ask_to_open(self) -> None:
        """Say why the window does not close."""
        self._say("入力の途中のものがあります。開いてから閉じてください。")

    def tell(self, messages: Messages) -> None:
        """Say, once it is open, that papers were held before the scanner meanwhile."""
        if self.scanned:
            messages.refuse(
                f"ロック中に{self.scanned}回読み取りましたが、記録していません。もう一度読み取ってください。"
            )

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens, wherever the keyboard is."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._button.click()
        else:
            super().keyPressEvent(event)

    def _try(self) -> None:
        if self._unlock is not None:
            try:
                self._unlock(self._passphrase.text())
            except (UserError, SystemTrouble) as refusal:
                self._say(str(refusal))
                self._passphrase.selectAll()
                self._passphrase.setFocus()
                self._wait.begin()
                return
        self._passphrase.clear()
        self._say("")
        self._folder.kept.lock(is_on=False)
        self.opened.emit()

    def _leave(self) -> None:
        if self._has_drafts():
            self._say(
                "入力の途中のものがあります。ロックした方が開いて保存するまで、ほかの方には替われません。"
            )
        else:
            self._folder.open_for_other()

    def _on_edited(self) -> None:
        if not self._wait.is_on:
            self._say("")

    def _say(self, sentence: str) -> None:
        self._problem.setText(f"! {sentence}" if sentence else "")
