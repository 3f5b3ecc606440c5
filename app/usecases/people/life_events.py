"""Events of a life: a dependant joins or goes over to the other parent, a name or 割合 changes, a re-hire.

Each is one use case with its consequences for the papers; the end of cover is in
app.usecases.people.roster, マイナ保険証 in app.usecases.people.enrolment, loss and damage of a sheet in
app.usecases.counter.certificates.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from app.changes import Done
from app.domain.contact import About, Reply
from app.domain.cover import covered, loss_of_cover
from app.domain.elderly_card import is_another
from app.domain.eligibility import DAY, elderly_from, ends_by_age
from app.domain.household import insured_among
from app.domain.ids import PersonId
from app.domain.law.elderly import is_in_use
from app.domain.person import LossCause, Person, PersonKind, Sex
from app.domain.print_note import NO_DISEASE, PrintNote
from app.domain.step_ahead import AheadKind, StepAhead
from app.domain.wareki import wareki
from app.errors import BadValue
from app.ports import Transaction
from app.usecases.asked import everyday
from app.usecases.counter.void_papers import save_changed
from app.usecases.people.roster import check_person, doubt_of_double_cover, leave, paper_to_come
from app.usecases.people.steps_ahead import prepare
from app.usecases.step_label import step_label

RATES = (2, 3)
"""一部負担金の割合 from 70 to 74, in tenths."""


@everyday
def add_dependant(tx: Transaction, employee_id: PersonId, dependant: Person, *, today: date) -> Done:
    """Add a dependant to an employee's household.

    区分, 記号・番号, office and department are the employee's whatever the dependant says;
    枝番 and 認定日 (qualified_on) are the society's. Refused where the employee is not covered
    on that day.
    """
    employee = tx.person(employee_id)
    if employee.kind is not PersonKind.INSURED:
        raise BadValue("ご家族は被保険者(本人)に加えます。本人を選んでください。")
    begins = dependant.qualified_on
    if not covered(employee, None, begins):
        raise BadValue(
            f"{wareki(begins)} には {employee.name} さんの資格がありません。認定日を確かめてください。"
        )
    new = replace(
        dependant,
        id=None,
        kind=PersonKind.DEPENDANT,
        symbol=employee.symbol,
        number=employee.number,
        office_id=employee.office_id,
        department=employee.department,
        disqualified_on=None,
        loss_cause=None,
        last_day_on=None,
        loss_known_on=None,
        enrolment_known_on=today,
    )
    check_person(tx, new)
    saved = tx.save_person(new)
    doubt = doubt_of_double_cover(tx, saved)
    return Done(
        f"{saved.name} さんを {employee.name} さんのご家族に加えました。{paper_to_come(saved)}{doubt}",
        f"扶養追加 {saved.name}",
        remark=doubt,
    )


def dependant_of(
    employee: Person,
    *,
    branch_number: str,
    name: str,
    kana: str,
    sex: Sex,
    relationship: str,
    born_on: date,
    since: date,
) -> Person:
    """Return somebody who is to join an employee's household. since: 認定日."""
    return Person(
        id=None,
        office_id=employee.office_id,
        kind=PersonKind.DEPENDANT,
        symbol=employee.symbol,
        number=employee.number,
        branch_number=branch_number.strip(),
        name=name.strip(),
        kana=kana.strip(),
        sex=sex,
        relationship=relationship.strip(),
        born_on=born_on,
        qualified_on=since,
    )


