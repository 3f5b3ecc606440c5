"""Writing a list or a PDF into a file the user chose, off the UI thread."""

from pathlib import Path

from app.usecases.papers import PaperTable, write_aside, write_table
from ui.context import Context


def save_table(context: Context, table: PaperTable, path: Path | None) -> None:
    """Write the list by the file's ending and say so; None (the dialog was left) does nothing."""
    if path is not None:
        context.events.moved_on.emit(None)
        context.tasks.start(lambda _: write_table(table, path), done=lambda _: _told(context, path))


def save_pages(context: Context, pages: bytes, path: Path | None) -> None:
    """Write a finished PDF and say so; None does nothing."""
    if path is not None:
        context.events.moved_on.emit(None)
        context.tasks.start(lambda _: write_aside(path, pages), done=lambda _: _told(context, path))


def _told(context: Context, path: Path) -> None:
    context.messages.done(f"{path.name} に書き出しました。")
