"""Dataclasses and patterns that are finished when they are first used: a start loads hundreds of each.

Python writes and compiles the six methods of a dataclass as text, half a millisecond for each class, and
most are only named in an annotation. Here a class gets its slots at once, and what compares and protects its
objects without any text; what makes an object is written when the first one is made, how it reads and what
comes first when that is asked. A pattern is compiled when something is looked for.
To who reads or checks the code they are those of `dataclasses` and `re`.
"""

import dataclasses
import re
from collections.abc import Callable
from operator import attrgetter
from threading import RLock
from typing import TYPE_CHECKING, Any, ClassVar, get_origin

__all__ = ["dataclass", "pattern"]

_COMPLETING = RLock()
"""Two threads may make the first two objects of a class."""

_LATER = ("__repr__", "__lt__", "__le__", "__gt__", "__ge__")
"""What few classes are asked for, and Python writes then."""

_TOLD = ("__dataclass_fields__", "__dataclass_params__", "__match_args__")


class _Told:
    """Stands in the place of what is told of the class until somebody asks: it, an object, a class below."""

    def __init__(self, name: str, tell: Callable[[], None]) -> None:
        self._name, self._tell = name, tell

    def __get__(self, _object: object, kind: Any) -> Any:
        self._tell()
        return getattr(kind, self._name)


def _dataclass(kind: Any = None, /, *, slots: bool = False, **said: Any) -> Any:
    if kind is None:
        return lambda kind: _dataclass(kind, slots=slots, **said)
    if not slots:
        return dataclasses.dataclass(**said)(kind)
    names = [name for name, told in vars(kind).get("__annotations__", {}).items() if not _is_shared(told)]
    own = {name: value for name, value in vars(kind).items() if name not in ("__dict__", "__weakref__")}
    is_frozen = said.get("frozen", False)

    def written(**asked: bool) -> dict[str, Any]:
        # On a class of its own each time: what it writes takes the defaults away.
        on = type(kind)(kind.__name__, kind.__bases__, dict(own))
        on.__qualname__ = kind.__qualname__
        dataclasses.dataclass(**{**said, **asked})(on)
        return dict(vars(on))

    def tell() -> None:
        with _COMPLETING:
            if "__dataclass_fields__" in told:
                return  # another thread was first
            protects = any(hasattr(base, "__dataclass_params__") for base in kind.__bases__)
            told.update(written(init=False, repr=False, eq=False, order=False, frozen=is_frozen and protects))
            told["__dataclass_params__"].frozen = is_frozen
            for name in _TOLD:
                setattr(made, name, told[name])

    def fields() -> list[Any]:
        return list(dataclasses.fields(made))

    def init(self: Any, *given: Any, **named: Any) -> None:
        with _COMPLETING:
            if made.__init__ is init:
                made.__init__ = _maker(made, fields())
        made.__init__(self, *given, **named)

    def at_first(name: str) -> Callable[..., Any]:
        def method(self: Any, *others: Any) -> Any:
            with _COMPLETING:
                setattr(made, name, written(init=False)[name])
            return getattr(made, name)(self, *others)

        return method

    told: dict[str, Any] = {}
    new: dict[str, Any] = {"__init__": init, **{name: _Told(name, tell) for name in _TOLD}}
    if said.get("repr", True):
        new["__repr__"] = at_first("__repr__")
    if said.get("order"):
        new.update({name: at_first(name) for name in _LATER[1:]})
    if said.get("eq", True):
        new.update(_compared(fields, is_hashed=is_frozen))
    if is_frozen:
        new.update(_protected(lambda: made, fields))
    kept = {name: value for name, value in own.items() if name not in names}
    # Of what it has itself nothing is replaced; Python says of a class with an __eq__ that it has no hash.
    left = {name: value for name, value in new.items() if own.get(name) is None}
    made = type(kind)(kind.__name__, kind.__bases__, {**kept, **left, "__slots__": tuple(names)})
    made.__qualname__ = kind.__qualname__
    return made


def _maker(made: Any, fields: list[Any]) -> Callable[..., None]:
    """Write the one method whose text differs from class to class: each field is an argument of it."""
    known: dict[str, Any] = {"__set__": object.__setattr__, "__left__": dataclasses.MISSING}
    places, named, lines = ["self"], ["*"], []
    for field in fields:
        name, place, value = field.name, field.name, field.name
        if field.default is not dataclasses.MISSING:
            known[f"__{name}__"] = field.default
            place = f"{name}=__{name}__"
        elif field.default_factory is not dataclasses.MISSING:
            known[f"__{name}__"] = field.default_factory
            place, value = f"{name}=__left__", f"__{name}__() if {name} is __left__ else {name}"
        (named if field.kw_only else places).append(place)
        is_frozen = made.__dataclass_params__.frozen
        lines.append(f"__set__(self, {name!r}, {value})" if is_frozen else f"self.{name} = {value}")
    if hasattr(made, "__post_init__"):
        lines.append("self.__post_init__()")
    heading = f"def __init__({', '.join(places + (named if named[1:] else []))}):"
    exec("\n    ".join([heading, *(lines or ["pass"])]), known)  # noqa: S102 - our own names
    init: Callable[..., None] = known["__init__"]
    init.__qualname__ = f"{made.__qualname__}.__init__"
    return init


def _compared(fields: Callable[[], list[Any]], *, is_hashed: bool) -> dict[str, Any]:
    """Two objects of one class are alike if all their fields are; what never changes has a hash."""
    of: Callable[[Any], Any] | None = None

    def values(one: Any) -> Any:
        nonlocal of
        if of is None:
            names = [field.name for field in fields() if field.compare]
            of = attrgetter(*names) if names else lambda _: ()
        return of(one)

    def is_like(self: Any, other: Any) -> Any:
        return (values(self),) == (values(other),) if other.__class__ is self.__class__ else NotImplemented

    def hashed(self: Any) -> int:
        return hash((values(self),))

    return {"__eq__": is_like, "__hash__": hashed if is_hashed else None}


def _protected(kind: Callable[[], Any], fields: Callable[[], list[Any]]) -> dict[str, Any]:
    """What never changes refuses to."""

    def ask(one: Any, name: str, what: str) -> None:
        if type(one) is kind() or any(field.name == name for field in fields()):
            raise dataclasses.FrozenInstanceError(f"cannot {what} field {name!r}")

    def assign(self: Any, name: str, value: Any) -> None:
        ask(self, name, "assign to")
        super(kind(), self).__setattr__(name, value)

    def delete(self: Any, name: str) -> None:
        ask(self, name, "delete")
        super(kind(), self).__delattr__(name)

    return {"__setattr__": assign, "__delattr__": delete}


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
