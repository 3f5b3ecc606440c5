"""What an import would do: one table per group, chosen by chips with counts."""

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.importing.plan import Event, LeftOut
from app.usecases.people.list_doubts import ListDoubt
from app.usecases.people.list_taking import Looked
from app.usecases.people.roster_import import Answers
from ui.frame.context import Context
from ui.look.fields import list_box
from ui.look.layout import across, down, fill, stack
from ui.look.parts import plain_button, role_label
from ui.models.column import Column
from ui.models.rows_table import RowsTableModel, RowsTableView
from ui.pages.importing import plan_lines as lines
from ui.pages.importing.held_grid import HeldGrid
from ui.pages.importing.plan_lines import ChangeLine
from ui.widgets.choice_row import ChoiceRow
from ui.widgets.key_line import KeyLine

ADDED, CHANGED, UNCHANGED, MISSING, HELD = "added", "changed", "unchanged", "missing", "held"
DOUBTFUL, EVENTS, ASKED, LEFT = "doubtful", "events", "asked", "left"
WORDS: Mapping[str, str] = {
    ADDED: "新規",
    CHANGED: "変更",
    UNCHANGED: "変更なし",
    MISSING: "一覧にない",
    HELD: "保留",
    DOUBTFUL: "健保に確認",
    EVENTS: "異動・再雇用",
    ASKED: "突合",
    LEFT: "取り込まない",
}
EXPLAINED: Mapping[str, str] = {
    ADDED: "名簿に加わる方と、その内容の全部です。",
    CHANGED: "名簿の内容がファイルのとおりに変わります。空の欄は今の内容を消しません。",
    UNCHANGED: "名簿と同じなので、何も変わりません。",
    MISSING: "名簿にいて、このファイルにいない方です。消えません。退職などは名簿の画面で記録してください。",
    HELD: "このままでは取り込めない行です。直すと、すぐに読み直します。元のファイルは変わりません。",
    EVENTS: "番号や資格取得日が変わった世帯です。その記録として取り込むかどうかを決めます。",
    ASKED: "名簿と違い、この一覧だけでは決められない内容です。名簿は変えず、決めるまで突合に残します。",
    DOUBTFUL: "この健保の規則と合わないところです。このまま取り込めますが、健保に確かめてください。",
    LEFT: "取り込まないと決めた行、列、欄です。",
}
KEYS: Mapping[str, str] = {
    ADDED: "Space この行は取り込まない   O 選んだ行だけを取り込む",
    CHANGED: "Space この欄は取り込まない   C この列は取り込まない   O 選んだ方だけを取り込む",
    HELD: "Enter 欄を直す・読み直す",
    EVENTS: "Enter 取り込む・取り込まない   A すべて取り込む",
    LEFT: "Space やはり取り込む",
}
_ALL = "すべての項目"


