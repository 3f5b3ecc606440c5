"""The rows of the due list: kinds, reasons, what Enter does, the sentences, and the dates behind a return.

Which reason is of which kind, and on which days a row stands in the list, is said by the rules of
`app/domain/law`; a slow version in the tests says the same of every generated office.
Source: docs/rules.md, "Due list".
"""

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
    ASK = "ask"
    REGISTER = "register"


class NextAction(StrEnum):
    """What Enter does on a row of the due list. POST: instead of COLLECT, where holders send papers back."""

    COLLECT = "collect"
    POST = "post"
    HAND_OUT = "hand_out"
    PRINT = "print"
    CONFIRM = "confirm"
    IMPORT = "import"
    COLLECT_ELDERLY = "collect_elderly"
    FORWARD = "forward"
    CONTACT = "contact"
    SHOW = "show"
    DISPOSE = "dispose"
    ANSWER = "answer"


class Why(StrEnum):
    """Why a row stands in the due list; the rule behind it says its kind and what Enter does.

    UNRECORDED: the society's list names a paper of a leaver that this office never recorded.
    OVER: an expired sheet that nobody wants back; its holder, or the office, destroys it.
    RENEWABLE: the society named a later 有効期限 than that of the sheet with its holder.
    COPAY_CHANGES: another 割合 was told ahead. COPAY_MISSING: of somebody from 70 on none is on file.
    CARD_RENEWS: a 高齢受給者証 is over soon.
    CARD_ENDS, CARD_ENDED: the person told when the 電子証明書 of the card ends.
    COVERED_TWICE, EXPIRY_DOUBTED, BRANCH_DOUBTED, COPAY_DOUBTED, LEAP_75, STAYS_INSURED: what only the
    society can say.
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
    COVERED_TWICE = "covered_twice"
    EXPIRY_DOUBTED = "expiry_doubted"
    BRANCH_DOUBTED = "branch_doubted"
    COPAY_DOUBTED = "copay_doubted"
    LEAP_75 = "leap_75"
    STAYS_INSURED = "stays_insured"


GETS_A_SHEET = (Why.NO_SHEET, Why.RENEWABLE, Why.COPAY_CHANGES)
"""The reasons for which a sheet may be printed today."""

NEVER_HELD = frozenset({CertificateStatus.CANCELLED, CertificateStatus.SPOILED})
"""Sheets that reached nobody; they say nothing about an older paper the holder may have."""


@lru_cache(maxsize=4096)
def reason_in(detail: str) -> str:
    """Return the reason in the detail of a duty: behind it may stand which 高齢受給者証 it is."""
    return detail.partition(" ")[0]


def sentence(why: Why, on: date | None, detail: str) -> str:
    """Return why a row stands in the list, in one sentence.

    on: the day it goes back to. detail: what else must be known: the ReplaceCause, LossCause or
    Enrolment, the number of the print session; for a loss also the 最終出社日 still to come, or "+" and the
    day on which it became known, later than it was; for 75
    who reaches it ("own", "family", "insured"; "?" at the end: born on 29 February); for a sheet
    to hand out what its holder gives for it ("exchange": a void one, "renewal": one to be
    renewed); for one to be renewed "past" once it is over; for one to be shredded that is not over, why
    nobody wants it ("lost", "registered"); for one to be forwarded "again" where it had left before. Of a
    question what is doubted, and the value: "family 2001-102-01", "late", "age 3", the 枝番.
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
        case Why.COVERED_TWICE | Why.COPAY_DOUBTED:
            doubted, _, value = detail.partition(" ")
            return said(why, f"due_{doubted}", value=value)
        case Why.BRANCH_DOUBTED:
            return said(why, "due", value=detail)
        case _ if detail:
            return said(why, f"due_{reason_in(detail)}", day=day)
    return said(why, "due", day=day)


def return_by(loss: Loss, rules: SocietyRules) -> date:
    """Return the last day to hand a paper back after cover ended.

    Read as "from the day after the last day of cover", five days end on 喪失日 + 4; read as
    "from the day after the loss", on 喪失日 + 5. Of a loss told late not before the days after it was known;
    known on its own day, it was told in time.
    """
    by = loss.on + timedelta(days=days_after_loss(rules))
    late = loss.told_late_on
    return by if late is None else max(by, late + timedelta(days=rules.known_plus_days))


def days_after_loss(rules: SocietyRules) -> int:
    """Return how many days after 資格喪失日 the return is due."""
    extra = 1 if rules.return_day_count is DayCount.FROM_DAY_AFTER_LOSS else 0
    return rules.return_days - 1 + extra
