"""Installs the .deb into a folder of this machine and uses it there: a part of `python3 run.py test`.

What installer/deb_trial.py does in a whole minimal Debian, without the network and in a minute: dpkg unpacks,
upgrades, removes and purges in a root of its own; libraries and fonts are those of this machine.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from installer.deb_trial import Machine, TrialFailed, tried  # noqa: E402 - started as a script
from tests.ui.cups_queue import DRIVER_QUEUE, cups_queue  # noqa: E402


class Corner(Machine):
    """A folder that dpkg takes for the root of a system."""

    def run(self, command: str, *, user: str = "clerk", **given: str) -> str:  # noqa: ARG002 - nobody else here
        """Run a line of shell that finds the installed program first; return what it says."""
        surroundings = {
            **{name: os.environ[name] for name in ("LANG", "CUPS_SERVER") if name in os.environ},
            "PATH": f"{self.place / 'usr' / 'bin'}:/usr/sbin:/usr/bin:/sbin:/bin",
            **given,
            "HOME": str(self.home),
        }
        done = subprocess.run(
            ["sh", "-c", command], env=surroundings, capture_output=True, text=True, timeout=600, check=False
        )
        if done.returncode:
            raise TrialFailed(
                f"{command}: ended with {done.returncode}\n{done.stdout[-1000:]}{done.stderr[-1000:]}"
            )
        return done.stdout

    def installed(self, name: str) -> str:
        """Unpack a .deb; what it needs is this machine's."""
        self._dpkg(f"--install {self.place / 'var' / name}")
        return self.run(f"dpkg-query --admindir={self.place}/var/lib/dpkg -W -f '${{Version}}' shikaku-desk")

    def remove(self) -> None:
        """Remove and purge the program."""
        self._dpkg("--remove shikaku-desk")
        self._dpkg("--purge shikaku-desk")

    def _dpkg(self, wish: str) -> None:
        self.run(f"dpkg --root={self.place} --force-depends --force-script-chrootless --log=/dev/null {wish}")

    @contextmanager
    def window(self, display: str) -> Iterator[Callable[[str], None]]:
        """Start the menu entry, and what a double click starts, as a desktop does."""
        share = self.place / "usr" / "share"
        # What the triggers of a whole system do.
        self.run(f"update-mime-database {share}/mime && update-desktop-database {share}/applications")

        def on_desktop(command: str) -> None:
            line = f"gio {command} >/dev/null 2>&1 </dev/null &"
            self.run(line, DISPLAY=display, XDG_DATA_DIRS=f"{share}:/usr/share")

        try:
            on_desktop(f"launch {share}/applications/shikaku-desk.desktop")
            yield lambda name: on_desktop(f"open {self.home / name}")
        finally:
            self.end_programs()

    def printed(self) -> tuple[str, bytes]:
        """Print into a queue of a server of its own, through a driver that makes PDF."""
        with pytest.MonkeyPatch.context() as patch, cups_queue(patch) as queue:
            told = self.shikaku("print", "--all", "--printer", DRIVER_QUEUE)
            return told, queue.await_pages()


def corner() -> Corner:
    """Make the empty root."""
    place = ROOT / "build" / "deb-corner"
    shutil.rmtree(place, ignore_errors=True)
    for folder in ("var/lib/dpkg/info", "var/lib/dpkg/updates", "home/clerk"):
        (place / folder).mkdir(parents=True)
    for name in ("status", "available"):
        (place / "var" / "lib" / "dpkg" / name).touch()
    return Corner(place)


def main() -> int:
    """Try it; return the exit status."""
    missing = [name for name in ("dpkg-deb", "dpkg", "Xvfb", "cupsd", "gio") if shutil.which(name) is None]
    if missing or not sys.platform.startswith("linux") or os.geteuid() != 0:
        print(
            f"Skipped: a .deb is installed by root on Debian only (not here: {', '.join(missing) or 'root'})."
        )
        return 0
    return tried(corner)


if __name__ == "__main__":
    sys.exit(main())
