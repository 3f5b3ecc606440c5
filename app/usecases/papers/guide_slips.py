"""The guide slips of persons: one per household, each member's stage, and how often it was told before.

Source: docs/rules.md, "Stages of registration".
"""

from collections.abc import Sequence
from datetime import date

from app.domain import law
from app.domain.collecting import PaperKind, collect_or_not
from app.domain.cover import covered
from app.domain.household import employee_of
from app.domain.ids import PersonId
from app.domain.language import Language
from app.domain.law import Case
from app.domain.law.registration import card_is_told_of
from app.domain.person import ASKED, Person, PersonKind
from app.domain.printed_facts import shows_copay
from app.domain.rules import SocietyRules
from app.late import dataclass
from app.ports import Reading
from app.printing.papers.slip_words import LAST_STEP
from app.printing.values import GuideMember, GuideSlip
from app.usecases.contacts.outreach import reminder_step


@dataclass(frozen=True, slots=True)
class SlipPlan:
    """Slips to draw. told: the persons whose stage they tell and who were chosen or may be asked.

    addressees: to whom they are addressed.
    """

    slips: tuple[GuideSlip, ...]
    told: tuple[PersonId, ...]
    addressees: tuple[PersonId, ...] = ()


def guide_slips(
    tx: Reading,
    person_ids: Sequence[PersonId],
    *,
    on: date,
    whole_households: bool = True,
    step: int | None = None,
    language: Language | None = None,
) -> SlipPlan:
    """Return one slip per household of the persons, addressed to the employee if among its members.

    Only reads. whole_households: also those who were not chosen and are covered that day.
    step: 1 to 3 sets the wording; None counts the contacts before that day.
    language: None is that of the addressee.
    """
    rules = tx.rules_at(on)
    offices = {office.id: office.name for office in tx.offices()}
    households: dict[tuple[str, str], list[PersonId]] = {}
    for person_id in person_ids:
        person = tx.person(person_id)
        households.setdefault((person.symbol, person.number), []).append(person_id)
    slips: list[GuideSlip] = []
    told: list[PersonId] = []
    addressees: list[PersonId] = []
    for home, chosen in households.items():
        members = _members(tx.household(*home), chosen, on, whole=whole_households)
        ids = [person.id for person in members if person.id is not None]
        cases = {facts.person.id: law.case_of(facts, rules) for facts in tx.facts_of(ids)}
        asked = [person_id for person_id in ids if _is_asked(cases[person_id], on)]
        slips.append(
            GuideSlip(
                name=members[0].name,
                members=tuple(guide_member(cases[person_id], on) for person_id in ids),
                office_name=offices[members[0].office_id],
                on=on,
                step=step or max((_step(tx, person_id, on) for person_id in asked), default=1),
                society_text=rules.guide_slip_text,
                elderly_card=_elderly_card(rules),
                leaving=rules.return_way.value,
                language=language or members[0].language or Language.JAPANESE,
            )
        )
        addressees += ids[:1]
        told += [person_id for person_id in ids if person_id in chosen or person_id in asked]
    return SlipPlan(tuple(slips), tuple(told), tuple(addressees))


def _members(
    household: Sequence[Person], chosen: Sequence[PersonId], on: date, *, whole: bool
) -> list[Person]:
    """Who stands on the slip, the employee first, the others as numbered by the society."""
    insured = employee_of(household)
    return sorted(
        (p for p in household if p.id in chosen or (whole and covered(p, insured, on))),
        key=lambda p: (p.kind is not PersonKind.INSURED, p.branch_number),
    )


def _step(tx: Reading, person_id: PersonId, on: date) -> int:
    """The wording that comes next, by the contacts before that day."""
    return reminder_step([c for c in tx.contacts_of(person_id) if c.on < on], steps=LAST_STEP)


def guide_member(case: Case, on: date) -> GuideMember:
    """Return what a slip of that day tells of one person: stage, card, and what becomes of the paper."""
    person = case.person
    return GuideMember(
        person.name,
        person.enrolment,
        person.relationship,
        person.card_expires_on if card_is_told_of(case).holds(on) else None,
        collect_or_not(PaperKind.CERTIFICATE, case.facts, case.rules, on).verdict,
    )


def _elderly_card(rules: SocietyRules) -> str:
    """Where the society issues a 高齢受給者証 it is used; where it collected those of 2024 they come back."""
    if not shows_copay(rules):
        return "used"
    return "back" if rules.elderly_collection else ""


def _is_asked(case: Case, on: date) -> bool:
    return case.person.enrolment in ASKED or card_is_told_of(case).holds(on)
