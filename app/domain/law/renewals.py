"""更新: a sheet is about to expire, or did, while its holder goes on needing one.

Source: docs/rules.md, "Renewal".
"""

from collections.abc import Iterator
from datetime import date

from app.domain.duties import DutyKind, NextAction, Why
from app.domain.law.case import Case
from app.domain.law.claims import Claims
from app.domain.law.days import MAX, NEVER, Days, before, earlier, later, since
from app.domain.law.rule import Duty, each, rule


def _announced(case: Case, claim: Claims) -> Days:
    """The days on which its expiry is announced, or past, and nobody asks for it otherwise."""
    if claim.ends_on is MAX:
        return NEVER
    return claim.open & claim.handed_out & since(_told_from(case, claim))


def _told_from(case: Case, claim: Claims) -> date:
    return earlier(claim.ends_on, case.rules.renew_notice_days)


def renewing(case: Case, claim: Claims) -> Days:
    """The days on which a new one is to be printed and exchanged for it.

    The society has named a later 有効期限 for somebody who needs the paper, and cover goes on long enough.
    """
    named = case.person.certificate_expires_on
    if named is None or named <= claim.ends_on or not _outlives(case, claim):
        return NEVER
    until = min(later(named, 1), case.print_until)
    return _announced(case, claim) & case.needs_paper & before(until)


def _outlives(case: Case, claim: Claims) -> bool:
    """Whether cover goes on after the sheet, and not only for the last days."""
    return claim.ends_on is not MAX and later(claim.ends_on, 1) < case.print_until


@rule(
    DutyKind.RENEW,
    {Why.RENEWABLE: NextAction.PRINT},
    entry="renew_notice_days",
    source="厚生労働省 2024年(マイナ保険証がない間は申請なしで更新)",
)
def renewable(case: Case) -> Iterator[Duty]:
    """The society named a later 有効期限: a new one is printed and exchanged, also for one that is over."""
    for claim in case.claims:
        if _told_from(case, claim) > case.until:
            continue
        days = renewing(case, claim)
        ends_on = claim.ends_on
        for detail, part in (("", days - claim.over), ("past", days & claim.over)):
            yield from each(part, Why.RENEWABLE, claim.sheet, due_on=ends_on, since=ends_on, detail=detail)


@rule(
    DutyKind.RENEW,
    {Why.EXPIRES: NextAction.IMPORT},
    entry="renew_notice_days",
    source="事業所の設定(有効期限の予告)",
)
def expires(case: Case) -> Iterator[Duty]:
    """It expires soon, and the list with a new 有効期限 is waited for; not where cover ends with it.

    Of one in whose place there is a newer one, that is said.
    """
    for claim in case.claims:
        if _told_from(case, claim) > case.until:
            continue
        announced = _announced(case, claim) - claim.over - claim.newer
        if announced and _outlives(case, claim):
            ends_on = claim.ends_on
            days = announced & case.needs_paper & before(case.print_until) - renewing(case, claim)
            yield from each(days, Why.EXPIRES, claim.sheet, due_on=ends_on, since=ends_on)


@rule(
    DutyKind.RENEW,
    {Why.OVER: NextAction.DISPOSE},
    entry="return_expired",
    by_detail={"lost": "return_certificate", "registered": "return_certificate"},
    source="協会けんぽ、クリタ健保、郵政共済(期限切れは本人が処分)",
)
def over(case: Case) -> Iterator[Duty]:
    """Nobody wants it back: its holder shreds it. A renewed one is shredded from the exchange on.

    detail: why, where it is not over: "lost", "registered".
    """
    for claim in case.claims:
        for learned_on, shredding in claim.shredding:
            days = shredding - renewing(case, claim)
            past, ends_on, exchanged_on = days & claim.over, claim.ends_on, claim.exchanged_on
            if exchanged_on is not None:
                renewed = past & claim.in_use & since(exchanged_on)
                past -= renewed
                due_on = max(ends_on, exchanged_on)
                yield from each(renewed, Why.OVER, claim.sheet, due_on=due_on, since=ends_on)
            yield from each(past, Why.OVER, claim.sheet, due_on=ends_on, since=ends_on)
            for first, after in (days - claim.over).parted(case.loss.on):
                if first >= case.loss.on:
                    detail, began = "lost", case.loss.on
                    known_on = case.loss.told_late_on or began
                else:
                    detail, began = "registered", learned_on or first
                    known_on = case.facts.known_since(began)
                yield Duty(Why.OVER, claim.sheet.id, first, after, known_on, began, detail)
