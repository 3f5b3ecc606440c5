"""A 連携ファイル as bytes: a heading that anybody reads, and a body that only the 合言葉 opens.

The heading names no person: who wrote it, for whom, the how-manieth, and of which version. It is
part of what the body vouches for: neither can be changed, nor put together with another.
"""

import hashlib
import json
import secrets
import unicodedata
import zlib
from dataclasses import asdict
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from argon2.low_level import Type, hash_secret_raw
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from app import __version__
from app.domain.parcel import Route
from app.errors import BadValue, WrongPassphrase
from app.late import dataclass
from app.output import Kind
from app.parcels.content import Content, as_bytes, of_bytes

FORMAT = 1
MAGIC = b"shikaku-parcel\n"
ENDING = ".shikaku-parcel"

LARGEST = 512 * 1024 * 1024
"""Bytes of a body, packed or not: a society of a hundred thousand has a fifth of it."""

_LENGTH = 4
_LONGEST_HEADING = 4096
_NONCE = 12
_ROUNDS, _MEMORY_KIB, _LANES = 3, 65536, 4
"""Of argon2id, as in keys.json; a file cannot ask for more."""

_DAMAGED = (
    "この連携ファイルは途中で切れているか、壊れています。"
    "もう一度コピーするか、書き出し直してもらってください。"
)


@dataclass(frozen=True, slots=True)
class Heading:
    """What can be read without the 合言葉. to: the folder it is for; "" for any head office.

    shape: the newest change of the tables that the writer knew.
    """

    sender_id: str
    sender: str
    insurer_number: str
    route: Route
    to: str
    sequence: int
    sign: str
    made_on: str
    shape: str
    program: str = __version__
    format: int = FORMAT


def is_parcel(data: bytes) -> bool:
    """Return whether a file is one, by how it begins."""
    return data.startswith(MAGIC)


def is_parcel_file(path: Path) -> bool:
    """Return whether a file on the disk is one."""
    try:
        with path.open("rb") as file:
            return is_parcel(file.read(len(MAGIC)))
    except OSError:
        return False


PARCEL = Kind("連携ファイル", ENDING, is_parcel_file)


def sealed(heading: Heading, content: Content, secret: str) -> bytes:
    """Return the file."""
    nonce = secrets.token_bytes(_NONCE)
    said = {**asdict(heading), "nonce": nonce.hex()}
    vouched = _canonical(said)
    body = AESGCM(_key(secret, heading.sender_id)).encrypt(
        nonce, zlib.compress(as_bytes(content), 6), vouched
    )
    said["digest"] = _digest(vouched, body)
    top = _canonical(said)
    return b"".join((MAGIC, len(top).to_bytes(_LENGTH, "big"), top, body))


def heading_of(data: bytes) -> Heading:
    """Return what stands in front; raise a sentence where the file is no whole one, or of a later format."""
    return _parts(data)[0]


def opened(data: bytes, secret: str) -> Content:
    """Return what is in a file; raise WrongPassphrase where the 合言葉 is another one."""
    heading, nonce, vouched, body = _parts(data)
    try:
        packed = AESGCM(_key(secret, heading.sender_id)).decrypt(nonce, body, vouched)
    except InvalidTag:
        raise WrongPassphrase(
            f"合言葉が違うか、{heading.sender}の連携ファイルが書き換えられています。"
            "書き出した相手と同じ合言葉を入れてください。"
        ) from None
    unpacking = zlib.decompressobj()
    try:
        plain = unpacking.decompress(packed, LARGEST)
    except zlib.error as error:
        raise BadValue(_DAMAGED) from error
    if not unpacking.eof:
        raise BadValue(_DAMAGED)
    return of_bytes(plain)


def _parts(data: bytes) -> tuple[Heading, bytes, bytes, bytes]:
    if not is_parcel(data):
        raise BadValue("連携ファイルではありません。連携ファイルを選んでください。")
    start = len(MAGIC) + _LENGTH
    length = int.from_bytes(data[len(MAGIC) : start], "big")
    if length > _LONGEST_HEADING or len(data) < start + length or len(data) > LARGEST:
        raise BadValue(_DAMAGED)
    body = data[start + length :]
    try:
        said = json.loads(data[start : start + length])
        version = said["format"]
        if type(version) is int and version > FORMAT:
            raise BadValue(
                "この連携ファイルは新しい版のプログラムで書き出されています。"
                "このPCのプログラムを新しくしてから取り込んでください。"
            )
        digest = said.pop("digest")
        vouched = _canonical(said)
        nonce = bytes.fromhex(said.pop("nonce"))
        heading = _heading(said)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise BadValue(_DAMAGED) from error
    if len(nonce) != _NONCE or digest != _digest(vouched, body):
        raise BadValue(_DAMAGED)
    return heading, nonce, vouched, body


def _heading(said: dict[str, Any]) -> Heading:
    heading = Heading(**{**said, "route": Route(said["route"])})
    texts = (value for name, value in said.items() if name not in ("sequence", "format"))
    if (
        not all(type(text) is str and text.isprintable() for text in texts)
        or type(said["sequence"]) is not int
    ):
        raise ValueError
    if heading.sequence < 1 or heading.format != FORMAT:
        raise ValueError
    date.fromisoformat(heading.made_on)
    return heading


def _canonical(said: dict[str, Any]) -> bytes:
    return json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def _digest(vouched: bytes, body: bytes) -> str:
    """Tells accidental damage from another 合言葉; that nobody meddled, the body tells."""
    return hashlib.sha256(vouched + body).hexdigest()


@lru_cache(maxsize=8)
def _key(secret: str, sender_id: str) -> bytes:
    """Return the key of a sender's files; slow on purpose, so once for each."""
    salt = hashlib.sha256(b"shikaku-desk parcel, format 1: " + sender_id.encode()).digest()[:16]
    # Wide and narrow letters are the same keys, blanks of either kind too.
    typed = unicodedata.normalize("NFKC", secret).encode("utf-8", "surrogatepass")
    return hash_secret_raw(typed, salt, _ROUNDS, _MEMORY_KIB, _LANES, hash_len=32, type=Type.ID)
