"""What the law must say of single lives; each was once said wrongly, late, or not at all."""

from dataclasses import replace

import pytest

from app.domain import law
from app.domain.certificate import CertificateStatus, ReplaceCause
from app.domain.collecting import PaperKind, Verdict
from app.domain.duties import Why, sentence
from app.domain.elderly_card import ElderlyCard, ElderlyOutcome
from app.domain.ids import PersonId
from app.domain.law.elderly import outcome_on
from app.domain.person import Enrolment, LossCause, PersonKind
from app.domain.rules import Case, CopayShown, ExpiredAfterLoss, Handling, MonthDay, When
from tests.factories import person
from tests.unit.law.lives import JSR, d, given, life, with_rules

S = CertificateStatus
LEFT = {"loss_cause": LossCause.LEFT}


# ---- a paper that is over ---------------------------------------------------------------------------


def test_an_expired_paper_does_not_hide_that_a_new_one_is_missing():
    who = life(given("2026-08-03", d("2026-11-30")), certificate_expires_on=d("2026-11-30"))
    assert who.due("2026-11-30") == {Why.EXPIRES: d("2026-11-30")}
    assert who.due("2026-12-05") == {Why.OVER: d("2026-11-30"), Why.EXPIRY_PAST: d("2026-12-06")}


def test_where_the_society_named_a_later_day_the_exchange_is_the_row():
    who = life(given("2026-08-03", d("2026-11-30")))
    assert who.due("2026-12-05") == {Why.RENEWABLE: d("2026-11-30")}


def test_expired_ones_that_are_wanted_back_are_not_asked_for_twice():
    book = with_rules(return_expired=True)
    who = life(given("2026-08-03", d("2026-11-30")), book=book)
    assert who.due("2026-12-05") == {Why.RENEWABLE: d("2026-11-30")}
    later = life(given("2026-08-03", d("2026-11-30")), book=book, certificate_expires_on=d("2026-11-30"))
    assert later.due("2026-12-05") == {Why.EXPIRED: d("2026-12-05"), Why.EXPIRY_PAST: d("2026-12-06")}


# ---- expired before the loss ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("expires", "lost", "asked_by"),
    [
        ("2026-11-30", "2027-01-01", None),
        ("2026-12-30", "2027-01-01", None),
        # Valid on the last day of cover, as for everybody whose paper ends the day before 75.
        ("2026-12-31", "2027-01-01", "2027-01-05"),
        ("2027-01-09", "2027-01-01", "2027-01-05"),
    ],
)
def test_a_leavers_expired_paper_is_shredded_before_and_after_the_loss(expires, lost, asked_by):
    who = life(
        given("2026-08-03", d(expires)), certificate_expires_on=d(expires), disqualified_on=d(lost), **LEFT
    )
    for day in ("2026-12-28", "2027-01-02", "2027-01-20"):
        returns = {why: on for why, on in who.due(day).items() if why in (Why.LOSS, Why.OVER)}
        if d(day) <= d(expires) and asked_by is None:
            assert returns == {}
        elif asked_by is None:
            assert returns == {Why.OVER: d(expires)}
            assert who.says(day).verdict is Verdict.DISPOSE
        else:
            assert returns == {Why.LOSS: d(asked_by)}
            assert who.says(day).by == d(asked_by)


@pytest.mark.parametrize(
    ("line", "verdict"),
    [
        (ExpiredAfterLoss.VALID_LAST_DAY, Verdict.COLLECT),
        (ExpiredAfterLoss.VALID_AT_LOSS, Verdict.DISPOSE),
        (ExpiredAfterLoss.ALWAYS, Verdict.COLLECT),
        (ExpiredAfterLoss.NEVER, Verdict.DISPOSE),
    ],
)
def test_where_the_line_is_drawn_is_the_societys(line, verdict):
    book = with_rules(return_expired_after_loss=line)
    who = life(given("2026-08-03", d("2026-12-31")), book=book, disqualified_on=d("2027-01-01"), **LEFT)
    assert who.says("2027-01-02").verdict is verdict


