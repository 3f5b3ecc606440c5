"""Take over a list from the society, HR or the office's own Excel, as one step."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import field, replace
from datetime import date
from typing import TypeVar

from app.changes import Done
from app.domain.eligibility import months_after
from app.domain.ids import OfficeId, PersonId
from app.domain.list_taken import ListTaken
from app.domain.person import Office, Person
from app.domain.print_note import PrintNote, SaidOfSheet
from app.domain.printed_facts import printed_changes
from app.domain.rules import SocietyRules
from app.domain.told import Sender
from app.errors import NotAllowed, UserError
from app.garbage import without_collecting
from app.importing.about import read_about
from app.importing.diff import plan_import
from app.importing.mapping import ListedPerson, MappingProfile, fingerprint, recognise
from app.importing.merging import merge, new_person
from app.importing.offices import Offices
from app.importing.on_sheet import hidden_changes, told
from app.importing.plan import WHOLE, ChangedPerson, ImportPlan, ListPart
from app.importing.reader import read_table
from app.importing.row_at import RowAt
from app.importing.table import AS_FOUND, Table, corrected
from app.importing.weigh import Known
from app.late import dataclass
from app.ports import Queries, Report, Store, Transaction, untold
from app.usecases.asked import of_everybody
from app.usecases.counter.void_papers import VoidPapers, save_changed
from app.usecases.people.import_events import record_event
from app.usecases.people.import_memory import remember
from app.usecases.people.print_notes import save_note

T = TypeVar("T")
_LOOKED_BACK = 36
"""So many months back it is known what the office recorded itself; no list is older."""
_NOTHING_SAID = SaidOfSheet()
_PORTION = 2_000
"""So many people at a time are in memory twice."""


@dataclass(frozen=True, slots=True)
class Answers:
    """What whoever imports a list says of it, beside the file. None: as the file tells.

    profile: adds to what the headings say. password: of a protected file; kept nowhere.
    cells: what was typed instead of a cell, by row and column.
    """

    as_of: date | None = None
    sender: Sender | None = None
    is_part: bool | None = None
    profile: MappingProfile | None = None
    password: str = ""
    without: Collection[ListPart] = ()
    taken: Collection[RowAt] = ()
    cells: Mapping[tuple[RowAt, int], str] = field(default_factory=dict)


UNASKED = Answers()


@dataclass(frozen=True, slots=True)
class Basis:
    """What a list is compared with, as values: it may be looked at on any thread."""

    people: Sequence[Person]
    offices: Sequence[Office]
    notes: Mapping[PersonId, PrintNote]
    rules: SocietyRules
    insurer_number: str
    known: Known = field(default_factory=Known)
    profiles: Mapping[str, MappingProfile] = field(default_factory=dict)


def basis_of(queries: Queries, today: date) -> Basis:
    """Read what a list is compared with."""
    queries = queries.for_papers()
    return Basis(
        queries.people(),
        queries.offices(),
        queries.print_notes(),
        queries.rules_at(today),
        queries.society().insurer_number,
        Known(queries.told(), queries.recorded_here(months_after(today, -_LOOKED_BACK))),
        {one.fingerprint: MappingProfile.from_json(one.text) for one in queries.list_profiles()},
    )


def plan_of(
    data: bytes, filename: str, basis: Basis, *, today: date, answers: Answers = UNASKED
) -> ImportPlan:
    """Return what importing this file would do.

    Raises MyNumberRefused or BadValue with one sentence when the file cannot be taken.
    """
    table, profile = opened(data, filename, basis, answers)
    return plan_read(table, profile, filename, data, basis, today=today, answers=answers)


def opened(
    data: bytes, filename: str, basis: Basis, answers: Answers = UNASKED
) -> tuple[Table, MappingProfile]:
    """Return the list and how it is read: as answered now, else as its sender's lists were before."""
    saved = answers.profile
    reading = AS_FOUND if saved is None else saved.reading
    table = read_table(data, filename, reading=reading, password=answers.password)
    if saved is None and (known := basis.profiles.get(fingerprint(table))) is not None:
        saved = known
        if saved.reading != AS_FOUND:
            table = read_table(data, filename, reading=saved.reading, password=answers.password)
    return corrected(table, answers.cells), recognise(table, saved)


