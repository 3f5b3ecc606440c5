"""Opening, locking, failing disks, and death at any moment."""

import os
import signal
import subprocess
import sys
import threading
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import peewee
import pytest
import sqlcipher3.dbapi2 as sqlcipher

from app.domain.certificate import CertificateStatus
from app.domain.duties import Why
from app.domain.ids import CertificateId, OfficeId, PersonId, SessionId, ShipmentId
from app.domain.person import LossCause
from app.domain.print_session import PrintSession, PrintSheet, SessionStatus, SheetStatus
from app.domain.shipment import Shipment
from app.errors import BadValue, DataFolderExists, NotAllowed, NotFound, SystemTrouble, UserError
from app.ports import Store
from app.usecases.people import roster
from db.backup.backup import verify
from db.folder.troubles import translated
from db.keys.keys import Unlock
from db.making import create_data_folder
from db.store import SqliteStore, open_store
from tests.factories import certificate, person, society

TODAY = date(2026, 11, 23)


def test_a_second_program_is_refused_and_then_let_in(store: SqliteStore, folder: Path) -> None:
    with pytest.raises(SystemTrouble, match="別の画面またはコマンドで使用中です。そちらを閉じて"):
        open_store(folder, Unlock())
    store.close()
    open_store(folder, Unlock()).close()


def test_an_existing_folder_is_never_overwritten(folder: Path) -> None:
    before = (folder / "keys.json").read_bytes()
    with pytest.raises(DataFolderExists, match="すでにデータがあります"):
        create_data_folder(folder, "", society=society(), is_sample=True)
    assert (folder / "keys.json").read_bytes() == before


def test_a_folder_whose_making_died_is_made_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = tmp_path / "data"

    def dies(made: Path, path: Path) -> None:
        raise KeyboardInterrupt(path)

    with monkeypatch.context() as patched:
        patched.setattr("db.making.put_in_place", dies)
        with pytest.raises(KeyboardInterrupt):
            create_data_folder(made, "", society=society(), is_sample=True)
    left = (made / "keys.json").read_bytes()
    with pytest.raises(SystemTrouble, match="作り直して"):
        open_store(made, Unlock())
    create_data_folder(made, "", society=society(), is_sample=True)
    open_store(made, Unlock()).close()
    assert (made / "keys.json.old-1").read_bytes() == left


def test_a_restore_under_way_counts_as_data(folder: Path) -> None:
    (folder / "shikaku.db").rename(folder / "elsewhere.db")
    (folder / "restore-ready-20261123-101112").mkdir()
    with pytest.raises(DataFolderExists):
        create_data_folder(folder, "", society=society(), is_sample=True)


def test_a_place_without_data_is_not_made_one_by_opening(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="データがありません"):
        open_store(tmp_path / "nowhere", Unlock())
    assert not (tmp_path / "nowhere").exists()


def test_a_lost_database_is_not_replaced_by_an_empty_one(folder: Path) -> None:
    (folder / "shikaku.db").unlink()
    with pytest.raises(SystemTrouble, match="バックアップから復元"):
        open_store(folder, Unlock())
    assert not (folder / "shikaku.db").exists()


def test_only_the_owner_may_read_the_folder(folder: Path) -> None:
    if os.name == "posix":
        assert folder.stat().st_mode & 0o077 == 0


@pytest.mark.on_the_file("opened again as a folder")
def test_everything_saved_is_there_after_reopening(
    store: SqliteStore, folder: Path, office_id: OfficeId
) -> None:
    with store.transaction("追加") as tx:
        holder = tx.save_person(person(id=None))
        session = tx.save_session(PrintSession(None, SessionStatus.PLANNED, TODAY))
        paper = tx.save_certificate(certificate(id=None, person_id=holder.id, session_id=session.id))
        sheet = tx.save_sheet(PrintSheet(None, session.id, 1, paper.id, SheetStatus.QUEUED))
        shipment = tx.save_shipment(Shipment(None, TODAY, "0000-1111"))
    store.close()
    again: Store = open_store(folder, Unlock())
    with again.transaction("読む") as tx:
        assert tx.person(holder.id) == holder
        assert tx.household(holder.symbol, holder.number) == [holder]
        assert tx.certificate(paper.id) == paper
        assert tx.certificates([paper.id, paper.id]) == [paper, paper]
        assert tx.session(session.id) == session
        assert tx.sheets(session.id) == [sheet]
        assert tx.shipment(shipment.id) == shipment
        assert tx.society() == society()
        assert tx.issue_number_exists(paper.issue_number)
        assert not tx.issue_number_exists("0000-0000")
        assert tx.elderly_cards(holder.id) == []
    again.close()


def test_a_step_that_wrote_a_row_loads_it_as_it_is_now(store: SqliteStore, office_id: OfficeId) -> None:
    with store.transaction("追加") as tx:
        holder = tx.save_person(person(id=None))
        paper = tx.save_certificate(certificate(id=None, person_id=holder.id))
    with store.transaction("二度") as tx:
        for reason in ("一度目", "二度目"):
            (loaded,) = tx.certificates([paper.id])
            tx.save_certificate(replace(loaded, reason=reason))
            (again,) = tx.certificates([paper.id])
            assert again.reason == reason
    store.undo()
    with store.transaction("読む") as tx:
        assert tx.certificates([paper.id]) == [paper], "each line of the history says what stood before it"


