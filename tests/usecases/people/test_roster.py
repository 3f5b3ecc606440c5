"""Leaving and changing members: nobody is left behind, no paper loses its holder."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from app.domain.certificate import CertificateStatus
from app.domain.ids import OfficeId, PersonId
from app.domain.person import LossCause, Office, Person, PersonKind
from app.domain.rules import read_rule_book
from app.errors import BadValue, MyNumberRefused, NotAllowed
from app.usecases.people import roster
from app.usecases.settings import settings
from tests.factories import certificate, person, society

TODAY = date(2026, 11, 23)
SECRET = "123456789018"
RULES = read_rule_book(society().rules_toml).at(TODAY)


@pytest.fixture
def household(store) -> tuple[Person, Person]:
    """An employee and one dependant, without papers."""
    with store.transaction("名簿") as tx:
        office_id = tx.save_office(Office(None, "2001", "見本本社")).id
        head = tx.save_person(person(id=None, office_id=office_id))
        child = tx.save_person(
            person(
                id=None,
                office_id=office_id,
                kind=PersonKind.DEPENDANT,
                branch_number="01",
                name="髙橋\u3000見太",
                relationship="子",
                born_on=date(2010, 5, 5),
                qualified_on=date(2010, 5, 5),
            )
        )
    return head, child


def run(store, use_case):
    with store.transaction("操作") as tx:
        return use_case(tx)


def leave(store, who: Person, last_day_on: date, cause: LossCause = LossCause.LEFT):
    return run(store, lambda tx: roster.leave(tx, who.id, cause=cause, last_day_on=last_day_on, today=TODAY))


def lost_on(store, who: Person) -> date | None:
    return run(store, lambda tx: tx.person(who.id)).disqualified_on


def give_paper(store, holder_id: PersonId, status: CertificateStatus = CertificateStatus.HANDED_OUT) -> None:
    run(store, lambda tx: tx.save_certificate(certificate(id=None, person_id=holder_id, status=status)))


@pytest.mark.parametrize("shift", [-10, 30])
def test_a_corrected_leaving_date_moves_the_whole_household(store, household, shift):
    head, child = household
    leave(store, head, date(2026, 11, 20))
    leave(store, head, date(2026, 11, 20) + timedelta(days=shift))
    wanted = date(2026, 11, 21) + timedelta(days=shift)
    assert (lost_on(store, head), lost_on(store, child)) == (wanted, wanted)


def test_a_dependant_who_left_before_keeps_the_earlier_day(store, household):
    head, child = household
    leave(store, child, date(2026, 10, 1), LossCause.REMOVED_DEPENDANT)
    leave(store, head, date(2026, 11, 20))
    leave(store, head, date(2026, 11, 30))
    assert lost_on(store, child) == date(2026, 10, 1)


@pytest.mark.parametrize(
    ("kind", "cause"),
    [
        (PersonKind.DEPENDANT, LossCause.LEFT),
        (PersonKind.INSURED, LossCause.REMOVED_DEPENDANT),
        (PersonKind.INSURED, LossCause.INSURED_LOST),
    ],
)
def test_a_cause_that_gives_the_wrong_day_is_refused(kind, cause):
    with pytest.raises(BadValue, match="理由"):
        roster.leaver_plan(person(kind=kind), (), RULES, last_day_on=TODAY, cause=cause, today=TODAY)


def test_seventy_five_is_not_recorded_before_the_birthday():
    who = person(born_on=date(1951, 12, 15))
    with pytest.raises(BadValue, match="75歳"):
        roster.leaver_plan(
            who, (), RULES, last_day_on=date(2026, 12, 14), cause=LossCause.AGE_75, today=TODAY
        )
    plan = roster.leaver_plan(
        who, (), RULES, last_day_on=date(2026, 12, 15), cause=LossCause.AGE_75, today=TODAY
    )
    assert plan.disqualified_on == date(2026, 12, 15)


def change(store, who: Person):
    return run(store, lambda tx: roster.change_person(tx, who, on=TODAY, today=TODAY))


def test_a_new_number_takes_the_family_along_and_voids_their_papers(store, household):
    head, child = household
    give_paper(store, child.id)
    done = change(store, replace(head, number="999"))
    assert run(store, lambda tx: [p.key for p in tx.household("2001", "999")]) == [
        "2001-999-00",
        "2001-999-01",
    ]
    assert run(store, lambda tx: tx.certificates_of(child.id))[0].status is CertificateStatus.SUPERSEDED
    assert "1枚を回収" in done.sentence


def test_a_number_is_not_changed_while_a_sheet_with_it_is_being_printed(store, household):
    head, child = household
    give_paper(store, child.id, CertificateStatus.PLANNED)
    with pytest.raises(NotAllowed, match="髙橋\u3000見太"):
        change(store, replace(head, number="998"))
    assert run(store, lambda tx: tx.person(head.id)) == head


@pytest.mark.parametrize(
    ("expires_on", "kept"), [(date(2029, 11, 30), date(2026, 10, 1)), (date(2030, 11, 30), None)]
)
def test_another_expiry_typed_by_hand_is_another_sheet(store, household, expires_on, kept):
    """The 交付年月日 that the society's list named was that of the sheet before."""
    head, _ = household
    told = replace(head, certificate_expires_on=date(2029, 11, 30), issued_on=date(2026, 10, 1))
    run(store, lambda tx: tx.save_person(told))
    change(store, replace(told, certificate_expires_on=expires_on, department="総務部"))
    assert run(store, lambda tx: tx.person(head.id)).issued_on == kept


def test_a_change_is_not_dated_ahead(store, household):
    with pytest.raises(BadValue, match="今日より先"):
        run(
            store,
            lambda tx: roster.change_person(tx, household[0], on=TODAY + timedelta(days=1), today=TODAY),
        )


def test_other_facts_may_change_while_a_paper_is_out(store, household):
    head, _ = household
    give_paper(store, head.id)
    change(store, replace(head, department="総務部"))
    assert run(store, lambda tx: tx.person(head.id)).department == "総務部"


@pytest.mark.parametrize(
    "use_case",
    [
        lambda tx: settings.save_office(tx, Office(None, "2002", f"本社 {SECRET}")),
        lambda tx: settings.save_office(tx, Office(None, SECRET, "本社")),
        lambda tx: settings.change_rules(tx, society().rules_toml.replace("JSR", SECRET)),
        *(
            lambda tx, texts=texts: settings.change_society(
                tx, insurer_number="06139992", seal_png=None, **texts
            )
            for texts in ({"name": SECRET, "address": "東京都"}, {"name": "見本", "address": SECRET})
        ),
    ],
)
def test_no_setting_takes_an_individual_number(store, use_case):
    with pytest.raises(MyNumberRefused) as refusal:
        run(store, use_case)
    assert SECRET not in str(refusal.value)


def test_an_unknown_office_receives_nobody(store, household):
    with pytest.raises(BadValue, match="異動先"):
        run(
            store,
            lambda tx: roster.move_office(tx, [household[0].id], OfficeId(99), "", on=TODAY, today=TODAY),
        )
