"""交付・配付・返送: papers that are to be made, handed out, or sent to the society.

Source: docs/rules.md, "Due list", "Renewal".
"""

from collections.abc import Iterator
from datetime import date

from app.domain.certificate import CertificateStatus, ReplaceCause
from app.domain.duties import DutyKind, NextAction, Why, return_by
from app.domain.eligibility import DAY, months_after
from app.domain.law.case import Case
from app.domain.law.claims import Claims
from app.domain.law.days import NEVER, Days, before, between, either, later, since
from app.domain.law.facts import Sheet, Stage
from app.domain.law.renewals import renewing
from app.domain.law.rule import Duty, each, rule
from app.domain.person import RELEASING

S = CertificateStatus


@rule(
    DutyKind.PRINT,
    {Why.NO_SHEET: NextAction.PRINT, Why.NO_EXPIRY: NextAction.IMPORT, Why.EXPIRY_PAST: NextAction.IMPORT},
    entry="print_days",
    source="健康保険法51条の3",
)
def no_sheet(case: Case) -> Iterator[Duty]:
    """Covered, cannot use マイナ保険証, and has no valid sheet: one is printed, once a 有効期限 is named.

    The days are counted from the first day without one, whatever was ruined in the printer since, but not
    before the office knew of the person, the stage or the change; whoever goes without it at the start of
    the regime has it by then. Exceptions: a leaver who gave the paper back before cover ended; a sheet that
    is exchanged for a newer one; the last days of cover; cover that ends before the regime.
    """
    rules, named = case.rules, case.person.certificate_expires_on
    without = case.needs_paper & before(case.print_until)
    if not without or case.loss.on <= rules.paper_from:
        return
    lacking = without - _given_back(case) - _paper_in_hand(case)
    if not lacking:
        return
    being_made = either(claim.sheet.days(S.PLANNED, S.PRINTED) - claim.over for claim in case.claims)
    for first, after in lacking:
        if first > case.until:
            return
        begins = case.facts.known_since(first)
        due_on = later(begins, rules.print_days) if begins >= rules.paper_from else rules.paper_from
        for stage in case.facts.stages:
            by = max(due_on, _released_until(stage, rules.release_prints_by))
            shown = between(first, after) & stage.days - being_made
            for start, end in shown.parted(named and named + DAY):
                why = Why.NO_EXPIRY if named is None else Why.EXPIRY_PAST if named < start else Why.NO_SHEET
                yield Duty(why, None, start, end, by, begins=max(begins, rules.paper_from))


def _paper_in_hand(case: Case) -> Days:
    """A sheet waits or is with its holder, and is not over; or it is to be exchanged.

    Of one that made way for a newer one, the newer one counts.
    """
    found = NEVER
    for claim in case.claims:
        counts = claim.in_drawer | claim.handed_out
        if _is_by_copay(claim):
            counts |= claim.in_use
        found |= counts - claim.over | renewing(case, claim)
    return found


def _is_by_copay(claim: Claims) -> bool:
    return claim.paper.replace_cause is ReplaceCause.COPAY


@rule(
    DutyKind.PRINT,
    {Why.COPAY_CHANGES: NextAction.PRINT},
    entry="copay_change_returns",
    source="健康保険法74条",
)
def copay_changes(case: Case) -> Iterator[Duty]:
    """Another 割合 was told ahead: the old sheet is of use until it begins, the new one in hand by then.

    Exception: cover ends before, or in the last days.
    """
    for claim in case.claims:
        starts = claim.void_on
        if claim.in_use and _is_by_copay(claim) and starts < case.print_until:
            days = claim.in_use & case.needs_paper & before(case.print_until) - claim.over - claim.newer
            yield from each(
                days, Why.COPAY_CHANGES, due_on=starts - DAY, since=starts, begins=claim.sheet.void_on
            )


def _given_back(case: Case) -> Days:
    """The days on which a leaver has given back the paper. Not a void one, which was exchanged."""
    days = NEVER
    for sheet in case.facts.sheets:
        if sheet.paper.replace_cause is None:
            days |= sheet.days(S.COLLECTED, S.FORWARDED)
            # The office lost it afterwards.
            days |= sheet.days(S.LOST) & since(sheet.paper.collected_on)
    return days and days & case.is_leaver


