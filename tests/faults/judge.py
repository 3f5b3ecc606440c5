"""What must never be seen after a fault, whatever was hit: the counts of KINDS stay 0."""

import errno
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path, PurePosixPath

from tests.faults.injected import FULL_FROM_THERE, Ended, Fault
from tests.faults.looking import Look
from tests.faults.steps import Place, Step

SHOWN_BEFORE = re.compile("^このデータは前の版のプログラムのものです.*\n", re.DOTALL)
"""What an upgrade is about to do is shown before it is done; the refusal is the line behind it."""
UNTOLD = re.compile(r"(write|create) .*-shm|create .*-(wal|journal)|write data/.making/shikaku.db$")
"""What SQLite keeps to itself, or calls by another name; the last when a new database is closed."""
TOLD = re.compile("作りました|書きました|続きから")
"""A refusal that tells what is done, or will be, all the same."""
NOT_MADE = re.compile("データがありません|作り直してください")
FULL, BROKEN = "ディスクがいっぱい", "読み書きに失敗"


class Kind(StrEnum):
    """A promise that was broken."""

    LOST = "acknowledged steps lost"
    HALF = "half steps"
    BACKUP = "good backups gone"
    PARTIAL = "half files under their name"
    LOCKED = "stale locks"
    LEFT_OVER = "left-overs"
    SENTENCE = "wrong sentences"
    TRACEBACK = "tracebacks"
    STUCK = "no way on"
    FORGOTTEN = "done steps a power cut could forget"


@dataclass(frozen=True, slots=True)
class Expected:
    """A step that nothing disturbed, done twice. volatile: columns that are never twice the same."""

    step: Step
    before: Look
    after: Look
    volatile: frozenset[str]
    volatile_files: frozenset[str]
    files: dict[Path, bytes]
    calls: tuple[str, ...]
    said: str

    def is_before(self, seen: Look) -> bool:
        """Return whether the tables are as they were."""
        return seen.is_like(self.before, frozenset())

    def is_after(self, seen: Look) -> bool:
        """Return whether the tables say that the step was done."""
        return seen.is_like(self.after, self.volatile)

    def is_written(self, seen: Look) -> bool:
        """Return whether every file of the step is there, whole."""
        return all(self._is_file(name, seen, self.after) for name in self.writes) and (
            self.step.name != "backup" or bool(self.new_backups(seen))
        )

    def is_unwritten(self, seen: Look) -> bool:
        """Return whether the files of the step are as they were."""
        return all(seen.files.get(name) == self.before.files.get(name) for name in self.writes) and (
            self.step.name != "backup" or not self.new_backups(seen)
        )

    @property
    def writes(self) -> list[str]:
        """The files of the step, by their names in the place."""
        return [f"out/{name}" for name in self.step.writes]

    def new_backups(self, seen: Look) -> list[str]:
        """Return the backups in the data folder that were not there before."""
        return [name for name in seen.files if name.startswith("data/") and Path(name) not in self.files]

    def half_files(self, seen: Look) -> Iterator[str]:
        """Yield what is neither as it was nor as it should become."""
        new = self.new_backups(seen)
        for name, content in seen.files.items():
            as_it_was = content is not None and content == self.before.files.get(name)
            if name in new:
                if content is None:
                    yield name
            elif not as_it_was and not (name in self.writes and self._is_file(name, seen, self.after)):
                yield name

    def backups_gone(self, seen: Look) -> Iterator[str]:
        """Yield the backups that are not there any more, though nothing newer took their place."""
        kept = self.after if self.new_backups(seen) else self.before
        for name in map(str, self.files):
            if name.endswith(".zip") and name in kept.files and name not in seen.files:
                yield name

    def _is_file(self, name: str, seen: Look, wanted: Look) -> bool:
        content = seen.files.get(name)
        return content is not None and (name in self.volatile_files or content == wanted.files[name])


Again = Callable[[Place], Ended]


