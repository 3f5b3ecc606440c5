"""引き出しの照合: expected, found, missing and unexpected papers; every reading is stored at once."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

from PySide6.QtGui import QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QWidget

from app.changes import Done
from app.domain.drawer import DrawerCount, Place
from app.domain.ids import OperationId
from app.domain.scanned import issue_numbers
from app.domain.wareki import wareki_short
from app.errors import NotFound
from app.ports import UseCase
from app.rows import CertificateRow, ElderlyRow
from app.usecases.counter import drawer
from app.usecases.counter.drawer import Drawer, DrawerLine, Lying
from app.usecases.counter.lookup import Asked
from app.usecases.free_text import LONGEST
from app.words import label
from ui.frame.answer import Answer, Heard, problem
from ui.frame.context import Context
from ui.frame.messages import Heeding
from ui.look.fields import text_field
from ui.look.layout import across, down, fill, stretch
from ui.look.parts import primary_button, role_label, secondary_button
from ui.look.theme import APART, Tone, set_tone
from ui.models.column import Column
from ui.models.column_widths import Keep
from ui.models.columns import key_column, name_column, place_column
from ui.models.rows_model import RowsTableModel
from ui.models.rows_table import RowsTableView
from ui.widgets.choice_row import ChoiceRow
from ui.widgets.flow_layout import FlowRow
from ui.widgets.wareki_edit import WarekiEdit

EXPECTED, FOUND, MISSING, UNEXPECTED = "expected", "found", "missing", "unexpected"
WORDS = {EXPECTED: "あるはず"} | {name: label(Lying(name)) for name in (FOUND, MISSING, UNEXPECTED)}
_SHOWN = {
    EXPECTED: (Lying.MISSING, Lying.FOUND),
    FOUND: (Lying.FOUND,),
    MISSING: (Lying.MISSING,),
    UNEXPECTED: (Lying.UNEXPECTED,),
}
_TONES = {Lying.MISSING: Tone.NORMAL, Lying.FOUND: Tone.DONE, Lying.UNEXPECTED: Tone.LATE}
_EMPTY = {
    EXPECTED: "引き出しにあるはずの証はありません。",
    FOUND: "証を読むと、ここに並びます。",
    MISSING: "✓ あるはずの証はすべてありました。",
    UNEXPECTED: "想定外の証はありません。",
}
OFFERS = 9


class DrawerCountPanel(QWidget):
    """Chips with the four figures, the papers behind them, and what is done about each.

    It has no line of its own: whoever owns one hands what was read to read_code(), Enter on the
    empty line to confirm(), a digit to choose(), Escape to cancel(); takes_digits says when.
    """

    def __init__(self, context: Context, tell: Callable[[Answer], None]) -> None:
        """tell: where to answer what is done with the list."""
        super().__init__()
        self._context = context
        self._tell = tell
        self._drawer = Drawer(DrawerCount(None, context.clock()), {})
        self._operations: dict[Place, OperationId] = {}
        self._offers: list[DrawerLine] = []
        self._surprise: DrawerLine | None = None
        self._refused = problem("できません", "")
        self.chips = ChoiceRow("照合の状態", WORDS)
        self.told = role_label("", "sub")
        self._model = RowsTableModel(self._columns(), row_id=lambda line: line.place)
        self.table = RowsTableView(self._model, name="引き出しの証", preferences=context.preferences)
        self.until = WarekiEdit(context.clock() + drawer.LOOKED_FOR, name="見当たらない証を探す期限")
        self.search_on = secondary_button("探す", self._look_for)
        self.reason = text_field("紛失の理由", hint="紛失の理由(いつ、どこで)", longest=LONGEST)
        self.lost = secondary_button("紛失を記録", self._lose)
        self.collect = secondary_button("回収を記録", lambda: self._tell(self._collect(self._selected())))
        self.begin = primary_button("照合を始める", self._begin_alone)
        self.close_count = primary_button("照合を終える", self._close, key="Ctrl+Return")
        self._missing_tools, self._surprise_tools = FlowRow(), FlowRow()
        self._build()
        self.chips.chosen.connect(lambda _: self._show())
        self.table.picked.connect(self._offer_tools)
        self.table.on_key("Space", self.toggle)
        self.table.entered.connect(lambda _: self.toggle())
        self.table.opened.connect(lambda line: context.go("roster", line.row.person_id))

    @property
    def takes_digits(self) -> bool:
        """Whether a digit on the empty line picks one of the offers."""
        return bool(self._offers)

    @property
    def is_open(self) -> bool:
        """Whether a count goes on."""
        return self._drawer.is_open

    def read(self) -> int:
        """Read count and drawer anew; return how many papers should lie there now."""
        context, queries = self._context, self._context.store.queries
        count = drawer.open_count(queries) or DrawerCount(None, context.clock(), context.office_id())
        if count.id != self._drawer.count.id:
            self._operations.clear()
        self._drawer = drawer.compare(queries, count, context.clock())
        self._show()
        return sum(line.is_due_here for line in self._drawer.papers.values())

    def expected(self) -> int:
        """How many papers should lie there now; much less to read than the count with its reasons."""
        queries, today = self._context.store.queries, self._context.clock()
        count = drawer.open_count(queries)
        office_id = self._context.office_id() if count is None else count.office_id
        return len(drawer.expected_rows(queries, office_id, today))

    def showEvent(self, event: QShowEvent) -> None:
        """The same count may have gone on elsewhere meanwhile."""
        self.read()
        super().showEvent(event)

    def read_code(self, text: str) -> Answer:
        """Take one reading: an issue number, or 記号-番号, the tail of a 番号, kana or name."""
        self.cancel()
        numbers = issue_numbers(text)
        if not numbers:
            return self._read_words(text.strip())
        return [self._read_sheet(number) for number in numbers][-1]

    def confirm(self) -> Answer | None:
        """Enter on the empty line: record the unexpected paper read last as collected."""
        line, self._surprise = self._surprise, None
        return None if line is None else self._collect([line])

    def choose(self, number: int) -> Answer | None:
        """A digit picks one of the offered papers."""
        if not 1 <= number <= len(self._offers):
            return None
        line = self._offers[number - 1]
        self.cancel()
        return self._take(line.row)

    def cancel(self) -> None:
        """Nothing is offered any more."""
        self._surprise = None
        if self._offers:
            self._offers = []
            self._show()

    def take_back(self) -> None:
        """Delete in the empty line: take back that the chosen papers were found."""
        found = [line for line in self._selected() if line.lying is not Lying.MISSING]
        if found and not self._offers:
            self._take_back(found)

    def toggle(self) -> None:
        """Note the selected papers as found; if all of them are, take that back."""
        lines = self._selected()
        if self._offers and lines:
            answer = self.choose(self._offers.index(lines[0]) + 1)
            if answer is not None:
                self._tell(answer)
            return
        waiting = [line for line in lines if line.lying is Lying.MISSING]
        if waiting:
            self._tell(self._find(waiting))
        elif lines:
            self._take_back(lines)

    def _columns(self) -> tuple[Column[DrawerLine], ...]:
        return (
            Column("照合", self._mark, width=88, tone=lambda r: _TONES[self._now(r).lying], keep=Keep.STATE),
            Column("証", lambda r: label(r.paper), width=108),
            name_column(206, lambda r: r.row),
            Column("発行番号", lambda r: r.issue_number, width=122, keep=Keep.STATE),
            key_column(126, lambda r: r.row),
            place_column(144, lambda r: r.row),
            Column("状況", lambda r: r.note, stretch=True),
        )

    def _build(self) -> None:
        for at, name in enumerate(WORDS, start=1):
            QShortcut(QKeySequence(f"Alt+{at}"), self).activated.connect(partial(self._choose_chip, name))
        searching = (role_label("探す期限", "sub"), self.until, self.search_on, self.reason, self.lost)
        for tools, parts in ((self._missing_tools, searching), (self._surprise_tools, (self.collect,))):
            for part in parts:
                tools.flow.addWidget(part)
        top = across(fill(self.chips), self.told, gap=APART)
        foot = (fill(self._missing_tools), fill(self._surprise_tools), stretch(0))
        down(top, fill(self.table), across(*foot, self.begin, self.close_count), gap=APART, of=self)

    def _mark(self, line: DrawerLine) -> str:
        if line in self._offers:
            return f"{self._offers.index(line) + 1}  この証"
        return label(self._now(line).lying, "mark") if self.is_open else "−"

    def _now(self, line: DrawerLine) -> DrawerLine:
        """How a line shown stands now: a find changes it without laying the list out anew."""
        return self._drawer.line(line.place) or line

    def _show(self) -> None:
        shown = _SHOWN[self.chips.value]
        rows = self._offers or [line for line in self._drawer.papers.values() if line.lying in shown]
        self.table.empty_text = _EMPTY[self.chips.value]
        self._model.set_rows(rows)
        self.table.select_first()
        self._count()
        self._offer_tools()

    def _count(self) -> None:
        lying, count = self._drawer.figures, self._drawer.count
        figures = {name: sum(lying[one] for one in shown) for name, shown in _SHOWN.items()}
        self.chips.set_counts(figures)
        is_old = self.is_open and count.begun_on < self._context.clock()
        set_tone(self.told, Tone.SOON if is_old else Tone.NORMAL)
        self.told.setText(self._where_we_are(is_old=is_old))
        self.begin.setVisible(not self.is_open)
        self.begin.setEnabled(bool(self._drawer.papers))
        self.close_count.setVisible(self.is_open)
        missing = figures[MISSING]
        self.close_count.setText(f"照合を終え、{missing}枚を探す" if missing else "照合を終える")

    def _where_we_are(self, *, is_old: bool) -> str:
        count, queries = self._drawer.count, self._context.store.queries
        if self.is_open:
            names = {office.id: office.name for office in queries.offices()}
            where = names.get(count.office_id, "全事業所")
            begun = wareki_short(count.begun_on)
            return f"◆ {begun} に始めた照合の続き({where})" if is_old else f"{begun} の照合({where})"
        last = drawer.last_count(queries)
        return (
            ""
            if last is None
            else f"前回 {wareki_short(last.closed_on or last.begun_on)}: {drawer.figures(last)}"
        )

    def _offer_tools(self) -> None:
        lines = self._selected()
        is_missing = self.is_open and bool(lines) and all(line.lying is Lying.MISSING for line in lines)
        self._missing_tools.setVisible(is_missing and not self._offers)
        self._surprise_tools.setVisible(
            bool(lines) and all(line.lying is Lying.UNEXPECTED and line.may_be_collected for line in lines)
        )
        self.search_on.setText(f"{len(lines)}枚を探す")
        self.lost.setText(f"{len(lines)}枚の紛失を記録")
        self.collect.setText(f"{len(lines)}枚の回収を記録")

    def _selected(self) -> list[DrawerLine]:
        return [self._now(line) for line in self.table.selected_rows()]

    def _choose_chip(self, name: str) -> None:
        self.chips.choose(name)
        self._show()

    def _read_sheet(self, number: str) -> Answer:
        known = next((line.row for line in self._drawer.papers.values() if line.issue_number == number), None)
        try:
            return self._take(known or self._context.store.queries.certificate_by_issue(number))
        except NotFound as error:
            return problem("記録にない証です", str(error))

    def _read_words(self, text: str) -> Answer:
        queries = self._context.store.queries
        asked = Asked.of(queries, text)
        matching = [line for line in self._drawer.papers.values() if asked.names(line.row)]
        waiting = [line for line in matching if line.lying is Lying.MISSING]
        if len(waiting) == 1 or (matching and not waiting):
            return self._take((waiting or matching)[0].row)
        offers = waiting or drawer.elsewhere(queries, asked, self._context.clock())
        if not offers:
            sentence = f"「{text}」に当たる証は引き出しの一覧にありません。証のコードを読んでください。"
            return problem("見つかりません", sentence)
        self._offers = offers[:OFFERS]
        self._show()
        self.table.select_at(0)
        more = f" ほかに{len(offers) - OFFERS}枚。長く打つと絞れます。" if len(offers) > OFFERS else ""
        ask = (
            f"番号キーで選んでください。{more}"
            if waiting
            else f"あるはずの証ではありません。番号キーで選ぶと想定外に加えます。{more}"
        )
        return Answer("?", f"{len(offers)}枚あります", ask, Tone.INFO, Heard.SILENT)

    def _take(self, row: CertificateRow | ElderlyRow) -> Answer:
        """One paper lies here: store it and say whether it should."""
        line = drawer.unexpected_line(row)
        known = self._drawer.line(line.place)
        if self.is_open and known is not None and known.lying is not Lying.MISSING:
            self._select(known)
            if known.lying is Lying.UNEXPECTED:
                return self._surprised(known)
            return Answer("○", f"照合済みです   {row.name} さん", self._left(), Tone.SOON, Heard.ALREADY)
        return self._find([known or line])

    def _find(self, lines: Sequence[DrawerLine]) -> Answer:
        if not self.is_open and not self._begin():
            return self._refused
        count_id = self._drawer.count.id
        assert count_id is not None
        sheets = [line.certificate_id for line in lines if line.certificate_id is not None]
        cards = [line.person_id for line in lines if line.certificate_id is None]
        who = _who(lines)
        done = self._run(lambda tx: drawer.find(tx, count_id, sheets, elderly_of=cards))
        if done is None:
            return self._refused
        operation = self._context.store.last_undoable()
        for line in lines:
            self._drawer = self._drawer.with_find(line.row)
            if operation is not None:
                self._operations[line.place] = operation.operation_id
        seen = self._drawer.line(lines[-1].place)
        assert seen is not None
        if self.chips.value == EXPECTED and not self._offers:
            self._count()
            self.table.viewport().update()
        else:
            self._show()
        self._select(seen)
        self._offer_tools()
        if seen.lying is Lying.UNEXPECTED:
            return self._surprised(seen)
        word = f"あった   {who} さん" if len(lines) == 1 else f"{who}がありました"
        return Answer("✓", word, self._left(), Tone.DONE, Heard.YES)

    def _surprised(self, line: DrawerLine) -> Answer:
        self._surprise = line if line.may_be_collected else None
        offer = " (Enter で回収)" if self._surprise else ""
        return Answer("▲", f"想定外   {line.row.name} さん", f"{line.note}{offer}", Tone.LATE, Heard.PROBLEM)

    def _left(self) -> str:
        missing = self._drawer.figures[Lying.MISSING]
        return (
            f"あと{missing}枚です。" if missing else "あるはずの証はすべてありました。照合を終えてください。"
        )

    def _select(self, line: DrawerLine) -> None:
        if line.lying in _SHOWN[self.chips.value]:
            self.table.select_id(line.place)

    def _take_back(self, lines: Sequence[DrawerLine]) -> None:
        """Undo the finds of this session; older ones are undone step by step."""
        operations = {self._operations.get(line.place) for line in lines}
        heard, undone = Heeding(), 0
        for operation in operations - {None}:
            undone += self._context.commands.undo(operation, messages=heard) is not None
        self.read()
        if undone and undone == len(operations):
            self._tell(Answer("←", f"取り消しました   {_who(lines)}", self._left(), Tone.INFO, Heard.YES))
            return
        if None in operations:
            heard.refuse("前に照合した証です。取り消すには、元に戻す(Ctrl+Z)で順に戻してください。")
        self._tell(problem("取り消せません", heard.sentence))

    def _begin(self) -> bool:
        context, queries = self._context, self._context.store.queries
        going_on = drawer.open_count(queries)
        done = self._run(
            lambda tx: drawer.begin_count(tx, context.office_id(), going_on=going_on, today=context.clock())
        )
        begun = drawer.open_count(queries)
        if done is None or begun is None:
            return False
        # What should be there is the same as a moment ago.
        self._drawer = replace(self._drawer, count=begun)
        self._operations.clear()
        self._show()
        return True

    def _begin_alone(self) -> None:
        if self._begin():
            self._tell(
                Answer("○", "照合を始めました", "証を1枚ずつ読んでください。", Tone.INFO, Heard.SILENT)
            )
        else:
            self._tell(self._refused)

    def _close(self) -> None:
        until, today = self.until.read(), self._context.clock()
        if until is None or not self.is_open:
            return
        current = drawer.compare(self._context.store.queries, self._drawer.count, today)
        done = self._do(
            lambda tx: drawer.close_count(tx, current, follow_up_on=until, today=today), "照合を終えました"
        )
        if done:
            # Before the next count everything is まだ: that would read as missing.
            self._choose_chip(EXPECTED)

    def _look_for(self) -> None:
        lines, until, today = self._selected(), self.until.read(), self._context.clock()
        if until is not None:
            self._do(lambda tx: drawer.look_for(tx, lines, until=until, today=today), "探します")

    def _lose(self) -> None:
        lines, today, reason = self._selected(), self._context.clock(), self.reason.text().strip()
        done = self._do(
            lambda tx: drawer.lose(tx, lines, reason=reason, on=today, today=today), "紛失を記録しました"
        )
        if done:
            self.reason.clear()

    def _do(self, work: UseCase[Done], headline: str) -> bool:
        done = self._run(work)
        self.read()
        self._tell(
            self._refused
            if done is None
            else Answer("✓", headline, done.further or done.sentence, Tone.DONE, Heard.YES)
        )
        return done is not None

    def _collect(self, lines: Sequence[DrawerLine]) -> Answer:
        today = self._context.clock()
        if self._run(lambda tx: drawer.collect(tx, lines, on=today, today=today)) is None:
            return self._refused
        self.read()
        return Answer("✓", f"回収しました   {_who(lines)}", self._left(), Tone.DONE, Heard.YES)

    def _run(self, work: UseCase[Done]) -> Done | None:
        """Run one use case; what it says becomes the answer."""
        told = Heeding()
        done = self._context.commands.run(work, messages=told)
        self._refused = problem("できません", told.sentence)
        return done


def _who(lines: Sequence[DrawerLine]) -> str:
    return lines[0].row.name if len(lines) == 1 else f"{len(lines)}枚"
