"""The due list of generated offices: the one fast statement says what the slow rules say.

Offices, rules files and days are generated; everything is compared, row for row and word for
word. SHIKAKU_OFFICES=5000 in the environment looks at as many offices, new ones every time.
"""

import os
from collections.abc import Callable
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.domain.duties import DutyKind, Why
from app.domain.ids import OfficeId
from app.domain.person import Enrolment
from app.domain.rules import RuleBook, read_rule_book
from app.domain.section import Section, section_of
from app.morning import OfficeProgress
from app.rows import DueFilter, DueRow
from tests.db.offices import WORKPLACES, office_of
from tests.db.populations import DEPARTMENTS, Plan, plans
from tests.oracle.dates import is_covered
from tests.oracle.due_list import counts, due_list, sieve
from tests.oracle.duties import duties, handed_out_after
from tests.oracle.office import Facts, Office

if TYPE_CHECKING:
    from tests.postgres import Server

OFFICES = int(os.environ.get("SHIKAKU_OFFICES", "200"))

anywhere = st.tuples(st.integers(0, 199), st.integers(-200, 200))
"""Which of the days that the office knows, and how far from it."""

turns = st.lists(st.tuples(st.integers(0, 31), st.sampled_from([0, -1])), min_size=3, max_size=3)
"""Which of the days on which something of one person begins or ends, and the day before."""

filters = st.builds(
    DueFilter,
    kinds=st.lists(st.sampled_from(DutyKind), max_size=3, unique=True).map(tuple),
    office_id=st.sampled_from([None, OfficeId(1), OfficeId(2)]),
    department=st.sampled_from([None, *DEPARTMENTS]),
    only_overdue=st.booleans(),
    is_hidden=st.sampled_from([False, False, False, True]),
    section=st.sampled_from([None, None, *Section]),
)


