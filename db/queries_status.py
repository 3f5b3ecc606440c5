# ruff: noqa: S608 - statements are put together from our own names; values are always parameters
"""状況回答: what the society asks for, counted per office as of any day."""

import json
from collections import Counter
from collections.abc import Sequence
from datetime import date

from app.domain.certificate import CertificateStatus
from app.domain.duties import DutyKind, PersonFacts, duties
from app.domain.elderly_card import RECORDED
from app.domain.eligibility import loss_of_cover
from app.domain.ids import OfficeId, PersonId
from app.domain.person import Enrolment, Person
from app.domain.rules import SocietyRules
from app.rows import OfficeStatus, StatusAnswer
from db.connection import Connection
from db.facts import load_facts, rules_at
from db.journal import IS_UNDONE
from db.mapping import ENROLMENT
from db.queries_roster import elderly_outcome, offices, people

_COUNTED = {
    CertificateStatus.READY: "ready",
    CertificateStatus.HANDED_OUT: "handed_out",
    CertificateStatus.COLLECTED: "collected",
    CertificateStatus.FORWARDED: "forwarded",
    CertificateStatus.LOST: "lost",
    CertificateStatus.UNCOLLECTABLE: "uncollectable",
}


def status_answer(connection: Connection, as_of: date) -> StatusAnswer:
    """See app.ports.Queries. Sheets are counted where they were that day; each stands once.

    elderly_outstanding includes 要確認: nothing was recorded of those cards either.
    """
    rules = rules_at(connection, as_of)
    everybody = people(connection)
    stages = _stages(connection, everybody, as_of)
    counts: dict[OfficeId, Counter[str]] = {}
    for facts in load_facts(connection, everybody, as_of):
        count = counts.setdefault(facts.person.office_id, Counter())
        stage = stages.get(facts.person.id, facts.person.enrolment)
        _count(count, facts, stage, rules, as_of)
    return StatusAnswer(
        as_of,
        tuple(
            _office_status(office.name, counts.get(office.id, Counter()))
            for office in offices(connection)
            if office.id is not None
        ),
    )


def _count(
    count: Counter[str], facts: PersonFacts, stage: Enrolment, rules: SocietyRules, as_of: date
) -> None:
    person = facts.person
    if person.qualified_on <= as_of < loss_of_cover(person, facts.insured).on:
        count["covered"] += 1
        count["registered" if stage is Enrolment.REGISTERED else "entitled"] += 1
    for certificate in facts.certificates:
        if certificate.status in _COUNTED:
            count[_COUNTED[certificate.status]] += 1
    # Nothing can come back from the many who neither have a paper nor were named one.
    if facts.certificates or person.certificate_expires_on is not None:
        count["to_come_back"] += sum(duty.kind is DutyKind.RETURN for duty in duties(facts, rules, as_of))
    outcome = elderly_outcome(person, facts.elderly_card, rules)
    if outcome is not None:
        count["elderly_done" if outcome in RECORDED else "elderly_outstanding"] += 1


def _stages(
    connection: Connection, everybody: Sequence[Person], as_of: date
) -> dict[PersonId | None, Enrolment]:
    """The stage known on that day, of persons whose present stage was learned later.

    Comes from the journal. Before the first record its stage stands, so that a past day has
    an answer too.
    """
    later = [p.id for p in everybody if p.enrolment_as_of is not None and p.enrolment_as_of > as_of]
    lines = connection.rows(
        f"""
        SELECT journal.row_id, journal.after ->> 'enrolment', journal.after ->> 'enrolment_as_of'
        FROM journal JOIN operation ON operation.id = journal.operation_id
        WHERE journal.table_name = 'person' AND operation.depth = 0 AND NOT {IS_UNDONE}
          AND journal.person_id IN (SELECT value FROM json_each(?))
        ORDER BY journal.id
        """,
        (json.dumps(later),),
    )
    known: dict[PersonId | None, Enrolment] = {}
    for person_id, stage, learned_on in lines:
        if person_id not in known or learned_on is None or learned_on <= as_of.isoformat():
            known[person_id] = ENROLMENT[stage]
    return known


def _office_status(name: str, count: Counter[str]) -> OfficeStatus:
    return OfficeStatus(
        office=name,
        covered=count["covered"],
        registered=count["registered"],
        entitled=count["entitled"],
        ready=count["ready"],
        handed_out=count["handed_out"],
        to_come_back=count["to_come_back"],
        collected=count["collected"],
        forwarded=count["forwarded"],
        lost=count["lost"],
        uncollectable=count["uncollectable"],
        elderly_outstanding=count["elderly_outstanding"],
        elderly_done=count["elderly_done"],
    )
