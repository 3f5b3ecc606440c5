"""Keys whose derivation costs next to nothing: what keys.json states is obeyed, and least is enough here."""

from dataclasses import fields

from db.keys.slot import Slot

COSTS = ("rounds", "memory_kib", "lanes")
AS_SHIPPED = tuple(field.default for field in fields(Slot) if field.name in COSTS)
LEAST = (1, 8 * 1024, 1)
"""The least that keys.json may state."""


def new_keys_cost(costs: tuple[int, ...] = LEAST) -> None:
    """Let keys made from now on state these costs; what an office gets, tests/db/keys/test_keys.py proves."""
    for name, cost in zip(COSTS, costs, strict=True):
        Slot.__dataclass_fields__[name].default = cost  # what makes a slot is written with the first one
    if Slot.__init__.__defaults__:
        Slot.__init__.__defaults__ = costs
