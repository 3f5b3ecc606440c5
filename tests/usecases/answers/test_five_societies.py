"""One set of thirty lives, five societies: the answers that a person of a society can read and check.

The lives and the answers stand in five_societies.toml; here they are asked of the program.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from app.domain import law
from app.domain.certificate import Certificate, ReplaceCause
from app.domain.collecting import PaperKind, Verdict, collect_or_not
from app.domain.doubts import doubts
from app.domain.duties import DutyKind
from app.domain.enrolment_stage import stage_of
from app.domain.ids import CertificateId, PersonId
from app.domain.law import KIND_OF
from app.domain.person import Enrolment, LossCause, Person, PersonKind
from app.domain.printed_facts import shows_copay
from app.domain.rules import RuleBook, SocietyRules, read_rule_book
from app.usecases.settings.settings import shipped_text
from app.words import label
from tests.factories import certificate, person

LIVES = tomllib.loads((Path(__file__).parent / "five_societies.toml").read_text("utf-8"))["life"]
SOCIETIES = ("jsr", "kyokai", "kensetsu", "stanley", "osaka-shokuhin")
BOOKS = {name: read_rule_book(shipped_text(name)) for name in SOCIETIES}
HANDED_OUT = date(2026, 4, 6)


def who(facts: Mapping[str, Any]) -> Person:
    """The person of a life; what it does not say is the same for all."""
    return person(
        id=PersonId(2),
        kind=PersonKind(facts.get("kind", PersonKind.INSURED)),
        branch_number="01" if facts.get("kind") == PersonKind.DEPENDANT else "00",
        born_on=facts.get("born", date(1980, 4, 5)),
        qualified_on=facts.get("joined", date(2020, 4, 1)),
        enrolment=Enrolment(facts.get("enrolment", Enrolment.NOT_REGISTERED)),
        enrolment_as_of=facts.get("as_of"),
        disqualified_on=facts.get("lost"),
        loss_cause=LossCause(facts["by"]) if "by" in facts else None,
        certificate_expires_on=facts.get("expires", date(2029, 12, 1)),
        copay_rate=facts.get("copay"),
        card_expires_on=facts.get("card"),
        elderly_card_listed=facts.get("card_listed", False),
    )


def employee(facts: Mapping[str, Any], of: Person) -> Person | None:
    """The employee behind a dependant."""
    if of.kind is PersonKind.INSURED:
        return None
    return replace(
        of,
        id=PersonId(1),
        kind=PersonKind.INSURED,
        born_on=facts.get("insured_born", date(1980, 4, 5)),
        disqualified_on=None,
        loss_cause=None,
    )


def sheets(facts: Mapping[str, Any], of: Person, rules: SocietyRules) -> list[Certificate]:
    """The paper with the person: handed out in April, or void since a change and exchanged by nobody yet."""
    if not facts.get("sheet", True):
        return []
    made = certificate(
        id=CertificateId(1),
        person_id=of.id,
        issued_on=HANDED_OUT,
        ready_on=HANDED_OUT,
        expires_on=of.certificate_expires_on,
    ).hand_out(HANDED_OUT)
    if (void := facts.get("void")) and (void != ReplaceCause.COPAY or shows_copay(rules)):
        made = made.supersede(facts["void_on"], ReplaceCause(void))
    return [made]


def answer(life: Mapping[str, Any], book: RuleBook) -> str:
    """What the program says on that day, in the words of the table."""
    facts, on = life.get("facts", {}), life["on"]
    of, rules = who(facts), book.at(on)
    insured = employee(facts, of)
    if life["asked"] == "list":
        return "確かめる" if doubts(of, insured, rules, on) else "合う"
    learned = [stage_of(of)]
    known = law.facts_of(of, insured, learned, sheets(facts, of, rules))
    if life["asked"] == "print":
        due = [d for d in law.on(law.duties_of(known, book), on) if KIND_OF[d.why] is DutyKind.PRINT]
        return "、".join(f"交付 {duty.due_on}" for duty in due) or "なし"
    told = collect_or_not(PaperKind(life["asked"]), known, rules, on)
    if told.verdict is Verdict.KEEP and told.by is not None:
        return f"{label(told.verdict)}、のち {told.by}"
    if told.verdict is Verdict.NONE:
        return "なし"
    return label(told.verdict) + (f" {told.by}" if told.by is not None else "")


@pytest.mark.parametrize("life", LIVES, ids=lambda life: life["who"])
def test_each_society_gives_its_own_answer(life: Mapping[str, Any]) -> None:
    told = {name: answer(life, BOOKS[name]) for name in SOCIETIES}
    assert told == {name: life[name] for name in SOCIETIES}


def test_the_table_is_whole_and_no_two_societies_are_alike() -> None:
    assert len(LIVES) == 30
    assert all(set(life) - {"facts"} == {"who", "on", "asked", *SOCIETIES} for life in LIVES)
    columns = {name: tuple(life[name] for life in LIVES) for name in SOCIETIES}
    assert len(set(columns.values())) == len(SOCIETIES)
