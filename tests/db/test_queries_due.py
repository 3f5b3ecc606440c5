"""The due list agrees with the rules applied to everybody; nobody is left out for speed."""

from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.domain.certificate import Certificate
from app.domain.contact import Contact, Means
from app.domain.duties import DutyKind, PersonFacts, duties
from app.domain.elderly_card import ElderlyCard, ElderlyOutcome
from app.domain.eligibility import loss_of_cover
from app.domain.ids import OfficeId
from app.domain.person import Enrolment, Office, Person, PersonKind
from app.domain.rules import read_rule_book
from app.ports import Store
from db.keys import Unlock
from db.store import SqliteStore, create_data_folder, open_store
from tests.db.populations import OUTCOMES, days, enter_card, enter_contact, enter_papers, papers, people
from tests.factories import certificate, person, society

TODAY = date(2026, 11, 23)
BOOK = read_rule_book(society().rules_toml)


def facts_by_hand(store: Store, today: date) -> list[PersonFacts]:
    """Facts of everybody, one person at a time, from the details only."""
    found = []
    for member in store.queries.people():
        detail = store.queries.person_detail(member.id, today)
        heads = sorted(
            (
                p
                for p in store.queries.people()
                if p.kind is PersonKind.INSURED and (p.symbol, p.number) == (member.symbol, member.number)
            ),
            key=lambda p: p.branch_number,
        )
        with store.transaction("読む") as tx:
            card = tx.elderly_card(member.id)
        if card is not None and card.on > today:
            card = None
        if card is not None and card.forwarded_on is not None and card.forwarded_on > today:
            card = ElderlyCard(card.id, card.person_id, ElderlyOutcome.COLLECTED, card.on)
        told = [contact.on for contact in detail.contacts if contact.on <= today]
        sheets = [sheet.as_of(today) for sheet in detail.certificates]
        found.append(
            PersonFacts(
                member,
                heads[0] if heads and member.kind is PersonKind.DEPENDANT else None,
                [sheet for sheet in sheets if sheet is not None],
                card,
                max(told, default=None),
            )
        )
    return found


def expected(store: Store, today: date) -> list[tuple[Any, ...]]:
    rules = BOOK.at(today)
    found = []
    for facts in facts_by_hand(store, today):
        for duty in duties(facts, rules, today):
            left = None if duty.due_on is None else (duty.due_on - today).days
            found.append((duty.kind, facts.person.key, duty.certificate_id, duty.due_on, left, duty.reason))
    return sorted(found, key=repr)


def answered(store: Store, today: date, **only: Any) -> list[tuple[Any, ...]]:
    rows = store.queries.due_rows(today, **only)
    order = [(row.due_on or date.max, list(DutyKind).index(row.kind), row.kana, row.key) for row in rows]
    assert order == sorted(order)
    return sorted(
        ((r.kind, r.key, r.certificate_id, r.due_on, r.days_left, r.reason) for r in rows), key=repr
    )


def fill(store: SqliteStore, members: Sequence[Person], data: st.DataObject) -> None:
    with store.transaction("名簿") as tx:
        for code in ("2001", "2002"):
            tx.save_office(Office(None, code, f"見本{code}"))
        tx.save_people(members)
        for number, member in enumerate(tx.people()):
            enter_papers(tx, member, data.draw(papers(), label=f"papers {number}"))
            day = data.draw(st.one_of(st.none(), days(date(2025, 6, 1), date(2027, 2, 1))), label="card")
            if day is not None:
                enter_card(tx, member, data.draw(OUTCOMES), day, data.draw(st.integers(0, 60)))
            told = data.draw(st.one_of(st.none(), days(date(2026, 9, 1), date(2027, 1, 1))), label="told")
            if told is not None:
                enter_contact(tx, member, told)


