"""窓口: one line that never closes; every scan is recorded at once."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import ClassVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QButtonGroup, QCheckBox, QHBoxLayout, QLabel, QPushButton, QWidget

from app.changes import Changes
from app.domain.certificate import CertificateStatus
from app.domain.duties import DutyKind
from app.rows import CertificateRow, DueCount, PersonDetail
from app.usecases import certificates
from ui.context import Context
from ui.desk_lookup import WANTED, DeskMode, Refusal, look_up, objection, rest_of_household
from ui.models.rows_table import Column, RowsTableModel, RowsTableView
from ui.page import Page, role_label
from ui.theme import Tone
from ui.widgets.banner import Banner
from ui.widgets.household_chips import HouseholdChips
from ui.widgets.scan_line import ScanLine
from ui.widgets.sound import Sound
from ui.widgets.status import certificate_status
from ui.widgets.wareki_edit import WarekiEdit

VERBS = {DeskMode.HAND_OUT: "配付", DeskMode.COLLECT: "回収"}
REACHED = {DeskMode.HAND_OUT: CertificateStatus.HANDED_OUT, DeskMode.COLLECT: CertificateStatus.COLLECTED}
OFFERS = 9
KEPT = 200
"""Lines of the running list."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of what happened at the desk. at: when it was entered; None for a refusal."""

    number: int
    at: datetime | None
    what: str
    who: str
    where: str
    issue_number: str
    reached: CertificateStatus | None
    is_undone: bool = False


ENTRIES: tuple[Column[Entry], ...] = (
    Column("時刻", text=lambda e: f"{e.at:%H:%M}" if e.at else "", width=72),
    Column(
        "結果",
        text=lambda e: "↶ 取り消し" if e.is_undone else e.what,
        tone=lambda e: Tone.MUTED if e.is_undone else Tone.DONE if e.reached else Tone.LATE,
        width=120,
    ),
    Column("氏名", text=lambda e: e.who, width=180),
    Column("発行番号", text=lambda e: e.issue_number, width=124),
    Column("事業所・所属 / 理由", text=lambda e: e.where, stretch=True),
)

OFFERED: tuple[Column[tuple[int, CertificateRow]], ...] = (
    Column("番号キー", text=lambda r: str(r[0]), width=80, strong=True),
    Column("氏名", text=lambda r: r[1].name, minor=lambda r: r[1].kana, width=300),
    Column("記号-番号", text=lambda r: r[1].key, width=130),
    Column(
        "状態",
        text=lambda r: certificate_status(r[1].status)[0],
        tone=lambda r: certificate_status(r[1].status)[1],
        width=120,
    ),
    Column("事業所・所属", text=lambda r: f"{r[1].office} {r[1].department}", stretch=True),
)


