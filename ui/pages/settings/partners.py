"""本社・事業所: with whom 連携ファイル are exchanged, and the one that goes out."""

from PySide6.QtWidgets import QWidget

from app import output
from app.changes import Changes
from app.parcels.file import ENDING
from app.usecases.parcels.overview import PartnerRow, partner_rows
from app.usecases.parcels.writing import HEAD, Packed, write_parcel
from ui.dialogs.files import PARCELS, FileDialogs
from ui.frame.context import Context
from ui.look.layout import fill
from ui.look.parts import primary_button
from ui.look.theme import Tone
from ui.models.column import Column
from ui.models.column_widths import Keep
from ui.models.columns import day_column
from ui.models.rows_model import RowsTableModel
from ui.models.rows_table import RowsTableView
from ui.pages.saving import ask_place
from ui.pages.settings.form import field, subject
from ui.widgets.flow_layout import FlowRow
from ui.widgets.notice import Notice


class PartnersPanel(QWidget):
    """The list of partners, and the button that writes the next file for the chosen one."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self.files = FileDialogs(self, context.preferences)
        self._model = RowsTableModel(_COLUMNS, row_id=lambda row: row.partner.id)
        self.table = RowsTableView(self._model, name="連携の相手", preferences=context.preferences)
        self.table.empty_text = "まだやりとりした相手はありません。"
        self.table.current_changed.connect(self._show)
        self.secret = field("本社と決めた合言葉(12文字以上)", width=320, is_secret=True)
        self.secret.setPlaceholderText(self.secret.accessibleName())
        self.write = primary_button("", self._write, key="settings.main")
        self.told = Notice(Tone.DONE).withdrawn(context.events, self.secret)
        self.setFocusProxy(self.table)
        subject(
            self,
            "本社・事業所",
            "ネットワークなしで、記録を暗号化した連携ファイルで届け合います。事業所は本社へ、本社は各事業所へ書き出し、"
            "USBメモリーなどで渡してください。届いたファイルは「取込」の画面に置くと取り込めます。"
            "はじめは事業所から、本社と決めた合言葉を入れて書き出します。",
            fill(self.table),
            FlowRow(self.secret, self.write),
            self.told,
        )

    def read(self) -> None:
        """Show the last file each way."""
        rows = partner_rows(self._context.store.queries)
        self._model.set_rows(rows)
        self.table.select_first()
        self._show(self.table.current_row())

    def _show(self, row: PartnerRow | None) -> None:
        to = HEAD if row is None else row.partner.name
        self.write.setText(f"{to}への連携ファイルを書き出す")
        self.secret.setVisible(row is None)

    def _write(self) -> None:
        row, today = self.table.current_row(), self._context.today()
        name = HEAD if row is None else row.partner.name
        to = "" if row is None or row.partner.is_head else name
        secret = self.secret.text()
        title = f"{name}への連携ファイル"
        place = ask_place(self._context, self.files, title, f"{title}-{today:%Y%m%d}{ENDING}", PARCELS)
        if place is None:
            return
        self._context.events.moved_on.emit(None)
        store = self._context.store

        def work(place: output.Place) -> Packed:
            with store.beside() as beside:
                return write_parcel(beside, place, to=to, secret=secret, today=today)

        self._context.tasks.start(
            lambda _: work(place), done=lambda done: self._done(f"✓ {done.sentence}{place.path}")
        )

    def _done(self, sentence: str) -> None:
        self.secret.clear()
        self._context.events.changed.emit(Changes.SETTINGS)
        self.read()
        self.told.say(sentence)


def _number(sequence: int) -> str:
    return f"第{sequence}便" if sequence else "まだ"


_COLUMNS: tuple[Column[PartnerRow], ...] = (
    Column("相手", lambda row: row.partner.name, stretch=True, strong=True, keep=Keep.WHO, least=120),
    Column("届いた便", lambda row: _number(row.received), width=88, keep=Keep.STATE),
    day_column("取り込んだ日", lambda row: row.received_on, 104, keep=Keep.STATE),
    Column("送った便", lambda row: _number(row.sent), width=88, keep=Keep.STATE),
    day_column("送った日", lambda row: row.sent_on, 96, keep=Keep.STATE),
    Column("抜けた便", lambda row: "・".join(map(_number, row.missing)), width=88),
    Column("食い違い", lambda row: f"{row.conflicts}件" if row.conflicts else "", width=80, right=True),
)
