"""Who can open a data folder: the data key, wrapped once per passphrase and recovery code.

The database is encrypted with a random 256-bit data key. keys.json beside it (db/keys/keys_file.py)
holds that key only in wrapped form (argon2id, then AES-GCM), so changing a passphrase re-wraps
and never re-encrypts. Whoever has the data key can tell by the seal whether anything in
keys.json was changed. The sample office, which is fictional, keeps its key in the open and
says so.
"""

import hmac
import json
import secrets
import unicodedata
from base64 import b64encode
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from app.domain.issue_number import ALPHABET
from app.errors import SystemTrouble, UserError, WrongPassphrase
from db.keys.passphrase import good_passphrase, same_letters
from db.keys.wrong_tries import WrongTries

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

FORMAT = 2
"""Of keys.json. Format 1 had no seal; it opens and is sealed at the first opening."""

DATA_KEY_BYTES = 32
SALT_BYTES, NONCE_BYTES, WRAPPED_BYTES = 16, 12, DATA_KEY_BYTES + 16

_PURPOSE = b"shikaku-desk data key, format 1"
_SEAL_PURPOSE = b"shikaku-desk seal of keys.json"
_LOOK_ALIKES = str.maketrans({"O": "0", "I": "1", "L": "1"})
_GROUPS, _GROUP = 5, 5


class DamagedKeys(SystemTrouble):
    """keys.json cannot be read, or is not as this program wrote it."""

    def __init__(self) -> None:
        super().__init__(
            "keys.json が壊れているか、書き換えられています。バックアップ(ZIP)の中の keys.json に"
            "置き換えるか、バックアップから復元してください。"
        )


