"""One entry of the rules file decides exactly its own rows of the due list, with no code change.

One small office; for each rule the one value that is changed in the file, the rows that go and
the rows that come. And the two files that ship with the program, each with its whole list.
"""

import re
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

import resources
from app.domain.certificate import Certificate, CertificateStatus, ReplaceCause
from app.domain.contact import Contact, Means
from app.domain.ids import OfficeId
from app.domain.person import Enrolment, LossCause, Person, PersonKind
from app.domain.rules import BASIC
from app.ports import Transaction
from app.usecases.people import life_events
from app.usecases.settings import settings
from db.store import SqliteStore
from tests.factories import certificate, person

TODAY = date(2026, 11, 23)
FAR = date(2029, 12, 1)
Row = tuple[str, str, str | None]
"""Who (the 番号), why, and the due date."""


def d(text: str) -> date:
    return date.fromisoformat(text)


def member(number: str, **facts: Any) -> Person:
    """An employee of whom nothing is due: registered, and too late for an old card."""
    quiet = {"id": None, "number": number, "enrolment": Enrolment.REGISTERED, "qualified_on": d("2025-04-01")}
    return person(**quiet | facts)


MEMBERS = (
    member("left", disqualified_on=d("2026-11-20"), loss_cause=LossCause.LEFT),
    member("in-10-days", disqualified_on=d("2026-12-03"), loss_cause=LossCause.LEFT),
    member("in-20-days", disqualified_on=d("2026-12-13"), loss_cause=LossCause.LEFT),
    member("registered", enrolment_as_of=d("2026-11-01")),
    member("expired", enrolment=Enrolment.NEEDS_CARE),
    member("no-paper", enrolment=Enrolment.NEEDS_CARE, certificate_expires_on=FAR),
    member("in-drawer", enrolment=Enrolment.NEEDS_CARE),
    member("came-back", disqualified_on=d("2026-06-01"), loss_cause=LossCause.LEFT),
    member("expires-in-60", enrolment=Enrolment.NEEDS_CARE),
    member("expires-in-90", enrolment=Enrolment.NEEDS_CARE),
    member("70-in-january", born_on=d("1956-12-05")),
    member("70-in-february", born_on=d("1957-01-20")),
    member("75-in-february", born_on=d("1952-02-10")),
    member("70-before-cutoff", born_on=d("1954-11-30"), qualified_on=d("2010-04-01")),
    member("told-30-days-ago", enrolment=Enrolment.NOT_REGISTERED, certificate_expires_on=FAR),
    member("told-twice", enrolment=Enrolment.UNKNOWN, certificate_expires_on=FAR),
    member("card-ends-in-90", card_expires_on=d("2027-02-21")),
    member("card-ended", card_expires_on=d("2026-08-20"), certificate_expires_on=FAR),
    member("exchanged"),
    member("beyond-75", born_on=d("1954-06-10"), copay_rate=2, certificate_expires_on=FAR),
    member("beyond-70", born_on=d("1958-06-10"), certificate_expires_on=FAR),
)


def printed(holder: Person, on: str, expires_on: date = FAR) -> Certificate:
    made = d(on)
    return certificate(
        id=None,
        person_id=holder.id,
        issue_number=holder.number,
        issued_on=made,
        ready_on=made,
        expires_on=expires_on,
    )


def fill(tx: Transaction) -> None:
    who = {one.number: tx.save_person(one) for one in MEMBERS}
    for number in ("left", "in-10-days", "in-20-days", "registered", "told-30-days-ago", "told-twice"):
        tx.save_certificate(printed(who[number], "2026-01-05").hand_out(d("2026-01-06")))
    for number, expires in (
        ("expired", "2026-11-10"),
        ("expires-in-60", "2027-01-22"),
        ("expires-in-90", "2027-02-21"),
    ):
        tx.save_certificate(printed(who[number], "2026-01-05", d(expires)).hand_out(d("2026-01-06")))
    tx.save_certificate(printed(who["in-drawer"], "2026-11-20"))
    back = printed(who["came-back"], "2026-01-05").hand_out(d("2026-01-06"))
    tx.save_certificate(back.collect(d("2026-11-20")))
    void = printed(who["exchanged"], "2026-01-05").hand_out(d("2026-01-06"))
    tx.save_certificate(void.supersede(d("2026-11-15"), ReplaceCause.NAME))
    for number, days in (("told-30-days-ago", (30,)), ("told-twice", (200, 100))):
        for ago in days:
            on = TODAY - timedelta(days=ago)
            tx.save_contact(Contact(None, who[number].id, on, Means.FACE))


