"""A small household in a real store: an employee, a spouse of 74, a child; sheets as a test wants them."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from app.changes import Done
from app.domain.certificate import Certificate, CertificateStatus
from app.domain.ids import OfficeId, PersonId
from app.domain.issue_number import new_issue_number
from app.domain.person import Office, Person, PersonKind, Sex
from app.ports import Store, Transaction
from app.rows import DueRow
from tests.factories import certificate, person

TODAY = date(2026, 11, 23)


def run(store: Store, use_case: Callable[[Transaction], Any], label: str = "操作") -> Any:
    with store.transaction(label) as tx:
        return use_case(tx)


def family(store: Store, *, papers: Sequence[CertificateStatus | None] = ()) -> tuple[Person, Person, Person]:
    """Enter the household; papers: the sheet of employee, spouse and child, None for none."""
    made: list[Person] = []

    def enter(tx: Transaction) -> Done:
        office_id = (
            next((o.id for o in tx.offices()), None) or tx.save_office(Office(None, "2001", "見本本社")).id
        )
        expires = date(2029, 11, 30)
        head = person(id=None, office_id=office_id, department="総務部", certificate_expires_on=expires)
        spouse = person(
            id=None, office_id=office_id, department="総務部", kind=PersonKind.DEPENDANT, branch_number="01",
            name="髙橋\u3000清", kana="タカハシ キヨシ", relationship="夫", born_on=date(1952, 5, 20),
            certificate_expires_on=expires, sex=Sex.MALE,
        )  # fmt: skip
        child = person(
            id=None, office_id=office_id, department="総務部", kind=PersonKind.DEPENDANT, branch_number="02",
            name="髙橋\u3000見太", kana="タカハシ ミタ", relationship="子", born_on=date(2012, 7, 1),
            qualified_on=date(2012, 7, 1), certificate_expires_on=expires,
        )  # fmt: skip
        made.extend(tx.save_person(p) for p in (head, spouse, child))
        for member, status in zip(made, papers, strict=False):
            if status is not None:
                tx.save_certificate(sheet(member, status))
        return None  # type: ignore[return-value]

    run(store, enter, "名簿")
    return made[0], made[1], made[2]


def sheet(holder: Person, status: CertificateStatus) -> Certificate:
    """A sheet made in October and, where its state says so, handed out on the 20th."""
    S = CertificateStatus  # noqa: N806
    handed_out = date(2026, 10, 20) if status in (S.HANDED_OUT, S.SUPERSEDED, S.LOST) else None
    closed = date(2026, 11, 1) if status in (S.SUPERSEDED, S.LOST) else None
    return certificate(
        id=None, person_id=holder.id, issue_number=new_issue_number(), status=status,
        ready_on=None if status is S.PLANNED else date(2026, 10, 10), handed_out_on=handed_out,
        closed_on=closed, closed_as=status if closed else None,
    )  # fmt: skip


def person_of(store: Store, who: Person | PersonId) -> Person:
    person_id = who.id if isinstance(who, Person) else who
    assert person_id is not None
    return store.queries.person_detail(person_id, TODAY).person


def sheets_of(store: Store, who: Person) -> tuple[Certificate, ...]:
    assert who.id is not None
    return store.queries.person_detail(who.id, TODAY).certificates


def due(store: Store, on: date = TODAY) -> list[tuple[str, str, date | None]]:
    """What is due as (kind, name, day), but for registering, which is voluntary."""
    return [
        (r.kind.value, r.name, r.due_on) for r in store.queries.due_rows(on) if r.kind.value != "register"
    ]


def due_kinds(rows: Sequence[DueRow]) -> list[str]:
    return [row.kind.value for row in rows]


def office_id_of(store: Store) -> OfficeId:
    office_id = store.queries.offices()[0].id
    assert office_id is not None
    return office_id


def snapshot(store: Store) -> tuple[Any, ...]:
    """Everything that undo must bring back exactly."""
    queries = store.queries
    with store.rehearsal() as tx:
        people = tx.people()
        sheets = [tx.certificates_of(p.id) for p in people if p.id is not None]
        runs = [tx.sheets(row.session_id) for row in queries.session_rows()]
        ahead = [tx.steps_ahead_of(p.id) for p in people if p.id is not None]
    return people, sheets, runs, ahead, queries.due_rows(TODAY)
