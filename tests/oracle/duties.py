"""What is due, slow and obviously right: docs/rules.md said once more in plain Python.

It shares with the program only the names of the reasons and the reading of the rules file; every
date is computed here.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import wraps

from app.domain.certificate import Certificate, CertificateStatus, ReplaceCause
from app.domain.contact import About, Reply
from app.domain.duties import Why
from app.domain.elderly_card import ElderlyOutcome
from app.domain.ids import CertificateId, PersonId
from app.domain.person import Enrolment, LossCause, Person, PersonKind
from app.domain.rules import Case, DayCount, SocietyRules
from app.domain.society_answer import AnswerWord
from tests.oracle.dates import (
    birthday,
    cover_ends,
    days,
    first_of_next_month,
    is_covered,
    months_later,
    turns_70,
)
from tests.oracle.office import Facts, card_then
from tests.oracle.questions import questions

S = CertificateStatus
LIVE = {S.PLANNED, S.PRINTED, S.READY, S.HANDED_OUT}
HELD_BY_NOBODY = (S.CANCELLED, S.SPOILED)
ASKED = (Enrolment.UNKNOWN, Enrolment.NO_CARD, Enrolment.NOT_REGISTERED, Enrolment.EXPIRED)
RELEASING = (Enrolment.RELEASED, Enrolment.RELEASE_ASKED)

Rule = Callable[[Facts, SocietyRules, date], bool]


def once(rule: Rule) -> Rule:
    """Answer again what was asked of the same facts: many a day leads back to the same earlier ones."""

    @wraps(rule)
    def answer(facts: Facts, rules: SocietyRules, today: date) -> bool:
        asked = (rule.__name__, id(rules), today)
        if asked not in facts.said:
            # With the rules themselves, so that no others take their place.
            facts.said[asked] = (rules, rule(facts, rules, today))
        return facts.said[asked][1]

    return answer


@dataclass(frozen=True)
class Duty:
    """One thing to do, by the rules alone. since, detail: what the sentence about it names.

    begins: of what is no sheet's, the day since which it is this duty and no earlier one.
    """

    why: Why
    person_id: PersonId | None
    certificate_id: CertificateId | None
    due_on: date | None
    since: date | None = None
    detail: str = ""
    begins: date | None = None


def duties(facts: Facts, rules: SocietyRules, today: date) -> list[Duty]:
    """Everything that is due of one person on that day, in no order."""
    found: list[Duty] = []
    for sheet, status in facts.sheets:
        found += _of_sheet(facts, sheet, status, rules, today)
    found += _unrecorded_paper(facts, rules, today)
    found += _missing_paper(facts, rules, today)
    found += _elderly_card(facts, rules, today)
    found += _birthdays(facts, rules, today)
    found += _registration(facts, rules, today)
    found += [
        Duty(why, facts.person.id, None, None, since, detail)
        for why, since, detail in questions(facts, rules, today)
    ]
    return [duty for duty in found if not is_answered(facts, duty.why, duty.since, duty.detail)]


def is_answered(
    facts: Facts, why: Why, since: date | None, detail: str = "", words: Sequence[str] = tuple(AnswerWord)
) -> bool:
    """The society answered this very question by that day, and so."""
    return any(
        (one.why, one.since, one.detail) == (why, since, detail) and one.word in words
        for one in facts.answers
    )


def card_works_until(ends_on: date, rules: SocietyRules) -> date:
    """The last day of the months of grace after the month in which the 電子証明書 ends."""
    return first_of_next_month(months_later(ends_on.replace(day=1), rules.card_grace_months)) - days(1)


def card_works(facts: Facts, rules: SocietyRules, today: date) -> bool:
    ends_on = facts.person.card_expires_on
    return ends_on is None or today <= card_works_until(ends_on, rules)


def has_working_card(facts: Facts, rules: SocietyRules, today: date) -> bool:
    """Registered, and the card itself not over; a list says 期限切れ before the months of grace are."""
    if facts.stage is Enrolment.EXPIRED:
        return facts.person.card_expires_on is not None and card_works(facts, rules, today)
    return facts.stage is Enrolment.REGISTERED and card_works(facts, rules, today)


def back_by(facts: Facts, rules: SocietyRules) -> date:
    """The last of the days counted from the day after the last day of cover, or from the next.

    Where the office knew of the loss only after it, not before the days after that.
    """
    ends_on, _ = cover_ends(facts.person, facts.insured)
    first = ends_on if rules.return_day_count is DayCount.FROM_DAY_AFTER_LAST else ends_on + days(1)
    known_on = learned_of_loss(facts.person, facts.insured)
    by = first + days(rules.return_days - 1)
    if known_on is None or known_on <= ends_on:
        return by
    return max(by, known_on + days(rules.known_plus_days))


def learned_of_loss(person: Person, insured: Person | None) -> date | None:
    """When the end of cover became known, if it was recorded; age needs no telling."""
    ends_on, cause = cover_ends(person, insured)
    if person.disqualified_on == ends_on:
        return person.loss_known_on
    by_insured = cause is LossCause.INSURED_LOST and insured is not None
    return learned_of_loss(insured, None) if by_insured else None


def told_late(facts: Facts) -> str:
    """What the row of a loss adds where it became known after the loss."""
    ends_on, _ = cover_ends(facts.person, facts.insured)
    known_on = learned_of_loss(facts.person, facts.insured)
    return f" +{known_on}" if known_on is not None and known_on > ends_on else ""


def _of_sheet(
    facts: Facts, sheet: Certificate, status: CertificateStatus, rules: SocietyRules, today: date
) -> Iterator[Duty]:
    def duty(why: Why, due_on: date, since: date | None = None, detail: str = "") -> Duty:
        return Duty(why, facts.person.id, sheet.id, due_on, since, detail)

    if status is S.PLANNED:
        yield duty(Why.UNCONFIRMED, sheet.issued_on, detail=str(sheet.session_id))
    if status is S.COLLECTED:
        again = sheet.sent_back_on is not None and sheet.sent_back_on <= today
        back_on = sheet.sent_back_on if again else sheet.collected_on
        due_on = back_on + days(rules.forward_days)
        if not again and is_back_by_leaving(facts.then(back_on), sheet, rules, back_on):
            # Enclosed with the 喪失届.
            due_on = max(due_on, back_by(facts, rules))
        yield duty(Why.SHEET_BACK, due_on, back_on, "again" if again else "")
    over, used = is_over(sheet, today), is_in_use(facts, sheet, status, rules, today)
    got_new_on = handed_out_after(facts, sheet, today) if is_renewed(sheet) else None
    if status is S.SUPERSEDED and not used:
        # Void, whatever else is true.
        cause = "reissue" if sheet.replace_cause is None else str(sheet.replace_cause)
        void_on = got_new_on or copay_starts(facts, sheet) or sheet.closed_on
        known_on = max(void_on, sheet.void_known_on or void_on)
        yield duty(Why.REPLACED, known_on + days(rules.change_return_days), void_on, cause)
    if status not in (S.READY, S.HANDED_OUT) and not used:
        return
    ends_on, cause = cover_ends(facts.person, facts.insured)
    last = facts.person.last_office_on
    starts = copay_starts(facts, sheet)
    is_void_before = used and starts is not None and starts < ends_on
    claim = who_asks(facts, sheet, rules, today, is_held=status is not S.READY and not is_void_before)
    # While a new one is being made it is that one which is waited for.
    waits = used and got_new_on is None and has_sheet_in_the_making(facts)
    if claim == "loss":
        to_come = f" {last}" if last is not None and today <= last else told_late(facts)
        had_on = sheet.handed_out_on or sheet.ready_on
        by = back_by(facts, rules)
        if had_on is not None:
            by = max(by, had_on + days(rules.known_plus_days))
        yield duty(Why.LOSS, by, ends_on, f"{cause}{to_come}")
    elif claim == "registration":
        # Nobody brings a paper back before having it.
        begins = max(known_since(facts, facts.learned_on), sheet.handed_out_on or sheet.ready_on or date.min)
        yield duty(Why.REGISTERED, begins + days(rules.registered_return_days), facts.learned_on)
    elif is_renewing(facts, sheet, status, rules, today):
        yield duty(Why.RENEWABLE, sheet.expires_on, sheet.expires_on, "past" if over else "")
    elif claim == "expiry" and not waits:
        begins = max(sheet.expires_on, sheet.handed_out_on or sheet.expires_on)
        yield duty(Why.EXPIRED, begins + days(rules.return_days), sheet.expires_on)
    elif claim == "shredding" and over and not waits:
        due_on = sheet.expires_on if not used or got_new_on is None else max(sheet.expires_on, got_new_on)
        yield duty(Why.OVER, due_on, sheet.expires_on)
    elif claim == "shredding" and not over:
        if ends_on <= today:
            told_on = learned_of_loss(facts.person, facts.insured) or ends_on
            yield duty(Why.OVER, max(ends_on, told_on), ends_on, "lost")
        else:
            by = known_since(facts, facts.learned_on)
            yield duty(Why.OVER, by, facts.learned_on, "registered")
    elif status is S.READY and not over:
        detail = given_for_it(facts, rules, today)
        yield duty(Why.READY, sheet.ready_on + days(rules.hand_out_days), sheet.ready_on, detail)
    elif (
        status is S.HANDED_OUT
        and not over
        and is_announced(sheet, rules, today)
        and gets_paper(facts, rules, today)
        and is_printed_for(facts, rules, today)
        and cover_outlasts(facts, sheet, rules)
        and not has_newer(facts, sheet)
    ):
        yield duty(Why.EXPIRES, sheet.expires_on, sheet.expires_on)


def who_asks(facts: Facts, sheet: Certificate, rules: SocietyRules, today: date, *, is_held: bool) -> str:
    """Who asks for a sheet that is not void: the loss of cover, the registration, its expiry, or nobody."""
    ends_on, cause = cover_ends(facts.person, facts.insured)
    last = facts.person.last_office_on
    # A sheet in the drawer is still owed to its holder until cover ends.
    first = min(last or ends_on, ends_on) - days(rules.leaver_notice_days) if is_held else ends_on
    registered = is_known_to_work(facts, rules, today)
    if min(first, ends_on) <= today:
        over = is_over_for_leaver(sheet.expires_on, ends_on, rules, max(today, ends_on))
        told = handling(facts, rules, today, registered=registered, lost_by=cause, over=over)
        if told == "collect":
            return "loss"
        if ends_on <= today:
            return "shredding" if told == "shred" else "nobody"
    over = is_over(sheet, today)
    told = handling(facts, rules, today, registered=registered, lost_by=None, over=over)
    if told == "shred":
        return "shredding"
    valid = handling(facts, rules, today, registered=registered, lost_by=None, over=False)
    if told == valid == "collect" and registered:
        return "registration"
    return "expiry" if told == "collect" and over else "nobody"


def handling(
    facts: Facts, rules: SocietyRules, today: date, *, registered: bool, lost_by: LossCause | None, over: bool
) -> str:
    """What the society does with a paper: its own cases first, then its yes and no."""
    person = facts.person
    is_70 = turns_70(person) <= today
    true = {
        "registered": registered,
        "unregistered": not registered,
        "expired": over,
        "valid": not over,
        "lost": lost_by is not None,
        "covered": lost_by is None,
        "insured": person.kind is PersonKind.INSURED,
        "dependant": person.kind is PersonKind.DEPENDANT,
        "from_70": is_70,
        "below_70": not is_70,
        str(lost_by): True,
    }
    for case in rules.return_certificate:
        if all(true.get(str(word), False) for word in case.when):
            return str(case.then)
    when_over = "collect" if rules.return_expired else "shred"
    if lost_by is not None:
        return when_over if over else "collect"
    if registered and rules.return_when_registered:
        return "collect"
    return when_over if over else "keep"


def is_over_for_leaver(expires_on: date | None, ends_on: date, rules: SocietyRules, day: date) -> bool:
    """Whether a paper of somebody who lost cover counts as over; mostly only if it was over before."""
    if expires_on is None:
        return False
    counts = {
        "always": False,
        "valid_last_day": expires_on < ends_on - days(1),
        "valid_at_loss": expires_on < ends_on,
        "never": True,
    }
    return counts[str(rules.return_expired_after_loss)] and expires_on < day


def is_back_by_leaving(facts: Facts, sheet: Certificate, rules: SocietyRules, back_on: date) -> bool:
    """Nothing but the end of cover brought it back, and before that end."""
    ends_on, cause = cover_ends(facts.person, facts.insured)
    by_age = cause is LossCause.AGE_75 or turns_75_with_insured(facts)
    return (
        back_on < ends_on
        and (not by_age or is_told_of_75(facts, rules, back_on))
        and sheet.closed_on is None
        and not is_over(sheet, back_on)
        and not has_working_card(facts, rules, back_on)
    )


def is_over(sheet: Certificate, today: date) -> bool:
    return sheet.expires_on is not None and sheet.expires_on < today


def is_renewed(sheet: Certificate) -> bool:
    return sheet.replace_cause is ReplaceCause.RENEWAL


def copay_starts(facts: Facts, sheet: Certificate) -> date | None:
    """The day on which the 割合 begins that makes a sheet void, if it was told ahead; never, after cover."""
    starts = facts.person.copay_from
    if sheet.replace_cause is not ReplaceCause.COPAY or starts is None or starts <= sheet.closed_on:
        return None
    return starts if starts < cover_ends(facts.person, facts.insured)[0] else date.max


def is_in_use(
    facts: Facts, sheet: Certificate, status: CertificateStatus, rules: SocietyRules, today: date
) -> bool:
    """Superseded, and its holder still uses it, or keeps it to shred it."""
    if status is not S.SUPERSEDED:
        return False
    if is_renewed(sheet):
        is_exchanged = handed_out_after(facts, sheet, today) is not None
        return not is_exchanged or (is_over(sheet, today) and not rules.return_expired)
    starts = copay_starts(facts, sheet)
    return starts is not None and today < starts


def is_known_to_work(facts: Facts, rules: SocietyRules, today: date) -> bool:
    """マイナ保険証 works and goes on working, and it is known since when."""
    return (
        facts.stage is Enrolment.REGISTERED
        and card_works(facts, rules, today)
        and not card_stops_soon(facts, rules, today)
        and facts.learned_on is not None
    )


def is_announced(sheet: Certificate, rules: SocietyRules, today: date) -> bool:
    """Its 有効期限 is near, or past."""
    return sheet.expires_on is not None and sheet.expires_on - days(rules.renew_notice_days) <= today


def is_renewing(
    facts: Facts, sheet: Certificate, status: CertificateStatus, rules: SocietyRules, today: date
) -> bool:
    """A new one is to be printed and exchanged for it; nobody else asks for it."""
    named = facts.person.certificate_expires_on
    return (
        status is S.HANDED_OUT
        and is_announced(sheet, rules, today)
        and named is not None
        and named > sheet.expires_on
        and named >= today
        and gets_paper(facts, rules, today)
        and is_printed_for(facts, rules, today)
        and cover_outlasts(facts, sheet, rules)
        and who_asks(facts, sheet, rules, today, is_held=True) not in ("loss", "registration")
    )


def cover_outlasts(facts: Facts, sheet: Certificate, rules: SocietyRules) -> bool:
    """Cover goes on after the sheet, and not only for its last days."""
    ends_on, _ = cover_ends(facts.person, facts.insured)
    return sheet.expires_on + days(1) < ends_on - days(rules.print_last_days)


@once
def gets_paper(facts: Facts, rules: SocietyRules, today: date) -> bool:
    """Covered, and one of those to whom the society gives a paper."""
    person = facts.person
    works = has_working_card(facts, rules, today)
    if works and person.card_expires_on is not None and rules.paper_before_card_days:
        # It is printed so long before マイナ保険証 stops.
        works = today + days(rules.paper_before_card_days) <= card_works_until(person.card_expires_on, rules)
    is_70 = turns_70(person) <= today
    had_none = not any(status not in HELD_BY_NOBODY for _, status in facts.sheets)
    true = {
        "unregistered": not works,
        "registered": works,
        "newcomer": had_none and person.qualified_on >= rules.paper_from,
        "from_70": is_70,
        "below_70": not is_70,
        "insured": person.kind is PersonKind.INSURED,
        "dependant": person.kind is PersonKind.DEPENDANT,
        "covered": True,
    }
    return is_covered(facts, today) and any(true.get(str(word), False) for word in rules.paper_for)


def has_newer(facts: Facts, sheet: Certificate) -> bool:
    return any(other.id > sheet.id and status in LIVE for other, status in facts.sheets)


def handed_out_after(facts: Facts, sheet: Certificate, today: date) -> date | None:
    """The day on which the holder got a sheet that was made after this one made way for it."""
    on = [
        other.handed_out_on
        for other, _ in facts.sheets
        if other.id > sheet.id
        and other.handed_out_on is not None
        and sheet.closed_on <= other.handed_out_on <= today
    ]
    return min(on, default=None)


def given_for_it(facts: Facts, rules: SocietyRules, today: date) -> str:
    """What the holder gives when the sheet is handed out: void ones, or the one that it renews."""
    kinds = set()
    for sheet, status in facts.sheets:
        if status is S.SUPERSEDED and is_renewed(sheet):
            kinds.add("renewal" if handed_out_after(facts, sheet, today) is None else "exchange")
        elif status is S.SUPERSEDED and not is_in_use(facts, sheet, status, rules, today):
            kinds.add("exchange")
    return min(kinds, default="")


def has_sheet_in_the_making(facts: Facts) -> bool:
    """A live sheet, and none of the live ones with the holder."""
    live = {status for _, status in facts.sheets} & LIVE
    return bool(live) and S.HANDED_OUT not in live


def card_stops_soon(facts: Facts, rules: SocietyRules, today: date) -> bool:
    """So soon that the person will need the paper again."""
    ends_on = facts.person.card_expires_on
    if ends_on is None:
        return False
    return card_works_until(ends_on, rules) - days(rules.keep_before_card_days) <= today


def _unrecorded_paper(facts: Facts, rules: SocietyRules, today: date) -> Iterator[Duty]:
    """A leaver for whom the society's list names a paper that this office never recorded."""
    ends_on, cause = cover_ends(facts.person, facts.insured)
    is_recorded = any(status not in HELD_BY_NOBODY for _, status in facts.sheets)
    named = facts.person.certificate_expires_on
    if ends_on <= today and named is not None and not is_recorded:
        over = is_over_for_leaver(named, ends_on, rules, today)
        registered = is_known_to_work(facts, rules, today)
        if handling(facts, rules, today, registered=registered, lost_by=cause, over=over) != "collect":
            return
        by = back_by(facts, rules)
        if facts.known_on is not None:
            by = max(by, facts.known_on + days(rules.known_plus_days))
        detail = f"{cause}{told_late(facts)}"
        yield Duty(Why.UNRECORDED, facts.person.id, None, by, ends_on, detail, begins=ends_on)


