"""資格確認書: one object is one sheet of paper with its own issue number."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from enum import StrEnum
from typing import Any

from app.domain.ids import CertificateId, PersonId, SessionId, ShipmentId
from app.errors import NotAllowed
from app.late import dataclass
from app.words import said


class CertificateStatus(StrEnum):
    """Where a sheet is. Due, overdue and "should come back" are computed, never stored."""

    PLANNED = "planned"
    PRINTED = "printed"
    READY = "ready"
    HANDED_OUT = "handed_out"
    COLLECTED = "collected"
    FORWARDED = "forwarded"
    SPOILED = "spoiled"
    LOST = "lost"
    UNCOLLECTABLE = "uncollectable"
    SELF_DISPOSED = "self_disposed"
    SUPERSEDED = "superseded"
    CANCELLED = "cancelled"
    NEVER_ISSUED = "never_issued"


class CertificateOrigin(StrEnum):
    """PRINTED here, or LISTED: handed out before this program kept the account."""

    PRINTED = "printed"
    LISTED = "listed"


class ReplaceCause(StrEnum):
    """Why a sheet that was handed out is void and must come back for a new one."""

    NAME = "name"
    INSURED_NAME = "insured_name"
    NUMBER = "number"
    COPAY = "copay"
    REHIRE = "rehire"
    DAMAGE = "damage"
    REISSUE = "reissue"
    CORRECTION = "correction"
    RENEWAL = "renewal"


S = CertificateStatus

ALLOWED: Mapping[CertificateStatus, frozenset[CertificateStatus]] = {
    S.PLANNED: frozenset({S.PRINTED, S.CANCELLED}),
    S.PRINTED: frozenset({S.READY, S.SPOILED, S.LOST}),
    S.READY: frozenset({S.HANDED_OUT, S.COLLECTED, S.LOST, S.SPOILED}),
    S.HANDED_OUT: frozenset(
        {S.COLLECTED, S.LOST, S.UNCOLLECTABLE, S.SELF_DISPOSED, S.SUPERSEDED, S.NEVER_ISSUED}
    ),
    S.COLLECTED: frozenset({S.FORWARDED, S.LOST}),
    S.FORWARDED: frozenset(),
    S.SPOILED: frozenset(),
    S.LOST: frozenset({S.COLLECTED}),
    S.UNCOLLECTABLE: frozenset({S.COLLECTED}),
    S.SELF_DISPOSED: frozenset(),
    S.SUPERSEDED: frozenset({S.COLLECTED, S.LOST, S.UNCOLLECTABLE, S.SELF_DISPOSED}),
    S.CANCELLED: frozenset(),
    S.NEVER_ISSUED: frozenset(),
}

"""Where a step goes on from. Steps back, and what becomes of a forwarded sheet, are steps by name."""

LIVE = frozenset({S.PLANNED, S.PRINTED, S.READY, S.HANDED_OUT})
"""A person has at most one sheet in these states; the database enforces it."""

TO_COME_BACK = frozenset({S.READY, S.HANDED_OUT, S.SUPERSEDED})
"""Sheets that can still be collected because they lie in the drawer or with the holder."""

_DAYS: Mapping[CertificateStatus, str] = {
    S.PLANNED: "issued_on",
    S.PRINTED: "issued_on",
    S.READY: "ready_on",
    S.HANDED_OUT: "handed_out_on",
    S.COLLECTED: "collected_on",
    S.FORWARDED: "forwarded_on",
}


def day_of(status: CertificateStatus) -> str:
    """Return the name of the field that tells on which day a sheet came to a status."""
    return _DAYS.get(status, "closed_on")


@dataclass(frozen=True, slots=True)
class Certificate:
    """One sheet. The steps below are the only way to another status.

    issue_number: opaque, never reused. issued_on: 交付年月日. ready_on: day the print was
    confirmed. closed_as, closed_on: loss, ruin, disposal, report or replacement and its day,
    kept when the sheet turns up later. receipt: 受領印 was given. replace_cause: why a sheet
    was superseded. police_report: where a loss was reported (警察署・受理番号), for the 滅失届.
    void_on: the day it was superseded, kept when it is lost, given up or disposed of afterwards.
    void_known_on: when the office knew of the change that made it void or ruined, where that was later.
    dated_on: the 交付年月日 that the society named for it; None where the day it was made stands on it.
    reissue_fee: yen that the society takes for a new one; None where nobody said.
    sent_back_on: the day it lay in the office again after it had been forwarded; 回収日 and 返送日 stay.
    """

    id: CertificateId | None
    person_id: PersonId
    issue_number: str
    status: CertificateStatus
    origin: CertificateOrigin
    issued_on: date | None
    expires_on: date | None
    session_id: SessionId | None = None
    sheet_number: int | None = None
    ready_on: date | None = None
    handed_out_on: date | None = None
    receipt: bool = False
    collected_on: date | None = None
    forwarded_on: date | None = None
    shipment_id: ShipmentId | None = None
    closed_as: CertificateStatus | None = None
    closed_on: date | None = None
    reason: str = ""
    replace_cause: ReplaceCause | None = None
    police_report: str = ""
    void_on: date | None = None
    dated_on: date | None = None
    void_known_on: date | None = None
    sent_back_on: date | None = None
    reissue_fee: int | None = None

    @property
    def issued_on_sheet(self) -> date | None:
        """The 交付年月日 that stands on the sheet."""
        return self.dated_on or self.issued_on

    @property
    def is_live(self) -> bool:
        """Whether this sheet counts as the person's one current certificate."""
        return self.status in LIVE

    @property
    def last_step_on(self) -> date | None:
        """The latest day on which anything happened to the sheet; None if no day is known."""
        made_on = self.issued_on if self.origin is CertificateOrigin.PRINTED else None
        held = (made_on, self.ready_on, self.handed_out_on, self.closed_on, self.collected_on)
        days = (*held, self.forwarded_on, self.sent_back_on)
        return max((on for on in days if on is not None), default=None)

    def _to(self, status: CertificateStatus, **facts: Any) -> "Certificate":
        if status not in ALLOWED[self.status]:
            raise self._refused()
        return replace(self, status=status, **facts)

    def _dated(self, status: CertificateStatus, on: date, called: str, **facts: Any) -> "Certificate":
        """Go on to a status, on a day that does not lie before the steps already done."""
        gone_on = self._to(status, **facts)
        self._check_day(on, called)
        return gone_on

    def _check_day(self, on: date, called: str) -> None:
        for then, name in (
            (self.sent_back_on, "健保から戻った日"),
            (self.forwarded_on, "返送日"),
            (self.collected_on, "回収日"),
            (self.closed_on, "紛失などの届出日"),
            (self.handed_out_on, "配付日"),
            (self.ready_on, "印刷の確認日"),
        ):
            if then is not None and on < then:
                raise NotAllowed(
                    f"発行番号 {self.issue_number} の{called}が{name}より前です。日付を直してください。"
                )

    def _refused(self) -> NotAllowed:
        return NotAllowed(f"発行番号 {self.issue_number} は{said(self.status, 'refusal')}。")

    def _close(self, status: CertificateStatus, on: date, reason: str = "") -> "Certificate":
        return self._dated(status, on, "届出日", closed_as=status, closed_on=on, reason=reason)

    def as_of(self, on: date) -> "Certificate | None":
        """Return the sheet as it was at the end of that day, by 実施日; None before it was made.

        What was done later is not told: neither its day nor its reason.
        """
        if self.origin is CertificateOrigin.PRINTED and self.issued_on is not None and on < self.issued_on:
            return None
        if self.last_step_on is None or self.last_step_on <= on:
            return self
        status = S.HANDED_OUT if self.origin is CertificateOrigin.LISTED else S.PLANNED
        closed, collected = (self.closed_on, self.closed_as), (self.collected_on, S.COLLECTED)
        forwarded, back = (self.forwarded_on, S.FORWARDED), (self.sent_back_on, S.COLLECTED)
        # Mostly a closed sheet turned up; one lost from the drawer or in the post was collected before.
        is_closed_last = self.status is self.closed_as
        in_office = (collected, forwarded, back)
        for then, reached in (
            (self.ready_on, S.READY),
            (self.handed_out_on, S.HANDED_OUT),
            (self._void_on, S.SUPERSEDED),
            *((*in_office, closed) if is_closed_last else (closed, *in_office)),
        ):
            if then is not None and reached is not None and then <= on:
                status = reached

        def by_then(day: date | None) -> date | None:
            return day if day is not None and day <= on else None

        closed_on = by_then(self.closed_on)
        then = replace(
            self,
            status=status,
            ready_on=by_then(self.ready_on),
            handed_out_on=by_then(self.handed_out_on),
            collected_on=by_then(self.collected_on),
            forwarded_on=by_then(self.forwarded_on),
            sent_back_on=by_then(self.sent_back_on),
            closed_as=None if closed_on is None else self.closed_as,
            closed_on=closed_on,
            reason="" if closed_on is None else self.reason,
        )
        if status is S.SUPERSEDED:
            return replace(then, closed_as=status, closed_on=self._void_on, reason=self.reason)
        return then

    @property
    def _void_on(self) -> date | None:
        """Since when it is void; an undo of a step older than this fact leaves its day behind."""
        return None if self.is_live else self.void_on

    def confirm_good(self, on: date) -> "Certificate":
        """The person checked the sheet that came out: it waits for its holder."""
        return self._to(S.PRINTED)._to(S.READY, ready_on=on)

    def confirm_spoiled(self, on: date, reason: str) -> "Certificate":
        """The sheet came out ruined; it counts until it is shredded."""
        return self._to(S.PRINTED)._close(S.SPOILED, on, reason)

    def confirm_missing(self, on: date, reason: str) -> "Certificate":
        """The sheet did not turn up; it may be in somebody else's envelope."""
        return self._to(S.PRINTED)._close(S.LOST, on, reason)

    def cancel(self, on: date) -> "Certificate":
        """The planned sheet never reached paper."""
        return self._close(S.CANCELLED, on)

    def hand_out(self, on: date, *, receipt: bool = True) -> "Certificate":
        """The holder (for a dependant, the employee) received the sheet."""
        return self._dated(S.HANDED_OUT, on, "配付日", handed_out_on=on, receipt=receipt)

    def collect(self, on: date) -> "Certificate":
        """The sheet is back in the office, from its holder, the drawer, or found again."""
        if self.status is S.LOST and self.forwarded_on is not None:
            return self.come_back(on)
        return self._dated(S.COLLECTED, on, "回収日", collected_on=on)

    def come_back(self, on: date) -> "Certificate":
        """It had left for the society, or was thought to have left, and lies in the office again."""
        if self.forwarded_on is None or self.status not in (S.FORWARDED, S.LOST):
            raise self._refused()
        self._check_day(on, "健保から戻った日")
        return replace(self, status=S.COLLECTED, sent_back_on=on)

    def lose_in_post(self, on: date, reason: str) -> "Certificate":
        """It left for the society and never arrived."""
        if self.status is not S.FORWARDED:
            raise self._refused()
        self._check_day(on, "届出日")
        return replace(self, status=S.LOST, closed_as=S.LOST, closed_on=on, reason=reason)

    def arrive(self) -> "Certificate":
        """It was thought lost in the post, or back in the office, and is with the society after all."""
        if self.forwarded_on is None or self.status not in (S.LOST, S.COLLECTED):
            raise self._refused()
        gone = replace(self, status=S.FORWARDED, sent_back_on=None)
        if self.status is not S.LOST:
            return gone
        was_void = None if self.void_on is None else S.SUPERSEDED
        return replace(gone, closed_as=was_void, closed_on=self.void_on, reason="")

    def forward(self, on: date, shipment_id: ShipmentId | None = None) -> "Certificate":
        """The sheet left for the society."""
        left = {"forwarded_on": on, "shipment_id": shipment_id, "sent_back_on": None}
        return self._dated(S.FORWARDED, on, "返送日", **left)

    def post(self, on: date) -> "Certificate":
        """Its holder sent it to the society, past the office: it has no 回収日 and lies in no envelope."""
        if self.status not in (S.HANDED_OUT, S.SUPERSEDED):
            raise self._refused()
        self._check_day(on, "返送日")
        return replace(self, status=S.FORWARDED, forwarded_on=on)

    def lose(self, on: date, reason: str) -> "Certificate":
        """The holder or the office lost it: 滅失届. One lost from the drawer keeps its 回収日."""
        return self._close(S.LOST, on, reason)

    def outdate(self, on: date, cause: ReplaceCause) -> "Certificate":
        """What a lost sheet says is no longer true: should it be found, it is void."""
        if self.status is not S.LOST or self.void_on is not None:
            return self
        return replace(self, void_on=on, replace_cause=cause)

    def find(self) -> "Certificate":
        """A lost sheet turned up where it was before: with its holder, in the drawer, void or not."""
        was_out = self.origin is CertificateOrigin.LISTED or self.ready_on is not None
        if self.status is not S.LOST or self.forwarded_on is not None or not was_out:
            raise self._refused()
        here = replace(self, closed_as=None, closed_on=None, reason="", police_report="", reissue_fee=None)
        if self.collected_on is not None:
            return replace(here, status=S.COLLECTED)
        if self.handed_out_on is None and self.origin is CertificateOrigin.PRINTED:
            return replace(here, status=S.READY)
        if self.void_on is None:
            return replace(here, status=S.HANDED_OUT)
        return replace(here, status=S.SUPERSEDED, closed_as=S.SUPERSEDED, closed_on=self.void_on)

    def spoil(self, on: date, reason: str) -> "Certificate":
        """A sheet in the drawer was ruined before hand-out."""
        return self._close(S.SPOILED, on, reason)

    def give_up(self, on: date, reason: str) -> "Certificate":
        """It cannot be collected: 回収不能届."""
        return self._close(S.UNCOLLECTABLE, on, reason)

    def self_dispose(self, on: date) -> "Certificate":
        """Expired, and the society lets the holder destroy it."""
        return self._close(S.SELF_DISPOSED, on)

    def supersede(self, on: date, cause: ReplaceCause, reason: str = "") -> "Certificate":
        """What it says is no longer true, or a newer sheet takes its place: it must come back."""
        return replace(self._close(S.SUPERSEDED, on, reason), replace_cause=cause, void_on=on)

    def reinstate(self) -> "Certificate":
        """The sheet that was to renew it was given up: this one counts again."""
        if self.status is not S.SUPERSEDED or self.replace_cause is not ReplaceCause.RENEWAL:
            raise NotAllowed(f"発行番号 {self.issue_number} は更新を待っている証ではありません。")
        counts_again = replace(
            self, closed_as=None, closed_on=None, replace_cause=None, void_on=None, void_known_on=None
        )
        return replace(counts_again, status=S.HANDED_OUT)

    def recover(self) -> "Certificate":
        """It had gone to the wrong person and is back, whole: it waits for its holder again."""
        if self.status is not S.HANDED_OUT or self.origin is not CertificateOrigin.PRINTED:
            raise self._refused()
        return replace(self, status=S.READY, handed_out_on=None, receipt=False)

    def deny(self, on: date) -> "Certificate":
        """The society's list named a sheet that was in truth never handed out."""
        if self.origin is not CertificateOrigin.LISTED:
            raise NotAllowed(f"発行番号 {self.issue_number} はこの事業所で配付した記録があります。")
        return self._close(S.NEVER_ISSUED, on)


def listed(
    person_id: PersonId, issue_number: str, expires_on: date | None, handed_out_on: date | None
) -> Certificate:
    """Return the record of a sheet handed out before this program kept the account.

    handed_out_on is None where nobody remembers the day.
    """
    return Certificate(
        id=None,
        person_id=person_id,
        issue_number=issue_number,
        status=S.HANDED_OUT,
        origin=CertificateOrigin.LISTED,
        issued_on=None,
        expires_on=expires_on,
        handed_out_on=handed_out_on,
    )
