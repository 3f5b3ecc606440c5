"""The guide slips of persons: one per household, each member's stage, and how often it was told before.

Source: docs/rules.md, "Stages of registration".
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from app.domain.cover import covered
from app.domain.household import employee_of
from app.domain.ids import OfficeId, PersonId
from app.domain.person import ASKED, Enrolment, Person, PersonKind
from app.domain.rules import SocietyRules
from app.ports import Reading
from app.printing.papers.slip_words import LAST_STEP
from app.printing.values import GuideMember, GuideSlip
from app.usecases.contacts.outreach import reminder_step


@dataclass(frozen=True, slots=True)
class SlipPlan:
    """Slips to draw. told: the persons whose stage they tell and who were chosen or may be asked."""

    slips: tuple[GuideSlip, ...]
    told: tuple[PersonId, ...]


def guide_slips(
    tx: Reading,
    person_ids: Sequence[PersonId],
    *,
    on: date,
    whole_households: bool = True,
    step: int | None = None,
) -> SlipPlan:
    """Return one slip per household of the persons, addressed to the employee if among its members.

    Only reads. whole_households: also those who were not chosen and are covered that day.
    step: 1 to 3 sets the wording; None counts the contacts before that day.
    """
    rules = tx.rules_at(on)
    offices = {office.id: office.name for office in tx.offices()}
    households: dict[tuple[str, str], list[PersonId]] = {}
    for person_id in person_ids:
        person = tx.person(person_id)
        households.setdefault((person.symbol, person.number), []).append(person_id)
    slips: list[GuideSlip] = []
    told: list[PersonId] = []
    for home, chosen in households.items():
        members = _members(tx.household(*home), chosen, on, whole=whole_households)
        slips.append(_slip(tx, members, offices, rules, on, step))
        told += [
            person.id
            for person in members
            if person.id is not None and (person.id in chosen or _is_asked(person, rules, on))
        ]
    return SlipPlan(tuple(slips), tuple(told))


def _members(
    household: Sequence[Person], chosen: Sequence[PersonId], on: date, *, whole: bool
) -> list[Person]:
    """Who stands on the slip, the employee first, the others as numbered by the society."""
    insured = employee_of(household)
    return sorted(
        (p for p in household if p.id in chosen or (whole and covered(p, insured, on))),
        key=lambda p: (p.kind is not PersonKind.INSURED, p.branch_number),
    )


def _slip(
    tx: Reading,
    members: Sequence[Person],
    offices: dict[OfficeId | None, str],
    rules: SocietyRules,
    on: date,
    step: int | None,
) -> GuideSlip:
    first = members[0]
    if step is None:
        asked = [person.id for person in members if person.id is not None and _is_asked(person, rules, on)]
        step = max((_step(tx, person_id, on) for person_id in asked), default=1)
    return GuideSlip(
        name=first.name,
        members=tuple(
            GuideMember(p.name, p.enrolment, p.relationship, _card_ends(p, rules, on)) for p in members
        ),
        office_name=offices[first.office_id],
        on=on,
        step=step,
        gives_paper_back=rules.return_when_registered,
        society_text=rules.guide_slip_text,
    )


def _step(tx: Reading, person_id: PersonId, on: date) -> int:
    """The wording that comes next, by the contacts before that day."""
    return reminder_step([c for c in tx.contacts_of(person_id) if c.on < on], steps=LAST_STEP)


def _is_asked(person: Person, rules: SocietyRules, on: date) -> bool:
    return person.enrolment in ASKED or _card_ends(person, rules, on) is not None


def _card_ends(person: Person, rules: SocietyRules, on: date) -> date | None:
    """The day the card's 電子証明書 ends, once it is near enough to be mentioned."""
    ends_on = person.card_expires_on
    if person.enrolment is not Enrolment.REGISTERED or ends_on is None:
        return None
    return ends_on if on >= ends_on - timedelta(days=rules.card_notice_days) else None
