"""What a sheet printed now is, and what keeps it from being a certificate."""

from dataclasses import replace

import pytest

import resources
from app.domain.genuine import SheetStanding, check_counts, lacking, standing
from app.domain.rules import read_rule_book
from app.errors import BadValue, NotAllowed
from app.usecases.settings.rule_entry import with_rule
from tests.conftest import TODAY
from tests.factories import society

JSR = resources.path("rules/jsr.toml").read_text("utf-8")
PREPRINTED = with_rule(JSR, "genuine_by", "preprinted", "架空健保の案内")


@pytest.mark.parametrize(
    ("is_sample", "seal", "rules", "expected"),
    [
        (False, None, JSR, SheetStanding.TRY),
        (False, b"png", JSR, SheetStanding.GENUINE),
        (False, None, PREPRINTED, SheetStanding.GENUINE),
        (True, None, JSR, SheetStanding.SAMPLE),
        (True, b"png", PREPRINTED, SheetStanding.SAMPLE),
    ],
)
def test_the_rules_say_what_makes_a_sheet_genuine(is_sample, seal, rules, expected):
    one = replace(society(), is_sample=is_sample, seal_png=seal)
    in_force = read_rule_book(rules).at(TODAY)
    assert standing(one, in_force) is expected
    assert bool(lacking(one, in_force)) == (expected is SheetStanding.TRY)
    if expected is SheetStanding.TRY:
        with pytest.raises(NotAllowed, match="印影"):
            check_counts(one, in_force)
    else:
        check_counts(one, in_force)


def test_one_entry_is_put_to_another_value_and_the_file_stays_letter_by_letter():
    before, after = JSR.splitlines(), PREPRINTED.splitlines()
    assert [line for line in after if line not in before] == [
        'value = "preprinted"',
        'source = "架空健保の案内"',
    ]
    assert len(before) == len(after)
    at = JSR.index("[rule.genuine_by]")
    older = JSR[:at] + JSR[JSR.index("# 記号・番号の印刷", at) :]
    added = with_rule(older, "genuine_by", "preprinted", "架空健保の案内")
    assert added.startswith(older.rstrip())
    entry = read_rule_book(added).at(TODAY).entry("genuine_by")
    assert (str(entry.value), entry.is_lacking, entry.confirmed) == ("preprinted", False, False)


def test_an_entry_with_versions_is_left_to_whoever_edits_the_file():
    with pytest.raises(BadValue, match="版"):
        with_rule(JSR.replace("[rule.genuine_by]", "[[rule.genuine_by]]"), "genuine_by", "seal", "架空")
