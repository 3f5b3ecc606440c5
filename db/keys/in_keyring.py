"""One user's passphrase in the computer's own keyring, for whoever wants it kept there.

That is Windows' Credential Manager, macOS' Keychain, or what answers as Secret Service, and nothing else: by
its settings the library would also take a file that anybody reads. Of which folders something is kept
stands in the user's own state folder, so that nobody else loads a keyring or waits for one. So does that
a folder was locked when its window ended: until somebody has typed the passphrase, no keyring is asked then.
"""

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from app import places
from app.errors import NoKeyring, SystemTrouble, UserError, WrongPassphrase
from app.files import private_folder, remove, write_aside
from db.keys.keys import is_recovery_code
from db.keys.keys_file import read_keys

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

T = TypeVar("T")

SERVICE = "shikaku-desk"
_LONGEST_FILE = 16384
_Notes = dict[str, tuple[str, bool]]
"""By the folder's id: whose passphrase is kept, and whether the folder was locked."""


class InKeyring:
    """See app.users.KeptPassphrase."""

    def __init__(self, folder: Path) -> None:
        """folder: a data folder."""
        self._folder = folder

    @property
    def user(self) -> str:
        """See app.users.KeptPassphrase."""
        notes = _notes()
        return notes.get(self._id(), ("", False))[0] if notes else ""

    def refusal(self) -> str:
        """See app.users.KeptPassphrase."""
        try:
            _own_keyring()
        except NoKeyring as missing:
            return str(missing)
        return ""

    def opened(self, open_with: Callable[[str, str], T], user: str = "") -> T | None:
        """Return what opens with the passphrase and its user; None where nothing is kept ("": of anybody).

        NoKeyring where it cannot be asked, or keeps what opens no more.
        """
        notes = _notes()
        found, was_locked = notes.get(self._id(), ("", False)) if notes else ("", False)
        if not found or was_locked or user not in ("", found):
            return None
        with asked("パスフレーズを入れてください。") as keyring:
            passphrase = keyring.get_password(SERVICE, self._id())
        if not passphrase:
            return None
        try:
            return open_with(passphrase, found)
        except WrongPassphrase:
            forget(self._id())
            raise NoKeyring(
                "このPCが覚えていたのは前のパスフレーズだったので、忘れさせました。今のものを入れてください。"
            ) from None

    def keep(self, user: str, passphrase: str) -> None:
        """See app.users.KeptPassphrase."""
        if not passphrase or is_recovery_code(passphrase):
            raise UserError(
                "復旧コードで開いたときは、このPCに覚えさせません。パスフレーズで開いてから覚えさせてください。"
            )
        with asked("パスフレーズは覚えさせていません。開くときに入れてください。") as keyring:
            keyring.set_password(SERVICE, self._id(), passphrase)
        _write(_notes() | {self._id(): (user, False)})

    def forget(self) -> None:
        """See app.users.KeptPassphrase."""
        if self.user:
            forget(self._id())

    def lock(self, *, is_on: bool) -> None:
        """See app.users.KeptPassphrase."""
        notes = _notes()
        # A lock holds, whether or not a full disk lets it be noted.
        with suppress(OSError, SystemTrouble, UserError):
            user, was_on = notes.get(self._id(), ("", is_on)) if notes else ("", is_on)
            if was_on != is_on:
                _write(notes | {self._id(): (user, is_on)})

    def _id(self) -> str:
        return read_keys(self._folder).folder_id


def kept_folders() -> list[str]:
    """Return of which folders, by their ids, something is kept."""
    return list(_notes())


def forget(folder_id: str) -> None:
    """Have the keyring forget it; raise NoKeyring where it does not answer."""
    otherwise = f"パスフレーズがまだ残っています。保管庫の画面で「{SERVICE}」の項目を消してください。"
    with asked(otherwise) as keyring:
        if keyring.get_password(SERVICE, folder_id) is not None:
            keyring.delete_password(SERVICE, folder_id)
    _write({one: note for one, note in _notes().items() if one != folder_id})


def forget_changed(folder_id: str, user: str) -> None:
    """Forget a passphrase that opens nothing more; what cannot be removed is never asked for again."""
    if _notes().get(folder_id, ("", False))[0] == user:
        with suppress(SystemTrouble):
            forget(folder_id)
        _write({one: note for one, note in _notes().items() if one != folder_id})


def notes_file() -> Path:
    """Where it stands of which folders something is kept."""
    return places.state_folder() / "in-keyring.json"


@contextmanager
def asked(otherwise: str) -> Iterator["KeyringBackend"]:
    """Turn whatever a keyring refuses into NoKeyring. otherwise: what that means, and what to do."""
    try:
        yield _own_keyring()
    except NoKeyring as missing:
        raise NoKeyring(f"{missing}{otherwise}") from None
    except Exception:  # noqa: BLE001 - each system's keyring refuses in its own way
        raise NoKeyring(f"このPCのパスワード保管庫が開きません。{otherwise}") from None


def _own_keyring() -> "KeyringBackend":
    """Return the system's own, asked for by name: none that keeps a file."""
    keyring: KeyringBackend | None = None
    with suppress(ImportError):
        if sys.platform == "win32":
            from keyring.backends.Windows import WinVaultKeyring

            if WinVaultKeyring.viable:
                keyring = WinVaultKeyring()
                # Else it would go along to every other PC of a domain.
                keyring.persist = "local machine"
        elif sys.platform == "darwin":
            from keyring.backends.macOS import Keyring

            keyring = Keyring() if Keyring.viable else None
        else:
            from keyring.backends.SecretService import Keyring

            keyring = Keyring() if Keyring.viable else None
    if keyring is None:
        raise NoKeyring(
            "このPCにはパスワード保管庫(資格情報マネージャー、キーチェーン、Secret Service)がありません。"
        )
    return keyring


def _write(notes: _Notes) -> None:
    file = notes_file()
    if notes:
        private_folder(file.parent)
        write_aside(file, json.dumps(notes).encode())
    else:
        remove(file)


def _notes() -> _Notes:
    """Return what stands in the file; what cannot be read there is left out."""
    try:
        with notes_file().open("rb") as opened:
            found = json.loads(opened.read(_LONGEST_FILE))
    except (OSError, ValueError, RecursionError):
        return {}
    if not isinstance(found, dict):
        return {}
    return {
        folder_id: (note[0], note[1])
        for folder_id, note in found.items()
        if isinstance(note, list) and [type(part) for part in note] == [str, bool]
    }
