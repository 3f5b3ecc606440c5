"""人違い: record that a paper went to the wrong person, and go on with what is still to be done."""

from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QLabel, QSizePolicy, QWidget

from app.changes import Done
from app.domain.certificate import Certificate, CertificateStatus
from app.domain.ids import PersonId
from app.domain.misdelivery import Misdelivery
from app.domain.wareki import wareki, wareki_short
from app.errors import BadValue
from app.rows import CertificateRow
from app.usecases.counter import misdeliveries
from app.usecases.counter.misdeliveries import CaseStep
from app.usecases.counter.misdelivery_record import Filled, record
from app.usecases.free_text import LONGEST, check_free_text
from app.words import label
from ui.dialogs.event_form import day_of
from ui.dialogs.form import FormDialog
from ui.frame.context import Context
from ui.frame.messages import Messages
from ui.look.fields import list_box, text_field
from ui.look.layout import STRETCH, add, grid
from ui.look.parts import role_label
from ui.look.theme import Tone, control_height, set_tone
from ui.widgets.choice_search import SHOWN, ChoiceSearch, named
from ui.widgets.sentence import Sentence
from ui.widgets.wareki_edit import WarekiEdit

S = CertificateStatus

NOBODY_YET = -1
"""Stands for no person of the roster, and not for somebody outside it."""
STRANGER = "名簿にない方(メモに書く)"
_DONE_WORDS = {CaseStep.RECOVERED: "取り戻した", CaseStep.TOLD: "連絡した", CaseStep.REPORTED: "報告した"}


def ask_misdelivery(
    context: Context, row: CertificateRow, parent: QWidget, *, messages: Messages | None = None
) -> Done | None:
    """Open the form about this sheet and record what it says in one step.

    Where a case about the sheet is open, the form goes on with it. messages: where the answer is said.
    Returns None when it was left or refused.
    """
    form = MisdeliveryForm(context, row, parent)
    if not form.ask():
        return None
    filled, case, today = form.filled(), form.case, context.clock()
    return context.commands.run(
        lambda tx: record(tx, row.certificate_id, case, filled, today=today), messages=messages
    )


