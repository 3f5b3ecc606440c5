"""名簿: members by household at the left, everything about one person at the right."""

import io
from collections.abc import Callable, Sequence
from datetime import date
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QHideEvent, QResizeEvent, QShowEvent

from app.domain.certificate import ALLOWED, Certificate, CertificateStatus
from app.domain.ids import CertificateId, PersonId
from app.domain.life_calendar import LifeCalendar, Span
from app.domain.person import Enrolment, PersonKind, household_key
from app.domain.roles import Act
from app.rows import PersonDetail, PersonRow
from app.usecases.calendar.life import calendar_of
from app.usecases.calendar.why import explained
from app.usecases.counter import certificates, misdeliveries
from app.usecases.counter.lookup import people
from app.usecases.counter.phone import PhoneAction
from app.usecases.papers.table_file import written_label
from app.usecases.people import enrolment
from app.usecases.people.roster_part import Cover, cover_of
from app.words import label
from ui.actions.phone_actions import PhoneActions
from ui.dialogs.earlier import record_earlier
from ui.dialogs.files import PDF, FileDialogs
from ui.dialogs.misdelivery import ask_misdelivery
from ui.dialogs.why import WhyDialog
from ui.frame.context import Context
from ui.frame.page import Page
from ui.look.bound import BoundAction
from ui.look.fields import let_clear
from ui.look.layout import add, down, fill, held
from ui.look.parts import role_label, secondary_button
from ui.look.theme import NEAR, Tone
from ui.models.column import Column
from ui.models.column_widths import Keep
from ui.models.columns import day_column, extra, key_column, natural, place_column, state_column
from ui.models.rows_model import RowsTableModel
from ui.models.rows_table import RowsTableView
from ui.pages.desk.lookup import reason_to_return
from ui.pages.places import ROSTER
from ui.pages.roster.events import RosterEvents
from ui.pages.roster.filter import RosterFilter
from ui.pages.saving import ask_place, save
from ui.widgets.choice_popup import offer
from ui.widgets.command_line import CommandLine
from ui.widgets.halves import Halves
from ui.widgets.key_line import KeyLine
from ui.widgets.person_panel import PersonPanel
from ui.widgets.status import roster_status
from ui.words.actions import action

S = CertificateStatus


def columns(today: Callable[[], date]) -> tuple[Column[PersonRow], ...]:
    """Return the columns; whoever has left by that day looks so."""
    return (
        Column(
            "氏名",
            text=lambda r: r.name if r.kind is PersonKind.INSURED else f"　{r.name}",
            minor=lambda r: f"{r.kana}  {r.found_by}".rstrip(),
            sort_key=lambda r: r.kana,
            stretch=True,
            tone=lambda r: Tone.MUTED if cover_of(r, today()) is Cover.ENDED else Tone.NORMAL,
            keep=Keep.WHO,
        ),
        Column("続柄", text=lambda r: r.relationship, width=56),
        key_column(124, heading="記号-番号"),
        state_column("資格確認書", lambda r: roster_status(r, today()), 136),
        extra(place_column(150)),
        extra(Column("社員番号", lambda r: r.employee_code, lambda r: natural(r.employee_code), 96)),
        extra(day_column("資格取得日", lambda r: r.qualified_on)),
    )


LOW = 360
"""Where a page has less height its line of keys makes way."""

KEYS = (
    "Enter 訂正   L 退職・喪失   E できごと   P 資格確認書   R マイナ保険証   I 異動   W 根拠   Y 暦   / 探す"
)
"""What the keys do in the list."""


