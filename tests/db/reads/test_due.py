"""Each kind of duty appears on its first day, with the right date, and leaves in time.

Every look at the list is at the same time compared with the slow rules of tests/oracle.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from app.domain.certificate import Certificate, CertificateStatus, ReplaceCause, listed
from app.domain.collecting import PaperKind, collect_or_not
from app.domain.contact import About, Contact, Means, Reply
from app.domain.deferral import Deferral
from app.domain.duties import DutyKind, NextAction, Why
from app.domain.elderly_card import ElderlyCard, ElderlyOutcome
from app.domain.ids import OfficeId
from app.domain.person import ASKED, FOR_A_WHILE, Enrolment, LossCause, Person, PersonKind
from app.domain.person import Office as Workplace
from app.domain.print_session import PrintSession, SessionStatus
from app.domain.rules import read_rule_book
from app.rows import DueCount, DueFilter, DueRow
from db.store import SqliteStore
from tests.factories import certificate, person, society
from tests.oracle.due_list import due_list, sieve
from tests.oracle.office import Office

TODAY = date(2026, 11, 23)
DAY = timedelta(days=1)
FAR = date(2029, 12, 1)
S = CertificateStatus


@pytest.fixture
def office(store: SqliteStore, office_id: OfficeId) -> Office:
    return Office(store)


def d(text: str) -> date:
    return date.fromisoformat(text)


def look(office: Office, on: date = TODAY, wanted: DueFilter | None = None) -> list[DueRow]:
    """The list of that day, after the slow one said the same."""
    wanted = wanted or DueFilter()
    rules = read_rule_book(office.store.queries.society().rules_toml).at(on)
    rows = office.store.queries.due_rows(on, wanted)
    names = {one.id: one.name for one in office.store.queries.offices()}
    assert rows == sieve(due_list(office, rules, on), on, wanted, names.get(wanted.office_id))
    return rows


def due(office: Office, on: date = TODAY) -> dict[Why, date | None]:
    """Why something is due, and when; no reason twice."""
    rows = look(office, on)
    assert len({row.why for row in rows}) == len(rows)
    return {row.why: row.due_on for row in rows}


def only(office: Office, why: Why, on: date = TODAY) -> DueRow:
    (row,) = [row for row in look(office, on) if row.why is why]
    return row


def days_with(office: Office, why: Why, days: Sequence[date]) -> list[bool]:
    return [why in {row.why for row in look(office, on)} for on in days]


def enter(office: Office, *people: Person) -> list[Person]:
    return office.do(lambda tx: [tx.save_person(one) for one in people])


def member(office: Office, **facts: Any) -> Person:
    """One more employee, of whom nothing is due unless a fact says so."""
    quiet = {"id": None, "enrolment": Enrolment.REGISTERED, "number": str(100 + len(office.people))}
    return enter(office, person(**quiet | facts))[0]


def in_drawer(holder: Person, **facts: Any) -> Certificate:
    """Printed on 1 October 2026 and confirmed on the 2nd."""
    number = f"{holder.id}-{facts.pop('again', 0)}"
    made = {"id": None, "person_id": holder.id, "issue_number": number, "ready_on": d("2026-10-02")}
    return certificate(**made | facts)


def handed_out(holder: Person, **facts: Any) -> Certificate:
    """The same, handed out on the 5th."""
    return in_drawer(holder, **facts).hand_out(d("2026-10-05"))


def save(office: Office, *things: Any) -> list[Any]:
    ways = {Certificate: "save_certificate", ElderlyCard: "save_elderly_card", Contact: "save_contact"}
    return office.do(lambda tx: [getattr(tx, ways[type(one)])(one) for one in things])


def defer(office: Office, row: DueRow, made_on: date = TODAY, **what: Any) -> None:
    facts: dict[str, Any] = {"due_on": None, "hidden_until": None, "reason": "育児休業のため"}
    decided = Deferral(None, row.person_id, row.kind, row.certificate_id, made_on, **facts | what)
    office.do(lambda tx: tx.save_deferral(decided))


def rules(office: Office, *changes: tuple[str, str]) -> None:
    """Change rules of the notice: what stands in the file, what shall stand there."""
    text = society().rules_toml
    for old, new in changes:
        assert text.count(old) == 1
        text = text.replace(old, new)
    with office.store.transaction("規則") as tx:
        tx.save_society(society(rules_toml=text))


# Papers that come back ------------------------------------------------------------------------


def test_a_leaver_on_31_august_returns_by_5_september(office):
    gone = member(office, disqualified_on=d("2026-09-01"), loss_cause=LossCause.LEFT)
    save(
        office,
        replace(
            handed_out(gone, issued_on=d("2026-01-05"), ready_on=d("2026-01-06")),
            handed_out_on=d("2026-01-07"),
        ),
    )
    row = only(office, Why.LOSS)
    assert (row.kind, row.due_on, row.days_left) == (DutyKind.RETURN, d("2026-09-05"), -79)
    assert (row.action, row.reason) == (NextAction.COLLECT, "資格喪失 R8.9.1(退職)")
    assert "51条" in row.rule


def test_a_coming_loss_is_announced_a_fortnight_ahead_and_only_for_papers_handed_out(office):
    first = member(office, disqualified_on=TODAY + 14 * DAY, loss_cause=LossCause.LEFT)
    save(office, handed_out(first))
    assert days_with(office, Why.LOSS, [TODAY - DAY, TODAY]) == [False, True]
    second = member(office, disqualified_on=TODAY, loss_cause=LossCause.DEATH)
    save(office, in_drawer(second))
    # Until cover ends the sheet in the drawer is still handed out.
    on = {
        day: {row.why for row in look(office, day) if row.person_id == second.id}
        for day in (TODAY - DAY, TODAY)
    }
    assert on == {TODAY - DAY: {Why.READY}, TODAY: {Why.LOSS}}


def test_the_return_is_announced_before_the_last_day_in_the_office(office):
    """Last in the office on 10 December, employed until the 31st."""
    leaver = member(
        office,
        disqualified_on=d("2027-01-01"),
        last_office_on=d("2026-12-10"),
        loss_cause=LossCause.LEFT,
    )
    save(office, handed_out(leaver))
    days = [d("2026-11-25"), d("2026-11-26")]
    assert days_with(office, Why.LOSS, days) == [False, True]
    told = [only(office, Why.LOSS, d(text)).reason for text in ("2026-12-10", "2026-12-11")]
    assert told == ["資格喪失 R9.1.1(退職)。最終出社日 R8.12.10", "資格喪失 R9.1.1(退職)"]
    assert due(office, d("2026-12-11")) == {Why.LOSS: d("2027-01-05")}


def test_a_75th_birthday_before_the_last_day_in_the_office_comes_first(office):
    leaver = member(
        office,
        born_on=d("1951-12-01"),
        qualified_on=d("2025-01-01"),
        disqualified_on=d("2027-01-01"),
        last_office_on=d("2026-12-20"),
        loss_cause=LossCause.LEFT,
    )
    save(office, handed_out(leaver))
    assert due(office)[Why.LOSS] == d("2026-12-05")


def test_the_familys_papers_come_back_with_the_employee(office):
    head, spouse = enter(
        office,
        person(id=None, disqualified_on=TODAY, loss_cause=LossCause.LEFT, enrolment=Enrolment.REGISTERED),
        person(id=None, kind=PersonKind.DEPENDANT, branch_number="01", enrolment=Enrolment.NO_CARD),
    )
    save(office, handed_out(head), handed_out(spouse))
    assert [row.reason for row in look(office)] == [
        "資格喪失 R8.11.23(退職)",
        "資格喪失 R8.11.23(被保険者の資格喪失)",
    ]


def test_a_leaver_whose_paper_is_not_on_record_is_not_forgotten(office):
    gone = member(office, disqualified_on=TODAY, certificate_expires_on=FAR)
    member(office, disqualified_on=TODAY)
    row = only(office, Why.UNRECORDED)
    assert (row.person_id, row.certificate_id, row.due_on) == (gone.id, None, d("2026-11-27"))
    assert "配付の記録なし" in row.reason
    # A ruined print is no record of a paper; a denial is.
    save(office, in_drawer(gone, issued_on=TODAY, ready_on=TODAY).spoil(TODAY, "しわ"))
    assert due(office) == {Why.UNRECORDED: d("2026-11-27")}
    save(office, listed(gone.id, "L", FAR, None).deny(TODAY))
    assert due(office) == {}


def test_becoming_registered_makes_the_paper_unnecessary_where_the_society_says_so(office):
    holder = member(office, enrolment_as_of=d("2026-11-01"))
    save(office, handed_out(holder))
    assert due(office) == {Why.REGISTERED: d("2026-11-15")}
    rules(office, ("return_when_registered]\nvalue = true", "return_when_registered]\nvalue = false"))
    assert due(office) == {}


def test_a_paper_is_needed_again_when_the_card_is_over(office):
    """The 電子証明書 ends on 15 August; マイナ保険証 works until 30 November."""
    rules(
        office,
        ("[rule.card_notice_days]\nvalue = 90", "[rule.card_notice_days]\nvalue = 0"),
        ("[rule.keep_before_card_days]\nvalue = 90", "[rule.keep_before_card_days]\nvalue = 0"),
    )
    holder = member(office, enrolment_as_of=d("2026-07-01"), card_expires_on=d("2026-08-15"))
    assert due(office, d("2026-08-14")) == {}
    assert due(office, d("2026-11-30")) == {Why.CARD_ENDS: d("2026-11-30")}
    assert due(office, d("2026-12-01")) == {Why.NO_EXPIRY: d("2026-12-06"), Why.CARD_ENDED: None}
    save(office, handed_out(holder))
    assert Why.REGISTERED in due(office, d("2026-11-29"))
    assert due(office, d("2026-12-01")) == {Why.CARD_ENDED: None}


def test_an_expired_paper_is_the_holders_to_destroy_unless_the_society_wants_it(office):
    holder = member(office, enrolment=Enrolment.NEEDS_CARE)
    save(office, handed_out(holder, expires_on=d("2026-11-22")))
    assert due(office) == {Why.OVER: d("2026-11-22"), Why.NO_EXPIRY: d("2026-11-28")}
    rules(office, ("return_expired]\nvalue = false", "return_expired]\nvalue = true"))
    assert due(office, d("2026-11-22")) == {Why.EXPIRES: d("2026-11-22")}
    assert due(office) == {Why.EXPIRED: d("2026-11-27"), Why.NO_EXPIRY: d("2026-11-28")}


def test_one_sheet_comes_back_for_one_reason(office):
    """A loss of cover comes before the registration, and that before the 有効期限."""
    rules(office, ("return_expired]\nvalue = false", "return_expired]\nvalue = true"))
    holder = member(office, enrolment_as_of=d("2026-11-01"), disqualified_on=d("2026-12-20"))
    save(office, handed_out(holder, expires_on=d("2026-11-10")))
    assert due(office) == {Why.REGISTERED: d("2026-11-15")}
    assert due(office, d("2026-12-06")) == {Why.LOSS: d("2026-12-24")}


def test_nobody_is_asked_for_a_paper_that_is_soon_needed_again(office):
    """The card works until 28 February 2027 and its end is announced 90 days before."""
    holder = member(office, enrolment_as_of=d("2026-11-01"), card_expires_on=d("2026-11-15"))
    save(office, handed_out(holder, expires_on=FAR))
    last = d("2026-11-29")
    assert days_with(office, Why.REGISTERED, (TODAY, last, last + DAY)) == [True, True, False]
    renewed = replace(holder, card_expires_on=d("2031-11-15"))
    enter(office, renewed)
    assert days_with(office, Why.REGISTERED, (last, last + DAY)) == [True, True]


def test_who_joined_lately_gets_the_paper_within_days_of_that(office):
    member(office, enrolment=Enrolment.NEEDS_CARE, qualified_on=TODAY, certificate_expires_on=FAR)
    assert due(office) == {Why.NO_SHEET: d("2026-11-28")}


@pytest.mark.parametrize("cause", sorted(set(ReplaceCause) - {ReplaceCause.RENEWAL}))
def test_a_void_sheet_comes_back_whatever_else_is_true(office, cause):
    holder = member(office, disqualified_on=TODAY - 30 * DAY, enrolment_as_of=TODAY)
    save(office, handed_out(holder).supersede(TODAY - 20 * DAY, cause))
    assert due(office) == {Why.REPLACED: d("2026-11-08")}


@pytest.mark.parametrize(
    ("cause", "starts", "said"),
    [
        (ReplaceCause.NAME, None, "古い証と引き換えます"),
        (ReplaceCause.COPAY, None, "古い証と引き換えます"),
        (ReplaceCause.COPAY, TODAY, "古い証と引き換えます"),
        # The old one is of use until the new 割合 begins.
        (ReplaceCause.COPAY, TODAY + DAY, "まだ渡していません"),
        (ReplaceCause.RENEWAL, None, "今の証と引き換えます"),
    ],
)
def test_a_sheet_to_hand_out_names_what_is_given_for_it(office, cause, starts, said):
    holder = member(office, enrolment=Enrolment.NEEDS_CARE, copay_from=starts)
    save(office, handed_out(holder).supersede(TODAY - 2 * DAY, cause))
    save(office, in_drawer(holder, again=1, issued_on=TODAY, ready_on=TODAY))
    assert only(office, Why.READY).reason.endswith(said)


def test_nobody_is_asked_for_a_paper_that_is_no_longer_there(office):
    for again, end in enumerate((Certificate.collect, Certificate.self_dispose)):
        gone = member(office, disqualified_on=TODAY)
        save(office, end(handed_out(gone, again=again), TODAY))
    lost = member(office, disqualified_on=TODAY)
    save(office, handed_out(lost).lose(TODAY, "紛失"))
    assert {row.why for row in look(office)} == {Why.SHEET_BACK}


# Papers to print, hand out, send back ----------------------------------------------------------


def test_covered_without_card_and_without_paper_gets_one(office):
    member(office, enrolment=Enrolment.NO_CARD, certificate_expires_on=FAR)
    row = only(office, Why.NO_SHEET)
    assert (row.kind, row.due_on, row.action) == (DutyKind.PRINT, d("2025-12-02"), NextAction.PRINT)


@pytest.mark.parametrize(
    ("expires_on", "why", "action"),
    [
        (TODAY, Why.NO_SHEET, NextAction.PRINT),
        (TODAY - DAY, Why.EXPIRY_PAST, NextAction.IMPORT),
        (None, Why.NO_EXPIRY, NextAction.IMPORT),
    ],
)
def test_without_a_good_expiry_the_list_is_fetched_first(office, expires_on, why, action):
    member(office, enrolment=Enrolment.NEEDS_CARE, certificate_expires_on=expires_on)
    assert [(row.why, row.action) for row in look(office)] == [(why, action)]


@pytest.mark.parametrize(
    "facts",
    [
        {"enrolment": Enrolment.REGISTERED},
        {"enrolment": Enrolment.NO_CARD, "qualified_on": TODAY + DAY},
        {"enrolment": Enrolment.NO_CARD, "disqualified_on": TODAY},
    ],
)
def test_nobody_else_is_printed(office, facts):
    member(office, **facts)
    assert due(office) == {}
    assert office.store.queries.print_candidates(TODAY) == []


def test_the_days_to_print_begin_when_the_last_paper_was_gone(office):
    holder = member(office, enrolment=Enrolment.NEEDS_CARE, certificate_expires_on=FAR)
    (sheet,) = save(office, handed_out(holder).supersede(d("2026-11-02"), ReplaceCause.NAME))
    assert due(office)[Why.NO_SHEET] == d("2026-11-07")
    # That the void one is back changes nothing about it, nor does a print that came out ruined.
    save(office, sheet.collect(d("2026-11-20")))
    planned = in_drawer(holder, again=1, status=S.PLANNED, ready_on=None)
    save(office, planned.confirm_spoiled(d("2026-11-21"), "しわ"))
    assert due(office) == {Why.NO_SHEET: d("2026-11-07"), Why.SHEET_BACK: d("2026-11-25")}
    # A sheet that lay ready in the drawer until it was ruined does.
    save(office, in_drawer(holder, again=2).spoil(d("2026-11-22"), "記載変更"))
    assert due(office)[Why.NO_SHEET] == d("2026-11-27")


@pytest.mark.parametrize(
    ("stage", "by"),
    [
        (Enrolment.EXPIRED, d("2026-11-25")),
        (Enrolment.RELEASED, d("2026-12-31")),
        (Enrolment.RELEASE_ASKED, d("2026-12-31")),
        *((stage, d("2026-11-25")) for stage in sorted(FOR_A_WHILE)),
        (Enrolment.CARD_RETURNED, d("2026-11-25")),
        (Enrolment.RESTRICTED, d("2026-11-25")),
        (Enrolment.NUMBER_NOT_GIVEN, d("2026-11-25")),
    ],
)
def test_the_days_to_print_begin_when_the_card_was_known_to_be_of_no_use(office, stage, by):
    """A release takes effect at the end of the following month; by then the paper is there."""
    member(office, enrolment=stage, enrolment_as_of=d("2026-11-20"), certificate_expires_on=FAR)
    assert due(office)[Why.NO_SHEET] == by


@pytest.mark.parametrize("stage", sorted(set(Enrolment) - set(ASKED)))
def test_nobody_is_asked_to_register_but_in_the_stages_that_say_so(office, stage):
    member(office, enrolment=stage, enrolment_as_of=d("2026-11-20"), certificate_expires_on=FAR)
    assert Why.TO_REGISTER not in due(office)


def test_a_lost_sheet_is_printed_again_within_days_of_the_report(office):
    holder = member(office, enrolment=Enrolment.NEEDS_CARE, certificate_expires_on=FAR)
    (sheet,) = save(office, handed_out(holder).lose(d("2026-11-10"), "紛失"))
    assert due(office) == {Why.NO_SHEET: d("2026-11-15")}
    save(office, sheet.collect(d("2026-11-20")))
    assert due(office)[Why.NO_SHEET] == d("2026-11-15")


def test_a_leaver_who_gave_the_paper_back_on_the_last_office_day_gets_no_new_one(office):
    """Last in the office on the 12th, employed until the 30th."""
    leaver = member(
        office,
        enrolment=Enrolment.NEEDS_CARE,
        certificate_expires_on=FAR,
        disqualified_on=d("2026-12-01"),
        loss_cause=LossCause.LEFT,
    )
    save(office, handed_out(leaver).collect(d("2026-11-12")))
    for on in (d("2026-11-12"), d("2026-11-13"), TODAY, d("2026-12-05")):
        assert due(office, on) == {Why.SHEET_BACK: d("2026-12-05")}


def test_an_exchanged_paper_does_not_count_as_given_back(office):
    leaver = member(
        office, enrolment=Enrolment.NEEDS_CARE, certificate_expires_on=FAR, disqualified_on=TODAY + 6 * DAY
    )
    sheet = handed_out(leaver).supersede(d("2026-11-02"), ReplaceCause.NAME)
    save(office, sheet.collect(d("2026-11-04")).forward(d("2026-11-05")))
    assert due(office) == {Why.NO_SHEET: d("2026-11-07")}


def test_who_gave_a_paper_back_long_before_75_gets_a_new_one(office):
    holder = member(
        office, enrolment=Enrolment.NEEDS_CARE, certificate_expires_on=FAR, born_on=d("1960-01-01")
    )
    save(office, handed_out(holder).collect(d("2026-11-02")).forward(d("2026-11-02")))
    assert due(office) == {Why.NO_SHEET: d("2026-11-07")}


def test_a_planned_sheet_waits_for_confirmation(office):
    holder = member(office, enrolment=Enrolment.NEEDS_CARE)
    with office.store.transaction("印刷") as tx:
        run = tx.save_session(PrintSession(None, SessionStatus.SPOOLED, TODAY))
    save(office, in_drawer(holder, status=S.PLANNED, ready_on=None, session_id=run.id))
    row = only(office, Why.UNCONFIRMED)
    assert (row.due_on, row.action) == (d("2026-10-01"), NextAction.CONFIRM)
    assert row.reason == f"印刷作業{run.id}の確認がまだです"


def test_a_ready_sheet_is_handed_out_and_a_collected_one_sent_within_days(office):
    holder = member(office, enrolment=Enrolment.NEEDS_CARE)
    save(office, in_drawer(holder, ready_on=d("2026-11-20")))
    gone = member(office, disqualified_on=TODAY)
    save(office, handed_out(gone).collect(d("2026-11-21")))
    assert due(office) == {Why.READY: d("2026-11-25"), Why.SHEET_BACK: d("2026-11-26")}


def test_an_expired_sheet_in_the_drawer_is_not_handed_out(office):
    holder = member(office, enrolment=Enrolment.NEEDS_CARE)
    save(office, in_drawer(holder, ready_on=d("2026-11-20"), expires_on=d("2026-11-22")))
    on_the_last_day = due(office, d("2026-11-22"))
    assert on_the_last_day == {Why.READY: d("2026-11-25")}
    assert due(office) == {Why.OVER: d("2026-11-22"), Why.NO_EXPIRY: d("2026-11-28")}
    assert only(office, Why.OVER).action is NextAction.DISPOSE


def test_an_expiring_paper_is_renewed_in_time(office):
    holder = member(office, enrolment=Enrolment.NEEDS_CARE)
    save(office, handed_out(holder, expires_on=TODAY + 60 * DAY))
    assert days_with(office, Why.EXPIRES, [TODAY - DAY, TODAY]) == [False, True]


# Registering -----------------------------------------------------------------------------------


@pytest.mark.parametrize("stage", Enrolment)
def test_registering_is_voluntary(office, stage):
    member(office, enrolment=stage)
    asked = {Enrolment.UNKNOWN, Enrolment.NO_CARD, Enrolment.NOT_REGISTERED, Enrolment.EXPIRED}
    assert (Why.TO_REGISTER in due(office)) is (stage in asked)


def told(holder: Person, on: date, **facts: Any) -> Contact:
    assert holder.id is not None
    return Contact(None, holder.id, on, Means.PHONE, **facts)


def test_nobody_is_asked_twice_within_the_quiet_period(office):
    holder = member(office, enrolment=Enrolment.NOT_REGISTERED)
    save(office, told(holder, TODAY - 30 * DAY))
    days = [TODAY - 31 * DAY, TODAY - 30 * DAY, TODAY - DAY, TODAY]
    assert days_with(office, Why.TO_REGISTER, days) == [True, False, False, True]


@pytest.mark.parametrize(
    "facts",
    [{"reply": Reply.UNREACHED}, *({"about": about} for about in About if about is not About.REGISTER)],
)
def test_what_reached_nobody_or_was_about_something_else_is_no_reminder(office, facts):
    holder = member(office, enrolment=Enrolment.NOT_REGISTERED)
    save(office, *(told(holder, TODAY, **facts) for _ in range(5)))
    assert Why.TO_REGISTER in due(office)


def test_after_three_reminders_there_is_none_for_good(office):
    holder = member(office, enrolment=Enrolment.NOT_REGISTERED)
    save(office, told(holder, d("2026-01-10")), told(holder, d("2026-03-10"), reply=Reply.LATER))
    assert days_with(office, Why.TO_REGISTER, [d("2026-04-09"), TODAY]) == [True, True]
    save(office, told(holder, d("2026-06-10")))
    assert days_with(office, Why.TO_REGISTER, [d("2026-06-09"), TODAY, TODAY + 3650 * DAY]) == [
        True,
        False,
        False,
    ]


def test_a_later_contact_does_not_silence_an_earlier_day(office):
    holder = member(office, enrolment=Enrolment.NO_CARD)
    save(office, told(holder, d("2026-06-01")), told(holder, d("2026-11-01")))
    days = [d("2026-06-15"), d("2026-10-01"), TODAY]
    assert days_with(office, Why.TO_REGISTER, days) == [False, True, False]


def test_the_end_of_a_card_is_announced_three_months_ahead(office):
    member(office, card_expires_on=TODAY + 90 * DAY)
    assert days_with(office, Why.CARD_ENDS, [TODAY - DAY, TODAY]) == [False, True]
    row = only(office, Why.CARD_ENDS)
    assert (row.kind, row.due_on) == (DutyKind.REGISTER, d("2027-05-31"))
    assert "R9.2.21" in row.reason


# Old cards and birthdays -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("facts", "why"),
    [
        ({"born_on": d("1954-12-01"), "qualified_on": d("2024-11-30")}, Why.CARD_POSSIBLE),
        ({"born_on": d("1954-12-02"), "qualified_on": d("2024-11-30")}, None),
        ({"born_on": d("1954-12-01"), "qualified_on": d("2024-12-01")}, None),
        ({"born_on": d("1954-12-01"), "disqualified_on": d("2024-11-02")}, Why.CARD_POSSIBLE),
        ({"born_on": d("1954-12-01"), "disqualified_on": d("2024-11-01")}, None),
        # Turned 75 on 1 and 2 November: covered on no day, on one day of that month.
        ({"born_on": d("1949-11-01")}, None),
        ({"born_on": d("1949-11-02")}, Why.CARD_POSSIBLE),
        ({"born_on": d("1990-01-01"), "elderly_card_listed": True}, Why.CARD_LISTED),
    ],
)
def test_old_cards_come_back_and_the_boundary_is_asked_about(office, facts, why):
    member(office, **facts)
    assert set(due(office)) == ({why} if why else set())


@pytest.mark.parametrize(
    ("lost_on", "by"),
    [
        ("2024-11-02", "2024-11-06"),
        ("2025-11-28", "2025-12-02"),
        ("2025-11-29", "2025-12-02"),
        ("2026-11-20", "2025-12-02"),
        # Not before cover is over.
        ("2026-11-24", "2025-12-02"),
    ],
)
def test_an_old_card_comes_back_with_the_paper_when_cover_ended_earlier(office, lost_on, by):
    gone = member(office, born_on=d("1954-12-01"), disqualified_on=d(lost_on), loss_cause=LossCause.LEFT)
    row = only(office, Why.CARD_POSSIBLE)
    assert (row.person_id, row.due_on) == (gone.id, d(by))
    assert only(office, Why.CARD_POSSIBLE, d(lost_on) - DAY).due_on == d("2025-12-02")
    detail = office.store.queries.person_detail(gone.id, TODAY)
    book = read_rule_book(office.store.queries.society().rules_toml).at(TODAY)
    ruling = collect_or_not(PaperKind.ELDERLY_CARD, detail.facts, book, TODAY)
    assert ruling.by == row.due_on


def test_what_was_done_with_an_old_card_ends_the_asking(office):
    for number, outcome in enumerate(("lost", "never_issued", "uncollectable", "collected", "forwarded")):
        holder = member(office, elderly_card_listed=True, kana=f"ミホン {number}")
        sent_on = TODAY if outcome == "forwarded" else None
        save(office, ElderlyCard(None, holder.id, ElderlyOutcome(outcome), d("2026-11-20"), sent_on))
    assert due(office) == {Why.CARD_BACK: d("2026-11-25")}
    assert len(look(office, d("2026-11-19"))) == 5
    # The one sent on the 23rd lay in the office until then.
    assert [row.kana for row in look(office, d("2026-11-22"))] == ["ミホン 3", "ミホン 4"]


def test_75_is_announced_to_the_whole_household_two_months_ahead(office):
    enter(
        office,
        person(
            id=None,
            born_on=d("1952-01-23"),
            qualified_on=d("2025-01-01"),
            enrolment=Enrolment.REGISTERED,
        ),
        person(id=None, kind=PersonKind.DEPENDANT, branch_number="01", enrolment=Enrolment.REGISTERED),
    )
    assert look(office, TODAY - DAY) == []
    own, family = look(office)
    assert {own.due_on, family.due_on} == {d("2027-01-23")}
    assert ("本人が75歳" in own.reason, "被保険者が75歳" in family.reason) == (True, True)
    assert look(office, d("2027-01-23")) == []


@pytest.mark.parametrize(
    ("head_born", "family_born", "said"),
    [
        ("1952-02-29", "1990-01-01", ["本人が75歳", "被保険者が75歳"]),
        ("1990-01-01", "1952-02-29", ["ご家族が75歳"]),
    ],
)
def test_75_of_29_february_asks_the_society(office, head_born, family_born, said):
    enter(
        office,
        person(id=None, born_on=d(head_born), enrolment=Enrolment.REGISTERED),
        person(
            id=None,
            kind=PersonKind.DEPENDANT,
            branch_number="01",
            born_on=d(family_born),
            qualified_on=d("2025-01-01"),
            enrolment=Enrolment.REGISTERED,
        ),
    )
    rows = [row for row in look(office, d("2027-02-01")) if row.why is Why.AT_75]
    assert [row.due_on for row in rows] == [d("2027-03-01")] * len(said)
    assert all(words in row.reason for words, row in zip(said, rows, strict=True))
    assert all("健保に日付を確認" in row.reason for row in rows)


def test_a_day_that_the_society_named_is_not_asked_about_again(office):
    member(
        office,
        born_on=d("1952-02-29"),
        qualified_on=d("2025-01-01"),
        disqualified_on=d("2027-02-28"),
        loss_cause=LossCause.AGE_75,
    )
    row = only(office, Why.AT_75, d("2027-02-01"))
    assert (row.due_on, row.reason) == (
        d("2027-02-28"),
        "R9.2.28 に本人が75歳。この日から資格がなくなります",
    )


def test_born_on_1_march_nobody_needs_to_ask(office):
    member(office, born_on=d("1952-03-01"), qualified_on=d("2025-01-01"))
    assert "健保に日付を確認" not in only(office, Why.AT_75, d("2027-02-01")).reason


@pytest.mark.parametrize(
    ("born", "begins"),
    [
        ("1956-12-01", "2026-12-01"),
        ("1956-12-02", "2027-01-01"),
        ("1956-12-31", "2027-01-01"),
        ("1957-01-01", "2027-01-01"),
        ("1957-01-02", None),
    ],
)
def test_70_is_announced_by_the_first_of_the_month(office, born, begins):
    member(office, born_on=d(born))
    assert due(office) == ({Why.AT_70: d(begins)} if begins else {})


def test_on_the_75th_birthday_the_papers_come_back(office):
    holder = member(office, born_on=TODAY.replace(year=1951), qualified_on=d("2025-01-01"))
    save(office, handed_out(holder))
    assert due(office) == {Why.LOSS: d("2026-11-27")}
    assert "75歳" in only(office, Why.LOSS).reason


# Days, filters, decisions ------------------------------------------------------------------------


def test_a_past_day_is_answered_as_it_was(office):
    """Handed out on the 5th, told on the 10th, left on the 20th, collected on the 25th, sent on the 30th."""
    holder = member(
        office,
        enrolment=Enrolment.NOT_REGISTERED,
        certificate_expires_on=FAR,
        disqualified_on=d("2026-10-20"),
    )
    save(office, handed_out(holder).collect(d("2026-10-25")).forward(d("2026-10-30")))
    save(office, told(holder, d("2026-10-10")))
    seen = {text: set(due(office, d(text))) for text in ("2026-09-30", "2026-10-01", "2026-10-03")}
    assert seen == {
        "2026-09-30": {Why.NO_SHEET, Why.TO_REGISTER},
        "2026-10-01": {Why.UNCONFIRMED, Why.TO_REGISTER},
        "2026-10-03": {Why.READY, Why.TO_REGISTER},
    }
    later = {
        text: set(due(office, d(text))) for text in ("2026-10-05", "2026-10-15", "2026-10-26", "2026-10-30")
    }
    assert later == {
        "2026-10-05": {Why.TO_REGISTER},
        "2026-10-15": {Why.LOSS},
        "2026-10-26": {Why.SHEET_BACK},
        "2026-10-30": set(),
    }


def test_the_stage_of_a_past_day_comes_from_the_journal(office):
    """What was learned later does not count before, and what was taken back never did."""

    def learn(stage: Enrolment, on: date) -> None:
        (holder,) = office.people
        enter(office, replace(holder, enrolment=stage, enrolment_as_of=on))

    holder = member(office, enrolment=Enrolment.NOT_REGISTERED, enrolment_as_of=d("2026-06-01"))
    sheet = in_drawer(holder, issued_on=d("2026-01-05"), ready_on=d("2026-01-06"))
    save(office, sheet.hand_out(d("2026-01-06")))
    learn(Enrolment.REGISTERED, d("2026-09-01"))
    learn(Enrolment.NO_CARD, d("2026-11-05"))
    office.undo()
    learn(Enrolment.REGISTERED, d("2026-11-10"))
    learn(Enrolment.RELEASED, d("2026-11-20"))
    assert {text: due(office, d(text)) for text in ("2026-05-01", "2026-11-04", "2026-11-09")} == {
        "2026-05-01": {Why.TO_REGISTER: None},
        "2026-11-04": {Why.REGISTERED: d("2026-09-15")},
        "2026-11-09": {Why.REGISTERED: d("2026-09-15")},
    }
    # It counts from the very day on which it was learned.
    assert due(office, d("2026-08-31")) == {Why.TO_REGISTER: None}
    assert due(office, d("2026-09-01")) == {Why.REGISTERED: d("2026-09-15")}
    assert due(office, d("2026-11-10")) == {Why.REGISTERED: d("2026-11-24")}
    assert due(office, d("2026-11-19")) == {Why.REGISTERED: d("2026-11-24")}
    assert due(office, d("2026-11-20")) == {}


def test_a_sheet_from_before_the_account_does_not_hide_one_that_is_printed(office):
    """On the day in between both were on record: one listed, one not yet confirmed."""
    holder = member(office, enrolment_as_of=d("2026-01-01"))
    planned = certificate(
        id=None, person_id=holder.id, issue_number="P", status=S.PLANNED, issued_on=d("2026-10-01")
    )
    save(office, planned.cancel(d("2026-10-10")))
    save(office, listed(holder.id, "L", FAR, d("2026-02-01")))
    assert set(due(office, d("2026-10-05"))) == {Why.UNCONFIRMED, Why.REGISTERED}


def test_another_due_date_is_named_with_its_reason(office):
    holder = member(office, disqualified_on=TODAY, loss_cause=LossCause.LEFT)
    save(office, handed_out(holder))
    before = only(office, Why.LOSS)
    defer(office, before, due_on=d("2026-12-20"))
    row = only(office, Why.LOSS)
    assert (row.due_on, row.days_left, row.moved_from) == (d("2026-12-20"), 27, d("2026-11-27"))
    assert row.reason == f"{before.reason}(期日を変更、元は R8.11.27: 育児休業のため)"
    # It did not yet count the day before, and of two decisions the latest counts.
    assert only(office, Why.LOSS, TODAY - DAY).moved_from is None
    defer(office, row)
    assert only(office, Why.LOSS) == before
    office.undo()
    assert only(office, Why.LOSS) == row


def test_a_date_for_an_earlier_duty_says_nothing_about_a_later_one(office):
    """Without a sheet to tell duties apart, a decision counts up to the rule's own date."""
    holder = member(office, enrolment=Enrolment.NEEDS_CARE, certificate_expires_on=FAR)
    defer(office, only(office, Why.NO_SHEET), due_on=d("2026-12-20"))
    assert due(office) == {Why.NO_SHEET: d("2026-12-20")}
    save(office, handed_out(holder).lose(d("2026-12-15"), "紛失"))
    row = only(office, Why.NO_SHEET, d("2026-12-16"))
    assert (row.due_on, row.moved_from) == (d("2026-12-20"), d("2026-12-20"))
    office.undo()
    save(office, handed_out(holder).lose(d("2026-12-16"), "紛失"))
    row = only(office, Why.NO_SHEET, d("2026-12-16"))
    assert (row.due_on, row.moved_from) == (d("2026-12-21"), None)


