"""今日やること: the due list, most pressing first; Enter does the next thing."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from functools import partial

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtWidgets import QPushButton

from app.domain.contact import Means
from app.domain.deferral import Deferral
from app.domain.duties import DutyKind, NextAction
from app.rows import DueCount, DueFilter, DueRow
from app.usecases.calendar.life import calendar_of
from app.usecases.calendar.month import office_month
from app.usecases.calendar.why import explained
from app.usecases.contacts.deferrals import with_reasons
from app.usecases.papers import lists
from app.words import label
from ui.actions.due_actions import DueActions, about_of, alike, verb
from ui.dialogs.contact import ContactDialog
from ui.dialogs.defer import DeferDialog
from ui.dialogs.files import FileDialogs
from ui.dialogs.society_answer import SocietyAnswerDialog
from ui.dialogs.uncollectable import give_up
from ui.dialogs.why import WhyDialog
from ui.frame.context import Context
from ui.frame.page import Page
from ui.frame.waiting import waiting
from ui.look.layout import STRETCH, across, add, down, fill, held
from ui.look.parts import plain_button, role_label, secondary_button
from ui.look.theme import WIDE
from ui.models.rows_table import RowsTableModel, RowsTableView
from ui.pages.saving import save_table
from ui.pages.today.ahead import AheadStrip
from ui.pages.today.cases import CaseStrip
from ui.pages.today.columns import COLUMNS
from ui.pages.today.envelopes import EnvelopeStrip
from ui.pages.today.filter import DueFilterBar, count_line
from ui.pages.today.month import MonthView
from ui.pages.today.unfinished import UnfinishedStrip
from ui.widgets.choice_popup import offer
from ui.widgets.progress_bars import Bar, ProgressBars
from ui.widgets.why_panel import WhyPanel

PAGE_ROWS = 200
"""Rows read at first: more than anybody sees, few enough not to be felt at any size."""

MOST_BARS = 4


def _row_id(row: DueRow) -> object:
    """What keeps a row chosen while the list is read again."""
    return row.why, row.person_id, row.certificate_id, row.detail


class TodayPage(Page):
    """The due list with chips, the reason of the current row, and how far the offices are."""

    name = "today"
    title = "今日やること"
    nav_title = "今日"
    icon = "ph.calendar-check"

    @classmethod
    def nav_count(cls, counts: Sequence[DueCount]) -> int | None:
        """What is overdue or due within a week; invitations to register are not counted."""
        return sum(count.soon for count in counts if count.kind is not DutyKind.REGISTER)

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.files = FileDialogs(self, context.preferences)
        self._actions = DueActions(context)
        self._wanted = DueFilter()
        self._day = context.today()
        self._resting: list[Deferral] = []
        self._is_dense = False
        self.filter = DueFilterBar(
            context.preferences,
            lambda: context.store.queries.departments(context.office_id()),
            self._described,
        )
        self.model = RowsTableModel(COLUMNS, row_id=_row_id)
        self.table = RowsTableView(self.model, name="今日やることの一覧", preferences=context.preferences)
        self.cases = CaseStrip(context)
        self.ahead = AheadStrip(context)
        self.unfinished = UnfinishedStrip(context)
        self.envelopes = EnvelopeStrip(context)
        self.why = WhyPanel()
        self.bars = ProgressBars("事業所ごとの配付の進み")
        self.month = MonthView(
            context.preferences,
            lambda day: office_month(context.store.queries, day, self._day, self._wanted),
            lambda day: context.store.queries.due_rows_on(day, self._day, self._wanted),
        )
        self._build()
        self._connect()

    def reload(self) -> None:
        """Read figures, the first rows and the progress of the offices."""
        self._read(max(PAGE_ROWS, -(-self.table.last_needed() // PAGE_ROWS) * PAGE_ROWS))

    def set_dense(self, *, is_dense: bool) -> None:
        """The rows first: the progress of the offices and the source of the rule are left out."""
        super().set_dense(is_dense=is_dense)
        self._is_dense = is_dense
        self._show_parts()
        self.why.rule.setVisible(not is_dense)
        self.filter.set_dense(is_dense=is_dense)

    def focus_first(self) -> None:
        """On the most pressing row, or on the day of the month."""
        if not self.month.isHidden():
            self.month.setFocus()
            return
        self.table.setFocus()
        self.table.select_first()

    def open_with(self, selection: object) -> None:
        """Show one kind only (a DutyKind)."""
        if isinstance(selection, DutyKind):
            self.filter.show_filter(DueFilter(kinds=(selection,)))
            self._read_from_top()
        self.focus_first()

    def toggle_month(self) -> None:
        """Change between the list of the day and what will be due in a month."""
        self.month.setVisible(self.month.isHidden())
        self._show_parts()
        if not self.month.isHidden():
            self.month.reload(self._day)
        self.focus_first()

    def _show_parts(self) -> None:
        """The list with what is said of it, or the month in their place."""
        is_list = self.month.isHidden()
        for part in (self.table, self.why, self._to_month):
            part.setVisible(is_list)
        self._progress.setVisible(is_list and not self._is_dense)

    def act(self) -> None:
        """Do the next action of the current row, with all selected rows that want the same."""
        current = self.table.current_row()
        if current is None:
            return
        rows = alike(self.table.selected_rows(), current)
        if current.action is NextAction.CONTACT:
            self._offer_means()
        elif current.action is NextAction.ANSWER:
            self._answer(rows)
        else:
            self._actions.perform(rows)

    def log_contact(self, means: Means | None = None) -> None:
        """Log a 声かけ for the selection: one key, by the means shown, which is the one chosen last."""
        rows = self.table.selected_rows()
        if not rows:
            return
        if means is not None:
            self.context.contacts.means = means
        self._actions.log_contact(rows, self.context.contacts.means)
        self._refresh_why()

    def _build(self) -> None:
        self._to_month = plain_button("月で見る  G", self.toggle_month, tip="期日の来るものを月ごとに (G)")
        self.header_actions.addWidget(self._to_month)
        self.header_actions.addWidget(plain_button("案内票", self._to_guide))
        self.header_actions.addWidget(plain_button("書き出す", self._export, key="today.save"))
        self._progress_title = role_label("", "strong")
        self._progress = held(down(self._progress_title, self.bars, STRETCH))
        lower = across(fill(self.why, 7), fill(self._progress, 3), gap=WIDE)
        self.month.hide()
        strips = (self.cases, self.ahead, self.unfinished, self.envelopes)
        add(self.body, *strips, self.filter, fill(self.table), lower, fill(self.month))
        self._contact = secondary_button("", self.log_contact)
        self._others = secondary_button(
            "方法・返事 ▽  M", self._offer_means, tip="ほかの方法での声かけ (M)、返事やメモも (Shift+C)"
        )
        self._defer = secondary_button(
            "期日・休止 ▽  D H",
            self._offer_deferral,
            tip="期日を変える (D)、しばらく出さない (H)、元に戻す (Shift+D)",
        )
        self._denied = secondary_button("交付されていない", self._never_issued)
        self._uncollectable = secondary_button(
            "回収できない  U", self._give_up, tip="お願いした記録をもとに回収不能届を記録する (U)"
        )
        self._person = plain_button("名簿で開く  N", self._to_person)
        self._because = plain_button("なぜ  W", self._show_why, tip="規則・根拠・もとになった事実 (一覧で W)")
        for button in (
            self._contact,
            self._others,
            self._defer,
            self._denied,
            self._uncollectable,
            self._person,
        ):
            self.why.buttons.flow.addWidget(button)
        # Beside the heading: in the row below it would stand alone in a second line.
        self.why.head.addWidget(self._because)
        for button in (self.why.primary, *self.why.findChildren(QPushButton)):
            # A click leaves the keyboard in the list.
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def _connect(self) -> None:
        self.why.primary.clicked.connect(lambda _checked=False: self.act())
        self.filter.changed.connect(self._read_from_top)
        self.filter.view_chosen.connect(self._show_view)
        self.filter.refused.connect(self.context.messages.refuse)
        self.filter.department.closed.connect(self.focus_first)
        self.table.entered.connect(lambda _row: self.act())
        self.table.opened.connect(lambda _row: self._to_person())
        self.table.current_changed.connect(lambda _row: self._refresh_why())
        self.table.current_changed.connect(self._show_contact)
        self.table.picked.connect(self._refresh_why)
        self.month.left.connect(self.toggle_month)
        self.month.opened.connect(lambda row: self.context.go("roster", row.person_id))
        self.model.rowsInserted.connect(lambda *_: self._count())
        self.table.on_key("today.act", self.act)
        for number, chip in enumerate(self.filter.chips.values(), start=1):
            self.table.on_key("today.kind", chip, number)
            self.month.grid.on_key("month.kind", chip, number)
        self.month.grid.on_key("month.every", self.filter.clear)
        for name, do in (
            ("today.every", self.filter.clear),
            ("today.overdue", self.filter.overdue),
            ("today.resting", self.filter.hidden),
            ("today.place", self._to_departments),
            ("today.views", self.filter.offer_views),
            ("today.contact", self.log_contact),
            ("today.means", self._offer_means),
            ("today.contact_full", self._contact_in_full),
            ("today.due", partial(self._put_off, hides=False)),
            ("today.rest", partial(self._put_off, hides=True)),
            ("today.as_ruled", self._take_back),
            ("today.give_up", self._give_up),
            ("today.person", self._to_person),
            ("today.why", self._show_why),
            ("today.month", self.toggle_month),
        ):
            self.table.on_key(name, do)

    def _read_from_top(self) -> None:
        """Read anew after the user chose another part: the first rows, the first one selected."""
        self.table.clearSelection()
        self.table.setCurrentIndex(QModelIndex())
        with waiting():
            self._read(PAGE_ROWS)
        self.focus_first()

    def _read(self, first: int) -> None:
        context, queries = self.context, self.context.store.queries
        self.cases.read()
        self.ahead.read()
        self.unfinished.read()
        self.envelopes.read()
        self._day = today = context.today()
        self._wanted = wanted = self.filter.wanted(context.office_id())
        every_kind = replace(wanted, kinds=())
        is_whole = every_kind == DueFilter(office_id=wanted.office_id)
        counts = context.due_counts() if is_whole else queries.due_counts(today, every_kind)
        self._resting = [one for one in queries.deferrals(today) if one.hides(today)]
        resting = counts if wanted.is_hidden else self._count_resting(every_kind, today)
        self.filter.show_counts(counts, resting)
        shown = [c for c in counts if not wanted.kinds or c.kind in wanted.kinds]
        self._leaving = queries.leavers_left_out(today, wanted)
        self.model.set_rows(self._rows(0, first), total=sum(c.total for c in shown), more=self._rows)
        self._count()
        if not self.month.isHidden():
            self.month.reload(today)
        self._show_progress()
        self._show_emptiness(is_whole=is_whole and not wanted.kinds, resting=sum(c.total for c in resting))
        self.table.select_first()
        self._refresh_why()

    def _rows(self, offset: int, limit: int | None) -> Sequence[DueRow]:
        rows = self.context.store.queries.due_rows(self._day, self._wanted, offset=offset, limit=limit)
        return with_reasons(rows, self._resting) if self._wanted.is_hidden else rows

    def _count_resting(self, wanted: DueFilter, today: date) -> Sequence[DueCount]:
        """Count what is put to rest, looking only at kinds of which anything is."""
        kinds = tuple({deferral.kind: None for deferral in self._resting})
        if not kinds:
            return ()
        return self.context.store.queries.due_counts(today, replace(wanted, kinds=kinds, is_hidden=True))

    def _show_emptiness(self, *, is_whole: bool, resting: int) -> None:
        """Say what no rows mean: no roster, nothing to do, or nothing in this part of the list."""
        self.set_filled()
        self.table.empty_text = ""
        if self.model.rows:
            return
        office_id = self.context.office_id()
        if is_whole and not self.context.store.queries.has_people(office_id):
            self.set_no_roster(
                "名簿がまだありません。健保から届いた一覧を取り込むと、ここに今日やることが並びます。"
            )
        elif is_whole and not resting and not self._reminds():
            self.set_empty("今日やることはありません。期限の近いものが出ると、ここに並びます。")
        elif is_whole and not resting:
            self.table.empty_text = "ほかに今日やることはありません。"
        elif is_whole:
            self.table.empty_text = f"今日やることはありません。休止中が{resting}件あります(K で見られます)。"
        else:
            self.table.empty_text = "この絞り込みに当てはまるものはありません。0 ですべてに戻ります。"

    def _reminds(self) -> bool:
        """Whether something stands above the list."""
        return any(strip.is_open for strip in (self.cases, self.ahead, self.unfinished, self.envelopes))

    def _show_progress(self) -> None:
        office_id, queries = self.context.office_id(), self.context.store.queries
        offices = queries.office_progress(self._day)
        if office_id is not None:
            chosen = next((office.name for office in queries.offices() if office.id == office_id), "")
            offices = [office for office in offices if office.office == chosen]
        left = len(offices) - MOST_BARS
        if left > 0:
            # Where there is no room for all, those that are behind are worth a look.
            offices = sorted(offices, key=lambda o: o.handed_out / o.entitled if o.entitled else 1.0)[
                :MOST_BARS
            ]
        self._progress_title.setText(
            f"配付の進み(遅い順に{MOST_BARS}、ほか{left}事業所)"
            if left > 0
            else "配付の進み(対象のうち配付済)"
        )
        self.bars.set_bars([Bar(o.office, min(o.handed_out, o.entitled), o.entitled) for o in offices])

    def _show_view(self, view: DueFilter) -> None:
        """Show a saved view; the office is the window's to choose, and makes this page read."""
        self.table.clearSelection()
        self.table.setCurrentIndex(QModelIndex())
        self.filter.show_filter(view)
        self.context.choose_office(view.office_id)
        self.focus_first()

    def _described(self, wanted: DueFilter) -> str:
        """Return in words which part of the list that is."""
        offices = self.context.store.queries.offices()
        parts = [office.name for office in offices if office.id == wanted.office_id]
        parts += [wanted.department] if wanted.department else []
        parts += ["・".join(label(kind) for kind in wanted.kinds)] if wanted.kinds else []
        parts += ["期限超過"] if wanted.only_overdue else []
        parts += ["休止中"] if wanted.is_hidden else []
        return " ".join(parts) or "すべて"

    def _count(self) -> None:
        chosen = len(self.table.selected_rows())
        count_line(len(self.model.rows), self.model.total, chosen, self._leaving, self.filter.count)

    def _refresh_why(self) -> None:
        row = self.table.current_row()
        self.why.show_row(row)
        self._count()
        if row is None:
            return
        rows = alike(self.table.selected_rows(), row)
        self.why.primary.setText(f"{verb(rows)}  Enter")
        means = label(self.context.contacts.means)
        self._contact.setText(f"声かけ({means})  C")
        self._contact.setToolTip(f"{means}での声かけを今日の日付で記録します。方法を変えるのは M")
        self._denied.setVisible(row.action is NextAction.COLLECT and row.certificate_id is None)
        self._others.setVisible(self._denied.isHidden())
        self._uncollectable.setVisible(row.kind is DutyKind.RETURN and row.certificate_id is not None)

    def _show_contact(self, row: DueRow | None) -> None:
        if row is not None:
            with self.context.store.reading() as stored:
                contacts = stored.contacts_of(row.person_id)
            self.why.show_contact(contacts[-1] if contacts else None)

    def _show_why(self) -> None:
        """Say which rule the current row comes from, where that is written, and on what facts it rests."""
        row = self.table.current_row()
        if row is None:
            return
        queries, day = self.context.store.queries, self._day
        about = (row.why, row.certificate_id)
        found = explained(queries, row.person_id, day)
        one = next((one for one in found if (one.why, one.certificate_id) == about), None)
        if one is not None:
            WhyDialog(row.name, one, calendar_of(queries, row.person_id, day), self).exec()

    def _offer_means(self) -> None:
        rows = self.table.selected_rows()
        if not rows:
            return
        choices: list[tuple[str, Callable[[], None]]] = [
            (label(means), partial(self.log_contact, means)) for means in Means
        ]
        choices.append(("返事やメモも記録…  Shift+C", self._contact_in_full))
        offer(f"声かけの方法({len(rows)}件)", choices, self.table)

    def _contact_in_full(self) -> None:
        rows = self.table.selected_rows()
        if not rows:
            return
        names = list({row.person_id: row.name for row in rows}.values())
        subjects = {about_of(row) for row in rows}
        about = next(iter(subjects)) if len(subjects) == 1 else None
        dialog = ContactDialog(names, about, self.context.clock(), self)
        if dialog.exec():
            self._actions.log_contact(
                rows, dialog.means, on=dialog.on, about=dialog.about, reply=dialog.reply, note=dialog.note
            )

    def _offer_deferral(self) -> None:
        rows = self.table.selected_rows()
        if not rows:
            return
        choices: list[tuple[str, Callable[[], None]]] = [
            ("期日を変える…  D", partial(self._put_off, hides=False)),
            ("しばらく出さない…  H", partial(self._put_off, hides=True)),
        ]
        if any(row.moved_from or row.hidden_until for row in rows):
            choices.append(("元に戻す  Shift+D", self._take_back))
        offer(f"期日・休止({len(rows)}件)", choices, self.table)

    def _put_off(self, *, hides: bool) -> None:
        rows = self.table.selected_rows()
        if not rows:
            return
        dialog = DeferDialog(rows, self.context.clock(), hides=hides, parent=self)
        if dialog.exec():
            self._actions.defer(
                rows, due_on=dialog.due_on, hidden_until=dialog.hidden_until, reason=dialog.reason
            )

    def _take_back(self) -> None:
        rows = [row for row in self.table.selected_rows() if row.moved_from or row.hidden_until]
        if rows:
            self._actions.defer(rows)
        else:
            self.context.messages.refuse("期日を変えた行か休止中の行を選んでから、元に戻してください。")

    def _give_up(self) -> None:
        row = self.table.current_row()
        if row is not None and row.kind is DutyKind.RETURN:
            give_up(self.context, row, self)

    def _answer(self, rows: Sequence[DueRow]) -> None:
        dialog = SocietyAnswerDialog(rows, self.context.clock(), self)
        if dialog.exec():
            self._actions.answer(rows, dialog.word, told_by=dialog.told_by, note=dialog.note, on=dialog.on)

    def _never_issued(self) -> None:
        row = self.table.current_row()
        if row is not None:
            self._actions.never_issued(row)

    def _to_person(self) -> None:
        row = self.table.current_row()
        if row is not None:
            self.context.go("roster", row.person_id)

    def _to_departments(self) -> None:
        self.filter.department.setFocus()
        self.filter.department.showPopup()

    def _to_guide(self) -> None:
        self.context.go("guide", [row.person_id for row in self.table.selected_rows()])

    def _export(self) -> None:
        """Write the selection, if more than the current row is selected and wanted, or the whole part."""
        rows = self.table.selected_rows()
        if len(rows) < 2:
            self._write(None)
            return
        choices = [
            (f"選んだ{len(rows):,}件", partial(self._write, rows)),
            (f"全{self.model.total:,}件", partial(self._write, None)),
        ]
        offer("書き出す行", choices, self.table)

    def _write(self, rows: Sequence[DueRow] | None) -> None:
        if rows is None:
            with waiting():
                # A sorted list has been read to its end; else one reading is quicker than the pages.
                rows = self.model.rows if self.model.is_sorted else self._rows(0, None)
        part = "" if self._wanted == DueFilter() else self._described(self._wanted)
        save_table(self.context, self.files, lists.due_list_table(rows, on=self._day, part=part))
