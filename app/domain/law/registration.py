"""登録: somebody may be told of マイナ保険証, and of the end of its 電子証明書.

Registering is voluntary: whoever declined, was asked lately or often enough, or is leaving, is left in peace.
Source: docs/rules.md, "Stages of registration".
"""

from collections.abc import Iterator
from datetime import date
from itertools import pairwise

from app.domain.duties import DutyKind, NextAction, Why
from app.domain.law.case import Case
from app.domain.law.days import MAX, MIN, NEVER, Days, before, between, earlier, later, since
from app.domain.law.rule import Duty, each, rule
from app.domain.person import ASKED, WITH_CARD


def _may_be_told(case: Case) -> Iterator[tuple[Days, date]]:
    """When somebody may be spoken to, and the day of the reminder before (MIN: none).

    Not within the quiet days after a reminder, and not after the last one; not shortly before leaving.
    """
    told = case.facts.told
    stays = before(earlier(case.loss.on, case.rules.register_before_leaving_days))
    yield stays & before(told[0] if told else None), MIN
    for number, (told_on, told_again_on) in enumerate(pairwise([*told, MAX]), start=1):
        if number < case.rules.reminder_steps:
            yield stays & between(later(told_on, case.rules.quiet_days), told_again_on), told_on


@rule(
    DutyKind.REGISTER,
    {Why.TO_REGISTER: NextAction.CONTACT},
    entry="quiet_days",
    source="任意(法律上の義務はない)",
)
def to_register(case: Case) -> Iterator[Duty]:
    """Not registered yet, and not left in peace. There is no day by which: it is a voluntary act."""
    for stage in case.facts.stages:
        if stage.enrolment in ASKED:
            for free, told_on in _may_be_told(case):
                yield from each(
                    case.covered & stage.days & free,
                    Why.TO_REGISTER,
                    detail=str(stage.enrolment),
                    begins=max(stage.learned_on or MIN, told_on),
                )


def card_is_told_of(case: Case) -> Days:
    """The days on which the end of the card's 電子証明書 is near, or past, of somebody registered."""
    ends_on = case.person.card_expires_on
    if ends_on is None:
        return NEVER
    return case.stage(WITH_CARD) & since(earlier(ends_on, case.rules.card_notice_days))


@rule(
    DutyKind.REGISTER,
    {Why.CARD_ENDS: NextAction.CONTACT},
    entry="card_notice_days",
    source="協会けんぽの案内(2025年7月16日。更新は期限の3か月前から)",
)
def card_ends(case: Case) -> Iterator[Duty]:
    """The 電子証明書 of the card ends soon; マイナ保険証 goes on for the months of grace."""
    ends_on = case.person.card_expires_on
    if ends_on is None:
        return
    told_from = earlier(ends_on, case.rules.card_notice_days)
    days = case.covered & card_is_told_of(case) & case.card_not_over
    for free, told_on in _may_be_told(case):
        begins = max(told_from, told_on)
        yield from each(days & free, Why.CARD_ENDS, due_on=case.works_until, since=ends_on, begins=begins)


@rule(
    DutyKind.REGISTER,
    {Why.CARD_ENDED: NextAction.CONTACT},
    entry="card_grace_months",
    source="協会けんぽの案内(2025年7月16日。期限の月の末日から3か月は使える)",
)
def card_ended(case: Case) -> Iterator[Duty]:
    """マイナ保険証 stopped with its 電子証明書."""
    ends_on = case.person.card_expires_on
    if ends_on is None:
        return
    stopped = case.covered & case.stage(WITH_CARD) - case.card_not_over
    for free, _ in _may_be_told(case):
        yield from each(stopped & free, Why.CARD_ENDED, since=ends_on)
