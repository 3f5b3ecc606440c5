"""The plan of a leaver: whose papers come back, what to look out for, and the slip to hand over.

Source: docs/rules.md, "Loss of cover" and "Return of certificates".
"""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date
from enum import StrEnum

from app.domain import law
from app.domain.certificate import Certificate, CertificateStatus
from app.domain.collecting import PaperKind
from app.domain.cover import Loss
from app.domain.duties import NEVER_HELD, DutyKind, Why
from app.domain.elderly_card import ElderlyOutcome
from app.domain.eligibility import NO_END, birthday, elderly_from, ends_by_age, has_working_card
from app.domain.ids import CertificateId, PersonId
from app.domain.language import Language
from app.domain.person import Enrolment, LossCause, Person, PersonKind
from app.domain.renewal import awaits_exchange
from app.domain.rest_days import rest_day
from app.domain.rules import Handling, ReturnWay, Situation, SocietyRules
from app.domain.rules.cases import handling_by
from app.domain.wareki import wareki_short
from app.errors import BadValue
from app.late import dataclass
from app.ports import Queries
from app.printing.values import LeaverPaper, LeaverSlip
from app.rows import PersonDetail
from app.usecases.free_text import check_free_text
from app.usecases.people.roster import LeaverPlan, check_last_office_day

BY_HAND = "手渡し"
BY_POST = "郵送"
_WAYS = {
    BY_HAND: "by_hand",
    BY_POST: "by_post",
    "同僚が預かって届ける": "by_colleague",
    "ご家族が届ける": "by_family",
}
WAYS_BACK = tuple(_WAYS)
"""How a leaver's papers come back; any other text is as good."""


def household_details(queries: Queries, detail: PersonDetail, today: date) -> list[PersonDetail]:
    """Return the person first, then the others of the household."""
    others = [row.person_id for row in detail.household if row.person_id != detail.person.id]
    return [detail, *(queries.person_detail(person_id, today) for person_id in others)]


class PaperState(StrEnum):
    """Where a paper of the household is. Only shown and printed, never stored."""

    IN_HAND = "in_hand"
    VOID = "void"
    IN_DRAWER = "in_drawer"
    MISSING = "missing"
    UNRECORDED = "unrecorded"
    BACK = "back"
    POSSIBLE = "possible"
    NONE = "none"
    CARD_ONLY = "card_only"
    SHREDDED = "shredded"


_TO_HAND_BACK = frozenset({PaperState.IN_HAND, PaperState.VOID, PaperState.UNRECORDED, PaperState.POSSIBLE})
_ON_THE_SLIP = _TO_HAND_BACK | {PaperState.MISSING, PaperState.SHREDDED}


@dataclass(frozen=True, slots=True)
class HouseholdPaper:
    """One paper of one member, or that there is none."""

    person: Person
    paper: PaperKind
    state: PaperState

    @property
    def comes_back(self) -> bool:
        """Whether the holder hands it back."""
        return self.state in _TO_HAND_BACK

    @property
    def may_be_missing(self) -> bool:
        """Whether it may be marked as not to be found: it is on record with its holder."""
        held = self.state in (PaperState.IN_HAND, PaperState.VOID, PaperState.MISSING)
        return held and self.paper is PaperKind.CERTIFICATE


