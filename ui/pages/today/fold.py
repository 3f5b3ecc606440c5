"""Below the list: what only waits, folded into one line, and how much of the list is shown."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from app.domain.duties import DutyKind
from app.domain.section import Section
from app.rows import DueCount
from app.usecases.calendar.morning import largest_waiting
from app.words import label, said
from ui.look.layout import across, fill
from ui.look.one_line import OneLine
from ui.look.parts import plain_button, role_label

KEY = "F"


class FoldLine(QWidget):
    """Signals:
    toggled: The user wants to see what waits, or not any more.
    """

    toggled = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("fold")
        self.is_folded = True
        self.button = plain_button("", self.toggle)
        self.button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._what = OneLine()
        self._what.setProperty("role", "sub")
        self.count = role_label("", "sub")
        across(self.button, fill(self._what), self.count, of=self)

    def toggle(self) -> None:
        """Fold, or unfold."""
        self.is_folded = not self.is_folded
        self.toggled.emit()

    def show_counts(self, counts: Sequence[DueCount], *, can_fold: bool) -> None:
        """Say what waits. can_fold: the whole list is shown, of which this is a part."""
        waits = sum(one.of(Section.WAITING) for one in counts)
        for part in (self.button, self._what):
            part.setVisible(can_fold and waits > 0)
        word = f"{label(Section.WAITING)} {waits:,}件"
        self.button.setText(f"▷ {word}を見る  {KEY}" if self.is_folded else f"▽ {word}をたたむ  {KEY}")
        largest = largest_waiting(counts)
        more = "ほか" if sum(size for _, size in largest) < waits else ""
        self._what.setText("・".join(f"{label(kind)} {size:,}" for kind, size in largest) + more)

    def show_count(self, shown: int, total: int, every: int, chosen: int, leaving: int) -> None:
        """Say how much of the list is read and selected, and who is left out of it.

        total: rows of the parts shown; every: of all parts. leaving: so many are not asked to register
        because they leave soon.
        """
        text = f"全{every:,}件" + (f"のうち{min(shown, total):,}件を表示" if shown < every else "")
        text += said(DutyKind.REGISTER, "left_out", count=f"{leaving:,}") if leaving else ""
        self.count.setText(f"{chosen:,}件を選択  {text}" if chosen > 1 else text)
