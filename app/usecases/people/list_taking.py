"""A list looked at before it is taken over: as it is understood so far, and what is still to be asked."""

from datetime import date

from app.changes import Done
from app.domain.kept_list import HeldList, ListProfile
from app.errors import BadValue, MyNumberRefused
from app.importing.column_questions import ColumnQuestion
from app.importing.held import as_text, held_lines
from app.importing.mapping import MappingProfile, recognise
from app.importing.open_questions import open_questions
from app.importing.plan import ImportPlan
from app.importing.table import Table
from app.late import dataclass
from app.ports import Report, Transaction, untold
from app.usecases.asked import of_everybody
from app.usecases.people.roster_import import (
    UNASKED,
    Answers,
    Basis,
    apply_import,
    opened,
    plan_read,
)


@dataclass(frozen=True, slots=True)
class Looked:
    """A list as it is understood so far.

    questions: what is open about its columns. plan: None where nobody can be recognised yet; why: the reason.
    """

    table: Table
    profile: MappingProfile
    questions: tuple[ColumnQuestion, ...] = ()
    plan: ImportPlan | None = None
    why: str = ""


def look_at(data: bytes, filename: str, basis: Basis, *, today: date, answers: Answers = UNASKED) -> Looked:
    """Return the list as it is understood with these answers.

    Raises PasswordWanted, MyNumberRefused or BadValue where the file cannot be read at all.
    """
    table, profile = opened(data, filename, basis, answers)
    try:
        plan = plan_read(table, profile, filename, data, basis, today=today, answers=answers)
    except MyNumberRefused:
        raise
    except BadValue as refusal:
        asked = open_questions(table, profile, today=today, people=basis.people)
        return Looked(table, profile, tuple(asked), why=str(refusal))
    return Looked(table, profile, plan.columns, plan)


@of_everybody
def take_over(tx: Transaction, looked: Looked, *, today: date, report: Report = untold) -> Done:
    """Take a list over, remember how it is read, and keep the rows that stay outside."""
    assert looked.plan is not None
    done = apply_import(tx, looked.plan, today=today, report=report)
    _learn(tx, looked, today)
    _keep_held(tx, looked, looked.plan, today)
    return done


@of_everybody
def done_with(tx: Transaction, held: HeldList, *, today: date) -> Done:
    """Nothing is left to do about rows that stayed outside."""
    tx.save_held_list(held.settle(today))
    return Done("保留を片付けました。", "保留の片付け")


def _learn(tx: Transaction, looked: Looked, today: date) -> None:
    """Keep what was answered; what the headings say by themselves need not be kept."""
    profile, text = looked.profile, looked.profile.to_json()
    known = next((one for one in tx.list_profiles() if one.fingerprint == profile.fingerprint), None)
    if known is None and profile == recognise(looked.table):
        return
    if known is None or known.text != text:
        known_id = None if known is None else known.id
        tx.save_list_profile(ListProfile(known_id, profile.fingerprint, text, today))


def _keep_held(tx: Transaction, looked: Looked, plan: ImportPlan, today: date) -> None:
    """The sender's latest list says what is still outside of it; what stood there before is over."""
    sender = looked.profile.fingerprint
    before = [one for one in tx.held_lists() if one.fingerprint == sender]
    text = as_text(*held_lines(looked.table, plan.quarantined)) if plan.quarantined else ""
    for one in before:
        if one.text != text:
            tx.save_held_list(one.settle(today))
    if text and all(one.text != text for one in before):
        tx.save_held_list(HeldList(None, sender, plan.about.file_name, today, text))
