"""Small random offices for comparing what storage answers with what the rules say."""

from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st

from app.domain.certificate import Certificate, CertificateOrigin, CertificateStatus
from app.domain.contact import Contact, Means
from app.domain.elderly_card import RECORDED, ElderlyCard, ElderlyOutcome
from app.domain.issue_number import new_issue_number
from app.domain.person import Enrolment, LossCause, Person, PersonKind
from app.ports import Transaction
from tests.factories import person

DAY = timedelta(days=1)


def days(first: date, last: date) -> st.SearchStrategy[date]:
    return st.dates(first, last)


@st.composite
def people(draw: st.DrawFn, today: date) -> list[Person]:
    """Some households around that day.

    Most are registered and joined after the cut-off, so that the rules about age, leaving and
    old cards decide about them alone; many turn 70 or 75 about now.
    """
    mostly = st.sampled_from([True, True, True, False])
    about_now = st.integers(-80, 80)
    found = []
    for number in range(draw(st.integers(1, 4))):
        for branch in range(draw(st.integers(1, 3))):
            lost = None if draw(mostly) else today + draw(st.integers(-300, 100)) * DAY
            is_simple = draw(mostly)
            found.append(
                person(
                    id=None,
                    number=str(100 + number),
                    branch_number=f"{branch:02d}",
                    kind=PersonKind.DEPENDANT if branch else PersonKind.INSURED,
                    born_on=draw(
                        st.one_of(
                            st.builds(lambda d: _years_before(today + d * DAY, 70), about_now),
                            st.builds(lambda d: _years_before(today + d * DAY, 75), about_now),
                            st.builds(lambda d: _years_before(today + d * DAY, 75), st.integers(-400, 400)),
                            st.sampled_from([date(1952, 2, 29), date(1956, 2, 29), date(1957, 1, 1)]),
                            days(date(1960, 1, 1), date(2024, 1, 1)),
                        )
                    ),
                    qualified_on=draw(
                        days(date(2024, 12, 1), date(2025, 9, 1))
                        if is_simple
                        else days(date(2024, 1, 1), today)
                    ),
                    enrolment=Enrolment.REGISTERED if is_simple else draw(st.sampled_from(Enrolment)),
                    enrolment_as_of=draw(st.one_of(st.none(), days(date(2025, 1, 1), date(2027, 3, 31)))),
                    disqualified_on=lost,
                    loss_cause=LossCause.LEFT if lost else None,
                    certificate_expires_on=draw(
                        st.one_of(st.none(), days(date(2025, 12, 1), date(2027, 12, 31)))
                    ),
                    elderly_card_listed=not draw(mostly) and draw(st.booleans()),
                )
            )
    return found


def _years_before(on: date, years: int) -> date:
    return on.replace(year=on.year - years, day=min(on.day, 28))


@st.composite
def papers(draw: st.DrawFn) -> list[dict[str, Any]]:
    """What one person got over time: a live sheet at most, others that ended."""
    steps: list[dict[str, Any]] = []
    if draw(st.booleans()):
        return steps
    for live in [False] * draw(st.integers(0, 1)) + [True] * draw(st.integers(0, 1)):
        day = draw(days(date(2025, 6, 1), date(2027, 2, 1)))
        gaps = draw(st.lists(st.integers(0, 90), min_size=5, max_size=5))
        ends = (
            ("ready", "handed_out") if live else ("forwarded", "collected", "lost", "superseded", "spoiled")
        )
        steps.append({"on": day, "gaps": gaps, "end": draw(st.sampled_from(ends))})
    return steps


def enter_papers(tx: Transaction, holder: Person, steps: list[dict[str, Any]]) -> None:
    assert holder.id is not None
    for step in steps:
        dates = [step["on"]]
        for gap in step["gaps"]:
            dates.append(dates[-1] + gap * DAY)
        sheet = Certificate(
            None,
            holder.id,
            new_issue_number(),
            CertificateStatus.PLANNED,
            CertificateOrigin.PRINTED,
            issued_on=dates[0],
            expires_on=holder.certificate_expires_on,
        ).confirm_good(dates[1])
        if step["end"] == "spoiled":
            sheet = sheet.spoil(dates[2], "しわ")
        elif step["end"] != "ready":
            sheet = sheet.hand_out(dates[2])
        if step["end"] in ("collected", "forwarded"):
            sheet = sheet.collect(dates[3])
        if step["end"] == "forwarded":
            sheet = sheet.forward(dates[4])
        if step["end"] == "lost":
            sheet = sheet.lose(dates[3], "紛失")
        if step["end"] == "superseded":
            sheet = sheet.supersede(dates[3], "差替")
        tx.save_certificate(sheet)


def enter_card(tx: Transaction, holder: Person, outcome: ElderlyOutcome, on: date, gap: int) -> None:
    assert holder.id is not None
    left = on + gap * DAY if outcome is ElderlyOutcome.FORWARDED else None
    tx.save_elderly_card(ElderlyCard(None, holder.id, outcome, on, forwarded_on=left))


def enter_contact(tx: Transaction, holder: Person, on: date) -> None:
    assert holder.id is not None
    tx.save_contact(Contact(None, holder.id, on, Means.PHONE))


OUTCOMES = st.sampled_from(sorted(RECORDED))
