"""Many programs on one database, at work at once or disturbed; ends with 1 if a promise was broken.

python -m tests.together load --clients 20 --seconds 120
python -m tests.together kills --clients 4 --rounds 300
python -m tests.together cuts --clients 3 --rounds 60          the network between them; Linux, as root
"""

import argparse
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from statistics import median, quantiles

from tests.light_keys import new_keys_cost
from tests.postgres import programs, running
from tests.together.network import cause_against
from tests.together.rounds import cuts, kills, load


def main() -> int:
    """See above; 77 where there is no PostgreSQL."""
    parser = argparse.ArgumentParser(prog="tests.together", description=__doc__)
    parser.add_argument("what", choices=("load", "kills", "cuts"))
    parser.add_argument("--clients", type=int, default=4)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--rounds", type=int, default=60)
    parser.add_argument("--seed", type=int, default=0)
    asked = parser.parse_args()
    if programs() is None:
        print("Not tried: PostgreSQL is not installed.")
        return 77
    if asked.what == "cuts" and (cause := cause_against()):
        print(f"Not tried: {cause}.")
        return 77
    new_keys_cost()
    with tempfile.TemporaryDirectory(prefix="shikaku-together-") as name, running() as server:
        folder = Path(name)
        if asked.what == "load":
            seen = load(server, folder, clients=asked.clients, seconds=asked.seconds)
            _tell("one client", seen.alone)
            _tell(f"{asked.clients} at once", seen.together)
        elif asked.what == "cuts":
            seen = cuts(folder, clients=asked.clients, rounds=asked.rounds, seed=asked.seed)
        else:
            seen = kills(server, folder, clients=asked.clients, rounds=asked.rounds, seed=asked.seed)
    for what, count in sorted(seen.told.items()):
        print(f"{what}: {count}")
    print(f"broken promises: {len(seen.broken)}", *seen.broken[:20], sep="\n  ")
    return 1 if seen.broken else 0


def _tell(who: str, seconds: Sequence[float]) -> None:
    if len(seconds) > 1:
        p95 = quantiles(seconds, n=20)[-1]
        print(f"hand-outs, {who}: {len(seconds)}, median {median(seconds):.3f} s, p95 {p95:.3f} s")


if __name__ == "__main__":
    sys.exit(main())
