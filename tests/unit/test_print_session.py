"""A print session closes only when every sheet is accounted for."""

from datetime import date
from itertools import product

import pytest

from app.domain.ids import CertificateId, SessionId, SheetId
from app.domain.print_session import (
    Fault,
    PrintSession,
    PrintSheet,
    SessionStatus,
    SheetStatus,
    doubtful,
    may_close,
    sheet_label,
)
from app.errors import BadValue, NotAllowed

DAY = date(2026, 11, 23)
ENDS = (SheetStatus.GOOD, SheetStatus.SPOILED, SheetStatus.MISSING, SheetStatus.CANCELLED)


def sheet(status: SheetStatus, number: int = 1) -> PrintSheet:
    return PrintSheet(SheetId(number), SessionId(1), number, CertificateId(number), status)


@pytest.mark.parametrize("pair", list(product(SheetStatus, repeat=2)))
def test_closes_exactly_when_all_sheets_have_an_end(pair):
    assert may_close([sheet(s) for s in pair]) == all(s in ENDS for s in pair)


def test_spooling_never_closes():
    session = PrintSession(SessionId(1), SessionStatus.PLANNED, DAY).spool("PDF")
    with pytest.raises(NotAllowed, match="行方"):
        session.close([sheet(SheetStatus.SPOOLED)], DAY)
    assert session.close([sheet(SheetStatus.GOOD)], DAY).status is SessionStatus.CLOSED


def test_after_output_a_run_cannot_be_cancelled():
    session = PrintSession(SessionId(1), SessionStatus.PLANNED, DAY)
    assert session.cancel(DAY).status is SessionStatus.CANCELLED
    with pytest.raises(NotAllowed, match="出力されています"):
        session.spool("PDF").cancel(DAY)


def test_an_accounted_sheet_stays_accounted():
    for end in ENDS:
        with pytest.raises(NotAllowed):
            sheet(end).to(SheetStatus.GOOD)


def test_only_a_spoiled_sheet_is_shredded_and_only_once():
    shredded = sheet(SheetStatus.SPOILED).shred(DAY)
    assert shredded.shredded_on == DAY
    with pytest.raises(NotAllowed):
        shredded.shred(DAY)
    with pytest.raises(NotAllowed):
        sheet(SheetStatus.GOOD).shred(DAY)


def test_label_in_the_margin():
    assert sheet_label(SessionId(12), 37) == "P12-037"


def test_a_second_try_says_so_in_the_margin():
    assert sheet_label(SessionId(12), 37, attempt=2) == "P12-037-2"


def test_whatever_left_behind_the_last_good_sheet_is_in_doubt():
    assert doubtful([1, 2, 3, 4], 2) == {3: Fault.DAMAGED, 4: Fault.NOT_OUT}
    assert doubtful([1, 2], 0) == {1: Fault.DAMAGED, 2: Fault.NOT_OUT}
    # The last good one may be accounted for already.
    assert doubtful([37, 38], 36) == {37: Fault.DAMAGED, 38: Fault.NOT_OUT}
    assert doubtful([1, 2], 2) == {}
    with pytest.raises(BadValue, match="用紙9は送った用紙にありません"):
        doubtful([1, 2], 9)


@pytest.mark.parametrize(
    ("fault", "status", "waits"),
    [
        (None, SheetStatus.GOOD, False),
        (Fault.DOUBLE_FEED, SheetStatus.GOOD, False),
        (Fault.DAMAGED, SheetStatus.SPOILED, True),
        (Fault.WRONG_PAPER, SheetStatus.SPOILED, True),
        (Fault.BLANK, SheetStatus.SPOILED, False),
        (Fault.NOT_FOUND, SheetStatus.MISSING, False),
        (Fault.NOT_OUT, SheetStatus.CANCELLED, False),
    ],
)
def test_what_a_person_finds_decides_how_a_sheet_ends(fault, status, waits):
    ended = sheet(SheetStatus.SPOOLED).end(fault)
    assert (ended.status, ended.fault, ended.awaits_shredding) == (status, fault, waits)


def test_a_run_is_as_before_only_when_nothing_of_it_left():
    session = PrintSession(SessionId(1), SessionStatus.PLANNED, DAY).spool("PDF")
    queued, sent = sheet(SheetStatus.QUEUED), sheet(SheetStatus.SPOOLED, 2)
    assert session.take_back([queued]).status is SessionStatus.PLANNED
    assert session.take_back([queued, sent]).status is SessionStatus.SPOOLED
