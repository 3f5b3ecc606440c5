"""A file that somebody dropped on the window, and what it is."""

import tomllib
from enum import Enum, auto
from pathlib import Path

from app.late import dataclass
from ui.frame.own_files import page_of

LISTS = frozenset({".csv", ".tsv", ".txt", ".xlsx", ".xlsm", ".xlsb", ".xls", ".ods", ".zip"})
_PICTURES = frozenset({".png"})

SOCIETY, RULES, LAYOUT, BACKUP, VERSION = "健保", "規則", "様式", "バックアップ", "版"
FORMS = "届の様式"
"""The subjects of the settings that take a file."""


class Spot(Enum):
    """A place within a subject of the settings. SEAL: where the 印影 is chosen."""

    SEAL = auto()


_HEAD = 1_000_000
"""Bytes that are looked at: more than any rules file has."""


@dataclass(frozen=True, slots=True)
class DroppedFile:
    """page: the screen that takes it. subject: the part of that screen, where it has several."""

    path: Path
    page: str
    subject: str = ""


def dropped_file(path: Path, *, is_backup: bool) -> DroppedFile | None:
    """Return where a file belongs; None for a stranger. is_backup: it was looked into and is one.

    A list and a backup may both be a ZIP; rules, forms and notices are told apart by what they say.
    """
    from app.parcels.file import is_parcel_file  # nobody drops a file before the list is painted

    ending = path.suffix.lower()
    if is_backup:
        return DroppedFile(path, "settings", BACKUP)
    if is_parcel_file(path) or ending in LISTS:
        return DroppedFile(path, "import_list")
    if ending in _PICTURES:
        return DroppedFile(path, "settings", SOCIETY)
    if page_of(path) == "printing" or ending == ".json":
        return DroppedFile(path, "printing")
    if ending == ".toml":
        return DroppedFile(path, "settings", _subject(path))
    return None


def _subject(path: Path) -> str:
    """Rules, where nothing tells otherwise: their screen says what is wrong with the file."""
    try:
        with path.open("rb") as file:
            said = tomllib.loads(file.read(_HEAD).decode("utf-8-sig", errors="replace"))
    except (OSError, tomllib.TOMLDecodeError):
        return RULES
    if "newest_version" in said:
        return VERSION
    if any(isinstance(one, dict) and "block" in one for one in said.values()):
        return FORMS
    return LAYOUT if "table" in said else RULES
