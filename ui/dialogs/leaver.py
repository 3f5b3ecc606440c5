"""退職・資格喪失: the three dates, whose papers come back and how, before anything is stored."""

from collections.abc import Sequence
from datetime import date

from PySide6.QtWidgets import QCheckBox, QComboBox, QWidget

from app.domain.collecting import PaperKind
from app.domain.ids import PersonId
from app.domain.language import Language
from app.domain.person import LossCause, Person
from app.domain.rest_days import rest_day
from app.domain.rules import SocietyRules
from app.domain.wareki import WEEKDAYS, wareki_short
from app.errors import BadValue, UserError
from app.printing.values import LeaverSlip
from app.rows import PersonDetail
from app.usecases.people import leavers
from app.usecases.people.leavers import HouseholdPaper, PaperState
from app.usecases.people.roster import CAUSES_OF, LeaverPlan, check_last_office_day, leave, leaver_plan
from app.words import label
from ui.dialogs.event_form import EventForm, Foresee, Planned, day_of
from ui.look.bound import bind_range
from ui.look.fields import let_write, list_box, tick_box
from ui.look.layout import STRETCH, across, fill, grid, held, panel, scrolled
from ui.look.parts import role_label, secondary_button
from ui.look.theme import FAR, WIDE, Tone, set_tone
from ui.widgets.printer_box import PrinterBox
from ui.widgets.sentence import Sentence
from ui.widgets.wareki_edit import WarekiEdit

_TONES = {
    PaperState.IN_HAND: ("◆", Tone.SOON),
    PaperState.VOID: ("◆", Tone.SOON),
    PaperState.UNRECORDED: ("?", Tone.SOON),
    PaperState.POSSIBLE: ("?", Tone.SOON),
    PaperState.MISSING: ("×", Tone.LATE),
    PaperState.IN_DRAWER: ("○", Tone.INFO),
    PaperState.BACK: ("✓", Tone.DONE),
    PaperState.NONE: ("−", Tone.MUTED),
    PaperState.CARD_ONLY: ("✓", Tone.MUTED),
    PaperState.SHREDDED: ("×", Tone.INFO),
}
PAPERS_SHOWN = 4
"""Lines of papers before they scroll."""

_LINE = 34


