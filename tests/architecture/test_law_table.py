"""docs/rules.md lists every rule of the law as the code has it: what, since when, by which source."""

import textwrap
from pathlib import Path

from app.domain.duties import Why
from app.domain.law import LAW, Rule


def test_the_rules_of_the_law_are_listed_as_the_code_says_them(root: Path) -> None:
    text = (root / "docs/rules.md").read_text("utf-8")
    listed = "\n".join(map(told, LAW))
    assert listed in text, f"in docs/rules.md must stand:\n{listed}"


def test_every_reason_has_its_rule() -> None:
    assert sorted(why for rule in LAW for why in rule.whys) == sorted(Why)


def told(rule: Rule) -> str:
    """One rule as it stands in the list."""
    says = (rule.judge.__doc__ or "").split("\n")[0].strip()
    reasons = ", ".join(f"`{why}`" for why in rule.whys)
    lines = [
        f"- {reasons}: {says}",
        f"  - since: {rule.since}",
        f"  - source: {rule.source}",
        f"  - code: `{rule.judge.__module__.replace('.', '/')}.py` {rule.judge.__name__}",
        "  - test: `tests/unit/law/test_vectors.py`, `tests/db/reads/test_law.py`",
    ]
    return "\n".join(
        textwrap.fill(line, 112, subsequent_indent="    ", break_long_words=False) for line in lines
    )
