"""A print run closes only when every sheet is accounted for."""

from datetime import date
from itertools import product

import pytest

from app.domain.ids import CertificateId, SessionId, SheetId
from app.domain.print_session import (
    PrintSession,
    PrintSheet,
    SessionStatus,
    SheetStatus,
    may_close,
    sheet_label,
)
from app.errors import NotAllowed

DAY = date(2026, 11, 23)
ENDS = (SheetStatus.GOOD, SheetStatus.SPOILED, SheetStatus.MISSING)


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
