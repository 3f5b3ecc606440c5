"""Writing a list or a PDF into a file the user chose, off the UI thread, with its line in the history."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TypeVar

from PySide6.QtWidgets import QWidget

from app import output
from app.domain.roles import Act
from app.errors import NotYourRole
from app.output import Place
from app.parcels.file import PARCEL
from app.printing.values import PaperTable
from app.usecases.papers.every_list import owned
from app.usecases.papers.table_file import (
    kinds,
    locked_pages,
    table_label,
    table_sentence,
    write_table,
    written_label,
)
from ui.dialogs.files import (
    BATCHES,
    KEYS,
    PARCELS,
    PDF,
    PROFILES,
    REPORTS,
    RULES,
    SIGNED,
    FileDialogs,
)
from ui.frame.context import Context
from ui.frame.messages import attempted
from ui.widgets.choice_popup import offer

T = TypeVar("T")
Row = TypeVar("Row")

_KINDS = {
    PDF: (output.PDF,),
    RULES: (output.TOML,),
    PROFILES: (output.PROFILE,),
    PARCELS: (PARCEL,),
    REPORTS: (output.CSV,),
    SIGNED: (output.SIGNED,),
    BATCHES: output.BATCHES,
    KEYS: (output.KEY,),
}


def ask_place(context: Context, files: FileDialogs, title: str, name: str, kinds: str) -> Place | None:
    """Ask where to write; None when the dialog was left, or when the place was refused in a sentence."""
    if not may_write(context):
        return None
    path = files.to_save(title, name, kinds)
    if path is None:
        return None
    return attempted(lambda: output.place(path, context.folder.path, *_KINDS[kinds]), context.messages)


def may_write(context: Context) -> bool:
    """Return whether who is signed in may let something leave the program; say why not."""
    try:
        context.store.ask(Act.EXPORT, Act.HISTORY)
    except NotYourRole as refusal:
        context.messages.refuse(str(refusal))
        return False
    return True


def save(
    context: Context, place: Place, write: Callable[[], object], label: str = "", said: str = ""
) -> None:
    """Write off this thread, and say where the file is for whoever looks for it later.

    label: the line of the history about it; none for what says nothing of anybody. said: of what it holds.
    """
    context.events.moved_on.emit(None)
    said = f"{said}{place.path} に書き出しました。"
    context.tasks.start(lambda _: write(), done=lambda _: tell_written(context, place.path, said, label))


def save_pages(context: Context, place: Place, pages: bytes, what: str, count: int = 1) -> None:
    """Write a PDF. what, count: what it holds, and how many."""
    save(context, place, lambda: place.write(pages), written_label(what, count, place.path))


def save_table(
    context: Context,
    files: FileDialogs,
    table: PaperTable,
    pages: Callable[[], bytes] | None = None,
    *,
    in_full: bool = False,
) -> None:
    """Ask how and where to write the list, and write it.

    pages: of a form that is the same on paper. in_full: with its numbers, unless the answer is no.
    """
    if not may_write(context):
        return
    table = owned(context.store.queries, table, context.office_id())
    chosen = files.to_export(table, in_full=in_full)
    if chosen is None:
        return
    path, wanted = chosen
    place = attempted(lambda: output.place(path, context.folder.path, *kinds(wanted)), context.messages)
    if place is None:
        return
    label = table_label(table, path, wanted)
    if pages is not None and place.kind is output.PDF:
        drawn = attempted(pages, context.messages)
        if drawn is not None:
            save(context, place, lambda: place.write(locked_pages(drawn, wanted)), label)
        return
    context.events.moved_on.emit(None)
    context.tasks.start(
        lambda _: write_table(table, place, wanted),
        done=lambda lost: tell_written(context, path, table_sentence(path, lost), label),
    )


def tell_written(context: Context, path: Path, said: str, label: str = "") -> None:
    """Say where a file was written, with the way to it. label: the line of the history about it."""
    if label:
        context.commands.note(label, said)
    else:
        context.messages.done(said)
    context.events.wrote.emit(path)


def offer_rows(
    rows: Sequence[Row], total: int, of: QWidget, write: Callable[[Sequence[Row] | None], object]
) -> None:
    """Write the selection, if more than one row is selected and wanted, or all (None)."""
    if len(rows) < 2:
        write(None)
        return
    choices = [
        (f"選んだ{len(rows):,}件", partial(write, rows)),
        (f"全{total:,}件", partial(write, None)),
    ]
    offer("書き出す行", choices, of)
