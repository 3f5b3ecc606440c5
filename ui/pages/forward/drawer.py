"""引き出し: the count of the drawer with a scan line of its own, for the days before a shipment."""

from PySide6.QtWidgets import QWidget

from ui.frame.answer import Answer, Heard, TakenBack
from ui.frame.context import Context
from ui.frame.messages import Heeding, Messages
from ui.look.bound import BoundAction
from ui.look.layout import down, fill
from ui.look.theme import APART, Tone
from ui.pages.drawer.count import DrawerCountPanel
from ui.widgets.banner import Banner
from ui.widgets.scan_line import ScanLine
from ui.widgets.sound import Sound

_READY = Answer(
    "",
    "引き出しを照合します",
    "証のコードを1枚ずつ読んでください。高齢受給者証は番号の末尾かお名前で。途中でやめても残ります。",
    Tone.NORMAL,
    Heard.SILENT,
)


class DrawerPanel(QWidget):
    """One line that never closes, the answer, and the count below it."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.scan = ScanLine("証のコードか、番号の末尾・お名前を入れて Enter")
        self.banner = Banner()
        self.count = DrawerCountPanel(context, self._answer)
        self._sound = Sound(context.preferences, self)
        self.setFocusProxy(self.scan)
        BoundAction(self.scan, "drawer.find", self.scan.setFocus)
        down(self.scan, self.banner, fill(self.count), gap=APART, of=self)
        self.scan.scanned.connect(lambda text: self._answer(self.count.read_code(text)))
        self.scan.confirmed.connect(lambda: self._answer(self.count.confirm()))
        self.scan.digit.connect(lambda number: self._answer(self.count.choose(number)))
        self.scan.cancelled.connect(self._cancel)
        self.scan.moved.connect(self.count.table.step_by)
        self.scan.deleted.connect(self.count.take_back)
        self.messages = TakenBack(context.messages, self._answer)
        context.events.moved_on.connect(self._on_moved_on)
        self._greet()

    def _answer(self, answer: Answer | None) -> None:
        if answer is not None:
            self.banner.show_answer(answer)
            self._sound.say(answer.sound)
        self.scan.takes_digits = self.count.takes_digits
        self.scan.setFocus()

    def _cancel(self) -> None:
        self.count.cancel()
        self._greet()
        self._answer(None)

    def _on_moved_on(self, messages: Messages | None) -> None:
        """The next step was taken: the banner no longer speaks of the one before."""
        is_own = isinstance(messages, Heeding) and self.isVisible()
        if not is_own and not self.count.takes_digits:
            self._greet()

    def _greet(self) -> None:
        self.banner.show_answer(_READY)
