"""声かけ: who was told what, when, by which means, and what they said."""

from datetime import date
from enum import StrEnum

from app.domain.ids import ContactId, PersonId
from app.late import dataclass


class Means(StrEnum):
    """How the person was reached."""

    FACE = "face"
    PHONE = "phone"
    MAIL = "mail"
    LETTER = "letter"
    SLIP = "slip"


class About(StrEnum):
    """What a contact was about; only REGISTER begins a quiet period."""

    REGISTER = "register"
    RETURN = "return"
    HAND_OUT = "hand_out"
    ELDERLY_CARD = "elderly_card"
    OTHER = "other"


class Reply(StrEnum):
    """What the person said. Nobody must answer, and no answer is a reason for anything."""

    NONE = "none"
    UNREACHED = "unreached"
    PROMISED = "promised"
    LATER = "later"
    DONE = "done"
    DECLINED = "declined"
    NO_ANSWER = "no_answer"


@dataclass(frozen=True, slots=True)
class Contact:
    """One contact with one person; free text has passed the 個人番号 check."""

    id: ContactId | None
    person_id: PersonId
    on: date
    means: Means
    note: str = ""
    about: About = About.REGISTER
    reply: Reply = Reply.NONE
