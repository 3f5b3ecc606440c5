"""A 高齢受給者証 is due back, in use or dealt with, and everything that tells of it says the same."""

from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

from hypothesis import HealthCheck, given, settings

from app.domain import law
from app.domain.answer import Figure
from app.domain.collecting import PaperKind, Verdict, collect_or_not
from app.domain.duties import DutyKind, Why
from app.domain.elderly_card import DUE_BACK, ElderlyOutcome
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
                state = state_on(facts, law.on(duties[who], day), day)
                if state is not None:
                    states[who] = state
                ruling = collect_or_not(PaperKind.ELDERLY_CARD, facts, book.at(day), day)
                if not facts.old_cards:
                    assert (ruling.verdict is Verdict.COLLECT) is (state in DUE_BACK)
                assert office.store.queries.person_detail(who, day).elderly_card is state
            read_the_same(office.store.queries, states, day)


def state_on(facts: Facts, today: Sequence[Duty], day: date) -> ElderlyOutcome | None:
    """What is true of somebody's card, by the law."""
    recorded = outcome_on(facts.card, day)
    if E.COLLECTED in (recorded, *(outcome_on(card, day) for card in facts.old_cards)):
        return E.COLLECTED
    asked = {duty.why for duty in today}
    if Why.CARD_LISTED in asked:
        return E.OUTSTANDING
    if Why.CARD_POSSIBLE in asked:
        return E.CONFIRM
    if recorded is not None:
        return recorded
    is_covered = facts.person.qualified_on <= day < facts.loss.on
    return E.IN_USE if facts.person.elderly_card_listed and is_covered else None


def read_the_same(queries: Queries, states: dict[object, ElderlyOutcome], day: date) -> None:
    """The page and the command line, the due list, and what is answered to the society."""
    assert {row.person_id: row.outcome for row in queries.elderly_rows(day)} == states
    due_back = {who for who, state in states.items() if state in DUE_BACK}
    rows = [
        row
        for is_hidden in (False, True)
        for row in queries.due_rows(day, DueFilter(kinds=(DutyKind.ELDERLY_CARD,), is_hidden=is_hidden))
    ]
    assert sorted(row.person_id for row in rows) == sorted(due_back)
    answer = queries.status_answer(day)
    outstanding, done = answer.total(Figure.ELDERLY_OUTSTANDING), answer.total(Figure.ELDERLY_DONE)
    # One recorded anew later had been dealt with all the same: the answer of that day knows.
    assert outstanding <= len(due_back)
    assert outstanding + done == sum(state is not E.IN_USE for state in states.values())
