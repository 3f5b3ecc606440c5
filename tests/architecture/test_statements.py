"""Rows are read by name, and statements keep to what SQLite and PostgreSQL both understand."""

import re
from pathlib import Path

import pytest

DB = Path(__file__).parents[2] / "db"
# The migrations are frozen, and what speaks to the file alone stands in one place.
FILES = [file for file in DB.rglob("*.py") if "migrations" not in file.parts and file.name != "sqlcipher.py"]

POSITION = r"\b(row|record|line|v|values|columns)\[-?\d"
SQLITE_ONLY = (
    r"json_each|\biif\(|\bdate\([\w.:]+, *['\":]|\bstrftime\('|\?\d|\btotal\("
    r"|\bOR IGNORE|\bIS NOT '|pragma_\w+\(|sqlite_sequence|:\w+ IS NULL"
)


@pytest.mark.parametrize("pattern", [POSITION, SQLITE_ONLY])
def test_no_statement_holds(pattern: str) -> None:
    hits = [
        f"{file.relative_to(DB)}:{number}: {line.strip()}"
        for file in FILES
        for number, line in enumerate(file.read_text("utf-8").splitlines(), start=1)
        if re.search(pattern, line)
    ]
    assert hits == []
