"""高齢受給者証: the cards that are collected once, and those that came back.

Source: docs/rules.md, "Elderly card".
"""

from collections.abc import Iterator
from datetime import date

from app.domain.duties import DutyKind, NextAction, Why, return_by
from app.domain.elderly_card import ElderlyCard, ElderlyOutcome, candidate
from app.domain.law.case import Case
from app.domain.law.days import MAX, MIN, before, between, later, since
from app.domain.law.rule import Duty, each, rule
from app.domain.person import Person
from app.domain.rules import CopayShown, Handling, SocietyRules
from app.domain.rules.cases import handling_by


@rule(
    DutyKind.ELDERLY_CARD,
    {Why.CARD_LISTED: NextAction.COLLECT_ELDERLY, Why.CARD_POSSIBLE: NextAction.COLLECT_ELDERLY},
    entry="elderly_cutoff_on",
    source="健保の案内(2024年11月時点で70歳以上の加入者)",
    since=date(2025, 12, 2),
)
def card_out(case: Case) -> Iterator[Duty]:
    """Whoever may hold the old card is asked for it until an outcome is recorded; leaving strikes nobody off.

    Whoever lost cover before the collection date owes it within the days of the paper; nobody before those
    days after the office knew of the person. Exception: a card that shows the 割合 beside the paper is in
    use, and comes back with the loss of cover.
    """
    if is_in_use(case.person, case.rules):
        yield from _with_the_loss(case)
        return
    state = candidate(case.person, case.loss.on, case.rules)
    if state is None or not case.rules.elderly_collection:
        return
    why = Why.CARD_LISTED if state is ElderlyOutcome.OUTSTANDING else Why.CARD_POSSIBLE
    cutoff = case.rules.elderly_cutoff_on
    by = max(case.rules.elderly_collect_by, case.known_by)
    is_open = before(None if case.facts.card is None else case.facts.card.on)
    for days, due_on in (
        (is_open & before(case.loss.on), by),
        (is_open & since(case.loss.on), max(min(by, return_by(case.loss, case.rules)), case.known_by)),
    ):
        yield from each(days, why, due_on=due_on, since=cutoff, begins=MIN)


def is_in_use(person: Person, rules: SocietyRules) -> bool:
    """Return whether the card that the society lists is one that shows the 割合, and no remainder of 2024."""
    return person.elderly_card_listed and rules.copay_shown_on is CopayShown.ELDERLY_CARD


def _with_the_loss(case: Case) -> Iterator[Duty]:
    ended = case.loss.on
    if handling_by(case.rules.return_elderly_card, case.situation(ended)) is Handling.COLLECT:
        yield from each(
            since(ended) & before(None if case.facts.card is None else case.facts.card.on),
            Why.CARD_LISTED,
            due_on=max(return_by(case.loss, case.rules), case.known_by),
            since=ended,
            detail="loss",
            begins=ended,
        )


def outcome_on(card: ElderlyCard | None, day: date) -> ElderlyOutcome | None:
    """Return what had been done with a card by that day; None: nothing, or there is none."""
    if card is None or day < card.on:
        return None
    is_sent_later = card.forwarded_on is not None and day < card.forwarded_on
    return ElderlyOutcome.COLLECTED if is_sent_later else card.outcome


@rule(
    DutyKind.FORWARD,
    {Why.CARD_BACK: NextAction.FORWARD},
    entry="forward_days",
    source="健康保険法施行規則52条2項",
    since=date(2025, 12, 2),
)
def card_back(case: Case) -> Iterator[Duty]:
    """A card that came back is sent to the society."""
    card = case.facts.card
    if card is None or card.outcome not in (ElderlyOutcome.COLLECTED, ElderlyOutcome.FORWARDED):
        return
    is_forwarded = card.outcome is ElderlyOutcome.FORWARDED
    gone_on = card.forwarded_on or (card.on if is_forwarded else MAX)
    for first, after, detail in ((card.on, gone_on, ""), (card.sent_back_on, MAX, "again")):
        if first is not None:
            due_on = later(first, case.rules.forward_days)
            yield from each(
                between(first, after), Why.CARD_BACK, due_on=due_on, since=first, detail=detail, begins=first
            )
