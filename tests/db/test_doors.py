"""The two doors of the store: reading, which waits for nobody, and recording, which tells what was stored."""

from datetime import date

import pytest

from app.changes import Changes, Done
from app.domain.certificate import CertificateStatus
from app.domain.elderly_card import ElderlyOutcome
from app.domain.ids import DrawerCountId
from app.domain.person import Office
from app.ports import Transaction
from app.usecases.counter import certificates, drawer, elderly_cards
from app.usecases.people import life_events
from db.store import SqliteStore
from db.tables import mapping
from db.tables.table import Table
from db.transaction import AREAS
from tests.usecases.households import TODAY, family, sheets_of

S = CertificateStatus


@pytest.mark.on_the_file("BEGIN IMMEDIATE")
def test_reading_waits_for_nobody_who_writes(store: SqliteStore) -> None:
    """A rehearsal would: it takes the one lock for writers."""
    with store.transaction("名簿") as tx:
        tx.save_office(Office(None, "2001", "見本本社"))
    other = store.new_connection()
    try:
        other.rows("BEGIN IMMEDIATE")
        other.rows("UPDATE office SET name = '書きかけ'")
        with store.reading() as stored:
            assert [office.name for office in stored.offices()] == ["見本本社"]
        other.rows("COMMIT")
        with store.reading() as stored:
            assert [office.name for office in stored.offices()] == ["書きかけ"]
            other.rows("UPDATE office SET name = 'あとから'")
            # One moment, whoever writes meanwhile; what the read side says is of the same moment.
            assert [office.name for office in stored.offices()] == ["書きかけ"]
            assert [office.name for office in store.queries.offices()] == ["書きかけ"]
    finally:
        other.close()
    assert [operation.label for operation in store.queries.operations(1)] == ["名簿"]


def test_reading_offers_no_way_to_store(store: SqliteStore) -> None:
    with store.reading() as stored:
        assert not [name for name in dir(stored) if name.startswith("save")]


def test_who_records_is_told_of_whom(store: SqliteStore) -> None:
    """From the rows stored, whatever a use case says."""
    people = family(store, papers=(S.READY,) * 3)

    def hand_out_all(tx: Transaction) -> Done:
        sheets = tx.certificates_of_all([person.id for person in people if person.id is not None])
        ids = [sheet.id for sheet in sheets if sheet.id is not None]
        return certificates.hand_out(tx, ids, on=TODAY, today=TODAY)

    done = store.record(hand_out_all)
    assert (done.changes, set(done.people)) == (Changes.CERTIFICATES, {person.id for person in people})
    assert store.queries.operations(1)[0].label == done.label


def test_what_stores_nothing_changes_nothing_and_leaves_no_trace(store: SqliteStore) -> None:
    before = store.queries.operations()
    assert store.record(lambda _: Done("何もしません。", "空")) == Done("何もしません。", "空")
    assert store.queries.operations() == before


def test_a_count_of_the_drawer_says_so(store: SqliteStore) -> None:
    head, *_ = family(store, papers=(S.READY,))
    begun = store.record(lambda tx: drawer.begin_count(tx, today=TODAY))
    sheet = sheets_of(store, head)[0].id
    assert sheet is not None
    found = store.record(lambda tx: drawer.find(tx, DrawerCountId(1), [sheet]))
    assert begun.changes is found.changes is Changes.DRAWER


def test_a_rate_told_ahead_is_no_decision_about_a_line_of_the_due_list(store: SqliteStore) -> None:
    """割合 that begins later: the old paper stays until then, by the law."""
    _, spouse, _ = family(store, papers=(None, S.HANDED_OUT))
    who, starts_on = spouse.id, date(2026, 12, 1)
    assert who is not None
    done = store.record(
        lambda tx: life_events.change_copay(tx, [who], rate=3, starts_on=starts_on, today=TODAY)
    )
    assert done.changes == Changes.ROSTER | Changes.CERTIFICATES


def test_papers_that_turn_up_in_the_drawer_come_back_in_one_step(store: SqliteStore) -> None:
    """A sheet that was out and a 高齢受給者証 nobody recorded."""
    _, spouse, _ = family(store, papers=(S.HANDED_OUT,))
    assert spouse.id is not None
    card = spouse.id
    store.record(
        lambda tx: elderly_cards.record(
            tx, [card], outcome=ElderlyOutcome.LOST, on=TODAY, today=TODAY, note="なくした"
        )
    )
    (sheet,) = store.queries.certificate_rows()
    (held,) = [row for row in store.queries.elderly_rows(TODAY) if row.person_id == card]
    lines = [drawer.unexpected_line(row) for row in (sheet, held)]
    done = store.record(lambda tx: drawer.collect(tx, lines, on=TODAY, today=TODAY))
    assert done.sentence == "2枚を回収しました。"
    assert done.label == "回収 2枚"
    assert done.changes == Changes.CERTIFICATES | Changes.ELDERLY_CARDS
    store.undo()
    assert [row.status for row in store.queries.certificate_rows()] == [S.HANDED_OUT]


def test_every_table_that_is_journalled_names_the_area_of_its_screens() -> None:
    stored = {found.name for found in vars(mapping).values() if isinstance(found, Table)}
    assert AREAS.keys() == stored
    told = Changes.NONE
    for area in AREAS.values():
        told |= area
    assert told is Changes.ALL
