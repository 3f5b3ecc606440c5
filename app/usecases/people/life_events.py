"""Events of a life: a dependant joins, a name or 割合 changes, a re-hire, マイナ保険証.

Each is one use case with its consequences for the papers; the end of cover is in
app.usecases.people.roster, loss and damage of a sheet in app.usecases.counter.certificates.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from app.changes import Done
from app.domain.contact import About, Reply
from app.domain.cover import covered
from app.domain.eligibility import (
    DAY,
    card_works_until,
    elderly_from,
    months_after,
    seventy_fifth,
)
from app.domain.ids import PersonId
from app.domain.person import Enrolment, LossCause, Person, PersonKind, Sex
from app.domain.rules import SocietyRules, read_rule_book
from app.domain.wareki import wareki
from app.errors import BadValue, NotAllowed
from app.ports import Transaction
from app.usecases.counter.void_papers import save_changed
from app.usecases.done_on import check_done_on
from app.usecases.people.roster import check_person, paper_to_come
from app.usecases.step_label import step_label
from app.words import label

RATES = (2, 3)
"""一部負担金の割合 from 70 to 74, in tenths."""

LONGEST_CARD_MONTHS = 6 * 12
"""Beyond that no 電子証明書 lasts: it ends on the fifth birthday after its issue."""

LEFT_IN_PEACE = (Enrolment.DECLINED, Enrolment.NO_ANSWER)
STAGES = (Enrolment.REGISTERED, Enrolment.RELEASED, *LEFT_IN_PEACE)
"""The steps with マイナ保険証 from which something follows."""


def add_dependant(tx: Transaction, employee_id: PersonId, dependant: Person) -> Done:
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
    )
    check_person(tx, new)
    saved = tx.save_person(new)
    return Done(
        f"{saved.name} さんを {employee.name} さんのご家族に加えました。{paper_to_come(saved)}",
        f"扶養追加 {saved.name}",
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


def next_branch(branches: Iterable[str]) -> str:
    """Return the 枝番 that probably comes next; empty where the society prints none."""
    used = [int(branch) for branch in branches if branch.isascii() and branch.isdigit()]
    return f"{max(used) + 1:02d}" if used and max(used) < 99 else ""


def change_name(tx: Transaction, person_id: PersonId, *, name: str, kana: str, on: date, today: date) -> Done:
    """Record a new name, exactly as filed. An employee's stands on the family's sheets too."""
    check_done_on(on, today)
    old = tx.person(person_id)
    new = replace(old, name=name.strip(), kana=kana.strip() or old.kana)
    check_person(tx, new)
    if new.name == old.name:
        raise BadValue("氏名が今の名簿と同じです。新しい氏名を入れてください。")
    void = save_changed(tx, [(old, new)], on=on)
    told = f"{old.name} さんの氏名を {new.name} に変更しました。"
    if old.kana and new.kana == old.kana:
        told += f"フリガナは {old.kana} のままです。"
    return Done(f"{told}{void.sentence}", f"氏名変更 {old.name}")


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
    return _rehire_anew(tx, employee, family, staying, qualified_on, symbol, number)


def become_registered(tx: Transaction, person_ids: Sequence[PersonId], *, on: date, today: date) -> Done:
    """Record that マイナ保険証 works from that day; by the society's rule the paper comes back."""
    rules = _rules(tx, today)
    count = _set_stage(tx, person_ids, Enrolment.REGISTERED, on, today)
    told = f"{count}名のマイナ保険証の登録を記録しました。"
    if rules.return_when_registered:
        told += f"資格確認書をお持ちの方からは{rules.registered_return_days}日以内に回収します。"
    return Done(told, _stage_label(tx, Enrolment.REGISTERED, person_ids))


def release_registration(tx: Transaction, person_ids: Sequence[PersonId], *, on: date, today: date) -> Done:
    """Record that persons applied to have the registration released (利用登録の解除).

    Source: docs/rules.md, "Stages of registration".
    """
    count = _set_stage(tx, person_ids, Enrolment.RELEASED, on, today)
    return Done(
        f"{count}名の利用登録の解除を記録しました。解除が反映されるのは {wareki(released_by(on))} ごろで、"
        "資格確認書は健保の一覧(有効期限)が届くと印刷できます。",
        _stage_label(tx, Enrolment.RELEASED, person_ids),
    )


def released_by(applied_on: date) -> date:
    """Return when a release applied for on that day shows: the end of the following month.

    >>> released_by(date(2026, 11, 23))
    datetime.date(2026, 12, 31)
    """
    return months_after(applied_on.replace(day=1), 2) - DAY


def leave_in_peace(
    tx: Transaction, person_ids: Sequence[PersonId], stage: Enrolment, *, on: date, today: date
) -> Done:
    """Record 登録しない or 回答しない; nobody asks these persons again."""
    if stage not in LEFT_IN_PEACE:
        raise BadValue("「登録しない」か「回答しない」を選んでください。")
    count = _set_stage(tx, person_ids, stage, on, today)
    return Done(
        f"{count}名の意向を記録しました。登録の声かけはもうしません。", _stage_label(tx, stage, person_ids)
    )


