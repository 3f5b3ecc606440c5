"""Writing a list or a PDF into a file the user chose, off the UI thread."""

from collections.abc import Callable

from app import output
from app.errors import SystemTrouble, UserError
from app.output import Place
from app.printing.values import PaperTable
from app.usecases.papers.lists import write_table
from ui.dialogs.files import PAPERS, PDF, PROFILES, RULES, SHEETS, FileDialogs
from ui.frame.context import Context

_KINDS = {
    PDF: (output.PDF,),
    PAPERS: output.TABLES,
    RULES: (output.TOML,),
    SHEETS: (output.XLSX, output.CSV),
    PROFILES: (output.PROFILE,),
}


def ask_place(context: Context, files: FileDialogs, title: str, name: str, kinds: str) -> Place | None:
    """Ask where to write; None when the dialog was left, or when the place was refused in a sentence."""
    path = files.to_save(title, name, kinds)
    if path is None:
        return None
    try:
        return output.place(path, context.folder.path, *_KINDS[kinds])
    except UserError as refusal:
        context.messages.refuse(str(refusal))
    except SystemTrouble as trouble:
        context.messages.trouble(str(trouble))
    return None


def save(context: Context, place: Place, write: Callable[[], object]) -> None:
    """Write off this thread, and say where the file is for whoever looks for it later."""
    context.events.moved_on.emit(None)
    said = f"{place.path} に書き出しました。"
    context.tasks.start(lambda _: write(), done=lambda _: context.messages.done(said))


def save_table(context: Context, table: PaperTable, place: Place | None) -> None:
    """Write the list; None does nothing."""
    if place is not None:
        save(context, place, lambda: write_table(table, place))
