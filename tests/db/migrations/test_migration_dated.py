"""0008_dated_on: on a sheet of the version before stands the day it was made."""

from datetime import date
from pathlib import Path

from db.tables.mapping import CERTIFICATE
from db.upgrade import upgrade
from tests.db.conftest import with_somebody

BEFORE = "0007_void_on"


def test_a_sheet_of_the_version_before_shows_the_day_it_was_made(tmp_path: Path) -> None:
    connection = with_somebody(tmp_path, BEFORE)
    connection.rows(
        "INSERT INTO certificate (person_id, issue_number, status, origin, issued_on, receipt, reason)"
        " VALUES (1, '0K3F-7QX1', 'ready', 'printed', '2026-10-01', 0, '')"
    )
    upgrade(connection, back_up=lambda _: tmp_path)
    (sheet,) = CERTIFICATE.read(connection, CERTIFICATE.select())
    connection.close()
    assert (sheet.dated_on, sheet.issued_on_sheet) == (None, date(2026, 10, 1))
