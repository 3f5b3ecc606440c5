"""交付・配付・返送: papers that are to be made, handed out, or sent to the society.

Source: docs/rules.md, "Due list", "Renewal".
"""

from collections.abc import Iterator
from datetime import date

from app.domain.certificate import LIVE, CertificateStatus, ReplaceCause
from app.domain.duties import NEVER_HELD, Why
from app.domain.eligibility import DAY, months_after
from app.domain.law.case import Case
from app.domain.law.days import ALWAYS, NEVER, Days, earlier, later, since
from app.domain.law.facts import Sheet, Stage
from app.domain.law.rule import Duty, each, rule
from app.domain.person import RELEASING, STOPPED

S = CertificateStatus
_FROM = date(2024, 12, 2)


@rule(Why.NO_SHEET, Why.NO_EXPIRY, Why.EXPIRY_PAST, source="健康保険法51条の3", since=_FROM)
def no_sheet(case: Case) -> Iterator[Duty]:
    """Covered, cannot use マイナ保険証, and has no sheet: one is printed, once the society named a 有効期限.

    Exception: a leaver who gave the paper back before cover ended needs no new one.
    """
    without = case.covered - case.working_card - case.sheets(*LIVE)
    without = without and without - _given_back(case)
    if not without:
        return
    named = case.person.certificate_expires_on
    turns = [day for sheet in case.facts.sheets for day in _turns(sheet)]
    for stage in case.facts.stages:
        for first, after in (without & stage.days).parted(named and named + DAY, *turns):
            begins = _without_since(case, stage, first)
            due_on = max(later(begins, case.rules.print_days), _released_until(stage))
            why = Why.NO_EXPIRY if named is None else Why.EXPIRY_PAST if named < first else Why.NO_SHEET
            yield Duty(why, None, first, after, due_on, begins=begins)


def _given_back(case: Case) -> Days:
    """The days on which a leaver has given back the paper. Not a void one, which was exchanged."""
    days = NEVER
    for sheet in case.facts.sheets:
        if sheet.paper.replace_cause is None:
            days |= sheet.days(S.COLLECTED, S.FORWARDED)
            # The office lost it afterwards.
            days |= sheet.days(S.LOST) & since(sheet.paper.collected_on)
    # A birthday that is far makes nobody a leaver.
    return (
        days & since(earlier(case.loss.on, case.rules.leaver_notice_days)) if days and case.is_by_75 else days
    )


def _turns(sheet: Sheet) -> set[date | None]:
    starts: set[date | None] = {first for _, days in sheet.states for first, _ in days}
    return starts | {sheet.paper.closed_on, sheet.paper.collected_on}


def _without_since(case: Case, stage: Stage, day: date) -> date:
    """Since when there is a right to a paper and none any more."""
    begins = [case.person.qualified_on, case.rules.paper_from]
    if stage.enrolment in STOPPED and stage.learned_on is not None:
        begins.append(stage.learned_on)
    for sheet in case.facts.sheets:
        paper, status = sheet.paper, sheet.at(day)
        closed_on = paper.closed_on
        if closed_on is not None and closed_on > day:
            closed_on = sheet.void_on
        gone = [on for on in (closed_on, paper.collected_on) if on is not None and on <= day]
        # One ruined in the printer never was a paper to be handed out.
        was_made = status is not None and status not in NEVER_HELD
        if gone and (was_made or (status is S.SPOILED and paper.ready_on is not None)):
            begins.append(min(gone))
    return max(begins)


def _released_until(stage: Stage) -> date:
    """マイナ保険証 goes on until the end of the month after the one in which a release was told."""
    if stage.enrolment not in RELEASING or stage.learned_on is None:
        return date.min
    return months_after(stage.learned_on.replace(day=1), 2) - DAY


@rule(Why.UNCONFIRMED, source="事業所の設定", since=_FROM)
def unconfirmed(case: Case) -> Iterator[Duty]:
    """A sheet that was sent to the printer is to be looked at, on that day."""
    for sheet in case.facts.sheets:
        yield from each(
            sheet.days(S.PLANNED),
            Why.UNCONFIRMED,
            sheet,
            due_on=sheet.paper.issued_on,
            detail=str(sheet.paper.session_id),
        )


@rule(Why.READY, source="健康保険法施行規則47条(遅滞なく交付)", since=_FROM)
def ready(case: Case) -> Iterator[Duty]:
    """It lies in the drawer and nobody asks for it back: it is handed out, in exchange for an old one."""
    for claim in case.claims:
        days = claim.free & claim.in_drawer - claim.over
        ready_on = claim.paper.ready_on
        if not days or ready_on is None:
            continue
        exchange, renewal = _old_ones(case)
        due_on = later(ready_on, case.rules.hand_out_days)
        for detail, part in (
            ("exchange", days & exchange),
            ("renewal", days & renewal - exchange),
            ("", days - exchange - renewal),
        ):
            yield from each(part, Why.READY, claim.sheet, due_on=due_on, since=ready_on, detail=detail)


def _old_ones(case: Case) -> tuple[Days, Days]:
    """The days on which the holder gives a void sheet for the new one, and those of one to be renewed."""
    exchange = renewal = NEVER
    for claim in case.claims:
        superseded = claim.sheet.days(S.SUPERSEDED)
        if claim.paper.replace_cause is ReplaceCause.RENEWAL:
            exchange |= superseded & since(claim.exchanged_on)
            renewal |= superseded - since(claim.exchanged_on)
        else:
            exchange |= superseded & _void_from(case, claim.sheet)
    return exchange, renewal


def _void_from(case: Case, sheet: Sheet) -> Days:
    """A 割合 told ahead leaves the old paper of use until it begins."""
    begins = case.person.copay_from
    is_ahead = (
        sheet.paper.replace_cause is ReplaceCause.COPAY and begins is not None and sheet.void_on < begins
    )
    return since(begins) if is_ahead else ALWAYS


@rule(Why.SHEET_BACK, source="健康保険法施行規則51条1項(遅滞なく返納)", since=_FROM)
def sheet_back(case: Case) -> Iterator[Duty]:
    """A sheet that came back is sent to the society."""
    for sheet in case.facts.sheets:
        back_on = sheet.paper.collected_on
        if back_on is not None:
            due_on = later(back_on, case.rules.forward_days)
            yield from each(sheet.days(S.COLLECTED), Why.SHEET_BACK, sheet, due_on=due_on, since=back_on)
