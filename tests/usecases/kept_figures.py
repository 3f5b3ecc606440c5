"""Figures that follow what steps write are those that would be counted from nothing."""

from datetime import date, timedelta
from typing import Any

from app.rows import DueFilter
from db.store import SqliteStore

WEEKS, MONTH = timedelta(weeks=8), timedelta(days=30)


def told(store: SqliteStore, on: date, office_id: Any = None) -> tuple[object, ...]:
    """What the page of the day asks."""
    queries = store.queries
    return (
        queries.due_counts(on, DueFilter(office_id=office_id)),
        queries.course(on - WEEKS, on + MONTH, office_id),
        queries.office_progress(on),
    )


def follow(store: SqliteStore, on: date, office_id: Any = None) -> None:
    """Compare, and leave kept what was kept."""
    connection = store.queries.connection
    figures = told(store, on, office_id)
    kept, connection.kept = connection.kept, None
    assert told(store, on, office_id) == figures
    connection.kept = kept
