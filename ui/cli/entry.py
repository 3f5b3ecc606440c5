"""The first lines of `shikaku`: the window alone, or a command; and how either ends.

Who starts from a menu waits for nothing but the window: the commands are loaded where a line names one.
"""

import os
import re
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import NamedTuple

from app import places
from app.garbage import without_collecting
from ui.cli.endings import Ending, wants_json
from ui.cli.in_memory import keep_out_of_core_files
from ui.cli.streams import prepare
from ui.frame.own_files import page_of
from ui.window import crash

_DAY = re.compile(r"20\d{2}-\d{2}-\d{2}")


class WindowAsked(NamedTuple):
    """Nothing but the window: over which folder, on which day (None: today), with which file (None: none)."""

    folder: Path
    today: date | None = None
    opened: Path | None = None


def main(args: Sequence[str] | None = None) -> None:
    """Run the command line; exit 0 done, 1 refused with a sentence, 2 wrong usage, 3 a mistake of ours."""
    given = sys.argv[1:] if args is None else list(args)
    prepare()
    keep_out_of_core_files()
    ending = Ending(json_wanted=wants_json(given))
    crash.install(ending.crashed)
    sys.exit(ending.status(lambda: _run(given)))


def _run(given: list[str]) -> object:
    # A shell that completes a line names no command: it asks by this variable.
    is_completing = "_SHIKAKU_COMPLETE" in os.environ
    if not is_completing and (asked := window_asked(given)) is not None:
        with without_collecting(to_stay=True):
            from ui.bootstrap import run_window

        return run_window(asked.folder, asked.today, opened=asked.opened)
    from ui.cli import help_text
    from ui.cli.commands import shikaku

    help_text.speak(shikaku, help_text.language())
    return shikaku.main(args=given, prog_name="shikaku", standalone_mode=False)


def window_asked(given: Sequence[str]) -> WindowAsked | None:
    """Return what the window is to show where the line asks for it alone; whatever else it says, None.

    A file of ours that stands alone on the line: the desktop opens it with this program.
    """
    file = Path(given[0]) if len(given) == 1 else None
    if file is not None and page_of(file) is not None:
        return WindowAsked(places.data_folder(), opened=file)
    told = dict(zip(given[::2], given[1::2], strict=False))
    folder, day = told.pop("--data", ""), told.pop("--today", "")
    # Twice the same, half of a pair, no day of the calendar: the commands say what is wrong with it.
    if told or len(given) != 2 * (bool(folder) + bool(day)) or Path(folder).is_file():
        return None
    today = _day(day)
    if day and today is None:
        return None
    return WindowAsked(Path(folder) if folder else places.data_folder(), today)


def _day(text: str) -> date | None:
    if not _DAY.fullmatch(text):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
