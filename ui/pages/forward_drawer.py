"""The drawer: which collected papers should lie there, and which were found."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from app.domain.certificate import CertificateStatus
from app.domain.elderly_card import ElderlyOutcome
from app.domain.ids import CertificateId, PersonId
from app.domain.wareki import wareki_short
from app.errors import UserError
from app.rows import CertificateRow, ElderlyRow
from app.usecases import papers, shipments
from ui.context import Context
from ui.dialogs.files import PAPERS, FileDialogs
from ui.labels import label
from ui.models.rows_table import Column, RowsTableModel, RowsTableView
from ui.page import primary_button, role_label, secondary_button
from ui.pages.saving import save_table
from ui.theme import Tone
from ui.widgets.scan_line import ScanLine
from ui.widgets.wareki_edit import WarekiEdit

GONE = (CertificateStatus.LOST, CertificateStatus.UNCOLLECTABLE)


@dataclass(frozen=True, slots=True)
class DrawerRow:
    """One paper that should lie in the drawer. certificate is None for a 高齢受給者証."""

    person_id: PersonId
    certificate: CertificateRow | None
    card: ElderlyRow | None
    collected_on: date | None

    @property
    def row_id(self) -> tuple[CertificateId | None, PersonId]:
        return (self.certificate.certificate_id if self.certificate else None, self.person_id)

    @property
    def paper(self) -> CertificateRow | ElderlyRow:
        paper = self.certificate or self.card
        assert paper is not None
        return paper

    @property
    def issue_number(self) -> str:
        return self.certificate.issue_number if self.certificate else ""


class DrawerPanel(QWidget):
    """Expected and found, then one shipment of what was found."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        """Build scan line, list and the shipment's line."""
        super().__init__(parent)
        self._context = context
        self.files = FileDialogs(self, context.preferences)
        self._found: set[tuple[CertificateId | None, PersonId]] = set()
        self._gone: list[CertificateRow] = []
        self._model = RowsTableModel(self._columns(), row_id=lambda row: row.row_id, parent=self)
        self.table = RowsTableView(self._model, name="引き出しの証", preferences=context.preferences)
        self.scan = ScanLine("コードを読むと照合します。表では Space で照合します")
        self.counts = role_label("", "heading")
        self.loss_counts = role_label("", "sub")
        self.on = WarekiEdit(context.clock(), name="発送日")
        self.tracking = QLineEdit()
        self.tracking.setAccessibleName("問い合わせ番号")
        self.tracking.setPlaceholderText("問い合わせ番号(書留など)")
        self.all_found = secondary_button("すべて照合済みにする", self._find_all, key="Ctrl+Shift+A")
        self.cover = secondary_button("返納送付書", self._cover, key="Ctrl+S")
        self.send = primary_button("返送", self._send, key="Ctrl+Return")
        self.setFocusProxy(self.scan)
        self._build()
        self.scan.scanned.connect(self._scanned)
        self.table.on_key("Space", self._toggle)
        self.table.opened.connect(lambda _: self._toggle())
        self.table.current_changed.connect(self._show_loss_counts)

    def read(self) -> int:
        """Read the drawer again; return how many papers should lie there."""
        context, queries = self._context, self._context.store.queries
        office = context.office_id()
        rows = [
            DrawerRow(row.person_id, row, None, row.collected_on)
            for row in queries.certificate_rows((CertificateStatus.COLLECTED,), office_id=office)
        ]
        rows += [
            DrawerRow(card.person_id, None, card, card.on)
            for card in queries.elderly_rows(context.today(), office_id=office)
            if card.outcome is ElderlyOutcome.COLLECTED
        ]
        self._gone = queries.certificate_rows(GONE)
        self._found &= {row.row_id for row in rows}
        self._model.set_rows(rows)
        self.table.select_first()
        self._count()
        return len(rows)

    def _columns(self) -> tuple[Column[DrawerRow], ...]:
        return (
            Column(
                "照合",
                lambda r: "✓ あり" if r.row_id in self._found else "○ 未照合",
                width=96,
                tone=lambda r: Tone.DONE if r.row_id in self._found else Tone.NORMAL,
            ),
            Column("証", lambda r: "資格確認書" if r.certificate else "高齢受給者証", width=120),
            Column(
                "氏名",
                lambda r: r.paper.name,
                lambda r: r.paper.kana,
                260,
                minor=lambda r: r.paper.kana,
                strong=True,
            ),
            Column("発行番号", lambda r: r.issue_number, width=116),
            Column("記号-番号-枝番", lambda r: r.paper.key, width=140),
            Column(
                "回収日",
                lambda r: wareki_short(r.collected_on) if r.collected_on else "",
                lambda r: str(r.collected_on or ""),
                96,
            ),
            Column("事業所・所属", lambda r: f"{r.paper.office} {r.paper.department}".strip(), stretch=True),
        )

    def _build(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(12)
        top.addWidget(self.counts, 1)
        top.addWidget(self.loss_counts)
        foot = QHBoxLayout()
        foot.setSpacing(8)
        foot.addWidget(role_label("発送日", "sub"))
        foot.addWidget(self.on)
        foot.addWidget(self.tracking, 1)
        for button in (self.all_found, self.cover, self.send):
            foot.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(self.scan)
        column.addLayout(top)
        column.addWidget(self.table, 1)
        column.addLayout(foot)

    def _found_rows(self) -> list[DrawerRow]:
        return [row for row in self._model.rows if row.row_id in self._found]

    def _count(self) -> None:
        expected, found = len(self._model.rows), len(self._found_rows())
        self.counts.setText(f"あるはず {expected}  あった {found}  まだ {expected - found}")
        self.send.setText(f"{found}枚を返送" if found else "返送")
        self.send.setEnabled(found > 0)
        self.cover.setEnabled(found > 0)
        self.all_found.setEnabled(found < expected)
        self._show_loss_counts(self.table.current_row())
        self.table.viewport().update()

    def _show_loss_counts(self, row: DrawerRow | None) -> None:
        if row is None:
            self.loss_counts.setText("")
            return
        household = household_key(row.paper.key)
        back, gone = loss_report_counts(household, self._found_rows(), self._gone)
        self.loss_counts.setText(f"{household} の喪失届: 回収枚数(添付) {back}、返不能枚数 {gone}")

    def _scanned(self, code: str) -> None:
        for row in self._model.rows:
            if row.issue_number and row.issue_number.replace("-", "") == code.replace("-", ""):
                self._found.add(row.row_id)
                self.table.select_id(row.row_id)
                self._count()
                self._context.messages.done(f"✓ {row.paper.name} さんの証がありました。")
                return
        try:
            known = self._context.store.queries.certificate_by_issue(code)
        except UserError as error:
            self._context.messages.refuse(str(error))
            return
        self._context.messages.refuse(
            f"{known.name} さんの証は回収済みではありません({label(known.status)})。窓口で回収してください。"
        )

    def _toggle(self) -> None:
        chosen = {row.row_id for row in self.table.selected_rows()}
        self._found = self._found - chosen if chosen <= self._found else self._found | chosen
        self._count()

    def _find_all(self) -> None:
        self._found = {row.row_id for row in self._model.rows}
        self._count()

    def _cover(self) -> None:
        self.on.take()
        on = self.on.value
        if on is None:
            return
        table = cover_list(self._found_rows(), on=on, tracking_number=self.tracking.text().strip())
        save_table(
            self._context, table, self.files.to_save("返納送付書を書き出す", f"返納送付書-{on}", PAPERS)
        )

    def _send(self) -> None:
        self.on.take()
        on, rows = self.on.value, self._found_rows()
        if on is None or not self.on.is_valid or not rows:
            return
        done = self._context.commands.run(
            lambda tx: shipments.forward(
                tx,
                [row.certificate.certificate_id for row in rows if row.certificate],
                elderly_of=[row.person_id for row in rows if row.card],
                on=on,
                today=self._context.clock(),
                tracking_number=self.tracking.text().strip(),
            ),
            label=f"返送 {len(rows)}枚",
        )
        if done is not None:
            self.tracking.clear()


def cover_list(rows: Sequence[DrawerRow], *, on: date, tracking_number: str) -> papers.PaperTable:
    """Return the 返納送付書 of these papers."""
    return papers.forward_cover(
        [row.certificate for row in rows if row.certificate],
        [row.card for row in rows if row.card],
        on=on,
        tracking_number=tracking_number,
    )


def household_key(key: str) -> str:
    """Return 記号-番号 of a 記号-番号-枝番.

    >>> household_key("2001-101-02"), household_key("2001-101")
    ('2001-101', '2001-101')
    """
    return "-".join(key.split("-")[:2])


def loss_report_counts(
    household: str, found: Sequence[DrawerRow], gone: Sequence[CertificateRow]
) -> tuple[int, int]:
    """Return 回収枚数(添付) and 返不能枚数 as the 資格喪失届 of one household asks for them.

    Source: docs/rules.md, "Return of certificates".
    """
    back = sum(1 for row in found if row.certificate and household_key(row.paper.key) == household)
    lost = sum(1 for row in gone if household_key(row.key) == household)
    return back, lost
