"""A 高齢受給者証 is due back, in use or dealt with, and everything that tells of it says the same."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path

from hypothesis import HealthCheck, given, settings

from app.domain import law
from app.domain.answer import Figure
from app.domain.collecting import PaperKind, Verdict, collect_or_not
from app.domain.duties import DutyKind, Why
from app.domain.elderly_card import DUE_BACK, ElderlyCard, ElderlyOutcome, spoken_of
from app.domain.ids import ElderlyCardId, PersonId
from app.domain.law import Duty, Facts
from app.domain.law.elderly import outcome_on
from app.domain.rules import read_rule_book
from app.ports import Queries
from app.rows import DueFilter
from tests.db.offices import facts_of, office_of
from tests.db.populations import Plan, plans

E = ElderlyOutcome
DAYS = (-30, -4, 0, 9, 60)


@settings(
    max_examples=15,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(plan=plans(most_households=3))
def test_every_answer_about_a_card_is_that_of_its_duties(empty_folder: Path, plan: Plan) -> None:
    book = read_rule_book(plan.rules_toml)
    with office_of(plan, empty_folder) as office:
        known = [facts_of(office, person) for person in office.people]
        duties = {facts.person.id: law.duties_of(facts, book) for facts in known}
        for day in (plan.base + timedelta(days=number) for number in DAYS):
            states = {}
            for facts in known:
                who = facts.person.id
                told = states_on(facts, law.on(duties[who], day), day)
                states |= {(who, card_id): state for card_id, state in told}
                ruling = collect_or_not(PaperKind.ELDERLY_CARD, facts, book.at(day), day)
                if not facts.old_cards:
                    is_due = any(state in DUE_BACK for _, state in told)
                    assert (ruling.verdict is Verdict.COLLECT) is is_due
                said = spoken_of(state for _, state in told)
                assert office.store.queries.person_detail(who, day).elderly_card is said
            read_the_same(office.store.queries, states, day)


def states_on(
    facts: Facts, today: Sequence[Duty], day: date
) -> list[tuple[ElderlyCardId | None, ElderlyOutcome]]:
    """What is true of each card of somebody, by the law; of the newest first."""
    person, asked = facts.person, [duty for duty in today if duty.why in (Why.CARD_LISTED, Why.CARD_POSSIBLE)]
    is_covered = person.qualified_on <= day < facts.loss.on
    says = person.elderly_card_issued_on, person.elderly_card_expires_on
    of_newest = [duty.why for duty in asked if " " not in duty.detail]
    is_there = person.elderly_card_listed and (says[0] or date.min) <= day
    made_way = any((card.issued_on, card.expires_on) == says for card in facts.old_cards)
    in_use = E.IN_USE if is_there and is_covered and not made_way else None
    found = [(None if facts.card is None else facts.card.id, state_of(facts.card, of_newest, in_use, day))]
    for card in sorted(facts.old_cards, key=lambda card: (card.replaced_on, card.id), reverse=True):
        assert card.replaced_on is not None
        its = [duty.why for duty in asked if duty.detail.endswith(f" {card.id}")]
        over = E.REPLACED if card.replaced_on <= day else None
        before = E.IN_USE if is_covered and (card.issued_on or date.min) <= day else None
        found.append((card.id, state_of(card, its, over or before, day)))
    return [(card_id, state) for card_id, state in found if state is not None]


def state_of(
    card: ElderlyCard | None, asked: Sequence[Why], otherwise: ElderlyOutcome | None, day: date
) -> ElderlyOutcome | None:
    """What is true of one card. asked: why it is due back on that day."""
    recorded = None if card is None or card.outcome is E.REPLACED else outcome_on(card, day)
    if recorded is E.COLLECTED:
        return recorded
    if asked:
        return E.OUTSTANDING if Why.CARD_LISTED in asked else E.CONFIRM
    return recorded or otherwise


def read_the_same(
    queries: Queries, states: Mapping[tuple[PersonId | None, ElderlyCardId | None], ElderlyOutcome], day: date
) -> None:
    """The page and the command line, the due list, and what is answered to the society."""
    rows = queries.elderly_rows(day)
    assert {(row.person_id, row.card_id): row.outcome for row in rows} == states
    assert len(rows) == len(states)
    due_back = [who for (who, _), state in states.items() if state in DUE_BACK]
    due = [
        row
        for is_hidden in (False, True)
        for row in queries.due_rows(day, DueFilter(kinds=(DutyKind.ELDERLY_CARD,), is_hidden=is_hidden))
    ]
    assert sorted(row.person_id for row in due) == sorted(due_back)
    assert {(row.person_id, row.due_on) for row in rows if row.outcome in DUE_BACK} >= {
        (row.person_id, row.due_on) for row in due
    }
    answer = queries.status_answer(day)
    # One recorded anew later had been dealt with all the same: the answer of that day knows.
    outstanding, done = answer.total(Figure.ELDERLY_OUTSTANDING), answer.total(Figure.ELDERLY_DONE)
    assert outstanding <= len(due_back)
    assert outstanding + done == sum(state not in (E.IN_USE, E.REPLACED) for state in states.values())
