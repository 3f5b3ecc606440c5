"""Pictures of a window on a real screen that nobody looks at."""

import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import ImageGrab

from installer.wine.machine import TrialFailed

SECONDS = 600


@contextmanager
def on_screen() -> Iterator[str]:
    """Lend a screen of its own of 1366×768."""
    # Left alone it forgets all between two clients, and takes too few of them.
    command = ["Xvfb", "-displayfd", "1", "-screen", "0", "1366x768x24", "-nolisten", "tcp"]
    server = subprocess.Popen(
        [*command, "-noreset", "-maxclients", "2048"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        assert server.stdout is not None
        yield f":{server.stdout.readline().strip()}"
    finally:
        server.terminate()
        server.wait(10)


def photographed(
    display: str, program: "subprocess.Popen[bytes]", file: Path, *, after: bytes | None = None
) -> bytes:
    """Keep the picture of a screen once it has come to rest: painted, and the same twice running.

    after: it is another one than this.
    """
    before = None
    end = time.monotonic() + SECONDS
    while time.monotonic() < end:
        time.sleep(1)
        if program.poll() is not None:
            raise TrialFailed(f"the program ended with {program.returncode}.")
        picture = ImageGrab.grab(xdisplay=display)
        if len(picture.getcolors(1_000_000) or []) > 50 and before == picture.tobytes() != after:
            picture.save(file)
            return picture.tobytes()
        before = picture.tobytes()
    raise TrialFailed(f"no window came to rest within {SECONDS} seconds.")
