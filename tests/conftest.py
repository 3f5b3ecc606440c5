"""What every test may rely on: no window on the screen, no trace outside its own folder, one day."""

import logging
import os
import shutil
import sys
import tempfile
from collections.abc import Generator, Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import Phase, settings
from pytestqt.qtbot import QtBot

from app.garbage import without_collecting
from app.ports import Store
from tests.light_keys import new_keys_cost

if TYPE_CHECKING:
    from db.store import SqliteStore
    from tests.postgres import Server

# Machines of different speed must agree on what passes.
# Without the explaining phase: it tries a long history again for minutes after the fault is known.
# CI tells what a change does, so it tries the same examples each time; whoever works here tries new ones.
settings.register_profile(
    "office",
    deadline=None,
    derandomize="CI" in os.environ,
    print_blob=True,
    phases=(Phase.explicit, Phase.reuse, Phase.generate, Phase.shrink),
)
settings.load_profile("office")

TODAY = date(2026, 11, 23)


LONG = (
    "db/duties/test_anew.py",
    "db/reads/test_due_days.py",
    "db/reads/test_due_oracle.py",
    "db/reads/test_law.py",
    "db/reads/test_law_properties.py",
    "db/reads/test_status.py",
    "db/test_office_on_server.py",
    "e2e/test_after_a_day.py",
    "e2e/test_any_machine.py",
    "e2e/test_jam.py",
    "e2e/test_kill.py",
    "e2e/test_scan_burst.py",
    "e2e/test_screen_reader.py",
    "faults/test_faults.py",
    "parcels/test_any_order.py",
    "ui/window/test_window_place.py",
    "usecases/counter/test_desk_days.py",
    "usecases/people/test_any_life.py",
)
"""Begun first, in whatever order the rest comes: no core is to wait for one of them in the end."""

PATIENCE_MS = 60_000
"""So long a test waits at most for what is to come: less shows nothing sooner and fails on a busy machine."""

_MEMORY, _ROOM = Path("/dev/shm"), 6 << 30
"""Where Linux keeps files in memory, and the bytes that must be free there to be used."""

NOBODY = "unix:path=/nonexistent/bus"
"""An address at which nothing of the person's session answers."""


def pytest_configure(config: pytest.Config) -> None:
    """Keep tests away from what belongs to the person who runs them.

    The screen, the printers, the settings, the data, the home and the folder for passing
    things are the tests' own; the private print server of tests/ui/cups_queue.py names itself.
    """
    place = tempfile.TemporaryDirectory(prefix="shikaku-tests-", dir=_quick(), ignore_cleanup_errors=True)
    config.add_cleanup(place.cleanup)
    # The filters of a private print server run as another user.
    Path(place.name).chmod(0o711)
    home, passing = (Path(place.name) / name for name in ("home", "tmp"))
    home.mkdir()
    passing.mkdir()
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    # Whatever the machine speaks, the command line explains itself as in an office.
    os.environ["SHIKAKU_LANG"] = "ja"
    os.environ["CUPS_SERVER"] = str(Path(place.name) / "no-print-server")
    os.environ.pop("PRINTER", None)
    os.environ.pop("LPDEST", None)
    # Through the buses printers on the net and the desktop could be reached.
    for name in ("DBUS_SESSION_BUS_ADDRESS", "DBUS_SYSTEM_BUS_ADDRESS"):
        os.environ[name] = NOBODY
    for name in ("HOME", "USERPROFILE", "APPDATA", "LOCALAPPDATA"):
        os.environ[name] = str(home)
    for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME"):
        os.environ[name] = str(home / name.lower())
    # platformdirs asks Windows itself for the folders unless these name them.
    for name in ("WIN_PD_OVERRIDE_APPDATA", "WIN_PD_OVERRIDE_LOCAL_APPDATA"):
        os.environ[name] = str(home)
    for name in ("TMPDIR", "TEMP", "TMP"):
        os.environ[name] = str(passing)
    # Python asked before; of the tests' own folders (tmp_path) those stay that a failed test leaves.
    os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", _quick() or tempfile.gettempdir())
    tempfile.tempdir = None
    if os.environ.pop("PYTHONDONTWRITEBYTECODE", None):
        # Else each worker, and each program that a test starts, compiles everything once more at each run.
        os.environ["PYTHONPYCACHEPREFIX"] = str(config.rootpath / ".pytest_cache" / "compiled")
    new_keys_cost()
    for waiting in (QtBot.waitUntil, QtBot.waitActive, QtBot.waitExposed):
        waiting.__kwdefaults__["timeout"] = PATIENCE_MS


def _quick() -> str | None:
    """Return where a commit costs no wait for a disk; a test that ends a program loses nothing by it."""
    is_there = _MEMORY.is_dir() and shutil.disk_usage(_MEMORY).free > _ROOM
    return str(_MEMORY) if is_there else None


@pytest.hookimpl(wrapper=True)
def pytest_collection(session: pytest.Session) -> Generator[None, object, object]:
    """Nothing that is collected here ends before the last test; to look for it takes as long as the rest."""
    with without_collecting(to_stay=True):
        return (yield)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let the long ones come first, after the others were put in their order by chance."""
    items.sort(key=lambda item: not item.path.as_posix().endswith(LONG))


@pytest.fixture(scope="session", autouse=True)
def no_printers_on_windows() -> Iterator[None]:
    """Windows has no address to turn its print system away with."""
    if sys.platform != "win32":
        yield
        return
    from ui.printers import drivers

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(drivers, "printer_names", lambda: ([], ""))
        yield


@pytest.fixture
def today() -> date:
    """The day on which all tests take place: Monday, 令和8年11月23日."""
    return TODAY


@pytest.fixture(scope="session")
def empty_office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder made once as the program makes it; tests work on copies."""
    from ui.bootstrap import create_sample_folder

    made = tmp_path_factory.mktemp("made") / "data"
    create_sample_folder(made)
    return made


