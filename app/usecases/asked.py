"""What kind of act a use case is: the door for writes asks the role of who is signed in before it runs.

A use case within another one is part of that; the outermost is asked about. One that declares nothing is
for the 管理者 alone.
"""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, Protocol, TypeVar

from app.domain.roles import Act
from app.ports import Transaction

P = ParamSpec("P")
T = TypeVar("T")

UseCaseOf = Callable[Concatenate[Transaction, P], T]

ACT_OF: dict[str, Act] = {}
"""The act of each use case that is loaded, by module and name."""


class Declaring(Protocol):
    """Declares the act of a use case, which stays of its own type."""

    def __call__(self, use_case: UseCaseOf[P, T], /) -> UseCaseOf[P, T]: ...


def step(act: Act) -> Declaring:
    """Return what declares that a use case is that act."""

    def declare(use_case: UseCaseOf[P, T], /) -> UseCaseOf[P, T]:
        ACT_OF[f"{use_case.__module__}.{use_case.__name__}"] = act

        @wraps(use_case)
        def asked(tx: Transaction, /, *args: P.args, **kwargs: P.kwargs) -> T:
            with tx.doing(act):
                return use_case(tx, *args, **kwargs)

        return asked

    return declare


over_the_counter = step(Act.HAND)
everyday = step(Act.WORK)
of_everybody = step(Act.WHOLE)
of_settings = step(Act.SETTLE)
