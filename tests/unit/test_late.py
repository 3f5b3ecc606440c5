"""A late dataclass is the one that Python writes, only later; a late pattern likewise."""

import dataclasses
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
    """Field of its own, one default, one made anew, and one that belongs to the class."""

    own: "int | None" = None
    made: list[int] = dataclasses.field(default_factory=list)
    shared: ClassVar[str] = "shared"

    @property
    def both(self) -> str:
        """What is computed stays."""
        return f"{self.base} {self.more}"


def _dressed(decorator: Any) -> Any:
    base = decorator(frozen=True, slots=True)(type("Base", (), dict(vars(_Base))))
    return decorator(frozen=True, slots=True, order=True)(type("Below", (base,), dict(vars(_Below))))


@pytest.fixture
def kinds() -> tuple[Any, Any]:
    """The same class, late and as Python makes it."""
    return _dressed(late._dataclass), _dressed(dataclasses.dataclass)


def test_it_is_the_dataclass_that_python_makes(kinds: tuple[Any, Any]) -> None:
    told = []
    for kind in kinds:
        one, same, other = kind(1), kind(base=1, made=[]), kind(1, "x", own=2)
        assert one == same != other
        assert one < other
        assert not hasattr(one, "__dict__")
        with pytest.raises(dataclasses.FrozenInstanceError):
            one.base = 2
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
    assert [field.name for field in dataclasses.fields(kinds[0])] == ["base", "more", "own", "made"]
    assert kinds[0](3).base == 3


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
