"""Add, change, move and end the cover of members."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from app.changes import Changes, Done
from app.domain.certificate import TO_COME_BACK
from app.domain.duties import return_by
from app.domain.eligibility import Loss, disqualified_on, seventy_fifth
from app.domain.ids import OfficeId, PersonId
from app.domain.insured_number import check_insured_number
from app.domain.my_number import refuse_my_number
from app.domain.person import LossCause, Person, PersonKind
from app.domain.rules import SocietyRules, read_rule_book
from app.domain.wareki import wareki
from app.errors import BadValue, NotAllowed
from app.ports import Transaction

_OF_EITHER = (LossCause.DEATH, LossCause.AGE_75, LossCause.DISABILITY, LossCause.OTHER_INSURANCE)
CAUSES_OF: Mapping[PersonKind, Sequence[LossCause]] = {
    PersonKind.INSURED: (LossCause.LEFT, *_OF_EITHER),
    PersonKind.DEPENDANT: (LossCause.REMOVED_DEPENDANT, *_OF_EITHER),
}
"""Why one's own cover may end, the usual cause first."""


@dataclass(frozen=True, slots=True)
class LeaverPlan:
    """The three dates of a leaver, and whose papers come back.

    last_day_on: 退職日 (or day of the event). disqualified_on: 資格喪失日. return_by: last day
    to hand the papers back.
    """

    last_day_on: date
    disqualified_on: date
    return_by: date
    people: tuple[Person, ...]


def leaver_plan(
    person: Person, household: Sequence[Person], rules: SocietyRules, *, last_day_on: date, cause: LossCause
) -> LeaverPlan:
    """Return what would follow if this person's cover ended so; nothing is stored.

    An employee's loss takes every dependant along, again when its day is corrected; a
    dependant's is their own.
    """
    _check_cause(person, cause, last_day_on)
    lost = disqualified_on(cause, last_day_on)
    if lost <= person.qualified_on:
        raise BadValue(
            f"資格取得日 {wareki(person.qualified_on)} より前には終われません。日付を確かめてください。"
        )
    people = [person]
    if person.kind is PersonKind.INSURED:
        people += [other for other in household if other.kind is PersonKind.DEPENDANT]
    ending = [
        p
        for p in people
        if p is person
        or p.disqualified_on is None
        or p.disqualified_on > lost
        or p.loss_cause is LossCause.INSURED_LOST
    ]
    return LeaverPlan(last_day_on, lost, return_by(Loss(lost, cause), rules), tuple(ending))


def leave(
    tx: Transaction,
    person_id: PersonId,
    *,
    cause: LossCause,
    last_day_on: date,
    today: date,
) -> Done:
    """Record the end of cover of a person, and of the household if it is the employee.

    last_day_on may lie ahead; the rules of today decide the dates.
    """
    person = tx.person(person_id)
    rules = read_rule_book(tx.society().rules_toml).at(today)
    household = tx.household(person.symbol, person.number)
    plan = leaver_plan(person, household, rules, last_day_on=last_day_on, cause=cause)
    for member in plan.people:
        own = member.id == person.id
        tx.save_person(
            replace(
                member,
                disqualified_on=plan.disqualified_on,
                loss_cause=cause if own else LossCause.INSURED_LOST,
                last_day_on=last_day_on if own else plan.disqualified_on - timedelta(days=1),
            )
        )
    others = f"とご家族{len(plan.people) - 1}名" if len(plan.people) > 1 else ""
    return Done(
        Changes.ROSTER,
        f"{person.name} さん{others}の資格喪失日は {wareki(plan.disqualified_on)}、"
        f"証の返却期限は {wareki(plan.return_by)} です。",
    )


def add_person(tx: Transaction, person: Person) -> Done:
    """Add a member by hand, as the society filed them."""
    _check(tx, person)
    saved = tx.save_person(person)
    return Done(Changes.ROSTER, f"{saved.name} さんを名簿に加えました。")


def change_person(tx: Transaction, person: Person) -> Done:
    """Store a member's changed facts; a new 記号 or 番号 of an employee is the family's too.

    Refused while a paper that shows the old 記号, 番号, 枝番 or 本人・家族 is not back.
    """
    _check(tx, person)
    assert person.id is not None
    old = tx.person(person.id)
    family: list[Person] = []
    if (old.symbol, old.number) != (person.symbol, person.number) and old.kind is PersonKind.INSURED:
        family = [p for p in tx.household(old.symbol, old.number) if p.kind is PersonKind.DEPENDANT]
    if old.key != person.key or old.kind is not person.kind:
        for member in (old, *family):
            _check_no_paper_out(tx, member)
    tx.save_person(person)
    for member in family:
        moved = replace(member, symbol=person.symbol, number=person.number)
        _check(tx, moved)
        tx.save_person(moved)
    return Done(Changes.ROSTER, f"{person.name} さんの記録を変更しました。")


def move_office(
    tx: Transaction, person_ids: Sequence[PersonId], office_id: OfficeId, department: str
) -> Done:
    """Move members, each with the household, to another office or department."""
    office = next((o for o in tx.offices() if o.id == office_id), None)
    if office is None:
        raise BadValue("異動先の事業所を選んでください。")
    refuse_my_number(department, "所属")
    moved: set[PersonId] = set()
    for person_id in person_ids:
        person = tx.person(person_id)
        for member in tx.household(person.symbol, person.number):
            if member.id is not None and member.id not in moved:
                moved.add(member.id)
                tx.save_person(replace(member, office_id=office_id, department=department))
    return Done(Changes.ROSTER, f"{len(moved)}名を{office.name}へ移しました。")


def _check_cause(person: Person, cause: LossCause, last_day_on: date) -> None:
    """A cause that cannot be this person's would give a wrong 資格喪失日."""
    if cause not in CAUSES_OF[person.kind]:
        raise BadValue(f"{person.name} さんの喪失の理由が区分(本人・家族)に合いません。選び直してください。")
    turns_75 = seventy_fifth(person.born_on)
    if cause is LossCause.AGE_75 and turns_75.is_certain and last_day_on < turns_75.on:
        raise BadValue(
            f"{person.name} さんが75歳になるのは{wareki(turns_75.on)}です。日付か理由を直してください。"
        )


def _check_no_paper_out(tx: Transaction, person: Person) -> None:
    assert person.id is not None
    for certificate in tx.certificates_of(person.id):
        if certificate.is_live or certificate.status in TO_COME_BACK:
            raise NotAllowed(
                f"{person.name} さんの証(発行番号 {certificate.issue_number})には今の番号があります。"
                "回収などの処理をしてから変えてください。"
            )


def _check(tx: Transaction, person: Person) -> None:
    check_insured_number(person.symbol, person.number, person.branch_number)
    for text, where in (
        (person.name, "氏名"),
        (person.kana, "フリガナ"),
        (person.department, "所属"),
        (person.employee_code, "社員番号"),
        (person.relationship, "続柄"),
    ):
        refuse_my_number(text, where)
    if not person.name.strip():
        raise BadValue("氏名を入れてください。")
    if person.qualified_on < person.born_on:
        raise BadValue("資格取得日が生年月日より前です。日付を直してください。")
    for other in tx.household(person.symbol, person.number):
        if other.key == person.key and other.id != person.id:
            raise NotAllowed(f"{person.key} は {other.name} さんの番号です。番号を確かめてください。")