def _missing_paper(facts: Facts, rules: SocietyRules, today: date) -> Iterator[Duty]:
    """Covered, cannot use マイナ保険証, and has no valid sheet; or soon has one that is wrong."""
    person = facts.person
    yield from _changed_copay(facts, rules, today)
    yield from _missing_copay(facts, rules, today)
    if not needs_paper(facts, rules, today) or cover_ends(person, facts.insured)[0] <= rules.paper_from:
        return
    # The days begin when there is a need and it is known here. The start of the regime was known long before.
    begins = known_since(facts, first_day(facts, rules, lacks_paper, today))
    due_on = rules.paper_from if begins < rules.paper_from else begins + days(rules.print_days)
    if facts.stage in RELEASING and facts.learned_on is not None:
        # マイナ保険証 goes on until the end of the next month.
        first = months_later(facts.learned_on.replace(day=1), rules.release_prints_by + 1)
        due_on = max(due_on, first - days(1))
    if person.certificate_expires_on is None:
        why = Why.NO_EXPIRY
    elif person.certificate_expires_on < today:
        why = Why.EXPIRY_PAST
    else:
        why = Why.NO_SHEET
    yield Duty(why, person.id, None, due_on, begins=max(begins, rules.paper_from))


def known_since(facts: Facts, day: date) -> date:
    """That day, or the later one on which the office knew of person, stage, or the change of that day."""
    changes = [sheet.void_known_on for sheet, _ in facts.sheets if (sheet.void_on or sheet.closed_on) == day]
    return max(on for on in (day, facts.known_on, facts.then(day).stage_known_on, *changes) if on is not None)