@pytest.fixture
def office(store: SqliteStore, office_id: OfficeId) -> SqliteStore:
    with store.transaction("見本") as tx:
        fill(tx)
    return store


def listed(store: SqliteStore, on: date = TODAY) -> set[Row]:
    rows = [
        (row.key.removeprefix("2001-").removesuffix("-00"), row.why.value, row.due_on and str(row.due_on))
        for row in store.queries.due_rows(on)
    ]
    assert len(rows) == len(set(rows))
    return set(rows)


def shipped(name: str) -> str:
    return resources.path(f"rules/{name}.toml").read_text("utf-8")


def set_rule(store: SqliteStore, name: str, value: str) -> None:
    """Change one value in the society's file, and load the file as the user does."""
    text = store.queries.society().rules_toml
    changed, count = re.subn(rf"(?m)^(\[rule\.{name}\]\nvalue = ).*$", rf"\g<1>{value}", text)
    assert count == 1
    assert changed != text
    load(store, changed)


def load(store: SqliteStore, text: str) -> None:
    with store.transaction("規則の読み込み") as tx:
        settings.change_rules(tx, text)


BY_THE_NOTICE: set[Row] = {
    ("left", "loss", "2026-11-24"),
    ("in-10-days", "loss", "2026-12-07"),
    ("registered", "registered", "2026-11-15"),
    ("expired", "over", "2026-11-10"),
    ("expired", "no_expiry", "2026-11-16"),
    ("no-paper", "no_sheet", "2025-12-02"),
    ("in-drawer", "ready", "2026-11-25"),
    ("came-back", "sheet_back", "2026-11-25"),
    ("expires-in-60", "expires", "2027-01-22"),
    ("70-in-january", "at_70", "2027-01-01"),
    ("70-before-cutoff", "card_possible", "2025-12-02"),
    ("told-30-days-ago", "to_register", None),
    ("told-twice", "to_register", None),
    ("card-ends-in-90", "card_ends", "2027-05-31"),
    ("card-ended", "card_ends", "2026-11-30"),
    ("exchanged", "replaced", "2026-11-20"),
    ("beyond-75", "expiry_doubted", None),
}

BY_THE_OTHER: set[Row] = {
    # Back by the fifth day after the day after the loss.
    ("left", "loss", "2026-11-25"),
    ("in-10-days", "loss", "2026-12-08"),
    ("in-20-days", "loss", "2026-12-18"),
    # Registered: keeps the paper. Expired: it comes back.
    ("expired", "expired", "2026-11-15"),
    ("expired", "no_expiry", "2026-11-14"),
    ("no-paper", "no_sheet", "2025-12-02"),
    ("in-drawer", "ready", "2026-11-23"),
    ("came-back", "sheet_back", "2026-11-30"),
    ("expires-in-60", "expires", "2027-01-22"),
    ("expires-in-90", "expires", "2027-02-21"),
    ("70-in-january", "at_70", "2027-01-01"),
    ("70-in-february", "at_70", "2027-02-01"),
    ("75-in-february", "at_75", "2027-02-10"),
    ("70-before-cutoff", "card_possible", "2026-03-31"),
    ("card-ended", "card_ends", "2026-11-30"),
    ("exchanged", "replaced", "2026-11-20"),
    ("beyond-75", "expiry_doubted", None),
    # This society names shorter terms.
    *((who, "expiry_doubted", None) for who in ("no-paper", "told-30-days-ago", "told-twice")),
    *((who, "expiry_doubted", None) for who in ("card-ended", "beyond-70")),
}

