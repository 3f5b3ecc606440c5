"""Dataclasses and patterns that are finished when they are first used: a start loads hundreds of each.

Python writes and compiles the six methods of a dataclass as text, half a millisecond for each class, and
most are only named in an annotation. Here a class gets its slots at once, and `dataclasses` writes the rest
when an object is made or somebody asks for the fields. A pattern is compiled when something is looked for.
To who reads or checks the code they are those of `dataclasses` and `re`.
"""

import dataclasses
import re
from collections.abc import Callable
from threading import RLock
from typing import TYPE_CHECKING, Any, ClassVar, get_origin

__all__ = ["dataclass", "pattern"]

_COMPLETING = RLock()
"""Two threads may make the first two objects of a class."""


class _Fields:
    """Stands in the place of the fields until somebody asks: the class, an object, a class below it."""

    def __init__(self, complete: Callable[[], None]) -> None:
        self._complete = complete

    def __get__(self, _object: object, kind: Any) -> Any:
        self._complete()
        return kind.__dataclass_fields__


def _dataclass(kind: Any = None, /, *, slots: bool = False, **said: Any) -> Any:
    if kind is None:
        return lambda kind: _dataclass(kind, slots=slots, **said)
    if not slots:
        return dataclasses.dataclass(**said)(kind)
    fields = [name for name, told in vars(kind).get("__annotations__", {}).items() if not _is_shared(told)]
    made = _slotted(kind, fields)
    written = dict(vars(kind))

    def complete() -> None:
        with _COMPLETING:
            if made.__init__ is not init:
                return  # another thread was first
            dataclasses.dataclass(**said)(kind)
            new = {name: value for name, value in vars(kind).items() if written.get(name) is not value}
            for name in new.keys() - {*fields, "__init__"}:
                setattr(made, name, new[name])
            # Until all the others are there every thread comes here.
            made.__init__ = new["__init__"]

    def init(self: Any, *given: Any, **named: Any) -> None:
        complete()
        made.__init__(self, *given, **named)

    made.__init__ = init
    made.__dataclass_fields__ = _Fields(complete)
    return made


def _is_shared(annotation: Any) -> bool:
    return "ClassVar" in annotation if isinstance(annotation, str) else get_origin(annotation) is ClassVar


def _slotted(kind: Any, fields: list[str]) -> Any:
    own = {name: value for name, value in vars(kind).items() if name not in fields}
    del own["__dict__"], own["__weakref__"]
    made = type(kind)(kind.__name__, kind.__bases__, {**own, "__slots__": tuple(fields)})
    made.__qualname__ = kind.__qualname__
    return made


class _Pattern:
    """Becomes the methods of a compiled pattern, one by one."""

    def __init__(self, *said: Any) -> None:
        self._said = said

    def __getattr__(self, name: str) -> Any:
        method = getattr(re.compile(*self._said), name)
        setattr(self, name, method)
        return method


if TYPE_CHECKING:
    from dataclasses import dataclass
    from re import compile as pattern
else:
    dataclass, pattern = _dataclass, _Pattern
