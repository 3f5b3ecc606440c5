"""期日の変更・しばらく出さない, 健保の答え: a duty as the office decided about it, or the society answered.

Source: docs/rules.md, "Due list", "Questions to the society".
"""

from collections.abc import Iterator

from app.domain.deferral import Deferral
from app.domain.duties import DutyKind
from app.domain.law.days import between
from app.domain.law.facts import Facts
from app.domain.law.rule import Duty


def unanswered(duty: Duty, facts: Facts) -> Iterator[Duty]:
    """Yield a duty until the day on which the society answered it; that settles no other question."""
    settled = facts.answered_on(duty.why, duty.since, duty.detail)
    if settled is None or duty.gone_on <= settled:
        yield duty
    elif duty.appears_on < settled:
        yield duty._replace(gone_on=settled)


def decided(duty: Duty, kind: DutyKind, facts: Facts) -> Iterator[Duty]:
    """Yield the duty, from the day of each decision about it with what that says; the latest counts."""
    mine = [d for d in facts.deferrals if (d.kind, d.certificate_id) == (kind, duty.sheet_id)]
    if not mine:
        yield duty
        return
    for first, after in between(duty.appears_on, duty.gone_on).parted(*(d.made_on for d in mine)):
        part = duty._replace(appears_on=first, gone_on=after)
        latest = next((d for d in reversed(mine) if d.made_on <= first), None)
        if latest is None or _is_of_earlier(latest, duty):
            yield part
        elif latest.due_on is None:
            yield part._replace(hidden_until=latest.hidden_until)
        else:
            yield part._replace(
                due_on=latest.due_on,
                moved_from=duty.due_on,
                moved_because=latest.reason,
                hidden_until=latest.hidden_until,
            )


def _is_of_earlier(decision: Deferral, duty: Duty) -> bool:
    """A date of last year does not make this year's duty overdue."""
    if duty.sheet_id is not None or decision.due_on is None:
        return False
    if duty.due_on is not None and duty.due_on <= decision.due_on:
        return False
    is_older = duty.begins is not None and decision.made_on < duty.begins
    return is_older or (duty.begins is None and duty.due_on is not None)
