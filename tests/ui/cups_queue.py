"""A real CUPS server of the test's own: its socket, spool and backend lie in the test's folder."""

import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.conftest import PATIENCE_MS

SERVER_BIN = Path("/usr/lib/cups")
QUEUE = "office"
PRINTER_QUEUE = "paper"

# A queue with a real driver: what it kept went through every filter that an office printer's does.
DRIVER_QUEUE = "driver"
DRIVER = "/usr/share/ppd/cupsfilters/Generic-PDF_Printer-PDF.ppd"

# A backend is called as: job user title copies options [file]; the pages come by standard input.
BACKEND = """#!/bin/sh
[ $# -eq 0 ] && {{ echo 'direct keep "Unknown" "keeps what is printed"'; exit 0; }}
printf '%s\\n' "$3" > {out}/title
printf '%s\\n' "$5" > {out}/options
if [ -n "$6" ]; then cat "$6" > {out}/part; else cat > {out}/part; fi
mv {out}/part {out}/pages.pdf
"""

# A printer with paper: every sheet it feeds is a line of `fed`: what was on it.
# The files stop, twice, short name a 用紙通番 at which it jams, feeds two, or loses the sheet; empty, how
# many sheets are in the tray; silent, that it never moves.
PRINTER = """#!{python}
import io, os, re, sys, time
from pathlib import Path

if len(sys.argv) == 1:
    print('direct paper "Unknown" "feeds sheets"')
    sys.exit(0)
out = Path("{out}")

def asked(name):
    file = out / name
    return file.read_text().strip() if file.exists() else ""

def say(line):
    sys.stderr.write(line + chr(10))
    sys.stderr.flush()

data = Path(sys.argv[6]).read_bytes() if len(sys.argv) > 6 else sys.stdin.buffer.read()
(out / "jobs").open("a").write(str(len(data)) + chr(10))
while asked("silent"):
    time.sleep(0.05)
sys.path[:0] = {path!r}
import pypdfium2

document = pypdfium2.PdfDocument(data)
for page in range(len(document)):
    text = document[page].get_textpage().get_text_range()
    issue = re.search(r"[0-9A-Z]{{4}}-[0-9A-Z]{{4}}", text)
    number = issue.group() if issue else "separator"
    label = re.search(r"P\\d+-[\\d-]+", text).group() if issue else "separator"
    while (left := asked("empty")) and len((out / "fed").read_text().split()) >= int(left):
        say("STATE: +media-empty-error")
        time.sleep(0.05)
    say("STATE: -media-empty-error")
    with (out / "fed").open("a") as fed:
        if asked("stop") == label:
            fed.write("torn:" + number + chr(10))
            (out / "stop").unlink()
            say("STATE: +media-jam-error")
            say("PAGE: %d 1" % (page + 1))
            sys.exit(4)
        if asked("short") == label:
            (out / "short").unlink()
        else:
            fed.write(number + chr(10))
        if asked("twice") == label:
            fed.write("blank" + chr(10))
    say("PAGE: %d 1" % (page + 1))
say("STATE: -media-jam-error")
document.close()
"""

SERVER = """
Listen {folder}/cups.sock
Browsing Off
DefaultAuthType None
WebInterface No
# A job is written down at once, not after half a minute: a test looks sooner.
DirtyCleanInterval 0
<Location />
  Order allow,deny
  Allow all
</Location>
<Policy default>
  <Limit All>
    Order deny,allow
  </Limit>
</Policy>
"""

FILES = """
ServerRoot {folder}/root
ServerBin {folder}/bin
RequestRoot {folder}/spool
TempDir {folder}/temp
CacheDir {folder}/cache
StateDir {folder}/state
ErrorLog {folder}/error_log
AccessLog {folder}/access_log
PageLog {folder}/page_log
FileDevice Yes
Sandboxing relaxed
"""


