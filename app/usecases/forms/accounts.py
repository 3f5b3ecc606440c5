"""Forms that give account: 返納送付書, 高齢受給者証回収簿, 誤交付の記録."""

from collections import Counter
from collections.abc import Sequence
from datetime import date

from app.domain.certificate import Certificate
from app.domain.drawer import DrawerPaper
from app.domain.elderly_card import ElderlyOutcome
from app.domain.misdelivery import Misdelivery
from app.domain.person import PersonKind, household_key
from app.domain.wareki import wareki, wareki_short
from app.errors import NotFound
from app.printing.form.values import FORM_WIDTH, Form, Name, Text
from app.printing.values import PaperTable
from app.rows import ElderlyRow, PersonDetail, SentRow
from app.usecases.forms.loss_counts import loss_counts
from app.usecases.forms.records import (
    FormSubject,
    Records,
    day,
    followed,
    in_kana_order,
    short_day,
)
from app.usecases.papers.lists import elderly_list
from app.words import label

# -- 返納送付書 ---------------------------------------------------------------


def cover_subjects(records: Records) -> list[FormSubject]:
    """Return the shipments, the latest first."""
    return in_kana_order(
        [
            FormSubject(
                handle=f"shipment:{row.shipment_id}",
                name=f"{wareki_short(row.on)} 発送",
                what=f"{row.certificates + row.elderly_cards}枚",
                place=row.tracking_number,
                on=row.on,
                reference=row.shipment_id,
                codes=frozenset({str(row.shipment_id), row.tracking_number} - {""}),
            )
            for row in records.queries.shipment_rows()
            if row.on <= records.on
        ]
    )


def forward_cover(records: Records, subject: FormSubject) -> Form:
    """Return the 返納送付書 of one shipment: counts, what the 喪失届 asks for, and every paper."""
    shipment = next(
        (row for row in records.queries.shipment_rows() if row.shipment_id == subject.reference), None
    )
    if shipment is None:
        raise NotFound("この発送の記録が見つかりません。画面を開き直してください。")
    sent = records.queries.sent_rows(shipment.shipment_id)
    papers: list[tuple[Text, ...]] = [
        (label(row.paper), row.key, Name(row.name, row.key), row.issue_number, short_day(row.collected_on))
        for row in sent
    ]
    values = {
        "sent_on": wareki(shipment.on),
        "tracking_number": shipment.tracking_number,
        "count": len(papers),
        "counts": [
            (label(kind), f"{insured}枚", f"{len(kinds) - insured}枚", f"{len(kinds)}枚")
            for kind in DrawerPaper
            if (kinds := [row.kind for row in sent if row.paper is kind])
            for insured in [kinds.count(PersonKind.INSURED)]
        ],
        "losses": _loss_lines(records, sent, shipment.on),
        "papers": papers,
    }
    offices = [row.office for row in sent]
    return records.form("forward_cover", values, made_on=shipment.on, offices=offices)


def _loss_lines(records: Records, rows: Sequence[SentRow], on: date) -> tuple[tuple[Text, ...], ...]:
    """Return what the forms of those in this shipment who lost cover say on its day, as 発送 counts it."""
    sheets = [row for row in rows if row.paper is DrawerPaper.CERTIFICATE]
    sent = {(household_key(row.key), records.detail(row.person_id).loss.on) for row in sheets}
    # Counting goes over the whole roster; a shipment of replaced sheets needs none of it.
    if not any(lost_on <= on for _, lost_on in sent):
        return ()
    return tuple(
        (
            label(one.form),
            one.household,
            Name(one.name, records.detail(one.person_id).person.key),
            wareki(one.lost_on),
            f"{one.attached}枚",
            f"{one.gone}枚",
        )
        for one in loss_counts(records.queries, on)
        if (one.household, one.lost_on) in sent
    )


# -- 高齢受給者証 回収簿 ------------------------------------------------------


def elderly_subjects(records: Records) -> list[FormSubject]:
    """Return the offices with candidates, each with what is left to do."""
    found = []
    offices = {office.name: office for office in records.queries.offices()}
    for name, rows in _cards_by_office(records).items():
        office = offices[name]
        left = sum(row.on is None for row in rows)
        found.append(
            FormSubject(
                handle=f"office:{office.id}",
                name=name,
                what=f"{len(rows)}枚 未処理{left}枚",
                place="",
                on=None,
                cards=tuple(rows),
                reference=office.id,
                codes=frozenset({office.code, name, *(row.key for row in rows)} - {""}),
            )
        )
    return found