def test_a_registered_leaver_keeps_or_shreds_where_the_society_says_so():
    case = Case((When.LOST, When.REGISTERED), Handling.SHRED)
    book = with_rules(return_certificate=(case,), return_when_registered=False)
    registered = {"enrolment": Enrolment.REGISTERED, "disqualified_on": d("2027-01-01"), **LEFT}
    who = life(given("2026-08-03"), book=book, **registered)
    assert Why.LOSS not in who.due("2026-12-28")
    assert who.due("2027-01-02") == {Why.OVER: d("2027-01-01")}
    assert who.says("2027-01-02").verdict is Verdict.DISPOSE
    other = life(given("2026-08-03"), book=book, disqualified_on=d("2027-01-01"), **LEFT)
    assert other.due("2027-01-02") == {Why.LOSS: d("2027-01-05")}


# ---- 70 to 74 ---------------------------------------------------------------------------------------


def test_the_rate_that_never_came_is_asked_for_from_its_first_day():
    who = life(given("2026-08-03"), born_on=d("1956-12-15"))
    assert who.due("2026-12-31") == {Why.AT_70: d("2027-01-01")}
    assert who.due("2027-01-01") == {Why.COPAY_MISSING: d("2027-01-01")}
    assert who.due("2028-06-01") == {Why.COPAY_MISSING: d("2027-01-01")}


def test_a_card_that_shows_the_rate_is_no_remainder_of_2024():
    book = with_rules(copay_shown_on=CopayShown.ELDERLY_CARD, elderly_card_expires=MonthDay(7, 31))
    listed = {"born_on": d("1955-06-15"), "elderly_card_listed": True, "book": book}
    who = life(given("2026-08-03"), **listed)
    assert who.due("2026-11-29") == {}
    said = who.says("2026-11-29", PaperKind.ELDERLY_CARD)
    assert (said.verdict, said.rule) == (Verdict.KEEP, "copay_shown_on")
    assert "有効期限 R9.7.31 まで" in said.sentence
    gone = life(given("2026-08-03"), **listed, disqualified_on=d("2026-12-01"), **LEFT)
    assert gone.due("2026-12-01") == {Why.LOSS: d("2026-12-05"), Why.CARD_LISTED: d("2026-12-05")}
    assert gone.says("2026-12-01", PaperKind.ELDERLY_CARD).by == d("2026-12-05")


@pytest.mark.parametrize("told", [{"copay_rate": 2}, {"elderly_card_listed": True}])
def test_a_rate_on_the_paper_or_on_a_card_is_enough(told):
    who = life(given("2026-08-03"), born_on=d("1956-12-15"), qualified_on=d("2025-04-01"), **told)
    assert Why.COPAY_MISSING not in who.due("2027-01-01")


def test_mynumber_card_shows_the_rate_by_itself():
    who = life(born_on=d("1950-12-15"), enrolment=Enrolment.REGISTERED, copay_rate=None)
    assert Why.COPAY_MISSING not in who.whys("2025-11-15")


def test_whoever_was_70_long_before_is_not_late_on_the_day_of_the_list():
    who = life(given("2026-08-03"), born_on=d("1953-05-15"))
    assert who.due("2026-08-05")[Why.COPAY_MISSING] == d("2026-08-01")


def test_a_rate_told_ahead_leaves_the_paper_of_use():
    old = given(
        "2026-08-03",
        d("2028-08-31"),
        status=S.SUPERSEDED,
        closed_as=S.SUPERSEDED,
        closed_on=d("2026-11-29"),
        void_on=d("2026-11-29"),
        replace_cause=ReplaceCause.COPAY,
    )
    who = life(
        old,
        born_on=d("1956-06-15"),
        copay_rate=3,
        copay_from=d("2027-09-01"),
        certificate_expires_on=d("2028-08-31"),
    )
    for day in ("2026-11-29", "2027-08-20", "2027-08-31"):
        assert who.due(day) == {Why.COPAY_CHANGES: d("2027-08-31")}
        assert (who.says(day).verdict, who.says(day).by) == (Verdict.KEEP, d("2027-09-06"))
        assert "無効" not in who.says(day).sentence
    assert who.due("2027-09-01") == {Why.REPLACED: d("2027-09-06"), Why.NO_SHEET: d("2027-09-06")}
    assert who.says("2027-09-01").verdict is Verdict.COLLECT


# ---- since when -------------------------------------------------------------------------------------


