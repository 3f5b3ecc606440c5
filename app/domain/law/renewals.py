"""更新: a sheet is about to expire, or did, while its holder goes on needing one.

Source: docs/rules.md, "Renewal".
"""

from collections.abc import Iterator
from datetime import date

from app.domain.duties import Why
from app.domain.eligibility import DAY
from app.domain.law.case import Case
from app.domain.law.claims import Claims
from app.domain.law.days import MAX, NEVER, Days, before, between, earlier, since
from app.domain.law.rule import Duty, each, rule

_FROM = date(2024, 12, 2)


def _announced(case: Case, claim: Claims) -> Days:
    """The days on which its expiry is announced, or past, and nobody asks for it."""
    if claim.ends_on is MAX:
        return NEVER
    return claim.free - claim.renewed & since(earlier(claim.ends_on, case.rules.renew_notice_days))


def _can_renew(case: Case, claim: Claims) -> Days:
    """The days on which the society has named a later 有効期限 for somebody who needs the paper."""
    named = case.person.certificate_expires_on
    if named is None or named <= claim.ends_on:
        return NEVER
    return claim.handed_out & between(case.person.qualified_on, named + DAY) - case.working_card


@rule(Why.RENEWABLE, source="厚生労働省 2024年(マイナ保険証がない間は申請なしで更新)", since=_FROM)
def renewable(case: Case) -> Iterator[Duty]:
    """The society named a later 有効期限: a new one is printed and exchanged, also for one that is over."""
    for claim in case.claims:
        days = _announced(case, claim) & _can_renew(case, claim)
        ends_on = claim.ends_on
        for detail, part in (("", days - claim.over), ("past", days & claim.over)):
            yield from each(part, Why.RENEWABLE, claim.sheet, due_on=ends_on, since=ends_on, detail=detail)


@rule(Why.EXPIRES, source="事業所の設定(有効期限の予告)", since=_FROM)
def expires(case: Case) -> Iterator[Duty]:
    """It expires soon, and the list with a new 有効期限 is waited for."""
    for claim in case.claims:
        days = _announced(case, claim) - claim.over - _can_renew(case, claim)
        ends_on = claim.ends_on
        yield from each(days, Why.EXPIRES, claim.sheet, due_on=ends_on, since=ends_on)


@rule(Why.OVER, source="協会けんぽ、クリタ健保、郵政共済(期限切れは本人が処分)", since=_FROM)
def over(case: Case) -> Iterator[Duty]:
    """It is over and nobody wants it back: its holder shreds it; a renewed one from the exchange on."""
    if case.rules.return_expired:
        return
    for claim in case.claims:
        ends_on, exchanged_on = claim.ends_on, claim.exchanged_on or MAX
        due_on = max(ends_on, exchanged_on)
        old, other = claim.spent & claim.renewed, claim.spent - claim.renewed - _can_renew(case, claim)
        yield from each(
            other | old & before(exchanged_on), Why.OVER, claim.sheet, due_on=ends_on, since=ends_on
        )
        yield from each(old & since(exchanged_on), Why.OVER, claim.sheet, due_on=due_on, since=ends_on)
