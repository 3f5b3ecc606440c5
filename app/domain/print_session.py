"""One print session (印刷作業): every sheet that was fed must be accounted for."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from enum import StrEnum

from app.domain.ids import CertificateId, SessionId, SheetId
from app.errors import BadValue, NotAllowed
from app.late import dataclass


class SessionStatus(StrEnum):
    """PLANNED: nothing left for a printer yet. SPOOLED: sent, unconfirmed. Then the end."""

    PLANNED = "planned"
    SPOOLED = "spooled"
    CLOSED = "closed"
    CANCELLED = "cancelled"


class SheetStatus(StrEnum):
    """What became of one sheet; spooling alone never makes it GOOD.

    SPOOLED is noted before the pages are handed over: after a power cut a sheet may be on
    paper without our knowing, never the other way round. Until the session is no longer leaving,
    nothing proves that there is a sheet.
    """

    QUEUED = "queued"
    SPOOLED = "spooled"
    GOOD = "good"
    SPOILED = "spoiled"
    MISSING = "missing"
    CANCELLED = "cancelled"


class Fault(StrEnum):
    """What was wrong with a sheet.

    DOUBLE_FEED alone leaves it good: a second, blank sheet of paper came with it. BLANK shows
    nothing and need not be shredded. NOT_OUT never reached paper.
    """

    DAMAGED = "damaged"
    BLANK = "blank"
    WRONG_PAPER = "wrong_paper"
    DOUBLE_FEED = "double_feed"
    NOT_FOUND = "not_found"
    NOT_OUT = "not_out"


class PrintOrder(StrEnum):
    """In which order sheets are printed: as they will be handed out, or by 記号・番号."""

    ROUTE = "route"
    NUMBER = "number"


ENDS: Mapping[Fault, SheetStatus] = {
    Fault.DAMAGED: SheetStatus.SPOILED,
    Fault.BLANK: SheetStatus.SPOILED,
    Fault.WRONG_PAPER: SheetStatus.SPOILED,
    Fault.DOUBLE_FEED: SheetStatus.GOOD,
    Fault.NOT_FOUND: SheetStatus.MISSING,
    Fault.NOT_OUT: SheetStatus.CANCELLED,
}
"""What a sheet ends as."""


@dataclass(frozen=True, slots=True)
class PrintSession:
    """A print session. printer: queue name, or empty when a PDF file was written.

    job: the last job the queue took, by its name there; what may have to be cancelled.
    is_leaving: pages were about to leave, and nobody noted yet that the queue took them or that
    the file was whole. It stays so after a kill or a full disk, until a person looked.
    """

    id: SessionId | None
    status: SessionStatus
    made_on: date
    printer: str = ""
    closed_on: date | None = None
    job: str = ""
    is_leaving: bool = False

    def spool(self, printer: str) -> "PrintSession":
        """Pages are about to leave for the printer or into a file; again after a failure."""
        if self.status not in (SessionStatus.PLANNED, SessionStatus.SPOOLED):
            raise NotAllowed(f"印刷作業{self.id}は終わっています。新しく印刷してください。")
        # What leaves now proves nothing of what was cut off before.
        self.check_handed_over()
        return replace(self, status=SessionStatus.SPOOLED, printer=printer, is_leaving=True)

    def handed_over(self, job: str) -> "PrintSession":
        """The queue took the pages, or the file is whole. job: its name in the queue, if it has one."""
        return replace(self, job=job or self.job, is_leaving=False)

    def take_back(self, sheets: Sequence["PrintSheet"]) -> "PrintSession":
        """The printer took nothing: where no other sheet has left, the session may be given up again."""
        is_planned = all(sheet.status is SheetStatus.QUEUED for sheet in sheets)
        status = SessionStatus.PLANNED if is_planned else self.status
        return replace(self, status=status, is_leaving=False)

    def looked_at(self) -> "PrintSession":
        """A person looked how far the sheets came out."""
        return replace(self, is_leaving=False)

    def check_handed_over(self) -> None:
        """Refuse to call sheets good of which nobody knows whether they ever existed."""
        if self.is_leaving:
            raise NotAllowed(
                f"印刷作業{self.id}は出力の途中で切れています。用紙を見て、最後の良い用紙の番号"
                "(1枚も出ていなければ 0)を「途中で止まった」に入れてください"
                f"(コマンドでは shikaku stopped {self.id} --last-good 番号)。"
            )

    def close(self, sheets: Sequence["PrintSheet"], on: date) -> "PrintSession":
        """End the session once good + spoiled + missing = sheets fed."""
        self.check_awaits_confirmation()
        if not may_close(sheets):
            raise NotAllowed(f"印刷作業{self.id}には行方の分からない用紙があります。全部を確かめてください。")
        return replace(self, status=SessionStatus.CLOSED, closed_on=on)

    def check_awaits_confirmation(self) -> None:
        """Refuse a session that is not yet output or has ended."""
        if self.status is SessionStatus.PLANNED:
            raise NotAllowed(f"印刷作業{self.id}は確認待ちではありません。先に出力してください。")
        if self.status is not SessionStatus.SPOOLED:
            raise NotAllowed(f"印刷作業{self.id}は確認待ちではありません。すでに終わっています。")

    def cancel(self, on: date) -> "PrintSession":
        """Give up a session of which nothing reached paper."""
        if self.status is not SessionStatus.PLANNED:
            raise NotAllowed(
                f"印刷作業{self.id}はすでに出力されています。出なかった用紙は書き損じとして記録してください。"
            )
        return replace(self, status=SessionStatus.CANCELLED, closed_on=on)


@dataclass(frozen=True, slots=True)
class PrintSheet:
    """One sheet of a session. sheet_number counts from 1 and is printed in the margin.

    attempt: 2 for the sheet that takes the place of a bad first one, under a new issue number.
    """

    id: SheetId | None
    session_id: SessionId
    sheet_number: int
    certificate_id: CertificateId
    status: SheetStatus
    shredded_on: date | None = None
    attempt: int = 1
    fault: Fault | None = None

    def to(self, status: SheetStatus, fault: Fault | None = None) -> "PrintSheet":
        """Return the sheet in its new state; an accounted sheet stays as it is."""
        open_states = (SheetStatus.QUEUED, SheetStatus.SPOOLED)
        if self.status not in open_states:
            raise NotAllowed(f"用紙{self.sheet_number}はすでに確認済みです。")
        return replace(self, status=status, fault=fault)

    def end(self, fault: Fault | None) -> "PrintSheet":
        """Return the sheet as a person found it; None: it is good."""
        return self.to(SheetStatus.GOOD if fault is None else ENDS[fault], fault)

    def spoil_later(self) -> "PrintSheet":
        """A good sheet was ruined in the drawer; like any spoiled one it counts until shredded."""
        if self.status is not SheetStatus.GOOD:
            raise NotAllowed(f"用紙{self.sheet_number}は良と確認された用紙ではありません。")
        return replace(self, status=SheetStatus.SPOILED)

    @property
    def awaits_shredding(self) -> bool:
        """Whether a spoiled sheet still exists; a blank one shows nothing."""
        is_spoiled = self.status is SheetStatus.SPOILED and self.shredded_on is None
        return is_spoiled and self.fault is not Fault.BLANK

    def shred(self, on: date) -> "PrintSheet":
        """A spoiled sheet was destroyed; until then it counts as a full-value certificate."""
        if not self.awaits_shredding:
            raise NotAllowed(f"用紙{self.sheet_number}は裁断を待っていません。")
        return replace(self, shredded_on=on)


def may_close(sheets: Sequence[PrintSheet]) -> bool:
    """Return whether every sheet of the session is accounted for."""
    still_open = (SheetStatus.QUEUED, SheetStatus.SPOOLED)
    return all(sheet.status not in still_open for sheet in sheets)


def doubtful(sent: Iterable[int], last_good: int, *, is_leaving: bool = False) -> dict[int, Fault]:
    """Return the sheets that a stopped printer may have touched, each with the likeliest answer.

    sent: the 用紙通番 that left for the printer and are not accounted for. Doubtful are all
    behind the last good one (0: none was good): the first stuck in the machine, the others are
    not out. is_leaving: the session was cut off before anything is known to have left, so that where
    no sheet was good none is out either. Whatever the answer, what left once is never simply sent
    again: it gets a new issue number, so that a late sheet is void.
    """
    numbers = sorted(sent)
    behind = [number for number in numbers if number > last_good]
    if last_good and last_good not in numbers and not behind:
        raise BadValue(f"用紙{last_good}は送った用紙にありません。番号を確かめてください。")
    stuck = Fault.NOT_OUT if is_leaving and not last_good else Fault.DAMAGED
    return {number: Fault.NOT_OUT if at else stuck for at, number in enumerate(behind)}


def sheet_label(session_id: SessionId, sheet_number: int, attempt: int = 1) -> str:
    """Return the 用紙通番 printed in the margin, such as P12-037, or P12-037-2 for a second try."""
    again = f"-{attempt}" if attempt > 1 else ""
    return f"P{session_id}-{sheet_number:03d}{again}"
