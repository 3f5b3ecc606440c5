"""高齢受給者証: who may still hold one, what became of it, and does the society's count agree."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import partial

from PySide6.QtCore import QRegularExpression, Qt
from PySide6.QtGui import QRegularExpressionValidator

from app.changes import Changes, Done
from app.domain.contact import About
from app.domain.elderly_card import DUE_BACK, RECORDED, ElderlyOutcome
from app.domain.ids import PersonId
from app.domain.person import Office
from app.domain.wareki import wareki, wareki_short
from app.late import dataclass
from app.ports import Transaction
from app.rows import ContactRow, ElderlyRow
from app.usecases.counter import elderly_cards
from app.usecases.free_text import LONGEST
from app.usecases.papers import lists
from app.usecases.settings import settings
from app.words import label, named
from ui.dialogs.contact import ContactDialog
from ui.dialogs.files import FileDialogs
from ui.frame.context import Context
from ui.frame.page import Page
from ui.look.fields import text_field
from ui.look.layout import across, add, fill
from ui.look.parts import plain_button, primary_button, role_label, secondary_button
from ui.look.theme import Tone, scaled
from ui.models.column import Column
from ui.models.column_widths import Keep
from ui.models.columns import day_column, name_column, place_column, state_column
from ui.models.rows_model import RowsTableModel
from ui.models.rows_table import RowsTableView
from ui.pages.list_filter import ListFilter
from ui.pages.places import ELDERLY
from ui.pages.printing.page import person_ids
from ui.pages.saving import save_table
from ui.widgets.beside_or_below import BesideOrBelow
from ui.widgets.choice_row import ChoiceRow
from ui.widgets.notice import Notice
from ui.widgets.status import elderly_status
from ui.widgets.wareki_edit import WarekiEdit

O = ElderlyOutcome  # noqa: E741 - read as a word of the table below
OPEN, CONFIRM, IN_USE, DONE, ALL = "open", "confirm", "in_use", "done", "all"
WORDS = {OPEN: "未回収", CONFIRM: "要確認", IN_USE: "使用中", DONE: "記録済", ALL: "すべて"}
_SHOWN = {
    OPEN: DUE_BACK,
    CONFIRM: frozenset({O.CONFIRM}),
    IN_USE: frozenset({O.IN_USE}),
    DONE: RECORDED,
    ALL: frozenset(ElderlyOutcome),
}
OUTCOMES = (O.COLLECTED, O.LOST, O.NEVER_ISSUED, O.UNCOLLECTABLE)
"""Each has a digit in the list."""
"""Each outcome by one key in the list."""

_STAYS = (O.IN_USE, O.REPLACED)
"""Of these nobody wants one back."""
_UNCOUNTED = (*_STAYS, O.CONFIRM, O.NEVER_ISSUED)
_FIRST_DAY = date(2000, 1, 1)


@dataclass(frozen=True, slots=True)
class CardRow:
    """One card with the attempts to get it back."""

    row: ElderlyRow
    attempts: tuple[ContactRow, ...]

    @property
    def valid(self) -> str:
        """From when to when, as it says and where that was told."""
        days = [wareki_short(on) if on else "" for on in (self.row.issued_on, self.row.expires_on)]
        return "〜".join(days) if any(days) else ""

    @property
    def attempted(self) -> str:
        """How often and when last."""
        if not self.attempts:
            return ""
        last = self.attempts[-1]
        return f"{len(self.attempts)}回 {wareki_short(last.on)} {label(last.means)}"


COLUMNS: tuple[Column[CardRow], ...] = (
    state_column("状態", lambda r: elderly_status(r.row.outcome), 108),
    name_column(240, lambda r: r.row),
    day_column("生年月日", lambda r: r.row.born_on, keep=Keep.STATE),
    place_column(180, lambda r: r.row, least=120),
    Column(
        "証の期間・割合",
        lambda r: r.valid,
        lambda r: str(r.row.issued_on or r.row.expires_on or ""),
        width=196,
        minor=lambda r: f"{r.row.copay_rate}割" if r.row.copay_rate else "",
        keep=Keep.STATE,
    ),
    day_column("返却期限", lambda r: r.row.due_on, keep=Keep.STATE),
    replace(day_column("資格喪失", lambda r: r.row.disqualified_on), is_extra=True),
    Column("声かけ", lambda r: r.attempted, lambda r: len(r.attempts), 156, least=110),
    day_column("実施日", lambda r: r.row.on),
    Column("備考", lambda r: r.row.note, stretch=True),
)


_CHIPS = 340
"""Pixels for the states beside the society's figure: two lines of them."""


