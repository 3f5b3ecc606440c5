"""The arrows of the house hold: ui → app ← db; the contracts stand in pyproject.toml."""

from pathlib import Path

from importlinter.cli import EXIT_STATUS_SUCCESS, lint_imports


def test_import_contracts(root: Path) -> None:
    assert lint_imports(str(root / "pyproject.toml"), no_cache=True, no_logo=True) == EXIT_STATUS_SUCCESS
