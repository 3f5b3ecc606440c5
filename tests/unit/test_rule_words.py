"""The words of a rules file: conditions, terms, calendars, kinds; and a file from before they came."""

import re
from datetime import date

import pytest

import resources
from app.domain.person import LossCause
from app.domain.rules import (
    BASIC,
    LACKING,
    RULE_TYPES,
    CopayShown,
    ExpiredAfterLoss,
    Handling,
    MonthDay,
    RuleBook,
    Situation,
    SocietyRules,
    When,
    handling_of_certificate,
    over_after_loss,
    read_rule_book,
    rule_changes,
)
from app.domain.rules.cases import first_held, handling_by
from app.errors import BadValue

JSR = resources.path("rules/jsr.toml").read_text("utf-8")
MIHON = resources.path("rules/mihon.toml").read_text("utf-8")
TODAY = date(2026, 12, 2)
LEFT = LossCause.LEFT
KEEPS_IT = '[{ when = ["lost", "registered"], then = "keep" }]'


def d(text: str) -> date:
    return date.fromisoformat(text)


def with_rule(name: str, value: str, text: str = JSR) -> str:
    """The file with another value behind one rule, as an officer writes it."""
    changed, count = re.subn(
        rf"(?ms)^(\[rule\.{name}\]\nvalue = ).*?(?=\nsource = )", lambda found: f"{found[1]}{value}", text
    )
    assert count == 1
    return changed


def rules_with(**values: str) -> SocietyRules:
    text = JSR
    for name, value in values.items():
        text = with_rule(name, value, text)
    return read_rule_book(text).at(TODAY)


def refusal(text: str) -> str:
    with pytest.raises(BadValue) as refused:
        read_rule_book(text)
    return str(refused.value)


def without(text: str, names: set[str]) -> str:
    """The file as it was before these rules came into use."""
    for name in names:
        text = re.sub(rf"(?ms)^\[\[?rule\.{name}\]\]?\n.*?(?=^\[|^#|\Z)", "", text)
    return text


def old_book(text: str = JSR) -> RuleBook:
    return read_rule_book(without(text, set(RULE_TYPES) - BASIC))


def test_a_file_from_before_is_read_and_told_what_it_lacks() -> None:
    book = old_book(MIHON)
    assert set(book.lacking) == set(RULE_TYPES) - BASIC
    rules = book.at(TODAY)
    assert rules.return_days == 5
    shipped = read_rule_book(JSR).at(TODAY)
    for name in book.lacking:
        entry = rules.entry(name)
        assert (entry.value, entry.source, entry.confirmed) == (shipped.entry(name).value, LACKING, False)


def test_a_file_that_has_all_lacks_nothing() -> None:
    assert read_rule_book(JSR).lacking == read_rule_book(MIHON).lacking == []


def test_one_rule_that_lacks_is_the_only_one_told() -> None:
    book = read_rule_book(without(JSR, {"limits_below_70"}))
    assert set(book.lacking) == {"limits_below_70"}
    assert [e.effective_from.year for e in book.versions("limits_below_70")] == [2024, 2027]


def test_two_files_lacking_the_same_do_not_differ_in_it() -> None:
    assert rule_changes(old_book(), old_book()) == []
    assert {c.name for c in rule_changes(old_book(), read_rule_book(JSR))} == set(RULE_TYPES) - BASIC


