"""Who is who in a household: the one place that says who the employee is."""

from collections.abc import Iterable

from app.domain.person import Person, PersonKind


def employee_of(household: Iterable[Person]) -> Person | None:
    """Return the employee of one household; of two, the one with the lowest 枝番; None without any."""
    employees = [person for person in household if person.kind is PersonKind.INSURED]
    return min(employees, key=lambda person: (person.branch_number, person.id or 0), default=None)


def insured_among(person: Person, household: Iterable[Person]) -> Person | None:
    """Return the employee behind a dependant; None for an employee, who is insured alone."""
    return None if person.kind is PersonKind.INSURED else employee_of(household)
