"""Who asks for a sheet on which days. Each day of a sheet belongs to the first claim that has it.

1. void: what it says is no longer true, or the newer one that takes its place was handed out.
2. by_loss: cover ended or, of one with its holder, is about to.
3. by_registration: マイナ保険証 works, and the society wants the paper back then.
4. free: nobody asks for it yet; it may expire, be renewed or wait in the drawer.
Source: docs/rules.md, "Return of certificates", "Renewal".
"""

from collections.abc import Sequence
from datetime import date

from app.domain.certificate import CertificateStatus, ReplaceCause
from app.domain.eligibility import DAY
from app.domain.law.days import ALWAYS, MAX, NEVER, Days, before, earlier, either, since
from app.domain.law.facts import Facts, Sheet
from app.domain.person import WITH_CARD
from app.domain.rules import SocietyRules

S = CertificateStatus


class Claims:
    """The days of one sheet, parted among those who ask for it.

    ends_on, over: its 有効期限, MAX if it names none, and the days after. in_drawer, handed_out: where it
    lies while it counts. renewed: the days on which its holder still uses it although a newer one was begun
    in its place. exchanged_on: when that one was handed out. spent: free, over, and no newer one being made.
    """

    def __init__(
        self, facts: Facts, rules: SocietyRules, sheet: Sheet, works: Sequence[tuple[date, Days]]
    ) -> None:
        self.sheet, self.paper = sheet, sheet.paper
        self.ends_on = self.paper.expires_on or MAX
        self.over = since(self.ends_on + DAY) if self.ends_on < MAX else NEVER
        self.exchanged_on = _exchanged_on(sheet, facts.sheets)
        self.in_drawer, self.handed_out = sheet.days(S.READY), sheet.days(S.HANDED_OUT)
        self.void, self.renewed = sheet.days(S.SUPERSEDED), NEVER
        if self.void and self.paper.replace_cause is ReplaceCause.RENEWAL:
            superseded, self.void = self.void, self.void & since(self.exchanged_on)
            if not rules.return_expired:
                self.void -= self.over
            self.renewed = superseded - self.void
        with_holder = self.handed_out | self.renewed
        out = with_holder | self.in_drawer
        # Of a leaver who stops coming earlier, the return is announced before the last day in the office. A
        # sheet in the drawer is still owed to its holder until cover ends.
        last_seen = min(facts.loss.on, facts.person.last_office_on or facts.loss.on)
        announced = since(earlier(last_seen, rules.leaver_notice_days))
        self.by_loss = (out & since(facts.loss.on)) | (with_holder & announced)
        self.free = out - self.by_loss
        self.by_registration: list[tuple[date, Days]] = []
        for learned_on, days in works:
            if asked := self.free & days:
                self.by_registration.append((learned_on, asked))
                self.free -= asked
        self.spent = self.free & self.over
        if self.spent and self.renewed:
            # While a newer one is being made it is that one which is waited for.
            self.spent -= self.renewed - since(self.exchanged_on) & _in_the_making(facts.sheets)


def claims_of(facts: Facts, rules: SocietyRules, works_until: date | None) -> list[Claims]:
    """Return who asks for each sheet. works_until: the last day of マイナ保険証, if somebody told one."""
    works = _works_for_long(facts, rules, works_until) if rules.return_when_registered else ()
    return [Claims(facts, rules, sheet, works) for sheet in facts.sheets]


def _works_for_long(
    facts: Facts, rules: SocietyRules, works_until: date | None
) -> Sequence[tuple[date, Days]]:
    """When マイナ保険証 is known to work, and not to stop so soon that the paper is needed again."""
    long = ALWAYS if works_until is None else before(earlier(works_until, rules.card_notice_days))
    return [
        (stage.learned_on, stage.days & long)
        for stage in facts.stages
        if stage.enrolment in WITH_CARD and stage.learned_on is not None
    ]


def _exchanged_on(sheet: Sheet, sheets: Sequence[Sheet]) -> date | None:
    """When its holder got the newer sheet for which this one made way."""
    if sheet.paper.replace_cause is not ReplaceCause.RENEWAL:
        return None
    later = [one.paper.handed_out_on for one in sheets[sheets.index(sheet) + 1 :]]
    return min((on for on in later if on is not None and sheet.void_on <= on), default=None)


def _in_the_making(sheets: Sequence[Sheet]) -> Days:
    """A new sheet is on its way, and none is with its holder."""
    making = either(sheet.days(S.PLANNED, S.PRINTED, S.READY) for sheet in sheets)
    return making - either(sheet.days(S.HANDED_OUT) for sheet in sheets)
