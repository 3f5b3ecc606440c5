"""What an import would do: one table per group, chosen by chips with counts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.domain.person import Person
from app.domain.wareki import wareki_short
from app.importing.listed import Quarantined
from app.importing.mapping import ListedPerson
from app.importing.plan import Asked, Event, ImportPlan
from app.usecases.people.list_doubts import ListDoubt
from app.words import label
from ui.frame.context import Context
from ui.look.layout import down, fill, stack
from ui.look.parts import role_label
from ui.look.theme import Tone
from ui.models.column import Column
from ui.models.column_widths import Keep
from ui.models.columns import key_column, name_column, number_column
from ui.models.rows_table import RowsTableModel, RowsTableView
from ui.widgets.choice_row import ChoiceRow

ADDED, CHANGED, UNCHANGED, MISSING, HELD = "added", "changed", "unchanged", "missing", "held"
DOUBTFUL, EVENTS, ASKED = "doubtful", "events", "asked"
WORDS: Mapping[str, str] = {
    ADDED: "新規",
    CHANGED: "変更",
    UNCHANGED: "変更なし",
    MISSING: "一覧にない",
    HELD: "保留",
    DOUBTFUL: "健保に確認",
    EVENTS: "異動・再雇用",
    ASKED: "突合",
}
EXPLAINED: Mapping[str, str] = {
    ADDED: "名簿に加わる方です。",
    CHANGED: "名簿の内容がファイルのとおりに変わります。空の欄は今の内容を消しません。",
    UNCHANGED: "名簿と同じなので、何も変わりません。",
    MISSING: "名簿にいて、このファイルにいない方です。消えません。退職などは名簿の画面で記録してください。",
    HELD: "読み取れないか、確かめることのある行です。取り込まれません。直して、もう一度読んでください。",
    EVENTS: "番号や資格取得日が変わった世帯です。Enter で、その記録として取り込むかどうかを決めます。",
    ASKED: "名簿と違い、この一覧だけでは決められない内容です。名簿は変えず、決めるまで突合に残します。",
    DOUBTFUL: "この健保の規則と合わないところです。このまま取り込めますが、健保に確かめてください。",
}


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """One field of one person, before and after."""

    key: str
    name: str
    field: str
    old: str
    new: str


class PlanPanel(QWidget):
    """Chips with counts, the table of the chosen group, and what the reader noticed.

    Signals:
        taken: an event is to be recorded, or not after all. arg: its row.
    """

    taken = Signal(int)

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.groups = ChoiceRow("取込の内訳", WORDS)
        self.told = role_label("", "sub")
        self.notes = role_label("", "minor", wraps=True)
        self._added = RowsTableModel(_ADDED_COLUMNS, row_id=lambda row: row.row)
        self._changed = RowsTableModel(_CHANGED_COLUMNS, row_id=lambda line: (line.key, line.field))
        self._missing = RowsTableModel(_MISSING_COLUMNS, row_id=lambda person: person.id)
        self._held = RowsTableModel(_HELD_COLUMNS, row_id=lambda row: (row.row, row.column))
        self._doubtful = RowsTableModel(_DOUBTFUL_COLUMNS, row_id=lambda one: (one.row, one.sentence))
        self._events = RowsTableModel(_EVENT_COLUMNS, row_id=lambda one: one.row)
        self._asked = RowsTableModel(_ASKED_COLUMNS, row_id=lambda one: (one.listed.row, one.change.field))
        events = RowsTableView(self._events, name="異動と再雇用", preferences=context.preferences)
        events.entered.connect(lambda event: self.taken.emit(event.row))
        self._unchanged = role_label("", "heading")
        preferences = context.preferences
        self.tables: dict[str, QWidget] = {
            ADDED: RowsTableView(self._added, name="新規の方", preferences=preferences),
            CHANGED: RowsTableView(self._changed, name="変更の内容", preferences=preferences),
            UNCHANGED: self._unchanged,
            MISSING: RowsTableView(self._missing, name="一覧にない方", preferences=preferences),
            HELD: RowsTableView(self._held, name="保留の行", preferences=preferences),
            DOUBTFUL: RowsTableView(self._doubtful, name="健保に確認すること", preferences=preferences),
            EVENTS: events,
            ASKED: RowsTableView(self._asked, name="突合に残すこと", preferences=preferences),
        }
        self._shown = stack(*self.tables.values())
        down(self.groups, self.told, fill(self._shown), self.notes, of=self)
        self.groups.chosen.connect(self._show)
        self.setFocusProxy(self.groups)

    def set_plan(self, plan: ImportPlan, doubts: Sequence[ListDoubt]) -> None:
        """Show this plan; the first group that asks for attention is chosen."""
        counts = {
            ADDED: len(plan.added),
            CHANGED: len(plan.changed),
            UNCHANGED: plan.unchanged,
            MISSING: len(plan.missing),
            HELD: len({row.row for row in plan.quarantined}),
            DOUBTFUL: len(doubts),
            EVENTS: len(plan.events),
            ASKED: len(plan.asked),
        }
        self.groups.set_counts(counts)
        self._added.set_rows(plan.added)
        self._changed.set_rows(change_lines(plan))
        self._missing.set_rows(plan.missing)
        self._held.set_rows(plan.quarantined)
        self._doubtful.set_rows(doubts)
        self._events.set_rows(plan.events)
        self._asked.set_rows(plan.asked)
        self._unchanged.setText(f"{plan.unchanged}名は名簿と同じです。")
        told = [plan.stopped] * bool(plan.stopped) + [one.sentence for one in plan.questions]
        self.notes.setText("\n".join((*told, *plan.notes)))
        self.notes.setVisible(bool(told or plan.notes))
        first = (HELD, EVENTS, ASKED, DOUBTFUL, ADDED, CHANGED, MISSING)
        self._choose(next((name for name in first if counts[name]), UNCHANGED))

    def show_quarantined(self) -> None:
        """Show the rows that stayed outside."""
        self._choose(HELD)

    def _choose(self, name: str) -> None:
        self.groups.choose(name)
        self._show(name)

    def _show(self, name: str) -> None:
        self.told.setText(EXPLAINED[name])
        self._shown.setCurrentWidget(self.tables[name])


def change_lines(plan: ImportPlan) -> list[ChangeLine]:
    """Return one line per changed field, person by person."""
    return [
        ChangeLine(
            changed.person.key, changed.person.name, change.title, shown(change.old), shown(change.new)
        )
        for changed in plan.changed
        for change in changed.changes
    ]


def shown(value: object) -> str:
    """Return a value of the list as the office reads it."""
    if value is None or value == "":
        return "(空)"
    if isinstance(value, bool):
        return "あり" if value else "なし"
    if isinstance(value, StrEnum):
        return label(value)
    return wareki_short(value) if isinstance(value, date) else str(value)


_ADDED_COLUMNS: tuple[Column[ListedPerson], ...] = (
    number_column("行", lambda r: r.row, 64, keep=Keep.STATE),
    name_column(260),
    Column(
        "記号-番号-枝番",
        lambda r: f"{r.symbol}-{r.number}-{r.branch_number or ''}".rstrip("-"),
        width=150,
        keep=Keep.WHO,
    ),
    Column("区分", lambda r: label(r.kind) if r.kind else "", width=64),
    Column(
        "事業所・所属",
        lambda r: f"{r.office_name or r.office_code or ''} {r.department or ''}".strip(),
        stretch=True,
    ),
)
_CHANGED_COLUMNS: tuple[Column[ChangeLine], ...] = (
    Column("氏名", lambda r: r.name, lambda r: r.key, 200, strong=True, keep=Keep.WHO),
    key_column(150),
    Column("項目", lambda r: r.field, width=150, keep=Keep.STATE, least=100),
    Column("今の名簿", lambda r: r.old, width=220),
    Column("ファイル", lambda r: f"→ {r.new}", stretch=True, tone=lambda _: Tone.INFO),
)
_MISSING_COLUMNS: tuple[Column[Person], ...] = (
    name_column(260),
    key_column(150),
    Column("区分", lambda r: label(r.kind), width=64),
    Column("所属", lambda r: r.department, stretch=True),
)
_HELD_COLUMNS: tuple[Column[Quarantined], ...] = (
    number_column("行", lambda r: r.row, 64, keep=Keep.STATE),
    Column("氏名", lambda r: r.name, width=160, keep=Keep.WHO),
    Column("列", lambda r: r.column, width=150, keep=Keep.STATE, least=100),
    Column("保留の理由", lambda r: r.reason, stretch=True, tone=lambda _: Tone.SOON),
)
_EVENT_COLUMNS: tuple[Column[Event], ...] = (
    number_column("行", lambda r: r.row, 64, keep=Keep.STATE),
    Column("取り込む", lambda r: "✓" if r.is_taken else "", width=90, keep=Keep.WHO),
    Column("一覧から分かること", lambda r: r.sentence, stretch=True),
)
_ASKED_COLUMNS: tuple[Column[Asked], ...] = (
    number_column("行", lambda r: r.listed.row, 64, keep=Keep.STATE),
    Column("氏名", lambda r: r.person.name, lambda r: r.person.key, 180, strong=True, keep=Keep.WHO),
    Column("項目", lambda r: r.change.title, width=120, keep=Keep.STATE, least=100),
    Column("今の名簿", lambda r: shown(r.change.old), width=180),
    Column("ファイル", lambda r: shown(r.change.new), width=180),
    Column(
        "変えない理由", lambda r: label(r.cause) if r.cause else "", stretch=True, tone=lambda _: Tone.SOON
    ),
)
_DOUBTFUL_COLUMNS: tuple[Column[ListDoubt], ...] = (
    number_column("行", lambda r: r.row, 64, keep=Keep.STATE),
    key_column(150),
    Column("健保に確かめること", lambda r: r.sentence, stretch=True),
)
