"""発送の記録: the envelopes sent to the society, did they arrive, and what became of each paper."""

from collections.abc import Callable
from datetime import date
from functools import partial

from PySide6.QtWidgets import QWidget

from app.domain.ids import ShipmentId
from app.domain.shipment import Fate
from app.domain.wareki import wareki_short
from app.errors import UserError
from app.rows import SentRow, ShipmentRow
from app.usecases.counter import sent_papers, shipments
from app.usecases.forms import every_form
from app.usecases.forms.every_form import FormKind
from app.usecases.papers import lists
from app.words import label
from ui.dialogs.files import FileDialogs
from ui.frame.context import Context
from ui.look.fields import text_field
from ui.look.layout import across, down, fill
from ui.look.parts import primary_button, role_label, secondary_button
from ui.look.theme import FAR, Tone
from ui.models.column import Column
from ui.models.columns import day_column, key_column, name_column, number_column, place_column, state_column
from ui.models.rows_model import RowsTableModel
from ui.models.rows_table import RowsTableView
from ui.pages.list_filter import ListFilter
from ui.pages.saving import save_table
from ui.widgets.choice_popup import offer
from ui.widgets.wareki_edit import WarekiEdit

_FATE_TONES = {Fate.NOT_ARRIVED: Tone.SOON, Fate.LOST: Tone.LATE}


def _columns(
    clock: Callable[[], date], is_late: Callable[[ShipmentRow], bool]
) -> tuple[Column[ShipmentRow], ...]:
    return (
        Column(
            "健保の受領",
            lambda r: _arrival(r, clock(), is_late=is_late(r))[0],
            lambda r: str(r.confirmed_on or ""),
            150,
            tone=lambda r: _arrival(r, clock(), is_late=is_late(r))[1],
        ),
        day_column("発送日", lambda r: r.on, 100, strong=True),
        number_column("資格確認書", lambda r: r.certificates, 92, unit="枚"),
        number_column("高齢受給者証", lambda r: r.elderly_cards, 104, unit="枚"),
        Column("問い合わせ番号", lambda r: r.tracking_number, stretch=True),
    )


def _arrival(row: ShipmentRow, today: date, *, is_late: bool) -> tuple[str, Tone]:
    """Did it arrive: whole, in part, not told yet, or too long not told."""
    if row.not_arrived:
        return f"◆ {row.not_arrived}枚が未着", Tone.SOON
    if row.confirmed_on is not None:
        return f"✓ {wareki_short(row.confirmed_on)}", Tone.DONE
    if is_late:
        return f"▲ 未確認 {(today - row.on).days}日", Tone.LATE
    return "○ 未確認", Tone.SOON


def _fate_of(row: SentRow) -> tuple[str, Tone]:
    if row.fate is None:
        return "", Tone.MUTED
    day = f" {wareki_short(row.fate_on)}" if row.fate_on is not None else ""
    return f"{label(row.fate, 'mark')}{day}", _FATE_TONES.get(row.fate, Tone.NORMAL)


CONTENTS: tuple[Column[SentRow], ...] = (
    Column("証", lambda r: label(r.paper), width=116),
    name_column(250),
    Column("発行番号", lists.number_of, width=122),
    state_column("そのあと", _fate_of, 186),
    key_column(136),
    place_column(),
)