def test_a_card_that_stops_begins_the_days_of_the_paper():
    who = life(
        enrolment=Enrolment.REGISTERED, enrolment_as_of=d("2025-01-01"), card_expires_on=d("2026-10-15")
    )
    assert Why.NO_SHEET not in who.due("2027-01-31")
    assert who.due("2027-02-01")[Why.NO_SHEET] == d("2027-02-06")


def test_the_months_of_grace_count_also_where_the_list_says_expired():
    who = life(
        learned=[(Enrolment.REGISTERED, d("2025-01-01")), (Enrolment.EXPIRED, d("2026-11-02"))],
        enrolment=Enrolment.EXPIRED,
        card_expires_on=d("2026-10-15"),
    )
    assert Why.NO_SHEET not in who.due("2026-11-10")
    assert who.due("2027-02-01")[Why.NO_SHEET] == d("2027-02-06")


@pytest.mark.parametrize(("months", "by"), [(1, "2026-12-31"), (0, "2026-11-30"), (2, "2027-01-31")])
def test_a_release_counts_until_the_end_of_the_societys_month(months, by):
    who = life(
        book=with_rules(release_prints_by=months),
        learned=[(Enrolment.REGISTERED, d("2025-01-01")), (Enrolment.RELEASED, d("2026-11-10"))],
    )
    assert who.due("2026-11-10") == {Why.NO_SHEET: d(by)}


def test_whoever_becomes_known_by_a_list_has_the_days_from_then():
    who = life(enrolment_as_of=d("2026-11-02"))
    assert who.due("2026-11-02") == {Why.NO_SHEET: d("2026-11-07")}


def test_at_the_start_of_the_regime_the_paper_is_in_hand():
    who = life(enrolment_as_of=d("2025-11-01"))
    assert who.due("2025-11-20") == {Why.NO_SHEET: d("2025-12-02")}


def test_who_leaves_before_the_regime_gets_no_paper():
    who = life(enrolment_as_of=d("2025-11-01"), disqualified_on=d("2025-12-02"), **LEFT)
    assert who.due("2025-11-20") == {}


def test_a_loss_told_late_is_not_overdue_before_the_paper_was_there():
    who = life(given("2026-11-09"), disqualified_on=d("2026-04-01"), loss_cause=LossCause.REMOVED_DEPENDANT)
    assert who.due("2026-11-29") == {Why.LOSS: d("2026-11-14")}
    assert who.says("2026-11-29").by == d("2026-11-14")


def test_an_expired_paper_is_not_wanted_before_it_was_given():
    who = life(
        given("2026-10-14", d("2026-10-09")),
        book=with_rules(return_expired=True),
        certificate_expires_on=d("2026-10-09"),
    )
    assert who.due("2026-10-20")[Why.EXPIRED] == d("2026-10-19")


# ---- leaving ----------------------------------------------------------------------------------------


def test_a_leavers_paper_goes_with_the_notice_of_the_loss():
    back = given("2026-08-03", status=S.COLLECTED, collected_on=d("2026-11-30"))
    who = life(back, disqualified_on=d("2027-01-01"), last_office_on=d("2026-11-30"), **LEFT)
    assert who.due("2026-12-05") == {Why.SHEET_BACK: d("2027-01-05")}
    # One that came back for another reason does not wait for it.
    registered = life(back, disqualified_on=d("2027-01-01"), enrolment=Enrolment.REGISTERED, **LEFT)
    assert registered.due("2026-12-05") == {Why.SHEET_BACK: d("2026-12-05")}


def test_nothing_is_renewed_where_cover_ends_with_the_paper():
    father = {"kind": PersonKind.DEPENDANT, "born_on": d("1952-01-20"), "copay_rate": 2}
    head = person(enrolment=Enrolment.REGISTERED)
    who = life(
        given("2026-08-03", d("2027-01-19")),
        insured=head,
        certificate_expires_on=d("2027-01-19"),
        qualified_on=d("2025-04-01"),
        **father,
    )
    assert set(who.due("2026-12-01")) == {Why.AT_75}
    assert set(who.due("2027-01-19")) == {Why.AT_75, Why.LOSS}
    assert who.due("2027-01-20") == {Why.LOSS: d("2027-01-24")}


def test_an_employee_who_gave_the_paper_back_before_75_needs_no_new_one():
    back = given("2026-08-03", status=S.FORWARDED, collected_on=d("2026-11-23"), forwarded_on=d("2026-11-24"))
    who = life(back, born_on=d("1951-12-13"), copay_rate=2, qualified_on=d("2025-04-01"))
    assert set(who.due("2026-11-25")) == {Why.AT_75}


