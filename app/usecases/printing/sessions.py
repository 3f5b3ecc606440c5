"""One print session from choosing people to an accounted stack of sheets."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from app.changes import Done
from app.domain.certificate import Certificate
from app.domain.cover import covered
from app.domain.eligibility import has_working_card
from app.domain.genuine import SheetStanding, check_counts, check_signed, standing
from app.domain.ids import PersonId, SessionId
from app.domain.insured_number import check_insurer_number, printed_number
from app.domain.person import Person, PersonKind, Sex
from app.domain.print_note import PrintNote
from app.domain.print_session import (
    PrintSession,
    PrintSheet,
    SessionStatus,
    SheetStatus,
    sheet_label,
)
from app.domain.printed_facts import shows_copay
from app.domain.renewal import can_renew
from app.domain.rules import GenuineBy, SocietyRules
from app.domain.society import Society
from app.errors import NotAllowed
from app.late import dataclass
from app.ports import Reading, Transaction
from app.printing.values import CertificateFace, Refusal, Substitutions
from app.usecases.asked import everyday
from app.usecases.counter.renewals import give_back, make_way
from app.usecases.people.name_substitutes import substitutions
from app.usecases.people.print_notes import outdated_limit
from app.usecases.printing.accounts import NewSheet, add_sheets, give_up_rest, in_sheet_order
from app.usecases.printing.doubtful import doubtful_sheets, said_of
from app.usecases.printing.issue_day import check_issue_day
from app.usecases.printing.session_people import SessionPeople, drawable, refuse_undecided
from app.usecases.step_label import step_label

_SEX_TEXT = {Sex.MALE: "男", Sex.FEMALE: "女", Sex.UNSET: ""}


@dataclass(frozen=True, slots=True)
class PlannedSession(Done):
    """What planning brought: sheets to draw, and persons refused.

    session_id is None when every sheet was refused. doubtful: who gets a sheet that may lack something.
    """

    session_id: SessionId | None = None
    faces: tuple[CertificateFace, ...] = ()
    refused: tuple[Refusal, ...] = ()
    doubtful: tuple[Refusal, ...] = ()


@dataclass(frozen=True, slots=True)
class WaitingSession:
    """What a session still has to print, and all that drawing it needs.

    sheets: exactly as planned, in the order of the stack. substitutions: for the characters of
    their names. layout: the form, as the society's settings hold it.
    """

    sheets: tuple[tuple[PersonId, CertificateFace], ...]
    substitutions: Substitutions
    layout: str

    @property
    def faces(self) -> tuple[CertificateFace, ...]:
        """What the sheets show."""
        return tuple(face for _, face in self.sheets)


@everyday
def plan_session(
    tx: Transaction,
    person_ids: Sequence[PersonId],
    *,
    today: date,
    issued_on: date | None = None,
    layout: str | None = None,
    is_drawn: bool = True,
    is_decided: bool = False,
    is_signed: bool = False,
) -> PlannedSession:
    """Begin a print session for these persons, in the order given.

    A person who may not get a sheet, or whose sheet cannot be drawn exactly as filed, is
    refused by name and left out; the others get an issue number and a sheet number each. A sheet
    still with its holder makes way where a later 有効期限 is known. issued_on: as the society told it for all
    to whom its list gave none. layout: another form than the society's settings say. is_drawn: false
    for the past sessions of the sample office, whose paper nobody draws, so that they are the same on every
    machine. is_decided: while somebody waits for a decision about a character, nothing is planned: who can
    be helped now comes into the same session. is_signed: just these people stand so in a 発行データ.
    """
    society = tx.society()
    rules = tx.rules_at(today)
    check_counts(society, rules)
    check_signed(rules, is_signed=is_signed)
    check_insurer_number(society.insurer_number, rules.insurer_kind)
    form = society.layout if layout is None else layout
    faces, refused, renewed = _faces(tx, person_ids, society, today, issued_on)
    check_issue_day(faces, standing(society, rules), issued_on, today)
    if is_drawn:
        faces, undrawable = drawable(tx, faces, form)
        refused += undrawable
    if is_decided:
        refuse_undecided(refused)
    if not faces:
        return PlannedSession(_nobody(refused), "印刷の準備", refused=tuple(refused))

    # Asked first: then who has no sheet yet is known.
    doubtful = doubtful_sheets(tx, [person for person, _ in faces], rules, form, today=today)
    session = tx.save_session(PrintSession(id=None, status=SessionStatus.PLANNED, made_on=today))
    assert session.id is not None
    wanted = []
    for number, (person, face) in enumerate(faces, start=1):
        assert person.id is not None
        if person.id in renewed:
            make_way(tx, person, renewed[person.id], today=today)
        wanted.append(NewSheet(person.id, face.expires_on, number, dated_on=person.issued_on or issued_on))
    made = add_sheets(tx, session.id, wanted, issued_on=today)
    numbered = tuple(
        _numbered(face, certificate.issue_number, sheet)
        for (_, face), (sheet, certificate) in zip(faces, made, strict=True)
    )
    return PlannedSession(
        f"{len(numbered)}枚の印刷を準備しました。{said_of(doubtful)}",
        step_label(tx, "印刷の準備", [new.person_id for new in wanted], f"{len(numbered)}枚"),
        session_id=session.id,
        faces=numbered,
        refused=tuple(refused),
        doubtful=tuple(doubtful),
    )


def refusals(tx: Reading, person_ids: Sequence[PersonId], *, today: date) -> list[Refusal]:
    """Return who of these may not get a sheet, or whose sheet cannot be drawn; nothing is stored."""
    society = tx.society()
    faces, refused, _ = _faces(tx, person_ids, society, today)
    return refused + drawable(tx, faces, society.layout)[1]


def faces_to_plan(tx: Reading, person_ids: Sequence[PersonId], *, today: date) -> WaitingSession:
    """Return what a session for these persons would draw; nothing is stored.

    Whoever checks it in a worker first has planned in a moment.
    """
    society = tx.society()
    faces, _, _ = _faces(tx, person_ids, society, today)
    sheets = tuple((person.id, face) for person, face in faces if person.id is not None)
    return WaitingSession(sheets, substitutions(tx, [person for person, _ in faces]), society.layout)


def waiting_session(tx: Reading, session_id: SessionId, *, today: date) -> WaitingSession:
    """Return the sheets of a session that have not left yet, exactly as they were planned.

    Raises NotAllowed by name when somebody may no longer get one: the session waited too long. So it does
    where the sheets would only be tries by now.
    """
    society = tx.society()
    rules = tx.rules_at(today)
    check_counts(society, rules)
    sheets = [s for s in in_sheet_order(tx.sheets(session_id)) if s.status is SheetStatus.QUEUED]
    certificates = tx.certificates([sheet.certificate_id for sheet in sheets])
    people = SessionPeople(tx, [certificate.person_id for certificate in certificates])
    waiting = []
    for sheet, certificate in zip(sheets, certificates, strict=True):
        person = people.person(certificate.person_id)
        insured = people.insured_of(person)
        assert certificate.issued_on_sheet is not None
        _check_still_due(person, insured, certificate, rules, today)
        # As planned: what the society told since then is for the next sheet.
        planned = replace(
            person, certificate_expires_on=certificate.expires_on or person.certificate_expires_on
        )
        note = people.note_of(certificate.person_id)
        face = _face(planned, insured, note, society, rules, certificate.issued_on_sheet)
        waiting.append((certificate.person_id, _numbered(face, certificate.issue_number, sheet)))
    holders = [people.person(person_id) for person_id, _ in waiting]
    return WaitingSession(tuple(waiting), substitutions(tx, holders), society.layout)


@everyday
def begin_output(
    tx: Transaction, session_id: SessionId, sheet_numbers: Sequence[int] | None = None, *, printer: str = ""
) -> Done:
    """Note that sheets are about to leave for a printer (its queue) or a PDF file; None: all.

    This comes before the pages are handed over, so that whatever is cut off in between, no
    sheet can be on paper that counts as not sent. It never makes a sheet "printed": a person
    confirms that, and not before note_handed_over or a look at the paper (settle_stop). It
    cannot be undone.
    """
    tx.save_session(tx.session(session_id).spool(printer))
    wanted = None if sheet_numbers is None else set(sheet_numbers)
    sent = [
        sheet.to(SheetStatus.SPOOLED)
        for sheet in tx.sheets(session_id)
        if sheet.status is SheetStatus.QUEUED and (wanted is None or sheet.sheet_number in wanted)
    ]
    tx.save_sheets(sent)
    return Done(
        f"印刷作業{session_id}の{len(sent)}枚を出力します。", f"印刷作業{session_id}の出力 {len(sent)}枚"
    )


@everyday
def take_back(tx: Transaction, session_id: SessionId, sheet_numbers: Sequence[int]) -> Done:
    """Note that the printer or the disk surely took nothing: these sheets wait again."""
    wanted = set(sheet_numbers)
    tx.save_sheets(
        [
            replace(sheet, status=SheetStatus.QUEUED)
            for sheet in tx.sheets(session_id)
            if sheet.status is SheetStatus.SPOOLED and sheet.sheet_number in wanted
        ]
    )
    tx.save_session(tx.session(session_id).take_back(tx.sheets(session_id)))
    return Done(
        f"印刷作業{session_id}の{len(wanted)}枚は出力されていません。", f"印刷作業{session_id}の出力の取消"
    )


@everyday
def note_handed_over(tx: Transaction, session_id: SessionId, *, job: str = "") -> Done:
    """Note that the queue took the pages, or that the file is whole; job: its name, to cancel it by."""
    tx.save_session(tx.session(session_id).handed_over(job))
    return Done(
        f"印刷作業{session_id}を出力しました。用紙を確かめてください。", f"印刷作業{session_id}の受け渡し"
    )


@everyday
def mark_spooled(
    tx: Transaction, session_id: SessionId, sheet_numbers: Sequence[int] | None = None, *, printer: str = ""
) -> Done:
    """Note that pages (None: all) left for a printer (its queue) or, without one, into a PDF file."""
    begin_output(tx, session_id, sheet_numbers, printer=printer)
    return note_handed_over(tx, session_id)


@everyday
def cancel(tx: Transaction, session_id: SessionId, *, today: date) -> Done:
    """Give up a session of which nothing left for a printer; its issue numbers are never reused."""
    tx.save_session(tx.session(session_id).cancel(today))
    sheets = tx.sheets(session_id)
    certificates = tx.certificates([sheet.certificate_id for sheet in sheets])
    tx.save_sheets([sheet.to(SheetStatus.CANCELLED) for sheet in sheets])
    tx.save_certificates([certificate.cancel(today) for certificate in certificates])
    for certificate in certificates:
        give_back(tx, certificate.person_id)
    return Done(f"印刷作業{session_id}を取り消しました。", f"印刷作業{session_id}の取消")


@everyday
def stop(tx: Transaction, session_id: SessionId, *, today: date) -> Done:
    """Print no more of a session: cancel it where nothing left yet, else give up the rest."""
    is_planned = tx.session(session_id).status is SessionStatus.PLANNED
    return (cancel if is_planned else give_up_rest)(tx, session_id, today=today)


def _nobody(refused: Sequence[Refusal]) -> str:
    """Say that there is nobody to print for, with the reason of the first."""
    told = "印刷できる方がいません。"
    if not refused:
        return told
    others = f"ほか{len(refused) - 1}名も印刷できません。" if len(refused) > 1 else ""
    return f"{told}{refused[0].name} さん: {refused[0].reason}。{others}"


def _check_still_due(
    person: Person, insured: Person | None, certificate: Certificate, rules: SocietyRules, today: date
) -> None:
    is_over = certificate.expires_on is not None and certificate.expires_on < today
    is_due = covered(person, insured, today) and not has_working_card(person, rules.card_grace_months, today)
    if is_over or not is_due:
        raise NotAllowed(
            f"{person.name} さんは準備のあとで交付の対象でなくなりました。"
            "準備を取り消して、もう一度準備してください。"
        )


def _faces(
    tx: Reading,
    person_ids: Sequence[PersonId],
    society: Society,
    today: date,
    issued_on: date | None = None,
) -> tuple[list[tuple[Person, CertificateFace]], list[Refusal], dict[PersonId, Certificate]]:
    """Return who may get a sheet and what it shows, who may not, and the sheets that make way."""
    wanted = list(dict.fromkeys(person_ids))
    rules = tx.rules_at(today)
    people = SessionPeople(tx, wanted)
    live = {paper.person_id: paper for paper in tx.certificates_of_all(wanted) if paper.is_live}
    faces: list[tuple[Person, CertificateFace]] = []
    refused: list[Refusal] = []
    renewed: dict[PersonId, Certificate] = {}
    for person_id in wanted:
        person = people.person(person_id)
        insured, held = people.insured_of(person), live.get(person_id)
        reason = _why_not(person, insured, held, rules, today)
        if reason is None:
            dated_on = person.issued_on or issued_on or today
            face = _face(person, insured, people.note_of(person_id), society, rules, dated_on)
            reason = outdated_limit(face.limit_category, person, today, rules)
        if reason is not None:
            refused.append(Refusal(person.key, person.name, reason))
            continue
        if held is not None:
            renewed[person_id] = held
        faces.append((person, face))
    return faces, refused, renewed


def _why_not(
    person: Person, insured: Person | None, held: Certificate | None, rules: SocietyRules, today: date
) -> str | None:
    """Why this person gets no sheet today; None when one may be printed. held: the live one."""
    if not covered(person, insured, today):
        return "資格がないため印刷できません"
    if has_working_card(person, rules.card_grace_months, today):
        return (
            "マイナ保険証が登録済みのため交付の対象ではありません。"
            "カードの紛失・更新中などで健保が交付を決めた方は、先にその状況を記録してください"
        )
    if person.certificate_expires_on is None:
        return "健保から有効期限が届いていません。健保の一覧を取り込んでください"
    if person.certificate_expires_on < today:
        return "有効期限が過ぎています。健保の新しい一覧を取り込んでください"
    if person.kind is PersonKind.DEPENDANT and insured is None:
        return "被保険者が名簿にありません。名簿を確かめてください"
    if held is not None and not can_renew(person, held, today):
        return f"有効な証(発行番号 {held.issue_number})がすでにあります"
    return None


def _face(
    person: Person,
    insured: Person | None,
    note: PrintNote,
    society: Society,
    rules: SocietyRules,
    issued_on: date,
) -> CertificateFace:
    assert person.certificate_expires_on is not None
    has_copay = shows_copay(rules)
    return CertificateFace(
        person_key=person.key,
        kind=person.kind,
        symbol=printed_number(person.symbol, rules.number_digits),
        number=printed_number(person.number, rules.number_digits),
        branch_number=person.branch_number,
        name=person.name,
        registry_name=note.registry_name,
        former_surname=note.former_surname,
        sex_text=_SEX_TEXT[person.sex] if person.sex_on_front else "裏面参照",
        registry_sex_text=_SEX_TEXT[person.sex],
        born_on=person.born_on,
        qualified_on=person.qualified_on,
        insured_name=insured.name if insured is not None else "",
        copay_rate=person.copay_rate if has_copay else None,
        copay_from=person.copay_from if has_copay else None,
        expires_on=person.certificate_expires_on,
        limit_category=note.limit_category,
        issued_on=issued_on,
        insurer_number=society.insurer_number,
        insurer_name=society.name,
        insurer_address=society.address,
        seal_png=society.seal_png,
        issue_number="",
        sheet_label="",
        is_specimen=standing(society, rules) is not SheetStanding.GENUINE,
        is_preprinted=rules.genuine_by is GenuineBy.PREPRINTED,
        unused_mark=rules.unused_mark,
        kana=person.kana,
        disease_mark=note.disease_mark,
        disease_from=note.disease_from,
    )


def _numbered(face: CertificateFace, issue_number: str, sheet: PrintSheet) -> CertificateFace:
    label = sheet_label(sheet.session_id, sheet.sheet_number, sheet.attempt)
    return replace(face, issue_number=issue_number, sheet_label=label)
