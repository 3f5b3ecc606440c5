"""高齢受給者証: those in use and their successors, those of 2024, and those that came back.

Source: docs/rules.md, "Elderly card".
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from app.domain.duties import DutyKind, NextAction, Why, return_by
from app.domain.elderly_card import SETTLED, ElderlyCard, ElderlyOutcome, candidate, is_of
from app.domain.law.case import Case
from app.domain.law.days import MAX, MIN, before, between, earlier, later, since
from app.domain.law.rule import Duty, each, rule
from app.domain.person import Person
from app.domain.rules import CopayShown, Handling, SocietyRules
from app.domain.rules.cases import handling_by


@rule(
    DutyKind.ELDERLY_CARD,
    {Why.CARD_LISTED: NextAction.COLLECT_ELDERLY, Why.CARD_POSSIBLE: NextAction.COLLECT_ELDERLY},
    entry="elderly_cutoff_on",
    by_detail=dict.fromkeys(("expired", "replaced", "loss"), "return_elderly_card"),
    source="健康保険法施行規則52条2項。健保の案内(2024年11月時点で70歳以上の加入者)",
    since=date(2025, 12, 2),
)
def card_out(case: Case) -> Iterator[Duty]:
    """A card comes back at its 有効期限, for another 割合 and after a loss; the old ones of 2024 once.

    Whoever may hold one of 2024 is asked for it until an outcome is recorded; leaving strikes nobody off.
    Whoever lost cover before the collection date owes it within the days of the paper; nobody before those
    days after the office knew of the person. A card that shows the 割合 beside the paper is none of these: it
    stays until it is over.
    """
    if is_in_use(case.person, case.rules):
        for old in case.facts.old_cards:
            is_over = old.expires_on is not None and old.expires_on < (old.replaced_on or MAX)
            until = None if old.outcome is ElderlyOutcome.REPLACED else old.on
            why = "expired" if is_over else "replaced"
            yield from _comes_back(case, old.replaced_on, until, why, which=f" {old.id}")
        ends_on = card_ends_on(case)
        yield from _comes_back(case, ends_on and later(ends_on, 1), _done_on(case), "expired")
        return
    state = candidate(case.person, case.loss.on, case.rules)
    if state is None or not case.rules.elderly_collection:
        return
    why = Why.CARD_LISTED if state is ElderlyOutcome.OUTSTANDING else Why.CARD_POSSIBLE
    cutoff = case.rules.elderly_cutoff_on
    by = max(case.rules.elderly_collect_by, case.known_by)
    records = (card for card in (*case.facts.old_cards, case.facts.card) if card is not None)
    is_open = before(min((card.on for card in records if card.outcome in SETTLED), default=None))
    for days, due_on in (
        (is_open & before(case.loss.on), by),
        (is_open & since(case.loss.on), max(min(by, return_by(case.loss, case.rules)), case.known_by)),
    ):
        yield from each(days, why, due_on=due_on, since=cutoff, begins=MIN)


def is_in_use(person: Person, rules: SocietyRules) -> bool:
    """Return whether the card that the society lists is one that shows the 割合, and no remainder of 2024.

    So it is where the society issues them, and one that was issued since.
    """
    issued_on, is_shown = person.elderly_card_issued_on, rules.copay_shown_on is CopayShown.ELDERLY_CARD
    is_newer = issued_on is not None and issued_on > rules.elderly_cutoff_on
    return person.elderly_card_listed and (is_shown or is_newer)


def card_ends_on(case: Case) -> date | None:
    """The 有効期限 of the newest card: as told, else the society's day of the year after its 交付年月日.

    None where nobody can say, also of one that is known to be replaced by one of which nothing is told.
    """
    person, yearly = case.person, case.rules.elderly_card_expires
    if any(is_of(old, person) for old in case.facts.old_cards):
        return None
    if person.elderly_card_expires_on is not None or yearly is None or person.elderly_card_issued_on is None:
        return person.elderly_card_expires_on
    return yearly.on_or_after(person.elderly_card_issued_on)


def _done_on(case: Case) -> date | None:
    """When the newest card was dealt with."""
    return None if case.facts.card is None else case.facts.card.on


def _comes_back(
    case: Case, over_on: date | None, until: date | None, why: str, which: str = ""
) -> Iterator[Duty]:
    """A card that is over from a day on, or with the loss of cover; until it was dealt with.

    why: "expired", or "replaced" by one with another 割合. which: of a card before the newest its number, as
    it stands behind the reason in the detail.
    """
    ended, rules, is_open = case.loss.on, case.rules, before(until)
    if over_on is not None and over_on < ended:
        situation = replace(
            case.situation(over_on), expired=why == "expired", copay_changed=why == "replaced"
        )
        if handling_by(rules.return_elderly_card, situation) is Handling.COLLECT:
            first, number = over_on, rules.change_return_days
            if why == "expired":
                first, number = earlier(over_on, 1), rules.return_days
            due_on, days = max(later(first, number), case.known_by), since(over_on) & is_open
            detail = f"{why}{which}"
            yield from each(days, Why.CARD_LISTED, due_on=due_on, since=first, detail=detail, begins=over_on)
            return
    is_over = over_on is not None and over_on < ended and why == "expired"
    situation = replace(case.situation(ended), expired=is_over)
    if handling_by(rules.return_elderly_card, situation) is Handling.COLLECT:
        due_on, days = max(return_by(case.loss, rules), case.known_by), since(ended) & is_open
        detail = f"loss{which}"
        yield from each(days, Why.CARD_LISTED, due_on=due_on, since=ended, detail=detail, begins=ended)


@rule(
    DutyKind.RENEW,
    {Why.CARD_RENEWS: NextAction.IMPORT},
    entry="elderly_renew_notice_days",
    source="健康保険法施行規則52条1項。事業所の設定(更新の予告)",
    since=date(2025, 12, 2),
)
def card_renews(case: Case) -> Iterator[Duty]:
    """A card in use is over soon, and the next one is waited for; not where cover ends with it."""
    ends_on = card_ends_on(case) if is_in_use(case.person, case.rules) else None
    if ends_on is None or later(ends_on, 1) >= case.loss.on:
        return
    begins = earlier(ends_on, case.rules.elderly_renew_notice_days)
    days = case.covered & between(begins, later(ends_on, 1)) & before(_done_on(case))
    yield from each(days, Why.CARD_RENEWS, due_on=ends_on, since=ends_on, begins=begins)


def outcome_on(card: ElderlyCard | None, day: date) -> ElderlyOutcome | None:
    """Return what had been done with a card by that day; None: nothing, or there is none."""
    if card is None or day < card.on:
        return None
    if card.sent_back_on is not None and card.sent_back_on <= day:
        return ElderlyOutcome.COLLECTED
    if card.forwarded_on is None:
        return card.outcome
    return ElderlyOutcome.FORWARDED if card.forwarded_on <= day else ElderlyOutcome.COLLECTED


@rule(
    DutyKind.FORWARD,
    {Why.CARD_BACK: NextAction.FORWARD},
    entry="forward_days",
    source="健康保険法施行規則52条2項",
    since=date(2025, 12, 2),
)
def card_back(case: Case) -> Iterator[Duty]:
    """A card that came back is sent to the society."""
    for card in (*case.facts.old_cards, case.facts.card):
        if card is None or card.outcome not in (ElderlyOutcome.COLLECTED, ElderlyOutcome.FORWARDED):
            continue
        is_forwarded = card.outcome is ElderlyOutcome.FORWARDED
        gone_on = card.forwarded_on or (card.on if is_forwarded else card.sent_back_on or MAX)
        for first, after, detail in ((card.on, gone_on, ""), (card.sent_back_on, MAX, "again")):
            if first is not None:
                due_on = later(first, case.rules.forward_days)
                days = between(first, after)
                yield from each(days, Why.CARD_BACK, due_on=due_on, since=first, detail=detail, begins=first)
