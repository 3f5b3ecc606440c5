"""Random offices around a day: households, and everything that may happen to them in any order.

Days lie close together, so that what is compared with a day often falls on that very day.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import partial
from typing import Any, get_type_hints

from hypothesis import strategies as st

from app.domain.certificate import Certificate, CertificateOrigin, CertificateStatus, ReplaceCause, listed
from app.domain.contact import About, Contact, Means, Reply
from app.domain.deferral import Deferral
from app.domain.duties import DutyKind
from app.domain.elderly_card import SETTLED, ElderlyCard, ElderlyOutcome
from app.domain.ids import OfficeId
from app.domain.person import Enrolment, LossCause, Person, PersonKind
from app.domain.rules import BASIC, BranchNumbering, DayCount, ExpiredAfterLoss, SocietyRules, read_rule_book
from app.domain.society_answer import ANSWERS, SocietyAnswer
from app.ports import Transaction
from tests.factories import person
from tests.oracle.dates import birthday
from tests.oracle.due_list import due_list
from tests.oracle.office import Office

DAY = timedelta(days=1)
S = CertificateStatus

BASES = (
    date(2026, 11, 23),
    date(2026, 2, 20),
    date(2027, 2, 20),
    date(2027, 12, 20),
    date(2028, 2, 20),
    date(2025, 11, 25),
)
"""Days about which everything happens: an ordinary one, ends of February and of a year, the start."""

DEPARTMENTS = ("", "総務部", "製造一課")
_KANA = ("アオキ ミホン", "アオ キミホン", "タカハシ ミホン", "ワダ カクウ")
_CAUSES = tuple(LossCause)


@dataclass(frozen=True)
class Step:
    """One thing that happens; what exactly follows from what is there when it happens."""

    what: int
    who: int
    gap: int
    pick: int


@dataclass(frozen=True)
class Plan:
    """An office to be: its members, what happens one after the other, its rules."""

    base: date
    households: Sequence[Sequence[Mapping[str, Any]]]
    papers: Sequence[Sequence[Step]]
    steps: Sequence[Sequence[Step]]
    rules_toml: str


def steps(most: int) -> st.SearchStrategy[list[list[Step]]]:
    """Operations of one to three steps each."""
    step = st.builds(Step, st.integers(0, 99), st.integers(0, 31), st.integers(0, 25), st.integers(0, 59))
    return st.lists(st.lists(step, min_size=1, max_size=3), max_size=most)


def papers() -> st.SearchStrategy[list[list[Step]]]:
    """The sheets of some members: each from print on, some steps further."""

    def of_one(who: int, gaps: list[int], picks: list[int]) -> list[Step]:
        return [Step(0, who, gap, pick) for gap, pick in zip(gaps, picks, strict=False)]

    one = st.builds(
        of_one,
        st.integers(0, 31),
        st.lists(st.integers(0, 25), min_size=3, max_size=7),
        st.lists(st.integers(0, 59), min_size=3, max_size=7),
    )
    return st.lists(one, min_size=1, max_size=8)


@st.composite
def plans(draw: st.DrawFn, most_households: int = 8, most_steps: int = 16) -> Plan:
    base = draw(st.sampled_from(BASES))
    cutoff = draw(st.sampled_from([date(2024, 11, 30), base - 20 * DAY, date(2024, 2, 29)]))
    return Plan(
        base,
        draw(st.lists(households(base, cutoff), min_size=1, max_size=most_households)),
        draw(papers()),
        draw(steps(most_steps)),
        draw(rules_files(base, cutoff)),
    )


def households(base: date, cutoff: date) -> st.SearchStrategy[list[Mapping[str, Any]]]:
    """One to four members; whether the first is an employee alone is usual, not certain."""
    return st.lists(members(base, cutoff), min_size=1, max_size=4)


def members(base: date, cutoff: date) -> st.SearchStrategy[Mapping[str, Any]]:
    """What may differ from the ordinary member."""
    near = st.integers(-70, 70).map(lambda n: base + n * DAY)
    rarely = partial(st.one_of, st.none(), st.none(), st.none())
    born = st.one_of(
        near.map(lambda day: _born_for(day, 70)),
        near.map(lambda day: _born_for(day, 75)),
        st.dates(date(1958, 1, 1), date(2023, 12, 31)),
        st.integers(-2, 3).map(lambda n: _born_for(cutoff + n * DAY, 70)),
        st.sampled_from([date(1952, 2, 29), date(1956, 2, 29), date(1953, 3, 1), date(1957, 1, 1)]),
        st.dates(date(1958, 1, 1), date(2023, 12, 31)),
    )
    qualified = st.one_of(
        st.just(date(2023, 4, 1)),
        st.integers(-1, 1).map(lambda n: cutoff + n * DAY),
        near,
    )
    return st.fixed_dictionaries(
        {
            "born_on": born,
            "qualified_on": qualified,
            "enrolment": st.sampled_from([Enrolment.REGISTERED] * 4 + list(Enrolment)),
            "enrolment_as_of": st.one_of(st.none(), near),
        },
        optional={
            "enrolment_known_on": near,
            "certificate_expires_on": st.one_of(near, st.just(date(2029, 12, 1))),
            "disqualified_on": rarely(
                st.one_of(near, st.integers(0, 3).map(lambda n: _month(cutoff) + n * DAY))
            ),
            "loss_cause": rarely(st.sampled_from(_CAUSES)),
            "card_expires_on": st.integers(-190, 120).map(lambda n: base + n * DAY),
            "copay_from": near,
            "elderly_card_listed": st.sampled_from([False, False, False, True]),
            "elderly_card_expires_on": rarely(near),
            "abroad_since": rarely(near),
            "kana": st.sampled_from(_KANA),
            "department": st.sampled_from(DEPARTMENTS),
            "office_id": st.sampled_from([OfficeId(1), OfficeId(2)]),
            # Anybody may be the employee, or nobody, or two.
            "kind": rarely(st.sampled_from(PersonKind)),
        },
    )


_FEW = st.sampled_from([0, 1, 2, 5, 14, 31])
_OF_TYPE: Mapping[Any, st.SearchStrategy[Any]] = {
    int: _FEW,
    bool: st.booleans(),
    DayCount: st.sampled_from(DayCount),
    BranchNumbering: st.sampled_from(BranchNumbering),
}
_CASES = (
    (("lost registered", "keep"),),
    (("lost registered", "shred"), ("lost dependant", "keep")),
    (("registered valid", "shred"),),
    (("covered expired from_70", "collect"), ("expired", "keep")),
    (("left valid", "shred"), ("below_70 registered", "keep")),
)
_CARD_CASES = (
    (("lost", "collect"),),
    (("lost", "collect"), ("expired", "collect"), ("copay_changed", "collect")),
    (("expired", "collect"), ("lost valid", "collect")),
)
_OF_RULE: Mapping[str, st.SearchStrategy[Any]] = {
    "return_days": st.integers(1, 10),
    "birthday_notice_months": st.integers(0, 3),
    "card_grace_months": st.integers(0, 4),
    "expiry_max_years": st.integers(1, 10),
    "reminder_steps": st.integers(1, 3),
    "change_return_days": st.integers(1, 10),
    "known_plus_days": _FEW,
    "print_last_days": st.sampled_from([0, 0, 1, 5]),
    "release_prints_by": st.integers(0, 2),
    "paper_before_card_days": st.sampled_from([0, 0, 1, 14]),
    "keep_before_card_days": _FEW,
    "register_before_leaving_days": _FEW,
    "copay_shown_on": st.sampled_from(["certificate", "elderly_card"]),
    "return_elderly_card": st.sampled_from([(), (("lost insured", "collect"),), *_CARD_CASES]),
    "elderly_collection": st.sampled_from([True, True, True, False]),
    "elderly_card_expires": st.sampled_from(["none", "07-31", "12-10"]),
    "elderly_renew_notice_days": _FEW,
    "return_expired_after_loss": st.sampled_from(ExpiredAfterLoss),
    "paper_for": st.sampled_from(
        [["unregistered"]] * 4 + [["unregistered", "newcomer"], ["unregistered", "from_70"], ["insured"]]
    ),
    "return_certificate": st.sampled_from([(), (), (), (), *_CASES]),
}


def rules_files(base: date, cutoff: date) -> st.SearchStrategy[str]:
    """Rules files in which every rule may differ, some with a second version from about that day."""
    near = st.integers(-40, 40).map(lambda n: base + n * DAY)
    values = {
        name: _OF_RULE.get(name, _OF_TYPE.get(kind, near))
        for name, kind in get_type_hints(SocietyRules).items()
        if name in BASIC or name in _OF_RULE
    }
    values["elderly_cutoff_on"] = st.just(cutoff)
    later = st.sampled_from(sorted(values)).flatmap(
        lambda name: st.tuples(st.just(name), st.tuples(near, values[name]))
    )
    return st.builds(rules_file, st.fixed_dictionaries(values), st.lists(later, max_size=3).map(dict))


def rules_file(values: Mapping[str, Any], later: Mapping[str, tuple[date, Any]]) -> str:
    """Return a rules file; each version of each rule names a source of its own."""
    lines = ['society = "見本健康保険組合"']
    for name in values:
        second = [later[name]] if name in later else []
        for begins, value in [(date(2020, 1, 1), values[name]), *second]:
            lines += [
                f"[[rule.{name}]]",
                f"value = {_toml(value)}",
                f'source = "{name} {begins}"',
                f"effective_from = {begins}",
            ]
    return "\n".join(lines)


def found_office(office: Office, plan: Plan) -> None:
    """Enter the members of a plan."""

    def enter(tx: Transaction) -> None:
        for number, household in enumerate(plan.households):
            _enter_household(tx, str(100 + number), household)

    office.do(enter, "名簿")
    steps = [step for sheet in plan.papers for step in sheet]
    office.do(partial(_do, office=office, plan=plan, steps=steps), "証")


def let_happen(office: Office, plan: Plan, operation: Sequence[Step]) -> None:
    """Do one operation of a plan, or take one back."""
    if operation[0].what < 6:
        office.undo()
    elif operation[0].what < 9:
        office.redo()
    else:
        office.do(partial(_do, office=office, plan=plan, steps=operation))


def _born_for(day: date, age: int) -> date:
    """A birth whose birthday of that age is that day, or the day before on 29 February."""
    return day.replace(year=day.year - age, day=min(day.day, 28 if day.month == 2 else 31))


def _month(day: date) -> date:
    return day.replace(day=1)


def _toml(value: Any) -> str:
    if isinstance(value, tuple):
        tables = (f'{{ when = {when.split()}, then = "{then}" }}' for when, then in value)
        return f"[{', '.join(tables)}]"
    if isinstance(value, bool):
        return "true" if value else "false"
    return f'"{value}"' if isinstance(value, str) else str(value)


def _enter_household(tx: Transaction, number: str, household: Sequence[Mapping[str, Any]]) -> None:
    for branch, member in enumerate(household):
        facts = {
            "kind": PersonKind.DEPENDANT if branch else PersonKind.INSURED,
            **{name: value for name, value in member.items() if value is not None},
        }
        tx.save_person(person(id=None, number=number, branch_number=f"{branch:02d}", **facts))


def _do(tx: Transaction, office: Office, plan: Plan, steps: Sequence[Step]) -> None:
    for step in steps:
        people = office.people
        if people:
            who = people[step.who % len(people)]
            _EVENTS[step.what % len(_EVENTS)](tx, office, plan, who, step)


def _sheet_step(tx: Transaction, office: Office, plan: Plan, who: Person, step: Step) -> None:
    """The next step of one of the person's sheets, or a new sheet."""
    sheets = office.sheets_of(who.id)
    possible: list[Callable[[], Certificate]] = [
        partial(go_on, sheet, (sheet.last_step_on or plan.base - 30 * DAY) + step.gap % 9 * DAY)
        for sheet in sheets
        for go_on in _NEXT.get(sheet.status, ())
        if go_on is not Certificate.deny or sheet.origin is CertificateOrigin.LISTED
        if go_on is not _recover or sheet.origin is CertificateOrigin.PRINTED
        if go_on is not _reinstate or _may_count_again(sheet, sheets)
    ]
    if not any(sheet.is_live for sheet in sheets):
        possible += [partial(_new_sheet, plan, who, sheets, step)] * (3 if step.pick % 2 else 1)
    if possible:
        tx.save_certificate(possible[step.pick % len(possible)]())


