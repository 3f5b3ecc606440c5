"""A folder made once; each branch works on a copy with an id of its own."""

from tests.db.conftest import folder, made_folder, store

__all__ = ["folder", "made_folder", "store"]