@everyday
def change_insured(
    tx: Transaction,
    dependant_id: PersonId,
    employee_id: PersonId,
    *,
    since: date,
    branch_number: str,
    relationship: str,
    today: date,
) -> Done:
    """Let a dependant go over to another insured person, as a child from one parent to the other (扶養替え).

    The cover with the first one ends on that day, unless it has ended by then, and its paper comes back
    through that person; with the other one a new entry begins, without a paper. branch_number: as for
    `add_dependant`.
    Source: docs/rules.md, "Loss of cover".
    """
    old, employee = tx.person(dependant_id), tx.person(employee_id)
    if old.kind is not PersonKind.DEPENDANT:
        raise BadValue(f"{old.name} さんは被保険者(本人)です。ご家族(被扶養者)を選んでください。")
    home = tx.household(old.symbol, old.number)
    if (employee.symbol, employee.number) == (old.symbol, old.number):
        raise BadValue(
            f"{old.name} さんは今 {employee.name} さんの世帯です。ほかの被保険者を選んでください。"
        )
    told = ""
    if since < loss_of_cover(old, insured_among(old, home)).on:
        cause = LossCause.REMOVED_DEPENDANT
        told = leave(tx, dependant_id, cause=cause, last_day_on=since, today=today).sentence
    new = replace(
        _begun_anew(old, since, today),
        branch_number=branch_number.strip(),
        relationship=relationship.strip() or old.relationship,
    )
    done = add_dependant(tx, employee_id, new, today=today)
    household = tx.household(employee.symbol, employee.number)
    left = _carry_over(tx, old, next(p for p in household if p.branch_number == new.branch_number))
    return Done(f"{told}{done.sentence}{left}", f"扶養替え {old.name}", remark=done.remark + left)


@everyday
def change_name(tx: Transaction, person_id: PersonId, *, name: str, kana: str, on: date, today: date) -> Done:
    """Record a new name, exactly as filed. An employee's stands on the family's sheets too."""
    old = tx.person(person_id)
    new = replace(old, name=name.strip(), kana=kana.strip() or old.kana)
    check_person(tx, new)
    if new.name == old.name:
        raise BadValue("氏名が今の名簿と同じです。新しい氏名を入れてください。")
    if on > today:
        return prepare(
            tx, StepAhead(None, person_id, AheadKind.RENAME, on, today, name=new.name, kana=kana.strip())
        )
    void = save_changed(tx, [(old, new)], on=on, known_on=today)
    told = f"{old.name} さんの氏名を {new.name} に変更しました。"
    if old.kana and new.kana == old.kana:
        told += f"フリガナは {old.kana} のままです。"
    return Done(f"{told}{void.sentence}", f"氏名変更 {old.name}")


@everyday
def change_copay(
    tx: Transaction, person_ids: Sequence[PersonId], *, rate: int | None, starts_on: date | None, today: date
) -> Done:
    """Record the 割合 that the society told, and from when; None where the sheet shows none."""
    if not person_ids:
        raise BadValue("割合が変わる方を選んでください。")
    if rate is None:
        starts_on = None
    elif rate not in RATES:
        raise BadValue("負担割合は2割か3割です。健保の通知を確かめてください。")
    elif starts_on is None:
        raise BadValue("新しい割合がいつからかを入れてください。")
    pairs = []
    for person_id in dict.fromkeys(person_ids):
        old = tx.person(person_id)
        _check_copay_age(old, starts_on)
        pairs.append((old, replace(old, copay_rate=rate, copay_from=starts_on)))
    if all(old == new for old, new in pairs):
        raise BadValue("割合と発効日が今の名簿と同じです。新しい割合を入れてください。")
    void = save_changed(tx, pairs, on=today)
    words = "なし" if rate is None or starts_on is None else f"{rate}割({wareki(starts_on)} から)"
    return Done(
        f"{len(pairs)}名の負担割合を{words}にしました。{void.sentence}",
        step_label(tx, "割合変更", person_ids),
    )


