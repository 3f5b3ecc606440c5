"""Who is who in a household: the one place that says who the employee is."""

from collections import defaultdict
from collections.abc import Iterable

from app.domain.person import Person, PersonKind

Home = tuple[str, str]
"""記号 and 番号."""


def households(people: Iterable[Person]) -> dict[Home, list[Person]]:
    """Return persons by household, in the order in which they come."""
    homes: dict[Home, list[Person]] = defaultdict(list)
    for person in people:
        homes[person.symbol, person.number].append(person)
    return homes


def employee_of(household: Iterable[Person]) -> Person | None:
    """Return the employee of one household; of two, the one with the lowest 枝番; None without any."""
    employees = [person for person in household if person.kind is PersonKind.INSURED]
    return min(employees, key=lambda person: (person.branch_number, person.id or 0), default=None)


def is_alone(person: Person, household: Iterable[Person]) -> bool:
    """Return whether a dependant stands there without any employee."""
    return person.kind is PersonKind.DEPENDANT and employee_of(household) is None


def insured_among(person: Person, household: Iterable[Person]) -> Person | None:
    """Return the employee behind a dependant; None for an employee, who is insured alone."""
    return None if person.kind is PersonKind.INSURED else employee_of(household)