def test_what_is_not_there_is_said_politely(store: SqliteStore, office_id: OfficeId) -> None:
    loads = (
        lambda tx: tx.person(PersonId(9)),
        lambda tx: tx.certificate(CertificateId(9)),
        lambda tx: tx.certificates([CertificateId(9)]),
        lambda tx: tx.session(SessionId(9)),
        lambda tx: tx.shipment(ShipmentId(9)),
        lambda tx: tx.save_person(person(id=PersonId(9))),
    )
    for load in loads:
        with pytest.raises(NotFound, match="ください"), store.transaction("読む") as tx:
            load(tx)


def test_the_same_number_twice_is_refused(store: SqliteStore, office_id: OfficeId) -> None:
    with store.transaction("追加") as tx:
        tx.save_person(person(id=None))
    with pytest.raises(NotAllowed, match="同じ記号・番号・枝番"), store.transaction("追加") as tx:
        tx.save_people([person(id=None, name="架空 葵")])
    assert len(store.queries.people()) == 1


def test_operations_carry_user_and_clock(folder: Path) -> None:
    at = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
    store = open_store(folder, Unlock(), clock=lambda: at)
    with store.transaction("設定の変更") as tx:
        tx.save_society(society(name="架空健康保険組合"))
    latest = store.queries.operations(limit=1)[0]
    assert (latest.label, latest.user, latest.entered_at) == ("設定の変更", "管理者", at)
    assert store.last_undoable() == latest
    store.close()


@pytest.mark.on_the_file("SQLite's connections are of one thread")
def test_another_thread_is_kept_out(store: SqliteStore) -> None:
    caught: list[Exception] = []

    def read() -> None:
        try:
            store.queries.people()
        except sqlcipher.ProgrammingError as error:
            caught.append(error)

    thread = threading.Thread(target=read)
    thread.start()
    thread.join()
    assert len(caught) == 1


def everything(store: SqliteStore) -> dict[str, list[object]]:
    """Every row of every table; of the file also where the counting of ids stands."""
    connection = store.new_connection()
    try:
        return {
            table: sorted(connection.rows(f"SELECT * FROM {table}"), key=repr)
            for table in connection.tables()
        }
    finally:
        connection.close()


def test_a_rehearsal_shows_its_effect_and_leaves_nothing(store: SqliteStore, office_id: OfficeId) -> None:
    with store.transaction("名簿") as tx:
        holder = tx.save_person(person(id=None, certificate_expires_on=date(2029, 12, 1)))
        tx.save_certificate(
            certificate(id=None, person_id=holder.id, ready_on=date(2026, 10, 2)).hand_out(date(2026, 10, 5))
        )
    assert holder.id is not None
    before, due = everything(store), store.queries.due_rows(TODAY)
    for _ in range(2):
        with store.rehearsal() as tx:
            roster.leave(tx, holder.id, cause=LossCause.LEFT, last_day_on=TODAY, today=TODAY)
            assert store.queries.person_detail(holder.id, TODAY).loss.cause is LossCause.LEFT
            seen = store.queries.due_rows(TODAY)
            assert [row.why for row in seen] == [Why.LOSS]
            assert store.queries.due_counts(TODAY)[0].total == 1
    assert everything(store) == before
    assert store.queries.due_rows(TODAY) == due != seen
    assert store.last_undoable().label == "名簿"
    # The store goes on as if nothing had been tried.
    with store.transaction("退職") as tx:
        roster.leave(tx, holder.id, cause=LossCause.LEFT, last_day_on=TODAY, today=TODAY)
    assert store.queries.due_rows(TODAY) == seen
    store.undo()
    assert store.queries.due_rows(TODAY) == due
    assert verify(store) == []


