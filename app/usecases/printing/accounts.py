"""The account of a print session: what a person found of every sheet that left for the printer."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from app.changes import Done
from app.domain.certificate import Certificate, CertificateOrigin, CertificateStatus
from app.domain.ids import PersonId, SessionId
from app.domain.issue_number import new_issue_number
from app.domain.print_session import Fault, PrintSheet, SheetStatus, doubtful, may_close
from app.errors import BadValue, NotAllowed, NotFound
from app.late import dataclass
from app.ports import Transaction
from app.usecases.asked import everyday
from app.usecases.counter.renewals import give_back
from app.usecases.done_on import check_done_on
from app.usecases.free_text import check_free_text


@everyday
def settle_stop(
    tx: Transaction,
    session_id: SessionId,
    *,
    last_good: int,
    answers: Mapping[int, Fault | None] | None = None,
    today: date,
    reason: str = "",
) -> Done:
    """After a jam: settle all that left behind the last good sheet, and queue what must come again.

    last_good: its 用紙通番; 0 when none was good. answers: what a person found of the doubtful
    ones (None: good after all); unanswered ones are taken as `doubtful` says. A sheet that is
    not good gets a new issue number and the same place in the stack; the old one is void, even
    if it comes out later. Sheets up to the last good one are still to be confirmed. A session that
    was cut off while leaving is known from here on: a person looked at the paper.
    """
    check_free_text(reason, "刷り直しの理由")
    session = tx.session(session_id)
    session.check_awaits_confirmation()
    sheets = tx.sheets(session_id)
    sent = [sheet.sheet_number for sheet in sheets if sheet.status is SheetStatus.SPOOLED]
    found: dict[int, Fault | None] = {**doubtful(sent, last_good, is_leaving=session.is_leaving)}
    for number, answer in (answers or {}).items():
        if number not in found:
            raise NotFound(f"用紙{number}は確かめる用紙にありません。番号を確かめてください。")
        found[number] = answer
    ends = {
        sheet: fault
        for sheet in in_sheet_order(sheets)
        if sheet.status is SheetStatus.SPOOLED and (fault := found.get(sheet.sheet_number)) is not None
    }
    again = [ended for ended in _account(tx, ends, today, reason) if ended.status is not SheetStatus.GOOD]
    _try_again(tx, again, today)
    if session.is_leaving:
        tx.save_session(session.looked_at())
    label = f"印刷作業{session_id}の紙づまりの処理"
    if not again:
        sentence = f"用紙{last_good}まで出ていると記録しました。続けて刷り上がりを確認してください。"
        return Done(sentence, label)
    spoiled = sum(sheet.status is SheetStatus.SPOILED for sheet in again)
    told = f"書き損じ{spoiled}枚を記録し、" if spoiled else ""
    return Done(f"{told}{len(again)}枚を新しい発行番号で刷り直します。", label)


@everyday
def confirm(
    tx: Transaction,
    session_id: SessionId,
    *,
    spoiled: Sequence[int] = (),
    missing: Sequence[int] = (),
    doubles: Sequence[int] = (),
    faults: Mapping[int, Fault] | None = None,
    counted: int | None = None,
    replaces: bool = False,
    today: date,
    reason: str = "",
) -> Done:
    """Account for every sheet sent: these are spoiled, these missing, the others good.

    Good sheets wait for their holders. The persons behind the others are due again, under a
    new issue number; with `replaces` their new sheets stand in this session at once, and the session
    stays open for them. Numbers are 用紙通番 within the session. doubles: sheets with which a blank
    one came. faults: more exact than spoiled and missing. counted: how many good sheets of this
    session somebody counted; refused when that is not what the account says.
    """
    check_free_text(reason, "書き損じの理由")
    session = tx.session(session_id)
    session.check_awaits_confirmation()
    session.check_handed_over()
    sheets = tx.sheets(session_id)
    found = _faults(spoiled, missing, doubles, faults or {})
    _check_sent(session_id, sheets, set(found))
    sent = [sheet for sheet in in_sheet_order(sheets) if sheet.status is SheetStatus.SPOOLED]
    ended = _account(tx, {sheet: found.get(sheet.sheet_number) for sheet in sent}, today, reason)
    bad = [sheet for sheet in ended if sheet.status is not SheetStatus.GOOD]
    account = [sheet for sheet in sheets if sheet.status is not SheetStatus.SPOOLED] + ended
    good = sum(sheet.status is SheetStatus.GOOD for sheet in account)
    if counted is not None and counted != good:
        raise BadValue(_does_not_add_up(good, counted))
    if replaces:
        account += _try_again(tx, bad, today)
    else:
        _give_back(tx, bad)
    if not any(sheet.status is SheetStatus.QUEUED for sheet in account):
        tx.save_session(session.close(account, today))
    return Done(_told(account, sheets, bad, replaces=replaces), f"印刷作業{session_id}の確認")


@everyday
def give_up_rest(tx: Transaction, session_id: SessionId, *, today: date) -> Done:
    """Print no more of a session: what has not left yet is cancelled, its people are due again.

    What was sent is still to be confirmed; where nothing is, the session ends.
    """
    session = tx.session(session_id)
    session.check_awaits_confirmation()
    sheets = tx.sheets(session_id)
    queued = [sheet for sheet in sheets if sheet.status is SheetStatus.QUEUED]
    ended = _account(tx, dict.fromkeys(queued, Fault.NOT_OUT), today, "")
    _give_back(tx, ended)
    account = [sheet for sheet in sheets if sheet.status is not SheetStatus.QUEUED] + ended
    if may_close(account):
        tx.save_session(session.close(account, today))
    return Done(f"まだ送っていない{len(ended)}枚の印刷をやめました。", f"印刷作業{session_id}の残りの取消")


@everyday
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
    # The second try of a spoiled sheet has its number and may be good.
    spoiled = [sheet for sheet in sheets if sheet.sheet_number in wanted and sheet.awaits_shredding]
    others = sorted(wanted - {sheet.sheet_number for sheet in spoiled})
    if others:
        raise NotAllowed(f"用紙{others[0]}は裁断を待っていません。")
    tx.save_sheets([sheet.shred(on) for sheet in spoiled])
    return Done(f"書き損じ{len(wanted)}枚の裁断を記録しました。", f"書き損じの裁断 {len(wanted)}枚")


@everyday
def shred_all(tx: Transaction, wanted: Mapping[SessionId, Sequence[int]], *, on: date, today: date) -> Done:
    """Record that spoiled sheets of several runs were destroyed; all or none."""
    for session_id, sheet_numbers in wanted.items():
        shred(tx, session_id, sheet_numbers, on=on, today=today)
    count = sum(map(len, wanted.values()))
    return Done(f"書き損じ{count}枚の裁断を記録しました。", f"書き損じの裁断 {count}枚")


def in_sheet_order(sheets: Iterable[PrintSheet]) -> list[PrintSheet]:
    """Return sheets as they lie in the stack, a second try behind the first."""
    return sorted(sheets, key=lambda sheet: (sheet.sheet_number, sheet.attempt))


def _faults(
    spoiled: Sequence[int], missing: Sequence[int], doubles: Sequence[int], faults: Mapping[int, Fault]
) -> dict[int, Fault]:
    both = sorted(set(spoiled) & set(missing))
    if both:
        raise BadValue(f"用紙{both[0]}が書き損じと行方不明の両方にあります。どちらかにしてください。")
    return {
        **dict.fromkeys(doubles, Fault.DOUBLE_FEED),
        **dict.fromkeys(spoiled, Fault.DAMAGED),
        **dict.fromkeys(missing, Fault.NOT_FOUND),
        **faults,
    }


def _does_not_add_up(good: int, counted: int) -> str:
    least = f"良い用紙は{good}枚のはずですが、数えた枚数は{counted}枚です。"
    if counted < good:
        return f"{least}最後の用紙の番号を見て、足りない用紙を行方不明に入れてください。"
    return f"{least}白紙が重なっていないか、ほかの紙が混じっていないか確かめてください。"


def _told(
    account: Sequence[PrintSheet], sheets: Sequence[PrintSheet], bad: Sequence[PrintSheet], *, replaces: bool
) -> str:
    before = sum(sheet.status is SheetStatus.GOOD for sheet in sheets)
    good = sum(sheet.status is SheetStatus.GOOD for sheet in account) - before
    parts = [f"{good}枚を配付待ちにしました。"] if good or not bad else []
    to_shred = sum(sheet.awaits_shredding for sheet in bad)
    missing = sum(sheet.status is SheetStatus.MISSING for sheet in bad)
    if to_shred:
        parts.append(f"書き損じ{to_shred}枚は裁断するまで数えます。")
    if missing:
        parts.append(f"行方不明{missing}枚は封筒への混入を確かめてください。")
    if replaces and bad:
        parts.append(f"{len(bad)}枚を新しい発行番号で刷り直します。")
    return "".join(parts)


def _check_known(session_id: SessionId, sheets: Sequence[PrintSheet], numbers: set[int]) -> None:
    unknown = sorted(numbers - {sheet.sheet_number for sheet in sheets})
    if unknown:
        raise NotFound(f"印刷作業{session_id}に用紙{unknown[0]}はありません。番号を確かめてください。")


def _check_sent(session_id: SessionId, sheets: Sequence[PrintSheet], numbers: set[int]) -> None:
    _check_known(session_id, sheets, numbers)
    open_now = {sheet.sheet_number for sheet in sheets if sheet.status is SheetStatus.SPOOLED}
    settled = sorted(numbers - open_now)
    if settled:
        raise NotAllowed(f"用紙{settled[0]}は確認待ちではありません。番号を確かめてください。")


@dataclass(frozen=True, slots=True)
class NewSheet:
    """A sheet to be made: for whom, until when it is valid, and its place in the stack.

    dated_on: the 交付年月日 that the society named for it, if it did.
    """

    person_id: PersonId
    expires_on: date | None
    sheet_number: int
    attempt: int = 1
    dated_on: date | None = None


def add_sheets(
    tx: Transaction, session_id: SessionId, wanted: Sequence[NewSheet], *, issued_on: date
) -> list[tuple[PrintSheet, Certificate]]:
    """Put new sheets into a session, each with an issue number no sheet ever had."""
    certificates = tx.save_certificates(
        [
            Certificate(
                id=None,
                person_id=new.person_id,
                issue_number=issue_number,
                status=CertificateStatus.PLANNED,
                origin=CertificateOrigin.PRINTED,
                issued_on=issued_on,
                expires_on=new.expires_on,
                session_id=session_id,
                sheet_number=new.sheet_number,
                dated_on=new.dated_on,
            )
            for new, issue_number in zip(wanted, _unused_numbers(tx, len(wanted)), strict=True)
        ]
    )
    made = []
    for new, certificate in zip(wanted, certificates, strict=True):
        assert certificate.id is not None
        sheet = PrintSheet(
            id=None,
            session_id=session_id,
            sheet_number=new.sheet_number,
            certificate_id=certificate.id,
            status=SheetStatus.QUEUED,
            attempt=new.attempt,
        )
        made.append((sheet, certificate))
    tx.save_sheets([sheet for sheet, _ in made])
    return made


def _unused_numbers(tx: Transaction, count: int) -> list[str]:
    found: set[str] = set()
    while len(found) < count:
        drawn = {new_issue_number() for _ in range(count - len(found))}
        found |= drawn - tx.issue_numbers_used(sorted(drawn))
    return list(found)


def _account(
    tx: Transaction, ends: Mapping[PrintSheet, Fault | None], today: date, reason: str
) -> list[PrintSheet]:
    """End sheets and their certificates as a person found them; None: good. Return them ended."""
    papers = tx.certificates([sheet.certificate_id for sheet in ends])
    ended = [sheet.end(fault) for sheet, fault in ends.items()]
    tx.save_certificates(
        [_ended(paper, sheet.status, today, reason) for paper, sheet in zip(papers, ended, strict=True)]
    )
    tx.save_sheets(ended)
    return ended


def _ended(certificate: Certificate, status: SheetStatus, today: date, reason: str) -> Certificate:
    match status:
        case SheetStatus.GOOD:
            return certificate.confirm_good(today)
        case SheetStatus.SPOILED:
            return certificate.confirm_spoiled(today, reason or "印刷の書き損じ")
        case SheetStatus.MISSING:
            return certificate.confirm_missing(today, reason or "印刷時に行方不明")
        case _:
            return certificate.cancel(today)


def _try_again(tx: Transaction, ended: Sequence[PrintSheet], today: date) -> list[PrintSheet]:
    """Put a new sheet, with a new issue number, in the place of each that came to nothing."""
    if not ended:
        return []
    olds = tx.certificates([sheet.certificate_id for sheet in ended])
    wanted = [
        NewSheet(old.person_id, old.expires_on, sheet.sheet_number, sheet.attempt + 1, old.dated_on)
        for sheet, old in zip(ended, olds, strict=True)
    ]
    return [sheet for sheet, _ in add_sheets(tx, ended[0].session_id, wanted, issued_on=today)]


def _give_back(tx: Transaction, ended: Sequence[PrintSheet]) -> None:
    """Let the older sheets count again which these were to renew."""
    for certificate in tx.certificates([sheet.certificate_id for sheet in ended]):
        give_back(tx, certificate.person_id)
