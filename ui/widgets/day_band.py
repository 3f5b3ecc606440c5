"""A coloured band under the top bar while the lists are looked at from another day."""

from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame

from app.domain.wareki import wareki, wareki_short
from ui.look.layout import STRETCH, across
from ui.look.parts import role_label, secondary_button
from ui.look.theme import FAR, Tone, set_tone


class DayBand(QFrame):
    """Says which day the lists show, and that what is recorded carries today's date.

    Signals:
        back_wanted: The user wants to see today again.
    """

    back_wanted = Signal()

    def __init__(self) -> None:
        """Start hidden: the lists show today."""
        super().__init__()
        self.setProperty("role", "toned")
        self.sentence = role_label("", "strong")
        self.back = secondary_button(
            "今日に戻す", self.back_wanted.emit, tip="基準日を今日に戻します (Ctrl+B のあと 1)"
        )
        across(self.sentence, STRETCH, self.back, gap=FAR, margins=(24, 6, 16, 6), of=self)
        set_tone(self, Tone.SOON)
        self.hide()

    def set_day(self, on: date, real_day: date) -> None:
        """Show the day looked at; nothing while it is the real one."""
        days = (on - real_day).days
        away = f"{days}日後" if days > 0 else f"{-days}日前"
        self.sentence.setText(
            f"◆ 今日ではなく、{wareki(on)}({away})の時点を見ています。"
            f"記録の実施日は今日({wareki_short(real_day)})です。"
        )
        self.setVisible(days != 0)
