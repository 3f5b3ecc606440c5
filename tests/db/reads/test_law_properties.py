"""What must be true of the duties of any life, under any rules: on generated offices.

SHIKAKU_OFFICES=5000 in the environment looks at as many offices, new ones every time.
"""

import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import combinations
from pathlib import Path

from hypothesis import HealthCheck, given, settings

from app.domain import law
from app.domain.certificate import LIVE, CertificateStatus, ReplaceCause
from app.domain.collecting import PaperKind, Verdict, collect_or_not
from app.domain.duties import NEVER_HELD, DutyKind, Why
from app.domain.law import KIND_OF, Case, Duty, Facts
from app.domain.law.days import MAX, MIN, between
from app.domain.law.periods import READ
from app.domain.person import Enrolment
from app.domain.rules import RuleBook, SocietyRules, read_rule_book
from app.printing.papers.slip_words import next_step
from app.rows import PersonDetail
from app.usecases.counter.phone import phone_sentence
from app.usecases.papers.guide_slips import guide_member
from tests.db.offices import facts_of, office_of
from tests.db.populations import Plan, plans

S = CertificateStatus
DAY = timedelta(days=1)
OFFICES = int(os.environ.get("SHIKAKU_OFFICES", "60"))
generated = settings(
    max_examples=OFFICES,
    derandomize="SHIKAKU_OFFICES" not in os.environ,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
Life = tuple[Facts, RuleBook, list[Duty]]


def lives(plan: Plan, empty_folder: Path) -> list[Life]:
    """Everybody of a generated office, with what is ever due."""
    book = read_rule_book(plan.rules_toml)
    with office_of(plan, empty_folder) as office:
        known = [facts_of(office, person) for person in office.people]
    return [(facts, book, law.duties_of(facts, book)) for facts in known]


def days(duty: Duty) -> law.days.Days:
    return between(duty.appears_on, duty.gone_on)


def around(plan: Plan, who: int) -> list[date]:
    """Every ninth day, of the next person the third day after: of three people every third day."""
    return [plan.base + timedelta(days=9 * number + 3 * (who % 3)) for number in range(-8, 12)]


@generated
@given(plan=plans())
def test_of_every_life(empty_folder: Path, plan: Plan) -> None:
    for who, (facts, book, duties) in enumerate(lives(plan, empty_folder)):
        one_row_for_a_sheet(duties)
        nothing_is_late_before_it_is_known(facts, duties)
        nothing_is_renewed_where_cover_ends(facts, duties)
        no_announcement_vanishes(facts, book, duties)
        what_is_far_ahead_may_be_left_out(facts, book, duties, plan.base)
        for day in around(plan, who):
            rules = book.at(day)
            case = law.case_of(facts, rules)
            whoever_is_covered_can_show_it(case, law.on(duties, day), day)
            list_and_ruling_agree(facts, rules, duties, day)
        only_the_entries_it_says_are_read(facts, book.at(plan.base))
        a_rule_about_sheets_needs_one(facts, book.at(plan.base))


def one_row_for_a_sheet(duties: Sequence[Duty]) -> None:
    """No two rows say different things about one sheet on one day."""
    of_sheets = [duty for duty in duties if duty.sheet_id is not None]
    for one, other in combinations(of_sheets, 2):
        if one.sheet_id == other.sheet_id:
            assert not days(one) & days(other), (one, other)


def nothing_is_late_before_it_is_known(facts: Facts, duties: Sequence[Duty]) -> None:
    """Nobody is asked for a paper before having it, nor for anything before the office knew of the person."""
    handed_out = {sheet.id: sheet.paper.handed_out_on or MIN for sheet in facts.sheets}
    for duty in duties:
        if duty.due_on is None or duty.moved_because is not None:
            continue
        if KIND_OF[duty.why] is DutyKind.RETURN and duty.sheet_id is not None:
            assert duty.due_on >= handed_out[duty.sheet_id], duty
        if duty.why in (Why.LOSS, Why.UNRECORDED) or (
            duty.why is Why.CARD_LISTED and duty.detail.startswith("loss")
        ):
            assert duty.due_on >= (facts.loss.known_on or MIN), duty
        if duty.why is Why.REGISTERED or (duty.why is Why.OVER and duty.detail == "registered"):
            known = [stage.known_on for stage in facts.stages if stage.days.holds(duty.since or MIN)]
            assert duty.due_on >= max(known), duty
        if duty.why is Why.REPLACED:
            (told_on,) = [sheet.paper.void_known_on for sheet in facts.sheets if sheet.id == duty.sheet_id]
            assert duty.due_on >= (told_on or MIN), duty
        if duty.why is Why.OVER and duty.detail == "lost":
            assert duty.due_on >= (facts.loss.known_on or MIN), duty
        if duty.why in (Why.NO_SHEET, Why.NO_EXPIRY, Why.EXPIRY_PAST, Why.COPAY_MISSING, Why.UNRECORDED):
            assert duty.due_on >= facts.known_on, duty


def nothing_is_renewed_where_cover_ends(facts: Facts, duties: Sequence[Duty]) -> None:
    for duty in duties:
        if duty.why in (Why.RENEWABLE, Why.EXPIRES):
            assert duty.gone_on <= facts.loss.on, duty
            assert duty.since is not None
            assert duty.since + DAY < facts.loss.on, duty


FOLLOWED_BY = {
    Why.AT_70: {Why.COPAY_MISSING},
    Why.COPAY_CHANGES: {Why.REPLACED, Why.NO_SHEET, Why.NO_EXPIRY, Why.EXPIRY_PAST},
    Why.CARD_ENDS: {Why.CARD_ENDED},
    Why.EXPIRES: {Why.RENEWABLE, Why.EXPIRED, Why.OVER, Why.LOSS, Why.REGISTERED},
    Why.RENEWABLE: {Why.RENEWABLE, Why.EXPIRED, Why.OVER, Why.LOSS, Why.REGISTERED},
}


def no_announcement_vanishes(facts: Facts, book: RuleBook, duties: Sequence[Duty]) -> None:
    """It ends where its duty begins, or where a fact or another rule ends it."""
    turns = set(fact_days(facts)) | {entry.effective_from for entry in book.entries}
    for duty in duties:
        end = duty.gone_on
        if duty.why not in FOLLOWED_BY or end is MAX or end in turns:
            continue
        case = law.case_of(facts, book.at(end))
        if end >= case.print_until or not case.needs_paper.holds(end):
            continue
        if duty.why is Why.AT_70 and (facts.person.copay_rate or facts.person.elderly_card_listed):
            continue
        if duty.why is Why.CARD_ENDS and end >= facts.loss.on - 366 * DAY:
            continue
        following = {next_one.why for next_one in duties if next_one.appears_on == end}
        assert following & FOLLOWED_BY[duty.why], duty


def what_is_far_ahead_may_be_left_out(
    facts: Facts, book: RuleBook, duties: Sequence[Duty], base: date
) -> None:
    """Duties asked for until a day are the same ones, but for those that appear later."""
    for years in (0, 10):
        until = base + timedelta(days=365 * years)
        assert law.duties_of(facts, book, until) == [one for one in duties if one.appears_on <= until]


def fact_days(facts: Facts) -> Iterator[date]:
    """The days on which something is recorded of a person."""
    yield from (facts.loss.on, facts.person.qualified_on)
    yield from (first for sheet in facts.sheets for _, spans in sheet.states for first, _ in spans)
    yield from (day for stage in facts.stages for span in stage.days for day in span)
    yield from (deferral.made_on for deferral in facts.deferrals)
    yield from facts.told
    if facts.person.certificate_expires_on is not None:
        yield facts.person.certificate_expires_on + DAY


SHOWN_BY = {Why.NO_SHEET, Why.NO_EXPIRY, Why.EXPIRY_PAST, Why.RENEWABLE, Why.COPAY_CHANGES}


def whoever_is_covered_can_show_it(case: Case, today: Sequence[Duty], day: date) -> None:
    """Covered and without a working マイナ保険証: a valid sheet, or a row that says one is missing.

    Exceptions: a leaver who gave it back, and the last days of cover.
    """
    if not case.needs_paper.holds(day) or day >= case.print_until or case.loss.on <= case.rules.paper_from:
        return
    for claim in case.claims:
        if claim.sheet.at(day) in LIVE and not claim.over.holds(day):
            return
        if claim.paper.replace_cause is ReplaceCause.COPAY and claim.in_use.holds(day):
            return
        gone = claim.sheet.at(day) in (S.COLLECTED, S.FORWARDED, S.LOST)
        if gone and claim.paper.replace_cause is None and case.is_leaver.holds(day):
            return
    assert {duty.why for duty in today} & SHOWN_BY


def list_and_ruling_agree(facts: Facts, rules: SocietyRules, duties: Sequence[Duty], day: date) -> None:
    """What 集める・集めない says of a recorded paper is what the list says on that day."""
    ruling = collect_or_not(PaperKind.CERTIFICATE, facts, rules, day)
    if all(sheet.at(day) in (None, *NEVER_HELD) for sheet in facts.sheets):
        return
    today = [duty for duty in law.on(duties, day) if duty.sheet_id is not None]
    returns = [duty for duty in today if KIND_OF[duty.why] is DutyKind.RETURN]
    begun = [duty for duty in returns if duty.since is None or duty.since <= day]
    shredded = [duty for duty in today if duty.why is Why.OVER]
    assert (ruling.verdict is Verdict.COLLECT) is bool(begun)
    if ruling.verdict is Verdict.COLLECT:
        assert ruling.by in {duty.due_on for duty in begun}
    assert (ruling.verdict is Verdict.DISPOSE) is (bool(shredded) and not begun), (ruling.sentence, day)
    if returns and not begun and not shredded:
        assert ruling.verdict is Verdict.KEEP
        assert ruling.by in {duty.due_on for duty in returns}
    what_is_said_agrees(facts, rules, ruling.verdict, day)


ASKS_BACK = re.compile(r"(?<!引き換えに)(?<!そのあと)お返しください|健保へお返しします")
SHREDS = re.compile("捨ててください|処分します")


def what_is_said_agrees(facts: Facts, rules: SocietyRules, verdict: Verdict, day: date) -> None:
    """Phone and guide slip ask for the paper, or let it be shredded, where 集める・集めない says so."""
    told = phone_sentence(PersonDetail(facts, rules, "", (), None, (), (), ()), day)
    assert bool(ASKS_BACK.search(told)) is (verdict is Verdict.COLLECT), (told, verdict)
    if verdict is not Verdict.COLLECT:
        assert bool(SHREDS.search(told)) is (verdict is Verdict.DISPOSE), (told, verdict)
    member = guide_member(law.case_of(facts, rules), day)
    slip = next_step(Enrolment.REGISTERED, paper=member.paper)
    assert ("お返しください" in slip) is (verdict is Verdict.COLLECT)
    assert ("捨ててください" in slip) is (verdict is Verdict.DISPOSE)


def a_rule_about_sheets_needs_one(facts: Facts, rules: SocietyRules) -> None:
    """Of who has no sheet it is not even asked; and of a step on a sheet no rule of the person alone."""
    bare, case = law.case_of(replace(facts, sheets=[]), rules), law.case_of(facts, rules)
    assert not [duty for rule in law.OF_A_SHEET for duty in rule.judge(bare)]
    for rule in law.OF_THE_PERSON:
        assert list(rule.judge(bare)) == list(rule.judge(case))


def only_the_entries_it_says_are_read(facts: Facts, rules: SocietyRules) -> None:
    """Where another entry changes its value, nothing is computed anew."""
    read: set[str] = set()
    law.duties_by(law.case_of(facts, Listening(rules, read)))  # type: ignore[arg-type]
    assert read <= READ


class Listening:
    """The rules of a day, with a note of what is asked."""

    def __init__(self, rules: SocietyRules, read: set[str]) -> None:
        self._rules, self._read = rules, read

    def __getattr__(self, name: str) -> object:
        self._read.add(name)
        return getattr(self._rules, name)


def test_every_entry_that_is_said_to_be_read_is_one() -> None:
    assert set(SocietyRules.__dataclass_fields__) >= READ