def needs_paper(facts: Facts, rules: SocietyRules, today: date) -> bool:
    """Lacks one, and none is being made."""
    return lacks_paper(facts, rules, today) and not any(
        status in (S.PLANNED, S.PRINTED) and not is_over(sheet, today) for sheet, status in facts.sheets
    )


@once
def lacks_paper(facts: Facts, rules: SocietyRules, today: date) -> bool:
    return (
        gets_paper(facts, rules, today)
        and is_printed_for(facts, rules, today)
        and not any(is_of_use(facts, sheet, status, rules, today) for sheet, status in facts.sheets)
        and not gave_it_back_early(facts, rules, today)
    )


def is_printed_for(facts: Facts, rules: SocietyRules, today: date) -> bool:
    """Not in the last days of cover."""
    return today < cover_ends(facts.person, facts.insured)[0] - days(rules.print_last_days)


def is_of_use(
    facts: Facts, sheet: Certificate, status: CertificateStatus, rules: SocietyRules, today: date
) -> bool:
    """It is a proof of cover, waits to be handed out, or makes way for one."""
    if is_renewing(facts, sheet, status, rules, today):
        return True
    is_told_ahead = is_in_use(facts, sheet, status, rules, today) and not is_renewed(sheet)
    is_there = status in (S.READY, S.HANDED_OUT) or is_told_ahead
    return is_there and not is_over(sheet, today)


