"""Before a data folder is open whatever goes wrong is said in a box, written down and leaves nothing."""

import os
import subprocess
import sys
from pathlib import Path

# A newcomer presses the sample's button twice; boxes are read and closed, then the dialog is left.
NEWCOMER = """
import sys
from pathlib import Path
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QMessageBox
from app.usecases.settings import sample_office
from ui.window.application import application

def broken(tx, *, today):
    raise ValueError("髙橋 見本")

sample_office.fill = broken
app = application([])
seen, pressed = Path({seen!r}), 0

def step():
    global pressed
    # Anew each time: a timer does not fire while a box stands open in its own step.
    QTimer.singleShot(0, step)
    dialog = app.activeModalWidget()
    if isinstance(dialog, QMessageBox):
        with seen.open("a", encoding="utf-8") as file:
            file.write(dialog.text() + dialog.informativeText() + dialog.detailedText() + "\\n")
        dialog.close()
    elif dialog is not None and pressed < 2:
        pressed += 1
        look = next(b for b in dialog.findChildren(QAbstractButton) if b.text().startswith("まず見本の"))
        QTest.keyClick(look, Qt.Key.Key_Space)
    elif dialog is not None:
        QTest.keyClick(dialog, Qt.Key.Key_Escape)

QTimer.singleShot(0, step)
{streams}
from ui.cli import main
main(["--data", {folder!r}])
"""


def test_a_mistake_at_the_first_start_is_shown_and_leaves_nothing(tmp_path: Path) -> None:
    seen, log = tmp_path / "seen.txt", tmp_path / "state/shikaku-desk/log/crash.log"
    places = tmp_path / "places"
    places.mkdir()
    for streams in ("", "sys.stdout = sys.stderr = None"):
        code = NEWCOMER.format(seen=str(seen), folder=str(places / "data"), streams=streams)
        done = subprocess.run(
            [sys.executable, "-c", code],
            env=os.environ | {"XDG_STATE_HOME": str(tmp_path / "state")},
            capture_output=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr.decode("utf-8")
        assert b"Traceback" not in done.stderr
        told = seen.read_text("utf-8")
        assert told.count("プログラムの誤りで、今の操作を終えられませんでした。") == 2
        assert str(log) in told
        for text in (told, log.read_text("utf-8")):
            assert "ValueError" in text
            assert "髙橋" not in text
        assert list(places.iterdir()) == []
        seen.unlink()