CHANGES: dict[str, tuple[str, set[Row], set[Row]]] = {
    "return_days": (
        "7",
        {
            ("left", "loss", "2026-11-24"),
            ("in-10-days", "loss", "2026-12-07"),
        },
        {
            ("left", "loss", "2026-11-26"),
            ("in-10-days", "loss", "2026-12-09"),
        },
    ),
    "change_return_days": (
        "7",
        {("exchanged", "replaced", "2026-11-20")},
        {("exchanged", "replaced", "2026-11-22")},
    ),
    "return_day_count": (
        '"from_day_after_loss"',
        {("left", "loss", "2026-11-24"), ("in-10-days", "loss", "2026-12-07")},
        {("left", "loss", "2026-11-25"), ("in-10-days", "loss", "2026-12-08")},
    ),
    "return_when_registered": ("false", {("registered", "registered", "2026-11-15")}, set()),
    "registered_return_days": (
        "30",
        {("registered", "registered", "2026-11-15")},
        {("registered", "registered", "2026-12-01")},
    ),
    "return_expired": (
        "true",
        {("expired", "over", "2026-11-10")},
        {("expired", "expired", "2026-11-15")},
    ),
    "leaver_notice_days": ("20", set(), {("in-20-days", "loss", "2026-12-17")}),
    "paper_from": (
        "2026-04-01",
        {("no-paper", "no_sheet", "2025-12-02")},
        {("no-paper", "no_sheet", "2026-04-01")},
    ),
    "print_days": ("3", {("expired", "no_expiry", "2026-11-16")}, {("expired", "no_expiry", "2026-11-14")}),
    "hand_out_days": ("3", {("in-drawer", "ready", "2026-11-25")}, {("in-drawer", "ready", "2026-11-23")}),
    "forward_days": (
        "10",
        {("came-back", "sheet_back", "2026-11-25")},
        {("came-back", "sheet_back", "2026-11-30")},
    ),
    "renew_notice_days": ("90", set(), {("expires-in-90", "expires", "2027-02-21")}),
    "birthday_notice_months": (
        "3",
        set(),
        {("70-in-february", "at_70", "2027-02-01"), ("75-in-february", "at_75", "2027-02-10")},
    ),
    "elderly_cutoff_on": ("2024-11-28", {("70-before-cutoff", "card_possible", "2025-12-02")}, set()),
    "elderly_collect_by": (
        "2026-03-31",
        {("70-before-cutoff", "card_possible", "2025-12-02")},
        {("70-before-cutoff", "card_possible", "2026-03-31")},
    ),
    "quiet_days": ("31", {("told-30-days-ago", "to_register", None)}, set()),
    "reminder_steps": ("2", {("told-twice", "to_register", None)}, set()),
    "card_notice_days": ("89", {("card-ends-in-90", "card_ends", "2027-05-31")}, set()),
    "card_grace_months": (
        "2",
        {("card-ends-in-90", "card_ends", "2027-05-31"), ("card-ended", "card_ends", "2026-11-30")},
        {
            ("card-ends-in-90", "card_ends", "2027-04-30"),
            ("card-ended", "card_ended", None),
            ("card-ended", "no_sheet", "2026-11-06"),
        },
    ),
    "expiry_max_years": (
        "1",
        set(),
        {
            (who, "expiry_doubted", None)
            for who in ("no-paper", "told-30-days-ago", "told-twice", "card-ended", "beyond-70")
        },
    ),
    "expiry_before_75": ("false", {("beyond-75", "expiry_doubted", None)}, set()),
    "expiry_before_70": ("true", set(), {("beyond-70", "expiry_doubted", None)}),
    "insured_branch": (
        '"01"',
        set(),
        {(one.number, "branch_doubted", None) for one in MEMBERS if one.number not in ("left", "came-back")},
    ),
}

AT_THE_EVENT = {"name_change_returns", "name_change_family", "copay_change_returns", "rehire_returns"}
"""They decide whether an event makes a paper void: see below."""

ELSEWHERE = {"old_card_return_until"}
"""It answers about other papers; nothing of it is due."""


def test_every_basic_rule_is_looked_at() -> None:
    assert set(CHANGES) | AT_THE_EVENT | ELSEWHERE >= BASIC


