"""One person at a time, with a few facts, asked on any day: what is due, and what 集める・集めない says."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import resources
from app.domain import law
from app.domain.certificate import Certificate, CertificateOrigin, CertificateStatus
from app.domain.collecting import PaperKind, Ruling, collect_or_not
from app.domain.duties import DutyKind, Why
from app.domain.elderly_card import ElderlyCard
from app.domain.enrolment_stage import EnrolmentStage, stage_of
from app.domain.ids import CertificateId, PersonId
from app.domain.person import Enrolment, Person
from app.domain.rules import RuleBook, read_rule_book
from tests.factories import person

JSR = read_rule_book(resources.path("rules/jsr.toml").read_text("utf-8"))
FAR = date(2029, 12, 1)


def d(text: str) -> date:
    return date.fromisoformat(text)


def with_rules(**values: Any) -> RuleBook:
    """The rules of JSR with other values."""
    entries = [
        replace(entry, value=values[entry.name]) if entry.name in values else entry for entry in JSR.entries
    ]
    return RuleBook(JSR.society, tuple(entries))


def given(handed_out: str, expires: date | None = FAR, **over: Any) -> Certificate:
    """A sheet that was printed and handed out on that day, whatever became of it since."""
    on = d(handed_out)
    facts: dict[str, Any] = {
        "id": CertificateId(1),
        "person_id": PersonId(1),
        "issue_number": "0K3F-7QX4",
        "status": CertificateStatus.HANDED_OUT,
        "origin": CertificateOrigin.PRINTED,
        "issued_on": on,
        "ready_on": on,
        "handed_out_on": on,
        "expires_on": expires,
    }
    return Certificate(**facts | over)


@dataclass(frozen=True)
class Life:
    """What is known of somebody."""

    facts: law.Facts
    book: RuleBook

    def due(self, day: str) -> dict[Why, date | None]:
        """Reason and date of every row of that day, but no undated question to person or society."""
        rows = law.on(law.duties_of(self.facts, self.book), d(day))
        asks = (DutyKind.ASK, DutyKind.REGISTER)
        return {
            row.why: row.due_on for row in rows if row.due_on is not None or law.KIND_OF[row.why] not in asks
        }

    def whys(self, day: str) -> set[Why]:
        return {row.why for row in law.on(law.duties_of(self.facts, self.book), d(day))}

    def says(self, day: str, paper: PaperKind = PaperKind.CERTIFICATE) -> Ruling:
        return collect_or_not(paper, self.facts, self.book.at(d(day)), d(day))


def life(
    *sheets: Certificate,
    book: RuleBook = JSR,
    insured: Person | None = None,
    learned: Sequence[tuple[Enrolment, date | None] | tuple[Enrolment, date, date]] = (),
    card: ElderlyCard | None = None,
    old_cards: Sequence[ElderlyCard] = (),
    **over: Any,
) -> Life:
    """Somebody without マイナ保険証, known since 2026-08-01, with a 有効期限 that is far."""
    facts: dict[str, Any] = {
        "born_on": date(1990, 4, 10),
        "qualified_on": date(2020, 4, 1),
        "enrolment": Enrolment.NOT_REGISTERED,
        "enrolment_as_of": date(2026, 8, 1),
        "certificate_expires_on": FAR,
    }
    who = person(**facts | over)
    stages = [EnrolmentStage(None, PersonId(1), *one) for one in learned] or [
        stage_of(replace(who, id=PersonId(1)))
    ]
    cards = [*old_cards, *([card] if card else [])]
    return Life(law.facts_of(who, insured, stages, sheets, cards), book)
