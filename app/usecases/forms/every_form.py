"""Forms on paper: which there are, whom each can be made for, and their pages.

Filled from the records only; what no record says is an empty box to write in.
"""

import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from app.domain.ids import CertificateId, OfficeId, PersonId
from app.errors import BadValue
from app.ports import Queries
from app.printing.form.values import Form
from app.usecases.forms import accounts, filings, receipts
from app.usecases.forms.records import FormSubject, Records, Word, followed
from app.usecases.papers.lists import PaperTable


class FormKind(StrEnum):
    """The forms there are."""

    UNCOLLECTABLE = "uncollectable"
    LOSS = "loss"
    REISSUE = "reissue"
    FORWARD_COVER = "forward_cover"
    RECEIPT_LIST = "receipt_list"
    RETURN_RECEIPT = "return_receipt"
    ELDERLY_LOG = "elderly_log"
    MISDELIVERY = "misdelivery"


@dataclass(frozen=True, slots=True)
class FormFacts:
    """What is to be known of one kind of form.

    name: its word. whom: what one line of the choice stands for. nobody: what to say where it can
    be made for nothing, with the way there. makes_one: all that is chosen stands on one form.
    table: the same as a list for a spreadsheet, where there is one.
    """

    name: str
    whom: str
    nobody: str
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
    FormKind.UNCOLLECTABLE: FormFacts(
        "回収不能届",
        "回収不能の方",
        "回収不能として記録した証はありません。「今日」か名簿で回収不能を記録すると、ここで届を作れます。",
        filings.uncollectable_subjects,
        _each(filings.uncollectable_report),
    ),
    FormKind.LOSS: FormFacts(
        "滅失届",
        "なくした証",
        "紛失として記録した証はありません。名簿で紛失を記録すると、ここで届を作れます。",
        filings.loss_subjects,
        _each(filings.loss_report),
    ),
    FormKind.REISSUE: FormFacts(
        "再交付申請書",
        "なくした証・傷んだ証",
        "再交付を申請する証はありません。名簿で紛失か破損を記録すると、ここで申請書を作れます。",
        filings.reissue_subjects,
        _each(filings.reissue_application),
    ),
    FormKind.FORWARD_COVER: FormFacts(
        "返納送付書",
        "発送",
        "発送の記録はありません。「発送」で返送を記録すると、ここで送付書を作れます。",
        accounts.cover_subjects,
        _each(accounts.forward_cover),
    ),
    FormKind.RECEIPT_LIST: FormFacts(
        "受領簿",
        "渡す証・渡した証",
        "配付待ちの証も、渡した証もありません。証を印刷して確認すると、ここで受領簿を作れます。",
        receipts.receipt_subjects,
        receipts.receipt_list,
        makes_one=True,
        table=receipts.receipt_table,
    ),
    FormKind.RETURN_RECEIPT: FormFacts(
        "返却受領書",
        "返却",
        "回収した証はありません。「窓口」で回収を記録すると、ここで受領書を作れます。",
        receipts.returned_subjects,
        _each(_receipt_of),
    ),
    FormKind.ELDERLY_LOG: FormFacts(
        "高齢受給者証 回収簿",
        "事業所",
        "高齢受給者証の回収の対象になる方はいません。",
        accounts.elderly_subjects,
        accounts.elderly_log,
        makes_one=True,
        table=accounts.elderly_table,
    ),
    FormKind.MISDELIVERY: FormFacts(
        "誤交付の記録",
        "誤交付",
        "誤交付の記録はありません。「窓口」の人違いで記録すると、ここで紙にできます。",
        accounts.misdelivery_subjects,
        _each(accounts.misdelivery_record),
    ),
}


def subjects(
    queries: Queries, kind: FormKind, *, on: date, word: Word = str, office_id: OfficeId | None = None
) -> list[FormSubject]:
    """Return what a form of that kind can be made for on that day."""
    return FORMS[kind].subjects(Records(queries, on=on, word=word, office_id=office_id))


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
    word: Word,
    office_id: OfficeId | None = None,
    receiver: str = "",
) -> Form:
    """Return the form of these subjects, those that follow in its `further`.

    on: the day it is made. word: gives the shown word of a value. receiver: who takes papers in.
    """
    if not chosen:
        raise BadValue(f"{FORMS[kind].name}を作る{FORMS[kind].whom}を選んでください。")
    records = Records(queries, on=on, word=word, office_id=office_id, receiver=receiver)
    return FORMS[kind].make(records, chosen)


def table(
    queries: Queries,
    kind: FormKind,
    chosen: Sequence[FormSubject],
    *,
    on: date,
    word: Word,
    office_id: OfficeId | None = None,
) -> PaperTable:
    """Return the form as a list for a spreadsheet; BadValue where it comes on paper only."""
    as_table = FORMS[kind].table
    if as_table is None:
        raise BadValue(f"{FORMS[kind].name}はPDFだけです。ファイル名の終わりを .pdf にしてください。")
    return as_table(Records(queries, on=on, word=word, office_id=office_id), chosen)


def return_receipt(
    queries: Queries,
    certificate_ids: Sequence[CertificateId],
    *,
    on: date,
    today: date,
    receiver: str,
    elderly_of: Sequence[PersonId] = (),
) -> Form:
    """Return the 返却受領書 of papers just collected: one per household, in two copies.

    on: the day they came back, which the form bears. receiver: who took them in; may be empty.
    """
    records = Records(queries, on=max(on, today), receiver=receiver)
    papers = receipts.returned_papers(records, certificate_ids, elderly_of)
    form = receipts.return_receipt(records, papers)
    return replace(form, made_on=on, further=tuple(replace(one, made_on=on) for one in form.further))


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
