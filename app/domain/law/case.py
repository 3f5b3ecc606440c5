"""One person under one version of the society's rules, and what several rules ask about both."""

from collections.abc import Collection
from datetime import date
from functools import cached_property

from app.domain.certificate import CertificateStatus
from app.domain.cover import Loss, loss_of_cover
from app.domain.duties import NEVER_HELD
from app.domain.eligibility import DAY, card_works_until, elderly_from, months_after
from app.domain.law.claims import Claims, Handle, Judge, judge_of
from app.domain.law.days import (
    ALWAYS,
    MAX,
    MIN,
    NEVER,
    Days,
    announced_from,
    before,
    between,
    earlier,
    either,
    later,
    since,
)
from app.domain.law.facts import Facts
from app.domain.person import WITH_CARD, Enrolment, LossCause, PersonKind
from app.domain.rules import Situation, SocietyRules, When

_MADE = frozenset(CertificateStatus) - NEVER_HELD


class Case:
    """What a rule is asked about.

    until: nobody asks for what appears only after that day; a rule may leave it out. covered: the days with
    cover. works_until: the last day of マイナ保険証 by its 電子証明書, None where
    nobody told one. card_not_over, working_card: until that day; the days on which マイナ保険証 can be used.
    needs_paper: the days of cover on which a paper is given. is_by_75: whether cover ends because the
    person, or the employee, reaches 75.
    """

    def __init__(self, facts: Facts, rules: SocietyRules, handle: Handle, until: date = MAX) -> None:
        self.facts = facts
        self.until = until
        self.handle = handle
        self.rules = rules
        self.person = facts.person
        self.loss = facts.loss
        self.covered = between(self.person.qualified_on, self.loss.on)
        self.works_until: date | None = None
        self.card_not_over = ALWAYS
        if self.person.card_expires_on is not None:
            self.works_until = card_works_until(self.person.card_expires_on, rules.card_grace_months)
            self.card_not_over = before(self.works_until + DAY)
        registered = self.stage(WITH_CARD)
        if self.works_until is not None:
            # The society's list says 期限切れ from the day itself; the months of grace run on.
            registered |= self.stage((Enrolment.EXPIRED,))
        self.working_card = registered & self.card_not_over
        self.needs_paper = self._needs_paper()
        self.is_by_75 = self._is_by_75()

    def stage(self, enrolments: Collection[Enrolment]) -> Days:
        """The days on which one of these was the stage known."""
        return either(stage.days for stage in self.facts.stages if stage.enrolment in enrolments)

    def is_registered(self, day: date) -> bool:
        """Whether マイナ保険証 was known on that day to work."""
        return any(
            stage.days.holds(day) and (stage.learned_on is None or stage.learned_on <= day)
            for stage in self.facts.stages
            if stage.enrolment in WITH_CARD
        ) and self.card_not_over.holds(day)

    def situation(self, day: date) -> Situation:
        """What is true of the person on a day, for papers without a 有効期限."""
        return Situation(
            registered=self.is_registered(day),
            lost_by=self.loss.cause if self.loss.on <= day else None,
            is_insured=self.person.kind is PersonKind.INSURED,
            is_from_70=elderly_from(self.person.born_on) <= day,
        )

    def sheets(self, *statuses: CertificateStatus) -> Days:
        """The days on which some sheet was in one of these states."""
        return either(sheet.days(*statuses) for sheet in self.facts.sheets)

    @property
    def known_by(self) -> date:
        """Before this day nothing is late that was known with the person; MIN where nobody knows that day."""
        known_on = self.facts.known_on
        return known_on if known_on is MIN else later(known_on, self.rules.known_plus_days)

    def _needs_paper(self) -> Days:
        """By default the days without a working マイナ保険証."""
        works = self.working_card
        if self.works_until is not None and self.rules.paper_before_card_days:
            works &= before(earlier(self.works_until, self.rules.paper_before_card_days - 1))
        return self.covered & either(self._true_days(word, works) for word in self.rules.paper_for)

    def _true_days(self, word: When, works: Days) -> Days:
        """The days on which one of the words of the rules file is true of the person."""
        person = self.person
        if word is When.UNREGISTERED:
            return ALWAYS - works
        if word is When.REGISTERED:
            return works
        if word is When.NEWCOMER and person.qualified_on >= self.rules.paper_from:
            return ALWAYS - self.sheets(*_MADE)
        if word in (When.FROM_70, When.BELOW_70):
            from_70 = elderly_from(person.born_on)
            return since(from_70) if word is When.FROM_70 else before(from_70)
        kind = When.INSURED if person.kind is PersonKind.INSURED else When.DEPENDANT
        return ALWAYS if word in (kind, When.COVERED) else NEVER

    @property
    def print_until(self) -> date:
        """From this day on no new paper is asked for: cover ends so soon."""
        return earlier(self.loss.on, self.rules.print_last_days)

    @cached_property
    def is_leaver(self) -> Days:
        """The days on which the end of cover is known: recorded, or by an age so near that it is told."""
        if not self.is_by_75:
            return ALWAYS
        notice = earlier(self.loss.on, self.rules.leaver_notice_days)
        return since(min(notice, self.told_of_75_from))

    @property
    def told_of_75_from(self) -> date:
        """The first day on which an end of cover by 75 is announced."""
        return announced_from(self.loss.on, self.rules.birthday_notice_months)

    def ends_soon(self, day: date) -> bool:
        """Whether the end of cover is recorded, or by age near enough to be announced on that day."""
        insured = self.facts.insured
        if self.loss.on in (self.person.disqualified_on, insured and insured.disqualified_on):
            return True
        return self.loss.on <= months_after(day, self.rules.birthday_notice_months)

    def _is_by_75(self) -> bool:
        insured = self.facts.insured
        if self.loss.cause is LossCause.INSURED_LOST and insured is not None:
            return loss_of_cover(insured, None) == Loss(self.loss.on, LossCause.AGE_75)
        return self.loss.cause is LossCause.AGE_75

    @cached_property
    def claims(self) -> list[Claims]:
        """Of each sheet, who asks for it on which days."""
        return [Claims(self.judge, sheet) for sheet in self.facts.sheets]

    @cached_property
    def judge(self) -> Judge:
        """How the rules decide about the papers of this person."""
        return judge_of(self.facts, self.rules, self.handle, self.works_until)
