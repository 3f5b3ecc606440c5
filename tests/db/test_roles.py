"""Who may do what: every use case and every read declares it, and the doors ask."""

import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import get_type_hints

import pytest

import app.usecases
from app.changes import Done
from app.domain.person import Office
from app.domain.roles import MAY, Act, User, UserRole
from app.errors import NotYourRole
from app.ports import Store, Transaction
from app.usecases.asked import ACT_OF
from app.usecases.counter import certificates
from app.usecases.people import roster
from app.usecases.settings import settings
from db.folder.access import Access
from db.keys.keys import Unlock
from db.reads.queries import SqliteQueries
from db.store import SqliteStore, open_store
from tests.usecases.households import family, sheet

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
R = UserRole

FOR_ALL = {"society", "rules_at", "offices", "has_people", "folder_id", "shape", "office_uids", "for_papers"}
"""Reads that tell of no person, and the door to those that do."""
OF_WORK = {"issue_batches", "held_lists", "differences", "parcel_conflicts"}
"""Kept texts full of numbers, for those who work with them."""
OF_HISTORY = {"history_seal", "change_rows"}
OF_BOTH = {"operations", "history"}


def use_cases() -> Iterator[tuple[str, Callable[..., object]]]:
    """Every function that gets a transaction and says that something was done."""
    for module in pkgutil.walk_packages(app.usecases.__path__, "app.usecases."):
        loaded = importlib.import_module(module.name)
        for name, thing in vars(loaded).items():
            is_ours = inspect.isfunction(thing) and thing.__module__ == module.name
            if not is_ours or name.startswith("_"):
                continue
            hints = get_type_hints(inspect.unwrap(thing), vars(loaded))
            first = next(iter(inspect.signature(thing).parameters), "")
            told = hints.get("return")
            if hints.get(first) is Transaction and inspect.isclass(told) and issubclass(told, Done):
                yield f"{module.name}.{name}", thing


USE_CASES = dict(use_cases())


@contextmanager
def opened_as(
    folder: Path, user: User, clock: Callable[[], datetime] = lambda: NOON
) -> Iterator[SqliteStore]:
    store = open_store(folder, Unlock(), clock=clock)
    store._connection.access = store._access = Access(user, clock)
    store.user = user.name
    yield store
    store.close()


def test_every_use_case_declares_its_act() -> None:
    assert len(USE_CASES) > 60
    assert {name for name in USE_CASES if name not in ACT_OF} == set()


def test_what_a_stand_in_may_is_the_counter_and_nothing_else() -> None:
    at_the_counter = {name.rpartition("usecases.")[2] for name, act in ACT_OF.items() if act is Act.HAND}
    assert at_the_counter == {
        *(f"counter.certificates.{step}" for step in ("hand_out", "collect", "collect_listed")),
        *(f"counter.households.{step}" for step in ("hand_over", "hand_out_department", "exchange")),
        *(f"counter.households.{step}" for step in ("take_back", "change_cause")),
        *(f"counter.misdeliveries.{step}" for step in ("take_back", "collect")),
        "counter.exchanges.exchange",
    }


def test_settings_are_for_the_admin() -> None:
    of_settings = {name.rpartition("usecases.")[2] for name, act in ACT_OF.items() if act is Act.SETTLE}
    assert of_settings == {
        *(f"settings.settings.{step}" for step in ("change_society", "change_rules", "save_office")),
        "settings.sample_office.fill",
        "settings.settings.mask_numbers",
        *(f"people.retention.{step}" for step in ("purge", "change_retention")),
        "printing.layouts.choose_layout",
        "forms.own_forms.choose_forms",
    }
    assert [role for role in R if Act.SETTLE in MAY[role]] == [R.ADMIN]


@pytest.mark.parametrize("role", R)
@pytest.mark.parametrize("name", USE_CASES)
def test_a_use_case_is_refused_before_it_does_anything(name: str, role: UserRole) -> None:
    """Arguments it could do nothing with: who may gets to them, who may not is refused before."""

    class Untouched:
        def __init__(self) -> None:
            from db.folder.access import Asking

            self.doing = Asking(Access(User("見本", role), lambda: NOON)).doing

    may = ACT_OF[name] in MAY[role]
    with pytest.raises(TypeError if may else NotYourRole):
        USE_CASES[name](Untouched())


def reads() -> list[str]:
    return [name for name, thing in vars(SqliteQueries).items() if callable(thing) and name[0] != "_"]


