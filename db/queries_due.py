# ruff: noqa: S608 - statements are put together from our own names; values are always parameters
"""The due list: SQL leaves out whom no rule can concern, the rules decide about the others."""

from collections.abc import Sequence
from datetime import date, timedelta

from app.domain.certificate import Certificate
from app.domain.duties import Duty, DutyKind, duties, gave_it_back_early, urgency
from app.domain.eligibility import loss_of_cover
from app.domain.ids import OfficeId
from app.domain.person import Person
from app.domain.rules import SocietyRules
from app.rows import DueRow, PersonRow
from db.connection import Connection
from db.facts import (
    MAY_HOLD_ELDERLY_CARD,
    SLACK,
    born_about,
    elderly_bounds,
    load_facts,
    load_persons,
    rules_at,
)
from db.models import LIVE_STATUSES
from db.queries_roster import office_names, person_rows_of

# Each line is wider than the rule it stands for; a test compares with all persons.
_MAY_BE_DUE = f"""
    (:office IS NULL OR person.office_id = :office)
    AND (
        -- a paper that has not left for the society
        EXISTS (SELECT 1 FROM certificate c WHERE c.person_id = person.id
                AND (c.forwarded_on IS NULL OR c.forwarded_on > :today))
        -- no マイナ保険証: a sheet or a reminder may be due
        OR (person.enrolment <> 'registered' AND person.qualified_on <= :today
            AND (person.disqualified_on IS NULL OR person.disqualified_on > :today))
        -- the society names a paper of a leaver that has no record here
        OR (person.certificate_expires_on IS NOT NULL
            AND (person.disqualified_on <= :today OR person.born_on <= :is_75
                 OR (person.kind = 'dependant' AND (person.symbol, person.number) IN (
                        SELECT symbol, number FROM person
                        WHERE kind = 'insured' AND (disqualified_on <= :today OR born_on <= :is_75))))
            AND NOT EXISTS (SELECT 1 FROM certificate c WHERE c.person_id = person.id))
        -- 70 or 75 is near
        OR person.born_on BETWEEN :from_70 AND :to_70
        OR person.born_on BETWEEN :from_75 AND :to_75
        OR (person.kind = 'dependant' AND (person.symbol, person.number) IN (
                SELECT symbol, number FROM person
                WHERE kind = 'insured' AND born_on BETWEEN :from_75 AND :to_75))
        -- 高齢受給者証: expected back, or collected and not yet sent on
        OR (({MAY_HOLD_ELDERLY_CARD} OR EXISTS (SELECT 1 FROM elderly_card e WHERE e.person_id = person.id))
            AND NOT EXISTS (SELECT 1 FROM elderly_card e WHERE e.person_id = person.id AND e.done_on <= :today
                            AND (e.outcome NOT IN ('collected', 'forwarded') OR e.forwarded_on <= :today)))
    )
"""

_MAY_PRINT = f"""
    (:office IS NULL OR person.office_id = :office)
    AND person.enrolment <> 'registered'
    AND person.certificate_expires_on >= :today
    AND person.qualified_on <= :today
    AND (person.disqualified_on IS NULL OR person.disqualified_on > :today)
    AND NOT EXISTS (SELECT 1 FROM certificate c WHERE c.person_id = person.id
                    AND c.status IN ({LIVE_STATUSES}))
"""


def due_rows(
    connection: Connection, today: date, *, kinds: Sequence[DutyKind] = (), office_id: OfficeId | None = None
) -> list[DueRow]:
    """See app.ports.Queries."""
    rules = rules_at(connection, today)
    offices = office_names(connection)
    found = []
    for facts in load_facts(connection, _maybe_due(connection, rules, today, office_id), today):
        person = facts.person
        found += [
            _row(duty, person, facts.certificates, offices, today)
            for duty in duties(facts, rules, today)
            if not kinds or duty.kind in kinds
        ]
    found.sort(key=lambda row: urgency(row.due_on, row.kind, row.kana, row.key))
    return found


def print_candidates(
    connection: Connection, today: date, *, office_id: OfficeId | None = None
) -> list[PersonRow]:
    """See app.ports.Queries; in the order of the offices and departments."""
    people = load_persons(
        connection,
        _MAY_PRINT,
        {"office": office_id, "today": today.isoformat()},
    )
    rules = rules_at(connection, today)
    wanted = []
    for facts in load_facts(connection, people, today):
        loss = loss_of_cover(facts.person, facts.insured)
        if today < loss.on and not gave_it_back_early(facts.certificates, loss, rules, today):
            assert facts.person.id is not None
            wanted.append(facts.person.id)
    rows = person_rows_of(connection, wanted)
    return sorted(rows, key=lambda row: (row.office_code, row.department))


def _maybe_due(
    connection: Connection, rules: SocietyRules, today: date, office_id: OfficeId | None
) -> list[Person]:
    horizon = today + timedelta(days=31 * rules.birthday_notice_months)
    return load_persons(
        connection,
        _MAY_BE_DUE,
        {
            "office": office_id,
            "today": today.isoformat(),
            "is_75": born_about(today + SLACK, 75),
            "from_70": born_about(today - SLACK, 70),
            "to_70": born_about(horizon + SLACK, 70),
            "from_75": born_about(today - SLACK, 75),
            "to_75": born_about(horizon + SLACK, 75),
            **elderly_bounds(rules),
        },
    )


def _row(
    duty: Duty, person: Person, certificates: Sequence[Certificate], offices: dict[OfficeId, str], today: date
) -> DueRow:
    issue_number = next((c.issue_number for c in certificates if c.id == duty.certificate_id), "")
    return DueRow(
        duty.kind,
        duty.person_id,
        duty.certificate_id,
        issue_number if duty.certificate_id is not None else "",
        person.key,
        person.name,
        person.kana,
        person.kind,
        offices[person.office_id],
        person.department,
        duty.due_on,
        None if duty.due_on is None else (duty.due_on - today).days,
        duty.reason,
        duty.rule,
        duty.action,
    )
