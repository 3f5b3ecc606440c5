"""Why a row stands in the list: which rule says so, where that is written, and the facts it rests on.

Source: docs/rules.md, "Why a row is there".
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from enum import StrEnum

from app.domain.duties import DutyKind, Why, sentence
from app.domain.eligibility import DAY, card_works_until, elderly_from, seventy_fifth
from app.domain.ids import CertificateId, PersonId
from app.domain.law import KIND_OF, Duty, Facts, duties_of, entry_of, on, rule_behind
from app.domain.law.days import MAX, MIN
from app.domain.rest_days import RestDay, rest_day
from app.domain.rules import RuleEntry, SocietyRules, read_rule_book
from app.late import dataclass
from app.ports import Queries
from app.words import label, said, word


class Ground(StrEnum):
    """A fact with a day on which a row may rest."""

    QUALIFIED = "qualified"
    LOST = "lost"
    LOSS_KNOWN = "loss_known"
    LAST_OFFICE = "last_office"
    STAGE = "stage"
    STAGE_KNOWN = "stage_known"
    CARD_ENDS = "card_ends"
    CARD_WORKS = "card_works"
    NAMED = "named"
    MADE = "made"
    READY = "ready"
    HANDED_OUT = "handed_out"
    VOID = "void"
    CHANGE_KNOWN = "change_known"
    COLLECTED = "collected"
    EXPIRES = "expires"
    FROM_70 = "from_70"
    AT_75 = "at_75"
    COPAY = "copay"
    TOLD = "told"
    LISTED = "listed"
    CARD_EXPIRES = "card_expires"
    CARD_DONE = "card_done"
    DECIDED = "decided"
    ELSEWHERE = "elsewhere"
    ABROAD = "abroad"
    BRANCH = "branch"


G = Ground

_PAPER = (G.QUALIFIED, G.STAGE, G.STAGE_KNOWN, G.CHANGE_KNOWN, G.CARD_WORKS, G.LOST, G.NAMED)
_LOSS = (G.LOST, G.LOSS_KNOWN, G.LAST_OFFICE, G.HANDED_OUT)
_EXPIRY = (G.HANDED_OUT, G.EXPIRES, G.NAMED, G.STAGE, G.LOST)
_REGISTER = (G.STAGE, G.TOLD, G.LOST)
_CARD = (G.STAGE, G.CARD_ENDS, G.CARD_WORKS, G.TOLD)

RESTS_ON: Mapping[Why, tuple[Ground, ...]] = {
    Why.REPLACED: (G.HANDED_OUT, G.VOID, G.CHANGE_KNOWN, G.COPAY),
    Why.LOSS: _LOSS,
    Why.UNRECORDED: (G.LOST, G.LOSS_KNOWN, G.NAMED),
    Why.REGISTERED: (G.STAGE, G.STAGE_KNOWN, G.HANDED_OUT, G.CARD_WORKS),
    Why.EXPIRED: (G.HANDED_OUT, G.EXPIRES),
    Why.READY: (G.READY, G.LOST, G.EXPIRES),
    Why.UNCONFIRMED: (G.MADE,),
    Why.NO_SHEET: _PAPER,
    Why.NO_EXPIRY: _PAPER,
    Why.EXPIRY_PAST: _PAPER,
    Why.CARD_RENEWS: (G.LISTED, G.CARD_EXPIRES),
    Why.CARD_LISTED: (G.LISTED, G.CARD_EXPIRES, G.COPAY, G.LOST, G.LOSS_KNOWN),
    Why.CARD_POSSIBLE: (G.QUALIFIED, G.FROM_70, G.LOST),
    Why.SHEET_BACK: (G.COLLECTED,),
    Why.CARD_BACK: (G.CARD_DONE,),
    Why.EXPIRES: _EXPIRY,
    Why.OVER: (G.HANDED_OUT, G.EXPIRES),
    Why.RENEWABLE: _EXPIRY,
    Why.COPAY_CHANGES: (G.COPAY, G.HANDED_OUT, G.VOID, G.STAGE),
    Why.COPAY_MISSING: (G.FROM_70, G.QUALIFIED, G.LOST),
    Why.AT_70: (G.FROM_70, G.LOST),
    Why.AT_75: (G.AT_75, G.LOST),
    Why.TO_REGISTER: _REGISTER,
    Why.CARD_ENDS: _CARD,
    Why.CARD_ENDED: _CARD,
    Why.COVERED_TWICE: (G.ELSEWHERE, G.QUALIFIED, G.LOST),
    Why.EXPIRY_DOUBTED: (G.NAMED, G.QUALIFIED, G.AT_75),
    Why.BRANCH_DOUBTED: (G.BRANCH,),
    Why.COPAY_DOUBTED: (G.COPAY, G.FROM_70, G.AT_75),
    Why.LEAP_75: (G.AT_75, G.LOST),
    Why.STAYS_INSURED: (G.ABROAD, G.AT_75),
}
"""Which facts decide about a reason, the weightiest first; what is not known of a person is left out."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One of them: its day, and what else it says."""

    ground: Ground
    on: date | None
    text: str = ""


