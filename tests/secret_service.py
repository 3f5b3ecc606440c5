"""A real keyring of the test's own: gnome-keyring on a private bus, its file in the test's folder."""

import os
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

PROGRAMS = ("dbus-daemon", "gnome-keyring-daemon")
_WORD = b"of the desktop"
# It starts nothing by itself: neither another keyring nor a window that asks.
_BUS = """<busconfig>
<type>session</type><listen>{address}</listen><auth>EXTERNAL</auth>
<policy context="default">
<allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/>
</policy>
</busconfig>
"""


@contextmanager
def secret_service(place: Path, monkeypatch: pytest.MonkeyPatch, *, is_open: bool = True) -> Iterator[Path]:
    """Let a keyring answer, and return where its file lies; skip where it is not installed.

    is_open: as after signing in to a desktop; else nobody has opened it, and nobody is there to be asked.
    """
    if absent := [name for name in PROGRAMS if shutil.which(name) is None]:
        pytest.skip(f"{' and '.join(absent)} is not installed")
    data, running = place / "keyring", place / "running"
    for folder in (data, running):
        folder.mkdir(mode=0o700)
    monkeypatch.setenv("XDG_DATA_HOME", str(data))
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(running))
    address = f"unix:path={running}/bus"
    (place / "bus.conf").write_text(_BUS.format(address=address), "utf-8")
    bus = subprocess.Popen(
        [PROGRAMS[0], "--nofork", "--nopidfile", f"--config-file={place / 'bus.conf'}"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address)
    _wait_until((running / "bus").exists)
    options = ["--foreground", "--components=secrets", *(["--unlock"] if is_open else [])]
    keyring = subprocess.Popen(
        [PROGRAMS[1], *options], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        assert keyring.stdin is not None
        keyring.stdin.write(_WORD if is_open else b"")
        keyring.stdin.close()
        _wait_until(_answers)
        yield data
    finally:
        for process in (keyring, bus):
            process.terminate()
            process.wait(10)


def _answers() -> bool:
    import secretstorage

    connection = secretstorage.dbus_init()
    try:
        return secretstorage.check_service_availability(connection)
    finally:
        connection.close()


def _wait_until(arrived: Callable[[], bool], seconds: int = 20) -> None:
    end = time.monotonic() + seconds
    while not arrived():
        assert time.monotonic() < end, "the keyring did not answer in time"
        os.sched_yield()
