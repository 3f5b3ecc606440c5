"""Backups without being asked: when there is something to do, and the second place with all its moods."""

import errno
import os
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app.care import AsksForWords
from app.domain.backups import Backups, Generations, Plan, Worry
from app.domain.parcel import Partner
from app.domain.person import Office
from app.errors import SystemTrouble, UserError, WrongPassphrase
from db.backup import by_itself, elsewhere
from db.backup.backup import make_backup
from db.backup.erasing import erase, traces_of
from db.backup.restore import restore_backup
from db.keys.keys import Unlock
from db.making import create_data_folder
from db.store import SqliteStore, open_store
from tests.db.test_states import add
from tests.factories import society


class Clock:
    """The computer's clock, moved by hand."""

    def __init__(self) -> None:
        self.at = datetime(2026, 11, 30, 17, 30, tzinfo=UTC)

    def __call__(self) -> datetime:
        self.at += timedelta(seconds=1)  # no two backups of one name
        return self.at


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def office(folder: Path, clock: Clock) -> Iterator[SqliteStore]:
    """A folder with one person, whose every step has the time of a clock that the test moves."""
    opened = open_store(folder, Unlock(), clock=clock)
    with opened.transaction("事業所の追加") as tx:
        tx.save_office(Office(None, "2001", "見本本社"))
    add(opened, 1)
    yield opened
    opened.close()


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    place = tmp_path / "USB"
    place.mkdir()
    return place


def look(store: SqliteStore) -> Backups:
    return by_itself.look(store)


def on(store: SqliteStore, stick: Path) -> Path:
    """Decide upon a second place; return where the copies will lie."""
    by_itself.decide(store, Plan(place=stick))
    (ours,) = stick.iterdir()
    return ours


def here(store: SqliteStore) -> list[str]:
    return sorted(file.name for file in (store.folder / "backups").glob("*.zip"))


def there(ours: Path) -> list[str]:
    return sorted(file.name for file in ours.iterdir())


def test_a_backup_is_made_once_and_again_after_a_step(office: SqliteStore) -> None:
    assert look(office).here.is_behind
    assert by_itself.back_up(office) == []
    assert not look(office).here.is_behind
    made = here(office)
    assert by_itself.back_up(office) == []
    assert here(office) == made
    add(office, 2)
    assert look(office).here.is_behind
    by_itself.back_up(office)
    assert here(office) != made
    # 元に戻す is a step too.
    office.undo()
    assert look(office).here.is_behind


def test_what_is_in_no_history_and_other_keys_are_something_new_too(office: SqliteStore) -> None:
    by_itself.back_up(office)
    with office.transaction("相手") as tx:
        tx.keep_partner(Partner(None, "", "本社", is_head=True, secret="夕立と灯台"))
    assert look(office).here.is_behind


def test_a_backup_that_somebody_removed_is_made_again(office: SqliteStore) -> None:
    by_itself.back_up(office)
    shutil.rmtree(office.folder / "backups")
    assert look(office).here.is_behind
    by_itself.back_up(office)
    assert len(here(office)) == 1


def test_notes_that_cannot_be_read_cost_one_more_backup(office: SqliteStore) -> None:
    by_itself.back_up(office)
    for said in (b"", b"{", b"[]", b'{"here": {"at": "2026-11-30"}}', b"[" * 60_000, b"\xff"):
        (office.folder / "backup-notes.json").write_bytes(said)
        assert look(office).here.is_behind
    assert by_itself.back_up(office) == []
    assert not look(office).here.is_behind


@pytest.mark.parametrize("said", ["", "{", "[]", '{"generations": {"days": 0}, "place": "", "at": ""}'])
def test_a_decision_that_cannot_be_read_is_said_and_not_taken_for_none(
    office: SqliteStore, said: str
) -> None:
    by_itself.back_up(office)
    (office.folder / "backup-plan.json").write_text(said)
    assert look(office).worries == [Worry.UNREAD]
    by_itself.decide(office, Plan())
    assert look(office).worries == []


def test_decisions_outlive_a_restore(office: SqliteStore, stick: Path) -> None:
    by_itself.back_up(office)
    on(office, stick)
    file = office.folder / "backups" / here(office)[0]
    office.close()
    restore_backup(file, office.folder, Unlock())
    again = open_store(office.folder, Unlock())
    assert look(again).plan.place == stick
    again.close()


def test_numbers_that_keep_nothing_are_refused(office: SqliteStore) -> None:
    for numbers in (Generations(days=0), Generations(weeks=-1), Generations(years=100)):
        with pytest.raises(UserError, match="1から99"):
            by_itself.decide(office, Plan(numbers))


def test_generations_go_here_and_there_as_decided(office: SqliteStore, stick: Path, clock: Clock) -> None:
    by_itself.decide(office, Plan(Generations(2, 0, 0, 0), stick))
    (ours,) = stick.iterdir()
    for number in range(2, 5):
        clock.at += timedelta(days=1)
        add(office, number)
        assert by_itself.back_up(office) == []
    assert len(here(office)) == 2
    assert there(ours) == here(office)
    (newest,) = (file for file in ours.iterdir() if file.name == here(office)[-1])
    assert newest.read_bytes() == (office.folder / "backups" / newest.name).read_bytes()
    if os.name == "posix":
        assert newest.stat().st_mode & 0o077 == 0
        assert ours.stat().st_mode & 0o077 == 0


