"""Record a prepared step once its day is there, with everything that follows from it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from app.changes import Done
from app.domain.ids import StepAheadId
from app.domain.insured_number import hidden_key
from app.domain.step_ahead import AheadKind, StepAhead
from app.domain.wareki import wareki, wareki_short
from app.errors import BadValue, NotAllowed
from app.late import dataclass
from app.ports import Store, Transaction
from app.usecases.asked import everyday
from app.usecases.people.steps_ahead import waiting
from app.words import label


@dataclass(frozen=True, slots=True)
class AheadRow:
    """A step that waits, with whom it is about."""

    step: StepAhead
    key: str
    name: str

    @property
    def what(self) -> str:
        """The step, and the new name or number where there is one."""
        new = self.step.name or "-".join(filter(None, (self.step.symbol, self.step.number)))
        return f"{label(self.step.kind)}({new})" if new else label(self.step.kind)

    @property
    def sentence(self) -> str:
        """Whose, what, and from when."""
        return f"{wareki_short(self.step.on)} から {self.name} さんの{self.what}"


def steps_waiting(store: Store) -> list[AheadRow]:
    """Return the steps that wait, the earliest day first."""
    steps = store.queries.steps_ahead()
    if not steps:
        return []
    with store.reading() as stored:
        households = stored.households_of([step.person_id for step in steps])
    person_of = {person.id: person for person in households}
    shown = hidden_key if store.hides_numbers else str
    return [AheadRow(step, shown((who := person_of[step.person_id]).key), who.name) for step in steps]


def due_by(rows: Sequence[AheadRow], today: date) -> list[AheadRow]:
    """Return those whose day is there."""
    return [row for row in rows if row.step.on <= today]


@everyday
def carry_out(tx: Transaction, step_id: StepAheadId, *, today: date) -> Done:
    """Record the step with its own day as 実施日; refused before that day, and as the step itself is."""
    step = waiting(tx, step_id)
    if step.on > today:
        raise NotAllowed(f"この予定は {wareki(step.on)} からです。その日になってから記録してください。")
    # Closed first: to the step itself it is no longer one that waits.
    tx.save_step_ahead(replace(step, closed_on=today))
    return _recorded(tx, step)


def _recorded(tx: Transaction, step: StepAhead) -> Done:
    """What was prepared was known by its day, whenever it is recorded."""
    # The list of the day only reads what waits.
    from app.usecases.people import life_events, roster

    who = tx.person(step.person_id)
    if step.kind is AheadKind.RENAME:
        return life_events.change_name(
            tx, step.person_id, name=step.name, kana=step.kana, on=step.on, today=step.on
        )
    if step.kind is AheadKind.REHIRE:
        return life_events.rehire(
            tx,
            step.person_id,
            qualified_on=step.on,
            symbol=who.symbol,
            number=who.number,
            continuing=[
                member.id
                for member in tx.household(who.symbol, who.number)
                if member.id is not None and str(member.id) in step.staying.split()
            ],
            today=step.on,
        )
    if step.office_id is None:
        raise BadValue("異動先の事業所を選んでください。")
    return roster.move_office(
        tx,
        [step.person_id],
        step.office_id,
        step.department,
        on=step.on,
        today=step.on,
        symbol=step.symbol,
        number=step.number,
    )
