"""keys.json as programs of earlier versions left it: each secret wraps the data key itself."""

import json
import secrets
from dataclasses import replace
from pathlib import Path

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from db.folder.names import DATABASE_FILE, KEYS_FILE
from db.folder.sqlcipher import SqlCipherConnection
from db.keys.in_force import note_keys
from db.keys.keys import Keys, Unlock, _recovery, open_keys
from db.keys.keys_file import read_keys, text_of
from db.keys.passphrase import same_letters
from db.keys.slot import Slot
from db.keys.wrong_tries import WrongTries


def to_format(version: int, folder: Path, words: str, code: str) -> None:
    """Make of the keys of a closed folder what a program wrote whose format was 1 or 2."""
    keys = read_keys(folder)
    data_key = open_keys(keys, Unlock(words), WrongTries(folder)).data_key
    secrets_of = {"passphrase": same_letters(words), "recovery": _recovery(code)}
    slots = tuple(_earlier(slot, secrets_of[slot.kind], data_key) for slot in keys.slots)
    earlier = replace(keys, slots=slots, version=version, seal=b"")
    earlier = replace(earlier, seal=earlier._seal(data_key)) if version > 1 else earlier
    connection = SqlCipherConnection(folder / DATABASE_FILE, data_key)
    note_keys(connection, earlier if version > 1 else Keys(keys.folder_id, (), seal=bytes(4)))
    connection.close()
    data = json.loads(text_of(earlier))
    if version == 1:
        del data["seal"], data["checksum"]
    (folder / KEYS_FILE).write_text(json.dumps(data, ensure_ascii=False, indent=1), "utf-8")


def _earlier(slot: Slot, secret: str, data_key: bytes) -> Slot:
    salt, nonce = secrets.token_bytes(16), secrets.token_bytes(12)
    empty = replace(slot, salt=salt, nonce=nonce, public=b"", sealed=b"")
    wrapped = AESGCM(empty.wrapping_key(secret)).encrypt(nonce, data_key, b"shikaku-desk data key, format 1")
    return replace(empty, wrapped=wrapped)