def household_papers(
    details: Sequence[PersonDetail],
    missing: Collection[PersonId] = (),
    unwanted: Collection[CertificateId] = (),
    keeping: Collection[PersonId] = (),
) -> tuple[HouseholdPaper, ...]:
    """Return the papers of these members, each with at least one line.

    missing: members whose paper cannot be found, though it is on record with them. unwanted: sheets that
    are shredded instead of handed back, see `unwanted_papers`. keeping: see `keeping_card`.
    """
    found: list[HouseholdPaper] = []
    for detail in details:
        person = detail.person
        sheets = [s for s in detail.certificates if s.status not in NEVER_HELD]
        states = [
            _state(
                sheet,
                is_missing=person.id in missing,
                is_in_use=awaits_exchange(sheet, detail.certificates, date.max),
                is_unwanted=sheet.id in unwanted,
            )
            for sheet in sheets
        ]
        open_states = [s for s in states if s is not PaperState.BACK]
        if open_states:
            found += [HouseholdPaper(person, PaperKind.CERTIFICATE, state) for state in open_states]
        else:
            found.append(
                HouseholdPaper(person, PaperKind.CERTIFICATE, _without(person, has_record=bool(states)))
            )
        if detail.person.id in keeping:
            continue
        if detail.elderly_card in (ElderlyOutcome.OUTSTANDING, ElderlyOutcome.IN_USE):
            found.append(HouseholdPaper(person, PaperKind.ELDERLY_CARD, PaperState.IN_HAND))
        elif detail.elderly_card is ElderlyOutcome.CONFIRM:
            found.append(HouseholdPaper(person, PaperKind.ELDERLY_CARD, PaperState.POSSIBLE))
    return tuple(found)


def look_out_for(plan: LeaverPlan) -> list[str]:
    """Return what is easily overlooked: somebody of 74, a 75th birthday before the day of loss."""
    told = []
    for person in plan.people:
        turns = ends_by_age(person)
        who = f"{person.name} さん({person.relationship or '本人'})"
        if turns <= plan.disqualified_on:
            ends = (
                "本人と、ご家族全員の資格はその日のほうが先に終わります。"
                if person.kind is PersonKind.INSURED
                else "その日のほうが先に資格が終わります。"
            )
            told.append(f"{who}は {wareki_short(turns)} に75歳です。{ends}")
        elif turns != NO_END and birthday(person.born_on, 74) <= plan.disqualified_on:
            told.append(
                f"{who}は74歳です。高齢受給者証や割合の入った証も返却し、"
                f"{wareki_short(turns)}(75歳)からは後期高齢者医療です。"
            )
    return told


def usual_way_back(last_office_day: date | None, today: date) -> str:
    """Return how the papers probably come back: by hand, unless the last day in the office is over."""
    return BY_POST if last_office_day is not None and last_office_day < today else BY_HAND


def leaver_slip(
    plan: LeaverPlan,
    papers: Sequence[HouseholdPaper],
    rules: SocietyRules,
    *,
    office: str,
    made_on: date,
    last_office_day: date | None,
    how_back: str,
    is_voluntary: bool = False,
    language: Language | None = None,
) -> LeaverSlip:
    """Return what the leaver is told, the person of the plan first. language: None is that of the person.

    Refused for any other end of cover: the slip speaks of 退職 and of the day after it.
    """
    if plan.cause is not LossCause.LEFT:
        raise BadValue("退職者への案内は、退職で資格がなくなる方にだけ作れます。案内なしで記録してください。")
    check_last_office_day(last_office_day, plan.last_day_on)
    check_free_text(how_back, "返し方")
    cards = [p.person.name for p in papers if p.paper is PaperKind.ELDERLY_CARD and p.comes_back]
    way = _WAYS.get(how_back, "")
    if how_back == BY_HAND and last_office_day is not None and last_office_day >= made_on:
        how_back, way = f"{BY_HAND}(最終出社日 {wareki_short(last_office_day)})", "by_hand_on"
    return LeaverSlip(
        name=plan.people[0].name,
        office=office,
        made_on=made_on,
        last_office_day=last_office_day,
        last_day_on=plan.last_day_on,
        disqualified_on=plan.disqualified_on,
        return_by=plan.return_by,
        how_back=how_back,
        way=way,
        papers=tuple(
            LeaverPaper(p.person.name, p.person.relationship or "本人", p.paper, p.state)
            for p in papers
            if p.state in _ON_THE_SLIP
        ),
        elderly_names=tuple(cards),
        old_card_return_until=rules.old_card_return_until,
        other_papers=other_papers(plan, rules),
        rest=rest_day(plan.return_by, rules),
        society_text=rules.leaver_slip_text,
        is_sent_by_holder=rules.return_way is ReturnWay.HOLDER,
        is_voluntary=is_voluntary,
        language=language or plan.people[0].language or Language.JAPANESE,
    )