def test_a_row_without_a_sheet_may_be_moved_to_an_earlier_day(office):
    holder = member(office, enrolment=Enrolment.NEEDS_CARE, qualified_on=TODAY, certificate_expires_on=FAR)
    before = only(office, Why.NO_SHEET)
    assert before.due_on == TODAY + 5 * DAY
    defer(office, before, due_on=TODAY + DAY)
    row = only(office, Why.NO_SHEET)
    assert (row.due_on, row.moved_from) == (TODAY + DAY, before.due_on)
    # It is overdue the day after, until there is a sheet; a later duty is another one.
    assert only(office, Why.NO_SHEET, TODAY + 2 * DAY).days_left == -1
    save(office, in_drawer(holder, issued_on=TODAY, ready_on=TODAY).lose(TODAY + 3 * DAY, "紛失"))
    row = only(office, Why.NO_SHEET, TODAY + 4 * DAY)
    assert (row.due_on, row.moved_from) == (TODAY + 8 * DAY, None)


@pytest.mark.parametrize("day", ["2026-11-22", "2026-11-23"])
def test_an_earlier_day_holds_from_the_day_on_which_the_duty_began(office, day):
    """Told again, somebody is due anew: the day that was set for the first time is used up."""
    holder = member(office, enrolment=Enrolment.NO_CARD, certificate_expires_on=FAR)
    save(office, handed_out(holder))
    defer(office, only(office, Why.TO_REGISTER), made_on=d(day), due_on=d("2026-12-01"))
    assert due(office)[Why.TO_REGISTER] == d("2026-12-01")
    save(office, Contact(None, holder.id, d(day) + DAY, Means.FACE))
    assert due(office, TODAY + 60 * DAY)[Why.TO_REGISTER] is None


