"""A society's rules are data: validated line by line, dated, with sources; two profiles ship."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

import resources
from app.domain.rules import (
    RULE_TYPES,
    BranchNumbering,
    DayCount,
    decode_rules,
    read_rule_book,
    refuse_my_number_in_rules,
    rule_changes,
)
from app.errors import BadValue, MyNumberRefused

JSR = resources.path("rules/jsr.toml").read_text("utf-8")
MIHON = resources.path("rules/mihon.toml").read_text("utf-8")
TODAY = date(2026, 11, 23)


def line_of(text: str, part: str, *, after: str = "") -> int:
    """The line of a part of a file, counted from 1."""
    return text.count("\n", 0, text.index(part, text.index(after))) + 1


def refusal(text: str) -> str:
    with pytest.raises(BadValue) as refused:
        read_rule_book(text)
    return str(refused.value)


def test_the_notice_is_the_default():
    rules = read_rule_book(JSR).at(TODAY)
    assert rules.return_days == 5
    assert rules.return_day_count is DayCount.FROM_DAY_AFTER_LAST
    assert rules.return_when_registered is True
    assert rules.return_expired is False
    assert rules.elderly_cutoff_on == date(2024, 11, 30)
    assert rules.old_card_return_until == date(2025, 12, 1)


def test_what_nobody_said_has_a_default():
    rules = read_rule_book(JSR).at(TODAY)
    assert (rules.name_change_returns, rules.name_change_family) == (True, True)
    assert (rules.copay_change_returns, rules.rehire_returns) == (True, True)
    assert (rules.card_notice_days, rules.card_grace_months) == (90, 3)
    assert (rules.expiry_max_years, rules.expiry_before_75, rules.expiry_before_70) == (5, True, False)
    assert rules.insured_branch is BranchNumbering.ANY
    assert rules.reminder_steps == 3


def test_the_second_profile_differs_where_societies_differ():
    rules = read_rule_book(MIHON).at(TODAY)
    assert rules.return_day_count is DayCount.FROM_DAY_AFTER_LOSS
    assert (rules.return_when_registered, rules.return_expired) == (False, True)
    assert rules.name_change_family is False
    assert (rules.expiry_max_years, rules.expiry_before_70) == (2, True)
    assert rules.insured_branch is BranchNumbering.ZERO
    assert (rules.return_days, read_rule_book(MIHON).at(date(2027, 4, 1)).return_days) == (5, 10)


@pytest.mark.parametrize("text", [JSR, MIHON], ids=["jsr", "mihon"])
def test_every_rule_names_its_source_and_begins_in_time(text):
    rules = read_rule_book(text).at(TODAY)
    for name in RULE_TYPES:
        entry = rules.entry(name)
        assert (entry.name, entry.value) == (name, getattr(rules, name))
        assert rules.source(name) == entry.source != ""
        assert entry.effective_from <= TODAY


def test_a_later_version_takes_over_on_its_day():
    text = JSR.replace("[rule.return_days]", "[[rule.return_days]]") + (
        '\n[[rule.return_days]]\nvalue = 10\nsource = "組合規程"\neffective_from = 2027-04-01\n'
    )
    book = read_rule_book(text)
    assert book.at(date(2027, 3, 31)).return_days == 5
    assert book.at(date(2027, 4, 1)).return_days == 10
    assert book.at(date(2027, 4, 1)).source("return_days") == "組合規程"
    assert [entry.value for entry in book.versions("return_days")] == [5, 10]


@given(
    begins=st.lists(st.dates(date(2024, 1, 1), date(2030, 12, 31)), min_size=1, max_size=6, unique=True),
    on=st.dates(date(2023, 1, 1), date(2031, 12, 31)),
)
def test_of_several_versions_the_latest_begun_counts(begins, on):
    versions = "".join(
        f'[[rule.quiet_days]]\nvalue = {place}\nsource = "規程"\neffective_from = {day}\n'
        for place, day in enumerate(begins)
    )
    start = JSR.index("[rule.quiet_days]")
    text = JSR[:start] + versions + JSR[JSR.index("[rule.name_change_returns]") :]
    begun = [day for day in begins if day <= on]
    expected = begins.index(max(begun) if begun else min(begins))
    assert read_rule_book(text).at(on).quiet_days == expected


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("value = 5", "value = -5", "return_days"),
        ("value = 5", "value = 0", "1から365までの数字"),
        ("value = 5", "value = 5.5", "5.5"),
        ("value = 5", 'value = "5"', "return_days"),
        ("value = 5", "value = true", "数字"),
        ("value = 5", "value = 2025-01-01", "数字"),
        ("value = 5", "value = 99999999999", "数字"),
        ('value = "from_day_after_last"', 'value = "someday"', '"from_day_after_loss"'),
        ('value = "from_day_after_last"', "value = 3", "return_day_count"),
        ("value = true", "value = 1", "true(する)"),
        ("value = 2025-12-02", "value = 2025-12-02T00:00:00", "日付ではありません"),
        ("value = 2025-12-02", 'value = "2025-12-02"', "2026-04-01 のように"),
        ("value = 2025-12-02", "value = 1025-12-02", "日付ではありません"),
        ('value = "any"', 'value = "02"', '"00"、"01"、"none"、"any"'),
    ],
)
def test_a_value_that_does_not_fit_is_refused_with_its_line(old, new, said):
    text = JSR.replace(old, new, 1)
    assert refusal(text).startswith(f"規則ファイルの{line_of(text, new)}行目: 規則「")
    assert said in refusal(text)


@pytest.mark.parametrize(
    ("old", "new", "at", "said"),
    [
        ("effective_from = 2024-12-02", 'effective_from = "soon"', 'effective_from = "soon"', "施行日"),
        ("effective_from = 2024-12-02", "effective_from = 3", "effective_from = 3", "施行日"),
        (
            "effective_from = 2024-12-02\nconfirmed = true\n",
            "",
            "[rule.return_days]",
            "effective_from がありません",
        ),
        ("confirmed = true", 'confirmed = "yes"', 'confirmed = "yes"', "true か false"),
        ("confirmed = true", "confirmd = true", "confirmd", "「confirmed」ではありませんか"),
        ("confirmed = true", "note = 3", "note = 3", "知らない項目"),
        ("[rule.return_days]", "[rule.return_dayz]", "[rule.return_dayz]", "「return_days」ではありませんか"),
        ("[rule.return_days]", "[rule.zzzzzz]", "[rule.zzzzzz]", "名前を確かめる"),
        ('society = "JSR', 'sosiety = "JSR', "sosiety", "知らない項目"),
        ('society = "JSR健康保険組合"', 'society = " "', 'society = " "', "健保の名前"),
        ('society = "JSR健康保険組合"', "society = 6", "society = 6", "健保の名前"),
        ('society = "JSR健康保険組合"', "", "# 規則ファイル", "健保の名前がありません"),
    ],
)
def test_an_entry_that_is_wrong_is_refused_with_its_line(old, new, at, said):
    text = JSR.replace(old, new, 1)
    assert refusal(text).startswith(f"規則ファイルの{line_of(text, at)}行目: ")
    assert said in refusal(text)


def test_an_empty_source_is_refused_with_its_line():
    start = JSR.index("source = ", JSR.index("[rule.paper_from]"))
    end = JSR.index("\n", start)
    text = f'{JSR[:start]}source = "  "{JSR[end:]}'
    assert f"の{line_of(text, 'source =', after='[rule.paper_from]')}行目" in refusal(text)
    assert "出典" in refusal(text)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("[rule.return_days]", "[rule.return_days", "角かっこ"),
        ("value = 5", "value 5", "「=」がありません"),
        ("value = 5", "value = five", "値が読めません"),
        ("value = 5", "value = 2026-02-30", "ない日付です"),
        ("value = 5", "value = 2026-4-1", "値の書き方"),
        ("value = 5", 'value = "5', "文字列の終わり"),
        ("value = 5", "value = 5\nvalue = 6", "同じ項目が2回"),
        ("[rule.return_day_count]", "[rule.return_days]", "同じ見出しが2つ"),
    ],
)
def test_a_slip_in_the_writing_is_refused_with_its_line_in_japanese(old, new, said):
    text = JSR.replace(old, new, 1)
    line = line_of(JSR, old, after="society") + new.count("\n")
    assert refusal(text).startswith(f"規則ファイルの{line}行目: ")
    assert said in refusal(text)
    assert not any(word in refusal(text) for word in ("at line", "column", "Expected", "Invalid"))


def test_the_second_of_two_versions_is_named_by_its_own_line():
    text = MIHON.replace("value = 10", "value = -1", 1)
    assert f"規則ファイルの{line_of(text, 'value = -1')}行目" in refusal(text)


def test_two_versions_from_the_same_day_are_refused():
    text = MIHON.replace("effective_from = 2027-04-01", "effective_from = 2024-12-02")
    second = line_of(text, "effective_from", after="令和9年4月1日改正")
    assert refusal(text).startswith(
        f"規則ファイルの{second}行目: 規則「return_days」に 2024-12-02 からの版が2つ"
    )


def test_a_missing_rule_is_named_at_the_end_of_the_file():
    text = JSR[: JSR.index("[rule.insured_branch]")].rstrip()
    assert refusal(text).startswith(f"規則ファイルの{text.count(chr(10)) + 1}行目: ")
    assert "「insured_branch、reminder_steps」がありません" in refusal(text)


def test_a_heading_inside_a_long_text_is_no_heading():
    long = 'source = """規程\n[rule.return_days]\nvalue = 99\n"""'
    start = JSR.index("source = ", JSR.index("[rule.paper_from]"))
    text = JSR[:start] + long + JSR[JSR.index("\n", start) :]
    assert read_rule_book(text).at(TODAY).return_days == 5
    wrong = text.replace("value = 60", "value = -60")
    assert f"の{line_of(wrong, 'value = -60')}行目" in refusal(wrong)


def test_a_file_in_another_form_of_toml_is_read_too():
    start, end = JSR.index("[rule.reminder_steps]"), len(JSR)
    assert JSR[start:].count("\n") == 4
    inline = 'reminder_steps = {{value = {}, source = "規程", effective_from = 2024-12-02}}\n'
    head, rest = JSR[: JSR.index("[rule.return_days]")], JSR[JSR.index("[rule.return_days]") : start]
    text = f"{head}[rule]\n{inline.format(4)}\n{rest}{JSR[end:]}"
    assert read_rule_book(text).at(TODAY).reminder_steps == 4
    wrong = text.replace("value = 4,", "value = -4,")
    assert f"の{line_of(wrong, 'reminder_steps')}行目" in refusal(wrong)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "rule = 3",
        "rule = [1]",
        'society = "架空"\nrule = [1]',
        'society = "架空"\n[rule]\nreturn_days = 5',
        'society = "架空"\n[rule]\nreturn_days = [5]',
        "a = " + "[" * 20000,
        "a = " + "9" * 5000,
        JSR + "#" * 1_000_001,
        JSR.replace("value = 5", "value = 123456789018", 1),
        JSR.replace("value = true", "value = {a = 123456789018}", 1),
    ],
    ids=lambda text: text[:24].strip() or "empty",
)
def test_a_rules_file_of_another_shape_is_a_sentence(text):
    told = refusal(text)
    assert "123456789018" not in told
    assert told.startswith("規則ファイル")
    assert len(told) < 300


@given(st.text(max_size=200))
def test_any_text_is_a_book_or_a_sentence(text):
    for made in (text, f'society = "架空"\n{text}', JSR.replace("5日以内", text, 1)):
        told = ""
        try:
            read_rule_book(made)
        except BadValue as refused:
            told = str(refused)
        assert told == "" or told.startswith("規則ファイル")


def test_other_bytes_than_utf8_are_refused_with_the_line():
    with pytest.raises(BadValue, match="規則ファイルの14行目: UTF-8"):
        decode_rules(b"# a\n" * 13 + "society = 架空".encode("cp932"))


@pytest.mark.parametrize("text", [JSR, JSR.replace("\n", "\r\n"), MIHON])
def test_a_file_is_kept_to_the_character(text):
    for mark in ("", "\ufeff"):
        kept = decode_rules((mark + text).encode("utf-8"))
        assert kept == text
        assert read_rule_book(kept).entries


def test_a_my_number_is_refused_with_its_line_and_not_repeated():
    text = JSR.replace("健保に要確認", "1234-5678-9018", 1)
    with pytest.raises(MyNumberRefused) as refused:
        refuse_my_number_in_rules(text)
    assert f"規則ファイルの{line_of(text, '1234-5678-9018')}行目" in str(refused.value)
    assert "9018" not in str(refused.value)


def test_the_profiles_hold_nothing_that_is_refused():
    refuse_my_number_in_rules(JSR)
    refuse_my_number_in_rules(MIHON)


def test_the_differences_of_two_files_are_named_rule_by_rule():
    new = JSR.replace("value = 30", "value = 45", 1).replace("健保に要確認", "健保に確認", 1)
    new = new.replace("[rule.return_days]", "[[rule.return_days]]") + (
        '\n[[rule.return_days]]\nvalue = 10\nsource = "組合規程"\neffective_from = 2027-04-01\n'
    )
    changes = rule_changes(read_rule_book(JSR), read_rule_book(new))
    assert [(c.name, c.effective_from.year, c.is_value) for c in changes] == [
        ("return_days", 2027, True),
        ("return_day_count", 2024, False),
        ("quiet_days", 2024, True),
    ]
    assert changes[0].old is None
    back = rule_changes(read_rule_book(new), read_rule_book(JSR))
    assert back[0].new is None
    assert rule_changes(read_rule_book(JSR), read_rule_book(JSR)) == []


def test_a_version_that_only_begins_on_another_day_is_one_difference():
    new = JSR.replace("effective_from = 2025-12-02", "effective_from = 2026-01-01", 1)
    (change,) = rule_changes(read_rule_book(JSR), read_rule_book(new))
    assert (change.name, change.is_moved, change.is_value) == ("return_when_registered", True, True)
    assert change.effective_from == date(2026, 1, 1)


def test_a_past_day_keeps_its_rule_and_the_day_before_the_first_has_one():
    book = read_rule_book(MIHON)
    first = book.versions("return_days")[0]
    assert book.at(first.effective_from - timedelta(days=1)).return_days == first.value
