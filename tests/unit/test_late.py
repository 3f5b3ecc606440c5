"""A late dataclass is the one that Python writes, only later; a late pattern likewise."""

import dataclasses
import itertools
import re
import threading
from typing import Any, ClassVar

import pytest

from app import late


class _Base:
    """Of its own, so that a class below it has inherited fields."""

    base: int
    more: str = "more"


class _Below(_Base):
    """Field of its own, one default, one made anew, one not compared, and one that belongs to the class."""

    own: "int | None" = None
    made: list[int] = dataclasses.field(default_factory=list)
    beside: str = dataclasses.field(default="", compare=False, repr=False)
    shared: ClassVar[str] = "shared"

    @property
    def both(self) -> str:
        """What is computed stays."""
        return f"{self.base} {self.more}"


def _dressed(decorator: Any) -> Any:
    base = decorator(frozen=True, slots=True)(type("Base", (), dict(vars(_Base))))
    return decorator(frozen=True, slots=True, order=True)(type("Below", (base,), dict(vars(_Below))))


def _hash(one: Any) -> int | None:
    try:
        return hash(one)
    except TypeError:
        return None


@pytest.fixture
def kinds() -> tuple[Any, Any]:
    """The same class, late and as Python makes it."""
    return _dressed(late._dataclass), _dressed(dataclasses.dataclass)


def test_it_is_the_dataclass_that_python_makes(kinds: tuple[Any, Any]) -> None:
    told = []
    for kind in kinds:
        one, same, other = kind(1), kind(base=1, made=[], beside="x"), kind(1, "x", own=2)
        assert one == same != other
        assert one < other
        assert not hasattr(one, "__dict__")
        with pytest.raises(dataclasses.FrozenInstanceError):
            one.base = 2
        with pytest.raises(dataclasses.FrozenInstanceError):
            del one.base
        with pytest.raises(TypeError, match="missing 1 required positional argument"):
            kind()
        told.append(
            (
                repr(other),
                other.both,
                kind.shared,
                kind.__slots__,
                kind.__match_args__,
                dataclasses.asdict(dataclasses.replace(other, more="y")),
                [(field.name, field.type) for field in dataclasses.fields(kind)],
            )
        )
    assert told[0] == told[1]


def test_its_fields_are_there_before_the_first_object(kinds: tuple[Any, Any]) -> None:
    assert dataclasses.is_dataclass(kinds[0])
    assert [field.name for field in dataclasses.fields(kinds[0])] == ["base", "more", "own", "made", "beside"]
    assert kinds[0](3).base == 3


def test_objects_are_compared_and_shown_by_methods_written_when_asked() -> None:
    """Also where a class has some of its own."""
    settings: list[dict[str, bool]] = [{"frozen": True}, {}, {"frozen": True, "eq": False}]
    its_own: list[dict[str, Any]] = [
        {},
        {"__eq__": lambda one, other: one.a % 2 == other.a % 2},
        {"__hash__": lambda one: one.a + 7},
        {"__repr__": lambda _: "-"},
    ]
    for said, more in itertools.product(settings, its_own):
        told = []
        for decorator in (late._dataclass, dataclasses.dataclass):
            some = type("Some", (), {"__annotations__": {"a": int}, **more})
            kind: Any = decorator(slots=True, **said)(some)
            alike = [kind(1) == kind(1), kind(1) == kind(3), kind(1) != kind(2), kind(2) == kind(2)]
            is_hashed = said.get("eq", True) or "__hash__" in more
            told.append([*alike, repr(kind(5)), _hash(kind(2)) if is_hashed else None])
        assert told[0] == told[1], (said, more)


def test_fields_by_name_only_and_what_follows_on_making() -> None:
    def once_made(self: Any) -> None:
        self.b += 1

    decorators: list[Any] = [late._dataclass, dataclasses.dataclass]
    for decorator in decorators:
        some = {"__annotations__": {"a": int, "b": int}, "b": 1, "__post_init__": once_made}
        kind: Any = decorator(slots=True, kw_only=True)(type("Some", (), some))
        assert (kind(a=1).b, kind(a=1, b=2).b) == (2, 3)
        with pytest.raises(TypeError, match="1 positional argument but 2 were given"):
            kind(1)
        with pytest.raises(TypeError, match="unhashable"):
            hash(kind(a=1))


def test_a_set_may_be_the_first_to_ask() -> None:
    sheet = late._dataclass(frozen=True, slots=True)(type("Some", (), {"__annotations__": {"a": int}}))
    assert len({sheet(1), sheet(1), sheet(2)}) == 2


def test_two_threads_may_make_the_first_objects(kinds: tuple[Any, Any]) -> None:
    together, made = threading.Barrier(8), []

    def make() -> None:
        together.wait()
        made.append(kinds[0](1))

    threads = [threading.Thread(target=make) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert made == [kinds[0](1)] * 8


def test_a_pattern_is_one_of_pythons() -> None:
    pattern: Any = late._Pattern(r"(?P<a>x)+", re.IGNORECASE)
    assert pattern.fullmatch("xX")["a"] == "X"
    assert pattern.sub("-", "axb") == "a-b"
    assert pattern.pattern == r"(?P<a>x)+"
