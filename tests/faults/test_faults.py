"""A few of the faults of `python3 run.py faults`, always the same: every step, every kind of call, every way.

The program is killed or refused by the disk in the middle of a step, started again, and must hold every
promise of docs/reliability.md; bits are flipped, and must be found before anything is recorded.
"""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.faults.injected import missing
from tests.faults.steps import STEPS

ROOT = Path(__file__).parents[2]
TRIED = [step.name for step in STEPS if step.is_tried]
HALF = TRIED.index("undo")
"""In two halves, one for each core; the bits are flipped in what the second one leaves."""


@pytest.mark.skipif(bool(missing()), reason=missing() or "the program's calls can be counted here")
@pytest.mark.parametrize("tried", [TRIED[:HALF], [*TRIED[HALF:], "flips"]], ids=["early", "late"])
def test_a_fault_breaks_no_promise(tried: list[str]) -> None:
    command = [sys.executable, "-m", "tests.faults", "--sample", *tried]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stdout + done.stderr
