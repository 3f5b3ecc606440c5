"""A sign of life on long work: on standard error, and only where a person looks on."""

import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TextIO

PATIENCE = 2
"""Seconds before anything is said: most commands are done by then."""


class Waiting:
    """One line that says how long it takes and, where that is known, how far it is."""

    def __init__(self, stream: TextIO, said: str, tick: Callable[[], bool]) -> None:
        """said: the line, with places for {seconds} and {far}; tick: True once the work is done."""
        self._stream, self._said, self._tick = stream, said, tick
        self._lock = threading.Lock()
        self._seconds = 0
        self._far = ""
        self._shown = 0

    def run(self) -> None:
        """Tell the seconds until the work is done."""
        while not self._tick():
            with self._lock:
                self._seconds += 1
                if self._seconds > PATIENCE:
                    self._write(self._said.format(seconds=self._seconds, far=self._far))
        self.clear()

    def far(self, done: int, of: int) -> None:
        """Note how far the work is."""
        with self._lock:
            self._far = f" {done}/{of}"

    def clear(self) -> None:
        """Make room for a sentence or a question; the line comes back if the work goes on."""
        with self._lock:
            self._write("")
            self._seconds = 0

    def _write(self, line: str) -> None:
        if not line and not self._shown:
            return
        # Full-width characters take two places.
        self._stream.write("\r" + " " * (2 * self._shown) + "\r" + line)
        self._stream.flush()
        self._shown = len(line)


_now: Waiting | None = None


@contextmanager
def told(said: str) -> Iterator[None]:
    """Tell that the block takes long, if it does and standard error is a terminal."""
    global _now  # noqa: PLW0603 - one process, one standard error
    if sys.stderr is None or not sys.stderr.isatty():
        yield
        return
    done = threading.Event()
    _now = Waiting(sys.stderr, said, lambda: done.wait(1))
    teller = threading.Thread(target=_now.run, daemon=True)
    teller.start()
    try:
        yield
    finally:
        done.set()
        teller.join()
        _now = None


def clear() -> None:
    """Clear the line before something is said."""
    if _now is not None:
        _now.clear()


def far(done: int, of: int) -> None:
    """Note how far a long work is."""
    if _now is not None:
        _now.far(done, of)