@pytest.fixture(scope="session")
def demo_office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the command demo makes, made once; tests work on copies."""
    from ui.bootstrap import create_sample_office

    made = tmp_path_factory.mktemp("demo") / "data"
    create_sample_office(made, today=TODAY)
    return made


@pytest.fixture(scope="session")
def listed_office(tmp_path_factory: pytest.TempPathFactory, empty_office: Path) -> Path:
    """The sample list, list.csv, and beside it the data folder it was imported into; tests work on copies."""
    from app.usecases.settings.sample_office import sample_list
    from ui.cli import main

    place = tmp_path_factory.mktemp("listed")
    (place / "list.csv").write_bytes(sample_list(TODAY))
    shutil.copytree(empty_office, place / "data")
    with pytest.raises(SystemExit) as end:
        main(["--data", str(place / "data"), "--today", TODAY.isoformat(), "import", str(place / "list.csv")])
    assert not end.value.code
    return place


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let every test that takes a store be run on both of them, not only those that are marked."""
    parser.addoption("--both-stores", action="store_true", help="run each test of a store on PostgreSQL, too")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A test that is marked `both_stores` is run on each, one marked `on_postgresql` on that alone."""
    if "server" not in metafunc.fixturenames:
        return
    marked = {marker.name for marker in metafunc.definition.iter_markers()}
    if "on_postgresql" in marked:
        metafunc.parametrize("server", ["postgresql"], indirect=True)
    elif "both_stores" in marked or metafunc.config.getoption("--both-stores"):
        metafunc.parametrize("server", ["file", "postgresql"], indirect=True)


@pytest.fixture(scope="session")
def postgres() -> Iterator["Server"]:
    """One private PostgreSQL for all tests of a session."""
    from tests.postgres import running

    with running() as server:
        yield server


@pytest.fixture
def server(request: pytest.FixtureRequest) -> "Server | None":
    """The server on which the store of a test lies; None for the file."""
    is_there = getattr(request, "param", "file") == "postgresql"
    return request.getfixturevalue("postgres") if is_there else None


@pytest.fixture
def store(tmp_path: Path, empty_office: Path, server: "Server | None") -> Iterator[Store]:
    """An empty, encrypted, migrated data folder of a sample office."""
    from ui.bootstrap import open_data_folder

    folder = tmp_path / "data"
    shutil.copytree(empty_office, folder)
    if server is not None:
        with server.opened(empty_office, folder) as opened:
            yield opened
        return
    opened = open_data_folder(folder, None)
    yield opened
    opened.close()


@pytest.fixture
def two(postgres: "Server", tmp_path: Path, empty_office: Path) -> Iterator[list["SqliteStore"]]:
    """One office on PostgreSQL, open in the programs of 山田 and 佐藤."""
    folders = [tmp_path / name for name in ("山田", "佐藤")]
    for folder in folders:
        shutil.copytree(empty_office, folder)
    with postgres.opened_by(empty_office, *folders) as stores:
        yield stores


@pytest.fixture(autouse=True)
def nothing_goes_wrong_in_silence(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """A test fails when the program logs an error that the test did not ask for.

    A test that provokes one takes the records out: caplog.clear().
    """
    yield
    errors = [r for r in caplog.get_records("call") if r.levelno >= logging.ERROR]
    assert not errors, [r.getMessage() for r in errors]


@pytest.fixture(autouse=True)
def nothing_is_left_around() -> Iterator[None]:
    """No variable and no other working folder reaches the next test or the programs it starts.

    What a test changes through monkeypatch has been taken back when this looks.
    """
    before, place = surroundings(), Path.cwd()
    yield
    now = surroundings()
    left = sorted(name for name in before.keys() | now.keys() if before.get(name) != now.get(name))
    if left:
        # This test alone is to fail.
        for name in left:
            os.environ.pop(name, None)
        os.environ.update({name: before[name] for name in left if name in before})
    is_there = Path().samefile(place)
    os.chdir(place)
    assert left == [], "changed in os.environ"
    assert is_there, "in another working folder"


def surroundings() -> dict[str, str]:
    """Return the variables of this process, but for pytest's own."""
    around = dict(os.environ)
    around.pop("PYTEST_CURRENT_TEST", None)
    return around


@pytest.fixture(autouse=True)
def nothing_stays_open() -> Iterator[None]:
    """No window, no timer and no pressed key of one test reaches the next, even when it fails half-way.

    A window left behind takes the keyboard; a shortcut that closes its own window takes the
    release of its modifier with it, and Qt remembers Ctrl for the whole process.
    """
    yield
    if "PySide6.QtWidgets" not in sys.modules:
        return
    from PySide6.QtCore import QCoreApplication, QEvent, Qt, QTimer
    from PySide6.QtTest import QTest
    from PySide6.QtWidgets import QApplication, QWidget

    if not isinstance(QApplication.instance(), QApplication):
        return
    # One that waits for a dialog would act in that of another test.
    for waiting in QApplication.instance().children():
        if isinstance(waiting, QTimer):
            waiting.stop()
    # Also what was never shown: with every later window it would be dressed again.
    for left in QApplication.topLevelWidgets():
        if left.isVisible():
            left.close()
        left.deleteLater()
    if QApplication.keyboardModifiers() != Qt.KeyboardModifier.NoModifier:
        anywhere = QWidget()
        QTest.keyRelease(anywhere, Qt.Key.Key_Shift)
        anywhere.deleteLater()
        assert QApplication.keyboardModifiers() == Qt.KeyboardModifier.NoModifier
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
