"""What the rules decide of a 資格確認書: collect, shred or keep.

Source: docs/rules.md, "Return of certificates".
"""

from datetime import date, timedelta

from app.domain.rules.cases import Situation, handling_by
from app.domain.rules.choices import ExpiredAfterLoss, Handling
from app.domain.rules.society import SocietyRules

_DAY = timedelta(days=1)


def handling_of_certificate(situation: Situation, rules: SocietyRules) -> Handling:
    """Return what is done with a paper that is not void.

    The society's cases come first. Then: after a loss it comes back, unless it is over; once
    マイナ保険証 works or the paper is over, the society's rule decides; otherwise it stays.
    """
    decided = handling_by(rules.return_certificate, situation)
    if decided is not None:
        return decided
    over = Handling.COLLECT if rules.return_expired else Handling.SHRED
    if situation.lost_by is not None:
        return over if situation.expired else Handling.COLLECT
    if situation.registered and rules.return_when_registered:
        return Handling.COLLECT
    return over if situation.expired else Handling.KEEP


def over_after_loss(expires_on: date, lost_on: date, rules: SocietyRules) -> date | None:
    """Return the first day on which a paper counts as expired after its holder lost cover; None: never.

    A paper that ran out before the loss as return_expired_after_loss draws the line is shredded before
    and after it; any other is asked back, also when it runs out later. lost_on: 資格喪失日.

    """
    counts = {
        ExpiredAfterLoss.ALWAYS: False,
        ExpiredAfterLoss.VALID_LAST_DAY: expires_on < lost_on - _DAY,
        ExpiredAfterLoss.VALID_AT_LOSS: expires_on < lost_on,
        ExpiredAfterLoss.NEVER: True,
    }
    return expires_on + _DAY if counts[rules.return_expired_after_loss] else None
