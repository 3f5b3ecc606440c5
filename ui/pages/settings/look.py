"""How the program looks and sounds on this PC."""

from PySide6.QtWidgets import QWidget

from ui.frame.context import Context
from ui.look.fields import tick_box
from ui.look.layout import STRETCH, form
from ui.look.theme import TEXT_SIZES, Density
from ui.pages.settings.form import label_for, subject
from ui.widgets.choice_row import ChoiceRow
from ui.words.actions import action

LOOKS = {"system": "パソコンの設定に合わせる", "light": "明るい", "dark": "暗い"}
DENSITIES = {Density.COMPACT.value: "詰める", Density.NORMAL.value: "ふつう", Density.ROOMY.value: "ゆったり"}

_SIZES = ("ふつう", "大きい", "とても大きい", "2倍")
TEXTS = {"0": "パソコンの設定に合わせる"} | {
    str(size): word for size, word in zip(TEXT_SIZES, _SIZES, strict=True)
}
_LARGER, _SMALLER = action("window.larger_text").shown_key, action("window.smaller_text").shown_key


class LookPanel(QWidget):
    """Applied at once; remembered on this PC only."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._preferences, self._events = context.preferences, context.events
        self.look = ChoiceRow("画面の明るさ", LOOKS)
        self.look.choose(self._preferences.theme)
        self.text = ChoiceRow("文字の大きさ", TEXTS)
        self.text.choose(str(self._preferences.text_size))
        self.density = ChoiceRow("一覧の行の間隔", DENSITIES)
        self.density.choose(self._preferences.density)
        self.sound = tick_box("窓口で読み取るたびに音を鳴らす", is_on=self._preferences.sound)
        told = (
            "このPCだけの設定です。選ぶとすぐに変わります。"
            f"文字の大きさは、どの画面でも {_LARGER} と {_SMALLER} で変えられます。"
        )
        rows = form(
            *((label_for(row, row.accessibleName()), row) for row in (self.look, self.text, self.density))
        )
        subject(self, "表示と音", told, rows, self.sound, STRETCH)
        self.setFocusProxy(self.sound)
        self.look.chosen.connect(self._dress)
        self.text.chosen.connect(self._set_text)
        self.density.chosen.connect(self._set_density)
        self.sound.toggled.connect(self._set_sound)

    def _dress(self, name: str) -> None:
        self._preferences.theme = name
        self._events.look_changed.emit()

    def _set_text(self, percent: str) -> None:
        self._preferences.text_size = int(percent)
        self._events.text_changed.emit()

    def _set_density(self, name: str) -> None:
        self._preferences.density = name
        self._events.look_changed.emit()

    def _set_sound(self, on: bool) -> None:
        self._preferences.sound = on
