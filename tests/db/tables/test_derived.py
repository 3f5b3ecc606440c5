"""What stands beside each person, and every duty, always follow from the records, whatever happens."""

import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from app.domain.certificate import CertificateStatus
from app.domain.contact import Contact, Means
from app.domain.cover import loss_of_cover
from app.domain.ids import OfficeId
from app.domain.person import Enrolment, LossCause, PersonKind
from app.domain.person import Office as Workplace
from app.usecases.people import roster_import
from app.usecases.settings.sample_office import sample_list
from db.backup.backup import verify
from db.keys.keys import Unlock
from db.making import create_data_folder
from db.store import SqliteStore, open_store
from tests.db.populations import Plan, found_office, let_happen, plans
from tests.factories import certificate, person, society
from tests.oracle.dates import cover_ends
from tests.oracle.office import Office

TODAY = date(2026, 11, 23)


def stored(store: SqliteStore, *columns: str) -> dict[int, tuple[Any, ...]]:
    connection = store.new_connection()
    try:
        rows = connection.rows(f"SELECT id, {', '.join(columns)} FROM person ORDER BY id")
    finally:
        connection.close()
    return {row[0]: row[1:] for row in rows}


def expected(office: Office) -> dict[int, tuple[Any, ...]]:
    """By the slow rules and the written record, for all persons."""
    found = {}
    for facts in office.facts(date.max):
        on, cause = cover_ends(facts.person, facts.insured)
        assert facts.person.id is not None
        found[facts.person.id] = (str(on),)
        # And as the domain says.
        loss = loss_of_cover(facts.person, facts.insured)
        assert (loss.on, loss.cause) == (on, cause)
    return dict(sorted(found.items()))


@pytest.fixture(scope="module")
def empty_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("offices") / "empty"
    create_data_folder(folder, "", society=society(), is_sample=True)
    store = open_store(folder, Unlock())
    with store.transaction("事業所") as tx:
        for code in ("2001", "2002"):
            tx.save_office(Workplace(None, code, f"見本{code}"))
    store.close()
    return folder


COLUMNS = ("ends_on",)


@settings(
    max_examples=30,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(plan=plans(most_households=4))
def test_after_every_operation_undo_and_redo(empty_folder: Path, plan: Plan) -> None:
    with TemporaryDirectory() as place:
        folder = Path(place) / "data"
        shutil.copytree(empty_folder, folder)
        store = open_store(folder, Unlock())
        try:
            office = Office(store)
            found_office(office, plan)
            assert stored(store, *COLUMNS) == expected(office)
            for operation in plan.steps:
                let_happen(office, plan, operation)
                assert stored(store, *COLUMNS) == expected(office)
            assert verify(store) == []
            while office.undo():
                assert stored(store, *COLUMNS) == expected(office)
            while office.redo():
                pass
            assert stored(store, *COLUMNS) == expected(office)
            assert verify(store) == []
        finally:
            store.close()


def test_after_an_import_a_second_one_and_their_undo(store: SqliteStore) -> None:
    def bring_in(data: bytes) -> None:
        plan = roster_import.preview(data, "list.csv", store.queries, today=TODAY)
        with store.transaction("取込") as tx:
            roster_import.apply_import(tx, plan, today=TODAY)

    def check() -> None:
        people = store.queries.people()
        heads = {p.number: p for p in people if p.kind is PersonKind.INSURED}
        found = stored(store, "ends_on")
        assert {p.id: (str(loss_of_cover(p, heads.get(p.number)).on),) for p in people} == dict(found)
        assert verify(store) == []

    data = sample_list(TODAY)
    bring_in(data)
    check()
    before = stored(store, *COLUMNS)
    # The employee of household 101 left on 30 September: so did the family.
    lines = data.decode("utf-8-sig").splitlines(keepends=True)
    place = next(number for number, line in enumerate(lines) if ",101,00,本人," in line)
    cells = lines[place].split(",")
    cells[14:16] = ["R8.10.1", "退職"]
    lines[place] = ",".join(cells)
    bring_in("".join(lines).encode("utf-8-sig"))
    check()
    changed = {row for row, ends in stored(store, *COLUMNS).items() if ends != before[row]}
    assert changed == {p.id for p in store.queries.people() if p.number == "101"}
    store.undo()
    check()
    assert stored(store, *COLUMNS) == before


def test_the_household_left_behind_is_looked_at_too(store: SqliteStore, office_id: OfficeId) -> None:
    with store.transaction("名簿") as tx:
        head = tx.save_person(person(id=None, disqualified_on=TODAY, loss_cause=LossCause.LEFT))
        child = tx.save_person(
            person(id=None, kind=PersonKind.DEPENDANT, branch_number="01", born_on=date(2015, 5, 5))
        )
    assert stored(store, "ends_on")[child.id] == ("2026-11-23",)
    with store.transaction("番号の変更") as tx:
        tx.save_person(replace(head, number="999"))
    assert stored(store, "ends_on")[child.id] == ("2090-05-05",)
    store.undo()
    assert stored(store, "ends_on")[child.id] == ("2026-11-23",)
    store.redo()
    assert stored(store, "ends_on")[child.id] == ("2090-05-05",)


TWICE = """
    INSERT INTO duty SELECT id + 1000, person_id, place, why, certificate_id, appears_on, gone_on, due_on,
        since, detail, begins, moved_from, moved_because, hidden_until, office_id, department, kana_key
    FROM duty WHERE person_id = 2
"""


@pytest.mark.parametrize(
    ("damage", "what"),
    [
        ("UPDATE person SET ends_on = '2030-01-01' WHERE id = 2", "名簿の計算済みの欄"),
        ("UPDATE person SET ends_on = NULL WHERE id = 2", "名簿の計算済みの欄"),
        ("UPDATE certificate SET last_step_on = NULL WHERE person_id = 2", "名簿の計算済みの欄"),
        ("UPDATE certificate SET last_step_on = '2026-10-02' WHERE person_id = 2", "名簿の計算済みの欄"),
        ("UPDATE stage SET enrolment = 'needs_care' WHERE person_id = 2", "登録状況の記録"),
        ("DELETE FROM stage WHERE person_id = 2", "登録状況の記録"),
        ("DELETE FROM duty WHERE person_id = 2", "期限一覧の行"),
        ("UPDATE duty SET gone_on = '2026-11-24' WHERE person_id = 2", "期限一覧の行"),
        ("UPDATE duty SET due_on = '2026-11-24' WHERE person_id = 2", "期限一覧の行"),
        ("UPDATE duty SET due_on = NULL WHERE person_id = 2", "期限一覧の行"),
        ("UPDATE duty SET kana_key = 'ア' WHERE person_id = 2", "期限一覧の行"),
        (TWICE, "期限一覧の行"),
    ],
)
def test_what_does_not_follow_is_found_by_the_check(
    store: SqliteStore, office_id: OfficeId, damage: str, what: str
) -> None:
    with store.transaction("名簿") as tx:
        for number in ("1", "2", "3"):
            holder = tx.save_person(person(id=None, number=number, enrolment=Enrolment.NO_CARD))
            tx.save_certificate(
                certificate(
                    id=None,
                    person_id=holder.id,
                    issue_number=number,
                    status=CertificateStatus.HANDED_OUT,
                    handed_out_on=date(2026, 10, 5),
                )
            )
            tx.save_contact(Contact(None, holder.id, TODAY, Means.FACE))
    assert verify(store) == []
    connection = store.new_connection()
    connection.rows(damage)
    connection.close()
    found = [said for said in verify(store) if what in said]
    assert len(found) == 1
    assert found[0].endswith("違う方がいます(内部番号 2)")