def test_a_place_that_is_away_is_one_sentence_and_tried_again(
    office: SqliteStore, stick: Path, clock: Clock
) -> None:
    ours = on(office, stick)
    by_itself.back_up(office)
    away = stick.rename(stick.with_name("pocket"))
    add(office, 2)
    assert by_itself.back_up(office) == []
    assert "つながっていません" in by_itself.bring_elsewhere(office)
    assert not stick.exists()
    assert look(office).worries == []
    clock.at += timedelta(days=7)
    assert look(office).worries == [Worry.NOT_ELSEWHERE]
    away.rename(stick)
    assert by_itself.back_up(office) == []
    assert look(office).worries == []
    assert here(office)[-1] in there(ours)


def test_another_stick_is_not_written_to_until_a_person_says_so(office: SqliteStore, stick: Path) -> None:
    on(office, stick)
    shutil.rmtree(stick)
    stick.mkdir()
    (stick / "写真.jpg").write_bytes(b"of somebody else")
    (sentence,) = by_itself.back_up(office)
    assert "前に決めた2つ目の場所ではない" in sentence
    assert [file.name for file in stick.iterdir()] == ["写真.jpg"]
    assert look(office).worries == [Worry.REFUSED_ELSEWHERE]
    by_itself.decide(office, Plan(place=stick))
    assert by_itself.back_up(office) == []
    assert look(office).worries == []


def test_the_backups_of_another_office_on_the_same_stick_stay(
    office: SqliteStore, stick: Path, tmp_path: Path, clock: Clock
) -> None:
    other = tmp_path / "other"
    create_data_folder(other, "", society=society(), is_sample=True)
    neighbour = open_store(other, Unlock(), clock=clock)
    theirs = on(neighbour, stick)
    by_itself.back_up(neighbour)
    neighbour.close()
    before = there(theirs)
    by_itself.decide(office, Plan(Generations(1, 0, 0, 0), stick))
    for number in (2, 3):
        clock.at += timedelta(days=1)
        add(office, number)
        by_itself.back_up(office)
    assert there(theirs) == before


def test_a_file_of_the_same_name_that_is_not_ours_is_left_alone(office: SqliteStore, stick: Path) -> None:
    ours = on(office, stick)
    file = make_backup(office)
    (ours / file.name).write_bytes(b"not ours")
    (sentence,) = by_itself.back_up(office)
    assert "そこにあったものはそのまま" in sentence
    assert (ours / file.name).read_bytes() == b"not ours"
    assert look(office).worries == [Worry.REFUSED_ELSEWHERE]
    add(office, 2)
    # The next one has a name of its own; nothing goes while one there cannot be compared.
    (sentence,) = by_itself.back_up(office)
    assert "古いものは1つも消していません" in sentence
    assert here(office)[-1] in there(ours)


