"""Where a data folder may lie, and that it is made whole or not at all."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from app.domain.person import Office
from app.errors import SystemTrouble, UserError
from db.backup.backup import make_backup, verify
from db.backup.restore import restore_backup
from db.folder import place
from db.folder.place import is_network_path, is_share, refuse_network, warning
from db.keys.keys import Unlock
from db.making import create_data_folder
from db.store import open_store
from tests.factories import society

if sys.platform != "win32":
    import resource


@pytest.mark.parametrize(
    "path",
    [
        r"\\server\share\data",
        "//server/share/data",
        r"\\?\UNC\server\share",
        "smb://server/share",
        "nfs:/server/share",
        "afp://server/share",
        r"smb:\\server\share",
    ],
)
def test_the_name_of_a_share_is_refused(path: str) -> None:
    assert is_network_path(path)
    with pytest.raises(UserError, match="このパソコンのディスクに置いてください"):
        refuse_network(Path(path))


@pytest.mark.parametrize(
    "path", ["/home/office/data", r"\\?\C:\data", r"C:\data", "C:/data", "data", "a:b/c"]
)
def test_the_name_of_a_local_place_is_not(path: str) -> None:
    assert not is_network_path(path)


@pytest.mark.parametrize(
    ("file_system", "refused"),
    [
        *((name, True) for name in ("nfs4", "cifs", "smb3", "smbfs", "afpfs", "webdav", "9p", "vboxsf")),
        *((name, True) for name in ("fuse.sshfs", "fuse.gvfsd-fuse", "fuse.rclone", "macfuse", "CIFS")),
        *(
            (name, False)
            for name in ("ext4", "btrfs", "apfs", "ntfs", "exfat", "tmpfs", "overlay", "fuseblk", "")
        ),
    ],
)
def test_file_systems_of_other_computers_are_known(file_system: str, refused: bool) -> None:
    assert is_share(file_system) == refused


@pytest.mark.skipif(sys.platform == "win32", reason="Windows knows its drives otherwise")
def test_the_place_that_counts_is_the_one_a_link_leads_to(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    share = tmp_path / "share"
    (share / "deep").mkdir(parents=True)
    (tmp_path / "link").symlink_to(share / "deep")
    monkeypatch.setattr(place, "_mounts", lambda: {str(share): "cifs", "/": "ext4"})
    assert is_network_path(str(tmp_path / "link" / "not made yet"))
    assert not is_network_path(str(tmp_path / "beside"))
    with pytest.raises(UserError):
        create_data_folder(tmp_path / "link", "", society=society(), is_sample=True)
    assert not list(share.rglob("*.*"))


def test_the_computer_is_really_asked(tmp_path: Path) -> None:
    if sys.platform != "win32":
        assert "/" in place._mounts()
    assert not is_network_path(str(tmp_path))


def test_a_blank_in_the_name_of_a_disk_is_a_blank() -> None:
    assert place._unescaped(r"/media/USB\040の\134鍵") == "/media/USB の\\鍵"


@pytest.mark.parametrize(
    ("path", "named"),
    [
        ("/Users/office/OneDrive - 見本商事/data", "OneDrive"),
        ("/home/office/Dropbox/data", "Dropbox"),
        ("/Users/office/Library/CloudStorage/GoogleDrive-office@example.com/data", "Google Drive"),
        ("/Users/office/Library/Mobile Documents/com~apple~CloudDocs/data", "iCloud"),
        ("/home/office/iCloudDrive/data", "iCloud"),
        ("/home/office/Dropbox (見本商事)/data", "Dropbox"),
        ("/Users/office/Library/CloudStorage/Box-Box/data", "Box"),
        ("/home/office/My Drive/data", "Google Drive"),
    ],
)
def test_folders_that_are_copied_elsewhere_are_warned_of(path: str, named: str) -> None:
    assert named in warning(Path(path))


@pytest.mark.parametrize(
    ("mark", "named"),
    [(".dropbox.cache", "Dropbox"), (".tmp.driveupload", "Google Drive"), (".stfolder", "Syncthing")],
)
def test_what_a_copying_program_leaves_tells_of_it(tmp_path: Path, mark: str, named: str) -> None:
    folder = tmp_path / "仕事" / "data"
    folder.mkdir(parents=True)
    assert warning(folder) == ""
    (tmp_path / "仕事" / mark).mkdir()
    assert named in warning(folder)
    assert "2つ目の場所になら" in warning(folder)


def test_windows_tells_where_onedrive_lies(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OneDriveCommercial", str(tmp_path / "会社"))
    assert "OneDrive" in warning(tmp_path / "会社" / "data")
    assert warning(tmp_path / "data") == ""


def test_a_python_that_takes_the_data_with_it_is_warned_of() -> None:
    store_python = r"C:\Program Files\WindowsApps\PythonSoftwareFoundation.Python.3.12\python.exe"
    assert "Microsoft Store" in warning(Path("/Users/office/AppData/Local/shikaku-desk"), store_python)
    assert warning(Path("/data/shikaku"), store_python) == ""
    assert warning(Path("/home/office/AppData/Local/shikaku-desk"), r"C:\Python312\python.exe") == ""


@contextmanager
def room_for(size: int) -> Iterator[None]:
    """No file gets longer than so many bytes; what wants to is told so by the system."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


bounded = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such bound")


@bounded
def test_a_disk_that_stops_taking_bytes_leaves_a_whole_folder_or_none(tmp_path: Path) -> None:
    """At every size at which a write may fail: done is said only of a folder that opens."""
    made = 0
    sizes = (0, 4, 12, 40, 100, 160, 200, 240, 280, 320, 400, 500, 600, 800, 1200, 4000)
    for kib in sizes:
        folder = tmp_path / str(kib)
        try:
            with room_for(kib * 1024):
                create_data_folder(folder, "", society=society(), is_sample=True)
            made += 1
        except SystemTrouble:
            create_data_folder(folder, "", society=society(), is_sample=True)
        store = open_store(folder, Unlock())
        assert verify(store) == []
        store.close()
    assert 0 < made < len(sizes)


@bounded
def test_a_disk_that_stops_taking_bytes_spoils_no_backup_and_no_data(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    create_data_folder(folder, "", society=society(), is_sample=True)
    store = open_store(folder, Unlock())
    with store.transaction("事業所") as tx:
        tx.save_office(Office(None, "2001", "見本本社"))
    good = make_backup(store, tmp_path / "good.zip")
    whole = good.read_bytes()
    refused = pytest.raises(SystemTrouble, match=r"大きすぎる|読み書きに失敗|ディスクがいっぱい")
    for size in (4096, len(whole) // 4, len(whole) // 2, len(whole) - 100):
        with refused, room_for(size):
            make_backup(store, good)
        assert good.read_bytes() == whole
        assert not list(tmp_path.glob(".*"))
    store.close()
    for size in (4096, len(whole) // 4, len(whole) // 2):
        with pytest.raises(SystemTrouble, match="大きすぎる"), room_for(size):
            restore_backup(good, folder, Unlock())
        assert not list(folder.glob(".*"))
    store = open_store(folder, Unlock())
    assert [office.code for office in store.queries.offices()] == ["2001"]
    assert verify(store) == []
    store.close()
