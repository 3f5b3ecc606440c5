"""SocietyRules: every rule that may differ from society to society, with its type and its limits.

Here alone it is said which rules there are. Their Japanese names stand in resources/words/rules.toml,
their values and sources in resources/rules/. Source: docs/rules.md, "The rules of a society".
"""

from collections.abc import Mapping
from dataclasses import fields
from datetime import date
from typing import Annotated, Any, get_type_hints

from app.domain.rules.cases import Case, ExpiryTerm, LayoutCase, MonthDay
from app.domain.rules.choices import (
    BranchNumbering,
    CopayShown,
    DayCount,
    ExpiredAfterLoss,
    GenuineBy,
    InsurerKind,
    NumberDigits,
    ReturnWay,
    When,
)
from app.domain.rules.readers import (
    LONGEST_TEXT,
    OF_PAPER,
    Reader,
    cases,
    closing_day,
    day,
    layouts,
    list_of,
    month_day,
    number,
    one_of,
    or_none,
    terms,
    text,
    whom,
    word,
    yes_or_no,
)
from app.late import dataclass

RuleValue = int | bool | str | date | MonthDay | tuple[Any, ...] | None
Days = Annotated[int, number(0, 3660)]
"""Up to ten years. A slip beyond it would stop every list."""
YesOrNo = Annotated[bool, yes_or_no]
Cases = Annotated[tuple[Case, ...], cases(OF_PAPER)]


@dataclass(frozen=True, slots=True)
class RuleEntry:
    """One rule as filed: name, value, source, first day in force, and who confirmed it.

    is_lacking: the file does not have it; the value is that of the file shipped with the program.
    """

    name: str
    value: RuleValue
    source: str
    effective_from: date
    confirmed: bool
    is_lacking: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class BasicRules:
    """The rules that every file has. Days are calendar days, months calendar months.

    return_days, return_day_count: when a paper must be back after cover ended.
    return_when_registered, registered_return_days: the same once マイナ保険証 works.
    return_expired: expired papers come back; otherwise the holder destroys them.
    leaver_notice_days: how long before the end of cover the return is announced.
    paper_from: first day the paper regime applies to everybody.
    print_days, hand_out_days, forward_days: the office's own limits for 遅滞なく.
    renew_notice_days, birthday_notice_months: early warnings.
    elderly_cutoff_on, elderly_collect_by: the collection of 高齢受給者証.
    quiet_days: no second reminder to register within these days.
    name_change_returns, name_change_family: a new name brings the paper back, and the
    family's, on which the insured person's name stands.
    copay_change_returns, rehire_returns: the same for a new 割合 and a re-hire.
    old_card_return_until: cover lost on or before that day brings the old 健康保険証 back;
    later its holder destroys it.
    card_notice_days, card_grace_months: warning before the My Number Card's 電子証明書 ends,
    and how many further months it works after the month in which it ends.
    expiry_max_years, expiry_before_75, expiry_before_70: limits of a 有効期限.
    insured_branch: the 枝番 of the insured person.
    reminder_steps: after so many unanswered reminders to register there is no further one.
    """

    return_days: Annotated[int, number(1, 365)]
    return_day_count: Annotated[DayCount, one_of(DayCount)]
    return_when_registered: YesOrNo
    registered_return_days: Days
    return_expired: YesOrNo
    leaver_notice_days: Days
    paper_from: Annotated[date, day]
    print_days: Days
    hand_out_days: Days
    forward_days: Days
    renew_notice_days: Days
    birthday_notice_months: Annotated[int, number(0, 24)]
    elderly_cutoff_on: Annotated[date, day]
    elderly_collect_by: Annotated[date, day]
    quiet_days: Days
    name_change_returns: YesOrNo
    name_change_family: YesOrNo
    copay_change_returns: YesOrNo
    rehire_returns: YesOrNo
    old_card_return_until: Annotated[date, day]
    card_notice_days: Days
    card_grace_months: Annotated[int, number(0, 24)]
    expiry_max_years: Annotated[int, number(1, 10)]
    expiry_before_75: YesOrNo
    expiry_before_70: YesOrNo
    insured_branch: Annotated[BranchNumbering, one_of(BranchNumbering)]
    reminder_steps: Annotated[int, number(1, 99)]


