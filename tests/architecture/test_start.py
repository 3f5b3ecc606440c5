"""What may be loaded until the list of the day is painted: nothing that it does not show."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

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
LATER = {"AnnouncementPoliteness", "DialogLabel", "StandardButton", "ParsingMode", "ComplexControl"}
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

FIRST_SIGHT = """
import sys
from ui.cli import main
from ui import bootstrap
from PySide6.QtWidgets import QApplication, QDialog
def at_once(app):
    from PySide6.QtCore import QEventLoop, QPoint, QRect, Qt
    from PySide6.QtTest import QTest
    window = next(one for one in app.topLevelWidgets() if hasattr(one, "current_page"))
    page, search = window.current_page, window.top_bar.search
    list_ = page.table.viewport()
    place = lambda: QRect(list_.mapTo(window, QPoint()), list_.size())
    before, painted = place(), window.backingStore().paintDevice().copy(place())
    colours = {painted.pixel(x, y) for x in range(0, painted.width(), 2) for y in range(0, 90, 2)}
    is_late = "ui.pages.settings.page" not in sys.modules
    QTest.keyClick(window, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClicks(app.focusWidget(), "2001")
    while "ui.pages.settings.page" not in sys.modules:
        app.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
    print(len(page.model.rows), len(colours) > 20, is_late, search.text(), place() == before)
    return 0
QApplication.exec = at_once
QDialog.exec = lambda dialog: sys.exit(f"{dialog.windowTitle()} stands in the way")
main(["--data", sys.argv[1], "--today", sys.argv[2]])
"""

LIBRARIES = {
    *("PySide6", "shiboken6", "shibokensupport", "signature_bootstrap"),
    *("peewee", "playhouse", "sqlcipher3"),  # the encrypted database
    "jpholiday",
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


@pytest.fixture
def folder(empty_office: Path, tmp_path: Path) -> Path:
    """The data of an office with one person, of whom something is due."""
    folder = tmp_path / "data"
    shutil.copytree(empty_office, folder)
    store = open_data_folder(folder, None)
    with store.transaction("名簿") as tx:
        office = tx.save_office(Office(None, "2001", "見本本社"))
        tx.save_person(person(id=None, office_id=office.id))
    store.close()
    return folder


def _told(program: str, folder: Path) -> list[str]:
    """Run a start on the smallest usual screen, and return what it prints."""
    place = folder.parent
    screen = {"name": "one", "x": 0, "y": 0, "width": 1366, "height": 768, "logicalDpi": 96, "dpr": 1}
    (place / "screens.json").write_text(json.dumps({"screens": [screen]}), "utf-8")
    surroundings = {
        # Without a folder: Qt would take the colon behind a drive for its own.
        "QT_QPA_PLATFORM": "offscreen:configfile=screens.json",
        "PYTHONPATH": os.pathsep.join(map(str, (ROOT, *filter(None, sys.path)))),
    }
    done = subprocess.run(
        [sys.executable, "-c", program, str(folder), "2026-11-23"],
        env={**os.environ, **surroundings},
        cwd=place,
        capture_output=True,
        text=True,
        check=False,
        timeout=240,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.split()


def test_the_list_is_painted_first_and_what_is_typed_at_once_is_kept(folder: Path) -> None:
    """What the window begins by itself comes after the first sight, moves nothing and takes no key."""
    assert _told(FIRST_SIGHT, folder) == ["1", "True", "True", "2001", "True"]


def test_i1_nothing_is_loaded_that_is_not_shown(folder: Path) -> None:
    """What keeps the start within its budget; how long it takes is measured by benchmarks/bench_start.py."""
    rows, classes, read, later, *loaded = _told(START, folder)
    assert int(rows) > 0
    # Of a widget that Qt made by itself Python looks for its class among all there are: see ui.look.viewport.
    assert classes == "known"
    # Of a module that is loaded in its way Qt reads the source: see ui.frame.starting.
    assert int(read) <= 1
    # Nothing is told to a screen reader, no file and no box is asked for, nothing of a style.
    assert int(later) == 0
    # What writes down a mistake, and what libraries bring along for other systems, columns and work.
    assert {"ui.window.crash_log", "logging.handlers", "socket", "uuid", "platform"}.isdisjoint(loaded)
    assert {"difflib", "concurrent.futures"}.isdisjoint(loaded)
    tops = {name.partition(".")[0] for name in loaded}
    others = tops - sys.stdlib_module_names - {"app", "db", "ui", "resources"} - LIBRARIES
    # What starts with _ is of Python or of the editable install.
    assert {name for name in others if not name.startswith("_")} == set()
    for package, shown in OF_A_KIND.items():
        found = {name.removeprefix(package).partition(".")[0] for name in loaded if name.startswith(package)}
        assert found <= shown, (package, found - shown)
