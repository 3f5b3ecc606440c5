"""When everybody's duties are written: with the step, beside the work, at the opening, for a far day."""

import os
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from app.domain.ids import OfficeId
from app.domain.person import Enrolment, Office, Person
from app.rows import DueRow
from app.usecases.settings import settings
from db.backup.backup import make_backup, verify
from db.backup.restore import restore_backup
from db.duties.anew import AT_ONCE
from db.keys.keys import Unlock
from db.making import create_data_folder
from db.store import SqliteStore, open_store
from db.transaction import SqliteTransaction
from tests.factories import person, society

TODAY = date(2026, 11, 23)
FAR = date(2029, 12, 1)
OLD = ["期限一覧が今の規則で計算し直されていません。データを開き直すと計算します"]
"""What the check says as long as the list is that of earlier rules."""


def clock(year: int = 2026) -> Callable[[], datetime]:
    return lambda: datetime(year, 11, 23, 9, tzinfo=UTC)


def opened(folder: Path, *, year: int = 2026, beside_the_work: bool = False) -> SqliteStore:
    return open_store(folder, Unlock(), clock=clock(year), beside_the_work=beside_the_work)


def with_rule(name: str, value: int) -> str:
    """The society's file with another number behind one rule."""
    before, _, after = society().rules_toml.partition(f"[rule.{name}]\nvalue = ")
    return f"{before}[rule.{name}]\nvalue = {value}\n{after.partition(chr(10))[2]}"


def load(store: SqliteStore, rules: str) -> None:
    with store.transaction("規則の読み込み") as tx:
        settings.change_rules(tx, rules)


def prints(store: SqliteStore) -> set[date | None]:
    """The days by which papers are to be printed."""
    return {row.due_on for row in store.queries.due_rows(TODAY) if row.why == "no_sheet"}


def whole_list(store: SqliteStore) -> list[DueRow]:
    return store.queries.due_rows(TODAY)


def sql(store: SqliteStore, *statements: str) -> None:
    connection = store.new_connection()
    for statement in statements:
        connection.rows(statement)
    connection.close()


def enter(folder: Path, people: int) -> None:
    store = opened(folder)
    with store.transaction("事業所") as tx:
        office = tx.save_office(Office(None, "2001", "見本本社"))
    assert office.id is not None
    with store.transaction("名簿") as tx:
        tx.save_people([member(number, office.id) for number in range(1, people + 1)])
    store.close()


def member(number: int, office_id: OfficeId) -> Person:
    return person(
        id=None,
        number=f"{number}",
        born_on=date(1980, 1, 1) + timedelta(number),
        office_id=office_id,
        enrolment=Enrolment.NEEDS_CARE,
        enrolment_as_of=date(2026, 6, 1),
        certificate_expires_on=FAR,
    )


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("small") / "data"
    create_data_folder(folder, "", society=society(), is_sample=True)
    enter(folder, 5)
    return folder


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One person more than is computed with the step."""
    folder = tmp_path_factory.mktemp("large") / "data"
    create_data_folder(folder, "", society=society(), is_sample=True)
    enter(folder, AT_ONCE + 1)
    return folder


@pytest.fixture
def few(small: Path, tmp_path: Path) -> Iterator[SqliteStore]:
    store = opened(shutil.copytree(small, tmp_path / "data"))
    yield store
    store.close()


@pytest.fixture
def many(large: Path, tmp_path: Path) -> Iterator[SqliteStore]:
    """Open as the window opens it."""
    store = opened(shutil.copytree(large, tmp_path / "data"), beside_the_work=True)
    yield store
    store.close()


BEFORE, AFTER = {date(2026, 6, 6)}, {date(2026, 6, 4)}
"""Five days from the day on which the stage was learned, then three."""


def test_in_a_small_office_new_rules_come_with_the_list_and_go_with_it(few: SqliteStore) -> None:
    assert prints(few) == BEFORE
    load(few, with_rule("print_days", 3))
    assert prints(few) == AFTER
    assert not few.due_list_is_old()
    few.undo()
    assert prints(few) == BEFORE
    few.redo()
    assert prints(few) == AFTER
    assert verify(few) == []


def change(tx: SqliteTransaction, number: int, stage: Enrolment) -> None:
    """Let one of the household's people be at another stage."""
    (one,) = tx.household("2001", f"{number}")
    tx.save_person(replace(one, enrolment=stage))


