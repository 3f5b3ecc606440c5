"""Places of rows as unbroken spans: selecting by spans stays quick however many rows there are."""

from collections.abc import Iterable


def spans(places: Iterable[int]) -> list[range]:
    """Return the places in order, neighbours together.

    >>> spans([4, 2, 9, 3])
    [range(2, 5), range(9, 10)]
    """
    found: list[range] = []
    for place in sorted(places):
        if found and found[-1].stop == place:
            found[-1] = range(found[-1].start, place + 1)
        else:
            found.append(range(place, place + 1))
    return found
