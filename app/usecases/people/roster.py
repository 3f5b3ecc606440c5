"""Add, change, move and end the cover of members."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta

from app.changes import Done
from app.domain import law
from app.domain.certificate import CertificateStatus
from app.domain.cover import Loss
from app.domain.double_cover import covered_elsewhere, doubt_of_two
from app.domain.duties import DutyKind, return_by
from app.domain.eligibility import DAY, disqualified_on, ends_by_age, impossible_cause, months_after
from app.domain.ids import OfficeId, PersonId
from app.domain.insured_number import check_insured_number
from app.domain.language import Language
from app.domain.person import LossCause, Person, PersonKind, corrected
from app.domain.rules import SocietyRules
from app.domain.step_ahead import AheadKind, StepAhead
from app.domain.wareki import wareki, wareki_short
from app.errors import BadValue, NotAllowed
from app.late import dataclass
from app.ports import Transaction
from app.usecases.asked import everyday
from app.usecases.counter.void_papers import save_changed
from app.usecases.done_on import check_done_on
from app.usecases.people.enrolment import check_stage
from app.usecases.people.languages import keep_language
from app.usecases.people.steps_ahead import prepare
from app.usecases.step_label import step_label
from app.words import label

_OF_EITHER = (LossCause.DEATH, LossCause.AGE_75, LossCause.DISABILITY, LossCause.OTHER_INSURANCE)
CAUSES_OF: Mapping[PersonKind, Sequence[LossCause]] = {
    PersonKind.INSURED: (LossCause.LEFT, *_OF_EITHER),
    PersonKind.DEPENDANT: (LossCause.REMOVED_DEPENDANT, *_OF_EITHER),
}
"""Why one's own cover may end, the usual cause first. A re-hire is a use case of its own."""

VOLUNTARY_DAYS = timedelta(days=20)
"""任意継続 is applied for within so many days from the 資格喪失日: 健康保険法37条1項."""

VOLUNTARY_MONTHS = 2
"""So long a leaver must have been insured for 任意継続: 健康保険法3条4項."""

MISSING_AT_LEAVING = "退職の手続きのとき見つからない"


@dataclass(frozen=True, slots=True)
class LeaverPlan:
    """The dates of a leaver, and whose papers come back.

    last_day_on: 退職日 (or day of the event). disqualified_on: 資格喪失日. return_by: last day
    to hand the papers back. cause: why cover ends; 75 where that day comes first. known_on: when that
    became known; None for 75, which nobody needs to be told.
    """

    last_day_on: date
    disqualified_on: date
    return_by: date
    people: tuple[Person, ...]
    cause: LossCause
    known_on: date | None

    @property
    def last_covered_on(self) -> date:
        """The last day on which a paper may be used."""
        return self.disqualified_on - DAY


def leaver_plan(
    person: Person,
    household: Sequence[Person],
    rules: SocietyRules,
    *,
    last_day_on: date,
    cause: LossCause,
    today: date,
    known_on: date | None = None,
) -> LeaverPlan:
    """Return what would follow if this person's cover ended so; nothing is stored.

    An employee's loss takes every dependant along, again when its day is corrected; a
    dependant's is their own. known_on: when it became known; otherwise as recorded with this very day
    before, or today.
    """
    if known_on is not None and known_on > today:
        raise BadValue("資格喪失が分かった日が今日より先です。日付を直してください。")
    _check_cause(person, cause, last_day_on, today)
    lost = disqualified_on(cause, last_day_on)
    # Whoever stays at work past 75 lost cover on the birthday, whenever the work ends.
    turns_75 = ends_by_age(person)
    if person.qualified_on < turns_75 < lost:
        lost, cause = turns_75, LossCause.AGE_75
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
    learned_on = known_on or (person.loss_known_on if person.disqualified_on == lost else today)
    loss = Loss(lost, cause, None if cause is LossCause.AGE_75 else learned_on)
    return LeaverPlan(last_day_on, lost, return_by(loss, rules), tuple(ending), cause, loss.known_on)