class DeskPage(Page):
    """Hand out and collect by scanner or by the tail of a number."""

    name: ClassVar[str] = "desk"
    title: ClassVar[str] = "窓口"
    icon: ClassVar[str] = "ph.identification-card"
    interests: ClassVar[Changes] = Changes.CERTIFICATES | Changes.PRINTING | Changes.ROSTER

    @classmethod
    def nav_count(cls, counts: Sequence[DueCount]) -> int | None:
        """Sheets that wait for their holders."""
        return sum(count.total for count in counts if count.kind is DutyKind.HAND_OUT)

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        """Build line, banner, chips and running list."""
        super().__init__(context, parent)
        self.mode = DeskMode.HAND_OUT
        self._ready = 0
        self._rest: list[CertificateRow] = []
        self._offers: list[CertificateRow] = []
        self._entries: list[Entry] = []
        self._sound = Sound(context.preferences, self)
        self.line = ScanLine("コードを読むか、番号の末尾を打って Enter")
        self.banner = Banner()
        self.chips = HouseholdChips()
        self.hint = role_label("", "heading")
        self.day = WarekiEdit(context.clock(), name="実施日")
        self.receipt = QCheckBox("受領印あり (F4)")
        self.sound = QCheckBox("音")
        self._waiting = role_label("", "sub")
        self._backdated = QLabel()
        self.offers_model = RowsTableModel(OFFERED, row_id=lambda r: r[0], parent=self)
        self.offers = RowsTableView(self.offers_model, name="該当する証")
        self.entries_model = RowsTableModel(ENTRIES, row_id=lambda e: e.number, parent=self)
        self.entries = RowsTableView(
            self.entries_model, name="この画面での記録", preferences=context.preferences
        )
        self.entries.empty_text = "ここに、この画面での記録が新しい順に並びます。"
        self._modes: dict[DeskMode, QPushButton] = {}
        self._build()
        self._connect()
        self.set_mode(DeskMode.HAND_OUT)

    def reload(self) -> None:
        """Count what waits; mark lines of the running list that were undone meanwhile."""
        queries = self.context.store.queries
        if not queries.certificate_rows() and not queries.person_rows():
            self.set_empty(
                "名簿がまだありません。健保の一覧を取り込むと、証の配付と回収をここで記録できます。",
                "一覧を取り込む",
                lambda: self.context.go("import_list", None),
            )
            return
        self.set_filled()
        self._ready = len(queries.certificate_rows((CertificateStatus.READY,)))
        self._waiting.setText(f"配付待ち {self._ready}枚")
        if self.banner.tone is Tone.NORMAL:  # nothing was scanned yet
            self._greet()
        self._entries = [self._checked(entry) for entry in self._entries]
        self.entries_model.set_rows(self._entries)

    def focus_first(self) -> None:
        """Always the line."""
        self.line.setFocus()

    def set_mode(self, mode: DeskMode) -> None:
        """What the next scans do."""
        self.mode = mode
        self._modes[mode].setChecked(True)
        self.receipt.setVisible(mode is DeskMode.HAND_OUT)
        self._forget()
        self._greet()
        self.line.setFocus()

    def read(self, text: str) -> None:
        """Take one scan or typed text."""
        self._forget()
        found = look_up(self.context.store.queries, text, self.mode)
        if found.refusal is not None:
            self._refuse(found.refusal, text)
        elif len(found.rows) == 1:
            self._commit(found.rows)
        else:
            self._offer(found.rows)

    def confirm(self) -> None:
        """Enter on the empty line: the offered household, or the rest of the last one."""
        if self._offers:
            if self._one_household():
                self._commit(self._offers)
        elif self._rest:
            self._commit(self._rest)

    def choose(self, number: int) -> None:
        """A digit picks one of the offered sheets."""
        if number <= len(self._offers):
            self._commit([self._offers[number - 1]])

    def _greet(self) -> None:
        if self.mode is DeskMode.HAND_OUT and not self._ready:
            ask = "配付を待つ証はまだありません。印刷して刷り上がりを確かめると、ここで渡せます。"
        else:
            ask = "コードを読むか、番号の末尾を打ってください。"
        self.banner.say("", f"{VERBS[self.mode]}します", ask, Tone.NORMAL)

    def _commit(self, rows: Sequence[CertificateRow]) -> None:
        on, today, mode = self.day.value or self.context.clock(), self.context.clock(), self.mode
        detail = self._detail(rows[0])
        refusal = objection(detail, rows[0], on) if mode is DeskMode.HAND_OUT else None
        if refusal is not None:
            self._refuse(refusal, rows[0].issue_number)
            return
        ids, receipt = [row.certificate_id for row in rows], self.receipt.isChecked()
        label = f"{VERBS[mode]} {rows[0].name}" + (f" 他{len(rows) - 1}" if len(rows) > 1 else "")
        if mode is DeskMode.HAND_OUT:
            done = self.context.commands.run(
                lambda tx: certificates.hand_out(tx, ids, on=on, today=today, receipt=receipt),
                label=label,
                messages=self.banner,
            )
        else:
            done = self.context.commands.run(
                lambda tx: certificates.collect(tx, ids, on=on, today=today),
                label=label,
                messages=self.banner,
            )
        self.line.setFocus()
        if done is None:
            self._sound.no()
            return
        self._sound.yes()
        self._forget()
        self._celebrate(rows)

    def _celebrate(self, rows: Sequence[CertificateRow]) -> None:
        row, verb = rows[0], VERBS[self.mode]
        family = f" ほか{len(rows) - 1}名" if len(rows) > 1 else ""
        stale = " 古い証(無効)です。" if row.status is CertificateStatus.SUPERSEDED else ""
        place = f"{row.office} {row.department}   発行番号 {row.issue_number}{stale}"
        self.banner.say("✓", f"{verb}しました   {row.name} さん{family}", place, Tone.DONE)
        operation = self.context.store.last_undoable()
        at = operation.entered_at if operation is not None else None
        for one in rows:
            where = f"{one.office} {one.department}"
            self._note(Entry(0, at, f"✓ {verb}", one.name, where, one.issue_number, REACHED[self.mode]))
        detail = self._detail(row)
        self.chips.set_household(detail.household, row.person_id)
        self.chips.setVisible(len(detail.household) > 1)
        done = [one.person_id for one in rows]
        self._rest = rest_of_household(self.context.store.queries, detail, self.mode, done)
        self.hint.setText(f"⏎ Enter で、ご家族の残り{len(self._rest)}枚も{verb}" if self._rest else "")

    def _offer(self, rows: Sequence[CertificateRow]) -> None:
        self._offers = list(rows[:OFFERS])
        self.offers_model.set_rows(list(enumerate(self._offers, start=1)))
        height = self.offers.horizontalHeader().sizeHint().height() + len(self._offers) * 36 + 4
        self.offers.setFixedHeight(height)
        self.offers.show()
        self.line.takes_digits = True
        more = f"ほかに{len(rows) - OFFERS}枚。もっと長く打つと絞れます。" if len(rows) > OFFERS else ""
        together = f"Enter で{len(rows)}枚すべて。" if self._one_household() and not more else ""
        self.banner.say(
            "?", f"{len(rows)}枚あります", f"番号キーで選んでください。{together}{more}", Tone.INFO
        )

    def _refuse(self, refusal: Refusal, text: str) -> None:
        self._sound.no()
        self.banner.say("!", refusal.headline, refusal.sentence, Tone.LATE)
        self._note(Entry(0, None, f"! {refusal.headline}", "", refusal.sentence, text, None))
        self.line.setFocus()

    def _note(self, entry: Entry) -> None:
        number = self._entries[0].number + 1 if self._entries else 1
        self._entries = [replace(entry, number=number), *self._entries][:KEPT]
        self.entries_model.set_rows(self._entries)

    def _checked(self, entry: Entry) -> Entry:
        if entry.reached is None or entry.number < self._entries[0].number - OFFERS:
            return entry
        row = self.context.store.queries.certificate_by_issue(entry.issue_number)
        return replace(entry, is_undone=row.status in WANTED[_mode_of(entry)])

    def _forget(self) -> None:
        """Nothing is offered any more; the line takes digits as text again."""
        self._rest, self._offers = [], []
        self.line.takes_digits = False
        self.offers.hide()
        self.chips.hide()
        self.hint.setText("")

    def _one_household(self) -> bool:
        return len({row.key.rpartition("-")[0] for row in self._offers}) == 1

    def _detail(self, row: CertificateRow) -> PersonDetail:
        return self.context.store.queries.person_detail(row.person_id, self.context.clock())

    def _build(self) -> None:
        self.header_actions.addWidget(self._waiting)
        top = QHBoxLayout()
        top.setSpacing(8)
        group = QButtonGroup(self)
        for mode, key in ((DeskMode.HAND_OUT, "F2"), (DeskMode.COLLECT, "F3")):
            button = QPushButton(f"{VERBS[mode]}  {key}")
            button.setProperty("role", "chip")
            button.setCheckable(True)
            button.setMinimumWidth(112)
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            button.setAccessibleName(f"{VERBS[mode]}の窓口")
            button.clicked.connect(lambda _checked=False, m=mode: self.set_mode(m))
            QShortcut(QKeySequence(key), button).activated.connect(button.click)
            group.addButton(button)
            top.addWidget(button)
            self._modes[mode] = button
        top.addStretch(1)
        top.addWidget(self._backdated)
        top.addWidget(role_label("実施日 (F6)", "sub"))
        top.addWidget(self.day)
        top.addWidget(self.receipt)
        top.addWidget(self.sound)
        self.receipt.setChecked(True)
        self.sound.setChecked(self.context.preferences.sound)
        for box in (self.receipt, self.sound):
            box.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.chips.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.entries.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.offers.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.body.addLayout(top)
        for widget in (self.line, self.banner, self.chips, self.hint, self.offers):
            self.body.addWidget(widget)
        self.body.addWidget(self.entries, 1)

    def _connect(self) -> None:
        self.line.scanned.connect(self.read)
        self.line.confirmed.connect(self.confirm)
        self.line.digit.connect(self.choose)
        self.line.cancelled.connect(self._forget)
        self.sound.toggled.connect(self._keep_sound)
        self.day.date_changed.connect(self._on_day)
        self.day.returnPressed.connect(self.line.setFocus)
        self.offers.clicked.connect(lambda index: self.choose(index.row() + 1))
        QShortcut(QKeySequence("F4"), self).activated.connect(self.receipt.toggle)
        QShortcut(QKeySequence("F6"), self).activated.connect(self._to_day)

    def _keep_sound(self, on: bool) -> None:
        self.context.preferences.sound = on
        self.line.setFocus()

    def _on_day(self, on: date) -> None:
        self._backdated.setText("" if on == self.context.clock() else "◆ 今日とは別の日付で記録します")

    def _to_day(self) -> None:
        self.day.setFocus()
        self.day.selectAll()


def _mode_of(entry: Entry) -> DeskMode:
    return next(mode for mode, reached in REACHED.items() if reached is entry.reached)
