"""keys.json as a file: read as what a stranger may have written.

Nothing in it is obeyed before it is within bounds: whoever can put a file here could otherwise
make the key derivation eat the memory of the PC.
"""

import json
import re
from base64 import b64decode, b64encode
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

from app.domain.ids import OfficeId
from app.domain.roles import User, UserRole
from app.errors import DatabaseTooNew, SystemTrouble, UserError
from app.files import move, write_aside
from db.folder.names import DATABASE_FILE, KEYS_FILE
from db.folder.server import is_on_server
from db.keys.damaged import DamagedKeys
from db.keys.keys import FORMAT, MOST_FORMER, Keys, canonical
from db.keys.slot import (
    DATA_KEY_BYTES,
    NONCE_BYTES,
    PUBLIC_BYTES,
    SALT_BYTES,
    SEALED_BYTES,
    WRAPPED_BYTES,
    Slot,
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
_SINCE_3 = {"former", "is_due", "told"}
_SLOT = {"kind", "user", "argon2id", *_SECRET}
_SLOT_SINCE_3 = {"role", "until", "offices", "public", "sealed"}
_MOST_OFFICES = 200
_LONGEST_TOLD = 400
_LONGEST_FORMER = NONCE_BYTES + MOST_FORMER * DATA_KEY_BYTES + 16


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
        if is_on_server(folder) or (folder / DATABASE_FILE).exists():
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
    if version > 1:
        # Before any passphrase is asked for: damage must not look like a wrong one.
        _expect(data.pop("checksum", None) == _checksum(data))
        seal = _bytes(data.pop("seal", None), _SEAL_BYTES)
    _expect(data.keys() == _CONTENT | (_SINCE_3 if version > 2 else set()))
    _expect(isinstance(data["folder_id"], str) and re.fullmatch("[0-9a-f]{32}", data["folder_id"]))
    _expect(isinstance(data["slots"], list) and len(data["slots"]) <= MOST_SLOTS)
    sample_key = None if data["sample_key"] is None else _bytes(data["sample_key"], DATA_KEY_BYTES)
    slots = tuple(_slot_from(raw, version, is_sample=sample_key is not None) for raw in data["slots"])
    kinds = [slot.kind for slot in slots]
    _expect(kinds == ["sample"] if sample_key else "passphrase" in kinds)
    names = [slot.user.name for slot in slots if slot.kind == "passphrase"]
    _expect(len(set(names)) == len(names))
    _expect(sum(slot.rounds * slot.memory_kib for slot in slots) <= _MOST_WORK)
    former, is_due, told = _since_3(data) if version > 2 else (b"", False, "")
    return Keys(data["folder_id"], slots, sample_key, seal, former, is_due, version, told)


def _since_3(data: dict[str, Any]) -> tuple[bytes, bool, str]:
    _expect(type(data["is_due"]) is bool)
    told = data["told"]
    _expect(isinstance(told, str) and len(told) <= _LONGEST_TOLD and told.count("\n") == bool(told))
    _expect(all(line.replace("\u3000", " ").isprintable() for line in told.split("\n")))
    former = _bytes(data["former"])
    _expect(not former or (NONCE_BYTES + 16 < len(former) <= _LONGEST_FORMER))
    return former, data["is_due"], told


def _slot_from(raw: Any, version: int, *, is_sample: bool) -> Slot:
    _expect(isinstance(raw, dict) and raw.keys() == _SLOT | (_SLOT_SINCE_3 if version > 2 else set()))
    _expect(raw["kind"] in (["sample"] if is_sample else ["passphrase", "recovery"]))
    costs = raw["argon2id"]
    _expect(isinstance(costs, dict) and costs.keys() == _COSTS.keys())
    _expect(all(type(costs[name]) is int and costs[name] in bounds for name, bounds in _COSTS.items()))
    salt, nonce, wrapped = (_bytes(raw[name], 0 if is_sample else size) for name, size in _SECRET.items())
    public, sealed = (_bytes(raw[name]) for name in ("public", "sealed")) if version > 2 else (b"", b"")
    # Both or neither: a slot of an earlier format wraps the data key itself.
    _expect((len(public), len(sealed)) in {(0, 0), (PUBLIC_BYTES, SEALED_BYTES)})
    return Slot(raw["kind"], _user_from(raw, version), salt, nonce, wrapped, public, sealed, **costs)


def _user_from(raw: dict[str, Any], version: int) -> User:
    name = raw["user"]
    _expect(isinstance(name, str) and 0 < len(name) <= _LONGEST_USER)
    _expect(name.replace("\u3000", " ").isprintable())
    if version < 3:
        # There was one user, who might do everything.
        return User(name)
    _expect(isinstance(raw["role"], str))
    until, offices = raw["until"], raw["offices"]
    _expect(until is None or (isinstance(until, str) and date.fromisoformat(until).isoformat() == until))
    _expect(offices is None or (isinstance(offices, list) and len(offices) <= _MOST_OFFICES))
    _expect(offices is None or all(type(one) is int and 0 < one < 2**31 for one in offices))
    _expect(offices is None or sorted(set(offices)) == offices)
    return User(
        name,
        UserRole(raw["role"]),
        None if until is None else date.fromisoformat(until),
        None if offices is None else frozenset(OfficeId(one) for one in offices),
    )


def _bytes(text: Any, size: int | None = None) -> bytes:
    _expect(isinstance(text, str))
    found = b64decode(text, validate=True)
    _expect((size is None or len(found) == size) and b64encode(found).decode() == text)
    return found


def _checksum(data: dict[str, Any]) -> str:
    """Tells accidental damage from a wrong passphrase; that nobody meddled, the seal tells."""
    return sha256(canonical(data)).hexdigest()


def _expect(fact: object) -> None:
    if not fact:
        raise _Unexpected
