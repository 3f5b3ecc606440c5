"""The set-up for Windows, built and used: a part of `python3 run.py windows`, in a fresh wine prefix.

PyInstaller under Windows' Python → NSIS → the version before installed silently below a Japanese user's
folders → self-test, sample office, window, paper through a print queue → the new version over it while
the window is open, the data the same → a backup
double-clicked → refused while a command is at work → PATH → removed, the data kept.
"""

import json
import os
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from installer import deb, parts_list, windows_setup
from installer.wine import machine
from installer.wine.machine import MACHINE, ROOT, TrialFailed, run, windows_path
from installer.wine.pictures import on_screen, photographed
from tests.ui.cups_queue import DRIVER_QUEUE, cups_queue

DIST = ROOT / "dist" / "windows"
FRESH = MACHINE / "fresh"
BEFORE = "0.0.9"
CLERK = FRESH / "drive_c" / "users" / "山田 花子"
LOCAL = CLERK / "AppData" / "Local"
PROGRAM = LOCAL / "Programs" / "Shikaku Desk"
OFFICE = LOCAL / "shikaku-desk"
UNINSTALL = r"HKCU\Software\Microsoft\Windows\CurrentVersion\Uninstall\ShikakuDesk"
SHELL_FOLDERS = r"HKCU\Software\Microsoft\Windows\CurrentVersion\Explorer\User Shell Folders"
TODAY = ("--today", "2026-11-30")
IS_OPEN = 5
WIDEST_PICTURE = 1000
"""Points: a seal is less, a page of A4 more than twice as many."""
# Windows has them itself; the stand-ins made here must never reach a user.
WINDOWS_OWN = ("icuuc.dll", "bcryptprimitives.dll", "ucrtbase.dll")


def steps(seen: Path) -> tuple[tuple[str, Callable[[], str]], ...]:
    """Return what is tried, in order; seen: where pictures and paper go."""
    return (
        ("the program folder, by PyInstaller", build),
        ("the set-up, by NSIS", pack),
        ("a fresh Windows; the version before, silently", install_before),
        ("self-test of the installed program", lambda: shikaku("--self-test")),
        ("its sample office", office),
        ("its paper through a print queue", lambda: printed(seen)),
        ("its window, and the new version over it", lambda: upgrade(seen)),
        ("a double click on a backup", lambda: double_click(seen)),
        ("refused while a command is at work", refused_while_open),
        ("PATH by wish", on_path),
        ("removed: the data stays", removed),
    )


def build() -> str:
    """Build with Windows' Python; the build tests itself."""
    done = machine.run_python("installer/build.py", "--check", seconds=3600, PYTHONUTF8="1")
    if done.returncode:
        raise TrialFailed(f"{done.stdout[-2000:]}{done.stderr[-3000:]}")
    alien = [file.name for name in WINDOWS_OWN for file in DIST.rglob(name)]
    if alien:
        raise TrialFailed(f"{', '.join(alien)} came along.")
    return done.stdout.strip().splitlines()[-1]


def pack() -> str:
    """Compile the set-up, and an older one of the same program."""
    for old in DIST.glob("*.exe"):
        old.unlink()
    windows_setup.compiled(DIST / "shikaku-desk", MACHINE, number=BEFORE, quick=True)
    made = windows_setup.compiled(DIST / "shikaku-desk", DIST)
    parts_list.write([made], DIST)
    return f"{made.name}, {made.stat().st_size / 1_000_000:.0f} MB"


def install_before() -> str:
    """Install the version before in a prefix that has nothing but wine's own."""
    machine.end(FRESH)
    shutil.rmtree(FRESH, ignore_errors=True)
    machine.make_prefix(FRESH)
    # Without any face wine's console, which it shows beside windows, divides by nothing.
    machine.lend_faces(FRESH)
    for name, place in (
        ("Local AppData", LOCAL),
        ("AppData", LOCAL.with_name("Roaming")),
        ("Programs", CLERK / "Programs"),
    ):
        place.mkdir(parents=True)
        value = "C:" + str(place).partition("drive_c")[2].replace("/", "\\")
        run("wine", "reg", "add", SHELL_FOLDERS, "/v", name, "/d", value, "/f", prefix=FRESH)
    set_up(MACHINE / windows_setup.name_of(BEFORE))
    for starter in ("shikaku.exe", "shikaku-desk.exe", "uninstall.exe"):
        if not (PROGRAM / starter).exists():
            raise TrialFailed(f"{starter} is not in {PROGRAM}.")
    if not list((CLERK / "Programs").glob("*.lnk")):
        raise TrialFailed("there is no entry in the start menu.")
    if registered("DisplayVersion") != BEFORE:
        raise TrialFailed("Windows' list of programs does not name the version.")
    return str(PROGRAM.relative_to(FRESH))


