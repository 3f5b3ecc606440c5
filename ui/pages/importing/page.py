"""取込: choose a list, see what it would change, apply it as one step."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QProgressBar, QWidget

from app.changes import Changes, Done
from app.files import read
from app.importing.plan import ImportPlan
from app.ports import Store
from app.usecases.people import roster_import
from app.usecases.people.list_doubts import ListDoubt, list_doubts
from app.usecases.people.roster_import import Answers
from app.words import label
from ui.dialogs.files import LISTS, FileDialogs
from ui.frame.context import Context
from ui.frame.page import Page
from ui.frame.tasks import Job
from ui.look.fields import text_field, tick_box
from ui.look.layout import STRETCH, across, down, fill, held, panel, stack, stretch
from ui.look.parts import plain_button, primary_button, role_label, secondary_button
from ui.look.theme import APART, Tone
from ui.pages.importing.plan import PlanPanel
from ui.widgets.notice import Notice
from ui.widgets.paragraph import Paragraph
from ui.widgets.wareki_edit import WarekiEdit


class ImportPage(Page):
    """A place to drop a file; then what it brings, group by group."""

    name = "import_list"
    title = "取込"
    icon = "ph.download-simple"
    interests = Changes.ROSTER

    def __init__(self, context: Context) -> None:
        """Build both states: waiting for a file, and looking at one."""
        super().__init__(context)
        self.setAcceptDrops(True)
        self.files = FileDialogs(self, context.preferences)
        self._plan: ImportPlan | None = None
        self._taking: ImportPlan | None = None
        self.answers = Answers()
        """What the person at the window said of this list."""
        self._path: Path | None = None
        self.path = text_field("ファイルの場所", hint="ファイルの場所を貼り付けて Enter でも読めます")
        self.path.returnPressed.connect(self._read_typed)
        self.choose = primary_button("ファイルを選ぶ", self._choose, key="Ctrl+O")
        self.told = Notice(Tone.DONE).withdrawn(context.events)
        self.plan = PlanPanel(context)
        self.heading = role_label("", "heading")
        self.as_of = WarekiEdit(None, name="一覧の日", optional=True)
        self.as_of.date_changed.connect(self._say_day)
        self.part = tick_box("一部の一覧", tip="全員の一覧でないときは、いない方を「一覧にない」としません。")
        self.part.toggled.connect(lambda is_part: self._say(replace(self.answers, is_part=is_part)))
        self.progress = QProgressBar()
        self.progress.setAccessibleName("取込の進み具合")
        self.progress.hide()
        self._job: Job | None = None
        self.apply = primary_button("取り込む", self._apply, key="Ctrl+Return")
        self.leave = secondary_button("やめる", self._leave, key="Escape")
        self.another = plain_button("別のファイルを選ぶ", self._choose)
        self.plan.taken.connect(self._take_event)
        foot = across(self.another, STRETCH, self.progress, self.leave, self.apply)
        whose = across(fill(self.heading), role_label("いつ現在", "sub"), self.as_of, self.part)
        looking = down(whose, fill(self.plan), foot, gap=APART)
        self._states = stack(self._waiting(), held(looking))
        self.body.addWidget(self.told)
        self.body.addWidget(self._states, 1)

    def reload(self) -> None:
        """The roster changed under a preview: look at the file again. A word of success is old."""
        self.told.say("")
        if self._plan is not None and self._path is not None:
            self.read(self._path)

    def focus_first(self) -> None:
        (self.choose if self._plan is None else self.plan).setFocus()

    def read(self, path: Path) -> None:
        """Read the file in a worker and show what it would change; nothing is stored."""
        if path != self._path:
            # What was said about another file is not about this one.
            self.answers = Answers()
        store, answers, today = self.context.store, self.answers, self.context.clock()
        self.context.events.moved_on.emit(None)
        self.told.say("読んでいます。", Tone.INFO)
        self.context.tasks.start(
            lambda _: _plan(store, path, answers, today=today),
            done=lambda read: self._show(path, *read),
            failed=lambda: self.told.say(""),
        )

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if _dropped(event.mimeData()) is not None:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        path = _dropped(event.mimeData())
        if path is not None:
            event.acceptProposedAction()
            self.read(path)

    def _waiting(self) -> QWidget:
        told = (
            "健保の一覧、人事の書き出し、事業所のExcel台帳(CSV、Excel)を読めます。"
            "まず中身を確かめ、取り込むのはそのあとです。元のファイルは変わりません。"
        )
        refused = "個人番号(マイナンバー)のあるファイルは取り込めません。その列を消してください。"
        return panel(
            STRETCH,
            role_label("一覧のファイルをここに置いてください", "title"),
            Paragraph(told, "sub"),
            across(self.choose, fill(self.path)),
            role_label(refused, "minor"),
            stretch(2),
            gap=APART,
            margins=(48, 24, 48, 24),
        )

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

    def _say_day(self, day: date | None) -> None:
        if self._plan is not None and day != self._plan.about.as_of:
            self._say(replace(self.answers, as_of=day))

    def _take_event(self, row: int) -> None:
        taken = frozenset(self.answers.taken) ^ {row}
        self._say(replace(self.answers, taken=taken))

    def _show(self, path: Path, plan: ImportPlan, doubts: Sequence[ListDoubt]) -> None:
        self._path, self._plan = path, plan
        self.told.say("")
        self.plan.set_plan(plan, doubts)
        self.heading.setText(f"{path.name}  ({label(plan.about.sender)}の一覧)")
        self.as_of.set_date(plan.about.as_of)
        self.part.setChecked(plan.about.is_part)
        told = (
            ("新規", len(plan.added)),
            ("変更", len(plan.changed)),
            ("異動・再雇用", len(plan.taken_events)),
            ("突合", len({one.listed.row for one in plan.asked})),
        )
        parts = [f"{what}{count}名" for what, count in told if count]
        self.apply.setText(f"{'・'.join(parts)}を取り込む" if parts else "取り込むものはありません")
        self.apply.setEnabled(bool(parts) and not plan.stopped)
        self.leave.show()
        self._states.setCurrentIndex(1)
        self.plan.setFocus()

    def _leave(self) -> None:
        if self._job is not None:
            self._job.cancel()
            self._rest()
            return
        self.context.events.moved_on.emit(None)
        self._start_again()

    def _apply(self) -> None:
        plan, today = self._plan, self.context.clock()
        if plan is None or self._job is not None:
            return
        self._taking, self._plan = plan, None
        self.apply.setEnabled(False)
        self.progress.setRange(0, 0)
        self.progress.show()
        job = self.context.commands.start(
            lambda tx, report: roster_import.apply_import(tx, plan, today=today, report=report),
            self.context.tasks,
            done=lambda done: self._taken(plan, done),
            progress=self._on_progress,
            failed=self._rest,
        )
        if self._taking is not None:
            self._job = job

    def _on_progress(self, so_far: int, total: int) -> None:
        self.progress.setRange(0, total)
        self.progress.setValue(so_far)

    def _rest(self) -> None:
        """Nothing was taken over: the list is looked at as before."""
        self._plan, self._taking, self._job = self._taking or self._plan, None, None
        self.progress.hide()
        self.apply.setEnabled(True)

    def _taken(self, plan: ImportPlan, done: Done) -> None:
        self._taking = self._job = None
        self.progress.hide()
        self.apply.setEnabled(True)
        if len(plan.added) == 1 and (joined := plan.added[0]).branch_number:
            key = f"{joined.symbol}-{joined.number}-{joined.branch_number}"
            self.context.leave_for("roster", self.context.store.queries.person_id(key))
        self.told.say(f"✓ {done.sentence} 取り込む前に戻すときは Ctrl+Z です。", Tone.DONE)
        if plan.quarantined:
            self.apply.setEnabled(False)
            self.leave.hide()
            self.plan.show_quarantined()
        else:
            self._start_again()

    def _start_again(self) -> None:
        """Leave the file; a word about what was taken in stays."""
        self._plan = self._path = None
        self.path.clear()
        self._states.setCurrentIndex(0)
        self.choose.setFocus()


def _plan(
    store: Store, path: Path, answers: Answers, *, today: date
) -> tuple[ImportPlan, Sequence[ListDoubt]]:
    """In the worker, which has a way of its own to the folder."""
    with store.beside() as beside:
        basis = roster_import.basis_of(beside.queries, today)
        plan = roster_import.plan_of(read(path), path.name, basis, today=today, answers=answers)
        doubts = list_doubts(plan, basis.people, basis.rules, today=today)
        return roster_import.with_consequences(beside, plan, today=today), doubts


def _dropped(data: QMimeData) -> Path | None:
    urls = data.urls()
    return Path(urls[0].toLocalFile()) if len(urls) == 1 and urls[0].isLocalFile() else None
