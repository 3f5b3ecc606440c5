"""New, changed, missing, quarantined, asked: what an import would do, before anything is written."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import field, replace
from datetime import date
from types import MappingProxyType

from app.domain.accepted_text import quotable
from app.domain.ids import PersonId
from app.domain.person import Office, Person
from app.domain.print_note import PrintNote
from app.domain.rules import SocietyRules, shipped_rules
from app.domain.wareki import wareki_short
from app.importing.about import About, refuse_other_insurer
from app.importing.branches import are_awaited
from app.importing.columns import Columns, columns_of
from app.importing.comparing import compare
from app.importing.events import recognised
from app.importing.heading_notes import check_columns, heading_notes
from app.importing.listed import Quarantined, ReadRow, column_title, impossible_dates
from app.importing.mapping import Field, ListedPerson, MappingProfile
from app.importing.members import read_rows
from app.importing.merging import merge
from app.importing.new_people import second_employees, why_not_a_name, why_not_new
from app.importing.offices import Offices
from app.importing.on_sheet import ALIAS_NOTE, is_registered_name
from app.importing.open_questions import open_questions
from app.importing.ordinary_copay import NOTE, is_ordinary, without_ordinary
from app.importing.people import Found, Roster, is_other_human, is_slipped, key_of
from app.importing.plan import (
    Asked,
    ChangedPerson,
    Confirmed,
    Event,
    FieldChange,
    ImportPlan,
    ListPart,
    left_out_fields,
    left_out_rows,
)
from app.importing.questions import notes_of, questions_of
from app.importing.row_at import RowAt, row_list
from app.importing.same import is_same_name
from app.importing.stages import as_meant, behind_notes, on_request_notes
from app.importing.table import Table
from app.importing.weigh import Known, Scale
from app.late import dataclass
from app.words import label

Held = tuple[Field, str]


def plan_import(
    table: Table,
    profile: MappingProfile,
    *,
    people: Sequence[Person],
    offices: Sequence[Office] = (),
    notes: Mapping[PersonId, PrintNote] = MappingProxyType({}),
    rules: SocietyRules | None = None,
    today: date,
    about: About | None = None,
    known: Known | None = None,
    insurer_number: str = "",
    without: Collection[ListPart] = (),
    taken: Collection[RowAt] = (),
) -> ImportPlan:
    """Return what importing this list would do; nothing is written.

    Members are found by 記号, 番号 and 枝番, and by the human behind them. A blank never overwrites.
    notes: what sheets say beyond the roster. rules: of the society; without, as the program ships them.
    about: whose list it is, of which day. known: who said what is on file, and when. insurer_number: ours.
    without: what is not to be taken. taken: the rows of the events that are to be recorded. Raises BadValue
    when a column without which nobody can be recognised is missing, or the list is another society's.
    """
    positions = profile.positions(table)
    columns = columns_of(table, profile, today)
    check_columns(table, columns.fields(profile), is_first=not people)
    others = refuse_other_insurer(table, positions, insurer_number) if insurer_number else {}
    rules = rules or shipped_rules().at(today)
    rows = read_rows(table, profile, people=people, today=today, rules=rules, columns=columns)
    open_columns = open_questions(table, profile, today=today, people=people, columns=columns)

    def title(one: Field) -> str:
        return column_title(table.headings, positions, one)

    listed, doubles, named = _without_doubles(rows, title(Field.NUMBER))
    outside = left_out_rows(without) | others.keys()
    named |= {row.match_key for row in rows if row.person is None or row.row in outside}
    unread, repairs = [entry for row in rows for entry in row.held], _repair_notes(rows)
    # Of a long list what is read is let go as soon as it is sorted.
    del rows
    scale = Scale(about or About(), known or Known(), rules.list_lags_months, today)
    awaits_branch = are_awaited(table, profile, columns, people)
    planner = _Planner(Roster(people), Offices(offices), notes, scale, tuple(without), awaits_branch)
    as_of = scale.about.as_of or today
    planner.sort([without_ordinary(one, as_of) for one in listed if one.row not in outside], taken)
    held = [
        *unread,
        *doubles,
        *(
            Quarantined(row, title(Field.INSURER_NUMBER), f"保険者番号 {quotable(n)} は別の健保です。")
            for row, n in others.items()
        ),
        *(Quarantined(one.row, title(where), reason, one.name) for one, where, reason in planner.held),
    ]
    missing = planner.missing(named)
    plan = planner.plan(_with_names(held, table, columns), missing)
    return replace(
        plan,
        columns=tuple(open_columns),
        notes=(
            *table.notes,
            *repairs,
            *heading_notes(table, profile, open_columns, columns),
            *behind_notes(planner.behind, scale.lag_months),
            *on_request_notes(planner.on_request),
            *([NOTE] if any(is_ordinary(one, as_of) for one in listed) else []),
            *([ALIAS_NOTE] if any(one.registry_name for one in listed) else []),
            *notes_of(scale.about, planner.asked, planner.kept),
        ),
    )


@dataclass(slots=True)
class _Planner:
    """Sorts the rows of one list."""

    roster: Roster
    offices: Offices
    notes: Mapping[PersonId, PrintNote]
    scale: Scale
    without: Sequence[ListPart]
    awaits_branch: bool = False
    added: list[ListedPerson] = field(default_factory=list)
    changed: list[ChangedPerson] = field(default_factory=list)
    unchanged: int = 0
    held: list[tuple[ListedPerson, Field, str]] = field(default_factory=list)
    asked: list[Asked] = field(default_factory=list)
    kept: list[Asked] = field(default_factory=list)
    confirmed: list[Confirmed] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    pairs: list[tuple[Person, ListedPerson]] = field(default_factory=list)
    named: set[PersonId | None] = field(default_factory=set)
    on_request: int = 0
    behind: int = 0

    def sort(self, listed: Sequence[ListedPerson], taken: Collection[RowAt]) -> None:
        """Sort all rows: of members, of events, of new people."""
        meant = [self.roster.meant(one) for one in listed]
        found = recognised(listed, meant, self.roster, self.scale, taken)
        self.events, self.kept = found.events, found.kept
        self.held += [(one, Field.NUMBER, reason) for one, reason in found.held]
        self.named = {one.person.id for one in meant if one is not None}
        new = []
        for told, who in zip(listed, meant, strict=True):
            if found.keys and key_of(told) in found.keys:
                continue
            if who is None or who.found is Found.ELSEWHERE:
                new.append(told)
            else:
                self._sort_member(who.person, told)
        self._sort_new(new)

    def _sort_member(self, person: Person, told: ListedPerson) -> None:
        today, note = self.scale.today, None if person.id is None else self.notes.get(person.id)
        is_registered = is_registered_name(told.name, told.registry_name, note)
        named = replace(told, name=person.name) if is_registered else told
        if is_other_human(person, named):
            self.held.append((told, Field.NAME, _somebody_else(person, told)))
            return
        self.pairs.append((person, named))
        entry = as_meant(told, person, today)
        self.on_request += entry is not told
        found = compare(
            person,
            entry,
            note=note,
            offices=self.offices,
            scale=self.scale,
            without=left_out_fields(self.without, told.row),
        )
        self.behind += found.is_behind
        if found.changes and (refused := self._contradiction(person, entry, found.changes)):
            self.held.append((told, *refused))
            return
        self.asked += found.asked
        self.kept += found.kept
        self.confirmed.append(found.confirmed(person.id, entry))
        if found.changes:
            self.changed.append(ChangedPerson(person, entry, tuple(found.changes)))
        elif not found.asked:
            self.unchanged += 1

    def _contradiction(
        self, person: Person, listed: ListedPerson, changes: Sequence[FieldChange]
    ) -> Held | None:
        """What the list says may be sound by itself and yet not fit what is known, or a sheet."""
        if any(change.field == "name" for change in changes) and (refused := why_not_a_name(listed.name)):
            return refused
        merged = merge(person, listed, changes, on=self.scale.today, today=self.scale.today)
        found = impossible_dates(
            born=merged.born_on,
            qualified=merged.qualified_on,
            lost=merged.disqualified_on,
            today=self.scale.today,
        )
        return next(iter(found.items()), None)

    def _why_not_new(self, told: ListedPerson) -> Held | None:
        return why_not_new(told, self.roster, awaits_branch=self.awaits_branch)

    def _sort_new(self, listed: Sequence[ListedPerson]) -> None:
        new = []
        for told in listed:
            if (refused := self._why_not_new(told)) is not None:
                self.held.append((told, *refused))
            else:
                new.append(as_meant(told, None, self.scale.today))
                self.on_request += new[-1] is not told
        seconds = second_employees(new, self.roster)
        self.held += [(one, Field.KIND, seconds[key_of(one)]) for one in new if key_of(one) in seconds]
        self.added = [_without_cells(one, self.without) for one in new if key_of(one) not in seconds]

    def missing(self, named: Collection[str]) -> tuple[Person, ...]:
        """Return who is covered on the day of the list and not named by it; nobody where it is a part."""
        if self.scale.about.is_part:
            return ()
        on = self.scale.about.as_of or self.scale.today
        return tuple(
            person
            for person in self.roster.people
            if person.id not in self.named
            and key_of(person) not in named
            and self.roster.is_covered(person, on)
        )

    def plan(self, held: Sequence[Quarantined], missing: tuple[Person, ...]) -> ImportPlan:
        """Return the plan; where the names stand in other rows than theirs nothing is taken."""
        plan = ImportPlan(
            added=tuple(self.added),
            changed=tuple(self.changed),
            unchanged=self.unchanged,
            missing=missing,
            quarantined=tuple(sorted(held, key=lambda entry: entry.row.order)),
            notes=(),
            about=self.scale.about,
            asked=tuple(self.asked),
            kept=tuple(self.kept),
            events=tuple(self.events),
            questions=tuple(
                questions_of(
                    self.scale.about, self.asked, missing=len(missing), covered=len(missing) + len(self.pairs)
                )
            ),
            confirmed=tuple(self.confirmed),
        )
        strangers = sum(where is Field.NAME for _, where, _ in self.held)
        if not is_slipped(self.pairs, strangers):
            return plan
        told = (
            f"番号の合う{len(self.pairs) + strangers}名のうち、氏名の違う方が多すぎます。"
            "行や列がずれていないか、別の一覧でないかを確かめてください。何も取り込みません。"
        )
        shown = [
            Quarantined(one.row, label(Field.NAME), _somebody_else(person, one), one.name)
            for person, one in self.pairs
            if not is_same_name(person.name, one.name)
        ]
        return replace(
            plan,
            added=(),
            changed=(),
            asked=(),
            kept=(),
            events=(),
            questions=(),
            confirmed=(),
            quarantined=tuple(sorted((*plan.quarantined, *shown), key=lambda entry: entry.row.order)),
            stopped=told,
        )


def _somebody_else(person: Person, listed: ListedPerson) -> str:
    return (
        f"名簿の {person.key} は {person.name} さん({wareki_short(person.born_on)}生)ですが、"
        f"一覧では {listed.name} さん({wareki_short(listed.born_on)}生)です。番号を健保に確かめてください。"
    )


def _without_cells(listed: ListedPerson, without: Sequence[ListPart]) -> ListedPerson:
    """A new member without the cells that are left out; what nobody can do without stays."""
    outside = left_out_fields(without, listed.row) - _NEEDED
    return replace(listed, **dict.fromkeys(outside)) if outside else listed  # type: ignore[arg-type]


_NEEDED = frozenset(
    {"kind", "symbol", "number", "branch_number", "name", "born_on", "qualified_on", "office"}
)


def _with_names(held: Sequence[Quarantined], table: Table, columns: Columns) -> list[Quarantined]:
    """The rows held back with who stands there and what stands beside."""
    wanted = {entry.row for entry in held if not entry.cells}
    rows = {row.at: row for row in table.rows if row.at in wanted}
    names = columns.of(Field.NAME)
    found = []
    for entry in held:
        row = rows.get(entry.row) if not entry.cells else None
        if row is None:
            found.append(entry)
        else:
            name = entry.name or ("" if names is None else names.text(row))
            found.append(replace(entry, name=name, cells=row.cells))
    return found


def _without_doubles(
    rows: Sequence[ReadRow], column: str
) -> tuple[list[ListedPerson], list[Quarantined], set[str]]:
    """Hold back the repetition of a row, and all rows that contradict each other; say whom they are about."""
    firsts: dict[str, ListedPerson] = {}
    doubled: dict[str, list[ListedPerson]] = {}
    for row in rows:
        if row.person is not None and firsts.setdefault(row.match_key, row.person) is not row.person:
            doubled.setdefault(row.match_key, []).append(row.person)
    kept: list[ListedPerson] = []
    held: list[Quarantined] = []
    for key, first in firsts.items():
        others = doubled.get(key)
        if others is None:
            kept.append(first)
        elif all(replace(other, row=first.row) == first for other in others):
            kept.append(first)
            reason = f"同じ行が{first.row}にあります。どちらかを消してください。"
            held += [Quarantined(other.row, column, reason) for other in others]
        else:
            places = [first.row, *(other.row for other in others)]
            reason = f"{first.key} が{row_list(places)}にあり、中身が違います。正しい行だけを残してください。"
            held += [Quarantined(at, column, reason) for at in places]
    return kept, held, set(doubled)


def _repair_notes(rows: Sequence[ReadRow]) -> list[str]:
    repaired: dict[str, list[RowAt]] = defaultdict(list)
    for row in rows:
        for repair in row.repairs:
            repaired[repair].append(row.row)
    return [f"{repair}({row_list(rows)})。" for repair, rows in repaired.items()]
