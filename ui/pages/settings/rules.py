"""The society's rules: what they say on a day, since when, on whose word; and another file instead."""

from datetime import date
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QWidget

from app.domain.rules import LARGEST, RuleBook, RuleChange, RuleEntry, decode_rules, read_rule_book
from app.errors import UserError
from app.files import read
from app.usecases.settings import settings
from app.usecases.settings.settings import RulesPlan
from app.words import word
from ui.dialogs.files import RULES, FileDialogs
from ui.frame.context import Context
from ui.frame.messages import attempted
from ui.look.bound import bind
from ui.look.layout import STRETCH, across, down, fill, stack
from ui.look.parts import plain_button, primary_button, role_label, secondary_button
from ui.look.theme import APART, Tone
from ui.models.column import Column
from ui.models.column_widths import Keep
from ui.models.columns import day_column, state_column
from ui.models.rows_model import RowsTableModel
from ui.models.rows_table import RowsTableView
from ui.pages.saving import ask_place, save
from ui.pages.settings.form import subject
from ui.widgets.flow_layout import FlowRow
from ui.widgets.sentence import Sentence
from ui.widgets.wareki_edit import WarekiEdit
from ui.words.rules import new_words, old_words, rule_name, rule_names, rule_question, rule_value, since_words

CHANGES: tuple[Column[RuleChange], ...] = (
    Column("規則", lambda c: rule_name(c.name), width=248, strong=True, keep=Keep.WHO, least=160),
    Column("いつから", lambda c: since_words(c.effective_from), lambda c: c.effective_from, 116),
    Column("今の規則", old_words, width=250),
    Column(
        "ファイルの規則",
        lambda c: f"→ {new_words(c)}",
        stretch=True,
        tone=lambda c: Tone.INFO if c.is_value else Tone.MUTED,
    ),
)


