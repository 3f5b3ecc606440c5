"""声かけ: log contacts and what was learned about マイナ保険証. Registering is voluntary."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from app.changes import Changes, Done
from app.domain.contact import Contact, Means
from app.domain.ids import PersonId
from app.domain.my_number import refuse_my_number
from app.domain.person import Enrolment
from app.errors import BadValue
from app.ports import Transaction
from app.usecases.done_on import check_done_on


def log_contact(
    tx: Transaction, person_ids: Sequence[PersonId], *, means: Means, on: date, today: date, note: str = ""
) -> Done:
    """Log one contact for each person; no second reminder follows within the quiet period."""
    check_done_on(on, today)
    refuse_my_number(note, "声かけのメモ")
    if not person_ids:
        raise BadValue("声をかけた方を選んでください。")
    for person_id in person_ids:
        tx.person(person_id)
        tx.save_contact(Contact(id=None, person_id=person_id, on=on, means=means, note=note))
    return Done(Changes.OUTREACH, f"{len(person_ids)}名への声かけを記録しました。")


def set_enrolment(
    tx: Transaction, person_ids: Sequence[PersonId], stage: Enrolment, *, on: date, today: date
) -> Done:
    """Record how far persons are with マイナ保険証, as learned on that day."""
    check_done_on(on, today)
    if not person_ids:
        raise BadValue("状況を記録する方を選んでください。")
    for person_id in person_ids:
        tx.save_person(replace(tx.person(person_id), enrolment=stage, enrolment_as_of=on))
    return Done(Changes.ROSTER | Changes.OUTREACH, f"{len(person_ids)}名の状況を記録しました。")
