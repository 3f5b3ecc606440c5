"""F9 at the desk: 返却受領書 in two copies, or 受領簿, on paper with one key and without a dialog."""

from datetime import date
from itertools import count
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from app.domain.wareki import wareki_short
from app.errors import UserError
from app.output import PDF, place
from app.usecases.forms import every_form
from app.usecases.forms.every_form import FormKind
from ui.dialogs.files import last_folder
from ui.frame.answer import Answer, Heard, problem
from ui.frame.context import Context
from ui.look.theme import Tone
from ui.pages.desk.question import Step, who_words
from ui.pages.desk.records import Entry
from ui.printers.spool import printers, spool
from ui.widgets.printer_box import LAST_PRINTER

_NAMES = {Step.COLLECT: "返却受領書", Step.HAND_OUT: "受領簿", Step.EXCHANGE: "受領簿"}
COPIES = 2


class CounterPapers(QObject):
    """Draws the paper of a line; prints it where slips are printed, else writes a PDF.

    Signals:
        answered: How it went. arg: Answer.
    """

    answered = Signal(object)

    def __init__(self, context: Context, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context

    def make(self, entry: Entry | None) -> None:
        """Print the paper of that line of the running list, whose effect stands; None where none does."""
        if entry is None or entry.step is None or not entry.rows:
            sentence = "控えは配付か回収の行から作れます。↑↓ で行を選んでください。"
            self.answered.emit(problem("控えにする記録がありません", sentence))
            return
        name = _NAMES[entry.step]
        try:
            pages = self._pages(entry)
        except UserError as error:
            self.answered.emit(problem(f"{name}を作れません", str(error)))
            return
        kept, folder = self._context.preferences.text(LAST_PRINTER), last_folder(self._context.preferences)
        data = self._context.folder.path
        file = f"{name} {wareki_short(self._context.clock())} {entry.rows[0].issue_number}"
        self._context.tasks.start(
            lambda _: _put_out(pages, kept, folder, file, data),
            done=lambda where: self._told(name, entry, where),
        )

    def _pages(self, entry: Entry) -> bytes:
        """Draw on this thread: the store is read here."""
        queries, today = self._context.store.queries, self._context.clock()
        ids = [row.certificate_id for row in entry.rows]
        first = queries.certificate_by_issue(entry.rows[0].issue_number)
        if entry.step is Step.COLLECT:
            on: date = first.collected_on or today
            made = every_form.return_receipt(
                queries, ids, on=on, today=today, receiver=self._context.store.user
            )
            return every_form.pages(made, COPIES)
        wanted = set(ids)
        chosen = [
            subject
            for subject in every_form.subjects(queries, FormKind.RECEIPT_LIST, on=today)
            if wanted & set(subject.certificate_ids)
        ]
        receiver = self._context.store.user
        made = every_form.make(queries, FormKind.RECEIPT_LIST, chosen, on=today, receiver=receiver)
        return every_form.pages(made)

    def _told(self, name: str, entry: Entry, where: str) -> None:
        copies = "2部" if entry.step is Step.COLLECT else ""
        headline = f"{name}{copies}   {who_words(entry.rows)}"
        self.answered.emit(Answer("✓", headline, where, Tone.DONE, Heard.YES))


def _put_out(pages: bytes, kept: str, folder: Path, file: str, data: Path) -> str:
    """Print on the kept printer or the default one; without any write a PDF. Returns what to say."""
    names = [printer.name for printer in printers()]
    queue = kept if kept in names else next(iter(names), "")
    if queue:
        spool(pages, queue)
        return f"プリンター {queue} に送りました。"
    path = _free(folder, file)
    place(path, data, PDF).write(pages)
    return f"プリンターがないため、{path} に書き出しました。"


def _free(folder: Path, file: str) -> Path:
    """Return a name in the folder under which nothing is kept yet."""
    names = (f"{file}.pdf" if n == 1 else f"{file} ({n}).pdf" for n in count(1))
    return next(folder / name for name in names if not (folder / name).exists())
