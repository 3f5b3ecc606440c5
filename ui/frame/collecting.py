"""Until the window is painted nothing looks through what is being loaded for garbage."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def without_collecting() -> Iterator[None]:
    """What is loaded at the start stays; looking through all of it for garbage would only take time."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()
