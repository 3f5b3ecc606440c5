"""Storage: one encrypted SQLite file per data folder, written through one door."""

import sys
from importlib import import_module

# peewee loads every driver that it finds; that of PostgreSQL is loaded by the store that needs it.
_DRIVER = "psycopg"
if _DRIVER not in sys.modules:
    sys.modules[_DRIVER] = None  # type: ignore[assignment]
    import_module("peewee")
    del sys.modules[_DRIVER]
