"""Every rule of the society in the words of the office: its name, and its value."""

from datetime import date
from enum import StrEnum

from app.domain.rules import RuleChange, RuleEntry
from app.domain.wareki import wareki_short
from app.words import entries, label, word


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
    if isinstance(value, StrEnum):
        return label(value)
    shown = wareki_short(value) if isinstance(value, date) else value
    return word("Rule", entry.name, "value").format(shown)


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
