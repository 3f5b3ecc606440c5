"""One sentence to read out when somebody asks: where is my certificate? And what to do then."""

from collections.abc import Iterator, Mapping
from datetime import date
from enum import StrEnum

from app.domain import law
from app.domain.certificate import LIVE, Certificate, CertificateStatus, ReplaceCause, day_of
from app.domain.duties import NEVER_HELD, DutyKind, NextAction, Why
from app.domain.ids import CertificateId
from app.domain.law import Duty
from app.domain.law.claims import Claims
from app.domain.law.days import MAX
from app.domain.person import ASKED
from app.domain.wareki import wareki
from app.late import dataclass
from app.rows import PersonDetail
from app.usecases.counter.misdeliveries import misdelivered
from app.words import said

S = CertificateStatus


_SHRED = "ご自分で細かく切って捨ててください。"


class PhoneAction(StrEnum):
    """What is likely to be done after the sentence was read out.

    EXCHANGE: the void paper comes back and the new one goes out. CONTACT: the call itself is logged.
    """

    EXCHANGE = "exchange"
    HAND_OUT = "hand_out"
    COLLECT = "collect"
    DISPOSE = "dispose"
    COLLECT_ELDERLY = "collect_elderly"
    PRINT = "print"
    LOST = "lost"
    CONTACT = "contact"
    SLIP = "slip"


LIKELY = 3
"""How many actions are offered: as many as one looks at while talking."""

ACTION_OF_DUTY: Mapping[NextAction, PhoneAction] = {
    NextAction.COLLECT: PhoneAction.COLLECT,
    NextAction.HAND_OUT: PhoneAction.HAND_OUT,
    NextAction.DISPOSE: PhoneAction.DISPOSE,
    NextAction.COLLECT_ELDERLY: PhoneAction.COLLECT_ELDERLY,
    NextAction.PRINT: PhoneAction.PRINT,
}
"""The steps of the due list in which the caller takes part; the others are the office's own."""


@dataclass(frozen=True, slots=True)
class PhoneAnswer:
    """What to say, and what is likely to be done then, the likeliest first."""

    sentence: str
    actions: tuple[PhoneAction, ...]


def phone_answer(detail: PersonDetail, today: date) -> PhoneAnswer:
    """Return the sentence about this person's certificate with the likely actions."""
    return PhoneAnswer(phone_sentence(detail, today), tuple(likely_actions(detail, today)))


def likely_actions(detail: PersonDetail, today: date) -> list[PhoneAction]:
    """Return what this caller is likely to need, at most three, the likeliest first.

    What is due comes first, then what people ring up for; nothing that could not be done.
    """
    return list(dict.fromkeys(_in_order(detail, today)))[:LIKELY]


def _in_order(detail: PersonDetail, today: date) -> Iterator[PhoneAction]:
    away = _misdelivered(detail)
    papers = (c.as_of(today) for c in detail.certificates if c.id not in away)
    states = {c.status for c in papers if c is not None}
    person = detail.person
    is_covered = detail.is_covered(today)
    # REGISTER is an invitation, not something that is owed.
    duties = [d for d in detail.duties if d.certificate_id is None or d.certificate_id not in away]
    owed = [ACTION_OF_DUTY[d.action] for d in duties if d.action in ACTION_OF_DUTY]
    if S.READY in states and S.SUPERSEDED in states and PhoneAction.HAND_OUT in owed:
        yield PhoneAction.EXCHANGE
    yield from owed
    if away:
        # Whoever has not got the paper can neither bring it back nor have lost it.
        yield PhoneAction.CONTACT
    waits = any(d.kind in (DutyKind.RETURN, DutyKind.HAND_OUT) for d in duties)
    if waits and PhoneAction.COLLECT not in owed:
        yield PhoneAction.CONTACT
    if states & {S.HANDED_OUT, S.SUPERSEDED}:
        yield PhoneAction.LOST
    if waits or not is_covered:
        yield PhoneAction.CONTACT
    if S.HANDED_OUT in states:
        yield PhoneAction.COLLECT
    if is_covered and person.enrolment in ASKED:
        yield PhoneAction.SLIP
    yield PhoneAction.CONTACT