@everyday
def leave(
    tx: Transaction,
    person_id: PersonId,
    *,
    cause: LossCause,
    last_day_on: date,
    today: date,
    known_on: date | None = None,
    last_office_on: date | None = None,
    missing: Sequence[PersonId] = (),
    is_voluntary: bool = False,
    language: Language | None = None,
) -> Done:
    """Record the end of cover of a person, and of the household if it is the employee.

    last_day_on may lie ahead; the rules of today decide the dates. known_on: see leaver_plan; no paper is
    late before the days after it. last_office_on: 最終出社日, from
    which the return is announced; not after last_day_on. missing: members whose paper
    cannot be found; it is recorded as lost (滅失届) in the same step. is_voluntary: the leaver applies for
    任意継続; this cover and its papers end all the same. language: kept, of the slip that goes with it.
    """
    if language is not None:
        keep_language(tx, [person_id], language)
    person = tx.person(person_id)
    rules = tx.rules_at(today)
    household = tx.household(person.symbol, person.number)
    plan = leaver_plan(
        person, household, rules, last_day_on=last_day_on, cause=cause, today=today, known_on=known_on
    )
    check_last_office_day(last_office_on, last_day_on)
    voluntary = said_of_voluntary(person, plan) if is_voluntary else ""
    for member in plan.people:
        own = member.id == person.id
        tx.save_person(
            replace(
                member,
                disqualified_on=plan.disqualified_on,
                loss_known_on=plan.known_on,
                loss_cause=plan.cause if own else LossCause.INSURED_LOST,
                last_day_on=_event_of(plan) if own else plan.last_covered_on,
                last_office_on=last_office_on if last_office_on != last_day_on else None,
            )
        )
    lost = sum(_lose_paper(tx, plan, who, today) for who in missing)
    others = f"とご家族{len(plan.people) - 1}名" if len(plan.people) > 1 else ""
    by = f"、証の返却期限は {wareki(plan.return_by)} です。"
    if not _comes_back(tx, plan, rules):
        by = " です。返していただく証の記録はありません。"
    told = f"{person.name} さん{others}の資格喪失日は {wareki(plan.disqualified_on)}{by}"
    if plan.cause is not cause:
        told += "75歳になる日に資格が先に終わるため、75歳到達として記録しました。"
    if cause is LossCause.DEATH:
        told += f"証は、{BURIAL}からお返しいただきます。"
    if lost:
        told += f"見つからない証{lost}枚は紛失(滅失届)にしました。"
    told += voluntary
    kept = "(任意継続)" if is_voluntary else ""
    return Done(
        told, f"{label(plan.cause)} {person.name}{kept}{_noted(last_office_on, plan)}", remark=voluntary
    )


def _comes_back(tx: Transaction, plan: LeaverPlan, rules: SocietyRules) -> bool:
    """Whether any paper of these people is to be handed back once cover has ended."""
    facts = tx.facts_of([member.id for member in plan.people if member.id is not None])
    due = (duty for one in facts for duty in law.duties_by(law.case_of(one, rules)))
    return any(law.KIND_OF[duty.why] is DutyKind.RETURN for duty in law.on(due, plan.disqualified_on))


def said_of_voluntary(person: Person, plan: LeaverPlan) -> str:
    """Return what becomes of papers with 任意継続, by whom and until when; refused where it cannot be.

    Only an employee who leaves may apply; whoever was not insured for two months is asked about, for
    what counts is the time with the society.
    Source: docs/rules.md, "Loss of cover".
    """
    if person.kind is not PersonKind.INSURED or plan.cause is not LossCause.LEFT:
        raise BadValue("任意継続を申し込めるのは、退職する被保険者(本人)だけです。印を外してください。")
    until = plan.disqualified_on + VOLUNTARY_DAYS - DAY
    told = (
        f"任意継続でも、今の証は会社へ返します。申し込みは {wareki(until)} までに本人が健保へ、"
        "新しい番号の証は健保から本人に届き、返すときも本人が健保へ返します。"
    )
    if months_after(person.qualified_on, VOLUNTARY_MONTHS) > plan.disqualified_on:
        told += (
            f"この事業所での加入が{VOLUNTARY_MONTHS}か月に足りません。申し込めるか健保に確かめてください。"
        )
    return told


