"""Store changed members together with what follows for the sheets that show the old facts.

Every change of a member goes through here, by hand, by an event or by a list.
Source: docs/rules.md, "Return of certificates".
"""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date

from app.domain.certificate import Certificate, CertificateStatus, ReplaceCause
from app.domain.cover import loss_of_cover
from app.domain.household import employee_of, insured_among
from app.domain.ids import CertificateId
from app.domain.person import Person, PersonKind
from app.domain.printed_facts import comes_back, printed_changes
from app.domain.rules import SocietyRules
from app.errors import NotAllowed
from app.late import dataclass
from app.ports import Transaction
from app.usecases.counter.renewals import give_back

S = CertificateStatus

SPOILED_BY_CHANGE = "記載変更"
_UNCONFIRMED = (S.PLANNED, S.PRINTED)


@dataclass(frozen=True, slots=True)
class VoidPapers:
    """How many sheets a change made void: to come back from their holders, spoiled in the drawer."""

    to_come_back: int = 0
    spoiled: int = 0

    def __add__(self, other: "VoidPapers") -> "VoidPapers":
        return VoidPapers(self.to_come_back + other.to_come_back, self.spoiled + other.spoiled)

    @property
    def sentence(self) -> str:
        """Say what to do with them; empty when there are none."""
        told = f"古い証{self.to_come_back}枚を回収します。" if self.to_come_back else ""
        if self.spoiled:
            told += f"事務所にある{self.spoiled}枚は書き損じにしました。裁断してください。"
        return told


@dataclass(frozen=True, slots=True)
class _Outdated:
    """A member whose sheet shows something that changed."""

    old: Person
    new: Person
    causes: tuple[ReplaceCause, ...]


def save_changed(
    tx: Transaction,
    changed: Sequence[tuple[Person, Person]],
    *,
    on: date,
    known_on: date | None = None,
    is_rehire: bool = False,
) -> VoidPapers:
    """Store members (before, after) and make their sheets void where these show old facts.

    A sheet with its holder is superseded on that day and comes back if the society's rules say
    so; one in the drawer is spoiled, whatever the rules say, so that nobody is handed it. A
    sheet that is being printed refuses the change. Where cover has ended the paper comes back
    anyway and stays as it is. known_on: when the office knew of it; None says: on that day.
    """
    outdated = _outdated(tx, changed, tx.rules_at(on), is_rehire=is_rehire)
    tx.save_people([new for _, new in changed])
    return _void(tx, outdated, on=on, known_on=known_on)


def void_sheets(tx: Transaction, person: Person, *, on: date) -> VoidPapers:
    """Make a member's sheets void because what they say beyond the roster changed; see save_changed."""
    return _void(tx, [_Outdated(person, person, (ReplaceCause.CORRECTION,))], on=on)


def void_old(
    tx: Transaction, changed: Sequence[tuple[Person, Person]], *, leave: Collection[CertificateId], on: date
) -> VoidPapers:
    """Make the sheets void of members who are stored already (before, after).

    leave: sheets of which somebody knew what changed.
    """
    return _void(tx, _outdated(tx, changed, tx.rules_at(on), is_rehire=False), on=on, leave=leave)


def void_unlike(tx: Transaction, person: Person, *, leave: Collection[CertificateId], on: date) -> VoidPapers:
    """Make sheets void that were made elsewhere from other facts than ours."""
    return _void(tx, [_Outdated(person, person, (ReplaceCause.CORRECTION,))], on=on, leave=leave)


def _void(
    tx: Transaction,
    outdated: Sequence[_Outdated],
    *,
    on: date,
    known_on: date | None = None,
    leave: Collection[CertificateId] = (),
) -> VoidPapers:
    if not outdated:
        return VoidPapers()
    rules = tx.rules_at(on)
    back = spoiled = 0
    for one in outdated:
        assert one.new.id is not None
        sheets = [sheet for sheet in tx.certificates_of(one.new.id) if sheet.id not in leave]
        if any(sheet.status in _UNCONFIRMED for sheet in sheets):
            raise NotAllowed(
                f"{one.new.name} さんの証は印刷の確認がまだです。印刷の画面で確認(または取消)を"
                "済ませてから、もう一度記録してください。"
            )
        tx.save_certificates([lost.outdate(on, one.causes[0]) for lost in sheets if lost.status is S.LOST])
        if not any(sheet.is_live for sheet in sheets) or _has_no_cover(tx, one.new, on):
            continue
        for sheet in sheets:
            if sheet.status is S.READY:
                told_late = replace(sheet, void_known_on=_late(on, known_on))
                spoil_ready(tx, told_late, on=on, reason=SPOILED_BY_CHANGE)
                spoiled += 1
        # Read anew: one that a spoiled sheet was to renew counts again, and shows the old facts.
        for sheet in tx.certificates_of(one.new.id):
            if sheet.status is S.HANDED_OUT and sheet.id not in leave:
                back += _supersede(tx, one, replace(sheet, void_known_on=_late(on, known_on)), rules, on)
    return VoidPapers(back, spoiled)


def spoil_ready(tx: Transaction, sheet: Certificate, *, on: date, reason: str) -> None:
    """Spoil a sheet in the drawer; it counts in its print session until it is shredded.

    One that it was to renew counts again.
    """
    tx.save_certificate(sheet.spoil(_not_before(sheet, on), reason))
    give_back(tx, sheet.person_id)
    if sheet.session_id is None:
        return
    for fed in tx.sheets(sheet.session_id):
        if fed.certificate_id == sheet.id:
            tx.save_sheet(fed.spoil_later())


def _outdated(
    tx: Transaction, changed: Sequence[tuple[Person, Person]], rules: SocietyRules, *, is_rehire: bool
) -> list[_Outdated]:
    """Who holds outdated sheets: the changed members, and the family of a renamed employee."""
    news = {new.id: new for _, new in changed}
    causes = {new.id: printed_changes(old, new, rules, is_rehire=is_rehire) for old, new in changed}
    olds = {old.id: old for old, _ in changed}
    for old, new in changed:
        if new.kind is PersonKind.INSURED and old.name != new.name:
            for member in _family(tx, old):
                olds.setdefault(member.id, member)
                news.setdefault(member.id, member)
                causes.setdefault(member.id, []).append(ReplaceCause.INSURED_NAME)
    return [_Outdated(olds[who], news[who], tuple(why)) for who, why in causes.items() if why]


def _family(tx: Transaction, employee: Person) -> list[Person]:
    """The dependants on whose sheets this employee's name stands."""
    household = tx.household(employee.symbol, employee.number)
    head = employee_of(household)
    if head is None or head.id != employee.id:
        return []
    return [p for p in household if p.kind is PersonKind.DEPENDANT]


def _supersede(tx: Transaction, one: _Outdated, sheet: Certificate, rules: SocietyRules, on: date) -> int:
    cause = comes_back(sheet, one.causes, one.old, one.new, rules)
    if cause is None:
        return 0
    tx.save_certificate(sheet.supersede(_not_before(sheet, on), cause))
    return 1


def _has_no_cover(tx: Transaction, person: Person, on: date) -> bool:
    head = insured_among(person, tx.household(person.symbol, person.number))
    return loss_of_cover(person, head).on <= on


def _late(on: date, known_on: date | None) -> date | None:
    return known_on if known_on is not None and known_on > on else None


def _not_before(sheet: Certificate, on: date) -> date:
    """The day, but not before what already happened to the sheet: a change may be told late."""
    return max(on, sheet.last_step_on or on)
