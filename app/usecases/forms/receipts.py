"""Forms that are signed at the counter: 返却受領書 and 受領簿."""

from collections.abc import Sequence
from datetime import date
from itertools import groupby

from app.domain.certificate import CertificateStatus
from app.domain.elderly_card import ElderlyOutcome
from app.domain.household import employee_of
from app.domain.ids import CertificateId
from app.domain.person import PersonKind, household_key
from app.errors import BadValue, NotAllowed, NotFound
from app.printing.form.values import Form, Name, Text
from app.printing.values import PaperTable, shown
from app.rows import CertificateRow, ElderlyRow
from app.usecases.forms.records import (
    CERTIFICATE,
    ELDERLY_CARD,
    FormSubject,
    Records,
    day,
    followed,
    in_kana_order,
    sheet_rows,
)
from app.usecases.papers.lists import CERTIFICATES_IN_HAND, received
from app.usecases.papers.lists import receipt_list as receipt_rows

S = CertificateStatus
_BACK = (S.COLLECTED, S.FORWARDED)
_CARDS_BACK = (ElderlyOutcome.COLLECTED, ElderlyOutcome.FORWARDED)

# -- 返却受領書 ---------------------------------------------------------------


def returned_subjects(records: Records) -> list[FormSubject]:
    """Return what a household gave back on one day, the latest first."""
    back: dict[tuple[str, date], list[CertificateRow | ElderlyRow]] = {}
    for sheet in sheet_rows(records, *_BACK):
        if sheet.collected_on is not None:
            back.setdefault((household_key(sheet.key), sheet.collected_on), []).append(sheet)
    for card in records.queries.elderly_rows(records.on, office_id=records.office_id):
        if card.outcome in _CARDS_BACK and card.on is not None:
            back.setdefault((household_key(card.key), card.on), []).append(card)
    return in_kana_order(
        [
            _returned(household, on, sorted(rows, key=lambda row: row.key))
            for (household, on), rows in back.items()
        ]
    )


def _returned(household: str, on: date, rows: Sequence[CertificateRow | ElderlyRow]) -> FormSubject:
    first = rows[0]
    others = len({row.key for row in rows}) - 1
    sheets = [row for row in rows if isinstance(row, CertificateRow)]
    cards = [row for row in rows if isinstance(row, ElderlyRow)]
    counts = ((CERTIFICATE, len(sheets)), (ELDERLY_CARD, len(cards)))
    return FormSubject(
        handle=f"return:{household}:{on}",
        name=f"{first.name} ほか{others}名" if others else first.name,
        kana=first.kana,
        what=" ".join(f"{kind}{count}枚" for kind, count in counts if count),
        place=first.place,
        on=on,
        sheets=tuple(sheets),
        cards=tuple(cards),
        codes=frozenset({household, *(row.key for row in rows), *(row.issue_number for row in sheets)}),
    )


def returned_papers(records: Records, certificate_ids: Sequence[CertificateId]) -> list[CertificateRow]:
    """Return these sheets; NotAllowed names one that is not back."""
    wanted = dict.fromkeys(certificate_ids)
    sheets: dict[CertificateId, CertificateRow] = {}
    # What was just collected is in the drawer: the many that were sent on are rarely read.
    for statuses in ((S.COLLECTED,), (S.FORWARDED,), tuple(set(S) - set(_BACK))):
        if wanted.keys() - sheets.keys():
            rows = records.queries.certificate_rows(statuses)
            sheets |= {row.certificate_id: row for row in rows if row.certificate_id in wanted}
    found = []
    for certificate_id in wanted:
        sheet = sheets.get(certificate_id)
        if sheet is None:
            raise NotFound("この証の記録が見つかりません。画面を開き直してください。")
        if sheet.status not in _BACK or sheet.collected_on is None:
            raise NotAllowed(
                f"発行番号 {sheet.issue_number} はまだ回収していません。回収を記録してから作ってください。"
            )
        found.append(sheet)
    return found


