"""One print run from choosing people to an accounted stack of sheets."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from app.changes import Changes, Done
from app.domain.certificate import Certificate, CertificateOrigin, CertificateStatus
from app.domain.eligibility import loss_of_cover
from app.domain.ids import PersonId, SessionId
from app.domain.insured_number import check_insurer_number
from app.domain.my_number import refuse_my_number
from app.domain.person import Enrolment, Person, PersonKind, Sex
from app.domain.print_session import (
    PrintSession,
    PrintSheet,
    SessionStatus,
    SheetStatus,
    sheet_label,
)
from app.domain.society import Society
from app.errors import BadValue, NotFound
from app.ports import Transaction
from app.printing.values import Refusal
from app.rows import CertificateFace
from app.usecases.certificates import insured_of, unused_issue_number
from app.usecases.done_on import check_done_on

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


def session_faces(tx: Transaction, session_id: SessionId) -> tuple[CertificateFace, ...]:
    """Return the sheets of an unconfirmed run again, exactly as they were planned."""
    tx.session(session_id)
    society = tx.society()
    faces = []
    for sheet in tx.sheets(session_id):
        certificate = tx.certificate(sheet.certificate_id)
        person = tx.person(certificate.person_id)
        assert certificate.issued_on is not None
        face = _face(person, insured_of(tx, person), society, issued_on=certificate.issued_on)
        faces.append(_numbered(face, certificate.issue_number, session_id, sheet.sheet_number))
    return tuple(faces)


def mark_spooled(tx: Transaction, session_id: SessionId, *, printer: str = "") -> Done:
    """Note that the pages left for a printer (its queue) or, without one, into a PDF file.

    This never makes a sheet "printed": a person confirms that. It cannot be undone.
    """
    tx.save_session(tx.session(session_id).spool(printer))
    for sheet in tx.sheets(session_id):
        if sheet.status is SheetStatus.QUEUED:
            tx.save_sheet(sheet.to(SheetStatus.SPOOLED))
    return Done(Changes.PRINTING, f"印刷作業{session_id}を出力しました。用紙を確かめてください。")


def confirm(
    tx: Transaction,
    session_id: SessionId,
    *,
    spoiled: Sequence[int] = (),
    missing: Sequence[int] = (),
    today: date,
    reason: str = "",
) -> Done:
    """Account for every sheet of a run: these are spoiled, these missing, the others good.

    Good sheets wait for their holders. The persons behind the others are due again, under a
    new issue number. Numbers are 用紙通番 within the run.
    """
    refuse_my_number(reason, "書き損じの理由")
    sheets = tx.sheets(session_id)
    _check_known(session_id, sheets, {*spoiled, *missing})
    session = tx.session(session_id)
    session.check_awaits_confirmation()
    both = sorted(set(spoiled) & set(missing))
    if both:
        raise BadValue(f"用紙{both[0]}が書き損じと行方不明の両方にあります。どちらかにしてください。")
    account = [_account(tx, sheet, spoiled, missing, today, reason) for sheet in sheets]
    tx.save_session(session.close(account, today))
    good = len(account) - len(set(spoiled)) - len(set(missing))
    parts = [f"{good}枚を配付待ちにしました。"]
    if spoiled:
        parts.append(f"書き損じ{len(set(spoiled))}枚は裁断するまで数えます。")
    if missing:
        parts.append(f"行方不明{len(set(missing))}枚は封筒への混入を確かめてください。")
    return Done(Changes.PRINTING | Changes.CERTIFICATES, "".join(parts))


def cancel(tx: Transaction, session_id: SessionId, *, today: date) -> Done:
    """Give up a run of which nothing left for a printer; its issue numbers are never reused."""
    tx.save_session(tx.session(session_id).cancel(today))
    for sheet in tx.sheets(session_id):
        tx.save_sheet(sheet.to(SheetStatus.CANCELLED))
        tx.save_certificate(tx.certificate(sheet.certificate_id).cancel(today))
    return Done(Changes.PRINTING | Changes.CERTIFICATES, f"印刷作業{session_id}を取り消しました。")


def shred(
    tx: Transaction, session_id: SessionId, sheet_numbers: Sequence[int], *, on: date, today: date
) -> Done:
    """Record that spoiled sheets were destroyed; all or none."""
    check_done_on(on, today)
    wanted = set(sheet_numbers)
    if not wanted:
        raise BadValue("裁断した用紙を選んでください。")
    session = tx.session(session_id)
    if session.closed_on is not None and on < session.closed_on:
        raise BadValue("裁断日が印刷を確認した日より前です。日付を直してください。")
    sheets = tx.sheets(session_id)
    _check_known(session_id, sheets, wanted)
    for sheet in sheets:
        if sheet.sheet_number in wanted:
            tx.save_sheet(sheet.shred(on))
    return Done(Changes.PRINTING, f"書き損じ{len(wanted)}枚の裁断を記録しました。")


def _check_known(session_id: SessionId, sheets: Sequence[PrintSheet], numbers: set[int]) -> None:
    unknown = sorted(numbers - {sheet.sheet_number for sheet in sheets})
    if unknown:
        raise NotFound(f"印刷作業{session_id}に用紙{unknown[0]}はありません。番号を確かめてください。")


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


def _numbered(
    face: CertificateFace, issue_number: str, session_id: SessionId, sheet_number: int
) -> CertificateFace:
    return replace(face, issue_number=issue_number, sheet_label=sheet_label(session_id, sheet_number))


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
    tx.save_sheet(
        PrintSheet(
            id=None,
            session_id=session_id,
            sheet_number=sheet_number,
            certificate_id=certificate.id,
            status=SheetStatus.QUEUED,
        )
    )
    return _numbered(face, certificate.issue_number, session_id, sheet_number)


def _account(
    tx: Transaction,
    sheet: PrintSheet,
    spoiled: Sequence[int],
    missing: Sequence[int],
    today: date,
    reason: str,
) -> PrintSheet:
    certificate = tx.certificate(sheet.certificate_id)
    if sheet.sheet_number in spoiled:
        status, certificate = (
            SheetStatus.SPOILED,
            certificate.confirm_spoiled(today, reason or "印刷の書き損じ"),
        )
    elif sheet.sheet_number in missing:
        status, certificate = (
            SheetStatus.MISSING,
            certificate.confirm_missing(today, reason or "印刷時に行方不明"),
        )
    else:
        status, certificate = SheetStatus.GOOD, certificate.confirm_good(today)
    tx.save_certificate(certificate)
    return tx.save_sheet(sheet.to(status))