def _new_sheet(plan: Plan, who: Person, sheets: Sequence[Certificate], step: Step) -> Certificate:
    assert who.id is not None
    number = f"{who.id}-{len(sheets)}"
    ended = [min(on for on in (s.closed_on, s.collected_on, s.forwarded_on) if on) for s in sheets]
    made_on = max([plan.base - 40 * DAY, *ended]) + step.gap * DAY
    expires_on = who.certificate_expires_on
    if expires_on is not None and step.pick % 3 == 0:
        # The society has named a later day since, or names an earlier one.
        expires_on += (step.pick - 45) * DAY
    if step.gap % 5 == 0:
        return listed(who.id, number, expires_on, None if step.gap else made_on)
    return Certificate(
        None, who.id, number, S.PLANNED, CertificateOrigin.PRINTED, issued_on=made_on, expires_on=expires_on
    )


def _for_cause(cause: ReplaceCause) -> Callable[[Certificate, date], Certificate]:
    return lambda sheet, on: sheet.supersede(on, cause)


def _told_late(sheet: Certificate, on: date) -> Certificate:
    return replace(sheet.supersede(on, ReplaceCause.NAME), void_known_on=on + 9 * DAY)


def _spoil_late(sheet: Certificate, on: date) -> Certificate:
    return replace(sheet.spoil(on, "記載変更"), void_known_on=on + 9 * DAY)