def elderly_log(records: Records, subjects: Sequence[FormSubject]) -> Form:
    """Return the 回収簿: every candidate of these offices with outcome and day, one for each office."""
    by_office = _cards_by_office(records)
    forms = []
    for subject in subjects:
        rows = by_office[subject.name]
        counts = Counter(row.outcome for row in rows)
        outcomes = [outcome for outcome in ElderlyOutcome if counts[outcome]]
        words = [*(label(one) for one in outcomes), "合計"]
        values = {
            "today": wareki(records.on),
            "outcomes": [(word, FORM_WIDTH / len(words), "center") for word in words],
            "counts": [(*(f"{counts[one]}枚" for one in outcomes), f"{len(rows)}枚")],
            "cards": [
                (
                    row.key,
                    Name(row.name, row.key),
                    wareki_short(row.born_on),
                    label(row.outcome),
                    short_day(row.on),
                    row.note,
                )
                for row in rows
            ],
        }
        forms.append(records.form("elderly_log", values, offices=[subject.name]))
    return followed(forms)


def elderly_table(records: Records, subjects: Sequence[FormSubject]) -> PaperTable:
    """Return the 回収簿 of these offices as a list for a spreadsheet."""
    by_office = _cards_by_office(records)
    rows = [row for subject in subjects for row in by_office[subject.name]]
    return elderly_list(rows, on=records.on)


def _cards_by_office(records: Records) -> dict[str, list[ElderlyRow]]:
    """Those to come back and those that did; nothing is asked of one in use, or that nobody wants back."""
    rows = records.queries.elderly_rows(records.on, office_id=records.office_id)
    found: dict[str, list[ElderlyRow]] = {}
    for row in rows:
        if row.outcome not in (ElderlyOutcome.IN_USE, ElderlyOutcome.REPLACED):
            found.setdefault(row.office, []).append(row)
    return found


# -- 誤交付の記録 -------------------------------------------------------------


def misdelivery_subjects(records: Records) -> list[FormSubject]:
    """Return the sheets that went to the wrong person, the latest first."""
    found = []
    for known in records.queries.misdeliveries():
        if known.noticed_on > records.on:
            continue
        case = known.as_of(records.on)
        detail = records.detail(case.person_id)
        sheet = _sheet_of(detail, case)
        found.append(
            FormSubject(
                handle=f"case:{case.id}",
                name=detail.person.name,
                kana=detail.person.kana,
                what="対応済" if case.is_settled else "対応中",
                place=f"{detail.office} {detail.person.department}".strip(),
                on=case.noticed_on,
                reference=case.id,
                codes=frozenset({detail.person.key, sheet.issue_number}),
                is_open=not case.is_settled,
            )
        )
    return in_kana_order(found)


def misdelivery_record(records: Records, subject: FormSubject) -> Form:
    """Return the record of one 誤交付, with room for its cause and what is done against another."""
    case = next((one for one in records.queries.misdeliveries() if one.id == subject.reference), None)
    if case is None:
        raise NotFound("この誤交付の記録が見つかりません。画面を開き直してください。")
    case = case.as_of(records.on)
    detail = records.detail(case.person_id)
    person, sheet = detail.person, _sheet_of(detail, case)
    sheet = sheet.as_of(records.on) or sheet
    given_to: Text = ""
    if case.given_to is not None:
        other = records.detail(case.given_to).person
        given_to = Name(other.name, other.key)
    values = {
        "office": detail.office,
        "name": Name(person.name, person.key),
        "kana": person.kana,
        "issue_number": sheet.issue_number,
        "given_to": given_to,
        "status": label(sheet.status),
        "given_on": day(case.given_on),
        "noticed_on": day(case.noticed_on),
        "note": case.note,
        "steps": [
            ("証を取り戻す", day(case.recovered_on), ""),
            ("持ち主本人へ連絡し、おわびする", day(case.told_on), ""),
            ("責任者と健保へ報告する", day(case.reported_on), ""),
        ],
    }
    return records.form("misdelivery", values)


def _sheet_of(detail: PersonDetail, case: Misdelivery) -> Certificate:
    return next(one for one in detail.certificates if one.id == case.certificate_id)