@dataclass(frozen=True, slots=True, kw_only=True)
class SocietyRules(BasicRules):
    """The rules in force on one day: the basic ones, and those that an older file may lack.

    return_certificate … return_old_card: what is done with a paper of that kind, case by case; where no
    case holds, the basic rules decide. return_expired_after_loss: which expired ones of leavers come back.
    return_way: who sends a paper back. change_return_days: days to hand back one that a change made void.
    known_plus_days: no deadline lies nearer than this to the day on which its cause became known.
    paper_for: whoever one of these words is true of gets a paper. print_last_days: none is asked for in
    so many last days of cover. release_prints_by: months after that of 登録解除 by whose end it is due.
    paper_before_card_days: it is printed so long before マイナ保険証 stops; keep_before_card_days: so long
    before, the one there is is not asked back.
    copay_shown_on: where 割合 stands from 70 to 74.
    batch_key: the society's public key. only_signed_batches: nothing is printed but what it signed.
    genuine_by: what makes a sheet a certificate; without it every sheet is a 見本 that counts nowhere.
    number_digits, unused_mark: how 記号・番号 and cells without a value are printed.
    limits_below_70, limits_from_70: 限度額適用区分. reissue_fee: yen for a reissue, 0 for none.
    expiry_terms: how long papers are valid; empty where the society names each day itself.
    expiry_before_stay_ends: of foreigners it may end earlier, with their 在留期限, which is not kept here.
    layout_cases: on which form whose paper is printed; empty where all are alike.
    elderly_collection: the old 高齢受給者証 of 2024 were collected once, by elderly_cutoff_on.
    elderly_card_expires, elderly_renew_notice_days: the day on which every 高齢受給者証 ends, and how
    long before the new ones are announced. notice_from_70_expires: the same day of an お知らせ from 70 on.
    register_before_leaving_days: nobody is asked to register so shortly before the end of cover.
    list_lags_months: so long a list may still say 未登録 after a registration.
    follow_up_days, shipment_confirm_days: the office's own days until it asks again for a missing paper, and
    until the society should have confirmed a shipment.
    insurer_kind: decides the digits of 保険者番号. closing_days: the society is closed, beside Saturdays,
    Sundays and holidays.
    leaver_slip_text, guide_slip_text: a line of the society's own on these slips.
    """

    return_certificate: Cases
    return_elderly_card: Annotated[tuple[Case, ...], cases(OF_PAPER | {When.COPAY_CHANGED})]
    return_notice: Cases
    return_limit_certificate: Cases
    return_disease_certificate: Cases
    return_old_card: Cases
    return_expired_after_loss: Annotated[ExpiredAfterLoss, one_of(ExpiredAfterLoss)]
    return_way: Annotated[ReturnWay, one_of(ReturnWay)]
    change_return_days: Annotated[int, number(1, 365)]
    known_plus_days: Days
    paper_for: Annotated[tuple[When, ...], whom]
    print_last_days: Days
    release_prints_by: Annotated[int, number(0, 12)]
    paper_before_card_days: Days
    keep_before_card_days: Days
    copay_shown_on: Annotated[CopayShown, one_of(CopayShown)]
    batch_key: Annotated[str, text(LONGEST_TEXT)]
    only_signed_batches: YesOrNo
    genuine_by: Annotated[GenuineBy, one_of(GenuineBy)]
    number_digits: Annotated[NumberDigits, one_of(NumberDigits)]
    unused_mark: Annotated[str, text(2)]
    limits_below_70: Annotated[tuple[str, ...], list_of(word, '["ア", "イ"]')]
    limits_from_70: Annotated[tuple[str, ...], list_of(word, '["一般"]')]
    reissue_fee: Annotated[int, number(0, 100_000)]
    expiry_terms: Annotated[tuple[ExpiryTerm, ...], terms]
    expiry_before_stay_ends: YesOrNo
    layout_cases: Annotated[tuple[LayoutCase, ...], layouts]
    elderly_collection: YesOrNo
    elderly_card_expires: Annotated[MonthDay | None, or_none(month_day)]
    elderly_renew_notice_days: Days
    notice_from_70_expires: Annotated[MonthDay | None, or_none(month_day)]
    register_before_leaving_days: Days
    list_lags_months: Annotated[int, number(0, 24)]
    follow_up_days: Annotated[int, number(1, 366)]
    shipment_confirm_days: Annotated[int, number(1, 366)]
    insurer_kind: Annotated[InsurerKind, one_of(InsurerKind)]
    closing_days: Annotated[tuple[MonthDay | date, ...], list_of(closing_day, '["12-29", 2027-05-06]')]
    leaver_slip_text: Annotated[str, text(LONGEST_TEXT)]
    guide_slip_text: Annotated[str, text(LONGEST_TEXT)]
    entries: Mapping[str, RuleEntry]

    def entry(self, name: str) -> RuleEntry:
        """Return the entry behind a rule: value, source, first day in force, confirmed."""
        return self.entries[name]

    def source(self, name: str) -> str:
        """Return where a rule is written, as shown to the user."""
        return self.entries[name].source


RULE_TYPES: Mapping[str, Reader] = {
    name: hint.__metadata__[0]
    for name, hint in get_type_hints(SocietyRules, include_extras=True).items()
    if name != "entries"
}
"""Every rule and what may stand behind its `value`, in the order in which they are declared."""
BASIC = frozenset(f.name for f in fields(BasicRules))
"""The rules that no file may lack."""
