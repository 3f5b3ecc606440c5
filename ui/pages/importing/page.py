"""取込: choose a list, answer what it leaves open, see what it would change, take it over as one step."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QProgressBar, QWidget

from app.changes import Changes, Done
from app.domain.told import Sender
from app.errors import BadValue
from app.importing.column_questions import UNUSED, Ask, ColumnQuestion, answered
from app.importing.mapping import MappingProfile
from app.importing.plan import only
from app.importing.row_at import RowAt
from app.importing.table import Reading
from app.parcels.file import is_parcel_file
from app.usecases.forms import every_form
from app.usecases.people import list_taking
from app.usecases.people.comparison import ComparedRow
from app.usecases.people.list_doubts import ListDoubt
from app.usecases.people.list_taking import Looked
from app.usecases.people.roster_import import Answers
from app.words import label
from ui.dialogs.files import LISTS, FileDialogs
from ui.frame.context import Context
from ui.frame.dropped import DroppedFile
from ui.frame.page import Page
from ui.frame.tasks import Job
from ui.look.fields import list_box, text_field, tick_box
from ui.look.layout import STRETCH, across, down, fill, held, panel, stack, stretch
from ui.look.parts import plain_button, primary_button, role_label, secondary_button
from ui.look.theme import APART, Tone
from ui.pages.importing import letters, list_files
from ui.pages.importing.column_panel import ColumnPanel
from ui.pages.importing.finding import Found, find
from ui.pages.importing.interview import Interview, Step
from ui.pages.importing.kept_lists import KeptLists
from ui.pages.importing.parcels import ParcelTaking
from ui.pages.importing.plan import PlanPanel
from ui.pages.importing.question_panel import QuestionPanel
from ui.pages.places import IMPORT_LIST
from ui.widgets.notice import Notice
from ui.widgets.paragraph import Paragraph
from ui.widgets.wareki_edit import WarekiEdit

WAITING, ASKING, COLUMNS, PLAN = range(4)
_PASSWORD = ("password", "")


class ImportPage(Page):
    """A place to drop a file; then questions, then what it brings, group by group."""

    place = IMPORT_LIST
    interests = Changes.ROSTER

    def __init__(self, context: Context) -> None:
        """Build the states: waiting for a file, asking, its columns, and what it would do."""
        super().__init__(context)
        self.files = FileDialogs(self, context.preferences)
        self.answers = Answers()
        """What the person at the window said of this list."""
        self.looked: Looked | None = None
        self._doubts: Sequence[ListDoubt] = ()
        self._path: Path | None = None
        self._asked: set[tuple[str, str]] = set()
        self._interview: Interview | None = None
        self._job: Job | None = None
        self._reading: Job | None = None
        self._shown_answers = self.answers
        self._is_applied = self._is_read = False
        self.path = text_field("ファイルの場所", hint="ファイルの場所を貼り付けて Enter でも読めます")
        self.path.returnPressed.connect(self._read_typed)
        self.choose = primary_button("ファイルを選ぶ", self._choose, key="import.open")
        self.stop = secondary_button("読むのをやめる", self._stop_by_hand, key="import.leave")
        self.stop.hide()
        self.told = Notice(Tone.DONE).withdrawn(context.events)
        self.go_on = secondary_button("今日やることを見る", lambda: context.go("today", None))
        self.go_on.hide()
        context.events.moved_on.connect(lambda _: self.go_on.hide())
        self.kept = KeptLists(context, self.files)
        self.parcels = ParcelTaking(context, ask=self._ask_secret, done=self._parcel_taken)
        self.questions = QuestionPanel()
        self.questions.answered.connect(self._answer)
        self.questions.back.connect(self._back)
        self.questions.skipped.connect(self._skip)
        self.questions.left.connect(self._leave_question)
        self.columns = ColumnPanel(context)
        self.columns.left.connect(self._leave)
        self.columns.asked.connect(self._ask_column)
        self.columns.unused.connect(self._leave_out_column)
        self.columns.read_so.connect(self._read_so)
        self.columns.looked.connect(lambda: self._look(PLAN))
        self.columns.saved.connect(self._save_profile)
        self.columns.loaded.connect(self._load_profile)
        self.plan = PlanPanel(context)
        self.plan.taken.connect(lambda taken: self._say(replace(self.answers, taken=taken)))
        self.plan.left.connect(lambda left: self._say(replace(self.answers, without=left)))
        # The cell that was typed into is closed before its row is read again.
        self.plan.held.corrected.connect(self._correct, Qt.ConnectionType.QueuedConnection)
        self.plan.exported.connect(self._export)
        self.plan.asked.connect(self._ask_society)
        self.plan.marked.connect(self._name_apply)
        self.body.addLayout(across(fill(self.told), *self.parcels.parts, self.go_on))
        self._states = stack(self._waiting(), self.questions, self.columns, self._looking())
        self.body.addWidget(self._states, 1)

    def reload(self) -> None:
        """The roster changed under a preview: look at the file again. A word of success is old."""
        self.told.say("")
        self.go_on.hide()
        self.kept.reload()
        if self.looked is not None and self._path is not None and not self._is_applied:
            self.read(self._path)

    def focus_first(self) -> None:
        self._focus(self._states.currentIndex())

    def open_with(self, selection: object) -> None:
        """Read a file that was dropped; let the next Enter read one (a path) that the desktop opened."""
        if isinstance(selection, DroppedFile):
            self.read(selection.path)
        elif isinstance(selection, Path):
            is_free = self._states.currentIndex() == WAITING
            self.told.say(list_files.offered(self.path, selection, is_free=is_free), Tone.INFO)

    def read(self, path: Path, *, said: str = "") -> None:
        """Read the file in a worker and show what it would change; nothing is stored.

        said: of what was done before.
        A 連携ファイル, which asks nothing a person could look at, is merged.
        """
        if is_parcel_file(path):
            self.parcels.take(path)
            return
        if path != self._path:
            # What was said about another file is not about this one.
            self.answers, self.looked, self._asked = Answers(), None, set()
        self._is_applied = False
        store, answers, today = self.context.store, self.answers, self.context.clock()
        self.context.events.moved_on.emit(None)
        self._stop_reading()
        self._is_read = False
        self.told.say("読んでいます。", Tone.INFO)
        self.stop.show()
        job = self.context.tasks.start(
            lambda job: find(store, path, answers, job.report, today=today),
            done=lambda found: self._found(path, found, said),
            failed=self._not_read,
        )
        self._reading = None if self._is_read else job

    def _waiting(self) -> QWidget:
        told = (
            "健保の一覧、人事の書き出し、事業所のExcel台帳(CSV、Excel)を読めます。"
            "まず中身を確かめ、取り込むのはそのあとです。元のファイルは変わりません。"
            "本社や事業所からの連携ファイルも、ここに置くと取り込めます。"
        )
        refused = "個人番号(マイナンバー)のあるファイルは取り込めません。その列を消してください。"
        return panel(
            STRETCH,
            role_label("一覧のファイルをここに置いてください", "title"),
            Paragraph(told, "sub"),
            across(self.choose, self.stop, fill(self.path)),
            role_label(refused, "minor"),
            fill(self.kept, 2),
            stretch(1),
            gap=APART,
            margins=(48, 24, 48, 24),
        )

    def _looking(self) -> QWidget:
        self.heading = role_label("", "heading")
        self.whose = list_box("だれの一覧", [(f"{label(one)}の一覧", one) for one in Sender])
        self.whose.setMinimumContentsLength(8)
        self.whose.activated.connect(self._say_sender)
        self.as_of = WarekiEdit(None, name="一覧の日", optional=True)
        self.as_of.date_changed.connect(self._say_day)
        self.part = tick_box("一部の一覧", tip="全員の一覧でないときは、いない方を「一覧にない」としません。")
        self.part.clicked.connect(lambda is_part: self._say(replace(self.answers, is_part=is_part)))
        self.progress = QProgressBar()
        self.progress.setAccessibleName("取込の進み具合")
        self.progress.hide()
        self.apply = primary_button("取り込む", self._apply, key="import.main")
        self.leave = secondary_button("やめる", self._leave, key="import.leave")
        self.mapped = plain_button("列の対応", lambda: self._look(COLUMNS), key="import.columns")
        self.another = plain_button("別のファイルを選ぶ", self._choose)
        foot = across(self.another, self.mapped, STRETCH, self.progress, self.leave, self.apply)
        whose = across(fill(self.heading), self.whose, role_label("いつ現在", "sub"), self.as_of, self.part)
        return held(down(whose, fill(self.plan), foot, gap=APART))

    def _choose(self) -> None:
        path = self.files.to_open("一覧を選ぶ", LISTS)
        if path is not None:
            self.read(path)

    def _read_typed(self) -> None:
        # Explorer copies a path in quotation marks.
        text = self.path.text().strip().strip('"')
        if text:
            self.read(Path(text))

    def _say(self, answers: Answers) -> None:
        """Look again with what was said of the list."""
        if answers != self.answers and self._path is not None:
            self.answers = answers
            self.read(self._path)

    def _say_sender(self) -> None:
        self._say(replace(self.answers, sender=Sender(self.whose.currentData())))

    def _say_day(self, day: date | None) -> None:
        if self.looked is not None and self.looked.plan and day != self.looked.plan.about.as_of:
            self._say(replace(self.answers, as_of=day))

    def _correct(self, row: RowAt, place: int, text: str) -> None:
        self._say(replace(self.answers, cells={**self.answers.cells, (row, place): text}))

    def _found(self, path: Path, found: Found, said: str) -> None:
        is_same = path == self._path and self.looked is not None
        self._path = path
        self._stop_reading()
        self.told.say(said, Tone.DONE)
        if found.looked is None:
            self._ask_password(found.locked)
            return
        self.looked, self._doubts = found.looked, found.doubts
        # From now on the list is read as it was this time, with what is answered on top.
        self.answers = self._shown_answers = replace(self.answers, profile=found.looked.profile)
        self.columns.show_list(found.looked)
        if found.looked.plan is not None:
            self._show_plan(found.looked, is_same=is_same)
        self._interview = Interview(found.looked, self.answers, self._asked, today=self.context.clock())
        if self._interview.step is not None:
            self._look(ASKING)
        elif found.looked.plan is None or self._was_asked():
            self._look(COLUMNS)
        elif not (is_same and self._states.currentIndex() == COLUMNS):
            self._look(PLAN)

    def _was_asked(self) -> bool:
        """Whether questions were answered just now: then the whole mapping is shown once."""
        return self._states.currentIndex() == ASKING and bool(self._asked - {_PASSWORD})

    def _show_plan(self, looked: Looked, *, is_same: bool) -> None:
        plan = looked.plan
        assert plan is not None
        self.plan.set_plan(
            looked, self.answers, self._doubts, stay=is_same and self._states.currentIndex() == PLAN
        )
        assert self._path is not None
        self.heading.setText(self._path.name)
        self.whose.setCurrentIndex(self.whose.findData(plan.about.sender))
        self.as_of.set_date(plan.about.as_of)
        self.part.setChecked(plan.about.is_part)
        self._name_apply()
        self.leave.show()

    def _name_apply(self) -> None:
        """Say on the button what it would take."""
        plan, accepted = self._chosen().plan, self.plan.accepted
        assert plan is not None
        told = (
            ("新規", len(plan.added)),
            ("変更", len(plan.changed)),
            ("異動・再雇用", len(plan.taken_events)),
            ("突合", len({one.listed.row for one in plan.asked})),
        )
        parts = [f"{what}{count}名" for what, count in told if count]
        alone = "だけ" if accepted else ""
        self.apply.setText(f"{'・'.join(parts)}{alone}を取り込む" if parts else "取り込むものはありません")
        self.apply.setEnabled(bool(parts) and not plan.stopped)

    def _chosen(self) -> Looked:
        """The list with what is to be taken now: all of it, or what was accepted one by one."""
        looked = self.looked
        assert looked is not None
        assert looked.plan is not None
        return replace(looked, plan=only(looked.plan, self.plan.accepted))

    def _look(self, state: int) -> None:
        """Show a state, and put the keyboard where work on it begins."""
        self._states.setCurrentIndex(state)
        if state == ASKING:
            self._ask_next()
        self._focus(state)

    def _focus(self, state: int) -> None:
        if state != ASKING:
            (self.choose, self.questions, self.columns.table, self.plan)[state].setFocus()

    def _ask_next(self) -> None:
        interview = self._interview
        if interview is None or interview.step is None:
            return
        place = f"問い {interview.at + 1} / {len(interview.steps)}"
        if interview.is_by_hand:
            place = f"列の対応  {place}" if len(interview.steps) > 1 else "列の対応"
        is_first = interview.at == 0 and not interview.is_by_hand
        step = interview.step
        self.questions.ask(step, interview.preferred(step), place, is_first=is_first, is_secret=False)

    def _answer(self, value: str) -> None:
        if (parcel := self.parcels.path) is not None:
            self._start_again()
            self.parcels.take(parcel, value)
        elif self.looked is None:
            self._asked.add(_PASSWORD)
            self._say(replace(self.answers, password=value))
        elif self._interview is not None:
            try:
                self._interview.take(value)
            except BadValue as refusal:
                self.questions.refused.say(str(refusal))
                return
            self._go_on(self._interview)

    def _leave_question(self) -> None:
        if self._interview is not None and self._interview.is_by_hand:
            self._look(COLUMNS)
        else:
            self._leave()

    def _skip(self) -> None:
        if self.looked is not None and self._interview is not None:
            self._interview.skip()
            self._go_on(self._interview)

    def _go_on(self, interview: Interview) -> None:
        """Ask the next question, or look again with all answers."""
        if interview.step is not None:
            self._ask_next()
            return
        answers = interview.answers()
        if not interview.is_by_hand:
            self._asked |= {step.key for step in interview.steps}
        if interview.is_by_hand or answers == self.answers:
            self._look(COLUMNS)
        self._say(answers)

    def _back(self) -> None:
        if self._interview is None:
            return
        if self._interview.is_by_hand and self._interview.at == 0:
            self._look(COLUMNS)
        else:
            self._interview.back()
            self._ask_next()

    def _ask_password(self, sentence: str) -> None:
        self._states.setCurrentIndex(ASKING)
        step = Step(_PASSWORD, sentence, (), (), is_free=True)
        self.questions.ask(step, None, "保護されたファイル", is_first=True, is_secret=True)

    def _ask_secret(self, sentence: str) -> None:
        self._states.setCurrentIndex(ASKING)
        step = Step(_PASSWORD, sentence, (), (), is_free=True)
        self.questions.ask(step, None, "連携ファイル", is_first=True, is_secret=True)

    def _parcel_taken(self, sentence: str) -> None:
        self.kept.reload()
        self.told.say(f"✓ {sentence}", Tone.DONE)

    def _ask_column(self, question: ColumnQuestion) -> None:
        assert self.looked is not None
        today = self.context.clock()
        self._interview = Interview.about(question, self.looked, self.answers, today=today)
        self._look(ASKING)

    def _leave_out_column(self, question: ColumnQuestion) -> None:
        assert self.answers.profile is not None
        nothing = "" if question.ask is Ask.CONSTANT else UNUSED
        self._say(replace(self.answers, profile=answered(self.answers.profile, question, nothing)))
        self._look(self._states.currentIndex())

    def _read_so(self, reading: Reading) -> None:
        """Another encoding, sheet or heading row: other columns, so nothing said of them stands."""
        self._asked.clear()
        self._say(replace(self.answers, profile=MappingProfile({}, reading=reading), cells={}))

    def _save_profile(self) -> None:
        if self.looked is not None:
            list_files.save_profile(self.context, self.files, self.looked.profile)

    def _load_profile(self) -> None:
        profile = list_files.load_profile(self.context, self.files)
        if profile is not None:
            self._say(replace(self.answers, profile=profile))

    def _export(self, group: str) -> None:
        if self.looked is not None and self._path is not None:
            name = self._path.stem
            list_files.save_group(self.context, self.files, group, self.looked, self._doubts, name)

    def _ask_society(self, rows: Sequence[ComparedRow]) -> None:
        if self.looked is None or self.looked.plan is None:
            return
        queries, as_of, on = self.context.store.queries, self.looked.plan.about.as_of, self.context.today()
        make = partial(every_form.inquiry_about, queries, rows, as_of=as_of, on=on)
        letters.save_letter(self.context, self.files, make)

    def _leave(self) -> None:
        if self._reading is not None:
            self._stop_by_hand()
            return
        if self._job is not None:
            self._job.cancel()
            self._rest()
            return
        self.context.events.moved_on.emit(None)
        self._start_again()

    def _apply(self) -> None:
        if self.looked is None or self.looked.plan is None or self._job is not None or self._is_applied:
            return
        looked, today = self._chosen(), self.context.clock()
        self._is_applied = True
        self.apply.setEnabled(False)
        self.progress.setRange(0, 0)
        self.progress.show()
        job = self.context.commands.start(
            lambda tx, report: list_taking.take_over(tx, looked, today=today, report=report),
            self.context.tasks,
            done=lambda done: self._taken(looked, done),
            progress=self._on_progress,
            failed=self._rest,
        )
        if self.progress.isVisibleTo(self):
            self._job = job

    def _on_progress(self, so_far: int, total: int) -> None:
        self.progress.setRange(0, total)
        self.progress.setValue(so_far)

    def _rest(self) -> None:
        """Nothing was taken over: the list is looked at as before."""
        self._job, self._is_applied = None, False
        self.progress.hide()
        self.apply.setEnabled(True)

    def _taken(self, looked: Looked, done: Done) -> None:
        plan, self._job = looked.plan, None
        assert plan is not None
        self.progress.hide()
        if len(plan.added) == 1 and (joined := plan.added[0]).branch_number:
            self.context.leave_for("roster", self.context.store.queries.person_id(joined.key))
        said = f"✓ {done.sentence} 取り込む前に戻すときは Ctrl+Z です。"
        self.told.say(said, Tone.DONE)
        self.go_on.show()
        self.kept.reload()
        if self.plan.accepted and self._path is not None:
            # The rest of the list is still to be decided.
            self.read(self._path, said=said)
        elif plan.quarantined:
            # They may be corrected and taken over in a second step.
            self.plan.show_held()
        else:
            self._start_again()
            self.go_on.setFocus()

    def _stop_reading(self) -> None:
        """Nothing is being read, or what is still is no longer wanted."""
        if self._reading is not None:
            self._reading.cancel()
        self._reading, self._is_read = None, True
        self.stop.hide()

    def _not_read(self) -> None:
        self._stop_reading()
        self.told.say("")

    def _stop_by_hand(self) -> None:
        """Show again what was shown before; of a file that was not read yet nothing stays."""
        self._not_read()
        if self.looked is None:
            self._start_again()
        else:
            self.answers = self._shown_answers
            if self.looked.plan is not None:
                self._show_plan(self.looked, is_same=True)

    def _start_again(self) -> None:
        """Leave the file; a word about what was taken in stays."""
        self._stop_reading()
        self._path = self.looked = self._interview = self.parcels.path = None
        self.answers = Answers()
        self.path.clear()
        self._states.setCurrentIndex(WAITING)
        self.choose.setFocus()
