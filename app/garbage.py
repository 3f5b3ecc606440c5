"""While much is made that goes by itself, or stays, nothing looks through it for garbage."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def without_collecting(*, to_stay: bool = False) -> Iterator[None]:
    """Let nothing be looked through for objects that stand in a circle: where none do, it only takes time.

    to_stay: what is made here stays as long as the program runs, and is not looked through later either.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if to_stay:
            gc.freeze()
        if was_enabled:
            gc.enable()
