"""Start of the program until the due list is painted, against an empty window of the same toolkit.

From source with bytecode, over an office that asks for no passphrase: what somebody types, and the
derivation of the key (slow on purpose), are no part of the ratio; the derivation is measured by itself.
What the window begins by itself once the list is painted (`ui/window/beginning.py`) is no part of it
either: nothing follows the empty window. The time is that of the processor where the system tells it of a
program that ended: other work beside it makes a start wait, not the start longer.
"""

import compileall
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.population import TODAY, fill
from benchmarks.timing import growth, interleaved, report

ROOT = Path(__file__).parent.parent
SIZES = (200, 5_000)

EMPTY = """
import os
from PySide6.QtWidgets import QApplication, QMainWindow
app = QApplication([])
app.setStyle("Fusion")  # the program's; it names it as an argument, which is cheaper
window = QMainWindow()
window.resize(1366, 768)
window.show()
app.processEvents()
os._exit(0)
"""
OURS = """
import os, sys
from ui.cli import main
from app.garbage import without_collecting
with without_collecting(to_stay=True):
    import ui.bootstrap  # loaded before Qt, as the program does
from PySide6.QtWidgets import QApplication
QApplication.exec = lambda _app: os._exit(0)  # everything is painted, and it would wait for the first key
main(["--data", sys.argv[1], "--today", sys.argv[2]])
"""
UNLOCK = """
from app.domain.roles import User
from db.keys.slot import Slot
Slot("passphrase", User("-"), b"s" * 16, b"n" * 12, b"", b"", b"").wrapping_key("合言葉")
"""


def run(program: str, *arguments: str, home: str) -> None:
    """Run one start in a process of its own, with settings of its own."""
    surroundings = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "XDG_CONFIG_HOME": home}
    subprocess.run(
        [sys.executable, "-c", program, *arguments],
        env=surroundings,
        cwd=ROOT,
        check=True,
        timeout=60,
        stderr=subprocess.DEVNULL,
    )


def processor_time() -> float:
    """Return the seconds that the programs run so far took of the processor."""
    if sys.platform == "win32":
        return time.perf_counter()
    import resource

    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    return ended.ru_utime + ended.ru_stime


def main() -> None:
    """Measure both sizes."""
    for package in ("app", "db", "ui", "resources"):
        compileall.compile_dir(ROOT / package, quiet=1)
    results = []
    with tempfile.TemporaryDirectory() as place:
        for members in SIZES:
            folder = Path(place) / str(members)
            fill(folder, members).close()
            measured = interleaved(
                {
                    "start to due list": lambda folder=folder: run(
                        OURS, str(folder), TODAY.isoformat(), home=place
                    ),
                    "empty window": lambda: run(EMPTY, home=place),
                    "deriving the key alone": lambda: run(UNLOCK, home=place),
                },
                7,
                processor_time,
            )
            report(f"start, {members:,} members", measured, "empty window")
            results.append(measured)
    growth("start", SIZES, results)


if __name__ == "__main__":
    main()
