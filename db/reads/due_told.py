"""What a row of the due list says beside its columns: when it is due, and its sentence, rule and action."""

from datetime import date
from typing import Any

from app.domain.duties import NextAction, Why, sentence
from app.domain.law import ACTION_OF, KIND_OF, source_of
from app.domain.rest_days import RestDay, rest_day
from app.domain.rules import ReturnWay, SocietyRules
from app.domain.wareki import wareki_short
from db.tables.codec import day

DATED = ("due_on", "days_left", "rest")
SAID_BY = ("why", "since", "detail", "moved_from", "because")
TOLD = ("kind", "why", "since", "detail", "moved_from", "reason", "rule", "action", "moved_because")
"""Fields that follow from the day, columns of which the others are told, and what is told of them."""

_MOST_TOLD, _MOST_RULES = 20_000, 8


class Dates(dict[str | None, tuple[date | None, int | None, RestDay | None]]):
    """A stored day, how many days are left, and whether it is one of work; few days stand in a list."""

    def __init__(self, today: date, rules: SocietyRules) -> None:
        super().__init__({None: (None, None, None)})
        self._today, self._rules = today, rules

    def __missing__(self, due_on: str) -> tuple[date, int, RestDay | None]:
        on = date.fromisoformat(due_on)
        self[due_on] = found = on, (on - self._today).days, rest_day(on, self._rules)
        return found


class Told(dict[tuple[str, str | None, str, str | None, str | None], tuple[Any, ...]]):
    """What a row says beside its columns; few things are said in a list, each many times."""

    def __init__(self, rules: SocietyRules) -> None:
        super().__init__()
        self._rules = rules

    def __missing__(self, by: tuple[str, str | None, str, str | None, str | None]) -> tuple[Any, ...]:
        if len(self) >= _MOST_TOLD:
            self.clear()
        code, since, detail, moved_from, because = by
        why = Why(code)
        reason, before = sentence(why, day(since), detail), day(moved_from)
        if because is not None:
            origin = f"、元は {wareki_short(before)}" if before else ""
            reason += f"(期日を変更{origin}: {because})"
        rule = source_of(why, detail, self._rules)
        kind, action = KIND_OF[why], ACTION_OF[why]
        if action is NextAction.COLLECT and self._rules.return_way is ReturnWay.HOLDER:
            action = NextAction.POST
        self[by] = found = (kind, why, day(since), detail, before, reason, rule, action, because or "")
        return found


_TOLD_BY: dict[int, Told] = {}
"""What was told by which rules; each holds its rules, so that no others get their number."""


def told_by(rules: SocietyRules) -> Told:
    """Return what was told by these rules: a list is read again after every step and says nearly the same."""
    found = _TOLD_BY.get(id(rules))
    if found is None:
        if len(_TOLD_BY) >= _MOST_RULES:
            _TOLD_BY.clear()
        _TOLD_BY[id(rules)] = found = Told(rules)
    return found
