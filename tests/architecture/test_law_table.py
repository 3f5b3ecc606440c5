"""docs/rules.md lists every rule of the law as the code has it: what, since when, by which source."""

import ast
import textwrap
from pathlib import Path

from app.domain.duties import Why
from app.domain.law import LAW, Rule
from app.words import label

FILES = tuple(f"tests/unit/law/test_{name}.py" for name in ("vectors", "plain_vectors", "questions", "cards"))


def test_the_rules_of_the_law_are_listed_as_the_code_says_them(root: Path) -> None:
    text = (root / "docs/rules.md").read_text("utf-8")
    listed = "\n".join(told(rule, root) for rule in LAW)
    assert listed in text, f"in docs/rules.md must stand:\n{listed}"


def test_every_reason_has_its_rule() -> None:
    assert sorted(why for rule in LAW for why in rule.whys) == sorted(Why)


def test_every_rule_has_a_vector(root: Path) -> None:
    assert [rule.judge.__name__ for rule in LAW if not vectors_of(rule, root)] == []


def vectors_of(rule: Rule, root: Path) -> list[str]:
    """The tests of single lives that name a reason of the rule."""
    names = {f"Why.{why.name}" for why in rule.whys}
    return [
        test.name.removeprefix("test_").replace("_", " ")
        for file in FILES
        for test in ast.walk(ast.parse((root / file).read_text("utf-8")))
        if isinstance(test, ast.FunctionDef) and test.name.startswith("test_")
        if names & {ast.unparse(node) for node in ast.walk(test) if isinstance(node, ast.Attribute)}
    ]


def told(rule: Rule, root: Path) -> str:
    """One rule as it stands in the list."""
    actions = dict.fromkeys(map(label, rule.actions.values()))
    entries = dict.fromkeys(filter(None, (rule.entry, *rule.by_detail.values())))
    says = (rule.judge.__doc__ or "").split("\n")[0].strip()
    reasons = ", ".join(f"`{why}`" for why in rule.whys)
    lines = [
        f"- {reasons}: {says}",
        f"  - kind: {label(rule.kind)} · action: {'、'.join(actions)}",
        f"  - entry: {', '.join(entries) or '—'}",
        f"  - since: {rule.since}",
        f"  - source: {rule.source}",
        f"  - code: `{rule.judge.__module__.replace('.', '/')}.py` {rule.judge.__name__}",
        f"  - vectors: {', '.join(vectors_of(rule, root))}",
        "  - test: `tests/unit/law/`, `tests/db/reads/test_law.py`",
    ]
    return "\n".join(
        textwrap.fill(line, 112, subsequent_indent="    ", break_long_words=False) for line in lines
    )
