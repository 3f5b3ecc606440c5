"""One print run (印刷作業): every sheet that was fed must be accounted for."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from app.domain.ids import CertificateId, SessionId, SheetId
from app.errors import NotAllowed


class SessionStatus(StrEnum):
    """PLANNED: nothing left for a printer yet. SPOOLED: sent, unconfirmed. Then the end."""

    PLANNED = "planned"
    SPOOLED = "spooled"
    CLOSED = "closed"
    CANCELLED = "cancelled"


class SheetStatus(StrEnum):
    """What became of one sheet; spooling alone never makes it GOOD."""

    QUEUED = "queued"
    SPOOLED = "spooled"
    GOOD = "good"
    SPOILED = "spoiled"
    MISSING = "missing"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class PrintSession:
    """A print run. printer: queue name, or empty when a PDF file was written."""

    id: SessionId | None
    status: SessionStatus
    made_on: date
    printer: str = ""
    closed_on: date | None = None

    def spool(self, printer: str) -> "PrintSession":
        """The pages left for the printer or into a file; allowed again after a failure."""
        if self.status not in (SessionStatus.PLANNED, SessionStatus.SPOOLED):
            raise NotAllowed(f"印刷作業{self.id}は終わっています。新しく印刷してください。")
        return replace(self, status=SessionStatus.SPOOLED, printer=printer)

    def close(self, sheets: Sequence["PrintSheet"], on: date) -> "PrintSession":
        """End the run once good + spoiled + missing = sheets fed."""
        self.check_awaits_confirmation()
        if not may_close(sheets):
            raise NotAllowed(f"印刷作業{self.id}には行方の分からない用紙があります。全部を確かめてください。")
        return replace(self, status=SessionStatus.CLOSED, closed_on=on)

    def check_awaits_confirmation(self) -> None:
        """Refuse a run that is not yet output or has ended."""
        if self.status is SessionStatus.PLANNED:
            raise NotAllowed(f"印刷作業{self.id}は確認待ちではありません。先に出力してください。")
        if self.status is not SessionStatus.SPOOLED:
            raise NotAllowed(f"印刷作業{self.id}は確認待ちではありません。すでに終わっています。")

    def cancel(self, on: date) -> "PrintSession":
        """Give up a run of which nothing reached paper."""
        if self.status is not SessionStatus.PLANNED:
            raise NotAllowed(
                f"印刷作業{self.id}はすでに出力されています。出なかった用紙は書き損じとして記録してください。"
            )
        return replace(self, status=SessionStatus.CANCELLED, closed_on=on)


@dataclass(frozen=True, slots=True)
class PrintSheet:
    """One sheet of a run. sheet_number counts from 1 and is printed in the margin."""

    id: SheetId | None
    session_id: SessionId
    sheet_number: int
    certificate_id: CertificateId
    status: SheetStatus
    shredded_on: date | None = None

    def to(self, status: SheetStatus) -> "PrintSheet":
        """Return the sheet in its new state; an accounted sheet stays as it is."""
        open_states = (SheetStatus.QUEUED, SheetStatus.SPOOLED)
        if self.status not in open_states:
            raise NotAllowed(f"用紙{self.sheet_number}はすでに確認済みです。")
        return replace(self, status=status)

    def shred(self, on: date) -> "PrintSheet":
        """A spoiled sheet was destroyed; until then it counts as a full-value certificate."""
        if self.status is not SheetStatus.SPOILED or self.shredded_on is not None:
            raise NotAllowed(f"用紙{self.sheet_number}は裁断を待っていません。")
        return replace(self, shredded_on=on)


def may_close(sheets: Sequence[PrintSheet]) -> bool:
    """Return whether every sheet of the run is accounted for."""
    done = (SheetStatus.GOOD, SheetStatus.SPOILED, SheetStatus.MISSING)
    return all(sheet.status in done for sheet in sheets)


def sheet_label(session_id: SessionId, sheet_number: int) -> str:
    """Return the 用紙通番 printed in the margin, such as P12-037."""
    return f"P{session_id}-{sheet_number:03d}"
