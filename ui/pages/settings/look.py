"""How the program looks and sounds on this PC."""

from PySide6.QtWidgets import QWidget

from ui.frame.context import Context
from ui.look.fields import tick_box
from ui.look.layout import STRETCH, across, fill
from ui.look.theme import Density
from ui.pages.settings.form import subject
from ui.widgets.choice_row import ChoiceRow

LOOKS = {"system": "パソコンの設定に合わせる", "light": "明るい", "dark": "暗い"}
DENSITIES = {Density.COMPACT.value: "詰める", Density.NORMAL.value: "ふつう", Density.ROOMY.value: "ゆったり"}


class LookPanel(QWidget):
    """Applied at once; remembered on this PC only."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._preferences, self._events = context.preferences, context.events
        self.look = ChoiceRow("画面の明るさ", LOOKS)
        self.look.choose(self._preferences.theme)
        self.density = ChoiceRow("一覧の行の間隔", DENSITIES)
        self.density.choose(self._preferences.density)
        self.sound = tick_box("窓口で読み取るたびに音を鳴らす", is_on=self._preferences.sound)
        rows = across("一覧の行の間隔", fill(self.density))
        told = "このPCだけの設定です。選ぶとすぐに変わります。"
        subject(self, "表示と音", told, self.look, rows, self.sound, STRETCH)
        self.setFocusProxy(self.sound)
        self.look.chosen.connect(self._dress)
        self.density.chosen.connect(self._set_density)
        self.sound.toggled.connect(self._set_sound)

    def _dress(self, name: str) -> None:
        self._preferences.theme = name
        self._events.look_changed.emit()

    def _set_density(self, name: str) -> None:
        self._preferences.density = name
        self._events.look_changed.emit()

    def _set_sound(self, on: bool) -> None:
        self._preferences.sound = on
