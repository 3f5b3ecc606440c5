"""The versions of a rules file part a duty only where something of it depends on them."""

from datetime import date

import pytest

import resources
from app.domain.law.days import ALWAYS
from app.domain.law.periods import versions_of
from app.domain.rules import read_rule_book


@pytest.mark.parametrize(("name", "parts"), [("jsr", 1), ("mihon", 2)])
def test_the_shipped_files(name: str, parts: int) -> None:
    """Of the first only 限度額 has a later version; the other gives ten days from 2027-04-01."""
    book = read_rule_book(resources.path(f"rules/{name}.toml").read_text("utf-8"))
    found = versions_of(book)
    assert len(found) == parts
    assert found[0].days.holds(date(2026, 11, 23))
    assert (found[0].days is ALWAYS) == (parts == 1)
