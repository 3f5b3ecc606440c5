"""A person is read without reading the others: the counter is as quick in a large office."""

from collections.abc import Callable
from datetime import date

import pytest

from app.domain.certificate import CertificateStatus
from app.domain.deferral import Deferral
from app.domain.duties import DutyKind
from app.domain.elderly_card import ElderlyCard, ElderlyOutcome
from app.domain.ids import OfficeId, PersonId
from app.domain.issue_number import new_issue_number
from db.store import SqliteStore
from tests.factories import certificate, person

TODAY = date(2026, 11, 23)
S = CertificateStatus
FEW, MANY = 5, 400
KANA = "アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロ"


def add(store: SqliteStore, office_id: OfficeId, numbers: range) -> None:
    """Add households of one, each with a sheet, a 高齢受給者証 that came back and a moved date."""
    with store.transaction("名簿") as tx:
        known = {one.id for one in tx.people()}
        tx.save_people(
            [
                person(id=None, number=f"{n}", kana=f"{KANA[n % 40]}{KANA[n % 41]}", office_id=office_id)
                for n in numbers
            ]
        )
        for one in tx.people():
            if one.id is None or one.id in known:
                continue
            (sheet,) = tx.save_certificates(
                [certificate(id=None, person_id=one.id, issue_number=new_issue_number())]
            )
            tx.save_elderly_card(ElderlyCard(None, one.id, ElderlyOutcome.COLLECTED, TODAY))
            tx.save_deferral(Deferral(None, one.id, DutyKind.HAND_OUT, sheet.id, TODAY, TODAY, None, "見本"))


def steps(store: SqliteStore, read: Callable[[], object]) -> int:
    """Return how many tens of steps the database takes."""
    taken = 0

    def count() -> int:
        nonlocal taken
        taken += 1
        return 0

    read()  # what is kept from one look to the next is not counted
    sql = store._connection.database.connection()
    sql.set_progress_handler(count, 10)
    read()
    sql.set_progress_handler(None, 10)
    return taken


@pytest.mark.on_the_file("steps of SQLite's library")
def test_reading_one_household_takes_no_longer_in_a_large_office(
    store: SqliteStore, office_id: OfficeId
) -> None:
    add(store, office_id, range(1001, 1001 + FEW))
    (row,) = store.queries.certificates_by_tail("1001", [S.READY])
    who: PersonId = row.person_id

    def look() -> None:
        assert store.queries.person_detail(who, TODAY).duties
        assert store.queries.certificates_of_household(who, [S.READY]) == [row]
        assert store.queries.certificates_by_tail("1001", [S.READY]) == [row]
        assert store.queries.certificate_by_issue(row.issue_number) == row
        assert store.queries.person_rows(limit=1)

    before = steps(store, look)
    add(store, office_id, range(2001, 2001 + MANY))
    assert steps(store, look) <= before * 1.2
