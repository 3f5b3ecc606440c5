"""Who can open a data folder: the data key, wrapped once per passphrase and recovery code.

The database is encrypted with a random 256-bit data key. keys.json beside it holds that key
only in wrapped form (argon2id, then AES-GCM), so changing a passphrase re-wraps and never
re-encrypts. The sample office, which is fictional, keeps its key in the open and says so.
"""

import json
import os
import secrets
import unicodedata
from base64 import b64decode, b64encode
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from argon2.exceptions import Argon2Error
from argon2.low_level import Type, hash_secret_raw
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from app.domain.issue_number import ALPHABET
from app.errors import BadValue, SystemTrouble, UserError, WrongPassphrase
from db.folder import DATABASE_FILE, KEYS_FILE

SHORTEST_PASSPHRASE = 8

_SERVICE = "shikaku-desk"
_PURPOSE = b"shikaku-desk data key, format 1"
_LOOK_ALIKES = str.maketrans({"O": "0", "I": "1", "L": "1"})
_GROUPS, _GROUP = 5, 5


@dataclass(frozen=True, slots=True)
class Unlock:
    """What the user offers: a passphrase, or the printed recovery code.

    Neither is needed for the sample office and where this computer remembers the key.
    """

    passphrase: str = field(default="", repr=False)
    recovery_code: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Slot:
    """The data key wrapped for one secret. kind: "passphrase" or "recovery"."""

    kind: str
    user: str
    salt: bytes
    nonce: bytes
    wrapped: bytes
    rounds: int = 3
    memory_kib: int = 65536
    lanes: int = 4

    def open(self, secret: str) -> bytes | None:
        """Return the data key, or None if the secret is another one."""
        try:
            return AESGCM(self.wrapping_key(secret)).decrypt(self.nonce, self.wrapped, _PURPOSE)
        except InvalidTag:
            return None
        except (ValueError, Argon2Error) as error:
            raise damaged_keys() from error

    def wrapping_key(self, secret: str) -> bytes:
        """Return the key that wraps the data key under this secret; slow on purpose."""
        return hash_secret_raw(
            secret.encode(), self.salt, self.rounds, self.memory_kib, self.lanes, hash_len=32, type=Type.ID
        )


@dataclass(frozen=True, slots=True)
class Keys:
    """The contents of keys.json. sample_key: only of the sample office, readable by anyone."""

    folder_id: str
    slots: tuple[Slot, ...]
    sample_key: bytes | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Opened:
    """A data key and whose secret opened it."""

    data_key: bytes = field(repr=False)
    user: str


def new_keys(passphrase: str, user: str) -> tuple[Keys, bytes, str]:
    """Return fresh keys, the data key in them, and the recovery code to print once."""
    data_key = secrets.token_bytes(32)
    code = "-".join("".join(secrets.choice(ALPHABET) for _ in range(_GROUP)) for _ in range(_GROUPS))
    slots = (
        _wrap("passphrase", user, _passphrase(passphrase, is_new=True), data_key),
        _wrap("recovery", user, _recovery(code), data_key),
    )
    return Keys(secrets.token_hex(16), slots), data_key, code


def new_sample_keys(user: str) -> tuple[Keys, bytes]:
    """Return keys for the sample office, whose data key lies open beside the data."""
    data_key = secrets.token_bytes(32)
    return Keys(secrets.token_hex(16), (Slot("sample", user, b"", b"", b""),), data_key), data_key


def open_keys(keys: Keys, unlock: Unlock) -> Opened:
    """Return the data key; raise WrongPassphrase if nothing offered fits."""
    if keys.sample_key is not None:
        return Opened(keys.sample_key, keys.slots[0].user)
    offered = {"passphrase": _passphrase(unlock.passphrase), "recovery": _recovery(unlock.recovery_code)}
    for slot in keys.slots:
        secret = offered[slot.kind]
        data_key = slot.open(secret) if secret else None
        if data_key is not None:
            return Opened(data_key, slot.user)
    if not any(offered.values()):
        remembered = _remembered(keys)
        if remembered is not None:
            return Opened(remembered, keys.slots[0].user)
        raise WrongPassphrase("パスフレーズを入れてください。")
    if unlock.recovery_code:
        raise WrongPassphrase("復旧コードが違います。控えの紙を見て、英数字25文字を入れ直してください。")
    raise WrongPassphrase("パスフレーズが違います。入れ直すか、控えてある復旧コードで開いてください。")


def rewrapped(keys: Keys, old: str, new: str) -> Keys:
    """Return the keys with one passphrase exchanged; the data key stays.

    old: the passphrase until now, or the recovery code if that was forgotten.
    """
    if keys.sample_key is not None:
        raise UserError("見本の事業所にはパスフレーズがありません。")
    fresh = _passphrase(new, is_new=True)
    for index, slot in enumerate(keys.slots):
        data_key = slot.open(_recovery(old) if slot.kind == "recovery" else _passphrase(old))
        if data_key is None:
            continue
        # The recovery code stands in for the first user's passphrase.
        target = index if slot.kind == "passphrase" else 0
        changed = _wrap("passphrase", keys.slots[target].user, fresh, data_key)
        return replace(keys, slots=(*keys.slots[:target], changed, *keys.slots[target + 1 :]))
    raise WrongPassphrase("今のパスフレーズが違います。入れ直すか、控えてある復旧コードを入れてください。")


