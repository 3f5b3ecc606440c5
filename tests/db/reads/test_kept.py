"""Figures that are kept: they follow each step, and are counted again where more may have happened.

That they follow whatever people do in any order: tests/usecases/people/test_any_life.py, and over days
tests/usecases/counter/test_desk_days.py.
"""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from app.domain.certificate import CertificateStatus
from app.domain.duties import DutyKind
from app.usecases.contacts import deferrals
from app.usecases.counter import certificates
from db.reads import due, status
from db.store import SqliteStore
from tests.usecases.households import TODAY, family, office_id_of
from tests.usecases.kept_figures import follow, told

pytestmark = pytest.mark.on_the_file("on a server nothing is kept: others write there, too")


@pytest.fixture
def office(store: SqliteStore) -> SqliteStore:
    family(store, papers=(CertificateStatus.HANDED_OUT, CertificateStatus.READY))
    return store


def hand_out(store: SqliteStore, on: date = TODAY) -> None:
    (paper,) = store.queries.certificate_rows((CertificateStatus.READY,))
    store.record(lambda tx: certificates.hand_out(tx, [paper.certificate_id], on=on, today=TODAY))


def test_after_a_step_nothing_is_counted_from_the_beginning(
    office: SqliteStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = told(office, TODAY)
    statements: list[str] = []
    run = type(office.queries.connection).records

    def listening(connection, statement, parameters=()):  # type: ignore[no-untyped-def]
        statements.append(statement)
        return run(connection, statement, parameters)

    hand_out(office)
    monkeypatch.setattr(type(office.queries.connection), "records", listening)
    after = told(office, TODAY)
    monkeypatch.undo()
    assert after != before
    assert not [one for one in statements if one in (due._counts(due._Shape()), status._PROGRESS)]
    follow(office, TODAY)
    assert office.queries.connection.kept is not None


def test_each_day_and_each_office_has_its_own(office: SqliteStore) -> None:
    for on in (TODAY, TODAY + timedelta(days=1), TODAY - timedelta(days=400)):
        for office_id in (None, office_id_of(office), 999):
            told(office, on, office_id)
            follow(office, on, office_id)
    hand_out(office, TODAY - timedelta(days=3))
    follow(office, TODAY - timedelta(days=5))


def test_a_row_that_is_put_off_or_hidden_counts_where_it_stands_then(office: SqliteStore) -> None:
    told(office, TODAY)
    row = next(row for row in office.queries.due_rows(TODAY) if row.kind is DutyKind.HAND_OUT)
    for days in ({"due_on": TODAY + timedelta(days=5)}, {"hidden_until": TODAY + timedelta(days=9)}, {}):
        said = {**days, "on": TODAY, "today": TODAY, "reason": "試し"}
        office.record(lambda tx, said=said: deferrals.defer(tx, [deferrals.duty_of(row)], **said))
        follow(office, TODAY)


def test_what_another_connection_wrote_is_counted(office: SqliteStore) -> None:
    before = told(office, TODAY)
    with office.beside() as beside:
        hand_out(beside)
    assert told(office, TODAY) != before
    follow(office, TODAY)


def test_nothing_is_kept_of_a_step_that_is_rolled_back(office: SqliteStore) -> None:
    before = told(office, TODAY)
    with office.rehearsal() as tx:
        (paper,) = office.queries.certificate_rows((CertificateStatus.READY,))
        certificates.hand_out(tx, [paper.certificate_id], on=TODAY, today=TODAY)
        assert told(office, TODAY) != before
    assert told(office, TODAY) == before


def test_an_office_that_is_named_anew_is_told_with_its_new_name(office: SqliteStore) -> None:
    told(office, TODAY)
    (one, *_) = office.queries.offices()
    with office.transaction("事業所") as tx:
        tx.save_office(replace(one, name="新しい名前"))
    assert "新しい名前" in {each.office for each in office.queries.office_progress(TODAY)}
