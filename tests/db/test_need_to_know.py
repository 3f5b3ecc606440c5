"""A user of one office finds nothing of the others: by no read, no use case, no undo and no list."""

import importlib
import inspect
import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from enum import Enum
from pathlib import Path
from typing import Any, get_args, get_origin, get_type_hints

import pytest

from app.domain import ids
from app.domain.answer import Figure
from app.domain.certificate import CertificateStatus as S
from app.domain.ids import CertificateId, OfficeId, PersonId
from app.domain.roles import Act, User, UserRole
from app.errors import AlreadyUndone, NotFound, NotYourRole, SystemTrouble, UserError
from app.ports import Store
from app.usecases.asked import ACT_OF
from app.usecases.counter import certificates
from app.usecases.papers.every_list import LISTS, ListKind
from app.usecases.people import roster
from app.usecases.settings import sample_office
from db.backup.backup import verify
from db.folder.access import Access
from db.keys.keys import Unlock
from db.making import create_data_folder
from db.reads.queries import SqliteQueries
from db.store import SqliteStore, open_store
from db.tables.narrowing import Narrowing
from tests.conftest import TODAY
from tests.db.test_roles import USE_CASES
from tests.factories import society

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
PAST, AHEAD = date(2026, 4, 1), date(2027, 3, 31)


@dataclass(frozen=True)
class Office:
    """What tells of an office: nobody else's names and numbers."""

    office_id: OfficeId
    people: Sequence[PersonId]
    sheets: Sequence[CertificateId]
    signs: frozenset[str]


@dataclass
class Folder:
    store: SqliteStore
    ours: Office
    theirs: Sequence[Office]

    def told(self, found: object) -> set[str]:
        """What of the others stands in an answer."""
        text = repr(found)
        return {sign for office in self.theirs for sign in office.signs if sign in text}


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("offices") / "data"
    create_data_folder(folder, "", society=society(), is_sample=True)
    store = open_store(folder, Unlock(), clock=lambda: NOON)
    store.record(lambda tx: sample_office.fill(tx, today=TODAY))
    store.close()
    return folder


@pytest.fixture
def folder(filled: Path, tmp_path: Path) -> Iterator[Folder]:
    """Opened by who sees the first of three offices only."""
    copy = shutil.copytree(filled, tmp_path / "data")
    store = open_store(copy, Unlock(), clock=lambda: NOON)
    offices = [office_of(store, office.id) for office in store.queries.offices() if office.id is not None]
    ours, *theirs = offices
    signs = [frozenset(one.signs - ours.signs) for one in theirs]
    theirs = [Office(o.office_id, o.people, o.sheets, s) for o, s in zip(theirs, signs, strict=True)]
    # A step of somebody of another office, the latest of all.
    waiting = next(
        row.certificate_id
        for office in theirs
        for row in store.queries.certificate_rows((S.READY,), office_id=office.office_id)
    )
    store.record(lambda tx: certificates.hand_out(tx, [waiting], on=TODAY, today=TODAY))
    assert all(office.signs and office.people and office.sheets for office in theirs)
    user = User("見本 花子", UserRole.CLERK, None, frozenset({ours.office_id}))
    connection = store._connection
    connection.access = store._access = Access(user, lambda: NOON)
    connection.narrowing = Narrowing(connection, [ours.office_id])
    store.user = user.name
    yield Folder(store, ours, theirs)
    store.close()


def office_of(store: SqliteStore, office_id: OfficeId) -> Office:
    office = next(one for one in store.queries.offices() if one.id == office_id)
    people = [person for person in store.queries.people() if person.office_id == office_id]
    sheets = store.queries.certificate_rows(office_id=office_id)
    signs = {office.name, *(f"{one.symbol}-{one.number}-{one.branch_number}" for one in people)}
    signs |= {one.name for one in people} | {row.issue_number for row in sheets}
    return Office(
        office_id, [p.id for p in people if p.id], [row.certificate_id for row in sheets], frozenset(signs)
    )


