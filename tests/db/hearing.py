"""Waits for what another program tells of its commit: the server passes it on by itself, a moment later."""

from select import select

from app.others import News
from db.store import SqliteStore
from tests.conftest import PATIENCE_MS


def heard(store: SqliteStore) -> News:
    """Return what others recorded, as a window does once something is heard of."""
    if not store._connection._has_heard:  # type: ignore[attr-defined]
        select([store._connection._raw], [], [], PATIENCE_MS / 1000)  # type: ignore[attr-defined]
    return store.others.news()
