"""One chip per household member: who, and where the paper is, in shape, word and colour."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QPushButton

from app.domain.ids import PersonId
from app.late import dataclass
from app.rows import PersonRow
from ui.look.parts import chip_button
from ui.look.theme import Tone, set_tone
from ui.widgets.flow_layout import FlowRow
from ui.widgets.status import person_status

_NAME_WIDTH = 188
"""Pixels of a chip for the name; so that the state beside it is always read."""


class HouseholdChips(FlowRow):
    """The household in a row that wraps; a click chooses a member.

    Signals:
        chosen: arg: PersonId.
    """

    chosen = Signal(object)

    def set_household(self, rows: Sequence[PersonRow], current: PersonId | None = None) -> None:
        """Show these members; current is marked."""
        self.flow.clear()
        for row in rows:
            words, tone = person_status(row)
            who = f"{row.relationship or '本人'} {given_name(row.name)}"
            chip = chip_button(tip=f"{row.name} {row.kana} {words}")
            chip.setText(f"{shortened(chip, who)}  {words}")
            chip.setChecked(row.person_id == current)
            chip.setAccessibleName(f"{row.name} {words}")
            set_tone(chip, tone)
            chip.clicked.connect(lambda _checked=False, who=row.person_id: self.chosen.emit(who))
            self.flow.addWidget(chip)


@dataclass(frozen=True, slots=True)
class Presence:
    """One sheet of a household at the desk. digit: the key that says it is not there; 0 for none.

    is_chosen: it takes the step. words: what becomes of it, with a shape.
    """

    digit: int
    name: str
    words: str
    tone: Tone
    is_chosen: bool
    full_name: str


class PresenceChips(FlowRow):
    """Large chips of what lies on the counter; a click or the digit turns one.

    Signals:
        turned: arg: the digit of the chip.
    """

    turned = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.chips: tuple[Presence, ...] = ()

    def set_chips(self, chips: Sequence[Presence]) -> None:
        """Show these; nothing is built anew while they are the same."""
        if tuple(chips) == self.chips:
            return
        self.chips = tuple(chips)
        self.flow.clear()
        for chip in chips:
            number = f"{chip.digit}  " if chip.digit else ""
            button = chip_button(tip=f"{chip.full_name}  {chip.words}")
            button.setText(f"{number}{shortened(button, chip.name)}  {chip.words}")
            button.setChecked(chip.is_chosen)
            button.setEnabled(bool(chip.digit) or chip.is_chosen)
            button.setProperty("desk", "sheet")
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            button.setAccessibleName(f"{chip.full_name} {chip.words}")
            set_tone(button, chip.tone)
            if chip.digit:
                button.clicked.connect(lambda _checked=False, digit=chip.digit: self.turned.emit(digit))
            else:
                # The only one: it can be left with Esc, not turned.
                button.clicked.connect(lambda _checked=False, b=button: b.setChecked(True))
            self.flow.addWidget(button)
        self.updateGeometry()


def shortened(chip: QPushButton, name: str) -> str:
    """The name as far as a chip has room for it; the whole stands in its tooltip."""
    return chip.fontMetrics().elidedText(name, Qt.TextElideMode.ElideRight, _NAME_WIDTH)


def given_name(name: str) -> str:
    """The given name, as families share the other one; the whole name where it is not parted."""
    parts = name.split()
    return parts[-1] if len(parts) > 1 else name
