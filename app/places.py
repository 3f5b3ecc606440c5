"""Where the program keeps things on this PC: the one module that asks the system for it.

Data, state and log lie apart on every system: Windows and macOS would put one into the other, and a data
folder is begun in an empty place only.
"""

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from platformdirs import PlatformDirs

_NAME = "shikaku-desk"


def data_folder() -> Path:
    """Return where the office's data lie unless another folder is named."""
    return _system().user_data_path


def state_folder() -> Path:
    """Return where it is kept how often a passphrase was wrong."""
    return _apart(_system().user_state_path)


def log_folder() -> Path:
    """Return where mistakes are written down before a data folder is open."""
    return _apart(_system().user_log_path)


def _apart(place: Path) -> Path:
    data = data_folder()
    if data not in (place, *place.parents):
        return place
    return data.with_name(f"{_NAME}-state") / place.relative_to(data)


def _system() -> "PlatformDirs":
    from platformdirs import PlatformDirs

    return PlatformDirs(_NAME, appauthor=False)