@pytest.mark.parametrize("role", R)
@pytest.mark.parametrize("name", reads())
def test_a_read_answers_whom_it_is_for(name: str, role: UserRole) -> None:
    class Nowhere:
        access = Access(User("見本", role), lambda: NOON)

    asked = {Act.HISTORY} if name in OF_HISTORY else {Act.READ}
    asked |= {Act.HISTORY} if name in OF_BOTH else set()
    asked = {Act.WORK} if name in OF_WORK else asked
    may = name in FOR_ALL or bool(asked & MAY[role])
    queries = SqliteQueries(Nowhere())  # type: ignore[arg-type]
    # Who may gets to a read that has nowhere to look.
    with suppress(TypeError, AttributeError) if may else pytest.raises(NotYourRole):
        getattr(queries, name)()


@pytest.fixture
def office(folder: Path) -> Path:
    """A family with a sheet that waits; recorded by the 管理者."""
    store = open_store(folder, Unlock(), clock=lambda: NOON)
    _head, spouse, _ = family(store)
    from app.domain.certificate import CertificateStatus as S

    store.record(lambda tx: _saved(tx, sheet(spouse, S.READY)))
    store.close()
    return folder


def _saved(tx: Transaction, certificate: object) -> Done:
    tx.save_certificate(certificate)  # type: ignore[arg-type]
    return Done("", "証")


def hand_out(store: Store) -> Done:
    from app.domain.certificate import CertificateStatus as S

    ids = [row.certificate_id for row in store.queries.certificate_rows((S.READY,))]
    on = date(2026, 11, 23)
    return store.record(lambda tx: certificates.hand_out(tx, ids, on=on, today=on))


def test_a_stand_in_hands_out_and_takes_back_the_own_step_only(office: Path) -> None:
    with opened_as(office, User("代行の人", R.STAND_IN, date(2026, 12, 28))) as store:
        with pytest.raises(NotYourRole, match="担当者に頼んで"):
            store.undo()
        hand_out(store)
        store.undo()
        with pytest.raises(NotYourRole):
            store.undo()
        store.redo()
        with pytest.raises(NotYourRole, match="設定を変えられるのは管理者だけ"):
            store.record(lambda tx: settings.save_office(tx, Office(None, "2009", "見本支店")))
        with pytest.raises(NotYourRole), store.transaction("") as tx:
            tx.save_office(Office(None, "2009", "見本支店"))


@pytest.mark.parametrize("role", [R.READER, R.AUDITOR])
def test_who_only_looks_writes_nothing(office: Path, role: UserRole) -> None:
    with opened_as(office, User("見る人", role)) as store:
        before = store._connection.value("SELECT max(id) FROM operation")
        for step in (
            store.undo,
            lambda: store.record(lambda tx: roster.leave(tx, [])),  # type: ignore[call-arg]
            store.users.all,
        ):
            with pytest.raises(NotYourRole):
                step()
        with pytest.raises(NotYourRole), store.rehearsal() as tx:
            tx.save_office(Office(None, "2009", "見本支店"))
        assert store._connection.value("SELECT max(id) FROM operation") == before


def test_a_reader_leaves_no_line_and_an_auditor_reads_no_list(office: Path) -> None:
    with opened_as(office, User("見る人", R.READER)) as store:
        assert store.queries.person_rows()
        with pytest.raises(NotYourRole, match="印刷も書き出しもできません"):
            store.note("書き出し")
        with pytest.raises(NotYourRole, match="履歴は出ません"):
            store.queries.change_rows()
    with opened_as(office, User("点検の人", R.AUDITOR)) as store:
        assert store.queries.change_rows()
        store.note("書き出し 操作の履歴")
        with pytest.raises(NotYourRole, match="名簿や一覧は出ません"):
            store.queries.person_rows()
        with pytest.raises(NotYourRole), store.reading():
            pass


def test_a_clerk_does_not_take_back_what_was_settled(office: Path) -> None:
    store = open_store(office, Unlock(), clock=lambda: NOON)
    store.record(lambda tx: settings.save_office(tx, Office(None, "2009", "見本支店")))
    store.close()
    with opened_as(office, User("見本 花子", R.CLERK)) as store:
        with pytest.raises(NotYourRole, match="設定を変えられるのは管理者だけ"):
            store.undo()
        hand_out(store)
        store.undo()


def test_the_last_day_passes_while_the_folder_is_open(office: Path) -> None:
    now = [NOON]
    with opened_as(office, User("代行の人", R.STAND_IN, date(2026, 11, 23)), lambda: now[0]) as store:
        assert store.queries.person_rows()
        now[0] = NOON + timedelta(days=1)
        for step in (lambda: hand_out(store), store.queries.person_rows, lambda: store.note("")):
            with pytest.raises(NotYourRole, match="令和8年11月23日まで"):
                step()
        # It was the day after once.
        now[0] = NOON
        with pytest.raises(NotYourRole):
            store.queries.person_rows()


def test_long_work_beside_the_window_has_no_other_rights(office: Path) -> None:
    with (
        opened_as(office, User("見る人", R.READER)) as store,
        store.beside() as beside,
        pytest.raises(NotYourRole),
    ):
        beside.note("書き出し")
