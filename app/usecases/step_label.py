"""How the history and the undo call a step: what was done, and with whom."""

from collections.abc import Iterable

from app.domain.ids import PersonId
from app.ports import Reading


def step_label(tx: Reading, verb: str, person_ids: Iterable[PersonId], count: str = "") -> str:
    """Return "配付 架空 太郎"; of several persons the count, "配付 3枚".

    count: of what several are; empty for how many persons.
    """
    wanted = list(dict.fromkeys(person_ids))
    if len(wanted) > 1:
        return f"{verb} {count or f'{len(wanted)}名'}"
    return f"{verb} {_name(tx, wanted[0])}"


def household_label(tx: Reading, verb: str, person_ids: Iterable[PersonId]) -> str:
    """Return "配付 架空 太郎 ほか2名" for what one hand takes for a household."""
    first, *others = dict.fromkeys(person_ids)
    return f"{verb} {_name(tx, first)}{f' ほか{len(others)}名' if others else ''}"


def _name(tx: Reading, person_id: PersonId) -> str:
    """Asked with the household: the step has it already."""
    return next(one.name for one in tx.households_of([person_id]) if one.id == person_id)
