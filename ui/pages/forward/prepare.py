"""発送の準備: choose what goes into the envelope, draw its cover, record that it left."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from app.domain.certificate import CertificateStatus
from app.domain.drawer import DrawerPaper
from app.domain.elderly_card import ElderlyOutcome
from app.domain.wareki import wareki_short
from app.rows import CertificateRow, ElderlyRow
from app.usecases.counter import drawer, shipments
from app.usecases.counter.drawer import Place
from app.usecases.papers import lists
from ui.dialogs.files import PAPERS, FileDialogs
from ui.frame.context import Context
from ui.look.parts import plain_button, primary_button, role_label, secondary_button
from ui.look.theme import Tone
from ui.models.column_widths import Keep
from ui.models.rows_table import Column, RowsTableModel, RowsTableView
from ui.pages.saving import ask_place, save_table
from ui.widgets.wareki_edit import WarekiEdit
from ui.words.labels import label


@dataclass(frozen=True, slots=True)
class BackRow:
    """One paper that was collected and may go to the society."""

    row: CertificateRow | ElderlyRow
    collected_on: date | None

    @property
    def paper(self) -> DrawerPaper:
        is_sheet = isinstance(self.row, CertificateRow)
        return DrawerPaper.CERTIFICATE if is_sheet else DrawerPaper.ELDERLY_CARD

    @property
    def place(self) -> Place:
        if isinstance(self.row, CertificateRow):
            return (self.paper, self.row.certificate_id)
        return (self.paper, self.row.person_id)

    @property
    def issue_number(self) -> str:
        return self.row.issue_number if isinstance(self.row, CertificateRow) else ""


class PreparePanel(QWidget):
    """What was collected, with a mark on what goes along: at first what the count found.

    Signals:
        sent: A shipment was recorded.
    """

    sent = Signal()

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        """Build the list and the shipment's line."""
        super().__init__(parent)
        self._context = context
        self.files = FileDialogs(self, context.preferences)
        self._found: set[Place] = set()
        self._chosen: set[Place] = set()
        self._known: set[Place] = set()
        self._model = RowsTableModel(self._columns(), row_id=lambda row: row.place, parent=self)
        self.table = RowsTableView(self._model, name="返送する証", preferences=context.preferences)
        self.table.empty_text = "返送を待つ証はありません。窓口で回収した証がここに並びます。"
        self.counts = role_label("", "heading")
        self.on = WarekiEdit(context.clock(), name="発送日")
        self.tracking = QLineEdit()
        self.tracking.setAccessibleName(shipments.TRACKING)
        self.tracking.setPlaceholderText("問い合わせ番号(書留など。あとからでも入れられます)")
        self.all = secondary_button("すべて選ぶ", self._choose_all, key="Ctrl+Shift+A")
        self.cover = plain_button("下書きの一覧を書き出す", self._cover, key="Ctrl+S")
        self.send = primary_button("返送", self._send, key="Ctrl+Return")
        self.setFocusProxy(self.table)
        self._build()
        self.table.on_key("Space", self._toggle)
        self.table.entered.connect(lambda _: self._toggle())
        self.table.opened.connect(lambda row: context.go("roster", row.row.person_id))

    def read(self) -> int:
        """Read what was collected; return how many papers wait to be sent."""
        context, queries = self._context, self._context.store.queries
        office = context.office_id()
        rows = [
            BackRow(row, row.collected_on)
            for row in queries.certificate_rows((CertificateStatus.COLLECTED,), office_id=office)
        ]
        rows += [
            BackRow(card, card.on)
            for card in queries.elderly_rows(context.clock(), office_id=office)
            if card.outcome is ElderlyOutcome.COLLECTED
        ]
        here = {row.place for row in rows}
        self._found = drawer.counted(queries) & here
        # What the count found is chosen once; whoever takes it out again is not overruled.
        self._chosen = (self._chosen & here) | (self._found - self._known)
        self._known = (self._known | self._found) & here
        self._model.set_rows(rows)
        self.table.select_first()
        self._count()
        return len(rows)

    def _columns(self) -> tuple[Column[BackRow], ...]:
        return (
            Column(
                "返送",
                lambda r: "✓ 入れる" if r.place in self._chosen else "− 残す",
                width=92,
                tone=lambda r: Tone.DONE if r.place in self._chosen else Tone.MUTED,
            ),
            Column(
                "照合",
                lambda r: "✓ あった" if r.place in self._found else "○ 未照合",
                width=92,
                tone=lambda r: Tone.DONE if r.place in self._found else Tone.SOON,
                keep=Keep.STATE,
            ),
            Column("証", lambda r: label(r.paper), width=116),
            Column(
                "氏名",
                lambda r: r.row.name,
                lambda r: r.row.kana,
                240,
                minor=lambda r: r.row.kana,
                strong=True,
                keep=Keep.WHO,
            ),
            Column("発行番号", lambda r: r.issue_number, width=122, keep=Keep.STATE),
            Column("記号-番号-枝番", lambda r: r.row.key, width=136, keep=Keep.WHO),
            Column(
                "回収日",
                lambda r: wareki_short(r.collected_on) if r.collected_on else "",
                lambda r: str(r.collected_on or ""),
                96,
            ),
            Column("事業所・所属", lambda r: f"{r.row.office} {r.row.department}".strip(), stretch=True),
        )

    def _build(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(self.counts, 1)
        top.addWidget(self.all)
        foot = QHBoxLayout()
        foot.setSpacing(8)
        foot.addWidget(role_label("発送日", "sub"))
        foot.addWidget(self.on)
        foot.addWidget(self.tracking, 1)
        for button in (self.cover, self.send):
            foot.addWidget(button)
        keys = "Space か Enter で1枚ずつ、入れる・残すを切り替えます。Ctrl+Shift+A ですべて入れます。"
        hint = role_label(keys, "minor")
        hint.setAlignment(Qt.AlignmentFlag.AlignLeft)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addLayout(top)
        column.addWidget(self.table, 1)
        column.addWidget(hint)
        column.addLayout(foot)
        QShortcut(QKeySequence("F6"), self).activated.connect(self._to_day)

    def chosen_rows(self) -> list[BackRow]:
        """What goes into the envelope, in the order shown."""
        return [row for row in self._model.rows if row.place in self._chosen]

    def _count(self) -> None:
        chosen, total = self.chosen_rows(), len(self._model.rows)
        sheets = sum(row.paper is DrawerPaper.CERTIFICATE for row in chosen)
        unseen = sum(row.place not in self._found for row in chosen)
        told = f"{total}枚のうち{len(chosen)}枚を返送"
        told += f"   資格確認書 {sheets}   高齢受給者証 {len(chosen) - sheets}"
        self.counts.setText(f"{told}   ◆ 未照合 {unseen}" if unseen else told if total else "")
        self.send.setText(f"{len(chosen)}枚を返送" if chosen else "返送")
        self.send.setEnabled(bool(chosen))
        self.cover.setEnabled(bool(chosen))
        self.all.setEnabled(len(chosen) < total)
        self.table.viewport().update()

    def _toggle(self) -> None:
        places = {row.place for row in self.table.selected_rows()}
        self._chosen = self._chosen - places if places <= self._chosen else self._chosen | places
        self._count()

    def _choose_all(self) -> None:
        self._chosen = {row.place for row in self._model.rows}
        self._count()

    def _to_day(self) -> None:
        self.on.setFocus()
        self.on.selectAll()

    def _cover(self) -> None:
        on = self.on.read()
        if on is None:
            return
        table = cover_list(
            [row.row for row in self.chosen_rows()], on=on, tracking_number=self.tracking.text().strip()
        )
        place = ask_place(self._context, self.files, "返送する証の一覧", f"返送する証-{on}", PAPERS)
        save_table(self._context, table, place)

    def _send(self) -> None:
        on, rows = self.on.read(), [row.row for row in self.chosen_rows()]
        if on is None or not rows:
            return
        done = self._context.commands.run(
            lambda tx: shipments.forward(
                tx,
                [row.certificate_id for row in rows if isinstance(row, CertificateRow)],
                elderly_of=[row.person_id for row in rows if isinstance(row, ElderlyRow)],
                on=on,
                today=self._context.clock(),
                tracking_number=self.tracking.text(),
            )
        )
        if done is not None:
            self.tracking.clear()
            self.sent.emit()


def cover_list(
    rows: Sequence[CertificateRow | ElderlyRow], *, on: date, tracking_number: str
) -> lists.PaperTable:
    """Return the 返納送付書 of these papers."""
    return lists.forward_cover(
        [row for row in rows if isinstance(row, CertificateRow)],
        [row for row in rows if isinstance(row, ElderlyRow)],
        on=on,
        tracking_number=tracking_number,
    )
