"""How a list without 枝番 is numbered: as answered, or for 本人 alone as the roster numbers all of them."""

from collections.abc import Sequence

from app.domain.person import Person, PersonKind
from app.importing.columns import Columns
from app.importing.fields import Field
from app.importing.table import Table

FIRST_BRANCH = {"insured00": 0, "insured01": 1}
AWAITED = "later"
"""The answer that the society will number new relatives."""


def usual_way(people: Sequence[Person]) -> str | None:
    """Return how the roster numbers its members, if all 本人 have one 枝番."""
    used = {person.branch_number for person in people if person.kind is PersonKind.INSURED}
    return {"00": "insured00", "01": "insured01", "": "none"}.get(used.pop()) if len(used) == 1 else None


def way_of_roster(table: Table, columns: Columns, people: Sequence[Person]) -> str | None:
    """Return how to number a list that names nobody but 本人; None where the roster does not tell."""
    kind = columns.of(Field.KIND)
    if kind is None or columns.family or (way := usual_way(people)) not in FIRST_BRANCH:
        return None
    meant = {kind.understood(text).plain for text in kind.texts(table)}
    return way if meant == {PersonKind.INSURED} else None