def test_no_new_paper_in_the_last_days_of_cover():
    lost = {"disqualified_on": d("2026-12-06"), **LEFT}
    assert life(**lost).due("2026-11-30") == {Why.NO_SHEET: d("2026-08-06")}
    assert life(**lost).due("2026-12-01") == {}
    always = life(book=with_rules(print_last_days=0), **lost)
    assert set(always.due("2026-12-05")) == {Why.NO_SHEET}


def test_shortly_before_the_end_nobody_is_asked_to_register_or_to_renew_the_card():
    lost = {"disqualified_on": d("2026-12-06"), **LEFT}
    asked = life(given("2026-08-03"), **lost)
    assert Why.TO_REGISTER in asked.whys("2026-11-21")
    assert Why.TO_REGISTER not in asked.whys("2026-11-22")
    card = life(enrolment=Enrolment.REGISTERED, card_expires_on=d("2026-12-20"), **lost)
    assert Why.CARD_ENDS in card.whys("2026-11-21")
    assert Why.CARD_ENDS not in card.whys("2026-11-22")
    near = life(book=with_rules(register_before_leaving_days=0), **lost)
    assert Why.TO_REGISTER in near.whys("2026-12-05")


def test_registering_is_voluntary_and_has_no_date():
    rows = life(given("2026-08-03")).whys("2026-11-23")
    assert rows == {Why.TO_REGISTER}
    (row,) = law.on(law.duties_of(life().facts, JSR), d("2026-08-01"))[1:]
    assert (row.why, row.due_on) == (Why.TO_REGISTER, None)


# ---- who gets a paper -------------------------------------------------------------------------------


def test_a_society_may_give_newcomers_a_paper_whether_registered_or_not():
    book = with_rules(paper_for=(When.UNREGISTERED, When.NEWCOMER), return_when_registered=False)
    registered = {"enrolment": Enrolment.REGISTERED, "enrolment_as_of": d("2026-10-01"), "book": book}
    new = life(qualified_on=d("2026-10-01"), **registered)
    assert new.due("2026-10-02") == {Why.NO_SHEET: d("2026-10-06")}
    assert life(qualified_on=d("2020-10-01"), **registered).due("2026-10-02") == {}
    assert life(given("2026-10-05"), qualified_on=d("2026-10-01"), **registered).due("2026-10-06") == {}


def test_a_paper_may_be_printed_before_the_card_stops():
    book = with_rules(paper_before_card_days=14)
    who = life(
        book=book,
        enrolment=Enrolment.REGISTERED,
        enrolment_as_of=d("2025-01-01"),
        card_expires_on=d("2026-10-15"),
    )
    assert Why.NO_SHEET not in who.due("2027-01-17")
    assert Why.NO_SHEET in who.due("2027-01-18")


# ---- a 高齢受給者証 after it was sent; who ends whose cover -------------------------------------------


def test_a_card_the_society_sent_back_lies_in_the_office_again():
    card = ElderlyCard(
        None,
        PersonId(1),
        ElderlyOutcome.COLLECTED,
        d("2026-11-02"),
        forwarded_on=d("2026-11-10"),
        sent_back_on=d("2026-11-20"),
    )
    days = ("2026-11-01", "2026-11-02", "2026-11-10", "2026-11-20")
    assert [outcome_on(card, d(day)) for day in days] == [None, "collected", "forwarded", "collected"]
    who = life(given("2026-08-03"), card=card, born_on=d("1953-06-15"), copay_rate=2)
    assert who.due("2026-11-05") == {Why.CARD_BACK: d("2026-11-07")}
    assert who.due("2026-11-15") == {}
    assert who.due("2026-11-25") == {Why.CARD_BACK: d("2026-11-25")}


def test_only_an_employee_whose_cover_ends_by_age_takes_the_family_along_at_75():
    abroad = {"born_on": d("1952-01-02"), "abroad_since": d("2020-04-01"), "abroad_reason": "海外赴任"}
    head = person(id=None, kind=PersonKind.INSURED, **abroad, disqualified_on=d("2027-01-02"), **LEFT)
    wife = life(given("2026-08-03"), insured=head, kind=PersonKind.DEPENDANT, born_on=d("1960-05-05"))
    assert wife.facts.loss.on == d("2027-01-02")
    assert Why.AT_75 not in wife.whys("2026-12-01")
    at_home = person(id=None, kind=PersonKind.INSURED, born_on=d("1952-01-02"))
    wife = life(given("2026-08-03"), insured=at_home, kind=PersonKind.DEPENDANT, born_on=d("1960-05-05"))
    assert Why.AT_75 in wife.whys("2026-12-01")