def check_last_office_day(last_office_day: date | None, last_day_on: date) -> None:
    """Refuse a last day in the office after the last day of employment."""
    if last_office_day is not None and last_office_day > last_day_on:
        raise BadValue("最終出社日が退職日より後です。どちらかの日付を直してください。")


def _noted(last_office_day: date | None, plan: LeaverPlan) -> str:
    """Return what the label of the operation says of a last day in the office before the 退職日."""
    if last_office_day is None or last_office_day >= plan.last_day_on:
        return ""
    return f"(最終出社日 {wareki_short(last_office_day)})"


BURIAL = "埋葬料を申請する方(いなければ埋葬を行った方)"
"""Who brings the papers of somebody who died; Source: docs/rules.md, "Return of certificates"."""


@everyday
def add_person(tx: Transaction, person: Person, *, today: date) -> Done:
    """Add a member by hand, as the society filed them; nothing was known of them before."""
    check_person(tx, person)
    saved = tx.save_person(replace(person, enrolment_known_on=today))
    doubt = doubt_of_double_cover(tx, saved)
    return Done(
        f"{saved.name} さんを名簿に加えました。{paper_to_come(saved)}{doubt}",
        f"追加 {saved.name}",
        remark=doubt,
    )


def doubt_of_double_cover(tx: Transaction, person: Person) -> str:
    """Return what to ask about the other entries of this human; empty where there is none."""
    found = covered_elsewhere(
        person, tx.same_humans(person), lambda one: tx.household(one.symbol, one.number)
    )
    return "".join(doubt_of_two(person, other) for other in found)


def paper_to_come(person: Person) -> str:
    """Say what a new member's paper waits for."""
    if person.certificate_expires_on is None:
        return "資格確認書は、健保の一覧(有効期限)が届くと印刷できます。"
    return ""


@everyday
def change_person(
    tx: Transaction, person: Person, *, on: date, today: date, seen: Person | None = None
) -> Done:
    """Store a member's corrected facts; a new 記号 or 番号 of an employee is the family's too.

    seen: from what the correction was made; what it left as it was stays as it is stored now.
    Another 有効期限 is another sheet's: the 交付年月日 a list named for the one before goes with it.
    Sheets that show the old facts become void on that day; see app.usecases.counter.void_papers.
    """
    assert person.id is not None
    old = tx.person(person.id)
    person = corrected(old, seen or old, person)
    check_done_on(on, today)
    check_person(tx, person)
    if person.certificate_expires_on != old.certificate_expires_on and person.issued_on == old.issued_on:
        person = replace(person, issued_on=None)
    if person.enrolment is not old.enrolment:
        check_stage(old, person.enrolment)
    pairs = [(old, person), *_family_with_number(tx, old, person)]
    void = save_changed(tx, pairs, on=on, known_on=today)
    return Done(f"{person.name} さんの記録を変更しました。{void.sentence}", f"訂正 {person.name}")


@everyday
def move_office(
    tx: Transaction,
    person_ids: Sequence[PersonId],
    office_id: OfficeId,
    department: str | None,
    *,
    on: date,
    today: date,
    symbol: str = "",
    number: str = "",
) -> Done:
    """Move members, each with the household, to another office or department.

    symbol: the new office's 記号, empty where it stays. number: a new 番号, of one household
    only. Sheets that show the old ones become void.
    """
    office = next((o for o in tx.offices() if o.id == office_id), None)
    if office is None:
        raise BadValue("異動先の事業所を選んでください。")
    homes = {(p.symbol, p.number) for p in (tx.person(person_id) for person_id in person_ids)}
    if number and len(homes) > 1:
        raise BadValue("新しい番号は一世帯ずつ記録してください。記号だけなら、まとめて変えられます。")
    pairs: list[tuple[Person, Person]] = []
    for home in sorted(homes):
        for member in tx.household(*home):
            new = replace(
                member,
                office_id=office_id,
                department=member.department if department is None else department,
                symbol=symbol or member.symbol,
                number=number or member.number,
            )
            if new.key != member.key:
                check_person(tx, new)
            pairs.append((member, new))
    if len({new.key for _, new in pairs}) < len(pairs):
        raise NotAllowed("同じ番号になる方がいます。一世帯ずつ、新しい番号を入れて記録してください。")
    if on > today:
        ahead = [
            prepare(
                tx,
                StepAhead(
                    None,
                    _first_of(tx, home, person_ids),
                    AheadKind.MOVE,
                    on,
                    today,
                    office_id=office_id,
                    department=department,
                    symbol=symbol,
                    number=number,
                ),
            )
            for home in sorted(homes)
        ]
        return replace(
            ahead[0],
            sentence="".join(done.sentence for done in ahead),
            label=step_label(tx, "異動の予定", person_ids),
        )
    void = save_changed(tx, pairs, on=on, known_on=today)
    return Done(
        f"{len(pairs)}名を{office.name}へ移しました。{void.sentence}", step_label(tx, "異動", person_ids)
    )


