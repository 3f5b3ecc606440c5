"""A file is written wholly or not at all, for its owner alone; a refusal names its cause."""

import errno
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from app import files
from app.errors import SystemTrouble
from app.files import aside_of, private_folder, put_in_place, read, trouble, write_aside, writing_aside

linux = pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells what an open file is")
posix = pytest.mark.skipif(os.name != "posix", reason="Windows has no such permissions")


@pytest.fixture
def open_umask() -> Iterator[None]:
    """A computer on which everybody may do everything."""
    before = os.umask(0)
    yield
    os.umask(before)


def names(folder: Path) -> list[str]:
    return sorted(file.name for file in folder.iterdir())


def held() -> PermissionError:
    """What Windows says while a virus scanner looks at a fresh file."""
    error = PermissionError(errno.EACCES, "held")
    error.winerror = 32  # type: ignore[attr-defined]
    return error


def test_a_file_is_replaced_and_nothing_is_left_beside_it(tmp_path: Path) -> None:
    paper = tmp_path / "証.pdf"
    for data in (b"old", b"new"):
        write_aside(paper, data)
        assert paper.read_bytes() == data
    assert names(tmp_path) == ["証.pdf"]


@posix
def test_only_the_owner_reads_what_is_written(tmp_path: Path, open_umask: None) -> None:
    paper, loose = tmp_path / "list.csv", tmp_path / "loose"
    paper.touch(0o666)
    loose.mkdir(0o777)
    write_aside(paper, b"names")
    assert paper.stat().st_mode & 0o777 == 0o600
    for folder in (loose, tmp_path / "deep" / "fresh"):
        assert private_folder(folder).stat().st_mode & 0o777 == 0o700


def test_a_writer_that_dies_leaves_the_old_file(tmp_path: Path) -> None:
    paper = tmp_path / "list.csv"
    write_aside(paper, b"old")

    def die_half_way() -> None:
        with writing_aside(paper) as file:
            file.write(b"half")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        die_half_way()
    assert paper.read_bytes() == b"old"
    assert names(tmp_path) == ["list.csv"]


def test_what_an_earlier_death_left_aside_is_no_obstacle(tmp_path: Path) -> None:
    aside_of(tmp_path / "list.csv").write_bytes(b"half")
    write_aside(tmp_path / "list.csv", b"whole")
    assert names(tmp_path) == ["list.csv"]


@linux
def test_file_and_folder_are_flushed_around_the_rename(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else a power cut may keep the name and lose the contents, or forget the name."""
    done: list[str] = []
    flush, rename = os.fsync, Path.replace

    def flushed(opened: int) -> None:
        done.append("folder" if Path(f"/proc/self/fd/{opened}").is_dir() else "file")
        flush(opened)

    def renamed(self: Path, target: Path) -> Path:
        done.append("rename")
        return rename(self, target)

    monkeypatch.setattr(os, "fsync", flushed)
    monkeypatch.setattr(Path, "replace", renamed)
    write_aside(tmp_path / "list.csv", b"names")
    (tmp_path / "aside").mkdir()
    put_in_place(tmp_path / "aside", tmp_path / "folder")
    assert done == ["file", "rename", "folder", "rename", "folder"]


def test_a_file_held_for_a_moment_is_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    waited: list[float] = []
    real, times = Path.replace, iter([True, True, False])

    def replace(self: Path, target: Path) -> Path:
        if next(times):
            raise held()
        return real(self, target)

    monkeypatch.setattr(Path, "replace", replace)
    monkeypatch.setattr(files.time, "sleep", waited.append)
    write_aside(tmp_path / "list.csv", b"names")
    assert (tmp_path / "list.csv").read_bytes() == b"names"
    assert len(waited) == 2


def test_a_file_to_remove_is_waited_for_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    waited: list[float] = []
    real, times = Path.unlink, iter([True, False])

    def unlink(self: Path, missing_ok: bool = False) -> None:
        if next(times):
            raise held()
        real(self, missing_ok)

    (tmp_path / "old.zip").touch()
    monkeypatch.setattr(Path, "unlink", unlink)
    monkeypatch.setattr(files.time, "sleep", waited.append)
    files.remove(tmp_path / "old.zip")
    assert (names(tmp_path), len(waited)) == ([], 1)


def test_a_file_held_for_good_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    waited: list[float] = []

    def replace(self: Path, target: Path) -> Path:
        raise held()

    monkeypatch.setattr(Path, "replace", replace)
    monkeypatch.setattr(files.time, "sleep", waited.append)
    with pytest.raises(SystemTrouble, match=r"list\.csv に書けません。ほかのプログラムが開いているか"):
        write_aside(tmp_path / "list.csv", b"names")
    assert sum(waited) < 2
    assert names(tmp_path) == []


@pytest.mark.parametrize(
    ("code", "said"),
    [
        (errno.ENOSPC, "ディスクがいっぱいです"),
        (errno.EDQUOT, "ディスクがいっぱいです"),
        (errno.EACCES, "権限がありません"),
        (errno.EROFS, "読み取り専用"),
        (errno.EIO, "読み書きに失敗"),
        (errno.ENOTDIR, "その場所がありません"),
        (errno.EISDIR, "フォルダーです"),
        (errno.ENAMETOOLONG, "名前が長すぎます"),
        (errno.EMFILE, "ディスクを確かめるか"),
    ],
)
def test_each_refusal_names_its_cause(code: int, said: str) -> None:
    sentence = str(trouble(OSError(code, "No space left"), "控え.zip に書けません"))
    assert sentence.startswith("控え.zip に書けません。")
    assert said in sentence
    assert "No space" not in sentence


def test_real_places_that_refuse(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    (tmp_path / "folder").mkdir()
    for path, said in (
        (tmp_path / "nowhere" / "list.csv", "その場所がありません"),
        (tmp_path / "file" / "list.csv", "その場所がありません"),
        (tmp_path / "folder", "フォルダーです"),
        *([(tmp_path / ("長" * 100), "名前が長すぎます")] if os.name == "posix" else []),
    ):
        with pytest.raises(SystemTrouble, match=said):
            write_aside(path, b"names")
    assert names(tmp_path) == ["file", "folder"]
    for path, said in (
        (tmp_path / "nowhere.csv", "その場所がありません"),
        (tmp_path / "folder", "それはフォルダーです"),
    ):
        with pytest.raises(SystemTrouble, match=f"{path.name} を読めません。{said}"):
            read(path)
