"""Who is not asked to register because of leaving soon is counted beside the list."""

from dataclasses import replace
from datetime import date, timedelta

from app.domain.duties import DutyKind
from app.domain.ids import OfficeId
from app.domain.person import Enrolment, LossCause
from app.rows import DueFilter
from db.store import SqliteStore
from tests.factories import person

TODAY = date(2026, 11, 23)
SOON = TODAY + timedelta(days=14)
"""The last end of cover that is so near: register_before_leaving_days of JSR."""


def test_leavers_of_the_next_days_are_left_out_and_counted(store: SqliteStore, office_id: OfficeId) -> None:
    lost = {"loss_cause": LossCause.LEFT, "enrolment": Enrolment.NOT_REGISTERED, "office_id": office_id}
    registered = lost | {"enrolment": Enrolment.REGISTERED}
    card = {"card_expires_on": date(2027, 1, 15)}
    with store.transaction("名簿") as tx:
        tx.save_people(
            [
                person(id=None, number="1", disqualified_on=SOON, **lost),
                person(id=None, number="2", disqualified_on=TODAY + timedelta(days=1), **lost),
                person(id=None, number="3", disqualified_on=SOON, **registered | card),
                # Asked still; gone already; registered, so that there is nothing to ask.
                person(id=None, number="4", disqualified_on=SOON + timedelta(days=1), **lost),
                person(id=None, number="5", disqualified_on=TODAY, **lost),
                person(id=None, number="6", disqualified_on=SOON, **registered),
                person(id=None, number="7", disqualified_on=SOON, department="製造部", **lost),
            ]
        )
    queries = store.queries
    assert queries.leavers_left_out(TODAY) == 4
    assert queries.leavers_left_out(TODAY, DueFilter(department="製造部")) == 1
    assert queries.leavers_left_out(TODAY, DueFilter(kinds=(DutyKind.RETURN,))) == 0
    asked = queries.due_rows(TODAY, DueFilter(kinds=(DutyKind.REGISTER,)))
    assert [row.key.split("-")[1] for row in asked] == ["4"]
    with store.transaction("訂正") as tx:
        (leaver,) = (one for one in tx.people() if one.number == "1")
        tx.save_person(replace(leaver, disqualified_on=None, loss_cause=None))
    assert queries.leavers_left_out(TODAY) == 3
