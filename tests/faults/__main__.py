"""Disturb every step of the office at every call that changes a file, flip bits, and print the figures.

python3 run.py faults            all of it; ends with 1 if a promise was broken
python -m tests.faults --sample  the few points of the tests; with names of STEPs, only those
"""

import argparse
import os
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from tests.faults import flips, injected
from tests.faults.flips import TARGETS, Flip, Outcome, Target
from tests.faults.injected import FAULTS
from tests.faults.judge import Kind
from tests.faults.rounds import Found, Point, Rounds
from tests.faults.steps import STEPS, Step

ROOT = Path(__file__).parents[2]
AT_ONCE = os.cpu_count() or 1
FLIPS = "flips"
SAMPLED_FLIPS = 8
SHOWN = 3
"""So many examples of each broken promise of a step are printed."""


def main() -> int:
    """Print what was tried and what was seen; 0 if no promise was broken, 77 where nothing can be tried."""
    parser = argparse.ArgumentParser(prog="tests.faults", description=__doc__)
    parser.add_argument("steps", nargs="*", metavar="STEP", help=f"names of steps, or {FLIPS}")
    parser.add_argument("--sample", action="store_true")
    parser.add_argument("--every", type=int, default=1, metavar="N", help="only each N-th point and flip")
    parser.add_argument("--in", dest="folder", type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if reason := injected.missing():
        print(f"Not tried: {reason}.")
        return 77
    if asked.folder is None:
        return _with_the_library()
    wanted = [step for step in STEPS if step.is_tried and (not asked.steps or step.name in asked.steps)]
    with_flips = not asked.steps or FLIPS in asked.steps
    rounds = Rounds(asked.folder)
    rounds.prepare([step.name for step in wanted], flips.states() if with_flips else [])
    broken = _rounds(rounds, wanted, is_sample=asked.sample, every=asked.every)
    if with_flips:
        broken += _flips(rounds, is_sample=asked.sample, every=asked.every)
    return 1 if broken else 0


def _with_the_library() -> int:
    """Start again with the library that counts calls, away from the person's own settings."""
    with tempfile.TemporaryDirectory(prefix="shikaku-faults-") as name:
        folder = Path(name).resolve()
        surroundings = {
            **os.environ,
            "LD_PRELOAD": str(injected.build(folder)),
            "PYTHONUTF8": "1",
            "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring",
            "QT_QPA_PLATFORM": "offscreen",
            **{f"XDG_{kind}_HOME": str(folder / kind) for kind in ("CONFIG", "DATA", "STATE", "CACHE")},
        }
        command = [sys.executable, "-m", "tests.faults", "--in", name, *sys.argv[1:]]
        return subprocess.run(command, cwd=ROOT, env=surroundings, check=False).returncode


def _rounds(rounds: Rounds, steps: Sequence[Step], *, is_sample: bool, every: int) -> int:
    _row("step", "calls", *(fault.name for fault in FAULTS), "broken promises")
    _row(*["---"] * (len(FAULTS) + 3))
    tried: Counter[str] = Counter()
    broken: list[Found] = []
    shown: Counter[tuple[str, str, str]] = Counter()
    for step in steps:
        points = list(rounds.sample(step) if is_sample else rounds.points(step))[::every]
        found = rounds.undisturbed(step) + _all_of(rounds, points)
        counts = Counter(point.fault.name for point in points)
        _row(step.name, len(rounds.expected[step.name].calls), *(counts[f.name] for f in FAULTS), len(found))
        tried += counts
        broken += found
        for one in found:
            like = (one.step, one.kind, one.told[:40])
            shown[like] += 1
            if shown[like] <= SHOWN:
                print(one, file=sys.stderr, flush=True)
    _row("all", "", *(tried[fault.name] for fault in FAULTS), len(broken))
    kinds = Counter(one.kind for one in broken)
    print("\n" + "; ".join(f"{kind}: {kinds[kind]}" for kind in Kind) + "\n")
    return len(broken)


def _all_of(rounds: Rounds, points: Sequence[Point]) -> list[Found]:
    def part(number: int) -> list[Found]:
        return [found for point in points[number::AT_ONCE] for found in rounds.disturb(point)]

    parts = injected.ask_all([lambda n=n: part(n) for n in range(AT_ONCE)])
    return [found for part in parts for found in part]


def _flips(rounds: Rounds, *, is_sample: bool, every: int) -> int:
    _row("flipped in", *(outcome.name.lower() for outcome in Outcome))
    _row(*["---"] * (len(Outcome) + 1))
    missed: list[Flip] = []
    for target in TARGETS:
        found = _flips_of(target, rounds, target.flips // SAMPLED_FLIPS if is_sample else every)
        counts = Counter(one.outcome for one in found)
        _row(target.name, *(counts[outcome] for outcome in Outcome))
        missed += [one for one in found if one.outcome is Outcome.MISSED]
    print("\n" + "; ".join(f"{outcome.name.lower()}: {outcome}" for outcome in Outcome) + "\n")
    for one in missed[: 10 * SHOWN]:
        print(one)
    return len(missed)


def _flips_of(target: Target, rounds: Rounds, every: int) -> list[Flip]:
    def part(number: int) -> list[Flip]:
        return list(flips.results(target, rounds, slice(number * every, None, AT_ONCE * every)))

    parts = injected.ask_all([lambda n=n: part(n) for n in range(AT_ONCE)])
    return [flip for part in parts for flip in part]


def _row(*cells: object) -> None:
    print(f"| {' | '.join(str(cell) for cell in cells)} |", flush=True)


if __name__ == "__main__":
    sys.exit(main())