def take_step(
    tx: Transaction, person_ids: Sequence[PersonId], stage: Enrolment, *, on: date, today: date
) -> Done:
    """Record one of STAGES, with what follows from it."""
    if stage is Enrolment.REGISTERED:
        return become_registered(tx, person_ids, on=on, today=today)
    if stage is Enrolment.RELEASED:
        return release_registration(tx, person_ids, on=on, today=today)
    return leave_in_peace(tx, person_ids, stage, on=on, today=today)


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
    last = card_works_until(expires_on, _rules(tx, today).card_grace_months)
    return Done(
        f"{person.name} さんの電子証明書の期限を {wareki(expires_on)} と記録しました。"
        f"マイナ保険証は {wareki(last)} まで使えます。",
        f"電子証明書の期限 {person.name}",
    )


def _stage_label(tx: Transaction, stage: Enrolment, person_ids: Sequence[PersonId]) -> str:
    return step_label(tx, f"マイナ保険証 {label(stage)}", person_ids)


def _rules(tx: Transaction, on: date) -> SocietyRules:
    return read_rule_book(tx.society().rules_toml).at(on)


def _set_stage(
    tx: Transaction, person_ids: Sequence[PersonId], stage: Enrolment, on: date, today: date
) -> int:
    check_done_on(on, today)
    if not person_ids:
        raise BadValue("状況を記録する方を選んでください。")
    for person_id in person_ids:
        person = tx.person(person_id)
        if stage in LEFT_IN_PEACE and person.enrolment is Enrolment.REGISTERED:
            raise NotAllowed(f"{person.name} さんは登録済みです。やめるときは登録の解除を記録してください。")
        if stage is Enrolment.RELEASED and person.enrolment is not Enrolment.REGISTERED:
            raise NotAllowed(f"{person.name} さんは登録済みではありません。今の状況を確かめてください。")
        tx.save_person(replace(person, enrolment=stage, enrolment_as_of=on))
    return len(person_ids)


def _check_copay_age(person: Person, starts_on: date | None) -> None:
    """割合 stands only on sheets from 70 to 74."""
    if starts_on is None:
        return
    first, last = elderly_from(person.born_on, person.qualified_on), seventy_fifth(person.born_on).on
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
    if person.qualified_on > qualified_on or seventy_fifth(person.born_on).on <= qualified_on:
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
    check_done_on(qualified_on, today)
    # Whose own cover ended before needs no other end; the employee's ended and begins again.
    going = [p for p in family if p not in staying and covered(p, None, qualified_on)]
    for person in going:
        tx.save_person(_ended(person, qualified_on, LossCause.INSURED_LOST))
    pairs = [(p, _begun(p, qualified_on)) for p in (employee, *staying)]
    void = save_changed(tx, pairs, on=qualified_on, is_rehire=True)
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
) -> Done:
    """A new number: new entries for the new membership, the old ones end."""
    ended_on = min(employee.disqualified_on or qualified_on, qualified_on)
    for person in (employee, *family):
        if person.disqualified_on is None or person.disqualified_on >= qualified_on:
            cause = LossCause.REHIRED if person is employee or person in staying else LossCause.INSURED_LOST
            tx.save_person(_ended(person, qualified_on, cause))
    for person in (employee, *staying):
        new = replace(
            _begun(person, qualified_on),
            id=None,
            symbol=symbol,
            number=number,
            # What the society has not told of the new membership is not carried over.
            certificate_expires_on=None,
            issued_on=None,
            copay_rate=None,
            copay_from=None,
            elderly_card_listed=False,
        )
        check_person(tx, new)
        saved = tx.save_person(new)
        _carry_reminders(tx, person, saved)
    return Done(
        f"{employee.name} さん{_and_family(staying)}を新しい番号 {symbol}-{number} で加えました。"
        f"前の番号の資格は {wareki(ended_on)} に喪失です。"
        "新しい資格確認書は、健保の一覧(有効期限)が届くと印刷できます。",
        f"再雇用 {employee.name}",
    )


def _carry_reminders(tx: Transaction, old: Person, new: Person) -> None:
    """Let the invitations to register count on, so that nobody is asked again for a new number."""
    assert old.id is not None
    assert new.id is not None
    for told in tx.contacts_of(old.id):
        if told.about is About.REGISTER and told.reply is not Reply.UNREACHED:
            tx.save_contact(replace(told, id=None, person_id=new.id))


def _ended(person: Person, on: date, cause: LossCause) -> Person:
    return replace(person, disqualified_on=on, loss_cause=cause, last_day_on=on - DAY)


def _begun(person: Person, on: date) -> Person:
    return replace(person, qualified_on=on, disqualified_on=None, loss_cause=None, last_day_on=None)


def _and_family(staying: Sequence[Person]) -> str:
    return f"とご家族{len(staying)}名" if staying else ""
