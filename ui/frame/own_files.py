"""The kinds of files that a double click on the desktop opens with this program, and where each is used."""

from pathlib import Path

PAGES = {
    ".shikaku-backup": "settings",
    ".zip": "settings",
    ".shikaku-parcel": "import_list",
    ".shikaku-batch": "printing",
}
"""How their names end, and the page whose open_with() takes the file. A backup kept by itself is a .zip."""


def page_of(file: Path) -> str | None:
    """Return the page on which this file is used; None for a file of others."""
    return PAGES.get(file.suffix.lower())
