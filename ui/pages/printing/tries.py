"""見本: sheets to be looked at and tried; nothing is recorded of them, and nobody counts them."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.domain.ids import PersonId
from app.usecases.printing.tries import Tries, history_label, said_of, tries
from ui.dialogs.files import PDF, FileDialogs
from ui.frame.context import Context
from ui.look.layout import STRETCH, across, down, fill
from ui.look.parts import plain_button, primary_button, secondary_button
from ui.look.theme import APART, Tone
from ui.pages.saving import ask_place, save
from ui.printers.batches import Batch, Look, draw_batches, draw_session
from ui.printers.spool import spool
from ui.widgets.notice import Notice
from ui.widgets.page_preview import PagePreview
from ui.widgets.printer_box import PrinterBox


class TriesPanel(QWidget):
    """The sheets somebody chose, as 見本: looked at, printed or written, and forgotten.

    Signals:
        left: The person is done with them.
    """

    left = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self.files = FileDialogs(self, context.preferences)
        self._made: Tries | None = None
        self._batches: list[Batch] = []
        self._told = Notice(Tone.SOON)
        self._refused = Notice(Tone.LATE)
        self.preview = PagePreview()
        self.printer = PrinterBox(context)
        self.print = primary_button("印刷", self._print, key="Ctrl+Return")
        self.save = secondary_button("PDFに書き出す", self._save, key="Ctrl+S")
        self.back = plain_button("対象者に戻る", self.left.emit, key="Esc")
        foot = across(self.back, STRETCH, "プリンター", self.printer, self.save, self.print, gap=APART)
        down(self._told, self._refused, fill(self.preview), foot, gap=APART, of=self)
        self.setFocusProxy(self.preview)
        self.printer.listed.connect(self._draw)
        self.printer.changed.connect(self._draw)

    def show_people(self, people: Sequence[PersonId]) -> None:
        """Draw the 見本 of these people."""
        with self._context.store.reading() as stored:
            self._made = tries(stored, people, today=self._context.clock())
        self._told.say(said_of(self._made))
        self._refused.say("  ".join(f"× {one.name} さん: {one.reason}" for one in self._made.refused[:3]))
        self.printer.ask()
        self._draw()

    def _draw(self) -> None:
        made = self._made
        self._batches = []
        self._enable()
        if made is None or not made.items:
            self.preview.set_pdf(b"", "見本を刷れる方がいません。")
            return
        self.preview.set_pdf(b"", "紙面を用意しています。")
        look = self._look(made)
        numbers = range(1, len(made.items) + 1)

        def show(batches: list[Batch]) -> None:
            if made is not self._made:
                return
            self._batches = batches
            self.preview.set_pdf([batch.pages for batch in batches])
            self._enable()

        self._context.tasks.start(
            lambda _: draw_batches(
                made.items, numbers, look, lambda _: None, substitutions=made.substitutions
            ),
            done=show,
        )

    def _enable(self) -> None:
        count = 0 if self._made is None else len(self._made.items)
        self.print.setText(f"見本{count}枚を印刷")
        self.print.setEnabled(bool(self._batches and self.printer.chosen))
        self.save.setEnabled(bool(self._batches))

    def _print(self) -> None:
        made, batches, printer, paper = self._made, self._batches, self.printer.chosen, self.printer.paper
        if made is None or not batches or not printer:
            return

        def send() -> None:
            for batch in batches:
                spool(batch.pages, printer, paper=paper)

        said = f"見本{len(made.items)}枚をプリンターに送りました。交付にも枚数にも数えません。"

        def told(_: None) -> None:
            self._context.commands.note(history_label(made, printer), said)

        self._context.tasks.start(lambda _: send(), done=told)

    def _save(self) -> None:
        made = self._made
        if made is None or not self._batches:
            return
        place = ask_place(self._context, self.files, "見本をPDFに書き出す", "資格確認書-見本.pdf", PDF)
        if place is None:
            return
        look = self._look(made)

        def write() -> None:
            with place.writing() as out:
                draw_session(made.items, out, look, substitutions=made.substitutions)

        save(self._context, place, write, history_label(made, place.path.name))

    def _look(self, made: Tries) -> Look:
        printer = self.printer
        return Look(
            self._context.clock(), printer.calibration, has_back=printer.paper.has_back, layout=made.layout
        )
