"""A household at the desk: hand over or take back what is there; what is missing is followed up.

Source: docs/rules.md, "Return of certificates", "Due list".
"""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date, timedelta

from app.changes import Done
from app.domain.certificate import TO_COME_BACK, Certificate, CertificateStatus
from app.domain.duties import DutyKind
from app.domain.ids import CertificateId
from app.domain.missing import Missing, MissingCause
from app.domain.rules import SocietyRules
from app.domain.wareki import wareki_short
from app.errors import BadValue, NotAllowed
from app.ports import Transaction
from app.usecases.asked import over_the_counter
from app.usecases.contacts import deferrals
from app.usecases.contacts.deferrals import DutyRef
from app.usecases.counter import certificates, exchanges
from app.usecases.done_on import check_done_on
from app.usecases.step_label import household_label, step_label
from app.words import label, said


def follow_up_on(today: date, rules: SocietyRules) -> date:
    """Return when to ask again about a missing paper, unless the desk names another day.

    Where the office allows itself longer for handing out, after as long.
    """
    return today + timedelta(days=max(rules.follow_up_days, rules.hand_out_days))


@over_the_counter
def hand_over(
    tx: Transaction,
    present: Sequence[CertificateId],
    missing: Sequence[Missing] = (),
    *,
    on: date,
    today: date,
    receipt: bool = True,
    anyway: Collection[CertificateId] = (),
) -> Done:
    """Hand out what is there; of what is missing the line of the due list gets cause and date.

    All or none; the refusals are those of hand_out, for the missing sheets too. anyway: see hand_out.
    """
    check_done_on(on, today)
    wanted = _check_named(present, missing)
    away = tx.certificates(list(wanted))
    certificates.check_may_be_handed_out(tx, away, on=on, anyway=anyway)
    for sheet in away:
        if sheet.status is not CertificateStatus.READY:
            raise NotAllowed(f"発行番号 {sheet.issue_number} は{said(sheet.status, 'refusal')}。")
    if present:
        done = certificates.hand_out(
            tx, present, on=on, today=today, receipt=receipt, anyway=anyway, of_household=True
        )
    else:
        done = _nothing_there(tx, "配付", away)
    return _with_missing(tx, done, [(wanted[c.id], c) for c in away if c.id], DutyKind.HAND_OUT, on, today)


@over_the_counter
def exchange(
    tx: Transaction,
    new_ids: Sequence[CertificateId],
    others: Sequence[CertificateId] = (),
    missing: Sequence[Missing] = (),
    *,
    on: date,
    today: date,
    receipt: bool = True,
    anyway: Collection[CertificateId] = (),
) -> Done:
    """Exchange what has a void one still out, and hand over the others of the household; all or none.

    What is missing is followed up as by hand_over.
    """
    if not new_ids:
        return hand_over(tx, others, missing, on=on, today=today, receipt=receipt, anyway=anyway)
    done = exchanges.exchange(tx, new_ids, on=on, today=today, receipt=receipt, anyway=anyway)
    if others or missing:
        more = hand_over(tx, others, missing, on=on, today=today, receipt=receipt, anyway=anyway)
        done = replace(done, sentence=f"{done.sentence}{more.sentence}")
    holders = [sheet.person_id for sheet in tx.certificates([*new_ids, *others])]
    return replace(done, label=household_label(tx, "引き換え", holders))


@over_the_counter
def hand_out_department(
    tx: Transaction, sheets: Sequence[CertificateId], where: str, *, on: date, today: date, receipt: bool
) -> Done:
    """Hand out what waits for a department, together. where: its name."""
    done = certificates.hand_out(tx, sheets, on=on, today=today, receipt=receipt)
    return replace(done, label=f"配付 {where} {len(sheets)}枚")


@over_the_counter
def take_back(
    tx: Transaction,
    present: Sequence[CertificateId],
    missing: Sequence[Missing] = (),
    *,
    on: date,
    today: date,
) -> Done:
    """Collect what is there; of what is missing the line of the due list gets cause and date.

    All or none. A missing sheet that need not come back is left alone and said to be so.
    """
    check_done_on(on, today)
    wanted = _check_named(present, missing)
    away = tx.certificates(list(wanted))
    for sheet in away:
        if sheet.status not in TO_COME_BACK:
            raise NotAllowed(f"発行番号 {sheet.issue_number} は{said(sheet.status, 'refusal')}。")
    # What is due is judged as things stand before this step.
    owed = [(wanted[c.id], c) for c in away if c.id and certificates.is_owed(tx, c, today)]
    if present:
        done = certificates.collect(tx, present, on=on, today=today, of_household=True)
    else:
        done = _nothing_there(tx, "回収", away)
    told = _with_missing(tx, done, owed, DutyKind.RETURN, on, today)
    left = len(away) - len(owed)
    if not left:
        return told
    return replace(told, sentence=f"{told.sentence}{left}枚は返却の期限がないため、そのままにしました。")


@over_the_counter
def change_cause(
    tx: Transaction, duties: Sequence[DutyRef], cause: MissingCause, *, follow_up_on: date, today: date
) -> Done:
    """Give what is missing another cause."""
    word = label(cause)
    done = deferrals.defer(tx, duties, due_on=follow_up_on, reason=word, on=today, today=today)
    return replace(done, label=step_label(tx, f"まだの理由 {word}", [duty.person_id for duty in duties]))


def _nothing_there(tx: Transaction, verb: str, away: Sequence[Certificate]) -> Done:
    """Nothing but what is missing was looked at."""
    return Done("", household_label(tx, verb, [sheet.person_id for sheet in away]))


def _check_named(
    present: Sequence[CertificateId], missing: Sequence[Missing]
) -> dict[CertificateId, Missing]:
    """Return the missing ones by sheet; each sheet is either there or missing."""
    if not present and not missing:
        raise BadValue("証を選んでください。")
    wanted = {one.certificate_id: one for one in missing}
    if len(wanted) < len(missing) or wanted.keys() & set(present):
        raise BadValue("同じ証が二度選ばれています。あるか、ないかのどちらかにしてください。")
    return wanted


def _with_missing(
    tx: Transaction,
    done: Done,
    away: Sequence[tuple[Missing, Certificate]],
    kind: DutyKind,
    on: date,
    today: date,
) -> Done:
    for one, sheet in away:
        deferrals.defer(
            tx,
            [DutyRef(sheet.person_id, kind, sheet.id)],
            due_on=one.follow_up_on,
            reason=label(one.cause),
            on=on,
            today=today,
        )
    if not away:
        return done
    first = min(one.follow_up_on for one, _ in away)
    again = f"{wareki_short(first)} {'から順に' if len({m.follow_up_on for m, _ in away}) > 1 else 'に'}"
    causes = "、".join(dict.fromkeys(label(one.cause) for one, _ in away))
    return replace(done, sentence=f"{done.sentence}ない{len(away)}枚({causes})は {again}確かめます。")
