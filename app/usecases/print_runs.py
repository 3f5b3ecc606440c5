"""One print run from choosing people to an accounted stack of sheets."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from app.changes import Changes, Done
from app.domain.certificate import Certificate, CertificateOrigin, CertificateStatus
from app.domain.eligibility import loss_of_cover
from app.domain.ids import PersonId, SessionId
from app.domain.insured_number import check_insurer_number
from app.domain.person import Enrolment, Person, PersonKind, Sex
from app.domain.print_session import (
    PrintSession,
    PrintSheet,
    RunOrder,
    SessionStatus,
    SheetStatus,
    sheet_label,
)
from app.domain.society import Society
from app.errors import NotAllowed
from app.ports import Transaction
from app.printing.values import Refusal
from app.rows import CertificateFace, PersonRow
from app.usecases.certificates import insured_of, unused_issue_number
from app.usecases.print_accounts import confirm, give_up_rest, in_sheet_order, settle_stop, shred

__all__ = [
    "PlannedRun",
    "begin_output",
    "cancel",
    "confirm",
    "give_up_rest",
    "in_run_order",
    "mark_spooled",
    "note_job",
    "plan_session",
    "settle_stop",
    "shred",
    "take_back",
    "waiting_faces",
    "waiting_sheets",
]

_SEX_TEXT = {Sex.MALE: "男", Sex.FEMALE: "女", Sex.UNSET: ""}


@dataclass(frozen=True, slots=True)
class PlannedRun:
    """What planning brought: sheets to draw, persons refused, and the sentence.

    session_id is None when every sheet was refused.
    """

    session_id: SessionId | None
    faces: tuple[CertificateFace, ...]
    refused: tuple[Refusal, ...]
    done: Done

    @property
    def changes(self) -> Changes:
        return self.done.changes

    @property
    def sentence(self) -> str:
        return self.done.sentence


def plan_session(tx: Transaction, person_ids: Sequence[PersonId], *, today: date) -> PlannedRun:
    """Begin a print run for these persons, in the order given.

    A person who may not get a sheet, or whose sheet cannot be drawn exactly as filed, is
    refused by name and left out; the others get an issue number and a sheet number each.
    """
    society = tx.society()
    check_insurer_number(society.insurer_number)
    accepted: list[tuple[Person, CertificateFace]] = []
    refused: list[Refusal] = []
    for person in (tx.person(person_id) for person_id in dict.fromkeys(person_ids)):
        insured = insured_of(tx, person)
        reason = _why_not(tx, person, insured, today)
        if reason is None:
            accepted.append((person, _face(person, insured, society, issued_on=today)))
        else:
            refused.append(Refusal(person.key, person.name, reason))
    # ReportLab and the fonts are loaded on the first print, for a quick start.
    from app.printing.certificate import check_faces

    undrawable = check_faces([face for _, face in accepted])
    refused += undrawable
    bad = {refusal.person_key for refusal in undrawable}
    accepted = [(person, face) for person, face in accepted if person.key not in bad]
    if not accepted:
        sentence = "印刷できる方がいません。理由を確かめてください。"
        return PlannedRun(None, (), tuple(refused), Done(Changes.NONE, sentence))

    session = tx.save_session(PrintSession(id=None, status=SessionStatus.PLANNED, made_on=today))
    assert session.id is not None
    faces = [
        _add_sheet(tx, session.id, sheet_number, person, face)
        for sheet_number, (person, face) in enumerate(accepted, start=1)
    ]
    done = Done(Changes.PRINTING | Changes.CERTIFICATES, f"{len(faces)}枚の印刷を準備しました。")
    return PlannedRun(session.id, tuple(faces), tuple(refused), done)


def waiting_sheets(
    tx: Transaction, session_id: SessionId, *, today: date
) -> tuple[tuple[PersonId, CertificateFace], ...]:
    """Return the sheets of a run that have not left yet, exactly as they were planned.

    Raises NotAllowed by name when somebody may no longer get one: the run waited too long.
    """
    society = tx.society()
    waiting = []
    for sheet in in_sheet_order(tx.sheets(session_id)):
        if sheet.status is not SheetStatus.QUEUED:
            continue
        certificate = tx.certificate(sheet.certificate_id)
        person = tx.person(certificate.person_id)
        insured = insured_of(tx, person)
        assert certificate.issued_on is not None
        _check_still_due(person, insured, certificate, today)
        face = _face(person, insured, society, issued_on=certificate.issued_on)
        waiting.append((certificate.person_id, _numbered(face, certificate.issue_number, sheet)))
    return tuple(waiting)


def waiting_faces(tx: Transaction, session_id: SessionId, *, today: date) -> tuple[CertificateFace, ...]:
    """Return what the sheets show that have not left yet; see waiting_sheets."""
    return tuple(face for _, face in waiting_sheets(tx, session_id, today=today))


def begin_output(
    tx: Transaction, session_id: SessionId, sheet_numbers: Sequence[int] | None = None, *, printer: str = ""
) -> Done:
    """Note that sheets are about to leave for a printer (its queue) or a PDF file; None: all.

    This comes before the pages are handed over, so that whatever is cut off in between, no
    sheet can be on paper that counts as not sent. It never makes a sheet "printed": a person
    confirms that. It cannot be undone.
    """
    tx.save_session(tx.session(session_id).spool(printer))
    wanted = None if sheet_numbers is None else set(sheet_numbers)
    sent = 0
    for sheet in tx.sheets(session_id):
        if sheet.status is SheetStatus.QUEUED and (wanted is None or sheet.sheet_number in wanted):
            tx.save_sheet(sheet.to(SheetStatus.SPOOLED))
            sent += 1
    return Done(Changes.PRINTING, f"印刷作業{session_id}の{sent}枚を出力します。")


def take_back(tx: Transaction, session_id: SessionId, sheet_numbers: Sequence[int]) -> Done:
    """Note that the printer or the disk surely took nothing: these sheets wait again."""
    wanted = set(sheet_numbers)
    for sheet in tx.sheets(session_id):
        if sheet.status is SheetStatus.SPOOLED and sheet.sheet_number in wanted:
            tx.save_sheet(replace(sheet, status=SheetStatus.QUEUED))
    tx.save_session(tx.session(session_id).take_back(tx.sheets(session_id)))
    return Done(Changes.PRINTING, f"印刷作業{session_id}の{len(wanted)}枚は出力されていません。")


def note_job(tx: Transaction, session_id: SessionId, job: str) -> Done:
    """Keep the name of the job the queue took, so that it can be cancelled after a restart."""
    tx.save_session(replace(tx.session(session_id), job=job))
    return Done(Changes.NONE, f"印刷作業{session_id}をプリンターに渡しました。")


def mark_spooled(tx: Transaction, session_id: SessionId, *, printer: str = "") -> Done:
    """Note that all pages left for a printer (its queue) or, without one, into a PDF file."""
    begin_output(tx, session_id, printer=printer)
    return Done(Changes.PRINTING, f"印刷作業{session_id}を出力しました。用紙を確かめてください。")


def cancel(tx: Transaction, session_id: SessionId, *, today: date) -> Done:
    """Give up a run of which nothing left for a printer; its issue numbers are never reused."""
    tx.save_session(tx.session(session_id).cancel(today))
    for sheet in tx.sheets(session_id):
        tx.save_sheet(sheet.to(SheetStatus.CANCELLED))
        tx.save_certificate(tx.certificate(sheet.certificate_id).cancel(today))
    return Done(Changes.PRINTING | Changes.CERTIFICATES, f"印刷作業{session_id}を取り消しました。")


def in_run_order(rows: Sequence[PersonRow], order: RunOrder) -> list[PersonRow]:
    """Return people in the order in which their sheets are printed and handed out.

    ROUTE: office, department, kana, with a household together, for its sheets go into one hand.
    """
    if order is RunOrder.NUMBER:
        return sorted(rows, key=lambda row: (row.office_code, _by_number(row.key)))
    heads: dict[str, PersonRow] = {}
    for row in rows:
        home = row.key.rpartition("-")[0]
        if home not in heads or row.kind is PersonKind.INSURED:
            heads[home] = row

    def place(row: PersonRow) -> tuple[object, ...]:
        home = row.key.rpartition("-")[0]
        head = heads[home]
        return (head.office_code, head.department, head.kana, home, _by_number(row.key))

    return sorted(rows, key=place)


def _by_number(key: str) -> tuple[tuple[int, str], ...]:
    return tuple((len(part), part) for part in key.split("-"))


def _check_still_due(person: Person, insured: Person | None, certificate: Certificate, today: date) -> None:
    is_over = loss_of_cover(person, insured).on <= today
    if certificate.expires_on is not None and certificate.expires_on < today:
        is_over = True
    if is_over or person.enrolment is Enrolment.REGISTERED:
        raise NotAllowed(
            f"{person.name} さんは準備のあとで交付の対象でなくなりました。"
            "準備を取り消して、もう一度準備してください。"
        )


def _why_not(tx: Transaction, person: Person, insured: Person | None, today: date) -> str | None:
    """Why this person gets no sheet today; None when one may be printed."""
    assert person.id is not None
    if not person.qualified_on <= today < loss_of_cover(person, insured).on:
        return "資格がないため印刷できません"
    if person.enrolment is Enrolment.REGISTERED:
        return "マイナ保険証が登録済みのため交付の対象ではありません"
    if person.certificate_expires_on is None:
        return "健保から有効期限が届いていません。健保の一覧を取り込んでください"
    if person.certificate_expires_on < today:
        return "有効期限が過ぎています。健保の新しい一覧を取り込んでください"
    if person.kind is PersonKind.DEPENDANT and insured is None:
        return "被保険者が名簿にありません。名簿を確かめてください"
    for certificate in tx.certificates_of(person.id):
        if certificate.is_live:
            return f"有効な証(発行番号 {certificate.issue_number})がすでにあります"
    return None


def _face(person: Person, insured: Person | None, society: Society, *, issued_on: date) -> CertificateFace:
    assert person.certificate_expires_on is not None
    return CertificateFace(
        person_key=person.key,
        kind=person.kind,
        symbol=person.symbol,
        number=person.number,
        branch_number=person.branch_number,
        name=person.name,
        sex_text=_SEX_TEXT[person.sex] if person.sex_on_front else "裏面参照",
        registry_sex_text=_SEX_TEXT[person.sex],
        born_on=person.born_on,
        qualified_on=person.qualified_on,
        insured_name=insured.name if insured is not None else "",
        copay_rate=person.copay_rate,
        copay_from=person.copay_from,
        expires_on=person.certificate_expires_on,
        issued_on=issued_on,
        insurer_number=society.insurer_number,
        insurer_name=society.name,
        insurer_address=society.address,
        seal_png=society.seal_png,
        issue_number="",
        sheet_label="",
        is_specimen=society.prints_specimens,
    )


def _numbered(face: CertificateFace, issue_number: str, sheet: PrintSheet) -> CertificateFace:
    label = sheet_label(sheet.session_id, sheet.sheet_number, sheet.attempt)
    return replace(face, issue_number=issue_number, sheet_label=label)


def _add_sheet(
    tx: Transaction, session_id: SessionId, sheet_number: int, person: Person, face: CertificateFace
) -> CertificateFace:
    assert person.id is not None
    certificate = tx.save_certificate(
        Certificate(
            id=None,
            person_id=person.id,
            issue_number=unused_issue_number(tx),
            status=CertificateStatus.PLANNED,
            origin=CertificateOrigin.PRINTED,
            issued_on=face.issued_on,
            expires_on=face.expires_on,
            session_id=session_id,
            sheet_number=sheet_number,
        )
    )
    assert certificate.id is not None
    sheet = PrintSheet(
        id=None,
        session_id=session_id,
        sheet_number=sheet_number,
        certificate_id=certificate.id,
        status=SheetStatus.QUEUED,
    )
    tx.save_sheet(sheet)
    return _numbered(face, certificate.issue_number, sheet)
