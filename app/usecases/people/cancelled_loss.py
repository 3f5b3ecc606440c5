"""退職の取消: an end of cover that was recorded is taken back, whatever was done since.

Undo takes back one step and only while nothing was built upon it; this says what becomes of papers
that came back meanwhile. Source: docs/rules.md, "Loss of cover".
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from app.changes import Done
from app.domain.certificate import Certificate, CertificateStatus
from app.domain.cover import loss_of_cover
from app.domain.duties import NEVER_HELD
from app.domain.household import insured_among
from app.domain.ids import PersonId
from app.domain.person import LossCause, Person, PersonKind
from app.domain.wareki import wareki
from app.errors import NotAllowed
from app.ports import Transaction
from app.usecases.asked import everyday
from app.usecases.people.roster import doubt_of_double_cover
from app.words import label

S = CertificateStatus


@everyday
def cancel_loss(tx: Transaction, person_id: PersonId, *, today: date) -> Done:
    """Take back the recorded end of cover of a person, and of the family that lost it with an employee.

    A sheet still with its holder stays there. One that is back, or was sent to the society, stays as
    it is: a new one is due. Refused for a re-hire, whose new entries stand, and for a dependant whose
    employee's cover ended.
    """
    person = tx.person(person_id)
    if person.disqualified_on is None or person.loss_cause is None:
        raise NotAllowed(f"{person.name} さんに、取り消す資格喪失の記録はありません。")
    if person.loss_cause is LossCause.REHIRED:
        raise NotAllowed(
            f"{person.name} さんは再雇用の新しい番号で加入しています。再雇用の操作を元に戻してください。"
        )
    household = tx.household(person.symbol, person.number)
    if person.loss_cause is LossCause.INSURED_LOST:
        raise NotAllowed(f"{person.name} さんの資格は、被保険者(本人)の喪失を取り消すと戻ります。")
    back = [replace(p, **_NO_LOSS) for p in _who_lost_it(person, household)]  # type: ignore[arg-type]
    tx.save_people(back)
    home = tx.household(person.symbol, person.number)
    ended = [p for p in back if loss_of_cover(p, insured_among(p, home)).on <= today]
    doubt = "".join(doubt_of_double_cover(tx, p) for p in back)
    others = f"とご家族{len(back) - 1}名" if len(back) > 1 else ""
    cause, day = label(person.loss_cause), wareki(person.disqualified_on)
    told = f"{person.name} さん{others}の{cause}({day} の資格喪失)を取り消しました。"
    if ended:
        told += f"{ended[0].name} さんの資格は、ほかの理由で終わっています。"
    remark = _of_papers([sheet for p in back if (sheet := _latest(tx, p)) is not None])
    remark += f"健保へ喪失届を出していたときは、取消の届出を健保に確かめてください。{doubt}"
    return Done(told + remark, f"{cause}の取消 {person.name}", remark=remark)


_NO_LOSS = dict.fromkeys(("disqualified_on", "loss_cause", "last_day_on", "last_office_on", "loss_known_on"))


def _who_lost_it(person: Person, household: Sequence[Person]) -> list[Person]:
    """The person, and who lost cover on that day with an employee; who lost it otherwise stays out."""
    if person.kind is PersonKind.DEPENDANT:
        return [person]
    return [
        person,
        *(
            p
            for p in household
            if p.loss_cause is LossCause.INSURED_LOST and p.disqualified_on == person.disqualified_on
        ),
    ]


def _latest(tx: Transaction, person: Person) -> Certificate | None:
    """The paper the person had last."""
    assert person.id is not None
    held = [sheet for sheet in tx.certificates_of(person.id) if sheet.status not in NEVER_HELD]
    return held[-1] if held else None


def _of_papers(given: Sequence[Certificate]) -> str:
    """What becomes of papers that came back, were sent or could not be found."""
    here = sum(sheet.status is S.COLLECTED for sheet in given)
    sent = sum(sheet.status is S.FORWARDED for sheet in given)
    lost = sum(sheet.status is S.LOST for sheet in given)
    told = ""
    if here:
        told += (
            f"戻っている証{here}枚は健保へ返送し、新しい証を印刷します。"
            "本人に返すときは、その回収の操作を元に戻してください。"
        )
    if sent:
        told += f"健保へ返送した証{sent}枚は戻りません。新しい証の交付を健保に確かめてください。"
    if lost:
        told += f"紛失とした証{lost}枚は紛失のままです。見つかったら回収として記録してください。"
    return told
