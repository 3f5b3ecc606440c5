"""The items of a line of a 届書 CSV, counted from 1 as its specification does."""

from collections.abc import Sequence

from app.domain.wareki import ERAS

_ERAS = {str(era.code): era.letter for era in ERAS}


def item(items: Sequence[str], place: int) -> str:
    """Return what stands at a place; nothing beyond the end, or at place 0."""
    return items[place - 1].strip() if 0 < place <= len(items) else ""


def day_at(items: Sequence[str], place: int) -> str:
    """Return a day that stands as the code of its era and year, month and day; what is odd stays as it is."""
    era, day = item(items, place), item(items, place + 1) if place else ""
    if not era and not day:
        return ""
    if len(day) == 8 and day.isdecimal():
        return day
    # The letter of the era leaves no doubt, where its code would be asked about.
    return f"{_ERAS.get(era, f'({era})')}{day}"
