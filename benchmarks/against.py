"""A benchmark here beside the same one at an earlier commit: python -m benchmarks.against REV [NAME] [TURNS].

Each runs in a checkout of its own, by turns, and counts the time of the processor, so that a busy machine
and a slow disk weigh little. What both print under one name is compared by its medians.
"""

import re
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

HERE = Path(__file__).resolve().parent.parent
TURNS = 3
BY_PROCESSOR = (
    "import runpy, sys, time; time.perf_counter = time.process_time;"
    "runpy.run_module(sys.argv.pop(1), run_name='__main__', alter_sys=True)"
)
"""The program that runs a benchmark whose clock is the processor's."""

_LINE = re.compile(r"^  (\S.*?)  +(?:median +)?([\d.]+) ms")


def medians(checkout: Path, name: str) -> Mapping[str, float]:
    """Run a benchmark in a checkout and return what it printed, each under its heading."""
    command = [sys.executable, "-c", BY_PROCESSOR, f"benchmarks.{name}"]
    done = subprocess.run(command, cwd=checkout, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(done.stderr)
    found, heading = {}, ""
    for line in done.stdout.splitlines():
        if line and not line.startswith(" "):
            heading = line
        elif measured := _LINE.match(line):
            found[f"{heading}: {measured[1]}"] = float(measured[2])
    return found


def main(rev: str, name: str = "bench_desk", turns: str = str(TURNS)) -> None:
    """Print the ratio of everything that both measure."""
    with tempfile.TemporaryDirectory() as place:
        earlier = Path(place) / "earlier"
        git = ["git", "-C", str(HERE), "worktree"]
        subprocess.run([*git, "add", "--detach", str(earlier), rev], check=True, capture_output=True)
        try:
            runs = [(medians(earlier, name), medians(HERE, name)) for _ in range(int(turns))]
        finally:
            subprocess.run([*git, "remove", "--force", str(earlier)], check=True)
    print(f"{name}: milliseconds of the processor, {rev} and here, medians of {turns} runs")
    for what in runs[0][1]:
        if what in runs[0][0]:
            then, now = (statistics.median(run[at][what] for run in runs) for at in (0, 1))
            print(f"  {what:<62} {then:8.2f} {now:8.2f}   {now / then:5.2f} x")


if __name__ == "__main__":
    main(*sys.argv[1:])