def generated(offices: int) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Let a test look at so many offices."""

    def dressed(test: Callable[..., None]) -> Callable[..., None]:
        given_these = given(
            plan=plans(),
            anywhere=anywhere,
            turns=turns,
            wanted=filters,
            page=st.integers(1, 7),
            who=st.integers(0, 31),
        )
        return settings(
            max_examples=offices,
            derandomize="SHIKAKU_OFFICES" not in os.environ,
            suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
        )(given_these(test))

    return dressed


@generated(OFFICES)
def test_the_fast_list_says_what_the_rules_say(empty_folder: Path, plan: Plan, **looked_at: Any) -> None:
    with office_of(plan, empty_folder) as office:
        check(office, plan, **looked_at)


@generated(OFFICES // 8)
def test_it_says_so_on_a_server(empty_folder: Path, postgres: "Server", plan: Plan, **looked_at: Any) -> None:
    with office_of(plan, empty_folder, postgres) as office:
        check(office, plan, **looked_at)


def check(
    office: Office,
    plan: Plan,
    *,
    anywhere: tuple[int, int],
    turns: list[tuple[int, int]],
    wanted: DueFilter,
    page: int,
    who: int,
) -> None:
    book = read_rule_book(plan.rules_toml)
    known, (where, shift) = office.days(), anywhere
    looks = [known[where % len(known)] + timedelta(days=shift)] if known else []
    turning = turning_days(office, book, plan.base, who) or [plan.base]
    looks += [turning[place % len(turning)] + timedelta(days=before) for place, before in turns]
    for today in looks:
        rows = due_list(office, book.at(today), today)
        assert office.store.queries.due_rows(today) == sieve(rows, today, DueFilter())
    hidden = DueFilter(is_hidden=True)
    assert office.store.queries.due_rows(today, hidden) == sieve(rows, today, hidden)
    check_filter(office, rows, today, wanted, page)
    check_person(office, rows, today, who)
    check_candidates(office, rows, today, wanted.office_id)
    check_morning(office, rows, today)
    assert office.store.queries.office_progress(today) == progress(office, today)


def turning_days(office: Office, book: RuleBook, base: date, who: int) -> list[date]:
    """The days around which something begins or ends to be due of one person, by the slow rules.

    Whoever had a sheet is looked at first: with them most rules have their say.
    """
    people = sorted(office.people, key=lambda p: not office.sheets_of(p.id))
    if not people:
        return []
    person = people[who % max(1, sum(bool(office.sheets_of(p.id)) for p in people))]

    def of(day: date) -> set[tuple[Why, object]]:
        return {(d.why, d.certificate_id) for d in duties(office.facts_of(person, day), book.at(day), day)}

    days = [base + timedelta(days=number) for number in range(-60, 90)]
    found = [of(day) for day in days]
    return [day for day, (before, now) in zip(days[1:], pairwise(found), strict=True) if before != now]


def check_filter(office: Office, rows: list[DueRow], today: date, wanted: DueFilter, page: int) -> None:
    queries = office.store.queries
    expected = sieve(rows, today, wanted, name_of(wanted.office_id))
    assert queries.due_rows(today, wanted) == expected
    assert queries.due_counts(today, wanted) == counts(expected, today)
    assert queries.due_counts(today) == counts(sieve(rows, today, DueFilter()), today)
    pages = [
        queries.due_rows(today, wanted, offset=offset, limit=page)
        for offset in range(0, len(expected) + page, page)
    ]
    assert all(len(one) == page for one in pages[:-2])
    assert [row for one in pages for row in one] == expected


def check_morning(office: Office, rows: list[DueRow], today: date) -> None:
    """The three parts are the whole; the course of days says how long the first was, and will be."""
    every, queries = sieve(rows, today, DueFilter()), office.store.queries
    parts = {part: sieve(rows, today, DueFilter(section=part)) for part in Section}
    counted = queries.due_counts(today)
    assert {part: sum(one.of(part) for one in counted) for part in Section} == {
        part: len(mine) for part, mine in parts.items()
    }
    assert sorted(map(repr, every)) == sorted(repr(row) for mine in parts.values() for row in mine)
    for part, mine in parts.items():
        assert {section_of(row.kind, row.detail, row.due_on, today) for row in mine} <= {part}
    first, last = today - timedelta(days=9), today + timedelta(days=9)
    for one in queries.course(first, last)[::6]:
        assert one.count == sum(c.today for c in queries.due_counts(one.on)), one


def check_person(office: Office, rows: list[DueRow], today: date, who: int) -> None:
    people = office.people
    if people:
        person_id = people[who % len(people)].id
        assert person_id is not None
        mine = [row for row in sieve(rows, today, DueFilter()) if row.person_id == person_id]
        assert list(office.store.queries.person_detail(person_id, today).duties) == mine


def check_candidates(office: Office, rows: list[DueRow], today: date, office_id: OfficeId | None) -> None:
    wanted = DueFilter(office_id=office_id)
    expected = {
        row.person_id
        for row in sieve(rows, today, wanted, name_of(office_id))
        if row.why in (Why.NO_SHEET, Why.RENEWABLE, Why.COPAY_CHANGES)
    }
    found = office.store.queries.print_candidates(today, office_id=office_id)
    assert {row.person_id for row in found} == expected
    assert len(found) == len(expected)
    rounds = [(row.office_code, row.department, "".join(row.kana.split()), row.person_id) for row in found]
    assert rounds == sorted(rounds)


def progress(office: Office, today: date) -> list[OfficeProgress]:
    """Of the covered who did not register, how many hold a paper."""

    def holds(facts: Facts) -> bool:
        return any(
            status == "handed_out"
            or (
                status == "superseded"
                and sheet.replace_cause == "renewal"
                and handed_out_after(facts, sheet, today) is None
            )
            for sheet, status in facts.sheets
        )

    found = []
    for number, name in enumerate(WORKPLACES, start=1):
        entitled = [
            facts
            for facts in office.facts(today)
            if facts.person.office_id == number
            and is_covered(facts, today)
            and facts.stage is not Enrolment.REGISTERED
        ]
        found.append(OfficeProgress(OfficeId(number), name, len(entitled), sum(map(holds, entitled))))
    return found


def name_of(office_id: OfficeId | None) -> str | None:
    return None if office_id is None else WORKPLACES[office_id - 1]