def asked(them: Office) -> dict[str, list[tuple[Any, ...]]]:
    """With what each read is asked, where it wants more than nothing: about others by name, and about all."""
    person = them.people[0]
    whose = [(person,)]
    return {
        "rules_at": [(TODAY,)],
        "has_people": [(them.office_id,)],
        "person_rows": [()],
        "person_id": [],
        "person_detail": [(person, TODAY)],
        "due_rows": [(day,) for day in (PAST, TODAY, AHEAD)],
        "due_counts": [(TODAY,)],
        "leavers_left_out": [(TODAY,)],
        "due_days": [(PAST, AHEAD, TODAY)],
        "due_rows_on": [(TODAY, TODAY)],
        "facts": whose,
        "print_candidates": [(TODAY,)],
        "office_progress": [(TODAY,)],
        "office_standings": [(TODAY,)],
        "since_counts": [(PAST, TODAY, them.office_id)],
        "since_rows": [(PAST, TODAY)],
        "steps_since": [(PAST,)],
        "course": [(PAST, AHEAD, them.office_id)],
        "deferrals": [(TODAY,)],
        "contact_rows": [(PAST, AHEAD)],
        "departments": [(them.office_id,)],
        "certificate_rows": [(), (tuple(S),)],
        "certificate_count": [(tuple(S),)],
        "certificate_by_issue": [(sign,) for sign in sorted(them.signs) if len(sign) == 9 and "-" in sign][
            :5
        ],
        "certificates_by_tail": [("1", tuple(S)), ("", tuple(S))],
        "certificates_of_household": [(person, tuple(S))],
        "sheet_rows": [(number,) for number in range(1, 6)],
        "elderly_rows": [(TODAY,)],
        "sent_rows": [(number,) for number in range(1, 4)],
        "drawer_finds": [(1,)],
        "recorded_here": [(PAST,)],
        "history": whose,
        "status_answer": [(TODAY,)],
        "status_behind": [(TODAY,), (TODAY, Figure.COVERED if hasattr(Figure, "COVERED") else None)],
        "given_answer": [(1,)],
    }


READS = [name for name, thing in vars(SqliteQueries).items() if callable(thing) and name[0] != "_"]


@pytest.mark.parametrize("name", READS)
def test_no_read_tells_of_another_office(folder: Folder, name: str) -> None:
    for them in folder.theirs:
        for arguments in asked(them).get(name, [()]):
            try:
                found = getattr(folder.store.queries, name)(*arguments)
            except (NotFound, NotYourRole):
                continue
            assert folder.told(found) == set(), (name, arguments)


def test_what_is_found_by_number_name_or_paper_is_ours(folder: Folder) -> None:
    queries = folder.store.queries
    for office in folder.theirs:
        for sign in office.signs:
            assert folder.told(queries.person_rows(search=sign)) == set()
            with pytest.raises(UserError):
                queries.person_id(sign)
    assert queries.person_rows()
    assert queries.due_rows(TODAY)
    assert [one.id for one in queries.offices()] == [folder.ours.office_id]


@pytest.mark.parametrize("kind", ListKind)
def test_no_list_and_no_file_tells_of_another_office(folder: Folder, kind: ListKind) -> None:
    try:
        made = LISTS[kind].make(folder.store.queries, TODAY, None)
    except NotYourRole:
        assert kind in (ListKind.HISTORY, ListKind.CHANGES)
        return
    assert folder.told((made.title, made.subtitle, made.lines)) == set()


class _NoValue(Exception):
    """Of a parameter that needs more than a number or a day."""


def value_for(hint: Any, them: Office) -> Any:
    """A value of that type that names the others."""
    origin, inside = get_origin(hint), get_args(hint)
    by_type = {PersonId: them.people[0], CertificateId: them.sheets[0], OfficeId: them.office_id}
    if hint in by_type:
        return by_type[hint]
    if hint in vars(ids).values():
        return 1
    if hint is date:
        return TODAY
    if hint in (str, bool, int):
        return hint("1")
    if isinstance(hint, type) and issubclass(hint, Enum):
        return next(iter(hint))
    if type(None) in inside:
        return None
    if isinstance(origin, type) and issubclass(origin, Sequence) and origin is not tuple:
        return [value_for(inside[0], them)]
    raise _NoValue(hint)


def tried(name: str, them: Office) -> Callable[[Any], Any] | None:
    use_case = inspect.unwrap(USE_CASES[name])
    hints = get_type_hints(use_case, vars(importlib.import_module(use_case.__module__)))
    _, *parameters = inspect.signature(use_case).parameters.values()
    wanted = [one for one in parameters if one.default is inspect.Parameter.empty]
    try:
        values = {one.name: value_for(hints[one.name], them) for one in wanted}
    except _NoValue:
        return None
    return lambda tx: USE_CASES[name](tx, **values)


