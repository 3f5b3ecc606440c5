"""A real CUPS server of the test's own: its socket, spool and backend lie in the test's folder."""

import os
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

SERVER_BIN = Path("/usr/lib/cups")
QUEUE = "office"

# A backend is called as: job user title copies options [file]; the pages come by standard input.
BACKEND = """#!/bin/sh
[ $# -eq 0 ] && {{ echo 'direct keep "Unknown" "keeps what is printed"'; exit 0; }}
printf '%s\\n' "$3" > {out}/title
printf '%s\\n' "$5" > {out}/options
if [ -n "$6" ]; then cat "$6" > {out}/part; else cat > {out}/part; fi
mv {out}/part {out}/pages.pdf
"""

SERVER = """
Listen {folder}/cups.sock
Browsing Off
DefaultAuthType None
WebInterface No
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
    def out(self) -> Path:
        return self.folder / "out"

    def await_pages(self) -> bytes:
        """Wait for the printer to have taken the job."""
        _wait_until((self.out / "pages.pdf").exists)
        return (self.out / "pages.pdf").read_bytes()


@contextmanager
def cups_queue(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Queue]:
    """Start a server with one queue; skip where CUPS is absent or may not be started."""
    if shutil.which("cupsd") is None or shutil.which("lpadmin") is None or not SERVER_BIN.is_dir():
        pytest.skip("CUPS is not installed")
    if os.geteuid() != 0:
        pytest.skip("only root may start a print server")
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
        yield Queue(QUEUE, folder, folder / "spool")
    finally:
        server.terminate()
        server.wait(10)


def _lay_out(folder: Path) -> None:
    for name in ("root", "spool", "temp", "cache", "state", "out", "bin/backend"):
        (folder / name).mkdir(parents=True)
    # The server runs backends as another user.
    folder.chmod(0o755)
    (folder / "out").chmod(0o777)
    for part in SERVER_BIN.iterdir():
        if part.name != "backend":
            (folder / "bin" / part.name).symlink_to(part)
    backend = folder / "bin/backend/keep"
    backend.write_text(BACKEND.format(out=folder / "out"))
    backend.chmod(0o700)
    (folder / "cupsd.conf").write_text(SERVER.format(folder=folder))
    (folder / "cups-files.conf").write_text(FILES.format(folder=folder))


def _is_running() -> bool:
    answer = subprocess.run(["lpstat", "-r"], check=False, capture_output=True)
    return b"is running" in answer.stdout


def _wait_until(arrived: Callable[[], bool], seconds: int = 20) -> None:
    """Ask again until it is so."""
    end = time.monotonic() + seconds
    while not arrived():
        assert time.monotonic() < end, "the print server did not answer in time"
        os.sched_yield()