def test_an_earlier_day_for_a_card_does_not_hold_for_one_collected_again(office):
    holder = member(office)
    (card,) = save(office, ElderlyCard(None, holder.id, ElderlyOutcome.COLLECTED, TODAY))
    defer(office, only(office, Why.CARD_BACK), due_on=TODAY + DAY)
    assert due(office) == {Why.CARD_BACK: TODAY + DAY}
    save(office, replace(card, on=TODAY + 10 * DAY))
    assert due(office, TODAY + 10 * DAY) == {Why.CARD_BACK: TODAY + 15 * DAY}


def test_a_hidden_row_comes_back_on_its_day(office):
    member(office, enrolment=Enrolment.NEEDS_CARE, certificate_expires_on=FAR)
    defer(office, only(office, Why.NO_SHEET), hidden_until=TODAY + 10 * DAY)
    hidden = DueFilter(is_hidden=True)
    for on, is_hidden in (
        (TODAY - DAY, False),
        (TODAY, True),
        (TODAY + 9 * DAY, True),
        (TODAY + 10 * DAY, False),
    ):
        assert bool(look(office, on, hidden)) is is_hidden
        assert bool(look(office, on)) is not is_hidden
        assert bool(office.store.queries.print_candidates(on)) is not is_hidden
    assert office.store.queries.due_counts(TODAY, hidden)[2] == DueCount(DutyKind.PRINT, 1, 1, 1, 0)
    assert sum(count.total for count in office.store.queries.due_counts(TODAY)) == 0


