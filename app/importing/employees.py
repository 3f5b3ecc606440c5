"""Whether everybody of a list is 本人, though no column says so: as in the exports of HR programs."""

import re
from collections.abc import Sequence

from app.domain import typed
from app.domain.person import Person, PersonKind
from app.importing.columns import Columns
from app.importing.fields import Field
from app.importing.people import plain_name
from app.importing.same import is_same_name
from app.importing.table import Table

_SAYS_OTHERWISE = (Field.KIND, Field.RELATIONSHIP, Field.BRANCH_NUMBER, Field.INSURED_NAME)
_HIRED = re.compile("入社|採用年月日|採用日")
_RELATIVE = re.compile("家族|扶養|配偶者")


def are_employees(table: Table, columns: Columns, people: Sequence[Person]) -> bool:
    """Return whether every row is an employee's: a 社員番号 of its own on each, and a sign of employees.

    Relatives bear the 社員番号 of the employee, so that it comes twice, or belongs to another name on the
    roster. The sign is the day of joining the company, or the name of one of the roster's 本人.
    """
    code, name = columns.of(Field.EMPLOYEE_CODE), columns.of(Field.NAME)
    if code is None or name is None or columns.family or _RELATIVE.search(name.name):
        return False
    if any(columns.of(one) is not None for one in _SAYS_OTHERWISE):
        return False
    named = {typed.code(code.text(row)): name.text(row) for row in table.rows}
    if "" in named or len(named) < len(table.rows):
        return False
    known = {kind: {plain_name(one.name) for one in people if one.kind is kind} for kind in PersonKind}
    told = {plain_name(text) for text in named.values()}
    if told & (known[PersonKind.DEPENDANT] - known[PersonKind.INSURED]):
        return False
    if any(
        not is_same_name(person.name, named[own])
        for person in people
        if person.kind is PersonKind.INSURED and (own := typed.code(person.employee_code)) in named
    ):
        return False
    return bool(told & known[PersonKind.INSURED]) or any(map(_HIRED.search, table.headings))