def other_papers(plan: LeaverPlan, rules: SocietyRules) -> tuple[PaperKind, ...]:
    """Return what else the society wants back from somebody of the plan who has it; no record says who."""
    cases = {
        PaperKind.NOTICE: rules.return_notice,
        PaperKind.LIMIT_CERTIFICATE: rules.return_limit_certificate,
        PaperKind.DISEASE_CERTIFICATE: rules.return_disease_certificate,
    }
    situations = [
        Situation(
            registered=has_working_card(person, rules.card_grace_months, plan.disqualified_on),
            lost_by=plan.cause if person.kind is PersonKind.INSURED else LossCause.INSURED_LOST,
            is_insured=person.kind is PersonKind.INSURED,
            is_from_70=elderly_from(person.born_on) <= plan.disqualified_on,
        )
        for person in plan.people
    ]
    return tuple(
        paper
        for paper, found in cases.items()
        if any(handling_by(found, situation) is Handling.COLLECT for situation in situations)
    )


def unwanted_papers(
    details: Sequence[PersonDetail], plan: LeaverPlan, rules: SocietyRules
) -> set[CertificateId]:
    """Return the sheets that the society does not want back after that loss of cover."""
    found: set[CertificateId] = set()
    for detail in details:
        duties = _duties_after(detail, plan, rules)
        found |= {duty.sheet_id for duty in duties if duty.why is Why.OVER and duty.sheet_id is not None}
    return found


def keeping_card(details: Sequence[PersonDetail], plan: LeaverPlan, rules: SocietyRules) -> set[PersonId]:
    """Return whose 高齢受給者証 the society does not want back after that loss of cover."""
    return {
        detail.person.id
        for detail in details
        if detail.person.id is not None
        and not any(
            law.KIND_OF[duty.why] is DutyKind.ELDERLY_CARD for duty in _duties_after(detail, plan, rules)
        )
    }


def _duties_after(detail: PersonDetail, plan: LeaverPlan, rules: SocietyRules) -> list[law.Duty]:
    """What is due of somebody on the day on which cover ends so."""
    cause = plan.cause if detail.person.id == plan.people[0].id else LossCause.INSURED_LOST
    facts = replace(detail.facts, loss=Loss(plan.disqualified_on, cause))
    return law.on(law.duties_by(law.case_of(facts, rules)), plan.disqualified_on)


def _state(sheet: Certificate, *, is_missing: bool, is_in_use: bool, is_unwanted: bool) -> PaperState:
    """is_in_use: the holder goes on using a renewed sheet until the new one is handed out."""
    S = CertificateStatus  # noqa: N806 - as everywhere in the house
    if is_unwanted and sheet.status is not S.READY:
        return PaperState.SHREDDED
    if sheet.status in (S.HANDED_OUT, S.SUPERSEDED):
        if is_missing:
            return PaperState.MISSING
        is_void = sheet.status is S.SUPERSEDED and not is_in_use
        return PaperState.VOID if is_void else PaperState.IN_HAND
    if sheet.status in (S.READY, S.PLANNED, S.PRINTED):
        return PaperState.IN_DRAWER
    return PaperState.MISSING if sheet.status in (S.LOST, S.UNCOLLECTABLE) else PaperState.BACK


def _without(person: Person, *, has_record: bool) -> PaperState:
    """What to say of a member who holds no sheet on record."""
    if has_record:
        return PaperState.BACK
    if person.certificate_expires_on is not None:
        return PaperState.UNRECORDED
    return PaperState.CARD_ONLY if person.enrolment is Enrolment.REGISTERED else PaperState.NONE
