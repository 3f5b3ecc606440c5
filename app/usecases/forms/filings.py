"""Forms for the society: 回収不能届, 滅失届, 再交付申請書, 資格確認書交付申請書, and the three on one sheet.

What no record says stays an empty box. Source: docs/rules.md, "Return of certificates".
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import date

from app.domain.certificate import Certificate, CertificateStatus, ReplaceCause
from app.domain.contact import About, Contact
from app.domain.elderly_card import ElderlyOutcome
from app.domain.ids import PersonId
from app.domain.person import RELEASING, Enrolment
from app.domain.wareki import wareki_short
from app.printing.form.values import Form, Name, Text
from app.rows import CertificateRow, ElderlyRow
from app.usecases.forms.records import (
    CERTIFICATE,
    ELDERLY_CARD,
    FormSubject,
    Records,
    card_rows,
    day,
    in_kana_order,
    name_of,
    person_of,
    sheet_rows,
    subject_of,
)
from app.words import label

S = CertificateStatus
# -- 回収不能届 ---------------------------------------------------------------


def uncollectable_subjects(records: Records) -> list[FormSubject]:
    """Return the persons whose papers were given up, the latest first."""
    sheets = _by_person(sheet_rows(records, S.UNCOLLECTABLE))
    cards = {row.person_id: row for row in card_rows(records, ElderlyOutcome.UNCOLLECTABLE)}
    found = []
    for person_id in dict.fromkeys([*sheets, *cards]):
        rows, card = sheets.get(person_id, []), cards.get(person_id)
        kinds = [CERTIFICATE] * bool(rows) + [ELDERLY_CARD] * (card is not None)
        days = [row.closed_on for row in rows if row.closed_on] + ([card.on] if card and card.on else [])
        found.append(
            subject_of([*rows, *([card] if card else [])], "・".join(kinds), max(days, default=None))
        )
    return in_kana_order(found)


def uncollectable_report(records: Records, subject: FormSubject) -> Form:
    """Return the 回収不能届 of one person, with every attempt the ledger knows of."""
    person_id = person_of(subject)
    detail = records.detail(person_id)
    certificates = [records.certificate(row) for row in subject.sheets]
    cards = subject.cards
    reasons = [one.reason for one in certificates if one.reason] + [row.note for row in cards if row.note]
    since = [one.handed_out_on for one in certificates if one.handed_out_on is not None]
    attempts = _attempts(records, person_id, bool(cards), min(since) if since and not cards else None)
    values = {
        "papers": _paper_rows(certificates, cards),
        "given_up_on": day(subject.on),
        "count": len(certificates) + len(cards),
        "reasons": "\n".join(dict.fromkeys(reasons)),
        "attempts": attempts,
    }
    return records.form("uncollectable", records.person_values(person_id) | values, offices=[detail.office])


def _attempts(
    records: Records, person_id: PersonId, has_card: bool, since: date | None
) -> list[tuple[Text, ...]]:
    """Return the 声かけ about these papers, to the person and, for a dependant, to the employee."""
    detail = records.detail(person_id)
    wanted = {About.RETURN, About.ELDERLY_CARD} if has_card else {About.RETURN}
    asked: list[tuple[Contact, Name]] = [(one, name_of(records, person_id)) for one in detail.contacts]
    if detail.insured is not None and detail.insured.id is not None:
        employee = detail.insured.id
        asked += [(one, name_of(records, employee)) for one in records.detail(employee).contacts]
    counted = [
        (one, name)
        for one, name in asked
        if one.about in wanted and one.on <= records.on and (since is None or one.on >= since)
    ]
    return [
        (
            wareki_short(one.on),
            label(one.means),
            name,
            "\u3000".join(part for part in (label(one.reply), one.note) if part),
        )
        for one, name in sorted(counted, key=lambda pair: (pair[0].on, pair[0].id or 0))
    ]


# -- 滅失届 -------------------------------------------------------------------


def loss_subjects(records: Records) -> list[FormSubject]:
    """Return each lost paper that did not turn up, the latest first."""
    sheets = [subject_of([row], CERTIFICATE, row.closed_on) for row in sheet_rows(records, S.LOST)]
    cards = [subject_of([row], ELDERLY_CARD, row.on) for row in card_rows(records, ElderlyOutcome.LOST)]
    return in_kana_order(sheets + cards)


def loss_report(records: Records, subject: FormSubject) -> Form:
    """Return the 滅失届 of one lost paper."""
    person_id = person_of(subject)
    certificates = [records.certificate(row) for row in subject.sheets]
    cards = subject.cards
    reason = certificates[0].reason if certificates else cards[0].note
    police = certificates[0].police_report if certificates else ""
    values = {
        "papers": _paper_rows(certificates, cards),
        "reported_on": day(subject.on),
        "reason": reason,
        "police_report": police,
        "was_told_to_police": bool(police),
    }
    return records.form(
        "loss", records.person_values(person_id) | values, offices=[records.detail(person_id).office]
    )


# -- 再交付申請書 -------------------------------------------------------------


def reissue_subjects(records: Records) -> list[FormSubject]:
    """Return the lost and damaged sheets of those still covered, the latest first."""
    lost = [
        subject_of([row], "紛失", row.closed_on)
        for row in sheet_rows(records, S.LOST)
        if _may_be_reissued(records, row)
    ]
    damaged = [
        subject_of([row], "破損・汚損", row.closed_on)
        for row in sheet_rows(records, S.SUPERSEDED, S.COLLECTED, S.FORWARDED)
        if _may_be_reissued(records, row)
    ]
    return in_kana_order(lost + damaged)


def _may_be_reissued(records: Records, row: CertificateRow) -> bool:
    # Not where its holder had given it back, nor where it came back for a loss of cover (never closed).
    is_lost = row.status is S.LOST
    asks = row.collected_on is None if is_lost else row.closed_on is not None and _is_damaged(records, row)
    return asks and records.detail(row.person_id).is_covered(records.on)


def reissue_application(records: Records, subject: FormSubject) -> Form:
    """Return the 再交付申請書 that takes the place of one lost or damaged sheet."""
    person_id = person_of(subject)
    (old,) = [records.certificate(row) for row in subject.sheets]
    is_damaged = old.replace_cause is ReplaceCause.DAMAGE
    newer = [
        one
        for one in records.certificates(person_id)
        if one.is_live and one.status is not S.PLANNED and (one.id or 0) > (old.id or 0)
    ]
    values = {
        "is_damaged": is_damaged,
        "is_lost": not is_damaged,
        "closed_on": day(old.closed_on),
        "reason": old.reason,
        "fee": "" if old.reissue_fee is None else f"{old.reissue_fee:,}円",
        "papers": _paper_rows([old]),
        "newer": _paper_rows(newer),
    }
    return records.form(
        "reissue", records.person_values(person_id) | values, offices=[records.detail(person_id).office]
    )


def _is_damaged(records: Records, row: CertificateRow) -> bool:
    return records.certificate(row).replace_cause is ReplaceCause.DAMAGE


# -- 資格確認書交付申請書 -----------------------------------------------------


def application_subjects(records: Records) -> list[FormSubject]:
    """Return the covered who have no sheet that counts, those first who are known to lack マイナ保険証.

    Somebody registered may apply too, whose card is lost or being renewed, or who needs help with it.
    """
    rows = records.queries.person_rows(office_id=records.office_id)
    found = [
        FormSubject(
            handle=f"person:{row.person_id}",
            name=row.name,
            kana=row.kana,
            what=label(row.enrolment),
            place=row.place,
            on=None,
            reference=row.person_id,
            codes=frozenset({row.key, row.employee_code} - {""}),
            is_open=row.enrolment is not Enrolment.REGISTERED,
        )
        for row in rows
        if row.certificate is None and row.is_covered(records.on)
    ]
    return sorted(found, key=lambda one: (not one.is_open, one.kana, one.handle))


def application(records: Records, subject: FormSubject) -> Form:
    """Return the 資格確認書交付申請書 of one person: the reason only as far as the stage on file tells it.

    Source: 健康保険法施行規則47条1項.
    """
    assert subject.reference is not None
    person_id = PersonId(subject.reference)
    detail = records.detail(person_id)
    held = [one for one in records.certificates(person_id) if one.status is S.HANDED_OUT]
    values = {"is_insured": detail.insured is None, "papers": _paper_rows(held)}
    values |= _why_no_card(detail.person.enrolment)
    return records.form("application", records.person_values(person_id) | values, offices=[detail.office])


_REASONS: Mapping[str, Collection[Enrolment]] = {
    "has_no_card": (Enrolment.NO_CARD,),
    "is_not_registered": (Enrolment.NOT_REGISTERED, Enrolment.DECLINED),
    "is_released": RELEASING,
    "is_expired": (Enrolment.EXPIRED,),
    "is_card_lost": (Enrolment.CARD_LOST, Enrolment.CARD_REISSUE),
    "is_card_renewed": (Enrolment.CARD_RENEWAL,),
    "is_card_returned": (Enrolment.CARD_RETURNED,),
    "needs_care": (Enrolment.NEEDS_CARE,),
    "is_other": (Enrolment.ON_REQUEST, Enrolment.RESTRICTED, Enrolment.NUMBER_NOT_GIVEN),
}


def _why_no_card(stage: Enrolment) -> dict[str, bool]:
    """Return which reason of 施行規則47条1項 the stage on file tells; none where it tells none."""
    return {name: stage in stages for name, stages in _REASONS.items()}


# -- 交付・再交付申請書 兼 滅失届 ---------------------------------------------


def combined_subjects(records: Records) -> list[FormSubject]:
    """Return whoever may apply, anew or again, and each lost sheet: what waits first."""
    again = {one.handle: one for one in reissue_subjects(records)}
    lost = [one for one in loss_subjects(records) if one.sheets and one.handle not in again]
    return [*again.values(), *lost, *application_subjects(records)]


def combined(records: Records, subject: FormSubject) -> Form:
    """Return the form on which a society has 新規・再交付・滅失 together, ticked from the record."""
    person_id = PersonId(subject.reference) if subject.reference is not None else person_of(subject)
    detail = records.detail(person_id)
    old = next((records.certificate(row) for row in subject.sheets), None)
    papers = [old] if old else [one for one in records.certificates(person_id) if one.status is S.HANDED_OUT]
    is_lost = old is not None and old.status is S.LOST
    fee = None if old is None else old.reissue_fee
    values = {
        "is_new": old is None,
        "has_old_paper": old is not None,
        "is_reissue": any(_may_be_reissued(records, row) for row in subject.sheets[:1]),
        "is_lost": is_lost,
        "is_damaged": old is not None and old.replace_cause is ReplaceCause.DAMAGE,
        "closed_on": day(old.closed_on) if old else "",
        "reason": old.reason if old else "",
        "fee": "" if fee is None else f"{fee:,}円",
        "police_report": old.police_report if old else "",
        "was_told_to_police": bool(old and old.police_report),
        "papers": _paper_rows(papers),
    }
    values |= _why_no_card(detail.person.enrolment)
    return records.form("combined", records.person_values(person_id) | values, offices=[detail.office])


# -- shared -------------------------------------------------------------------


def _paper_rows(
    certificates: Iterable[Certificate], cards: Iterable[ElderlyRow] = ()
) -> list[tuple[Text, ...]]:
    rows: list[tuple[Text, ...]] = [
        (
            CERTIFICATE,
            one.issue_number,
            day(one.issued_on_sheet),
            day(one.expires_on),
            day(one.handed_out_on) or ("配付前" if one.ready_on or one.sheet_number else ""),
        )
        for one in certificates
    ]
    return rows + [(ELDERLY_CARD, "", "", "", "") for _ in cards]


def _by_person(rows: Iterable[CertificateRow]) -> dict[PersonId, list[CertificateRow]]:
    found: dict[PersonId, list[CertificateRow]] = {}
    for row in rows:
        found.setdefault(row.person_id, []).append(row)
    return found
