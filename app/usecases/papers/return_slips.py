"""The reminders that papers are to come back: one per household, of what the due list says under 返却.

Only reads. Source: docs/rules.md, "Return of certificates".
"""

from collections.abc import Collection
from datetime import date

from app.domain.duties import DutyKind
from app.domain.ids import PersonId
from app.domain.language import Language
from app.domain.person import household_key
from app.domain.rules import ReturnWay
from app.late import dataclass
from app.ports import Queries
from app.printing.values import ReturnPaper, ReturnSlip
from app.rows import DueFilter, DueRow, PersonDetail


@dataclass(frozen=True, slots=True)
class ReturnPlan:
    """Slips to draw. told: whose papers they ask for. addressees: to whom they are addressed."""

    slips: tuple[ReturnSlip, ...]
    told: tuple[PersonId, ...]
    addressees: tuple[PersonId, ...]


def return_slips(
    queries: Queries,
    person_ids: Collection[PersonId] | None,
    *,
    today: date,
    language: Language | None = None,
) -> ReturnPlan:
    """Return one slip per household of these persons, addressed to the employee.

    person_ids: None is everybody. language: None is that of the employee.
    """
    homes: dict[str, list[DueRow]] = {}
    for row in queries.due_rows(today, DueFilter(kinds=(DutyKind.RETURN,))):
        if person_ids is None or row.person_id in person_ids:
            homes.setdefault(household_key(row.key), []).append(row)
    details = [(queries.person_detail(rows[0].person_id, today), rows) for rows in homes.values()]
    told = dict.fromkeys(row.person_id for rows in homes.values() for row in rows)
    addressees = [(detail.insured or detail.person).id for detail, _ in details]
    return ReturnPlan(
        tuple(_slip(detail, rows, today, language) for detail, rows in details),
        tuple(told),
        tuple(who for who in addressees if who is not None),
    )


def _slip(detail: PersonDetail, rows: list[DueRow], today: date, language: Language | None) -> ReturnSlip:
    addressee = detail.insured or detail.person
    relationships = {one.person_id: one.relationship or "本人" for one in detail.household}
    days = [row.due_on for row in rows if row.due_on is not None]
    return ReturnSlip(
        name=addressee.name,
        office=detail.office,
        made_on=today,
        papers=tuple(
            ReturnPaper(row.name, relationships.get(row.person_id, ""), row.issue_number, row.why, row.since)
            for row in rows
        ),
        return_by=min(days, default=None),
        is_sent_by_holder=detail.rules.return_way is ReturnWay.HOLDER,
        language=language or addressee.language or Language.JAPANESE,
    )
