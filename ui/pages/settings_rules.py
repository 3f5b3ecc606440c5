"""The society's rules: what they say, since when, on whose word."""

from collections.abc import Mapping
from datetime import date

from PySide6.QtWidgets import QWidget

from app.domain.rules import DayCount, RuleEntry, read_rule_book
from app.domain.wareki import wareki, wareki_short
from app.usecases import settings
from app.usecases.papers import write_aside
from ui.context import Context
from ui.dialogs.files import RULES, FileDialogs
from ui.labels import label
from ui.models.rows_table import Column, RowsTableModel, RowsTableView
from ui.page import primary_button, role_label, secondary_button
from ui.pages.settings_form import row, subject
from ui.theme import Tone

WORDS: Mapping[str, tuple[str, str]] = {
    "return_days": ("返却の期限", "日以内"),
    "return_day_count": ("返却の日数の数え方", ""),
    "return_when_registered": ("マイナ保険証の登録で返却", ""),
    "registered_return_days": ("登録後の返却の期限", "日以内"),
    "return_expired": ("期限切れの証の返却", ""),
    "leaver_notice_days": ("退職の予告", "日前"),
    "paper_from": ("資格確認書の開始", ""),
    "print_days": ("印刷までの日数", "日以内"),
    "hand_out_days": ("配付までの日数", "日以内"),
    "forward_days": ("返送までの日数", "日以内"),
    "renew_notice_days": ("更新の予告", "日前"),
    "birthday_notice_months": ("70歳・75歳の予告", "か月前"),
    "elderly_cutoff_on": ("高齢受給者証の基準日", ""),
    "elderly_collect_by": ("高齢受給者証の回収期限", ""),
    "quiet_days": ("声かけの間隔", "日"),
}
"""Each rule's name on screen and the unit of its number."""


def rule_word(entry: RuleEntry) -> str:
    """Return the rule's name on screen."""
    return WORDS[entry.name][0]


def rule_value(entry: RuleEntry) -> str:
    """Return the rule's value as people write it."""
    value = entry.value
    if isinstance(value, bool):
        return "する" if value else "しない"
    if isinstance(value, date):
        return wareki(value)
    if isinstance(value, int):
        return f"{value}{WORDS[entry.name][1]}"
    return label(DayCount(value))


COLUMNS: tuple[Column[RuleEntry], ...] = (
    Column("規則", rule_word, width=190, strong=True),
    Column("値", rule_value, width=190),
    Column("いつから", lambda e: wareki_short(e.effective_from), lambda e: e.effective_from, 90),
    Column(
        "健保の確認",
        lambda e: "✓ 確認済" if e.confirmed else "? 未確認",
        width=100,
        tone=lambda e: Tone.DONE if e.confirmed else Tone.SOON,
    ),
    Column("出典", lambda e: e.source, stretch=True),
)


class RulesPanel(QWidget):
    """All rules in one table; another file replaces them, undoable like everything."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        """Build the table."""
        super().__init__(parent)
        self._context = context
        self.files = FileDialogs(self, context.preferences)
        self._model = RowsTableModel(COLUMNS, row_id=lambda e: (e.name, e.effective_from), parent=self)
        self.table = RowsTableView(self._model, name="健保の規則", preferences=context.preferences)
        self.setFocusProxy(self.table)
        self.heading = role_label("", "strong")
        self.source = role_label("", "sub")
        self.source.setWordWrap(True)
        self.load = primary_button("規則ファイルを読み込む", self._load, key="Ctrl+O")
        self.save = secondary_button("今の規則をファイルに保存", self._save, key="Ctrl+S")
        column = subject(
            self,
            "規則",
            "期限や返却の要否は、健保の規則で決まります。「未確認」は健保の返事がまだない初期値です。",
        )
        column.addWidget(self.heading)
        column.addWidget(self.table, 1)
        column.addWidget(self.source)
        column.addLayout(row(self.load, self.save))
        self.table.current_changed.connect(
            lambda entry: self.source.setText(f"出典: {entry.source}" if entry is not None else "")
        )

    def read(self) -> None:
        """Read the rules in force."""
        book = read_rule_book(self._context.store.queries.society().rules_toml)
        unsure = sum(1 for entry in book.entries if not entry.confirmed)
        self.heading.setText(f"{book.society}  {len(book.entries)}件、うち未確認{unsure}件")
        self._model.set_rows(book.entries)

    def _load(self) -> None:
        path = self.files.to_open("規則ファイルを選ぶ", RULES)
        if path is None:
            return
        try:
            text = path.read_text("utf-8")
        except (OSError, UnicodeDecodeError):
            self._context.messages.refuse(f"{path.name} を読めません。UTF-8の規則ファイルを選んでください。")
            return
        self._context.commands.run(lambda tx: settings.change_rules(tx, text), label="規則の読み込み")

    def _save(self) -> None:
        path = self.files.to_save("規則を保存", "rules.toml", RULES)
        if path is None:
            return
        text = self._context.store.queries.society().rules_toml
        self._context.tasks.start(
            lambda _: write_aside(path, text.encode("utf-8")),
            done=lambda _: self._context.messages.done(f"規則を {path.name} に保存しました。"),
        )
