"""One sentence to read out when somebody asks: where is my certificate?"""

from collections.abc import Callable, Mapping
from datetime import date

from app.domain.certificate import Certificate, CertificateStatus
from app.domain.person import Enrolment
from app.domain.wareki import wareki
from app.rows import PersonDetail

S = CertificateStatus

_WHERE: Mapping[CertificateStatus, Callable[[Certificate], str]] = {
    S.PLANNED: lambda c: "印刷しているところで、まもなくお渡しできます",
    S.PRINTED: lambda c: "印刷しているところで、まもなくお渡しできます",
    S.READY: lambda c: f"{_day(c.ready_on)}に印刷が済み、事務所でお預かりしています",
    S.HANDED_OUT: lambda c: f"{_day(c.handed_out_on)}にお渡ししています",
    S.COLLECTED: lambda c: f"{_day(c.collected_on)}に返していただき、健保への返送を待っています",
    S.FORWARDED: lambda c: f"{_day(c.forwarded_on)}に健保へ返送しました",
    S.SPOILED: lambda c: "書き損じのため、刷り直します",
    S.LOST: lambda c: f"{_day(c.closed_on)}に紛失として届けられています",
    S.UNCOLLECTABLE: lambda c: f"{_day(c.closed_on)}に回収不能として届けられています",
    S.SELF_DISPOSED: lambda c: "期限が過ぎ、ご本人が処分されています",
    S.SUPERSEDED: lambda c: "新しい証に差し替わりました。古い証をお返しください",
    S.CANCELLED: lambda c: "印刷を取り消しました",
    S.NEVER_ISSUED: lambda c: "交付されていません",
}


def phone_sentence(detail: PersonDetail, today: date) -> str:
    """Return what to say about this person's certificate on that day."""
    person = detail.person
    covered = person.qualified_on <= today < detail.loss.on
    papers = [c for c in (c.as_of(today) for c in detail.certificates) if c is not None]
    # The live sheet answers the question; failing that, the newest one does.
    paper = next((c for c in papers if c.is_live), papers[-1] if papers else None)
    if paper is not None and paper.status not in (S.CANCELLED, S.SPOILED):
        told = f"{person.name} さんの資格確認書は、{_WHERE[paper.status](paper)}。"
        if paper.status in (S.HANDED_OUT, S.READY) and today >= detail.loss.on:
            told += f"資格は{wareki(detail.loss.on)}に喪失していますので、お返しください。"
        return told
    if not covered:
        return f"{person.name} さんは現在、健康保険の資格がありません。"
    if person.enrolment is Enrolment.REGISTERED:
        return f"{person.name} さんはマイナ保険証が登録済みのため、資格確認書は交付されません。"
    if person.certificate_expires_on is None:
        return f"{person.name} さんの資格確認書は、健保からの連絡を待っています。"
    return f"{person.name} さんの資格確認書は、これから印刷してお渡しします。"


def _day(on: date | None) -> str:
    return wareki(on) if on is not None else "以前"
