"""A row of chips of which one is chosen: the views of a page, the answers to a question."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QButtonGroup, QPushButton, QWidget

from ui.widgets.flow_layout import FlowLayout


@dataclass(frozen=True, slots=True)
class Choice:
    """One chip. count: shown after the word, None for none."""

    name: str
    word: str
    count: int | None = None


class ChoiceRow(QWidget):
    """One tab stop; ← and → choose. A click leaves the keyboard where it is.

    Signals:
        chosen: The user chose another chip. arg: its name.
    """

    chosen = Signal(str)

    def __init__(
        self, label: str, choices: Sequence[Choice], *, is_open: bool = False, parent: QWidget | None = None
    ) -> None:
        """label: what screen readers say. The first is chosen, or none of an open question."""
        super().__init__(parent)
        self.setAccessibleName(label)
        self._group = QButtonGroup(self)
        self._chips: dict[str, QPushButton] = {}
        flow = FlowLayout(self, spacing=8)
        for choice in choices:
            chip = _Chip(self)
            chip.setProperty("role", "chip")
            chip.setCheckable(True)
            chip.clicked.connect(lambda _checked=False, name=choice.name: self._pick(name))
            self._group.addButton(chip)
            self._chips[choice.name] = chip
            flow.addWidget(chip)
        self.set_choices(choices)
        if is_open:
            self.clear()
        else:
            self.choose(choices[0].name)

    @property
    def value(self) -> str:
        """The name of the chosen chip; empty while a question is open."""
        return next((name for name, chip in self._chips.items() if chip.isChecked()), "")

    def clear(self) -> None:
        """Choose none."""
        self._group.setExclusive(False)
        for at, chip in enumerate(self._chips.values()):
            chip.setChecked(False)
            chip.setFocusPolicy(Qt.FocusPolicy.NoFocus if at else Qt.FocusPolicy.TabFocus)
        self._group.setExclusive(True)

    def set_choices(self, choices: Sequence[Choice]) -> None:
        """Refresh words and counts; the names must be those of the beginning."""
        for choice in choices:
            counted = "" if choice.count is None else f"  {choice.count}"
            self._chips[choice.name].setText(f"{choice.word}{counted}")

    def choose(self, name: str) -> None:
        """Choose a chip without telling anybody."""
        self._chips[name].setChecked(True)
        for other, chip in self._chips.items():
            chip.setFocusPolicy(Qt.FocusPolicy.TabFocus if other == name else Qt.FocusPolicy.NoFocus)

    def focus_chosen(self) -> None:
        """Put the keyboard on the chosen chip, on the first while none is."""
        name = self.value or next(iter(self._chips))
        self._chips[name].setFocus(Qt.FocusReason.TabFocusReason)

    def step(self, by: int) -> None:
        """Choose a neighbour; the ends do not wrap."""
        names = list(self._chips)
        at = names.index(self.value) + by if self.value else 0
        if 0 <= at < len(names):
            self._pick(names[at])
            self.focus_chosen()

    def _pick(self, name: str) -> None:
        self.choose(name)
        self.chosen.emit(name)


class _Chip(QPushButton):
    def __init__(self, row: ChoiceRow) -> None:
        super().__init__(row)
        self._row = row

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
        else:
            self._row.step(step)
