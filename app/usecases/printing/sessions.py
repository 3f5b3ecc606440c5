"""One print run from choosing people to an accounted stack of sheets."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from app.changes import Changes, Done
from app.domain.certificate import Certificate
from app.domain.eligibility import has_working_card, loss_of_cover
from app.domain.household import employee_of
from app.domain.ids import PersonId, SessionId
from app.domain.insured_number import check_insurer_number
from app.domain.person import Person, PersonKind, Sex, household_key
from app.domain.print_note import PrintNote
from app.domain.print_session import (
    PrintSession,
    PrintSheet,
    RunOrder,
    SessionStatus,
    SheetStatus,
    sheet_label,
)
from app.domain.rules import SocietyRules, read_rule_book
from app.domain.society import Society
from app.errors import NotAllowed
from app.ports import Transaction
from app.printing.values import Refusal, Substitutions
from app.rows import CertificateFace, PersonRow
from app.usecases.counter.renewals import can_renew, give_back, make_way
from app.usecases.people.name_substitutes import substitutions
from app.usecases.people.print_notes import outdated_limit
from app.usecases.printing.accounts import (
    NewSheet,
    add_sheets,
    confirm,
    give_up_rest,
    in_sheet_order,
    settle_stop,
    shred,
)

__all__ = [
    "PlannedRun",
    "WaitingRun",
    "begin_output",
    "cancel",
    "confirm",
    "faces_to_plan",
    "give_up_rest",
    "in_run_order",
    "mark_spooled",
    "note_handed_over",
    "plan_session",
    "settle_stop",
    "shred",
    "take_back",
    "waiting_run",
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


@dataclass(frozen=True, slots=True)
class WaitingRun:
    """What a run still has to print, and all that drawing it needs.

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


class _People:
    """The persons of a run with their households, read at once."""

    def __init__(self, tx: Transaction, person_ids: Sequence[PersonId]) -> None:
        members = tx.households_of(person_ids)
        households: dict[tuple[str, str], list[Person]] = {}
        for member in members:
            households.setdefault((member.symbol, member.number), []).append(member)
        self._employees = {home: employee_of(household) for home, household in households.items()}
        self._by_id = {member.id: member for member in members}
        self._notes = tx.print_notes_of(person_ids)
        self._tx = tx

    def person(self, person_id: PersonId) -> Person:
        """Return one of them; raises NotFound like the transaction."""
        return self._by_id.get(person_id) or self._tx.person(person_id)

    def note_of(self, person_id: PersonId) -> PrintNote:
        """Return what the sheet says beyond the roster; nothing for most."""
        return self._notes.get(person_id) or PrintNote(None, person_id)

    def insured_of(self, person: Person) -> Person | None:
        """Return the employee behind a dependant; None for an employee, or if none is stored."""
        if person.kind is PersonKind.INSURED:
            return None
        return self._employees.get((person.symbol, person.number))


