"""Work of many at once, and work that is disturbed: by killed programs, killed servers and cut wires."""

import random
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.postgres import Server, running
from tests.together.network import SERVER, network
from tests.together.office import Program, shared_office
from tests.together.wire import Wire

PACE = 4.0
"""Seconds between two steps of one person at the desk, on average."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What was seen. alone, together: seconds of each hand-out of one client, and of all at once."""

    broken: Sequence[str]
    told: Counter[str]
    alone: Sequence[float] = ()
    together: Sequence[float] = ()


def told(programs: Sequence[Program]) -> Counter[str]:
    return Counter(said["told"] for program in programs for said in program.said if "told" in said)


def load(server: Server, folder: Path, *, clients: int, seconds: float, pace: float = PACE) -> Seen:
    """Let one client work, then so many at once, each for that time."""
    with shared_office(server, folder) as office:
        alone = office.open(1, pace=pace / 4)
        time.sleep(seconds / 3)
        office.stop(alone)
        together = office.open(clients, pace=pace)
        time.sleep(seconds)
        office.stop(together)
        return Seen(
            office.broken(),
            told(office.programs),
            office.seconds(alone, "hand_out"),
            office.seconds(together, "hand_out"),
        )


def kills(server: Server, folder: Path, *, clients: int, rounds: int, seed: int = 0) -> Seen:
    """Disturb clients that work without a pause so many times, each time in another way."""
    chance = random.Random(seed)
    (folder / "wire").mkdir()
    wire = Wire(folder / "wire", server)
    done = Counter[str]()
    with shared_office(server, folder) as office:
        address = office.address.replace(f"host={server.place}", f"host={folder / 'wire'}")
        programs = office.open(clients, pace=0.01, address=address)

        def kill_a_client() -> None:
            one = programs.pop(chance.randrange(len(programs)))
            one.process.kill()
            one.process.wait()
            programs.extend(office.open(1, pace=0.01, address=address))

        def kill_a_process_of_the_server() -> None:
            one = chance.choice(server.run_rows(_AT_WORK) or [(0,)])
            if one[0]:
                server.kill_a_process(one[0])

        def restart_the_server() -> None:
            server.stop()
            server.start()

        ways: Mapping[str, Callable[[], None]] = {
            "client killed": kill_a_client,
            "process of the server killed": kill_a_process_of_the_server,
            "server stopped at once": restart_the_server,
            "wire cut": wire.cut,
        }
        # The wire is what breaks most often, and costs least to try.
        for place in range(rounds):
            way = [*ways, "wire cut", "wire cut"][place % 6]
            wait_for_work(programs, 2, place)
            time.sleep(chance.uniform(0, 0.1))
            ways[way]()
            done[way] += 1
        office.stop(programs)
        seen = Seen(office.broken(), told(office.programs) + done)
    wire.close()
    return seen


def cuts(folder: Path, *, clients: int, rounds: int, seed: int = 0) -> Seen:
    """Disturb the network between a server and clients at work, each time in another way."""
    chance = random.Random(seed)
    done = Counter[str]()
    with (
        network(chance) as between,
        running(within=between.at_the_server, at=SERVER) as server,
        shared_office(server, folder) as office,
    ):
        office.within = between.at_the_programs
        address = office.address.replace(f"host={server.place}", f"host={SERVER}")
        programs = office.open(clients, pace=0.01, address=address)
        ways = between.ways()
        *quick, _slow = ways
        # The last one takes its time, and comes each twelfth round.
        order = [*quick, *quick, *quick[:3], _slow]
        for place in range(rounds):
            way = order[place % len(order)]
            wait_for_work(programs, 2, place)
            time.sleep(chance.uniform(0, 0.1))
            ways[way]()
            done[way] += 1
        wait_for_work(programs, 2, rounds)
        office.stop(programs)
        return Seen(office.broken(), told(office.programs) + done)


def wait_for_work(programs: Sequence[Program], steps: int, place: int) -> None:
    """Wait until each has gone on by so many words: nobody needs to be started anew for that."""
    before = [len(program.said) for program in programs]
    until = time.monotonic() + 120
    while any(len(one.said) < was + steps for one, was in zip(programs, before, strict=True)):
        if time.monotonic() > until:
            raise AssertionError(f"somebody does not work on after round {place}")
        time.sleep(0.005)


_AT_WORK = (
    "SELECT pid FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"
)
