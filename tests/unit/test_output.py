"""Output never falls on the data: every place a person names passes one gate, in one sentence."""

import errno
import os
import shutil
import socket
import zipfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app import files
from app.errors import BadValue, SystemTrouble, UserError
from app.files import WrittenInDoubt
from app.output import CSV, PDF, PNG, TABLES, TOML, Kind, folder_place, place, sweep

posix = pytest.mark.skipif(os.name != "posix", reason="Windows has no such files")

A_PDF = b"%PDF-1.7\n"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A folder like a data folder, with something in every corner."""
    folder = tmp_path / "office" / "data"
    (folder / "backups").mkdir(parents=True)
    for name in ("shikaku.db", "shikaku.db-wal", "keys.json", "backups/shikaku-20261123-090000.zip"):
        (folder / name).write_bytes(name.encode())
    return folder


def contents(folder: Path) -> dict[str, bytes]:
    return {str(file.relative_to(folder)): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def refused(path: Path, data: Path, *kinds: Kind) -> str:
    before = contents(data)
    with pytest.raises((UserError, SystemTrouble)) as refusal:
        place(path, data, *(kinds or TABLES))
    assert contents(data) == before
    return str(refusal.value)


@pytest.mark.parametrize(
    "name",
    [
        "a.pdf",
        "shikaku.db",
        "keys.json",
        "shikaku.db-wal",
        "backups/list.csv",
        "backups/shikaku-20261123-090000.zip",
        "new/deep/a.pdf",
        "../data/a.pdf",
        "backups/../a.pdf",
        ".",
        "backups",
    ],
)
def test_nothing_is_written_inside_the_data_folder(data: Path, name: str) -> None:
    for kinds in (TABLES, (Kind("何でも", "", lambda _: True),)):
        said = refused(data / name, data, *kinds)
        assert "データの場所の中" in said or "ファイル名の終わり" in said


@posix
def test_a_link_into_the_data_folder_is_inside_it(data: Path, tmp_path: Path) -> None:
    (tmp_path / "here").symlink_to(data)
    (tmp_path / "paper.pdf").symlink_to(data / "keys.json")
    (tmp_path / "fresh.pdf").symlink_to(data / "fresh.pdf")
    os.link(data / "backups" / "shikaku-20261123-090000.zip", tmp_path / "same.pdf")
    anything = Kind("何でも", ".pdf", lambda _: True)
    for path in ("here/a.pdf", "here/backups/a.pdf", "paper.pdf", "fresh.pdf", "same.pdf"):
        assert "データの場所の中" in refused(tmp_path / path, data, anything)


def test_a_relative_path_is_where_the_person_stands(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(data / "backups")
    for path in ("../a.pdf", "a.pdf", "../../data/a.pdf"):
        assert "データの場所の中" in refused(Path(path), data)
    monkeypatch.chdir(tmp_path)
    place(Path("a.pdf"), data, PDF).write(A_PDF)
    assert (tmp_path / "a.pdf").read_bytes() == A_PDF


def test_another_data_folder_is_as_safe_as_the_open_one(data: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    shutil.copytree(data, other)
    assert "データの場所の中" in refused(other / "a.pdf", data)


def test_a_backup_may_lie_among_the_kept_ones_and_nothing_else_may(data: Path) -> None:
    backup = Kind("バックアップ", "", lambda _: False, "backups")
    place(data / "backups" / "mine.zip", data, backup)
    assert "データの場所の中" in refused(data / "mine.zip", data, backup)
    assert "ではないファイル" in refused(data / "backups" / "shikaku-20261123-090000.zip", data, backup)


OWN = {
    PDF: A_PDF,
    CSV: "氏名,番号\n".encode("cp932"),
    TOML: b"[rules]\n",
    PNG: b"\x89PNG\r\n\x1a\n",
}


@pytest.mark.parametrize("kind", OWN, ids=lambda kind: kind.ending)
def test_a_file_makes_way_only_for_its_own_kind(data: Path, tmp_path: Path, kind: Kind) -> None:
    target = tmp_path / f"paper{kind.ending}"
    target.write_bytes(OWN[kind])
    place(target, data, kind).write(b"new")
    assert target.read_bytes() == b"new"
    foreign = b"PK\x03\x04 somebody's only roster \x00\xff"
    target.write_bytes(foreign)
    assert f"{kind.word}ではないファイル" in refused(target, data, kind)
    assert target.read_bytes() == foreign


def test_an_empty_file_loses_nothing_and_a_workbook_is_known_by_its_parts(data: Path, tmp_path: Path) -> None:
    (tmp_path / "empty.pdf").touch()
    place(tmp_path / "empty.pdf", data, PDF).write(A_PDF)
    book = tmp_path / "list.xlsx"
    for part, is_one in (("xl/workbook.xml", True), ("shikaku.db", False)):
        with zipfile.ZipFile(book, "w") as pack:
            pack.writestr(part, b"")
        if is_one:
            place(book, data, *TABLES)
        else:
            assert "Excelの表" in refused(book, data)


def test_what_changed_between_the_question_and_the_writing_is_seen(data: Path, tmp_path: Path) -> None:
    target = place(tmp_path / "a.pdf", data, PDF)
    (tmp_path / "a.pdf").write_bytes(b"meanwhile somebody's letter")
    with pytest.raises(BadValue, match="PDFではないファイル"):
        target.write(A_PDF)


def make_fifo(path: Path) -> None:
    os.mkfifo(path)  # Windows has no such function to name in a list


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda path: path.mkdir(), "フォルダーです"),
        (make_fifo, "ふつうのファイルではありません"),
        (lambda path: socket.socket(socket.AF_UNIX).bind(str(path)), "ふつうのファイルではありません"),
        (lambda path: path.symlink_to("/dev/null"), "ふつうのファイルではありません"),
        (lambda path: path.symlink_to(path), "つながりません|たどれません|使えません|リンク|書けません"),
        (lambda path: (path.write_bytes(A_PDF), path.chmod(0o400)), "読み取り専用"),
    ],
    ids=["folder", "fifo", "socket", "device", "loop", "read-only"],
)
@posix
@pytest.mark.filterwarnings("ignore::ResourceWarning")
def test_what_is_no_file_is_said(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, make: Callable[[Path], object], said: str
) -> None:
    monkeypatch.chdir(tmp_path)  # a socket's path may not be long
    make(Path("a.pdf"))
    with pytest.raises((UserError, SystemTrouble), match=said):
        place(Path("a.pdf"), data, PDF)


@posix
def test_a_terminal_or_a_pipe_is_not_replaced_by_a_file(data: Path) -> None:
    for path in ("/dev/stdout", "/dev/full", "/dev/null", "/proc/self/fd/1"):
        with pytest.raises(BadValue, match="ふつうのファイルではありません"):
            place(Path(path), data, Kind("何でも", "", lambda _: True))


def test_a_place_that_is_not_there_is_said_with_its_folder(data: Path, tmp_path: Path) -> None:
    said = refused(tmp_path / "stick" / "a.pdf", data)
    assert f"フォルダー {tmp_path / 'stick'} がありません" in said
    (tmp_path / "file").touch()
    assert "フォルダーではありません" in refused(tmp_path / "file" / "a.pdf", data)
    assert not (tmp_path / "stick").exists()


def test_a_name_of_no_system_is_refused(data: Path, tmp_path: Path) -> None:
    assert "使えない文字" in refused(tmp_path / "a\0b.pdf", data)


@posix
def test_a_name_may_be_as_long_as_the_disk_allows(data: Path, tmp_path: Path) -> None:
    assert "名前が長すぎます" in refused(tmp_path / f"{'長' * 300}.pdf", data)
    longest = tmp_path / f"{'a' * 251}.pdf"
    place(longest, data, PDF).write(A_PDF)
    assert longest.read_bytes() == A_PDF


def test_an_ending_of_no_kind_is_refused(data: Path, tmp_path: Path) -> None:
    assert "ファイル名の終わりを .pdf、.xlsx、.csv" in refused(tmp_path / "list.doc", data)
    assert "ファイル名の終わりを .pdf に" in refused(tmp_path / "roster.xlsx", data, PDF)


CAUSES = {
    errno.ENOSPC: "ディスクがいっぱい",
    errno.EDQUOT: "ディスクがいっぱい",
    errno.EACCES: "権限",
    errno.EROFS: "読み取り専用",
    errno.EIO: "読み書きに失敗",
    errno.EFBIG: "大きすぎる",
}


@pytest.mark.parametrize("step", ["write", "fsync", "replace"])
@pytest.mark.parametrize("code", CAUSES, ids=errno.errorcode.get)
def test_a_disk_that_fails_is_said_with_its_cause_and_leaves_the_old_file(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str, code: int
) -> None:
    target = tmp_path / "a.pdf"
    target.write_bytes(A_PDF)
    wanted = place(target, data, PDF)

    def fail(*_: object, **__: object) -> None:
        raise OSError(code, os.strerror(code))

    if step != "write":
        monkeypatch.setattr(*{"fsync": (os, "fsync"), "replace": (Path, "replace")}[step], fail)

    def write() -> None:
        with wanted.writing() as out:
            out.write(b"half")
            if step == "write":
                fail()

    with pytest.raises(SystemTrouble, match=CAUSES[code]):
        write()
    monkeypatch.undo()
    assert target.read_bytes() == A_PDF
    assert sorted(file.name for file in tmp_path.iterdir()) == ["a.pdf", "office"]
    assert not list(data.glob(".unfinished-*"))


def test_a_name_the_disk_may_forget_is_in_doubt_and_not_refused(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever counts sheets must not take it for unwritten: the file is there."""
    wanted = place(tmp_path / "a.pdf", data, PDF)

    def fail(_: Path) -> None:
        raise OSError(errno.EIO, "")

    monkeypatch.setattr(files, "sync_folder", fail)
    with pytest.raises(WrittenInDoubt):
        wanted.write(A_PDF)
    assert (tmp_path / "a.pdf").read_bytes() == A_PDF


