"""Which rule stands behind a reason."""

from datetime import date

from app.domain.duties import Why
from app.domain.law import LAW
from app.domain.law.rule import Rule


def rule_behind(why: Why, day: date) -> Rule:
    """Return the rule that gives a reason on that day: the one begun last by then, else the earliest.

    >>> rule_behind(Why.LOSS, date(2027, 1, 5)).judge.__name__
    'loss'
    """
    rules = sorted((rule for rule in LAW if why in rule.whys), key=lambda rule: rule.since)
    return next((rule for rule in reversed(rules) if rule.since <= day), rules[0])
