"""Everything that is known of one person, each fact with the days on which it holds.

What was done speaks by its 実施日; a field of the roster speaks for all days.
"""

from collections.abc import Sequence
from datetime import date

from app.domain.certificate import Certificate, CertificateOrigin, CertificateStatus
from app.domain.contact import About, Contact, Reply
from app.domain.cover import Loss, loss_of_cover
from app.domain.deferral import Deferral
from app.domain.duties import Why
from app.domain.elderly_card import ElderlyCard
from app.domain.enrolment_stage import EnrolmentStage
from app.domain.ids import CertificateId
from app.domain.law.days import ALWAYS, MAX, MIN, NEVER, Days, between
from app.domain.person import Enrolment, Person, PersonKind
from app.domain.society_answer import AnswerWord, SocietyAnswer
from app.late import dataclass

S = CertificateStatus


@dataclass(slots=True)
class Sheet:
    """One sheet and where it was on which days. void_on: the day it was superseded, if it ever was."""

    paper: Certificate
    states: Sequence[tuple[CertificateStatus, Days]]
    void_on: date

    @property
    def id(self) -> CertificateId | None:
        return self.paper.id

    def days(self, *statuses: CertificateStatus) -> Days:
        """The days on which it was in one of these states."""
        found = NEVER
        for status, days in self.states:
            if status in statuses:
                found |= days
        return found

    def at(self, day: date) -> CertificateStatus | None:
        """Where it was at the end of that day; None before it was made."""
        return next((status for status, days in self.states if days.holds(day)), None)


@dataclass(slots=True)
class Stage:
    """How far somebody was with マイナ保険証, the days on which it counts, and since when that is known.

    learned_on: the day of which it was said. known_on: the day on which the office came to know it; MIN where
    nobody knows.
    """

    enrolment: Enrolment
    learned_on: date | None
    known_on: date
    days: Days


@dataclass(frozen=True, slots=True)
class Other:
    """Another entry of what seems to be the same human. known_on: as of Facts; covered: its days of cover."""

    key: str
    kind: PersonKind
    known_on: date
    covered: Days


def other_of(person: Person, insured: Person | None) -> Other:
    """Put the other entry on the calendar. insured: its employee, for a dependant."""
    covered = between(person.qualified_on, loss_of_cover(person, insured).on)
    return Other(person.key, person.kind, person.enrolment_known_on or person.enrolment_as_of or MIN, covered)


@dataclass(slots=True)
class Facts:
    """The facts of one person.

    insured: the employee, for a dependant. loss: the end of cover, recorded or certain by age. known_on:
    the day of what was learned first about the person, MIN where no day is known. told: the days of the
    reminders to register that reached somebody. deferrals, answers: in the order of entry. card, old_cards:
    what was recorded of the newest 高齢受給者証, and those before it. others: the other entries of what seems
    to be the same human.
    """

    person: Person
    insured: Person | None
    loss: Loss
    known_on: date
    stages: Sequence[Stage]
    sheets: Sequence[Sheet]
    card: ElderlyCard | None = None
    told: Sequence[date] = ()
    deferrals: Sequence[Deferral] = ()
    old_cards: Sequence[ElderlyCard] = ()
    answers: Sequence[SocietyAnswer] = ()
    others: Sequence[Other] = ()

    def known_since(self, day: date) -> date:
        """From what day on the office can have known what is true of the person since that day."""
        stage = next(stage for stage in self.stages if stage.days.holds(day))
        known_on = max(day, self.known_on, stage.known_on)
        for sheet in self.sheets:
            if sheet.void_on == day:
                known_on = max(known_on, sheet.paper.void_known_on or MIN)
        return known_on

    def answered_on(
        self, why: Why, since: date | None, detail: str = "", *, word: AnswerWord | None = None
    ) -> date | None:
        """Return the day on which the society answered that question, so; None while it did not."""
        settling = (one for one in self.answers if one.settles(why, since, detail))
        return min((one.on for one in settling if word in (None, one.word)), default=None)


def facts_of(
    person: Person,
    insured: Person | None,
    entered: Sequence[EnrolmentStage],
    sheets: Sequence[Certificate],
    cards: Sequence[ElderlyCard] = (),
    contacts: Sequence[Contact] = (),
    deferrals: Sequence[Deferral] = (),
    answers: Sequence[SocietyAnswer] = (),
    others: Sequence[Other] = (),
) -> Facts:
    """Put the records of a person on the calendar.

    entered: every stage of マイナ保険証. It, the sheets, the deferrals and the answers come in the order of
    entry.
    """
    reminders = [c.on for c in contacts if c.about is About.REGISTER and c.reply is not Reply.UNREACHED]
    return Facts(
        person,
        insured,
        loss_of_cover(person, insured),
        _known_on(entered[0]),
        _stages(entered),
        [sheet_of(sheet) for sheet in sheets],
        next((card for card in cards if card.replaced_on is None), None),
        sorted(reminders),
        deferrals,
        [card for card in cards if card.replaced_on is not None],
        answers,
        others,
    )


def sheet_of(paper: Certificate) -> Sheet:
    """Each step counts from its day; of several done by a day the last of this order tells where it is."""
    status, made_on = S.PLANNED, paper.issued_on or MIN
    if paper.origin is CertificateOrigin.LISTED:
        status, made_on = S.HANDED_OUT, MIN
    # An undo of a step older than the record of it leaves its day behind.
    void_on = None if paper.is_live else paper.void_on
    closed, collected = (paper.closed_on, paper.closed_as), (paper.collected_on, S.COLLECTED)
    forwarded, back = (paper.forwarded_on, S.FORWARDED), (paper.sent_back_on, S.COLLECTED)
    # Mostly a closed sheet turned up; one lost from the drawer or in the post was collected before.
    is_closed_last = paper.status is paper.closed_as
    in_office = (collected, forwarded, back)
    steps = [
        (on, reached)
        for on, reached in (
            (paper.ready_on, S.READY),
            (paper.handed_out_on, S.HANDED_OUT),
            (void_on, S.SUPERSEDED),
            *((*in_office, closed) if is_closed_last else (closed, *in_office)),
        )
        if on is not None and reached is not None
    ]
    states: list[tuple[CertificateStatus, date, date]] = []
    for day in sorted({made_on, *(on for on, _ in steps if on > made_on)}):
        now = status
        for on, reached in steps:
            if on <= day:
                now = reached
        if states and states[-1][0] is now:
            continue
        if states:
            states[-1] = states[-1][0], states[-1][1], day
        states.append((now, day, MAX))
    return Sheet(
        paper,
        [(status, between(first, after)) for status, first, after in states],
        void_on or paper.closed_on or MIN,
    )


def _stages(entered: Sequence[EnrolmentStage]) -> list[Stage]:
    """The stage entered last of those learned by a day; before all of them the first one entered."""
    if len(entered) == 1:
        return [_stage(entered[0], ALWAYS)]
    days = sorted({MIN, *(one.learned_on for one in entered if one.learned_on is not None)})
    stages = []
    for first, after in zip(days, [*days[1:], MAX], strict=True):
        known = [one for one in entered if one.learned_on is None or one.learned_on <= first]
        stages.append(_stage(known[-1] if known else entered[0], between(first, after)))
    return stages


def _stage(entered: EnrolmentStage, days: Days) -> Stage:
    return Stage(entered.enrolment, entered.learned_on, _known_on(entered), days)


def _known_on(entered: EnrolmentStage) -> date:
    return entered.known_on or entered.learned_on or MIN