class ElderlyPage(Page):
    """One list, one date, four outcomes, and the count against the society's figure."""

    place = ELDERLY
    interests = Changes.ROSTER | Changes.ELDERLY_CARDS | Changes.OUTREACH | Changes.SETTINGS

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.files = FileDialogs(self, context.preferences)
        self._rows: list[ElderlyRow] = []
        self._attempts: Mapping[PersonId, tuple[ContactRow, ...]] = {}
        self._office: Office | None = None
        self._model = RowsTableModel(COLUMNS, row_id=lambda row: row.row.card)
        self.table = RowsTableView(self._model, name="高齢受給者証", preferences=context.preferences)
        self.filter = ChoiceRow("表示する状態", WORDS)
        self.part = ListFilter(context.preferences, "elderly", states=self.filter, every=OPEN)
        self.part.serve(self.table)
        self.part.changed.connect(self._show)
        self.part.refused.connect(context.messages.refuse)
        self.table.empty_text = "この状態の高齢受給者証はありません。"
        self.society_count = text_field("健保が示した枚数", width=64)
        # An empty field is an answer too: nothing was told.
        digits = QRegularExpression("[0-9]{0,6}")
        self.society_count.setValidator(QRegularExpressionValidator(digits, self))
        self.society_day = WarekiEdit(None, name="健保が示した日", optional=True, around=context.clock())
        self.society_day.setFixedWidth(scaled(104))
        self.balance = Notice(Tone.NORMAL)
        self.balance.setWordWrap(False)
        self.rule = role_label("", "minor")
        self.on = WarekiEdit(context.clock(), name="実施日")
        # Narrow enough for all outcomes to stand on one line from the smallest window on.
        self.on.setFixedWidth(scaled(108))
        hint = "備考(連絡できずに回収不能とするときは、その理由)"
        self.note = text_field("備考", hint=hint, longest=LONGEST)
        self.collect = primary_button("回収", lambda: self._record(O.COLLECTED), key="elderly.main")
        self.others = {
            outcome: secondary_button("", partial(self._record, outcome))
            for outcome in (O.LOST, O.NEVER_ISSUED, O.UNCOLLECTABLE)
        }
        for button in (self.collect, *self.others.values()):
            # A click leaves the keyboard in the list.
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.contact = secondary_button("声かけ C", self._contact)
        self.remarks = plain_button(
            "備考を見る",
            self._show_remarks,
            tip="この画面にいるあいだ、備考を出します。見たことは履歴に残ります。",
        )
        self.export = plain_button("回収簿を書き出す", self._export, key="elderly.save")
        self._build()
        self.filter.chosen.connect(lambda _: self._show())
        self.society_count.textEdited.connect(lambda _: self._balance())
        self.society_count.editingFinished.connect(self._keep)
        self.society_day.date_changed.connect(lambda _: self._keep())
        self.table.picked.connect(self._count)
        self.table.entered.connect(lambda _: self._record(O.COLLECTED))
        self.table.opened.connect(lambda card: context.go("roster", card.row.person_id))
        self.table.on_key("elderly.act", partial(self._record, O.COLLECTED))
        for at, outcome in enumerate(OUTCOMES, start=1):
            self.table.on_key("elderly.outcome", partial(self._by_key, outcome), at)
        self.table.on_key("elderly.contact", self._contact)

    def reload(self) -> None:
        context, queries = self.context, self.context.store.queries
        self._rows = queries.elderly_rows(context.today(), office_id=context.office_id())
        if not self._rows and not queries.has_people():
            self.set_no_roster("名簿がまだありません。健保の一覧を取り込むと、回収する方がここに出ます。")
            return
        self.set_filled()
        self._attempts = _by_person(queries.contact_rows(_FIRST_DAY, context.clock()))
        self._show_society()
        rules = queries.rules_at(context.today())
        self.rule.setText(
            f"回収の期限 {wareki(rules.elderly_collect_by)}、"
            f"対象は{wareki(rules.elderly_cutoff_on)}に70歳以上で加入していた方"
            f"(出典: {rules.source('elderly_cutoff_on')})"
        )
        self._show()

    def focus_first(self) -> None:
        self.table.setFocus()

    def open_with(self, selection: object) -> None:
        self.filter.choose(ALL)
        self.part.line.clear()
        self._show()
        wanted = person_ids(selection)
        cards = [row for row in self._rows if row.person_id in wanted]
        # Of several cards of a person first one that is to come back.
        for row in sorted(cards, key=lambda row: row.outcome in DUE_BACK):
            self.table.select_id(row.card)
        self.table.setFocus()

    def _build(self) -> None:
        self.header_actions.addWidget(self.part)
        self.header_actions.addWidget(self.remarks)
        self.header_actions.addWidget(self.export)
        self.of_rows = (self.part, self.export)
        told = across("健保の枚数", self.society_count, "示された日", self.society_day, self.balance)
        buttons = across(self.contact, *self.others.values(), self.collect)
        foot = BesideOrBelow(across("実施日", self.on, fill(self.note)), buttons)
        add(self.body, BesideOrBelow(self.filter, told, least=_CHIPS), fill(self.table), self.rule, foot)

    def _show_remarks(self) -> None:
        self.context.store.show_remarks(self.title)
        self.mark_stale()

    def _show(self) -> None:
        counts = {name: sum(1 for r in self._rows if r.outcome in _SHOWN[name]) for name in WORDS}
        self.filter.set_counts(counts)
        shown = [r for r in self._rows if r.outcome in _SHOWN[self.filter.value]]
        cards = [CardRow(row, self._attempts.get(row.person_id, ())) for row in shown]
        self._model.set_rows(self.part.of(cards, COLUMNS))
        self.table.select_first()
        self._balance()
        self._count()

    def _count(self) -> None:
        chosen = len(self.table.selected_rows())
        self.collect.setText(f"{chosen}枚を回収  1 Enter" if chosen else "回収  1 Enter")
        count = f"{chosen}枚 " if chosen > 1 else ""
        for outcome, button in self.others.items():
            button.setText(f"{count}{label(outcome)}  {OUTCOMES.index(outcome) + 1}")
        for button in (self.collect, self.contact, *self.others.values()):
            button.setEnabled(chosen > 0)

    def _show_society(self) -> None:
        """The society's figure of the office shown; of several the sum, once each was told."""
        chosen = self.context.office_id()
        offices = self.context.store.queries.offices()
        shown = [office for office in offices if chosen is None or office.id == chosen]
        self._office = shown[0] if len(shown) == 1 else None
        counts = [office.elderly_told for office in shown if office.elderly_told is not None]
        is_told = bool(counts) and len(counts) == len(shown)
        self.society_count.setText(str(sum(counts)) if is_told else "")
        days = [office.elderly_told_on for office in shown if office.elderly_told_on is not None]
        self.society_day.set_date(max(days, default=None) if is_told else None)
        self.society_day.setPlaceholderText("例 R8.4.1" if self._office is not None else "事業所ごと")
        hint = "" if self._office is not None else "上の「すべての事業所」で1つ選ぶと入れられます。"
        for line in (self.society_count, self.society_day):
            line.setEnabled(self._office is not None)
            line.setToolTip(hint)

    def _keep(self) -> None:
        """Store the figure as soon as it is typed, with its day."""
        office, text = self._office, self.society_count.text()
        if office is None or office.id is None:
            return
        office_id, count = office.id, int(text) if text else None
        if count is not None and not self.society_day.text().strip():
            # What is stored is what stands there.
            self.society_day.set_date(self.context.clock())
        on = None if count is None else self.society_day.value
        if count is not None and on is None:
            return
        if (count, on) == (office.elderly_told, office.elderly_told_on):
            return
        self.context.commands.run(
            lambda tx: settings.note_elderly_told(tx, office_id, count, on, today=self.context.clock())
        )

    def _balance(self) -> None:
        words, tone = balance(self._rows, self.society_count.text())
        self.balance.say(words, tone)

    def _by_key(self, outcome: ElderlyOutcome) -> None:
        """One key records one person; for several it goes to the button, which says how many, for Enter."""
        if len(self.table.selected_rows()) > 1:
            button = self.collect if outcome is O.COLLECTED else self.others[outcome]
            button.setFocus(Qt.FocusReason.ShortcutFocusReason)
        else:
            self._record(outcome)

    def _record(self, outcome: ElderlyOutcome) -> None:
        rows = self.table.selected_rows()
        on, cards, note = self.on.read(), [row.row.card for row in rows], self.note.text().strip()
        if on is None or not cards:
            return
        # Whoever could be asked needs no reason why not; for the others the note is it.
        is_unasked = outcome is O.UNCOLLECTABLE and any(not row.attempts for row in rows)

        def work(tx: Transaction) -> Done:
            done = elderly_cards.record_cards(
                tx,
                cards,
                outcome=outcome,
                on=on,
                today=self.context.clock(),
                note="" if is_unasked else note,
                without_attempt=note if is_unasked else "",
            )
            return replace(done, sentence=f"{named([row.row.name for row in rows])}: {done.sentence}")

        done = self.context.commands.run(work)
        if done is not None:
            self.note.clear()
            self.table.setFocus()

    def _contact(self) -> None:
        rows = [row.row for row in self.table.selected_rows()]
        if not rows:
            return
        dialog = ContactDialog([row.name for row in rows], About.ELDERLY_CARD, self.context.clock(), self)
        if not dialog.exec():
            return
        self.context.contacts.log(
            {dialog.about or About.ELDERLY_CARD: {row.person_id: row.name for row in rows}},
            dialog.means,
            on=dialog.on,
            reply=dialog.reply,
            note=dialog.note,
        )

    def _export(self) -> None:
        rows = [row for row in self._rows if row.outcome not in _STAYS]
        table = lists.elderly_list(rows, on=self.context.today())
        save_table(self.context, self.files, table)


