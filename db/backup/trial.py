"""Whether a backup can really be put back: tried beside the data, with all that is proved of open ones."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from app.domain.backups import Trial
from app.errors import SystemTrouble, UserError
from app.late import dataclass
from db.backup.backup import verify
from db.backup.backup_file import key_of, naming, unpacked
from db.backup.generations import lacks
from db.duties import basis
from db.folder.connection import Connection
from db.folder.names import DATABASE_FILE
from db.folder.sqlcipher import SqlCipherConnection
from db.keys.in_force import keys_in_force
from db.keys.keys_file import read_keys
from db.soundness import wrong_contents
from db.upgrade import has_every_step


@dataclass(frozen=True, slots=True)
class _PutBack:
    """A backup that was put back into a folder of its own; see db.backup.backup.OpenFolder."""

    folder: Path
    key: bytes
    former: Sequence[bytes]
    at: datetime

    def now(self) -> datetime:
        return self.at

    def new_connection(self) -> Connection:
        return SqlCipherConnection(self.folder / DATABASE_FILE, self.key, former=self.former)

    def look_for_damage(self) -> None:
        """The proof does."""


def tried(file: Path, connection: Connection, now: datetime) -> Trial:
    """Put a backup back into a folder of its own and prove everything in it; the folder goes again.

    connection: to the open data, whose history must go on from what the backup holds.
    """
    try:
        with naming(file), unpacked(file, connection.folder) as found:
            keys = read_keys(found)
            key = key_of(keys, connection) or connection.key
            put_back = _PutBack(found, key, keys.former_keys(key), now)
            opened = put_back.new_connection()
            try:
                keys_in_force(opened, found)
                problem = wrong_contents(opened) or _otherwise(put_back, opened) or lacks(connection, opened)
                return Trial(now, file.name, problem, opened.value("SELECT count(*) FROM person"))
            finally:
                opened.close()
    except (UserError, SystemTrouble) as error:
        return Trial(now, file.name, str(error))


def _otherwise(put_back: _PutBack, opened: Connection) -> str:
    """What the proof of an open folder finds; one of an earlier version is brought up to date first."""
    if not has_every_step(opened) or basis.found(opened).is_old:
        return ""
    return next(iter(verify(put_back)), "")
