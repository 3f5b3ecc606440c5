"""What an import for a start leaves out for good."""

import builtins


def import_plainly() -> None:
    """Load Qt, and let it look at no module that is loaded from now on.

    It puts itself into the way of every import and reads the source of each module, to learn whether that
    asks for other spellings of Qt's names (`from __feature__ import snake_case`). None here does.
    """
    import PySide6.QtCore  # noqa: F401 - puts itself into the way

    builtins.__import__ = getattr(builtins, "__orig_import__", builtins.__import__)