@pytest.mark.parametrize("way", ["at once", "in parts", "after a rehearsal", "after a note", "after another"])
def test_what_is_taken_back_leaves_the_list_as_it_was(few: SqliteStore, way: str) -> None:
    """Taken back at once nothing is computed; whatever comes between, the rows are those of the facts."""
    before = whole_list(few)
    with few.transaction("一歩") as tx:
        change(tx, 1, Enrolment.REGISTERED)
        if way == "in parts":
            few.queries.due_rows(TODAY)
            change(tx, 2, Enrolment.REGISTERED)
    after = whole_list(few)
    assert after != before
    if way == "after a rehearsal":
        with few.rehearsal() as tx:
            change(tx, 1, Enrolment.NO_CARD)
    if way == "after a note":
        few.note("控え")
    if way == "after another":
        with few.transaction("次の一歩") as tx:
            change(tx, 1, Enrolment.NO_CARD)
        few.undo()
    for step, expected in ((few.undo, before), (few.redo, after), (few.undo, before)):
        step()
        assert whole_list(few) == expected
        assert verify(few) == []


def test_rehearsed_rules_leave_no_list_behind(few: SqliteStore) -> None:
    with few.rehearsal() as tx:
        settings.change_rules(tx, with_rule("print_days", 3))
        assert prints(few) == AFTER
    assert prints(few) == BEFORE
    assert verify(few) == []


def test_in_a_large_office_the_old_list_stands_until_the_new_one_is_whole(many: SqliteStore) -> None:
    load(many, with_rule("print_days", 3))
    assert prints(many) == BEFORE
    assert many.due_list_is_old()
    assert verify(many) == OLD
    seen: list[tuple[int, int]] = []

    def report(done: int, total: int) -> None:
        assert prints(many) == BEFORE
        seen.append((done, total))

    many.renew_due_list(report)
    assert seen[-1] == (AT_ONCE + 1, AT_ONCE + 1)
    assert len(seen) > 2
    assert prints(many) == AFTER
    assert not many.due_list_is_old()
    assert verify(many) == []


WRITING = "writing"


class StoppedError(Exception):
    """Somebody closed the window."""


def test_stopped_on_the_way_all_is_as_it_was_and_the_next_opening_computes(many: SqliteStore) -> None:
    load(many, with_rule("print_days", 3))
    before = whole_list(many)

    def stop(_done: int, _total: int) -> None:
        raise StoppedError

    with pytest.raises(StoppedError):
        many.renew_due_list(stop)
    assert whole_list(many) == before
    many.close()
    again = opened(many.folder)
    assert prints(again) == AFTER
    assert verify(again) == []
    again.close()


def test_what_is_recorded_meanwhile_is_right_too(many: SqliteStore) -> None:
    """A new number, somebody new, somebody who goes again, and a stage, while the list is computed."""
    load(many, with_rule("print_days", 3))
    people = many.queries.people()
    steps = iter(range(10))

    def report(_done: int, _total: int) -> None:
        match next(steps):
            case 0:
                with many.transaction("番号") as tx:
                    tx.save_person(replace(people[0], number="99001"))
                with many.transaction("登録") as tx:
                    tx.save_person(replace(people[-1], enrolment=Enrolment.REGISTERED, enrolment_as_of=TODAY))
            case 1:
                with many.transaction("追加") as tx:
                    tx.save_person(replace(people[0], id=None, number="99002"))
                with many.transaction("追加") as tx:
                    tx.save_person(replace(people[0], id=None, number="99003"))
                many.undo()

    many.renew_due_list(report)
    assert prints(many) == AFTER
    assert verify(many) == []


def test_rules_that_change_meanwhile_are_those_of_the_list(many: SqliteStore) -> None:
    load(many, with_rule("print_days", 3))
    again = iter([True])

    def report(_done: int, _total: int) -> None:
        if next(again, False):
            load(many, with_rule("print_days", 9))

    many.renew_due_list(report)
    assert prints(many) == {date(2026, 6, 10)}
    assert verify(many) == []


def test_a_household_touched_under_new_rules_is_no_list_of_the_old_ones(many: SqliteStore) -> None:
    """Taken back, the rules are those of before; one line is not."""
    load(many, with_rule("print_days", 3))
    who = many.queries.people()[0]
    with many.transaction("所属") as tx:
        tx.save_person(replace(who, department="総務部"))
    assert prints(many) == BEFORE | AFTER
    many.undo()
    many.undo()
    assert many.due_list_is_old()
    many.renew_due_list(lambda _done, _total: None)
    assert prints(many) == BEFORE
    assert verify(many) == []


