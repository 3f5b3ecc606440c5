"""A step of the program in a child process, in which the n-th call that changes a file is fatal or fails.

The calls are counted below Python and SQLite, by a library (calls.c) that is loaded before the C library.
The parent has imported the program once and runs no threads; each child is a fork of it.
"""

import ctypes
import errno
import gc
import os
import pickle
import shutil
import subprocess
import sys
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

T = TypeVar("T")

Action = Callable[[], object]
"""What a child does: returns when it is done, or ends as the command line does."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What happens at the n-th call; effect and error as calls.c knows them."""

    name: str
    effect: int
    error: int = 0


FULL_FROM_THERE = Fault("ENOSPC from there on", 4, errno.ENOSPC)
HALF_WAY = Fault("killed half-way", 2)
FAULTS = (
    Fault("killed", 1),
    HALF_WAY,
    Fault("EIO once", 3, errno.EIO),
    Fault("ENOSPC once", 3, errno.ENOSPC),
    FULL_FROM_THERE,
)


@dataclass(frozen=True, slots=True)
class Ended:
    """How a child ended. status: None if it was killed. calls: one line for each, where they were counted."""

    status: int | None
    out: str
    err: str
    calls: tuple[str, ...] = ()


def missing() -> str:
    """Return why faults cannot be injected here; empty where they can."""
    if sys.platform != "linux":
        return "calls are counted by LD_PRELOAD, which only Linux has"
    return "" if shutil.which("gcc") else "no C compiler (gcc) to build the library that counts calls"


def build(folder: Path) -> Path:
    """Compile calls.c; the library must be named in LD_PRELOAD when Python starts."""
    library = folder / "calls.so"
    source = Path(__file__).with_name("calls.c")
    command = ["gcc", "-O1", "-Wall", "-Werror", "-shared", "-fPIC", "-o", str(library), str(source), "-ldl"]
    subprocess.run(command, check=True)
    return library


def run(action: Action, watched: Path, capture: Path, fault: Fault | None = None, at: int = 0) -> Ended:
    """Do something in a child; with a fault, at the so-many-th call upon a file below `watched`."""
    sys.stdout.flush()
    child = os.fork()
    if child == 0:
        _end(action, watched, capture, fault or Fault("counted", 0), at)
    _, status = os.waitpid(child, 0)
    out, err = (_text(capture / name) for name in ("out", "err"))
    if os.WIFSIGNALED(status):
        return Ended(None, out, err)
    return Ended(os.WEXITSTATUS(status), out, err, tuple(_text(capture / "calls").splitlines()))


def ask(question: Callable[[], T]) -> T:
    """Return the answer of a child: the program started anew, as far as files and memory go."""
    return ask_all([question])[0]


def ask_all(questions: Sequence[Callable[[], T]]) -> list[T]:
    """Return the answers of children that work at the same time."""
    sys.stdout.flush()
    asked = [_asked(question) for question in questions]
    answers = []
    for child, pipe in asked:
        with os.fdopen(pipe, "rb") as reading:
            answers.append(pickle.load(reading))
        os.waitpid(child, 0)
    if failed := [answer.traceback for answer in answers if isinstance(answer, _Failed)]:
        raise AssertionError(failed[0])
    return answers


def _asked(question: Callable[[], T]) -> tuple[int, int]:
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            answer: object = question()
        except BaseException:  # noqa: BLE001 - the parent raises it
            answer = _Failed(traceback.format_exc())
        with os.fdopen(writing, "wb") as pipe:
            pickle.dump(answer, pipe)
        os._exit(0)
    os.close(writing)
    return child, reading


@dataclass(frozen=True, slots=True)
class _Failed:
    traceback: str


def _end(action: Action, watched: Path, capture: Path, fault: Fault, at: int) -> None:
    status = 1
    try:
        for number, name in ((1, "out"), (2, "err")):
            os.dup2(os.open(capture / name, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), number)
        library = ctypes.CDLL(None)
        library.arm(os.fsencode(f"{watched}/"), ctypes.c_long(at), fault.effect, fault.error)
        status = _status(action)
        # What an ending process would still close, it closes before it is looked at.
        gc.collect()
        if not fault.effect:
            library.told.restype = ctypes.c_char_p
            told = library.told()
            library.arm(b"", ctypes.c_long(0), 0, 0)
            (capture / "calls").write_bytes(told)
    finally:
        os._exit(status)


def _status(action: Action) -> int:
    try:
        action()
    except SystemExit as end:
        code: Any = end.code
        status = int(code or 0)
    except BaseException:  # noqa: BLE001 - an ending process would print it, too
        traceback.print_exc()
        status = 1
    else:
        status = 0
    sys.stdout.flush()
    return status


def _text(file: Path) -> str:
    return file.read_text("utf-8") if file.exists() else ""