def first_day(facts: Facts, rules: SocietyRules, holds: Rule, today: date) -> date:
    """The day since which something holds without a break.

    It can begin only on a day that something names, after one, or so long before or after as a rule says.
    """
    person, ends_on = facts.person, cover_ends(facts.person, facts.insured)[0]
    begins = facts.days | {ends_on, elderly_begins(person), turns_70(person)}
    if person.card_expires_on is not None:
        begins |= {card_works_until(person.card_expires_on, rules)}
    before = (
        *(rules.leaver_notice_days, rules.renew_notice_days, rules.keep_before_card_days),
        *(rules.paper_before_card_days, rules.print_last_days),
    )
    begins |= {day - days(notice) for day in begins for notice in before}
    begins |= {day + days(1) for day in begins}
    for day in sorted((day for day in begins if day <= today), reverse=True):
        day_before = day - days(1)
        if not holds(facts.then(day_before), rules, day_before):
            return day
    raise AssertionError("nothing holds for ever")


def elderly_begins(person: Person) -> date:
    """With 70, or on joining later."""
    return max(turns_70(person), person.qualified_on)


def _changed_copay(facts: Facts, rules: SocietyRules, today: date) -> Iterator[Duty]:
    """Another 割合 was told ahead; the sheet is of use until then, and there is no newer one."""
    for sheet, status in facts.sheets:
        if (
            is_in_use(facts, sheet, status, rules, today)
            and not is_renewed(sheet)
            and gets_paper(facts, rules, today)
            and is_printed_for(facts, rules, today)
            and not is_over(sheet, today)
            and not has_newer(facts, sheet)
        ):
            starts = copay_starts(facts, sheet)
            due_on = starts - days(1)
            ends_on, _ = cover_ends(facts.person, facts.insured)
            if starts >= ends_on - days(rules.print_last_days):
                continue
            yield Duty(Why.COPAY_CHANGES, facts.person.id, None, due_on, starts, begins=sheet.closed_on)


