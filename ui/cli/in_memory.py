"""What lies in memory while data are open goes into no file when the program dies."""

import sys
from contextlib import suppress

_SET_DUMPABLE = 4
"""Of prctl: who is handed cores by a pipe gets none, and other programs of the same user cannot look in."""


def keep_out_of_core_files() -> None:
    """Have the system write no core file of this process; what cannot be told it stays as it is."""
    if sys.platform == "win32":
        return
    import resource

    with suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_CORE, (0, resource.getrlimit(resource.RLIMIT_CORE)[1]))
    if sys.platform == "linux":
        import ctypes

        with suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(_SET_DUMPABLE, 0, 0, 0, 0)
