"""引き出しの照合: which papers should lie in the drawer, and which were found there.

A count goes on over interruptions; every find is stored at once.
Source: docs/rules.md, "Forwarding".
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from enum import StrEnum

from app.domain.certificate import CertificateStatus
from app.domain.ids import CertificateId, DrawerCountId, DrawerFindId, OfficeId, PersonId
from app.errors import NotAllowed
from app.late import dataclass


class DrawerPaper(StrEnum):
    """What lies in the drawer: a certificate (by its sheet) or a 高齢受給者証 (by its holder)."""

    CERTIFICATE = "certificate"
    ELDERLY_CARD = "elderly_card"


Place = tuple[DrawerPaper, int]
"""One paper: its kind, and the id of the certificate or of the card's holder."""

IN_DRAWER = frozenset({CertificateStatus.READY, CertificateStatus.COLLECTED})
"""Sheets that should be there: waiting for their holders, or to be sent back."""


def place_of(certificate_id: CertificateId | None, person_id: PersonId) -> Place:
    """Name a sheet, or (None) the 高齢受給者証 of that holder."""
    if certificate_id is None:
        return (DrawerPaper.ELDERLY_CARD, person_id)
    return (DrawerPaper.CERTIFICATE, certificate_id)


@dataclass(frozen=True, slots=True)
class DrawerCount:
    """One count. office_id: of one office's drawer, None for all. At most one is open.

    closed_on: None while it goes on. expected, found, missing, unexpected: the result, kept word
    for word when it is closed (0 before).
    """

    id: DrawerCountId | None
    begun_on: date
    office_id: OfficeId | None = None
    closed_on: date | None = None
    expected: int = 0
    found: int = 0
    missing: int = 0
    unexpected: int = 0

    def close(self, on: date, tally: "Tally") -> "DrawerCount":
        """Keep the result; nothing is added afterwards."""
        if self.closed_on is not None:
            raise NotAllowed("この照合はすでに終わっています。新しく始めてください。")
        return replace(
            self,
            closed_on=on,
            expected=len(tally.expected),
            found=len(tally.found),
            missing=len(tally.missing),
            unexpected=len(tally.unexpected),
        )


@dataclass(frozen=True, slots=True)
class DrawerFind:
    """One paper that lay in the drawer. certificate_id: None for a 高齢受給者証.

    was_expected: whether it should have been there at that moment.
    """

    id: DrawerFindId | None
    count_id: DrawerCountId
    paper: DrawerPaper
    person_id: PersonId
    certificate_id: CertificateId | None
    was_expected: bool

    @property
    def place(self) -> Place:
        """What was found, as the tally names it."""
        return (self.paper, self.certificate_id if self.certificate_id is not None else self.person_id)


@dataclass(frozen=True, slots=True)
class Tally:
    """A drawer compared: papers as (kind, id of the certificate or of the holder)."""

    expected: frozenset[tuple[DrawerPaper, int]]
    found: frozenset[tuple[DrawerPaper, int]]
    missing: frozenset[tuple[DrawerPaper, int]]
    unexpected: frozenset[tuple[DrawerPaper, int]]


def tally(expected: Iterable[tuple[DrawerPaper, int]], finds: Iterable[DrawerFind]) -> Tally:
    """Compare what should be in the drawer now with what was found in the count.

    What was found and has since left the drawer rightly (handed out, sent) counts as found.
    """
    should, seen = frozenset(expected), list(finds)
    present = frozenset(find.place for find in seen)
    unexpected = frozenset(find.place for find in seen if not find.was_expected) - should
    rightly = present - unexpected
    return Tally(should | rightly, rightly, should - present, unexpected)
