"""Texts that lie on a server sealed with the data key, which who runs it or reads its disk does not have.

What is sealed is said once, below; the types of the columns on the server follow from it (the domains
`sealed` and `sealed_alike`), and from those what is sealed on the way in and opened on the way out
(`postgres.py`). In a file nothing is, for SQLCipher encrypts it whole.

A sealed text is one byte that says how, and what AES-GCM-SIV makes of the text, filled up to a multiple of
sixteen bytes. It is sealed anew each time (SEALED), or always alike where the database compares it (ALIKE):
then one sees which rows say the same, and nothing else.
"""

import os
import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from app.errors import DataDamaged

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCMSIV

Seal = Callable[[str], str]
"""Gives the bytes as the server writes and reads them: two signs, and hexadecimal figures."""

SEALED, ALIKE = "sealed", "sealed_alike"
"""The domains of the columns."""

COLUMNS: Mapping[str, Mapping[str, str]] = {
    "society": dict.fromkeys(("name", "address", "seal_base64", "forms_toml"), SEALED),
    "retention": {"reason": SEALED},
    "office": {"name": SEALED},
    "person": {
        **dict.fromkeys(("name", "kana", "kana_key", "relationship", "employee_code"), SEALED),
        "abroad_reason": SEALED,
        **dict.fromkeys(("symbol", "number", "name_key", "department"), ALIKE),
    },
    "print_session": dict.fromkeys(("printer", "job"), SEALED),
    "shipment": {"tracking_number": SEALED},
    "certificate": dict.fromkeys(("reason", "police_report"), SEALED),
    "elderly_card": {"note": SEALED},
    "contact": {"note": SEALED},
    "deferral": {"reason": SEALED},
    "given_answer": {"content": SEALED},
    "substitute": {**dict.fromkeys(("text", "png_base64", "note"), SEALED), "character": ALIKE},
    "print_note": dict.fromkeys(
        ("registry_name", "limit_category", "former_surname", "disease_mark"), SEALED
    ),
    "misdelivery": {"note": SEALED},
    "step_ahead": dict.fromkeys(("name", "kana", "department", "symbol", "number"), SEALED),
    "society_answer": dict.fromkeys(("detail", "told_by", "note"), SEALED),
    "operation": {"label": SEALED, "user": ALIKE},
    "journal": dict.fromkeys(("before", "after"), SEALED),
    "list_taken": {"file_name": SEALED},
    "issue_batch": {"number": ALIKE, "content": SEALED},
    "list_profile": {"text": SEALED},
    "held_list": dict.fromkeys(("file_name", "text"), SEALED),
    "difference": dict.fromkeys(("ours", "theirs"), SEALED),
    "partner": dict.fromkeys(("name", "secret"), SEALED),
    "parcel_row": {"content": SEALED},
    "parcel_step": dict.fromkeys(("label", "user"), SEALED),
    "parcel_conflict": dict.fromkeys(("ours", "theirs", "said_by", "kept_by"), SEALED),
    "former_identity": dict.fromkeys(("kana", "name", "symbol", "number", "employee_code"), SEALED),
    "duty": {"kana_key": SEALED, "moved_because": SEALED, "department": ALIKE, "detail": ALIKE},
    "presence": {"user": ALIKE},
}
"""By table and column: how the texts lie there. What stands nowhere here can be read on the server."""

NAMES = frozenset(column for columns in COLUMNS.values() for column in columns)
SPEAKS_OF_SEALED = re.compile(rf"\b(?:{'|'.join(sorted(NAMES))})\b").search
"""Whether a statement may speak of such a column; most do not."""

SAY_NOTHING = frozenset({"", "{}"})
"""Texts that lie there as they are: none, and an image in the history of which nothing is told any more."""

_PURPOSE = b"shikaku-desk texts on a server, format 1: "
_ALIKE, _ANEW = b"\x01", b"\x02"
"""The first byte; no text begins with it."""
_BYTES = "\\x"
_KEY, _NONCE, _BLOCK = 32, 12, 16
_ONE_NONCE = bytes(_NONCE)
_MOST_KNOWN, _SHORT = 1 << 17, 300
"""So many texts are kept opened, none longer than this as it comes: the same names come again and again."""


class Sealer:
    """Seals and opens texts with a data key."""

    def __init__(self, key: bytes) -> None:
        self._alike, self._anew = _cipher(key, _ALIKE), _cipher(key, _ANEW)
        self.known: dict[bytes, str] = {}
        """Opened texts, by what the server says of them."""
        self.by_domain: Mapping[str, Seal] = {SEALED: self.anew, ALIKE: self.alike}

    def alike(self, text: str) -> str:
        """Seal a text so that the same one is the same again."""
        if text in SAY_NOTHING:
            return text
        return f"{_BYTES}{(_ALIKE + self._alike.encrypt(_ONE_NONCE, _filled(text), None)).hex()}"

    def anew(self, text: str) -> str:
        """Seal a text so that nobody can tell whether it is the same as another."""
        if text in SAY_NOTHING:
            return text
        nonce = os.urandom(_NONCE)
        return f"{_BYTES}{(_ANEW + nonce + self._anew.encrypt(nonce, _filled(text), None)).hex()}"

    def opened(self, told: bytes) -> str:
        """Return the text of what the server says of one."""
        from cryptography.exceptions import InvalidTag

        sealed = bytes.fromhex(told[len(_BYTES) :].decode())
        how = sealed[:1]
        try:
            if how == _ANEW:
                text = self._anew.decrypt(sealed[1 : 1 + _NONCE], sealed[1 + _NONCE :], None)
            elif how == _ALIKE:
                text = self._alike.decrypt(_ONE_NONCE, sealed[1:], None)
            else:
                return sealed.decode()
        except (InvalidTag, ValueError) as error:
            raise DataDamaged(
                "サーバーの記録に、このデータフォルダーの鍵で読めない所があります。サーバーの上で書き換えられたか、"
                "壊れています。バックアップから新しいデータフォルダーに復元して確かめてください。"
            ) from error
        found = text.rstrip(b"\0").decode()
        if len(told) < _SHORT and len(self.known) < _MOST_KNOWN:
            self.known[told] = found
        return found


def _filled(text: str) -> bytes:
    """Its length says less then; no text holds the sign that fills."""
    plain = text.encode()
    return plain + bytes(-len(plain) % _BLOCK)


def _cipher(key: bytes, how: bytes) -> "AESGCMSIV":
    from cryptography.hazmat.primitives.ciphers.aead import AESGCMSIV
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    return AESGCMSIV(HKDF(SHA256(), _KEY, salt=None, info=_PURPOSE + how).derive(key))