@posix
def test_only_the_owner_reads_it_and_a_link_stays_one(data: Path, tmp_path: Path) -> None:
    (tmp_path / "share").mkdir()
    (tmp_path / "a.pdf").symlink_to(tmp_path / "share" / "a.pdf")
    place(tmp_path / "a.pdf", data, PDF).write(A_PDF)
    assert (tmp_path / "a.pdf").is_symlink()
    assert (tmp_path / "share" / "a.pdf").stat().st_mode & 0o777 == 0o600


def test_what_a_killed_program_left_beside_a_target_goes_at_the_next_start(
    data: Path, tmp_path: Path
) -> None:
    """The half file holds names; the data folder remembers where it lies."""
    target = place(tmp_path / "a.pdf", data, PDF)
    with target.writing() as out:
        out.write(b"names")
        out.flush()
        left = [file for file in tmp_path.iterdir() if file.name.startswith(".shikaku")]
        (note,) = data.glob(".unfinished-*")
        kept = note.read_text("utf-8")
        assert [str(file) for file in left] == [kept]
        shutil.copy(left[0], tmp_path / "copy")
    # As after a kill: the half file and the note are there.
    shutil.move(tmp_path / "copy", left[0])
    note.write_text(kept, "utf-8")
    sweep(data)
    assert sorted(file.name for file in tmp_path.iterdir()) == ["a.pdf", "office"]
    assert not note.exists()