@without_collecting()
def plan_read(
    table: Table,
    profile: MappingProfile,
    filename: str,
    data: bytes,
    basis: Basis,
    *,
    today: date,
    answers: Answers = UNASKED,
) -> ImportPlan:
    """Return what importing a list would do. Raises BadValue where nobody can be recognised."""
    about = read_about(
        table,
        profile.positions(table),
        filename=filename,
        data=data,
        today=today,
        as_of=answers.as_of,
        sender=answers.sender,
        is_part=bool(answers.is_part),
    )
    plan = plan_import(
        table,
        profile,
        people=basis.people,
        offices=basis.offices,
        notes=basis.notes,
        rules=basis.rules,
        today=today,
        about=about,
        known=basis.known,
        insurer_number=basis.insurer_number,
        without=answers.without,
        taken=answers.taken,
    )
    if answers.is_part is None:
        return plan
    return replace(plan, questions=tuple(one for one in plan.questions if one.about != WHOLE))


def preview(
    data: bytes, filename: str, queries: Queries, *, today: date, answers: Answers = UNASKED
) -> ImportPlan:
    """Return what importing this file would do; nothing is stored. Raises as plan_of() does."""
    return plan_of(data, filename, basis_of(queries, today), today=today, answers=answers)


def with_consequences(store: Store, plan: ImportPlan, *, today: date) -> ImportPlan:
    """Return the plan with a note of the sheets that would become void; nothing is stored."""
    notes = store.queries.print_notes()
    rules = store.queries.rules_at(today)
    printed = [one for one in plan.changed if _changes_sheets(one, notes, rules, today)]
    if not printed:
        return plan
    try:
        with store.rehearsal() as tx:
            void = _store_changed(tx, printed, plan, None, today)
    except UserError as refusal:
        return replace(plan, notes=(str(refusal), *plan.notes))
    if not void.sentence:
        return plan
    return replace(plan, notes=(f"取り込むと: {void.sentence}", *plan.notes))


@of_everybody
@without_collecting()
def apply_import(tx: Transaction, plan: ImportPlan, *, today: date, report: Report = untold) -> Done:
    """Store a previewed import: events taken, new and changed persons, and offices not yet known.

    Persons missing from the file stay; quarantined rows stay outside. Sheets that show what changed
    become void, as after a change by hand. What was recorded since the preview stands.
    """
    if plan.stopped:
        raise NotAllowed(plan.stopped)
    progress = _Progress(report, 2 * len(plan.added) + len(plan.changed) + len(plan.confirmed))
    offices = _NewOffices(tx)
    told_events = "".join(record_event(tx, event, plan.about, today=today) for event in plan.taken_events)
    new: dict[PersonId, ListedPerson] = {}
    for added in progress.portions(plan.added):
        new |= _store_added(tx, added, plan, offices, today)
    void = VoidPapers()
    for changed in progress.portions(plan.changed):
        void += _store_changed(tx, changed, plan, offices, today)
    is_new = remember(tx, plan, new, progress.portions, today=today)
    has_done = bool(plan.added or plan.changed or plan.taken_events)
    if has_done or is_new or all(one.digest != plan.about.digest for one in tx.lists_taken()):
        tx.save_list_taken(_taken(tx, plan, today))
    sentence = f"新規{len(plan.added)}名、変更{len(plan.changed)}名を取り込みました。"
    if not has_done:
        sentence = "取り込む変更はありませんでした。"
    if plan.quarantined:
        sentence += f"{len({q.row for q in plan.quarantined})}行は保留です。理由を見て直してください。"
    if plan.asked:
        sentence += f"{len(plan.asked)}件の違いは突合に残しました。"
    return Done(
        sentence + told_events + void.sentence, f"取込 新規{len(plan.added)}名 変更{len(plan.changed)}名"
    )


