"""返却: papers that their holders give back.

Source: docs/rules.md, "Return of certificates".
"""

from collections.abc import Iterator, Mapping

from app.domain.certificate import CertificateStatus, ReplaceCause
from app.domain.duties import NEVER_HELD, DutyKind, NextAction, Why, return_by
from app.domain.eligibility import DAY
from app.domain.law.case import Case
from app.domain.law.claims import Claim
from app.domain.law.days import later, since
from app.domain.law.renewals import renewing
from app.domain.law.rule import Duty, each, rule

_HELD = frozenset(CertificateStatus) - NEVER_HELD
_BY_CHANGE: Mapping[str, str] = {
    ReplaceCause.NAME: "name_change_returns",
    ReplaceCause.INSURED_NAME: "name_change_family",
    ReplaceCause.COPAY: "copay_change_returns",
    ReplaceCause.REHIRE: "rehire_returns",
}


@rule(
    DutyKind.RETURN,
    {Why.REPLACED: NextAction.COLLECT},
    entry="return_days",
    by_detail=_BY_CHANGE,
    source="健康保険法施行規則36条、48条、51条1項",
)
def replaced(case: Case) -> Iterator[Duty]:
    """A void sheet comes back, whatever else is true; the days count from when the change was known."""
    for claim in case.claims:
        if claim.void:
            cause, known_on = claim.paper.replace_cause, claim.paper.void_known_on or claim.void_on
            due_on = later(max(claim.void_on, known_on), case.rules.change_return_days)
            yield from each(
                claim.void,
                Why.REPLACED,
                claim.sheet,
                due_on=due_on,
                since=claim.void_on,
                detail=str(cause or ReplaceCause.REISSUE),
            )


@rule(
    DutyKind.RETURN,
    {Why.LOSS: NextAction.COLLECT},
    entry="return_days",
    source="健康保険法施行規則51条1項、4項",
)
def loss(case: Case) -> Iterator[Duty]:
    """Cover ends: the paper comes back within the days of the society.

    Nobody is late before having it, nor before the loss became known. Until the 最終出社日 the line names
    that day.
    """
    last, ended = case.person.last_office_on, case.loss.on
    for claim in case.claims:
        if not claim.by_loss:
            continue
        by, cause = return_by(case.loss, case.rules), _cause(case)
        had_on = claim.paper.handed_out_on or claim.paper.ready_on
        due_on = by if had_on is None else max(by, later(had_on, case.rules.known_plus_days))
        for days, begins in ((claim.announced, ended), (claim.by_loss - claim.announced, None)):
            for first, after in days.parted(last and last + DAY):
                detail = f"{case.loss.cause} {last}" if last is not None and first <= last else cause
                yield Duty(Why.LOSS, claim.sheet.id, first, after, due_on, ended, detail, begins)


@rule(
    DutyKind.RETURN,
    {Why.UNRECORDED: NextAction.COLLECT},
    entry="return_days",
    source="健康保険法施行規則51条1項、4項",
)
def unrecorded(case: Case) -> Iterator[Duty]:
    """The society's list names a paper of a leaver that this office never recorded, and wants it back."""
    named, ended = case.person.certificate_expires_on, case.loss.on
    if named is None or ended > case.until:
        return
    unknown = since(ended) - case.sheets(*_HELD)
    if not unknown:
        return
    due_on = max(return_by(case.loss, case.rules), case.known_by)
    for claim, _, days in case.judge.part(unknown, named, is_held=True):
        if claim is Claim.LOSS:
            yield from each(
                days, Why.UNRECORDED, due_on=due_on, since=ended, detail=_cause(case), begins=ended
            )


def _cause(case: Case) -> str:
    """Why cover ended, and when that became known, if it was after the loss."""
    cause, late = case.loss.cause, case.loss.told_late_on
    return str(cause) if late is None else f"{cause} +{late}"


@rule(
    DutyKind.RETURN,
    {Why.REGISTERED: NextAction.COLLECT},
    entry="return_when_registered",
    source="健保の規則(施行規則51条1項にはない)",
)
def registered(case: Case) -> Iterator[Duty]:
    """マイナ保険証 works, and the society wants the paper back.

    Nobody brings one back before having it, nor before the office knew of the registration.
    """
    for claim in case.claims:
        for learned_on, days in claim.by_registration:
            known_on = case.facts.known_since(learned_on)
            had_on = claim.paper.handed_out_on or claim.paper.ready_on or known_on
            due_on = later(max(known_on, had_on), case.rules.registered_return_days)
            yield from each(days, Why.REGISTERED, claim.sheet, due_on=due_on, since=learned_on)


@rule(
    DutyKind.RETURN,
    {Why.EXPIRED: NextAction.COLLECT},
    entry="return_expired",
    source="健保の規則(施行規則51条1項にはない)",
)
def expired(case: Case) -> Iterator[Duty]:
    """Past its 有効期限: it comes back where the society wants expired ones, unless it is exchanged."""
    for claim in case.claims:
        if days := claim.expired - renewing(case, claim):
            ended = claim.ends_on
            due_on = later(max(ended, claim.paper.handed_out_on or ended), case.rules.return_days)
            yield from each(days, Why.EXPIRED, claim.sheet, due_on=due_on, since=ended)