def _recover(sheet: Certificate, on: date) -> Certificate:
    return sheet.recover()


def _reinstate(sheet: Certificate, on: date) -> Certificate:
    return sheet.reinstate()


def _may_count_again(sheet: Certificate, sheets: Sequence[Certificate]) -> bool:
    return sheet.replace_cause is ReplaceCause.RENEWAL and not any(other.is_live for other in sheets)


def _renew(tx: Transaction, office: Office, plan: Plan, who: Person, step: Step) -> None:
    """A sheet makes way for one with a later day, which goes some steps further."""
    for sheet in office.sheets_of(who.id):
        if sheet.status is not S.HANDED_OUT:
            continue
        on = (sheet.last_step_on or plan.base - 30 * DAY) + step.gap % 9 * DAY
        soon = replace(sheet, expires_on=on + (step.pick % 25 - 5) * DAY)
        tx.save_certificate(soon.supersede(on, ReplaceCause.RENEWAL))
        expires_on = plan.base + (30 + step.pick) * DAY
        tx.save_person(replace(who, certificate_expires_on=expires_on))
        new = replace(
            _new_sheet(plan, who, office.sheets_of(who.id), replace(step, gap=1)),
            issued_on=on,
            expires_on=expires_on,
        )
        if step.pick % 4:
            new = new.confirm_good(on + step.gap % 3 * DAY)
        if step.pick % 4 == 2 and new.ready_on is not None:
            new = new.hand_out(new.ready_on + step.gap % 5 * DAY)
        tx.save_certificate(new)


