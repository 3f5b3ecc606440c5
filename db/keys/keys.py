"""Who can open a data folder: the data key, locked once per person and for the recovery code.

The database is encrypted with a random 256-bit data key. keys.json beside it (db/keys/keys_file.py)
holds that key only in locked form (db/keys/slot.py), so changing a passphrase never re-encrypts.
Whoever has the data key can tell by the seal whether anything in keys.json was changed. The sample
office, which is fictional, keeps its key in the open and says so.
"""

import hmac
import json
import secrets
import unicodedata
from base64 import b64encode
from collections.abc import Sequence
from dataclasses import field, replace
from typing import Any

from app.domain.issue_number import ALPHABET
from app.domain.roles import User, UserRole
from app.errors import NameWanted, UserError, WrongPassphrase
from app.late import dataclass
from db.keys.damaged import DamagedKeys
from db.keys.passphrase import good_passphrase, same_letters
from db.keys.slot import DATA_KEY_BYTES, NONCE_BYTES, Slot, cipher, derived, new_slot, sample_slot
from db.keys.wrong_tries import WrongTries

FORMAT = 3
"""Of keys.json. Format 1 had no seal, format 2 one user; the first opening writes both anew."""

MOST_FORMER = 64
"""Data keys of before that are kept, so that backups can be compared with the data; the first one always."""

_SEAL_PURPOSE = b"shikaku-desk seal of keys.json"
_FORMER_PURPOSE = b"shikaku-desk data keys of before"
_LOOK_ALIKES = str.maketrans({"O": "0", "I": "1", "L": "1"})
_GROUPS, _GROUP = 5, 5
RECOVERY = "復旧コード"
"""Who opened with it, where several could have."""


@dataclass(frozen=True, slots=True)
class Unlock:
    """What somebody offers: a passphrase, or the printed recovery code.

    A recovery code is also taken where a passphrase is asked. Neither is needed for the sample office.
    user: whose passphrase; with one user no name is needed.
    """

    passphrase: str = field(default="", repr=False)
    recovery_code: str = field(default="", repr=False)
    user: str = ""


@dataclass(frozen=True, slots=True)
class Keys:
    """The contents of keys.json.

    sample_key: only of the sample office, readable by anyone. seal: over everything else, by the data key;
    empty in format 1. former: the data keys of before, locked with this one. is_due: whether the data key is
    to be exchanged, because somebody was removed. version: the format it was written in. told: who made these
    keys and what for, on two lines, for the history, which learns it when they come into force.
    """

    folder_id: str
    slots: tuple[Slot, ...]
    sample_key: bytes | None = field(default=None, repr=False)
    seal: bytes = b""
    former: bytes = b""
    is_due: bool = False
    version: int = FORMAT
    told: str = ""

    @property
    def people(self) -> tuple[Slot, ...]:
        """The slots of those who have a name."""
        return tuple(slot for slot in self.slots if slot.kind != "recovery")

    @property
    def mark(self) -> int:
        """The beginning of the seal: enough to tell a folder's few keys apart; 0 of format 1."""
        return int.from_bytes(self.seal[:4], "big", signed=True)

    def sealed(self, data_key: bytes, told: str = "") -> "Keys":
        """Return the same keys in today's format with the seal that fits them."""
        today = replace(self, version=FORMAT, told=told)
        return replace(today, seal=today._seal(data_key))

    def is_sealed_by(self, data_key: bytes) -> bool:
        """Return whether everything is as it was when the holder of this data key wrote it."""
        return hmac.compare_digest(self.seal, self._seal(data_key))

    def content(self) -> dict[str, Any]:
        """Return what the seal covers, as it stands in keys.json."""
        told = {
            "format": self.version,
            "folder_id": self.folder_id,
            "sample_key": b64encode(self.sample_key).decode() if self.sample_key else None,
            "slots": [slot.as_json(self.version) for slot in self.slots],
        }
        since_3 = {"former": b64encode(self.former).decode(), "is_due": self.is_due, "told": self.told}
        return told | since_3 if self.version >= 3 else told

    def former_keys(self, data_key: bytes) -> tuple[bytes, ...]:
        """Return the data keys of before, the first one first."""
        if not self.former:
            return ()
        from cryptography.exceptions import InvalidTag

        nonce, locked = self.former[:NONCE_BYTES], self.former[NONCE_BYTES:]
        try:
            keys = cipher(derived(data_key, _FORMER_PURPOSE)).decrypt(nonce, locked, _FORMER_PURPOSE)
        except (ValueError, InvalidTag) as error:
            raise DamagedKeys from error
        return tuple(keys[at : at + DATA_KEY_BYTES] for at in range(0, len(keys), DATA_KEY_BYTES))

    def with_data_key(self, new: bytes, old: bytes) -> "Keys":
        """Return the keys with another data key for the same people and their same secrets."""
        first, *others = (*self.former_keys(old), old)
        former = b"".join((first, *others[-(MOST_FORMER - 1) :]))
        nonce = secrets.token_bytes(NONCE_BYTES)
        locked = cipher(derived(new, _FORMER_PURPOSE)).encrypt(nonce, former, _FORMER_PURPOSE)
        slots = tuple(slot.of(new) for slot in self.slots)
        return replace(self, slots=slots, former=nonce + locked, is_due=False).sealed(new)

    def with_slot(self, index: int, slot: Slot) -> "Keys":
        """Return the keys with another slot in that place; they are not sealed yet."""
        return replace(self, slots=(*self.slots[:index], slot, *self.slots[index + 1 :]))

    def _seal(self, data_key: bytes) -> bytes:
        return hmac.digest(derived(data_key, _SEAL_PURPOSE), canonical(self.content()), "sha256")


