"""docs/rules.md, "The calendar of a person": one model, three drawings."""

from dataclasses import replace
from datetime import date

import resources
from app.domain import law
from app.domain.certificate import Certificate, CertificateStatus, ReplaceCause
from app.domain.deferral import Deferral
from app.domain.duties import DutyKind, Why
from app.domain.elderly_card import ElderlyCard, ElderlyOutcome
from app.domain.enrolment_stage import stage_of
from app.domain.ids import CertificateId, PersonId
from app.domain.life_calendar import (
    Covered,
    LaneKind,
    LifeCalendar,
    MarkKind,
    Used,
    Weight,
    Window,
    around,
    days_words,
    lane_words,
    life_calendar,
    lines,
)
from app.domain.person import Enrolment, LossCause, Person
from app.domain.rest_days import Rest
from app.domain.rules import read_rule_book
from tests.factories import certificate, person

TODAY = date(2026, 11, 29)
BOOK = read_rule_book(resources.path("rules/jsr.toml").read_text("utf-8"))
S = CertificateStatus


def picture(
    who: Person,
    *sheets: Certificate,
    window: Window | None = None,
    today: date = TODAY,
    deferrals: tuple[Deferral, ...] = (),
) -> LifeCalendar:
    facts = law.facts_of(who, None, [stage_of(who)], sheets, deferrals=deferrals)
    duties = law.duties_of(facts, BOOK)
    return life_calendar(facts, duties, BOOK.at(today), window or around(today), today)


def leaver() -> Person:
    return person(
        enrolment=Enrolment.NOT_REGISTERED,
        certificate_expires_on=date(2029, 12, 1),
        disqualified_on=date(2027, 1, 1),
        loss_cause=LossCause.LEFT,
    )


def handed_out() -> Certificate:
    day = date(2026, 11, 2)
    return certificate(status=S.HANDED_OUT, issued_on=day, ready_on=day, handed_out_on=date(2026, 11, 9))


def test_cover_papers_and_duties_are_bars_and_their_days_marks() -> None:
    shown = picture(leaver(), handed_out())
    by_kind = {kind: [lane for lane in shown.lanes if lane.kind is kind] for kind in LaneKind}
    (cover,), (sheet,) = by_kind[LaneKind.COVER], by_kind[LaneKind.SHEET]
    assert [(s.what, s.after) for s in cover.spans] == [(Covered.COVERED, date(2027, 1, 1))]
    assert [(m.on, m.kind) for m in cover.marks] == [(date(2027, 1, 1), MarkKind.LOST)]
    assert [(s.what, s.first, s.weight) for s in sheet.spans] == [
        (S.READY, date(2026, 11, 2), Weight.PART),
        (S.HANDED_OUT, date(2026, 11, 9), Weight.FULL),
    ]
    # The 有効期限 lies outside the picture.
    assert sheet.marks == ()
    back = next(lane for lane in by_kind[LaneKind.DUTY] if lane.spans[-1].what is Why.LOSS)
    assert [mark.on for mark in back.marks] == [date(2027, 1, 5)]


def test_a_superseded_sheet_is_in_force_while_its_holder_uses_it() -> None:
    who = person(
        born_on=date(1956, 6, 15),
        copay_rate=3,
        copay_from=date(2027, 9, 1),
        certificate_expires_on=date(2029, 12, 1),
    )
    sheet = handed_out().supersede(date(2026, 11, 20), ReplaceCause.COPAY)
    (lane,) = [lane for lane in picture(who, sheet).lanes if lane.kind is LaneKind.SHEET]
    assert [(s.what, s.first, s.weight) for s in lane.spans[1:]] == [
        (S.HANDED_OUT, date(2026, 11, 9), Weight.FULL),
        (Used.IN_USE, date(2026, 11, 20), Weight.FULL),
        (S.SUPERSEDED, date(2027, 9, 1), Weight.PART),
    ]