@dataclass(frozen=True, slots=True)
class Unlock:
    """What the user offers: a passphrase, or the printed recovery code.

    A recovery code is also taken where a passphrase is asked. Neither is needed for the sample office.
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
        from argon2.exceptions import Argon2Error
        from cryptography.exceptions import InvalidTag

        try:
            return _cipher(self.wrapping_key(secret)).decrypt(self.nonce, self.wrapped, _PURPOSE)
        except InvalidTag:
            return None
        except (ValueError, Argon2Error) as error:
            raise DamagedKeys from error

    def wrapping_key(self, secret: str) -> bytes:
        """Return the key that wraps the data key under this secret; slow on purpose."""
        from argon2.low_level import Type, hash_secret_raw

        # A terminal may pass on bytes that are no text; they are a wrong passphrase like any other.
        typed = secret.encode("utf-8", "surrogatepass")
        return hash_secret_raw(
            typed, self.salt, self.rounds, self.memory_kib, self.lanes, hash_len=32, type=Type.ID
        )

    def as_json(self) -> dict[str, Any]:
        """Return the slot as it stands in keys.json."""
        return {
            "kind": self.kind,
            "user": self.user,
            "salt": b64encode(self.salt).decode(),
            "nonce": b64encode(self.nonce).decode(),
            "wrapped": b64encode(self.wrapped).decode(),
            "argon2id": {"rounds": self.rounds, "memory_kib": self.memory_kib, "lanes": self.lanes},
        }


@dataclass(frozen=True, slots=True)
class Keys:
    """The contents of keys.json.

    sample_key: only of the sample office, readable by anyone. seal: over everything else, by
    the data key; empty in format 1.
    """

    folder_id: str
    slots: tuple[Slot, ...]
    sample_key: bytes | None = field(default=None, repr=False)
    seal: bytes = b""

    def sealed(self, data_key: bytes) -> "Keys":
        """Return the same keys with the seal that fits them."""
        return replace(self, seal=self._seal(data_key))

    def is_sealed_by(self, data_key: bytes) -> bool:
        """Return whether everything is as it was when the holder of this data key wrote it."""
        return hmac.compare_digest(self.seal, self._seal(data_key))

    def content(self) -> dict[str, Any]:
        """Return what the seal covers, as it stands in keys.json."""
        return {
            "format": FORMAT,
            "folder_id": self.folder_id,
            "sample_key": b64encode(self.sample_key).decode() if self.sample_key else None,
            "slots": [slot.as_json() for slot in self.slots],
        }

    def _seal(self, data_key: bytes) -> bytes:
        from cryptography.hazmat.primitives.hashes import SHA256
        from cryptography.hazmat.primitives.kdf.hkdf import HKDF

        key = HKDF(SHA256(), length=32, salt=None, info=_SEAL_PURPOSE).derive(data_key)
        return hmac.digest(key, canonical(self.content()), "sha256")


@dataclass(frozen=True, slots=True)
class Opened:
    """A data key and whose secret opened it."""

    data_key: bytes = field(repr=False)
    user: str


def canonical(content: dict[str, Any]) -> bytes:
    """Return the one way to write this down, for seals and checksums."""
    return json.dumps(content, sort_keys=True, separators=(",", ":")).encode()


def new_keys(passphrase: str, user: str) -> tuple[Keys, bytes, str]:
    """Return fresh keys, the data key in them, and the recovery code to print once."""
    data_key = secrets.token_bytes(DATA_KEY_BYTES)
    code = "-".join("".join(secrets.choice(ALPHABET) for _ in range(_GROUP)) for _ in range(_GROUPS))
    slots = (
        _wrap("passphrase", user, good_passphrase(passphrase), data_key),
        _wrap("recovery", user, _recovery(code), data_key),
    )
    return Keys(secrets.token_hex(16), slots).sealed(data_key), data_key, code


def new_sample_keys(user: str) -> tuple[Keys, bytes]:
    """Return keys for the sample office, whose data key lies open beside the data."""
    data_key = secrets.token_bytes(DATA_KEY_BYTES)
    keys = Keys(secrets.token_hex(16), (Slot("sample", user, b"", b"", b""),), data_key)
    return keys.sealed(data_key), data_key


def open_keys(keys: Keys, unlock: Unlock, tries: WrongTries) -> Opened:
    """Return the data key; raise WrongPassphrase if nothing offered fits, TooManyTries if it is too soon."""
    if keys.sample_key is not None:
        return Opened(keys.sample_key, keys.slots[0].user)
    if not (unlock.passphrase or unlock.recovery_code):
        raise WrongPassphrase("パスフレーズを入れてください。")
    with tries.one_more(keys.folder_id):
        found = _first_that_fits(keys, unlock)
        if found is None and unlock.recovery_code:
            raise WrongPassphrase("復旧コードが違います。控えの紙を見て、英数字25文字を入れ直してください。")
        if found is None:
            raise WrongPassphrase(
                "パスフレーズが違います。入れ直すか、控えてある復旧コードで開いてください。"
            )
    index, data_key = found
    return Opened(data_key, keys.slots[index].user)


def rewrapped(keys: Keys, old: str, new: str, tries: WrongTries) -> Keys:
    """Return the keys with one passphrase exchanged; the data key stays.

    old: the passphrase until now, or the recovery code if that was forgotten. new: a good one.
    """
    if keys.sample_key is not None:
        raise UserError("見本の事業所にはパスフレーズがありません。")
    with tries.one_more(keys.folder_id):
        found = _first_that_fits(keys, Unlock(old))
        if found is None:
            raise WrongPassphrase(
                "今のパスフレーズが違います。入れ直すか、控えてある復旧コードを入れてください。"
            )
    index, data_key = found
    if keys.slots[index].kind == "recovery":
        # The recovery code stands in for the first user's passphrase.
        index = next(i for i, slot in enumerate(keys.slots) if slot.kind == "passphrase")
    changed = _wrap("passphrase", keys.slots[index].user, new, data_key)
    slots = (*keys.slots[:index], changed, *keys.slots[index + 1 :])
    return replace(keys, slots=slots).sealed(data_key)


def _first_that_fits(keys: Keys, unlock: Unlock) -> tuple[int, bytes] | None:
    offered = {
        "passphrase": same_letters(unlock.passphrase),
        "recovery": _recovery(unlock.recovery_code or unlock.passphrase),
    }
    for index, slot in enumerate(keys.slots):
        secret = offered[slot.kind]
        data_key = slot.open(secret) if secret else None
        if data_key is not None:
            return index, data_key
    return None


def _recovery(code: str) -> str:
    """Return the code without the ways to write it; empty for what cannot be one."""
    text = unicodedata.normalize("NFKC", code).upper().translate(_LOOK_ALIKES)
    found = "".join(char for char in text if char in ALPHABET)
    return found if len(found) == _GROUPS * _GROUP else ""


def _wrap(kind: str, user: str, secret: str, data_key: bytes) -> Slot:
    empty = Slot(kind, user, secrets.token_bytes(SALT_BYTES), secrets.token_bytes(NONCE_BYTES), b"")
    wrapped = _cipher(empty.wrapping_key(secret)).encrypt(empty.nonce, data_key, _PURPOSE)
    return replace(empty, wrapped=wrapped)


def _cipher(key: bytes) -> "AESGCM":
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    return AESGCM(key)
