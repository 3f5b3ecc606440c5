"""A second start: whether a window is there to take what was double-clicked."""

from pathlib import Path

import pytest

from db.folder import handing
from db.folder.lock import FolderLock


def test_nothing_is_handed_to_a_folder_that_nobody_has_open(tmp_path: Path, empty_office: Path) -> None:
    assert not handing.handed_over(tmp_path / "none", None)
    assert not handing.handed_over(empty_office, tmp_path / "a.shikaku-parcel")
    FolderLock(empty_office).release()


@pytest.mark.usefixtures("store")
def test_a_command_line_takes_nothing_and_no_note_stays(tmp_path: Path) -> None:
    assert not handing.handed_over(tmp_path / "data", tmp_path / "a.shikaku-parcel", seconds=0)
    assert handing.taken(tmp_path / "data") is None


def test_a_note_is_taken_once_with_every_letter_of_a_name(tmp_path: Path) -> None:
    for name in ("山田 花子\u3000控え.shikaku-backup", "\udcff.zip"):
        (tmp_path / "to-open.txt").write_bytes(str(tmp_path / name).encode("utf-8", "surrogateescape"))
        assert handing.taken(tmp_path) == (tmp_path / name,)
        assert handing.taken(tmp_path) is None
    (tmp_path / "to-open.txt").touch()
    assert handing.taken(tmp_path) == (None,)
