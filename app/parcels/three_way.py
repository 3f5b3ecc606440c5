"""Who of both sides is right about some columns: three values are compared, of one row.

The third is what both sides once agreed on. It is known from two sides: what their last file said, and
what they had from ours. Where the files crossed, both are looked at.
"""

from collections.abc import Sequence
from enum import Enum, auto

from app.domain.told import Said
from app.parcels.content import Value

Facts = tuple[Value, ...]
"""The columns that are decided together."""


class Verdict(Enum):
    """What becomes of ours."""

    KEEP = auto()
    TAKE = auto()
    CONFLICT = auto()


class Base(Enum):
    """What both sides surely knew: our file as they had it, theirs as we had it, or each the other's."""

    PARENT = auto()
    KNOWN = auto()
    BOTH = auto()


def base_of(*, ours: int, ours_knew: int, theirs: int, theirs_knew: int) -> Base:
    """Return which is the later one.

    ours: the file of ours that they merged last, theirs: that of theirs merged here last, each with the
    file of the other side that its writer knew; 0 for none.

    >>> base_of(ours=2, ours_knew=3, theirs=3, theirs_knew=1)
    <Base.PARENT: 1>
    """
    if ours == 0 or (theirs != 0 and theirs_knew >= ours):
        return Base.KNOWN
    return Base.PARENT if ours_knew >= theirs else Base.BOTH


def verdict(theirs: Facts, ours: Facts, bases: Sequence[Facts]) -> Verdict:
    """Return what becomes of ours, seen from the values both sides may have gone out from; without any: none.

    Nothing is taken back by who did not change it, and what both changed is never chosen between.
    """
    if theirs == ours:
        return Verdict.KEEP
    if not bases:
        return _first_time(theirs, ours)
    is_theirs_old, is_ours_old = theirs in bases, ours in bases
    if is_theirs_old and is_ours_old:
        # Only where the files crossed: each had the other's value, and one of them came back to its own.
        return Verdict.CONFLICT
    if is_theirs_old:
        return Verdict.KEEP
    return Verdict.TAKE if is_ours_old else Verdict.CONFLICT


def later_said(theirs: Value, ours: Value) -> Verdict:
    """Of who said something last and on which day, the later one."""
    if theirs is None or ours is None:
        return Verdict.KEEP if theirs is None else Verdict.TAKE
    on = [Said.of(str(one)).on for one in (theirs, ours)]
    return Verdict.TAKE if on[0] > on[1] else Verdict.KEEP


def _first_time(theirs: Facts, ours: Facts) -> Verdict:
    """Nobody knew of the other: a fact fills a gap, two facts are a conflict."""
    if all(one in _NOTHING or one == other for one, other in zip(theirs, ours, strict=True)):
        return Verdict.KEEP
    if all(other in _NOTHING or one == other for one, other in zip(theirs, ours, strict=True)):
        return Verdict.TAKE
    return Verdict.CONFLICT


_NOTHING: tuple[Value, ...] = (None, "", "unknown", "unset", 0)
