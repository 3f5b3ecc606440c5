"""Try the program under Windows' own Python, and its set-up: `python3 run.py windows` (Debian, as root).

self-test → sample office → lists as JSON → paper → every screen → the first window, photographed, all
with no face but the program's own; paper and window again with the BIZ UD faces of a Japanese Windows →
certificates drawn as for a printer, into a metafile → the set-up, built and used (setup_trial.py) → the
tests of what differs between systems. Everything is in Japanese and CP932, as on a Windows there, and in a
folder with a Japanese name. Pictures and paper are left in build/windows-seen.
"""

import json
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pypdfium2
from PIL import Image, ImageChops, ImageFilter

from installer.wine import machine, setup_trial
from installer.wine.machine import PREFIX, ROOT, TrialFailed, run_python
from installer.wine.pictures import on_screen, photographed

SEEN = ROOT / "build" / "windows-seen"
OFFICE = PREFIX / "drive_c" / "users" / "山田 花子" / "資格確認書"
TODAY = ("--today", "2026-11-30")
# What is not the same on every system, in parts that each tell when they are done. The rest of the tests asks
# about the program's own rules. Whatever needs a program of Debian says so itself and is skipped there.
TESTS = {
    "files and places": (
        "tests/unit/test_files.py",
        "tests/unit/test_output.py",
        "tests/unit/test_places.py",
    ),
    "folder and keys": ("tests/db/folder/test_place.py", "tests/db/keys/test_keys_file.py"),
    "printers": ("tests/ui/printers/test_windows.py", "tests/ui/printers/test_winspool.py"),
    "paper": ("tests/golden/test_certificate_text.py", "tests/golden/test_certificate_names.py"),
}
# A minute there is a second here.
TOO_LONG = ("no_path_whatever",)
SECONDS = 1200
"""For one part, before it counts as hanging: beside much other work the printers took ten minutes."""
A_LINE_EACH = 1000
"""What a page of lines and letters has more of than that: calls. A picture is one."""
FAINT, MOST_OFF = 100, 0.002
"""Of 255: less ink is none. How much of a page may differ: a row of small letters is more."""


def main() -> int:
    """Do every step, even after one failed, so that one run tells all; 0 if all went well."""
    try:
        machine.set_up(ROOT / "requirements-dev.lock")
    except TrialFailed as failure:
        print(failure, file=sys.stderr)
        return 1
    shutil.rmtree(SEEN, ignore_errors=True)
    SEEN.mkdir(parents=True)
    shutil.rmtree(OFFICE.parent, ignore_errors=True)
    OFFICE.parent.mkdir(parents=True)
    machine.take_faces_away()
    steps: tuple[tuple[str, Callable[[], str]], ...] = (
        ("self-test", self_test),
        ("sample office", sample_office),
        ("lists as JSON", lists),
        ("paper", paper),
        ("every screen", screens),
        ("first window", first_window),
        ("BIZ UD faces", faces),
        ("self-test with BIZ UD", self_test),
        ("paper with BIZ UD", paper),
        ("first window with BIZ UD", first_window),
        ("certificates as lines, into a metafile", metafile),
        *setup_trial.steps(SEEN),
        ("tests", tests),
    )
    failed = []
    for name, step in steps:
        print(f"\n== {name}", flush=True)
        began = time.monotonic()
        try:
            print(f"{step()} ({time.monotonic() - began:.0f} s)", flush=True)
        except (TrialFailed, subprocess.SubprocessError, OSError, ValueError) as failure:
            print(f"FAILED: {failure}", flush=True)
            failed.append(name)
    print(f"\nFailed: {', '.join(failed)}" if failed else f"\nAll of it works. Look into {SEEN}.")
    return 1 if failed else 0


def seen() -> Path:
    """Return where pictures and paper of the present faces go."""
    folder = SEEN / ("with-biz" if machine.has_faces() else "bare")
    folder.mkdir(exist_ok=True)
    return folder


def faces() -> str:
    """Give Windows the faces that a Japanese one brings."""
    machine.lend_faces()
    return "BIZ UD in Fonts"


def self_test() -> str:
    """The program tries itself."""
    return shikaku("--self-test")


def sample_office() -> str:
    """Make the sample office in a folder with a Japanese name and a blank."""
    shikaku("--data", OFFICE, *TODAY, "demo")
    return shikaku("--data", OFFICE, "verify")


def lists() -> str:
    """Read the lists as a program would: JSON in UTF-8, whatever the console is."""
    people = json.loads(shikaku("--data", OFFICE, *TODAY, "--format", "json", "members"))
    due = json.loads(shikaku("--data", OFFICE, *TODAY, "--format", "json", "due"))
    if "\U00020bb7" not in json.dumps(people, ensure_ascii=False):
        raise TrialFailed("no 𠮷 came through.")
    return f"{len(people['rows'])} people and {len(due['rows'])} lines of the due list, 𠮷 among them"


