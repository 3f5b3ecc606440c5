"""No file of the product imports, over however many others, itself."""

import ast
from graphlib import CycleError, TopologicalSorter
from pathlib import Path


def test_no_file_imports_itself_over_others(root: Path, modules: list[Path]) -> None:
    files = {".".join(path.relative_to(root).with_suffix("").parts): path for path in modules}
    arrows = {name: imported(path, files) for name, path in files.items()}
    try:
        TopologicalSorter(arrows).prepare()
    except CycleError as circle:
        raise AssertionError(" → ".join(circle.args[1])) from circle


def imported(path: Path, files: dict[str, Path]) -> set[str]:
    """The files imported anywhere in this one: at its top, on first use, or for types only."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            names = {f"{node.module}.{alias.name}" for alias in node.names}
            found |= {name if name in files else node.module for name in names}
        elif isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
    return {name if name in files else f"{name}.__init__" for name in found} & files.keys()
