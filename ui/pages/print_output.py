"""The second step of a print run: the sheets as they will come out, and where to."""

from collections.abc import Callable, Sequence
from io import BytesIO

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from app.changes import Changes, Done
from app.domain.ids import SessionId
from app.ports import Transaction
from app.rows import CertificateFace, SessionRow, SheetRow
from app.usecases import print_runs
from app.usecases.papers import write_aside
from app.usecases.print_runs import PlannedRun
from ui.context import Context
from ui.dialogs.files import PDF, FileDialogs
from ui.models.rows_table import RowsTableModel, RowsTableView
from ui.page import plain_button, primary_button, role_label, secondary_button
from ui.pages.print_sheets import SHEET_COLUMNS
from ui.printing_spool import spool
from ui.tasks import Job
from ui.widgets.page_preview import PagePreview
from ui.widgets.printer_box import PrinterBox


class OutputPanel(QWidget):
    """Sheets of the oldest prepared run at the left, the true PDF at the right.

    Signals:
        sent: The run left for a printer or into a file.
    """

    sent = Signal()

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        """Build list, preview and the line with the printer."""
        super().__init__(parent)
        self._context = context
        self.files = FileDialogs(self, context.preferences)
        self._session: SessionRow | None = None
        self._pages = b""
        self._drawn: SessionId | None = None
        self._faces: dict[SessionId, tuple[CertificateFace, ...]] = {}
        self._is_busy = False
        self._job: Job | None = None
        self._model = RowsTableModel(SHEET_COLUMNS, row_id=lambda row: row.sheet_id, parent=self)
        self.table = RowsTableView(self._model, name="出力する用紙", preferences=context.preferences)
        self.preview = PagePreview()
        self._heading = role_label("", "heading")
        self.printer = PrinterBox(context)
        self.print = primary_button("印刷", self._print, key="Ctrl+Return")
        self.save = secondary_button("PDFに書き出す", self._save, key="Ctrl+S")
        self.give_up = plain_button("準備を取り消す", self._give_up)
        self._progress = QProgressBar()
        self._progress.setAccessibleName("紙面の用意")
        self.setFocusProxy(self.table)
        self._build()
        self.table.current_changed.connect(self._turn_to)
        self.preview.turned.connect(self._mark_page)
        self.printer.listed.connect(self._enable)

    def set_sessions(self, planned: Sequence[SessionRow]) -> None:
        """Offer the first prepared run; none shows how to prepare one."""
        self._session = planned[-1] if planned else None
        if self._session is None:
            self._heading.setText("出力を待つ用紙はありません。対象者を選んで準備してください。")
            self._model.set_rows([])
            self._pages, self._drawn = b"", None
            self.preview.set_pdf(b"", "ここに印刷される紙面が出ます。")
        else:
            session_id = self._session.session_id
            self._heading.setText(f"印刷作業{session_id}  {self._session.sheets}枚")
            self._model.set_rows(self._context.store.queries.sheet_rows(session_id))
            self.table.select_first()
            self.printer.ask()
            self._draw()
        self._enable()

    def take(self, run: PlannedRun) -> None:
        """Keep the sheets just planned, so that they need not be read again."""
        if run.session_id is not None:
            self._faces[run.session_id] = run.faces

    def _build(self) -> None:
        left, right = QVBoxLayout(), QVBoxLayout()
        left.setSpacing(8)
        left.addWidget(self._heading)
        left.addWidget(self.table, 1)
        right.setSpacing(8)
        right.addWidget(self.preview, 1)
        columns = QHBoxLayout()
        columns.setSpacing(24)
        columns.addLayout(left, 3)
        columns.addLayout(right, 2)
        foot = QHBoxLayout()
        foot.setSpacing(8)
        foot.addWidget(self.give_up)
        foot.addWidget(self._progress, 1)
        foot.addStretch(1)
        foot.addWidget(role_label("プリンター", "sub"))
        for part in (self.printer, self.save, self.print):
            foot.addWidget(part)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addLayout(columns, 1)
        column.addLayout(foot)
        self._progress.hide()

    def _enable(self) -> None:
        is_ready = bool(self._pages) and not self._is_busy
        sheets = self._session.sheets if self._session is not None else 0
        self.print.setText(f"{sheets}枚を印刷" if sheets else "印刷")
        self.print.setEnabled(is_ready and bool(self.printer.chosen))
        self.save.setEnabled(is_ready)
        self.give_up.setEnabled(self._session is not None)

    def _draw(self) -> None:
        """Draw the run's pages in a worker unless they are there already."""
        if self._session is None or self._is_busy or self._drawn == self._session.session_id:
            return
        session_id = self._session.session_id
        faces = self._faces.pop(session_id, None) or self._read_faces(session_id)
        if not faces:
            return
        self._pages = b""
        self.preview.set_pdf(b"", "紙面を用意しています。")
        self._progress.setRange(0, len(faces))
        self._progress.show()
        self._is_busy = True

        def draw(job: Job) -> bytes:
            from app.printing.certificate import draw_certificates

            out = BytesIO()
            draw_certificates(faces, out, on_page=lambda page: job.report(page, len(faces)))
            return out.getvalue()

        def show(pages: bytes) -> None:
            self._pages, self._drawn = pages, session_id
            self.preview.set_pdf(pages)
            self._rest()

        self._job = self._context.tasks.start(
            draw, done=show, progress=lambda page, _: self._progress.setValue(page), failed=self._rest
        )

    def _read_faces(self, session_id: SessionId) -> tuple[CertificateFace, ...]:
        read: list[CertificateFace] = []

        def faces(tx: Transaction) -> Done:
            read.extend(print_runs.session_faces(tx, session_id))
            return Done(Changes.NONE, f"印刷作業{session_id}の紙面を用意しました。")

        self._context.commands.run(faces, label="紙面の用意", undoable=False)
        return tuple(read)

    def _print(self) -> None:
        pages, printer = self._pages, self.printer.chosen
        self._send(lambda: spool(pages, printer), printer)

    def _save(self) -> None:
        if self._session is None:
            return
        pages, name = self._pages, f"資格確認書-印刷作業{self._session.session_id}.pdf"
        path = self.files.to_save("PDFに書き出す", name, PDF)
        if path is not None:
            self._send(lambda: write_aside(path, pages), "")

    def _send(self, hand_over: Callable[[], object], printer: str) -> None:
        """Hand the pages over in a worker; only then is the run waiting for a person's check."""
        if self._session is None:
            return
        session_id = self._session.session_id
        self._is_busy = True
        self._enable()

        def record(_: object) -> None:
            self._rest()
            done = self._context.commands.run(
                lambda tx: print_runs.mark_spooled(tx, session_id, printer=printer),
                label=f"印刷作業{session_id}の出力",
                undoable=False,
            )
            if done is not None:
                self.sent.emit()

        self._context.tasks.start(lambda _: hand_over(), done=record, failed=self._rest)

    def _give_up(self) -> None:
        if self._session is None:
            return
        if self._job is not None:
            self._job.cancel()
        self._rest()
        session_id = self._session.session_id
        self._context.commands.run(
            lambda tx: print_runs.cancel(tx, session_id, today=self._context.clock()),
            label=f"印刷作業{session_id}の取消",
        )

    def _rest(self) -> None:
        """Nothing is under way any more."""
        self._is_busy = False
        self._progress.hide()
        self._enable()

    def _turn_to(self, row: SheetRow | None) -> None:
        if row is not None:
            self.preview.show_page(row.sheet_number - 1)

    def _mark_page(self, page: int) -> None:
        row = next((row for row in self._model.rows if row.sheet_number == page + 1), None)
        if row is not None:
            self.table.select_id(row.sheet_id)
