"""Dates that follow from an event or an age, computed once more."""

from datetime import date, timedelta

from app.domain.person import LossCause, Person, PersonKind
from tests.oracle.office import Facts


def days(number: int) -> timedelta:
    return timedelta(days=number)


def birthday(born: date, age: int) -> date:
    """Born on 29 February: in a common year 1 March."""
    try:
        return date(born.year + age, born.month, born.day)
    except ValueError:
        return date(born.year + age, 3, 1)


def first_of_next_month(day: date) -> date:
    return date(day.year + 1, 1, 1) if day.month == 12 else date(day.year, day.month + 1, 1)


def months_later(day: date, months: int) -> date:
    """The same day so many months later, or the last day of that month."""
    first = day.replace(day=1)
    for _ in range(months):
        first = first_of_next_month(first)
    last = first_of_next_month(first) - days(1)
    return min(first + days(day.day - 1), last)


def cover_ends(person: Person, insured: Person | None) -> tuple[date, LossCause]:
    """The first day without cover: what is recorded, one's own 75th birthday, the employee's end."""
    ends = []
    if person.disqualified_on is not None:
        ends.append((person.disqualified_on, person.loss_cause or LossCause.LEFT))
    at_75 = birthday(person.born_on, 75)
    if person.abroad_since is not None and person.abroad_since <= at_75:
        at_75 = date(9999, 1, 1)
    ends.append((at_75, LossCause.AGE_75))
    if person.kind is PersonKind.DEPENDANT and insured is not None:
        ends.append((cover_ends(insured, None)[0], LossCause.INSURED_LOST))
    earliest = min(day for day, _ in ends)
    return next((day, cause) for day, cause in ends if day == earliest)


def is_covered(facts: Facts, today: date) -> bool:
    return facts.person.qualified_on <= today < cover_ends(facts.person, facts.insured)[0]


def turns_70(person: Person) -> date:
    """Reached on the day before the birthday; the rules of 70 begin with the next month."""
    return first_of_next_month(birthday(person.born_on, 70) - days(1))