def _by_person(contacts: Sequence[ContactRow]) -> Mapping[PersonId, tuple[ContactRow, ...]]:
    """The attempts about the card of each person, the oldest first."""
    asked: dict[PersonId, tuple[ContactRow, ...]] = {}
    for contact in contacts:
        if contact.about is About.ELDERLY_CARD:
            asked[contact.person_id] = (*asked.get(contact.person_id, ()), contact)
    return asked


def balance(rows: Sequence[ElderlyRow], society_count: str) -> tuple[str, Tone]:
    """Say how many cards are back, and whether our list explains the society's number of them.

    Ours are the cards to come back that exist for certain; 要確認 may or may not exist, 交付なし do not.
    """
    back = sum(1 for row in rows if row.outcome in (O.COLLECTED, O.FORWARDED))
    sure = sum(1 for row in rows if row.outcome not in _UNCOUNTED)
    unsure = sum(1 for row in rows if row.outcome is O.CONFIRM)
    if not society_count.isdecimal():
        return f"回収 {back} / {sure}枚、要確認 {unsure}名", Tone.NORMAL
    told, lacking = f"回収 {back} / {int(society_count)}枚", int(society_count) - sure
    if lacking == 0:
        return f"{told}   ✓ 台帳と一致", Tone.DONE
    if lacking < 0:
        return f"{told}   ▲ 台帳が{-lacking}枚多い(台帳 {sure}枚)", Tone.LATE
    if lacking <= unsure:
        return f"{told}   ◆ 要確認{unsure}名のうち{lacking}枚の見込み", Tone.SOON
    return f"{told}   ▲ あと{lacking - unsure}枚の持ち主が分からない", Tone.LATE
