"""Measure by turns in one run and report ratios; absolute times hold for one machine only."""

import statistics
import time
from collections.abc import Callable, Mapping, Sequence

Measured = Mapping[str, float]


def interleaved(
    programs: Mapping[str, Callable[[], object]],
    rounds: int,
    clock: Callable[[], float] = time.perf_counter,
) -> dict[str, float]:
    """Return each program's median seconds; they take turns, so that a busy moment hits all."""
    spent: dict[str, list[float]] = {name: [] for name in programs}
    for program in programs.values():
        program()
    for _ in range(rounds):
        for name, program in programs.items():
            start = clock()
            program()
            spent[name].append(clock() - start)
    return {name: statistics.median(times) for name, times in spent.items()}


def report(title: str, measured: Measured, floor: str) -> None:
    """Print every median and its ratio to the floor."""
    print(f"\n{title}")
    width = max(len(name) for name in measured)
    for name, seconds in measured.items():
        print(f"  {name:<{width}}  {seconds * 1000:10.2f} ms   {seconds / measured[floor]:6.2f} x {floor}")


def growth(title: str, sizes: Sequence[int], measured: Sequence[Measured]) -> None:
    """Print how each program's time grows from the smaller to the larger size."""
    (small, large), (first, last) = sizes, measured
    print(f"\n{title}: {large / small:.0f} x the members")
    for name in first:
        print(f"  {name:<28}  {last[name] / first[name]:6.1f} x the time")
