"""Which part of the roster is shown: 在籍, the state of the paper, 所属, and saved views."""

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from app.rows import PersonRow
from app.usecases.people.roster_part import Cover, Paper, RosterPart, cover_of, paper_of
from app.words import label
from ui.frame.preferences import Preferences
from ui.look.fields import list_box
from ui.look.layout import down
from ui.look.parts import chip_button
from ui.look.theme import scaled
from ui.pages.saved_views import SavedViews
from ui.widgets.flow_layout import FlowRow

_EVERY_STATE, _EVERYWHERE = "状態", "所属"
_BOX = 116


class RosterFilter(QWidget):
    """One row of controls over the list; knows no rows but to count them.

    Signals:
        changed: The user wants to see another part.
        refused: A sentence for the user. arg: str.
    """

    changed = Signal()
    refused = Signal(str)

    def __init__(self, preferences: Preferences, departments: Callable[[], Sequence[str]]) -> None:
        """departments: those of the office chosen."""
        super().__init__()
        self._departments = departments
        self.covers = {cover: chip_button(label(cover)) for cover in Cover}
        self.paper = list_box("資格確認書の状態で絞る", [(_EVERY_STATE, None)])
        self.department = list_box("所属で絞る", [(_EVERYWHERE, "")])
        self.views: SavedViews[RosterPart] = SavedViews(
            preferences.roster_views,
            preferences.set_roster_views,
            lambda: self.part,
            described,
            RosterPart(),
        )
        for paper in Paper:
            self.paper.addItem(label(paper), paper)
        for box in (self.paper, self.department):
            box.setFixedWidth(scaled(_BOX))
            box.view().setMinimumWidth(2 * _BOX)
            box.activated.connect(lambda _: self._tell())
        for cover, chip in self.covers.items():
            chip.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            chip.clicked.connect(lambda _=False, cover=cover: self._choose(cover))
        down(FlowRow(*self.covers.values(), self.paper, self.department, self.views), of=self)
        self.views.chosen.connect(self._show)
        self.views.refused.connect(self.refused)
        self.views.name_now(is_everything=True)

    @property
    def part(self) -> RosterPart:
        """What is wanted."""
        cover = next((cover for cover, chip in self.covers.items() if chip.isChecked()), None)
        return RosterPart(cover, self.paper.currentData(), str(self.department.currentData() or ""))

    def clear(self) -> bool:
        """Show everybody again, without telling anybody; return whether somebody was left out."""
        was_part = self.part != RosterPart()
        self._set(RosterPart())
        return was_part

    def show_counts(self, rows: Sequence[PersonRow], on: date) -> None:
        """Say how many there are of each. rows: everybody who is found, whatever part is chosen."""
        covers = Counter(cover_of(row, on) for row in rows)
        papers = Counter(paper_of(row) for row in RosterPart(cover=self.part.cover).of(rows, on))
        for cover, chip in self.covers.items():
            chip.setText(f"{label(cover)} {covers[cover]:,}")
        for at, paper in enumerate(Paper, start=1):
            self.paper.setItemText(at, f"{label(paper)} {papers[paper]:,}")
        chosen = str(self.department.currentData() or "")
        self.department.clear()
        self.department.addItem(_EVERYWHERE, "")
        for department in self._departments():
            self.department.addItem(department, department)
        self.department.setCurrentIndex(max(0, self.department.findData(chosen)))
        self.views.name_now(is_everything=self.part == RosterPart())

    def _choose(self, chosen: Cover) -> None:
        for cover, chip in self.covers.items():
            chip.setChecked(cover is chosen and chip.isChecked())
        self._tell()

    def _set(self, part: RosterPart) -> None:
        for cover, chip in self.covers.items():
            chip.setChecked(cover is part.cover)
        self.paper.setCurrentIndex(max(0, self.paper.findData(part.paper)))
        if part.department and self.department.findData(part.department) < 0:
            self.department.addItem(part.department, part.department)
        self.department.setCurrentIndex(max(0, self.department.findData(part.department)))

    def _show(self, part: RosterPart) -> None:
        self._set(part)
        self._tell()

    def _tell(self) -> None:
        self.views.name_now(is_everything=self.part == RosterPart())
        self.changed.emit()


def described(part: RosterPart) -> str:
    """Return in words which part that is."""
    chosen = [label(one) for one in (part.cover, part.paper) if one is not None]
    return " ".join([*chosen, *([part.department] if part.department else [])]) or "すべて"
