"""What is due, from whom, by when and why: a pure function of facts, rules and a date.

Nothing here is stored, so nothing can be forgotten by a job that did not run.
Source: docs/rules.md, "Due list".
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import cache

from app.domain.certificate import TO_COME_BACK, Certificate, CertificateStatus
from app.domain.elderly_card import ElderlyCard, ElderlyOutcome, candidate
from app.domain.eligibility import Loss, elderly_from, loss_of_cover, seventy_fifth
from app.domain.ids import CertificateId, PersonId
from app.domain.person import Enrolment, LossCause, Person, PersonKind
from app.domain.rules import DayCount, SocietyRules
from app.domain.wareki import wareki_short


class DutyKind(StrEnum):
    """The kinds of the due list, most pressing first."""

    RETURN = "return"
    HAND_OUT = "hand_out"
    PRINT = "print"
    ELDERLY_CARD = "elderly_card"
    FORWARD = "forward"
    RENEW = "renew"
    BIRTHDAY = "birthday"
    REGISTER = "register"


NEVER_HELD = frozenset({CertificateStatus.CANCELLED, CertificateStatus.SPOILED})
"""Sheets that reached nobody; they say nothing about an older paper the holder may have."""


class NextAction(StrEnum):
    """What Enter does on a row of the due list."""

    COLLECT = "collect"
    HAND_OUT = "hand_out"
    PRINT = "print"
    CONFIRM = "confirm"
    IMPORT = "import"
    COLLECT_ELDERLY = "collect_elderly"
    FORWARD = "forward"
    CONTACT = "contact"
    SHOW = "show"


@dataclass(frozen=True, slots=True)
class PersonFacts:
    """All that the due list needs to know of one person.

    certificates: every sheet ever made for the person. insured: the employee, for a dependant.
    """

    person: Person
    insured: Person | None
    certificates: Sequence[Certificate]
    elderly_card: ElderlyCard | None
    last_contact_on: date | None


@dataclass(frozen=True, slots=True)
class Duty:
    """One thing to do. due_on is None where no date can fairly be named.

    reason: one sentence. rule: the source behind it.
    """

    kind: DutyKind
    person_id: PersonId
    certificate_id: CertificateId | None
    due_on: date | None
    reason: str
    rule: str
    action: NextAction


CAUSES = {
    LossCause.LEFT: "退職",
    LossCause.DEATH: "死亡",
    LossCause.AGE_75: "75歳(後期高齢者医療)",
    LossCause.DISABILITY: "障害認定(後期高齢者医療)",
    LossCause.OTHER_INSURANCE: "他の保険に加入",
    LossCause.REMOVED_DEPENDANT: "扶養から外れた",
    LossCause.INSURED_LOST: "被保険者の資格喪失",
}

_TO_REGISTER = {
    Enrolment.UNKNOWN: "登録の状況がまだ分かりません",
    Enrolment.NO_CARD: "マイナンバーカードをお持ちでありません",
    Enrolment.NOT_REGISTERED: "カードはありますが利用登録がまだです",
    Enrolment.EXPIRED: "電子証明書の期限が切れています",
}


def duties(facts: PersonFacts, rules: SocietyRules, today: date) -> list[Duty]:
    """Return everything that is due for one person on that day."""
    person = facts.person
    if person.id is None:
        raise ValueError("only stored persons have duties")
    loss = loss_of_cover(person, facts.insured)
    found: list[Duty] = []
    for certificate in facts.certificates:
        found += _for_certificate(facts, certificate, loss, rules, today)
    if all(c.status in NEVER_HELD for c in facts.certificates):
        found += _for_unrecorded(person, loss, rules, today)
    covered = person.qualified_on <= today < loss.on
    if covered:
        found += _for_missing(facts, loss, rules, today)
        found += _for_registration(facts, rules, today)
        found += _for_birthday(facts, loss, rules, today)
    found += _for_elderly_card(facts, rules)
    return found


def return_by(loss: Loss, rules: SocietyRules) -> date:
    """Return the last day to hand a paper back after cover ended.

    Read as "from the day after the last day of cover", five days end on 喪失日 + 4; read as
    "from the day after the loss", on 喪失日 + 5.
    """
    extra = 1 if rules.return_day_count is DayCount.FROM_DAY_AFTER_LOSS else 0
    return loss.on + timedelta(days=rules.return_days - 1 + extra)


def _for_certificate(
    facts: PersonFacts, certificate: Certificate, loss: Loss, rules: SocietyRules, today: date
) -> Iterator[Duty]:
    person = facts.person

    def duty(kind: DutyKind, due_on: date | None, reason: str, rule: str, action: NextAction) -> Duty:
        assert person.id is not None
        return Duty(kind, person.id, certificate.id, due_on, reason, rules.source(rule), action)

    status = certificate.status
    if status is CertificateStatus.PLANNED:
        yield duty(
            DutyKind.PRINT,
            today,
            f"印刷作業{certificate.session_id}の確認がまだです",
            "print_days",
            NextAction.CONFIRM,
        )
    if status is CertificateStatus.COLLECTED and certificate.collected_on is not None:
        yield duty(
            DutyKind.FORWARD,
            certificate.collected_on + timedelta(days=rules.forward_days),
            f"{wareki_short(certificate.collected_on)} に回収。健保へ返送します",
            "forward_days",
            NextAction.FORWARD,
        )
    if status not in TO_COME_BACK:
        return
    back = _return_reason(person, certificate, loss, rules, today)
    if back is not None:
        due_on, reason, rule = back
        yield duty(DutyKind.RETURN, due_on, reason, rule, NextAction.COLLECT)
        return
    if status is CertificateStatus.READY and certificate.ready_on is not None:
        yield duty(
            DutyKind.HAND_OUT,
            certificate.ready_on + timedelta(days=rules.hand_out_days),
            f"{wareki_short(certificate.ready_on)} に印刷済み。まだ渡していません",
            "hand_out_days",
            NextAction.HAND_OUT,
        )
    if certificate.expires_on is not None and today >= certificate.expires_on - timedelta(
        days=rules.renew_notice_days
    ):
        yield duty(
            DutyKind.RENEW,
            certificate.expires_on,
            f"資格確認書の有効期限は {wareki_short(certificate.expires_on)}。健保の新しい一覧を取り込みます",
            "renew_notice_days",
            NextAction.IMPORT,
        )


def _return_reason(
    person: Person, certificate: Certificate, loss: Loss, rules: SocietyRules, today: date
) -> tuple[date, str, str] | None:
    """Why this sheet must come back, and by when; None while it may stay."""
    if certificate.status is CertificateStatus.SUPERSEDED and certificate.closed_on is not None:
        return (
            certificate.closed_on + timedelta(days=rules.return_days),
            "新しい証に差し替え済み。古い証(無効)を回収します",
            "return_days",
        )
    # A sheet in the drawer is still owed to its holder until cover ends.
    in_drawer = certificate.status is CertificateStatus.READY
    if today >= loss.on - timedelta(days=0 if in_drawer else rules.leaver_notice_days):
        return return_by(loss, rules), _loss_sentence(loss), "return_days"
    if (
        rules.return_when_registered
        and person.enrolment is Enrolment.REGISTERED
        and person.enrolment_as_of is not None
    ):
        return (
            person.enrolment_as_of + timedelta(days=rules.registered_return_days),
            "マイナ保険証が使えるようになりました。資格確認書は不要です",
            "return_when_registered",
        )
    if rules.return_expired and certificate.expires_on is not None and certificate.expires_on < today:
        return (
            certificate.expires_on + timedelta(days=rules.return_days),
            f"有効期限 {wareki_short(certificate.expires_on)} を過ぎています",
            "return_expired",
        )
    return None


def _loss_sentence(loss: Loss) -> str:
    return f"資格喪失 {wareki_short(loss.on)}({CAUSES[loss.cause]})"


def _for_unrecorded(person: Person, loss: Loss, rules: SocietyRules, today: date) -> Iterator[Duty]:
    """A leaver for whom the society's list names a paper that this office has no record of."""
    if person.certificate_expires_on is not None and loss.on <= today and person.id is not None:
        yield Duty(
            DutyKind.RETURN,
            person.id,
            None,
            return_by(loss, rules),
            f"{_loss_sentence(loss)}。健保の一覧に資格確認書があります(この事業所に配付の記録なし)",
            rules.source("return_days"),
            NextAction.COLLECT,
        )


