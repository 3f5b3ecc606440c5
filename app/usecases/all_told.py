"""A step on many at once: whatever refuses is told together, not only the first.

The use case stays all or none, unless it is told to leave out what refuses.
"""

from collections.abc import Callable, Sequence
from typing import TypeVar

from app.errors import NotAllowed

T = TypeVar("T")
R = TypeVar("R")

MOST_TOLD = 5
"""So many reasons stand in one sentence; of more the count is told."""


def each(items: Sequence[T], step: Callable[[T], R], *, refusals: list[str] | None = None) -> list[R]:
    """Take a step on each item; raise NotAllowed with every reason where any refuses.

    refusals: instead of raising, what refuses is left out and its reasons are put here.
    """
    done, told = [], []
    for item in items:
        try:
            done.append(step(item))
        except NotAllowed as refusal:
            told.append(str(refusal))
    if refusals is not None:
        refusals += told
    elif told:
        raise NotAllowed(all_of(told, rest=len(done)))
    return done


def all_of(refusals: Sequence[str], *, rest: int) -> str:
    """Return one sentence of several reasons. rest: how many would not be refused."""
    if len(refusals) == 1:
        return refusals[0]
    more = f"ほか{len(refusals) - MOST_TOLD}枚。" if len(refusals) > MOST_TOLD else ""
    others = f"この{len(refusals)}枚を外すと、ほかの{rest}枚は記録できます。" if rest else ""
    return f"{len(refusals)}枚は記録できません。{''.join(refusals[:MOST_TOLD])}{more}{others}"
