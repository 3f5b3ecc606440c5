"""案内: answer a member's question with the notice's flow chart, and print a slip in their language."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from io import BytesIO
from pathlib import Path

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import QLabel

from app.changes import Changes, Done
from app.domain.contact import About
from app.domain.duties import DutyKind
from app.domain.ids import PersonId
from app.domain.language import Language
from app.domain.person import household_key
from app.ports import Transaction
from app.rows import DueFilter, PersonRow
from app.usecases.counter.lookup import people
from app.usecases.papers.guide_slips import SlipPlan, guide_slips
from app.usecases.papers.return_slips import ReturnPlan, return_slips
from app.usecases.papers.slips_given import slips_given
from app.usecases.people import enrolment
from app.words import label
from ui.dialogs.files import PDF, FileDialogs
from ui.frame.context import Context
from ui.frame.messages import attempted
from ui.frame.page import Page
from ui.look.bound import BoundAction
from ui.look.fields import list_box, tick_box
from ui.look.layout import STRETCH, across, add, down, fill
from ui.look.parts import plain_button, primary_button, role_label, secondary_button
from ui.look.theme import WIDE
from ui.models.column import Column
from ui.models.column_widths import Keep
from ui.models.columns import name_column, place_column
from ui.models.rows_model import RowsTableModel
from ui.models.rows_table import RowsTableView
from ui.pages.guide.flow import LEFT_ALONE
from ui.pages.guide.questions import QuestionsPanel
from ui.pages.list_filter import ListFilter
from ui.pages.places import GUIDE
from ui.pages.printing.page import person_ids
from ui.pages.saving import ask_place
from ui.printers.spool import spool
from ui.widgets.beside_or_below import BesideOrBelow
from ui.widgets.command_line import CommandLine
from ui.widgets.printer_box import PrinterBox

COLUMNS: tuple[Column[PersonRow], ...] = (
    name_column(224),
    Column("続柄", lambda r: r.relationship or label(r.kind), width=56),
    Column("マイナ保険証", lambda r: label(r.enrolment), width=116, keep=Keep.STATE),
    place_column(),
)


Plan = SlipPlan | ReturnPlan
NAMES: Mapping[DutyKind, str] = {DutyKind.REGISTER: "案内票", DutyKind.RETURN: "お返しのお願い"}
"""The papers, by what they are about."""
LANGUAGES = (("その方の記録のとおり", None), *((label(one, "choice"), one) for one in Language))
"""None is the language that is kept with whoever a slip is addressed to."""
WORDINGS: tuple[tuple[str, int | None], ...] = (
    ("自動(これまでの声かけから)", None),
    ("はじめてのご案内", 1),
    ("2回目のご案内", 2),
    ("最後のご案内", 3),
)
"""The step of the wording; None is counted from the contacts."""


class GuidePage(Page):
    """Persons at the left, the questions at the right."""

    place = GUIDE
    interests = Changes.ROSTER | Changes.OUTREACH

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.files = FileDialogs(self, context.preferences)
        self._asked_for: set[PersonId] = set()
        self._due: set[PersonId] = set()
        self._people: list[PersonRow] = []
        self.search = CommandLine()
        self.search.setPlaceholderText("名前・カナ・番号で探す")
        self.search.setAccessibleName("案内する方を探す")
        self.due = secondary_button(
            "登録の声かけ対象の全員", lambda: self._show_only(self._due_ids()), key="guide.everybody"
        )
        self.everybody = plain_button("全員を表示", self._show_everybody)
        self._model = RowsTableModel(COLUMNS, row_id=lambda row: row.person_id)
        self.table = RowsTableView(self._model, name="案内する方", preferences=context.preferences)
        self.told = role_label("", "sub")
        self.whole = tick_box("世帯の全員を載せる", is_on=True, tip="外すと、選んだ方だけを案内票に載せます")
        self.wording = list_box("案内票の文面", WORDINGS)
        self.kind = list_box("何の紙", [(NAMES[kind], kind) for kind in NAMES])
        self.language = list_box("案内のことば", LANGUAGES)
        self.questions = QuestionsPanel()
        self.record = secondary_button("状況を記録", self._record)
        self.printer = PrinterBox(context)
        self.log = tick_box("渡したことを声かけに残す", is_on=True)
        self.save = secondary_button("案内票をPDFに", self._save, key="guide.save")
        self.print = primary_button("案内票を印刷", self._print, key="guide.main")
        self._build()
        BoundAction(self.search, "guide.find", self.search.setFocus)
        BoundAction(self.print, "guide.print", self.print)
        self.search.textChanged.connect(lambda _: self._show())
        self.table.picked.connect(self._count)
        for asked in (self.table.opened, self.table.entered):
            asked.connect(lambda _: self.questions.focus_first())
        self.printer.listed.connect(self._count)
        self.kind.activated.connect(lambda _: self._on_kind())
        self.questions.answered.connect(self._count)

    def reload(self) -> None:
        context = self.context
        everybody = context.store.queries.person_rows()
        if not everybody:
            self.set_no_roster("名簿がまだありません。健保の一覧を取り込むと、案内票を作れます。")
            return
        self.set_filled()
        self.printer.ask()
        self._due = set(self._due_ids())
        whom = "お返しいただく方" if self._returns else "登録の声かけ対象"
        self.due.setText(f"{whom}の全員({len(self._due)}名)")
        self.due.setEnabled(bool(self._due))
        self._show()

    def focus_first(self) -> None:
        self.search.setFocus()

    def open_with(self, selection: object) -> None:
        """Choose people; with DutyKind.RETURN before them, for the reminder that asks for their papers."""
        asked = list(selection) if isinstance(selection, Iterable) else [selection]
        kind = DutyKind.RETURN if DutyKind.RETURN in asked else DutyKind.REGISTER
        if kind is not DutyKind(self.kind.currentData()):
            self.kind.setCurrentIndex(self.kind.findData(kind))
            self._on_kind()
        self._show_only(person_ids([one for one in asked if not isinstance(one, DutyKind)]))

    @property
    def _returns(self) -> bool:
        """Whether the paper is the reminder that papers are to come back."""
        return DutyKind(self.kind.currentData()) is DutyKind.RETURN

    def _on_kind(self) -> None:
        self._asked_for.clear()
        for field in (self.whole, self.wording_word, self.wording):
            field.setVisible(not self._returns)
        self.reload()

    def _show_only(self, people: Sequence[PersonId]) -> None:
        self._asked_for = set(people)
        with QSignalBlocker(self.search):
            self.search.clear()
        self._show()
        self.table.selectAll()
        self.table.setFocus()

    def _build(self) -> None:
        self.part = ListFilter(self.context.preferences, "guide", line=self.search)
        self.part.refused.connect(self.context.messages.refuse)
        self.table.on_key("list.views", self.part.views.offer)
        self.header_actions.addWidget(self.part)
        self.of_rows = (self.part,)
        top = across(fill(self.search), self.due, self.everybody)
        self.wording_word = QLabel("文面")
        word = QLabel("ことば")
        # Not of the box: its own words are to be read there where they are cut.
        word.setToolTip("選ぶと、宛名の方の記録にも残り、次からそのことばで作ります")
        paper = across("紙", self.kind, STRETCH, word, self.language)
        what = across(self.whole, STRETCH, self.wording_word, self.wording)
        left = down(top, fill(self.table), self.told, paper, what)
        right = down(fill(self.questions), across(STRETCH, self.record))
        how = across(STRETCH, "プリンター", self.printer, self.save, self.print)
        foot = BesideOrBelow(across(self.log, STRETCH), how)
        add(self.body, fill(across(fill(left, 5), fill(right, 4), gap=WIDE)), foot)

    def _show(self) -> None:
        """List whom a slip is for: those asked for, those searched, else who may still register."""
        context, today, text = self.context, self.context.today(), self.search.text().strip()
        find, office_id = context.store.queries.person_rows, context.office_id()
        rows = people(lambda wanted: find(search=wanted, office_id=office_id), text)
        if self._returns:
            self._people = [row for row in rows if row.person_id in self._due]
        else:
            self._people = [row for row in rows if row.is_covered(today)]
        if self._asked_for:
            self._people = [row for row in self._people if row.person_id in self._asked_for]
        elif not text and not self._returns:
            self._people = [row for row in self._people if row.enrolment not in LEFT_ALONE]
        self.everybody.setVisible(bool(self._asked_for))
        self.part.look_at(self._people, COLUMNS)
        self._model.set_rows(self._people)
        self._count()

    def _show_everybody(self) -> None:
        self._asked_for.clear()
        self._show()

    def _due_ids(self) -> list[PersonId]:
        """Who may be asked to register, or for a paper, by the due list of the real day."""
        context = self.context
        wanted = DueFilter(kinds=(DutyKind(self.kind.currentData()),), office_id=context.office_id())
        rows = context.store.queries.due_rows(context.clock(), wanted)
        return list(dict.fromkeys(row.person_id for row in rows))

    def _count(self) -> None:
        chosen = self.table.selected_rows()
        households = len({household_key(row.key) for row in chosen})
        self.told.setText(
            f"{len(self._people)}名のうち{len(chosen)}名を選んでいます。{self._name}は世帯に1枚、{households}枚です。"
            if chosen
            else f"{len(self._people)}名。案内する方を選んでください。"
        )
        self.print.setText(f"{self._name}{households}枚を印刷" if chosen else f"{self._name}を印刷")
        self.save.setText(f"{self._name}をPDFに")
        self.print.setEnabled(bool(chosen) and bool(self.printer.chosen))
        self.save.setEnabled(bool(chosen))
        stage = self.questions.stage
        self.record.setVisible(stage is not None)
        self.record.setEnabled(bool(chosen))
        if stage is not None:
            self.record.setText(f"{len(chosen)}名を「{label(stage)}」と記録" if chosen else "選んだ方を記録")

    def _record(self) -> None:
        stage, people = self.questions.stage, self._chosen_ids()
        if stage is None or not people:
            return
        today = self.context.clock()
        done = self.context.commands.run(
            lambda tx: enrolment.take_step(tx, people, stage, on=today, today=today)
        )
        if done is not None:
            self.questions.start_again()

    def _print(self) -> None:
        printer = self.printer.chosen
        self._make(lambda pages: spool(pages, printer), f"{self._name}を「{printer}」に送りました。")

    def _save(self) -> None:
        name = self._name
        place = ask_place(self.context, self.files, f"{name}をPDFに書き出す", f"{name}.pdf", PDF)
        if place is not None:
            self._make(place.write, f"{place.path} に書き出しました。", written=place.path)

    def _make(
        self, hand_over: Callable[[bytes], object], sentence: str, *, written: Path | None = None
    ) -> None:
        """Draw the slips and hand them over in a worker, then log the contact. written: the file, if one."""
        self.context.events.moved_on.emit(None)
        plan = self._plan()
        if plan is None:
            return
        about = About.RETURN if self._returns else About.REGISTER

        def work(_: object) -> None:
            hand_over(_drawn(plan))

        def handed_over(_: object) -> None:
            self._on_handed_over(plan, about, sentence)
            if written is not None:
                self.context.events.wrote.emit(written)

        self.context.tasks.start(work, done=handed_over)

    @property
    def _name(self) -> str:
        return NAMES[DutyKind(self.kind.currentData())]

    @property
    def _language(self) -> Language | None:
        found = self.language.currentData()
        return None if found is None else Language(found)

    def _plan(self) -> Plan | None:
        """What stands on the slips; None when it was refused, and the user told why."""
        step: int | None = self.wording.currentData()
        context = self.context

        def plan() -> Plan:
            if self._returns:
                return return_slips(
                    context.store.queries, self._chosen_ids(), today=context.clock(), language=self._language
                )
            with self.context.store.reading() as stored:
                return guide_slips(
                    stored,
                    self._chosen_ids(),
                    on=self.context.clock(),
                    whole_households=self.whole.isChecked(),
                    step=step,
                    language=self._language,
                )

        return attempted(plan, self.context.messages)

    def _on_handed_over(self, plan: Plan, about: About, sentence: str) -> None:
        language, is_logged, today = self._language, self.log.isChecked(), self.context.clock()
        if not is_logged and language is None:
            self.context.messages.done(sentence)
            return

        def log(tx: Transaction) -> Done:
            done = slips_given(
                tx,
                plan.told,
                plan.addressees,
                about=about,
                language=language,
                is_logged=is_logged,
                on=today,
            )
            # What became of the paper comes first: that is what was asked for.
            return replace(done, sentence=f"{sentence}{done.sentence}")

        self.context.commands.run(log)

    def _chosen_ids(self) -> list[PersonId]:
        return [row.person_id for row in self.table.selected_rows()]


def _drawn(plan: Plan) -> bytes:
    """Draw what a plan holds; in a worker."""
    out = BytesIO()
    if isinstance(plan, ReturnPlan):
        from app.printing.papers.return_slip import draw_return_slips

        draw_return_slips(plan.slips, out)
    else:
        from app.printing.papers.slips import draw_slips

        draw_slips(plan.slips, out)
    return out.getvalue()