_LOSE = lambda sheet, on: sheet.lose(on, "紛失")  # noqa: E731
_GIVE_UP = lambda sheet, on: sheet.give_up(on, "連絡がつかない")  # noqa: E731
_NEXT: Mapping[CertificateStatus, Sequence[Callable[[Certificate, date], Certificate]]] = {
    S.PLANNED: (
        *[Certificate.confirm_good] * 5,
        lambda sheet, on: sheet.confirm_spoiled(on, "しわ"),
        lambda sheet, on: sheet.confirm_missing(on, "見当たらない"),
        Certificate.cancel,
    ),
    S.READY: (
        *[Certificate.hand_out] * 4,
        Certificate.collect,
        _LOSE,
        lambda sheet, on: sheet.spoil(on, "しわ"),
        _spoil_late,
    ),
    S.HANDED_OUT: (
        *[Certificate.collect] * 3,
        *[_for_cause(cause) for cause in ReplaceCause],
        *[_for_cause(ReplaceCause.RENEWAL)] * 3,
        *[_for_cause(ReplaceCause.COPAY)] * 2,
        _told_late,
        _LOSE,
        _GIVE_UP,
        _recover,
        Certificate.self_dispose,
        Certificate.post,
        Certificate.deny,
    ),
    S.COLLECTED: (*[Certificate.forward] * 3, _LOSE),
    S.FORWARDED: (Certificate.come_back, lambda sheet, on: sheet.lose_in_post(on, "郵送中")),
    S.LOST: (Certificate.collect,),
    S.UNCOLLECTABLE: (Certificate.collect,),
    S.SUPERSEDED: (
        Certificate.collect,
        Certificate.post,
        _LOSE,
        _GIVE_UP,
        Certificate.self_dispose,
        _reinstate,
    ),
}