def plan_session(
    tx: Transaction,
    person_ids: Sequence[PersonId],
    *,
    today: date,
    layout: str | None = None,
    is_drawn: bool = True,
) -> PlannedRun:
    """Begin a print run for these persons, in the order given.

    A person who may not get a sheet, or whose sheet cannot be drawn exactly as filed, is
    refused by name and left out; the others get an issue number and a sheet number each. A sheet
    still with its holder makes way where a later 有効期限 is known. layout: another form than
    the society's settings say. is_drawn: false for the past runs of the sample office, whose paper
    nobody draws, so that they are the same on every machine.
    """
    society = tx.society()
    check_insurer_number(society.insurer_number)
    faces, refused, renewed = _faces(tx, person_ids, society, today)
    if is_drawn:
        # ReportLab and the fonts are loaded on the first print, for a quick start.
        from app.printing.certificate.certificate import check_faces
        from app.printing.certificate.layout_file import chosen_layout

        undrawable = check_faces(
            [face for _, face in faces],
            chosen_layout(society.layout if layout is None else layout),
            substitutions=substitutions(tx, [person for person, _ in faces]),
        )
        refused += undrawable
        bad = {refusal.person_key for refusal in undrawable}
        faces = [(person, face) for person, face in faces if person.key not in bad]
    if not faces:
        sentence = "印刷できる方がいません。理由を確かめてください。"
        return PlannedRun(None, (), tuple(refused), Done(Changes.NONE, sentence))

    session = tx.save_session(PrintSession(id=None, status=SessionStatus.PLANNED, made_on=today))
    assert session.id is not None
    wanted = []
    for number, (person, face) in enumerate(faces, start=1):
        assert person.id is not None
        if person.id in renewed:
            make_way(tx, person, renewed[person.id], today=today)
        wanted.append(NewSheet(person.id, face.expires_on, number, dated_on=person.issued_on))
    made = add_sheets(tx, session.id, wanted, issued_on=today)
    numbered = tuple(
        _numbered(face, certificate.issue_number, sheet)
        for (_, face), (sheet, certificate) in zip(faces, made, strict=True)
    )
    done = Done(Changes.PRINTING | Changes.CERTIFICATES, f"{len(numbered)}枚の印刷を準備しました。")
    return PlannedRun(session.id, numbered, tuple(refused), done)


def faces_to_plan(tx: Transaction, person_ids: Sequence[PersonId], *, today: date) -> WaitingRun:
    """Return what a run for these persons would draw; nothing is stored.

    Whoever checks it in a worker first has planned in a moment.
    """
    society = tx.society()
    faces, _, _ = _faces(tx, person_ids, society, today)
    sheets = tuple((person.id, face) for person, face in faces if person.id is not None)
    return WaitingRun(sheets, substitutions(tx, [person for person, _ in faces]), society.layout)


def waiting_run(tx: Transaction, session_id: SessionId, *, today: date) -> WaitingRun:
    """Return the sheets of a run that have not left yet, exactly as they were planned.

    Raises NotAllowed by name when somebody may no longer get one: the run waited too long.
    """
    society = tx.society()
    rules = read_rule_book(society.rules_toml).at(today)
    sheets = [s for s in in_sheet_order(tx.sheets(session_id)) if s.status is SheetStatus.QUEUED]
    certificates = tx.certificates([sheet.certificate_id for sheet in sheets])
    people = _People(tx, [certificate.person_id for certificate in certificates])
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
        face = _face(planned, insured, note, society, certificate.issued_on_sheet)
        waiting.append((certificate.person_id, _numbered(face, certificate.issue_number, sheet)))
    holders = [people.person(person_id) for person_id, _ in waiting]
    return WaitingRun(tuple(waiting), substitutions(tx, holders), society.layout)


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
    return Done(Changes.PRINTING, f"印刷作業{session_id}の{len(sent)}枚を出力します。")


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
    return Done(Changes.PRINTING, f"印刷作業{session_id}の{len(wanted)}枚は出力されていません。")


def note_handed_over(tx: Transaction, session_id: SessionId, *, job: str = "") -> Done:
    """Note that the queue took the pages, or that the file is whole; job: its name, to cancel it by."""
    tx.save_session(tx.session(session_id).handed_over(job))
    return Done(Changes.PRINTING, f"印刷作業{session_id}を出力しました。用紙を確かめてください。")


def mark_spooled(
    tx: Transaction, session_id: SessionId, sheet_numbers: Sequence[int] | None = None, *, printer: str = ""
) -> Done:
    """Note that pages (None: all) left for a printer (its queue) or, without one, into a PDF file."""
    begin_output(tx, session_id, sheet_numbers, printer=printer)
    return note_handed_over(tx, session_id)