class MisdeliveryForm(FormDialog):
    """Who got the paper and when; what was done about it, step by step, each with its day."""

    manual_page = "wrong_person"

    def __init__(self, context: Context, row: CertificateRow, parent: QWidget | None = None) -> None:
        """row: the sheet that was misdelivered."""
        queries, self._today = context.store.queries, context.clock()
        detail = queries.person_detail(row.person_id, self._today)
        self.sheet = next(s for s in detail.certificates if s.id == row.certificate_id)
        self.case = _open_case(queries.misdeliveries(), self.sheet)
        title = "誤交付の記録" if self.case is None else "誤交付の対応"
        super().__init__(title, "記録する", parent)
        self.setMinimumWidth(640)
        self._row = row
        self._queries = queries
        self._likely = misdeliveries.namesakes_of(queries, row.person_id, self._today)[:SHOWN]
        self._who = list_box("受け取った方")
        self._search = ChoiceSearch(self._who, "受け取った方を探す")
        self._given_on = WarekiEdit(row.handed_out_on or self._today, name="渡した日")
        self._noticed_on = WarekiEdit(self._today, name="気づいた日")
        self._note = text_field("メモ", hint="例 受付で同姓の方に渡した", longest=LONGEST)
        self._boxes: dict[CaseStep, QCheckBox] = {}
        self._days: dict[CaseStep, WarekiEdit] = {}
        self._stays_lost = QCheckBox("戻らないので紛失として記録する(新しい番号で再交付)")
        self.add("証", role_label(f"{row.name} さん  発行番号 {row.issue_number}", "strong"))
        if self.case is None:
            self._add_questions()
        else:
            wrong = self.case.given_to
            got = "名簿にない方" if wrong is None else queries.person_detail(wrong, self._today).person.name
            self.add("経過", _sentence(_told(self.case, got)))
        self._add_steps()
        self._hint = Sentence("minor")
        add(self.below, self._hint, STRETCH)
        self._tell()
        (self._search if self.case is None else next(iter(self._boxes.values()), self.save)).setFocus()

    def filled(self) -> Filled:
        """Return what the form says; raise BadValue where a field cannot be read."""
        case = self.case
        steps = tuple(
            (step, day_of(self._days[step])) for step, box in self._boxes.items() if box.isChecked()
        )
        return Filled(
            given_to=self._given_to() if case is None else case.given_to,
            given_on=day_of(self._given_on) if case is None else case.given_on,
            noticed_on=day_of(self._noticed_on) if case is None else case.noticed_on,
            note=self._note.text().strip() if case is None else case.note,
            steps=steps,
            lost_on=self._today if self._stays_lost.isChecked() else None,
        )

    def _given_to(self) -> PersonId | None:
        chosen = self._who.currentData()
        if chosen == NOBODY_YET:
            self._search.setFocus()
            raise BadValue("受け取った方を選んでください。名簿にない方なら一覧の最後を選び、メモに書きます。")
        return None if chosen is None else PersonId(chosen)

    def check(self) -> None:
        """Everything readable, the days in their order, and something done where a case goes on."""
        super().check()
        filled = self.filled()
        check_free_text(filled.note, "メモ")
        if self.case is None:
            if filled.given_to is None and not filled.note:
                self._note.setFocus()
                raise BadValue("だれに渡ったかをメモに入れてください。")
            if filled.given_on > filled.noticed_on:
                raise BadValue("渡した日が気づいた日より後です。日付を直してください。")
        elif not filled.steps and filled.lost_on is None:
            raise BadValue("済んだことに印を付けてください。まだのときは「やめる」で閉じます。")
        for on in (filled.noticed_on, *(day for _, day in filled.steps)):
            if on > self._today:
                raise BadValue(f"{wareki(on)} は今日より先です。日付を直してください。")
        for step, on in filled.steps:
            if on < filled.noticed_on:
                raise BadValue(f"{label(step)}: 気づいた日より前です。日付を直してください。")

    def _add_questions(self) -> None:
        self._who.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._search.textEdited.connect(self._offer_people)
        self._offer_people("")
        self.add("渡した相手(&W)", self._search)
        self.add("", self._who)
        self.add("渡した日(&D)", self._given_on)
        self.add("気づいた日(&T)", self._noticed_on)
        self.add("メモ(&M)", self._note)

    def _offer_people(self, text: str) -> None:
        """List who is meant: the hits of a text; without one, those easily mistaken for the holder."""
        wanted = text.strip()
        rows = self._queries.person_rows(search=wanted, limit=SHOWN) if wanted else self._likely
        chosen = self._who.currentData()
        self._who.clear()
        if not wanted:
            # Nobody is accused by a default.
            self._who.addItem("選んでください", NOBODY_YET)
        for row in rows:
            if row.person_id != self._row.person_id:
                self._who.addItem(named(row), row.person_id)
        self._who.addItem(STRANGER, None)
        at = self._who.findData(chosen) if chosen is not None else -1
        self._who.setCurrentIndex(max(0, at))

    def _add_steps(self) -> None:
        steps = grid()
        done = {} if self.case is None else _done_days(self.case)
        for at, step in enumerate(CaseStep):
            steps.setRowMinimumHeight(at, control_height())
            if done.get(step) is not None:
                steps.addWidget(_finished(step, done[step]), at, 0, 1, 2)
                continue
            box = QCheckBox(f"{at + 1}  {label(step)}")
            on = WarekiEdit(self._today, name=label(step))
            on.setEnabled(False)
            box.toggled.connect(on.setEnabled)
            box.toggled.connect(lambda _: self._tell())
            self._boxes[step], self._days[step] = box, on
            steps.addWidget(box, at, 0)
            steps.addWidget(on, at, 1, Qt.AlignmentFlag.AlignRight)
        is_out = self.case is not None and self.sheet.status in (S.HANDED_OUT, S.SUPERSEDED)
        self._stays_lost.setVisible(is_out)
        self._stays_lost.toggled.connect(lambda _: self._tell())
        if is_out:
            steps.addWidget(self._stays_lost, len(CaseStep), 0, 1, 2)
        self.add("済んだこと", steps)

    def _tell(self) -> None:
        """Say what comes next after what is ticked."""
        recovered = self._boxes.get(CaseStep.RECOVERED)
        if recovered is not None and self._stays_lost.isVisibleTo(self):
            # The sheet is either back or lost.
            recovered.setEnabled(not self._stays_lost.isChecked())
            self._stays_lost.setEnabled(not recovered.isChecked())
        if self._stays_lost.isChecked():
            self._hint.setText("滅失届と再交付の申請をし、新しい番号の証を印刷します。")
        elif recovered is not None and not recovered.isChecked():
            self._hint.setText(
                "まず証を取り戻します。戻らないときは、あとでこの記録から紛失にして再交付します。"
            )
        elif self.sheet.status is S.SUPERSEDED:
            self._hint.setText("この証は無効です。本人には渡さず、健保へ返送します。")
        else:
            self._hint.setText("証は配付待ちに戻ります。正しい方へ渡してください。")
        self.fit()


def _open_case(cases: list[Misdelivery], sheet: Certificate) -> Misdelivery | None:
    return next(
        (c for c in cases if c.certificate_id == sheet.id and misdeliveries.steps_left(c, sheet)), None
    )


def _done_days(case: Misdelivery) -> dict[CaseStep, date | None]:
    return {
        CaseStep.RECOVERED: case.recovered_on,
        CaseStep.TOLD: case.told_on,
        CaseStep.REPORTED: case.reported_on,
    }


def _finished(step: CaseStep, on: date | None) -> QLabel:
    day = "" if on is None else f"  {wareki_short(on)}"
    made = role_label(f"✓  {_DONE_WORDS[step]}{day}", "normal")
    set_tone(made, Tone.DONE)
    return made


def _sentence(text: str) -> Sentence:
    made = Sentence("normal", text)
    made.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.MinimumExpanding)
    return made


def _told(case: Misdelivery, got: str) -> str:
    note = f"\n{case.note}" if case.note else ""
    given, noticed = wareki_short(case.given_on), wareki_short(case.noticed_on)
    return f"{given} に{got}へ渡し、{noticed} に気づきました。{note}"