def test_a_decision_is_about_one_kind_and_one_sheet(office):
    holder = member(office, enrolment=Enrolment.NO_CARD, certificate_expires_on=FAR)
    first, second = save(
        office,
        handed_out(holder).supersede(TODAY, ReplaceCause.NAME),
        handed_out(holder, again=1).supersede(TODAY, ReplaceCause.NAME),
    )
    row = next(row for row in look(office) if row.certificate_id == first.id)
    defer(office, row, hidden_until=FAR)
    assert [(r.why, r.certificate_id) for r in look(office)] == [
        (Why.REPLACED, second.id),
        (Why.NO_SHEET, None),
        (Why.TO_REGISTER, None),
    ]


def test_filters_and_counts(office):
    with office.store.transaction("事業所") as tx:
        factory = tx.save_office(Workplace(None, "2002", "見本工場"))
    member(office, enrolment=Enrolment.NEEDS_CARE, department="総務部")
    member(office, enrolment=Enrolment.NO_CARD, office_id=factory.id, department="製造課")
    gone = member(office, office_id=factory.id, disqualified_on=TODAY)
    save(office, handed_out(gone))
    overdue = DueFilter(only_overdue=True)
    assert [row.kind for row in look(office)] == ["print", "print", "return", "register"]
    assert [row.kind for row in look(office, wanted=overdue)] == ["print", "print"]
    assert [row.kind for row in look(office, wanted=DueFilter(office_id=factory.id))] == [
        "print",
        "return",
        "register",
    ]
    assert [row.kind for row in look(office, wanted=DueFilter(department="総務部"))] == ["print"]
    assert look(office, wanted=DueFilter(department="経理部")) == []
    assert [
        row.kind for row in look(office, wanted=DueFilter(kinds=(DutyKind.RETURN, DutyKind.REGISTER)))
    ] == [
        "return",
        "register",
    ]
    counted = {count.kind: count for count in office.store.queries.due_counts(TODAY)}
    assert list(counted) == list(DutyKind)
    assert counted[DutyKind.PRINT] == DueCount(DutyKind.PRINT, 2, 2, 2, 0)
    assert counted[DutyKind.RETURN] == DueCount(DutyKind.RETURN, 1, 0, 0, 1)
    assert counted[DutyKind.REGISTER] == DueCount(DutyKind.REGISTER, 1, 0, 0, 0)
    assert counted[DutyKind.RENEW] == DueCount(DutyKind.RENEW, 0, 0, 0, 0)
    assert office.store.queries.departments() == ["総務部", "製造課"]
    assert office.store.queries.departments(factory.id) == ["製造課"]


