"""声かけ: who was told what, when, by which means, and what they said."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.domain.ids import ContactId, PersonId


class Means(StrEnum):
    """How the person was reached."""

    FACE = "face"
    PHONE = "phone"
    MAIL = "mail"
    LETTER = "letter"
    SLIP = "slip"


@dataclass(frozen=True, slots=True)
class Contact:
    """One contact with one person; free text has passed the 個人番号 check."""

    id: ContactId | None
    person_id: PersonId
    on: date
    means: Means
    note: str = ""
