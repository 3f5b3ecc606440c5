"""Every column of a list with what stands in it and what it is taken for; and how the file is read."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.importing.table import Reading, one_line
from app.importing.text_files import DELIMITERS, ENCODINGS
from app.usecases.people.list_taking import Looked
from ui.frame.context import Context
from ui.look.fields import list_box, text_field
from ui.look.layout import STRETCH, across, down, fill, held
from ui.look.one_line import OneLineBox
from ui.look.parts import plain_button, primary_button, role_label, secondary_button
from ui.look.theme import Tone
from ui.models.column import Column
from ui.models.column_widths import Keep
from ui.models.rows_model import RowsTableModel
from ui.models.rows_table import RowsTableView
from ui.pages.importing.column_lines import ColumnLine, lines_of, question_of, words_question
from ui.widgets.flow_layout import FlowRow
from ui.widgets.key_line import KeyLine
from ui.widgets.notice import Notice

_NAMES = {",": "コンマ", "\t": "タブ", ";": "セミコロン", "|": "縦棒"}


class ColumnPanel(QWidget):
    """A line for each column; Enter asks what it is.

    Signals:
        asked: arg: the question about a column or its words. unused: arg: that question; nothing is said.
        read_so: arg: how the file is to be read instead.
        looked: everything is as it should be. left: no more of this file.
        saved, loaded: the way of reading goes into a file, or comes out of one.
    """

    asked = Signal(object)
    unused = Signal(object)
    read_so = Signal(object)
    looked = Signal()
    left = Signal()
    saved = Signal()
    loaded = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._looked: Looked | None = None
        self._model = RowsTableModel(_COLUMNS, row_id=lambda line: line.name)
        self.table = RowsTableView(self._model, name="列の対応", preferences=context.preferences)
        self.table.entered.connect(self._ask)
        self.table.opened.connect(self._ask)
        self.table.on_key("F2", lambda: self._ask(self.table.current_row()))
        self.table.on_key("W", self._ask_words)
        self.table.on_key("Delete", self._leave_out)
        self.encoding = list_box("文字コード")
        self.delimiter = list_box("区切り")
        self.sheet = list_box("シート")
        self.heading_row = text_field("見出しの行", width=64)
        self.heading_row.returnPressed.connect(self._read_so)
        for box in (self.encoding, self.delimiter, self.sheet):
            box.activated.connect(self._read_so)
        self._text = held(across("文字コード", self.encoding, "区切り", self.delimiter))
        self._book = held(across("シート", self.sheet))
        lines = held(across("見出しの行", self.heading_row))
        self.why = Notice(Tone.LATE)
        keys = KeyLine("Enter その列を決める   W 言葉の意味   Delete 使わない   Ctrl+Enter 取込の内容を見る")
        self.next = primary_button("取込の内容を見る", self.looked.emit, key="Ctrl+Return")
        files = (
            plain_button("読み方を書き出す", self.saved.emit),
            plain_button("読み方を読み込む", self.loaded.emit),
        )
        told = role_label("列の見出しと中身、その意味です。同じ見出しの一覧は、次から同じに読みます。", "sub")
        leave = secondary_button("やめる", self.left.emit, key="Escape")
        foot = across(*files, STRETCH, leave, self.next)
        down(FlowRow(self._text, self._book, lines), told, fill(self.table), self.why, keys, foot, of=self)
        self.setFocusProxy(self.table)

    def show_list(self, looked: Looked) -> None:
        """Show the columns of a list, and how it was read."""
        self._looked = looked
        table, reading = looked.table, looked.table.reading
        self._model.set_rows(list(lines_of(table, looked.profile)))
        self.why.say(looked.why)
        self.next.setEnabled(looked.plan is not None)
        self._text.setVisible(reading.encoding is not None)
        self._book.setVisible(bool(reading.sheets))
        _fill(self.encoding, [*ENCODINGS.items()], reading.encoding)
        _fill(self.delimiter, [(sign, _NAMES[sign]) for sign in DELIMITERS], reading.delimiter)
        sheets = dict.fromkeys((*reading.sheets, *table.all_sheets))
        _fill(self.sheet, [(name, name) for name in sheets], reading.sheets[0] if reading.sheets else None)
        self.heading_row.setText(str(reading.heading_row or ""))

    def _ask(self, line: ColumnLine | None) -> None:
        if line is not None:
            self.asked.emit(question_of(line, self._model.rows))

    def _ask_words(self) -> None:
        line, looked = self.table.current_row(), self._looked
        if line is not None and looked is not None:
            question = words_question(line, looked.table, looked.profile)
            if question is not None:
                self.asked.emit(question)

    def _leave_out(self) -> None:
        line = self.table.current_row()
        if line is not None:
            self.unused.emit(question_of(line, ()))

    def _read_so(self) -> None:
        assert self._looked is not None
        before, row = self._looked.table.reading, self.heading_row.text().strip()
        reading = Reading(
            self.encoding.currentData() if before.encoding else None,
            self.delimiter.currentData() if before.encoding else None,
            (str(self.sheet.currentData()),) if before.sheets else (),
            int(row) if row.isdecimal() and int(row) > 0 else None,
        )
        if reading != before:
            self.read_so.emit(_changed(before, reading, self._looked.profile.reading))


def _changed(before: Reading, after: Reading, chosen: Reading) -> Reading:
    """Return what was chosen, now or earlier; the rest is found anew in the next list of the same sender."""
    found = {
        name: new if (new := getattr(after, name)) != getattr(before, name) else getattr(chosen, name)
        for name in Reading.__slots__
    }
    return Reading(**found)


def _fill(box: OneLineBox, items: Sequence[tuple[str, str]], chosen: str | None) -> None:
    box.clear()
    offered = dict(items)
    if chosen is not None:
        offered.setdefault(chosen, chosen)
    for value, word in offered.items():
        box.addItem(word, value)
    box.setCurrentIndex(max(0, box.findData(chosen)))


def _contents(line: ColumnLine) -> str:
    if line.constant is not None:
        return "全員同じなら、Enter で決められます"
    return "  /  ".join(line.samples) or "(空)"


_COLUMNS: tuple[Column[ColumnLine], ...] = (
    Column("列の見出し", lambda r: one_line(r.name), width=240, strong=True, keep=Keep.WHO),
    Column(
        "意味",
        lambda r: r.meaning or ("使わない" if r.constant is None else "決めていない"),
        width=200,
        keep=Keep.WHO,
        tone=lambda r: Tone.INFO if r.meaning else Tone.NORMAL,
    ),
    Column("実際の中身", _contents, stretch=True),
)
