"""Storage: one encrypted SQLite file per data folder, written through one door."""

import sys
from functools import partial
from importlib import import_module
from types import ModuleType

# peewee loads every driver that it finds; that of PostgreSQL is loaded by the store that needs it.
_DRIVER = "psycopg"
# What it loads whole for columns that no table here has; it is given the real ones when it asks.
_HARDLY_USED = ("socket", "uuid")


def _found_in(name: str, wanted: str) -> object:
    return getattr(import_module(name), wanted)


def _stand_in(name: str) -> ModuleType:
    made = ModuleType(name)
    made.__getattr__ = partial(_found_in, name)  # type: ignore[method-assign]
    return made


if "peewee" not in sys.modules:
    _absent = {_DRIVER: None} | {name: _stand_in(name) for name in _HARDLY_USED}
    _absent = {name: module for name, module in _absent.items() if name not in sys.modules}
    sys.modules.update(_absent)  # type: ignore[arg-type]
    import_module("peewee")
    for _name in _absent:
        del sys.modules[_name]