class ShipmentsPanel(QWidget):
    """Every shipment above, its contents below, and what is noted about it."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self.files = FileDialogs(self, context.preferences)
        self._shown: ShipmentRow | None = None
        self._late: set[ShipmentId] = set()
        columns = _columns(context.clock, lambda row: row.shipment_id in self._late)
        self._model = RowsTableModel(columns, row_id=lambda row: row.shipment_id)
        self.table = RowsTableView(self._model, name="発送の記録", preferences=context.preferences)
        self.table.empty_text = "発送の記録はまだありません。「発送の準備」で返送すると残ります。"
        self._contents = RowsTableModel(CONTENTS, row_id=lambda row: row.sent_paper_id)
        self.contents = RowsTableView(self._contents, name="封筒の中身", preferences=context.preferences)
        self._rows: list[ShipmentRow] = []
        self.part = ListFilter(context.preferences, "forward/shipments")
        self.part.serve(self.table)
        self.part.changed.connect(self._filter)
        self.part.refused.connect(context.messages.refuse)
        self.title = role_label("", "strong")
        self.tracking = text_field(shipments.TRACKING, hint="問い合わせ番号(書留など)")
        self.note = secondary_button("番号を記録", self._note)
        self.became = secondary_button("証がどうなったか  D", self._offer_fates)
        self.withdraw = secondary_button("受領を取り消す", self._withdraw)
        self.cover = secondary_button("返納送付書", self._cover, key="forward.save")
        self.on = WarekiEdit(context.clock(), name="受領を確かめた日")
        self.confirm = primary_button("健保の受領を記録", self._confirm, key="forward.main")
        self.setFocusProxy(self.table)
        self._build()
        self.table.current_changed.connect(self._show)
        for looked_at in (self.table.opened, self.table.entered):
            looked_at.connect(lambda _: self.contents.setFocus())
        for table in (self.table, self.contents):
            table.on_key("forward.fate", self._offer_fates)
        self.contents.picked.connect(self._enable)
        self.contents.opened.connect(lambda paper: context.go("roster", paper.person_id))
        self.tracking.textChanged.connect(lambda _: self._enable())
        self.tracking.returnPressed.connect(self._note)

    def read(self) -> int:
        """Read the shipments; return about how many something is open."""
        queries = self._context.store.queries
        rows = queries.shipment_rows()
        self._late = shipments.overdue(queries, rows, self._context.clock())
        self._rows = list(rows)
        self._filter()
        return sum(row.confirmed_on is None or row.not_arrived > 0 for row in rows)

    def _filter(self) -> None:
        self._model.set_rows(self.part.of(self._rows, self._model.columns))
        self.table.select_first()
        self._show(self.table.current_row())

    def show_latest(self) -> None:
        """Choose the shipment made last."""
        rows = self._model.rows
        if rows:
            self.table.select_id(max(row.shipment_id for row in rows))

    def show_shipment(self, shipment_id: ShipmentId) -> None:
        """Choose one, as another page asked for."""
        self.table.select_id(shipment_id)

    @property
    def is_empty(self) -> bool:
        """Whether nothing was ever sent."""
        return not self._model.rows

    def _build(self) -> None:
        head = across(fill(self.title), self.became, self.withdraw, self.cover)
        foot = across(fill(self.tracking), self.note, FAR, "受領を確かめた日", self.on, self.confirm)
        down(self.part, fill(self.table, 2), head, fill(self.contents, 3), foot, of=self)

    def _papers(self, row: ShipmentRow) -> list[SentRow]:
        return self._context.store.queries.sent_rows(row.shipment_id)

    def _show(self, row: ShipmentRow | None) -> None:
        is_other = row is None or self._shown is None or row.shipment_id != self._shown.shipment_id
        is_noted = (
            row is not None and self._shown is not None and row.tracking_number != self._shown.tracking_number
        )
        self._shown = row
        if is_other or is_noted:
            self.tracking.setText(row.tracking_number if row is not None else "")
        papers = [] if row is None else self._papers(row)
        self._contents.set_rows(papers)
        offices = len({paper.office for paper in papers})
        more = f"、{offices}事業所" if offices > 1 else ""
        self.title.setText(
            "" if row is None else f"{wareki_short(row.on)} に発送した封筒の中身   {len(papers)}枚{more}"
        )
        self._enable()

    def _enable(self) -> None:
        row = self._shown
        for widget in (self.tracking, self.cover, self.on, self.confirm):
            widget.setEnabled(row is not None)
        self.withdraw.setVisible(row is not None and row.confirmed_on is not None)
        chosen = len(self.contents.selected_rows())
        self.became.setEnabled(chosen > 0)
        self.became.setText(f"{chosen}枚がどうなったか  D" if chosen > 1 else "証がどうなったか  D")
        self.note.setEnabled(row is not None and self.tracking.text().strip() != row.tracking_number)

    def _note(self) -> None:
        row, number = self._shown, self.tracking.text()
        if row is not None and self.note.isEnabled():
            self._context.commands.run(lambda tx: shipments.note_tracking(tx, row.shipment_id, number))

    def _cover(self) -> None:
        """The form as PDF; its lines alone for a spreadsheet."""
        row = self._shown
        if row is None:
            return
        table = lists.forward_cover(self._papers(row), on=row.on, tracking_number=row.tracking_number)
        queries, today = self._context.store.queries, self._context.clock()

        def pages() -> bytes:
            sent = every_form.subjects(queries, FormKind.FORWARD_COVER, on=today)
            chosen = [one for one in sent if one.reference == row.shipment_id]
            return every_form.pages(every_form.make(queries, FormKind.FORWARD_COVER, chosen, on=today))

        save_table(self._context, self.files, table, pages)

    def _confirm(self) -> None:
        row, on = self._shown, self.on.read()
        if row is None or on is None:
            return
        self._context.commands.run(
            lambda tx: shipments.confirm_arrival(tx, row.shipment_id, on=on, today=self._context.clock())
        )

    def _withdraw(self) -> None:
        row = self._shown
        if row is not None:
            self._context.commands.run(lambda tx: shipments.withdraw_arrival(tx, row.shipment_id))

    def _offer_fates(self) -> None:
        """Ask what became of the chosen papers; arrived after all only where something else was said."""
        papers = self.contents.selected_rows()
        if not papers:
            return
        choices = [(label(fate), partial(self._record_fate, fate)) for fate in Fate]
        if all(paper.fate is not None for paper in papers):
            choices.append(("健保に届いていた", partial(self._record_fate, None)))
        offer(f"{len(papers)}枚がどうなったか({wareki_short(self._day())} の記録)", choices, self.contents)

    def _record_fate(self, fate: Fate | None) -> None:
        row, on, papers = self._shown, self.on.read(), self.contents.selected_rows()
        if row is None or on is None or not papers:
            return
        sent, today = [paper.sent_paper_id for paper in papers], self._context.clock()
        self._context.commands.run(
            lambda tx: sent_papers.record_fate(tx, row.shipment_id, sent, fate, on=on, today=today)
        )

    def _day(self) -> date:
        """The day that will be recorded, as the field says; today while it cannot be read."""
        try:
            return self.on.reading() or self._context.clock()
        except UserError:
            return self._context.clock()
