"""集める・集めない: every case under both profiles, each with its sentence, day and rule."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

import resources
from app.domain import law
from app.domain.certificate import Certificate, CertificateOrigin, CertificateStatus, ReplaceCause
from app.domain.collecting import PaperKind, Ruling, Verdict, collect_or_not
from app.domain.cover import loss_of_cover
from app.domain.duties import return_by
from app.domain.elderly_card import ElderlyCard, ElderlyOutcome
from app.domain.eligibility import disqualified_on
from app.domain.enrolment_stage import stage_of
from app.domain.ids import CertificateId, PersonId
from app.domain.person import Enrolment, LossCause, Person, PersonKind
from app.domain.rules import RULE_TYPES, RuleBook, read_rule_book
from tests.factories import certificate, person

TODAY = date(2026, 11, 23)
JSR = read_rule_book(resources.path("rules/jsr.toml").read_text("utf-8"))
MIHON = read_rule_book(resources.path("rules/mihon.toml").read_text("utf-8"))
CERTIFICATE, CARD, OLD, NOTICE, *_ = PaperKind
COLLECT, DISPOSE, KEEP, NONE = Verdict


DAYS: dict[CertificateStatus, dict[str, Any]] = {
    CertificateStatus.PLANNED: {},
    CertificateStatus.READY: {"ready_on": date(2026, 8, 1)},
    CertificateStatus.HANDED_OUT: {"handed_out_on": date(2026, 8, 3)},
    CertificateStatus.COLLECTED: {"collected_on": date(2026, 11, 1)},
    CertificateStatus.FORWARDED: {"collected_on": date(2026, 11, 1), "forwarded_on": date(2026, 11, 4)},
}


def sheet(status: CertificateStatus, **over: Any) -> Certificate:
    """A sheet in that state with the days that led to it."""
    closed = {"closed_as": status, "closed_on": date(2026, 11, 1)}
    return certificate(status=status, **DAYS.get(status, closed) | over)


def ruling(
    who: Person, paper: PaperKind = CERTIFICATE, *, book: RuleBook = JSR, on: date = TODAY, **more: Any
) -> Ruling:
    who = replace(who, id=PersonId(1))
    outcome = more.get("elderly_card")
    card = None if outcome is None else ElderlyCard(None, PersonId(1), outcome, date(2026, 11, 1))
    facts = law.facts_of(
        who,
        more.get("insured"),
        [stage_of(who)],
        [
            replace(one, id=CertificateId(number))
            for number, one in enumerate(more.get("certificates", (sheet(CertificateStatus.HANDED_OUT),)), 1)
        ],
        [] if card is None else [card],
    )
    return collect_or_not(paper, facts, book.at(on), on)


def spouse(**over: Any) -> Person:
    return person(**{"kind": PersonKind.DEPENDANT, "name": "見本\u3000花子", "branch_number": "01"} | over)


def left(cause: LossCause, on: date, **over: Any) -> Person:
    return person(**{"name": "見本\u3000太郎", "disqualified_on": on, "loss_cause": cause} | over)


def test_the_sentence_names_person_date_rule_source_and_start():
    told = ruling(left(LossCause.LEFT, date(2026, 9, 1)))
    assert told.sentence == (
        "見本\u3000太郎 さんの資格確認書は本人から回収します。資格喪失 R8.9.1(退職)、返却期限 R8.9.5。"
        "根拠: 健康保険法施行規則51条4項(5日以内に事業主へ)、JSR健保の案内 4ページ(2024年12月2日から)"
    )
    assert (told.verdict, told.by, told.rule) == (COLLECT, date(2026, 9, 5), "return_days")
    assert told.effective_from == date(2024, 12, 2)
    assert told.source in told.sentence


@pytest.mark.parametrize(
    ("cause", "whom"),
    [
        (LossCause.LEFT, "本人から"),
        (LossCause.AGE_75, "本人から"),
        (LossCause.DISABILITY, "本人から"),
        (LossCause.OTHER_INSURANCE, "本人から"),
        (LossCause.DEATH, "埋葬料を申請する方"),
    ],
)
def test_after_a_loss_of_cover_the_paper_comes_back(cause, whom):
    told = ruling(left(cause, date(2026, 9, 1)))
    assert (told.verdict, told.by) == (COLLECT, date(2026, 9, 5))
    assert whom in told.sentence


def test_the_two_profiles_count_the_days_in_their_own_way():
    who = left(LossCause.LEFT, date(2026, 9, 1))
    assert ruling(who, book=JSR).by == date(2026, 9, 5)
    assert ruling(who, book=MIHON).by == date(2026, 9, 6)
    later = left(LossCause.LEFT, date(2027, 4, 1))
    assert ruling(later, book=MIHON, on=date(2027, 4, 2)).by == date(2027, 4, 11)
    assert ruling(later, book=MIHON, on=date(2027, 4, 2)).effective_from == date(2027, 4, 1)


def test_the_familys_papers_come_back_through_the_employee():
    employee = left(LossCause.LEFT, date(2026, 9, 1))
    told = ruling(spouse(), insured=employee)
    assert (told.verdict, told.by) == (COLLECT, date(2026, 9, 5))
    assert "見本\u3000花子 さんの資格確認書は被保険者の 見本\u3000太郎 さんから回収します" in told.sentence
    assert "被保険者の資格喪失" in told.sentence


def test_after_the_employees_death_whoever_claims_the_burial_money_brings_all_papers():
    employee = left(LossCause.DEATH, date(2026, 9, 1))
    assert "埋葬料を申請する方(いなければ埋葬を行った方)から" in ruling(spouse(), insured=employee).sentence
    before = ruling(spouse(), insured=employee, on=date(2026, 8, 1))
    assert "埋葬" not in before.sentence


def test_a_removed_dependants_paper_comes_back_alone():
    employee = person(name="見本\u3000太郎")
    gone = spouse(disqualified_on=date(2026, 9, 1), loss_cause=LossCause.REMOVED_DEPENDANT)
    assert ruling(gone, insured=employee).verdict is COLLECT
    assert ruling(employee).verdict is KEEP


def test_an_employee_at_75_takes_the_household_along():
    employee = person(born_on=date(1951, 9, 1), name="見本\u3000太郎")
    for who, insured in ((employee, None), (spouse(), employee)):
        told = ruling(who, insured=insured)
        assert (told.verdict, told.by) == (COLLECT, date(2026, 9, 5))


def test_while_cover_goes_on_the_paper_stays():
    told = ruling(person())
    assert (told.verdict, told.by, told.rule) == (KEEP, None, "return_days")
    assert "渡したままにします" in told.sentence
    assert "有効期限 R11.12.1 まで" in told.sentence


def test_a_leaver_keeps_the_paper_until_the_last_day_of_cover():
    who = left(LossCause.LEFT, date(2026, 12, 1))
    told = ruling(who)
    assert (told.verdict, told.by) == (KEEP, date(2026, 12, 5))
    assert "R8.11.30 まで渡したままにします" in told.sentence
    assert "R8.12.5 までに本人から回収します" in told.sentence
    assert ruling(who, on=date(2026, 11, 30)).verdict is KEEP
    assert ruling(who, on=date(2026, 12, 1)).verdict is COLLECT


@pytest.mark.parametrize("book", [JSR, MIHON], ids=["jsr", "mihon"])
def test_of_a_leavers_expired_paper_that_awaits_its_exchange_the_day_is_named_too(book):
    """On each day of cover from when its end is known, also where the list does not announce it yet."""
    made_way = {"closed_on": date(2026, 10, 14), "void_on": date(2026, 10, 14)}
    old = sheet(
        CertificateStatus.SUPERSEDED,
        replace_cause=ReplaceCause.RENEWAL,
        expires_on=date(2026, 10, 10),
        handed_out_on=date(2025, 10, 14),
        **made_way,
    )
    new = sheet(CertificateStatus.READY, ready_on=date(2026, 10, 14))
    who = left(LossCause.LEFT, date(2026, 12, 1))
    for on in (date(2026, 10, 14), TODAY, date(2026, 11, 30)):
        told = ruling(who, book=book, certificates=(old, new), on=on)
        by = return_by(loss_of_cover(who, None), book.at(on))
        assert (told.verdict, told.by, told.rule) == (KEEP, by, "renew_notice_days"), on
        assert "新しい証を渡すときに引き換えます。有効期限 R8.10.10 を過ぎています" in told.sentence
        assert "資格喪失 R8.12.1(退職)のあと、R8.12" in told.sentence
    staying = ruling(person(), book=book, certificates=(old, new))
    assert (staying.verdict, staying.by) == (KEEP, None)


def test_75_is_announced_only_when_it_is_near():
    who = person(born_on=date(1952, 1, 10))
    assert ruling(who).by == date(2027, 1, 14)
    assert ruling(who, on=date(2026, 11, 9)).by is None


def test_before_joining_there_is_no_paper():
    assert ruling(person(qualified_on=date(2026, 12, 1)), certificates=()).verdict is NONE


@pytest.mark.parametrize(
    ("book", "verdict", "by"), [(JSR, COLLECT, date(2026, 11, 15)), (MIHON, KEEP, None)], ids=["jsr", "mihon"]
)
def test_once_registered_the_societys_rule_decides(book, verdict, by):
    who = person(enrolment=Enrolment.REGISTERED, enrolment_as_of=date(2026, 11, 1))
    told = ruling(who, book=book)
    assert (told.verdict, told.by, told.rule) == (verdict, by, "return_when_registered")
    assert ruling(who, book=book, on=date(2026, 10, 31)).rule == "return_days"


def test_registered_but_the_cards_certificate_is_over_the_paper_stays():
    who = person(
        enrolment=Enrolment.REGISTERED,
        enrolment_as_of=date(2025, 1, 1),
        card_expires_on=date(2026, 7, 10),
    )
    # It works until 31 October; 90 days before, the paper is left for what comes then.
    assert ruling(who, on=date(2026, 8, 1)).verdict is COLLECT
    soon = ruling(who, on=date(2026, 8, 2))
    assert (soon.verdict, soon.rule) == (KEEP, "keep_before_card_days")
    assert "電子証明書の期限でマイナ保険証がまもなく使えなくなります" in soon.sentence
    assert ruling(who, on=date(2026, 11, 1)).rule == "return_days"


def test_whoever_needs_care_keeps_the_paper():
    assert ruling(person(enrolment=Enrolment.NEEDS_CARE, enrolment_as_of=TODAY)).verdict is KEEP


@pytest.mark.parametrize(
    ("book", "verdict", "by"),
    [(JSR, DISPOSE, None), (MIHON, COLLECT, date(2026, 11, 5))],
    ids=["jsr", "mihon"],
)
def test_once_expired_the_societys_rule_decides(book, verdict, by):
    paper = sheet(CertificateStatus.HANDED_OUT, expires_on=date(2026, 10, 31))
    told = ruling(person(), book=book, certificates=(paper,))
    assert (told.verdict, told.by, told.rule) == (verdict, by, "return_expired")
    assert ruling(person(), book=book, certificates=(paper,), on=date(2026, 10, 31)).verdict is KEEP


@pytest.mark.parametrize(
    ("cause", "rule", "words"),
    [
        (ReplaceCause.NAME, "name_change_returns", "氏名が変わりました"),
        (ReplaceCause.INSURED_NAME, "name_change_family", "被保険者の氏名"),
        (ReplaceCause.COPAY, "copay_change_returns", "負担割合"),
        (ReplaceCause.REHIRE, "rehire_returns", "再雇用"),
        (ReplaceCause.NUMBER, "return_days", "記号・番号"),
        (ReplaceCause.DAMAGE, "return_days", "破損"),
        (None, "return_days", "差し替え"),
    ],
)
def test_a_void_sheet_comes_back_whatever_else_is_true(cause, rule, words):
    old = sheet(CertificateStatus.SUPERSEDED, closed_on=date(2026, 11, 10), replace_cause=cause)
    new = sheet(CertificateStatus.HANDED_OUT, issue_number="1A2B-3C4D")
    told = ruling(person(), certificates=(old, new))
    assert (told.verdict, told.by, told.rule) == (COLLECT, date(2026, 11, 15), rule)
    assert words in told.sentence
    assert "0K3F-7QX4 は無効" in told.sentence


def test_a_copay_told_on_its_first_day_is_a_change_like_any_other():
    begun = date(2026, 11, 10)
    old = sheet(CertificateStatus.SUPERSEDED, closed_on=begun, replace_cause=ReplaceCause.COPAY)
    told = ruling(person(copay_rate=3, copay_from=begun), certificates=(old,))
    assert (told.verdict, told.by) == (COLLECT, date(2026, 11, 15))
    assert "0K3F-7QX4 は無効" in told.sentence


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (CertificateStatus.COLLECTED, "もう回収してあります"),
        (CertificateStatus.FORWARDED, "返送してあります"),
        (CertificateStatus.LOST, "紛失の届出"),
        (CertificateStatus.UNCOLLECTABLE, "回収不能の届出"),
        (CertificateStatus.SELF_DISPOSED, "裁断しています"),
        (CertificateStatus.NEVER_ISSUED, "交付されていません"),
        (CertificateStatus.PLANNED, "まだ印刷の確認"),
    ],
)
def test_a_paper_that_nobody_holds_is_not_asked_for(status, words):
    told = ruling(left(LossCause.LEFT, date(2026, 9, 1)), certificates=(sheet(status),))
    assert told.verdict is NONE
    assert words in told.sentence


def test_a_sheet_in_the_drawer_is_not_with_the_person():
    paper = sheet(CertificateStatus.READY)
    assert ruling(person(), certificates=(paper,)).verdict is NONE
    told = ruling(left(LossCause.LEFT, date(2026, 9, 1)), certificates=(paper,))
    assert told.verdict is COLLECT
    assert "事務所にあります。渡さずに回収します" in told.sentence


def test_without_a_record_the_answer_is_for_a_paper_the_person_may_hold():
    spoiled = sheet(CertificateStatus.SPOILED)
    for sheets in ((), (spoiled,)):
        told = ruling(left(LossCause.LEFT, date(2026, 9, 1)), certificates=sheets)
        assert told.verdict is COLLECT
        assert "お持ちなら本人から回収します" in told.sentence
        assert told.if_held
    assert ruling(person(), certificates=()).verdict is KEEP


def test_a_past_day_sees_the_sheet_as_it_was():
    paper = sheet(
        CertificateStatus.COLLECTED, handed_out_on=date(2026, 10, 3), collected_on=date(2026, 11, 20)
    )
    assert ruling(person(), certificates=(paper,)).verdict is NONE
    assert ruling(person(), certificates=(paper,), on=date(2026, 11, 19)).verdict is KEEP


def test_a_paper_from_before_the_account_was_kept_counts_too():
    paper = certificate(
        status=CertificateStatus.HANDED_OUT,
        origin=CertificateOrigin.LISTED,
        issued_on=None,
        handed_out_on=None,
    )
    assert ruling(left(LossCause.LEFT, date(2026, 9, 1)), certificates=(paper,)).verdict is COLLECT


@pytest.mark.parametrize(
    ("last_day", "on", "verdict", "by"),
    [
        (date(2025, 11, 30), date(2025, 12, 5), COLLECT, date(2025, 12, 5)),
        (date(2025, 11, 30), TODAY, COLLECT, date(2025, 12, 5)),
        (date(2025, 12, 1), TODAY, DISPOSE, None),
        (date(2026, 3, 31), TODAY, DISPOSE, None),
        (None, TODAY, DISPOSE, None),
        (None, date(2025, 12, 2), DISPOSE, None),
        (None, date(2025, 12, 1), KEEP, None),
    ],
)
def test_an_old_card_comes_back_only_for_a_loss_up_to_its_last_day(last_day, on, verdict, by):
    lost = {} if last_day is None else {"disqualified_on": disqualified_on(LossCause.LEFT, last_day)}
    told = ruling(person(**lost), OLD, on=on)
    assert (told.verdict, told.by, told.rule) == (verdict, by, "old_card_return_until")


def test_whoever_joined_after_the_last_old_card_has_none():
    assert ruling(person(qualified_on=date(2024, 12, 1)), OLD).verdict is DISPOSE
    assert ruling(person(qualified_on=date(2024, 12, 2)), OLD).verdict is NONE


@pytest.mark.parametrize("book", [JSR, MIHON], ids=["jsr", "mihon"])
def test_the_notice_is_never_collected(book):
    assert ruling(person(), NOTICE, book=book).verdict is KEEP
    told = ruling(left(LossCause.LEFT, date(2026, 9, 1)), NOTICE, book=book)
    assert (told.verdict, told.by) == (DISPOSE, None)


def test_after_a_death_the_family_shreds_what_is_not_collected():
    assert "ご家族が裁断します" in ruling(left(LossCause.DEATH, date(2026, 9, 1)), NOTICE).sentence


@pytest.mark.parametrize(
    ("facts", "verdict", "words"),
    [
        ({"born_on": date(1954, 12, 1)}, COLLECT, "お持ちか要確認"),
        ({"born_on": date(1954, 12, 2)}, NONE, "ありません"),
        ({"born_on": date(1954, 12, 1), "qualified_on": date(2024, 12, 1)}, NONE, "ありません"),
        ({"elderly_card_listed": True}, COLLECT, "裁断しないでください"),
    ],
)
def test_an_elderly_card_comes_back_from_whoever_may_hold_one(facts, verdict, words):
    told = ruling(person(**facts), CARD)
    assert (told.verdict, told.rule) == (verdict, "elderly_cutoff_on")
    assert told.by == (date(2025, 12, 2) if verdict is COLLECT else None)
    assert words in told.sentence


@pytest.mark.parametrize(
    "outcome",
    [
        ElderlyOutcome.COLLECTED,
        ElderlyOutcome.FORWARDED,
        ElderlyOutcome.LOST,
        ElderlyOutcome.NEVER_ISSUED,
        ElderlyOutcome.UNCOLLECTABLE,
    ],
)
def test_an_elderly_card_that_was_dealt_with_is_not_asked_for_again(outcome):
    assert ruling(person(elderly_card_listed=True), CARD, elderly_card=outcome).verdict is NONE


def test_before_an_elderly_card_was_dealt_with_it_is_asked_for():
    who = person(elderly_card_listed=True)
    before = ruling(who, CARD, elderly_card=ElderlyOutcome.COLLECTED, on=date(2026, 10, 31))
    assert before.verdict is COLLECT


@pytest.mark.parametrize(
    ("paper", "cases", "before", "after"),
    [
        # 兵庫建設国保 wants the お知らせ back, 全国建設工事業国保 an expired 認定証 too.
        ("notice", '[{ when = ["lost"], then = "collect" }]', KEEP, COLLECT),
        ("notice", "[]", KEEP, DISPOSE),
        ("limit_certificate", '[{ when = ["lost"], then = "collect" }]', KEEP, COLLECT),
        ("limit_certificate", '[{ when = ["death"], then = "collect" }]', KEEP, DISPOSE),
        ("disease_certificate", '[{ when = ["lost"], then = "keep" }]', KEEP, KEEP),
        ("disease_certificate", '[{ when = ["covered"], then = "collect" }]', COLLECT, DISPOSE),
        ("old_card", '[{ when = ["lost"], then = "collect" }]', DISPOSE, COLLECT),
    ],
)
def test_of_other_papers_the_cases_of_the_society_decide(paper, cases, before, after):
    text = resources.path("rules/jsr.toml").read_text("utf-8")
    start = text.index("value = ", text.index(f"[rule.return_{paper}]"))
    book = read_rule_book(f"{text[:start]}value = {cases}{text[text.index(chr(10), start) :]}")
    gone = left(LossCause.LEFT, date(2026, 9, 1))
    kept, told = (ruling(who, PaperKind(paper), book=book) for who in (person(), gone))
    assert (kept.verdict, told.verdict) == (before, after)
    assert told.rule == f"return_{paper}"
    assert (told.by == date(2026, 9, 5)) is (after is COLLECT)


def test_where_the_holder_sends_the_paper_the_office_collects_none():
    """日本郵政共済組合: whoever leaves posts it, its corner cut, to the insurer."""
    gone = left(LossCause.LEFT, date(2026, 9, 1))
    book = read_rule_book(resources.path("rules/yusei.toml").read_text("utf-8"))
    told = ruling(gone, book=book)
    assert (told.verdict, told.by) == (COLLECT, date(2026, 9, 5))
    assert "本人が健保へ直接送ります。事業所は集めません" in told.sentence
    assert "本人から回収します" in ruling(gone).sentence


def test_a_notice_from_70_on_names_the_day_of_the_year_on_which_it_ends():
    book = read_rule_book(resources.path("rules/osaka-shokuhin.toml").read_text("utf-8"))
    of_72, of_46 = person(born_on=date(1954, 6, 15)), person()
    assert "(70歳からのお知らせは R9.7.31 まで)" in ruling(of_72, NOTICE, book=book).sentence
    assert "70歳から" not in ruling(of_46, NOTICE, book=book).sentence
    assert "70歳から" not in ruling(of_72, NOTICE).sentence


@pytest.mark.parametrize("paper", list(PaperKind))
@pytest.mark.parametrize("book", [JSR, MIHON], ids=["jsr", "mihon"])
@pytest.mark.parametrize(
    "who",
    [
        person(),
        left(LossCause.LEFT, date(2026, 9, 1)),
        left(LossCause.LEFT, date(2026, 12, 1)),
        person(born_on=date(1953, 6, 15)),
        person(enrolment=Enrolment.REGISTERED, enrolment_as_of=date(2026, 1, 1)),
    ],
)
def test_every_answer_is_one_paragraph_with_its_rule(paper, book, who):
    told = ruling(who, paper, book=book)
    assert who.name in told.sentence
    assert told.sentence.endswith(f"根拠: {told.source}({told.effective_from.year}年12月2日から)")
    assert told.rule in RULE_TYPES
    assert told.verdict is not DISPOSE or told.by is None


def test_the_day_is_that_of_the_due_list():
    who = left(LossCause.LEFT, date(2026, 9, 1))
    for book in (JSR, MIHON):
        assert ruling(who, book=book).by == return_by(loss_of_cover(who, None), book.at(TODAY))