@everyday
def note_elderly_card(
    tx: Transaction, person_id: PersonId, *, issued_on: date | None, expires_on: date, today: date
) -> Done:
    """Record the 高齢受給者証 that the society issued, with its own days; the one before it makes way.

    Source: docs/rules.md, "Elderly card".
    """
    person = tx.person(person_id)
    first, last = elderly_from(person.born_on, person.qualified_on), ends_by_age(person)
    if not first <= expires_on < last:
        raise BadValue(
            f"{person.name} さんの高齢受給者証は {wareki(first)} から75歳の前日までです。"
            "有効期限を確かめてください。"
        )
    if issued_on is not None and issued_on > expires_on:
        raise BadValue("高齢受給者証の交付年月日が有効期限より後です。日付を直してください。")
    new = replace(
        person,
        elderly_card_listed=True,
        elderly_card_issued_on=issued_on,
        elderly_card_expires_on=expires_on,
    )
    if new == person:
        raise BadValue("高齢受給者証の日付が今の名簿と同じです。新しい日付を入れてください。")
    tx.save_person(new)
    told = ""
    if is_another(person, new) and is_in_use(new, tx.rules_at(today)):
        told = "前の証は、使えなくなってから回収します。"
    return Done(
        f"{person.name} さんの高齢受給者証(有効期限 {wareki(expires_on)})を記録しました。{told}",
        f"高齢受給者証 {person.name}",
    )


@everyday
def rehire(
    tx: Transaction,
    employee_id: PersonId,
    *,
    qualified_on: date,
    symbol: str,
    number: str,
    continuing: Sequence[PersonId] | None = None,
    today: date,
) -> Done:
    """Record a re-hire (同日得喪): cover ends and begins anew on that day.

    With a new 記号・番号 the membership is a new one: employee and continuing dependants get
    new entries without a paper, the old ones lose cover on that very day. With the same number
    only 資格取得日 changes, on the day itself or later. continuing: the dependants who stay;
    None takes everybody who is covered.
    Source: docs/rules.md, "Loss of cover".
    """
    employee = tx.person(employee_id)
    if employee.kind is not PersonKind.INSURED:
        raise BadValue("再雇用は被保険者(本人)に記録します。本人を選んでください。")
    if qualified_on <= employee.qualified_on:
        raise BadValue(
            f"再雇用の日が今の資格取得日 {wareki(employee.qualified_on)} より後ではありません。"
            "日付を確かめてください。"
        )
    family = [p for p in tx.household(employee.symbol, employee.number) if p.kind is PersonKind.DEPENDANT]
    staying = [p for p in family if _stays(p, continuing, qualified_on)]
    if (symbol, number) == (employee.symbol, employee.number):
        return _rehire_in_place(tx, employee, family, staying, qualified_on, today)
    return _rehire_anew(tx, employee, family, staying, qualified_on, symbol, number, today)


def _check_copay_age(person: Person, starts_on: date | None) -> None:
    """割合 stands only on sheets from 70 to 74."""
    if starts_on is None:
        return
    first, last = elderly_from(person.born_on, person.qualified_on), ends_by_age(person)
    if not first <= starts_on < last:
        raise BadValue(
            f"{person.name} さんの負担割合が載るのは {wareki(first)} から75歳の前日までです。"
            "発効日を確かめてください。"
        )


def _stays(person: Person, continuing: Sequence[PersonId] | None, qualified_on: date) -> bool:
    """Whether a dependant goes on with the new membership; whoever left before does not."""
    if person.disqualified_on is not None and person.disqualified_on < qualified_on:
        return False
    if person.disqualified_on is not None and person.loss_cause is not LossCause.INSURED_LOST:
        return False
    if person.qualified_on > qualified_on or ends_by_age(person) <= qualified_on:
        return False
    return continuing is None or person.id in continuing


def _rehire_in_place(
    tx: Transaction,
    employee: Person,
    family: Sequence[Person],
    staying: Sequence[Person],
    qualified_on: date,
    today: date,
) -> Done:
    """The number stays: only 資格取得日 on the sheets is another one."""
    if qualified_on > today:
        assert employee.id is not None
        ids = " ".join(str(member.id) for member in staying)
        return prepare(tx, StepAhead(None, employee.id, AheadKind.REHIRE, qualified_on, today, staying=ids))
    # Whose own cover ended before needs no other end; the employee's ended and begins again.
    going = [p for p in family if p not in staying and covered(p, None, qualified_on)]
    for person in going:
        tx.save_person(_ended(person, qualified_on, LossCause.INSURED_LOST, today))
    pairs = [(p, _begun(p, qualified_on)) for p in (employee, *staying)]
    void = save_changed(tx, pairs, on=qualified_on, known_on=today, is_rehire=True)
    return Done(
        f"{employee.name} さん{_and_family(staying)}の資格取得日を {wareki(qualified_on)} にしました。"
        f"{void.sentence}",
        f"再雇用 {employee.name}",
    )