def test_candidates_come_in_the_order_of_the_rounds(office):
    with office.store.transaction("事業所") as tx:
        factory = tx.save_office(Workplace(None, "1001", "見本工場"))
    for workplace, department, kana in (
        (OfficeId(1), "総務部", "アオキ"),
        (OfficeId(1), "経理部", "ワダ"),
        (factory.id, "製造課", "ンダ"),
    ):
        member(
            office,
            enrolment=Enrolment.NO_CARD,
            office_id=workplace,
            department=department,
            kana=kana,
            certificate_expires_on=TODAY,
        )
    queries = office.store.queries
    assert [row.kana for row in queries.print_candidates(TODAY)] == ["ンダ", "ワダ", "アオキ"]
    assert [row.kana for row in queries.print_candidates(TODAY, office_id=OfficeId(1))] == ["ワダ", "アオキ"]
    assert queries.print_candidates(TODAY + DAY) == []


def test_progress_is_of_the_day_asked_for(office):
    holder = member(office, enrolment=Enrolment.NO_CARD)
    member(office, enrolment=Enrolment.NEEDS_CARE)
    save(office, handed_out(holder))
    queries = office.store.queries
    of_day = {on: queries.office_progress(d(on))[0] for on in ("2026-10-04", "2026-10-05")}
    assert [(p.entitled, p.handed_out) for p in of_day.values()] == [(2, 0), (2, 1)]