def test_each_elderly_card_has_its_line() -> None:
    who = person(
        born_on=date(1955, 6, 15),
        elderly_card_listed=True,
        elderly_card_issued_on=date(2026, 8, 1),
        elderly_card_expires_on=date(2027, 7, 31),
    )
    old = ElderlyCard(
        None,
        PersonId(1),
        ElderlyOutcome.REPLACED,
        date(2026, 8, 1),
        issued_on=date(2025, 8, 1),
        replaced_on=date(2026, 8, 1),
    )
    facts = law.facts_of(who, None, [stage_of(who)], [], [old])
    shown = life_calendar(facts, [], BOOK.at(TODAY), around(TODAY), TODAY)
    lanes = [lane for lane in shown.lanes if lane.kind is LaneKind.CARD]
    assert [(lane_words(lane), [(s.what, s.first) for s in lane.spans]) for lane in lanes] == [
        (
            "前の高齢受給者証",
            [(ElderlyOutcome.IN_USE, date(2025, 8, 1)), (ElderlyOutcome.REPLACED, date(2026, 8, 1))],
        ),
        ("高齢受給者証", [(ElderlyOutcome.IN_USE, date(2026, 8, 1))]),
    ]
    # Its words stand before the mark of its last day.
    (card,) = lanes[1].spans
    edges = tuple(map(shown.window.share, (date(2026, 8, 1), date(2027, 7, 31))))
    assert lanes[1].room(card, shown.window) == edges


def test_a_deadline_on_a_closed_day_is_marked_so_and_stays() -> None:
    told = lines(picture(leaver(), handed_out()))
    (line,) = [line for line in told if line.lane == "配付"]
    assert (line.due_on, line.rest and line.rest.rest) == (date(2026, 11, 7), Rest.SATURDAY)
    assert not line.is_now


def test_no_duty_is_drawn_before_its_rule_is_law() -> None:
    shown = picture(person(certificate_expires_on=date(2029, 12, 1)), window=around(date(2024, 12, 1)))
    (lane,) = [lane for lane in shown.lanes if lane.spans and lane.spans[0].what is Why.NO_SHEET]
    assert lane.spans[0].first == date(2024, 12, 2)


def test_what_rests_is_drawn_faintly_until_it_is_shown_again() -> None:
    rests = Deferral(
        None,
        PersonId(1),
        DutyKind.RETURN,
        CertificateId(1),
        date(2027, 1, 2),
        None,
        date(2027, 1, 20),
        "入院中",
    )
    shown = picture(leaver(), handed_out(), deferrals=(rests,))
    spans = [s for lane in shown.lanes for s in lane.spans if s.what is Why.LOSS]
    assert [(s.first, s.is_resting) for s in spans] == [
        (date(2026, 12, 18), False),
        (date(2027, 1, 2), True),
        (date(2027, 1, 20), False),
    ]
    assert "資格の喪失(休止中)" in [line.what for line in lines(shown)]


def test_a_sheet_that_was_over_before_the_picture_is_left_out() -> None:
    gone = replace(
        handed_out(), status=S.FORWARDED, collected_on=date(2026, 11, 20), forwarded_on=date(2026, 11, 21)
    )
    kinds = [lane.kind for lane in picture(person(), gone, window=around(date(2028, 1, 1))).lanes]
    assert LaneKind.SHEET not in kinds


def test_two_duties_of_a_kind_on_the_same_days_stand_in_two_lanes() -> None:
    void = replace(handed_out(), status=S.SUPERSEDED, void_on=date(2026, 12, 1), replace_cause=None)
    other = certificate(
        id=CertificateId(2), issue_number="0K3F-7QX5", status=S.HANDED_OUT,
        issued_on=date(2026, 12, 1), ready_on=date(2026, 12, 1), handed_out_on=date(2026, 12, 1),
    )  # fmt: skip
    shown = picture(leaver(), void, other)
    assert len([lane for lane in shown.lanes if lane.name == "返却"]) == 2
    for lane in shown.lanes:
        assert all(a.after <= b.first for a, b in zip(lane.spans, lane.spans[1:], strict=False))


def test_months_are_numbered_where_there_is_room() -> None:
    two_years = around(TODAY)
    assert (two_years.first, two_years.after) == (date(2026, 5, 1), date(2028, 5, 1))
    assert len(two_years.numbered(24)) == 24
    assert [month.month for month in two_years.numbered(8)] == [7, 10, 1, 4, 7, 10, 1, 4]
    assert two_years.numbered(3) == []
    assert [day.isoformat() for day in two_years.years(10)] == ["2026-05-01", "2027-01-01", "2028-01-01"]
    century = Window(date(1950, 6, 1), date(2050, 6, 1))
    assert [day.year for day in century.years(10)] == list(range(1960, 2051, 10))


def test_days_are_said_as_in_a_list() -> None:
    first, last = date(2026, 11, 2), date(2027, 3, 31)
    assert days_words(first, last) == "R8.11.2 から R9.3.31 まで"
    assert days_words(first, None) == "R8.11.2 から"
    assert days_words(None, last) == "R9.3.31 まで"
    assert days_words(first, first) == "R8.11.2"
    assert days_words(None, None) == "ずっと"
