"""Generated offices in data folders of their own, and their people as the law asks about them."""

import shutil
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from app.domain import law
from app.domain.contact import Contact
from app.domain.deferral import Deferral
from app.domain.enrolment_stage import stage_of
from app.domain.person import Office as Workplace
from app.domain.person import Person
from app.domain.society_answer import SocietyAnswer
from db.keys.keys import Unlock
from db.making import create_data_folder
from db.store import open_store
from tests.db.populations import Plan, found_office, let_happen
from tests.factories import society
from tests.oracle.office import Office

if TYPE_CHECKING:
    from tests.postgres import Server

WORKPLACES = ("見本本社", "見本工場")


def empty_folder(place: Path) -> Path:
    """Make a data folder with two workplaces and nobody in them."""
    folder = place / "empty"
    create_data_folder(folder, "", society=society(), is_sample=True)
    store = open_store(folder, Unlock())
    with store.transaction("事業所") as tx:
        for number, name in enumerate(WORKPLACES):
            tx.save_office(Workplace(None, f"200{number}", name))
    store.close()
    return folder


@contextmanager
def office_of(plan: Plan, empty: Path, server: "Server | None" = None) -> Iterator[Office]:
    """The office of a plan after everything happened. empty: a folder of empty_folder."""
    with TemporaryDirectory() as place:
        folder = Path(place) / "data"
        shutil.copytree(empty, folder)
        opened = server.opened(empty, folder) if server else closing(open_store(folder, Unlock()))
        with opened as store:
            with store.transaction("規則") as tx:
                tx.save_society(society(rules_toml=plan.rules_toml))
            office = Office(store)
            found_office(office, plan)
            for operation in plan.steps:
                let_happen(office, plan, operation)
            yield office


def facts_of(office: Office, person: Person) -> law.Facts:
    """What the office knows of a person, on the calendar."""

    def of_person(kind: type[Any]) -> list[Any]:
        return [one for one in office.standing(kind) if one.person_id == person.id]

    return law.facts_of(
        person,
        office.insured_of(person),
        [stage_of(version) for version in office.versions_of(person)],
        office.sheets_of(person.id),
        office.cards_of(person.id),
        of_person(Contact),
        of_person(Deferral),
        of_person(SocietyAnswer),
        [law.other_of(other, office.insured_of(other)) for other in office.others_of(person)],
    )
