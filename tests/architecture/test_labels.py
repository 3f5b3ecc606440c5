"""Every value the rules know has its Japanese word."""

import importlib
import pkgutil
from enum import Enum, Flag

import pytest

import app.domain
from app.domain.field_kind import FieldKind
from ui.words.labels import LABELS, label

NEVER_SHOWN = {FieldKind}


def domain_enums() -> list[type[Enum]]:
    modules = [
        importlib.import_module(f"app.domain.{m.name}") for m in pkgutil.iter_modules(app.domain.__path__)
    ]
    return [
        thing
        for module in modules
        for thing in vars(module).values()
        if isinstance(thing, type)
        and issubclass(thing, Enum)
        and not issubclass(thing, Flag)
        and thing.__module__ == module.__name__
        and thing not in NEVER_SHOWN
    ]


@pytest.mark.parametrize("enum", domain_enums(), ids=lambda enum: enum.__name__)
def test_every_value_has_a_label(enum: type[Enum]) -> None:
    assert [member.name for member in enum if not LABELS[enum].get(member, "").strip()] == []


@pytest.mark.parametrize("enum", domain_enums(), ids=lambda enum: enum.__name__)
def test_no_two_values_share_a_label(enum: type[Enum]) -> None:
    words = [label(member) for member in enum]
    assert len(words) == len(set(words))
