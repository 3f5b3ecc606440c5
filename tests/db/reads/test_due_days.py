"""docs/rules.md, "What will be due": a month of the office says what the list of each day says.

Offices are generated; what is due on a day is looked for in the slow list of that day and of the one before,
for an announcement is gone on the day it speaks of.
"""

import os
from collections import Counter
from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from app.domain.duties import Why
from app.domain.ids import CertificateId, PersonId
from app.domain.rules import read_rule_book
from app.ports import EVERYTHING
from app.rows import DueFilter, DueRow
from db.reads import due
from db.store import SqliteStore
from tests.db.offices import office_of
from tests.db.populations import Plan, plans
from tests.oracle.due_list import due_list

OFFICES = int(os.environ.get("SHIKAKU_OFFICES", "25"))
DAY = timedelta(days=1)
DAYS = range(-10, 30)

Row = tuple[Why, PersonId, CertificateId | None]


@settings(
    max_examples=OFFICES,
    derandomize="SHIKAKU_OFFICES" not in os.environ,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(plan=plans())
def test_a_month_says_what_the_list_of_each_day_says(empty_folder: Path, plan: Plan) -> None:
    today, book = plan.base, read_rule_book(plan.rules_toml)
    first, last = today + DAYS[0] * DAY, today + DAYS[-1] * DAY
    with office_of(plan, empty_folder) as office:
        queries = office.store.queries
        lists = {
            look: due_list(office, book.at(look), look) for look in (today + n * DAY for n in DAYS if n >= 0)
        }
        counted: Counter[date] = Counter()
        for day in queries.due_days(first, last, today):
            counted[day.on] += day.total
        for number in DAYS:
            day = today + number * DAY
            rows = queries.due_rows_on(day, today)
            shown = {(row.why, row.person_id, row.certificate_id) for row in rows}
            assert len(shown) == len(rows) == counted[day]
            assert shown == expected(lists, day, today), day
            for kind in {row.kind for row in rows}:
                part = queries.due_rows_on(day, today, DueFilter(kinds=(kind,)))
                assert part == [row for row in rows if row.kind is kind]


def expected(lists: Mapping[date, list[DueRow]], day: date, today: date) -> set[Row]:
    """What is due on a day by the slow lists. lists: that of each day from today on."""
    return {
        (row.why, row.person_id, row.certificate_id)
        for look in {max(day, today), max(day - DAY, today)}
        for row in lists[look]
        if row.due_on == day and (row.hidden_until is None or row.hidden_until <= max(day, today))
    }


@pytest.mark.on_the_file("EXPLAIN QUERY PLAN")
def test_a_month_is_found_by_the_index_alone(store: SqliteStore) -> None:
    """Of a hundred thousand people, too, no more is read than what is due in it."""
    first, last = date(2027, 1, 1), date(2027, 1, 31)
    statement = due._days(due._shape(EVERYTHING, is_coming=True))
    values = due._values(first, EVERYTHING, first, last)
    plan = [row["detail"] for row in store._connection.records(f"EXPLAIN QUERY PLAN {statement}", values)]
    assert any(
        "USING COVERING INDEX duty_urgency (<expr>=? AND due_on>? AND due_on<?)" in step for step in plan
    )
