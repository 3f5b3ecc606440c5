"""Households that go on under another number, or begin anew: asked about, never taken by themselves.

Source: docs/rules.md, "Lists: who is meant".
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import field

from app.domain.person import Person, PersonKind
from app.domain.wareki import wareki
from app.importing.mapping import Field, ListedPerson
from app.importing.people import Found, Home, Meant, Roster, home_of, is_other_human, key_of
from app.importing.plan import Asked, Event, EventKind, FieldChange
from app.importing.row_at import RowAt
from app.importing.weigh import Scale, Verdict, Weight
from app.late import dataclass
from app.words import label

Pair = tuple[Person, ListedPerson]


@dataclass(slots=True)
class Recognised:
    """What the rows of a list show beyond single facts.

    events: to be asked about. kept: of an older list. held: who, and why. keys: all dealt with.
    """

    events: list[Event] = field(default_factory=list)
    kept: list[Asked] = field(default_factory=list)
    held: list[tuple[ListedPerson, str]] = field(default_factory=list)
    keys: set[str] = field(default_factory=set)


def recognised(
    listed: Sequence[ListedPerson],
    meant: Sequence[Meant | None],
    roster: Roster,
    scale: Scale,
    taken: Collection[RowAt],
) -> Recognised:
    """Return the events among the rows.

    meant: who each row is about, in the same order. taken: rows whose events are taken.
    """
    found = Recognised()
    elsewhere = _groups(listed, meant, Found.ELSEWHERE, _anybody)
    # Of a long list that moves nobody nobody need be named.
    named = {key_of(one) for one in listed} if elsewhere else set()
    for pairs in elsewhere:
        moving = [(p, one) for p, one in pairs if key_of(p) not in named and _goes_on(p, one, roster, scale)]
        if moving and moving[0][0].kind is PersonKind.INSURED:
            _take(found, moving, scale, taken)
    for pairs in _groups(listed, meant, Found.NUMBER, _begins_anew):
        head, row = pairs[0]
        if not _begins_anew(head, row) or is_other_human(head, row):
            continue
        if _weighed(scale, head, "qualified_on", head.qualified_on) is Weight.COUNTS:
            with_head = [(p, one) for p, one in pairs if one is row or one.qualified_on == row.qualified_on]
            _add(found, EventKind.REHIRED, with_head, taken)
    return found


def _groups(
    listed: Sequence[ListedPerson],
    meant: Sequence[Meant | None],
    how: Found,
    counts: Callable[[Person, ListedPerson], bool],
) -> list[list[Pair]]:
    """Rows of one number whose members share one number, the employee first; where somebody counts.

    Nearly everybody of a long list is as before: nobody else is grouped.
    """

    def homes() -> Iterator[tuple[tuple[Home, Home], Pair]]:
        for one, who in zip(listed, meant, strict=True):
            if who is not None and who.found is how:
                yield (home_of(one), home_of(who.person)), (who.person, one)

    wanted = {home for home, pair in homes() if counts(*pair)}
    groups: dict[tuple[Home, Home], list[Pair]] = defaultdict(list)
    for home, pair in homes() if wanted else ():
        if home in wanted:
            groups[home].append(pair)
    return [sorted(one, key=lambda pair: pair[0].kind is not PersonKind.INSURED) for one in groups.values()]


def _anybody(_person: Person, _listed: ListedPerson) -> bool:
    return True


def _goes_on(person: Person, listed: ListedPerson, roster: Roster, scale: Scale) -> bool:
    """Whether the cover that is on file has not ended before the one on the list begins."""
    since = listed.qualified_on or person.qualified_on
    return roster.is_covered(person, max(since, person.qualified_on)) and since <= scale.today


def _begins_anew(person: Person, listed: ListedPerson) -> bool:
    return (
        person.kind is listed.kind is PersonKind.INSURED
        and listed.qualified_on is not None
        and listed.qualified_on > person.qualified_on
    )


def _take(found: Recognised, pairs: Sequence[Pair], scale: Scale, taken: Collection[RowAt]) -> None:
    """Sort a household that stands on the list under another number."""
    head, row = pairs[0]
    verdict = _weighed(scale, head, "symbol" if head.number == row.number else "number", head.key)
    keys = {key_of(one) for _, one in pairs}
    if verdict is Weight.OLDER:
        for person, one in pairs:
            kept = FieldChange("number", label(Field.NUMBER), person.key, one.key)
            found.kept.append(Asked(person, one, kept, None))
        found.keys |= keys
    elif verdict is not Weight.COUNTS or (row.qualified_on or head.qualified_on) < head.qualified_on:
        for person, one in pairs:
            told = (
                f"氏名と生年月日が名簿の {person.key} {person.name} さんと同じです。番号の変更は事業所で"
                "記録したものなので、そのままにします。一覧のほうが新しければ、名簿の画面で番号を直してください。"
            )
            found.held.append((one, told))
        found.keys |= keys
    else:
        begins = row.qualified_on is not None and row.qualified_on > head.qualified_on
        _add(found, EventKind.REHIRED if begins else EventKind.MOVED, pairs, taken)


def _weighed(scale: Scale, person: Person, name: str, old: object) -> Verdict:
    return scale.weigh(person.id, name, old)


def _add(found: Recognised, kind: EventKind, pairs: Sequence[Pair], taken: Collection[RowAt]) -> None:
    head, row = pairs[0]
    on = row.qualified_on or head.qualified_on
    others = f"とご家族{len(pairs) - 1}名" if len(pairs) > 1 else ""
    number = f"{row.symbol}-{row.number}"
    if kind is EventKind.MOVED:
        before = f"{head.symbol}-{head.number}"
        told = f"{head.name} さん{others}の番号が {before} から {number} に変わっています(異動)。"
    elif home_of(head) == home_of(row):
        told = f"{head.name} さん{others}の資格取得日が {wareki(on)} になっています(再雇用・同日得喪)。"
    else:
        told = f"{head.name} さん{others}が {wareki(on)} から番号 {number} になっています(再雇用・同日得喪)。"
    found.events.append(
        Event(
            kind,
            tuple(person for person, _ in pairs),
            tuple(one for _, one in pairs),
            told,
            on,
            is_taken=row.row in taken,
        )
    )
    found.keys |= {key_of(one) for _, one in pairs}