def _released_until(stage: Stage, months: int) -> date:
    """マイナ保険証 goes on until the end of so many months after the one in which a release was told."""
    if stage.enrolment not in RELEASING or stage.learned_on is None:
        return date.min
    return months_after(stage.learned_on.replace(day=1), months + 1) - DAY


@rule(DutyKind.PRINT, {Why.UNCONFIRMED: NextAction.CONFIRM}, entry="print_days", source="事業所の設定")
def unconfirmed(case: Case) -> Iterator[Duty]:
    """A sheet that was sent to the printer is to be looked at, on that day."""
    for sheet in case.facts.sheets:
        if days := sheet.days(S.PLANNED):
            paper = sheet.paper
            detail = str(paper.session_id)
            yield from each(days, Why.UNCONFIRMED, sheet, due_on=paper.issued_on, detail=detail)


@rule(
    DutyKind.HAND_OUT,
    {Why.READY: NextAction.HAND_OUT},
    entry="hand_out_days",
    source="健康保険法施行規則47条(遅滞なく交付)",
)
def ready(case: Case) -> Iterator[Duty]:
    """It lies in the drawer and nobody asks for it back: it is handed out, in exchange for an old one."""
    for claim in case.claims:
        ready_on = claim.paper.ready_on
        if not claim.in_drawer or ready_on is None:
            continue
        days = claim.open & claim.in_drawer - claim.over - either(shred for _, shred in claim.shredding)
        if not days:
            continue
        exchange, renewal = _old_ones(case)
        due_on = later(ready_on, case.rules.hand_out_days)
        for detail, part in (
            ("exchange", days & exchange),
            ("renewal", days & renewal),
            ("", days - exchange - renewal),
        ):
            yield from each(part, Why.READY, claim.sheet, due_on=due_on, since=ready_on, detail=detail)


def _old_ones(case: Case) -> tuple[Days, Days]:
    """The days on which the holder gives a void sheet for the new one, and those of one to be renewed."""
    exchange = renewal = NEVER
    for claim in case.claims:
        if claim.paper.replace_cause is ReplaceCause.RENEWAL:
            renewal |= claim.sheet.days(S.SUPERSEDED)
            exchange |= claim.sheet.days(S.SUPERSEDED) & since(claim.exchanged_on)
        else:
            exchange |= claim.void
    return exchange, renewal - exchange


@rule(
    DutyKind.FORWARD,
    {Why.SHEET_BACK: NextAction.FORWARD},
    entry="forward_days",
    source="健康保険法施行規則51条1項(遅滞なく返納)、3項(喪失届に添付)",
)
def sheet_back(case: Case) -> Iterator[Duty]:
    """A sheet that came back is sent to the society; a leaver's with the 喪失届, so not before cover ends."""
    for sheet in case.facts.sheets:
        days, again_on = sheet.days(S.COLLECTED), sheet.paper.sent_back_on
        back_on = sheet.paper.collected_on
        if not days:
            continue
        if back_on is not None:
            due_on = later(back_on, case.rules.forward_days)
            if back_on < case.loss.on and _is_by_leaving(case, sheet, back_on):
                due_on = max(due_on, return_by(case.loss, case.rules))
            yield from each(days & before(again_on), Why.SHEET_BACK, sheet, due_on=due_on, since=back_on)
        if again_on is not None:
            due_on = later(again_on, case.rules.forward_days)
            back = days & since(again_on)
            yield from each(back, Why.SHEET_BACK, sheet, due_on=due_on, since=again_on, detail="again")


def _is_by_leaving(case: Case, sheet: Sheet, back_on: date) -> bool:
    """Whether nothing but the end of cover brought a sheet back."""
    paper = sheet.paper
    is_over = paper.expires_on is not None and paper.expires_on < back_on
    is_other = is_over or paper.closed_on is not None or case.working_card.holds(back_on)
    return not is_other and case.is_leaver.holds(back_on)
