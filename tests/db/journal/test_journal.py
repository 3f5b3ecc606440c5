"""Undo restores exactly; redo brings back; nothing is taken back over later work."""

import random
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from app.domain.certificate import Certificate, CertificateStatus, ReplaceCause
from app.domain.contact import Contact, Means
from app.domain.ids import OfficeId, PersonId
from app.domain.issue_number import new_issue_number
from app.domain.person import Enrolment, Office
from app.domain.print_session import PrintSession, PrintSheet, SessionStatus, SheetStatus
from app.errors import AlreadyUndone, NotAllowed, NotFound
from db.backup.backup import verify
from db.store import SqliteStore
from db.tables import mapping
from db.tables.images import LINES
from db.tables.table import Table
from db.transaction import SqliteTransaction
from tests.factories import certificate, person, society

TODAY = date(2026, 11, 23)


def state(store: SqliteStore) -> dict[str, list[Any]]:
    connection = store.new_connection()
    tables = [one for one in vars(mapping).values() if isinstance(one, Table)]
    try:
        return {t.name: connection.rows(f"SELECT {t.listed} FROM {t.name} ORDER BY id") for t in tables}
    finally:
        connection.close()


def random_step(tx: SqliteTransaction, chance: random.Random, number: int) -> None:
    people = tx.people()
    choice = chance.randrange(6)
    if choice == 0 or not people:
        name = chance.choice(["髙橋 𠮷", "山﨑 葵", "葛󠄀西 健"])
        tx.save_person(
            person(id=None, number=str(number), branch_number=str(chance.randrange(10**6)), name=name)
        )
        return
    who = chance.choice(people)
    assert who.id is not None
    if choice == 1:
        tx.save_person(replace(who, enrolment=chance.choice(list(Enrolment)), department=f"部{number}"))
    elif choice == 2:
        tx.save_people(
            [replace(p, relationship=str(number)) for p in chance.sample(people, len(people) // 2)]
        )
    elif choice == 3:
        tx.save_contact(Contact(None, who.id, TODAY, chance.choice(list(Means)), f"メモ{number}"))
    else:
        live = [c for c in tx.certificates_of(who.id) if c.is_live]
        for sheet in live:
            tx.save_certificate(sheet.supersede(TODAY, chance.choice(list(ReplaceCause))))
        session = tx.save_session(PrintSession(None, SessionStatus.PLANNED, TODAY))
        fresh = certificate(
            id=None,
            person_id=who.id,
            issue_number=new_issue_number(chance.randrange),
            status=CertificateStatus.HANDED_OUT,
            session_id=session.id,
        )
        saved = tx.save_certificate(fresh)
        assert session.id is not None
        assert saved.id is not None
        tx.save_sheet(PrintSheet(None, session.id, 1, saved.id, SheetStatus.GOOD))


@pytest.mark.parametrize(("operations", "steps"), [(40, 20), (12, 8), (12, 3), (30, 1)])
def test_undoing_everything_retraces_every_state(
    store: SqliteStore, office_id: OfficeId, operations: int, steps: int
) -> None:
    chance = random.Random(operations * steps)
    states = [state(store)]
    for operation in range(operations):
        with store.transaction(f"操作{operation}") as tx:
            for number in range(steps):
                random_step(tx, chance, operation * steps + number)
        states.append(state(store))
    for back in reversed(range(operations)):
        assert store.undo().label == f"操作{back}"
        assert state(store) == states[back]
    for forth in range(operations):
        assert store.redo().label == f"操作{forth}"
        assert state(store) == states[forth + 1]


def test_undo_and_redo_alternate_as_often_as_one_likes(store: SqliteStore, office_id: OfficeId) -> None:
    with store.transaction("名簿に追加") as tx:
        tx.save_person(person(id=None))
    for _ in range(3):
        assert store.undo().is_undone
        assert store.queries.people() == []
        assert not store.redo().is_undone
        assert len(store.queries.people()) == 1
    labels = [row.label for row in store.queries.operations(limit=3)]
    assert labels == ["やり直し: 名簿に追加", "元に戻す: 名簿に追加", "やり直し: 名簿に追加"]


def test_a_step_taken_back_repeats_nothing_and_its_lines_tell_all(
    store: SqliteStore, office_id: OfficeId
) -> None:
    with store.transaction("名簿に追加") as tx:
        (saved,) = tx.save_people([person(id=None)])
    with store.transaction("所属") as tx:
        tx.save_person(replace(tx.person(saved), department="製造部"))
    store.undo()
    store.redo()
    store.undo()
    connection = store.new_connection()
    lines = f"SELECT operation_id, before, after FROM {LINES} AS line WHERE table_name = 'person'"
    told = connection.rows(lines)
    own = connection.values(
        "SELECT count(before) + count(after) FROM journal GROUP BY operation_id ORDER BY operation_id"
    )
    connection.close()
    _, (done, old, new), *later = told
    assert later == [(done + 1, new, old), (done + 2, old, new), (done + 3, new, old)]
    assert own[-3:] == [0, 0, 0]
    assert verify(store) == []


def test_new_work_ends_the_way_forward(store: SqliteStore, office_id: OfficeId) -> None:
    with store.transaction("名簿に追加") as tx:
        tx.save_person(person(id=None))
    store.undo()
    with store.transaction("事業所の追加") as tx:
        tx.save_office(Office(None, "2002", "見本工場"))
    with pytest.raises(AlreadyUndone, match="やり直せる操作はありません"):
        store.redo()
    assert store.last_undoable().label == "事業所の追加"


def test_what_may_not_be_undone_stands_in_the_way(store: SqliteStore, office_id: OfficeId) -> None:
    with store.transaction("出力", undoable=False) as tx:
        tx.save_session(PrintSession(None, SessionStatus.SPOOLED, TODAY, "窓口"))
    assert store.last_undoable() is None
    with pytest.raises(AlreadyUndone, match="「出力」は元に戻せません。訂正は新しい操作として"):
        store.undo()
    assert len(store.queries.session_rows()) == 1


def test_a_note_stands_in_the_history_and_in_nobodys_way(store: SqliteStore, office_id: OfficeId) -> None:
    with store.transaction("名簿に追加") as tx:
        tx.save_person(person(id=None))
    before = state(store)
    store.note("書き出し 期限一覧 12件 list.xlsx")
    noted = store.queries.operations(limit=1)[0]
    assert (noted.label, noted.user) == ("書き出し 期限一覧 12件 list.xlsx", store.user)
    assert not noted.is_undoable
    assert not noted.is_undone
    assert store.last_undoable().label == "名簿に追加"
    store.undo()
    store.note("書き出し 名簿 0件 roster.csv")
    assert store.redo().label == "名簿に追加"
    store.note("書き出し 名簿 1件 roster.csv")
    assert state(store) == before
    assert store.undo().label == "名簿に追加"
    labels = [row.label for row in store.queries.operations(limit=6)]
    assert len([label for label in labels if label.startswith("書き出し")]) == 3


def test_a_note_shows_no_my_number(store: SqliteStore) -> None:
    store.note("書き出し 期限一覧 1件 480912376542.csv")
    assert "480912376542" not in store.queries.operations(limit=1)[0].label


def test_a_new_folder_has_nothing_to_undo(store: SqliteStore) -> None:
    assert store.last_undoable() is None
    with pytest.raises(AlreadyUndone, match="元に戻せません"):
        store.undo()


def test_a_row_changed_behind_the_journal_is_not_overwritten(store: SqliteStore, office_id: OfficeId) -> None:
    with store.transaction("名簿に追加") as tx:
        tx.save_person(person(id=None))
    connection = store.new_connection()
    connection.rows("UPDATE person SET department = '別の部'")
    connection.close()
    before = state(store)
    with pytest.raises(AlreadyUndone, match="「名簿に追加」のあとに名簿の記録が変わっている"):
        store.undo()
    assert state(store) == before
    assert store.last_undoable().label == "名簿に追加"


def test_no_operation_is_taken_back_twice(store: SqliteStore, office_id: OfficeId) -> None:
    store.undo()
    connection = store.new_connection()
    taken = connection.row("SELECT undoes_id FROM operation ORDER BY id DESC LIMIT 1")
    with pytest.raises(Exception, match=r"operation.undoes_id"):
        connection.rows(
            "INSERT INTO operation (label, user, entered_at, is_undoable, undoes_id, depth)"
            " VALUES ('x', 'x', 'x', 1, ?, 1)",
            taken,
        )
    connection.close()


def test_an_operation_that_saved_nothing_leaves_no_trace(store: SqliteStore, office_id: OfficeId) -> None:
    before = store.queries.operations()
    with store.transaction("何もしない") as tx:
        tx.save_office(tx.offices()[0])
    assert store.queries.operations() == before


def test_an_error_leaves_neither_rows_nor_operation(store: SqliteStore, office_id: OfficeId) -> None:
    before, operations = state(store), store.queries.operations()

    def fail() -> None:
        with store.transaction("途中で失敗") as tx:
            tx.save_person(person(id=None))
            tx.person(PersonId(99))

    with pytest.raises(NotFound):
        fail()
    assert state(store) == before
    assert store.queries.operations() == operations


def test_keys_are_never_given_out_again(store: SqliteStore, office_id: OfficeId) -> None:
    with store.transaction("追加") as tx:
        first = tx.save_person(person(id=None))
    store.undo()
    with store.transaction("追加") as tx:
        second = tx.save_person(person(id=None))
    assert second.id != first.id


def test_3000_rows_are_one_step_back(store: SqliteStore, office_id: OfficeId) -> None:
    listed = [person(id=None, number=str(number)) for number in range(3000)]
    with store.transaction("取込") as tx:
        tx.save_people(listed)
    whole = state(store)
    assert [replace(p, id=None) for p in store.queries.people()] == listed
    store.undo()
    assert store.queries.people() == []
    store.redo()
    assert state(store) == whole


def test_numbers_may_change_hands_in_one_import(store: SqliteStore, office_id: OfficeId) -> None:
    with store.transaction("追加") as tx:
        old = tx.save_person(person(id=None, number="101"))
    with store.transaction("取込") as tx:
        tx.save_people([person(id=None, number="101", name="架空 葵"), replace(old, number="102")])
    assert {p.number: p.name for p in store.queries.people()} == {"101": "架空 葵", "102": old.name}
    store.undo()
    assert [p.number for p in store.queries.people()] == ["101"]


def test_the_seal_of_the_society_can_be_undone(store: SqliteStore) -> None:
    with store.transaction("印影の登録") as tx:
        tx.save_society(society(seal_png=b"\x89PNG\x00\xff"))
    assert store.queries.society().seal_png == b"\x89PNG\x00\xff"
    store.undo()
    assert store.queries.society() == society()


def test_one_live_certificate_per_person(store: SqliteStore, office_id: OfficeId) -> None:
    with store.transaction("追加") as tx:
        holder = tx.save_person(person(id=None))
        tx.save_certificate(certificate(id=None, person_id=holder.id))
    second: Certificate = certificate(id=None, person_id=holder.id, issue_number="0K3F-7QX5")
    refused = pytest.raises(NotAllowed, match="髙橋\u3000見本 さんには有効な資格確認書がすでにあります")
    with refused, store.transaction("二枚目") as tx:
        tx.save_certificate(second)
    with store.transaction("差替") as tx:
        tx.save_certificate(tx.certificates_of(holder.id)[0].lose(TODAY, "紛失"))
        tx.save_certificate(second)
    assert len(store.queries.certificate_rows()) == 2
