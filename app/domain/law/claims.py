"""Who asks for a sheet on which days. Each day of a sheet belongs to one of these.

1. void: what it says is no longer true, or the newer one that takes its place was handed out.
2. LOSS: cover ended or, of one with its holder, is about to, and the society wants it back then.
3. REGISTRATION: マイナ保険証 works, and the society wants it back then.
4. EXPIRY: it is over, and the society wants it back then.
5. SHREDDING: the society does not want it back, and its holder destroys it.
6. NOBODY asks for it.
Source: docs/rules.md, "Return of certificates", "Renewal".
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from enum import Enum

from app.domain.certificate import LIVE, CertificateStatus, ReplaceCause
from app.domain.eligibility import DAY, elderly_from
from app.domain.law.days import ALWAYS, MAX, NEVER, Days, before, between, earlier, either, since
from app.domain.law.facts import Facts, Sheet
from app.domain.person import WITH_CARD, LossCause, PersonKind
from app.domain.rules import Handling, SocietyRules, over_after_loss
from app.late import dataclass

S = CertificateStatus
Handle = Callable[[bool, LossCause | None, bool, bool, bool], Handling]
"""What is done with a paper; asked with registered, lost_by, expired, is_insured, is_from_70."""
Learned = tuple[date | None, Days]


class Claim(Enum):
    """Who asks for a sheet that is not void."""

    LOSS = "loss"
    REGISTRATION = "registration"
    EXPIRY = "expiry"
    SHREDDING = "shredding"
    NOBODY = "nobody"


_LOSS, _REGISTRATION, _EXPIRY, _SHREDDING, _NOBODY = Claim
_AFTER_LOSS = {Handling.COLLECT: _LOSS, Handling.SHRED: _SHREDDING, Handling.KEEP: _NOBODY}


@dataclass(slots=True)
class Judge:
    """How the society's rules decide about the papers of one person.

    handle: what is done with a paper of which so much is true. works: the days on which マイナ保険証 is known
    to work, and not to stop so soon that the paper is needed again, with the day that was learned; and, with
    None, all other days. from_70: since when the rules for 70 to 74 hold.
    """

    facts: Facts
    rules: SocietyRules
    handle: Handle
    works: Sequence[Learned]
    is_insured: bool
    from_70: date

    def part(self, days: Days, ends_on: date, *, is_held: bool) -> Iterator[tuple[Claim, date | None, Days]]:
        """Yield to whom which of these days of a paper belong, with the day a registration was learned.

        ends_on: its 有効期限; MAX for none. is_held: its holder has it, not the office.
        """
        loss_on, last_seen = self.facts.loss.on, self.facts.person.last_office_on
        announced_on = loss_on
        if is_held:
            # Of a leaver who stops coming earlier, the return is announced before the last day in the office.
            # A paper in the drawer is still owed to its holder until cover ends.
            announced_on = earlier(min(loss_on, last_seen or loss_on), self.rules.leaver_notice_days)
        over_on = MAX if ends_on is MAX else ends_on + DAY
        lost_over_on = MAX if ends_on is MAX else over_after_loss(ends_on, loss_on, self.rules) or MAX
        from_70 = self.from_70
        for learned_on, known in self.works:
            for first, after in (days & known).parted(loss_on, announced_on, over_on, lost_over_on, from_70):
                is_registered, is_elderly = learned_on is not None, first >= from_70
                claim = None
                if first >= announced_on:
                    is_over = max(first, loss_on) >= lost_over_on
                    claim = self.after_loss(is_registered, is_over, is_elderly)
                if claim is not _LOSS and first < loss_on:
                    claim = self._while_covered(is_registered, first >= over_on, is_elderly)
                assert claim is not None
                yield claim, learned_on, between(first, after)

    def after_loss(self, is_registered: bool, is_over: bool, is_elderly: bool) -> Claim:
        """Return who asks for a paper after cover ended."""
        cause = self.facts.loss.cause
        handling = self.handle(is_registered, cause, is_over, self.is_insured, is_elderly)
        return _AFTER_LOSS[handling]

    def _while_covered(self, is_registered: bool, is_over: bool, is_elderly: bool) -> Claim:
        handling = self.handle(is_registered, None, is_over, self.is_insured, is_elderly)
        if handling is Handling.COLLECT and is_registered:
            if_valid = self.handle(True, None, False, self.is_insured, is_elderly)
            if if_valid is Handling.COLLECT:
                return _REGISTRATION
        if handling is Handling.COLLECT and is_over:
            return _EXPIRY
        return _SHREDDING if handling is Handling.SHRED else _NOBODY


def judge_of(facts: Facts, rules: SocietyRules, handle: Handle, works_until: date | None) -> Judge:
    """Return the judge of a person's papers. works_until: the last day of マイナ保険証, if one was told."""
    long = ALWAYS if works_until is None else before(earlier(works_until, rules.keep_before_card_days))
    works: list[Learned] = [
        (stage.learned_on, stage.days & long)
        for stage in facts.stages
        if stage.enrolment in WITH_CARD and stage.learned_on is not None
    ]
    rest = ALWAYS - either(days for _, days in works)
    is_insured = facts.person.kind is PersonKind.INSURED
    from_70 = elderly_from(facts.person.born_on)
    return Judge(facts, rules, handle, [*works, (None, rest)], is_insured, from_70)


