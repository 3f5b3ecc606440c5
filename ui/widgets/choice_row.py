"""A row of chips of which one is chosen: the views of a page."""

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QButtonGroup, QPushButton

from ui.look.parts import StayingButton
from ui.widgets.flow_layout import Flowing


class ChoiceRow(Flowing):
    """One tab stop; ← and → choose. A click leaves the keyboard where it is.

    Signals:
        chosen: The user chose another chip. arg: its name.
    """

    chosen = Signal(str)

    def __init__(self, label: str, words: Mapping[str, str]) -> None:
        """label: what screen readers say. words: of each chip by its name; the first is chosen."""
        super().__init__()
        self.setAccessibleName(label)
        self._words = dict(words)
        self._group = QButtonGroup(self)
        self._chips: dict[str, QPushButton] = {}
        for name, word in words.items():
            chip = _Chip(word, self)
            chip.setProperty("role", "chip")
            chip.clicked.connect(lambda _checked=False, name=name: self._pick(name))
            self._group.addButton(chip)
            self._chips[name] = chip
            self.flow.addWidget(chip)
        self.choose(next(iter(words)))

    @property
    def value(self) -> str:
        """The name of the chosen chip."""
        return next(name for name, chip in self._chips.items() if chip.isChecked())

    def word(self, name: str) -> str:
        """Return the word of a chip."""
        return self._words[name]

    def set_counts(self, counts: Mapping[str, int]) -> None:
        """Show a figure after each word; none where there is none."""
        for name, word in self._words.items():
            self._chips[name].setText(f"{word}  {counts[name]}" if name in counts else word)

    def choose(self, name: str) -> None:
        """Choose a chip without telling anybody."""
        self._chips[name].setChecked(True)
        for other, chip in self._chips.items():
            chip.setFocusPolicy(Qt.FocusPolicy.TabFocus if other == name else Qt.FocusPolicy.NoFocus)

    def focus_chosen(self) -> None:
        """Put the keyboard on the chosen chip."""
        self._chips[self.value].setFocus(Qt.FocusReason.TabFocusReason)

    def step(self, by: int) -> None:
        """Choose a neighbour; the ends do not wrap."""
        names = list(self._chips)
        at = names.index(self.value) + by
        if 0 <= at < len(names):
            self._pick(names[at])
            self.focus_chosen()

    def _pick(self, name: str) -> None:
        self.choose(name)
        self.chosen.emit(name)


class _Chip(StayingButton):
    def __init__(self, word: str, row: ChoiceRow) -> None:
        super().__init__(word, row)
        self._row = row

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
        else:
            self._row.step(step)