@dataclass(frozen=True, slots=True)
class Explanation:
    """Everything about one row. stands_from, stands_to: no day before the rule is law; None without an end.

    told: the rule in the office's words. source, since: where the law is written, and since when it is law.
    function: where the program says it. entry: the entry of the society's rules that sets the days,
    if a society decides.
    """

    why: Why
    certificate_id: CertificateId | None
    issue_number: str
    sentence: str
    told: str
    source: str
    since: date
    function: str
    entry: RuleEntry | None
    due_on: date | None
    rest: RestDay | None
    stands_from: date
    stands_to: date | None
    facts: tuple[Fact, ...]


def explained(
    queries: Queries, person_id: PersonId, today: date, asked: Duty | None = None
) -> list[Explanation]:
    """Return why each row of a person stands in the list of that day, those at rest too.

    asked: only about this duty, which may be one of another day.
    """
    facts, book = queries.facts(person_id), read_rule_book(queries.society().rules_toml)
    duties = duties_of(facts, book)
    wanted = on(duties, today) if asked is None else [asked]
    return [explain(duty, duties, facts, book.at(today), today) for duty in wanted]


def explain(
    duty: Duty, duties: Iterable[Duty], facts: Facts, rules: SocietyRules, today: date
) -> Explanation:
    """Return why a duty stands in the list. duties: all of that person; rules: of that day."""
    rule = rule_behind(duty.why, today)
    first, after = _stretch(duty, duties)
    first = max(first, rule.since)
    sheet = next((s for s in facts.sheets if duty.sheet_id is not None and s.id == duty.sheet_id), None)
    return Explanation(
        why=duty.why,
        certificate_id=duty.sheet_id,
        issue_number="" if sheet is None else sheet.paper.issue_number,
        sentence=sentence(duty.why, duty.since, duty.detail),
        told=_told(duty, rules),
        source=rule.source,
        since=rule.since,
        function=f"{rule.judge.__module__}.{rule.judge.__name__}",
        entry=rules.entries.get(entry_of(duty.why, duty.detail)),
        due_on=duty.due_on,
        rest=None if duty.due_on is None else rest_day(duty.due_on, rules),
        stands_from=first,
        stands_to=None if after == MAX else after - DAY,
        facts=tuple(_facts(duty, facts, rules, today)),
    )


def _stretch(duty: Duty, duties: Iterable[Duty]) -> tuple[date, date]:
    """From when to when a row stands, though its words change on the way."""
    first, after = duty.appears_on, duty.gone_on
    same = sorted(
        (one.appears_on, one.gone_on)
        for one in duties
        if (one.why, one.sheet_id) == (duty.why, duty.sheet_id)
    )
    for begins, ends in reversed(same):
        first = begins if begins < first <= ends else first
    for begins, ends in same:
        after = ends if begins <= after < ends else after
    return first, after