def judge(
    expected: Expected, ended: Ended, seen: Look, fault: Fault, call: str
) -> Iterator[tuple[Kind, str]]:
    """Yield what is wrong after a step was disturbed and the program was started once more."""
    step = expected.step
    yield from _of_the_disk(expected, seen)
    if "Traceback" in ended.err or ended.status not in (None, 0, 1):
        yield Kind.TRACEBACK, ended.err.strip()[-600:]
        return
    if "Traceback" in seen.refusal:
        yield Kind.TRACEBACK, seen.refusal.strip()[-600:]
    elif seen.refusal:
        if step.name == "init" and NOT_MADE.search(seen.refusal) and not ended.out:
            yield from _sentence(ended, fault, call, is_done=False, knows=True)
        elif "使用中" in seen.refusal:
            yield Kind.LOCKED, seen.refusal
        else:
            yield Kind.LOST if ended.out else Kind.HALF, seen.refusal
    if seen.refusal:
        return
    if seen.problems:
        yield Kind.HALF, f"verify: {seen.problems[0]}"
    is_done = expected.is_after(seen)
    is_written = expected.is_written(seen)
    if not is_done and not expected.is_before(seen) and step.name != "print":
        yield Kind.HALF, f"tables: {_difference(expected, seen)}"
    if ended.out and not (is_done and is_written):
        yield Kind.LOST, f"said: {ended.out.strip()[-80:]}"
    knows = True
    if is_done and not is_written and not ended.out and ended.status == 1:
        # The record stands, the paper does not: the sentence must tell of both.
        knows = expected.is_before(seen) or expected.said in ended.err
    # A file of the same name that was there before is no sign that the step was done.
    is_untouched = expected.is_before(seen) and expected.is_unwritten(seen)
    is_told_done = is_done and is_written and not _is_idle(expected) and not is_untouched
    yield from _sentence(ended, fault, call, is_done=is_told_done, knows=knows)


def _is_idle(expected: Expected) -> bool:
    """Return whether the step changes nothing that can be seen, so that a refusal is never wrong."""
    return expected.is_after(expected.before) and not expected.writes and expected.step.name != "backup"


def _of_the_disk(expected: Expected, seen: Look) -> Iterator[tuple[Kind, str]]:
    for name in expected.half_files(seen):
        yield Kind.PARTIAL, name
    for name in expected.backups_gone(seen):
        yield Kind.BACKUP, name
    # An empty place is only cleared by making a folder there.
    if not seen.refusal:
        for name in left_over(expected, seen):
            yield Kind.LEFT_OVER, name


def _sentence(
    ended: Ended, fault: Fault, call: str, *, is_done: bool, knows: bool
) -> Iterator[tuple[Kind, str]]:
    """Exit 0 tells the truth by LOST; here: a refusal is one line that names the cause."""
    if ended.status != 1:
        if ended.status == 0 and not ended.out:
            yield Kind.SENTENCE, "exit 0 and nothing said"
        return
    said = SHOWN_BEFORE.sub("", ended.err.strip())
    if is_done and not TOLD.search(said):
        yield Kind.SENTENCE, f"refused, and yet it is done: {said}"
    if not said or "\n" in said:
        yield Kind.SENTENCE, f"not one line: {said}"
    if not knows:
        yield Kind.SENTENCE, f"does not tell that it was recorded: {said}"
    # SQLite tells of a full disk only where it writes pages; a disk that stays full can be asked.
    is_told = call.startswith(("write ", "create ", "mkdir ")) and not UNTOLD.match(call)
    is_sure = fault.error == errno.ENOSPC and (is_told or fault is FULL_FROM_THERE)
    causes = (FULL,) if is_sure else (FULL, BROKEN) if fault.error == errno.ENOSPC else (BROKEN,)
    if not any(cause in said for cause in causes):
        yield Kind.SENTENCE, f"another cause: {said}"


def left_over(expected: Expected, seen: Look) -> list[str]:
    """Return the files that no undisturbed step leaves.

    Keys are never thrown away: those of a folder whose making was cut off may fit a database kept
    elsewhere. A try that was killed counts as a wrong one, in a file of the user's.
    """
    kept = {"data/keys.json.old-#", "state", "state/shikaku-desk", "state/shikaku-desk/wrong-tries.json"}
    left = seen.names - expected.before.names - expected.after.names - kept
    return sorted(left)


def forgettable(calls: Sequence[str]) -> Iterator[str]:
    """Yield what a power cut could forget although the step was done: new names, or what is under them.

    What is renamed was flushed before, and the folder of its new name is flushed afterwards.
    """
    for number, call in enumerate(calls):
        if not call.startswith("rename "):
            continue
        old, _, new = call.removeprefix("rename ").partition(" -> ")
        dirty = {}
        for earlier in calls[:number]:
            what, _, file = earlier.partition(" ")
            if file == old or file.startswith(f"{old}/"):
                dirty[file] = what == "write" or (dirty.get(file, False) and what not in ("fsync", "unlink"))
        yield from (f"{file} is not flushed before it becomes {new}" for file in dirty if dirty[file])
        if f"fsync {PurePosixPath(new).parent}" not in calls[number:]:
            yield f"the folder of {new} is not flushed"


def _difference(expected: Expected, seen: Look) -> str:
    names = seen.columns.keys() | expected.after.columns.keys()
    other = [n for n in sorted(names) if seen.columns.get(n) != expected.after.columns.get(n)]
    return ", ".join(other[:6])
