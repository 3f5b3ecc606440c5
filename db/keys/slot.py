"""One way into a data folder: a passphrase or the recovery code, and whose it is.

The secret unwraps a private key, and that the data key: so the data key can be exchanged without anybody's
secret. Slots of formats 1 and 2 wrap the data key itself; they become such a slot when their secret is typed.
"""

import hmac
import secrets
from base64 import b64encode
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from app.domain.roles import User
from app.late import dataclass
from db.keys.damaged import DamagedKeys

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

DATA_KEY_BYTES = 32
SALT_BYTES, NONCE_BYTES, WRAPPED_BYTES = 16, 12, DATA_KEY_BYTES + 16
PUBLIC_BYTES, SEALED_BYTES = 32, 32 + WRAPPED_BYTES

_DATA_KEY = b"shikaku-desk data key, format 1"
_PRIVATE_KEY = b"shikaku-desk private key, format 3"
_SEALED_KEY = b"shikaku-desk data key for one, format 3"


@dataclass(frozen=True, slots=True)
class Slot:
    """kind: "passphrase", "recovery" or "sample". user: nobody's name stands for the recovery code.

    wrapped: the private key. public: its other half. sealed: the data key, which that half locks; both are
    empty in slots of earlier formats, where wrapped is the data key.
    """

    kind: str
    user: User
    salt: bytes
    nonce: bytes
    wrapped: bytes
    public: bytes
    sealed: bytes
    rounds: int = 3
    memory_kib: int = 65536
    lanes: int = 4

    def open(self, secret: str) -> bytes | None:
        """Return the data key, or None if the secret is another one."""
        from argon2.exceptions import Argon2Error
        from cryptography.exceptions import InvalidTag

        purpose = _PRIVATE_KEY if self.sealed else _DATA_KEY
        try:
            inside = cipher(self.wrapping_key(secret)).decrypt(self.nonce, self.wrapped, purpose)
        except InvalidTag:
            return None
        except (ValueError, Argon2Error) as error:
            raise DamagedKeys from error
        return _unsealed(inside, self.sealed) if self.sealed else inside

    def wrapping_key(self, secret: str) -> bytes:
        """Return the key that wraps what is wrapped under this secret; slow on purpose."""
        from argon2.low_level import Type, hash_secret_raw

        # A terminal may pass on bytes that are no text; they are a wrong passphrase like any other.
        typed = secret.encode("utf-8", "surrogatepass")
        return hash_secret_raw(
            typed, self.salt, self.rounds, self.memory_kib, self.lanes, hash_len=32, type=Type.ID
        )

    @property
    def is_below_standard(self) -> bool:
        """Whether a slot made today would cost more to guess, or is of another form."""
        today = Slot(self.kind, self.user, b"", b"", b"", b"", b"")
        work = today.memory_kib * today.rounds
        return not self.sealed or self.memory_kib < today.memory_kib or self.memory_kib * self.rounds < work

    def of(self, data_key: bytes) -> "Slot":
        """Return the slot with another data key for the same secret."""
        return replace(self, sealed=_sealed(data_key, self.public))

    def as_json(self, version: int) -> dict[str, Any]:
        """Return the slot as it stands in a keys.json of that format."""
        told = {
            "kind": self.kind,
            "user": self.user.name,
            "salt": b64encode(self.salt).decode(),
            "nonce": b64encode(self.nonce).decode(),
            "wrapped": b64encode(self.wrapped).decode(),
            "argon2id": {"rounds": self.rounds, "memory_kib": self.memory_kib, "lanes": self.lanes},
        }
        until = self.user.until
        since_3 = {
            "role": self.user.role.value,
            "until": None if until is None else until.isoformat(),
            "offices": None if self.user.offices is None else sorted(self.user.offices),
            "public": b64encode(self.public).decode(),
            "sealed": b64encode(self.sealed).decode(),
        }
        return told | since_3 if version >= 3 else told


def new_slot(kind: str, user: User, secret: str, data_key: bytes) -> Slot:
    """Return a slot of today's form and cost."""
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

    private = X25519PrivateKey.generate()
    public = private.public_key().public_bytes_raw()
    salt, nonce = secrets.token_bytes(SALT_BYTES), secrets.token_bytes(NONCE_BYTES)
    empty = Slot(kind, user, salt, nonce, b"", public, _sealed(data_key, public))
    wrapped = cipher(empty.wrapping_key(secret)).encrypt(nonce, private.private_bytes_raw(), _PRIVATE_KEY)
    return replace(empty, wrapped=wrapped)


def sample_slot(user: User) -> Slot:
    """Return the slot of the sample office, which has no secret."""
    return Slot("sample", user, b"", b"", b"", b"", b"")


def cipher(key: bytes) -> "AESGCM":
    """Return what encrypts with that key."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    return AESGCM(key)


def derived(secret: bytes, purpose: bytes) -> bytes:
    """Return a key for one purpose from a secret that nobody guesses."""
    # HKDF with SHA-256, no salt, of one block (RFC 5869): two lines, for which every start would have to load
    # a library.
    of_secret = hmac.digest(bytes(32), secret, "sha256")
    return hmac.digest(of_secret, purpose + b"\x01", "sha256")


def _sealed(data_key: bytes, public: bytes) -> bytes:
    """Lock the data key so that only the other half of that public key opens it."""
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey

    once = X25519PrivateKey.generate()
    shown = once.public_key().public_bytes_raw()
    shared = once.exchange(X25519PublicKey.from_public_bytes(public))
    # The key serves for this once, so the nonce may be a fixed one.
    key = derived(shared, _SEALED_KEY + shown + public)
    return shown + cipher(key).encrypt(bytes(NONCE_BYTES), data_key, _SEALED_KEY)


def _unsealed(private: bytes, sealed: bytes) -> bytes:
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey

    own = X25519PrivateKey.from_private_bytes(private)
    shown, locked = sealed[:PUBLIC_BYTES], sealed[PUBLIC_BYTES:]
    try:
        shared = own.exchange(X25519PublicKey.from_public_bytes(shown))
        key = derived(shared, _SEALED_KEY + shown + own.public_key().public_bytes_raw())
        return cipher(key).decrypt(bytes(NONCE_BYTES), locked, _SEALED_KEY)
    except (ValueError, InvalidTag) as error:
        raise DamagedKeys from error