def test_the_list_is_fresh_after_every_write_and_every_undo(office):
    holder = member(office, enrolment=Enrolment.NOT_REGISTERED)
    before = look(office)
    save(office, told(holder, TODAY))
    assert {row.why for row in before} - {row.why for row in look(office)} == {Why.TO_REGISTER}
    office.undo()
    assert look(office) == before
    office.redo()
    assert len(look(office)) == len(before) - 1


def test_notes_of_contacts_are_kept(office):
    holder = member(office)
    (saved,) = save(office, told(holder, TODAY, note="夜勤明けに再訪", reply=Reply.LATER))
    assert office.store.queries.person_detail(holder.id, TODAY).contacts == (saved,)


def test_after_a_release_the_days_for_a_paper_begin_with_it(office: Office) -> None:
    """Where a society takes longer than a release takes to count, the days of the rule are the later end."""
    rules(office, ("[rule.print_days]\nvalue = 5", "[rule.print_days]\nvalue = 90"))
    member(office, enrolment=Enrolment.RELEASED, enrolment_as_of=d("2026-10-01"), certificate_expires_on=FAR)
    assert due(office)[Why.NO_SHEET] == d("2026-12-30")


def test_a_date_given_two_years_before_seventy_still_counts(office: Office) -> None:
    member(office, born_on=d("1957-01-20"))
    row = only(office, Why.AT_70, d("2026-12-10"))
    assert row.due_on == d("2027-02-01")
    defer(office, row, d("2025-06-01"), due_on=d("2027-01-15"))
    assert only(office, Why.AT_70, d("2026-12-10")).due_on == d("2027-01-15")


