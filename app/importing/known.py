"""Whom a row is about where it does not tell all: by number, by 社員番号, and always by the human.

A list of states or of departments names neither birth nor 区分: what it leaves out stands on the roster.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property

from app.domain import typed
from app.domain.person import Person, PersonKind
from app.importing.fields import Field
from app.importing.listed import match_key
from app.importing.same import is_same_name
from app.importing.values import Value

_Values = Mapping[Field, Value]


class Known:
    """The members, findable by what partial lists name."""

    def __init__(self, people: Sequence[Person]) -> None:
        self.people = people
        self._by_key = {match_key(p.symbol, p.number, p.branch_number): p for p in people}
        self.has_branches = any(person.branch_number for person in people)

    @cached_property
    def _by_number(self) -> Mapping[str, Sequence[Person]]:
        """Made when it is first asked for, as by a list without 枝番."""
        found: dict[str, list[Person]] = defaultdict(list)
        for person in self.people:
            found[typed.code(person.number)].append(person)
        return found

    @cached_property
    def _by_code(self) -> Mapping[str, Sequence[Person]]:
        found: dict[str, list[Person]] = defaultdict(list)
        for person in self.people:
            if person.employee_code and person.kind is PersonKind.INSURED:
                found[typed.code(person.employee_code)].append(person)
        return found

    def by_key(self, key: str) -> Person | None:
        return self._by_key.get(key)

    def household(self, values: _Values) -> list[Person]:
        """Return who has the 番号 of a row, and its 記号 where it names one."""
        number, symbol = values.get(Field.NUMBER), values.get(Field.SYMBOL)
        if not isinstance(number, str):
            return []
        return [
            person
            for person in self._by_number.get(typed.code(number), ())
            if symbol is None or typed.code(person.symbol) == typed.code(str(symbol))
        ]

    def employee(self, values: _Values) -> Person | None:
        """Return the one insured person of the household of a row."""
        return _only(p for p in self.household(values) if p.kind is PersonKind.INSURED)

    def meant(self, values: _Values) -> Person | None:
        """Return the one member a row without its whole number can be about."""
        near: Sequence[Person] = self.household(values)
        if Field.NUMBER not in values:
            near = self._by_code.get(typed.code(str(values.get(Field.EMPLOYEE_CODE, ""))), ())
        return _only(person for person in near if agrees(person, values))


def agrees(person: Person, values: _Values) -> bool:
    """Return whether everything a row says of the human behind a number is so on the roster."""
    name, born = values.get(Field.NAME), values.get(Field.BORN_ON)
    kana = values.get(Field.KANA)
    if born is not None and born != person.born_on:
        return False
    if isinstance(name, str):
        return is_same_name(person.name, name)
    if isinstance(kana, str) and person.kana:
        return typed.kana(kana) == typed.kana(person.kana)
    return born is not None


def _only(people: Iterable[Person]) -> Person | None:
    found = list(people)
    return found[0] if len(found) == 1 else None
