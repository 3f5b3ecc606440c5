"""All rules of one society over time, and what another file would change of them.

Source: docs/rules.md, "The rules file".
"""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cached_property
from itertools import zip_longest
from typing import Any

from app.domain.rules.society import RULE_TYPES, RuleEntry, SocietyRules
from app.late import dataclass


@dataclass(frozen=True)
class RuleBook:
    """All rules of one society over time."""

    society: str
    entries: Sequence[RuleEntry]

    @property
    def lacking(self) -> Sequence[str]:
        """The rules that the file does not have; each stands as the program ships it, unconfirmed."""
        return list(dict.fromkeys(entry.name for entry in self.entries if entry.is_lacking))

    def versions(self, name: str) -> Sequence[RuleEntry]:
        """Return all entries of one rule, the earliest first."""
        return self._versions.get(name, ())

    def at(self, on: date) -> SocietyRules:
        """Return the rules in force on that day: of each name the latest begun.

        Before a rule's first start its earliest entry stands, so that a past day has an
        answer too.
        """
        begun = bisect_right(self._starts, on)
        if begun not in self._in_force:
            self._in_force[begun] = self._rules_of(on)
        return self._in_force[begun]

    def _rules_of(self, on: date) -> SocietyRules:
        entries: dict[str, RuleEntry] = {}
        for name in RULE_TYPES:
            versions = self.versions(name)
            begun = [e for e in versions if e.effective_from <= on] or versions[:1]
            entries[name] = begun[-1]
        values: dict[str, Any] = {name: entry.value for name, entry in entries.items()}
        return SocietyRules(**values, entries=entries)

    @cached_property
    def _starts(self) -> Sequence[date]:
        """The days on which any rule begins, the earliest first: between two of them nothing changes."""
        return sorted({entry.effective_from for entry in self.entries})

    @cached_property
    def _in_force(self) -> dict[int, SocietyRules]:
        """The rules by how many of those days have begun, as far as somebody asked for them."""
        return {}

    @cached_property
    def _versions(self) -> Mapping[str, Sequence[RuleEntry]]:
        found: dict[str, list[RuleEntry]] = {}
        for entry in sorted(self.entries, key=lambda e: e.effective_from):
            found.setdefault(entry.name, []).append(entry)
        return found


@dataclass(frozen=True, slots=True)
class RuleChange:
    """One version of a rule that another file changes; None where a version appears or goes."""

    name: str
    old: RuleEntry | None
    new: RuleEntry | None

    @property
    def effective_from(self) -> date:
        """The first day in force of the new version, or of the one that goes."""
        entry = self.new or self.old
        assert entry is not None
        return entry.effective_from

    @property
    def is_moved(self) -> bool:
        """Whether the first day in force changes."""
        return bool(self.old and self.new and self.old.effective_from != self.new.effective_from)

    @property
    def is_value(self) -> bool:
        """Whether what the rule says or since when changes, not only its source or confirmation."""
        return self.old is None or self.new is None or self.is_moved or self.old.value != self.new.value


def rule_changes(old: RuleBook, new: RuleBook) -> list[RuleChange]:
    """Return what another rules file would change, rule by rule and version by version.

    Versions of the same day are compared; the others of a rule in their order.
    """
    changes: list[RuleChange] = []
    for name in RULE_TYPES:
        before = {entry.effective_from: entry for entry in old.versions(name)}
        after = {entry.effective_from: entry for entry in new.versions(name)}
        pairs: list[tuple[RuleEntry | None, RuleEntry | None]] = [
            (before.pop(on), after.pop(on)) for on in sorted({*before} & {*after})
        ]
        pairs += zip_longest(before.values(), after.values())
        found = [RuleChange(name, was, will) for was, will in pairs if was != will]
        changes += sorted(found, key=lambda change: change.effective_from)
    return changes
