"""The second step of a print session: the sheets as they will come out, and where to."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QProgressBar, QWidget

from app.domain.genuine import SheetStanding, standing
from app.domain.ids import SessionId
from app.domain.person import PersonKind
from app.domain.print_session import SessionStatus, SheetStatus
from app.output import Place
from app.printing.values import PackItem, Substitutions
from app.rows import SessionRow, SheetRow
from app.usecases.printing import sessions
from app.usecases.printing.companions import pack_items
from ui.dialogs.files import PDF, FileDialogs
from ui.frame.context import Context
from ui.frame.messages import attempted
from ui.frame.tasks import Job
from ui.look.bound import BoundAction
from ui.look.fields import tick_box
from ui.look.layout import across, down, fill
from ui.look.parts import plain_button, primary_button, role_label, secondary_button
from ui.look.theme import APART, WIDE, Tone
from ui.models.rows_model import RowsTableModel
from ui.models.rows_table import RowsTableView
from ui.pages.printing.filed_name import FiledName
from ui.pages.printing.sheets import SHEET_COLUMNS
from ui.pages.saving import ask_place, tell_written
from ui.printers.batches import Batch, Look, draw_batches, draw_companions, write_session
from ui.printers.session_printer import SessionPrinter
from ui.widgets.flow_layout import FlowRow
from ui.widgets.notice import Notice
from ui.widgets.page_preview import PagePreview
from ui.widgets.printer_box import PrinterBox

_SEPARATORS = "printing/separators"


class OutputPanel(QWidget):
    """Sheets of the oldest session with something to send at the left, the true PDF at the right.

    Signals:
        sent: The session leaves for a printer or into a file. arg: its SessionId.
    """

    sent = Signal(object)

    def __init__(self, context: Context, printing: SessionPrinter) -> None:
        super().__init__()
        self._context = context
        self._printing = printing
        self.files = FileDialogs(self, context.preferences)
        self._session: SessionRow | None = None
        self._batches: list[Batch] = []
        self._drawn: object = None
        self._is_busy = False
        self._job: Job | None = None
        self._unsent: Sequence[SessionRow] = ()
        self._to_print: SessionId | None = None
        self._model = RowsTableModel(SHEET_COLUMNS, row_id=lambda row: row.sheet_id)
        self.table = RowsTableView(self._model, name="出力する用紙", preferences=context.preferences)
        self.preview = PagePreview()
        self.name = FiledName()
        self._kinds: dict[int, PersonKind] = {}
        self._heading = role_label("", "heading")
        self.printer = PrinterBox(context)
        self._warning = Notice(Tone.SOON)
        self.print = primary_button("印刷", self._print, key="printing.main")
        BoundAction(self.print, "printing.print", self.print)
        self.save = secondary_button("PDFに書き出す", self._save, key="printing.save")
        self.give_up = plain_button("準備を取り消す", self._give_up)
        is_parted = context.preferences.flag(_SEPARATORS, default=False)
        self.separators = tick_box("所属ごとに仕切り紙", is_on=is_parted)
        self.companions = plain_button(
            "添付書類をPDFに",
            self._save_companions,
            tip="点検表・受領簿・宛名票を、用紙と同じ順番で書き出します。",
        )
        self._progress = QProgressBar()
        self._progress.setAccessibleName("紙面の用意")
        self.setFocusProxy(self.table)
        self._build()
        self.table.current_changed.connect(self._turn_to)
        self.preview.turned.connect(self._mark_page)
        self.printer.listed.connect(self._on_printer)
        self.printer.changed.connect(self._on_printer)
        self.separators.toggled.connect(self._on_separators)
        printing.progressed.connect(lambda _: self._enable())

    def set_sessions(self, unsent: Sequence[SessionRow]) -> None:
        """Offer the first session with sheets to send; none shows how to prepare one."""
        self._unsent = unsent
        wanted = next((row for row in unsent if row.session_id == self._to_print), None)
        self._session = wanted or (unsent[-1] if unsent else None)
        if self._session is None:
            self._heading.setText("出力を待つ用紙はありません。対象者を選んで準備してください。")
            self._model.set_rows([])
            self._batches, self._drawn = [], None
            self.preview.set_pdf(b"", "ここに印刷される紙面が出ます。")
        else:
            session_id = self._session.session_id
            rest = "  残り" if self._session.status is SessionStatus.SPOOLED else "  "
            self._heading.setText(f"印刷作業{session_id}{rest}{self._session.queued}枚")
            sheets = self._context.store.queries.sheet_rows(session_id)
            self._model.set_rows([row for row in sheets if row.status is SheetStatus.QUEUED])
            self.table.select_first()
            if not self._printing.is_active:
                self.printer.ask()
                self._draw()
        self._enable()

    def print_waiting(self, session_id: SessionId) -> None:
        """Print what waits of this session without asking again: the person just said so."""
        self._to_print = session_id
        self.set_sessions(self._unsent)
        if self._session is None or self._session.session_id != session_id:
            self._to_print = None
            return
        self.printer.choose(self._session.printer)
        self._print_if_asked()

    def _print_if_asked(self) -> None:
        """Print what was asked for once both the pages and the printers are there."""
        is_it = self._session is not None and self._session.session_id == self._to_print
        if is_it and self._batches and not self._is_busy and self.printer.chosen:
            self._print()

    def _build(self) -> None:
        left = down(self._heading, fill(self.table), self.name)
        columns = across(fill(left, 3), fill(self.preview, 2), gap=WIDE)
        tools = fill(FlowRow(self.give_up, self.companions, self.separators), 2)
        out = ("プリンター", self.printer, self.save, self.print)
        foot = across(tools, fill(self._progress), *out)
        down(fill(columns), self._warning, foot, gap=APART, of=self)
        self._progress.hide()

    def _enable(self) -> None:
        is_ready = bool(self._batches) and not self._is_busy and not self._printing.is_active
        sheets = len(self._model.rows)
        self.print.setText(f"{sheets}枚を印刷" if sheets else "印刷")
        self.print.setEnabled(is_ready and bool(self.printer.chosen))
        self.save.setEnabled(is_ready)
        self.companions.setEnabled(is_ready)
        is_planned = self._session is not None and self._session.status is SessionStatus.PLANNED
        self.give_up.setText("準備を取り消す" if is_planned or self._session is None else "残りをやめる")
        self.give_up.setEnabled(self._session is not None and not self._printing.is_active)

    def _on_printer(self) -> None:
        """Another printer may need another correction, and so other pages."""
        self._warning.say(self.printer.warning)
        self._draw()
        self._enable()
        self._print_if_asked()

    def _on_separators(self, on: bool) -> None:
        self._context.preferences.set_flag(_SEPARATORS, on)
        self._draw()

    def _draw(self) -> None:
        """Draw the session's pages in a worker unless they are there already."""
        if self._session is None or self._is_busy or self._printing.is_active:
            return
        session_id, rows = self._session.session_id, list(self._model.rows)
        look = self._look()
        numbers = tuple(row.sheet_number for row in sorted(rows, key=lambda row: row.sheet_number))
        # With the society's seal goes whether every sheet says 見本: never print what was drawn before.
        queries = self._context.store.queries
        shown = (session_id, numbers, look, queries.society(), queries.substitutes())
        if shown == self._drawn:
            return
        self._batches, self._drawn = [], None
        self.preview.set_pdf(b"", "紙面を用意しています。")
        self._is_busy = True
        # The window breathes before the sheets are read; the store is never read from a worker.
        self._job = self._context.tasks.start(
            lambda _: None, done=lambda _: self._draw_now(session_id, numbers, look, shown)
        )

    def _draw_now(self, session_id: SessionId, numbers: Sequence[int], look: Look, shown: object) -> None:
        items, names = self._read_items(session_id)
        if not items:
            self.preview.set_pdf(b"", "印刷できる紙面がありません。")
            self._rest()
            return
        self._progress.setRange(0, len(items))
        self._progress.show()

        def draw(job: Job) -> list[Batch]:
            return draw_batches(
                items, numbers, look, lambda page: job.report(page, len(items)), substitutions=names
            )

        def show(batches: list[Batch]) -> None:
            self._batches, self._drawn = batches, shown
            self.preview.set_pdf([batch.pages for batch in batches])
            self._kinds = {number: item.face.kind for number, item in zip(numbers, items, strict=True)}
            self._tell_name(self.table.current_row())
            self._rest()
            self._draw()  # the printer may have changed meanwhile
            self._print_if_asked()

        self._job = self._context.tasks.start(
            draw, done=show, progress=lambda page, _: self._progress.setValue(page), failed=self._rest
        )

    def _look(self) -> Look:
        return Look(
            self._context.clock(),
            self.printer.calibration,
            self.printer.paper.has_back,
            self.separators.isChecked(),
            self._context.store.queries.society().layout,
        )

    def _read_items(self, session_id: SessionId) -> tuple[tuple[PackItem, ...], Substitutions]:

        def read() -> tuple[tuple[PackItem, ...], Substitutions]:
            with self._context.store.reading() as stored:
                session = sessions.waiting_session(stored, session_id, today=self._context.clock())
                return pack_items(stored, session.sheets), session.substitutions

        return attempted(read, self._context.messages) or ((), Substitutions())

    def _print(self) -> None:
        self._to_print = None
        if self._session is None or not self.printer.chosen:
            return
        session_id = self._session.session_id
        self._printing.start(session_id, self._batches, self.printer.chosen, self.printer.paper)
        self.sent.emit(session_id)

    def _save(self) -> None:
        if self._session is None:
            return
        session_id, batches = self._session.session_id, self._batches
        queries = self._context.store.queries
        now = standing(queries.society(), queries.rules_at(self._context.clock()))
        password = self.files.password() if now is SheetStanding.GENUINE else ""
        if password is None:
            return
        place = ask_place(
            self._context, self.files, "PDFに書き出す", f"資格確認書-印刷作業{session_id}.pdf", PDF
        )
        if place is None:
            return
        numbers = [number for batch in batches for number in batch.numbers]
        is_anew = len(batches) > 1 or bool(password)
        items, names = self._read_items(session_id) if is_anew else ((), Substitutions())
        look = self._look()

        def write() -> None:
            _write_as_one(place, batches, items, look, names, password)

        self._printing.save(session_id, numbers, write, place.path)
        self.sent.emit(session_id)

    def _give_up(self) -> None:
        if self._session is None:
            return
        if self._job is not None:
            self._job.cancel()
        self._rest()
        session_id, today = self._session.session_id, self._context.clock()
        self._context.commands.run(lambda tx: sessions.stop(tx, session_id, today=today))

    def _rest(self) -> None:
        """Nothing is being drawn any more."""
        self._is_busy = False
        self._progress.hide()
        self._enable()

    def _turn_to(self, row: SheetRow | None) -> None:
        papers = self._papers()
        if row is not None and row.sheet_number in papers:
            self.preview.show_page(papers.index(row.sheet_number) * self._sides())
        self._tell_name(row)

    def _tell_name(self, row: SheetRow | None) -> None:
        number = 0 if row is None else row.sheet_number
        found = next((batch for batch in self._batches if number in batch.numbers), None)
        if row is None or found is None or number not in self._kinds:
            self.name.show_sheet("", None)
            return
        # Loaded with the first sheet that is looked at, for a quick start.
        from app.printing.certificate.layout_file import chosen_layout
        from app.printing.certificate.name_sample import name_box

        page = found.papers.index(number) * self._sides()
        form = chosen_layout(self._context.store.queries.society().layout)
        self.name.show_sheet(row.name, name_box(found.pages, page, self._kinds[number], form))

    def _mark_page(self, page: int) -> None:
        papers, at = self._papers(), page // self._sides()
        number = papers[at] if at < len(papers) else 0
        row = next((row for row in self._model.rows if row.sheet_number == number), None)
        if row is not None:
            self.table.select_id(row.sheet_id)

    def _papers(self) -> list[int]:
        """The 用紙通番 of every paper in turn; 0 for a separator."""
        return [number for batch in self._batches for number in batch.papers]

    def _sides(self) -> int:
        """How many pages make one paper: 2 where the back is printed too."""
        return max(1, self.preview.count // max(1, len(self._papers())))

    def _save_companions(self) -> None:
        """Write what goes with the session: no certificate is in it, so it may be printed any time."""
        if self._session is None:
            return
        session_id, look = self._session.session_id, self._look()
        items, names = self._read_items(session_id)
        place = (
            ask_place(
                self._context,
                self.files,
                "添付書類をPDFに書き出す",
                f"添付書類-印刷作業{session_id}.pdf",
                PDF,
            )
            if items
            else None
        )
        if place is None:
            return
        self._context.tasks.start(
            lambda _: place.write(draw_companions(items, look, names)),
            done=lambda _: tell_written(
                self._context, place.path, f"点検表・受領簿・宛名票を {place.path} に書き出しました。"
            ),
        )


def _write_as_one(
    place: Place,
    batches: Sequence[Batch],
    items: Sequence[PackItem],
    look: Look,
    names: Substitutions,
    password: str,
) -> None:
    """Write the session as one file; a long one, looked at in parts, is drawn anew from the same faces."""
    if not items:
        place.write(batches[0].pages)
        return
    with place.writing() as out:
        write_session(items, out, look, password, names)