@pytest.mark.parametrize(
    "other",
    [
        ("UPDATE duty_basis SET digest = 'of another program'", "DELETE FROM duty"),
        ("DELETE FROM duty_basis", "DELETE FROM duty"),
        (
            "UPDATE duty_basis SET digest = ''",
            "UPDATE duty SET due_on = '2020-01-01'",
        ),
    ],
)
def test_another_law_or_no_list_at_all_is_seen_at_the_opening(
    few: SqliteStore, other: tuple[str, ...]
) -> None:
    before = whole_list(few)
    sql(few, *other)
    few.close()
    again = opened(few.folder, beside_the_work=True)
    assert whole_list(again) == before
    assert verify(again) == []
    again.close()


def test_without_any_list_even_a_large_office_computes_at_the_opening(many: SqliteStore) -> None:
    sql(many, "DELETE FROM duty_basis", "DELETE FROM duty")
    many.close()
    again = opened(many.folder, beside_the_work=True)
    assert prints(again) == BEFORE
    again.close()


def test_a_restored_list_is_computed_where_it_is_another_one(few: SqliteStore, tmp_path: Path) -> None:
    sql(few, "UPDATE duty_basis SET digest = 'of another program'", "DELETE FROM duty")
    backup = make_backup(few, tmp_path / "kept.zip")
    few.close()
    restore_backup(backup, few.folder, Unlock())
    again = opened(few.folder)
    assert prints(again) == BEFORE
    assert verify(again) == []
    again.close()


def last_day(store: SqliteStore) -> date:
    connection = store.new_connection()
    found = date.fromisoformat(connection.value("SELECT until_on FROM duty_basis"))
    connection.close()
    return found


def test_the_first_opening_of_a_year_writes_a_year_more(few: SqliteStore) -> None:
    made = last_day(few)
    assert (made.month, made.day) == (12, 31)
    few.close()
    # The list reaches to the end of the year after next; a year later than it was made.
    again = opened(few.folder, year=made.year - 1)
    assert last_day(again) == date(made.year + 1, 12, 31)
    assert verify(again) == []
    again.close()


def test_a_day_far_ahead_has_its_whole_list(few: SqliteStore) -> None:
    """Everybody here was born in 1980 and reaches 75 in 2055."""
    born = few.queries.people()[0].born_on
    assert {row.why.value for row in few.queries.due_rows(date(born.year + 75, born.month, 1))} >= {"at_75"}
    assert last_day(few) >= date(2055, 12, 31)
    assert verify(few) == []


@pytest.mark.parametrize("moment", ["1", "2", WRITING])
def test_killed_at_any_moment_the_list_is_wholly_old_or_wholly_new(many: SqliteStore, moment: str) -> None:
    load(many, with_rule("print_days", 3))
    many.close()
    root = Path(__file__).parents[3]
    ended = subprocess.run(
        [sys.executable, __file__, str(many.folder), moment],
        env={**os.environ, "PYTHONPATH": str(root)},
        cwd=root,
        check=False,
    )
    assert ended.returncode == -signal.SIGKILL
    again = opened(many.folder, beside_the_work=True)
    found = (prints(again), again.due_list_is_old())
    assert found == (BEFORE, True) or (found == (AFTER, False) and moment == WRITING)
    again.close()
    healed = opened(many.folder)
    assert prints(healed) == AFTER
    assert verify(healed) == []
    healed.close()


def _die(folder: Path, moment: str) -> None:
    """Compute the list anew and die after so many portions, or while it is written."""
    store = opened(folder, beside_the_work=True)
    log = folder / "shikaku.db-wal"
    portions = iter(range(1, 100))

    def report(done: int, total: int) -> None:
        if str(next(portions)) == moment:
            os.kill(os.getpid(), signal.SIGKILL)
        if done == total:
            threading.Thread(target=_die_when_grown, args=(log, log.stat().st_size), daemon=True).start()

    store.renew_due_list(report)
    os.kill(os.getpid(), signal.SIGKILL)


def _die_when_grown(log: Path, size: int) -> None:
    while log.stat().st_size <= size:
        """Nothing is written yet."""
    os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    _die(Path(sys.argv[1]), sys.argv[2])