def office() -> str:
    """Make the sample office where the window will look for it."""
    shikaku(*TODAY, "demo")
    if not (OFFICE / "shikaku.db").exists():
        raise TrialFailed(f"the data is not in {OFFICE}.")
    return f"{len(members())} names"


def printed(seen: Path) -> str:
    """Print through Windows' way of printing into a queue of CUPS, which wine lends the program."""
    with pytest.MonkeyPatch.context() as patch, cups_queue(patch) as queue:
        lent = {"CUPS_SERVER": os.environ["CUPS_SERVER"]}
        # Wine leaves the paper to the queue.
        subprocess.run(["lpadmin", "-p", DRIVER_QUEUE, "-o", "PageSize=A4"], check=True)
        # A driver is lent when wine begins.
        machine.end(FRESH)
        told = shikaku(*TODAY, "print", "--all", "--printer", DRIVER_QUEUE, **lent)
        pages = queue.await_pages()
    (seen / "printed.pdf").write_bytes(pages)
    facts = subprocess.run(["pdfinfo", str(seen / "printed.pdf")], capture_output=True, text=True, check=True)
    if "A4" not in facts.stdout:
        raise TrialFailed(f"what came out is not A4:\n{facts.stdout}")
    pictures = subprocess.run(
        ["pdfimages", "-list", str(seen / "printed.pdf")], capture_output=True, text=True, check=True
    )
    if any(int(row.split()[3]) > WIDEST_PICTURE for row in pictures.stdout.splitlines()[2:]):
        raise TrialFailed(f"a page came out as a picture:\n{pictures.stdout}")
    return told.splitlines()[-1]