def _missing_copay(facts: Facts, rules: SocietyRules, today: date) -> Iterator[Duty]:
    """From 70 on, and no 割合 on file; マイナ保険証 shows it by itself."""
    if not lacks_copay(facts, rules, today):
        return
    begins = known_since(facts, first_day(facts, rules, lacks_copay, today))
    yield Duty(Why.COPAY_MISSING, facts.person.id, None, begins, elderly_begins(facts.person), begins=begins)


@once
def lacks_copay(facts: Facts, rules: SocietyRules, today: date) -> bool:
    person = facts.person
    return (
        gets_paper(facts, rules, today)
        and elderly_begins(person) <= today
        and person.copay_rate is None
        and not person.elderly_card_listed
    )


def gave_it_back_early(facts: Facts, rules: SocietyRules, today: date) -> bool:
    """A leaver who handed the paper in before cover ended needs no new one.

    A leaver: the end of cover is recorded, or so near that it is announced. The paper: not a
    void one that was exchanged.
    """
    _, cause = cover_ends(facts.person, facts.insured)
    by_age = cause is LossCause.AGE_75 or turns_75_with_insured(facts)
    return (not by_age or is_told_of_75(facts, rules, today)) and any(
        (status in (S.COLLECTED, S.FORWARDED) or is_lost_from_drawer(sheet, status, today))
        and sheet.closed_as is not S.SUPERSEDED
        and sheet.replace_cause is None
        for sheet, status in facts.sheets
    )