class RosterPage(Page):
    """Search, look, and everything that changes a member."""

    place = ROSTER

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._detail: PersonDetail | None = None
        self.search = CommandLine()
        self.search.setPlaceholderText("名前・カナ・番号の末尾・社員番号で絞る")
        self.search.setAccessibleName("名簿を絞る")
        let_clear(self.search)
        self.filter = RosterFilter(
            context.preferences, lambda: context.store.queries.departments(context.office_id())
        )
        self._found: list[PersonRow] = []
        self.model = RowsTableModel(columns(context.today), row_id=lambda r: r.person_id)
        self.table = RowsTableView(self.model, name="名簿の一覧", preferences=context.preferences)
        self.panel = PersonPanel()
        self.events = RosterEvents(context, self, lambda: self._detail, self.table.selected_rows, self._bring)
        self.files = FileDialogs(self, context.preferences)
        self._phone = PhoneActions(context, lost=self._lose_paper)
        self._told = role_label("", "minor")
        self._build()
        self._connect()

    def set_dense(self, *, is_dense: bool) -> None:
        """Where room is short the rows come first: the keys stand in the menus, too."""
        super().set_dense(is_dense=is_dense)
        self.keys.setVisible(not is_dense)

    def reload(self) -> None:
        rows = self._read()
        if not self._found and not self.search.text():
            self.set_no_roster("名簿がまだありません。健保から届いた一覧を取り込みます。")
            return
        self.set_filled()
        self.model.set_rows(rows)
        self._count()
        self.table.select_first()
        self._show_current()

    def focus_first(self) -> None:
        self.search.setFocus()
        self.search.selectAll()

    def open_with(self, selection: object) -> None:
        """Show that person (a PersonId), whatever was searched before.

        With a PhoneAction beside it, that is done for them.
        """
        if isinstance(selection, tuple):
            who, action = selection
            self.open_with(who)
            self._do(action)
            return
        if not isinstance(selection, int):
            return
        if opened := self._bring(PersonId(selection)):
            self.context.messages.done(opened)
        self.table.select_id(selection)
        self.table.setFocus()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In a low window the room is the rows'; every key stands in the overlay, too."""
        super().resizeEvent(event)
        self.keys.setVisible((self.parentWidget() or self).height() >= LOW)

    def set_enrolment(self, stage: Enrolment) -> None:
        """Record the マイナ保険証 stage of the selected people."""
        ids, today = [r.person_id for r in self.table.selected_rows()], self.context.clock()
        self.context.commands.run(lambda tx: enrolment.take_step(tx, ids, stage, on=today, today=today))

    def _build(self) -> None:
        new = secondary_button("新しい方を加える", self.events.add, key="roster.new")
        add(self.header_actions, self._told, new, NEAR)
        self.keys = KeyLine(KEYS)
        listed = held(down(self.search, self.filter, fill(self.table), self.keys))
        self.halves = Halves(self.context.preferences, "roster/halves", listed, self.panel)
        self.body.addWidget(self.halves, 1)
        self._leave = secondary_button("退職・喪失", self.events.leave, act=Act.WORK)
        self._event = secondary_button("できごと ▽", self._offer_events, act=Act.WORK)
        self._correct = secondary_button("訂正", self.events.correct, act=Act.WORK)
        self._paper = secondary_button("資格確認書 ▽", self._offer_paper_steps, act=Act.WORK)
        self._stage = secondary_button("マイナ保険証 ▽", self._offer_stages, act=Act.WORK)
        for button, name in (
            (self._leave, "roster.lose"),
            (self._event, "roster.event"),
            (self._paper, "roster.paper"),
            (self._stage, "roster.stage"),
            (self._correct, "roster.act"),
        ):
            button.setToolTip(f"{button.text()} (一覧で {action(name).shown_key})")
            self.table.on_key(name, button)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            self.panel.buttons.flow.addWidget(button)
        self.table.on_key("roster.move", self.events.move)
        self.table.on_key("roster.why", self.panel.toggle_ruling)
        self.table.on_key("roster.life", self.panel.toggle_life)
        self.panel.more.setToolTip("集める・集めないの根拠と、ほかの証 (一覧で W)")

    def _connect(self) -> None:
        self.search.textEdited.connect(lambda _: self._on_searched())
        self.search.returnPressed.connect(self.table.setFocus)
        self.table.current_changed.connect(lambda _: self._show_current())
        self.table.opened.connect(lambda _: self.events.correct())
        self.table.entered.connect(lambda _: self.events.correct())
        self.table.on_key("roster.search_here", self.focus_first)
        self.table.on_key("roster.views", self.filter.views.offer)
        BoundAction(self.search, "roster.find", self.focus_first)
        self.table.picked.connect(self._count)
        self.filter.changed.connect(self._on_searched)
        self.filter.refused.connect(self.context.messages.refuse)
        self.panel.chosen.connect(self.open_with)
        self.context.events.others_moved.connect(self._show_others)
        self.panel.wanted.connect(self._do)
        self.panel.life.paper_wanted.connect(self._write_life)
        self.panel.life.chosen.connect(self._show_why)

    def _read(self) -> list[PersonRow]:
        find, office_id = self.context.store.queries.person_rows, self.context.office_id()
        rows = people(lambda text: find(search=text, office_id=office_id), self.search.text().strip())
        self._found, today = by_household(rows), self.context.today()
        self.filter.show_counts(self._found, today)
        self.table.empty_text = "この絞り込みに当てはまる方はいません。"
        return self.filter.part.of(self._found, today)

    def _count(self) -> None:
        """Say how many are shown, and how many of them are selected."""
        rows, chosen = self.model.rows, len(self.table.selected_rows())
        insured = sum(row.kind is PersonKind.INSURED for row in rows)
        told = f"{len(rows):,}名(本人 {insured:,}・家族 {len(rows) - insured:,})"
        self._told.setText(f"{chosen:,}名を選択  {told}" if chosen > 1 else told)

    def _bring(self, who: PersonId) -> str:
        """Select a person who is not in the list, and say what kept them out of it and was opened."""
        if self.model.position(who) is not None:
            if who not in self.table.selected_ids():
                self.table.select_id(who)
            return ""
        opened = []
        if self.search.text():
            opened.append("検索")
            self.search.clear()
            self.reload()
        if self.model.position(who) is None and self.filter.clear():
            opened.append("絞り込み")
            self.reload()
        if self.model.position(who) is None and self.context.office_id() is not None:
            opened.append("事業所の絞り込み")
            self.context.choose_office(None)
        name = self.model.rows[at].name if (at := self.model.position(who)) is not None else ""
        self.table.select_id(who)
        return f"{name} さんが見えるように、{'と'.join(opened)}を外しました。" if opened and name else ""

    def _on_searched(self) -> None:
        rows = self._read()
        self.model.set_rows(rows)
        if rows:
            self.table.select_at(0)
        if not rows:
            self._told.setText("見つかりません")
        self._show_current()

    def _show_current(self) -> None:
        row = self.table.current_row()
        self.panel.set_shown(is_shown=row is not None)
        self._detail = None
        if row is not None:
            today = self.context.today()
            queries = self.context.store.queries
            self._detail = queries.person_detail(row.person_id, today)
            rules = queries.rules_at(today)
            read_life = partial(calendar_of, queries, row.person_id, today)
            self.panel.show_detail(self._detail, rules, today, read_life)
        self._come()

    def _come(self) -> None:
        """Let others know whose household is open here, while it can be seen."""
        shown = self._detail.person.id if self._detail is not None and self.isVisible() else None
        self.context.store.others.come(shown)
        self._show_others()

    def _show_others(self) -> None:
        """Say who else has the household open."""
        if self._detail is not None and self.isVisible():
            household = [row.person_id for row in self._detail.household]
            self.panel.show_others(self.context.store.others.at(household))

    def showEvent(self, event: QShowEvent) -> None:
        """What is shown is open here."""
        super().showEvent(event)
        self._come()

    def hideEvent(self, event: QHideEvent) -> None:
        """Nothing is open here any more."""
        super().hideEvent(event)
        self._come()

    def _do(self, action: PhoneAction) -> None:
        if self._detail is not None:
            self._phone.perform(action, self._detail)

    def _show_why(self, span: Span) -> None:
        """Say why a duty on the calendar is there; nothing of a fact."""
        calendar = self.panel.life.calendar
        if span.duty is None or calendar is None or self._detail is None or self._detail.person.id is None:
            return
        queries, person = self.context.store.queries, self._detail.person
        (one,) = explained(queries, self._detail.person.id, self.context.today(), span.duty)
        WhyDialog(person.name, one, calendar, self).exec()

    def _write_life(self, calendar: LifeCalendar) -> None:
        """Write the calendar shown on A4."""
        place = ask_place(self.context, self.files, "暦を書き出す", f"暦 {calendar.key}", PDF)
        if place is None:
            return

        def write() -> None:
            from app.printing.papers.life_sheet import draw_life_sheet

            pages = io.BytesIO()
            draw_life_sheet(calendar, pages)
            place.write(pages.getvalue())

        save(self.context, place, write, written_label(f"暦 {calendar.name}", 1, place.path))

    def _lose_paper(self) -> None:
        """Ask for what must be known of the lost paper of the person shown."""
        sheet = _open_sheet(self._detail.certificates) if self._detail is not None else None
        if sheet is not None:
            self.events.spoilt_paper(sheet)

    def _offer_events(self) -> None:
        if self._detail is not None:
            offer(f"{self._detail.person.name} さんのできごと", self.events.choices(), self._event)

    def _offer_stages(self) -> None:
        stages = [(label(stage), partial(self.set_enrolment, stage)) for stage in Enrolment]
        count = len(self.table.selected_rows())
        offer(f"マイナ保険証の状況({count}名)", stages, self._stage)

    def _offer_paper_steps(self) -> None:
        offer("資格確認書の手続き", self.paper_steps(), self._paper)

    def paper_steps(self) -> Sequence[tuple[str, Callable[[], None]]]:
        """Return what can be done with the paper of the person shown: words and action."""
        if self._detail is None or self._detail.person.id is None:
            return []
        who = self._detail.person.id
        sheet = _open_sheet(self._detail.certificates)
        if sheet is None:
            return [
                ("印刷する", lambda: self.context.go("printing", [who])),
                ("以前に配付済みとして記録…", self._record_listed),
            ]
        assert sheet.id is not None
        steps: list[tuple[str, Callable[[], None]]] = []
        sheet_id, next_states = sheet.id, ALLOWED[sheet.status]
        if S.HANDED_OUT in next_states:
            asked_back = reason_to_return(self._detail, sheet_id)
            words = f"回収する証です({asked_back})。それでも配付した" if asked_back else "配付した"
            steps.append((words, lambda: self._hand_out(sheet_id)))
        if S.COLLECTED in next_states:
            steps.append(("回収した", lambda: self._collect(sheet_id)))
        if S.LOST in next_states:
            steps.append(("紛失した…", lambda: self.events.spoilt_paper(sheet)))
        if sheet.status in (S.READY, S.HANDED_OUT):
            steps.append(("破れた・汚れた…", lambda: self.events.spoilt_paper(is_lost=False)))
        if S.UNCOLLECTABLE in next_states:
            steps.append(("回収できない…", self.events.uncollectable))
        if sheet.status is S.HANDED_OUT:
            steps.append(("別の方に渡していた…", lambda: self._misdelivery(sheet.issue_number)))
        return steps

    def _hand_out(self, sheet: CertificateId) -> None:
        today = self.context.clock()
        # What the rules ask back says so in the choice itself.
        self.context.commands.run(
            lambda tx: certificates.hand_out(tx, [sheet], on=today, today=today, anyway=[sheet])
        )

    def _collect(self, sheet: CertificateId) -> None:
        today = self.context.clock()
        self.context.commands.run(lambda tx: misdeliveries.take_back(tx, [sheet], on=today, today=today))

    def _misdelivery(self, issue_number: str) -> None:
        ask_misdelivery(self.context, self.context.store.queries.certificate_by_issue(issue_number), self)

    def _record_listed(self) -> None:
        record_earlier(self.context, self.table.selected_rows(), self)


def by_household(rows: Sequence[PersonRow]) -> list[PersonRow]:
    """Return the rows with every household together, households in kana order of the insured."""
    heads: dict[str, PersonRow] = {}
    for row in rows:
        if row.kind is PersonKind.INSURED:
            heads[household_key(row.key)] = row

    def place(row: PersonRow) -> tuple[str, str, str]:
        household = household_key(row.key)
        head = heads.get(household)
        return (head.kana if head else row.kana, head.key if head else household, row.key)

    return sorted(rows, key=place)


def _open_sheet(sheets: Sequence[Certificate]) -> Certificate | None:
    """The sheet with which something can still be done: the live one, else the newest."""
    live = [sheet for sheet in sheets if sheet.is_live]
    waiting = [sheet for sheet in sheets if ALLOWED[sheet.status] and sheet.status is not S.COLLECTED]
    found = live or waiting
    return found[-1] if found else None
