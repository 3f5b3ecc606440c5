"""One person under one version of the society's rules, and what several rules ask about both."""

from collections.abc import Collection
from datetime import date
from functools import cached_property

from app.domain.certificate import CertificateStatus
from app.domain.eligibility import DAY, birthday, card_works_until
from app.domain.law.claims import Claims, claims_of
from app.domain.law.days import ALWAYS, Days, before, between, either
from app.domain.law.facts import Facts
from app.domain.person import WITH_CARD, Enrolment, LossCause
from app.domain.rules import SocietyRules


class Case:
    """What a rule is asked about.

    covered: the days with cover. works_until: the last day of マイナ保険証 by its 電子証明書, None where
    nobody told one. card_not_over, working_card: until that day; registered and until that day.
    """

    def __init__(self, facts: Facts, rules: SocietyRules) -> None:
        self.facts = facts
        self.rules = rules
        self.person = facts.person
        self.loss = facts.loss
        self.covered = between(self.person.qualified_on, self.loss.on)
        self.works_until: date | None = None
        self.card_not_over = ALWAYS
        if self.person.card_expires_on is not None:
            self.works_until = card_works_until(self.person.card_expires_on, rules.card_grace_months)
            self.card_not_over = before(self.works_until + DAY)
        self.working_card = self.stage(WITH_CARD) & self.card_not_over

    def stage(self, enrolments: Collection[Enrolment]) -> Days:
        """The days on which one of these was the stage known."""
        return either(stage.days for stage in self.facts.stages if stage.enrolment in enrolments)

    def sheets(self, *statuses: CertificateStatus) -> Days:
        """The days on which some sheet was in one of these states."""
        return either(sheet.days(*statuses) for sheet in self.facts.sheets)

    @cached_property
    def is_by_75(self) -> bool:
        """Whether cover ends because the person, or the employee, reaches 75."""
        insured = self.facts.insured
        if self.loss.cause is LossCause.INSURED_LOST and insured is not None:
            return self.loss.on == birthday(insured.born_on, 75)
        return self.loss.cause is LossCause.AGE_75

    @cached_property
    def claims(self) -> list[Claims]:
        """Of each sheet, who asks for it on which days."""
        return claims_of(self.facts, self.rules, self.works_until)
