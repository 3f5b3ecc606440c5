"""A misdelivery and all that was done about it, recorded in one step."""

from datetime import date

from app.changes import Done
from app.domain.ids import CertificateId, PersonId
from app.domain.misdelivery import Misdelivery
from app.late import dataclass
from app.ports import Transaction
from app.usecases.asked import everyday
from app.usecases.counter import certificates, misdeliveries
from app.usecases.counter.misdeliveries import CaseStep
from app.words import label

_STAYS_LOST = "誤交付のまま戻らない"


@dataclass(frozen=True, slots=True)
class Filled:
    """What the form says. steps: those done now, with their day. lost_on: the sheet stays lost."""

    given_to: PersonId | None
    given_on: date
    noticed_on: date
    note: str
    steps: tuple[tuple[CaseStep, date], ...]
    lost_on: date | None


@everyday
def record(
    tx: Transaction,
    certificate_id: CertificateId,
    case: Misdelivery | None,
    filled: Filled,
    *,
    today: date,
) -> Done:
    """Record a new case, or go on with one, with all that was done about it; one operation."""
    steps = dict(filled.steps)
    done: list[Done] = []
    if case is None:
        done.append(
            misdeliveries.report(
                tx,
                certificate_id,
                given_to=filled.given_to,
                given_on=filled.given_on,
                noticed_on=filled.noticed_on,
                note=filled.note,
                recovered=steps.get(CaseStep.RECOVERED) == filled.noticed_on,
                today=today,
            )
        )
        case = tx.misdeliveries_of(certificate_id)[-1]
        if case.recovered_on is not None:
            del steps[CaseStep.RECOVERED]
    assert case.id is not None
    done += [misdeliveries.settle(tx, case.id, step, on=on, today=today) for step, on in steps.items()]
    if filled.lost_on is not None:
        done.append(certificates.lose(tx, certificate_id, on=filled.lost_on, today=today, reason=_STAYS_LOST))
    called = done[0].label
    if filled.lost_on is not None:
        return Done(_lost_words(tx.person(case.person_id).name), called)
    if len(done) == 1:
        return done[0]
    left = misdeliveries.steps_left(tx.misdelivery(case.id), tx.certificate(certificate_id))
    still = f"残り: {'、'.join(label(step) for step in left)}。" if left else done[-1].sentence
    return Done(f"誤交付と済んだことを記録しました。{still}", called)


def _lost_words(name: str) -> str:
    return (
        f"{name} さんの証を紛失として記録しました。"
        "滅失届と再交付の申請をし、新しい番号の証を印刷してください。"
    )
