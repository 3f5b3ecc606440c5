"""今日やること: what is to be done today and this week, returns first; Enter does the next thing."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from functools import cached_property, partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QPushButton

from app.domain.contact import Means
from app.domain.deferral import Deferral
from app.domain.duties import DutyKind, NextAction
from app.domain.ids import OfficeId
from app.domain.roles import Act
from app.rows import DueCount, DueFilter, DueRow
from app.usecases.calendar.morning import DayParts, part_of, parts_of
from app.usecases.contacts.deferrals import with_reasons
from app.words import label
from ui.actions.due_actions import DueActions, about_of, alike, verb
from ui.dialogs.files import FileDialogs
from ui.frame.context import Context
from ui.frame.page import Page
from ui.frame.waiting import waiting
from ui.look.layout import add, fill
from ui.look.parts import plain_button, secondary_button
from ui.look.theme import scaled
from ui.models.rows_model import RowsTableModel
from ui.models.rows_table import RowsTableView
from ui.pages.places import TODAY
from ui.pages.today.ahead import AheadStrip
from ui.pages.today.area import NARROW, DayArea
from ui.pages.today.cases import CaseStrip
from ui.pages.today.columns import COLUMNS
from ui.pages.today.envelopes import EnvelopeStrip
from ui.pages.today.filter import SECTION_ACTIONS, DueFilterBar
from ui.pages.today.first_strip import FirstStrip
from ui.pages.today.fold import FoldLine
from ui.pages.today.side import SidePanel
from ui.pages.today.unfinished import UnfinishedStrip
from ui.pages.today.views import DayViews
from ui.pages.today.words import NOTHING_AT_ALL, described, nothing
from ui.widgets.choice_popup import offer
from ui.widgets.why_panel import WhyPanel

if TYPE_CHECKING:
    from ui.pages.today.first import FirstHour

PAGE_ROWS = 200
"""Rows read at first: more than anybody sees, few enough not to be felt at any size."""

LOW = 320
"""Below this the filter keeps to one line."""
HEAD = 90
"""Height that the title of a page takes."""


def _row_id(row: DueRow) -> object:
    """What keeps a row chosen while the list is read again."""
    return row.why, row.person_id, row.certificate_id, row.detail


class TodayPage(Page):
    """The list of the day in its parts, the reason of the current row, and how far everything is."""

    place = TODAY
    _is_narrow = _has_offices = False

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.files = FileDialogs(self, context.preferences)
        self._actions = DueActions(context)
        self._wanted = DueFilter()
        self._day = context.today()
        self._resting: list[Deferral] = []
        self._parts = self._every = parts_of(self._wanted, (), is_folded=False)
        self._leaving = 0
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
        self.first_strip = FirstStrip(context, self._show_first)
        self._strips = (self.cases, self.ahead, self.unfinished, self.envelopes, self.first_strip)
        self.why = WhyPanel()
        self.side = SidePanel(context)
        self.fold = FoldLine()
        self.area = DayArea(self.table, self.fold, self.why, self.side)
        looked_at, days = lambda: (self._day, self._wanted), lambda: self.side.days
        self.views = DayViews(context, self.area, self.filter, looked_at, days)
        self._build()
        self._connect()

    @cached_property
    def first(self) -> "FirstHour":
        """What stands here while there is nobody on the roster; made when first shown."""
        from ui.pages.today.first import FirstHour

        made = FirstHour(self.context)
        made.left.connect(self.set_filled)
        return made

    def reload(self) -> None:
        """Read figures, the first rows and the progress of the offices."""
        self._read(max(PAGE_ROWS, -(-self.table.last_needed() // PAGE_ROWS) * PAGE_ROWS))

    def set_dense(self, *, is_dense: bool) -> None:
        """The rows first: the kinds behind one button, no source of the rule."""
        super().set_dense(is_dense=is_dense)
        self.filter.set_dense(is_dense=is_dense)
        self.area.set_dense(is_dense=is_dense)
        self._fit()

    def focus_first(self) -> None:
        """On the most pressing row, or on what stands in the place of the list."""
        if "first" in vars(self) and self.first.isVisible():
            self.first.focus_next()
            return
        if self.area.view is not None:
            self.area.view.setFocus()
            return
        self.table.setFocus()
        self.table.select_first()

    def open_with(self, selection: object) -> None:
        """Show one kind only (a DutyKind)."""
        if isinstance(selection, DutyKind):
            self.filter.show_filter(DueFilter(kinds=(selection,)))
            self._read_from_top()
        self.focus_first()

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
        self._to_month = plain_button(
            "月で見る  G", self.views.toggle_month, tip="期日の来るものを月ごとに (G)"
        )
        self._to_since = plain_button("", self.views.toggle_since, tip="前の営業日から変わったこと (S)")
        self._to_offices = plain_button("事業所を並べる  Z", self.views.toggle_offices)
        self.header_actions.addWidget(self._to_since)
        self.header_actions.addWidget(self._to_offices)
        self.header_actions.addWidget(self._to_month)
        self.header_actions.addWidget(plain_button("案内票", self._to_guide, act=Act.WORK))
        self.header_actions.addWidget(plain_button("書き出す", self._export, key="today.save"))
        add(self.body, *self._strips, self.filter, fill(self.area))
        working = partial(secondary_button, act=Act.WORK)
        self._contact = working("", self.log_contact)
        tip = "ほかの方法での声かけ (M)、返事やメモも (Shift+C)"
        self._others = working("方法・返事 ▽  M", self._offer_means, tip=tip)
        tip = "期日を変える (D)、しばらく出さない (H)、元に戻す (Shift+D)"
        self._defer = working("期日・休止 ▽  D H", self._offer_deferral, tip=tip)
        self._denied = working("交付されていない", self._never_issued)
        # In the line of the links: a third line of buttons would push the offices out of a low window.
        tip = "お願いした記録をもとに回収不能届を記録する (U)"
        self._uncollectable = plain_button("回収できない  U", self._give_up, tip=tip, act=Act.WORK)
        self._person = plain_button("名簿で開く  N", self._to_person)
        self._because = plain_button("なぜ  W", self._show_why, tip="規則・根拠・もとになった事実 (一覧で W)")
        for button in (self._contact, self._others, self._defer, self._denied):
            self.why.buttons.flow.addWidget(button)
        self.why.links.addWidget(self._uncollectable)
        self.why.links.addWidget(self._person)
        self.why.links.addWidget(self._because)
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
        self.table.picked.connect(self._refresh_why)
        self.table.band_of = self._band
        self.fold.toggled.connect(self._refold)
        self.side.office_chosen.connect(self._choose_office)
        self.side.course.table_wanted.connect(self.views.toggle_course)
        self.views.toggled.connect(self._on_toggled)
        self.views.office_chosen.connect(self._choose_office)
        self.model.rowsInserted.connect(lambda *_: self._count())
        self.table.on_key("today.act", self.act)
        for section, name in SECTION_ACTIONS.items():
            self.table.on_key(name, self.filter.sections[section])
        for number, chip in enumerate(self.filter.chips.values(), start=1):
            self.table.on_key("today.kind", chip, number)
        for name, do in (
            ("today.every", self.filter.clear),
            ("today.overdue", self.filter.overdue),
            ("today.resting", self.filter.hidden),
            ("today.place", self.filter.open_departments),
            ("today.views", self.filter.views.offer),
            ("today.contact", self.log_contact),
            ("today.means", self._offer_means),
            ("today.contact_full", self._contact_in_full),
            ("today.due", partial(self._put_off, hides=False)),
            ("today.rest", partial(self._put_off, hides=True)),
            ("today.as_ruled", self._take_back),
            ("today.give_up", self._give_up),
            ("today.person", self._to_person),
            ("today.why", self._show_why),
            ("today.month", self.views.toggle_month),
            ("today.since", self.views.toggle_since),
            ("today.offices", self.views.toggle_offices),
            ("today.fold", self.fold.toggle),
        ):
            self.table.on_key(name, do)

    def _on_toggled(self) -> None:
        self._to_month.setVisible(self.area.view is None)
        self._name_since()
        self.focus_first()

    def _read_from_top(self) -> None:
        """Read anew after the user chose another part: the first rows, the first one selected."""
        self.table.clearSelection()
        self.table.setCurrentIndex(QModelIndex())
        with waiting():
            self._read(PAGE_ROWS)
        self.focus_first()

    def _refold(self) -> None:
        with waiting():
            self._read(PAGE_ROWS)

    def _choose_office(self, office_id: OfficeId | None) -> None:
        self.context.choose_office(office_id)
        self.focus_first()

    def _read(self, first: int) -> None:
        context, queries = self.context, self.context.store.queries
        for strip in self._strips:
            strip.read()
        self._day = today = context.today()
        self._has_offices = len(queries.offices()) > 1
        self._wanted = wanted = self.filter.wanted(context.office_id())
        every_kind = replace(wanted, kinds=(), section=None)
        is_whole = every_kind == DueFilter(office_id=wanted.office_id)
        counts = context.due_counts() if is_whole else queries.due_counts(today, every_kind)
        self._resting = [one for one in queries.deferrals(today) if one.hides(today)]
        resting = counts if wanted.is_hidden else self._count_resting(every_kind, today)
        self.filter.show_counts(counts, resting)
        can_fold = wanted == DueFilter(office_id=wanted.office_id, department=wanted.department)
        self.fold.show_counts(counts, can_fold=can_fold)
        self._parts = parts_of(wanted, counts, is_folded=can_fold and self.fold.is_folded)
        self._every = parts_of(wanted, counts, is_folded=False)
        if self.isVisible():
            self._leaving = queries.leavers_left_out(today, wanted)
        else:
            # The first sight need not wait for a figure behind the figures.
            QTimer.singleShot(0, self, self._count_leavers)
        self.table.show_rows(self._rows(0, first), total=self._parts.total, more=self._rows)
        self._count()
        self.side.read()
        self.views.read()
        self._name_since()
        self._show_emptiness(is_whole=is_whole and can_fold, resting=sum(c.total for c in resting))
        self.table.select_first()
        self._refresh_why()

    def _count_leavers(self) -> None:
        if self.isVisible():  # the window may have been closed meanwhile, and its office with it
            self._leaving = self.context.store.queries.leavers_left_out(self._day, self._wanted)
            self._count()

    def _name_since(self) -> None:
        told = f"変化 {self.views.figures.total:,}" if self._is_narrow else self.views.figures.words
        self._to_since.setText(f"{told}  S")
        self._to_since.setAccessibleName(self.views.figures.words)
        self._to_offices.setVisible(self._has_offices and not self._is_narrow and self.area.view is None)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The reason beside the list or below, and as many words about yesterday as there is room for."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        # Of the place the page is in: its own size follows from what its parts then need.
        place = self.parentWidget() or self
        self._is_narrow = place.width() < scaled(NARROW)
        self._name_since()
        self.filter.set_low(is_low=place.height() < scaled(LOW))
        self.area.fit(is_narrow=self._is_narrow, height=place.height() - self.filter.height() - HEAD)

    def _band(self, row: DueRow) -> str:
        part = part_of(row, self._day)
        return f"{label(part, 'band')}  {self._parts.sizes.get(part, 0):,}件"

    def _rows(self, offset: int, limit: int | None, parts: DayParts | None = None) -> Sequence[DueRow]:
        queries, day = self.context.store.queries, self._day

        def read(wanted: DueFilter, at: int, most: int | None) -> Sequence[DueRow]:
            return queries.due_rows(day, wanted, offset=at, limit=most)

        rows = (parts or self._parts).rows(read, offset, limit)
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
        waiting = self._every.total
        if is_whole and not self.context.store.queries.has_people(self.context.office_id()):
            self._show_first()
        elif is_whole and not waiting and not resting and not self._reminds():
            self.set_empty(NOTHING_AT_ALL)
        else:
            self.table.empty_text = nothing(is_whole=is_whole, waiting=waiting, resting=resting)

    def _show_first(self) -> None:
        self.first.show_steps(self.first_strip.steps())
        self.set_instead(self.first)
        self.first.focus_next()

    def _reminds(self) -> bool:
        """Whether something stands above the list."""
        return any(strip.is_open for strip in self._strips)

    def _show_view(self, view: DueFilter) -> None:
        """Show a saved view; the office is the window's to choose, and makes this page read."""
        self.table.clearSelection()
        self.table.setCurrentIndex(QModelIndex())
        self.filter.show_filter(view)
        self.context.choose_office(view.office_id)
        self.focus_first()

    def _described(self, wanted: DueFilter) -> str:
        return described(wanted, self.context.store.queries.offices())

    def _count(self) -> None:
        chosen = len(self.table.selected_rows())
        shown = len(self.model.rows)
        self.fold.show_count(shown, self._parts.total, self._every.total, chosen, self._leaving)

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
        self._denied.setVisible(
            row.action in (NextAction.COLLECT, NextAction.POST) and row.certificate_id is None
        )
        self._others.setVisible(self._denied.isHidden())
        self._uncollectable.setVisible(row.kind is DutyKind.RETURN and row.certificate_id is not None)

    def _show_why(self) -> None:
        row = self.table.current_row()
        if row is not None:
            from ui.dialogs.why import explain

            explain(self.context.store.queries, row, self._day, self)

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
        from ui.dialogs.contact import ContactDialog

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
        from ui.dialogs.defer import DeferDialog

        dialog = DeferDialog(rows, self.context.clock(), hides=hides, parent=self)
        if dialog.exec():
            self._actions.defer(
                rows, due_on=dialog.due_on, hidden_until=dialog.hidden_until, reason=dialog.reason
            )

    def _take_back(self) -> None:
        if rows := [row for row in self.table.selected_rows() if row.moved_from or row.hidden_until]:
            self._actions.defer(rows)
        else:
            self.context.messages.refuse("期日を変えた行か休止中の行を選んでから、元に戻してください。")

    def _give_up(self) -> None:
        row = self.table.current_row()
        if row is not None and row.kind is DutyKind.RETURN:
            from ui.dialogs.uncollectable import give_up

            give_up(self.context, row, self)

    def _answer(self, rows: Sequence[DueRow]) -> None:
        from ui.dialogs.society_answer import SocietyAnswerDialog

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

    def _to_guide(self) -> None:
        rows = self.table.selected_rows()
        kinds = {row.kind for row in rows}
        # Of papers that are to come back it is the reminder.
        about = [DutyKind.RETURN] if kinds == {DutyKind.RETURN} else []
        self.context.go("guide", [*about, *(row.person_id for row in rows)])

    def _export(self) -> None:
        from ui.pages.saving import offer_rows

        offer_rows(self.table.selected_rows(), self._every.total, self.table, self._write)

    def _write(self, rows: Sequence[DueRow] | None) -> None:
        from app.usecases.papers import lists
        from ui.pages.saving import save_table

        if rows is None:
            with waiting():
                # What only waits is written, too, whether or not it is folded.
                rows = self._rows(0, None, self._every)
        part = "" if self._wanted == DueFilter() else self._described(self._wanted)
        save_table(self.context, self.files, lists.due_list_table(rows, on=self._day, part=part))