class PlanPanel(QWidget):
    """Chips with counts, the table of the chosen group, and what the reader noticed.

    Signals:
        taken: events are to be recorded, or not after all. arg: the set of their rows.
        left: arg: the set of all that is not to be taken.
        exported: the rows of a group are to go into a file. arg: the group.
    """

    taken = Signal(object)
    left = Signal(object)
    exported = Signal(str)

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._answers = Answers()
        self._changes: Sequence[ChangeLine] = ()
        self.groups = ChoiceRow("取込の内訳", WORDS)
        self.told = role_label("", "sub")
        self.keys = KeyLine()
        self.notes = role_label("", "minor", wraps=True)
        self.fields = list_box("項目で絞り込む")
        self.fields.activated.connect(self._filter)
        self.write = plain_button("理由をつけて書き出す", lambda: self.exported.emit(self.groups.value))
        self.fields.setMinimumWidth(160)
        self.held = HeldGrid()
        self.reason = role_label("", "sub", wraps=True)
        self.held.reason_shown.connect(self.reason.setText)
        self._unchanged = role_label("", "heading")
        self.tables: dict[str, QWidget] = {
            ADDED: self._table("新規の方", lines.ADDED_COLUMNS, lambda one: one.key),
            CHANGED: self._table("変更の内容", lines.CHANGED_COLUMNS, lambda line: (line.key, line.of)),
            UNCHANGED: self._unchanged,
            MISSING: self._table("一覧にない方", lines.MISSING_COLUMNS, lambda person: person.id),
            HELD: self.held,
            DOUBTFUL: self._table(
                "健保に確認すること", lines.DOUBTFUL_COLUMNS, lambda one: (one.row, one.key, one.sentence)
            ),
            EVENTS: self._table("異動と再雇用", lines.EVENT_COLUMNS, lambda one: one.row),
            ASKED: self._table(
                "突合に残すこと", lines.ASKED_COLUMNS, lambda one: (one.person.key, one.change.field)
            ),
            LEFT: self._table("取り込まないもの", lines.LEFT_COLUMNS, lambda line: line.left),
        }
        self._bind()
        self._shown = stack(*self.tables.values())
        head = across(fill(self.told), self.fields, self.write)
        down(self.groups, head, fill(self._shown), self.reason, self.keys, self.notes, of=self)
        self.groups.chosen.connect(self._show)
        self.setFocusProxy(self.groups)

    def set_plan(self, looked: Looked, answers: Answers, doubts: Sequence[ListDoubt], *, stay: bool) -> None:
        """Show this plan. stay: in the group that is shown; else where attention is asked for first."""
        plan, self._answers = looked.plan, answers
        assert plan is not None
        left = lines.left_lines(answers.without, looked.table)
        counts = {
            ADDED: len(plan.added),
            CHANGED: len(plan.changed),
            UNCHANGED: plan.unchanged,
            MISSING: len(plan.missing),
            HELD: len({row.row for row in plan.quarantined}),
            DOUBTFUL: len(doubts),
            EVENTS: len(plan.events),
            ASKED: len(plan.asked),
            LEFT: len(left),
        }
        self.groups.set_counts(counts)
        self._changes = lines.change_lines(plan)
        self._offer_fields()
        self._view(ADDED).rows_model.set_rows(plan.added)
        self._view(MISSING).rows_model.set_rows(plan.missing)
        self._view(DOUBTFUL).rows_model.set_rows(doubts)
        self._view(EVENTS).rows_model.set_rows(plan.events)
        self._view(ASKED).rows_model.set_rows(plan.asked)
        self._view(LEFT).rows_model.set_rows(left)
        self._filter()
        self.held.show_rows(looked.table, plan.quarantined)
        self._unchanged.setText(f"{plan.unchanged}名は名簿と同じです。")
        told = [plan.stopped] * bool(plan.stopped) + [one.sentence for one in plan.questions]
        told += [one.sentence for one in plan.columns]
        self.notes.setText("\n".join((*told, *plan.notes)))
        self.notes.setVisible(bool(told or plan.notes))
        first = (HELD, EVENTS, ASKED, DOUBTFUL, ADDED, CHANGED, MISSING)
        if not stay or not counts[self.groups.value]:
            self._choose(next((name for name in first if counts[name]), UNCHANGED))

    def show_held(self) -> None:
        """Show the rows that stayed outside."""
        self._choose(HELD)

    def _table(self, name: str, columns: Sequence[Column[Any]], row_id: Any) -> RowsTableView[Any]:
        made = RowsTableView(
            RowsTableModel(columns, row_id=row_id), name=name, preferences=self._context.preferences
        )
        made.empty_text = "ここには何もありません。"
        return made

    def _view(self, name: str) -> RowsTableView[Any]:
        table = self.tables[name]
        assert isinstance(table, RowsTableView)
        return table

    def _bind(self) -> None:
        added, changed, events, left = map(self._view, (ADDED, CHANGED, EVENTS, LEFT))
        rows = added.selected_rows
        added.on_key("plan.tick", lambda: self._leave([LeftOut(row=one.row) for one in rows()]))
        added.on_key("plan.only", lambda: self._only([one.row for one in rows()]))
        cells = changed.selected_rows
        changed.on_key("plan.tick", lambda: self._leave([LeftOut(one.row, one.of) for one in cells()]))
        changed.on_key("plan.column", lambda: self._leave([LeftOut(None, one.of) for one in cells()]))
        changed.on_key("plan.only", lambda: self._only([one.row for one in cells()]))
        events.entered.connect(self._take)
        events.on_key("plan.take_all", self._take_all)
        left.on_key("plan.tick", lambda: self._take_back([one.left for one in left.selected_rows()]))

    def _take(self, event: Event) -> None:
        self.taken.emit(frozenset(self._answers.taken) ^ {event.row})

    def _take_all(self) -> None:
        self.taken.emit(frozenset(event.row for event in self._view(EVENTS).rows_model.rows))

    def _leave(self, more: Sequence[LeftOut]) -> None:
        if more:
            self.left.emit(frozenset((*self._answers.without, *more)))

    def _take_back(self, again: Sequence[LeftOut]) -> None:
        self.left.emit(frozenset(self._answers.without) - frozenset(again))

    def _only(self, chosen: Sequence[int]) -> None:
        every = [one.row for one in self._view(ADDED).rows_model.rows] + [one.row for one in self._changes]
        self._leave(lines.others(every, set(chosen)))

    def _offer_fields(self) -> None:
        chosen = self.fields.currentData()
        self.fields.clear()
        self.fields.addItem(_ALL, None)
        for of, title in dict.fromkeys((line.of, line.field) for line in self._changes):
            self.fields.addItem(title, of)
        self.fields.setCurrentIndex(max(0, self.fields.findData(chosen)) if chosen else 0)

    def _filter(self) -> None:
        of = self.fields.currentData()
        found = [line for line in self._changes if of in (None, line.of)]
        self._view(CHANGED).rows_model.set_rows(found)

    def _choose(self, name: str) -> None:
        self.groups.choose(name)
        self._show(name)

    def _show(self, name: str) -> None:
        self.told.setText(EXPLAINED[name])
        self.keys.setText(KEYS.get(name, ""))
        self.keys.setVisible(name in KEYS)
        self.fields.setVisible(name == CHANGED)
        self.write.setVisible(name in (HELD, DOUBTFUL))
        self.reason.setVisible(name == HELD)
        self._shown.setCurrentWidget(self.tables[name])
