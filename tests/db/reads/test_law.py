"""The law as intervals says on every day what the slow rules say of that day, word for word.

Offices, rules files and days are generated; looked at are the days around which everything happens, and
those on which the list changes. SHIKAKU_OFFICES=5000 in the environment looks at as many offices, new
ones every time.
"""

import os
from collections import Counter
from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path

from hypothesis import HealthCheck, given, settings

from app.domain import law
from app.domain.duties import sentence
from app.domain.law.days import MAX, MIN
from app.domain.rules import read_rule_book
from app.domain.wareki import wareki_short
from tests.db.offices import facts_of, office_of
from tests.db.populations import Plan, plans
from tests.oracle.due_list import due_list

OFFICES = int(os.environ.get("SHIKAKU_OFFICES", "60"))
DAY = timedelta(days=1)


@settings(
    max_examples=OFFICES,
    derandomize="SHIKAKU_OFFICES" not in os.environ,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(plan=plans())
def test_the_intervals_say_what_the_rules_say_of_each_day(empty_folder: Path, plan: Plan) -> None:
    with office_of(plan, empty_folder) as office:
        book = read_rule_book(plan.rules_toml)
        duties = {person.id: law.duties_of(facts_of(office, person), book) for person in office.people}
        every = [duty for mine in duties.values() for duty in mine]
        looks = {plan.base + timedelta(days=3 * number) for number in range(-12, 18)}
        for day in sorted(looks | set(turning(every, plan.base))):
            said = Counter(
                (person_id, *told(duty)) for person_id, mine in duties.items() for duty in law.on(mine, day)
            )
            expected = Counter(
                (
                    row.person_id,
                    row.why,
                    row.certificate_id,
                    row.due_on,
                    row.reason,
                    row.moved_from,
                    row.moved_because,
                    row.hidden_until,
                )
                for row in due_list(office, book.at(day), day)
            )
            assert said == expected, day


def told(duty: law.Duty) -> tuple[object, ...]:
    """What the list shows of a duty."""
    reason = sentence(duty.why, duty.since, duty.detail)
    if duty.moved_because is not None:
        origin = f"、元は {wareki_short(duty.moved_from)}" if duty.moved_from else ""
        reason += f"(期日を変更{origin}: {duty.moved_because})"
    return (
        duty.why,
        duty.sheet_id,
        duty.due_on,
        reason,
        duty.moved_from,
        duty.moved_because or "",
        duty.hidden_until,
    )


def turning(duties: Iterable[law.Duty], base: date, most: int = 24) -> list[date]:
    """The days on which the list changes, and the days before; the nearest ones."""
    turns = {day for duty in duties for day in (duty.appears_on, duty.gone_on) if MIN < day < MAX}
    nearest = sorted(turns, key=lambda day: abs(day - base))[: most * 3 : 3]
    return [look for day in nearest for look in (day - DAY, day)]
