"""What a PC knows of its printers outlives the name that a remote desktop gives them for one session."""

from pathlib import Path

import pytest
from PySide6.QtCore import QSettings

from app.domain.calibration import Calibration
from ui.frame.preferences import Preferences
from ui.printers.paper import Paper
from ui.printers.setup import keep_calibration, keep_paper, kept_calibration, kept_paper, lasting_name


@pytest.mark.parametrize(
    ("name", "lasting"),
    [
        ("Canon LBP (リダイレクト 2)", "Canon LBP"),
        ("Canon LBP(リダイレクト 12)", "Canon LBP"),
        ("Canon LBP (redirected 3)", "Canon LBP"),
        ("総務 複合機 (2)", "総務 複合機 (2)"),
        ("", ""),
    ],
)
def test_only_the_number_of_the_session_is_left_out(name: str, lasting: str) -> None:
    assert lasting_name(name) == lasting


def test_tray_and_correction_are_those_of_the_session_before(tmp_path: Path) -> None:
    kept = Preferences(QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat))
    paper = Paper(tray="Upper", has_back=True)
    keep_paper(kept, "複合機 (リダイレクト 1)", paper)
    keep_calibration(kept, "複合機 (リダイレクト 1)", paper, Calibration(dx=1.5), "")
    found = kept_paper(kept, "複合機 (リダイレクト 7)")
    assert found == paper
    assert kept_calibration(kept, "複合機 (リダイレクト 7)", found).calibration.dx == 1.5