@dataclass(frozen=True, slots=True)
class Opened:
    """A data key and whose secret opened it. former: the data keys of before, the first one first.

    keys: with the slot in today's form and cost, where it was another.
    """

    data_key: bytes = field(repr=False)
    user: User
    keys: Keys
    former: tuple[bytes, ...] = field(default=(), repr=False)


def canonical(content: dict[str, Any]) -> bytes:
    """Return the one way to write this down, for seals and checksums."""
    return json.dumps(content, sort_keys=True, separators=(",", ":")).encode()


def new_keys(passphrase: str, user: str) -> tuple[Keys, bytes, str]:
    """Return fresh keys, the data key in them, and the recovery code to print once."""
    data_key = secrets.token_bytes(DATA_KEY_BYTES)
    code, recovery = new_recovery(data_key)
    slots = (new_slot("passphrase", User(user), good_passphrase(passphrase), data_key), recovery)
    return Keys(secrets.token_hex(16), slots).sealed(data_key), data_key, code


def new_recovery(data_key: bytes) -> tuple[str, Slot]:
    """Return a fresh recovery code, to be printed once, and its slot."""
    code = "-".join("".join(secrets.choice(ALPHABET) for _ in range(_GROUP)) for _ in range(_GROUPS))
    return code, new_slot("recovery", User(RECOVERY), _recovery(code), data_key)


def new_sample_keys(user: str) -> tuple[Keys, bytes]:
    """Return keys for the sample office, whose data key lies open beside the data."""
    data_key = secrets.token_bytes(DATA_KEY_BYTES)
    keys = Keys(secrets.token_hex(16), (sample_slot(User(user)),), data_key)
    return keys.sealed(data_key), data_key


