"""Offices and a head office that exchange files; each is a data folder of its own."""

import shutil
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

from app.changes import Done
from app.domain.certificate import Certificate
from app.domain.contact import Contact, Means
from app.domain.difference import Settled
from app.domain.ids import OfficeId
from app.domain.person import Office, Person
from app.output import place
from app.parcels.file import PARCEL
from app.usecases.parcels import settling
from app.usecases.parcels.merging import Taken, merge_file
from app.usecases.parcels.writing import write_parcel
from db.folder.sqlcipher import SqlCipherConnection
from db.keys.in_force import note_keys
from db.keys.keys import Unlock
from db.keys.keys_file import read_keys, write_keys
from db.store import SqliteStore, open_store
from tests.factories import certificate, person

TODAY = date(2026, 11, 23)
SECRET = "えんぴつ 灯台 みかん 自転車"


class Branch:
    """One folder: what is done there in one line each."""

    def __init__(self, folder: Path, made: Path, name: str) -> None:
        shutil.copytree(made, folder)
        given_id(folder, name)
        self.folder, self.name = folder, name
        self.store = _opened(folder)
        self.files = 0

    def do(self, step: object) -> Done:
        """Record a step."""
        return self.store.record(step)  # type: ignore[arg-type]

    def office(self, code: str, name: str) -> OfficeId:
        """Make a workplace."""
        with self.store.transaction("事業所の追加") as tx:
            made = tx.save_office(Office(None, code, name))
        assert made.id is not None
        return made.id

    def add(self, *people: Person) -> None:
        """Add people as they are."""
        with self.store.transaction(f"追加 {people[0].name}") as tx:
            tx.save_people(people)

    def change(self, who: str, **facts: object) -> None:
        """Change what the roster says of an employee."""
        with self.store.transaction(f"変更 {who}") as tx:
            tx.save_person(replace(self.of(who), **facts))  # type: ignore[arg-type]

    def has(self, number: str) -> bool:
        """Whether there is an employee with that 番号."""
        return any(one.number == number for one in self.store.queries.people())

    def of(self, number: str) -> Person:
        """The employee with that 番号."""
        (found,) = [one for one in self.store.queries.people() if one.number == number]
        return found

    def give(self, number: str, issue_number: str, **facts: object) -> Certificate:
        """Enter a sheet."""
        with self.store.transaction(f"証 {issue_number}") as tx:
            holder = self.of(number).id
            return tx.save_certificate(
                certificate(id=None, person_id=holder, issue_number=issue_number, **facts)
            )

    def call(self, who: str) -> None:
        """Log a call."""
        with self.store.transaction(f"声かけ {who}") as tx:
            person_id = self.of(who).id
            assert person_id is not None
            tx.save_contact(Contact(None, person_id, TODAY, Means.PHONE, "留守"))

    def write(self, to: str = "", secret: str = SECRET) -> bytes:
        """Write a file and return it."""
        self.files += 1
        path = self.folder.parent / f"{self.folder.name}-{self.files}.shikaku-parcel"
        write_parcel(
            self.store, place(path, self.folder, PARCEL), to=to, secret="" if to else secret, today=TODAY
        )
        return path.read_bytes()

    def merge(self, data: bytes, secret: str = SECRET) -> Taken:
        """Merge a file."""
        return self.store.record(lambda tx: merge_file(tx, data, secret=secret, today=TODAY))

    def settle(self, as_: Settled) -> None:
        """Settle all that is open."""
        ids = [one.id for one in self.store.queries.parcel_conflicts() if one.id is not None]
        self.do(lambda tx: settling.settle(tx, ids, as_, today=TODAY))

    def back_to(self, kept: Path) -> None:
        """Put an earlier copy of the folder in its place, as a restore does."""
        self.store.close()
        shutil.rmtree(self.folder)
        shutil.copytree(kept, self.folder)
        self.store = _opened(self.folder)

    def keep(self, target: Path) -> Path:
        """Keep a copy of the folder as it is now."""
        self.store.close()
        shutil.copytree(self.folder, target)
        self.store = _opened(self.folder)
        return target

    def facts(self) -> dict[str, object]:
        """What the folder says, without its own ids."""
        people = {one.id: one for one in self.store.queries.people()}
        offices = {one.id: one.code for one in self.store.queries.offices()}
        sheets = {
            sheet.issue_number: replace(sheet, id=None, person_id=people[sheet.person_id].key)
            for sheet in self.sheets(list(people))
        }
        return {
            "people": {
                one.key: replace(one, id=None, office_id=offices[one.office_id]) for one in people.values()
            },
            "sheets": sheets,
            "calls": sorted(
                (row.key, row.on.isoformat(), row.note)
                for row in self.store.queries.contact_rows(date.min, date.max)
            ),
        }

    def sheets(self, people: Sequence[object]) -> list[Certificate]:
        """Every sheet."""
        with self.store.reading() as reading:
            return reading.certificates_of_all(people)  # type: ignore[arg-type]


def _opened(folder: Path) -> SqliteStore:
    """Open a folder whose clock stands still."""
    return open_store(folder, Unlock(), clock=lambda: datetime(*TODAY.timetuple()[:3], 12, tzinfo=UTC))


def employee(number: str, office_id: OfficeId, **over: object) -> Person:
    """One employee who is there for good."""
    return person(id=None, number=number, office_id=office_id, name=f"架空 {number}", **over)


def given_id(folder: Path, name: str) -> None:
    """Give a copied folder an id of its own, as if it had been made by itself."""
    keys = read_keys(folder)
    assert keys.sample_key is not None
    other = replace(keys, folder_id=name.encode().hex().ljust(32, "0")[:32]).sealed(keys.sample_key)
    write_keys(folder, other)
    connection = SqlCipherConnection(folder / "shikaku.db", keys.sample_key)
    note_keys(connection, other)
    connection.close()
