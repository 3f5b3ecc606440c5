"""高齢受給者証: who may still hold one, what became of it, and does the society's count agree."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtGui import QIntValidator
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from app.changes import Changes
from app.domain.duties import DutyKind
from app.domain.elderly_card import ElderlyOutcome
from app.domain.rules import read_rule_book
from app.domain.wareki import wareki, wareki_short
from app.rows import DueCount, ElderlyRow
from app.usecases import elderly_cards, papers
from ui.context import Context
from ui.dialogs.files import PAPERS, FileDialogs
from ui.labels import label
from ui.models.rows_table import Column, RowsTableModel, RowsTableView
from ui.page import Page, plain_button, primary_button, role_label, secondary_button
from ui.pages.print_run import person_ids
from ui.pages.saving import save_table
from ui.theme import Tone
from ui.widgets.choice_row import Choice, ChoiceRow
from ui.widgets.notice import Notice
from ui.widgets.status import elderly_status
from ui.widgets.wareki_edit import WarekiEdit

O = ElderlyOutcome  # noqa: E741 - read as a word of the table below
OPEN, CONFIRM, DONE, ALL = "open", "confirm", "done", "all"
WORDS = {OPEN: "未回収", CONFIRM: "要確認", DONE: "記録済", ALL: "すべて"}
_SHOWN = {
    OPEN: frozenset({O.OUTSTANDING, O.CONFIRM}),
    CONFIRM: frozenset({O.CONFIRM}),
    DONE: frozenset(ElderlyOutcome) - {O.OUTSTANDING, O.CONFIRM},
    ALL: frozenset(ElderlyOutcome),
}
_SOCIETY_COUNT = "elderly/society_count"

COLUMNS: tuple[Column[ElderlyRow], ...] = (
    Column(
        "状態", lambda r: elderly_status(r.outcome)[0], width=116, tone=lambda r: elderly_status(r.outcome)[1]
    ),
    Column("氏名", lambda r: r.name, lambda r: r.kana, 260, minor=lambda r: r.kana, strong=True),
    Column("生年月日", lambda r: wareki_short(r.born_on), lambda r: r.born_on, 100),
    Column("事業所・所属", lambda r: f"{r.office} {r.department}".strip(), width=190),
    Column(
        "資格喪失",
        lambda r: wareki_short(r.disqualified_on) if r.disqualified_on else "",
        lambda r: str(r.disqualified_on or ""),
        100,
    ),
    Column("実施日", lambda r: wareki_short(r.on) if r.on else "", lambda r: str(r.on or ""), 100),
    Column("備考", lambda r: r.note, stretch=True),
)


class ElderlyPage(Page):
    """One list, one date, four outcomes."""

    name = "elderly"
    title = "高齢受給者証"
    icon = "ph.identification-card"
    interests = Changes.ROSTER | Changes.ELDERLY_CARDS | Changes.SETTINGS

    @classmethod
    def nav_count(cls, counts: Sequence[DueCount]) -> int | None:
        """How many cards are still out."""
        return sum(count.total for count in counts if count.kind is DutyKind.ELDERLY_CARD)

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        """Build filter, list and the line of outcomes."""
        super().__init__(context, parent)
        self.files = FileDialogs(self, context.preferences)
        self._rows: list[ElderlyRow] = []
        self._model = RowsTableModel(COLUMNS, row_id=lambda row: row.person_id, parent=self)
        self.table = RowsTableView(self._model, name="高齢受給者証", preferences=context.preferences)
        self.filter = ChoiceRow("表示する状態", [Choice(name, word) for name, word in WORDS.items()])
        self.society_count = QLineEdit(context.preferences.text(_SOCIETY_COUNT))
        self.society_count.setValidator(QIntValidator(0, 999_999, self))
        self.society_count.setAccessibleName("健保が示した枚数")
        self.society_count.setFixedWidth(80)
        self.balance = Notice(Tone.NORMAL)
        self.balance.setWordWrap(False)
        self.rule = role_label("", "minor")
        self.on = WarekiEdit(context.clock(), name="実施日")
        self.note = QLineEdit()
        self.note.setAccessibleName("備考")
        self.note.setPlaceholderText("備考")
        self.collect = primary_button("回収", lambda: self._record(O.COLLECTED), key="Ctrl+Return")
        self.others = [
            secondary_button(label(outcome), partial(self._record, outcome))
            for outcome in (O.LOST, O.NEVER_ISSUED, O.UNCOLLECTABLE)
        ]
        self.export = plain_button("回収簿を書き出す", self._export, key="Ctrl+S")
        self._build()
        self.filter.chosen.connect(lambda _: self._show())
        self.society_count.textChanged.connect(self._balance)
        self.table.picked.connect(self._count)
        self.table.opened.connect(lambda _: self._record(O.COLLECTED))

    def reload(self) -> None:
        """Read candidates and recorded cards."""
        context, queries = self.context, self.context.store.queries
        self._rows = queries.elderly_rows(context.today(), office_id=context.office_id())
        if not self._rows and not queries.person_rows():
            self.set_empty(
                "名簿がまだありません。健保の一覧を取り込むと、回収する方がここに出ます。",
                "一覧を取り込む",
                lambda: context.go("import_list", None),
            )
            return
        self.set_filled()
        rules = read_rule_book(queries.society().rules_toml).at(context.today())
        self.rule.setText(
            f"回収の期限 {wareki(rules.elderly_collect_by)}、"
            f"対象は{wareki(rules.elderly_cutoff_on)}に70歳以上で加入していた方"
            f"(出典: {rules.source('elderly_cutoff_on')})"
        )
        self._show()

    def focus_first(self) -> None:
        """The list."""
        self.table.setFocus()

    def open_with(self, selection: object) -> None:
        """Select that person's card."""
        self.filter.choose(ALL)
        self._show()
        for person in person_ids(selection):
            self.table.select_id(person)

    def _build(self) -> None:
        self.header_actions.addWidget(self.export)
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(self.filter, 1)
        top.addWidget(role_label("健保が示した枚数", "sub"))
        top.addWidget(self.society_count)
        top.addWidget(self.balance)
        foot = QHBoxLayout()
        foot.setSpacing(8)
        foot.addWidget(role_label("実施日", "sub"))
        foot.addWidget(self.on)
        foot.addWidget(self.note, 1)
        for button in (*self.others, self.collect):
            foot.addWidget(button)
        self.body.addLayout(top)
        self.body.addWidget(self.table, 1)
        self.body.addWidget(self.rule)
        self.body.addLayout(foot)

    def _show(self) -> None:
        counts = {name: sum(1 for r in self._rows if r.outcome in _SHOWN[name]) for name in WORDS}
        self.filter.set_choices([Choice(name, word, counts[name]) for name, word in WORDS.items()])
        self._model.set_rows([r for r in self._rows if r.outcome in _SHOWN[self.filter.value]])
        self.table.select_first()
        self._balance()
        self._count()

    def _count(self) -> None:
        chosen = len(self.table.selected_rows())
        self.collect.setText(f"{chosen}枚を回収" if chosen else "回収")
        for button in (self.collect, *self.others):
            button.setEnabled(chosen > 0)

    def _balance(self) -> None:
        self.context.preferences.set_text(_SOCIETY_COUNT, self.society_count.text())
        words, tone = balance(self._rows, self.society_count.text())
        self.balance.say(words, tone)

    def _record(self, outcome: ElderlyOutcome) -> None:
        self.on.take()
        on, people = self.on.value, [row.person_id for row in self.table.selected_rows()]
        if on is None or not self.on.is_valid or not people:
            return
        done = self.context.commands.run(
            lambda tx: elderly_cards.record(
                tx, people, outcome=outcome, on=on, today=self.context.clock(), note=self.note.text().strip()
            ),
            label=f"高齢受給者証 {label(outcome)} {len(people)}名",
        )
        if done is not None:
            self.note.clear()

    def _export(self) -> None:
        table = papers.elderly_list(self._rows, on=self.context.today(), word=label)
        save_table(self.context, table, self.files.to_save("回収簿を書き出す", "高齢受給者証回収簿", PAPERS))


def balance(rows: Sequence[ElderlyRow], society_count: str) -> tuple[str, Tone]:
    """Say whether our list explains the society's number of cards.

    Ours are the cards that exist for certain; 要確認 may or may not exist, 交付なし do not.
    """
    sure = sum(1 for row in rows if row.outcome not in (O.CONFIRM, O.NEVER_ISSUED))
    unsure = sum(1 for row in rows if row.outcome is O.CONFIRM)
    if not society_count.isdecimal():
        return f"台帳 {sure}枚、要確認 {unsure}名", Tone.NORMAL
    lacking = int(society_count) - sure
    if lacking == 0:
        return f"✓ 台帳 {sure}枚と一致", Tone.DONE
    if lacking < 0:
        return f"▲ 台帳が{-lacking}枚多い(台帳 {sure}枚)", Tone.LATE
    if lacking <= unsure:
        return f"◆ 要確認{unsure}名のうち{lacking}枚がある見込み", Tone.SOON
    return f"▲ あと{lacking - unsure}枚の持ち主が分からない", Tone.LATE
