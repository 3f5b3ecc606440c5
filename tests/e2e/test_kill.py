"""The process may die at any instant: after reopening, every step is wholly there or wholly not.

A child process is ended by the kernel (no Python handler runs) at a random moment while it
imports, confirms a print session or hands out; 200 times in all.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.e2e.kill_rounds import ROUNDS

ROOT = Path(__file__).parents[2]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork; Windows has none")
@pytest.mark.parametrize("name", ROUNDS)
def test_killed_at_random(name: str, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tests.e2e.kill_rounds", name, str(tmp_path)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    seen = json.loads(done.stdout)
    assert sum(seen.values()) == ROUNDS[name]
    assert set(seen) == {"before", "after"}, "the kills must fall on both sides of the commit"


def test_there_are_two_hundred_rounds() -> None:
    assert sum(ROUNDS.values()) == 200