def gave_it_back_early(
    certificates: Sequence[Certificate], loss: Loss, rules: SocietyRules, today: date
) -> bool:
    """Return whether a leaver handed the paper in before cover ended and needs no new one.

    People give it back on their last working day, days before 退職日.
    """
    is_announced = today >= loss.on - timedelta(days=rules.leaver_notice_days)
    return is_announced and any(
        c.status in (CertificateStatus.COLLECTED, CertificateStatus.FORWARDED) for c in certificates
    )


def _for_missing(facts: PersonFacts, loss: Loss, rules: SocietyRules, today: date) -> Iterator[Duty]:
    """Covered, cannot use マイナ保険証, and has no sheet."""
    person = facts.person
    if person.enrolment is Enrolment.REGISTERED or any(c.is_live for c in facts.certificates):
        return
    if gave_it_back_early(facts.certificates, loss, rules, today):
        return
    assert person.id is not None
    due_on = max(person.qualified_on, rules.paper_from) + timedelta(days=rules.print_days)
    if person.certificate_expires_on is None:
        reason, action = "健保から有効期限が届いていません。一覧を取り込むと印刷できます", NextAction.IMPORT
    elif person.certificate_expires_on < today:
        reason, action = "有効期限が過ぎています。健保の新しい一覧を取り込むと印刷できます", NextAction.IMPORT
    else:
        reason, action = "マイナ保険証がなく、資格確認書がまだありません", NextAction.PRINT
    yield Duty(DutyKind.PRINT, person.id, None, due_on, reason, rules.source("print_days"), action)


