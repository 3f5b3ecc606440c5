"""Whom a guide slip is addressed to, whose stage it tells, and which wording it gets."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from app.domain.collecting import Verdict
from app.domain.contact import About, Contact, Means, Reply
from app.domain.ids import PersonId
from app.domain.person import Enrolment, Office, PersonKind
from app.ports import Store
from app.usecases.papers.guide_slips import SlipPlan, guide_slips
from app.usecases.settings.settings import shipped_text
from tests.conftest import TODAY
from tests.factories import person, society

TARO = {"name": "見本\u3000太郎", "branch_number": "00", "enrolment": Enrolment.REGISTERED}
HANAKO = {
    "name": "見本\u3000花子",
    "branch_number": "01",
    "kind": PersonKind.DEPENDANT,
    "relationship": "妻",
    "enrolment": Enrolment.NOT_REGISTERED,
}
MITSU = {
    **HANAKO,
    "name": "見本\u3000ミツ",
    "branch_number": "02",
    "relationship": "母",
    "enrolment": Enrolment.DECLINED,
}


def enter(store: Store, *members: dict[str, Any]) -> list[PersonId]:
    with store.transaction("名簿") as tx:
        office = next(iter(tx.offices()), None) or tx.save_office(Office(None, "2001", "見本本社"))
        saved = [tx.save_person(person(**{"id": None, "office_id": office.id} | facts)) for facts in members]
    return [one.id for one in saved if one.id is not None]


def plan(store: Store, *ids: PersonId, **over: Any) -> SlipPlan:
    with store.rehearsal() as tx:
        return guide_slips(tx, ids, **{"on": TODAY} | over)


def tell(store: Store, person_id: PersonId, *days_ago: int, **over: Any) -> None:
    with store.transaction("声かけ") as tx:
        for days in days_ago:
            on = TODAY - timedelta(days=days)
            tx.save_contact(
                Contact(**{"id": None, "person_id": person_id, "on": on, "means": Means.PHONE} | over)
            )


def test_a_household_gets_one_slip_addressed_to_the_employee_with_everybody_on_it(store: Store) -> None:
    taro, hanako, mitsu = enter(store, TARO, HANAKO, MITSU)
    made = plan(store, hanako)
    (slip,) = made.slips
    assert slip.name == "見本\u3000太郎"
    assert [(m.name, m.stage) for m in slip.members] == [
        ("見本\u3000太郎", Enrolment.REGISTERED),
        ("見本\u3000花子", Enrolment.NOT_REGISTERED),
        ("見本\u3000ミツ", Enrolment.DECLINED),
    ]
    assert slip.office_name == "見本本社"
    assert slip.on == TODAY
    # Who declined or has registered was not approached; nothing is logged for them.
    assert made.told == (hanako,)
    assert set(plan(store, hanako, mitsu).told) == {hanako, mitsu}
    assert len(plan(store, taro, hanako, mitsu).slips) == 1


def test_only_those_chosen_stand_on_the_slip_when_so_wished(store: Store) -> None:
    _, hanako, _ = enter(store, TARO, HANAKO, MITSU)
    (slip,) = plan(store, hanako, whole_households=False).slips
    assert slip.name == "見本\u3000花子"
    assert [m.name for m in slip.members] == ["見本\u3000花子"]


def test_who_has_lost_cover_is_left_out_unless_chosen(store: Store) -> None:
    _, hanako, gone = enter(store, TARO, HANAKO, {**MITSU, "disqualified_on": TODAY})
    assert "見本\u3000ミツ" not in [m.name for m in plan(store, hanako).slips[0].members]
    assert "見本\u3000ミツ" in [m.name for m in plan(store, gone).slips[0].members]


def test_two_households_get_two_slips(store: Store) -> None:
    ids = enter(store, TARO, HANAKO, {**TARO, "number": "102", "name": "仮名\u3000清"})
    assert [slip.name for slip in plan(store, *ids).slips] == ["見本\u3000太郎", "仮名\u3000清"]


@pytest.mark.parametrize(
    ("days_ago", "step"), [((), 1), ((90,), 2), ((90, 200), 3), ((40, 90, 200), 3), ((0,), 1)]
)
def test_the_wording_follows_how_often_they_were_told_before_that_day(
    store: Store, days_ago: tuple[int, ...], step: int
) -> None:
    _, hanako = enter(store, TARO, HANAKO)
    tell(store, hanako, *days_ago)
    assert plan(store, hanako).slips[0].step == step


def test_a_contact_about_something_else_or_that_reached_nobody_does_not_count(store: Store) -> None:
    _, hanako = enter(store, TARO, HANAKO)
    tell(store, hanako, 90, about=About.RETURN)
    tell(store, hanako, 80, reply=Reply.UNREACHED)
    assert plan(store, hanako).slips[0].step == 1


def test_contacts_of_those_who_are_not_asked_do_not_count_and_a_step_can_be_set(store: Store) -> None:
    taro, hanako = enter(store, TARO, HANAKO)
    tell(store, taro, 90, 200)
    assert plan(store, hanako).slips[0].step == 1
    assert plan(store, hanako, step=3).slips[0].step == 3


@pytest.mark.parametrize(
    ("ends_on", "told_on"),
    [
        (TODAY + timedelta(days=91), None),
        (TODAY + timedelta(days=90), TODAY + timedelta(days=90)),
        (TODAY, TODAY),
    ],
)
def test_a_card_that_ends_is_mentioned_from_three_months_before(
    store: Store, ends_on: date, told_on: date | None
) -> None:
    (taro,) = enter(store, {**TARO, "card_expires_on": ends_on})
    made = plan(store, taro)
    assert made.slips[0].members[0].card_ends_on == told_on


def test_what_becomes_of_the_paper_is_the_rule_of_the_society(store: Store) -> None:
    (taro,) = enter(store, {**TARO, "enrolment_as_of": TODAY})
    assert plan(store, taro).slips[0].members[0].paper is Verdict.COLLECT
    with store.transaction("規則") as tx:
        toml = society().rules_toml
        start = toml.index("return_when_registered")
        tx.save_society(
            replace(tx.society(), rules_toml=toml[:start] + toml[start:].replace("true", "false", 1))
        )
    assert plan(store, taro).slips[0].members[0].paper is Verdict.KEEP


@pytest.mark.parametrize(
    ("name", "card", "leaving"),
    [("jsr", "back", "office"), ("kensetsu", "used", "office"), ("yusei", "", "holder")],
)
def test_what_is_told_of_papers_is_what_the_society_does(
    store: Store, name: str, card: str, leaving: str
) -> None:
    (taro,) = enter(store, TARO)
    with store.transaction("規則") as tx:
        tx.save_society(replace(tx.society(), rules_toml=shipped_text(name)))
    (made,) = plan(store, taro).slips
    assert (made.elderly_card, made.leaving) == (card, leaving)


def test_making_slips_changes_nothing(store: Store) -> None:
    (taro,) = enter(store, TARO)
    before = store.queries.operations()
    plan(store, taro)
    assert store.queries.operations() == before
