"""A folder made once; each branch works on a copy with an id of its own."""

from tests.db.conftest import made_folder

__all__ = ["made_folder"]
