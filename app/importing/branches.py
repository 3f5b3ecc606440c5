"""How a list without 枝番 is numbered: as answered, or for 本人 as the roster numbers all of them."""

from collections.abc import Sequence

from app.domain.person import Person, PersonKind
from app.importing.columns import Columns
from app.importing.employees import are_employees
from app.importing.fields import Field
from app.importing.mapping import MappingProfile
from app.importing.table import Table

FIRST_BRANCH = {"insured00": 0, "insured01": 1}
AWAITED = "later"
"""The answer that the society will number new relatives."""


def usual_way(people: Sequence[Person]) -> str | None:
    """Return how the roster numbers its members, if all 本人 have one 枝番."""
    used = {person.branch_number for person in people if person.kind is PersonKind.INSURED}
    return {"00": "insured00", "01": "insured01", "": "none"}.get(used.pop()) if len(used) == 1 else None


def way_of_roster(table: Table, columns: Columns, people: Sequence[Person]) -> str | None:
    """Return how to number the 本人 of a list; None where the roster does not tell, or the order of the rows.

    Relatives beside an employee whose 記号 is not told stand in the export of a program that knows nothing
    of the society's numbers; new ones await theirs.
    """
    if (way := usual_way(people)) not in FIRST_BRANCH:
        return None
    if columns.family:
        return way if columns.of(Field.SYMBOL) is None else None
    if (kind := columns.of(Field.KIND)) is None:
        return way if are_employees(table, columns, people) else None
    meant = {kind.understood(text).plain for text in kind.texts(table)}
    return way if meant == {PersonKind.INSURED} else None


def are_awaited(table: Table, profile: MappingProfile, columns: Columns, people: Sequence[Person]) -> bool:
    """Return whether the society has not numbered new relatives yet: as answered, or of such an export."""
    told = profile.answers.get("branches")
    return told == AWAITED or (
        not told and bool(columns.family) and way_of_roster(table, columns, people) is not None
    )