def _first_of(tx: Transaction, home: tuple[str, str], person_ids: Sequence[PersonId]) -> PersonId:
    """Who of a household was named; the household goes along."""
    return next(p.id for p in tx.household(*home) if p.id is not None and p.id in person_ids)


def check_person(tx: Transaction, person: Person) -> None:
    """Refuse facts that cannot be filed, and a number that somebody else has."""
    check_insured_number(person.symbol, person.number, person.branch_number)
    if not person.name.strip():
        raise BadValue("氏名を入れてください。")
    if person.qualified_on < person.born_on:
        raise BadValue("資格取得日が生年月日より前です。日付を直してください。")
    if person.qualified_on >= ends_by_age(person):
        raise BadValue(
            f"{wareki(person.qualified_on)} には75歳で、後期高齢者医療の方です。"
            "生年月日か資格取得日(認定日)を直してください。"
        )
    for other in tx.household(person.symbol, person.number):
        if other.key == person.key and other.id != person.id:
            raise NotAllowed(f"{person.key} は {other.name} さんの番号です。番号を確かめてください。")


def _family_with_number(tx: Transaction, old: Person, new: Person) -> list[tuple[Person, Person]]:
    """The dependants who take an employee's new 記号 and 番号 with them."""
    if (old.symbol, old.number) == (new.symbol, new.number) or old.kind is not PersonKind.INSURED:
        return []
    family = [p for p in tx.household(old.symbol, old.number) if p.kind is PersonKind.DEPENDANT]
    pairs = [(p, replace(p, symbol=new.symbol, number=new.number)) for p in family]
    for _, moved in pairs:
        check_person(tx, moved)
    return pairs


def _event_of(plan: LeaverPlan) -> date:
    """The day behind the loss: 退職日 and the like, or the birthday where 75 came first."""
    return min(plan.last_day_on, plan.disqualified_on)


def _check_cause(person: Person, cause: LossCause, last_day_on: date, today: date) -> None:
    """A cause that cannot be this person's would give a wrong 資格喪失日."""
    if cause not in CAUSES_OF[person.kind]:
        raise BadValue(f"{person.name} さんの喪失の理由が区分(本人・家族)に合いません。選び直してください。")
    reason = impossible_cause(person.born_on, cause, last_day_on, today)
    if reason:
        raise BadValue(f"{person.name} さんの{label(cause)}: {reason}。日付か理由を直してください。")


def _lose_paper(tx: Transaction, plan: LeaverPlan, who: PersonId, today: date) -> int:
    """Record what a member holds as lost; returns how many sheets, refused where none is out."""
    person = next((p for p in plan.people if p.id == who), None)
    if person is None:
        raise BadValue("見つからない証は、資格を失う方の中から選んでください。")
    held = (CertificateStatus.HANDED_OUT, CertificateStatus.SUPERSEDED)
    sheets = [sheet for sheet in tx.certificates_of(who) if sheet.status in held]
    if not sheets:
        raise BadValue(f"{person.name} さんに渡してある証の記録がありません。印を外してください。")
    for sheet in sheets:
        tx.save_certificate(sheet.lose(today, MISSING_AT_LEAVING))
    return len(sheets)
