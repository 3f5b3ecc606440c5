"""期日の変更と休止: what the office decides about single lines of the due list, always with a reason.

The rule's own date is never lost: a moved line goes on to tell it.
Source: docs/rules.md, "Due list".
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from app.changes import Done
from app.domain.deferral import Deferral, DeferralCause
from app.domain.duties import DutyKind
from app.domain.ids import CertificateId, PersonId
from app.domain.wareki import wareki_short
from app.errors import BadValue
from app.late import dataclass
from app.ports import Transaction
from app.rows import DueRow
from app.usecases.asked import everyday
from app.usecases.done_on import check_done_on
from app.usecases.free_text import check_free_text
from app.usecases.step_label import step_label
from app.words import label

LONGEST_REST = timedelta(days=366)
"""A line comes back at least once a year, so that nothing is hidden for good."""

LATEST_DUE = timedelta(days=5 * 366)
"""No paper is valid for longer; a later date is a slip of the hand."""


@dataclass(frozen=True, slots=True)
class DutyRef:
    """One line of the due list: what it is about, whatever its date."""

    person_id: PersonId
    kind: DutyKind
    certificate_id: CertificateId | None


def duty_of(row: DueRow) -> DutyRef:
    """Return what a line of the due list stands for."""
    return DutyRef(row.person_id, row.kind, row.certificate_id)


@everyday
def defer(
    tx: Transaction,
    duties: Sequence[DutyRef],
    *,
    due_on: date | None = None,
    hidden_until: date | None = None,
    reason: str = "",
    cause: DeferralCause | None = None,
    on: date,
    today: date,
) -> Done:
    """Give lines another due date, or hide them until a day; with neither, take both back.

    The decision counts from `on` and replaces every earlier one about the same line.
    cause: where the program decides so; it gives the reason.
    """
    check_done_on(on, today)
    if cause is not None:
        reason = label(cause)
    check_decision(due_on, hidden_until, reason, today=today)
    if not duties:
        raise BadValue("期日を変える行を選んでください。")
    wanted = list(dict.fromkeys(duties))
    for duty in wanted:
        tx.person(duty.person_id)
        _check_holder(tx, duty)
        about = (duty.person_id, duty.kind, duty.certificate_id)
        tx.save_deferral(Deferral(None, *about, on, due_on, hidden_until, reason, cause))
    word = "休止" if hidden_until else "期日の変更" if due_on else "元の期日"
    return Done(
        _sentence(len(wanted), due_on, hidden_until),
        step_label(tx, word, [duty.person_id for duty in wanted], f"{len(wanted)}件"),
    )


def check_decision(due_on: date | None, hidden_until: date | None, reason: str, *, today: date) -> None:
    """Refuse dates and reasons that make no sense; a form asks this before it closes."""
    if due_on is not None and due_on < today:
        raise BadValue(f"新しい期日 {wareki_short(due_on)} は過ぎています。今日からあとの日にしてください。")
    if due_on is not None and due_on > today + LATEST_DUE:
        raise BadValue(f"新しい期日 {wareki_short(due_on)} は先すぎます。年を確かめてください。")
    if hidden_until is not None and hidden_until <= today:
        raise BadValue("一覧に戻す日は、明日からあとの日にしてください。")
    if hidden_until is not None and hidden_until > today + LONGEST_REST:
        raise BadValue("休止は1年までです。一覧に戻す日を1年以内にしてください。")
    if not reason.strip():
        raise BadValue("理由を入れてください。あとで見る方に、なぜ変えたかが伝わります。")
    check_free_text(reason, "理由")


def decided_of(deferral: Deferral) -> DutyRef:
    """Return what a decision is about."""
    return DutyRef(deferral.person_id, deferral.kind, deferral.certificate_id)


def with_reasons(rows: Sequence[DueRow], decided: Sequence[Deferral]) -> list[DueRow]:
    """Let hidden lines tell until when and why. decided: from Queries.deferrals of that day."""
    why = {decided_of(deferral): deferral.reason for deferral in decided}

    def told(row: DueRow) -> DueRow:
        if row.hidden_until is None:
            return row
        # A moved line has told the reason already.
        because = "" if row.moved_from is not None else f"({why.get(duty_of(row), '')})"
        return replace(row, reason=f"{wareki_short(row.hidden_until)} まで休止{because}。{row.reason}")

    return [told(row) for row in rows]


def _check_holder(tx: Transaction, duty: DutyRef) -> None:
    if duty.certificate_id is not None and tx.certificate(duty.certificate_id).person_id != duty.person_id:
        raise BadValue("この資格確認書は別の方のものです。画面を開き直してください。")


def _sentence(count: int, due_on: date | None, hidden_until: date | None) -> str:
    if due_on is None and hidden_until is None:
        return f"{count}件を元の期日で一覧に戻しました。"
    moved = f"期日を {wareki_short(due_on)} に変え" if due_on is not None else ""
    if hidden_until is None:
        return f"{count}件の{moved}ました。"
    hidden = f"{wareki_short(hidden_until)} まで一覧に出さないことにしました。"
    return f"{count}件の{moved}、{hidden}" if moved else f"{count}件を {hidden}"
