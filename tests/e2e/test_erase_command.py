"""What the program left on a PC is named in every place, and gone where that was asked for."""

import json
from pathlib import Path

import pytest

from app import places
from app.errors import WrongPassphrase
from db.folder.lock import FolderLock
from db.keys.wrong_tries import WrongTries
from ui.bootstrap import create_sample_folder
from ui.cli import main
from ui.window.application import settings_file

CONFIRMED = ("--confirm", "data")


class Said(dict):
    """What the command answered."""

    @property
    def files(self) -> dict[str, int]:
        return {row["kind"]: row["files"] for row in self["rows"]}


def ask(folder: Path, *args: str, capsys: pytest.CaptureFixture[str]) -> Said:
    with pytest.raises(SystemExit) as ended:
        main(["--data", str(folder), "--format", "json", *args])
    assert ended.value.code == 0, capsys.readouterr()
    return Said(json.loads(capsys.readouterr().out))


def refused(folder: Path, *args: str, capsys: pytest.CaptureFixture[str]) -> str:
    with pytest.raises(SystemExit) as ended:
        main(["--data", str(folder), *args])
    assert ended.value.code == 1
    return capsys.readouterr().err


@pytest.fixture
def folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    """An office that has left something in every place there is."""
    folder = tmp_path / "data"
    create_sample_folder(folder)
    create_sample_folder(folder.with_name("data-sample"))
    made = ask(folder, "backup", capsys=capsys)
    ask(folder, "backup", str(tmp_path / "stick.zip"), capsys=capsys)
    ask(folder, "restore", made["file"], capsys=capsys)
    with pytest.raises(WrongPassphrase), WrongTries(folder).one_more("an office"):
        raise WrongPassphrase
    settings_file().parent.mkdir(parents=True, exist_ok=True)
    settings_file().write_text("[look]\ntheme=dark\n")
    places.log_folder().mkdir(parents=True, exist_ok=True)
    (places.log_folder() / "crash.log").write_text("a place")
    return folder


def everything(place: Path) -> list[str]:
    homes = [place, places.state_folder(), settings_file().parent]
    return sorted({file.name for home in homes for file in home.rglob("*") if file.is_file()})


def test_every_place_is_named_and_nothing_is_touched(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = everything(tmp_path)
    said = ask(folder, "erase", capsys=capsys)
    assert set(said.files) == {
        "data",
        "backup",
        "replaced",
        "elsewhere",
        "sample",
        "tries",
        "settings",
        "log",
    }
    assert (said["is_erased"], said.files["elsewhere"]) == (False, 1)
    assert any("SSD" in sentence for sentence in said["unknown"])
    assert "何も消していません" in refused(folder, "erase", "--confirm", "はい", capsys=capsys)
    lock = FolderLock(folder)
    try:
        assert "使用中" in refused(folder, "erase", *CONFIRMED, capsys=capsys)
    finally:
        lock.release()
    assert everything(tmp_path) == before


def test_everything_goes_but_the_backup_elsewhere(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    said = ask(folder, "erase", *CONFIRMED, capsys=capsys)
    assert (said.files, said["is_erased"]) == ({"elsewhere": 1}, True)
    assert everything(tmp_path) == ["stick.zip"]
    assert not folder.exists()
    again = ask(folder, "erase", capsys=capsys)
    assert again["rows"] == []


def test_the_backup_elsewhere_goes_where_that_is_asked_for(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ask(folder, "erase", "--backup-elsewhere", *CONFIRMED, capsys=capsys)
    assert everything(tmp_path) == []


def test_what_is_not_ours_stays_and_is_named(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "写真").mkdir()
    (folder / "写真" / "花.jpg").write_bytes(b"a flower")
    said = ask(folder, "erase", *CONFIRMED, capsys=capsys)
    assert said.files == {"foreign": 1, "elsewhere": 1}
    assert everything(folder) == ["花.jpg"]


def test_what_cannot_be_removed_is_no_success(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("db.backup.erasing.remove", lambda path: None)
    assert "消しきれません" in refused(folder, "erase", *CONFIRMED, capsys=capsys)
