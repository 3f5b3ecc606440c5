"""Log what became of each 高齢受給者証."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from app.changes import Changes, Done
from app.domain.elderly_card import ElderlyCard, ElderlyOutcome
from app.domain.ids import PersonId
from app.domain.my_number import refuse_my_number
from app.errors import BadValue, NotAllowed
from app.ports import Transaction
from app.usecases.done_on import check_done_on


def record(
    tx: Transaction,
    person_ids: Sequence[PersonId],
    *,
    outcome: ElderlyOutcome,
    on: date,
    today: date,
    note: str = "",
) -> Done:
    """Record one outcome for these persons; all or none. Cards sent back stay as they are."""
    check_done_on(on, today)
    refuse_my_number(note, "備考")
    if not person_ids:
        raise BadValue("記録する方を選んでください。")
    if outcome is ElderlyOutcome.FORWARDED:
        raise NotAllowed("返送は発送の画面で記録してください。")
    for person_id in person_ids:
        card = tx.elderly_card(person_id)
        if card is None:
            card = ElderlyCard(id=None, person_id=person_id, outcome=outcome, on=on, note=note)
        elif card.outcome in (outcome, ElderlyOutcome.FORWARDED):
            raise NotAllowed(f"{tx.person(person_id).name} さんの高齢受給者証はすでに記録済みです。")
        else:
            card = replace(card, outcome=outcome, on=on, note=note or card.note)
        tx.save_elderly_card(card)
    return Done(Changes.ELDERLY_CARDS, f"高齢受給者証 {len(person_ids)}名分を記録しました。")
