"""Every rule of the society in the words of the office: its name, and its value."""

from collections.abc import Sequence
from datetime import date
from enum import StrEnum

from app.domain.rules import Case, ExpiryTerm, LayoutCase, MonthDay, RuleChange, RuleEntry, When
from app.domain.wareki import wareki_short
from app.words import entries, has_use, label, word


def rule_names() -> tuple[str, ...]:
    """Return every rule, in the order in which they are shown."""
    return entries("Rule")


def rule_name(name: str) -> str:
    """Return a rule's name on screen."""
    return word("Rule", name)


def rule_value(entry: RuleEntry) -> str:
    """Return the rule's value as people write it."""
    value = entry.value
    if isinstance(value, bool):
        return word("Rule", entry.name, "yes" if value else "no")
    if value is None or value in ("", ()):
        return word("Rule", entry.name, "none")
    if isinstance(value, StrEnum):
        return label(value)
    shown = "、".join(_shown(one) for one in (value if isinstance(value, tuple) else (value,)))
    return word("Rule", entry.name, "value").format(shown)


def rule_question(entry: RuleEntry) -> str:
    """Return what is still to be asked, and whom; empty where the society confirmed it."""
    if entry.confirmed:
        return ""
    asked = has_use("Rule", entry.name, "question")
    return f"健保への質問: {word('Rule', entry.name, 'question')}" if asked else "事業所で決めます。"


def _shown(value: object) -> str:
    """One value, or one of a list."""
    if isinstance(value, StrEnum):
        return label(value)
    if isinstance(value, date):
        return wareki_short(value)
    if isinstance(value, MonthDay):
        return word("RuleValue", "terms", "month_day").format(month=value.month, day=value.day)
    if isinstance(value, Case):
        return word("RuleValue", "terms", "case").format(when=_conditions(value.when), then=label(value.then))
    if isinstance(value, LayoutCase):
        return word("RuleValue", "terms", "layout").format(when=_conditions(value.when), layout=value.layout)
    if isinstance(value, ExpiryTerm):
        years, months = divmod(value.months, 12)
        length = ("months", value.months) if months else ("years", years)
        return word("RuleValue", "terms", "term").format(
            when=_conditions(value.when),
            months=word("RuleValue", "terms", length[0]).format(length[1]),
            ends=_shown(value.ends),
        )
    return str(value)


def _conditions(when: Sequence[When]) -> str:
    return "・".join(label(one) for one in when) or word("RuleValue", "terms", "everybody")


def old_words(change: RuleChange) -> str:
    """Return what a rule says today, where another file would change it."""
    if change.old is None:
        return "(なし)"
    since = f"({since_words(change.old.effective_from)})" if change.is_moved else ""
    return f"{rule_value(change.old)}{since}"


def new_words(change: RuleChange) -> str:
    """Return what the rule would say."""
    if change.new is None:
        return "(なくなる)"
    if change.is_value:
        return rule_value(change.new)
    assert change.old is not None
    if change.old.confirmed != change.new.confirmed:
        return f"値は同じ。{'確認済' if change.new.confirmed else '要確認'}になる"
    return f"値は同じ。出典が「{change.new.source}」になる"


def since_words(on: date) -> str:
    """Return from when a version counts."""
    return f"{wareki_short(on)} から"
