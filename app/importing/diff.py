"""New, changed, missing, quarantined: what an import would do, before anything is written."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from types import MappingProxyType

from app.domain.cover import covered
from app.domain.household import employee_of
from app.domain.ids import OfficeId, PersonId
from app.domain.person import (
    LossCause,
    Office,
    Person,
    PersonKind,
    Sex,
)
from app.domain.print_note import PrintNote
from app.domain.rules import SocietyRules, shipped_rules
from app.importing.columns import columns_of
from app.importing.heading_notes import check_columns, heading_notes
from app.importing.listed import (
    Quarantined,
    ReadRow,
    column_title,
    event_of,
    impossible_dates,
    match_key,
)
from app.importing.mapping import Field, ListedPerson, MappingProfile
from app.importing.members import read_rows
from app.importing.on_sheet import ALIAS_NOTE, hidden_changes, is_registered_name
from app.importing.open_questions import open_questions
from app.importing.stages import (
    as_meant,
    is_older,
    is_on_paper_still,
    is_weaker,
    on_request_notes,
    stale_notes,
)
from app.importing.table import Table, row_list
from app.importing.values import same_text
from app.words import label


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One fact that would change; title is the Japanese name of the field."""

    field: str
    title: str
    old: object
    new: object


@dataclass(frozen=True, slots=True)
class ChangedPerson:
    """A member about whom the list says something new."""

    person: Person
    listed: ListedPerson
    changes: tuple[FieldChange, ...]


@dataclass(frozen=True, slots=True)
class ImportPlan:
    """What an import would do. missing members stay; quarantined rows stay outside.

    notes: sentences about what was repaired or not read.
    """

    added: tuple[ListedPerson, ...]
    changed: tuple[ChangedPerson, ...]
    unchanged: int
    missing: tuple[Person, ...]
    quarantined: tuple[Quarantined, ...]
    notes: tuple[str, ...]


_TOLD = tuple(
    field.name for field in fields(Person) if field.name in {one.name for one in fields(ListedPerson)}
)
"""The facts of a person that a list may tell; the office is told apart, by its code or its name."""
_COMPARED = tuple(name for name in _TOLD if name not in ("symbol", "number", "branch_number"))
_UNTOLD = {"kana": "", "sex": Sex.UNSET, "relationship": ""}
_USUAL_CAUSE = {PersonKind.INSURED: LossCause.LEFT, PersonKind.DEPENDANT: LossCause.REMOVED_DEPENDANT}


def plan_import(
    table: Table,
    profile: MappingProfile,
    *,
    people: Sequence[Person],
    offices: Sequence[Office] = (),
    notes: Mapping[PersonId, PrintNote] = MappingProxyType({}),
    rules: SocietyRules | None = None,
    today: date,
) -> ImportPlan:
    """Return what importing this list would do; nothing is written.

    Members are found by 記号, 番号 and 枝番. A blank never overwrites. notes: what sheets say
    beyond the roster. rules: of the society; without, as the program ships them. Raises BadValue when
    a column without which nobody can be recognised is missing.
    """
    positions = profile.positions(table)
    columns = columns_of(table, profile, today)
    check_columns(table, columns.fields(profile), is_first=not people)
    rules = rules or shipped_rules().at(today)
    rows = read_rows(table, profile, people=people, today=today, rules=rules, columns=columns)
    questions = open_questions(table, profile, today=today, people=people, columns=columns)
    held = [entry for row in rows for entry in row.held]
    listed, doubles = _without_doubles(rows, column_title(table.headings, positions, Field.NUMBER))
    held += doubles

    known = {_match_key(person): person for person in people}
    households = _households(people)
    office_of = {office.id: office for office in offices}
    added: list[ListedPerson] = []
    changed: list[ChangedPerson] = []
    unchanged = 0
    on_request = 0
    for key, told in listed.items():
        person = known.get(key)
        entry = as_meant(told, person, today)
        on_request += entry is not told
        if person is None:
            refused = _not_new(entry, households)
        else:
            note = _note_of(person, notes)
            changes = (
                *_changes(person, entry, today, note),
                *(FieldChange(*change) for change in hidden_changes(*entry.on_sheet, note)),
                *_move(person, entry, office_of),
            )
            merged = merge(person, entry, today=today, note=note)
            refused = _contradiction(merged, today) if changes else None
        if refused is not None:
            field, reason = refused
            held.append(Quarantined(entry.row, column_title(table.headings, positions, field), reason))
        elif person is None:
            added.append(entry)
        elif changes:
            changed.append(ChangedPerson(person, entry, changes))
        else:
            unchanged += 1
    named = {row.match_key for row in rows}
    return ImportPlan(
        added=tuple(added),
        changed=tuple(changed),
        unchanged=unchanged,
        missing=tuple(p for p in people if _match_key(p) not in named and _is_covered(p, households, today)),
        quarantined=tuple(sorted(held, key=lambda entry: entry.row)),
        notes=(
            *table.notes,
            *_repair_notes(rows),
            *(question.sentence for question in questions),
            *heading_notes(table, profile, questions, columns),
            *stale_notes(listed, known, today),
            *on_request_notes(on_request),
            *([ALIAS_NOTE] if any(entry.registry_name for entry in listed.values()) else []),
        ),
    )