# ---- a loss told late -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lost", "cause", "known", "by"),
    [
        # 検認: the removal dates back by months. Known before the paper was handed out, or after.
        ("2026-04-01", LossCause.REMOVED_DEPENDANT, "2026-11-05", "2026-11-14"),
        ("2026-04-01", LossCause.REMOVED_DEPENDANT, "2026-11-23", "2026-11-28"),
        ("2026-09-01", LossCause.LEFT, "2026-11-23", "2026-11-28"),
        ("2026-07-01", LossCause.DISABILITY, "2026-11-23", "2026-11-28"),
        # Known ahead, or on the last day: the days after the loss.
        ("2027-01-01", LossCause.LEFT, "2026-12-31", "2027-01-05"),
        ("2027-01-01", LossCause.LEFT, "2026-11-23", "2027-01-05"),
        # Nobody said.
        ("2026-12-01", LossCause.LEFT, None, "2026-12-05"),
    ],
)
def test_no_paper_is_late_before_the_loss_was_known(lost, cause, known, by):
    who = life(
        given("2026-11-09"),
        disqualified_on=d(lost),
        loss_cause=cause,
        loss_known_on=known and d(known),
    )
    day = max(lost, known or lost, "2026-11-23")
    assert who.due(day)[Why.LOSS] == d(by)
    assert who.says(day).by == d(by)


def test_the_row_says_that_a_loss_was_told_late():
    late = {"disqualified_on": d("2026-04-01"), "loss_known_on": d("2026-11-23"), **LEFT}
    rows = law.on(law.duties_of(life(given("2026-11-09"), **late).facts, JSR), d("2026-11-23"))
    (row,) = [row for row in rows if row.why is Why.LOSS]
    assert sentence(row.why, row.since, row.detail) == "資格喪失 R8.4.1(退職)。R8.11.23 に判明"


def test_a_familys_papers_are_late_with_the_employees():
    head = person(id=None, disqualified_on=d("2026-09-01"), loss_known_on=d("2026-11-23"), **LEFT)
    wife = life(given("2026-08-03"), insured=head, kind=PersonKind.DEPENDANT)
    assert wife.due("2026-11-23") == {Why.LOSS: d("2026-11-28")}


# ---- told by a list of an earlier day, or told late -------------------------------------------------


def test_no_paper_is_late_before_the_list_that_tells_of_it_came():
    learned = [(Enrolment.NOT_REGISTERED, d("2026-11-15"), d("2026-12-20"))]
    assert life(learned=learned).due("2026-12-20") == {Why.NO_SHEET: d("2026-12-25")}


def test_nobody_brings_a_paper_back_before_the_office_knew_of_the_registration():
    stages = [
        (Enrolment.NOT_REGISTERED, d("2026-08-01")),
        (Enrolment.REGISTERED, d("2026-11-15"), d("2026-12-20")),
    ]
    who = life(given("2026-08-03"), learned=stages)
    assert who.due("2026-12-20") == {Why.REGISTERED: d("2027-01-03")}
    assert who.says("2026-12-20").by == d("2027-01-03")


def test_a_change_told_late_counts_from_when_it_was_known():
    old = given("2026-08-03").supersede(d("2026-09-01"), ReplaceCause.NAME)
    who = life(replace(old, void_known_on=d("2026-11-20")))
    assert who.due("2026-11-20") == {Why.REPLACED: d("2026-11-25"), Why.NO_SHEET: d("2026-11-25")}


def test_what_is_shredded_instead_is_not_late_before_the_loss_was_known():
    case = Case((When.LOST,), Handling.SHRED)
    who = life(
        given("2026-08-03"),
        book=with_rules(return_certificate=(case,)),
        disqualified_on=d("2026-10-01"),
        loss_known_on=d("2026-11-20"),
        **LEFT,
    )
    assert who.due("2026-11-20") == {Why.OVER: d("2026-11-20")}
