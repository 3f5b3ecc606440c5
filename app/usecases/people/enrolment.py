"""How far somebody is with マイナ保険証: the one door by which a stage is recorded, and the card's own end.

Registering is voluntary. Source: docs/rules.md, "Stages of registration".
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from app.changes import Done
from app.domain.eligibility import card_works_until, months_after, released_by
from app.domain.ids import PersonId
from app.domain.person import FOR_A_WHILE, RELEASING, WITH_CARD, Enrolment, Person
from app.domain.wareki import wareki
from app.errors import BadValue, NotAllowed
from app.ports import Transaction
from app.usecases.asked import everyday
from app.usecases.done_on import check_done_on
from app.usecases.step_label import step_label
from app.words import label, said

LONGEST_CARD_MONTHS = 6 * 12
"""Beyond that no 電子証明書 lasts: it ends on the fifth birthday after its issue."""

LEFT_IN_PEACE = (Enrolment.DECLINED, Enrolment.NO_ANSWER)
_IS_REGISTERED = WITH_CARD | FOR_A_WHILE | {Enrolment.RELEASE_ASKED}


@everyday
def take_step(
    tx: Transaction, person_ids: Sequence[PersonId], stage: Enrolment, *, on: date, today: date
) -> Done:
    """Record the stage that was learned on that day, of all or none, and say what follows from it.

    Only somebody registered gives the registration up; somebody registered does not decline.
    """
    check_done_on(on, today)
    if not person_ids:
        raise BadValue("状況を記録する方を選んでください。")
    for person_id in person_ids:
        person = tx.person(person_id)
        check_stage(person, stage)
        tx.save_person(replace(person, enrolment=stage, enrolment_as_of=on, enrolment_known_on=None))
    rules = tx.rules_at(today)
    told = said(stage, "recorded", count=len(person_ids), released_by=wareki(released_by(on)))
    if stage in WITH_CARD and rules.return_when_registered:
        told += f"資格確認書をお持ちの方からは{rules.registered_return_days}日以内に回収します。"
    return Done(told, step_label(tx, f"マイナ保険証 {label(stage)}", person_ids))


def check_stage(person: Person, stage: Enrolment) -> None:
    """Refuse a stage that cannot follow the one on file."""
    if stage in LEFT_IN_PEACE and person.enrolment in _IS_REGISTERED:
        raise NotAllowed(f"{person.name} さんは登録済みです。やめるときは登録の解除を記録してください。")
    if stage in RELEASING and stage is not person.enrolment and person.enrolment not in _IS_REGISTERED:
        raise NotAllowed(f"{person.name} さんは登録済みではありません。今の状況を確かめてください。")


@everyday
def set_card_expiry(tx: Transaction, person_id: PersonId, expires_on: date | None, *, today: date) -> Done:
    """Keep the day the My Number Card's 電子証明書 ends, as the person told; None forgets it.

    Telling is voluntary. The society cannot see this day.
    Source: docs/rules.md, "Stages of registration".
    """
    person = tx.person(person_id)
    if expires_on is None:
        tx.save_person(replace(person, card_expires_on=None))
        return Done(f"{person.name} さんの電子証明書の期限を消しました。", f"電子証明書の期限 {person.name}")
    if expires_on < person.born_on:
        raise BadValue("電子証明書の期限が生年月日より前です。日付を確かめてください。")
    if expires_on > months_after(today, LONGEST_CARD_MONTHS):
        raise BadValue("電子証明書の期限は発行から5回目の誕生日までです。年を確かめてください。")
    tx.save_person(replace(person, card_expires_on=expires_on))
    last = card_works_until(expires_on, tx.rules_at(today).card_grace_months)
    return Done(
        f"{person.name} さんの電子証明書の期限を {wareki(expires_on)} と記録しました。"
        f"マイナ保険証は {wareki(last)} まで使えます。",
        f"電子証明書の期限 {person.name}",
    )
