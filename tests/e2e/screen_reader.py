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
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QCoreApplication
from PySide6.QtDBus import QDBusConnection, QDBusMessage

from ui.pages import PAGES

LAUNCHER = Path("/usr/libexec/at-spi-bus-launcher")
PATIENCE = 120
_ROOT = "/org/a11y/atspi/accessible/root"
_ACCESSIBLE = "org.a11y.atspi.Accessible"
_PROPERTIES = "org.freedesktop.DBus.Properties"
_CHILD = re.compile(r'"(:[\d.]+)", \[ObjectPath: ([^\]]+)\]')
_TEXT = re.compile(r'contents=\((?:\[Variant\(QString\): )?"(.*)"\]?\) \)', re.DOTALL)
_STATES = re.compile(r"contents=\([^\d]*(\d+)")
_SHOWING = 25
_ADDRESS = re.compile(r"'(.*)'")


class Bus:
    """The bus on which programs tell readers what they show."""

    def __init__(self, address: str) -> None:
        self._bus = QDBusConnection.connectToBus(address, "reader")

    def call(self, name: str, path: str, interface: str, method: str, *arguments: Any) -> str:
        """Ask one program about one object; return the answer as text: PySide cannot take it apart."""
        message = QDBusMessage.createMethodCall(name, path, interface, method)
        message.setArguments(list(arguments))
        return repr(self._bus.call(message))

    def children(self, name: str, path: str) -> list[tuple[str, str]]:
        """Return what stands in it."""
        return _CHILD.findall(self.call(name, path, _ACCESSIBLE, "GetChildren"))

    def name(self, name: str, path: str) -> str:
        """Return what it is called."""
        return _text(self.call(name, path, _PROPERTIES, "Get", _ACCESSIBLE, "Name"))

    def role(self, name: str, path: str) -> str:
        """Return what it is."""
        return _text(self.call(name, path, _ACCESSIBLE, "GetRoleName"))

    def is_showing(self, name: str, path: str) -> bool:
        """Return whether somebody who sees would see it."""
        states = _STATES.search(self.call(name, path, _ACCESSIBLE, "GetState"))
        return states is not None and bool(int(states[1]) >> _SHOWING & 1)

    def press(self, name: str, path: str) -> None:
        """Do what a press of a button does."""
        self.call(name, path, "org.a11y.atspi.Action", "DoAction", 0)

    def walk(self, name: str, path: str) -> Iterator[tuple[str, str, str]]:
        """Yield path, role and name of all that is shown, but for cells of lists and what a box offers."""
        if not self.is_showing(name, path):
            return
        role = self.role(name, path)
        yield path, role, self.name(name, path)
        if role not in ("table", "list", "tree table", "combo box"):
            for _, child in self.children(name, path):
                yield from self.walk(name, child)


def _text(answer: str) -> str:
    found = _TEXT.search(answer)
    return found[1] if found else ""


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
    reader = QCoreApplication([])
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
            found = _ADDRESS.search(done.stdout)
            return found[1] if found else ""

        bus = Bus(awaited(address))
        ours = (sys.executable, "-m", "ui", "--data", folder, "--today", day)
        programs.enter_context(running(*ours, **quiet))
        name = awaited(lambda: bus.children("org.a11y.atspi.Registry", _ROOT), "the program")[-1][0]
        frame = awaited(lambda: bus.children(name, _ROOT), "a window")[0][1]
        title = awaited(lambda: bus.name(name, frame), "its title")
        ways = next(path for path, _, words in bus.walk(name, frame) if words == "画面の一覧")
        buttons = [(path, words) for path, role, words in bus.walk(name, ways) if "button" in role]
        told = {}
        for page in PAGES:
            bus.press(name, next(path for path, words in buttons if words.startswith(page.title)))
            told[page.name] = awaited(partial(shown, bus, name, frame, page.title), page.title)
        print(json.dumps({"title": title, "told": told}, ensure_ascii=False))
    reader.quit()


def shown(bus: Bus, name: str, frame: str, title: str) -> list[tuple[str, str]]:
    """Return role and name of all that is shown, once it is the page of that title."""
    if not bus.name(name, frame).startswith(title):
        return []
    told = [one[1:] for one in bus.walk(name, frame)]
    return told if ("label", title) in told else []


if __name__ == "__main__":
    main()