class RulesPanel(QWidget):
    """All rules of a day in one table; another file replaces them after a look at the differences."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self.files = FileDialogs(self, context.preferences)
        self.listed = RulesList(context)
        self.preview = RulesPreview(context)
        self.table = self.listed.table
        self.load = primary_button("規則ファイルを読み込む", self._load, key="settings.open")
        self.save = secondary_button("今の規則をファイルに保存", self._save, key="settings.save")
        self.bundled = [self._bundled(name) for name in settings.SHIPPED]
        self.listed.column.addWidget(FlowRow(self.load, self.save, role_label("付属:", "sub"), *self.bundled))
        self.take = primary_button("この規則にする", self._take, key="settings.main")
        self.keep = secondary_button("このファイルを保存", self._keep)
        self.leave = secondary_button("やめる", self._leave)
        bind(self.preview, "settings.leave", self._leave, within=True)
        self.preview.column.addWidget(FlowRow(self.take, self.keep, self.leave))
        self._shown = stack(self.listed, self.preview)
        subject(
            self,
            "規則",
            "期限や返却の要否は、健保の規則で決まります。「要確認」は健保の返事がまだない初期値です。",
            fill(self._shown),
        )
        self.setFocusProxy(self.table)

    def read(self) -> None:
        """Read the stored rules; a preview that stands open is compared anew."""
        stored = self._context.store.queries.society().rules_toml
        self.listed.show_book(read_rule_book(stored), self._context.today())
        plan = self.preview.plan
        if self._is_previewing and plan is not None:
            self._show_plan(settings.plan_rules(stored, plan.text))

    @property
    def _is_previewing(self) -> bool:
        return self._shown.currentWidget() is self.preview

    def _load(self) -> None:
        path = self.files.to_open("規則ファイルを選ぶ", RULES)
        if path is not None:
            self.take_file(path)

    def take_file(self, path: Path) -> None:
        """Show what a file would change."""
        data = attempted(lambda: read(path, LARGEST + 1), self._context.messages)
        if data is not None:
            self._look_at(data, path.name)

    def _bundled(self, name: str) -> QPushButton:
        called = word("ShippedRules", name)
        return plain_button(
            called, lambda: self._look_at(settings.shipped_text(name).encode("utf-8"), f"{called}の規則")
        )

    def _look_at(self, data: bytes, called: str) -> None:
        """Show what this file would change; a file that is wrong is refused, the rules stay."""
        self._context.events.moved_on.emit(None)
        stored = self._context.store.queries.society().rules_toml
        try:
            plan = settings.plan_rules(stored, decode_rules(data))
        except UserError as error:
            self._context.messages.refuse(f"{error} 今の規則はそのままです。")
            return
        self.preview.called = called
        self._show_plan(plan)
        self._shown.setCurrentWidget(self.preview)
        if plan.changes:
            self.preview.table.select_at(0)
            self.preview.table.setFocus(Qt.FocusReason.TabFocusReason)
        else:
            (self.leave if self.take.isHidden() else self.take).setFocus(Qt.FocusReason.TabFocusReason)

    def _show_plan(self, plan: RulesPlan) -> None:
        self.preview.show_plan(plan)
        stored = self._context.store.queries.society().rules_toml
        self.take.setVisible(plan.text != stored)
        self.take.setText(f"この規則にする({plan.rules}件が変わる)" if plan.rules else "このファイルにする")

    def _take(self) -> None:
        plan = self.preview.plan
        if not self._is_previewing or plan is None:
            return
        done = self._context.commands.run(lambda tx: settings.change_rules(tx, plan.text))
        if done is not None:
            self._leave()

    def _leave(self) -> None:
        self._shown.setCurrentWidget(self.listed)
        self.table.setFocus(Qt.FocusReason.TabFocusReason)

    def _save(self) -> None:
        self._write(self._context.store.queries.society().rules_toml)

    def _keep(self) -> None:
        """Write out the file that is looked at, to begin with."""
        if self.preview.plan is not None:
            self._write(self.preview.plan.text)

    def _write(self, text: str) -> None:
        place = ask_place(self._context, self.files, "規則を保存", "rules.toml", RULES)
        if place is not None:
            save(self._context, place, lambda: place.write(text.encode("utf-8")))


class RulesList(QWidget):
    """The rules of a day and those still to come; a past day shows those of then."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._book: RuleBook | None = None
        self._in_force: set[RuleEntry] = set()
        self._followed = context.today()
        self.heading = role_label("", "strong")
        self.day = WarekiEdit(self._followed, name="いつの規則か")
        self.day.date_changed.connect(lambda _: self._refresh())
        columns: tuple[Column[RuleEntry], ...] = (
            Column(
                "規則",
                lambda e: rule_name(e.name),
                lambda e: rule_names().index(e.name),
                248,
                strong=True,
                keep=Keep.WHO,
                least=160,
            ),
            Column("値", rule_value, width=196, keep=Keep.STATE, least=120),
            day_column("いつから", lambda e: e.effective_from, 84),
            state_column("状態", self._state, 96, keep=Keep.DETAIL),
            state_column("健保の確認", _confirmed, 100, keep=Keep.DETAIL),
            Column("出典", lambda e: e.source, stretch=True),
        )
        self._model = RowsTableModel(columns, row_id=lambda e: (e.name, e.effective_from))
        self.table = RowsTableView(self._model, name="健保の規則", preferences=context.preferences)
        self.source = Sentence("sub")
        self.table.current_changed.connect(self._explain)
        about = role_label("いつの規則か(&W)", "sub")
        about.setBuddy(self.day)
        head = across(self.heading, STRETCH, about, self.day)
        self.column = down(head, fill(self.table), self.source, gap=APART, of=self)

    def show_book(self, book: RuleBook, today: date) -> None:
        """Show these rules as of the chosen day, which follows the 基準日 until it is moved here."""
        self._book = book
        if self.day.last == self._followed:
            self.day.set_date(today)
        self._followed = today
        self._refresh()

    def _refresh(self) -> None:
        book, on = self._book, self.day.last
        if book is None or on is None:
            return
        rules = book.at(on)
        self._in_force = {rules.entry(name) for name in rule_names()}
        rows = [
            entry
            for name in rule_names()
            for entry in book.versions(name)
            if entry in self._in_force or entry.effective_from > on
        ]
        unsure = sum(1 for entry in self._in_force if not entry.confirmed)
        coming = len(rows) - len(self._in_force)
        told = f"{book.society}  {len(self._in_force)}件、うち要確認{unsure}件"
        if lacking := len({entry for entry in self._in_force if entry.is_lacking}):
            told += f"(ファイルにないもの{lacking}件)"
        self.heading.setText(f"{told}、これから変わるもの{coming}件" if coming else told)
        self._model.set_rows(rows)

    def _state(self, entry: RuleEntry) -> tuple[str, Tone]:
        return ("● 適用中", Tone.DONE) if entry in self._in_force else ("○ これから", Tone.INFO)

    def _explain(self, entry: RuleEntry | None) -> None:
        if entry is None:
            self.source.setText("")
            return
        told = f"{rule_name(entry.name)}: {rule_value(entry)}。出典: {entry.source}"
        self.source.setText(" ".join(filter(None, (told, rule_question(entry)))))


class RulesPreview(QWidget):
    """What another file would change: rule, from when, today's words, the file's words."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.called = ""
        self.plan: RulesPlan | None = None
        self.heading = Sentence("strong")
        self._model = RowsTableModel(CHANGES, row_id=lambda c: (c.name, c.effective_from))
        self.table = RowsTableView(self._model, name="規則の違い", preferences=context.preferences)
        self.table.empty_text = "どの規則も、今と同じです。"
        self.column = down(self.heading, fill(self.table), gap=APART, of=self)

    def show_plan(self, plan: RulesPlan) -> None:
        """Show the differences; nothing is stored yet."""
        self.plan = plan
        values = len({change.name for change in plan.changes if change.is_value})
        told = (
            f"{plan.rules}件の規則が変わります(うち値が変わるもの{values}件)。まだ保存していません"
            if plan.rules
            else "今の規則と同じです"
        )
        lacking = settings.lacking_sentence(plan.book)
        self.heading.setText(f"{self.called}({plan.book.society}): {told}。{lacking}")
        self._model.set_rows(plan.changes)


def _confirmed(entry: RuleEntry) -> tuple[str, Tone]:
    return ("✓ 確認済", Tone.DONE) if entry.confirmed else ("? 要確認", Tone.SOON)