def test_a_note_can_remove_nothing_but_a_half_file(data: Path, tmp_path: Path) -> None:
    letter = tmp_path / "letter.txt"
    letter.write_text("keep")
    (data / ".unfinished-0").write_text(str(letter))
    (data / ".unfinished-1").write_bytes(b"\xff\x00")
    sweep(data)
    assert letter.exists()


def test_a_folder_to_fill_lies_outside_and_below_something(data: Path, tmp_path: Path) -> None:
    assert folder_place(tmp_path / "shots", data) == tmp_path / "shots"
    (tmp_path / "file").touch()
    for path, said in (
        (data, "データの場所の中"),
        (data / "backups" / "shots", "データの場所の中"),
        (tmp_path / "file", "ファイルです"),
        (tmp_path / "no" / "shots", "がありません"),
    ):
        with pytest.raises(BadValue, match=said):
            folder_place(path, data)


PART = st.sampled_from(". .. office data backups DATA shikaku.db keys.json a b.pdf".split())


@given(st.lists(PART, min_size=1, max_size=7), st.text(max_size=12))
def test_no_path_whatever_reaches_the_data(
    tmp_path_factory: pytest.TempPathFactory, parts: list[str], odd: str
) -> None:
    made = tmp_path_factory.mktemp("gate")
    # Deeper than the steps upwards of any path here: nothing outside is ever written.
    root = made.joinpath(*"12345678")
    data = root / "office" / "data"
    (data / "backups").mkdir(parents=True)
    for name in ("shikaku.db", "keys.json"):
        (data / name).write_bytes(b"precious")
    before = contents(data)
    beside = sorted(one.name for one in made.parent.iterdir() if one.is_file())
    # A name that begins at the root of the disk would leave these folders.
    odd_name = f"{odd}.pdf".lstrip("/\\")
    anything = Kind("何でも", "", lambda _: True)
    for path in (root.joinpath(*parts), root.joinpath("office", "data", *parts), root / odd_name):
        with suppress(UserError, SystemTrouble):
            place(path, data, anything).write(b"new")
        assert contents(data) == before
    assert sorted(one.name for one in made.parent.iterdir() if one.is_file()) == beside
    shutil.rmtree(made)
