"""What may be loaded until the list of the day is painted: nothing that it does not show."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

from app.domain.person import Office
from tests.factories import person
from ui.bootstrap import open_data_folder

ROOT = Path(__file__).parents[2]
START = """
import enum
import sys
from ui.cli import main
from ui import bootstrap  # before Qt, as the program does
from PySide6.QtWidgets import QApplication, QDialog
from PySide6.support.feature import pyside_feature_dict
LATER = {"AnnouncementPoliteness", "DialogLabel", "StandardButton", "ParsingMode"}
def seen(app):
    window = next(one for one in app.topLevelWidgets() if hasattr(one, "current_page"))
    made = {kind.__name__ for kind in below(enum.Enum)}
    looked = "looked" if "WizardOption" in made else "known"
    read = sum(name.partition(".")[0] in ("app", "db", "ui") for name in pyside_feature_dict)
    print(len(window.current_page.model.rows), looked, read, len(made & LATER), *sys.modules)
    return 0
def below(kind):
    for one in type.__subclasses__(kind):
        yield one
        yield from below(one)
QApplication.exec = seen
QDialog.exec = lambda dialog: sys.exit(f"{dialog.windowTitle()} stands in the way")
main(["--data", sys.argv[1], "--today", sys.argv[2]])
"""

LIBRARIES = {
    *("PySide6", "shiboken6", "shibokensupport", "signature_bootstrap"),
    # The encrypted database, and the seal over who can open it.
    *("peewee", "playhouse", "sqlcipher3", "cryptography", "_cffi_backend"),
    *("jaconv", "jpholiday", "platformdirs"),
}
OF_A_KIND = {
    "ui.pages.": {"places", "saved_views", "today"},
    # The folder opens without a question.
    "ui.dialogs.": {"files"},
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
    # What is only read: no step of the counter, no event of a life.
    "app.usecases.contacts.": {"deferrals"},
    "app.usecases.counter.": {"misdeliveries", "sent_papers", "shipments"},
    "app.usecases.people.": {"roster_part", "steps_ahead", "steps_due"},
    "app.usecases.settings.": {"first_steps"},
    "db.": {
        "backup",
        "duties",
        "folder",
        "journal",
        "keys",
        "opening",
        "reads",
        "sharing",
        "soundness",
        "store",
        "tables",
        "upgrade",
    },
    "db.backup.": {"heads", "restore"},
}
"""Packages of which only so much is shown, or asked for, on the page of the day."""


def test_what_is_not_used_at_a_start_is_late() -> None:
    """Methods of dataclasses, and patterns, are written and compiled when they are first used."""
    eager = []
    for package in ("app", "db", "ui"):
        for path in (ROOT / package).rglob("*.py"):
            told = path.read_text("utf-8")
            is_eager = re.search(r"^from dataclasses import .*\bdataclass\b", told, re.MULTILINE) is not None
            is_of_rules = path.is_relative_to(ROOT / "app" / "domain") and "re.compile(" in told
            if (is_eager or is_of_rules) and path.name != "late.py" and "migrations" not in path.parts:
                eager.append(path.relative_to(ROOT).as_posix())
    assert eager == []


def test_no_statement_is_put_together_while_its_module_is_loaded() -> None:
    """A start asks few of them."""
    for path in (ROOT / "db").rglob("*.py"):
        assert not re.search(r"^\w.*made_once\((?!query)", path.read_text("utf-8"), re.MULTILINE), path


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
    rows, classes, read, later, *loaded = done.stdout.split()
    assert int(rows) > 0
    # Of a widget that Qt made by itself Python looks for its class among all there are: see ui.look.viewport.
    assert classes == "known"
    # Of a module that is loaded in its way Qt reads the source: see ui.frame.starting.
    assert int(read) <= 1
    # Nothing is told to a screen reader, no file and no box is asked for.
    assert int(later) == 0
    # What writes down a mistake, and what many libraries bring along for other systems.
    assert {"ui.window.crash_log", "logging.handlers"}.isdisjoint(loaded)
    tops = {name.partition(".")[0] for name in loaded}
    others = tops - sys.stdlib_module_names - {"app", "db", "ui", "resources"} - LIBRARIES
    # What starts with _ is of Python or of the editable install.
    assert {name for name in others if not name.startswith("_")} == set()
    for package, shown in OF_A_KIND.items():
        found = {name.removeprefix(package).partition(".")[0] for name in loaded if name.startswith(package)}
        assert found <= shown, (package, found - shown)
