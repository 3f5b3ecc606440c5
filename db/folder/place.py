"""Where a data folder may lie: on a disk of this computer, and better not where something copies it."""

import os
import re
import sys
from pathlib import Path, PureWindowsPath

from app.errors import UserError
from app.late import pattern

# A shared folder of a virtual machine or of WSL locks as little as a network does.
_SHARES = frozenset(
    "nfs nfs4 cifs smb smb2 smb3 smbfs afpfs webdav davfs davfs2 ncpfs coda afs ceph glusterfs lustre 9p"
    " vboxsf prl_fs virtiofs ftp".split()
)
_LOCAL_FUSE = frozenset(
    "fuseblk fuse.ext2 fuse.ntfs fuse.ntfs-3g fuse.exfat fuse.gocryptfs fuse.encfs fuse.cryfs fuse.veracrypt"
    " fuse.bindfs fuse.mergerfs fuse.fuse-overlayfs".split()
)
_COPIED = {
    "onedrive": "OneDrive",
    "dropbox": "Dropbox",
    "googledrive": "Google Drive",
    "マイドライブ": "Google Drive",
    "mydrive": "Google Drive",
    "共有ドライブ": "Google Drive",
    "shareddrives": "Google Drive",
    "icloud": "iCloud",
    "iclouddrive": "iCloud",
    "mobiledocuments": "iCloud",
    "box": "Box",
    "boxsync": "Box",
    "nextcloud": "Nextcloud",
    "owncloud": "ownCloud",
    "synologydrive": "Synology Drive",
}
"""Folders whose contents are copied elsewhere; without blanks, and the account behind a dash or bracket."""
_MARKERS = {
    ".dropbox.cache": "Dropbox",
    ".tmp.driveupload": "Google Drive",
    ".tmp.drivedownload": "Google Drive",
    ".boxsync": "Box",
    ".owncloudsync.log": "Nextcloud",
    ".nextcloudsync.log": "Nextcloud",
    ".SynologyWorkingDirectory": "Synology Drive",
    ".stfolder": "Syncthing",
}
"""What such a program leaves in the uppermost folder that it copies, whatever that is called."""
_ONE_DRIVE = ("OneDrive", "OneDriveConsumer", "OneDriveCommercial")
"""Names under which Windows tells where OneDrive's folders are."""
_IS_LINUX = sys.platform.startswith("linux")
_ESCAPED = pattern(r"\\([0-7]{3})")
_URL = pattern(r"[a-z]{2,}:[/\\]", re.IGNORECASE)


def refuse_network(folder: Path) -> None:
    """Refuse a folder on another computer: SQLite's log file does not work across a network."""
    if is_network_path(os.fspath(folder)):
        raise UserError(
            "データフォルダーはこのパソコンのディスクに置いてください(ネットワークドライブや共有フォルダーは使えません)。"
        )


def is_network_path(path: str) -> bool:
    """Return whether a path, typed or resolved, leads to another computer."""
    if _is_share_name(path) or _URL.match(path):
        return True
    real = os.path.realpath(path)
    if sys.platform == "win32":
        import ctypes

        drive_remote = 4
        root = f"{Path(real).drive}\\"
        return _is_share_name(real) or bool(ctypes.windll.kernel32.GetDriveTypeW(root) == drive_remote)
    return is_share(_file_system_of(Path(real)))


def is_share(file_system: str) -> bool:
    """Return whether a file system of that name is another computer's."""
    name = file_system.lower()
    return name in _SHARES or (name.startswith(("fuse", "macfuse", "osxfuse")) and name not in _LOCAL_FUSE)


def warning(folder: Path, program: str = sys.executable) -> str:
    """Return a sentence about a place that works but may lose the data; "" for a good one."""
    real = Path(os.path.realpath(folder))
    if name := _copied_by(real):
        return (
            f"データフォルダーが {name} の同期の中にあります。使っている最中に写されると記録が"
            "壊れることがあります。同期しない場所に移してください(使い方の「新しいPCへ移す」のとおりに、"
            "場所だけを変えます)。バックアップの2つ目の場所になら、使えます。"
        )
    parts = [part.lower() for part in PureWindowsPath(program).parts]
    if "windowsapps" in parts and any("appdata" in part.lower() for part in PureWindowsPath(real).parts):
        return (
            "Microsoft Store の Python で動いています。Python を消すとデータも消えます。"
            "python.org の Python を使うか、データの場所を --data で選んでください。"
        )
    return ""


def _copied_by(real: Path) -> str:
    """The program that copies a place elsewhere, by the names on the way there and by what it leaves."""
    for part in real.parts:
        known = _COPIED.get(re.split(r"[-((]", part)[0].replace(" ", "").replace("\u3000", "").lower())
        if known is not None:
            return known
    one_drives = [Path(os.path.realpath(at)) for name in _ONE_DRIVE if (at := os.environ.get(name))]
    around = (real, *real.parents)
    if any(place in around for place in one_drives):
        return "OneDrive"
    found = (name for place in around for mark, name in _MARKERS.items() if os.path.lexists(place / mark))
    return next(found, "")


def _is_share_name(path: str) -> bool:
    r"""\\server\share and //server/share; not \\?\C:\, which is a long name of a local place."""
    name = path.replace("\\", "/")
    if name.startswith(("//?/", "//./")):
        return name[4:8].upper() == "UNC/"
    return name.startswith("//") and not name.startswith("///")


def _file_system_of(real: Path) -> str:
    mounts = _mounts()
    return next((mounts[str(place)] for place in (real, *real.parents) if str(place) in mounts), "")


def _mounts() -> dict[str, str]:
    """What file system each place is of; a bare container does not tell."""
    try:
        if _IS_LINUX:
            lines = Path("/proc/self/mounts").read_text("utf-8", "surrogateescape").splitlines()
            return {_unescaped(line.split(" ")[1]): line.split(" ")[2] for line in lines}
        import psutil

        return {part.mountpoint: part.fstype for part in psutil.disk_partitions(all=True)}
    except OSError:
        return {}


def _unescaped(place: str) -> str:
    r"""Return a name as it is; the kernel writes a blank in it as \040."""
    return _ESCAPED.sub(lambda found: chr(int(found[1], 8)), place)
