"""Take over a list from the society, HR or the office's own Excel, as one step."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from app.changes import Done
from app.domain.ids import OfficeId, PersonId
from app.domain.person import Office, Person
from app.domain.print_note import PrintNote
from app.domain.printed_facts import printed_changes
from app.errors import UserError
from app.importing.diff import ChangedPerson, ImportPlan, merge, new_person, plan_import
from app.importing.mapping import ListedPerson, MappingProfile, recognise
from app.importing.on_sheet import hidden_changes, told
from app.importing.reader import read_table
from app.importing.table import Reading
from app.ports import Queries, Store, Transaction
from app.usecases.counter.void_papers import VoidPapers, save_changed
from app.usecases.people.print_notes import save_note


def preview(
    data: bytes,
    filename: str,
    queries: Queries,
    *,
    today: date,
    profile: MappingProfile | None = None,
    password: str = "",
) -> ImportPlan:
    """Return what importing this file would do; nothing is stored. A profile adds to what the headings say.

    Raises MyNumberRefused or BadValue with one sentence when the file cannot be taken.
    """
    table = read_table(data, filename, reading=profile.reading if profile else Reading(), password=password)
    return plan_import(
        table,
        recognise(table, profile),
        people=queries.people(),
        offices=queries.offices(),
        notes=queries.print_notes(),
        rules=queries.rules_at(today),
        today=today,
    )


def with_consequences(store: Store, plan: ImportPlan, *, today: date) -> ImportPlan:
    """Return the plan with a note of the sheets that would become void; nothing is stored."""
    notes = store.queries.print_notes()
    printed = [one for one in plan.changed if _changes_sheets(one, notes, today)]
    if not printed:
        return plan
    try:
        with store.rehearsal() as tx:
            void = _store_changed(tx, printed, None, today)
    except UserError as refusal:
        return replace(plan, notes=(str(refusal), *plan.notes))
    if not void.sentence:
        return plan
    return replace(plan, notes=(f"取り込むと: {void.sentence}", *plan.notes))


def apply_import(tx: Transaction, plan: ImportPlan, *, today: date) -> Done:
    """Store a previewed import: new and changed persons, and offices not yet known.

    Persons missing from the file stay; quarantined rows stay outside. Sheets that show what
    changed become void, as after a change by hand.
    """
    offices = _Offices(tx)
    people = [new_person(listed, offices.of(listed), today=today) for listed in plan.added]
    tx.save_people(people)
    for listed in plan.added:
        if any(listed.on_sheet):
            saved = next(p for p in tx.household(listed.symbol, listed.number) if p.key == listed.key)
            save_note(tx, saved, *told(*listed.on_sheet, None), on=today)
    void = _store_changed(tx, plan.changed, offices, today)
    sentence = f"新規{len(plan.added)}名、変更{len(plan.changed)}名を取り込みました。"
    if not plan.added and not plan.changed:
        sentence = "取り込む変更はありませんでした。"
    if plan.quarantined:
        sentence += f"{len({q.row for q in plan.quarantined})}行は保留です。理由を見て直してください。"
    return Done(sentence + void.sentence, f"取込 新規{len(plan.added)}名 変更{len(plan.changed)}名")


def _store_changed(
    tx: Transaction, changed: Sequence[ChangedPerson], offices: "_Offices | None", today: date
) -> VoidPapers:
    """Store the members as the list has them; offices: None leaves each where it is."""
    pairs = [_changed(tx, one, offices, today) for one in changed]
    void = save_changed(tx, [(old, new) for old, new, _ in pairs], on=today)
    for (_, new, kept), one in zip(pairs, changed, strict=True):
        if one.listed.on_sheet != (None, None):
            more = save_note(tx, new, *told(*one.listed.on_sheet, kept), on=today) or VoidPapers()
            void = VoidPapers(void.to_come_back + more.to_come_back, void.spoiled + more.spoiled)
    return void


def _changed(
    tx: Transaction, changed: ChangedPerson, offices: "_Offices | None", today: date
) -> tuple[Person, Person, PrintNote | None]:
    assert changed.person.id is not None
    # Loaded anew: what was recorded since the preview, such as a leaver, must stand.
    old = tx.person(changed.person.id)
    note = tx.print_note(changed.person.id)
    person = merge(old, changed.listed, today=today, note=note)
    if offices is not None and (changed.listed.office_code or changed.listed.office_name):
        person = replace(person, office_id=offices.of(changed.listed))
    return old, person, note


def _changes_sheets(one: ChangedPerson, notes: Mapping[PersonId, PrintNote], today: date) -> bool:
    assert one.person.id is not None
    note = notes.get(one.person.id)
    return bool(
        printed_changes(one.person, merge(one.person, one.listed, today=today, note=note))
        or hidden_changes(*one.listed.on_sheet, note)
    )


class _Offices:
    """The offices of this data folder; those that a list names for the first time are added."""

    def __init__(self, tx: Transaction) -> None:
        self._tx = tx
        self._by_code = {office.code: office for office in tx.offices()}

    def of(self, listed: ListedPerson) -> OfficeId:
        """Return the office of a row; a list without offices groups its members by 記号."""
        code = listed.office_code or self._code_named(listed.office_name) or listed.symbol
        office = self._by_code.get(code)
        if office is None:
            name = listed.office_name or f"記号{code}の事業所"
            office = self._by_code[code] = self._tx.save_office(Office(None, code, name))
        assert office.id is not None
        return office.id

    def _code_named(self, name: str | None) -> str | None:
        return next((o.code for o in self._by_code.values() if name and o.name == name), None)
