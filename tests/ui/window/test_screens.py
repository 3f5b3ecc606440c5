"""Every screen can be had as a picture, from any data folder."""

import os
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtGui import QImage

from app.errors import BadValue
from app.ports import Store
from ui.cli.screens import Wanted, save_screens


def test_a_picture_of_every_page_in_both_looks(
    office: Store, today: date, tmp_path: Path, qapp: object
) -> None:
    wanted = Wanted(only=("today-means", "desk", "settings-look", "elderly-contact"))
    files = save_screens(office, today, tmp_path / "shots", data=tmp_path / "office", wanted=wanted)
    names = {file.name for file in files}
    assert {"01-today-means-dark-1366.png", "03-desk-light-1366.png"} <= names
    for file in files:
        image = QImage(str(file))
        is_whole = (image.width(), image.height()) == (1366, 768)
        assert is_whole is ("contact" not in file.name)  # a dialog is shown alone
    assert {f.name for f in (tmp_path / "shots").iterdir()} == names


def test_a_name_that_no_screen_has_is_refused(
    office: Store, today: date, tmp_path: Path, qapp: object
) -> None:
    with pytest.raises(BadValue, match="today"):
        save_screens(office, today, tmp_path / "shots", data=tmp_path / "office", wanted=Wanted(only=("x",)))
    assert not (tmp_path / "shots").exists()


def test_light_and_dark_differ(office: Store, today: date, tmp_path: Path, qapp: object) -> None:
    save_screens(office, today, tmp_path, data=tmp_path / "office", wanted=Wanted(only=("guide",)))
    light = QImage(str(tmp_path / "09-guide-light-1366.png")).pixelColor(1300, 60).lightness()
    dark = QImage(str(tmp_path / "09-guide-dark-1366.png")).pixelColor(1300, 60).lightness()
    assert light > 240
    assert dark < 60


def test_programs_begun_afterwards_find_their_own_screen(
    office: Store, today: date, tmp_path: Path, qapp: object
) -> None:
    before = dict(os.environ)
    save_screens(office, today, tmp_path, data=tmp_path / "office", wanted=Wanted(zoom=150, only=("guide",)))
    assert dict(os.environ) == before