@pytest.mark.parametrize(
    ("text", "situation", "handling"),
    [
        # A registered leaver need not return; who is not registered must (スタンレー健保).
        (
            '[{ when = ["lost", "registered"], then = "keep" }]',
            Situation(registered=True, lost_by=LEFT),
            "keep",
        ),
        ('[{ when = ["lost", "registered"], then = "keep" }]', Situation(lost_by=LEFT), "collect"),
        # The reason of the loss.
        ('[{ when = ["death"], then = "keep" }]', Situation(lost_by=LossCause.DEATH), "keep"),
        ('[{ when = ["death"], then = "keep" }]', Situation(lost_by=LEFT), "collect"),
        # The first case that holds.
        (
            '[{ when = ["lost", "expired"], then = "shred" }, { when = ["lost"], then = "keep" }]',
            Situation(lost_by=LEFT, expired=True),
            "shred",
        ),
        (
            '[{ when = ["lost", "expired"], then = "shred" }, { when = ["lost"], then = "keep" }]',
            Situation(lost_by=LEFT),
            "keep",
        ),
        # No word at all holds always.
        ('[{ when = [], then = "keep" }]', Situation(lost_by=LEFT), "keep"),
        # Family, age.
        ('[{ when = ["dependant", "from_70"], then = "shred" }]', Situation(is_from_70=True), "keep"),
        (
            '[{ when = ["dependant", "from_70"], then = "shred" }]',
            Situation(is_from_70=True, is_insured=False),
            "shred",
        ),
        # Without cases the rules decide.
        ("[]", Situation(), "keep"),
        ("[]", Situation(expired=True), "shred"),
        ("[]", Situation(registered=True), "collect"),
        ("[]", Situation(lost_by=LEFT), "collect"),
        ("[]", Situation(lost_by=LEFT, expired=True), "shred"),
    ],
)
def test_the_first_case_that_holds_decides(text: str, situation: Situation, handling: str) -> None:
    assert handling_of_certificate(situation, rules_with(return_certificate=text)) == handling


def test_the_basic_rules_decide_where_no_case_does() -> None:
    registered = Situation(registered=True)
    assert handling_of_certificate(registered, rules_with(return_when_registered="false")) is Handling.KEEP
    over = Situation(expired=True)
    assert handling_of_certificate(over, rules_with(return_expired="true")) is Handling.COLLECT
    assert handling_by(rules_with().return_elderly_card, Situation(copay_changed=True)) is Handling.COLLECT
    assert handling_by(rules_with().return_notice, Situation(lost_by=LEFT)) is None


@pytest.mark.parametrize(
    ("line", "expires_on", "over_from"),
    [
        # Cover is lost on 1 January: the last day is 31 December.
        ("valid_last_day", "2026-12-30", "2026-12-31"),
        ("valid_last_day", "2026-12-31", None),
        ("valid_last_day", "2027-01-01", None),
        ("valid_at_loss", "2026-12-31", "2027-01-01"),
        ("valid_at_loss", "2027-01-01", None),
        ("always", "2026-11-30", None),
        ("never", "2026-11-30", "2026-12-01"),
        ("never", "2027-03-31", "2027-04-01"),
    ],
)
def test_the_line_between_shredding_and_returning_an_expired_paper(
    line: str, expires_on: str, over_from: str | None
) -> None:
    rules = rules_with(return_expired_after_loss=f'"{line}"')
    assert over_after_loss(d(expires_on), d("2027-01-01"), rules) == (over_from and d(over_from))


@pytest.mark.parametrize(
    ("term", "valid_from", "last_day"),
    [
        ("{ years = 5 }", "2024-12-02", "2029-12-01"),
        ("{ years = 5 }", "2025-12-01", "2030-11-30"),
        ('{ months = 3, ends = "month_end" }', "2026-11-16", "2027-01-31"),
        ('{ months = 3, ends = "month_end" }', "2026-11-01", "2027-01-31"),
        ('{ years = 3, ends = "month_end" }', "2026-04-01", "2029-03-31"),
        ('{ years = 3, ends = "month_end" }', "2026-04-02", "2029-03-31"),
        ('{ years = 1, ends = "07-31" }', "2026-04-01", "2026-07-31"),
        ('{ years = 1, ends = "07-31" }', "2026-08-01", "2027-07-31"),
        ('{ years = 1, ends = "07-31" }', "2026-08-02", "2027-07-31"),
        ('{ months = 6, ends = "03-31" }', "2026-04-01", "2027-03-31"),
        ('{ months = 1, ends = "month_end" }', "2026-11-16", "2026-11-30"),
        ("{ months = 1 }", "2027-01-31", "2027-02-27"),
        ("{ years = 1 }", "2028-02-29", "2029-02-28"),
    ],
)
def test_a_term_ends_on_its_day(term: str, valid_from: str, last_day: str) -> None:
    (found,) = rules_with(expiry_terms=f"[{term}]").expiry_terms
    assert found.last_day(d(valid_from)) == d(last_day)


