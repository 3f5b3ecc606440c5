"""What a row says otherwise than the roster, fact by fact, and what becomes of each."""

from collections.abc import Collection, Iterator
from dataclasses import field

from app.domain.difference import DifferenceCause
from app.domain.ids import PersonId
from app.domain.person import Enrolment, Person
from app.domain.print_note import PrintNote
from app.domain.told import GROUP_OF, FactGroup
from app.importing.fields import KEY
from app.importing.mapping import Field, ListedPerson
from app.importing.merging import TOLD, groups_of
from app.importing.offices import Offices
from app.importing.on_sheet import hidden_changes, is_registered_name
from app.importing.plan import LEADER, Asked, Confirmed, FieldChange
from app.importing.same import is_same
from app.importing.stages import is_behind, is_on_paper_still, is_weaker
from app.importing.weigh import Scale, Verdict, Weight
from app.late import dataclass
from app.words import label

_COMPARED = sorted((name for name in TOLD if name not in KEY), key=lambda name: name in LEADER)


_SEEN: dict[frozenset[FactGroup], frozenset[FactGroup]] = {}
"""Every combination of groups that a row ever said; there are few."""


@dataclass(slots=True)
class Compared:
    """What a row says of one member: changes that count, and those that are asked about or older."""

    changes: list[FieldChange] = field(default_factory=list)
    asked: list[Asked] = field(default_factory=list)
    kept: list[Asked] = field(default_factory=list)
    is_behind: bool = False

    def confirmed(self, person_id: PersonId | None, listed: ListedPerson) -> Confirmed:
        """Return of which groups the row says nothing that was not taken."""
        open_ = {GROUP_OF[one.change.field] for one in (*self.asked, *self.kept)}
        behind = {FactGroup.STAGE} if self.is_behind else set()
        groups = groups_of(listed) - open_ - behind
        # A long list says the same of nearly everybody.
        return Confirmed(person_id, _SEEN.setdefault(groups, groups))


def compare(
    person: Person,
    listed: ListedPerson,
    *,
    note: PrintNote | None,
    offices: Offices,
    scale: Scale,
    without: Collection[str] = (),
) -> Compared:
    """Return what the row says otherwise. without: fields that are not taken from it."""
    found = Compared()
    verdicts: dict[str, Verdict] = {}
    for change in _differing(person, listed, note, offices):
        if not {change.field, LEADER.get(change.field)}.isdisjoint(without):
            continue
        if change.field == "enrolment" and _is_no_news(person, listed, scale, found):
            continue
        verdict = scale.weigh(person.id, change.field, change.old)
        leader = verdicts.get(LEADER.get(change.field, ""), Weight.COUNTS)
        verdicts[change.field] = verdict = verdict if leader is Weight.COUNTS else leader
        if verdict is Weight.COUNTS:
            found.changes.append(change)
        elif isinstance(verdict, DifferenceCause):
            found.asked.append(Asked(person, listed, change, verdict))
        else:
            found.kept.append(Asked(person, listed, change, None))
    if found.changes or not found.asked:
        hidden = hidden_changes(listed.on_sheet, note)
        found.changes += [FieldChange(*change) for change in hidden if change[0] not in without]
    return found


def _differing(
    person: Person, listed: ListedPerson, note: PrintNote | None, offices: Offices
) -> Iterator[FieldChange]:
    if listed.branch_number and not person.branch_number:
        yield FieldChange("branch_number", label(Field.BRANCH_NUMBER), "", listed.branch_number)
    for name in _COMPARED:
        old, new = getattr(person, name), getattr(listed, name)
        if new is None and name in listed.cleared and old:
            yield FieldChange(name, label(Field(name)), old, "" if isinstance(old, str) else None)
        if new is None or old == new or is_same(name, old, new):
            continue
        if name == "name" and is_registered_name(listed.name, listed.registry_name, note):
            continue
        yield FieldChange(name, label(Field(name)), old, new)
    if listed.office_code is None and listed.office_name is None:
        return
    old_office, office = offices.by_id(person.office_id), offices.of(listed)
    if old_office is not None and office.id != old_office.id:
        yield FieldChange("office", label(Field.OFFICE_NAME), old_office.name, office.name)


def _is_no_news(person: Person, listed: ListedPerson, scale: Scale, found: Compared) -> bool:
    """Of a registration a list may know less than the office; see app.importing.stages."""
    on = scale.about.as_of or scale.today
    if is_weaker(person.enrolment, listed.enrolment) or is_on_paper_still(person, listed, on):
        return True
    is_recorded = scale.is_recorded_here(person, "enrolment")
    if is_recorded and is_behind(person, listed.enrolment, on, scale.lag_months):
        found.is_behind = True
    return found.is_behind and person.enrolment is Enrolment.REGISTERED
