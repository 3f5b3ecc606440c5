"""Shift_JIS as Windows has it, for programs that know no other: which characters it lacks, and of whom."""

from collections.abc import Iterator

from app.importing.mapping import Field
from app.late import dataclass
from app.printing.engine.glyphs import clusters
from app.printing.values import PaperTable
from app.words import label

LOST = "〓"
"""Stands for what is lacking; a list read back is held there, so no name is changed by it."""

_TWINS = str.maketrans("〜−—‖¢£¬", "～－―∥￠￡￢")
"""Signs that it has under another number, and that look the same."""


@dataclass(frozen=True, slots=True)
class Unwritten:
    """A line with characters that are lacking: whose, as far as it says, and which they are."""

    name: str
    characters: str


def in_cp932(text: str) -> bytes:
    """Return the text, with a mark in the place of each character that is lacking."""
    text = text.translate(_TWINS)
    if not _is_there(text):
        text = "".join(one if _is_there(one) else LOST for one in clusters(text))
    return text.encode("cp932")


def unwritten(table: PaperTable) -> tuple[Unwritten, ...]:
    """Return the lines of a list in which something is lacking."""
    return tuple(_unwritten(table))


def _unwritten(table: PaperTable) -> Iterator[Unwritten]:
    name_at = next((at for at, column in enumerate(table.columns) if column.heading == label(Field.NAME)), 0)
    for line in table.lines:
        text = "".join(line).translate(_TWINS)
        if not _is_there(text):
            lacking = dict.fromkeys(one for one in clusters(text) if not _is_there(one))
            yield Unwritten(line[name_at], "".join(lacking))


def _is_there(text: str) -> bool:
    try:
        text.encode("cp932")
    except UnicodeEncodeError:
        return False
    return True
