"""A society's rules are data: validated, dated, with sources."""

from datetime import date

import pytest

import resources
from app.domain.rules import DayCount, read_rule_book
from app.errors import BadValue

JSR = resources.path("rules/jsr.toml").read_text("utf-8")


def test_the_notice_is_the_default():
    rules = read_rule_book(JSR).at(date(2026, 11, 23))
    assert rules.return_days == 5
    assert rules.return_day_count is DayCount.FROM_DAY_AFTER_LAST
    assert rules.return_when_registered is True
    assert rules.return_expired is False
    assert rules.elderly_cutoff_on == date(2024, 11, 30)


def test_every_rule_names_its_source():
    book = read_rule_book(JSR)
    rules = book.at(date(2026, 11, 23))
    assert all(rules.source(entry.name) for entry in book.entries)


def test_a_later_version_takes_over_on_its_day():
    text = JSR.replace("[rule.return_days]", "[[rule.return_days]]") + (
        '\n[[rule.return_days]]\nvalue = 10\nsource = "組合規程"\neffective_from = 2027-04-01\n'
    )
    book = read_rule_book(text)
    assert book.at(date(2027, 3, 31)).return_days == 5
    assert book.at(date(2027, 4, 1)).return_days == 10
    assert book.at(date(2027, 4, 1)).source("return_days") == "組合規程"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("value = 5", "value = -5", "return_days"),
        ("value = 5", 'value = "5"', "return_days"),
        ('value = "from_day_after_last"', 'value = "someday"', "return_day_count"),
        ("[rule.return_days]", "[rule.return_dayz]", "return_dayz"),
        ("effective_from = 2024-12-02", 'effective_from = "soon"', "effective_from"),
        ("[rule.return_days]", "[rule.return_days", "書式"),
    ],
)
def test_a_wrong_file_is_refused_naming_the_entry(old, new, said):
    with pytest.raises(BadValue, match=said):
        read_rule_book(JSR.replace(old, new, 1))


@pytest.mark.parametrize(
    "text",
    [
        "rule = 3",
        "rule = [1]",
        "[rule]\nreturn_days = 5",
        "[rule]\nreturn_days = [5]",
        JSR.replace("value = 5", "value = 99999999999", 1),
        JSR.replace("value = 5", "value = 123456789018", 1),
        JSR.replace("value = 5", "value = true", 1),
    ],
)
def test_a_rules_file_of_another_shape_is_a_sentence(text):
    with pytest.raises(BadValue) as refusal:
        read_rule_book(text)
    assert "123456789018" not in str(refusal.value)
