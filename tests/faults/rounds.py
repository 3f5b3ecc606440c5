"""Disturbs every step at every call in every way, starts the program again, and judges what it finds."""

import gc
import io
import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import redirect_stdout, suppress
from dataclasses import dataclass, field
from pathlib import Path

from app.parcels.file import PARCEL
from tests.faults import injected
from tests.faults.injected import FAULTS, HALF_WAY, Ended, Fault
from tests.faults.judge import Expected, Kind, forgettable, judge
from tests.faults.looking import look
from tests.faults.steps import STEPS, Place, Step, lay_list, nothing
from tests.faults.way_on import Office, go_on
from tests.light_keys import new_keys_cost

SAMPLED = 2
"""So many points of each step are tried with the tests."""


@dataclass(frozen=True, slots=True)
class Point:
    """Where a step is disturbed: at the so-many-th of its calls, and how."""

    step: Step
    fault: Fault
    at: int


@dataclass(frozen=True, slots=True)
class Found:
    """A promise that was broken, and where."""

    step: str
    fault: str
    at: int
    call: str
    kind: Kind
    told: str

    def __str__(self) -> str:
        return f"{self.kind}: {self.step}, {self.fault} at {self.at} ({self.call}): {self.told}"


@dataclass(slots=True)
class Rounds:
    """The undisturbed history of the office in a folder of its own, and what is known of each step."""

    root: Path
    expected: dict[str, Expected] = field(default_factory=dict)
    about: dict[str, list[str]] = field(default_factory=dict)
    _gone_on: set[str] = field(default_factory=set)

    def prepare(self, wanted: Sequence[str], left: Sequence[str] = ()) -> None:
        """Take the steps, and those that lead to them, undisturbed; the wanted ones twice more to know them.

        left: further steps of which only the result is wanted.
        """
        # Deriving a key touches no file, and is slow on purpose.
        new_keys_cost()
        _warm_up(Place(self.root / "warm"))
        self.left_by("").out.mkdir(parents=True)
        needed: set[str] = set()
        for step in reversed(STEPS):
            if step.name in (*needed, *wanted, *left):
                needed |= {step.name, step.after}
        # Children that clear up what is theirs need not go through what the parent loaded.
        gc.collect()
        gc.freeze()
        for step in STEPS:
            if step.name in needed:
                self._take(step, is_wanted=step.name in wanted)

    def points(self, step: Step) -> Iterator[Point]:
        """Yield every point of a step."""
        for fault in FAULTS:
            for at, call in enumerate(self.expected[step.name].calls, 1):
                # Nothing but a write can be done by half.
                if fault is not HALF_WAY or call.startswith("write "):
                    yield Point(step, fault, at)

    def sample(self, step: Step) -> Iterator[Point]:
        """Yield a few points of a step, always the same: the kinds of calls and the ways take turns."""
        calls = [call.split()[0] for call in self.expected[step.name].calls]
        kinds, turn = sorted(set(calls)), STEPS.index(step)
        for number in range(turn * SAMPLED, (turn + 1) * SAMPLED):
            kind = kinds[number % len(kinds)]
            places = [at for at, call in enumerate(calls, 1) if call == kind]
            yield Point(step, FAULTS[number % len(FAULTS)], places[number * 7 % len(places)])

    def undisturbed(self, step: Step) -> list[Found]:
        """Return what is wrong with a step as it is done."""
        told = forgettable(self.expected[step.name].calls)
        return [Found(step.name, "a power cut", 0, "", Kind.FORGOTTEN, one) for one in told]

    def disturb(self, point: Point) -> list[Found]:
        """Disturb a step at a point; return what is wrong then."""
        step, expected = point.step, self.expected[point.step.name]
        call = expected.calls[point.at - 1]
        place, about = self.copy_of(step.after), self.about[step.name]
        office = Office(place, self.capture)
        try:
            ended = injected.run(
                lambda: step.act(place, about), place.root, self.capture, point.fault, point.at
            )
            seen = injected.ask(lambda: look(place, expected.files))
            found = list(judge(expected, ended, seen, point.fault, call))
            situation = f"{step.name} {seen}"
            whole = not seen.refusal and expected.is_after(seen) and expected.is_written(seen)
            if not whole and situation not in self._gone_on:
                self._gone_on.add(situation)
                found += go_on(expected, office, seen, about)
        finally:
            shutil.rmtree(place.root)
        return [Found(step.name, point.fault.name, point.at, call, kind, told) for kind, told in found]

    @property
    def capture(self) -> Path:
        """Where the words of this process's children are kept."""
        folder = self.root / f"said-{os.getpid()}"
        folder.mkdir(exist_ok=True)
        return folder

    def _take(self, step: Step, *, is_wanted: bool) -> None:
        place = self.copy_of(step.after)
        about = injected.ask(lambda: self._ask_about(step, place)) if step.about is not nothing else []
        self.about[step.name] = about
        if is_wanted and step.is_tried:
            start = self.left_by(step.after).root
            files = {
                path.relative_to(start): path.read_bytes()
                for path in start.rglob("*")
                if path.suffix in (".zip", ".pdf", ".csv", ".xlsx", PARCEL.ending)
            }
            place = self.copy_of(step.after)
            before = injected.ask(lambda: look(place, files))
            place = self.copy_of(step.after)
            ended = self._undisturbed(step, place)
            after = injected.ask(lambda: look(place, files))
        place = self.left_by(step.name)
        shutil.copytree(self.left_by(step.after).root, place.root)
        self._undisturbed(step, place)
        if is_wanted and step.is_tried:
            place = self.copy_of(step.name)
            again = injected.ask(lambda: look(place, files))
            self.expected[step.name] = Expected(
                step,
                before,
                after,
                frozenset(n for n, column in after.columns.items() if column != again.columns[n]),
                frozenset(n for n, content in after.files.items() if content != again.files.get(n)),
                files,
                ended.calls,
                ended.out.strip(),
            )

    def _ask_about(self, step: Step, place: Place) -> list[str]:
        store = place.open()
        try:
            return list(step.about(store))
        finally:
            store.close()

    def _undisturbed(self, step: Step, place: Place) -> Ended:
        ended = injected.run(lambda: step.act(place, self.about[step.name]), place.root, self.capture)
        assert ended.status == 0, f"{step.name}: {ended.err}"
        return ended

    def left_by(self, step: str) -> Place:
        """Return what a step left, undisturbed; not to be touched."""
        return Place(self.root / (step.replace(" ", "-") or "empty"))

    def copy_of(self, step: str) -> Place:
        """Return a copy of what a step left, for this process to spoil."""
        scratch = Place(self.root / f"scratch-{os.getpid()}")
        shutil.rmtree(scratch.root, ignore_errors=True)
        shutil.copytree(self.left_by(step).root, scratch.root)
        return scratch


def _warm_up(place: Place) -> None:
    """Load here what every child would load: the program, its libraries, the faces of the papers."""
    own = Place(place.root / "own")
    for one in (own, place):
        one.out.mkdir(parents=True)
    with redirect_stdout(io.StringIO()):
        with suppress(SystemExit):
            own.command("init")
        lay_list(place, ())
        for words in (
            ("import", "{out}/list.csv"),
            ("print", "--all", "--pdf", "{out}/paper.pdf"),
            ("due", "--out", "{out}/due.xlsx"),
            ("due", "--out", "{out}/due.pdf"),
            ("backup",),
        ):
            with suppress(SystemExit):
                place.command(*words)
    look(place, {})
    shutil.rmtree(place.root)