def is_told_of_75(facts: Facts, rules: SocietyRules, today: date) -> bool:
    """So near that it is announced."""
    ends_on, _ = cover_ends(facts.person, facts.insured)
    in_months = ends_on <= months_later(today, rules.birthday_notice_months)
    return in_months or ends_on - days(rules.leaver_notice_days) <= today


def is_lost_from_drawer(sheet: Certificate, status: CertificateStatus, today: date) -> bool:
    """Its holder had given it back before the office lost it."""
    return status is S.LOST and sheet.collected_on is not None and sheet.collected_on <= today


def turns_75_with_insured(facts: Facts) -> bool:
    """Whether a dependant's cover ends because the employee turns 75."""
    ends_on, cause = cover_ends(facts.person, facts.insured)
    return (
        cause is LossCause.INSURED_LOST
        and facts.insured is not None
        and cover_ends(facts.insured, None) == (ends_on, LossCause.AGE_75)
    )


def _elderly_card(facts: Facts, rules: SocietyRules, today: date) -> Iterator[Duty]:
    """The old card comes back until an outcome is recorded; leaving strikes nobody off."""
    person = facts.person
    done = [card_then(card, today) for card in facts.old_cards]
    for outcome, on, again in (one for one in (*done, facts.card) if one is not None):
        if outcome is ElderlyOutcome.COLLECTED:
            yield Duty(Why.CARD_BACK, person.id, None, on + days(rules.forward_days), on, again, on)
    issued_on = person.elderly_card_issued_on
    is_newer = issued_on is not None and issued_on > rules.elderly_cutoff_on
    if person.elderly_card_listed and (str(rules.copay_shown_on) == "elderly_card" or is_newer):
        # It shows the 割合 beside the paper.
        for card, recorded in zip(facts.old_cards, done, strict=True):
            if recorded is None or recorded[0] is ElderlyOutcome.REPLACED:
                is_over = card.expires_on is not None and card.expires_on < card.replaced_on
                why = "expired" if is_over else "replaced"
                yield from _card_of_use(facts, rules, today, card.replaced_on, why, f" {card.id}")
        ends_on = newest_card_ends(facts, rules)
        if facts.card is None:
            over_on = None if ends_on is None else ends_on + days(1)
            yield from _card_of_use(facts, rules, today, over_on, "expired")
            yield from _card_renews(facts, rules, today, ends_on)
        return
    if facts.card is not None or not rules.elderly_collection:
        return
    if any(one is not None and one[0] is not ElderlyOutcome.REPLACED for one in done):
        return
    ends_on, _ = cover_ends(person, facts.insured)
    cutoff = rules.elderly_cutoff_on
    was_member = person.qualified_on <= cutoff and ends_on > cutoff.replace(day=1)
    was_70 = birthday(person.born_on, 70) - days(1) <= cutoff
    by = rules.elderly_collect_by
    if ends_on <= today:
        # Cover ended: the card comes back with the paper, should that be earlier.
        by = min(by, back_by(facts, rules))
    if facts.known_on is not None:
        by = max(by, facts.known_on + days(rules.known_plus_days))
    if person.elderly_card_listed:
        yield Duty(Why.CARD_LISTED, person.id, None, by, cutoff, begins=date.min)
    elif was_member and was_70:
        yield Duty(Why.CARD_POSSIBLE, person.id, None, by, cutoff, begins=date.min)