def cancel(tx: Transaction, session_id: SessionId, *, today: date) -> Done:
    """Give up a run of which nothing left for a printer; its issue numbers are never reused."""
    tx.save_session(tx.session(session_id).cancel(today))
    sheets = tx.sheets(session_id)
    certificates = tx.certificates([sheet.certificate_id for sheet in sheets])
    tx.save_sheets([sheet.to(SheetStatus.CANCELLED) for sheet in sheets])
    tx.save_certificates([certificate.cancel(today) for certificate in certificates])
    for certificate in certificates:
        give_back(tx, certificate.person_id)
    return Done(Changes.PRINTING | Changes.CERTIFICATES, f"印刷作業{session_id}を取り消しました。")


def in_run_order(rows: Sequence[PersonRow], order: RunOrder) -> list[PersonRow]:
    """Return people in the order in which their sheets are printed and handed out.

    ROUTE: office, department, kana, with a household together, for its sheets go into one hand.
    """
    if order is RunOrder.NUMBER:
        return sorted(rows, key=lambda row: (row.office_code, _by_number(row.key)))
    heads: dict[str, PersonRow] = {}
    for row in rows:
        home = household_key(row.key)
        if home not in heads or row.kind is PersonKind.INSURED:
            heads[home] = row

    def place(row: PersonRow) -> tuple[object, ...]:
        home = household_key(row.key)
        head = heads[home]
        return (head.office_code, head.department, head.kana, home, _by_number(row.key))

    return sorted(rows, key=place)


def _by_number(key: str) -> tuple[tuple[int, str], ...]:
    return tuple((len(part), part) for part in key.split("-"))


def _check_still_due(
    person: Person, insured: Person | None, certificate: Certificate, rules: SocietyRules, today: date
) -> None:
    is_over = loss_of_cover(person, insured).on <= today
    if certificate.expires_on is not None and certificate.expires_on < today:
        is_over = True
    if is_over or has_working_card(person, rules.card_grace_months, today):
        raise NotAllowed(
            f"{person.name} さんは準備のあとで交付の対象でなくなりました。"
            "準備を取り消して、もう一度準備してください。"
        )


def _faces(
    tx: Transaction, person_ids: Sequence[PersonId], society: Society, today: date
) -> tuple[list[tuple[Person, CertificateFace]], list[Refusal], dict[PersonId, Certificate]]:
    """Return who may get a sheet and what it shows, who may not, and the sheets that make way."""
    wanted = list(dict.fromkeys(person_ids))
    rules = read_rule_book(society.rules_toml).at(today)
    people = _People(tx, wanted)
    live = {paper.person_id: paper for paper in tx.certificates_of_all(wanted) if paper.is_live}
    faces: list[tuple[Person, CertificateFace]] = []
    refused: list[Refusal] = []
    renewed: dict[PersonId, Certificate] = {}
    for person_id in wanted:
        person = people.person(person_id)
        insured, held = people.insured_of(person), live.get(person_id)
        reason = _why_not(person, insured, held, rules, today)
        if reason is None:
            face = _face(person, insured, people.note_of(person_id), society, person.issued_on or today)
            reason = outdated_limit(face.limit_category, person, today)
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
    if not person.qualified_on <= today < loss_of_cover(person, insured).on:
        return "資格がないため印刷できません"
    if has_working_card(person, rules.card_grace_months, today):
        return "マイナ保険証が登録済みのため交付の対象ではありません"
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
    person: Person, insured: Person | None, note: PrintNote, society: Society, issued_on: date
) -> CertificateFace:
    assert person.certificate_expires_on is not None
    return CertificateFace(
        person_key=person.key,
        kind=person.kind,
        symbol=person.symbol,
        number=person.number,
        branch_number=person.branch_number,
        name=person.name,
        registry_name=note.registry_name,
        sex_text=_SEX_TEXT[person.sex] if person.sex_on_front else "裏面参照",
        registry_sex_text=_SEX_TEXT[person.sex],
        born_on=person.born_on,
        qualified_on=person.qualified_on,
        insured_name=insured.name if insured is not None else "",
        copay_rate=person.copay_rate,
        copay_from=person.copay_from,
        expires_on=person.certificate_expires_on,
        limit_category=note.limit_category,
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