@pytest.mark.parametrize("name", CHANGES)
def test_one_entry_changes_exactly_its_rows(office: SqliteStore, name: str) -> None:
    value, gone, new = CHANGES[name]
    assert listed(office) == BY_THE_NOTICE
    assert gone <= BY_THE_NOTICE
    set_rule(office, name, value)
    assert listed(office) == BY_THE_NOTICE - gone | new
    office.undo()
    assert listed(office) == BY_THE_NOTICE


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("old_card_return_until", "2026-12-01"),
        *((name, "false") for name in sorted(AT_THE_EVENT)),
    ],
)
def test_other_entries_change_nothing_that_is_due_already(office: SqliteStore, name: str, value: str) -> None:
    set_rule(office, name, value)
    assert listed(office) == BY_THE_NOTICE


def test_the_two_societies_have_two_lists(office: SqliteStore) -> None:
    assert listed(office) == BY_THE_NOTICE
    load(office, shipped("mihon"))
    assert listed(office) == BY_THE_OTHER
    office.undo()
    assert listed(office) == BY_THE_NOTICE


def test_a_row_names_the_source_of_its_own_society(office: SqliteStore) -> None:
    def sources() -> set[str]:
        return {row.rule for row in office.queries.due_rows(TODAY)}

    assert any("JSR健保の案内" in source for source in sources())
    load(office, shipped("mihon"))
    assert not any("JSR" in source for source in sources())
    assert any("見本健保の規程" in source for source in sources())


def test_a_second_version_counts_from_its_day(office: SqliteStore) -> None:
    """From 1 April 2027 the other society gives ten days instead of five."""
    load(office, shipped("mihon"))
    leaver = next(p for p in office.queries.people() if p.number == "in-20-days")
    last = date(2027, 3, 31)
    assert ("in-20-days", "loss", "2026-12-18") in listed(office, last)
    assert ("in-20-days", "loss", "2026-12-23") in listed(office, last + timedelta(days=1))
    assert leaver.disqualified_on == d("2026-12-13")


@pytest.fixture
def household(store: SqliteStore, office_id: OfficeId) -> SqliteStore:
    """An employee of 72 and a spouse, both with a paper."""
    with store.transaction("見本") as tx:
        old = {"born_on": d("1954-12-10"), "copay_rate": 2, "copay_from": d("2025-12-02")}
        head = tx.save_person(member("home", certificate_expires_on=FAR, **old))
        spouse = replace(
            member("home", certificate_expires_on=FAR),
            kind=PersonKind.DEPENDANT,
            branch_number="01",
            relationship="妻",
        )
        for holder in (head, tx.save_person(spouse)):
            sheet = replace(printed(holder, "2026-01-05"), issue_number=holder.branch_number)
            tx.save_certificate(sheet.hand_out(d("2026-01-06")))
    return store


def new_name(tx: Transaction, who: Person) -> None:
    life_events.change_name(tx, who.id, name="見本\u3000新", kana="ミホン シン", on=TODAY, today=TODAY)


def new_rate(tx: Transaction, who: Person) -> None:
    life_events.change_copay(tx, [who.id], rate=3, starts_on=TODAY, today=TODAY)


def same_day_again(tx: Transaction, who: Person) -> None:
    life_events.rehire(tx, who.id, qualified_on=TODAY, symbol=who.symbol, number=who.number, today=TODAY)


@pytest.mark.parametrize(
    ("name", "event", "with_rule", "without"),
    [
        ("name_change_returns", new_name, ["00", "01"], ["01"]),
        ("name_change_family", new_name, ["00", "01"], ["00"]),
        ("copay_change_returns", new_rate, ["00"], []),
        ("rehire_returns", same_day_again, ["00", "01"], []),
    ],
)
def test_an_event_brings_papers_back_where_the_society_says_so(
    household: SqliteStore, name: str, event: Any, with_rule: list[str], without: list[str]
) -> None:
    def brought_back() -> list[str]:
        head = next(p for p in household.queries.people() if p.kind is PersonKind.INSURED)
        with household.transaction("できごと") as tx:
            event(tx, head)
        rows = household.queries.due_rows(TODAY)
        household.undo()
        assert {row.due_on for row in rows if row.why == "replaced"} <= {d("2026-11-28")}
        return sorted(row.key[-2:] for row in rows if row.why == "replaced")

    assert brought_back() == with_rule
    set_rule(household, name, "false")
    assert brought_back() == without
    statuses = {row.status for row in household.queries.certificate_rows()}
    assert statuses == {CertificateStatus.HANDED_OUT}
