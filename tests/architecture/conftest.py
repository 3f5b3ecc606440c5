"""Where the project's own files are."""

from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FOLDERS = ("app", "db", "ui", "resources", "installer", "tests", "benchmarks", "docs", ".ci", ".github")
TEXT = {
    ".py",
    ".toml",
    ".md",
    ".lock",
    ".spec",
    ".iss",
    ".qss",
    ".ts",
    ".csv",
    ".json",
    ".txt",
    ".svg",
    ".yml",
    ".xml",
    ".desktop",
    ".sh",
    "",
}


@pytest.fixture(scope="session")
def root() -> Path:
    return ROOT


@pytest.fixture(scope="session")
def project_files() -> list[Path]:
    """Every text file of the project, found without git so that an unpacked archive will do."""
    below = [path for folder in FOLDERS for path in (ROOT / folder).rglob("*")]
    files = [path for path in (*ROOT.iterdir(), *below) if path.is_file() and path.suffix in TEXT]
    return sorted(path for path in files if not {"__pycache__", "build", "dist"} & set(path.parts))


@pytest.fixture(scope="session")
def modules(project_files: list[Path]) -> list[Path]:
    """The product's Python modules."""
    product = {"app", "db", "ui", "resources", "installer", "run.py"}
    return [p for p in project_files if p.suffix == ".py" and p.relative_to(ROOT).parts[0] in product]