def phone_sentence(detail: PersonDetail, today: date) -> str:
    """Return what to say about this person's certificate on that day, and as the law says what to do."""
    return _Told(detail, today).sentence()


class _Told:
    """The papers of a person on a day, and what the law says of each."""

    def __init__(self, detail: PersonDetail, today: date) -> None:
        self.detail, self.person, self.today = detail, detail.person, today
        self.covered = detail.is_covered(today)
        self.case = law.case_of(detail.facts, detail.rules)
        states = [(claim, claim.sheet.at(today)) for claim in self.case.claims]
        self.papers = [(claim, now) for claim, now in states if now is not None]
        self.away = _misdelivered(detail)
        asked = [duty for duty in law.on(law.duties_by(self.case), today) if _is_asked_for(duty, today)]
        self.asked = {duty.sheet_id: duty for duty in asked}

    def sentence(self) -> str:
        # The live sheet answers the question; failing that, the newest one does.
        live = next(((claim, now) for claim, now in self.papers if now in LIVE), None)
        main, now = live or (self.papers[-1] if self.papers else (None, None))
        if main is None or now is None:
            return self._without()
        if now in NEVER_HELD:
            return self._without() + self._of_the_others(main)
        used = main.in_use.holds(self.today)
        duty, is_away = self.asked.get(main.sheet.id), main.sheet.id in self.away
        if used and self.covered and _is_by_copay(main) and main.void_on < MAX and duty is None:
            return self._until_new_copay(main) + self._of_the_others(main)
        told = _where(main.paper, S.HANDED_OUT if used else now, self.person.name, is_away=is_away)
        if is_away:
            is_good = now in LIVE and self.today < self.detail.loss.on
            told += "おわびして、戻りしだいお渡しします。" if is_good else "おわびします。"
        elif duty is not None:
            told += self._to_do(duty, now)
        elif now in (S.READY, S.HANDED_OUT) and self.today >= self.detail.loss.on:
            told += f"資格は{wareki(self.detail.loss.on)}に喪失しましたが、お返しは要りません。"
        told += self._of_the_others(main)
        if now is S.SUPERSEDED and not used and self.covered:
            told += self._new_paper()
        return told

    def _to_do(self, duty: Duty, now: CertificateStatus) -> str:
        """What becomes of a paper that is asked for, or that nobody wants back."""
        lost = f"資格は{wareki(self.detail.loss.on)}に喪失していますので、"
        works, over = "マイナ保険証をお使いになれますので、", "有効期限が過ぎていますので、"
        if duty.why is Why.OVER:
            why = {"lost": lost, "registered": works}.get(duty.detail, over)
            return f"{why}{'事務所で処分します。' if now is S.READY else _SHRED}"
        why = {Why.LOSS: lost, Why.REGISTERED: works, Why.EXPIRED: over}.get(duty.why, "")
        return f"{why}{'お渡しせず、健保へお返しします。' if now is S.READY else 'お返しください。'}"

    def _of_the_others(self, main: Claims) -> str:
        """What becomes of the papers that the holder has besides."""
        others = [claim for claim, _ in self.papers if claim is not main and claim.sheet.id not in self.away]
        asked = [self.asked[claim.sheet.id] for claim in others if claim.sheet.id in self.asked]
        used = [
            claim
            for claim in others
            if claim.in_use.holds(self.today)
            and claim.sheet.id not in self.asked
            and self.covered
            # Where cover ends before the new 割合 begins, nothing takes its place.
            and not (_is_by_copay(claim) and claim.void_on == MAX)
        ]
        ahead = [claim.void_on for claim in used if _is_by_copay(claim)]
        told = ""
        if len(used) > len(ahead):
            told = _until_exchange([claim for claim in used if not _is_by_copay(claim)][-1], self.today)
        if any(duty.why is not Why.OVER for duty in asked):
            is_void = any(duty.why is Why.REPLACED for duty in asked)
            told += f"前の紙{'は無効ですので' if is_void else 'も'}、お返しください。"
        elif asked:
            told += f"前の紙は期限が過ぎていますので、{_SHRED}"
        elif ahead:
            told += f"前の紙は{wareki(min(ahead))}から無効ですので、そのあとお返しください。"
        return told

    def _until_new_copay(self, claim: Claims) -> str:
        """What to say while the old 割合 still counts."""
        return (
            f"{self.person.name} さんの資格確認書は、負担割合が{wareki(claim.void_on)}から変わります。"
            f"それまでは今の紙をお使いになり、そのあとお返しください。{self._new_paper()}"
        )

    def _new_paper(self) -> str:
        """What takes the place of a void sheet."""
        if not self.case.needs_paper.holds(self.today):
            return "これからはマイナ保険証をお使いください。"
        if self._is_waited_for():
            return "新しい資格確認書は、健保からの連絡を待っています。"
        return "新しい資格確認書は、これから印刷してお渡しします。"

    def _without(self) -> str:
        """What to say where no paper is on record."""
        lead = f"{self.person.name} さんの資格確認書は、"
        if any(duty.why is Why.UNRECORDED for duty in self.asked.values()):
            return f"{lead}健保の一覧にあります。資格は喪失していますので、お持ちならお返しください。"
        if not self.covered:
            return f"{self.person.name} さんは現在、健康保険の資格がありません。"
        if not self.case.needs_paper.holds(self.today):
            return f"{self.person.name} さんはマイナ保険証が登録済みのため、資格確認書は交付されません。"
        if self._is_waited_for():
            return f"{lead}健保からの連絡を待っています。"
        return f"{lead}これから印刷してお渡しします。"

    def _is_waited_for(self) -> bool:
        """Whether the society has named no 有効期限 that is still to come."""
        named = self.person.certificate_expires_on
        return named is None or named < self.today


