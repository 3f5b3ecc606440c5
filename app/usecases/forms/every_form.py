"""Forms on paper: which there are, whom each can be made for, and their pages.

Filled from the records only; what no record says is an empty box to write in.
"""

import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from enum import StrEnum

from app.domain.ids import CertificateId, OfficeId
from app.errors import BadValue
from app.late import dataclass
from app.ports import Queries
from app.printing.form.values import Form
from app.printing.values import PaperTable
from app.usecases.forms import accounts, filings, inquiry, receipts
from app.usecases.forms.records import FormSubject, Records, followed
from app.usecases.people.comparison import ComparedRow
from app.words import label, said


class FormKind(StrEnum):
    """The forms there are."""

    UNCOLLECTABLE = "uncollectable"
    LOSS = "loss"
    REISSUE = "reissue"
    APPLICATION = "application"
    COMBINED = "combined"
    FORWARD_COVER = "forward_cover"
    RECEIPT_LIST = "receipt_list"
    RETURN_RECEIPT = "return_receipt"
    ELDERLY_LOG = "elderly_log"
    MISDELIVERY = "misdelivery"
    INQUIRY = "inquiry"


@dataclass(frozen=True, slots=True)
class FormFacts:
    """What is to be known of one kind of form.

    makes_one: all that is chosen stands on one form. table: the same as a list for a spreadsheet,
    where there is one.
    """

    subjects: Callable[[Records], list[FormSubject]]
    make: Callable[[Records, Sequence[FormSubject]], Form]
    makes_one: bool = False
    table: Callable[[Records, Sequence[FormSubject]], PaperTable] | None = None


def _each(make: Callable[[Records, FormSubject], Form]) -> Callable[[Records, Sequence[FormSubject]], Form]:
    def made(records: Records, subjects: Sequence[FormSubject]) -> Form:
        return followed([make(records, subject) for subject in subjects])

    return made


def _receipt_of(records: Records, subject: FormSubject) -> Form:
    return receipts.return_receipt(records, (*subject.sheets, *subject.cards))


FORMS: Mapping[FormKind, FormFacts] = {
    FormKind.UNCOLLECTABLE: FormFacts(filings.uncollectable_subjects, _each(filings.uncollectable_report)),
    FormKind.LOSS: FormFacts(filings.loss_subjects, _each(filings.loss_report)),
    FormKind.REISSUE: FormFacts(filings.reissue_subjects, _each(filings.reissue_application)),
    FormKind.APPLICATION: FormFacts(filings.application_subjects, _each(filings.application)),
    FormKind.COMBINED: FormFacts(filings.combined_subjects, _each(filings.combined)),
    FormKind.FORWARD_COVER: FormFacts(accounts.cover_subjects, _each(accounts.forward_cover)),
    FormKind.RECEIPT_LIST: FormFacts(
        receipts.receipt_subjects, receipts.receipt_list, makes_one=True, table=receipts.receipt_table
    ),
    FormKind.RETURN_RECEIPT: FormFacts(receipts.returned_subjects, _each(_receipt_of)),
    FormKind.ELDERLY_LOG: FormFacts(
        accounts.elderly_subjects, accounts.elderly_log, makes_one=True, table=accounts.elderly_table
    ),
    FormKind.MISDELIVERY: FormFacts(accounts.misdelivery_subjects, _each(accounts.misdelivery_record)),
    FormKind.INQUIRY: FormFacts(
        inquiry.inquiry_subjects, inquiry.inquiry, makes_one=True, table=inquiry.inquiry_table
    ),
}


def subjects(
    queries: Queries, kind: FormKind, *, on: date, office_id: OfficeId | None = None
) -> list[FormSubject]:
    """Return what a form of that kind can be made for on that day."""
    return FORMS[kind].subjects(Records(queries, on=on, office_id=office_id))


def first_choice(kind: FormKind, found: Sequence[FormSubject]) -> list[FormSubject]:
    """Return what is most likely wanted: what is not done with, else all or the latest."""
    waiting = [one for one in found if one.is_open]
    if FORMS[kind].makes_one:
        return waiting or list(found)
    return (waiting or list(found))[:1]


def make(
    queries: Queries,
    kind: FormKind,
    chosen: Sequence[FormSubject],
    *,
    on: date,
    office_id: OfficeId | None = None,
    receiver: str = "",
) -> Form:
    """Return the form of these subjects, those that follow in its `further`.

    on: the day it is made. receiver: who takes papers in.
    """
    if not chosen:
        raise BadValue(f"{label(kind)}を作る{said(kind, 'whom')}を選んでください。")
    records = Records(queries, on=on, office_id=office_id, receiver=receiver)
    return FORMS[kind].make(records, chosen)


def table(
    queries: Queries,
    kind: FormKind,
    chosen: Sequence[FormSubject],
    *,
    on: date,
    office_id: OfficeId | None = None,
) -> PaperTable:
    """Return the form as a list for a spreadsheet; BadValue where it comes on paper only."""
    as_table = FORMS[kind].table
    if as_table is None:
        raise BadValue(f"{label(kind)}はPDFだけです。ファイル名の終わりを .pdf にしてください。")
    return as_table(Records(queries, on=on, office_id=office_id), chosen)


def return_receipt(
    queries: Queries,
    certificate_ids: Sequence[CertificateId],
    *,
    on: date,
    today: date,
    receiver: str,
) -> Form:
    """Return the 返却受領書 of papers just collected: one per household, in two copies.

    on: the day they came back, which the form bears. receiver: who took them in; may be empty.
    """
    records = Records(queries, on=max(on, today), receiver=receiver)
    papers = receipts.returned_papers(records, certificate_ids)
    form = receipts.return_receipt(records, papers)
    return replace(form, made_on=on, further=tuple(replace(one, made_on=on) for one in form.further))


def inquiry_about(queries: Queries, rows: Sequence[ComparedRow], *, as_of: date | None, on: date) -> Form:
    """Return the 照会状 about a list that was only looked at. as_of: the day of that list."""
    if not rows:
        raise BadValue("照会する違いを選んでください。")
    return inquiry.letter_of(Records(queries, on=on), rows, as_of)


def pages(form: Form, copies: int | None = None) -> bytes:
    """Return the PDF of a form. copies: None for as many as it comes in (a 返却受領書 in two).

    PaperRefused names the person whose form cannot be exact.
    """
    # The fonts are loaded on the first print, for a quick start.
    from app.printing.form.form import draw_form

    out = io.BytesIO()
    draw_form(form, out, copies)
    return out.getvalue()


def count(form: Form) -> int:
    """Return how many forms there are in the file."""
    return len(form.all)
