"""What is due, slow and obviously right: docs/rules.md said once more in plain Python.

It shares with the program only the names of the reasons and the reading of the rules file; every
date is computed here.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from app.domain.certificate import Certificate, CertificateStatus, ReplaceCause
from app.domain.contact import About, Reply
from app.domain.duties import Why
from app.domain.elderly_card import ElderlyOutcome
from app.domain.ids import CertificateId, PersonId
from app.domain.person import Enrolment, LossCause, Person, PersonKind
from app.domain.rules import DayCount, SocietyRules
from tests.oracle.office import Facts

S = CertificateStatus
HELD_BY_NOBODY = (S.CANCELLED, S.SPOILED)
ASKED = (Enrolment.UNKNOWN, Enrolment.NO_CARD, Enrolment.NOT_REGISTERED, Enrolment.EXPIRED)
RELEASING = (Enrolment.RELEASED, Enrolment.RELEASE_ASKED)
NEVER_WORKED = (
    *(Enrolment.UNKNOWN, Enrolment.NO_CARD, Enrolment.NOT_REGISTERED, Enrolment.NEEDS_CARE),
    *(Enrolment.DECLINED, Enrolment.NO_ANSWER, Enrolment.NUMBER_NOT_GIVEN),
)


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
    return found


def days(number: int) -> timedelta:
    return timedelta(days=number)


def birthday(born: date, age: int) -> date:
    """Born on 29 February: in a common year 1 March."""
    try:
        return date(born.year + age, born.month, born.day)
    except ValueError:
        return date(born.year + age, 3, 1)


def first_of_next_month(day: date) -> date:
    return date(day.year + 1, 1, 1) if day.month == 12 else date(day.year, day.month + 1, 1)


def months_later(day: date, months: int) -> date:
    """The same day so many months later, or the last day of that month."""
    first = day.replace(day=1)
    for _ in range(months):
        first = first_of_next_month(first)
    last = first_of_next_month(first) - days(1)
    return min(first + days(day.day - 1), last)


def cover_ends(person: Person, insured: Person | None) -> tuple[date, LossCause]:
    """The first day without cover: what is recorded, one's own 75th birthday, the employee's end."""
    ends = []
    if person.disqualified_on is not None:
        ends.append((person.disqualified_on, person.loss_cause or LossCause.LEFT))
    ends.append((birthday(person.born_on, 75), LossCause.AGE_75))
    if person.kind is PersonKind.DEPENDANT and insured is not None:
        ends.append((cover_ends(insured, None)[0], LossCause.INSURED_LOST))
    earliest = min(day for day, _ in ends)
    return next((day, cause) for day, cause in ends if day == earliest)


def is_covered(facts: Facts, today: date) -> bool:
    return facts.person.qualified_on <= today < cover_ends(facts.person, facts.insured)[0]


def card_works_until(ends_on: date, rules: SocietyRules) -> date:
    """The last day of the months of grace after the month in which the 電子証明書 ends."""
    return first_of_next_month(months_later(ends_on.replace(day=1), rules.card_grace_months)) - days(1)


def card_works(facts: Facts, rules: SocietyRules, today: date) -> bool:
    ends_on = facts.person.card_expires_on
    return ends_on is None or today <= card_works_until(ends_on, rules)


def has_working_card(facts: Facts, rules: SocietyRules, today: date) -> bool:
    """Registered, and the card itself not over."""
    return facts.stage is Enrolment.REGISTERED and card_works(facts, rules, today)


def has_live_sheet(facts: Facts) -> bool:
    return any(status in (S.PLANNED, S.PRINTED, S.READY, S.HANDED_OUT) for _, status in facts.sheets)


def back_by(ends_on: date, rules: SocietyRules) -> date:
    """The last of the days counted from the day after the last day of cover, or from the next."""
    first = ends_on if rules.return_day_count is DayCount.FROM_DAY_AFTER_LAST else ends_on + days(1)
    return first + days(rules.return_days - 1)


def _of_sheet(
    facts: Facts, sheet: Certificate, status: CertificateStatus, rules: SocietyRules, today: date
) -> Iterator[Duty]:
    def duty(why: Why, due_on: date, since: date | None = None, detail: str = "") -> Duty:
        return Duty(why, facts.person.id, sheet.id, due_on, since, detail)

    if status is S.PLANNED:
        yield duty(Why.UNCONFIRMED, sheet.issued_on, detail=str(sheet.session_id))
    if status is S.COLLECTED:
        yield duty(Why.SHEET_BACK, sheet.collected_on + days(rules.forward_days), sheet.collected_on)
    is_over = sheet.expires_on is not None and sheet.expires_on < today
    renews = status is S.SUPERSEDED and sheet.replace_cause is ReplaceCause.RENEWAL
    got_new_on = handed_out_after(facts, sheet, today) if renews else None
    if renews:
        if got_new_on is not None and (rules.return_expired or not is_over):
            yield duty(Why.REPLACED, got_new_on + days(rules.return_days), got_new_on, "renewal")
            return
    elif status is S.SUPERSEDED:
        # Void, whatever else is true.
        cause = "reissue" if sheet.replace_cause is None else str(sheet.replace_cause)
        yield duty(Why.REPLACED, sheet.closed_on + days(rules.return_days), sheet.closed_on, cause)
    if status not in (S.READY, S.HANDED_OUT) and not renews:
        return
    ends_on, cause = cover_ends(facts.person, facts.insured)
    last = facts.person.last_office_on
    first = ends_on if last is None else min(last, ends_on)
    is_announced = first - days(rules.leaver_notice_days) <= today
    # A sheet in the drawer is still owed to its holder until cover ends.
    if ends_on <= today or (status is not S.READY and is_announced):
        to_come = f" {last}" if last is not None and today <= last else ""
        yield duty(Why.LOSS, back_by(ends_on, rules), ends_on, f"{cause}{to_come}")
    elif (
        rules.return_when_registered
        and has_working_card(facts, rules, today)
        and not card_stops_soon(facts, rules, today)
        and facts.learned_on is not None
    ):
        # Nobody brings a paper back before having it.
        begins = max(on for on in (facts.learned_on, sheet.handed_out_on or sheet.ready_on) if on is not None)
        yield duty(Why.REGISTERED, begins + days(rules.registered_return_days), facts.learned_on)
    elif renews:
        # While a new one is being made it is that one which is waited for.
        if is_over and (got_new_on is not None or not has_sheet_in_the_making(facts)):
            if rules.return_expired:
                yield duty(Why.EXPIRED, sheet.expires_on + days(rules.return_days), sheet.expires_on)
            else:
                due_on = sheet.expires_on if got_new_on is None else max(sheet.expires_on, got_new_on)
                yield duty(Why.OVER, due_on, sheet.expires_on)
    else:
        if status is S.READY and not is_over:
            detail = given_for_it(facts, today)
            yield duty(Why.READY, sheet.ready_on + days(rules.hand_out_days), sheet.ready_on, detail)
        if rules.return_expired and is_over:
            yield duty(Why.EXPIRED, sheet.expires_on + days(rules.return_days), sheet.expires_on)
        if sheet.expires_on is None or today < sheet.expires_on - days(rules.renew_notice_days):
            return
        if status is S.HANDED_OUT and may_have_a_new_one(facts, sheet, rules, today):
            yield duty(Why.RENEWABLE, sheet.expires_on, sheet.expires_on, "past" if is_over else "")
        elif not (rules.return_expired and is_over):
            yield duty(Why.OVER if is_over else Why.EXPIRES, sheet.expires_on, sheet.expires_on)


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


def given_for_it(facts: Facts, today: date) -> str:
    """What the holder gives when the sheet is handed out: void ones, or the one that it renews."""
    kinds = set()
    for sheet, status in facts.sheets:
        if status is not S.SUPERSEDED:
            continue
        copay_from = facts.person.copay_from
        if sheet.replace_cause is ReplaceCause.RENEWAL:
            kinds.add("renewal" if handed_out_after(facts, sheet, today) is None else "exchange")
        elif (
            sheet.replace_cause is ReplaceCause.COPAY
            and copay_from is not None
            and sheet.closed_on < copay_from
            and today < copay_from
        ):
            continue  # of use until the new rate begins
        else:
            kinds.add("exchange")
    return min(kinds, default="")


def may_have_a_new_one(facts: Facts, sheet: Certificate, rules: SocietyRules, today: date) -> bool:
    """The society named a later 有効期限, and the person is one who gets sheets."""
    named = facts.person.certificate_expires_on
    return (
        named is not None
        and named > sheet.expires_on
        and named >= today
        and facts.person.qualified_on <= today
        and not has_working_card(facts, rules, today)
    )


def has_sheet_in_the_making(facts: Facts) -> bool:
    """A live sheet, and none of the live ones with the holder."""
    live = {status for _, status in facts.sheets} & {S.PLANNED, S.PRINTED, S.READY, S.HANDED_OUT}
    return bool(live) and S.HANDED_OUT not in live


def card_stops_soon(facts: Facts, rules: SocietyRules, today: date) -> bool:
    """So soon that the person will need the paper again."""
    ends_on = facts.person.card_expires_on
    return ends_on is not None and card_works_until(ends_on, rules) - days(rules.card_notice_days) <= today


def _unrecorded_paper(facts: Facts, rules: SocietyRules, today: date) -> Iterator[Duty]:
    """A leaver for whom the society's list names a paper that this office never recorded."""
    ends_on, cause = cover_ends(facts.person, facts.insured)
    is_recorded = any(status not in HELD_BY_NOBODY for _, status in facts.sheets)
    if ends_on <= today and facts.person.certificate_expires_on is not None and not is_recorded:
        by = back_by(ends_on, rules)
        yield Duty(Why.UNRECORDED, facts.person.id, None, by, ends_on, str(cause), begins=ends_on)