def merge(person: Person, listed: ListedPerson, *, today: date, note: PrintNote | None = None) -> Person:
    """Return the member as the list has it; what the list leaves open stays.

    note: what the member's sheet says beyond the roster now.
    """
    new = {change.field: change.new for change in _changes(person, listed, today, note)}
    if "enrolment" in new:
        new["enrolment_as_of"] = today
    if "disqualified_on" in new and listed.disqualified_on is not None:
        cause = listed.loss_cause or person.loss_cause or _USUAL_CAUSE[person.kind]
        new |= {"loss_cause": cause, "last_day_on": event_of(cause, listed.disqualified_on)}
    if "certificate_expires_on" in new:
        # The 交付年月日 that an earlier list named was that of the sheet before.
        new["issued_on"] = listed.issued_on
    return replace(person, **new)  # type: ignore[arg-type]  # each change has its field's type


def new_person(listed: ListedPerson, office_id: OfficeId, *, today: date) -> Person:
    """Return the new member of a row; a loss without a cause is taken for the usual one."""
    if listed.qualified_on is None:
        raise ValueError("plan_import() holds back new persons without 資格取得日")
    lost = listed.disqualified_on
    cause = None if lost is None else listed.loss_cause or _USUAL_CAUSE[listed.kind]
    told = {name: value for name in _TOLD if (value := getattr(listed, name)) is not None}
    told |= {
        "loss_cause": cause,
        "last_day_on": None if lost is None or cause is None else event_of(cause, lost),
    }
    # What is not told is known to be unknown from that day; what is due of the person counts from there.
    return Person(id=None, office_id=office_id, enrolment_as_of=today, **(_UNTOLD | told))


def _note_of(person: Person, notes: Mapping[PersonId, PrintNote]) -> PrintNote | None:
    return None if person.id is None else notes.get(person.id)


def _changes(person: Person, listed: ListedPerson, today: date, note: PrintNote | None) -> list[FieldChange]:
    found = []
    for name in _COMPARED:
        old, new = getattr(person, name), getattr(listed, name)
        if new is None and name in listed.cleared and old:
            found.append(FieldChange(name, label(Field(name)), old, "" if isinstance(old, str) else None))
        if new is None or new == old or is_weaker(old, new) or is_older(person, new, today):
            continue
        if name == "enrolment" and is_on_paper_still(person, listed, today):
            continue
        if isinstance(old, str) and name in ("name", "kana") and same_text(old, new):
            continue
        if name == "name" and is_registered_name(listed.name, listed.registry_name, note):
            continue
        found.append(FieldChange(name, label(Field(name)), old, new))
    return found


