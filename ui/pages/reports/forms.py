"""The forms of 帳票: choose for whom, see the very page, print it or write it to a file."""

from collections.abc import Callable, Sequence
from datetime import date

from PySide6.QtCore import QItemSelectionModel, Signal
from PySide6.QtWidgets import QWidget

from app.errors import UserError
from app.printing.form.values import Form
from app.usecases.forms import every_form
from app.usecases.forms.every_form import FORMS, FormKind
from app.usecases.forms.records import FormSubject
from app.words import label, said
from ui.dialogs.files import PDF, FileDialogs
from ui.frame.context import Context
from ui.frame.messages import attempted
from ui.look.bound import BoundAction
from ui.look.fields import list_box
from ui.look.layout import STRETCH, across, down, fill, tab_order
from ui.look.parts import primary_button
from ui.look.theme import APART, FAR, Tone
from ui.models.column import Column
from ui.models.column_widths import Keep
from ui.models.columns import day_column
from ui.models.rows_model import RowsTableModel
from ui.models.rows_table import RowsTableView
from ui.pages.saving import ask_place, save_pages, save_table
from ui.printers.spool import spool
from ui.widgets.page_preview import PagePreview
from ui.widgets.printer_box import PrinterBox

MOST_COPIES = 5

COLUMNS: tuple[Column[FormSubject], ...] = (
    Column(
        "氏名・名称", lambda r: r.name, lambda r: r.kana or r.name, 152, strong=True, keep=Keep.WHO, least=136
    ),
    Column(
        "内容",
        lambda r: r.what,
        width=126,
        tone=lambda r: Tone.SOON if r.is_open else Tone.NORMAL,
        keep=Keep.STATE,
    ),
    day_column("日付", lambda r: r.on),
    Column("事業所・所属", lambda r: r.place, width=150, stretch=True),
)