def _told(duty: Duty, rules: SocietyRules) -> str:
    told = word("WhyRule", duty.why)
    if KIND_OF[duty.why] is DutyKind.RETURN and duty.why is not Why.REPLACED:
        # Of a void one the new one is given in exchange, at the office.
        told += said(rules.return_way, "why")
    return told


def _facts(duty: Duty, facts: Facts, rules: SocietyRules, today: date) -> Iterator[Fact]:
    known = _known(duty, facts, rules, today)
    for ground in (*RESTS_ON[duty.why], G.DECIDED):
        fact = known.get(ground)
        if fact is not None:
            yield fact


def _known(duty: Duty, facts: Facts, rules: SocietyRules, today: date) -> dict[Ground, Fact]:
    """What is known of the person and the sheet the duty is about, of each ground at most one fact."""
    person = facts.person
    stage = next((s for s in facts.stages if s.days.holds(today)), None)
    days: dict[Ground, date | None] = {
        G.QUALIFIED: person.qualified_on,
        G.LOSS_KNOWN: facts.loss.known_on,
        G.LAST_OFFICE: person.last_office_on,
        G.CARD_ENDS: person.card_expires_on,
        G.NAMED: person.certificate_expires_on,
        G.FROM_70: elderly_from(person.born_on),
        G.AT_75: seventy_fifth(person.born_on).on,
        G.TOLD: max((told for told in facts.told if told <= today), default=None),
        G.CARD_EXPIRES: person.elderly_card_expires_on,
        G.ABROAD: person.abroad_since,
        G.CARD_DONE: None if facts.card is None else facts.card.on,
    }
    if stage is not None and stage.known_on != (stage.learned_on or MIN):
        days[G.STAGE_KNOWN] = stage.known_on
    changed_on = (duty.since, duty.appears_on)
    changes = [one.paper.void_known_on for one in facts.sheets if one.void_on in changed_on]
    days[G.CHANGE_KNOWN] = max((on for on in changes if on is not None), default=None)
    if person.card_expires_on is not None:
        days[G.CARD_WORKS] = card_works_until(person.card_expires_on, rules.card_grace_months)
    for sheet in facts.sheets:
        if duty.sheet_id is not None and sheet.id == duty.sheet_id:
            paper = sheet.paper
            days |= {
                G.MADE: paper.issued_on,
                G.READY: paper.ready_on,
                G.HANDED_OUT: paper.handed_out_on,
                G.VOID: paper.void_on,
                G.COLLECTED: paper.collected_on,
                G.EXPIRES: paper.expires_on,
            }
    found = [Fact(ground, day) for ground, day in days.items() if day is not None]
    found.append(Fact(G.LOST, facts.loss.on, label(facts.loss.cause)))
    if stage is not None:
        found.append(Fact(G.STAGE, stage.learned_on, label(stage.enrolment)))
    if person.copay_rate is not None:
        found.append(Fact(G.COPAY, person.copay_from, f"{person.copay_rate}割"))
    other = next((one for one in facts.others if duty.detail.endswith(f" {one.key}")), None)
    if other is not None:
        found.append(Fact(G.ELSEWHERE, other.covered[0][0], other.key))
    found.append(Fact(G.BRANCH, None, person.branch_number or "(なし)"))
    if person.elderly_card_listed:
        found.append(Fact(G.LISTED, None, label(duty.why)))
    if duty.moved_because is not None or duty.hidden_until is not None:
        mine = [
            d for d in facts.deferrals if (d.kind, d.certificate_id) == (KIND_OF[duty.why], duty.sheet_id)
        ]
        latest = next((d for d in reversed(mine) if d.made_on <= today), None)
        if latest is not None:
            found.append(Fact(G.DECIDED, latest.made_on, latest.reason))
    return {fact.ground: fact for fact in found}