def _learn(tx: Transaction, office: Office, plan: Plan, who: Person, step: Step) -> None:
    stage = (Enrolment.REGISTERED, *Enrolment)[step.pick % (len(Enrolment) + 1)]
    on = None if step.gap == 0 else plan.base + (step.gap * 3 - 40) * DAY
    known_on = None if on is None or step.pick % 2 else on + step.pick * DAY
    tx.save_person(replace(who, enrolment=stage, enrolment_as_of=on, enrolment_known_on=known_on))


def _end_cover(tx: Transaction, office: Office, plan: Plan, who: Person, step: Step) -> None:
    on = None if step.pick % 5 == 0 else plan.base + (step.gap * 2 - 20) * DAY
    cause = None if on is None else _CAUSES[step.pick % len(_CAUSES)]
    last = None if on is None or step.pick % 3 else on - step.gap * DAY
    known_on = plan.base + (step.pick - 30) * DAY if step.pick % 4 else None
    ended = replace(who, disqualified_on=on, loss_cause=cause, last_office_on=last)
    tx.save_person(replace(ended, loss_known_on=known_on))


def _end_family_cover(tx: Transaction, office: Office, plan: Plan, who: Person, step: Step) -> None:
    """The employee leaves, and the family's end is recorded with it."""
    on = plan.base + (step.gap * 2 - 20) * DAY
    for member in tx.household(who.symbol, who.number):
        own = member.kind is PersonKind.INSURED
        cause = LossCause.LEFT if own else LossCause.INSURED_LOST
        last = on - (step.gap * 3) * DAY if step.pick % 2 else None
        known_on = plan.base if own and step.pick % 3 else None
        ended = replace(member, disqualified_on=on, loss_cause=cause, last_office_on=last)
        tx.save_person(replace(ended, loss_known_on=known_on))


def _tell(tx: Transaction, office: Office, plan: Plan, who: Person, step: Step) -> None:
    assert who.id is not None
    abouts, replies = (About.REGISTER, About.REGISTER, *About), tuple(Reply)
    on = plan.base + (step.gap * 2 - 30) * DAY
    tx.save_contact(
        Contact(
            None,
            who.id,
            on,
            Means.PHONE,
            about=abouts[step.pick % len(abouts)],
            reply=replies[step.pick % len(replies)],
        )
    )


def _card(tx: Transaction, office: Office, plan: Plan, who: Person, step: Step) -> None:
    assert who.id is not None
    card = office.card_of(who.id)
    on = plan.base + (step.gap - 15) * DAY
    if card is None:
        outcomes = (ElderlyOutcome.COLLECTED, *sorted(SETTLED - {ElderlyOutcome.FORWARDED}))
        card = ElderlyCard(None, who.id, outcomes[step.pick % len(outcomes)], on)
    elif card.outcome is ElderlyOutcome.COLLECTED:
        last = card.sent_back_on or card.on
        card = replace(card, outcome=ElderlyOutcome.FORWARDED, forwarded_on=last + step.gap % 9 * DAY)
        card = replace(card, sent_back_on=None)
    elif card.forwarded_on is not None and step.pick % 2:
        back_on = card.forwarded_on + step.gap % 9 * DAY
        card = replace(card, outcome=ElderlyOutcome.COLLECTED, sent_back_on=back_on)
    else:
        card = replace(card, outcome=ElderlyOutcome.COLLECTED, on=on, forwarded_on=None)
    tx.save_elderly_card(card)


