"""Nothing is decided by looking into a Japanese sentence: facts travel as data, words come at the edge."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
JAPANESE = re.compile(r"[\u3001-\u30ff\u3400-\u9fff\uff00-\uffef]")
LOOKS = set(
    "startswith endswith removeprefix removesuffix partition rpartition split rsplit find index count".split()
)

READS_WHAT_WAS_TYPED = {
    "app/domain/my_number.py",
    "app/domain/other_numbers.py",
    "app/domain/scanned.py",
    "app/domain/typed.py",
    "app/domain/wareki.py",
    "app/importing/date_parts.py",
    "app/printing/engine/fitting.py",
    "ui/pages/printing/numbers.py",
}
"""Files about single characters that somebody typed or a name is written with."""

ALLOWED = {
    ("ui/pages/reports/page.py", 'column.heading == "氏名"'): "the heading of a paper's column",
    ("ui/pages/reports/page.py", "column.heading in _WHO"): "the heading of a paper's column",
    ("app/printing/certificate/faces.py", "face.sex_text == ON_THE_BACK"): "what stands on the front",
    ("app/usecases/people/leavers.py", "how_back == BY_HAND"): "typed, or one of the words offered",
}


@cache
def sources() -> list[tuple[str, str, ast.Module]]:
    files = [path for place in ("app", "db", "ui") for path in sorted((ROOT / place).rglob("*.py"))]
    texts = {path.relative_to(ROOT).as_posix(): path.read_text("utf-8") for path in files}
    return [(path, text, ast.parse(text)) for path, text in texts.items()]


def spoken_names() -> dict[str, set[str]]:
    """The constants that hold one Japanese text, by module."""
    return {
        path.removesuffix(".py").replace("/", "."): {
            target.id
            for node in tree.body
            if isinstance(node, ast.Assign) and is_japanese(node.value, set())
            for target in node.targets
            if isinstance(target, ast.Name)
        }
        for path, _, tree in sources()
    }


def names_in(path: str, tree: ast.Module, spoken: dict[str, set[str]]) -> set[str]:
    """Those of them that a file knows: its own, and what it imports."""
    imported = {
        name.asname or name.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        for name in node.names
        if name.name in spoken.get(node.module or "", ())
    }
    return spoken[path.removesuffix(".py").replace("/", ".")] | imported


def is_japanese(node: ast.AST, names: set[str]) -> bool:
    if isinstance(node, ast.Name):
        return node.id in names
    if not isinstance(node, ast.Constant | ast.JoinedStr | ast.Tuple | ast.List | ast.Set):
        return False
    return any(
        isinstance(part, ast.Constant) and isinstance(part.value, str) and bool(JAPANESE.search(part.value))
        for part in ast.walk(node)
    )


def decisions(tree: ast.Module, names: set[str]) -> Iterator[ast.AST]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Compare):
            asked = [node.left, *node.comparators]
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in LOOKS:
            asked = node.args
        elif isinstance(node, ast.MatchValue):
            asked = [node.value]
        else:
            continue
        if any(is_japanese(one, names) for one in asked):
            yield node


def test_nothing_is_decided_by_a_japanese_sentence() -> None:
    spoken = spoken_names()
    found = {
        (path, ast.get_source_segment(text, node))
        for path, text, tree in sources()
        if path not in READS_WHAT_WAS_TYPED
        for node in decisions(tree, names_in(path, tree, spoken))
    }
    assert found - set(ALLOWED) == set()


def test_a_decision_is_seen() -> None:
    lines = ('x == "退職"', '"退職" in x', 'x.startswith("退職")', 'x.partition("。")', "WORD in x", "x == 1")
    seen = [any(decisions(ast.parse(line), {"WORD"})) for line in lines]
    assert seen == [True, True, True, True, True, False]
