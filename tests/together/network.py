"""A network of two machines, the server's and the programs', that can be disturbed: two namespaces, one wire.

Nothing of it reaches any other network, and it is gone when the block ends. Linux alone, as root.
"""

import os
import random
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

SERVER, PROGRAMS = "10.77.0.1", "10.77.0.2"
NOBODY = "02:00:00:00:00:99"
"""A card that no machine of the network has: what is sent to it goes unheard, and nobody says so."""
GIVEN_UP = 18.0
"""Seconds of silence after which a program and a server count the other as gone."""


def cause_against() -> str:
    """Return why there can be no such network here; "" where there can."""
    if shutil.which("ip") is None or shutil.which("ss") is None:
        return "ip and ss (iproute2) are not installed"
    if os.geteuid() != 0:
        return "network namespaces need root"
    made = subprocess.run(["unshare", "--net", "true"], check=False, capture_output=True)
    return "this system makes no network namespaces" if made.returncode else ""


@dataclass(frozen=True, slots=True)
class Network:
    """server, programs: the namespaces; the card of each is called as it is."""

    server: str
    programs: str
    chance: random.Random

    @property
    def at_the_server(self) -> list[str]:
        """What goes before a command that is to run on the server's machine."""
        return ["ip", "netns", "exec", self.server]

    @property
    def at_the_programs(self) -> list[str]:
        return ["ip", "netns", "exec", self.programs]

    def ways(self) -> Mapping[str, Callable[[], None]]:
        """Each way in which it is disturbed for a while; afterwards it is whole again."""
        return {
            "packets lost": self.lose_packets,
            "packets swallowed": lambda: self.swallow(self.chance.uniform(0.05, 2)),
            "cable pulled": self.pull,
            "connections reset": self.reset,
            "packets swallowed until both give up": lambda: self.swallow(GIVEN_UP),
        }

    def lose_packets(self) -> None:
        for _ in range(20):
            self.swallow(self.chance.uniform(0, 0.05))
            time.sleep(self.chance.uniform(0, 0.05))

    def swallow(self, seconds: float) -> None:
        """Let nothing arrive that one or the other side sends, or both."""
        ways = [(self.programs, SERVER), (self.server, PROGRAMS)]
        deaf = self.chance.choice([ways, ways[:1], ways[1:]])
        for here, there in deaf:
            _ip(here, "neigh", "replace", there, "lladdr", NOBODY, "dev", here, "nud", "permanent")
        time.sleep(seconds)
        for here, there in deaf:
            _ip(here, "neigh", "del", there, "dev", here)

    def pull(self) -> None:
        _ip(self.programs, "link", "set", self.programs, "down")
        time.sleep(self.chance.uniform(0, 1))
        _ip(self.programs, "link", "set", self.programs, "up")

    def reset(self) -> None:
        """Let the programs' machine end every connection, and the server learn of it."""
        subprocess.run([*self.at_the_programs, "ss", "-K", "dst", SERVER], check=False, capture_output=True)


@contextmanager
def network(chance: random.Random) -> Iterator[Network]:
    """Make it; raises where there can be none, see cause_against."""
    made = Network(f"shkS{os.getpid()}", f"shkP{os.getpid()}", chance)
    sides = ((made.server, SERVER), (made.programs, PROGRAMS))
    try:
        for name, _ in sides:
            subprocess.run(["ip", "netns", "add", name], check=True)
        _ip(
            made.server,
            *f"link add {made.server} type veth peer name {made.programs}".split(),
            "netns",
            made.programs,
        )
        for name, address in sides:
            _ip(name, "addr", "add", f"{address}/24", "dev", name)
            for card in ("lo", name):
                _ip(name, "link", "set", card, "up")
        yield made
    finally:
        for name, _ in sides:
            subprocess.run(["ip", "netns", "del", name], check=False, capture_output=True)


def _ip(namespace: str, *command: str) -> None:
    subprocess.run(["ip", "-n", namespace, *command], check=True, capture_output=True)
