"""The tests reach nothing that belongs to the person who runs them."""

import re
import tempfile
from pathlib import Path

import pytest
from PySide6.QtCore import QStandardPaths

from tests.conftest import LONG
from ui.printers.spool import printers

Place = QStandardPaths.StandardLocation
PLACES = (
    Place.HomeLocation,
    Place.AppDataLocation,
    Place.ConfigLocation,
    Place.GenericCacheLocation,
    Place.DocumentsLocation,
)
LEADS_OUT = re.compile(
    r"QDesktopServices|openUrl|webbrowser|startfile|OpenExternalLinks|xdg-open|smtplib|urllib\.request"
)


def test_no_printer_of_the_machine_is_seen() -> None:
    assert printers() == []


@pytest.mark.parametrize("place", PLACES)
def test_what_is_kept_for_a_person_lies_in_the_tests_own_home(place: Place) -> None:
    assert Path.home().parent.name.startswith("shikaku-tests-")
    assert Path(QStandardPaths.writableLocation(place)).is_relative_to(Path.home())


def test_what_is_left_in_the_folder_for_passing_things_goes_with_the_tests() -> None:
    assert Path(tempfile.gettempdir()).is_relative_to(Path.home().parent)


def test_nothing_in_the_program_opens_another(modules: list[Path]) -> None:
    """So no test can open a browser, a mail or a folder on somebody's screen.

    But the way to a file that was written, whose addresses the tests take themselves (tests/ui/conftest.py).
    """
    found = [path.name for path in modules if LEADS_OUT.search(path.read_text("utf-8"))]
    assert found == ["written_file.py"]


def test_the_long_ones_that_begin_first_are_there(root: Path) -> None:
    assert [name for name in LONG if not (root / "tests" / name).exists()] == []
