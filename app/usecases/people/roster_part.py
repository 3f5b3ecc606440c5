"""Which part of the roster is looked at: who is covered, what paper somebody has, where they work."""

from collections.abc import Iterable, Sequence
from datetime import date
from enum import StrEnum

from app.domain.certificate import CertificateStatus
from app.domain.person import WITH_CARD
from app.late import dataclass
from app.rows import PersonRow


class Cover(StrEnum):
    """Whether somebody is covered on the day."""

    COVERED = "covered"
    ENDED = "ended"


class Paper(StrEnum):
    """What somebody has to show to a doctor, as the roster sorts people by it."""

    CARD = "card"
    NONE = "none"
    WAITING = "waiting"
    HELD = "held"
    OTHER = "other"


_PAPERS = {
    CertificateStatus.PLANNED: Paper.WAITING,
    CertificateStatus.PRINTED: Paper.WAITING,
    CertificateStatus.READY: Paper.WAITING,
    CertificateStatus.HANDED_OUT: Paper.HELD,
}


@dataclass(frozen=True, slots=True)
class RosterPart:
    """What is wanted; None and "" for all."""

    cover: Cover | None = None
    paper: Paper | None = None
    department: str = ""

    def of(self, rows: Iterable[PersonRow], on: date) -> list[PersonRow]:
        """Return the rows that are wanted, in their order."""
        return [
            row
            for row in rows
            if self.cover in (None, cover_of(row, on))
            and self.paper in (None, paper_of(row))
            and self.department in ("", row.department)
        ]


def cover_of(row: PersonRow, on: date) -> Cover:
    """Return whether somebody is covered on a day; whoever begins later is counted with the covered."""
    return Cover.ENDED if row.ends_on <= on else Cover.COVERED


def paper_of(row: PersonRow) -> Paper:
    """Return what somebody has: the live paper first, for it must come back whatever else there is."""
    if row.certificate in _PAPERS:
        return _PAPERS[row.certificate]
    if row.enrolment in WITH_CARD:
        return Paper.CARD
    return Paper.NONE if row.certificate is None else Paper.OTHER


def lack_a_record(rows: Sequence[PersonRow], on: date) -> list[PersonRow]:
    """Return of whom a paper from before this program may be recorded as handed out.

    Nobody with マイナ保険証, nobody whose cover ended, nobody of whom a paper is on record.
    """
    return [
        row
        for row in rows
        if row.certificate is None and row.enrolment not in WITH_CARD and row.is_covered(on)
    ]
