"""突合: settle what list and roster say differently, by their word or by ours.

Source: docs/rules.md, "Lists: who may say what".
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from app.changes import Done
from app.domain.difference import Difference, Settled
from app.domain.ids import DifferenceId
from app.domain.person import Person
from app.errors import NotAllowed
from app.importing.fact_text import as_text, of_text
from app.importing.listed import event_of
from app.importing.mapping import Field
from app.importing.merging import USUAL_CAUSE
from app.late import dataclass
from app.ports import Queries, Transaction
from app.usecases.asked import everyday
from app.usecases.counter.void_papers import save_changed
from app.usecases.people.roster import check_person
from app.usecases.step_label import step_label
from app.words import label

_BY_EVENT = frozenset({"", "office"})
"""What has no value to take over: somebody who is not on the list, and a move."""


@dataclass(frozen=True, slots=True)
class DifferenceRow:
    """One open difference as a list shows it. ours: as it stands now."""

    difference: Difference
    key: str
    name: str
    field: str
    ours: str
    theirs: str
    likely: str


def open_differences(queries: Queries) -> list[DifferenceRow]:
    """Return what nobody has settled; what the roster says as the list by now is left out."""
    people = {person.id: person for person in queries.people()}
    found = []
    for one in queries.differences():
        person = people[one.person_id]
        ours = _now(one, person)
        if one.field not in _BY_EVENT and ours == one.theirs:
            continue
        title = label(Field(one.field)) if one.field in _TITLES else label(one.cause)
        found.append(
            DifferenceRow(one, person.key, person.name, title, ours, one.theirs, label(one.cause, "likely"))
        )
    return found


@everyday
def settle(tx: Transaction, difference_ids: Sequence[DifferenceId], as_: Settled, *, today: date) -> Done:
    """Take their word, with what follows for the sheets, or keep ours."""
    told = ""
    people = []
    for difference_id in difference_ids:
        one = tx.difference(difference_id)
        people.append(one.person_id)
        if as_ is Settled.THEIRS:
            told += _take(tx, one, today)
        tx.save_difference(one.settle(as_, today))
    what = "一覧のとおりにしました" if as_ is Settled.THEIRS else "名簿のままにしました"
    return Done(
        f"{len(difference_ids)}件の違いを{what}。{told}", step_label(tx, f"突合 {label(as_)}", people)
    )


def _take(tx: Transaction, one: Difference, today: date) -> str:
    if one.field in _BY_EVENT:
        raise NotAllowed(
            "この違いは、退職・扶養削除・異動の画面で記録してください。記録しないなら「名簿のまま」にしてください。"
        )
    old = tx.person(one.person_id)
    new = replace(old, **{one.field: of_text(one.field, one.theirs)})
    if one.field == "enrolment":
        new = replace(new, enrolment_as_of=one.as_of or today, enrolment_known_on=today)
    if one.field == "disqualified_on" and new.disqualified_on is not None:
        cause = old.loss_cause or USUAL_CAUSE[old.kind]
        new = replace(new, loss_cause=cause, last_day_on=event_of(cause, new.disqualified_on))
    check_person(tx, new)
    return save_changed(tx, [(old, new)], on=today).sentence


def _now(one: Difference, person: Person) -> str:
    return as_text(getattr(person, one.field)) if one.field not in _BY_EVENT else one.ours


_TITLES = frozenset(field.value for field in Field)
