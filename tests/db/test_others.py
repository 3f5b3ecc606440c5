"""Two programs on one database: nobody writes over what the other changed and this one has not seen."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from app.changes import Changes, Done
from app.domain.ids import OfficeId, PersonId
from app.domain.person import Office, Person
from app.errors import AlreadyUndone, ChangedMeanwhile
from app.others import News
from app.ports import Transaction
from app.usecases.people.life_events import change_name
from app.usecases.people.roster import add_person, change_person
from db.duties import anew
from db.journal import chain
from db.journal.replay import apart
from db.store import SqliteStore
from tests.conftest import TODAY
from tests.db.hearing import heard
from tests.factories import person
from tests.postgres import Server


@pytest.fixture
def member(two: list[SqliteStore]) -> Person:
    """Somebody whom both have on the screen."""
    ours, theirs = two
    with ours.transaction("追加") as tx:
        office = tx.save_office(Office(None, "2001", "見本支店"))
        made = tx.save_person(person(id=None, office_id=office.id, name="見本 花子", kana="ミホン ハナコ"))
    theirs.others.news()
    return made


def id_of(member: Person) -> PersonId:
    assert member.id is not None
    return member.id


def rename(store: SqliteStore, who: Person, name: str) -> Done:
    return store.record(lambda tx: change_name(tx, id_of(who), name=name, kana="", on=TODAY, today=TODAY))


def is_sound(store: SqliteStore) -> bool:
    connection = store._connection
    return list(chain.breaks(connection)) == list(apart(connection)) == anew.wrong(connection) == []


def test_what_somebody_else_changed_since_is_not_written_over(two: list[SqliteStore], member: Person) -> None:
    ours, theirs = two
    ours.others.news()
    rename(theirs, member, "実例 花子")
    with pytest.raises(ChangedMeanwhile) as told:
        rename(ours, member, "架空 花子")
    said = str(told.value)
    assert "佐藤 さんが" in said
    assert "氏名変更 見本 花子" in said
    assert "氏名を「見本 花子」から「実例 花子」に変えています" in said
    assert ours.queries.person_detail(id_of(member), TODAY).person.name == "実例 花子"
    # Once it has been read, it is a decision.
    assert heard(ours).changes & Changes.ROSTER
    rename(ours, member, "架空 花子")
    assert is_sound(ours)


def test_a_form_with_what_was_typed_stays_refused_while_lists_follow(
    two: list[SqliteStore], member: Person
) -> None:
    ours, theirs = two
    rename(theirs, member, "実例 花子")
    assert ours.others.news(is_read=False).changes & Changes.ROSTER
    for _ in range(2):
        with pytest.raises(ChangedMeanwhile), ours.rehearsal() as tx:
            tx.save_person(replace(member, name="架空 花子"))


def test_what_differs_elsewhere_stands_side_by_side(two: list[SqliteStore], member: Person) -> None:
    ours, theirs = two
    rename(theirs, member, "実例 花子")

    def correct(tx: Transaction) -> Done:
        return change_person(tx, replace(member, department="総務課"), seen=member, on=TODAY, today=TODAY)

    ours.record(correct)
    found = theirs.queries.person_detail(id_of(member), TODAY).person
    assert (found.name, found.department) == ("実例 花子", "総務課")
    # Without what it was made from, a whole person is a decision about every field.
    rename(theirs, member, "例示 花子")
    with pytest.raises(ChangedMeanwhile, match="例示"):
        ours.record(lambda tx: change_person(tx, replace(member, department=""), on=TODAY, today=TODAY))


def test_what_was_taken_back_elsewhere_is_no_change(two: list[SqliteStore], member: Person) -> None:
    ours, theirs = two
    rename(theirs, member, "実例 花子")
    theirs.undo()
    rename(ours, member, "架空 花子")
    assert is_sound(theirs)


def test_a_search_finds_whom_others_entered_and_renamed(two: list[SqliteStore], member: Person) -> None:
    ours, theirs = two
    ours.others.news()
    assert [row.name for row in ours.queries.person_rows(search="ハナコ")] == ["見本 花子"]
    with theirs.transaction("追加") as tx:
        tx.save_person(
            person(id=None, office_id=member.office_id, name="例示 葉名子", kana="レイジ ハナコ", number="77")
        )
    assert heard(ours).changes == Changes.ROSTER
    assert len(ours.queries.person_rows(search="ハナコ")) == 2
    assert ours.others.news().changes == Changes.NONE
    # A step sees it without being told.
    rename(theirs, member, "実例 花代")
    with ours.rehearsal() as tx:
        assert tx.person(id_of(member)).name == "実例 花代"
        assert [row.person_id for row in ours.queries.person_rows(search="花代")] == [member.id]


def test_settings_follow(two: list[SqliteStore]) -> None:
    ours, theirs = two
    ours.others.news()
    with theirs.transaction("伏せる") as tx:
        tx.save_society(replace(tx.society(), masks_numbers=True))
    assert not ours.hides_numbers
    assert heard(ours).changes & Changes.SETTINGS
    assert ours.hides_numbers


def test_only_ones_own_step_is_taken_back(two: list[SqliteStore], member: Person) -> None:
    ours, theirs = two
    with pytest.raises(AlreadyUndone, match=r"最後の「追加」は 山田 さんの操作です"):
        theirs.undo()
    rename(theirs, member, "実例 花子")
    latest = ours.last_undoable()
    assert latest is not None
    assert latest.label == "追加"
    with pytest.raises(AlreadyUndone, match=r"佐藤 さんの「氏名変更 見本 花子」"):
        ours.undo()
    theirs.undo()
    assert theirs.redo().label == "氏名変更 見本 花子"
    with pytest.raises(AlreadyUndone, match="やり直せる操作はありません"):
        ours.redo()
    theirs.undo()
    assert ours.undo().label == "追加"
    # What was built upon elsewhere is not brought back, either.
    assert is_sound(theirs)


def test_of_two_with_one_name_each_has_its_own_steps(
    postgres: Server, tmp_path: Path, empty_office: Path
) -> None:
    folders = [tmp_path / place / "山田" for place in ("here", "there")]
    for folder in folders:
        shutil.copytree(empty_office, folder)
    with postgres.opened_by(empty_office, *folders) as (ours, theirs):
        theirs.note("書き出し")
        with theirs.transaction("追加") as tx:
            tx.save_office(Office(None, "2001", "見本支店"))
        ours.others.news()
        with pytest.raises(AlreadyUndone, match="ご自分の操作はありません"):
            ours.undo()
        assert theirs.undo().label == "追加"


def test_who_has_a_household_open_is_known_until_the_connection_ends(
    two: list[SqliteStore], member: Person
) -> None:
    ours, theirs = two
    ours.others.come(member.id)
    theirs.others.come(member.id)
    ((user, since),) = ours.others.at([id_of(member)])
    assert user == "佐藤"
    assert since.utcoffset() is not None
    assert ours.others.news().is_heard
    theirs.others.come(None)
    assert ours.others.at([id_of(member)]) == []
    theirs.others.come(member.id)
    # Killed, it says nothing any more.
    theirs._connection._raw.close()  # type: ignore[attr-defined]
    connection = ours._connection
    left = (
        "SELECT pg_terminate_backend(CAST(pid AS INTEGER), 60000) FROM presence WHERE pid <> pg_backend_pid()"
    )
    connection.rows(left)
    assert ours.others.at([id_of(member)]) == []
    assert len(connection.rows("SELECT 1 FROM presence")) == 2


@pytest.mark.on_the_file("nobody else is there")
def test_a_file_has_nobody_else(store: SqliteStore, office_id: OfficeId) -> None:
    member = store.record(
        lambda tx: add_person(tx, person(id=None, office_id=office_id), today=TODAY)
    ).people[0]
    store.others.come(member)
    assert store.others.at([member]) == []
    assert store.others.news() == News()
    assert not store.others.are_possible
