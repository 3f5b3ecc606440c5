"""The file of a batch: made by the society, read by the office."""

import json
import re
from base64 import b64decode, b64encode
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from datetime import date
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from app.domain.accepted_text import accepted_document
from app.domain.issue_batch import ENTRY_FIELDS, BatchEntry
from app.domain.person import PersonKind
from app.errors import BadValue
from app.late import dataclass
from app.usecases.issuing.signed import is_public_key, new_key, opened, seed_text, sign

BATCH, CALLED = "issue batch", "発行データ"
_NUMBER = re.compile(r"[0-9A-Za-z-]{1,30}")
_DAYS = ("born_on", "qualified_on", "issued_on", "expires_on", "copay_from", "disease_from")


@dataclass(frozen=True, slots=True)
class BatchFile:
    """What the society signed.

    office_key: the public key of the office that alone may sign the report; where the society knows none,
    report_seed is what the report is signed with.
    """

    number: str
    made_on: date
    print_by: date
    insurer_number: str
    insurer_name: str
    insurer_address: str
    seal_png: bytes | None
    report_seed: str
    entries: tuple[BatchEntry, ...]
    office_key: str = ""


def new_batch(
    number: str,
    entries: Sequence[BatchEntry],
    *,
    made_on: date,
    print_by: date,
    insurer: tuple[str, str, str],
    seal_png: bytes | None,
    office_key: str = "",
) -> BatchFile:
    """Return a batch; BadValue where it cannot be one. insurer: 保険者番号, name, address.

    office_key: as the office told the society before; empty where it told none.
    """
    if office_key and not is_public_key(office_key):
        raise BadValue("事業所の公開鍵が違います。事業所から知らされたとおりに入れてください。")
    if not _NUMBER.fullmatch(number):
        raise BadValue("発行データの番号は半角の英数字とハイフンで30文字までにしてください。")
    if not entries:
        raise BadValue("発行データに入れる方がいません。一覧を確かめてください。")
    if print_by < made_on:
        raise BadValue("発行データの印刷期限が作成日より前です。日付を直してください。")
    for entry in entries:
        if entry.expires_on < entry.issued_on:
            raise BadValue(f"{entry.name} さんの有効期限が交付年月日より前です。日付を直してください。")
    seed = "" if office_key else seed_text(new_key())
    return BatchFile(number, made_on, print_by, *insurer, seal_png, seed, tuple(entries), office_key)


def written(batch: BatchFile, key: Ed25519PrivateKey) -> bytes:
    """Return the signed file."""
    seal = None if batch.seal_png is None else b64encode(batch.seal_png).decode("ascii")
    return sign(BATCH, {**json.loads(content_of(batch)), "seal_png": seal}, key)


def read_batch(data: bytes, public_key: str) -> BatchFile:
    """Return what stands in the file; BadValue unless this key signed it and no byte has changed."""
    found = opened(data, BATCH, trusted=public_key, called=CALLED, sender="健保")
    seal = found.pop("seal_png")
    accepted_document(json.dumps(found, ensure_ascii=False), CALLED)
    batch = stored_batch(found)
    return batch if seal is None else replace(batch, seal_png=b64decode(seal))


def content_of(batch: BatchFile) -> str:
    """Return the facts of a batch as the office keeps them: all but the seal."""
    facts = asdict(batch)
    del facts["seal_png"]
    return json.dumps(facts, ensure_ascii=False, sort_keys=True, default=date.isoformat)


def stored_batch(facts: Mapping[str, Any]) -> BatchFile:
    """Return the batch of such facts, without its seal."""
    days = {name: date.fromisoformat(facts[name]) for name in ("made_on", "print_by")}
    entries = tuple(map(_entry, facts["entries"]))
    return BatchFile(**{**facts, **days, "entries": entries, "seal_png": None})


def _entry(facts: Mapping[str, Any]) -> BatchEntry:
    # A batch of an earlier version says nothing of what came later.
    values: dict[str, Any] = {name: facts.get(name) for name in ENTRY_FIELDS}
    for name in _DAYS:
        values[name] = None if values[name] is None else date.fromisoformat(values[name])
    return BatchEntry(**{**values, "kind": PersonKind(values["kind"])})