def _defer(tx: Transaction, office: Office, plan: Plan, who: Person, step: Step) -> None:
    """Mostly about a row of the list; sometimes about one that is not there."""
    assert who.id is not None
    made_on = plan.base + (step.gap - 12) * DAY
    rows = due_list(office, read_rule_book(plan.rules_toml).at(made_on), made_on)
    if rows and step.pick % 10:
        row = rows[(step.who + step.pick) % len(rows)]
        whom, kind, sheet = row.person_id, row.kind, row.certificate_id
    else:
        whom, kind, sheet = who.id, tuple(DutyKind)[step.pick % len(DutyKind)], None
    later = made_on + step.gap % 7 * DAY
    due_on, hidden_until = ((later, None), (None, later), (later, later), (None, None))[step.gap % 4]
    tx.save_deferral(Deferral(None, whom, kind, sheet, made_on, due_on, hidden_until, f"理由{step.pick}"))


def _answer(tx: Transaction, office: Office, plan: Plan, who: Person, step: Step) -> None:
    """The society answers a question of the list."""
    on = plan.base + (step.gap - 12) * DAY
    rows = [row for row in due_list(office, read_rule_book(plan.rules_toml).at(on), on) if row.why in ANSWERS]
    if rows:
        row = rows[(step.who + step.pick) % len(rows)]
        word = ANSWERS[row.why][step.pick % 2]
        tx.save_society_answer(
            SocietyAnswer(None, row.person_id, row.why, row.since, row.detail, word, on, "給付課")
        )


def _change_number(tx: Transaction, office: Office, plan: Plan, who: Person, step: Step) -> None:
    """A household gets another number, or one member goes over to another household."""
    taken = {p.key for p in office.people}
    if step.pick % 2:
        number = f"{200 + len(taken)}{step.gap}"
        for member in tx.household(who.symbol, who.number):
            if replace(member, number=number).key not in taken:
                tx.save_person(replace(member, number=number))
        return
    target = office.people[step.gap % len(office.people)]
    moved = replace(who, number=target.number, branch_number=f"{10 + step.pick}")
    if moved.key not in taken:
        tx.save_person(moved)


def _rehire(tx: Transaction, office: Office, plan: Plan, who: Person, step: Step) -> None:
    """Same day out and in again, with a new number: new rows for the household."""
    on = plan.base + (step.gap - 12) * DAY
    number = f"9{who.number}{step.gap}"
    if any(p.number == number for p in office.people):
        return
    for member in tx.household(who.symbol, who.number):
        tx.save_person(replace(member, disqualified_on=on, loss_cause=LossCause.REHIRED))
        tx.save_person(
            replace(member, id=None, number=number, qualified_on=on, disqualified_on=None, loss_cause=None)
        )


def _change_facts(tx: Transaction, office: Office, plan: Plan, who: Person, step: Step) -> None:
    """What a list or a correction changes: birth, kind, expiry, card, department."""
    day = plan.base + (step.gap * 3 - 30) * DAY
    changes: Sequence[Mapping[str, Any]] = (
        {"born_on": birthday(who.born_on, 0) + (step.gap - 12) * DAY},
        {"born_on": _born_for(day, 75)},
        {"kind": tuple(PersonKind)[step.gap % 2]},
        {"branch_number": f"{40 + step.gap}"},
        {"certificate_expires_on": day if step.gap else None},
        {"card_expires_on": day if step.gap else None},
        {"copay_rate": 2 + step.gap % 3, "copay_from": day if step.gap else None},
        {"elderly_card_listed": bool(step.gap % 2)},
        {
            "elderly_card_listed": True,
            "elderly_card_issued_on": day - 30 * DAY if step.pick % 3 else None,
            "elderly_card_expires_on": day + step.pick % 30 * DAY if step.pick % 4 else None,
        },
        {"copay_rate": 2 + step.gap % 2, "copay_from": day},
        {"department": DEPARTMENTS[step.gap % len(DEPARTMENTS)]},
        {"office_id": OfficeId(1 + step.gap % 2)},
    )
    changed = replace(who, **changes[step.pick % len(changes)])
    if changed.key == who.key or changed.key not in {p.key for p in office.people}:
        tx.save_person(changed)


_EVENTS = (
    *[_sheet_step] * 9,
    *[_renew] * 3,
    *[_learn] * 2,
    _end_cover,
    _end_family_cover,
    *[_tell] * 2,
    *[_card] * 2,
    *[_defer] * 3,
    *[_answer] * 2,
    _change_number,
    _rehire,
    *[_change_facts] * 2,
)
