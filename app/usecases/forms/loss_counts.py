"""喪失届の枚数: 回収枚数(添付) and 返不能枚数, from what really came back.

One line per household and 資格喪失日: for the 資格喪失届 where the employee is among those who lost
cover, else for the 被扶養者(異動)届.
Source: docs/rules.md, "Forwarding".
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from enum import StrEnum

from app.domain.certificate import CertificateStatus
from app.domain.cover import loss_of_cover
from app.domain.duties import NEVER_HELD, DutyKind, Why
from app.domain.hidden import full
from app.domain.household import employee_of, households
from app.domain.ids import CertificateId, OfficeId, PersonId
from app.domain.person import Person, household_key
from app.late import dataclass
from app.ports import Queries
from app.rows import CertificateRow, DueFilter

S = CertificateStatus
_GONE = frozenset({S.LOST, S.UNCOLLECTABLE})
_STILL_OUT = frozenset({S.READY, S.HANDED_OUT, S.SUPERSEDED})


class LossForm(StrEnum):
    """The form that asks for the counts."""

    LOSS = "loss"
    DEPENDANT_CHANGE = "dependant_change"


@dataclass(frozen=True, slots=True)
class LossCount:
    """The counts of one household and one 資格喪失日.

    name, person_id: the employee, or who else of the household is stored first. members: who lost
    cover that day. attached: sheets that come or came with the form, of which in_drawer are still
    here. gone: lost or uncollectable. still_out: neither; the form can wait for them or count them
    as gone. What nobody wants back, and its holder shreds, is not counted.
    """

    form: LossForm
    household: str
    person_id: PersonId
    name: str
    kana: str
    office_id: OfficeId
    lost_on: date
    members: tuple[str, ...]
    attached: int
    in_drawer: int
    gone: int
    still_out: int

    @property
    def is_open(self) -> bool:
        """Whether a sheet still lies here or with its holder."""
        return bool(self.in_drawer or self.still_out)


def loss_counts(
    queries: Queries, today: date, *, office_id: OfficeId | None = None, household: str = ""
) -> list[LossCount]:
    """Count for everybody whose cover has ended by that day, the latest 資格喪失日 first.

    Sheets count as they stood at that day's end: what was sent or given up later changes no count.

    household: 記号-番号, to see only that one.
    """
    renewals = queries.due_rows(today, DueFilter(kinds=(DutyKind.RENEW,)))
    unwanted = {row.certificate_id for row in renewals if row.why is Why.OVER}
    sheets: dict[PersonId, list[CertificateRow]] = {}
    for row in queries.certificate_rows(on=today):
        sheets.setdefault(row.person_id, []).append(row)
    found = [
        count
        for key, home in households(queries.people()).items()
        if not household or "-".join(map(full, key)) == household
        for count in _of_household(home, sheets, unwanted, today)
        if office_id is None or count.office_id == office_id
    ]
    return sorted(found, key=lambda c: (-c.lost_on.toordinal(), c.kana, c.household))


def _of_household(
    home: Sequence[Person],
    sheets: dict[PersonId, list[CertificateRow]],
    unwanted: Collection[CertificateId | None],
    today: date,
) -> Iterable[LossCount]:
    """unwanted: sheets that their holders shred."""
    employee = employee_of(home)
    days: dict[date, list[Person]] = {}
    for person in home:
        lost_on = loss_of_cover(person, employee).on
        if lost_on <= today:
            days.setdefault(lost_on, []).append(person)
    for lost_on, members in days.items():
        head = employee or members[0]
        papers = [
            (row, row is held[-1])
            for person in members
            if person.id is not None
            for held in [[r for r in sheets.get(person.id, []) if r.status not in NEVER_HELD]]
            for row in held
        ]
        attached = [row for row, _ in papers if _comes_along(row, lost_on)]
        assert head.id is not None
        yield LossCount(
            form=LossForm.LOSS if employee in members else LossForm.DEPENDANT_CHANGE,
            household=household_key(head.key),
            person_id=head.id,
            name=head.name,
            kana=head.kana,
            office_id=head.office_id,
            lost_on=lost_on,
            members=tuple(person.name for person in members),
            attached=len(attached),
            in_drawer=sum(row.status is S.COLLECTED for row in attached),
            gone=sum(_is_gone(row, is_last, lost_on) for row, is_last in papers),
            still_out=sum(
                row.status in _STILL_OUT and row.certificate_id not in unwanted for row, _ in papers
            ),
        )


def _comes_along(row: CertificateRow, lost_on: date) -> bool:
    """What was sent before the loss, or by its holder, comes with no form of this loss."""
    if row.status is S.FORWARDED:
        return row.collected_on is not None and row.forwarded_on is not None and row.forwarded_on >= lost_on
    return row.status is S.COLLECTED


def _is_gone(row: CertificateRow, is_last: bool, lost_on: date) -> bool:
    """A sheet lost before, in whose place a new one came, was reported then."""
    return row.status in _GONE and (is_last or (row.closed_on is not None and row.closed_on >= lost_on))
