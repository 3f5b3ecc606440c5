"""The answer of a read as it is shown to who may not see, or did not ask for, 記号・番号.

Each number and key in it is hidden (app/domain/hidden.py), and so is each that stands in a sentence. Which
fields those are follows from their names and types, so that a read made later is covered too.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass, replace
from enum import Enum
from functools import cache
from typing import Any, TypeVar, cast, get_type_hints

from app.domain.answer import GivenAnswer, Named, content_of, read_content
from app.domain.difference import Difference
from app.domain.hidden import Hidden
from app.domain.insured_number import hidden_key, hidden_number, masked_in, masked_number
from app.domain.parcel import ParcelConflict
from app.domain.person import Person
from app.domain.step_ahead import StepAhead
from db.tables.codec import copier

T = TypeVar("T")
Hide = Callable[[Any], Any]

_SENTENCES = frozenset("detail reason rule moved_because said note found_by label what".split())
"""Fields of texts in which a number may stand."""
_HAVE_NUMBERS = (Named, StepAhead)


def hidden(found: T) -> T:
    """Return the same answer with every 番号 hidden."""
    return _hidden(found)


def _hidden(value: Any) -> Any:
    if (hide := _of_kind(type(value))) is not None:
        return hide(value)
    if isinstance(value, list):
        return [_hidden(one) for one in value]
    if isinstance(value, tuple) and type(value) is tuple:
        return tuple(_hidden(one) for one in value)
    if isinstance(value, Mapping):
        return {name: _hidden(one) for name, one in value.items()}
    return value


def _found_for(kind: Any) -> Hide | None:
    """What hides the numbers in an object of that class; None where there can be none."""
    if not is_dataclass(kind):
        return None
    if kind in _BY_HAND:
        return _BY_HAND[kind]
    hints = get_type_hints(kind)
    hiders = {field.name: hide for field in fields(kind) if (hide := _of_field(kind, field.name, hints))}
    if not hiders:
        return None

    return copier(kind, hiders)


_of_kind: Callable[[Any], Hide | None] = cache(_found_for)


def _of_field(kind: Any, name: str, hints: Mapping[str, Any]) -> Hide | None:
    if name == "number" and issubclass(kind, _HAVE_NUMBERS):
        return hidden_number
    if name == "key" and hints[name] is str:
        return hidden_key
    if name in _SENTENCES and hints[name] is str:
        return _in_sentence
    return _hidden if _may_hold(hints[name]) else None


def _may_hold(hint: Any) -> bool:
    """Whether what an annotation allows can be, or can hold, an object with a number."""
    if parts := getattr(hint, "__args__", ()):
        return any(map(_may_hold, parts))
    is_object = isinstance(hint, type) and is_dataclass(hint) and not issubclass(hint, Enum)
    return is_object and _of_kind(hint) is not None


def _in_sentence(text: str) -> str:
    shown = masked_in(text) if "-" in text else text
    return text if shown == text else Hidden(text, shown)


def _person(one: Person) -> Person:
    """性別の配慮 reads as of everybody else."""
    return cast("Person", _of_person()(one))


@cache
def _of_person() -> Hide:
    return copier(Person, {"number": hidden_number, "sex_on_front": lambda _: True})


def _difference(one: Difference) -> Difference:
    if one.field != "number":
        return one
    return replace(one, ours=hidden_number(one.ours), theirs=hidden_number(one.theirs))


def _conflict(one: ParcelConflict) -> ParcelConflict:
    return replace(one, ours=_in_columns(one.ours), theirs=_in_columns(one.theirs))


def _in_columns(text: str) -> str:
    values = json.loads(text)
    if not isinstance(values, dict) or not values.get("number"):
        return text
    return json.dumps(values | {"number": masked_number(str(values["number"]))}, ensure_ascii=False)


def _given_answer(one: GivenAnswer) -> GivenAnswer:
    answer = read_content(one.content)
    people = {who: replace(named, number=masked_number(named.number)) for who, named in answer.people.items()}
    return replace(one, content=content_of(replace(answer, people=people)))


_BY_HAND: Mapping[Any, Hide] = {
    Person: _person,
    Difference: _difference,
    ParcelConflict: _conflict,
    GivenAnswer: _given_answer,
}
"""Where a number lies in a text that is none."""
