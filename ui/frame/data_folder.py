"""What the window may do with the data folder as a whole; filled in by ui.bootstrap."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol

from app.care import BackupCare
from app.late import dataclass
from app.ports import Report
from app.users import KeptPassphrase


class OfficeAt(Protocol):
    """How the office of a data folder gets to a server and back; what a server is, is not known here."""

    def named(self, address: str) -> Any:
        """Return the server of an address as typed; BadValue for one that will not do."""

    def check(self, address: str, password: str = "") -> Any:
        """Return the server once it answered that it can take this office; for a worker."""

    def find(self, address: str, password: str = "") -> Any:
        """Return the office that lies on a server already, for a folder without data; for a worker."""

    def join(self, found: Any) -> None:
        """Let the folder name the office that was found."""

    def to_server(self, words: str, server: Any, *, user: str, report: Report) -> str:
        """Bring the office there; the folder must be closed."""

    def to_file(self, words: str, *, user: str, report: Report) -> str:
        """Bring it back; the folder must be closed."""


@dataclass(frozen=True, slots=True)
class DataFolder:
    """Backup, proof and keys of the open data folder.

    asks: whether it has a passphrase at all (the sample office has none).
    unlock: return for the passphrase that opens it (to lift the lock), else raise a sentence.
    seconds_to_wait: until the next try, after too many wrong ones.
    backups: what may be asked about them; loaded when it is first asked for.
    verify: everything that is wrong; an empty list when it is sound.
    change_passphrase: from the old one (or the recovery code) to a new one; WrongPassphrase.
    is_of_other: whether a backup was made of another data folder; UserError if it cannot be read.
    has_others: whether several people may open it. open_for_other: close it, and let another one sign in.
    locked_out: the same, saying why who is signed in may do nothing here any more.
    kept: what this computer's keyring keeps of it.
    server: how the server is called where the office lies; "" in a file of this PC. place: how it gets from
    one to the other, loaded when it is first asked for. move: bring it to a server, or to the file (None),
    with the words of an administrator; the window opens anew.
    restore: put a backup in the place of the data, given the backup's passphrase ("" for a
    sample); checked first, the present data are kept aside, and the window opens anew.
    """

    path: Path
    asks: bool
    unlock: Callable[[str], None]
    seconds_to_wait: Callable[[], int]
    backups: Callable[[], BackupCare]
    verify: Callable[[], list[str]]
    change_passphrase: Callable[[str, str], None]
    is_of_other: Callable[[Path], bool]
    restore: Callable[[Path, str], None]
    has_others: Callable[[], bool]
    open_for_other: Callable[[], None]
    locked_out: Callable[[str], None]
    server: Callable[[], str]
    place: Callable[[], OfficeAt]
    move: Callable[[Any, str], None]
    kept: KeptPassphrase
