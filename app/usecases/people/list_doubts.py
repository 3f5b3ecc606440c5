"""What of a list does not fit the society's own rules: to be asked about before it is taken over.

Nothing is held back for it, and nothing is corrected. Source: docs/rules.md, "Doubts about the list".
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date

from app.domain.double_cover import covered_elsewhere, doubt_of_two
from app.domain.doubts import cover_doubts, date_doubts, doubts, family_doubts
from app.domain.household import Home, insured_among, is_alone
from app.domain.ids import OfficeId
from app.domain.person import Person
from app.domain.rules import SocietyRules
from app.importing.merging import merge, new_person
from app.importing.plan import ImportPlan
from app.importing.row_at import RowAt
from app.late import dataclass
from app.variants import folded


@dataclass(frozen=True, slots=True)
class ListDoubt:
    """One thing to ask the society. row: where it stands in the file; key: 記号-番号-枝番."""

    row: RowAt
    key: str
    name: str
    sentence: str


def list_doubts(
    plan: ImportPlan, people: Sequence[Person], rules: SocietyRules, *, today: date
) -> list[ListDoubt]:
    """Return what the list says anew and the society should be asked about, in the order of its rows.

    people: all members as they are before the import. What was doubtful before is not said again.
    """
    before, on = _homes(people), plan.about.as_of or today
    listed = list(_after(plan, today))
    after = _homes([*people, *(person for _, _, person in listed)])
    born_before, born = _by_birth(before), _by_birth(after)
    found = []
    for row, old, person in sorted(listed, key=lambda entry: entry[0].order):
        home = after[person.symbol, person.number]
        insured = insured_among(person, home.values())
        told = doubts(person, insured, rules, today) + date_doubts(person, on) + cover_doubts(person, insured)
        told += family_doubts(person)
        known: list[str] = []
        if old is not None:
            # Under the new name, so that a name alone makes no doubt new.
            was = replace(old, name=person.name)
            insured = insured_among(old, before[old.symbol, old.number].values())
            known = doubts(was, insured, rules, today) + cover_doubts(was, insured)
            known += (
                family_doubts(was) + date_doubts(was, on) + _doubled(was, born_before[was.born_on], before)
            )
        told += _doubled(person, born[person.born_on], after)
        if old is not None and old.name != person.name and folded(old.name) == folded(person.name):
            told.append(
                f"{old.name} さんの氏名が、字体だけ違う {person.name} になります。健保に確かめてください。"
            )
        if is_alone(person, home.values()) and (plan.is_whole or old is None):
            told.append(f"{person.name} さんの本人が一覧にも名簿にもいません。健保に確かめてください。")
        found += [ListDoubt(row, person.key, person.name, one) for one in told if one not in known]
    return found


def _doubled(person: Person, among: Iterable[Person], homes: dict[Home, dict[str, Person]]) -> list[str]:
    others = covered_elsewhere(person, among, lambda one: homes[one.symbol, one.number].values())
    return [doubt_of_two(person, other) for other in others]


def _after(plan: ImportPlan, today: date) -> Iterator[tuple[RowAt, Person | None, Person]]:
    """Row, member before, and member as the list has it, of everybody about whom it says something."""
    for entry in plan.added:
        yield entry.row, None, new_person(entry, OfficeId(0), on=today, today=today)
    for changed in plan.changed:
        yield (
            changed.listed.row,
            changed.person,
            merge(changed.person, changed.listed, changed.changes, on=today, today=today),
        )


def _by_birth(homes: dict[Home, dict[str, Person]]) -> dict[date, list[Person]]:
    found: dict[date, list[Person]] = defaultdict(list)
    for home in homes.values():
        for person in home.values():
            found[person.born_on].append(person)
    return found


def _homes(people: Sequence[Person]) -> dict[Home, dict[str, Person]]:
    """The members of each household by key; of two with the same key the later one stands."""
    homes: dict[Home, dict[str, Person]] = defaultdict(dict)
    for person in people:
        homes[person.symbol, person.number][person.key] = person
    return homes
