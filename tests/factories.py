"""Valid by default; a test overrides only what it is about. Everybody here is fictional."""

import zlib
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from app.domain.certificate import Certificate, CertificateOrigin, CertificateStatus
from app.domain.ids import CertificateId, OfficeId, PersonId
from app.domain.person import Person, PersonKind, Sex
from app.domain.society import Society
from app.usecases.settings.settings import sample_society


def person(**over: Any) -> Person:
    """Return a covered employee, aged 46, of whose マイナ保険証 nothing is known.

    Others than the first, 101-00, are born on other days: the same human would be covered twice.
    """
    facts: dict[str, Any] = {
        "id": PersonId(1),
        "office_id": OfficeId(1),
        "kind": PersonKind.INSURED,
        "symbol": "2001",
        "number": "101",
        "branch_number": "00",
        "name": "髙橋\u3000見本",
        "kana": "タカハシ ミホン",
        "sex": Sex.FEMALE,
        "relationship": "本人",
        "born_on": date(1980, 4, 5),
        "qualified_on": date(2010, 4, 1),
    }
    facts |= over
    if "born_on" not in over:
        facts["born_on"] += timedelta(
            _figure(facts["number"], 101) + 200 * (_figure(facts["branch_number"], 0) % 7)
        )
    return Person(**facts)


def _figure(text: str, first: int) -> int:
    """How far a number stands from the first one; of any text, always the same."""
    return (int(text) - first) % 3000 if text.isdecimal() else zlib.crc32(text.encode()) % 200


def certificate(**over: Any) -> Certificate:
    """Return a sheet that waits in the drawer for person 1."""
    facts: dict[str, Any] = {
        "id": CertificateId(1),
        "person_id": PersonId(1),
        "issue_number": "0K3F-7QX4",
        "status": CertificateStatus.READY,
        "origin": CertificateOrigin.PRINTED,
        "issued_on": date(2026, 10, 1),
        "expires_on": date(2029, 12, 1),
    }
    return Certificate(**facts | over)


def society(**over: Any) -> Society:
    """Return the fictional society with the rules of the notice; its sheets are 見本 and count."""
    return replace(sample_society(is_sample=True), **over)