def _move(
    person: Person, listed: ListedPerson, office_of: Mapping[OfficeId | None, Office]
) -> list[FieldChange]:
    """The change of office, where the list names one; offices are known by code, else by name."""
    old = office_of.get(person.office_id)
    if old is None:
        return []
    if listed.office_code is None:
        stays = listed.office_name in (None, old.name)
    else:
        stays = listed.office_code == old.code
    new = listed.office_name or listed.office_code
    return [] if stays else [FieldChange("office", label(Field.OFFICE_NAME), old.name, new)]


def _without_doubles(
    rows: Sequence[ReadRow], column: str
) -> tuple[dict[str, ListedPerson], list[Quarantined]]:
    """Hold back the repetition of a row, and all rows that contradict each other."""
    groups: dict[str, list[ListedPerson]] = defaultdict(list)
    for row in rows:
        if row.person is not None:
            groups[row.match_key].append(row.person)
    kept: dict[str, ListedPerson] = {}
    held: list[Quarantined] = []
    for key, (first, *others) in groups.items():
        if all(replace(other, row=first.row) == first for other in others):
            kept[key] = first
            reason = f"同じ行が{first.row}行目にあります。どちらかを消してください。"
            held += [Quarantined(other.row, column, reason) for other in others]
        else:
            numbers = [first.row, *(other.row for other in others)]
            reason = (
                f"{first.key} が{row_list(numbers)}にあり、中身が違います。正しい行だけを残してください。"
            )
            held += [Quarantined(number, column, reason) for number in numbers]
    return kept, held


def _match_key(person: Person) -> str:
    return match_key(person.symbol, person.number, person.branch_number)


def _household(member: Person | ListedPerson) -> tuple[str, str]:
    """記号 and 番号 without the zeros that a spreadsheet takes away."""
    symbol, number = (match_key(text, "", "").lstrip("0") for text in (member.symbol, member.number))
    return symbol, number


def _households(people: Sequence[Person]) -> Mapping[tuple[str, str], list[Person]]:
    found: dict[tuple[str, str], list[Person]] = defaultdict(list)
    for person in people:
        found[_household(person)].append(person)
    return found


def _is_covered(person: Person, households: Mapping[tuple[str, str], Sequence[Person]], today: date) -> bool:
    home = (person.symbol, person.number)
    near = households[_household(person)]
    return covered(person, employee_of(one for one in near if (one.symbol, one.number) == home), today)


def _not_new(
    listed: ListedPerson, households: Mapping[tuple[str, str], Sequence[Person]]
) -> tuple[Field, str] | None:
    """Return why somebody not found by number is held back instead of added, if so.

    Zeros lost in a spreadsheet, or a list without 枝番, would enter everybody a second time.
    """
    for member in households.get(_household(listed), ()):
        same_number = match_key(member.symbol, member.number, "") == match_key(
            listed.symbol, listed.number, ""
        )
        if not same_number:
            reason = (
                f"名簿の {member.key} と先頭の0だけが違います。Excelで0が消えていないか確かめてください。"
            )
            return Field.NUMBER, reason
        if bool(member.branch_number) != bool(listed.branch_number):
            reason = f"名簿には {member.key} がいます。枝番のあるなしをそろえてください。"
            return Field.BRANCH_NUMBER, reason
    if listed.qualified_on is None:
        return Field.QUALIFIED_ON, "名簿にない方です。資格取得日を入れてください。"
    return None


def _contradiction(person: Person, today: date) -> tuple[Field, str] | None:
    """What the list says may be sound by itself and yet not fit what is known."""
    found = impossible_dates(
        born=person.born_on, qualified=person.qualified_on, lost=person.disqualified_on, today=today
    )
    return next(iter(found.items()), None)


def _repair_notes(rows: Sequence[ReadRow]) -> list[str]:
    repaired: dict[str, list[int]] = defaultdict(list)
    for row in rows:
        for repair in row.repairs:
            repaired[repair].append(row.row)
    return [f"{repair}({row_list(numbers)})。" for repair, numbers in repaired.items()]
