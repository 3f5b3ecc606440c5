"""誤交付: a paper went to the wrong person. The record, its steps, and who could be mistaken for whom.

Source: docs/rules.md, "Wrong person".
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date
from enum import StrEnum

from app.changes import Done
from app.domain import typed
from app.domain.certificate import Certificate, CertificateOrigin, CertificateStatus
from app.domain.ids import CertificateId, MisdeliveryId, PersonId
from app.domain.misdelivery import Misdelivery
from app.domain.missing import Missing
from app.domain.person import PersonKind, household_key
from app.domain.renewal import is_renewed
from app.domain.wareki import wareki
from app.errors import BadValue, NotAllowed
from app.late import dataclass
from app.ports import Queries, Transaction
from app.rows import PersonRow
from app.usecases.asked import everyday, over_the_counter
from app.usecases.done_on import check_done_on
from app.usecases.free_text import check_free_text
from app.usecases.step_label import household_label, step_label
from app.words import label, said

# The list of the day only reads the open cases: what records the steps is loaded where one is recorded.

S = CertificateStatus


class CaseStep(StrEnum):
    """What is done about a misdelivery, in the order in which it is best done."""

    RECOVERED = "recovered"
    TOLD = "told"
    REPORTED = "reported"


_WITH_SOMEBODY = frozenset({S.HANDED_OUT, S.SUPERSEDED})
"""While a sheet is in these states, it is still to be brought back from the wrong person."""

_NEVER_OUT = frozenset({S.PLANNED, S.PRINTED, S.SPOILED, S.CANCELLED, S.NEVER_ISSUED, S.SELF_DISPOSED})
"""Sheets that cannot have gone to anybody by mistake."""

_BACK = frozenset({S.COLLECTED, S.FORWARDED})


@dataclass(frozen=True, slots=True)
class CaseRow:
    """One misdelivery that is not settled.

    issue_number, status: of the sheet now. given_to: empty where nobody of the roster got it.
    steps_left: in the order of CaseStep. days: since it came to light.
    """

    misdelivery: Misdelivery
    issue_number: str
    status: CertificateStatus
    key: str
    name: str
    office: str
    given_to: str
    steps_left: tuple[CaseStep, ...]
    days: int

    @property
    def sentence(self) -> str:
        """What is still to be done."""
        left = "、".join(label(step) for step in self.steps_left)
        return f"{self.name} さんの証(発行番号 {self.issue_number})の誤交付。残り: {left}"


@everyday
def report(
    tx: Transaction,
    certificate_id: CertificateId,
    *,
    given_to: PersonId | None,
    given_on: date,
    noticed_on: date,
    note: str,
    recovered: bool,
    today: date,
) -> Done:
    """Record that a sheet went to the wrong person.

    given_to: None for nobody of the roster; the note then says who. Recovered, a sheet that is
    good waits for its holder again, a void one goes to the society. Not recovered, it counts as
    out: a sheet that was thought to lie in the drawer is then no longer there. One that renews
    another then has no 配付日, as the other is not exchanged yet; its holder gave no 受領印 for any.
    """
    check_done_on(noticed_on, today)
    check_free_text(note, "誤交付のメモ")
    sheet = tx.certificate(certificate_id)
    holder = tx.person(sheet.person_id)
    _check_report(tx, sheet, given_to, given_on, noticed_on, note, recovered=recovered)
    tx.save_misdelivery(
        Misdelivery(
            id=None,
            certificate_id=certificate_id,
            person_id=sheet.person_id,
            given_to=given_to,
            given_on=given_on,
            noticed_on=noticed_on,
            recovered_on=noticed_on if recovered else None,
            note=note.strip(),
        )
    )
    if not recovered:
        out = sheet.hand_out(given_on, receipt=False) if sheet.status is S.READY else sheet
        if _renews(tx, out):
            # Its holder has not got it: the old sheet is used until this one is handed out for good.
            out = replace(out, handed_out_on=None)
        out = replace(out, receipt=False)
        if out != sheet:
            tx.save_certificate(out)
        return Done(
            f"{holder.name} さんの証の誤交付を記録しました。まず証を取り戻し、本人へ連絡し、責任者と健保へ"
            "報告してください。戻らないときは紛失として記録し、新しい番号で再交付します。",
            f"誤交付 {holder.name}",
        )
    now = _take_in(tx, sheet, noticed_on)
    return Done(
        f"{holder.name} さんの証の誤交付を記録しました。{_where(now)}"
        f"本人へ連絡し、責任者と健保へ報告してください。{_and_then(now)}",
        f"誤交付 {holder.name}",
    )


@everyday
def settle(tx: Transaction, misdelivery_id: MisdeliveryId, step: CaseStep, *, on: date, today: date) -> Done:
    """Record that a step was done; each once, in any order, not before the case came to light."""
    check_done_on(on, today)
    case = tx.misdelivery(misdelivery_id)
    if on < case.noticed_on:
        raise BadValue(f"誤交付に気づいた日 {wareki(case.noticed_on)} より前です。日付を直してください。")
    done = {
        CaseStep.RECOVERED: case.recovered_on,
        CaseStep.TOLD: case.told_on,
        CaseStep.REPORTED: case.reported_on,
    }[step]
    if done is not None:
        raise NotAllowed(f"{said(step, 'done')}は {wareki(done)} に記録してあります。")
    now = tx.certificate(case.certificate_id)
    where = ""
    if step is CaseStep.RECOVERED:
        now = _take_in(tx, now, on)
        where = _where(now)
        case = replace(case, recovered_on=on)
    elif step is CaseStep.TOLD:
        case = replace(case, told_on=on)
    else:
        case = replace(case, reported_on=on)
    tx.save_misdelivery(case)
    left = steps_left(case, now)
    then = f"残り: {'、'.join(label(s) for s in left)}。" if left else _all_done(now)
    further = f"{where}{then}"
    called = step_label(tx, "誤交付の対応", [case.person_id])
    return Done(f"{said(step, 'done')}を記録しました。{further}", called, further)


@over_the_counter
def take_back(
    tx: Transaction,
    present: Sequence[CertificateId],
    missing: Sequence[Missing] = (),
    *,
    on: date,
    today: date,
) -> Done:
    """Take in what is on the counter: see households.take_back.

    Of a sheet that had been misdelivered it is recorded that it was recovered; a good one then waits
    for its holder and is not sent to the society.
    """
    found = {key: misdelivered(tx.misdeliveries_of(key), key) for key in dict.fromkeys(present)}
    astray = [case.id for case in found.values() if case is not None and case.id is not None]
    others = [key for key, case in found.items() if case is None]
    from app.usecases.counter import households

    if not astray:
        return households.take_back(tx, others, missing, on=on, today=today)
    steps = [settle(tx, case_id, CaseStep.RECOVERED, on=on, today=today) for case_id in astray]
    if others or missing:
        steps.append(households.take_back(tx, others, missing, on=on, today=today))
    sheets = tx.certificates([*found])
    called = household_label(tx, "回収", [sheet.person_id for sheet in sheets])
    more = "".join(done.sentence for done in steps[1:])
    return Done(f"{steps[0].sentence}{more}", called, f"{steps[0].further}{more}")


@over_the_counter
def collect(
    tx: Transaction,
    sheets: Sequence[CertificateId],
    unrecorded: Sequence[PersonId] = (),
    *,
    on: date,
    today: date,
) -> Done:
    """Take in papers of anybody: sheets, and what persons without a record here give back; all or none."""
    from app.usecases.counter import certificates

    people = list(dict.fromkeys(unrecorded))
    done = take_back(tx, sheets, on=on, today=today) if sheets or not people else None
    for person_id in people:
        done = certificates.collect_listed(tx, person_id, on=on, today=today)
    assert done is not None
    count = len(sheets) + len(people)
    if count == 1:
        return done
    holders = [*(sheet.person_id for sheet in tx.certificates(sheets)), *people]
    return Done(f"{count}枚を回収しました。", step_label(tx, "回収", holders, f"{count}枚"))


def misdelivered(cases: Iterable[Misdelivery], certificate_id: CertificateId | None) -> Misdelivery | None:
    """Return the case of a sheet that went to the wrong person and is not back; None if it is not so."""
    found = (c for c in cases if c.certificate_id == certificate_id and c.recovered_on is None)
    return next(found, None)


def steps_left(case: Misdelivery, sheet: Certificate) -> tuple[CaseStep, ...]:
    """Return what is still to be done; a sheet that is lost or came back need not be brought back."""
    left = []
    if case.recovered_on is None and sheet.status in _WITH_SOMEBODY:
        left.append(CaseStep.RECOVERED)
    if case.told_on is None:
        left.append(CaseStep.TOLD)
    if case.reported_on is None:
        left.append(CaseStep.REPORTED)
    return tuple(left)


def open_cases(queries: Queries, today: date) -> list[CaseRow]:
    """Return the misdeliveries about which something is still to be done, the oldest first."""
    found = []
    for known in reversed(queries.misdeliveries()):
        case = known.as_of(today)
        if case.is_settled or case.noticed_on > today:
            continue
        detail = queries.person_detail(case.person_id, today)
        sheet = next(c for c in detail.certificates if c.id == case.certificate_id)
        sheet = sheet.as_of(today) or sheet
        left = steps_left(case, sheet)
        if not left:
            continue
        wrong = None if case.given_to is None else queries.person_detail(case.given_to, today).person
        found.append(
            CaseRow(
                misdelivery=case,
                issue_number=sheet.issue_number,
                status=sheet.status,
                key=detail.person.key,
                name=detail.person.name,
                office=detail.office,
                given_to="" if wrong is None else wrong.name,
                steps_left=left,
                days=(today - case.noticed_on).days,
            )
        )
    return found


def astray(queries: Queries, on: date) -> set[CertificateId]:
    """Return the sheets that were with the wrong person at the end of that day: nobody received them."""
    known = (case.as_of(on) for case in queries.misdeliveries() if case.noticed_on <= on)
    return {case.certificate_id for case in known if case.recovered_on is None}


def namesakes_of(queries: Queries, person_id: PersonId, today: date) -> list[PersonRow]:
    """Return the covered members who could be mistaken for this person at the counter."""
    household = queries.person_detail(person_id, today).household
    mine = next(row for row in household if row.person_id == person_id)
    found = namesakes(of_surname(lambda surname: queries.person_rows(search=surname), mine, today), mine)
    return sorted(found, key=lambda r: (r.kana, r.key))


def of_surname(find: Callable[[str], Sequence[PersonRow]], person: PersonRow, today: date) -> list[PersonRow]:
    """Return the covered members with the surname as read or as written. find: members for a text.

    髙橋 and 高橋 are read alike; a foreign name may have no reading.
    """
    surnames = {_surname(person.kana), _surname(person.name)} - {""}
    rows = {row.person_id: row for surname in surnames for row in find(surname)}
    return [row for row in rows.values() if row.is_covered(today)]


def namesakes(rows: Sequence[PersonRow], person: PersonRow) -> list[PersonRow]:
    """Return those of the rows who could be mistaken for this person.

    The same surname, as written or as read, and either the same reading of the whole name or the
    same department. Nobody of the same household. Of a household only the employee stands for the
    department: a dependant's paper is handed to the employee. Who is read quite alike comes first.
    """
    home, reading = household_key(person.key), typed.kana(person.kana)
    found = [row for row in rows if household_key(row.key) != home and _is_mistakable(row, person)]
    return sorted(found, key=lambda row: typed.kana(row.kana) != reading)


def read_alike(row: PersonRow, person: PersonRow) -> bool:
    """Whether both are called the same, as read; without a reading as written."""
    if row.kana and person.kana:
        return typed.kana(row.kana) == typed.kana(person.kana)
    return typed.kana(row.name) == typed.kana(person.name)


def _is_mistakable(row: PersonRow, person: PersonRow) -> bool:
    written = _surname(row.name) == _surname(person.name)
    read = bool(person.kana) and typed.kana(_surname(row.kana)) == typed.kana(_surname(person.kana))
    if not written and not read:
        return False
    if person.kana and typed.kana(row.kana) == typed.kana(person.kana):
        return True
    place = (row.office_code, row.department)
    return (
        row.kind is PersonKind.INSURED
        and bool(row.department)
        and place == (person.office_code, person.department)
    )


def _check_report(
    tx: Transaction,
    sheet: Certificate,
    given_to: PersonId | None,
    given_on: date,
    noticed_on: date,
    note: str,
    *,
    recovered: bool,
) -> None:
    if given_to == sheet.person_id:
        raise BadValue("渡した相手が本人です。誤って受け取った方を選んでください。")
    if given_to is not None:
        tx.person(given_to)
    elif not note.strip():
        raise BadValue("渡した相手が名簿にない方のときは、だれに渡ったかをメモに入れてください。")
    if given_on > noticed_on:
        raise BadValue(
            f"誤って渡した日 {wareki(given_on)} が気づいた日 {wareki(noticed_on)} より後です。"
            "日付を直してください。"
        )
    made_on = sheet.ready_on or (sheet.issued_on if sheet.origin is CertificateOrigin.PRINTED else None)
    if made_on is not None and given_on < made_on:
        raise BadValue(f"この証ができたのは {wareki(made_on)} です。渡した日を確かめてください。")
    if sheet.status in _NEVER_OUT or (sheet.status in _BACK and not recovered):
        raise NotAllowed(f"発行番号 {sheet.issue_number} は{said(sheet.status, 'refusal')}。")
    assert sheet.id is not None
    if any(steps_left(case, sheet) for case in tx.misdeliveries_of(sheet.id)):
        raise NotAllowed("この証の誤交付はすでに記録してあります。その記録の続きを済ませてください。")


def _renews(tx: Transaction, sheet: Certificate) -> bool:
    """Whether a sheet takes the place of one that its holder has and that was about to expire."""
    others = tx.certificates_of(sheet.person_id)
    return sheet.status is S.HANDED_OUT and any(is_renewed(one) for one in others)


def _take_in(tx: Transaction, sheet: Certificate, on: date) -> Certificate:
    """Let a sheet that is back take its place: a good one waits for its holder, a void one goes back.

    One handed out before this program kept the account has no place in the drawer and stays as it is.
    """
    if sheet.status is S.HANDED_OUT and sheet.origin is CertificateOrigin.PRINTED:
        return tx.save_certificate(sheet.recover())
    if sheet.status in (S.SUPERSEDED, S.LOST, S.UNCOLLECTABLE):
        return tx.save_certificate(sheet.collect(on))
    return sheet


def _where(now: Certificate) -> str:
    if now.status is S.READY:
        return "証は事務所に戻り、配付待ちです。"
    if now.status is S.COLLECTED:
        return "証は無効のため回収済みにしました。健保へ返送してください。"
    return ""


def _and_then(now: Certificate) -> str:
    return "" if now.status in _BACK else "そのあと正しい方へ渡してください。"


def _all_done(now: Certificate) -> str:
    if now.status is S.READY:
        return "対応はすべて済みました。正しい方へ渡してください。"
    return "対応はすべて済みました。"


def _surname(name: str) -> str:
    """Return the part before the first blank; a name without one is taken whole."""
    return (name.split() or [""])[0]