def test_a_date_given_more_than_two_years_before_seventy_does_not(office: Office) -> None:
    member(office, born_on=d("1957-01-20"))
    row = only(office, Why.AT_70, d("2026-12-10"))
    defer(office, row, d("2025-01-31"), due_on=d("2027-01-15"))
    assert only(office, Why.AT_70, d("2026-12-10")).due_on == d("2027-02-01")


@pytest.mark.parametrize(
    "ended",
    [
        lambda sheet, on: sheet.lose(on, "紛失"),
        lambda sheet, on: sheet.give_up(on, "連絡不能"),
        lambda sheet, on: sheet.self_dispose(on),
    ],
)
def test_a_void_sheet_was_to_come_back_until_it_was_lost(office: Office, ended: Any) -> None:
    """Void since 1 November, ended on the 20th: on the days between it is due, counted from the 1st."""
    holder = member(office, certificate_expires_on=FAR)
    void = handed_out(holder).supersede(d("2026-11-01"), ReplaceCause.NAME)
    (stored,) = save(office, void)
    save(office, ended(stored, d("2026-11-20")))
    assert due(office, d("2026-10-31")).get(Why.REPLACED) is None
    for on in (d("2026-11-01"), d("2026-11-19")):
        assert due(office, on)[Why.REPLACED] == d("2026-11-06")
    assert due(office, d("2026-11-20")).get(Why.REPLACED) is None