@dataclass(frozen=True)
class Queue:
    """A running queue. out: what came out of the printer."""

    name: str
    folder: Path
    spool: Path

    @property
    def fed(self) -> list[str]:
        """What the printer with paper fed, in order: issue numbers, torn:…, blank."""
        return (self.out / "fed").read_text().split()

    def ask(self, **wishes: str) -> None:
        """Tell the printer with paper what to do; an empty wish is taken back."""
        for name, wish in wishes.items():
            file = self.out / name
            file.write_text(wish) if wish else file.unlink(missing_ok=True)

    def start_again(self) -> None:
        """Start the printer with paper after a jam: no sooner than the server has stopped it.

        It tells of the jam a moment before it ends and is stopped; starting it in between starts nothing.
        """
        _wait_until(lambda: b"disabled" in _answer("lpstat", "-p", PRINTER_QUEUE))
        subprocess.run(["cupsenable", PRINTER_QUEUE], check=True)

    @property
    def out(self) -> Path:
        return self.folder / "out"

    def await_pages(self) -> bytes:
        """Wait for the printer to have taken the job; without what a driver puts around a PDF."""
        _wait_until((self.out / "pages.pdf").exists)
        kept = (self.out / "pages.pdf").read_bytes()
        return kept[kept.index(b"%PDF") :]


@contextmanager
def cups_queue(monkeypatch: pytest.MonkeyPatch) -> Iterator[Queue]:
    """Start a server with three queues; skip where CUPS is absent or may not be started."""
    if shutil.which("cupsd") is None or shutil.which("lpadmin") is None or not SERVER_BIN.is_dir():
        pytest.skip("CUPS is not installed")
    if os.geteuid() != 0:
        pytest.skip("only root may start a print server")
    # Not in the test's folder: filters run as another user, who may not look in there.
    place = tempfile.TemporaryDirectory(prefix="cups-")
    folder = Path(place.name)
    _lay_out(folder)
    monkeypatch.setenv("CUPS_SERVER", str(folder / "cups.sock"))
    server = subprocess.Popen(
        ["cupsd", "-f", "-c", folder / "cupsd.conf", "-s", folder / "cups-files.conf"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait_until(_is_running)
        subprocess.run(
            ["lpadmin", "-p", QUEUE, "-E", "-v", "keep:/", "-m", "raw"], check=True, capture_output=True
        )
        subprocess.run(["lpadmin", "-d", QUEUE], check=True, capture_output=True)
        subprocess.run(
            ["lpadmin", "-p", PRINTER_QUEUE, "-E", "-v", "paper:/", "-m", "raw"],
            check=True,
            capture_output=True,
        )
        subprocess.run(
            ["lpadmin", "-p", DRIVER_QUEUE, "-E", "-v", "keep:/", "-P", DRIVER],
            check=True,
            capture_output=True,
        )
        yield Queue(QUEUE, folder, folder / "spool")
    finally:
        server.terminate()
        server.wait(PATIENCE_MS / 1000)
        place.cleanup()


def _lay_out(folder: Path) -> None:
    for name in ("root", "spool", "temp", "cache", "state", "out", "bin/backend"):
        (folder / name).mkdir(parents=True)
    # The server runs backends as another user.
    folder.chmod(0o755)
    (folder / "out").chmod(0o777)
    # Filters, too, run as another user, and keep their pages there for a moment.
    (folder / "temp").chmod(0o1777)
    for part in SERVER_BIN.iterdir():
        if part.name != "backend":
            (folder / "bin" / part.name).symlink_to(part)
    backend = folder / "bin/backend/keep"
    backend.write_text(BACKEND.format(out=folder / "out"))
    backend.chmod(0o700)
    (folder / "out" / "fed").touch()
    printer = folder / "bin/backend/paper"
    path = [entry for entry in sys.path if entry.endswith("site-packages")]
    printer.write_text(PRINTER.format(out=folder / "out", python=sys.executable, path=path))
    printer.chmod(0o700)
    (folder / "cupsd.conf").write_text(SERVER.format(folder=folder))
    (folder / "cups-files.conf").write_text(FILES.format(folder=folder))


def _is_running() -> bool:
    return b"is running" in _answer("lpstat", "-r")


def _answer(*question: str) -> bytes:
    # Elsewhere it answers in the language of the machine.
    plain = {**os.environ, "LC_ALL": "C"}
    return subprocess.run(question, check=False, capture_output=True, env=plain).stdout


def _wait_until(arrived: Callable[[], bool]) -> None:
    """Ask again until it is so; whoever asks without rest keeps the printer from printing."""
    end = time.monotonic() + PATIENCE_MS / 1000
    while not arrived():
        assert time.monotonic() < end, "the print server did not answer in time"
        threading.Event().wait(0.01)
