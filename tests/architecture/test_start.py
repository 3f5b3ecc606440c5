"""What may be loaded until the list of the day is painted: nothing that it does not show."""

import shutil
import subprocess
import sys
from pathlib import Path

from app.domain.person import Office
from tests.factories import person
from ui.bootstrap import open_data_folder

START = """
import sys
from ui.cli import main
from ui import bootstrap  # before Qt, as the program does
from PySide6.QtWidgets import QApplication, QDialog
def seen(app):
    window = next(one for one in app.topLevelWidgets() if hasattr(one, "current_page"))
    print(len(window.current_page.model.rows), *sys.modules)
    return 0
QApplication.exec = seen
QDialog.exec = lambda dialog: sys.exit(f"{dialog.windowTitle()} stands in the way")
main(["--data", sys.argv[1], "--today", sys.argv[2]])
"""

LIBRARIES = {
    *("PySide6", "shiboken6", "shibokensupport", "signature_bootstrap"),
    # The encrypted database, and the seal over who can open it.
    *("peewee", "playhouse", "sqlcipher3", "cryptography", "_cffi_backend"),
    *("jaconv", "jpholiday", "platformdirs"),
    # How the program ends where it cannot show a window.
    "click",
}
OF_A_KIND = {
    "ui.pages.": {"places", "saved_views", "today"},
    # Before the window stands the question for the passphrase.
    "ui.dialogs.": {"drafts", "files", "form", "sign_in"},
    # Of the command line what finds out that it names no command.
    "ui.cli.": {"endings", "entry", "in_memory", "strangers", "streams", "waiting"},
    "ui.printers.": set(),
    "app.importing.": set(),
    "app.parcels.": set(),
    "app.printing.": {"engine", "holds"},
    "app.printing.engine.": {"font_places", "glyphs"},
    "app.usecases.": {
        *(
            "all_told",
            "asked",
            "calendar",
            "contacts",
            "counter",
            "done_on",
            "free_text",
            "people",
            "settings",
        ),
        "step_label",
    },
    "app.usecases.settings.": {"first_steps"},
    "db.": {
        "backup",
        "duties",
        "folder",
        "journal",
        "keys",
        "opening",
        "reads",
        "soundness",
        "store",
        "tables",
        "upgrade",
    },
    "db.backup.": {"heads", "restore"},
}
"""Packages of which only so much is shown, or asked for, on the page of the day."""


def test_i1_nothing_is_loaded_that_is_not_shown(empty_office: Path, tmp_path: Path) -> None:
    """What keeps the start within its budget; how long it takes is measured by benchmarks/bench_start.py."""
    folder = tmp_path / "data"
    shutil.copytree(empty_office, folder)
    store = open_data_folder(folder, None)
    with store.transaction("名簿") as tx:
        office = tx.save_office(Office(None, "2001", "見本本社"))
        tx.save_person(person(id=None, office_id=office.id))
    store.close()
    done = subprocess.run(
        [sys.executable, "-c", START, str(folder), "2026-11-23"],
        capture_output=True,
        text=True,
        check=False,
        timeout=240,
    )
    assert done.returncode == 0, done.stderr
    rows, *loaded = done.stdout.split()
    assert int(rows) > 0
    tops = {name.partition(".")[0] for name in loaded}
    others = tops - sys.stdlib_module_names - {"app", "db", "ui", "resources"} - LIBRARIES
    # What starts with _ is of Python or of the editable install.
    assert {name for name in others if not name.startswith("_")} == set()
    for package, shown in OF_A_KIND.items():
        found = {name.removeprefix(package).partition(".")[0] for name in loaded if name.startswith(package)}
        assert found <= shown, (package, found - shown)
