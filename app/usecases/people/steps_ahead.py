"""予定: prepare a step for a day to come, and drop it; app.usecases.people.steps_due records it."""

from dataclasses import replace
from datetime import date

from app.changes import Done
from app.domain.ids import StepAheadId
from app.domain.step_ahead import StepAhead
from app.domain.wareki import wareki
from app.errors import NotAllowed
from app.ports import Transaction
from app.usecases.asked import everyday
from app.words import label


@everyday
def prepare(tx: Transaction, step: StepAhead) -> Done:
    """Keep a step until its day; refused while another of its kind waits for this person.

    The roster, the papers and the lists stay as they are until it is recorded on that day.
    """
    person = tx.person(step.person_id)
    what, on = label(step.kind), wareki(step.on)
    for other in tx.steps_ahead_of(step.person_id):
        if other.kind is step.kind and other.closed_on is None:
            raise NotAllowed(
                f"{person.name} さんには {wareki(other.on)} の{what}の予定があります。"
                "先にその予定を記録するか、取りやめてください。"
            )
    tx.save_step_ahead(step)
    return Done(
        f"{person.name} さんの{what}を {on} の予定にしました。それまで名簿と証は今のままです。"
        "その日になったら、今日の画面から記録します。",
        f"{what}の予定 {person.name}",
    )


@everyday
def drop(tx: Transaction, step_id: StepAheadId, *, today: date) -> Done:
    """Let a prepared step go."""
    step = waiting(tx, step_id)
    tx.save_step_ahead(replace(step, closed_on=today, is_dropped=True))
    name = tx.person(step.person_id).name
    what = label(step.kind)
    return Done(
        f"{name} さんの {wareki(step.on)} の{what}の予定を取りやめました。", f"{what}の予定の取りやめ {name}"
    )


def waiting(tx: Transaction, step_id: StepAheadId) -> StepAhead:
    """Return a step that still waits; refused where it was recorded or dropped."""
    step = tx.step_ahead(step_id)
    if step.closed_on is not None:
        raise NotAllowed("この予定は、すでに記録したか取りやめたものです。画面を開き直してください。")
    return step