def read_keys(folder: Path) -> Keys:
    """Read keys.json; raise a sentence when it is missing or damaged."""
    try:
        return parse_keys((folder / KEYS_FILE).read_bytes())
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
    """Return the keys in the contents of a keys.json."""
    try:
        data = json.loads(text)
        keys = Keys(
            folder_id=data["folder_id"],
            slots=tuple(_slot_from(raw) for raw in data["slots"]),
            sample_key=b64decode(data["sample_key"]) if data["sample_key"] else None,
        )
    except (ValueError, KeyError, TypeError) as error:
        raise damaged_keys() from error
    kinds = {slot.kind for slot in keys.slots}
    if not kinds or not kinds <= ({"sample"} if keys.sample_key else {"passphrase", "recovery"}):
        raise damaged_keys()
    return keys


def damaged_keys() -> SystemTrouble:
    """Return what to raise for a keys.json that nobody can read."""
    return SystemTrouble("keys.json が壊れています。バックアップから復元してください。")


def write_keys(folder: Path, keys: Keys) -> None:
    """Write keys.json aside, then put it in place, so that there is always a whole one."""
    text = json.dumps(
        {
            "format": 1,
            "folder_id": keys.folder_id,
            "sample_key": b64encode(keys.sample_key).decode() if keys.sample_key else None,
            "slots": [_slot_to(slot) for slot in keys.slots],
        },
        ensure_ascii=False,
        indent=1,
    )
    aside = folder / f"{KEYS_FILE}.new"
    try:
        with aside.open("w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        aside.replace(folder / KEYS_FILE)
    except OSError as error:
        raise SystemTrouble(
            "データフォルダーに書き込めません。ディスクの空きと権限を確かめてください。記録は無事です。"
        ) from error


def set_keys_aside(folder: Path) -> None:
    """Rename a keys.json that is about to be replaced; it may fit a database kept elsewhere."""
    if (folder / KEYS_FILE).exists():
        number = len(list(folder.glob(f"{KEYS_FILE}.old-*"))) + 1
        (folder / KEYS_FILE).rename(folder / f"{KEYS_FILE}.old-{number}")


def needs_passphrase(folder: Path) -> bool:
    """Return whether opening this folder asks for a secret."""
    keys = read_keys(folder)
    return keys.sample_key is None and _remembered(keys) is None


def remember(folder: Path, unlock: Unlock) -> None:
    """Keep the data key in this computer's keyring, so that opening asks for nothing."""
    keys = read_keys(folder)
    data_key = open_keys(keys, unlock).data_key
    import keyring
    from keyring.errors import KeyringError

    try:
        keyring.set_password(_SERVICE, keys.folder_id, b64encode(data_key).decode())
    except KeyringError as error:
        raise UserError(
            "このパソコンにはパスフレーズを記憶する仕組みがありません。開くたびにパスフレーズを入れてください。"
        ) from error


def forget(folder: Path) -> None:
    """Remove the data key from this computer's keyring, if it is there."""
    keys = read_keys(folder)
    if _remembered(keys) is not None:
        import keyring

        keyring.delete_password(_SERVICE, keys.folder_id)


def _remembered(keys: Keys) -> bytes | None:
    # Looking for the system's keyring takes a tenth of a second; the sample office needs none.
    import keyring
    from keyring.errors import KeyringError

    try:
        found = keyring.get_password(_SERVICE, keys.folder_id)
    except KeyringError:
        return None
    return b64decode(found) if found else None


def _passphrase(text: str, *, is_new: bool = False) -> str:
    # An input method may give wide or narrow letters for the same keys.
    secret = unicodedata.normalize("NFKC", text)
    if is_new and len(secret) < SHORTEST_PASSPHRASE:
        raise BadValue(f"パスフレーズは{SHORTEST_PASSPHRASE}文字以上にしてください。")
    return secret


def _recovery(code: str) -> str:
    text = unicodedata.normalize("NFKC", code).upper().translate(_LOOK_ALIKES)
    return "".join(char for char in text if char in ALPHABET)


def _wrap(kind: str, user: str, secret: str, data_key: bytes) -> Slot:
    empty = Slot(kind, user, secrets.token_bytes(16), secrets.token_bytes(12), b"")
    return replace(empty, wrapped=AESGCM(empty.wrapping_key(secret)).encrypt(empty.nonce, data_key, _PURPOSE))


def _slot_to(slot: Slot) -> dict[str, Any]:
    return {
        "kind": slot.kind,
        "user": slot.user,
        "salt": b64encode(slot.salt).decode(),
        "nonce": b64encode(slot.nonce).decode(),
        "wrapped": b64encode(slot.wrapped).decode(),
        "argon2id": {"rounds": slot.rounds, "memory_kib": slot.memory_kib, "lanes": slot.lanes},
    }


def _slot_from(raw: dict[str, Any]) -> Slot:
    salt, nonce, wrapped = (b64decode(raw[name]) for name in ("salt", "nonce", "wrapped"))
    return Slot(raw["kind"], raw["user"], salt, nonce, wrapped, **raw["argon2id"])
