"""Wrong passphrases make the next try wait: after five 1 second, then 2, 4 … up to five minutes.

The count outlives the program. It is kept beside the keys and in the user's own state folder,
so that removing one file does not start it anew; no secret and no name stands in it. It slows
down whoever sits before this PC. Whoever takes the files away meets the key derivation instead.
"""

import json
import math
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path

from app import places
from app.errors import SystemTrouble, TooManyTries, WrongPassphrase
from app.files import private_folder, remove, trouble, write_aside
from db.folder.names import WRONG_TRIES_FILE

FREE_TRIES = 5
LONGEST_WAIT = 300
"""Seconds."""

_MOST_FOLDERS = 50
_LONGEST_FILE = 16384
_NO_SUCH_COUNT = 2**40

_Count = tuple[int, int]
"""How many wrong tries, and when the last one was, in seconds of the epoch."""


def now() -> datetime:
    """Return the computer's clock, which tests set."""
    return datetime.now(UTC)


class WrongTries:
    """The count of a data folder; a backup that is opened beside it counts in the same place."""

    def __init__(self, folder: Path) -> None:
        """folder: a data folder."""
        self._folder = folder

    @cached_property
    def _files(self) -> tuple[Path, Path]:
        # A folder without a passphrase never asks where the state of a program is kept on this system.
        return self._folder / WRONG_TRIES_FILE, places.state_folder() / WRONG_TRIES_FILE

    def seconds_to_wait(self, folder_id: str) -> int:
        """Return how long the next try must wait; 0 when it may be made now."""
        counts = self._counts(folder_id)
        wrong = max(count[0] for count in counts)
        if wrong < FREE_TRIES:
            return 0
        at_now = now().timestamp()
        past = [at for count, at in counts if count == wrong and at <= at_now]
        if not past:
            # The clock was set back. Without this the wait would last until it comes there again.
            past = [int(at_now)]
            self._keep(folder_id, (wrong, past[0]))
        at = max(past)
        wait = min(LONGEST_WAIT, 2 ** min(wrong - FREE_TRIES, 16))
        return max(0, math.ceil(at + wait - at_now))

    @contextmanager
    def one_more(self, folder_id: str) -> Iterator[None]:
        """Hold one try: raises TooManyTries if it is too soon; what WrongPassphrase ends is counted.

        Where the count can be kept in neither file, the disk's trouble is raised: tries that
        nobody counts could be made without end.
        """
        seconds = self.seconds_to_wait(folder_id)
        if seconds:
            raise TooManyTries(seconds)
        before = max(self._counts(folder_id))
        # Counted first: a program that is killed while it derives must not have a try for nothing.
        troubles = self._keep(folder_id, (before[0] + 1, int(now().timestamp())))
        if len(troubles) == len(self._files):
            raise troubles[0]
        try:
            yield
        except WrongPassphrase:
            raise
        except BaseException:
            self._keep(folder_id, before)
            raise
        self._keep(folder_id, (0, 0))

    def _counts(self, folder_id: str) -> list[_Count]:
        return [_read(file).get(folder_id, (0, 0)) for file in self._files]

    def _keep(self, folder_id: str, count: _Count) -> list[SystemTrouble]:
        """Write the count to both files; return what went wrong."""
        troubles = []
        for file in self._files:
            counts = _read(file)
            counts.pop(folder_id, None)
            if count[0]:
                counts[folder_id] = count
            newest = dict(list(counts.items())[-_MOST_FOLDERS:])
            try:
                if newest:
                    private_folder(file.parent)
                    write_aside(file, json.dumps(newest).encode())
                else:
                    remove(file)
            except OSError as error:
                troubles.append(trouble(error, f"{file.name} に書けません"))
            except SystemTrouble as error:
                troubles.append(error)
        return troubles


def _read(file: Path) -> dict[str, _Count]:
    """Return the counts in a file; what cannot be read there is left out."""
    try:
        with file.open("rb") as opened:
            found = json.loads(opened.read(_LONGEST_FILE))
    except (OSError, ValueError, RecursionError):
        return {}
    if not isinstance(found, dict):
        return {}
    return {
        folder_id: (count[0], count[1])
        for folder_id, count in found.items()
        if isinstance(count, list)
        and len(count) == 2
        and all(type(part) is int and 0 <= part < _NO_SUCH_COUNT for part in count)
    }