def upgrade(seen: Path) -> str:
    """Photograph the window, put the new version over the open program, and compare the data."""
    before = members()
    # The desktop of what ran without a screen would stay, and hold the window.
    machine.end(FRESH)
    with on_screen() as display:
        opened = subprocess.Popen(
            ["wine", str(PROGRAM / "shikaku-desk.exe"), *TODAY],
            env=machine.surroundings(FRESH, DISPLAY=display),
            stdin=subprocess.DEVNULL,
            # Into the void wine's Windows would give Python streams that it cannot open.
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        try:
            photographed(display, opened, seen / "installed-window.png")
            set_up(DIST / windows_setup.name_of(deb.version()), DISPLAY=display)
            # Asked to close as its own cross does: it ends by itself, and well.
            if opened.wait(30) != 0:
                raise TrialFailed(f"the open window ended with {opened.returncode}.")
        finally:
            opened.kill()
            machine.end(FRESH)
    if registered("DisplayVersion") != deb.version() or members() != before:
        raise TrialFailed("the new version did not take the place of the one before with its data.")
    return f"{shikaku('verify')} installed-window.png"


def double_click(seen: Path) -> str:
    """Let Windows open a backup by its kind: it comes up in the window, the second time in the same one."""
    backup = CLERK / "Documents" / "控え 1.shikaku-backup"
    backup.parent.mkdir(exist_ok=True)
    shikaku("backup", "C:" + str(backup).partition("drive_c")[2].replace("/", "\\"))
    for kind in (".shikaku-backup", "ShikakuDesk.Backup"):
        # Of kinds of files wine 8 knows only the machine's; Windows looks for the user's before them.
        ours, machines = (rf"{root}\Software\Classes\{kind}" for root in ("HKCU", "HKLM"))
        run("wine", "reg", "copy", ours, machines, "/s", "/f", prefix=FRESH)
    machine.end(FRESH)
    with on_screen() as display:

        def click() -> "subprocess.Popen[bytes]":
            return subprocess.Popen(
                ["wine", "start", "/wait", "/unix", str(backup)],
                env=machine.surroundings(FRESH, DISPLAY=display),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
            )

        opened = click()
        try:
            photographed(display, opened, seen / "double-click.png")
            if not _windows_with(backup.name):
                raise TrialFailed("Windows did not hand the backup to the program.")
            _await_rest()
            photographed(display, opened, seen / "double-click.png")
            if click().wait(1200) or len(_windows()) != 1:
                raise TrialFailed("a second window stayed beside the first.")
        finally:
            opened.kill()
            machine.end(FRESH)
    return "double-click.png"


def refused_while_open() -> str:
    """A command that waits for its passphrase cannot be asked to close: nothing is touched then."""
    waiting = subprocess.Popen(
        ["wine", str(PROGRAM / "shikaku.exe"), "--data", "C:\\new", "--passphrase-file", "-", "init"],
        env=machine.surroundings(FRESH, WINEQT_QPA_PLATFORM="offscreen"),
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        # What wine starts beside the first program holds that one's streams: the set-up's must not be they.
        end = time.monotonic() + 60
        while not _services_run() and time.monotonic() < end:
            time.sleep(0.2)
        set_up(DIST / windows_setup.name_of(deb.version()), wanted=IS_OPEN)
    finally:
        assert waiting.stdin is not None
        waiting.stdin.close()
        waiting.wait(60)
    return shikaku("--version")


def on_path() -> str:
    """The command line comes on the user's PATH when that is asked for, beside what stood there."""
    run("wine", "reg", "add", r"HKCU\Environment", "/v", "Path", "/d", r"C:\mine", "/f", prefix=FRESH)
    set_up(DIST / windows_setup.name_of(deb.version()), "/PATH")
    path = _asked(r"HKCU\Environment", "Path")
    # reg speaks the console's code page: the Japanese name in between is not compared.
    mine, _, program = path.partition(";")
    if mine != r"C:\mine" or not program.endswith(r"\AppData\Local\Programs\Shikaku Desk"):
        raise TrialFailed(f"PATH is {path}")
    return path


def removed() -> str:
    """Remove the program; the office's data is nobody's but the office's."""
    before = _contents(OFFICE)
    done = run("wine", str(PROGRAM / "uninstall.exe"), "/S", prefix=FRESH)
    end = time.monotonic() + 120
    # The remover copies itself aside first, and ends before the copy does.
    while PROGRAM.exists() and time.monotonic() < end:
        time.sleep(0.5)
    machine.end(FRESH)
    left = [*PROGRAM.rglob("*"), *(CLERK / "Programs").glob("*")]
    if done.returncode or left or registered("DisplayVersion"):
        raise TrialFailed(f"ended with {done.returncode}, left: {left[:5]}")
    if not before or _contents(OFFICE) != before:
        raise TrialFailed("the office's data is not as it was.")
    if _asked(r"HKCU\Environment", "Path") != r"C:\mine":
        raise TrialFailed("PATH is not as it was.")
    kept = run("wine", "reg", "query", r"HKCU\Software\Classes\.shikaku-backup", prefix=FRESH)
    if kept.returncode == 0:
        raise TrialFailed("Windows still believes that the program opens a backup.")
    return f"{len(before)} files of the office as they were"


def set_up(file: Path, *options: str, wanted: int = 0, **extra: str) -> None:
    """Run a set-up silently; raise unless it ends as wanted."""
    done = run("wine", windows_path(file), "/S", *options, prefix=FRESH, **extra)
    if done.returncode != wanted:
        raise TrialFailed(f"{file.name} ended with {done.returncode}, not {wanted}: {done.stderr[-500:]}")


def members() -> object:
    """Return the roster."""
    return json.loads(shikaku(*TODAY, "--format", "json", "members"))["rows"]


def shikaku(*arguments: str, **extra: str) -> str:
    """Run the installed command line; return what it printed, raise with its sentence if it refused."""
    given = {"WINEQT_QPA_PLATFORM": "offscreen", **extra}
    done = run("wine", str(PROGRAM / "shikaku.exe"), *arguments, prefix=FRESH, **given)
    if done.returncode:
        said = f"{done.stdout[-1000:]}{done.stderr[-2000:]}".strip()
        raise TrialFailed(f"shikaku {arguments[-1]} ended with {done.returncode}: {said}")
    return done.stdout.strip()


def registered(name: str) -> str:
    """Return what Windows' list of programs says of this one; "" for nothing."""
    return _asked(UNINSTALL, name)


def _asked(key: str, name: str) -> str:
    told = run("wine", "reg", "query", key, "/v", name, prefix=FRESH).stdout
    line = next((line for line in told.splitlines() if line.strip().startswith(name)), "")
    return line.strip().partition("REG_")[2].partition(" ")[2].strip()


def _await_rest() -> None:
    """Wait until the window has done what the click made it do: it reckons no more."""
    before, end = -1.0, time.monotonic() + 300
    while (now := sum(_spent())) != before and time.monotonic() < end:
        before = now
        time.sleep(5)


def _spent() -> Iterator[float]:
    """The seconds of the processor that each open window took."""
    for process in psutil.process_iter(["cmdline", "cpu_times"]):
        if "shikaku-desk.exe" in (process.info["cmdline"] or ("",))[0] and process.info["cpu_times"]:
            # A window at rest still looks at its clocks.
            yield round(process.info["cpu_times"].user, 1)


def _lines() -> list[str]:
    """The command lines of all that runs."""
    return [" ".join(process.info["cmdline"] or ()) for process in psutil.process_iter(["cmdline"])]


def _services_run() -> bool:
    return any("plugplay.exe" in line for line in _lines())


def _windows() -> list[str]:
    """The command lines of the program's open windows."""
    return [line for line in _lines() if "shikaku-desk.exe" in line and "start" not in line.split()[:2]]


def _windows_with(name: str) -> list[str]:
    return [line for line in _windows() if name in line]


def _contents(folder: Path) -> dict[str, bytes]:
    return {str(file.relative_to(folder)): file.read_bytes() for file in folder.rglob("*") if file.is_file()}
