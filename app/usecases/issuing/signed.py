"""Signed documents: one line of JSON with its signature (Ed25519), in one spelling only.

A document is refused unless it is, to the byte, what the signer wrote with the key that is trusted.
"""

import json
from base64 import b64decode, b64encode
from binascii import Error
from collections.abc import Mapping
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from app.errors import BadValue

SigningKey = Ed25519PrivateKey
_FORMAT = "shikaku-desk signed 1"
LARGEST = 20_000_000
"""Bytes: the seal and some ten thousand people."""
_NAMES = ("format", "kind", "content", "key", "signature")


def new_key() -> Ed25519PrivateKey:
    """Return a new key to sign with."""
    return Ed25519PrivateKey.generate()


def locked_key(key: Ed25519PrivateKey, password: str) -> bytes:
    """Return the key as a file that opens with the password (PEM)."""
    lock = serialization.BestAvailableEncryption(password.encode("utf-8"))
    return key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, lock)


def opened_key(data: bytes, password: str) -> Ed25519PrivateKey:
    """Return the key in a file; BadValue where the password is another or it is none of ours."""
    try:
        key = serialization.load_pem_private_key(data, password.encode("utf-8"))
    except (ValueError, TypeError) as error:
        raise BadValue("署名の鍵を開けません。鍵のファイルとパスワードを確かめてください。") from error
    if not isinstance(key, Ed25519PrivateKey):
        raise BadValue("このファイルは発行データの署名の鍵ではありません。")
    return key


def public_text(key: Ed25519PrivateKey) -> str:
    """Return what everybody may know of a key, as it stands in the rules."""
    raw = key.public_key().public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
    return b64encode(raw).decode("ascii")


def seed_text(key: Ed25519PrivateKey) -> str:
    """Return the secret of a key as text."""
    raw = key.private_bytes(
        serialization.Encoding.Raw, serialization.PrivateFormat.Raw, serialization.NoEncryption()
    )
    return b64encode(raw).decode("ascii")


def key_of(seed: str) -> Ed25519PrivateKey:
    """Return the key of such a text."""
    return Ed25519PrivateKey.from_private_bytes(b64decode(seed))


def is_public_key(text: str) -> bool:
    """Whether the text is the public key of somebody."""
    try:
        Ed25519PublicKey.from_public_bytes(b64decode(text, validate=True))
    except (ValueError, Error):
        return False
    return True


def sign(kind: str, content: Mapping[str, Any], key: Ed25519PrivateKey) -> bytes:
    """Return the document. kind: what it is, so that none is taken for another."""
    body = _one_line(content)
    signature = b64encode(key.sign(_message(kind, body))).decode("ascii")
    values = (_FORMAT, kind, body, public_text(key), signature)
    return _one_line(dict(zip(_NAMES, values, strict=True))).encode("utf-8")


def opened(data: bytes, kind: str, *, trusted: str, called: str, sender: str) -> dict[str, Any]:
    """Return what stands in a document; BadValue unless the trusted key signed just that.

    called, sender: what sentences call it, and who signs it.
    """
    none_of_ours = (
        f"このファイルは{called}ではありません。{sender}から受け取ったままのファイルを選んでください。"
    )
    try:
        found = json.loads(data[:LARGEST])
    except (ValueError, RecursionError) as error:
        raise BadValue(none_of_ours) from error
    if not (isinstance(found, dict) and sorted(found) == sorted(_NAMES)) or not all(
        isinstance(value, str) for value in found.values()
    ):
        raise BadValue(none_of_ours)
    if (found["format"], found["kind"]) != (_FORMAT, kind):
        raise BadValue(none_of_ours)
    if found["key"] != trusted:
        raise BadValue(
            f"知らない鍵で署名された{called}です。{sender}の公開鍵とファイルの出どころを確かめてください。"
        )
    changed = f"{called}が署名のあとで書き換わっています。{sender}から受け取り直してください。"
    try:
        public = Ed25519PublicKey.from_public_bytes(b64decode(trusted, validate=True))
        public.verify(b64decode(found["signature"], validate=True), _message(kind, found["content"]))
    except (InvalidSignature, ValueError, Error) as error:
        raise BadValue(changed) from error
    # Only one spelling of it is the signer's: no byte may differ, not even one that says the same.
    if _one_line(found).encode("utf-8") != data:
        raise BadValue(changed)
    content = json.loads(found["content"])
    assert isinstance(content, dict)
    return content


def _message(kind: str, body: str) -> bytes:
    return f"{_FORMAT}\n{kind}\n{body}".encode()


def _one_line(value: Mapping[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
