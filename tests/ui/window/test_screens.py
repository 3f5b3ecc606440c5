"""Every screen can be had as a picture, from any data folder."""

from datetime import date
from pathlib import Path

from PySide6.QtGui import QImage

from app.ports import Store
from ui.cli.screens import save_screens
from ui.pages import PAGES


def test_a_picture_of_every_page_in_both_looks(
    office: Store, today: date, tmp_path: Path, qapp: object
) -> None:
    files = save_screens(office, today, tmp_path / "shots", data=tmp_path / "office", sizes=((1366, 768),))
    assert len(files) == 2 * len(PAGES)
    assert files[0].name == "01-today-dark-1366.png"
    for file in files:
        image = QImage(str(file))
        assert (image.width(), image.height()) == (1366, 768)
    assert {f.name for f in (tmp_path / "shots").iterdir()} == {f.name for f in files}


def test_light_and_dark_differ(office: Store, today: date, tmp_path: Path, qapp: object) -> None:
    save_screens(office, today, tmp_path, data=tmp_path / "office", sizes=((1366, 768),))
    light = QImage(str(tmp_path / "01-today-light-1366.png")).pixelColor(1300, 60).lightness()
    dark = QImage(str(tmp_path / "01-today-dark-1366.png")).pixelColor(1300, 60).lightness()
    assert light > 240
    assert dark < 60
