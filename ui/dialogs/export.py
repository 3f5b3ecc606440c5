"""How a list is written: as what, with or without the numbers of the insured, with a password."""

from PySide6.QtWidgets import QWidget

from app.late import dataclass
from app.printing.holds import Holds
from app.printing.values import PaperTable
from app.usecases.papers.table_file import Encoding, Wanted
from ui.dialogs.form import FormDialog
from ui.look.fields import list_box, text_field, tick_box
from ui.widgets.sentence import Sentence

_HINT = (
    "パスワードは半角の英数字と記号で8文字以上。CSVはZIPに入り、7-Zipなどで開けます。"
    "パスワードは、ファイルとは別の方法で伝えてください。"
)


@dataclass(frozen=True, slots=True)
class FileForm:
    """One form of file. name: as it is remembered. ending: without and with a password."""

    name: str
    word: str
    ending: str
    locked_ending: str
    encoding: Encoding = Encoding.UTF8


FORMS = (
    FileForm("pdf", "PDF", ".pdf", ".pdf"),
    FileForm("xlsx", "Excel", ".xlsx", ".xlsx"),
    FileForm("csv", "CSV (UTF-8)", ".csv", ".zip"),
    FileForm("cp932", "CSV (Shift_JIS、古いソフト用)", ".csv", ".zip", Encoding.CP932),
)


class ExportDialog(FormDialog):
    """Asks before the system's dialog asks where; wanted and form say what was chosen."""

    def __init__(
        self, table: PaperTable, last: str, *, in_full: bool = False, parent: QWidget | None = None
    ) -> None:
        """last: the name of the form that was chosen last. in_full: begin with the numbers asked for."""
        super().__init__(f"{table.title}を書き出す", "場所を選ぶ", parent)
        self._form = list_box("形式", ((form.word, form.name) for form in FORMS), last)
        self._in_full = tick_box("記号・番号を伏せずに載せる", is_on=in_full)
        self._password = text_field("パスワード", hint="なし")
        self.add("形式(&F)", self._form)
        if any(column.holds not in (Holds.NOTHING, Holds.NAME) for column in table.columns):
            self.add("番号(&N)", self._in_full)
        self.add("パスワード(&P)", self._password)
        self.judge(self._password, lambda: self.wanted)
        self.below.addWidget(Sentence("minor", _HINT))
        self.save.setFocus()

    @property
    def form_chosen(self) -> FileForm:
        """As what it is written."""
        return next(form for form in FORMS if form.name == self._form.currentData())

    @property
    def wanted(self) -> Wanted:
        """How it is written; BadValue where the password cannot be one."""
        return Wanted(self._in_full.isChecked(), self.form_chosen.encoding, self._password.text())
