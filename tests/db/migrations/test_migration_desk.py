"""0004_desk: sheets of the version before are all there, renewals and the new tables take their rows."""

from datetime import date
from pathlib import Path

import peewee
import pytest
import sqlcipher3.dbapi2 as sqlcipher

from app.domain.certificate import CertificateStatus, ReplaceCause
from app.domain.drawer import DrawerCount, DrawerFind, DrawerPaper
from app.domain.ids import OfficeId
from app.domain.misdelivery import Misdelivery
from app.domain.name_substitute import NameSubstitute
from app.domain.print_note import PrintNote
from db.store import SqliteStore
from db.upgrade import upgrade
from tests.db.conftest import of_version
from tests.factories import certificate, person

DAY = date(2026, 11, 23)
BEFORE = "0003_print"


def test_sheets_of_the_version_before_are_all_there(tmp_path: Path) -> None:
    connection = of_version(tmp_path, BEFORE)
    for statement in (
        "INSERT INTO office (id, code, name) VALUES (1, '2001', '見本本社')",
        """INSERT INTO person (id, office_id, kind, symbol, number, branch_number, name, kana, sex,
           relationship, born_on, qualified_on, department, employee_code, enrolment, sex_on_front,
           elderly_card_listed, kana_key, name_key)
           VALUES (1, 1, 'insured', '2001', '101', '00', '架空', 'カクウ', 'unset', '本人', '1980-04-05',
           '2010-04-01', '', '', 'unknown', 0, 0, 'カクウ', '架空')""",
        """INSERT INTO certificate (id, person_id, issue_number, status, origin, receipt, reason,
           replace_cause) VALUES (1, 1, '0K3F-7QX4', 'superseded', 'printed', 0, '', 'damage')""",
        """INSERT INTO certificate (id, person_id, issue_number, status, origin, receipt, reason)
           VALUES (5, 1, '1K3F-7QXS', 'ready', 'printed', 0, '')""",
        "DELETE FROM certificate WHERE id = 5",
    ):
        connection.rows(statement)
    upgrade(connection, back_up=lambda _: tmp_path)
    assert connection.rows("SELECT id, status, replace_cause, police_report FROM certificate") == [
        (1, "superseded", "damage", "")
    ]
    # A number once given out is never given out again.
    assert connection.rows("SELECT seq FROM sqlite_sequence WHERE name = 'certificate'") == [(5,)]
    connection.close()


def test_what_is_new_is_stored_and_taken_back(store: SqliteStore, office_id: OfficeId) -> None:
    with store.transaction("記録") as tx:
        holder = tx.save_person(person(id=None))
        assert holder.id is not None
        paper = tx.save_certificate(
            certificate(
                id=None,
                person_id=holder.id,
                status=CertificateStatus.SUPERSEDED,
                replace_cause=ReplaceCause.RENEWAL,
                police_report="見本署 第12号",
            )
        )
        assert paper.id is not None
        given = (
            tx.save_substitute(NameSubstitute(None, holder.id, "\ue000", "吉", b"", DAY)),
            tx.save_print_note(PrintNote(None, holder.id, "見本 太郎", "ウ")),
            tx.save_misdelivery(Misdelivery(None, paper.id, holder.id, None, DAY, DAY, note="隣の部署")),
            tx.save_drawer_count(DrawerCount(None, DAY, office_id)),
        )
        count = given[3].id
        assert count is not None
        found = tx.save_drawer_find(
            DrawerFind(None, count, DrawerPaper.CERTIFICATE, holder.id, paper.id, was_expected=False)
        )
    queries = store.queries
    assert tuple(queries.substitutes()) == given[:1]
    assert queries.print_notes() == {holder.id: given[1]}
    assert tuple(queries.misdeliveries()) == given[2:3]
    assert tuple(queries.drawer_counts()) == given[3:]
    assert queries.drawer_finds(count) == [found]
    assert "誤交付の記録" in queries.history(holder.id)[0].what
    store.undo()
    assert not queries.substitutes()
    assert not queries.drawer_counts()


def test_one_count_is_open_at_a_time(store: SqliteStore) -> None:
    with store.transaction("一つ目") as tx:
        tx.save_drawer_count(DrawerCount(None, DAY))
    with pytest.raises((sqlcipher.IntegrityError, peewee.IntegrityError)), store.transaction("二つ目") as tx:
        tx.save_drawer_count(DrawerCount(None, DAY))