def _missing_paper(facts: Facts, rules: SocietyRules, today: date) -> Iterator[Duty]:
    """Covered, cannot use マイナ保険証, and has no sheet."""
    person = facts.person
    if not is_covered(facts, today) or has_working_card(facts, rules, today) or has_live_sheet(facts):
        return
    if gave_it_back_early(facts, rules, today):
        return
    # The days begin when the person has a right to a paper and none any more.
    begins = [person.qualified_on, rules.paper_from]
    if facts.stage not in (*NEVER_WORKED, Enrolment.REGISTERED) and facts.learned_on is not None:
        begins.append(facts.learned_on)
    for sheet, status in facts.sheets:
        ended = [on for on in (sheet.closed_on, sheet.collected_on) if on is not None and on <= today]
        # A sheet ruined in the drawer was a paper to be handed out; one ruined in the printer never was.
        spoiled_in_drawer = status is S.SPOILED and sheet.ready_on is not None
        if (status not in HELD_BY_NOBODY or spoiled_in_drawer) and ended:
            begins.append(min(ended))
    due_on = max(begins) + days(rules.print_days)
    if facts.stage in RELEASING and facts.learned_on is not None:
        # マイナ保険証 goes on until the end of the next month.
        due_on = max(due_on, months_later(facts.learned_on.replace(day=1), 2) - days(1))
    if person.certificate_expires_on is None:
        why = Why.NO_EXPIRY
    elif person.certificate_expires_on < today:
        why = Why.EXPIRY_PAST
    else:
        why = Why.NO_SHEET
    yield Duty(why, person.id, None, due_on, begins=max(begins))


