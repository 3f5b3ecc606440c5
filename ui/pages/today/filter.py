"""What part of the list is shown: parts of the day, kinds, 所属, overdue, at rest, saved views."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QPushButton, QWidget

from app.domain.duties import DutyKind
from app.domain.ids import OfficeId
from app.domain.section import Section
from app.rows import DueCount, DueFilter
from app.words import label
from ui.frame.preferences import Preferences
from ui.look.layout import down
from ui.look.one_line import OneLineBox
from ui.look.parts import chip_button, plain_button
from ui.pages.saved_views import SavedViews
from ui.widgets.choice_popup import offer
from ui.widgets.flow_layout import FlowLayout, FlowRow
from ui.words.actions import action

SECTION_ACTIONS = {
    Section.TODAY: "today.only_today",
    Section.WEEK: "today.only_week",
    Section.WAITING: "today.only_waiting",
}

EVERY_DEPARTMENT = "すべての所属  B"

_OVERDUE = {False: "期限超過のみ  O", True: "超過  O"}
_DEPARTMENT = {False: 164, True: 150}
"""By whether the window is low: all stands in one line then."""


class DueFilterBar(QWidget):
    """Two lines of controls; knows no rows and reads nothing but 所属, when they are looked at.

    Signals:
        changed: The user wants to see another part.
        view_chosen: The user chose a saved view. arg: its DueFilter, with its office.
        refused: A sentence for the user. arg: str.
    """

    changed = Signal()
    view_chosen = Signal(object)
    refused = Signal(str)

    def __init__(
        self,
        preferences: Preferences,
        departments: Callable[[], Sequence[str]],
        describe: Callable[[DueFilter], str],
    ) -> None:
        """departments: those of the office chosen. describe: puts a filter, with its office, in words."""
        super().__init__()
        self._office_id: OfficeId | None = None
        self._is_dense = False
        self._counts: tuple[Sequence[DueCount], Sequence[DueCount]] = (), ()
        self.sections: dict[Section, QPushButton] = {}
        self.chips: dict[DutyKind, QPushButton] = {}
        self._digits = {kind: number for number, kind in enumerate(DutyKind, start=1)}
        self.every = plain_button("0  すべて", self.clear, tip="しぼりこみをやめて、すべてを見る (一覧で 0)")
        self.every.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.overdue = _chip(_OVERDUE[False], "期日を過ぎたものだけを見る (一覧で O)")
        self.hidden = _chip("休止中", "しばらく出さないことにした行を見る (一覧で K)")
        self.department = DepartmentBox(departments)
        self.views: SavedViews[DueFilter] = SavedViews(
            preferences.due_views, preferences.set_due_views, self._now, describe, DueFilter()
        )
        self.views.chosen.connect(self.view_chosen)
        self.views.refused.connect(self.refused)
        self.menu = plain_button("種類 ▽", self.offer_kinds, tip="種類でしぼりこむ (一覧で 1〜9、0 ですべて)")
        self._build()
        self.overdue.clicked.connect(lambda _=False: self._tell())
        self.hidden.clicked.connect(lambda _=False: self._tell())
        self.department.activated.connect(lambda _: self._tell())
        self._name_view()

    def wanted(self, office_id: OfficeId | None) -> DueFilter:
        """Return what is to be shown of that office; asked whenever the page reads."""
        self._office_id = office_id
        self.department.mark_stale()
        self._name_view()
        return self._now()

    def show_filter(self, wanted: DueFilter) -> None:
        """Set the controls without telling anybody; the office is not theirs."""
        for section, part in self.sections.items():
            part.setChecked(section is wanted.section)
        for kind, chip in self.chips.items():
            chip.setChecked(kind in wanted.kinds)
        self.overdue.setChecked(wanted.only_overdue)
        self.hidden.setChecked(wanted.is_hidden)
        self.department.choose(wanted.department)
        self._name_view()

    def show_counts(self, counts: Sequence[DueCount], hidden: Sequence[DueCount]) -> None:
        """Put the figures on the chips. counts: of all parts and kinds; hidden: of what is put to rest.

        The numbers of the kinds are those of the part chosen, and the other way round; each adds up.
        """
        self._counts = counts, hidden
        now, use = self._now(), "short" if self._is_dense else "label"
        chosen = "・".join(label(kind) for kind in now.kinds[:1]) + ("ほか" if now.kinds[1:] else "")
        self.menu.setText(f"種類: {chosen or 'すべて'} ▽")
        of_kinds = [count for count in counts if not now.kinds or count.kind in now.kinds]
        for section, part in self.sections.items():
            total = sum(count.of(section) for count in of_kinds)
            part.setText(f"{label(section, use)} {total:,}  {action(SECTION_ACTIONS[section]).shown_key}")
            part.setAccessibleName(f"{label(section, 'band')} {total}件")
        for count in counts:
            chip, word = self.chips[count.kind], label(count.kind)
            total = count.total if now.section is None else count.of(now.section)
            overdue = count.overdue if now.section in (None, Section.TODAY) else 0
            late = f" ▲{overdue:,}" if overdue else ""
            chip.setText(f"{self._digits[count.kind]}  {word} {total:,}{late}")
            chip.setEnabled(total > 0 or chip.isChecked())
            # What there is none of need not be looked at; its digit stays its own.
            chip.setVisible(chip.isEnabled())
            told = f" うち期限超過 {overdue}件" if overdue else ""
            chip.setAccessibleName(f"{word} {total}件{told}")
        total, late_ones = sum(c.total for c in hidden), sum(c.overdue for c in hidden)
        mark = f"  ▲{late_ones:,}" if late_ones else ""
        unit = "" if self._is_dense else "件"
        self.hidden.setText(f"休止中 {total:,}{unit}{mark}  K")
        self.hidden.setEnabled(total > 0 or self.hidden.isChecked())
        self.hidden.setVisible(self.hidden.isEnabled())

    def set_dense(self, *, is_dense: bool) -> None:
        """The kinds behind one button, all in one line: the rows need the room."""
        self._kinds.setVisible(not is_dense)
        self.menu.setVisible(is_dense)
        if is_dense is self._is_dense:
            return
        self._is_dense = is_dense
        self.overdue.setText(_OVERDUE[is_dense])
        self.department.setMinimumWidth(_DEPARTMENT[is_dense])
        self.views.set_dense(is_dense=is_dense)
        self.show_counts(*self._counts)

    def set_low(self, *, is_low: bool) -> None:
        """On the smallest screens what is asked for now and then is asked for by its key, or in the menu."""
        self.overdue.setVisible(not is_low or self.overdue.isChecked())
        self.views.setVisible(not is_low)

    def clear(self) -> None:
        """Show everything again."""
        self.show_filter(DueFilter())
        self.changed.emit()

    def open_departments(self) -> None:
        """Let the user choose a 所属."""
        self.department.setFocus()
        self.department.showPopup()

    def offer_kinds(self) -> None:
        """Let the user choose kinds where their chips have no room."""
        # Also those of which there is none: a digit means the same kind here and in the list.
        choices = [(chip.text().partition("  ")[2], chip.click) for chip in self.chips.values()]
        offer("種類", choices, self.menu)

    def _build(self) -> None:
        self._kinds = kinds = QWidget()
        flow = FlowLayout(kinds, spacing=4)
        flow.addWidget(self.every)
        for section, name in SECTION_ACTIONS.items():
            key = action(name).shown_key
            self.sections[section] = part = _chip("", f"{label(section, 'band')}だけを見る (一覧で {key})")
            part.setProperty("part", "true")
            part.clicked.connect(lambda _=False, chosen=part: self._choose_section(chosen))
        for number, kind in enumerate(DutyKind, start=1):
            self.chips[kind] = one = _chip("", f"{label(kind)}だけを見る (一覧で {number})")
            one.clicked.connect(lambda _=False: self._tell())
            flow.addWidget(one)
        self.menu.hide()
        parts = (*self.sections.values(), self.menu, self.department)
        chosen = FlowRow(*parts, self.overdue, self.hidden, self.views)
        down(chosen, kinds, of=self)

    def _choose_section(self, chosen: QPushButton) -> None:
        """One part at a time; pressed again all."""
        for part in self.sections.values():
            part.setChecked(part is chosen and chosen.isChecked())
        self._tell()

    def _tell(self) -> None:
        self._name_view()
        self.changed.emit()

    def _now(self) -> DueFilter:
        return DueFilter(
            kinds=tuple(kind for kind, chip in self.chips.items() if chip.isChecked()),
            office_id=self._office_id,
            department=self.department.chosen,
            only_overdue=self.overdue.isChecked(),
            is_hidden=self.hidden.isChecked(),
            section=next((section for section, part in self.sections.items() if part.isChecked()), None),
        )

    def _name_view(self) -> None:
        self.views.name_now(is_everything=replace(self._now(), office_id=None) == DueFilter())


class DepartmentBox(OneLineBox):
    """The 所属 of the office chosen; read only when somebody turns to it, for that takes a while.

    Signals:
        closed: Its list was closed, by a choice or without.
    """

    closed = Signal()

    def __init__(self, departments: Callable[[], Sequence[str]]) -> None:
        """departments: reads them."""
        super().__init__()
        self._departments = departments
        self._is_stale = True
        self.setAccessibleName("所属で絞る")
        self.setToolTip("所属で絞る (一覧で B)")
        self.setMinimumWidth(_DEPARTMENT[False])
        self.addItem(EVERY_DEPARTMENT, None)

    @property
    def chosen(self) -> str | None:
        """The 所属 chosen; None for all."""
        value = self.currentData()
        return None if value is None else str(value)

    def choose(self, department: str | None) -> None:
        """Choose one without telling anybody, also one not read yet."""
        if department is not None and self.findData(department) < 0:
            self.addItem(department, department)
        self.setCurrentIndex(max(0, self.findData(department)))

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Read what there is before it is looked at."""
        super().focusInEvent(event)
        self.fill()

    def showPopup(self) -> None:  # noqa: N802 - Qt's name
        """Read before the list opens, also by mouse."""
        self.fill()
        super().showPopup()

    def hidePopup(self) -> None:  # noqa: N802 - Qt's name
        """Tell, so that the keyboard can go back to the rows."""
        super().hidePopup()
        self.closed.emit()

    def mark_stale(self) -> None:
        """Read again before the next look."""
        self._is_stale = True

    def fill(self) -> None:
        """List what is in use, if that may have changed; keeps the choice."""
        # Not at every focus: it comes back in the middle of a choice, when the list closes.
        if not self._is_stale:
            return
        self._is_stale = False
        chosen = self.chosen
        self.clear()
        self.addItem(EVERY_DEPARTMENT, None)
        for department in self._departments():
            self.addItem(department, department)
        self.choose(chosen)


def _chip(text: str, tip: str) -> QPushButton:
    made = chip_button(text, tip=tip)
    made.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return made