@settings(max_examples=50, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(data=st.data(), today=days(date(2025, 10, 1), date(2027, 6, 30)))
def test_due_rows_are_the_duties_of_everybody(data: st.DataObject, today: date) -> None:
    members = data.draw(people(today), label="people")
    with TemporaryDirectory() as place:
        folder = Path(place) / "data"
        create_data_folder(folder, "", society=society(), is_sample=True)
        store = open_store(folder, Unlock())
        try:
            fill(store, members, data)
            for day in (today, TODAY, today - timedelta(days=200), today + timedelta(days=400)):
                assert answered(store, day) == expected(store, day)
            kinds = (DutyKind.RETURN, DutyKind.BIRTHDAY)
            assert answered(store, today, kinds=kinds) == [d for d in expected(store, today) if d[0] in kinds]
            assert answered(store, today, office_id=OfficeId(2)) == []
            check_candidates(store, today)
            check_status(store, today)
        finally:
            store.close()


def check_candidates(store: Store, today: date) -> None:
    wanted = {
        facts.person.id
        for facts in facts_by_hand(store, today)
        if facts.person.qualified_on <= today < loss_of_cover(facts.person, facts.insured).on
        and facts.person.enrolment is not Enrolment.REGISTERED
        and (facts.person.certificate_expires_on or date.min) >= today
        and not any(c.is_live for c in store.queries.person_detail(facts.person.id, today).certificates)
    }
    assert {row.person_id for row in store.queries.print_candidates(today)} == wanted


def check_status(store: Store, today: date) -> None:
    answer = store.queries.status_answer(today).offices[0]
    facts = facts_by_hand(store, today)
    covered = [f for f in facts if f.person.qualified_on <= today < loss_of_cover(f.person, f.insured).on]
    assert answer.covered == len(covered) == answer.registered + answer.entitled
    back = [d for d in expected(store, today) if d[0] is DutyKind.RETURN]
    assert answer.to_come_back == len(back)
    rows = store.queries.elderly_rows(today)
    recorded = [f for f in facts if f.elderly_card is not None]
    assert answer.elderly_done == len(recorded) == sum(row.on is not None for row in rows)
    assert answer.elderly_outstanding == len(rows) - len(recorded)


def sheet(holder: Person) -> Certificate:
    return certificate(
        id=None, person_id=holder.id, issued_on=date(2026, 10, 1), ready_on=date(2026, 10, 2)
    ).hand_out(date(2026, 10, 5))


def test_a_past_day_is_answered_as_it_was(store: SqliteStore, office_id: OfficeId) -> None:
    """Handed out on the 5th, told on the 10th, left on the 20th, collected on the 25th, sent on the 30th."""
    left = date(2026, 10, 20)
    member = person(
        id=None,
        enrolment=Enrolment.NOT_REGISTERED,
        certificate_expires_on=date(2029, 12, 1),
        disqualified_on=left,
    )
    with store.transaction("全部") as tx:
        holder = tx.save_person(member)
        tx.save_certificate(sheet(holder).collect(date(2026, 10, 25)).forward(date(2026, 10, 30)))
        enter_contact(tx, holder, date(2026, 10, 10))

    def kinds(day: int, month: int = 10) -> set[str]:
        return {row.kind.value for row in store.queries.due_rows(date(2026, month, day))}

    assert kinds(30, month=9) == {"print", "register"}
    assert kinds(1) == {"print", "register"}
    assert kinds(3) == {"hand_out", "register"}
    assert kinds(5) == {"register"}
    assert kinds(15) == {"return"}
    assert kinds(26) == {"forward"}
    assert kinds(30) == set()


def test_a_collected_old_card_is_due_to_be_sent_until_the_day_it_left(
    store: SqliteStore, office_id: OfficeId
) -> None:
    with store.transaction("記録") as tx:
        holder = tx.save_person(person(id=None, enrolment=Enrolment.REGISTERED, elderly_card_listed=True))
        enter_card(tx, holder, ElderlyOutcome.FORWARDED, date(2026, 10, 10), 5)
    seen = {
        day: [(row.kind.value) for row in store.queries.due_rows(date(2026, 10, day))]
        for day in (9, 10, 14, 15)
    }
    assert seen == {9: ["elderly_card"], 10: ["forward"], 14: ["forward"], 15: []}
    outcomes = {
        day: [row.outcome.value for row in store.queries.elderly_rows(date(2026, 10, day))]
        for day in (9, 10, 15)
    }
    assert outcomes == {9: ["outstanding"], 10: ["collected"], 15: ["forwarded"]}


def test_a_later_contact_does_not_silence_an_earlier_day(store: SqliteStore, office_id: OfficeId) -> None:
    with store.transaction("声かけ") as tx:
        holder = tx.save_person(person(id=None, enrolment=Enrolment.NO_CARD))
        for on in (date(2026, 6, 1), date(2026, 11, 1)):
            enter_contact(tx, holder, on)

    def asked(on: date) -> bool:
        return bool(store.queries.due_rows(on, kinds=[DutyKind.REGISTER]))

    assert [asked(date(2026, 6, 15)), asked(date(2026, 10, 1)), asked(TODAY)] == [False, True, False]


def test_candidates_come_in_the_order_of_the_rounds(store: SqliteStore, office_id: OfficeId) -> None:
    with store.transaction("名簿") as tx:
        second = tx.save_office(Office(None, "1001", "見本工場"))
        for number, (office, department, kana) in enumerate(
            [(office_id, "総務部", "アオキ"), (office_id, "経理部", "ワダ"), (second.id, "製造課", "ンダ")]
        ):
            tx.save_person(
                person(
                    id=None,
                    office_id=office,
                    number=str(number),
                    department=department,
                    kana=kana,
                    certificate_expires_on=TODAY,
                )
            )
    rows = store.queries.print_candidates(TODAY)
    assert [row.kana for row in rows] == ["ンダ", "ワダ", "アオキ"]
    assert [r.kana for r in store.queries.print_candidates(TODAY, office_id=office_id)] == ["ワダ", "アオキ"]
    assert store.queries.print_candidates(TODAY + timedelta(days=1)) == []


def test_the_stage_of_a_past_day_comes_from_the_journal(store: SqliteStore, office_id: OfficeId) -> None:
    def learn(stage: Enrolment, on: date) -> None:
        from dataclasses import replace

        with store.transaction("状況") as tx:
            tx.save_person(replace(tx.people()[0], enrolment=stage, enrolment_as_of=on))

    with store.transaction("名簿") as tx:
        tx.save_person(person(id=None, enrolment=Enrolment.NOT_REGISTERED, enrolment_as_of=date(2026, 6, 1)))
    learn(Enrolment.REGISTERED, date(2026, 9, 1))
    learn(Enrolment.NO_CARD, date(2026, 9, 5))
    store.undo()
    learn(Enrolment.RELEASED, date(2026, 11, 1))

    def registered(on: date) -> int:
        return store.queries.status_answer(on).offices[0].registered

    days_asked = [
        date(2026, 5, 1),
        date(2026, 8, 31),
        date(2026, 9, 1),
        date(2026, 10, 31),
        date(2026, 11, 1),
    ]
    assert [registered(on) for on in days_asked] == [0, 0, 1, 1, 0]


def test_notes_of_contacts_are_kept(store: SqliteStore, office_id: OfficeId) -> None:
    from app.domain.contact import Means

    with store.transaction("声かけ") as tx:
        holder = tx.save_person(person(id=None))
        saved = tx.save_contact(Contact(None, holder.id, TODAY, Means.SLIP, "夜勤明けに再訪"))
    assert store.queries.person_detail(holder.id, TODAY).contacts == (saved,)


def test_the_list_is_fresh_after_every_write_and_every_undo(store: SqliteStore) -> None:
    """The answer is kept between two questions, never across a change."""
    with store.transaction("名簿") as tx:
        office = tx.save_office(Office(None, "2001", "見本本社"))
        tx.save_person(person(id=None, office_id=office.id, enrolment=Enrolment.NOT_REGISTERED))
    before = store.queries.due_rows(TODAY)
    assert store.queries.due_rows(TODAY) == before != []
    with store.transaction("声かけ") as tx:
        tx.save_contact(Contact(id=None, person_id=before[0].person_id, on=TODAY, means=Means.FACE))
    assert DutyKind.REGISTER not in {row.kind for row in store.queries.due_rows(TODAY)}
    store.undo()
    assert store.queries.due_rows(TODAY) == before
    assert store.queries.due_rows(TODAY, kinds=[DutyKind.REGISTER]) == [
        row for row in before if row.kind is DutyKind.REGISTER
    ]