class Claims:
    """The days of one sheet, parted among those who ask for it.

    ends_on, over: its 有効期限, MAX if it names none, and the days after. in_drawer, handed_out: where it
    lies while it counts. in_use: the days on which its holder still uses it although it was superseded: a
    renewed one until the exchange, one that a 割合 told ahead makes void until that begins. void_on: since
    when it is void. exchanged_on: when the newer one was handed out. announced: the days on which the loss
    is only announced, and nothing else brings it back. open: those on which neither the loss nor the
    registration does. newer: the days on which a newer one counts.
    """

    def __init__(self, judge: Judge, sheet: Sheet) -> None:
        facts = judge.facts
        self.sheet, self.paper = sheet, sheet.paper
        self.ends_on = self.paper.expires_on or MAX
        self.over = since(self.ends_on + DAY) if self.ends_on < MAX else NEVER
        self.in_drawer, self.handed_out = sheet.days(S.READY), sheet.days(S.HANDED_OUT)
        superseded = sheet.days(S.SUPERSEDED)
        self.void_on, self.exchanged_on = sheet.void_on, None
        cause, starts = self.paper.replace_cause, facts.person.copay_from
        if cause is ReplaceCause.RENEWAL:
            self.exchanged_on = _exchanged_on(sheet, facts.sheets)
            self.void_on = self.exchanged_on or MAX
        elif cause is ReplaceCause.COPAY and starts is not None and starts > sheet.void_on:
            # Another 割合 that begins only after cover ends makes nothing void.
            self.void_on = starts if starts < facts.loss.on else MAX
        self.void = superseded & since(self.void_on)
        if cause is ReplaceCause.RENEWAL and not judge.rules.return_expired:
            self.void -= self.over
        self.in_use = superseded - self.void
        self.by_registration: list[tuple[date, Days]] = []
        self.shredding: list[tuple[date | None, Days]] = []
        self.by_loss = self.announced = self.expired = self.open = NEVER
        places = ((self.handed_out | self.in_use, True), (self.in_drawer, False))
        if cause is ReplaceCause.COPAY and self.void_on < facts.loss.on:
            # It comes back for the new 割合 before cover ends: its return for the loss is not announced.
            places = ((self.handed_out, True), (self.in_use | self.in_drawer, False))
        for place, is_held in places:
            if not place:
                continue
            for claim, learned_on, days in judge.part(place, self.ends_on, is_held=is_held):
                if claim is _LOSS:
                    self.by_loss |= days
                    if learned_on is None:
                        self.announced |= days & before(facts.loss.on)
                elif claim is _REGISTRATION and learned_on is not None:
                    self.by_registration.append((learned_on, days))
                else:
                    self.open |= days
                if claim is _EXPIRY:
                    self.expired |= days
                elif claim is _SHREDDING:
                    self._shred(learned_on, days)
        if self.in_use and self.over:
            # While a newer one is being made it is that one which is waited for.
            in_making = _in_the_making(facts.sheets)
            waited_for = self.in_use & self.over & in_making - since(self.exchanged_on)
            self.expired -= waited_for
            self.shredding = [(learned_on, days - waited_for) for learned_on, days in self.shredding]
        self.newer = NEVER
        if sheet is not facts.sheets[-1]:
            self.newer = either(one.days(*LIVE) for one in facts.sheets[facts.sheets.index(sheet) + 1 :])

    def _shred(self, learned_on: date | None, days: Days) -> None:
        """Whatever else changes meanwhile, it is shredded for the same reason."""
        if self.shredding and self.shredding[-1][0] == learned_on:
            days |= self.shredding.pop()[1]
        self.shredding.append((learned_on, days))


def _exchanged_on(sheet: Sheet, sheets: Sequence[Sheet]) -> date | None:
    """When its holder got the newer sheet for which this one made way."""
    later = [one.paper.handed_out_on for one in sheets[sheets.index(sheet) + 1 :]]
    return min((on for on in later if on is not None and sheet.void_on <= on), default=None)


def _in_the_making(sheets: Sequence[Sheet]) -> Days:
    """A new sheet is on its way, and none is with its holder."""
    making = either(sheet.days(S.PLANNED, S.PRINTED, S.READY) for sheet in sheets)
    return making - either(sheet.days(S.HANDED_OUT) for sheet in sheets)