class LeaverDialog(EventForm):
    """Asks why and on which days; yields the use case, and the slip to hand over if one is wanted."""

    manual_page = "leaver"

    def __init__(
        self,
        details: Sequence[PersonDetail],
        rules: SocietyRules,
        foresee: Foresee,
        today: date,
        printer: PrinterBox,
        parent: QWidget | None = None,
    ) -> None:
        """details: the person first, then the others of the household. rules: those in force.

        printer: where the slip goes; without one it is written into a file.
        """
        person = details[0].person
        super().__init__(f"{person.name} さんの退職・資格喪失", "記録する", foresee, today, parent)
        self._details, self._person, self._rules = details, person, rules
        self._boxes: dict[PersonId, QCheckBox] = {}
        self._lines: dict[int, PersonId] = {}
        self.wants_slip = False
        self.setMinimumWidth(720)
        causes = [(label(cause), cause) for cause in CAUSES_OF[person.kind]]
        self._cause = list_box("理由", causes, person.loss_cause)
        self._day = WarekiEdit(person.last_day_on or today, name="最後の日")
        self._office_day = WarekiEdit(None, name="最終出社日", optional=True, around=today)
        self._office_day.setPlaceholderText("分かれば")
        known_on = person.loss_known_on or today
        self._known = WarekiEdit(None, name="資格喪失が分かった日", optional=True, around=today)
        self._known.setPlaceholderText("今日" if known_on == today else wareki_short(known_on))
        self._known_field = held(across(fill("分かった日"), fill(self._known)))
        self._way = QComboBox()
        self._way.setAccessibleName("返し方")
        let_write(self._way)
        self._way.addItems(list(leavers.WAYS_BACK))
        self._has_chosen_way = False
        self._way.activated.connect(lambda _: self._keep_way())
        self._office_field = held(across(fill("最終出社日"), fill(self._office_day)))
        self._voluntary = tick_box("任意継続を申し込む", tip="今の証は同じように返します")
        self._voluntary.toggled.connect(lambda _: self.look_later())
        self._day_label = self.add(
            "",
            across(self._day, self._office_field, self._known_field, self._voluntary, STRETCH, gap=FAR),
        )
        self._day_label.setBuddy(self._day)
        languages = [(label(one, "choice"), one) for one in Language]
        self.language = list_box("案内のことば", languages, person.language)
        self.language.setToolTip("退職者への案内のことば。変えると、その方の記録にも残ります")
        self.add_side("理由(&R)", self._cause, self._way, self.language)
        self._add_plan()
        self.printer = printer
        self.slip = secondary_button("", self._accept_with_slip, key="leaver.main")
        printer.listed.connect(self._name_slip)
        printer.ask()
        printer.setToolTip("退職者への案内を印刷するプリンター")
        self.buttons.insertWidget(0, printer)
        self.buttons.insertWidget(self.buttons.count() - 1, self.slip)
        # On the form, not on the boxes: these are made anew while the form is filled in.
        bind_range(self, "leaver.pick", 9, self._toggle_line)
        self.watch()
        self._day.setFocus()
        self._day.selectAll()

    @property
    def cause(self) -> LossCause:
        """Why cover ends."""
        return LossCause(self._cause.currentData())

    @property
    def is_voluntary(self) -> bool:
        """Whether the leaver applies for 任意継続."""
        return self._voluntary.isChecked() and self.cause is LossCause.LEFT

    @property
    def missing(self) -> list[PersonId]:
        """Members whose paper cannot be found."""
        return [who for who, box in self._boxes.items() if box.isChecked()]

    def planned(self) -> Planned:
        """Record the loss, and the papers that cannot be found as lost."""
        assert self._person.id is not None
        plan = self.plan()
        office_day = self._office_day.reading()
        check_last_office_day(office_day, plan.last_day_on)
        who, cause, missing, today = self._person.id, self.cause, self.missing, self.today
        known_on = self._known_on()
        is_voluntary = self.is_voluntary
        language = Language(self.language.currentData()) if self.wants_slip else None
        return Planned(
            lambda tx: leave(
                tx,
                who,
                cause=cause,
                last_day_on=plan.last_day_on,
                today=today,
                known_on=known_on,
                last_office_on=office_day,
                missing=missing,
                is_voluntary=is_voluntary,
                language=language,
            ),
            plan.disqualified_on,
        )

    def plan(self) -> LeaverPlan:
        """Return the dates as the fields mean them now."""
        household = [detail.person for detail in self._details]
        return leaver_plan(
            self._person,
            household,
            self._rules,
            last_day_on=day_of(self._day),
            cause=self.cause,
            today=self.today,
            known_on=self._known_on(),
        )

    def _known_on(self) -> date | None:
        """When the loss became known, if that is asked; empty: as recorded, or today."""
        return None if self._known_field.isHidden() else self._known.reading()

    def leaver_slip(self) -> LeaverSlip:
        """Return the slip for the leaver; valid after check()."""
        plan = self.plan()
        return leavers.leaver_slip(
            plan,
            self._papers_of(plan),
            self._rules,
            office=self._details[0].office,
            made_on=self.today,
            last_office_day=self._office_day.reading(),
            how_back=self._way.currentText().strip(),
            is_voluntary=self.is_voluntary,
            language=Language(self.language.currentData()),
        )

    def look_ahead(self) -> None:
        """Show dates, papers and consequences as the fields mean them now."""
        self._day_label.setText(f"{label(self.cause, 'day')}(&D)")
        is_leaving = self.cause is LossCause.LEFT
        self._office_field.setVisible(is_leaving)
        self._voluntary.setVisible(is_leaving)
        self.slip.setVisible(is_leaving)
        self.language.setEnabled(is_leaving)
        self._name_slip()
        try:
            plan = self.plan()
            self._office_day.around = plan.last_day_on
            self._guess_way()
            # Of a loss ahead nobody is late before it; of one that dates back the 最終出社日 is past, too.
            is_late = plan.disqualified_on < self.today and plan.known_on is not None
            self._known_field.setVisible(is_late)
            self._office_field.setVisible(is_leaving and not (is_late and not self._office_day.text()))
            self._show_plan(plan)
        except UserError:
            self._plan.setEnabled(False)
        super().look_ahead()

    def check(self) -> None:
        """Also refuse a slip that cannot be drawn."""
        super().check()
        if self.wants_slip:
            self.leaver_slip()

    def say(self, sentence: str) -> None:
        """A refusal takes the wish for a slip back."""
        if sentence:
            self.wants_slip = False
        super().say(sentence)

    def _name_slip(self) -> None:
        self.slip.setText(f"記録して案内を{'印刷' if self.printer.chosen else 'PDFに'}")
        # Without a printer the slip becomes a file; a box that offers nothing only takes room.
        self.printer.setVisible(bool(self.printer.chosen) and self.cause is LossCause.LEFT)
        self.slip.setToolTip("Ctrl+Enter")

    def _accept_with_slip(self) -> None:
        self.wants_slip = True
        self.accept()

    def _add_plan(self) -> None:
        days = grid(gaps=(WIDE, 2), wide=4)
        self._dates: list[tuple[QWidget, Sentence]] = []
        for at, word in enumerate(("最終出社日", "最後に使える日", "資格喪失日", "返却期限")):
            told, shown = role_label(word, "minor"), Sentence("strong")
            shown.setWordWrap(False)
            days.addWidget(told, 0, at)
            days.addWidget(shown, 1, at)
            self._dates.append((told, shown))
        self._papers = grid(gaps=(FAR, 2))
        # Its boxes take the keyboard, and come into view when they do.
        self._scroll = scrolled(held(self._papers))
        self._notes = Sentence("sub")
        self._plan = panel(days, self._scroll, self._notes, gap=10, margins=(16, 12, 16, 12))
        self.below.addWidget(self._plan)

    def _show_plan(self, plan: LeaverPlan) -> None:
        self._plan.setEnabled(True)
        office_day = self._typed_office_day()
        for (told, shown), on in zip(
            self._dates, (office_day, plan.last_covered_on, plan.disqualified_on, plan.return_by), strict=True
        ):
            told.setVisible(on is not None)
            shown.setVisible(on is not None)
            shown.setText("" if on is None else f"{wareki_short(on)}({WEEKDAYS[on.weekday()]})")
        set_tone(self._dates[-1][1], Tone.SOON)
        self._show_papers(self._papers_of(plan))
        notes = leavers.look_out_for(plan)
        if (rest := rest_day(plan.return_by, self._rules)) is not None:
            notes.append(rest.said())
        self._notes.setText("\n".join(f"! {note}" for note in notes))
        self._notes.setVisible(bool(notes))
        self.save.setText(f"{len(plan.people)}名の喪失を記録")

    def _typed_office_day(self) -> date | None:
        try:
            return self._office_day.reading()
        except BadValue:
            return None

    def _papers_of(self, plan: LeaverPlan) -> tuple[HouseholdPaper, ...]:
        ending = {person.id for person in plan.people}
        concerned = [detail for detail in self._details if detail.person.id in ending]
        unwanted = leavers.unwanted_papers(concerned, plan, self._rules)
        keeping = leavers.keeping_card(concerned, plan, self._rules)
        return leavers.household_papers(concerned, self.missing, unwanted, keeping)

    def _show_papers(self, papers: Sequence[HouseholdPaper]) -> None:
        kept = {who: box.isChecked() for who, box in self._boxes.items()}
        focused = next((who for who, box in self._boxes.items() if box.hasFocus()), None)
        while (item := self._papers.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self._boxes, self._lines = {}, {}
        for at, paper in enumerate(papers):
            shape, tone = _TONES[paper.state]
            state = role_label(f"{shape} {label(paper.state)}", "normal")
            set_tone(state, tone)
            who = f"{paper.person.name}({paper.person.relationship or label(paper.person.kind)})"
            name, what = role_label(who, "normal"), role_label(label(paper.paper), "sub")
            for place, part in enumerate((name, what, state)):
                self._papers.addWidget(part, at, place)
            self._papers.setRowMinimumHeight(at, _LINE - 2)
            person_id = paper.person.id
            if paper.may_be_missing and person_id is not None and self._is_out(person_id):
                self._papers.addWidget(
                    self._missing_box(paper.person, at + 1, is_checked=kept.get(person_id, False)), at, 3
                )
        self._scroll.setFixedHeight(min(len(papers), PAPERS_SHOWN) * _LINE + 4)
        if focused is not None and focused in self._boxes:
            self._boxes[focused].setFocus()

    def _is_out(self, person_id: PersonId) -> bool:
        """Whether a sheet is on record with its holder, so that it may be missed only now."""
        detail = next(d for d in self._details if d.person.id == person_id)
        papers = leavers.household_papers([detail])
        return person_id not in self._boxes and any(
            p.state in (PaperState.IN_HAND, PaperState.VOID) and p.paper is PaperKind.CERTIFICATE
            for p in papers
        )

    def _missing_box(self, person: Person, number: int, *, is_checked: bool) -> QCheckBox:
        key = f"Alt+{number}" if number <= 9 else ""
        box = QCheckBox(f"見つからない  {key}".rstrip())
        box.setAccessibleName(f"{person.name} さんの証が見つからない")
        box.setChecked(is_checked)
        box.toggled.connect(lambda _: self.look_ahead())
        assert person.id is not None
        self._boxes[person.id] = box
        self._lines[number] = person.id
        return box

    def _toggle_line(self, number: int) -> None:
        if number in self._lines:
            self._boxes[self._lines[number]].toggle()

    def _keep_way(self) -> None:
        self._has_chosen_way = True

    def _guess_way(self) -> None:
        """Offer how the papers probably come back, until the user has chosen."""
        edited = self._way.lineEdit()
        is_typed = edited is not None and edited.isModified()
        if not (self._has_chosen_way or is_typed):
            self._way.setCurrentText(leavers.usual_way_back(self._typed_office_day(), self.today))
