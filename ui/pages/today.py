"""今日やること: the due list, most pressing first; Enter does the next thing."""

from collections import Counter
from collections.abc import Callable, Sequence
from functools import partial
from typing import ClassVar

from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from app.changes import Changes
from app.domain.contact import Means
from app.domain.duties import DutyKind, NextAction
from app.domain.wareki import wareki_short
from app.rows import DueRow
from app.usecases import papers
from ui.context import Context
from ui.dialogs.contact import ContactDialog
from ui.dialogs.files import PAPERS, FileDialogs
from ui.due_actions import DueActions, alike, verb
from ui.labels import label
from ui.models.rows_table import Column, RowsTableModel, RowsTableView
from ui.page import Page, plain_button, role_label, secondary_button
from ui.pages.saving import save_table
from ui.widgets.choice_popup import ChoicePopup
from ui.widgets.flow_layout import FlowLayout
from ui.widgets.progress_bars import Bar, ProgressBars
from ui.widgets.status import WEEK, urgency_status
from ui.widgets.why_panel import WhyPanel

COLUMNS: tuple[Column[DueRow], ...] = (
    Column(
        "期限",
        text=lambda r: urgency_status(r)[0],
        tone=lambda r: urgency_status(r)[1],
        sort_key=lambda r: r.days_left if r.days_left is not None else 10**6,
        width=110,
    ),
    Column("種類", text=lambda r: label(r.kind), sort_key=lambda r: list(DutyKind).index(r.kind), width=100),
    Column(
        "氏名",
        text=lambda r: r.name,
        minor=lambda r: r.kana,
        sort_key=lambda r: r.kana,
        width=206,
        strong=True,
    ),
    Column("事業所・所属", text=lambda r: f"{r.office} {r.department}".strip(), width=162),
    Column("理由", text=lambda r: r.reason, stretch=True),
    Column(
        "期日",
        text=lambda r: wareki_short(r.due_on) if r.due_on else "",
        sort_key=lambda r: (r.due_on is None, r.due_on),
        width=96,
        right=True,
    ),
    Column("⏎ Enter で", text=lambda r: label(r.action), width=116),
)