def newest_card_ends(facts: Facts, rules: SocietyRules) -> date | None:
    """As told, else the first of the society's days after it was issued; None of one that made way."""
    person = facts.person
    says = person.elderly_card_issued_on, person.elderly_card_expires_on
    if any((card.issued_on, card.expires_on) == says for card in facts.old_cards):
        return None
    if says[1] is not None or says[0] is None or rules.elderly_card_expires is None:
        return says[1]
    day = says[0]
    while (day.month, day.day) != (rules.elderly_card_expires.month, rules.elderly_card_expires.day):
        day += days(1)
    return day


def _card_of_use(
    facts: Facts, rules: SocietyRules, today: date, over_on: date | None, why: str, which: str = ""
) -> Iterator[Duty]:
    """A card that nobody dealt with yet comes back once it is over, or cover is, whichever is first."""
    ends_on, cause = cover_ends(facts.person, facts.insured)
    is_first = over_on is not None and over_on < ends_on
    known_by = date.min if facts.known_on is None else facts.known_on + days(rules.known_plus_days)
    if is_first and comes_back(rules.return_elderly_card, facts, {"covered", _STATE[why], *_CHANGED[why]}):
        if over_on <= today:
            since = over_on - days(1) if why == "expired" else over_on
            number = rules.return_days if why == "expired" else rules.change_return_days
            by = max(since + days(number), known_by)
            yield Duty(Why.CARD_LISTED, facts.person.id, None, by, since, f"{why}{which}", begins=over_on)
        return
    state = "expired" if is_first and why == "expired" else "valid"
    if ends_on <= today and comes_back(rules.return_elderly_card, facts, {"lost", str(cause), state}):
        by = max(back_by(facts, rules), known_by)
        yield Duty(Why.CARD_LISTED, facts.person.id, None, by, ends_on, f"loss{which}", begins=ends_on)


