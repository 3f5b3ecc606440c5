"""One bit of a database, of keys or of a backup is flipped, as an ageing disk does, and the office goes on.

At the latest before something is recorded the damage is named, or it lies where nothing is ever read.
"""

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from tests.faults import injected
from tests.faults.injected import Ended
from tests.faults.looking import Look, look
from tests.faults.rounds import Rounds
from tests.faults.steps import Place, do

DAMAGE = re.compile("壊れ|傷|書き換え|合いません|読めません")
WAY_ON = "バックアップ"
READ, WRITE = ("due",), ("import", "{out}/next.csv")
RESTORE = ("restore", "{out}/kept.zip")


@dataclass(frozen=True, slots=True)
class Target:
    """What is damaged. state: the step that left it. flips: how many there are in the whole run."""

    name: str
    state: str
    file: str
    flips: int


TARGETS = (
    Target("database", "kept", "data/shikaku.db", 300),
    Target("keys.json", "own backup", "data/keys.json", 100),
    Target("backup", "kept", "out/kept.zip", 100),
)


class Outcome(StrEnum):
    """When a flip was found, or why it need not be."""

    READING = "found by the reading command"
    WRITING = "refused before writing"
    RESTORING = "refused by restore, the data untouched"
    HARMLESS = "harmless: the result is that without the flip, and verify is clean"
    MISSED = "missed"


@dataclass(frozen=True, slots=True)
class Flip:
    """One bit. told: what is wrong with the way the program met it; empty when nothing is."""

    target: Target
    at: int
    bit: int
    outcome: Outcome
    told: str = ""

    def __str__(self) -> str:
        return f"{self.target.name}, bit {self.bit} of byte {self.at}: {self.outcome}: {self.told}"


@dataclass(frozen=True, slots=True)
class Sound:
    """What the commands say and leave where nothing is damaged. volatile: columns that always differ.

    restored: after a restore, which the history tells, with columns of its own that always differ.
    """

    read: str
    before: Look
    after: Look
    volatile: frozenset[str]
    restored: Look
    restored_volatile: frozenset[str]

    def is_restored(self, seen: Look) -> bool:
        """Return whether that is what a restore leaves."""
        return seen.is_like(self.restored, self.restored_volatile)


def states() -> list[str]:
    """Return the steps whose results are damaged."""
    return [target.state for target in TARGETS]


def spots(target: Target, rounds: Rounds) -> list[tuple[int, int]]:
    """Return the bits to flip, always the same ones: spread evenly, chosen at random within each part."""
    size = (rounds.left_by(target.state).root / target.file).stat().st_size
    chance = random.Random(target.name)
    part = size / target.flips
    return [(int((n + chance.random()) * part), chance.randrange(8)) for n in range(target.flips)]


def sound(target: Target, rounds: Rounds) -> Sound:
    """Return what happens without a flip."""
    place = rounds.copy_of(target.state)
    before = injected.ask(lambda: look(place, {}))
    ends, said = [], ""
    for command in (WRITE, WRITE, RESTORE, RESTORE):
        place = rounds.copy_of(target.state)
        read, done = (_run(rounds, place, one) for one in (READ, command))
        assert (read.status, done.status) == (0, 0), read.err + done.err
        said = read.out
        ends.append(injected.ask(lambda: look(place, {})))  # noqa: B023 - asked at once
    written, again, restored, once_more = ends
    return Sound(said, before, written, _differing(written, again), restored, _differing(restored, once_more))


def _differing(one: Look, other: Look) -> frozenset[str]:
    return frozenset(name for name, column in one.columns.items() if column != other.columns[name])


def flip(target: Target, at: int, bit: int, known: Sound, rounds: Rounds) -> Flip:
    """Flip a bit, then do what the office would do; say what came of it."""
    place = rounds.copy_of(target.state)
    file = place.root / target.file
    data = bytearray(file.read_bytes())
    data[at] ^= 1 << bit
    file.write_bytes(data)
    meet = _restored if target.name == "backup" else _used
    outcome, wrong = meet(place, known, rounds)
    return Flip(target, at, bit, outcome, wrong)


def _used(place: Place, known: Sound, rounds: Rounds) -> tuple[Outcome, str]:
    read, written = (_run(rounds, place, command) for command in (READ, WRITE))
    if wrong := "".join(_wrong_words(ended) for ended in (read, written)):
        return Outcome.MISSED, wrong
    if read.status == 0 and read.out != known.read:
        return Outcome.MISSED, "the list says something else, and nobody says why"
    if written.status == 0:
        seen = injected.ask(lambda: look(place, {}))
        if seen.problems or seen.refusal or not seen.is_like(known.after, known.volatile):
            return Outcome.MISSED, f"written upon it: {seen.refusal or seen.problems}"
        return Outcome.HARMLESS, ""
    restored = _run(rounds, place, RESTORE)
    seen = injected.ask(lambda: look(place, {}))
    if restored.status or seen.problems or not known.is_restored(seen):
        return Outcome.MISSED, f"not restored: {restored.err}{seen.refusal}{seen.problems}"
    return (Outcome.WRITING if read.status == 0 else Outcome.READING), ""


def _restored(place: Place, known: Sound, rounds: Rounds) -> tuple[Outcome, str]:
    restored = _run(rounds, place, RESTORE)
    if wrong := _wrong_words(restored):
        return Outcome.MISSED, wrong
    seen = injected.ask(lambda: look(place, {}))
    is_as_before = seen.is_like(known.before, frozenset())
    if seen.problems or not (is_as_before if restored.status else known.is_restored(seen)):
        return Outcome.MISSED, f"the data are no longer what they were: {seen.refusal}{seen.problems}"
    return (Outcome.RESTORING if restored.status else Outcome.HARMLESS), ""


def _wrong_words(ended: Ended) -> str:
    said = ended.err.strip()
    if "Traceback" in said or ended.status not in (0, 1):
        return said[-600:]
    if ended.status == 1 and not (DAMAGE.search(said) and WAY_ON in said and "\n" not in said):
        return f"another cause, or no way on: {said}"
    return ""


def _run(rounds: Rounds, place: Place, words: tuple[str, ...]) -> Ended:
    return injected.run(lambda: do(*words)(place, ()), place.root, rounds.capture)


def results(target: Target, rounds: Rounds, part: slice) -> Iterator[Flip]:
    """Yield what came of some of the flips of a target."""
    known = sound(target, rounds)
    for at, bit in spots(target, rounds)[part]:
        yield flip(target, at, bit, known, rounds)