def test_a_full_stick_keeps_what_it_had_and_no_half_file(
    office: SqliteStore, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours = on(office, stick)
    by_itself.back_up(office)
    before = there(ours)
    add(office, 2)

    def full(_file: Path, target: Path, _report: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device", str(target))

    with monkeypatch.context() as patch:
        patch.setattr(elsewhere, "_copy", full)
        (sentence,) = by_itself.back_up(office)
    assert "ディスクがいっぱいです" in sentence
    assert there(ours) == before
    assert look(office).worries == [Worry.REFUSED_ELSEWHERE]
    assert not look(office).here.is_behind


def test_what_a_closed_laptop_left_on_the_stick_goes_with_the_next(office: SqliteStore, stick: Path) -> None:
    ours = on(office, stick)
    (ours / ".shikaku-part-0123456789abcdef").write_bytes(b"half")
    assert by_itself.back_up(office) == []
    assert there(ours) == here(office)


def test_whoever_stops_it_leaves_everything_as_it_was(office: SqliteStore, stick: Path) -> None:
    ours = on(office, stick)

    class StoppedError(Exception):
        pass

    def stop(_done: int, _total: int) -> None:
        raise StoppedError

    with pytest.raises(StoppedError):
        by_itself.back_up(office, stop)
    assert there(ours) == []
    made = make_backup(office)
    with pytest.raises(StoppedError):
        by_itself.back_up(office, stop)
    assert there(ours) == []
    assert sorted(file.name for file in (office.folder / "backups").iterdir()) == [
        "last-backup.txt",
        made.name,
    ]


def test_a_place_inside_the_data_is_no_second_place(office: SqliteStore, tmp_path: Path) -> None:
    inside = office.folder / "backups" / "more"
    inside.mkdir(parents=True)
    link = tmp_path / "link"
    link.symlink_to(inside)
    for place in (office.folder, inside, link):
        with pytest.raises(UserError, match="外にしてください"):
            by_itself.decide(office, Plan(place=place))
    with pytest.raises(SystemTrouble, match="機器をつなぐか"):
        by_itself.decide(office, Plan(place=tmp_path / "no such place"))
    assert look(office).plan.place is None


def test_data_that_were_replaced_behind_the_back_are_said_and_nothing_goes(
    office: SqliteStore, clock: Clock
) -> None:
    """After an honest restore the next is quiet again; else somebody looks."""
    by_itself.back_up(office)
    old = office.folder / "backups" / here(office)[0]
    kept = old.rename(office.folder.parent / "old.zip")
    add(office, 2)
    by_itself.back_up(office)
    office.close()
    restore_backup(kept, office.folder, Unlock())
    again = open_store(office.folder, Unlock(), clock=clock)
    (sentence,) = by_itself.back_up(again)
    assert "前のバックアップに戻したあとなら" in sentence
    assert look(again).worries == [Worry.FAILED]
    add(again, 3)
    assert by_itself.back_up(again) == []
    assert look(again).worries == []
    again.close()


def test_putting_back_is_really_tried(office: SqliteStore, clock: Clock) -> None:
    by_itself.back_up(office)
    assert look(office).is_trial_due
    trial = by_itself.try_to_put_back(office)
    assert (trial.problem, trial.people) == ("", 1)
    assert not look(office).is_trial_due
    file = office.folder / "backups" / trial.file
    os.truncate(file, file.stat().st_size // 2)
    assert "バックアップとして読めません" in by_itself.try_to_put_back(office).problem
    assert look(office).worries == [Worry.NOT_PUT_BACK]
    assert not list(office.folder.glob(".unpacked-*"))
    add(office, 2)
    by_itself.back_up(office)
    clock.at += timedelta(days=1)
    assert look(office).is_trial_due
    assert by_itself.try_to_put_back(office).problem == ""


def test_before_going_back_everything_that_would_be_lost_is_told(office: SqliteStore, tmp_path: Path) -> None:
    by_itself.back_up(office)
    file = by_itself.rows(office)[0].file
    for number in (2, 3):
        add(office, number)
    then = by_itself.preview_of(office, file, "")
    assert (then.people, then.people_now, then.more, then.is_of_other) == (1, 3, 0, False)
    assert [step.label for step in then.lost] == ["3 を追加", "2 を追加"]
    assert {step.user for step in then.lost} == {office.user}
    assert then.lost_in_all == 2
    office.close()
    later = open_store(office.folder, Unlock())
    newer = make_backup(later, tmp_path / "newer.zip")
    later.close()
    restore_backup(file, office.folder, Unlock())
    again = open_store(office.folder, Unlock())
    then = by_itself.preview_of(again, newer, "")
    # What was entered since: that a backup was put back.
    assert (then.people, then.people_now, then.more, then.lost_in_all) == (3, 1, 2, 1)
    again.close()


def test_a_backup_that_would_not_come_back_is_said_before_anything_is_replaced(
    office: SqliteStore, tmp_path: Path
) -> None:
    file = make_backup(office, tmp_path / "a.zip")
    os.truncate(file, file.stat().st_size // 2)
    with pytest.raises(UserError, match="バックアップとして読めません"):
        by_itself.preview_of(office, file, "")
    assert not list(office.folder.glob(".unpacked-*"))


def test_the_backup_of_a_folder_with_a_passphrase_asks_for_it(office: SqliteStore, tmp_path: Path) -> None:
    other = tmp_path / "other"
    create_data_folder(other, "夕立のあとの虹を見た", society=society())
    store = open_store(other, Unlock("夕立のあとの虹を見た"))
    file = make_backup(store, tmp_path / "theirs.zip")
    # The open folder's own key opens its own backups.
    assert by_itself.preview_of(store, file, "").people == 0
    store.close()
    with pytest.raises(AsksForWords):
        by_itself.preview_of(office, file, "")
    with pytest.raises(WrongPassphrase):
        by_itself.preview_of(office, file, "えんぴつ 灯台")
    assert by_itself.preview_of(office, file, "夕立のあとの虹を見た").is_of_other


def test_a_step_whose_name_was_blanked_by_a_purge_is_neither_lost_nor_new(office: SqliteStore) -> None:
    by_itself.back_up(office)
    connection = office.new_connection()
    connection.rows("UPDATE operation SET label = '' WHERE label = '1 を追加'")
    connection.close()
    then = by_itself.preview_of(office, by_itself.rows(office)[0].file, "")
    assert (then.lost_in_all, then.more) == (0, 0)


def test_who_erases_all_is_told_of_the_second_place_and_only_ours_goes(
    office: SqliteStore, stick: Path
) -> None:
    ours = on(office, stick)
    by_itself.back_up(office)
    (stick / "写真.jpg").write_bytes(b"of somebody else")
    office.close()
    assert ours in [trace.path for trace in traces_of(office.folder)]
    erase(office.folder, backup_elsewhere=True)
    assert [file.name for file in stick.iterdir()] == ["写真.jpg"]
    assert not office.folder.exists()