def test_the_first_term_that_holds_counts() -> None:
    rules = rules_with(expiry_terms='[{ when = ["newcomer"], months = 3 }, { years = 3 }]')
    newcomer, other = (first_held(rules.expiry_terms, Situation(is_newcomer=new)) for new in (True, False))
    assert newcomer is not None
    assert other is not None
    assert (newcomer.months, other.months) == (3, 36)
    assert first_held(rules_with().expiry_terms, Situation()) is None


def test_a_day_of_the_year_comes_every_year() -> None:
    last_of_july = MonthDay(7, 31)
    assert last_of_july.on_or_before(d("2026-07-30")) == d("2025-07-31")
    assert last_of_july.on_or_before(d("2026-07-31")) == d("2026-07-31")
    assert last_of_july.on_or_after(d("2026-08-01")) == d("2027-07-31")
    assert str(last_of_july) == "07-31"


def test_every_cause_of_a_loss_is_a_word() -> None:
    for cause in LossCause:
        assert {When.LOST, When(cause)} <= Situation(lost_by=cause).words()


def test_the_second_file_uses_the_words() -> None:
    rules = read_rule_book(MIHON).at(TODAY)
    assert rules.copay_shown_on is CopayShown.ELDERLY_CARD
    assert rules.elderly_card_expires == MonthDay(7, 31)
    assert rules.return_expired_after_loss is ExpiredAfterLoss.ALWAYS
    assert rules.paper_for == (When.UNREGISTERED, When.NEWCOMER)
    assert (rules.unused_mark, rules.reissue_fee) == ("＊", 1000)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("return_days", "14"),  # 全国建設工事業国保: 14日以内
        ("return_expired_after_loss", '"valid_at_loss"'),  # 協会けんぽ: 期限の切れた証は退職のあとも返さない
        ("return_certificate", '[{ when = ["lost", "registered"], then = "shred" }]'),  # スタンレー電気健保
        ("return_notice", '[{ when = ["lost"], then = "collect" }]'),  # 兵庫建設国保: お知らせも返す
        (
            "return_limit_certificate",
            '[{ when = ["expired"], then = "collect" }]',
        ),  # 公立学校共済組合山形支部
        ("return_way", '"holder"'),  # 日本郵政共済組合: 本人が郵送する
        ("change_return_days", "10"),
        ("paper_for", '["unregistered", "newcomer"]'),  # 大阪府食品国保: 加入する全員に
        ("notice_from_70_expires", '"07-31"'),  # 大阪府食品国保
        (
            "expiry_terms",  # メルテック健保: 加入時は3か月、ほかは3年、それまでの最後の月末
            '[{ when = ["newcomer"], months = 3, ends = "month_end" }, { years = 3, ends = "month_end" }]',
        ),
        ("layout_cases", '[{ when = ["newcomer"], layout = "card-a4" }]'),  # メルテック健保
        ("expiry_terms", '[{ years = 1, ends = "07-31" }]'),  # 全国建設工事業国保: 毎年7月31日
        ("elderly_card_expires", '"07-31"'),
        ("expiry_before_stay_ends", "true"),  # 相模原市: 在留期限
        ("insurer_kind", '"national_society"'),  # 国保組合: 6桁
        ("unused_mark", '"＊"'),  # 岡山県医師国保
        ("reissue_fee", "1000"),  # ISK健保
        ("card_grace_months", "2"),
        ("closing_days", '["12-29", 2027-05-06]'),
    ],
)
def test_what_a_society_publishes_can_be_written_down(name: str, value: str) -> None:
    (change,) = rule_changes(read_rule_book(JSR), read_rule_book(with_rule(name, value)))
    assert (change.name, change.is_value) == (name, True)


