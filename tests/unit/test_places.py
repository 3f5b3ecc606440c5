"""Data, state and log lie apart, whatever a system says of itself."""

from pathlib import Path
from types import SimpleNamespace

import pytest

from app import places

HOME = Path("/home/clerk")
LINUX = (".local/share/shikaku-desk", ".local/state/shikaku-desk", ".local/state/shikaku-desk/log")
WINDOWS = ("AppData/Local/shikaku-desk", "AppData/Local/shikaku-desk", "AppData/Local/shikaku-desk/Logs")
MACOS = ("Library/Application Support/shikaku-desk",) * 2 + ("Library/Logs/shikaku-desk",)


@pytest.mark.parametrize(
    ("told", "state", "log"),
    [
        (LINUX, *LINUX[1:]),
        (WINDOWS, "AppData/Local/shikaku-desk-state", "AppData/Local/shikaku-desk-state/Logs"),
        (MACOS, "Library/Application Support/shikaku-desk-state", MACOS[2]),
    ],
)
def test_nothing_lies_in_the_data_folder_before_it_is_begun(
    monkeypatch: pytest.MonkeyPatch, told: tuple[str, str, str], state: str, log: str
) -> None:
    names = ("user_data_path", "user_state_path", "user_log_path")
    system = SimpleNamespace(**{name: HOME / place for name, place in zip(names, told, strict=True)})
    monkeypatch.setattr(places, "_system", lambda: system)
    assert places.data_folder() == HOME / told[0]
    assert places.state_folder() == HOME / state
    assert places.log_folder() == HOME / log
