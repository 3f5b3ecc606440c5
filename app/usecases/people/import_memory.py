"""What is remembered of a list: who said what of whom as of which day, and what waits in the 突合."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from app.domain.difference import Difference, DifferenceCause, Settled
from app.domain.ids import PersonId
from app.domain.told import GROUP_OF, FactGroup, Sender, Told
from app.importing.fact_text import as_text
from app.importing.mapping import ListedPerson
from app.importing.merging import groups_of, told_after
from app.importing.plan import ImportPlan
from app.ports import Transaction

Portions = Callable[[Sequence[Any]], Iterator[Sequence[Any]]]
_ABSENT = ""
"""The field of a difference that is about the person as a whole."""


def remember(
    tx: Transaction,
    plan: ImportPlan,
    added: Mapping[PersonId, ListedPerson],
    portions: Portions,
    *,
    today: date,
) -> bool:
    """Keep the day of every fact that the list told, and its differences; return whether anything is new.

    added: the new members with their rows.
    """
    groups: dict[PersonId, frozenset[FactGroup]] = {
        one.person_id: one.groups for one in plan.confirmed if one.person_id is not None
    }
    groups |= {person_id: groups_of(listed) for person_id, listed in added.items()}
    waiting = _differences(plan, today)
    is_new = False
    for part in portions(list(dict.fromkeys((*groups, *waiting)))):
        told = {person_id: groups[person_id] for person_id in part if person_id in groups}
        is_new |= _tell(tx, plan, told, today)
        is_new |= _keep(tx, plan, part, groups, waiting, today)
    return is_new


def _tell(
    tx: Transaction, plan: ImportPlan, groups: Mapping[PersonId, frozenset[FactGroup]], today: date
) -> bool:
    said = plan.about.said(today)
    before = tx.told_of(list(groups))
    after = [
        (before.get(person_id), told_after(before.get(person_id) or Told(None, person_id), told, said))
        for person_id, told in groups.items()
    ]
    news = [new for old, new in after if new != old]
    tx.save_told(news)
    return bool(news)


def _differences(plan: ImportPlan, today: date) -> dict[PersonId, list[Difference]]:
    """What is to wait, by person."""
    about, found = plan.about, dict[PersonId, list[Difference]]()

    def wait(person_id: PersonId | None, name: str, ours: str, theirs: str, cause: DifferenceCause) -> None:
        if person_id is not None:
            found.setdefault(person_id, []).append(
                Difference(
                    None, person_id, name, ours, theirs, cause, about.sender, about.as_of, found_on=today
                )
            )

    for one in plan.asked:
        if one.cause is not None:
            change = one.change
            wait(one.person.id, change.field, as_text(change.old), as_text(change.new), one.cause)
    for person in plan.missing if about.sender is Sender.SOCIETY and plan.is_whole else ():
        wait(person.id, _ABSENT, person.key, "", DifferenceCause.NOT_ON_THE_LIST)
    return found


def _keep(
    tx: Transaction,
    plan: ImportPlan,
    part: Sequence[PersonId],
    groups: Mapping[PersonId, frozenset[FactGroup]],
    waiting: Mapping[PersonId, Sequence[Difference]],
    today: date,
) -> bool:
    """Store new differences; one that the same sender no longer tells is over."""
    known: dict[PersonId, list[Difference]] = {}
    for one in tx.differences_of(part):
        known.setdefault(one.person_id, []).append(one)
    saved: list[Difference] = []
    for person_id in part:
        before, now = known.get(person_id, []), waiting.get(person_id, ())
        for one in now:
            if any(old.says_the_same(one) for old in before if old.is_open or old.settled_as is Settled.OURS):
                continue
            same_fact = next((o for o in before if o.is_open and o.field == one.field), None)
            saved.append(replace(one, id=None if same_fact is None else same_fact.id))
        told = {one.field for one in now}
        for old in before:
            is_told = old.field == _ABSENT or GROUP_OF.get(old.field) in groups.get(person_id, ())
            is_over = person_id in groups and is_told and old.field not in told
            if old.is_open and is_over and old.sender is plan.about.sender:
                saved.append(old.settle(Settled.OURS, today))
    tx.save_differences(saved)
    return bool(saved)
