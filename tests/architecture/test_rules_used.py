"""An entry of the rules file decides something: whatever a society may write down, the code asks for."""

import ast
from pathlib import Path

from app.domain.rules import RULE_TYPES

DECLARED = "app/domain/rules/society.py"
BY_NAME = {"return_notice", "return_limit_certificate", "return_disease_certificate"}
"""Asked for by the kind of paper: `return_{paper}` in app/domain/collecting.py."""


def asked_for(root: Path, modules: list[Path]) -> set[str]:
    """Every name that the code reads of something."""
    return {
        node.attr
        for path in modules
        if path != root / DECLARED
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Attribute)
    }


def test_every_entry_of_the_rules_file_is_asked_for(root: Path, modules: list[Path]) -> None:
    asked = asked_for(root, modules) | BY_NAME
    assert {name for name in RULE_TYPES if name not in asked} == set()