def test_classes_have_versions() -> None:
    book = read_rule_book(JSR)
    before, after = (book.at(d(day)) for day in ("2027-07-31", "2027-08-01"))
    assert before.limits_below_70 == ("ア", "イ", "ウ", "エ", "オ")
    assert len(after.limits_below_70) == 13
    assert before.entry("limits_below_70").confirmed
    assert not after.entry("limits_below_70").confirmed


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("return_notice", "true", "[ ] で囲んで"),
        ("return_notice", '["lost"]', "{ } で囲んで"),
        ("return_notice", '[{ when = ["lost"] }]', "then がありません"),
        ("return_notice", '[{ when = ["lost"], than = "keep" }]', "「then」ではありませんか"),
        ("return_notice", '[{ when = ["lots"], then = "keep" }]', '"lost"'),
        ("return_notice", '[{ when = "lost", then = "keep" }]', "[ ] で囲んで"),
        ("return_notice", '[{ when = ["lost"], then = "burn" }]', '"collect"、"shred"、"keep"'),
        ("return_notice", '[{ when = ["lost", "lost"], then = "keep" }]', "2回"),
        ("return_notice", '[{ when = ["lost", "covered"], then = "keep" }]', "同時には当てはまりません"),
        ("return_notice", '[{ when = ["left", "death"], then = "keep" }]', "「left」と「death」"),
        ("return_notice", '[{ when = ["covered", "left"], then = "keep" }]', "同時には当てはまりません"),
        ("expiry_terms", '[{ years = 1 }, { when = ["newcomer"], months = 3 }]', "使われません"),
        ("layout_cases", '[{ when = ["newcomer"] }]', "layout がありません"),
        ("layout_cases", '[{ when = ["newcomer"], layout = "" }]', "layout が空です"),
        ("expiry_terms", "[{ }]", "years か months"),
        ("expiry_terms", "[{ years = 1, months = 3 }]", "years か months"),
        ("expiry_terms", "[{ years = 11 }]", "1から10まで"),
        ("expiry_terms", '[{ years = 1, ends = "02-29" }]', "毎年の日付ではありません"),
        ("expiry_terms", '[{ years = 1, ends = "7-31" }]', '"month_end"'),
        ("elderly_card_expires", '"13-01"', '"none" と書いて'),
        ("elderly_card_expires", "2026-07-31", "毎年の日付"),
        ("paper_for", '"unregistered"', "[ ] で囲んで"),
        # Nobody would ever get a paper, or come under the case, and no row would say so.
        ("paper_for", "[]", "だれにも当てはまりません"),
        ("paper_for", '["lost"]', "「lost」は、この規則では当てはまることがありません"),
        ("return_certificate", '[{ when = ["newcomer"], then = "keep" }]', "「newcomer」は"),
        ("return_certificate", '[{ when = ["copay_changed"], then = "keep" }]', "「copay_changed」は"),
        ("expiry_terms", '[{ when = ["lost"], years = 1 }]', "「lost」は"),
        ("layout_cases", '[{ when = ["expired"], layout = "card-a4" }]', "「expired」は"),
        ("closing_days", '["12-29", "12-29"]', "2回"),
        ("closing_days", "[20261229]", "日付ではありません"),
        ("unused_mark", '"***"', "2文字まで"),
        ("leaver_slip_text", '"""\n一行目\n二行目"""', "120文字までの1行"),
        ("reissue_fee", "-1", "0から100000まで"),
        ("insurer_kind", '"city"', '"national_society"'),
    ],
)
def test_a_word_that_is_none_is_refused_with_its_line(name: str, value: str, said: str) -> None:
    text = with_rule(name, value)
    line = text.count("\n", 0, text.index("value = ", text.index(f"[rule.{name}]"))) + 1
    assert refusal(text).startswith(f"規則ファイルの{line}行目: 規則「{name}」の")
    assert said in refusal(text)


def test_a_case_that_is_wrong_is_named_by_its_own_line() -> None:
    text = with_rule(
        "return_notice",
        '[\n    { when = ["lost"], then = "keep" },\n    { when = ["lost"], then = "burn" },\n]',
    )
    line = text.count("\n", 0, text.index('"burn"')) + 1
    assert refusal(text).startswith(f"規則ファイルの{line}行目: ")