def _rehire_anew(
    tx: Transaction,
    employee: Person,
    family: Sequence[Person],
    staying: Sequence[Person],
    qualified_on: date,
    symbol: str,
    number: str,
    today: date,
) -> Done:
    """A new number: new entries for the new membership, the old ones end."""
    ended_on = min(employee.disqualified_on or qualified_on, qualified_on)
    for person in (employee, *family):
        if person.disqualified_on is None or person.disqualified_on >= qualified_on:
            cause = LossCause.REHIRED if person is employee or person in staying else LossCause.INSURED_LOST
            tx.save_person(_ended(person, qualified_on, cause, today))
    left = ""
    for person in (employee, *staying):
        new = replace(_begun_anew(person, qualified_on, today), symbol=symbol, number=number)
        check_person(tx, new)
        left += _carry_over(tx, person, tx.save_person(new))
    return Done(
        f"{employee.name} さん{_and_family(staying)}を新しい番号 {symbol}-{number} で加えました。"
        f"前の番号の資格は {wareki(ended_on)} に喪失です。"
        f"新しい資格確認書は、健保の一覧(有効期限)が届くと印刷できます。{left}",
        f"再雇用 {employee.name}",
        remark=left,
    )


def _carry_over(tx: Transaction, old: Person, new: Person) -> str:
    """Let what is true of the human go on under the new number; say of what the society must tell it anew.

    The invitations to register count on, so that nobody is asked again; what was agreed about characters of
    the name, 通称名 and 旧姓 stand on the new paper too. 限度額適用区分 and 特定疾病 were of the old number.
    """
    assert old.id is not None
    assert new.id is not None
    for told in tx.contacts_of(old.id):
        if told.about is About.REGISTER and told.reply is not Reply.UNREACHED:
            tx.save_contact(replace(told, id=None, person_id=new.id))
    for agreed in tx.substitutes():
        if agreed.person_id == old.id:
            tx.save_substitute(replace(agreed, id=None, person_id=new.id))
    note = tx.print_note(old.id)
    if note is None:
        return ""
    kept = PrintNote(None, new.id, registry_name=note.registry_name, former_surname=note.former_surname)
    if kept.registry_name or kept.former_surname:
        tx.save_print_note(kept)
    if note.limit_category is None and note.disease == NO_DISEASE:
        return ""
    return f"{new.name} さんの証の裏面の記載(限度額など)は、健保が新しい番号で認めたら入れてください。"


def _ended(person: Person, on: date, cause: LossCause, today: date) -> Person:
    ended = replace(person, disqualified_on=on, loss_cause=cause, last_day_on=on - DAY)
    return ended if person.disqualified_on == on else replace(ended, loss_known_on=today)


def _begun(person: Person, on: date) -> Person:
    begun = replace(person, qualified_on=on, disqualified_on=None, loss_cause=None)
    return replace(begun, last_day_on=None, loss_known_on=None)


def _begun_anew(person: Person, on: date, today: date) -> Person:
    """Return the same human as a new entry; what the society has not told of it is not carried over."""
    return replace(
        _begun(person, on),
        id=None,
        certificate_expires_on=None,
        issued_on=None,
        copay_rate=None,
        copay_from=None,
        elderly_card_listed=False,
        elderly_card_issued_on=None,
        elderly_card_expires_on=None,
        enrolment_known_on=today,
    )


def _and_family(staying: Sequence[Person]) -> str:
    return f"とご家族{len(staying)}名" if staying else ""