def _for_registration(facts: PersonFacts, rules: SocietyRules, today: date) -> Iterator[Duty]:
    """Registering is voluntary: whoever declined or did not answer is left in peace."""
    person = facts.person
    sentence = _TO_REGISTER.get(person.enrolment)
    if sentence is None or person.id is None:
        return
    last = facts.last_contact_on
    if last is not None and last <= today < last + timedelta(days=rules.quiet_days):
        return
    yield Duty(
        DutyKind.REGISTER,
        person.id,
        None,
        person.certificate_expires_on,
        f"{sentence}(登録は任意です)",
        rules.source("quiet_days"),
        NextAction.CONTACT,
    )


def _for_birthday(facts: PersonFacts, loss: Loss, rules: SocietyRules, today: date) -> Iterator[Duty]:
    """70 and 75 are announced early; an employee's 75th takes the household along."""
    person = facts.person
    assert person.id is not None
    horizon = _months_after(today, rules.birthday_notice_months)
    rule = rules.source("birthday_notice_months")
    at_70 = elderly_from(person.born_on)
    if today < at_70 <= horizon:
        reason = f"{wareki_short(at_70)} から70歳の負担割合。割合の入った一覧を健保から受け取ります"
        yield Duty(DutyKind.BIRTHDAY, person.id, None, at_70, reason, rule, NextAction.IMPORT)
    ends_by_age = loss.cause is LossCause.AGE_75
    ends_by_insured = (
        loss.cause is LossCause.INSURED_LOST
        and facts.insured is not None
        and loss.on == seventy_fifth(facts.insured.born_on).on
    )
    if loss.on <= horizon and (ends_by_age or ends_by_insured):
        reason = (
            f"{wareki_short(loss.on)} に{_who_turns_75(facts, ends_by_age)}75歳。この日から資格がなくなります"
        )
        born = person.born_on if ends_by_age or facts.insured is None else facts.insured.born_on
        if not seventy_fifth(born).is_certain:
            reason += "(2月29日生まれのため健保に日付を確認)"
        yield Duty(DutyKind.BIRTHDAY, person.id, None, loss.on, reason, rule, NextAction.SHOW)


def _who_turns_75(facts: PersonFacts, own: bool) -> str:
    if not own:
        return "被保険者が"
    return "本人が" if facts.person.kind is PersonKind.INSURED else "ご家族が"


@cache
def _months_after(day: date, months: int) -> date:
    """The same day of a later month, or that month's last day."""
    index = day.month - 1 + months
    year, month = day.year + index // 12, index % 12 + 1
    last = (date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)).day
    return date(year, month, min(day.day, last))


def _for_elderly_card(facts: PersonFacts, rules: SocietyRules) -> Iterator[Duty]:
    person, card = facts.person, facts.elderly_card
    assert person.id is not None
    if card is not None:
        if card.outcome is ElderlyOutcome.COLLECTED:
            yield Duty(
                DutyKind.FORWARD,
                person.id,
                None,
                card.on + timedelta(days=rules.forward_days),
                f"高齢受給者証を {wareki_short(card.on)} に回収。健保へ返送します",
                rules.source("forward_days"),
                NextAction.FORWARD,
            )
        return
    state = candidate(person, rules)
    if state is None:
        return
    reason = (
        "高齢受給者証(交付あり)を回収します"
        if state is ElderlyOutcome.OUTSTANDING
        else "2024年11月に70歳以上の加入者。高齢受給者証をお持ちか要確認"
    )
    yield Duty(
        DutyKind.ELDERLY_CARD,
        person.id,
        None,
        rules.elderly_collect_by,
        reason,
        rules.source("elderly_cutoff_on"),
        NextAction.COLLECT_ELDERLY,
    )


_ORDER = {kind: place for place, kind in enumerate(DutyKind)}


def urgency(due_on: date | None, kind: DutyKind, kana: str, key: str) -> tuple[date, int, str, str]:
    """Return the sort key of the due list: date, kind, kana; undated rows last."""
    return (due_on or date.max, _ORDER[kind], kana, key)
