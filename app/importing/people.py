"""Who is meant by a row: by number, and by the human behind it.

Source: docs/rules.md, "Lists: who is meant".
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from enum import Enum, auto
from functools import cached_property

from app.domain import typed
from app.domain.cover import covered
from app.domain.household import insured_among
from app.domain.person import Person, Sex
from app.importing.listed import match_key
from app.importing.mapping import ListedPerson
from app.importing.same import bare_name, is_same, is_same_name
from app.late import dataclass

Home = tuple[str, str]


class Found(Enum):
    """How somebody was found: by the number, by the human in the same household, or elsewhere."""

    NUMBER = auto()
    HUMAN = auto()
    ELSEWHERE = auto()


@dataclass(frozen=True, slots=True)
class Meant:
    """Who a row is about."""

    person: Person
    found: Found


class Roster:
    """The members, findable by number, by household without its zeros, and by birth and name."""

    def __init__(self, people: Sequence[Person]) -> None:
        self.people = people
        self._by_key = {key_of(person): person for person in people}

    @cached_property
    def _homes(self) -> Mapping[Home, Sequence[Person]]:
        """Made when it is first asked for: where everybody is found by the number nobody asks."""
        found: dict[Home, list[Person]] = defaultdict(list)
        for person in self.people:
            found[home_of(person)].append(person)
        return found

    @cached_property
    def _humans(self) -> Mapping[tuple[date, str], Sequence[Person]]:
        found: dict[tuple[date, str], list[Person]] = defaultdict(list)
        for person in self.people:
            found[person.born_on, plain_name(person.name)].append(person)
        return found

    def near(self, one: Person | ListedPerson) -> Sequence[Person]:
        """Return who has this 記号 and 番号, leading zeros aside."""
        return self._homes.get(home_of(one), ())

    def has_symbol(self, text: str) -> bool:
        """Return whether members have that 記号."""
        return _bare(text) in self._symbols

    @cached_property
    def _symbols(self) -> frozenset[str]:
        return frozenset(symbol for symbol, _ in self._homes)

    def wider_number(self, one: ListedPerson) -> str | None:
        """Return a 番号 of that 記号 that zeros in front fill up, where all are longer than this one."""
        if (filled_up := self._filled_up.get(_bare(one.symbol))) is None:
            return None
        number = typed.code(one.number)
        return filled_up if number.isdecimal() and len(number) < len(filled_up) else None

    @cached_property
    def _filled_up(self) -> Mapping[str, str]:
        """Of each 記号 whose 番号 are all of one length, one that begins with a zero."""
        numbers: dict[str, set[str]] = defaultdict(set)
        for person in self.people:
            numbers[home_of(person)[0]].add(typed.code(person.number))
        return {
            symbol: min(found)
            for symbol, found in numbers.items()
            if len({len(number) for number in found}) == 1 and min(found).startswith("0")
        }

    def household(self, one: Person | ListedPerson) -> list[Person]:
        """Return who has exactly this 記号 and 番号."""
        number = match_key(one.symbol, one.number, "")
        return [p for p in self.near(one) if match_key(p.symbol, p.number, "") == number]

    def is_covered(self, person: Person, on: date) -> bool:
        """Return whether a member is covered on that day."""
        return covered(person, insured_among(person, self.household(person)), on)

    def meant(self, listed: ListedPerson) -> Meant | None:
        """Return who a row is about; None for somebody who is not on the roster.

        Zeros that a program adds or takes away, and a 枝番 that one side lacks, are no other person
        where name and birth are the same.
        """
        person = self._by_key.get(key_of(listed))
        if person is not None:
            return Meant(person, Found.NUMBER)
        near = [p for p in self.near(listed) if is_same_human(p, listed) and _may_be_branch(p, listed)]
        if len(near) == 1:
            return Meant(near[0], Found.HUMAN)
        elsewhere = [
            p
            for p in self._humans.get((listed.born_on, plain_name(listed.name)), ())
            if p.kind is listed.kind and is_same_human(p, listed) and home_of(p) != home_of(listed)
        ]
        return Meant(elsewhere[0], Found.ELSEWHERE) if len(elsewhere) == 1 else None


def key_of(one: Person | ListedPerson) -> str:
    """Return what members are recognised by."""
    return match_key(one.symbol, one.number, one.branch_number)


def home_of(one: Person | ListedPerson) -> Home:
    """Return 記号 and 番号 without the zeros that a spreadsheet takes away."""
    return _bare(one.symbol), _bare(one.number)


def _bare(text: str) -> str:
    return (text if text.isascii() else match_key(text, "", "")).lstrip("0")


def is_same_human(person: Person, listed: ListedPerson) -> bool:
    """Whether birth, name and, where both have one, reading are the same."""
    if person.born_on != listed.born_on or not is_same_name(person.name, listed.name):
        return False
    return not (person.kana and listed.kana) or is_same("kana", person.kana, listed.kana)


def is_other_human(person: Person, listed: ListedPerson) -> bool:
    """Whether the number now belongs to somebody else: two of name, birth and sex differ."""
    other_birth = person.born_on != listed.born_on
    other_sex = Sex.UNSET not in (person.sex, listed.sex or Sex.UNSET) and person.sex is not listed.sex
    if other_birth and other_sex:
        return True
    return (other_birth or other_sex) and not is_same_name(person.name, listed.name)


def is_slipped(pairs: Sequence[tuple[Person, ListedPerson]], strangers: int) -> bool:
    """Whether names stand in other rows than theirs: too many changed, or they only changed places.

    pairs: the members found by number, each with its row. strangers: rows in which somebody else stands. A
    household changes its name together.
    """
    other = [(p, one) for p, one in pairs if not is_same_name(p.name, one.name)]
    if len(other) + strangers < _FEW:
        return False
    known = {plain_name(person.name) for person, _ in pairs}
    swapped = sum(plain_name(one.name) in known for _, one in other)
    homes, changed = _homes(p for p, _ in pairs) + strangers, _homes(p for p, _ in other) + strangers
    too_many = changed >= _FEW and changed * _SHARE > max(homes, _FEW * 2)
    return too_many or (swapped >= _FEW and swapped * 2 > len(other))


_FEW = 3
"""So many may change their names by chance."""
_SHARE = 5
"""One in so many households with another name is too much for one list."""


def _homes(people: Iterable[Person]) -> int:
    return len({(person.symbol, person.number) for person in people})


def plain_name(name: str) -> str:
    """Return a name by which the same name is found again, however it is written."""
    return typed.without_selectors(typed.name(bare_name(name)))


def _may_be_branch(person: Person, listed: ListedPerson) -> bool:
    """The same 枝番, or none on one side."""
    one, other = (match_key("", "", text) for text in (person.branch_number, listed.branch_number))
    return one == other or not one or not other