def return_receipt(records: Records, papers: Sequence[CertificateRow | ElderlyRow]) -> Form:
    """Return the 返却受領書 of papers that came back, one for each household.

    Each comes in two copies: one the person signs, one the office stamps. 記号・番号 stand on
    neither: the 発行番号 is enough to tell the sheets.
    """
    if not papers:
        raise BadValue("受領書を作る証を選んでください。")
    homes: dict[str, list[CertificateRow | ElderlyRow]] = {}
    for row in papers:
        homes.setdefault(household_key(row.key), []).append(row)
    return followed([_receipt(records, sorted(rows, key=lambda row: row.key)) for rows in homes.values()])


def _receipt(records: Records, rows: Sequence[CertificateRow | ElderlyRow]) -> Form:
    detail = records.detail(rows[0].person_id)
    holder = employee_of([detail.person, *([detail.insured] if detail.insured else [])]) or detail.person
    days = {row.collected_on if isinstance(row, CertificateRow) else row.on for row in rows}
    returned = max((on for on in days if on is not None), default=records.on)
    values = {
        "holder": Name(holder.name, holder.key),
        "receiver": records.receiver,
        "office": detail.office,
        "returned_on": day(returned),
        "count": len(rows),
        "papers": [_receipt_line(records, row) for row in rows],
    }
    return records.form("return_receipt", values)


def receipt_table(records: Records, subjects: Sequence[FormSubject]) -> PaperTable:
    """Return the 受領簿 as a list for a spreadsheet."""
    rows = [row for subject in subjects for row in subject.sheets]
    return receipt_rows(rows, on=records.on, astray=records.astray)


def _receipt_line(records: Records, row: CertificateRow | ElderlyRow) -> tuple[Text, ...]:
    name = Name(row.name, row.key)
    if isinstance(row, CertificateRow):
        return CERTIFICATE, name, _kind(row.kind), row.issue_number
    return ELDERLY_CARD, name, _kind(records.detail(row.person_id).person.kind), ""


# -- 受領簿 -------------------------------------------------------------------


def receipt_subjects(records: Records) -> list[FormSubject]:
    """Return each sheet that waits or was handed out, in the order of handing out."""
    rows = sheet_rows(records, *CERTIFICATES_IN_HAND)
    found = [
        FormSubject(
            handle=f"sheet:{row.certificate_id}",
            name=row.name,
            kana=row.kana,
            what=_how_handed_out(records, row),
            place=row.place,
            on=None if row.certificate_id in records.astray else row.handed_out_on,
            sheets=(row,),
            codes=frozenset({row.key, row.issue_number, row.department} - {""}),
            is_open=row.status is S.READY,
        )
        for row in rows
    ]
    return sorted(found, key=lambda one: (one.place, one.kana))


def receipt_list(records: Records, subjects: Sequence[FormSubject]) -> Form:
    """Return the 受領簿 of these sheets, one for each department, with room for every 受領印."""
    forms = []
    for place, group in groupby(
        sorted(subjects, key=lambda one: (one.place, one.kana)), key=lambda one: one.place
    ):
        rows = [row for subject in group for row in subject.sheets]
        sheets = [
            (
                *(Name(row.name, row.key), _kind(row.kind), row.issue_number),
                *(shown(received(row, records.astray)), ""),
            )
            for row in rows
        ]
        forms.append(records.form("receipt_list", {"place": place, "count": len(rows), "sheets": sheets}))
    return followed(forms)


def _how_handed_out(records: Records, row: CertificateRow) -> str:
    if row.certificate_id in records.astray:
        return shown(received(row, records.astray))
    return "配付待ち" if row.status is S.READY else "配付済"


# -- shared -------------------------------------------------------------------


def _kind(kind: PersonKind) -> str:
    return "本人" if kind is PersonKind.INSURED else "家族"