_STATE = {"expired": "expired", "replaced": "valid"}
_CHANGED = {"expired": (), "replaced": ("copay_changed",)}


def _card_renews(facts: Facts, rules: SocietyRules, today: date, ends_on: date | None) -> Iterator[Duty]:
    """It is over soon, and cover is not."""
    if ends_on is None or not is_covered(facts, today):
        return
    begins = ends_on - days(rules.elderly_renew_notice_days)
    if begins <= today <= ends_on and ends_on + days(1) < cover_ends(facts.person, facts.insured)[0]:
        yield Duty(Why.CARD_RENEWS, facts.person.id, None, ends_on, ends_on, begins=begins)


def comes_back(cases: Sequence[Case], facts: Facts, true: set[str]) -> bool:
    """The first of the society's cases whose words are all true."""
    kind = "insured" if facts.person.kind is PersonKind.INSURED else "dependant"
    for case in cases:
        if {str(word) for word in case.when} <= true | {kind}:
            return str(case.then) == "collect"
    return False


def _birthdays(facts: Facts, rules: SocietyRules, today: date) -> Iterator[Duty]:
    """70 and 75 are announced so many months ahead; an employee's 75th to the household too."""
    person, insured = facts.person, facts.insured
    if not is_covered(facts, today):
        return
    horizon = months_later(today, rules.birthday_notice_months)
    # Reached on the day before the birthday; the new rules begin with the next month.
    at_70 = first_of_next_month(birthday(person.born_on, 70) - days(1))
    if today < at_70 <= horizon:
        # No rules file announces it more than two years ahead.
        yield Duty(Why.AT_70, person.id, None, at_70, at_70, begins=two_years_before(at_70))
    ends_on, cause = cover_ends(person, insured)
    if ends_on > horizon:
        return
    if cause is LossCause.AGE_75:
        who, born = ("own" if person.kind is PersonKind.INSURED else "family"), person.born_on
    elif turns_75_with_insured(facts) and insured is not None:
        who, born = "insured", insured.born_on
    else:
        return
    # Nobody confirmed that 1 March is the day for births on 29 February.
    unsure = "?" if (born.month, born.day) == (2, 29) and (ends_on.month, ends_on.day) == (3, 1) else ""
    if unsure:
        yield Duty(Why.LEAP_75, person.id, None, None, ends_on)
        if is_answered(facts, Why.LEAP_75, ends_on, words=["as_listed"]):
            unsure = ""
    yield Duty(Why.AT_75, person.id, None, ends_on, ends_on, who + unsure, two_years_before(ends_on))


def two_years_before(day: date) -> date:
    try:
        return day.replace(year=day.year - 2)
    except ValueError:
        return date(day.year - 2, 3, 1)


def _registration(facts: Facts, rules: SocietyRules, today: date) -> Iterator[Duty]:
    """Registering is voluntary: whoever declined, or was asked lately or often enough, is left alone."""
    person = facts.person
    if not is_covered(facts, today):
        return
    told = [c.on for c in facts.contacts if c.about is About.REGISTER and c.reply is not Reply.UNREACHED]
    if told and today < max(told) + days(rules.quiet_days):
        return
    if len(told) >= rules.reminder_steps:
        return
    if cover_ends(person, facts.insured)[0] - days(rules.register_before_leaving_days) <= today:
        return
    if facts.stage in ASKED:
        begins = max([on for on in (facts.learned_on, *told) if on is not None], default=date.min)
        yield Duty(Why.TO_REGISTER, person.id, None, None, detail=str(facts.stage), begins=begins)
    ends_on = person.card_expires_on
    if facts.stage is Enrolment.REGISTERED and ends_on is not None:
        if not card_works(facts, rules, today):
            yield Duty(Why.CARD_ENDED, person.id, None, None, ends_on)
        elif ends_on - days(rules.card_notice_days) <= today:
            begins = max([ends_on - days(rules.card_notice_days), *told])
            by = card_works_until(ends_on, rules)
            yield Duty(Why.CARD_ENDS, person.id, None, by, ends_on, begins=begins)
