"""One sentence to read out when somebody asks: where is my certificate? And what to do then."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from app.domain.certificate import Certificate, CertificateStatus, ReplaceCause, day_of
from app.domain.duties import DutyKind, NextAction, Why
from app.domain.ids import CertificateId
from app.domain.person import ASKED, Enrolment, Person
from app.domain.printed_facts import copay_starts
from app.domain.renewal import awaits_exchange
from app.domain.wareki import wareki
from app.rows import PersonDetail
from app.usecases.counter.misdeliveries import misdelivered
from app.words import said

S = CertificateStatus


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
    """Return what to say about this person's certificate on that day."""
    person = detail.person
    covered = detail.is_covered(today)
    papers = [c for c in (c.as_of(today) for c in detail.certificates) if c is not None]
    # The live sheet answers the question; failing that, the newest one does.
    paper = next((c for c in papers if c.is_live), papers[-1] if papers else None)
    if paper is not None and awaits_exchange(paper, papers, today):
        paper = replace(paper, status=S.HANDED_OUT)
    if paper is not None and paper.status not in (S.CANCELLED, S.SPOILED):
        starts = copay_starts(person, paper) if paper.status is S.SUPERSEDED else None
        if starts is not None and covered and today < starts:
            return _until_new_copay(person, starts)
        away = _misdelivered(detail)
        is_away = paper.id in away
        told = _where(paper, person.name, is_away=is_away)
        if is_away:
            is_good = paper.is_live and today < detail.loss.on
            told += "おわびして、戻りしだいお渡しします。" if is_good else "おわびします。"
        elif paper.status in (S.HANDED_OUT, S.READY) and today >= detail.loss.on:
            told += f"資格は{wareki(detail.loss.on)}に喪失していますので、お返しください。"
        renewed = [c for c in papers if awaits_exchange(c, papers, today)]
        if renewed and covered:
            told += _until_exchange(renewed[-1], today)
        over = {row.certificate_id for row in detail.duties if row.why is Why.OVER}
        voids = [c for c in papers if c.status is S.SUPERSEDED and c not in renewed and c.id not in away]
        if paper.is_live and voids and all(c.id in over for c in voids):
            told += "前の紙は期限が過ぎていますので、ご自分で細かく切って捨ててください。"
        elif paper.is_live and voids:
            began = [copay_starts(person, c) for c in voids]
            later = min((day for day in began if day is not None and today < day), default=None)
            told += (
                f"前の紙は{wareki(later)}から無効ですので、そのあとお返しください。"
                if later is not None and len(voids) == 1
                else "前の紙は無効ですので、お返しください。"
            )
        if paper.status is S.SUPERSEDED and covered:
            told += _new_paper(person)
        return told
    if not covered:
        return f"{person.name} さんは現在、健康保険の資格がありません。"
    if person.enrolment is Enrolment.REGISTERED:
        return f"{person.name} さんはマイナ保険証が登録済みのため、資格確認書は交付されません。"
    if person.certificate_expires_on is None:
        return f"{person.name} さんの資格確認書は、健保からの連絡を待っています。"
    return f"{person.name} さんの資格確認書は、これから印刷してお渡しします。"


def _misdelivered(detail: PersonDetail) -> set[CertificateId]:
    """Return the sheets that somebody else has by mistake."""
    return {
        c.id
        for c in detail.certificates
        if c.id is not None
        and c.status in (S.HANDED_OUT, S.SUPERSEDED)
        and misdelivered(detail.misdeliveries, c.id) is not None
    }


def _where(paper: Certificate, name: str, *, is_away: bool) -> str:
    """Say where a sheet is; is_away: it went to the wrong person."""
    if is_away:
        return f"{name} さんの資格確認書は、別の方に渡してしまい、取り戻しているところです。"
    if paper.status is S.SUPERSEDED:
        return said(paper.replace_cause or ReplaceCause.REISSUE, "phone", name=name)
    on: date | None = getattr(paper, day_of(paper.status))
    return said(paper.status, "phone", name=name, day="以前" if on is None else wareki(on))


def _until_exchange(old: Certificate, today: date) -> str:
    """What to say of the sheet that a new one is about to take the place of."""
    if old.expires_on is not None and old.expires_on < today:
        return "今の紙は期限が過ぎていますので、新しい紙と引き換えにお持ちください。"
    until = "" if old.expires_on is None else f"{wareki(old.expires_on)}まで"
    return f"今の紙は{until}お使いになれます。新しい紙と引き換えにお返しください。"


def _until_new_copay(person: Person, starts: date) -> str:
    """What to say while the old 割合 still counts."""
    return (
        f"{person.name} さんの資格確認書は、負担割合が{wareki(starts)}から変わります。"
        f"それまでは今の紙をお使いになり、そのあとお返しください。{_new_paper(person)}"
    )


def _new_paper(person: Person) -> str:
    """What takes the place of a void sheet."""
    if person.enrolment is Enrolment.REGISTERED:
        return "これからはマイナ保険証をお使いください。"
    if person.certificate_expires_on is None:
        return "新しい資格確認書は、健保からの連絡を待っています。"
    return "新しい資格確認書は、これから印刷してお渡しします。"
