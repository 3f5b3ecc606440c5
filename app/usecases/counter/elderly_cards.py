"""Log what became of each 高齢受給者証."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from app.changes import Done
from app.domain import law
from app.domain.contact import About
from app.domain.duties import Why, reason_in
from app.domain.elderly_card import CardOf, ElderlyCard, ElderlyOutcome, meant
from app.domain.eligibility import birthday, reaches_age_on
from app.domain.ids import PersonId
from app.domain.law.elderly import card_ends_on, is_in_use
from app.domain.person import Person
from app.domain.wareki import wareki
from app.errors import BadValue, NotAllowed, NotFound
from app.ports import Transaction
from app.rows import ElderlyRow
from app.usecases.asked import everyday
from app.usecases.counter.attempts import check_attempts, given_up_because
from app.usecases.done_on import check_done_on
from app.usecases.free_text import check_free_text
from app.usecases.step_label import step_label
from app.words import label, word


@everyday
def record(
    tx: Transaction,
    person_ids: Sequence[PersonId],
    *,
    outcome: ElderlyOutcome,
    on: date,
    today: date,
    note: str = "",
) -> Done:
    """Record one outcome for these persons: of each for the card that is spoken of; see record_cards."""
    cards = [_meant(tx, person_id) for person_id in person_ids]
    return record_cards(tx, cards, outcome=outcome, on=on, today=today, note=note)


@everyday
def record_cards(
    tx: Transaction,
    cards: Sequence[CardOf],
    *,
    outcome: ElderlyOutcome,
    on: date,
    today: date,
    note: str = "",
    without_attempt: str = "",
) -> Done:
    """Record one outcome for these cards; all or none. Cards sent back stay as they are.

    Uncollectable needs contacts about the card up to that day; without any, without_attempt says
    why nobody could be asked.
    """
    check_done_on(on, today)
    check_free_text(note, "備考")
    if not cards:
        raise BadValue("記録する方を選んでください。")
    if outcome is ElderlyOutcome.FORWARDED:
        raise NotAllowed("返送は発送の画面で記録してください。")
    if outcome is ElderlyOutcome.UNCOLLECTABLE:
        note = _given_up(note, without_attempt)
    for one in dict.fromkeys(cards):
        person_id = one.person_id
        person = tx.person(person_id)
        _check_may_have_one(person, on)
        card = _on_record(tx, one)
        if card is None:
            if outcome in _COMES_BACK:
                _check_comes_back(tx, person_id, on)
            card = ElderlyCard(
                id=None,
                person_id=person_id,
                outcome=outcome,
                on=on,
                note=note,
                issued_on=person.elderly_card_issued_on,
                expires_on=person.elderly_card_expires_on,
                copay_rate=person.copay_rate if person.elderly_card_listed else None,
            )
        elif card.outcome in (outcome, ElderlyOutcome.FORWARDED):
            is_sent = card.outcome is ElderlyOutcome.FORWARDED
            way = "戻った・届いていないときは、発送の記録で記録してください。" if is_sent else ""
            raise NotAllowed(f"{person.name} さんの高齢受給者証はすでに記録済みです。{way}")
        else:
            card = replace(card, outcome=outcome, on=on, note=note or card.note)
        if outcome is ElderlyOutcome.UNCOLLECTABLE:
            check_attempts(tx, person_id, about=About.ELDERLY_CARD, until=on, without_attempt=without_attempt)
        tx.save_elderly_card(card)
    return Done(
        f"高齢受給者証 {len(set(cards))}枚を記録しました。",
        step_label(tx, f"高齢受給者証 {label(outcome)}", [one.person_id for one in cards]),
    )


def issued(rows: Sequence[ElderlyRow], issued_on: date) -> CardOf:
    """Return which of a person's cards was issued on that day. rows: the person's."""
    found = [row.card for row in rows if row.issued_on == issued_on]
    if not found:
        raise NotFound(
            f"{wareki(issued_on)} に交付された高齢受給者証は、この方の記録にありません。"
            "交付年月日を確かめてください。"
        )
    return found[0]


def _meant(tx: Transaction, person_id: PersonId) -> CardOf:
    card = meant(tx.elderly_cards(person_id))
    return CardOf(person_id, None if card is None else card.id)


def _on_record(tx: Transaction, which: CardOf) -> ElderlyCard | None:
    """What was recorded of it; of the newest perhaps since the list was read."""
    known = tx.elderly_cards(which.person_id)
    if which.card_id is None:
        return next((card for card in known if card.replaced_on is None), None)
    found = next((card for card in known if card.id == which.card_id), None)
    if found is None:
        raise NotFound(word("Table", "elderly_card", "gone"))
    return found


def _check_may_have_one(person: Person, on: date) -> None:
    """Nobody has a 高齢受給者証 before reaching 70."""
    reached = reaches_age_on(person.born_on, 70)
    if on < reached:
        raise NotAllowed(
            f"{person.name} さんが70歳になるのは{wareki(birthday(person.born_on, 70))}の誕生日で、"
            f"{wareki(on)} に高齢受給者証はありません。方か日付を確かめてください。"
        )


_COMES_BACK = (ElderlyOutcome.COLLECTED, ElderlyOutcome.UNCOLLECTABLE)


def _check_comes_back(tx: Transaction, person_id: PersonId, on: date) -> None:
    """Nobody takes a card that its holder goes on using; a leaver may bring it early."""
    (facts,), rules = tx.facts_of([person_id]), tx.rules_at(on)
    case = law.case_of(facts, rules)
    today = law.on(law.duties_by(case), on)
    is_due = any(duty.why is Why.CARD_LISTED and reason_in(duty.detail) == duty.detail for duty in today)
    if not is_in_use(facts.person, rules) or is_due or case.is_leaver.holds(on):
        return
    ends_on = card_ends_on(case)
    until = "" if ends_on is None else f"(有効期限 {wareki(ends_on)})"
    raise NotAllowed(
        f"{facts.person.name} さんの高齢受給者証は、まだ使う証です{until}。"
        "退職や新しい証は先に記録し、なくした証は紛失申立にしてください。"
    )


def _given_up(note: str, without_attempt: str) -> str:
    """Join what is said about giving up; the attempts alone may stand for a reason."""
    if not note.strip() and not without_attempt.strip():
        return ""
    return given_up_because(note, without_attempt)
