"""When we made a mistake: write down where, tell the user what is safe, carry on.

The log holds places in the code, never a message or a value: those could name a person. Until a
data folder is open it lies in the person's own log folder.
"""

import sys
import threading
import traceback
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from types import TracebackType

from app import __version__, places
from app.errors import ConnectionLost, NotYourRole

SENTENCE = "プログラムの誤りで、今の操作を終えられませんでした。記録は操作の前のまま無事です。"

_FILE = "crash.log"


class _Place:
    """Where it is written down; None until somebody said."""

    folder: Path | None = None


def _quiet(_sentence: str) -> None:
    """The command line says refusals itself."""


def install(tell: Callable[[str, Path], None], refuse: Callable[[str], object] = _quiet) -> None:
    """Send every unexpected exception, of any thread, to the log and to the user.

    tell: says SENTENCE with the report and the place of the log. refuse: says the sentence of a refusal.
    """

    def hook(kind: type[BaseException], error: BaseException, _trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.exit(130)
        if isinstance(error, NotYourRole | ConnectionLost):
            # The last day of a stand-in passed between two keys, or a server went away.
            refuse(str(error))
            return
        told = report(error)
        _write(told)
        tell(told, log_file())

    sys.excepthook = hook
    # A dialog belongs to the first thread only; the others just write it down.
    threading.excepthook = lambda failed: _write(report(failed.exc_value or SystemExit()))


def log_to(folder: Path) -> None:
    """Write to crash.log in that folder from now on."""
    _Place.folder = folder


def log_file() -> Path:
    """Return where it is written down."""
    return (_Place.folder or places.log_folder()) / _FILE


def _write(told: str) -> None:
    from ui.window import crash_log

    file = log_file()
    with suppress(OSError):
        file.parent.mkdir(parents=True, exist_ok=True)
    crash_log.write(file, told)


def report(error: BaseException) -> str:
    """Return kind and places of an exception, without its message and values."""
    places = [
        f"  {Path(frame.filename).name}:{frame.lineno} {frame.name}"
        for frame in traceback.extract_tb(error.__traceback__)
    ]
    return "\n".join([f"shikaku-desk {__version__} {type(error).__name__}", *places])
