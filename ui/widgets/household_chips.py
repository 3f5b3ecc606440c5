"""One chip per household member: who, and where the paper is, in shape, word and colour."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from app.domain.ids import PersonId
from app.rows import PersonRow
from ui.theme import set_tone
from ui.widgets.flow_layout import FlowLayout
from ui.widgets.status import person_status


class HouseholdChips(QWidget):
    """The household in a row that wraps; a click chooses a member.

    Signals:
        chosen: arg: PersonId.
    """

    chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start empty."""
        super().__init__(parent)
        self._flow = FlowLayout(self, spacing=8)
        # A large family must not push the list beside it away: the chips wrap instead.
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def set_household(self, rows: Sequence[PersonRow], current: PersonId | None = None) -> None:
        """Show these members; current is marked."""
        self._flow.clear()
        for row in rows:
            words, tone = person_status(row)
            chip = QPushButton(f"{row.relationship or '本人'} {_given(row.name)}  {words}")
            chip.setProperty("role", "chip")
            chip.setCheckable(True)
            chip.setChecked(row.person_id == current)
            chip.setAccessibleName(f"{row.name} {words}")
            chip.setToolTip(f"{row.name} {row.kana} {words}")
            set_tone(chip, tone)
            chip.clicked.connect(lambda _checked=False, who=row.person_id: self.chosen.emit(who))
            self._flow.addWidget(chip)


def _given(name: str) -> str:
    """The given name, as families share the other one; the whole name where it is not parted."""
    parts = name.split()
    return parts[-1] if len(parts) > 1 else name
