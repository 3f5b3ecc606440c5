"""記号・番号 by every read, for every role: masked for who may never see them, or did not ask."""

import shutil
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from app.domain.certificate import CertificateStatus as S
from app.domain.elderly_card import ElderlyOutcome
from app.domain.hidden import REMARK, full
from app.domain.insured_number import masked_key
from app.domain.person import Person
from app.domain.roles import MAY, Act, User, UserRole
from app.errors import NotFound, NotYourRole
from app.usecases.counter import certificates, elderly_cards
from app.usecases.counter.lookup import Asked, sheets_of_number
from app.usecases.papers.every_list import ListKind, table
from app.usecases.papers.table_file import for_a_file
from app.usecases.people import roster
from app.usecases.settings import settings
from db.folder.access import Access
from db.keys.keys import Unlock
from db.store import SqliteStore, open_store
from tests.conftest import TODAY
from tests.db.test_need_to_know import READS, asked, filled, office_of

__all__ = ["filled"]
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
NEVER = (UserRole.STAND_IN, UserRole.READER, UserRole.AUDITOR)


@dataclass
class Folder:
    store: SqliteStore
    people: list[Person]

    def sign_in(self, role: UserRole) -> None:
        until = date(2026, 12, 28) if role is UserRole.STAND_IN else None
        access = Access(User("見本 花子", role, until), lambda: NOON)
        access.masks_numbers = self.store._access.masks_numbers
        self.store._connection.access = self.store._access = access

    def told(self, found: object) -> set[str]:
        """The numbers that can be read in an answer."""
        text = repr(found)
        signs = {f"{one.symbol}-{one.number}" for one in self.people} | {
            f"'{one.number}'" for one in self.people
        }
        return {sign for sign in signs if sign in text}


@pytest.fixture
def folder(filled: Path, tmp_path: Path) -> Iterator[Folder]:
    store = open_store(shutil.copytree(filled, tmp_path / "data"), Unlock(), clock=lambda: NOON)
    moved = store.queries.people()[0]
    assert moved.id is not None
    # A number that somebody had before stands in how a search finds them.
    store.record(
        lambda tx: roster.move_office(
            tx, [moved.id], moved.office_id, None, on=TODAY, today=TODAY, number="77123"
        )
    )
    yield Folder(store, store.queries.people())
    store.close()


def answers(folder: Folder, name: str) -> Iterator[object]:
    office = office_of(folder.store, folder.people[0].office_id)
    queries = folder.store.queries
    for arguments in asked(office).get(name, [()]):  # type: ignore[arg-type]
        with suppress(NotFound, NotYourRole):
            yield getattr(queries, name)(*arguments)


@pytest.mark.parametrize("name", READS)
def test_no_read_tells_a_number_to_who_may_not_see_it(folder: Folder, name: str) -> None:
    office = office_of(folder.store, folder.people[0].office_id)
    for role in NEVER:
        folder.sign_in(role)
        for queries in (folder.store.queries, folder.store.queries.for_papers()):
            for arguments in asked(office).get(name, [()]):  # type: ignore[arg-type]
                with suppress(NotFound, NotYourRole):
                    assert folder.told(getattr(queries, name)(*arguments)) == set(), (role, name)


def test_the_numbers_would_have_been_there(folder: Folder) -> None:
    """So that the test above cannot pass for nothing."""
    telling = {name for name in READS if any(map(folder.told, answers(folder, name)))}
    assert telling >= {
        *("people", "person_rows", "person_detail", "due_rows", "facts", "certificate_rows", "sheet_rows"),
        *("since_rows", "elderly_rows", "status_behind", "certificates_by_tail"),
    }


def test_a_folder_masks_numbers_until_they_are_asked_for_once(folder: Folder) -> None:
    store = folder.store
    assert not store.hides_numbers
    store.record(lambda tx: settings.mask_numbers(tx, is_wanted=True))
    masked = store.queries.operations(1)[0].operation_id
    for role in (UserRole.ADMIN, UserRole.CLERK):
        folder.sign_in(role)
        before = len(store.queries.operations(99))
        for name in READS:
            assert not any(map(folder.told, answers(folder, name) if name not in OF_FILES else ())), name
        assert folder.told(store.queries.for_papers().person_rows())
        for _ in range(2):  # a repaint asks nothing
            store.show_numbers("名簿")
            assert folder.told(store.queries.person_rows())
        (asking,) = store.queries.operations(99)[: len(store.queries.operations(99)) - before]
        assert (asking.label, asking.user, asking.is_undoable) == ("記号・番号の表示 名簿", store.user, False)
        assert store.hide_again()
        assert not folder.told(store.queries.person_rows())
    folder.sign_in(UserRole.ADMIN)
    store.undo(masked)
    assert not store.hides_numbers, "taken back, the setting is as it was"