def _is_asked_for(duty: Duty, today: date) -> bool:
    """Whether a paper comes back now, and not only later, or nobody wants it back."""
    is_return = law.KIND_OF[duty.why] is DutyKind.RETURN and (duty.since is None or duty.since <= today)
    return is_return or duty.why is Why.OVER


def _is_by_copay(claim: Claims) -> bool:
    return claim.paper.replace_cause is ReplaceCause.COPAY


def _misdelivered(detail: PersonDetail) -> set[CertificateId]:
    """Return the sheets that somebody else has by mistake."""
    return {
        c.id
        for c in detail.certificates
        if c.id is not None
        and c.status in (S.HANDED_OUT, S.SUPERSEDED)
        and misdelivered(detail.misdeliveries, c.id) is not None
    }


def _where(paper: Certificate, now: CertificateStatus, name: str, *, is_away: bool) -> str:
    """Say where a sheet is; is_away: it went to the wrong person."""
    if is_away:
        return f"{name} さんの資格確認書は、別の方に渡してしまい、取り戻しているところです。"
    if now is S.SUPERSEDED:
        return said(paper.replace_cause or ReplaceCause.REISSUE, "phone", name=name)
    on: date | None = getattr(paper, day_of(now))
    return said(now, "phone", name=name, day="以前" if on is None else wareki(on))


def _until_exchange(old: Claims, today: date) -> str:
    """What to say of the sheet that a new one is about to take the place of."""
    if old.over.holds(today):
        return "今の紙は期限が過ぎていますので、新しい紙と引き換えにお持ちください。"
    until = "" if old.paper.expires_on is None else f"{wareki(old.paper.expires_on)}まで"
    return f"今の紙は{until}お使いになれます。新しい紙と引き換えにお返しください。"
