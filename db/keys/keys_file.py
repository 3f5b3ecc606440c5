"""keys.json as a file: read as what a stranger may have written.

Nothing in it is obeyed before it is within bounds: whoever can put a file here could otherwise
make the key derivation eat the memory of the PC.
"""

import json
import re
from base64 import b64decode, b64encode
from hashlib import sha256
from pathlib import Path
from typing import Any

from app.errors import DatabaseTooNew, SystemTrouble, UserError
from app.files import move, write_aside
from db.folder.names import DATABASE_FILE, KEYS_FILE
from db.keys.keys import (
    DATA_KEY_BYTES,
    FORMAT,
    NONCE_BYTES,
    SALT_BYTES,
    WRAPPED_BYTES,
    DamagedKeys,
    Keys,
    Slot,
    canonical,
)

LARGEST_FILE = 65536
MOST_SLOTS = 32

_SEAL_BYTES = 32
_LONGEST_USER = 100
_MOST_WORK = MOST_SLOTS * 3 * 65536
"""Rounds times memory of all slots together, so that many and heavy ones cannot add up to a standstill."""

_COSTS = {
    "rounds": range(1, 21),
    "memory_kib": range(8 * 1024, 1024 * 1024 + 1),
    "lanes": range(1, 17),
}
_SECRET = {"salt": SALT_BYTES, "nonce": NONCE_BYTES, "wrapped": WRAPPED_BYTES}
_CONTENT = {"format", "folder_id", "sample_key", "slots"}
_SLOT = {"kind", "user", "argon2id", *_SECRET}


class _Unexpected(Exception):
    """Something in the file is not as it must be."""


def read_keys(folder: Path) -> Keys:
    """Read keys.json; raise a sentence when it is missing or damaged."""
    return parse_keys(read_text(folder))


def read_text(folder: Path) -> bytes:
    """Return the contents of keys.json as they are; raise a sentence when it is missing."""
    try:
        with (folder / KEYS_FILE).open("rb") as file:
            return file.read(LARGEST_FILE + 1)
    except FileNotFoundError as error:
        if (folder / DATABASE_FILE).exists():
            raise UserError(
                f"{folder} に鍵のファイル keys.json がありません。データはフォルダーごと移すか、"
                "バックアップから戻してください。"
            ) from error
        raise UserError(
            f"{folder} にデータがありません。場所を確かめるか、新しいデータフォルダーを作ってください。"
        ) from error
    except OSError as error:
        raise SystemTrouble("keys.json を読めません。フォルダーの権限を確かめてください。") from error


def parse_keys(text: bytes) -> Keys:
    """Return the keys in the contents of a keys.json; at most LARGEST_FILE + 1 bytes need be read."""
    try:
        return _keys_from(text)
    # RecursionError: brackets in brackets in brackets.
    except (_Unexpected, ValueError, RecursionError) as error:
        raise DamagedKeys from error


def text_of(keys: Keys) -> bytes:
    """Return sealed keys as they stand in the file."""
    sealed = keys.content() | {"seal": b64encode(keys.seal).decode()}
    whole = sealed | {"checksum": _checksum(sealed)}
    return json.dumps(whole, ensure_ascii=False, indent=1).encode()


def write_keys(folder: Path, keys: Keys) -> None:
    """Put keys.json in place; there is always a whole one."""
    write_aside(folder / KEYS_FILE, text_of(keys))


def set_keys_aside(folder: Path) -> None:
    """Rename a keys.json that is about to be replaced; it may fit a database kept elsewhere."""
    if (folder / KEYS_FILE).exists():
        number = len(list(folder.glob(f"{KEYS_FILE}.old-*"))) + 1
        move(folder / KEYS_FILE, folder / f"{KEYS_FILE}.old-{number}")


def needs_passphrase(folder: Path) -> bool:
    """Return whether opening this folder asks for a secret."""
    return read_keys(folder).sample_key is None


def _keys_from(text: bytes) -> Keys:
    _expect(len(text) <= LARGEST_FILE)
    data = json.loads(text)
    _expect(isinstance(data, dict))
    version = data.get("format")
    _expect(type(version) is int and version >= 1)
    if version > FORMAT:
        raise DatabaseTooNew(
            "このデータは新しい版のプログラムで作られています。"
            "プログラムを新しくしてから開いてください。記録は無事です。"
        )
    seal = b""
    if version == FORMAT:
        # Before any passphrase is asked for: damage must not look like a wrong one.
        _expect(data.pop("checksum", None) == _checksum(data))
        seal = _bytes(data.pop("seal", None), _SEAL_BYTES)
    _expect(data.keys() == _CONTENT)
    _expect(isinstance(data["folder_id"], str) and re.fullmatch("[0-9a-f]{32}", data["folder_id"]))
    _expect(isinstance(data["slots"], list) and len(data["slots"]) <= MOST_SLOTS)
    sample_key = None if data["sample_key"] is None else _bytes(data["sample_key"], DATA_KEY_BYTES)
    slots = tuple(_slot_from(raw, is_sample=sample_key is not None) for raw in data["slots"])
    kinds = [slot.kind for slot in slots]
    _expect(kinds == ["sample"] if sample_key else "passphrase" in kinds)
    _expect(sum(slot.rounds * slot.memory_kib for slot in slots) <= _MOST_WORK)
    return Keys(data["folder_id"], slots, sample_key, seal)


def _slot_from(raw: Any, *, is_sample: bool) -> Slot:
    _expect(isinstance(raw, dict) and raw.keys() == _SLOT)
    _expect(raw["kind"] in (["sample"] if is_sample else ["passphrase", "recovery"]))
    user = raw["user"]
    _expect(isinstance(user, str) and 0 < len(user) <= _LONGEST_USER)
    _expect(user.replace("\u3000", " ").isprintable())
    costs = raw["argon2id"]
    _expect(isinstance(costs, dict) and costs.keys() == _COSTS.keys())
    _expect(all(type(costs[name]) is int and costs[name] in bounds for name, bounds in _COSTS.items()))
    salt, nonce, wrapped = (_bytes(raw[name], 0 if is_sample else size) for name, size in _SECRET.items())
    return Slot(raw["kind"], user, salt, nonce, wrapped, **costs)


def _bytes(text: Any, size: int) -> bytes:
    _expect(isinstance(text, str))
    found = b64decode(text, validate=True)
    _expect(len(found) == size and b64encode(found).decode() == text)
    return found


def _checksum(data: dict[str, Any]) -> str:
    """Tells accidental damage from a wrong passphrase; that nobody meddled, the seal tells."""
    return sha256(canonical(data)).hexdigest()


def _expect(fact: object) -> None:
    if not fact:
        raise _Unexpected
