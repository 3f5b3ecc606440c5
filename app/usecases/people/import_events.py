"""An event that a list shows, recorded as by hand: the household moved, or was hired again."""

from datetime import date

from app.domain.person import Person
from app.importing.about import About
from app.importing.comparing import compare
from app.importing.merging import merge
from app.importing.offices import Offices
from app.importing.people import key_of
from app.importing.plan import Event, EventKind
from app.importing.weigh import Known, Scale
from app.ports import Transaction
from app.usecases.counter.void_papers import save_changed
from app.usecases.people.life_events import rehire
from app.usecases.people.roster import move_office


def record_event(tx: Transaction, event: Event, about: About, *, today: date) -> str:
    """Record the event with its consequences, then what else the rows say of these people."""
    employee, row = event.people[0], event.listed[0]
    assert employee.id is not None
    if event.kind is EventKind.MOVED:
        done = move_office(
            tx,
            [employee.id],
            employee.office_id,
            None,
            on=today,
            today=today,
            symbol=row.symbol,
            number=row.number,
        )
    else:
        staying = [p.id for p in event.people[1:] if p.id is not None]
        done = rehire(
            tx,
            employee.id,
            qualified_on=event.on,
            symbol=row.symbol,
            number=row.number,
            continuing=staying,
            today=today,
        )
    _take_the_rest(tx, event, about, today)
    return done.sentence


def _take_the_rest(tx: Transaction, event: Event, about: About, today: date) -> None:
    """有効期限 and whatever else the rows tell; a step prepared for a day to come waits."""
    scale = Scale(about, Known(), 0, today)
    members = {key_of(p): p for p in tx.household(event.listed[0].symbol, event.listed[0].number)}
    pairs: list[tuple[Person, Person]] = []
    for listed in event.listed:
        person = members.get(key_of(listed))
        if person is None or person.id is None or listed.qualified_on not in (None, person.qualified_on):
            continue
        found = compare(
            person, listed, note=tx.print_note(person.id), offices=Offices(tx.offices()), scale=scale
        )
        pairs.append((person, merge(person, listed, found.changes, on=about.as_of or today, today=today)))
    save_changed(tx, [(old, new) for old, new in pairs if old != new], on=today)
