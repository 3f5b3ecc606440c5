"""まだの証: a paper of a household that is not on the counter while the others are."""

from datetime import date
from enum import StrEnum

from app.domain.ids import CertificateId
from app.late import dataclass


class MissingCause(StrEnum):
    """Why a paper of a household is not there; the reason beside the line of the due list."""

    NOT_ARRIVED = "not_arrived"
    FORGOTTEN = "forgotten"
    WITH_FAMILY = "with_family"
    SEARCHING = "searching"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Missing:
    """A sheet that is not there. follow_up_on: when to ask again."""

    certificate_id: CertificateId
    cause: MissingCause
    follow_up_on: date
