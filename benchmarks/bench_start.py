"""Start of the program until the due list is painted, against an empty window of the same toolkit."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.population import TODAY, fill
from benchmarks.timing import growth, interleaved, report

SIZES = (200, 5_000)

EMPTY = """
from PySide6.QtWidgets import QApplication, QMainWindow
app = QApplication([])
window = QMainWindow()
window.resize(1366, 768)
window.show()
app.processEvents()
"""
OURS = """
import sys
from datetime import date
from pathlib import Path
from PySide6.QtWidgets import QApplication
from ui.bootstrap import build, open_data_folder
app = QApplication([])
window = build(open_data_folder(Path(sys.argv[1]), None), lambda: date.fromisoformat(sys.argv[2]))
window.resize(1366, 768)
window.show()
app.processEvents()
window.close()
"""


def run(program: str, *arguments: str) -> None:
    """Run one start in a process of its own."""
    surroundings = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    subprocess.run(
        [sys.executable, "-c", program, *arguments], env=surroundings, check=True, stderr=subprocess.DEVNULL
    )


def main() -> None:
    """Measure both sizes."""
    results = []
    with tempfile.TemporaryDirectory() as place:
        for members in SIZES:
            folder = Path(place) / str(members)
            fill(folder, members).close()
            measured = interleaved(
                {
                    "start to due list": lambda folder=folder: run(OURS, str(folder), TODAY.isoformat()),
                    "empty window": lambda: run(EMPTY),
                },
                7,
            )
            report(f"start, {members:,} members", measured, "empty window")
            results.append(measured)
    growth("start", SIZES, results)


if __name__ == "__main__":
    main()
