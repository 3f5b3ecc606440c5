"""Days of honest work, at random: whatever is done through the program, `verify` finds nothing to say.

Some with the suite; so many as SHIKAKU_HONEST_DAYS says (and -o faulthandler_timeout=0): docs/reliability.md.
"""

import os
import random
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from app.domain.person import Office
from app.domain.roles import User, UserRole
from app.errors import AlreadyUndone, UserError
from app.ports import Transaction
from app.usecases.settings import sample_office
from db.backup.backup import make_backup, verify
from db.backup.restore import restore_backup
from db.folder.names import BACKUPS_FOLDER
from db.keys.keys import Unlock
from db.making import create_data_folder
from db.store import SqliteStore, open_store
from tests.factories import society
from tests.usecases.counter.test_desk_days import FIRST, STEPS, Day, S, print_for
from tests.usecases.households import family

DAYS = int(os.environ.get("SHIKAKU_HONEST_DAYS", "12"))
IN_ONE_OFFICE = 20
WORDS, THEIRS = "夕立のあとの虹を見た", "えんぴつ灯台みかん自転車"
CLERK = "見本 花子"


class HonestOffice:
    """An office that goes on from day to day; chance says what is done there."""

    def __init__(self, folder: Path, chance: random.Random, *, is_large: bool) -> None:
        self._folder, self._chance = folder, chance
        self._today = FIRST
        create_data_folder(folder, WORDS, society=society())
        store = self._open()
        if is_large:
            store.record(lambda tx: sample_office.fill(tx, today=FIRST), undoable=False)
        else:
            family(store, papers=(S.HANDED_OUT, S.READY, None))
        store.close()
        self._people = 0
        self.steps = 0

    def a_day(self) -> list[str]:
        """Let a day go by, and return what the check says on the next morning."""
        for _ in range(self._chance.randint(1, 2)):
            store = self._open()
            for _ in range(self._chance.randint(1, 9)):
                self._a_step(store)
            store.close()
        backups = sorted((self._folder / BACKUPS_FOLDER).glob("*.zip"))
        if backups and self._chance.random() < 0.05:
            restore_backup(self._chance.choice(backups), self._folder, Unlock(WORDS, user="管理者"))
        self._today += timedelta(days=self._chance.choice((1, 1, 1, 3)))
        store = self._open()
        found = verify(store)
        store.close()
        return found

    def _open(self) -> SqliteStore:
        minutes = iter(range(10_000))
        nine = datetime.combine(self._today, datetime.min.time(), UTC) + timedelta(hours=9)
        return open_store(
            self._folder,
            Unlock(WORDS, user="管理者"),
            clock=lambda: nine + timedelta(minutes=next(minutes) % 500),
        )

    def _a_step(self, store: SqliteStore) -> None:
        others: tuple[Callable[[SqliteStore], object], ...] = (
            *(self._print, self._print, self._undo, self._undo, self._redo),
            *(self._office, self._rehearse, self._fail, self._note, self._back_up, self._user),
        )
        try:
            if self._chance.random() < 0.7:
                kind = self._chance.choice(list(STEPS))
                work = STEPS[kind](Day(store, self._today), self._any(), self._any())
                with store.transaction(kind) as tx:
                    work(tx)
            else:
                self._chance.choice(others)(store)
            self.steps += 1
        except UserError:
            return  # refused, as on any day

    def _print(self, store: SqliteStore) -> None:
        day = Day(store, self._today)
        people = day.people()
        print_for(day, self._chance.sample(people, min(3, len(people))), self._any())

    def _undo(self, store: SqliteStore) -> None:
        if self._chance.random() < 0.5:
            store.undo()
        else:
            store.undo(self._chance.choice(store.queries.operations(20)).operation_id)

    def _redo(self, store: SqliteStore) -> None:
        store.redo()

    def _office(self, store: SqliteStore) -> None:
        with store.transaction("事業所の追加") as tx:
            tx.save_office(Office(None, f"7{self.steps:05}", f"見本{self.steps}支店"))

    def _rehearse(self, store: SqliteStore) -> None:
        with store.rehearsal() as tx:
            self._spoil(tx)

    def _fail(self, store: SqliteStore) -> None:
        with store.transaction("途中で断られる") as tx:
            self._spoil(tx)
            raise AlreadyUndone("できません。")

    def _spoil(self, tx: Transaction) -> None:
        for one in tx.people()[:5]:
            tx.save_person(one)
        tx.save_office(Office(None, "99999", "試し"))

    def _note(self, store: SqliteStore) -> None:
        store.note("一覧を書き出した")

    def _back_up(self, store: SqliteStore) -> None:
        make_backup(store)

    def _user(self, store: SqliteStore) -> None:
        """Somebody comes, or goes, and the data key is exchanged at closing."""
        names = [user.name for user in store.users.all() if user.name != "管理者"]
        if names:
            store.users.remove(names[0])
        else:
            self._people += 1
            store.users.add(User(f"{CLERK}{self._people}", UserRole.CLERK), THEIRS)

    def _any(self) -> int:
        return self._chance.randrange(1000)


def test_nothing_is_said_of_honest_days(tmp_path: Path) -> None:
    seed = random.randrange(10**6)
    chance = random.Random(seed)
    steps = 0
    for number in range(0, DAYS, IN_ONE_OFFICE):
        is_large = number // IN_ONE_OFFICE % 5 == 4
        office = HonestOffice(tmp_path / str(number), chance, is_large=is_large)
        for day in range(min(IN_ONE_OFFICE, DAYS - number)):
            assert office.a_day() == [], f"seed {seed}, day {number + day}"
        steps += office.steps
    assert steps > DAYS, f"seed {seed}"
    print(f"{DAYS} days, {steps} steps, seed {seed}")
