"""Which column says what, as a value: by the headings themselves, by a saved file, by answers given.

A profile goes into a file and comes back the same; with it the next list of the same sender is read
without a question.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from hashlib import sha256
from types import MappingProxyType
from typing import Any

from app.domain.accepted_text import accepted_document
from app.errors import BadValue
from app.importing.fields import Field, ListedPerson
from app.importing.headings import family_of, field_of, match, plain, resembles
from app.importing.table import Reading, Table
from app.words import label

__all__ = ["Field", "ListedPerson", "MappingProfile", "field_of", "fingerprint", "recognise", "resembles"]

_NOTHING: Mapping[Any, Any] = MappingProxyType({})
EITHER = "either"
"""Of two columns for one field, whichever of them is filled."""
_OF_THE_INSURED = {Field.INSURED_NAME: Field.NAME, Field.INSURED_BORN_ON: Field.BORN_ON}


@dataclass(frozen=True, slots=True)
class MappingProfile:
    """How one kind of list is read. Raises BadValue if a field stands twice.

    columns: column → field. family: column → the relative on the employee's row, and the field.
    codes: column → word in it → word of ours; an empty one says nothing. constants: what stands in no
    column. answers: question → choice, as app.importing.questions asks. unused: columns that say nothing.
    """

    columns: Mapping[str, Field]
    family: Mapping[str, tuple[str, Field]] = _NOTHING
    codes: Mapping[str, Mapping[str, str]] = _NOTHING
    constants: Mapping[Field, str] = _NOTHING
    answers: Mapping[str, str] = _NOTHING
    unused: frozenset[str] = frozenset()
    reading: Reading = Reading()
    fingerprint: str = ""

    def __post_init__(self) -> None:
        fields = list(self.columns.values())
        for field in fields:
            if fields.count(field) > 1 and self.answers.get(f"rival:{field}") != EITHER:
                raise BadValue(f"「{label(field)}」に二つの列が選ばれています。一つにしてください。")

    def places(self, table: Table) -> dict[Field, tuple[int, ...]]:
        """Return where each field stands in this table."""
        chosen = {plain(name): field for name, field in self.columns.items()}
        found: dict[Field, tuple[int, ...]] = {}
        for place, name in enumerate(table.names):
            field = chosen.get(plain(name))
            if field is not None:
                found[field] = (*found.get(field, ()), place)
        return found

    def positions(self, table: Table) -> dict[Field, int]:
        """Return the first column of each field in this table."""
        return {field: places[0] for field, places in self.places(table).items()}

    def codes_of(self, name: str) -> Mapping[str, str]:
        """What the words of a column mean, beyond those everybody knows."""
        return self.codes.get(name, _NOTHING)

    def with_answer(self, question: str, choice: str) -> "MappingProfile":
        return replace(self, answers={**self.answers, question: choice})

    def to_json(self) -> str:
        """Return the profile as a file holds it."""
        reading = {name: getattr(self.reading, name) for name in Reading.__slots__}
        parts: dict[str, object] = {
            "fingerprint": self.fingerprint,
            "columns": dict(self.columns),
            "family": {name: list(found) for name, found in self.family.items()},
            "codes": {name: dict(words) for name, words in self.codes.items()},
            "constants": dict(self.constants),
            "answers": dict(self.answers),
            "unused": sorted(self.unused),
            "reading": {name: value for name, value in reading.items() if value},
        }
        return json.dumps({k: v for k, v in parts.items() if v}, ensure_ascii=False, indent=2) + "\n"

    @classmethod
    def from_json(cls, text: str) -> "MappingProfile":
        """Read a saved profile; raise BadValue if it is none or names an unknown field."""
        accepted_document(text, "列の対応のファイル")
        try:
            saved = json.loads(text)
            reading = dict(saved.get("reading", {}))
            reading["sheets"] = tuple(map(str, reading.get("sheets", ())))
            return cls(
                columns={str(name): Field(field) for name, field in saved["columns"].items()},
                family={
                    str(name): (str(who), Field(field))
                    for name, (who, field) in saved.get("family", {}).items()
                },
                codes={
                    str(name): {str(word): str(ours) for word, ours in words.items()}
                    for name, words in saved.get("codes", {}).items()
                },
                constants={Field(field): str(value) for field, value in saved.get("constants", {}).items()},
                answers={str(key): str(choice) for key, choice in saved.get("answers", {}).items()},
                unused=frozenset(map(str, saved.get("unused", ()))),
                reading=Reading(**reading),
                fingerprint=str(saved.get("fingerprint", "")),
            )
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            raise BadValue(
                "列の対応のファイルを読めません。docs/cli.md の書き方を確かめてください。"
            ) from error


def fingerprint(table: Table) -> str:
    """Return by what a sender's lists are known again: their headings, in their order."""
    return sha256("\n".join(map(plain, table.names)).encode()).hexdigest()[:16]


def recognise(table: Table, saved: MappingProfile | None = None) -> MappingProfile:
    """Return the profile that the headings themselves suggest; what a saved one says goes first."""
    saved = saved or MappingProfile({})
    kept = {plain(name) for name in (*saved.columns, *saved.family, *saved.unused)}
    taken = set(saved.columns.values())
    best: dict[Field, tuple[int, str]] = {}
    family = dict(saved.family)
    for name, heading in zip(table.names, table.headings, strict=True):
        if plain(name) in kept:
            continue
        if (relative := family_of(heading)) is not None:
            family[name] = relative
        elif (found := match(heading)) is not None and found[1] not in taken:
            rank, field = found
            if field not in best or rank < best[field][0]:
                best[field] = (rank, name)
    _of_the_insured(best, taken)
    return replace(
        saved,
        columns={**{name: field for field, (_, name) in best.items()}, **saved.columns},
        family=family,
        fingerprint=fingerprint(table),
    )


def _of_the_insured(best: dict[Field, tuple[int, str]], taken: set[Field]) -> None:
    """A list of employees alone may call their names 被保険者氏名; beside another name it is whose family."""
    own_name = {Field.NAME, Field.FAMILY_NAME} & (best.keys() | taken)
    for theirs, own in _OF_THE_INSURED.items():
        if theirs in best and own not in best and own not in taken and (own is not Field.NAME or not own_name):
            best[own] = best.pop(theirs)
