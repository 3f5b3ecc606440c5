"""Reads the program's window as a screen reader does: over AT-SPI, on a D-Bus and an X server of its own.

Run by tests/e2e/test_screen_reader.py inside dbus-run-session; prints what was told as JSON. FOLDER DAY HOME
"""

import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

LAUNCHER = Path("/usr/libexec/at-spi-bus-launcher")
PATIENCE = 60
_ROOT = "/org/a11y/atspi/accessible/root"
_ACCESSIBLE = "org.a11y.atspi.Accessible"
_CHILD = re.compile(r"'(:[\d.]+)', (?:objectpath )?'([^']+)'")
_TEXT = re.compile(r"""['"](.*)['"]""", re.DOTALL)


class Bus:
    """The bus on which programs tell readers what they show."""

    def __init__(self, address: str) -> None:
        self._address = address

    def call(self, name: str, path: str, method: str, *arguments: str) -> str:
        """Ask one program about one object."""
        to = ["gdbus", "call", "--address", self._address, "--dest", name, "--object-path", path]
        done = subprocess.run(
            [*to, "--method", method, *arguments], capture_output=True, text=True, check=False
        )
        return done.stdout

    def children(self, name: str, path: str) -> list[tuple[str, str]]:
        """Return what stands in it."""
        return _CHILD.findall(self.call(name, path, f"{_ACCESSIBLE}.GetChildren"))

    def name(self, name: str, path: str) -> str:
        """Return what it is called."""
        found = self.call(name, path, "org.freedesktop.DBus.Properties.Get", _ACCESSIBLE, "Name")
        text = _TEXT.search(found)
        return text[1] if text else ""

    def role(self, name: str, path: str) -> str:
        """Return what it is."""
        text = _TEXT.search(self.call(name, path, f"{_ACCESSIBLE}.GetRoleName"))
        return text[1] if text else ""

    def walk(self, name: str, path: str) -> Iterator[tuple[str, str, str]]:
        """Yield path, role and name of all that is told, but for cells of lists and what a box offers."""
        role = self.role(name, path)
        yield path, role, self.name(name, path)
        if role not in ("table", "list", "tree table", "combo box"):
            for _, child in self.children(name, path):
                yield from self.walk(name, child)


@contextmanager
def running(*command: str, **settings: Any) -> Iterator["subprocess.Popen[str]"]:
    """Run a program until the block ends."""
    with subprocess.Popen(command, text=True, **settings) as program:
        try:
            yield program
        finally:
            program.kill()


def awaited(found: Any, what: str = "the bus") -> Any:
    """Ask again until something is told; the question itself takes its time."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if told := found():
            return told
    raise SystemExit(f"{what} was not told in time")


def main() -> None:
    """Show the window and listen."""
    folder, day, home = sys.argv[1:]
    with ExitStack() as programs:
        screen = ("Xvfb", "-displayfd", "1", "-screen", "0", "1400x900x24", "-nolisten", "tcp")
        server = programs.enter_context(running(*screen, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL))
        assert server.stdout is not None
        os.environ |= {
            "DISPLAY": f":{server.stdout.readline().strip()}",
            "QT_QPA_PLATFORM": "xcb",
            "QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1",
            **dict.fromkeys(("HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_RUNTIME_DIR"), home),
        }
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        programs.enter_context(running(str(LAUNCHER), "--launch-immediately", "--a11y=1", **quiet))
        to = ["gdbus", "call", "--session", "--dest", "org.a11y.Bus", "--object-path", "/org/a11y/bus"]
        # Ours answers: asked before it is there, the bus would begin another one.
        subprocess.run(["gdbus", "wait", "--session", "--timeout", str(PATIENCE), "org.a11y.Bus"], check=True)

        def address() -> str:
            done = subprocess.run(
                [*to, "--method", "org.a11y.Bus.GetAddress"], capture_output=True, text=True, check=False
            )
            found = _TEXT.search(done.stdout)
            return found[1] if found else ""

        bus = Bus(awaited(address))
        ours = (sys.executable, "-m", "ui", "--data", folder, "--today", day)
        programs.enter_context(running(*ours, **quiet))
        name = awaited(lambda: bus.children("org.a11y.atspi.Registry", _ROOT), "the program")[-1][0]
        frame = awaited(lambda: bus.children(name, _ROOT), "a window")[0][1]
        title = awaited(lambda: bus.name(name, frame), "its title")
        told = list(bus.walk(name, frame))
        print(json.dumps({"title": title, "told": [one[1:] for one in told]}, ensure_ascii=False))


if __name__ == "__main__":
    main()
