"""What the program leaves on this PC, and where: for whoever wants it gone."""

from collections.abc import Callable, Sequence
from enum import StrEnum
from pathlib import Path

from app.late import dataclass


class TraceKind(StrEnum):
    """What lies in a place."""

    DATA = "data"
    BACKUP = "backup"
    REPLACED = "replaced"
    FOREIGN = "foreign"
    ELSEWHERE = "elsewhere"
    SAMPLE = "sample"
    TRIES = "tries"
    KEYRING = "keyring"
    SETTINGS = "settings"
    LOG = "log"


@dataclass(frozen=True, slots=True)
class Trace:
    """One place and what lies there. path: a file, or a folder of which only the files count."""

    kind: TraceKind
    path: Path
    files: int
    size: int


@dataclass(frozen=True, slots=True)
class Traces:
    """Every place the program writes to, looked at anew at each reading.

    look: what is there now. erase: removes all of it but what is not ours; the backup elsewhere
    only where that is asked for.
    """

    look: Callable[[], Sequence[Trace]]
    erase: Callable[[bool], None]
