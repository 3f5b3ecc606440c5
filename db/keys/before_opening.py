"""What may be known of a data folder before it is opened: whose passphrase to ask for, if any, and when."""

from contextlib import suppress
from pathlib import Path

from app.errors import SystemTrouble, UserError
from db.folder.names import KEYS_FILE
from db.keys.keys import Keys
from db.keys.keys_file import read_keys
from db.keys.on_server import keys_to_open
from db.keys.wrong_tries import WrongTries


def needs_passphrase(folder: Path) -> bool:
    """Return whether opening this folder asks for a secret."""
    return known_keys(folder).sample_key is None


def has_several_users(folder: Path) -> bool:
    """Return whether several people may open this folder, as far as it knows."""
    with suppress(UserError, SystemTrouble):
        return len(known_keys(folder).people) > 1
    return False


def user_names(folder: Path) -> list[str]:
    """Return whose passphrases open this folder; what is wrong with its keys opening it says."""
    for keys_of in (keys_to_open, known_keys):  # of a server that does not answer opening it tells
        with suppress(UserError, SystemTrouble):
            return [slot.user.name for slot in keys_of(folder).people]
    return []


def seconds_to_wait(folder: Path) -> int:
    """Return how long the next passphrase must wait after too many wrong ones."""
    with suppress(UserError, SystemTrouble):
        return WrongTries(folder).seconds_to_wait(known_keys(folder).folder_id)
    return 0  # the next try says what is wrong with the keys


def known_keys(folder: Path) -> Keys:
    """Return the copy of the keys in a folder, as it stands there; those of a server where there is none."""
    return read_keys(folder) if (folder / KEYS_FILE).exists() else keys_to_open(folder)
