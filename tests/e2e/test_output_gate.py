"""Every command that writes a file: never onto the data or a stranger's file, and nothing recorded first."""

import errno
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from app import files
from tests.conftest import TODAY
from tests.e2e.test_print_commands import Shikaku, shikaku  # noqa: F401 - the fixture
from ui.bootstrap import open_data_folder


def writers(office: Shikaku) -> dict[str, tuple[list[str], str]]:
    """Every command line that names a file to write (given last), and an ending that fits."""
    people = office.ask("members")["rows"]
    key = next(r["key"] for r in people if r["kind"] == "insured" and not r["disqualified_on"])
    return {
        "backup": (["backup"], ".zip"),
        "due": (["due", "--out"], ".csv"),
        "status": (["status", "--give", "--out"], ".xlsx"),
        "print": (["print", "--all", "--pdf"], ".pdf"),
        "form": (["form", "elderly_log", "--pdf"], ".pdf"),
        "form list": (["form", "elderly_log", "--out"], ".csv"),
        "leave": (["leave", key, "--retired", TODAY.isoformat(), "--slip"], ".pdf"),
        "screens": (["screens"], ""),
    }


def state(office: Shikaku) -> tuple[dict[str, bytes], int]:
    """What lies in the data folder, and how many steps are recorded."""
    opened = open_data_folder(office.folder, None)
    steps = len(opened.queries.operations(1000))
    opened.close()
    kept = ("keys.json", "shikaku.db")
    return {name: (office.folder / name).read_bytes() for name in kept}, steps


def test_no_command_writes_into_the_data_folder_or_onto_a_foreign_file(
    shikaku: Shikaku,  # noqa: F811
    tmp_path: Path,
) -> None:
    roster = b"PK\x03\x04 the only roster of the office \x00\xff\xfe"
    (tmp_path / "link").symlink_to(shikaku.folder)
    for name, (command, ending) in writers(shikaku).items():
        before = state(shikaku)
        foreign = tmp_path / f"roster{ending}"
        foreign.write_bytes(roster)
        targets = [
            shikaku.folder / f"new{ending}",
            tmp_path / "link" / f"new{ending}",
            shikaku.folder / "backups" / ".." / f"new{ending}",
            shikaku.folder / "shikaku.db",
            shikaku.folder / "keys.json",
            tmp_path / "no" / f"such{ending}",
            foreign,
        ]
        for target in targets:
            status, out, err = shikaku.run(*command, str(target))
            assert (status, out) == (1, ""), f"{name} {target}: {out}{err}"
            assert err.count("\n") == 1, err
        assert foreign.read_bytes() == roster
        assert state(shikaku) == before, name
        foreign.unlink()


def test_a_backup_makes_way_only_for_one_of_the_same_office(
    shikaku: Shikaku,  # noqa: F811
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    file = tmp_path / "backup.zip"
    shikaku.ask("backup", str(file))
    shikaku.ask("backup", str(file))
    other = Shikaku(tmp_path / "other", capsys)
    other.ask("demo")
    before = file.read_bytes()
    status, _, err = other.run("backup", str(file))
    assert (status, "このデータのバックアップではないファイル" in err) == (1, True)
    assert file.read_bytes() == before
    assert shikaku.ask("backup", str(shikaku.folder / "backups" / "mine.zip"))


@pytest.fixture
def full_disk(tmp_path: Path) -> Iterator[Path]:
    """A real file system with hardly any room."""
    place = tmp_path / "full"
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=16k", "none", str(place)]
    if subprocess.run(mount, check=False, capture_output=True).returncode != 0:
        pytest.skip("only root may mount a small file system here")
    yield place
    subprocess.run(["umount", str(place)], check=True)


def test_a_full_disk_is_said_to_be_full_and_leaves_nothing_there(
    shikaku: Shikaku,  # noqa: F811
    full_disk: Path,
) -> None:
    for name, (command, ending) in writers(shikaku).items():
        if name in ("backup", "screens", "form list", "form"):
            continue
        before = state(shikaku)
        status, out, err = shikaku.run(*command, str(full_disk / f"a{ending}"))
        if status == 0:
            (full_disk / f"a{ending}").unlink()  # small enough
            continue
        assert (out, "ディスクがいっぱいです" in err) == ("", True), f"{name}: {err}"
        assert name == "status" or state(shikaku) == before, name
        assert list(full_disk.iterdir()) == []


def test_what_was_recorded_before_the_disk_failed_is_said(
    shikaku: Shikaku,  # noqa: F811
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(files, "put_in_place", full)
    status, _, err = shikaku.run("status", "--give", "--out", str(tmp_path / "a.csv"))
    assert status == 1
    assert err.index("回答") < err.index("ディスクがいっぱい")
