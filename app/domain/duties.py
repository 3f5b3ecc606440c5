"""The rows of the due list: kinds, reasons, what Enter does, and the dates behind a return.

On which days a row stands in the list is said by `app/domain/law`, and a slow version in the tests says
the same of every generated office.
Source: docs/rules.md, "Due list".
"""

from collections.abc import Mapping
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache

from app.domain.certificate import CertificateStatus, ReplaceCause
from app.domain.cover import Loss
from app.domain.person import Enrolment, LossCause
from app.domain.rules import DayCount, SocietyRules
from app.domain.wareki import wareki_short
from app.words import label, said


class DutyKind(StrEnum):
    """The kinds of the due list, most pressing first."""

    RETURN = "return"
    HAND_OUT = "hand_out"
    PRINT = "print"
    ELDERLY_CARD = "elderly_card"
    FORWARD = "forward"
    RENEW = "renew"
    BIRTHDAY = "birthday"
    REGISTER = "register"


class NextAction(StrEnum):
    """What Enter does on a row of the due list."""

    COLLECT = "collect"
    HAND_OUT = "hand_out"
    PRINT = "print"
    CONFIRM = "confirm"
    IMPORT = "import"
    COLLECT_ELDERLY = "collect_elderly"
    FORWARD = "forward"
    CONTACT = "contact"
    SHOW = "show"
    DISPOSE = "dispose"


class Why(StrEnum):
    """Why a row stands in the due list; decides its kind, its rule and what Enter does.

    UNRECORDED: the society's list names a paper of a leaver that this office never recorded.
    OVER: an expired sheet that nobody wants back; its holder, or the office, destroys it.
    RENEWABLE: the society named a later 有効期限 than that of the sheet with its holder.
    COPAY_CHANGES: another 割合 was told ahead. COPAY_MISSING: of somebody from 70 on none is on file.
    CARD_RENEWS: a 高齢受給者証 is over soon.
    CARD_ENDS, CARD_ENDED: the person told when the 電子証明書 of the card ends.
    """

    REPLACED = "replaced"
    LOSS = "loss"
    UNRECORDED = "unrecorded"
    REGISTERED = "registered"
    EXPIRED = "expired"
    READY = "ready"
    UNCONFIRMED = "unconfirmed"
    NO_SHEET = "no_sheet"
    NO_EXPIRY = "no_expiry"
    EXPIRY_PAST = "expiry_past"
    CARD_LISTED = "card_listed"
    CARD_POSSIBLE = "card_possible"
    SHEET_BACK = "sheet_back"
    CARD_BACK = "card_back"
    CARD_RENEWS = "card_renews"
    EXPIRES = "expires"
    OVER = "over"
    RENEWABLE = "renewable"
    COPAY_CHANGES = "copay_changes"
    COPAY_MISSING = "copay_missing"
    AT_70 = "at_70"
    AT_75 = "at_75"
    TO_REGISTER = "to_register"
    CARD_ENDS = "card_ends"
    CARD_ENDED = "card_ended"


KIND_OF: Mapping[Why, DutyKind] = {
    Why.REPLACED: DutyKind.RETURN,
    Why.LOSS: DutyKind.RETURN,
    Why.UNRECORDED: DutyKind.RETURN,
    Why.REGISTERED: DutyKind.RETURN,
    Why.EXPIRED: DutyKind.RETURN,
    Why.READY: DutyKind.HAND_OUT,
    Why.UNCONFIRMED: DutyKind.PRINT,
    Why.NO_SHEET: DutyKind.PRINT,
    Why.NO_EXPIRY: DutyKind.PRINT,
    Why.EXPIRY_PAST: DutyKind.PRINT,
    Why.CARD_LISTED: DutyKind.ELDERLY_CARD,
    Why.CARD_POSSIBLE: DutyKind.ELDERLY_CARD,
    Why.SHEET_BACK: DutyKind.FORWARD,
    Why.CARD_BACK: DutyKind.FORWARD,
    Why.CARD_RENEWS: DutyKind.RENEW,
    Why.EXPIRES: DutyKind.RENEW,
    Why.OVER: DutyKind.RENEW,
    Why.RENEWABLE: DutyKind.RENEW,
    Why.COPAY_CHANGES: DutyKind.PRINT,
    Why.COPAY_MISSING: DutyKind.BIRTHDAY,
    Why.AT_70: DutyKind.BIRTHDAY,
    Why.AT_75: DutyKind.BIRTHDAY,
    Why.TO_REGISTER: DutyKind.REGISTER,
    Why.CARD_ENDS: DutyKind.REGISTER,
    Why.CARD_ENDED: DutyKind.REGISTER,
}

ACTION_OF: Mapping[Why, NextAction] = {
    Why.REPLACED: NextAction.COLLECT,
    Why.LOSS: NextAction.COLLECT,
    Why.UNRECORDED: NextAction.COLLECT,
    Why.REGISTERED: NextAction.COLLECT,
    Why.EXPIRED: NextAction.COLLECT,
    Why.READY: NextAction.HAND_OUT,
    Why.UNCONFIRMED: NextAction.CONFIRM,
    Why.NO_SHEET: NextAction.PRINT,
    Why.NO_EXPIRY: NextAction.IMPORT,
    Why.EXPIRY_PAST: NextAction.IMPORT,
    Why.CARD_LISTED: NextAction.COLLECT_ELDERLY,
    Why.CARD_POSSIBLE: NextAction.COLLECT_ELDERLY,
    Why.SHEET_BACK: NextAction.FORWARD,
    Why.CARD_BACK: NextAction.FORWARD,
    Why.CARD_RENEWS: NextAction.IMPORT,
    Why.EXPIRES: NextAction.IMPORT,
    Why.OVER: NextAction.DISPOSE,
    Why.RENEWABLE: NextAction.PRINT,
    Why.COPAY_CHANGES: NextAction.PRINT,
    Why.COPAY_MISSING: NextAction.IMPORT,
    Why.AT_70: NextAction.IMPORT,
    Why.AT_75: NextAction.SHOW,
    Why.TO_REGISTER: NextAction.CONTACT,
    Why.CARD_ENDS: NextAction.CONTACT,
    Why.CARD_ENDED: NextAction.CONTACT,
}