OF_ALL = {name for name, act in ACT_OF.items() if act in (Act.WHOLE, Act.SETTLE)}
NEEDS_MORE = {
    name
    for name in USE_CASES
    if name not in OF_ALL
    and tried(name, Office(OfficeId(1), [PersonId(1)], [CertificateId(1)], frozenset())) is None
}


def test_most_use_cases_are_tried() -> None:
    """The others need a form filled in, and load by the same numbers."""
    assert len(USE_CASES) - len(OF_ALL) - len(NEEDS_MORE) >= 28


def everything(folder: Folder) -> list[Any]:
    """All rows of the others."""
    connection, people = folder.store._connection, [who for one in folder.theirs for who in one.people]
    tables = ("certificate", "contact", "elderly_card", "deferral", "misdelivery", "sent_paper", "stage")
    among = f"IN ({', '.join(map(str, people))})"
    assert connection.narrowing is not None
    with connection.narrowing.lifted():
        return [
            connection.rows(f"SELECT * FROM {table} WHERE {column} {among} ORDER BY id")
            for table, column in (("person", "id"), *((table, "person_id") for table in tables))
        ]


@pytest.mark.parametrize("name", sorted(USE_CASES.keys() - NEEDS_MORE))
def test_no_use_case_touches_another_office(folder: Folder, name: str) -> None:
    before = everything(folder)
    for them in folder.theirs:
        step = tried(name, them)
        if name in OF_ALL:
            with pytest.raises(NotYourRole):
                folder.store.record(lambda tx: tx.doing(ACT_OF[name]).__enter__())
            continue
        assert step is not None
        try:
            told: object = folder.store.record(step)
        except (UserError, SystemTrouble, TypeError, AttributeError, ValueError) as refused:
            told = str(refused)
        # A print session or an envelope may hold papers of several offices.
        assert folder.told(told) == set()
    assert everything(folder) == before


def test_ours_are_recorded_taken_back_and_whole(folder: Folder) -> None:
    store = folder.store
    row = store.queries.certificate_rows((S.READY,))[0]
    done = store.record(lambda tx: certificates.hand_out(tx, [row.certificate_id], on=TODAY, today=TODAY))
    assert row.name in done.label
    latest = store.last_undoable()
    assert latest is not None
    assert latest.label == done.label
    store.undo()
    store.redo()
    assert store.queries.certificate_by_issue(row.issue_number).status is S.HANDED_OUT
    store.undo()
    # What others recorded stands, is not to be taken back, and is not named.
    with pytest.raises(AlreadyUndone):
        store.undo()
    connection = store._connection
    connection.access, connection.narrowing = Access(User("管理者"), lambda: NOON), None
    assert verify(store) == []


def test_nobody_is_moved_to_an_office_that_is_not_seen(folder: Folder) -> None:
    person, them = folder.ours.people[0], folder.theirs[0]
    with pytest.raises(UserError):
        folder.store.record(
            lambda tx: roster.move_office(tx, [person], them.office_id, "", on=TODAY, today=TODAY)
        )


def test_long_work_beside_and_one_moment_see_no_more(folder: Folder) -> None:
    with folder.store.beside() as beside:
        assert folder.told(beside.queries.person_rows()) == set()
    with folder.store.reading() as stored:
        assert folder.told(stored.people()) == set()
        with pytest.raises(NotFound):
            stored.person(folder.theirs[0].people[0])
    with folder.store.rehearsal() as tx, pytest.raises(NotFound):
        tx.certificate(folder.theirs[0].sheets[0])
    assert folder.told(folder.store.queries.people()) == set()


def test_a_step_that_fails_leaves_the_view_narrow(folder: Folder) -> None:
    store: Store = folder.store
    person = folder.ours.people[0]

    def fails(tx: Any) -> Any:
        with tx.doing(Act.WORK):
            tx.save_person(replace(tx.person(person), department="見本部"))
        raise NotFound("そのような方はいません。")

    with pytest.raises(NotFound):
        store.record(fails)
    assert folder.told(store.queries.people()) == set()
