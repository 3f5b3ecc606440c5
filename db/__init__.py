"""Storage: one encrypted SQLite file per data folder, written through one door."""

import sys
from importlib import import_module
from types import ModuleType
from typing import Any

# peewee loads every driver that it finds; that of PostgreSQL is loaded by the store that needs it.
_DRIVER = "psycopg"
# What it loads whole for columns that no table here has.
_HARDLY_USED = ("socket", "uuid")


class _StandIn(ModuleType):
    """Has what the module of that name has, which is loaded when peewee asks for something of it."""

    def __getattr__(self, wanted: str) -> Any:
        module = import_module(self.__name__)
        if module is self:  # peewee itself is being loaded, and Qt looks at what it imports
            raise AttributeError(wanted)
        return getattr(module, wanted)


if "peewee" not in sys.modules:
    _absent = {_DRIVER: None} | {name: _StandIn(name) for name in _HARDLY_USED}
    _absent = {name: module for name, module in _absent.items() if name not in sys.modules}
    sys.modules.update(_absent)  # type: ignore[arg-type]
    import_module("peewee")
    for _name in _absent:
        del sys.modules[_name]
