"""Forms described in files (resources/forms/*.toml): what stands where, filled with the values of one case.

A text may hold {value}. Alone it is that value as it is: a name stays a name, rows stay rows; within
other words it is put in. `when` names what must be given for a block or a box to be there. The other
keys are those of app/printing/form/values.py.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from app.printing.form.values import Block, Choice, Copy, Field, Fields, Form, Stamp, Stamps, Table, Words
from app.printing.values import ListColumn
from app.words import texts

Values = Mapping[str, Any]
PARTS = ("person", "papers", "reasons")
"""The files of what several forms share; a society's own form may include them, too."""
VALUE = re.compile(r"\{(\w+)\}")


def told_of(name: str) -> dict[str, Any]:
    """Return what the file of a form, or of a part of forms, says."""
    return texts(f"forms/{name}.toml")


def filled_form(name: str, values: Values, *, made_on: date, own: Values | None = None) -> Form:
    """Return the form of that file with these values. own: the society's forms, by name, before ours."""
    told = (own or {}).get(name) or told_of(name)
    copies = tuple(Copy(one["name"], _stamps(one, values)) for one in told.get("copies", ()))
    rest = {key: told[key] for key in told.keys() - {"block", "copies"}}
    return Form(
        made_on=made_on,
        blocks=tuple(_blocks(told["block"], values)),
        copies=copies or (Copy(),),
        **_filled(rest, values),
    )


def _filled(told: Values, values: Values) -> dict[str, Any]:
    """Return what is told with its values put in."""
    return {key: _value(one, values) for key, one in told.items() if key != "when"}


def _value(told: object, values: Values) -> object:
    if not isinstance(told, str):
        return told
    alone = VALUE.fullmatch(told)
    return values[alone[1]] if alone else VALUE.sub(lambda found: str(values[found[1]]), told)


def _is_there(told: Values, values: Values) -> bool:
    return "when" not in told or bool(values[told["when"]])


def _blocks(blocks: list[dict[str, Any]], values: Values) -> Iterator[Block]:
    for told in blocks:
        if not _is_there(told, values):
            continue
        if "include" in told:
            # What several forms share; what is said here goes before what is said there.
            own = {key: one for key, one in told.items() if key not in ("include", "when")}
            yield from _blocks([one | own for one in told_of(told["include"])["block"]], values)
        elif "fields" in told:
            yield _fields(told, values)
        elif "columns" in told:
            yield _table(told, values)
        elif "text" in told:
            yield Words(**_filled(told, values))
        else:
            yield _stamps(told, values)


def _fields(told: Values, values: Values) -> Fields:
    usual = {key: told[key] for key in ("label_mm",) if key in told}
    rows = (
        tuple(_field(usual | box, values) for box in row if _is_there(box, values)) for row in told["fields"]
    )
    return Fields(tuple(row for row in rows if row), told.get("heading", ""))


def _field(told: Values, values: Values) -> Field:
    # A choice is its word alone or with what ticks it.
    choices = tuple(
        Choice(one) if isinstance(one, str) else Choice(**_filled(one, values))
        for one in told.get("choices", ())
    )
    return Field(**_filled(told, values) | {"choices": choices})


def _table(told: Values, values: Values) -> Table:
    filled = _filled(told, values)
    rows = filled["rows"]
    if filled.pop("is_numbered", False):
        rows = ((str(n), *row) for n, row in enumerate(rows, 1))
    columns = filled["columns"]
    return Table(**filled | {"rows": tuple(rows), "columns": tuple(ListColumn(*one) for one in columns)})


def _stamps(told: Values, values: Values) -> Stamps:
    sides = (tuple(Stamp(**_filled(one, values)) for one in told.get(side, ())) for side in ("right", "left"))
    return Stamps(*sides)