_RULE_OF: Mapping[Why, str] = {
    Why.REPLACED: "return_days",
    Why.LOSS: "return_days",
    Why.UNRECORDED: "return_days",
    Why.REGISTERED: "return_when_registered",
    Why.EXPIRED: "return_expired",
    Why.READY: "hand_out_days",
    Why.UNCONFIRMED: "print_days",
    Why.NO_SHEET: "print_days",
    Why.NO_EXPIRY: "print_days",
    Why.EXPIRY_PAST: "print_days",
    Why.CARD_LISTED: "elderly_cutoff_on",
    Why.CARD_POSSIBLE: "elderly_cutoff_on",
    Why.SHEET_BACK: "forward_days",
    Why.CARD_BACK: "forward_days",
    Why.CARD_RENEWS: "elderly_renew_notice_days",
    Why.EXPIRES: "renew_notice_days",
    Why.OVER: "return_expired",
    Why.RENEWABLE: "renew_notice_days",
    Why.COPAY_CHANGES: "copay_change_returns",
    Why.COPAY_MISSING: "copay_shown_on",
    Why.AT_70: "birthday_notice_months",
    Why.AT_75: "birthday_notice_months",
    Why.TO_REGISTER: "quiet_days",
    Why.CARD_ENDS: "card_notice_days",
    Why.CARD_ENDED: "card_grace_months",
}

_RULE_OF_REPLACED: Mapping[str, str] = {
    ReplaceCause.NAME: "name_change_returns",
    ReplaceCause.INSURED_NAME: "name_change_family",
    ReplaceCause.COPAY: "copay_change_returns",
    ReplaceCause.REHIRE: "rehire_returns",
}

GETS_A_SHEET = (Why.NO_SHEET, Why.RENEWABLE, Why.COPAY_CHANGES)
"""The reasons for which a sheet may be printed today."""

NEVER_HELD = frozenset({CertificateStatus.CANCELLED, CertificateStatus.SPOILED})
"""Sheets that reached nobody; they say nothing about an older paper the holder may have."""


def rule_of(why: Why, detail: str = "") -> str:
    """Return the name of the rule behind a row. detail: as for `sentence`."""
    if why is Why.OVER and detail:
        # Not over, and not wanted all the same: a case of the society says so.
        return "return_certificate"
    if why is Why.CARD_LISTED and detail:
        # None of 2024, but one that was in use.
        return "return_elderly_card"
    return _RULE_OF_REPLACED.get(detail, _RULE_OF[why]) if why is Why.REPLACED else _RULE_OF[why]


@lru_cache(maxsize=4096)
def sentence(why: Why, on: date | None, detail: str) -> str:
    """Return why a row stands in the list, in one sentence.

    on: the day it goes back to. detail: what else must be known: the ReplaceCause, LossCause or
    Enrolment, the number of the print session; for a loss also the 最終出社日 still to come, or "+" and the
    day on which it became known, later than it was; for 75
    who reaches it ("own", "family", "insured"; "?" at the end: born on 29 February); for a sheet
    to hand out what its holder gives for it ("exchange": a void one, "renewal": one to be
    renewed); for one to be renewed "past" once it is over; for one to be shredded that is not over, why
    nobody wants it ("lost", "registered"); for one to be forwarded "again" where it had left before.
    """
    day = "" if on is None else wareki_short(on)
    match why:
        case Why.REPLACED:
            return said(why, "due", void=said(ReplaceCause(detail), "void"))
        case Why.LOSS | Why.UNRECORDED:
            cause, _, other = detail.partition(" ")
            use = "due" if not other else "due_known" if other.startswith("+") else "due_in_office"
            other_day = wareki_short(date.fromisoformat(other.lstrip("+"))) if other else ""
            return said(why, use, day=day, cause=label(LossCause(cause)), other=other_day)
        case Why.AT_75:
            use = f"due_{detail.rstrip('?')}{'_unsure' if detail.endswith('?') else ''}"
            return said(why, use, day=day)
        case Why.CARD_POSSIBLE:
            assert on is not None
            return said(why, "due", year=on.year, month=on.month)
        case Why.TO_REGISTER:
            return said(Enrolment(detail), "due")
        case Why.UNCONFIRMED:
            return said(why, "due", run=detail)
        case _ if detail:
            return said(why, f"due_{detail}", day=day)
    return said(why, "due", day=day)


def return_by(loss: Loss, rules: SocietyRules) -> date:
    """Return the last day to hand a paper back after cover ended.

    Read as "from the day after the last day of cover", five days end on 喪失日 + 4; read as
    "from the day after the loss", on 喪失日 + 5. Of a loss told late not before the days after it was known.
    """
    by = loss.on + timedelta(days=days_after_loss(rules))
    return by if loss.known_on is None else max(by, loss.known_on + timedelta(days=rules.known_plus_days))


def days_after_loss(rules: SocietyRules) -> int:
    """Return how many days after 資格喪失日 the return is due."""
    extra = 1 if rules.return_day_count is DayCount.FROM_DAY_AFTER_LOSS else 0
    return rules.return_days - 1 + extra
