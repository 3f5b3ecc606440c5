"""How the history and the undo call a step: what was done, and with whom."""

from collections.abc import Iterable

from app.domain.ids import PersonId
from app.ports import Reading


def step_label(tx: Reading, verb: str, person_ids: Iterable[PersonId], count: str = "") -> str:
    """Return "配付 架空 太郎"; of one household "配付 架空 太郎 ほか2名"; of several the count, "配付 3枚".

    count: of what several are; empty for how many persons.
    """
    wanted = list(dict.fromkeys(person_ids))
    first = tx.person(wanted[0])
    if len(wanted) == 1:
        return f"{verb} {first.name}"
    home = {member.id for member in tx.household(first.symbol, first.number)}
    if home.issuperset(wanted):
        return f"{verb} {first.name} ほか{len(wanted) - 1}名"
    return f"{verb} {count or f'{len(wanted)}名'}"
