"""What goes from a list into files: how it is read, the rows held back, what is to be asked."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtWidgets import QLineEdit

from app.files import read
from app.importing.held import WHY, Lines, held_lines
from app.importing.mapping import MappingProfile
from app.usecases.papers.lists import comparison_table
from app.usecases.papers.records import held_rows_table
from app.usecases.people.comparison import compared
from app.usecases.people.list_doubts import ListDoubt
from app.usecases.people.list_taking import Looked
from ui.dialogs.files import PROFILES, FileDialogs
from ui.frame.context import Context
from ui.frame.messages import attempted
from ui.pages.importing.plan import COMPARED, HELD
from ui.pages.saving import ask_place, save, save_table


def offered(line: QLineEdit, path: Path, *, is_free: bool) -> str:
    """Put a file into the line for paths, for its Enter to read; return what is said.

    is_free: no other list is looked at.
    """
    if not is_free:
        return f"「{path.name}」は、この一覧を終えてから、もう一度開いてください。"
    line.setText(str(path))
    line.setFocus()
    return f"「{path.name}」を読むには Enter を押してください。"


def save_profile(context: Context, files: FileDialogs, profile: MappingProfile) -> None:
    """Write how a sender's lists are read, for another office or the command line."""
    place = ask_place(context, files, "読み方を書き出す", "一覧の読み方.json", PROFILES)
    if place is not None:
        save(context, place, lambda: place.write(profile.to_json().encode()))


def load_profile(context: Context, files: FileDialogs) -> MappingProfile | None:
    """Return how a list is to be read, from a file; a refusal is said."""
    path = files.to_open("読み方を読み込む", PROFILES)
    if path is None:
        return None
    return attempted(
        lambda: MappingProfile.from_json(read(path).decode("utf-8-sig", errors="replace")), context.messages
    )


def save_group(
    context: Context,
    files: FileDialogs,
    group: str,
    looked: Looked,
    doubts: Sequence[ListDoubt],
    name: str,
) -> None:
    """Write the rows held back, or the doubts, each with its reason in a column of its own."""
    assert looked.plan is not None
    if group == COMPARED:
        table = comparison_table(compared(looked.plan), on=context.today())
        save_table(context, files, table, in_full=True)
    elif group == HELD:
        headings, rows = held_lines(looked.table, looked.plan.quarantined)
        save_lines(context, files, "保留", name, headings, rows)
    else:
        told = [(one.row.short, one.key, one.name, one.sentence) for one in doubts]
        save_lines(context, files, "健保に確認", name, ("行", "記号-番号-枝番", "氏名", WHY), told)


def save_lines(
    context: Context, files: FileDialogs, title: str, name: str, headings: Sequence[str], rows: Lines
) -> None:
    """Write lines under headings; corrected they can be taken in again."""
    told = [(cells[:-1], cells[-1]) for cells in rows]
    table = held_rows_table(f"{title}({name})", headings[:-1], told, on=context.today())
    save_table(context, files, table, in_full=True)
