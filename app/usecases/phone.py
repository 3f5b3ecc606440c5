"""One sentence to read out when somebody asks: where is my certificate?"""

from collections.abc import Callable, Mapping
from datetime import date

from app.domain.certificate import Certificate, CertificateStatus, ReplaceCause
from app.domain.person import Enrolment, Person
from app.domain.printed_facts import copay_starts
from app.domain.wareki import wareki
from app.rows import PersonDetail

S = CertificateStatus

_VOID: Mapping[ReplaceCause, str] = {
    ReplaceCause.NAME: "氏名が変わったため",
    ReplaceCause.INSURED_NAME: "被保険者の氏名が変わったため",
    ReplaceCause.NUMBER: "記号・番号が変わったため",
    ReplaceCause.COPAY: "負担割合が変わったため",
    ReplaceCause.REHIRE: "再雇用で資格取得日が変わったため",
    ReplaceCause.DAMAGE: "破損・汚損の届出があったため",
    ReplaceCause.REISSUE: "差し替えのため",
    ReplaceCause.CORRECTION: "記載を訂正したため",
    ReplaceCause.RENEWAL: "有効期限の更新のため",
}

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
    S.SUPERSEDED: lambda c: (
        f"{_VOID[c.replace_cause or ReplaceCause.REISSUE]}、今の紙は無効です。お返しください"
    ),
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
        starts = copay_starts(person, paper) if paper.status is S.SUPERSEDED else None
        if starts is not None and covered and today < starts:
            return _until_new_copay(person, starts)
        told = f"{person.name} さんの資格確認書は、{_WHERE[paper.status](paper)}。"
        if paper.status in (S.HANDED_OUT, S.READY) and today >= detail.loss.on:
            told += f"資格は{wareki(detail.loss.on)}に喪失していますので、お返しください。"
        voids = [c for c in papers if c.status is S.SUPERSEDED]
        if paper.is_live and voids:
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


def _day(on: date | None) -> str:
    return wareki(on) if on is not None else "以前"
