"""Several lists in one document, each on pages of its own."""

from collections.abc import Sequence
from typing import BinaryIO

from app.printing.engine.page import document
from app.printing.papers.lists import put_list
from app.printing.values import PaperTable


def draw_lists(tables: Sequence[PaperTable], title: str, out: BinaryIO) -> None:
    """Write the lists to out in that order."""
    with document(out, title) as sheet:
        for table in tables:
            put_list(sheet, table)
