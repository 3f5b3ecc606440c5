"""What an import would do: one table per group, chosen by chips with counts."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.importing.fields import ListedPerson
from app.importing.plan import Event, ListPart
from app.importing.row_at import RowAt
from app.usecases.people.comparison import compared
from app.usecases.people.list_doubts import ListDoubt
from app.usecases.people.list_taking import Looked
from app.usecases.people.roster_import import Answers
from ui.frame.context import Context
from ui.look.fields import list_box
from ui.look.layout import across, down, fill, stack
from ui.look.parts import plain_button, role_label
from ui.models.column import Column
from ui.models.column_widths import Keep
from ui.models.columns import masking
from ui.models.rows_model import RowsTableModel
from ui.models.rows_table import RowsTableView
from ui.pages.importing import plan_lines as lines
from ui.pages.importing.held_grid import HeldGrid
from ui.pages.importing.plan_lines import ChangeLine
from ui.widgets.choice_row import ChoiceRow
from ui.widgets.key_line import KeyLine

ADDED, CHANGED, UNCHANGED, MISSING, HELD = "added", "changed", "unchanged", "missing", "held"
DOUBTFUL, EVENTS, ASKED, LEFT, COMPARED = "doubtful", "events", "asked", "left", "compared"
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
    COMPARED: "突合の表",
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
    COMPARED: "名簿とこの一覧の違いの全部です。取り込まずに見るだけで、書き出しと健保への照会状もできます。",
}
KEYS: Mapping[str, str] = {
    ADDED: "Y 受け入れる(印の行だけを取り込む)   Space この行は取り込まない   O 選んだ行だけを取り込む",
    CHANGED: "Y 受け入れる(印の欄だけを取り込む)   Space この欄は取り込まない   C この列   O 選んだ方だけ",
    HELD: "Enter 欄を直す・読み直す",
    EVENTS: "Enter 取り込む・取り込まない   A すべて取り込む",
    LEFT: "Space やはり取り込む",
    COMPARED: "L 選んだ違いを照会状にする   Ctrl+A すべて選ぶ",
}
_ALL = "すべての項目"
_WITH_FIELDS = (CHANGED, ASKED, HELD)


class PlanPanel(QWidget):
    """Chips with counts, the table of the chosen group, and what the reader noticed.

    Signals:
        taken: events are to be recorded, or not after all. arg: the set of their rows.
        left: arg: the set of all that is not to be taken.
        marked: other parts than before are accepted one by one.
        exported: the rows of a group are to go into a file. arg: the group.
        asked: the society is to be asked. arg: the rows of the 突合.
    """

    taken = Signal(object)
    left = Signal(object)
    marked = Signal()
    exported = Signal(str)
    asked = Signal(object)

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._answers = Answers()
        self.accepted: frozenset[ListPart] = frozenset()
        """What is taken alone; nothing: everything is."""
        self._looked: Looked | None = None
        self._changes: Sequence[ChangeLine] = ()
        self.groups = ChoiceRow("取込の内訳", WORDS)
        self.told = role_label("", "sub")
        self.keys = KeyLine()
        self.notes = role_label("", "minor", wraps=True)
        self.fields = list_box("項目で絞り込む")
        self.fields.activated.connect(self._filter)
        self.write = plain_button("理由をつけて書き出す", lambda: self.exported.emit(self.groups.value))
        self.letter = plain_button("照会状", self._ask, tip="L")
        self.fields.setMinimumWidth(160)
        self.held = HeldGrid()
        self.reason = role_label("", "sub", wraps=True)
        self.held.reason_shown.connect(self.reason.setText)
        self._unchanged = role_label("", "heading")
        self.tables: dict[str, QWidget] = {
            ADDED: self._table("新規の方", lines.ADDED_COLUMNS, lambda one: one.key, _row_part),
            CHANGED: self._table(
                "変更の内容", lines.CHANGED_COLUMNS, lambda one: (one.key, one.of), _cell_part
            ),
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
            COMPARED: self._table(
                "突合の表", lines.COMPARED_COLUMNS, lambda one: (one.side, one.key, one.title)
            ),
        }
        self._bind()
        self._shown = stack(*self.tables.values())
        head = across(fill(self.told), self.fields, self.letter, self.write)
        down(self.groups, head, fill(self._shown), self.reason, self.keys, self.notes, of=self)
        self.groups.chosen.connect(self._show)
        self.setFocusProxy(self.groups)

    def set_plan(self, looked: Looked, answers: Answers, doubts: Sequence[ListDoubt], *, stay: bool) -> None:
        """Show this plan. stay: in the group that is shown; else where attention is asked for first."""
        plan, self._answers, self._looked = looked.plan, answers, looked
        assert plan is not None
        self.accepted = frozenset()
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
            COMPARED: len(rows := compared(plan)),
        }
        self.groups.set_counts(counts)
        self._changes = lines.change_lines(plan)
        self._view(ADDED).rows_model.set_rows(plan.added)
        self._view(MISSING).rows_model.set_rows(plan.missing)
        self._view(DOUBTFUL).rows_model.set_rows(doubts)
        self._view(EVENTS).rows_model.set_rows(plan.events)
        self._view(LEFT).rows_model.set_rows(left)
        self._view(COMPARED).rows_model.set_rows(rows)
        for name in _WITH_FIELDS:
            self._fill(name, None)
        self._unchanged.setText(f"{plan.unchanged}名は名簿と同じです。")
        told = [plan.stopped] * bool(plan.stopped) + [one.sentence for one in plan.questions]
        told += [one.sentence for one in plan.columns]
        self.notes.setText("\n".join((*told, *plan.notes)))
        self.notes.setVisible(bool(told or plan.notes))
        first = (HELD, EVENTS, ASKED, DOUBTFUL, ADDED, CHANGED, MISSING)
        if not stay or not counts[self.groups.value]:
            self._choose(next((name for name in first if counts[name]), UNCHANGED))
        else:
            self._offer_fields(self.groups.value)

    def show_held(self) -> None:
        """Show the rows that stayed outside."""
        self._choose(HELD)

    def _table(
        self,
        name: str,
        columns: Sequence[Column[Any]],
        row_id: Any,
        part_of: Callable[[Any], ListPart] | None = None,
    ) -> RowsTableView[Any]:
        """part_of: what is accepted with a row, where rows can be accepted one by one."""
        columns = masking(columns, lambda: self._context.store.hides_numbers)
        if part_of is not None:
            columns = (self._mark(part_of), *columns)
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
        rows, cells = added.selected_rows, changed.selected_rows
        added.on_key("plan.tick", lambda: self._leave(list(map(_row_part, rows()))))
        added.on_key("plan.only", lambda: self._only([one.row for one in rows()]))
        added.on_key("plan.accept", lambda: self._accept(added, list(map(_row_part, rows()))))
        changed.on_key("plan.tick", lambda: self._leave(list(map(_cell_part, cells()))))
        changed.on_key("plan.accept", lambda: self._accept(changed, list(map(_cell_part, cells()))))
        changed.on_key("plan.column", lambda: self._leave([ListPart(None, one.of) for one in cells()]))
        changed.on_key("plan.only", lambda: self._only([one.row for one in cells()]))
        self._view(COMPARED).on_key("plan.letter", self._ask)
        events.entered.connect(self._take)
        events.on_key("plan.take_all", self._take_all)
        left.on_key("plan.tick", lambda: self._take_back([one.left for one in left.selected_rows()]))

    def _ask(self) -> None:
        self.asked.emit(self._view(COMPARED).selected_rows())

    def _take(self, event: Event) -> None:
        self.taken.emit(frozenset(self._answers.taken) ^ {event.row})

    def _take_all(self) -> None:
        self.taken.emit(frozenset(event.row for event in self._view(EVENTS).rows_model.rows))

    def _leave(self, more: Sequence[ListPart]) -> None:
        if more:
            self.left.emit(frozenset((*self._answers.without, *more)))

    def _mark(self, part_of: Callable[[Any], ListPart]) -> Column[Any]:
        return Column("", lambda row: "✓" * (part_of(row) in self.accepted), width=32, keep=Keep.STATE)

    def _accept(self, table: RowsTableView[Any], parts: Sequence[ListPart]) -> None:
        """Mark these, or no longer if they are; a single one leads to the next."""
        chosen = frozenset(parts)
        taken = self.accepted - chosen if chosen <= self.accepted else self.accepted | chosen
        if taken != self.accepted:
            self.accepted = taken
            table.viewport().update()
            if len(parts) == 1:
                table.step_by(1)
            self.marked.emit()

    def _take_back(self, again: Sequence[ListPart]) -> None:
        self.left.emit(frozenset(self._answers.without) - frozenset(again))

    def _only(self, chosen: Sequence[RowAt]) -> None:
        every = [one.row for one in self._view(ADDED).rows_model.rows] + [one.row for one in self._changes]
        self._leave(lines.others(every, set(chosen)))

    def _offer_fields(self, name: str) -> None:
        """The fields there are in a group; the one that was chosen stays, where it is among them."""
        chosen = self.fields.currentData()
        self.fields.clear()
        self.fields.addItem(_ALL, None)
        for of, title in dict.fromkeys((of, title) for _, of, title in self._lines(name)):
            self.fields.addItem(title, of)
        self.fields.setCurrentIndex(max(0, self.fields.findData(chosen)) if chosen else 0)
        self._filter()

    def _filter(self) -> None:
        self._fill(self.groups.value, self.fields.currentData())

    def _lines(self, name: str) -> list[tuple[Any, str, str]]:
        """What stands in a group, each with its field and what that is called."""
        plan = self._looked.plan if self._looked is not None else None
        if plan is None:
            return []
        if name == CHANGED:
            return [(line, line.of, line.field) for line in self._changes]
        if name == ASKED:
            return [(one, one.change.field, one.change.title) for one in plan.asked]
        return [(one, one.column, one.column) for one in plan.quarantined] if name == HELD else []

    def _fill(self, name: str, of: str | None) -> None:
        """Show what is said of one field, or of all."""
        found = [one for one, field, _ in self._lines(name) if of in (None, field)]
        if name == HELD and self._looked is not None and self._looked.plan is not None:
            rows = {one.row for one in found}
            held = [one for one in self._looked.plan.quarantined if one.row in rows]
            self.held.show_rows(self._looked.table, held)
        elif name in _WITH_FIELDS:
            self._view(name).rows_model.set_rows(found)

    def _choose(self, name: str) -> None:
        self.groups.choose(name)
        self._show(name)

    def _show(self, name: str) -> None:
        self.told.setText(EXPLAINED[name])
        self.keys.setText(KEYS.get(name, ""))
        self.keys.setVisible(name in KEYS)
        self.fields.setVisible(name in _WITH_FIELDS)
        self.write.setVisible(name in (HELD, DOUBTFUL, COMPARED))
        self.write.setText("表を書き出す" if name == COMPARED else "理由をつけて書き出す")
        self.letter.setVisible(name == COMPARED)
        self.reason.setVisible(name == HELD)
        self._shown.setCurrentWidget(self.tables[name])
        self._offer_fields(name)


def _row_part(one: ListedPerson) -> ListPart:
    return ListPart(one.row)


def _cell_part(line: ChangeLine) -> ListPart:
    return ListPart(line.row, line.of)