def gave_it_back_early(facts: Facts, rules: SocietyRules, today: date) -> bool:
    """A leaver who handed the paper in before cover ended needs no new one.

    A leaver: the end of cover is recorded, or so near that it is announced. The paper: not a
    void one that was exchanged.
    """
    ends_on, cause = cover_ends(facts.person, facts.insured)
    by_age = cause is LossCause.AGE_75 or turns_75_with_insured(facts)
    is_leaver = not by_age or ends_on - days(rules.leaver_notice_days) <= today
    return is_leaver and any(
        (status in (S.COLLECTED, S.FORWARDED) or is_lost_from_drawer(sheet, status, today))
        and sheet.closed_as is not S.SUPERSEDED
        and sheet.replace_cause is None
        for sheet, status in facts.sheets
    )


def is_lost_from_drawer(sheet: Certificate, status: CertificateStatus, today: date) -> bool:
    """Its holder had given it back before the office lost it."""
    return status is S.LOST and sheet.collected_on is not None and sheet.collected_on <= today


def turns_75_with_insured(facts: Facts) -> bool:
    """Whether a dependant's cover ends because the employee turns 75."""
    ends_on, cause = cover_ends(facts.person, facts.insured)
    return (
        cause is LossCause.INSURED_LOST
        and facts.insured is not None
        and ends_on == birthday(facts.insured.born_on, 75)
    )


def _elderly_card(facts: Facts, rules: SocietyRules, today: date) -> Iterator[Duty]:
    """The old card comes back until an outcome is recorded; leaving strikes nobody off."""
    person = facts.person
    if facts.card is not None:
        outcome, on = facts.card
        if outcome is ElderlyOutcome.COLLECTED:
            yield Duty(Why.CARD_BACK, person.id, None, on + days(rules.forward_days), on, begins=on)
        return
    cutoff = rules.elderly_cutoff_on
    ends_on, _ = cover_ends(person, facts.insured)
    was_member = person.qualified_on <= cutoff and ends_on > cutoff.replace(day=1)
    was_70 = birthday(person.born_on, 70) - days(1) <= cutoff
    by = rules.elderly_collect_by
    if ends_on <= today:
        # Cover ended: the card comes back with the paper, should that be earlier.
        by = min(by, back_by(ends_on, rules))
    if person.elderly_card_listed:
        yield Duty(Why.CARD_LISTED, person.id, None, by, cutoff, begins=date.min)
    elif was_member and was_70:
        yield Duty(Why.CARD_POSSIBLE, person.id, None, by, cutoff, begins=date.min)


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
    is_leaving = cover_ends(person, facts.insured)[0] - days(rules.leaver_notice_days) <= today
    if facts.stage in ASKED and not is_leaving:
        begins = max([on for on in (facts.learned_on, *told) if on is not None], default=date.min)
        by = person.certificate_expires_on
        yield Duty(Why.TO_REGISTER, person.id, None, by, detail=str(facts.stage), begins=begins)
    ends_on = person.card_expires_on
    if facts.stage is Enrolment.REGISTERED and ends_on is not None:
        if not card_works(facts, rules, today):
            yield Duty(Why.CARD_ENDED, person.id, None, None, ends_on)
        elif ends_on - days(rules.card_notice_days) <= today:
            begins = max([ends_on - days(rules.card_notice_days), *told])
            by = card_works_until(ends_on, rules)
            yield Duty(Why.CARD_ENDS, person.id, None, by, ends_on, begins=begins)
