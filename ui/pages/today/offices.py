"""事業所を並べて見る: how every office stands, for a head office, in the place of the list."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.usecases.papers.every_list import ListKind
from app.usecases.parcels.overview import OfficeLine, offices_side_by_side
from ui.frame.context import Context
from ui.look.layout import STRETCH, across, down, fill
from ui.look.parts import plain_button, role_label
from ui.look.theme import Tone
from ui.models.column import Column
from ui.models.column_widths import Keep
from ui.models.columns import day_column, natural, number_column, state_column
from ui.models.rows_model import RowsTableModel
from ui.models.rows_table import RowsTableView
from ui.widgets.sentence import Sentence

_SAID = (
    "事業所を選んで Enter を押すと、その事業所だけの一覧になります。"
    "上の欄の「すべての事業所」で元に戻ります。"
)


def _overdue(row: OfficeLine) -> tuple[str, Tone]:
    count = row.standing.overdue
    return (f"▲ {count:,}", Tone.LATE) if count else ("", Tone.NORMAL)


def _handed_out(row: OfficeLine) -> str:
    one = row.standing
    if not one.entitled:
        return "対象の方なし"
    done = min(one.handed_out, one.entitled)
    return f"{done:,}/{one.entitled:,}枚 {done / one.entitled:.0%}"


def _sessions(row: OfficeLine) -> tuple[str, Tone]:
    one = row.standing
    return (f"◇ {one.sessions:,}回 {one.unaccounted:,}枚", Tone.SOON) if one.sessions else ("", Tone.NORMAL)


def _missing(row: OfficeLine) -> tuple[str, Tone]:
    if row.missing:
        return "◇ 第" + "・".join(map(str, row.missing)) + "便", Tone.SOON
    return "", Tone.NORMAL


COLUMNS: tuple[Column[OfficeLine], ...] = (
    Column(
        "事業所",
        lambda r: r.standing.office,
        lambda r: natural(r.standing.code),
        stretch=True,
        strong=True,
        minor=lambda r: r.standing.code,
        keep=Keep.WHO,
        least=140,
    ),
    number_column("今日中", lambda r: r.standing.today, 80, unit="件", strong=True, keep=Keep.STATE),
    state_column("超過", _overdue, 84, sort_key=lambda r: r.standing.overdue),
    number_column("今週", lambda r: r.standing.week, 72, unit="件"),
    number_column("待ち", lambda r: r.standing.waiting, 80, unit="件"),
    Column(
        "配付",
        _handed_out,
        lambda r: r.standing.handed_out / r.standing.entitled if r.standing.entitled else 1.0,
        150,
        right=True,
        keep=Keep.STATE,
    ),
    state_column("印刷の確認待ち", _sessions, 128, sort_key=lambda r: r.standing.unaccounted),
    day_column("連携を取り込んだ日", lambda r: r.received_on, 140),
    state_column("届いていない便", _missing, 120, sort_key=lambda r: len(r.missing)),
)


class OfficesView(QWidget):
    """Reads when told; the whole office, whichever part of the list is looked at.

    Signals:
        chosen: One office is to be looked at. arg: its OfficeId.
        left: The user wants the list back.
    """

    chosen = Signal(object)
    left = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._title = role_label("", "heading")
        self.model = RowsTableModel(COLUMNS, row_id=lambda r: r.standing.office_id)
        self.table = RowsTableView(self.model, name="事業所の状況", preferences=context.preferences)
        self.table.empty_text = "事業所がまだありません。設定の「事業所」で足してください。"
        tip = "全事業所の数字と合計で、健保への回答を作ります。"
        answer = plain_button("状況回答へ", lambda: context.go("reports", ListKind.STATUS), tip=tip)
        back = plain_button("一覧に戻る  Z", self.left.emit)
        down(
            across(self._title, STRETCH, answer, back),
            Sentence("minor", _SAID),
            fill(self.table),
            of=self,
        )
        for chosen in (self.table.entered, self.table.opened):
            chosen.connect(lambda row: self.chosen.emit(row.standing.office_id))
        for name in ("offices.offices", "offices.leave"):
            self.table.on_key(name, self.left.emit)
        self.setFocusProxy(self.table)

    def read(self) -> None:
        """Read how they stand on the day looked at."""
        context = self._context
        rows = offices_side_by_side(context.store.queries, context.today())
        every = [row.standing for row in rows]
        late = sum(one.overdue for one in every)
        due = f"今日中 {sum(one.today for one in every):,}件" + (f"(超過 {late:,}件)" if late else "")
        done = sum(min(one.handed_out, one.entitled) for one in every)
        whole = f"{done:,}/{sum(one.entitled for one in every):,}枚"
        self._title.setText(f"{len(rows):,}事業所  {due}・配付 {whole}")
        self.model.set_rows(rows)
        self.table.select_first()