def test_a_sheet_that_turned_up_lay_in_the_drawer_until_it_was_sent(office: Office) -> None:
    """Lost on the 10th, back on the 20th, sent on the 30th: on the days between it is to be sent."""
    holder = member(office)
    lost = handed_out(holder, expires_on=FAR).lose(d("2026-10-10"), "紛失")
    save(office, lost.collect(d("2026-10-20")).forward(d("2026-10-30")))
    seen = {day: set(due(office, d(day))) for day in ("2026-10-12", "2026-10-20", "2026-10-29", "2026-10-30")}
    assert seen["2026-10-12"] == seen["2026-10-30"] == set()
    assert seen["2026-10-20"] == seen["2026-10-29"] == {Why.SHEET_BACK}


def test_on_the_same_day_the_kind_comes_before_the_name(office: Office) -> None:
    """A paper to send of アオキ and one to collect of ワダ: what is to come back presses more."""
    sent = member(office, kana="アオキ ハナ")
    back = member(office, kana="ワダ ジロウ", disqualified_on=d("2026-11-21"), loss_cause=LossCause.LEFT)
    save(office, handed_out(sent).collect(d("2026-11-20")), handed_out(back))
    rows = look(office)
    assert [(row.kind.value, row.kana, row.due_on) for row in rows] == [
        ("return", "ワダ ジロウ", d("2026-11-25")),
        ("forward", "アオキ ハナ", d("2026-11-25")),
    ]


def test_what_is_left_of_the_list_begins_where_the_first_page_ended(office):
    for _ in range(5):
        member(office, enrolment=Enrolment.NOT_REGISTERED)
    queries = office.store.queries
    every = queries.due_rows(TODAY)
    assert len(every) > 4
    assert [queries.due_rows(TODAY, offset=at) for at in (0, 2)] == [every, every[2:]]
    assert queries.due_rows(TODAY, offset=1, limit=2) == every[1:3]