OF_FILES = {"held_lists", "issue_batches"}
"""Files of others, kept as they came."""


@pytest.mark.parametrize("role", UserRole)
def test_who_may_ask(folder: Folder, role: UserRole) -> None:
    folder.store.record(lambda tx: settings.mask_numbers(tx, is_wanted=True))
    before = folder.store._connection.value("SELECT count(*) FROM operation")
    folder.sign_in(role)
    if Act.NUMBERS in MAY[role]:
        folder.store.show_numbers("名簿")
    else:
        with pytest.raises(NotYourRole, match="下2桁だけ"):
            folder.store.show_numbers("名簿")
    added = folder.store._connection.value("SELECT count(*) FROM operation") - before
    assert added == (Act.NUMBERS in MAY[role])
    assert folder.store.hides_numbers is (Act.NUMBERS not in MAY[role])


def test_a_stand_in_finds_and_hands_out_by_the_whole_number(folder: Folder) -> None:
    store, row = folder.store, folder.store.queries.certificate_rows((S.READY,))[0]
    household = store.queries.certificates_of_household(row.person_id, (S.READY,))
    folder.sign_in(UserRole.STAND_IN)
    queries = store.queries
    for text in (row.key, row.key.split("-")[1]):
        found = sheets_of_number(queries, Asked.of(queries, text), (S.READY,))
        assert {one.certificate_id for one in found} >= {row.certificate_id}
        assert not folder.told(found)
    assert queries.person_id(row.key) == row.person_id
    (hidden,) = (one for one in queries.certificate_rows((S.READY,)) if one.key == row.key)
    assert (f"{hidden.key}", full(hidden.key)) == (masked_key(row.key), row.key)
    assert queries.person_id(hidden.key) == row.person_id
    assert len(queries.certificates_of_household(row.person_id, (S.READY,))) == len(household)
    ids = [hidden.certificate_id]
    done = store.record(lambda tx: certificates.hand_out(tx, ids, on=TODAY, today=TODAY))
    assert not folder.told(done)


def test_what_is_stored_is_never_masked(folder: Folder) -> None:
    store = folder.store
    store.record(lambda tx: settings.mask_numbers(tx, is_wanted=True))
    hidden = store.queries.people()[0]
    with store.transaction("見本") as tx, tx.doing(Act.WORK):
        tx.save_person(replace(hidden, department="見本部"))
    assert store.queries.for_papers().people()[0].number == full(hidden.number)
    assert "***" not in repr(store._connection.rows("SELECT number FROM person"))
    assert "***" not in repr(store._connection.rows("SELECT before, after FROM journal"))
    store.record(lambda tx: settings.mask_numbers(tx, is_wanted=False))


@pytest.mark.parametrize("kind", ListKind)
def test_a_file_has_its_numbers_only_if_they_were_asked_for(folder: Folder, kind: ListKind) -> None:
    shown = table(folder.store.queries, kind, TODAY)
    folder.store.record(lambda tx: settings.mask_numbers(tx, is_wanted=True))
    masking = table(folder.store.queries, kind, TODAY)
    if kind not in (ListKind.HISTORY, ListKind.CHANGES):  # the setting is a line of theirs
        assert for_a_file(masking, in_full=True).lines == for_a_file(shown, in_full=True).lines
    assert folder.told(list(for_a_file(masking, in_full=False).lines)) == set()


def test_a_remark_stands_behind_a_second_look(folder: Folder) -> None:
    store = folder.store
    row = next(one for one in store.queries.elderly_rows(TODAY) if one.outcome is ElderlyOutcome.OUTSTANDING)
    store.record(
        lambda tx: elderly_cards.record(
            tx,
            [row.person_id],
            outcome=ElderlyOutcome.COLLECTED,
            on=TODAY,
            today=TODAY,
            note="娘さんが持参",
        )
    )

    def told() -> str:
        return repr([one.note for one in store.queries.elderly_rows(TODAY) if one.note])

    assert REMARK in told()
    assert "娘さん" not in told()
    assert "娘さん" not in repr(store.queries.change_rows())
    for role in NEVER:
        folder.sign_in(role)
        with pytest.raises(NotYourRole):
            store.show_remarks("高齢受給者証")
    folder.sign_in(UserRole.CLERK)
    for _ in range(2):
        store.show_remarks("高齢受給者証")
        assert "娘さん" in told()
    assert [one.label for one in store.queries.operations(9)].count("備考の表示 高齢受給者証") == 1
    assert store.hide_again()
    assert "娘さん" not in told()