def test_a_refusal_in_a_rehearsal_reaches_the_caller(store: SqliteStore, office_id: OfficeId) -> None:
    with store.transaction("名簿") as tx:
        holder = tx.save_person(person(id=None))
    assert holder.id is not None
    before = everything(store)
    refused = pytest.raises(BadValue, match="喪失の理由が区分")
    with refused, store.rehearsal() as tx:
        tx.save_person(replace(holder, department="総務部"))
        roster.leave(tx, holder.id, cause=LossCause.REMOVED_DEPENDANT, last_day_on=TODAY, today=TODAY)
    with pytest.raises(ZeroDivisionError), store.rehearsal() as tx:
        tx.save_person(replace(holder, department=str(1 // 0)))
    assert everything(store) == before
    with store.transaction("異動") as tx:
        tx.save_person(replace(holder, department="総務部"))
    assert store.queries.people()[0].department == "総務部"


def test_leaving_a_rehearsal_early_leaves_nothing_either(store: SqliteStore, office_id: OfficeId) -> None:
    before = everything(store)

    def tried() -> int:
        with store.rehearsal() as tx:
            tx.save_person(person(id=None))
            return len(store.queries.people())

    assert tried() == 1
    with store.rehearsal():
        pass
    assert everything(store) == before
    assert store.queries.people() == []


@pytest.mark.parametrize(
    ("code", "said"),
    [
        (sqlcipher.SQLITE_BUSY, "少し待ってから"),
        (sqlcipher.SQLITE_READONLY, "権限を確かめて"),
        (sqlcipher.SQLITE_IOERR, "ディスクの読み書きに失敗しました"),
        (sqlcipher.SQLITE_FULL, "空きを作って"),
        (sqlcipher.SQLITE_CANTOPEN, "読み書きに失敗"),
        (sqlcipher.SQLITE_CORRUPT, "壊れています"),
        (sqlcipher.SQLITE_NOMEM, "メモリーが足りません"),
        (sqlcipher.SQLITE_PERM, "権限を確かめて"),
        (sqlcipher.SQLITE_NOTADB, "鍵が合いません"),
        (sqlcipher.SQLITE_IOERR | (10 << 8), "ディスクの読み書きに失敗しました"),
    ],
)
def test_each_trouble_of_the_disk_has_its_sentence(code: int, said: str) -> None:
    error = sqlcipher.OperationalError("locked")
    error.sqlite_errorcode = code
    assert said in str(translated(error))
    outer = peewee.OperationalError("locked")
    outer.__cause__ = error
    assert isinstance(translated(outer), SystemTrouble)


@pytest.mark.on_the_file("words of SQLite")
def test_a_mistake_of_ours_is_not_dressed_up(store: SqliteStore) -> None:
    connection = store.new_connection()
    with pytest.raises(sqlcipher.OperationalError, match="no such table"):
        connection.rows("SELECT * FROM never_made")
    connection.close()


@pytest.mark.on_the_file("PRAGMA busy_timeout")
def test_a_second_writer_is_told_to_wait(store: SqliteStore, office_id: OfficeId) -> None:
    other = store.new_connection()
    other.rows("PRAGMA busy_timeout = 0")
    told = pytest.raises(SystemTrouble, match="少し待ってから")
    with store.transaction("長い操作"), told, other.transaction():
        other.rows("DELETE FROM office")
    other.close()


@pytest.mark.on_the_file("PRAGMA max_page_count")
def test_a_full_disk_keeps_what_was_committed(store: SqliteStore, office_id: OfficeId) -> None:
    connection = store._connection
    pages = connection.row("PRAGMA page_count")[0]
    connection.rows(f"PRAGMA max_page_count = {pages + 2}")
    with pytest.raises(SystemTrouble, match="ディスクがいっぱいです"), store.transaction("取込") as tx:
        tx.save_people([person(id=None, number=str(number)) for number in range(500)])
    connection.rows("PRAGMA max_page_count = 1000000")
    assert store.queries.people() == []
    assert store.last_undoable().label == "事業所の追加"
    assert verify(store) == []


LOOP = """
import sys
from dataclasses import replace
from pathlib import Path
from app.domain.ids import OfficeId
from app.domain.person import Office
from db.keys.keys import Unlock
from db.store import open_store
from tests.factories import person
store = open_store(Path(sys.argv[1]), Unlock())
with store.transaction("事業所") as tx:
    office = next(iter(tx.offices()), None) or tx.save_office(Office(None, "2001", "見本本社"))
number = len(store.queries.people())
while True:
    with store.transaction("10名の追加") as tx:
        tx.save_people([person(id=None, office_id=office.id, number=str(number + n)) for n in range(10)])
    number += 10
    print(number, flush=True)
"""


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="Windows ends processes in another way")
def test_a_killed_program_leaves_the_folder_whole_and_unlocked(folder: Path) -> None:
    for after in (1, 4, 9):
        child = subprocess.Popen(
            [sys.executable, "-c", LOOP, str(folder)],
            stdout=subprocess.PIPE,
            text=True,
            cwd=Path(__file__).parents[2],
        )
        assert child.stdout is not None
        acknowledged = [int(child.stdout.readline()) for _ in range(after)][-1]
        child.kill()
        child.communicate()
        store = open_store(folder, Unlock())
        people = len(store.queries.people())
        assert people >= acknowledged
        assert people % 10 == 0
        assert verify(store) == []
        store.undo()
        assert len(store.queries.people()) == people - 10
        store.close()


def test_live_statuses_are_those_of_the_rules(store: SqliteStore, office_id: OfficeId) -> None:
    """Over all pairs of states: two sheets may exist side by side unless both are live."""
    for first in CertificateStatus:
        for second in CertificateStatus:
            sheets = [
                certificate(id=None, status=s, issue_number=s + n) for n, s in (("1", first), ("2", second))
            ]
            refused = all(sheet.is_live for sheet in sheets)
            try:
                with store.transaction("二枚") as tx:
                    holder = tx.save_person(person(id=None))
                    for sheet in sheets:
                        tx.save_certificate(replace(sheet, person_id=holder.id))
            except NotAllowed:
                assert refused, (first, second)
            else:
                assert not refused, (first, second)
                store.undo()