class TodayPage(Page):
    """The due list with chips, the reason of the current row, and how far the offices are."""

    name: ClassVar[str] = "today"
    title: ClassVar[str] = "今日やること"
    nav_title: ClassVar[str] = "今日"
    icon: ClassVar[str] = "ph.calendar-check"
    interests: ClassVar[Changes] = Changes.ALL

    @classmethod
    def nav_count(cls, due: Sequence[DueRow]) -> int | None:
        """What is overdue or due within a week; invitations to register are not counted."""
        return sum(
            row.days_left is not None and row.days_left <= WEEK and row.kind is not DutyKind.REGISTER
            for row in due
        )

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        """Build chips, table and panel."""
        super().__init__(parent=parent, context=context)
        self.files = FileDialogs(self, context.preferences)
        self._actions = DueActions(context)
        self._due: list[DueRow] = []
        self._chips: dict[DutyKind, QPushButton] = {}
        self.model = RowsTableModel(
            COLUMNS, row_id=lambda r: (r.kind, r.person_id, r.certificate_id), parent=self
        )
        self.table = RowsTableView(self.model, name="今日やることの一覧", preferences=context.preferences)
        self.why = WhyPanel()
        self.bars = ProgressBars("事業所ごとの配付の進み")
        self._build()
        self._connect()

    def reload(self) -> None:
        """Read the due list and the progress of the offices."""
        today, office_id = self.context.today(), self.context.office_id()
        queries = self.context.store.queries
        self._due = queries.due_rows(today, office_id=office_id)
        if not self._due and not queries.person_rows(office_id=office_id):
            self.set_empty(
                "名簿がまだありません。健保から届いた一覧を取り込むと、ここに今日やることが並びます。",
                "一覧を取り込む",
                lambda: self.context.go("import_list", None),
            )
            return
        if not self._due:
            self.set_empty("今日やることはありません。期限の近いものが出ると、ここに並びます。")
            return
        self.set_filled()
        self._refresh_chips()
        self._show_rows()
        offices = queries.status_answer(today).offices
        self.bars.set_bars([Bar(o.office, min(o.handed_out, o.entitled), o.entitled) for o in offices])

    def focus_first(self) -> None:
        """On the most pressing row."""
        self.table.setFocus()
        self.table.select_first()

    def open_with(self, selection: object) -> None:
        """Show one kind only (a DutyKind)."""
        for kind, chip in self._chips.items():
            chip.setChecked(kind is selection)
        self._show_rows()
        self.focus_first()

    def act(self) -> None:
        """Do the next action of the current row, with all selected rows that want the same."""
        current = self.table.current_row()
        if current is None:
            return
        rows = alike(self.table.selected_rows(), current)
        if current.action is NextAction.CONTACT:
            self._offer_means()
        else:
            self._actions.perform(rows)

    def log_face(self) -> None:
        """Log a 声かけ by word of mouth for the selection: one key."""
        rows = self.table.selected_rows()
        if rows:
            self._actions.log_contact(rows, Means.FACE)

    def _build(self) -> None:
        self.header_actions.addWidget(plain_button("案内票", self._to_guide))
        self.header_actions.addWidget(plain_button("書き出す", self._export, key="Ctrl+E"))
        chips = QWidget()
        flow = FlowLayout(chips, spacing=8)
        for number, kind in enumerate(DutyKind, start=1):
            chip = QPushButton()
            chip.setProperty("role", "chip")
            chip.setCheckable(True)
            chip.setToolTip(f"{label(kind)}だけを見る (一覧で {number})")
            chip.clicked.connect(lambda _checked=False: self._show_rows())
            flow.addWidget(chip)
            self._chips[kind] = chip
            self.table.on_key(str(number), chip.click)
        self.body.addWidget(chips)
        self.body.addWidget(self.table, 1)
        lower = QHBoxLayout()
        lower.setSpacing(24)
        lower.addWidget(self.why, 3)
        progress = QVBoxLayout()
        progress.setSpacing(8)
        progress.addWidget(role_label("配付の進み(交付対象のうち配付済)", "strong"))
        progress.addWidget(self.bars)
        progress.addStretch(1)
        lower.addLayout(progress, 2)
        self.body.addLayout(lower)
        self._contact = secondary_button("声かけ(対面)  C", self.log_face)
        self._others = secondary_button("ほかの声かけ", self._offer_means)
        self._denied = secondary_button("交付されていない", self._never_issued)
        self._person = plain_button("名簿で開く  N", self._to_person)
        for button in (self._contact, self._others, self._denied, self._person):
            self.why.add_button(button)

    def _connect(self) -> None:
        self.why.primary.clicked.connect(lambda _checked=False: self.act())
        self.table.opened.connect(lambda _row: self.act())
        self.table.current_changed.connect(lambda _row: self._refresh_why())
        self.table.picked.connect(self._refresh_why)
        self.table.on_key("0", self._all_kinds)
        self.table.on_key("C", self.log_face)
        self.table.on_key("N", self._to_person)

    def _refresh_chips(self) -> None:
        counts = Counter(row.kind for row in self._due)
        late = Counter(row.kind for row in self._due if (row.days_left or 0) < 0)
        for kind, chip in self._chips.items():
            told = f"{label(kind)} {counts[kind]}" + (f"  ▲{late[kind]}" if late[kind] else "")
            chip.setText(told)
            chip.setEnabled(counts[kind] > 0)
            if not counts[kind]:
                chip.setChecked(False)
            overdue = f" うち期限超過 {late[kind]}件" if late[kind] else ""
            chip.setAccessibleName(f"{label(kind)} {counts[kind]}件{overdue}")

    def _show_rows(self) -> None:
        wanted = {kind for kind, chip in self._chips.items() if chip.isChecked()}
        self.model.set_rows([row for row in self._due if not wanted or row.kind in wanted])
        self.table.select_first()
        self._refresh_why()

    def _all_kinds(self) -> None:
        for chip in self._chips.values():
            chip.setChecked(False)
        self._show_rows()

    def _refresh_why(self) -> None:
        row = self.table.current_row()
        self.why.show_row(row)
        if row is None:
            return
        rows = alike(self.table.selected_rows(), row)
        self.why.primary.setText(verb(rows))
        self._denied.setVisible(row.action is NextAction.COLLECT and row.certificate_id is None)

    def _offer_means(self) -> None:
        rows = self.table.selected_rows()
        if not rows:
            return
        choices: list[tuple[str, Callable[[], None]]] = [
            (label(means), partial(self._actions.log_contact, rows, means)) for means in Means
        ]
        choices.append(("メモを付けて記録…", lambda: self._contact_with_note(rows)))
        popup = ChoicePopup(f"声かけの方法({len(rows)}名)", choices, self.table)
        popup.open_at(self.table.visualRect(self.table.currentIndex()), self.table.viewport())

    def _contact_with_note(self, rows: Sequence[DueRow]) -> None:
        dialog = ContactDialog([row.name for row in rows], self)
        if dialog.exec():
            self._actions.log_contact(rows, dialog.means, dialog.note)

    def _never_issued(self) -> None:
        row = self.table.current_row()
        if row is not None:
            self._actions.never_issued(row)

    def _to_person(self) -> None:
        row = self.table.current_row()
        if row is not None:
            self.context.go("roster", row.person_id)

    def _to_guide(self) -> None:
        self.context.go("guide", [row.person_id for row in self.table.selected_rows()])

    def _export(self) -> None:
        table = papers.due_list_table(self.model.rows, on=self.context.today(), word=label)
        save_table(self.context, table, self.files.to_save("期限一覧を書き出す", "期限一覧.pdf", PAPERS))
