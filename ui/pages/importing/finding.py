"""A list looked at in a worker: what it would change, and what of it is doubtful."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from app.files import read
from app.importing.other_books import PasswordWanted
from app.late import dataclass
from app.ports import Report, Store
from app.usecases.people import list_taking, roster_import
from app.usecases.people.list_doubts import ListDoubt, list_doubts
from app.usecases.people.list_taking import Looked
from app.usecases.people.roster_import import Answers

_PARTS = 4
"""Of the work, between which it can be stopped."""


@dataclass(frozen=True, slots=True)
class Found:
    """What the worker found in a file; locked: the sentence where it wants a password."""

    looked: Looked | None
    doubts: Sequence[ListDoubt] = ()
    locked: str = ""


def find(store: Store, path: Path, answers: Answers, report: Report, *, today: date) -> Found:
    """In the worker, which has a way of its own to the folder; it stops between two parts of the work."""
    with store.beside() as beside:
        basis = roster_import.basis_of(beside.queries, today)
    report(1, _PARTS)
    try:
        looked = list_taking.look_at(read(path), path.name, basis, today=today, answers=answers)
    except PasswordWanted as locked:
        return Found(None, locked=str(locked))
    if looked.plan is None:
        return Found(looked)
    report(2, _PARTS)
    doubts = list_doubts(looked.plan, basis.people, basis.rules, today=today)
    report(3, _PARTS)
    with store.beside() as beside:
        told = roster_import.with_consequences(beside, looked.plan, today=today)
    return Found(replace(looked, plan=told), doubts)
