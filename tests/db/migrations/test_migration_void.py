"""0007_void_on: what is void by then keeps its day when it is lost afterwards; an older undo is no trap."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from app.domain.certificate import CertificateStatus, ReplaceCause
from app.domain.ids import OfficeId
from db.store import SqliteStore
from db.upgrade import upgrade
from tests.db.conftest import with_somebody
from tests.factories import certificate, person

BEFORE = "0005_layout"
TODAY = date(2026, 11, 23)
DAY = timedelta(days=1)
S = CertificateStatus


def test_a_sheet_that_is_void_already_gets_its_day(tmp_path: Path) -> None:
    connection = with_somebody(tmp_path, BEFORE, enrolment="registered")
    for number, (status, closed_as) in enumerate(
        [("superseded", "superseded"), ("collected", "superseded"), ("lost", "lost")]
    ):
        connection.rows(
            "INSERT INTO certificate (person_id, issue_number, status, origin, receipt, closed_as, closed_on,"
            " reason) VALUES (1, ?, ?, 'printed', 1, ?, '2026-10-01', '')",
            (f"0K3F-7QX{number}", status, closed_as),
        )
    upgrade(connection, back_up=lambda _: tmp_path)
    found = connection.rows("SELECT void_on FROM certificate ORDER BY id")
    connection.close()
    assert found == [("2026-10-01",), ("2026-10-01",), (None,)]


@pytest.mark.on_the_file("json_remove, as an earlier program left it")
def test_a_day_left_behind_by_an_undo_of_an_older_step_does_not_count(
    store: SqliteStore, office_id: OfficeId
) -> None:
    with store.transaction("記録") as tx:
        holder = tx.save_person(person(id=None))
        assert holder.id is not None
        sheet = tx.save_certificate(certificate(id=None, person_id=holder.id).hand_out(TODAY - 9 * DAY))
    with store.transaction("差替") as tx:
        tx.save_certificate(sheet.supersede(TODAY - 5 * DAY, ReplaceCause.NAME))
    connection = store.new_connection()
    with connection.transaction():
        for image in ("before", "after"):
            connection.rows(f"UPDATE journal SET {image} = json_remove({image}, '$.void_on')")
    connection.close()
    store.undo()
    with store.transaction("読む") as tx:
        (found,) = tx.certificates_of(sheet.person_id)
    assert (found.status, found.void_on) == (S.HANDED_OUT, TODAY - 5 * DAY)
    past = found.as_of(TODAY)
    assert past is not None
    assert past.status is S.HANDED_OUT
