"""Files are written through app/files.py alone, and where a person said so through app/output.py."""

import re
from pathlib import Path

WRITES = re.compile(
    r"\.write_(?:bytes|text)\(|\bopen\([^)]*[\"'][rwax+b]*[wax+]|\bwrit(?:e|ing)_aside\(|\.save\(str"
)
MAY = {"app/files.py", "app/output.py"}


def test_no_page_and_no_command_writes_a_file_by_itself(root: Path, modules: list[Path]) -> None:
    found = [
        f"{path.relative_to(root)}:{number}"
        for path in modules
        if path.relative_to(root).parts[0] in ("app", "ui") and path.relative_to(root).as_posix() not in MAY
        for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1)
        if WRITES.search(line)
    ]
    assert found == []


REMOVES = re.compile(
    r"\.(?:unlink|rename|replace)\((?:\)|missing_ok|[a-z_]+\)$)|rmtree\((?!.*ignore_errors=True)|os\.re"
)


def test_what_another_program_may_hold_is_renamed_and_removed_in_one_place(
    root: Path, modules: list[Path]
) -> None:
    """app/files.py waits for a virus scanner or a sync program to let go; what may stay ignores errors."""
    found = [
        f"{path.relative_to(root)}:{number}"
        for path in modules
        if path.relative_to(root).parts[0] in ("app", "db", "ui")
        and path.relative_to(root).as_posix() != "app/files.py"
        for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1)
        if REMOVES.search(line)
    ]
    assert found == []
