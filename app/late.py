"""Dataclasses and patterns that are finished when they are first used: a start loads hundreds of each.

Python writes and compiles the six methods of a dataclass as text, half a millisecond for each class, and
most are only named in an annotation. Here a class gets its slots at once; `dataclasses` writes what makes an
object when one is made or somebody asks for the fields, and what compares and shows objects when that is
asked. A pattern is compiled when something is looked for.
To who reads or checks the code they are those of `dataclasses` and `re`.
"""

import dataclasses
import re
from collections.abc import Callable, Iterator, Mapping
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
    own = {name: value for name, value in vars(kind).items() if name not in ("__dict__", "__weakref__")}
    left = set(_second(own, said))

    def written(**but: bool) -> dict[str, Any]:
        # On a class of its own each time: what it writes takes the defaults away.
        on = type(kind)(kind.__name__, kind.__bases__, dict(own))
        on.__qualname__ = kind.__qualname__
        dataclasses.dataclass(**{**said, **but})(on)
        new = {name: value for name, value in vars(on).items() if own.get(name) is not value}
        return {name: new[name] for name in new.keys() - {*fields, "__dict__", "__weakref__"}}

    def begin() -> None:
        with _COMPLETING:
            if made.__init__ is not init:
                return  # another thread was first
            new = written(repr=False, eq=False, order=False)
            for name in new.keys() - {"__init__"}:
                setattr(made, name, new[name])
            # Until all the others are there every thread comes here.
            made.__init__ = new["__init__"]

    def init(self: Any, *given: Any, **named: Any) -> None:
        begin()
        made.__init__(self, *given, **named)

    def complete() -> None:
        with _COMPLETING:
            new = written(init=False) if left else {}
            while left:
                setattr(made, name := left.pop(), new[name])

    def at_first(name: str) -> Callable[..., Any]:
        def method(self: Any, *others: Any) -> Any:
            complete()
            return getattr(made, name)(self, *others)

        return method

    kept = {name: value for name, value in own.items() if name not in fields}
    first = {"__init__": init, "__dataclass_fields__": _Fields(begin)}
    second = {name: at_first(name) for name in left}
    made = type(kind)(kind.__name__, kind.__bases__, {**kept, **first, **second, "__slots__": tuple(fields)})
    made.__qualname__ = kind.__qualname__
    return made


def _second(own: Mapping[str, Any], said: Mapping[str, bool]) -> Iterator[str]:
    """What is asked of few classes at a start: how an object reads, and whether it is like another."""
    if said.get("repr", True) and "__repr__" not in own:
        yield "__repr__"
    if said.get("eq", True):
        if "__eq__" not in own:
            yield "__eq__"
        # Python itself says of a class with an __eq__ of its own that it has no hash.
        if said.get("frozen") and own.get("__hash__") is None:
            yield "__hash__"
    if said.get("order"):
        yield from ("__lt__", "__le__", "__gt__", "__ge__")


def _is_shared(annotation: Any) -> bool:
    return "ClassVar" in annotation if isinstance(annotation, str) else get_origin(annotation) is ClassVar


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