def paper() -> str:
    """Print everything that is due in a new office into a PDF; every font must be in it."""
    certificates = seen() / "certificates.pdf"
    office = OFFICE.with_name(f"紙 {seen().name}")
    shikaku("--data", office, *TODAY, "demo")
    shikaku("--data", office, *TODAY, "print", "--all", "--pdf", certificates)
    fonts = subprocess.run(["pdffonts", str(certificates)], capture_output=True, text=True, check=True).stdout
    rows = fonts.splitlines()[2:]
    if not rows or not all(re.search(r"\byes yes yes\b", row) for row in rows):
        raise TrialFailed(f"a font is not embedded, subset and readable:\n{fonts}")
    picture = ["pdftoppm", "-png", "-r", "80", "-l", "1", str(certificates), str(seen() / "certificate")]
    subprocess.run(picture, check=True)
    return f"{certificates.stat().st_size // 1000} kB: {', '.join(row.split()[0][7:] for row in rows)}"


def metafile() -> str:
    """Draw certificates as for a printer: lines and letters stay such, and look as in the PDF."""
    certificates = seen() / "certificates.pdf"
    done = run_python("-m", "installer.wine.metafile", certificates, seen())
    if done.returncode:
        raise TrialFailed(done.stderr[-2000:])
    pages = json.loads(done.stdout)
    for told in pages:
        wanted = "picture" if told["as_picture"] else "lines"
        off = _differs(certificates, told["page"], seen() / told["seen"])
        is_whole = (told["records"] > A_LINE_EACH) is not told["as_picture"]
        if told["drawn"] != wanted or not is_whole or off > MOST_OFF:
            raise TrialFailed(f"{told['seen']} is {told['drawn']}, {off:.2%} of it other than the PDF.")
    return ", ".join(f"{told['seen']} {told['bytes'] // 1000} kB" for told in pages)


def _differs(pdf: Path, page: int, picture: Path) -> float:
    """Return which share of a page has ink where the PDF has none near, or none where the PDF has some."""
    drawn = Image.open(picture).convert("L")
    with pypdfium2.PdfDocument(pdf) as document:
        wanted = document[page].render(scale=drawn.width / document[page].get_width()).to_pil().convert("L")
    wanted = wanted.resize(drawn.size)
    off = 0
    for one, other in ((drawn, wanted), (wanted, drawn)):
        # Edges are drawn otherwise: what has ink of the other within a pixel is the same.
        near = ImageChops.subtract(other.filter(ImageFilter.MinFilter(5)), one)
        off += sum(near.histogram()[FAINT:])
    return off / (drawn.width * drawn.height)


def screens() -> str:
    """Draw every page."""
    folder = seen() / "screens"
    shikaku("--data", OFFICE, *TODAY, "screens", folder)
    return f"{len(list(folder.rglob('*.png')))} pictures"


def first_window() -> str:
    """Open the window on a real screen and photograph it; it must show something within a minute."""
    with on_screen() as display:
        program = machine.start_python("-m", "ui.cli", "--data", OFFICE, *TODAY, display=display)
        try:
            photographed(display, program, seen() / "first-window.png")
        finally:
            machine.run("wineserver", "-k")
            program.wait(30)
    return "first-window.png"


def tests() -> str:
    """Run the tests as on Windows, part by part; what does not end in time counts as failed."""
    options = ("-q", "-p", "no:cacheprovider", "-n", "2", "--tb", "short", "--no-header")
    left_out = ("-k", " and ".join(f"not {name}" for name in TOO_LONG))
    failed, told = [], []
    for part, files in TESTS.items():
        try:
            outcome = run_python("-m", "pytest", *files, *options, *left_out, seconds=SECONDS)
            said, is_good = outcome.stdout + outcome.stderr, outcome.returncode == 0
        except subprocess.TimeoutExpired:
            machine.end(PREFIX)
            said, is_good = f"not done within {SECONDS} seconds", False
        told.append(said)
        last = said.strip().splitlines()[-1] if said.strip() else "nothing was said"
        print(f"   {part}: {last}", flush=True)
        if not is_good:
            failed.append(part)
    (SEEN / "tests.txt").write_text("\n".join(told), "utf-8")
    if failed:
        raise TrialFailed(f"{', '.join(failed)}; see tests.txt")
    return f"{len(TESTS)} parts"


def shikaku(*arguments: "str | Path") -> str:
    """Run the command line; return what it printed, raise with its sentence if it refused."""
    outcome = run_python("-m", "ui.cli", *arguments)
    if outcome.returncode:
        said = f"{outcome.stdout[-1000:]}{outcome.stderr[-2000:]}".strip()
        raise TrialFailed(f"shikaku {arguments[-1]} ended with {outcome.returncode}: {said}")
    return outcome.stdout.strip()


if __name__ == "__main__":
    sys.exit(main())