def open_keys(keys: Keys, unlock: Unlock, tries: WrongTries, *, admins_only: bool = False) -> Opened:
    """Return the data key; raise WrongPassphrase if nothing offered fits, TooManyTries if it is too soon.

    Raises NameWanted where several could be meant. admins_only: any of the 管理者 is taken, without a name.
    """
    if keys.sample_key is not None:
        return Opened(keys.sample_key, keys.slots[0].user, keys)
    if not (unlock.passphrase or unlock.recovery_code):
        raise WrongPassphrase("パスフレーズを入れてください。")
    asked = _asked(keys, unlock, admins_only=admins_only)
    with tries.one_more(keys.folder_id):
        found = _first_that_fits(keys, unlock, asked)
        if found is None and unlock.recovery_code:
            raise WrongPassphrase("復旧コードが違います。控えの紙を見て、英数字25文字を入れ直してください。")
        if found is None:
            raise WrongPassphrase(
                "パスフレーズが違います。入れ直すか、控えてある復旧コードで開いてください。"
            )
    index, secret, data_key = found
    slot = keys.slots[index]
    if slot.is_below_standard:
        renewed = new_slot(slot.kind, slot.user, secret, data_key)
        renewed_keys = keys.with_slot(index, renewed).sealed(data_key)
    else:
        renewed_keys = keys
    return Opened(data_key, _who(keys, slot), renewed_keys, keys.former_keys(data_key))


def rewrapped(keys: Keys, user: str, old: str, new: str, tries: WrongTries) -> Keys:
    """Return the keys with the passphrase of that user exchanged; the data key stays.

    old: the passphrase until now, or the recovery code if that was forgotten. new: a good one.
    """
    if keys.sample_key is not None:
        raise UserError("見本の事業所にはパスフレーズがありません。")
    unlock = Unlock(old, user=user)
    with tries.one_more(keys.folder_id):
        found = _first_that_fits(keys, unlock, _asked(keys, unlock))
        if found is None:
            raise WrongPassphrase(
                "今のパスフレーズが違います。入れ直すか、控えてある復旧コードを入れてください。"
            )
    index = index_of(keys, user)
    changed = new_slot("passphrase", keys.slots[index].user, new, found[2])
    return keys.with_slot(index, changed).sealed(found[2])


def index_of(keys: Keys, user: str) -> int:
    """Return the place of a user's slot; raise a sentence where nobody bears that name."""
    for index, slot in enumerate(keys.slots):
        if slot.kind != "recovery" and slot.user.name == user:
            return index
    raise UserError(f"「{user}」という利用者はいません。名前を確かめてください。")


def is_recovery_code(text: str) -> bool:
    """Return whether this is written as a recovery code is."""
    return bool(_recovery(text))


def _asked(keys: Keys, unlock: Unlock, *, admins_only: bool = False) -> Sequence[int]:
    """Return which slots may be meant: of one name, or of whoever may do what needs no name."""
    people = [i for i, slot in enumerate(keys.slots) if slot.kind == "passphrase"]
    recovery = [i for i, slot in enumerate(keys.slots) if slot.kind == "recovery"]
    if admins_only:
        return [*(i for i in people if keys.slots[i].user.role is UserRole.ADMIN), *recovery]
    if unlock.user:
        return [*(i for i in people if keys.slots[i].user.name == unlock.user), *recovery]
    if len(people) > 1 and not unlock.recovery_code and not _recovery(unlock.passphrase):
        raise NameWanted
    return [*people[:1], *recovery]


def _first_that_fits(keys: Keys, unlock: Unlock, asked: Sequence[int]) -> tuple[int, str, bytes] | None:
    """Return the slot that opens, the secret that opened it, and the data key."""
    offered = {
        "passphrase": same_letters(unlock.passphrase),
        "recovery": _recovery(unlock.recovery_code or unlock.passphrase),
    }
    for index in asked:
        secret = offered[keys.slots[index].kind]
        data_key = keys.slots[index].open(secret) if secret else None
        if data_key is not None:
            return index, secret, data_key
    return None


def _who(keys: Keys, slot: Slot) -> User:
    """Return who opened. The recovery code is that of the 管理者; where there are several nobody can tell."""
    if slot.kind != "recovery":
        return slot.user
    admins = [one.user for one in keys.people if one.user.role is UserRole.ADMIN]
    return admins[0] if len(admins) == 1 else User(RECOVERY)


def _recovery(code: str) -> str:
    """Return the code without the ways to write it; empty for what cannot be one."""
    text = unicodedata.normalize("NFKC", code).upper().translate(_LOOK_ALIKES)
    found = "".join(char for char in text if char in ALPHABET)
    return found if len(found) == _GROUPS * _GROUP else ""
