"""The account of a print run: what a person found of every sheet that left for the printer."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from app.changes import Changes, Done
from app.domain.certificate import Certificate, CertificateOrigin, CertificateStatus
from app.domain.ids import SessionId
from app.domain.my_number import refuse_my_number
from app.domain.print_session import Fault, PrintSheet, SheetStatus, doubtful, may_close
from app.errors import BadValue, NotAllowed, NotFound
from app.ports import Transaction
from app.usecases.certificates import unused_issue_number
from app.usecases.done_on import check_done_on


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
    if it comes out later. Sheets up to the last good one are still to be confirmed.
    """
    refuse_my_number(reason, "刷り直しの理由")
    session = tx.session(session_id)
    session.check_awaits_confirmation()
    sheets = tx.sheets(session_id)
    sent = [sheet.sheet_number for sheet in sheets if sheet.status is SheetStatus.SPOOLED]
    found: dict[int, Fault | None] = {**doubtful(sent, last_good)}
    for number, answer in (answers or {}).items():
        if number not in found:
            raise NotFound(f"用紙{number}は確かめる用紙にありません。番号を確かめてください。")
        found[number] = answer
    again = []
    for sheet in in_sheet_order(sheets):
        fault = found.get(sheet.sheet_number)
        if sheet.status is not SheetStatus.SPOOLED or fault is None:
            continue
        ended = _account(tx, sheet, fault, today, reason)
        if ended.status is not SheetStatus.GOOD:
            again.append(ended)
    for ended in again:
        _try_again(tx, ended, today)
    spoiled = sum(sheet.status is SheetStatus.SPOILED for sheet in again)
    told = f"書き損じ{spoiled}枚を記録し、" if spoiled else ""
    return Done(
        Changes.PRINTING | Changes.CERTIFICATES, f"{told}{len(again)}枚を新しい発行番号で刷り直します。"
    )


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
    new issue number; with `replaces` their new sheets stand in this run at once, and the run
    stays open for them. Numbers are 用紙通番 within the run. doubles: sheets with which a blank
    one came. faults: more exact than spoiled and missing. counted: how many good sheets of this
    run somebody counted; refused when that is not what the account says.
    """
    refuse_my_number(reason, "書き損じの理由")
    session = tx.session(session_id)
    session.check_awaits_confirmation()
    sheets = tx.sheets(session_id)
    found = _faults(spoiled, missing, doubles, faults or {})
    _check_sent(session_id, sheets, set(found))
    account, bad = [], []
    for sheet in in_sheet_order(sheets):
        ended = sheet
        if sheet.status is SheetStatus.SPOOLED:
            ended = _account(tx, sheet, found.get(sheet.sheet_number), today, reason)
            if ended.status is not SheetStatus.GOOD:
                bad.append(ended)
        account.append(ended)
    good = sum(sheet.status is SheetStatus.GOOD for sheet in account)
    if counted is not None and counted != good:
        raise BadValue(_does_not_add_up(good, counted))
    if replaces:
        account += [_try_again(tx, sheet, today) for sheet in bad]
    if not any(sheet.status is SheetStatus.QUEUED for sheet in account):
        tx.save_session(session.close(account, today))
    return Done(Changes.PRINTING | Changes.CERTIFICATES, _told(account, sheets, bad, replaces=replaces))


def give_up_rest(tx: Transaction, session_id: SessionId, *, today: date) -> Done:
    """Print no more of a run: what has not left yet is cancelled, its people are due again.

    What was sent is still to be confirmed; where nothing is, the run ends.
    """
    session = tx.session(session_id)
    session.check_awaits_confirmation()
    sheets, given_up = [], 0
    for sheet in tx.sheets(session_id):
        if sheet.status is SheetStatus.QUEUED:
            sheets.append(_account(tx, sheet, Fault.NOT_OUT, today, ""))
            given_up += 1
        else:
            sheets.append(sheet)
    if may_close(sheets):
        tx.save_session(session.close(sheets, today))
    return Done(Changes.PRINTING | Changes.CERTIFICATES, f"まだ送っていない{given_up}枚の印刷をやめました。")


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


def _account(tx: Transaction, sheet: PrintSheet, fault: Fault | None, today: date, reason: str) -> PrintSheet:
    """End a sheet and its certificate as a person found them."""
    ended = sheet.end(fault)
    certificate = tx.certificate(sheet.certificate_id)
    match ended.status:
        case SheetStatus.GOOD:
            certificate = certificate.confirm_good(today)
        case SheetStatus.SPOILED:
            certificate = certificate.confirm_spoiled(today, reason or "印刷の書き損じ")
        case SheetStatus.MISSING:
            certificate = certificate.confirm_missing(today, reason or "印刷時に行方不明")
        case _:
            certificate = certificate.cancel(today)
    tx.save_certificate(certificate)
    return tx.save_sheet(ended)


def _try_again(tx: Transaction, ended: PrintSheet, today: date) -> PrintSheet:
    """Put a new sheet, with a new issue number, in the place of one that came to nothing."""
    old = tx.certificate(ended.certificate_id)
    new = tx.save_certificate(
        Certificate(
            id=None,
            person_id=old.person_id,
            issue_number=unused_issue_number(tx),
            status=CertificateStatus.PLANNED,
            origin=CertificateOrigin.PRINTED,
            issued_on=today,
            expires_on=old.expires_on,
            session_id=ended.session_id,
            sheet_number=ended.sheet_number,
        )
    )
    assert new.id is not None
    return tx.save_sheet(
        PrintSheet(
            id=None,
            session_id=ended.session_id,
            sheet_number=ended.sheet_number,
            certificate_id=new.id,
            status=SheetStatus.QUEUED,
            attempt=ended.attempt + 1,
        )
    )
