"""The versions of a society's rules, each with the days on which it is in force."""

from collections.abc import Sequence
from functools import cache
from itertools import pairwise
from typing import Any

from app.domain.law.claims import Handle
from app.domain.law.days import ALWAYS, MAX, MIN, Days, between
from app.domain.rules import Handling, RuleBook, Situation, SocietyRules, handling_of_certificate
from app.late import dataclass

READ = frozenset({
    "birthday_notice_months", "card_grace_months", "card_notice_days", "change_return_days", "copay_shown_on",
    "elderly_card_expires", "elderly_collect_by", "elderly_collection", "elderly_cutoff_on",
    "elderly_renew_notice_days", "expiry_before_70", "expiry_before_75", "expiry_before_stay_ends",
    "expiry_max_years", "expiry_terms", "forward_days", "hand_out_days", "insured_branch",
    "keep_before_card_days", "known_plus_days",
    "leaver_notice_days", "paper_before_card_days", "paper_for", "paper_from", "print_days",
    "print_last_days", "quiet_days", "register_before_leaving_days", "registered_return_days",
    "release_prints_by", "reminder_steps", "renew_notice_days", "return_certificate", "return_day_count",
    "return_days", "return_elderly_card", "return_expired", "return_expired_after_loss",
    "return_when_registered",
})  # fmt: skip
"""The entries by which duties are decided; where another one changes, nothing is due anew."""


@dataclass(frozen=True, slots=True)
class Version:
    """The rules of some days. handle: what they say of a 資格確認書, remembered."""

    days: Days
    rules: SocietyRules
    handle: Handle


def version_of(rules: SocietyRules, days: Days = ALWAYS) -> Version:
    """Return these rules as a version."""

    @cache
    def handle(*true: Any) -> Handling:
        registered, lost_by, expired, is_insured, is_from_70 = true
        situation = Situation(registered, lost_by, expired, is_insured=is_insured, is_from_70=is_from_70)
        return handling_of_certificate(situation, rules)

    return Version(days, rules, handle)


_latest: list[tuple[RuleBook, Sequence[Version]]] = []


def versions_of(book: RuleBook) -> Sequence[Version]:
    """Return the rules in force one after the other; the earliest from ever, the last for ever.

    Of the book asked about last the answer is kept: a whole office asks with the same one.
    """
    kept = next(iter(_latest), None)
    if kept is None or kept[0] is not book:
        kept = book, _versions(book)
        # Another thread may ask with another book.
        _latest[:] = [kept]
    return kept[1]


def _versions(book: RuleBook) -> list[Version]:
    starts = sorted({entry.effective_from for name in READ for entry in book.versions(name)[1:]})
    if not starts:
        return [version_of(book.at(MIN))]
    return [
        version_of(book.at(first), between(first, after)) for first, after in pairwise([MIN, *starts, MAX])
    ]
