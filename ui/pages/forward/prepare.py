"""発送の準備: choose what goes into the envelope, draw its cover, record that it left."""

from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from app.domain.certificate import CertificateStatus
from app.domain.drawer import DrawerPaper, Place
from app.domain.elderly_card import ElderlyOutcome
from app.late import dataclass
from app.rows import CertificateRow, ElderlyRow
from app.usecases.counter import drawer, shipments
from app.usecases.papers import lists
from app.words import label
from ui.dialogs.files import FileDialogs
from ui.frame.context import Context
from ui.look.bound import bind
from ui.look.fields import text_field
from ui.look.layout import across, down, fill
from ui.look.parts import plain_button, primary_button, role_label, secondary_button
from ui.look.theme import APART, Tone
from ui.models.column import Column
from ui.models.column_widths import Keep
from ui.models.columns import day_column, key_column, name_column, place_column, state_column
from ui.models.rows_model import RowsTableModel
from ui.models.rows_table import RowsTableView
from ui.pages.saving import save_table
from ui.widgets.wareki_edit import WarekiEdit

_GOES, _STAYS = ("✓ 入れる", Tone.DONE), ("− 残す", Tone.MUTED)
_FOUND, _UNSEEN = ("✓ あった", Tone.DONE), ("○ 未照合", Tone.SOON)


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

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self.files = FileDialogs(self, context.preferences)
        self._found: set[Place] = set()
        self._chosen: set[Place] = set()
        self._known: set[Place] = set()
        self._model = RowsTableModel(self._columns(), row_id=lambda row: row.place)
        self.table = RowsTableView(self._model, name="返送する証", preferences=context.preferences)
        self.table.empty_text = "返送を待つ証はありません。窓口で回収した証がここに並びます。"
        self.counts = role_label("", "heading")
        self.on = WarekiEdit(context.clock(), name="発送日")
        hint = "問い合わせ番号(書留など。あとからでも入れられます)"
        self.tracking = text_field(shipments.TRACKING, hint=hint)
        self.all = secondary_button("すべて選ぶ", self._choose_all, key="forward.choose_all")
        self.cover = plain_button("下書きの一覧を書き出す", self._cover, key="forward.save")
        self.send = primary_button("返送", self._send, key="forward.main")
        self.setFocusProxy(self.table)
        self._build()
        self.table.on_key("forward.tick", self._toggle)
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
        cards = queries.elderly_rows(context.clock(), office_id=office)
        # An envelope takes one card of a person: the oldest, which stands last.
        here_of = {card.person_id: card for card in cards if card.outcome is ElderlyOutcome.COLLECTED}
        rows += [BackRow(card, card.on) for card in here_of.values()]
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
            state_column(
                "返送", lambda r: _GOES if r.place in self._chosen else _STAYS, 92, keep=Keep.DETAIL
            ),
            state_column("照合", lambda r: _FOUND if r.place in self._found else _UNSEEN, 92),
            Column("証", lambda r: label(r.paper), width=116),
            name_column(240, lambda r: r.row),
            Column("発行番号", lambda r: r.issue_number, width=122, keep=Keep.STATE),
            key_column(136, lambda r: r.row),
            day_column("回収日", lambda r: r.collected_on),
            place_column(of=lambda r: r.row),
        )

    def _build(self) -> None:
        foot = across("発送日", self.on, fill(self.tracking), self.cover, self.send)
        keys = "Space か Enter で1枚ずつ、入れる・残すを切り替えます。Ctrl+Shift+A ですべて入れます。"
        hint = role_label(keys, "minor")
        hint.setAlignment(Qt.AlignmentFlag.AlignLeft)
        down(across(fill(self.counts), self.all), fill(self.table), hint, foot, gap=APART, of=self)
        bind(self, "forward.on_day", self._to_day)

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
        rows = [row.row for row in self.chosen_rows()]
        table = lists.forward_cover(rows, on=on, tracking_number=self.tracking.text().strip())
        save_table(self._context, self.files, table)

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