class _Progress:
    """Work in portions, each told of when it is done."""

    def __init__(self, report: Report, total: int) -> None:
        self._report, self._total, self._done = report, total, 0

    def portions(self, items: Sequence[T]) -> Iterator[Sequence[T]]:
        """Return the items in portions."""
        for start in range(0, len(items), _PORTION):
            part = items[start : start + _PORTION]
            yield part
            self._done += len(part)
            self._report(min(self._done, self._total), self._total)


def _taken(tx: Transaction, plan: ImportPlan, today: date) -> ListTaken:
    about = plan.about
    return ListTaken(
        id=None,
        operation_id=tx.operation_id,
        taken_on=today,
        file_name=about.file_name,
        digest=about.digest,
        sender=about.sender,
        as_of=about.as_of,
        is_part=about.is_part,
        added=len(plan.added),
        changed=len(plan.changed),
        unchanged=plan.unchanged,
        missing=len(plan.missing),
        held=len({one.row for one in plan.quarantined}),
        asked=len(plan.asked),
    )


def _store_added(
    tx: Transaction, added: Sequence[ListedPerson], plan: ImportPlan, offices: "_NewOffices", today: date
) -> dict[PersonId, ListedPerson]:
    on = plan.about.as_of or today
    people = [new_person(listed, offices.of(listed), on=on, today=today) for listed in added]
    ids = tx.save_people(people)
    for person_id, person, listed in zip(ids, people, added, strict=True):
        if (said := listed.on_sheet) != _NOTHING_SAID:
            save_note(tx, replace(person, id=person_id), told(said, None), on=today)
    return dict(zip(ids, added, strict=True))


def _store_changed(
    tx: Transaction,
    changed: Sequence[ChangedPerson],
    plan: ImportPlan,
    offices: "_NewOffices | None",
    today: date,
) -> VoidPapers:
    """Store the members as the list has them; offices: None leaves each where it is."""
    pairs = [_changed(tx, one, plan.about.as_of or today, offices, today) for one in changed]
    void = save_changed(tx, [(old, new) for old, new, _ in pairs], on=today)
    for (_, new, kept), one in zip(pairs, changed, strict=True):
        if one.on_sheet != _NOTHING_SAID:
            void += save_note(tx, new, told(one.on_sheet, kept), on=today) or VoidPapers()
    return void


def _changed(
    tx: Transaction, changed: ChangedPerson, on: date, offices: "_NewOffices | None", today: date
) -> tuple[Person, Person, PrintNote | None]:
    assert changed.person.id is not None
    # Loaded anew: what was recorded since the preview, such as a leaver, must stand.
    old = tx.person(changed.person.id)
    note = tx.print_note(changed.person.id)
    person = merge(old, changed.listed, changed.changes, on=on, today=today)
    moves = any(change.field == "office" for change in changed.changes)
    if offices is not None and moves and old.office_id == changed.person.office_id:
        person = replace(person, office_id=offices.of(changed.listed))
    return old, person, note


def _changes_sheets(
    one: ChangedPerson, notes: Mapping[PersonId, PrintNote], rules: SocietyRules, today: date
) -> bool:
    assert one.person.id is not None
    new = merge(one.person, one.listed, one.changes, on=today, today=today)
    note = notes.get(one.person.id)
    return bool(printed_changes(one.person, new, rules) or hidden_changes(one.on_sheet, note))


class _NewOffices:
    """The offices of this data folder; those that a list names for the first time are added."""

    def __init__(self, tx: Transaction) -> None:
        self._tx, self._offices = tx, Offices(tx.offices())

    def of(self, listed: ListedPerson) -> OfficeId:
        """Return the office of a row; see app.importing.offices."""
        office = self._offices.of(listed)
        if office.id is None:
            office = self._tx.save_office(office)
            self._offices.learn(office)
        assert office.id is not None
        return office.id