class FormsPanel(QWidget):
    """Whom a form can be made for at the left, its pages at the right, the printer below.

    Signals:
        counted: What is chosen changed. arg: the sentence about it.
    """

    counted = Signal(str)

    def __init__(self, context: Context, is_day_read: Callable[[], bool]) -> None:
        """Build list, preview and the line with the printer. is_day_read: says so where it is not."""
        super().__init__()
        self._is_day_read = is_day_read
        self._context = context
        self._kind = FormKind.UNCOLLECTABLE
        self._on = context.clock()
        self._form: Form | None = None
        self._pages = b""
        self._drawn = 0
        self.refusal = ""
        """Why what is chosen cannot be drawn; stands where its page would."""
        self._asked_printers = False
        self._model = RowsTableModel(COLUMNS, row_id=lambda row: row.handle)
        self.table = RowsTableView(self._model, name="書類にするもの", preferences=context.preferences)
        self.preview = PagePreview()
        self.copies = list_box("部数", ((f"{number}部", number) for number in range(1, MOST_COPIES + 1)))
        self.printer = PrinterBox(context)
        self.print = primary_button("印刷", self._print, key="reports.main")
        BoundAction(self.print, "reports.print", self.print)
        self._build()
        self.table.picked.connect(self._make)
        for looked_at in (self.table.opened, self.table.entered):
            looked_at.connect(lambda _: self.preview.setFocus())
        self.copies.activated.connect(lambda _: self._make())
        self.printer.listed.connect(self._tell)

    def show_kind(self, kind: FormKind, on: date) -> None:
        """Show what this form can be made for on that day; what was chosen stays chosen."""
        is_other = kind is not self._kind or not self._model.rows
        context, self._kind, self._on = self._context, kind, on
        found = every_form.subjects(context.store.queries, kind, on=on, office_id=context.office_id())
        self.table.empty_text = said(kind, "nobody").replace("。", "。\n", 1)
        # Where there is nothing to make, the whole room is for the way there.
        self.preview.setVisible(bool(found))
        if is_other:
            self.copies.setCurrentIndex(1 if kind is FormKind.RETURN_RECEIPT else 0)
            self.table.clearSelection()
        self._model.set_rows(found)
        if not self._asked_printers:
            self._asked_printers = True
            self.printer.ask()
        if is_other:
            self._choose(every_form.first_choice(kind, found))

    def export(self, files: FileDialogs) -> None:
        """Write what is chosen to a file the user names."""
        if self._form is None:
            return
        pages, name = self._pages, label(self._kind)
        if FORMS[self._kind].table is not None:
            self._export_table(files)
            return
        place = ask_place(self._context, files, "書き出す", f"{name}_{self._on}", PDF)
        if place is not None and pages:
            save_pages(self._context, place, pages, name, every_form.count(self._form))

    @property
    def can_export(self) -> bool:
        """Whether there is a form to write."""
        return self._form is not None

    def _export_table(self, files: FileDialogs) -> None:
        context = self._context
        made = attempted(
            lambda: every_form.table(
                context.store.queries,
                self._kind,
                self.table.selected_rows(),
                on=self._on,
                office_id=context.office_id(),
            ),
            context.messages,
        )
        pages = self._pages
        if made is not None:
            save_table(context, files, made, lambda: pages)

    def _build(self) -> None:
        columns = across(fill(self.table, 3), fill(self.preview, 2), gap=FAR)
        foot = across(STRETCH, "プリンター", self.printer, self.copies, self.print)
        down(fill(columns), foot, gap=APART, of=self)
        tab_order(self.table, self.preview, self.printer, self.copies, self.print)

    def _choose(self, wanted: Sequence[FormSubject]) -> None:
        if len(wanted) == len(self._model.rows):
            self.table.selectAll()
            return
        handles = {one.handle for one in wanted}
        first = next((at for at, row in enumerate(self._model.rows) if row.handle in handles), None)
        if first is not None:
            current = self._model.index(first, 0)
            self.table.selectionModel().setCurrentIndex(current, QItemSelectionModel.SelectionFlag.NoUpdate)
        self.table.select_ids(handles)

    def _make(self) -> None:
        """Make the form of what is chosen, and draw it off the UI thread."""
        chosen, context = self.table.selected_rows(), self._context
        self._form, self._pages, self.refusal = None, b"", ""
        self._drawn += 1
        if not chosen:
            self.preview.set_pdf(b"", "左の一覧から選ぶと、ここに紙面が出ます。")
            self._tell()
            return
        try:
            form = every_form.make(
                context.store.queries,
                self._kind,
                chosen,
                on=self._on,
                office_id=context.office_id(),
            )
        except UserError as error:
            self._show_pages(self._drawn, b"", str(error))
            return
        self._form = form
        self._tell()
        number, copies = self._drawn, int(self.copies.currentData())
        context.tasks.start(lambda _: _drawn(form, copies), done=lambda made: self._show_pages(number, *made))

    def _show_pages(self, number: int, pages: bytes, refusal: str) -> None:
        # An answer to an earlier choice may come late.
        if number != self._drawn:
            return
        self._pages, self.refusal = pages, refusal
        if refusal:
            self._form = None
        self.preview.set_pdf(pages, refusal)
        self._tell()

    def _tell(self) -> None:
        total, chosen = len(self._model.rows), len(self.table.selected_rows())
        count = 0 if self._form is None else every_form.count(self._form)
        self.print.setText(f"{count}通を印刷" if count else "印刷")
        self.print.setEnabled(bool(self._pages) and bool(self.printer.chosen))
        self.copies.setEnabled(bool(count))
        self.counted.emit(f"{total}件のうち{chosen}件" if total else "")

    def _print(self) -> None:
        if not self._is_day_read():
            return
        pages, printer, context = self._pages, self.printer.chosen, self._context
        if not pages or not printer:
            return
        name = label(self._kind)
        context.tasks.start(
            lambda _: spool(pages, printer),
            done=lambda _: context.messages.done(f"{name}を「{printer}」に送りました。"),
        )


def _drawn(form: Form, copies: int) -> tuple[bytes, str]:
    """Return the pages, or why they cannot be exact: that is said where the pages would stand."""
    try:
        return every_form.pages(form, copies), ""
    except UserError as error:
        return b"", str(error)
