"""The versions of a society's rules, each with the days on which it is in force."""

from itertools import pairwise

from app.domain.law.days import ALWAYS, MAX, MIN, Days, between
from app.domain.rules import RuleBook, SocietyRules

_NEVER_DUE = frozenset({"limits_below_70", "limits_from_70"})
"""Entries of which nothing is due: a later version of them parts no duty in two."""

Periods = list[tuple[Days, SocietyRules]]

_latest: list[tuple[RuleBook, Periods]] = []


def periods(book: RuleBook) -> Periods:
    """Return the rules in force one after the other; the earliest from ever, the last for ever.

    Of the book asked about last the answer is kept: a whole office asks with the same one.
    """
    kept = next(iter(_latest), None)
    if kept is None or kept[0] is not book:
        kept = book, _periods(book)
        # Another thread may ask with another book.
        _latest[:] = [kept]
    return kept[1]


def _periods(book: RuleBook) -> Periods:
    names = {entry.name for entry in book.entries} - _NEVER_DUE
    starts = sorted({entry.effective_from for name in names for entry in book.versions(name)[1:]})
    if not starts:
        return [(ALWAYS, book.at(MIN))]
    return [(between(first, after), book.at(first)) for first, after in pairwise([MIN, *starts, MAX])]
