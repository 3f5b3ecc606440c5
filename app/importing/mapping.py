"""Which column says what, as a value: by the headings themselves, by a saved file, by answers given.

A profile goes into a file and comes back the same; with it the next list of the same sender is read
without a question.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import field, replace
from hashlib import sha256

from app.domain.accepted_text import accepted_document
from app.domain.field_kind import FieldKind
from app.domain.my_number import find_my_number
from app.errors import BadValue
from app.importing.date_parts import parts_in
from app.importing.fields import DatePart, Field, ListedPerson
from app.importing.synonyms import family_of, field_of, match, plain, resembles
from app.importing.table import AS_FOUND, Reading, Table
from app.late import dataclass
from app.words import label

__all__ = ["Field", "ListedPerson", "MappingProfile", "field_of", "fingerprint", "recognise", "resembles"]

EITHER = "either"
"""Of two columns for one field, whichever of them is filled."""
_PARTS = (
    (Field.FAMILY_NAME, Field.GIVEN_NAME, Field.NAME),
    (Field.FAMILY_KANA, Field.GIVEN_KANA, Field.KANA),
)
_ONE_KANA = re.compile(r"[ぁ-ゖァ-ヺｦ-ﾟー]+")
_NAMES_A_SYMBOL = re.compile("記号")
_NO_DIGITS = str.maketrans("0123456789", "ghijklmnop")
_GIVEN = frozenset(map(plain, "カナ名 名前 名前カナ 名前フリガナ".split()))
_OF_THE_INSURED = {Field.INSURED_NAME: Field.NAME, Field.INSURED_BORN_ON: Field.BORN_ON}


@dataclass(frozen=True, slots=True)
class MappingProfile:
    """How one kind of list is read. Raises BadValue if a field stands twice.

    columns: column → field. parts: column → the day of which it is a part, and the part. family: column → the
    relative on the employee's row, and the field.
    codes: column → word in it → word of ours; an empty one says nothing. constants: what stands in no
    column. answers: question → choice, as app.importing.questions asks. unused: columns that say nothing.
    """

    columns: Mapping[str, Field]
    parts: Mapping[str, tuple[Field, DatePart]] = field(default_factory=dict)
    family: Mapping[str, tuple[str, Field]] = field(default_factory=dict)
    codes: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    constants: Mapping[Field, str] = field(default_factory=dict)
    answers: Mapping[str, str] = field(default_factory=dict)
    unused: frozenset[str] = frozenset()
    reading: Reading = AS_FOUND
    fingerprint: str = ""

    def __post_init__(self) -> None:
        fields = list(self.columns.values())
        for one in fields:
            if fields.count(one) > 1 and self.answers.get(f"rival:{one}") != EITHER:
                raise BadValue(f"「{label(one)}」に二つの列が選ばれています。一つにしてください。")

    def places(self, table: Table) -> dict[Field, tuple[int, ...]]:
        """Return where each field stands in this table."""
        chosen = {plain(name): one for name, one in self.columns.items()}
        chosen |= {plain(name): one for name, (one, _) in self.parts.items()}
        found: dict[Field, tuple[int, ...]] = {}
        for place, name in enumerate(table.names):
            one = chosen.get(plain(name))
            if one is not None:
                found[one] = (*found.get(one, ()), place)
        return found

    def positions(self, table: Table) -> dict[Field, int]:
        """Return the first column of each field in this table."""
        return {one: places[0] for one, places in self.places(table).items()}

    @property
    def used(self) -> tuple[str, ...]:
        """The columns that say something."""
        return (*self.columns, *self.parts, *self.family)

    @property
    def decided(self) -> frozenset[str]:
        """The plain names of the columns of which is known what they say, or that they say nothing."""
        return frozenset(map(plain, (*self.used, *self.unused)))

    def codes_of(self, name: str) -> Mapping[str, str]:
        """What the words of a column mean, beyond those everybody knows."""
        return self.codes.get(name, {})

    def with_answer(self, question: str, choice: str) -> "MappingProfile":
        return replace(self, answers={**self.answers, question: choice})

    def to_json(self) -> str:
        """Return the profile as a file holds it."""
        reading = {name: getattr(self.reading, name) for name in Reading.__slots__}
        parts: dict[str, object] = {
            "fingerprint": self.fingerprint,
            "columns": dict(self.columns),
            "parts": {name: list(found) for name, found in self.parts.items()},
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
            if "heading_row" in reading:
                reading["heading_row"] = int(reading["heading_row"])
            return cls(
                columns={str(name): Field(one) for name, one in saved["columns"].items()},
                parts={
                    str(name): (Field(one), DatePart(part))
                    for name, (one, part) in saved.get("parts", {}).items()
                },
                family={
                    str(name): (str(who), Field(one)) for name, (who, one) in saved.get("family", {}).items()
                },
                codes={
                    str(name): {str(word): str(ours) for word, ours in words.items()}
                    for name, words in saved.get("codes", {}).items()
                },
                constants={Field(one): str(value) for one, value in saved.get("constants", {}).items()},
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
    digest = sha256("\n".join(map(plain, table.names)).encode()).hexdigest()[:16]
    # By chance one of many looks like a 個人番号, and could not be stored.
    return digest.translate(_NO_DIGITS) if find_my_number(digest, FieldKind.DOCUMENT) else digest


def recognise(table: Table, saved: MappingProfile | None = None) -> MappingProfile:
    """Return the profile that the headings themselves suggest; what a saved one says goes first."""
    saved = saved or MappingProfile({})
    kept = set(saved.decided)
    taken = set(saved.columns.values()) | {one for one, _ in saved.parts.values()}
    found_parts = parts_in(table).items()
    parts = {name: part for name, part in found_parts if plain(name) not in kept and part[0] not in taken}
    parts |= saved.parts
    split = {one for one, part in parts.values() if part is DatePart.YEAR}
    kept |= {plain(name) for name in parts}
    best: dict[Field, tuple[int, str]] = {}
    family = dict(saved.family)
    for name, heading in zip(table.names, table.headings, strict=True):
        if plain(name) in kept:
            continue
        if (relative := family_of(heading)) is not None:
            family[name] = relative
        elif (found := match(heading)) is not None and found[1] not in taken | split:
            rank, one = found
            if one not in best or rank < best[one][0]:
                best[one] = (rank, name)
    _kana_beside_kana(table, best)
    _of_the_insured(best, taken)
    _beside_the_other(best, taken)
    return replace(
        saved,
        columns={**{name: one for one, (_, name) in best.items()}, **saved.columns},
        parts=parts,
        family=family,
        fingerprint=fingerprint(table),
    )


def _kana_beside_kana(table: Table, best: dict[Field, tuple[int, str]]) -> None:
    """One heading over two columns of kana: the second is the reading of the 名."""
    names = table.names
    place = names.index(best[Field.KANA][1]) + 1 if Field.KANA in best else len(names)
    if place >= len(names) or table.headings[place].strip() or Field.FAMILY_KANA in best:
        return
    texts = list(table.filled(place))
    if texts and all(map(_ONE_KANA.fullmatch, texts)):
        best[Field.FAMILY_KANA] = best.pop(Field.KANA)
        best[Field.GIVEN_KANA] = (0, names[place])


def _beside_the_other(best: dict[Field, tuple[int, str]], taken: set[Field]) -> None:
    """カナ(名) and 名前 are whole names but beside 姓; without a 記号, that of the 事業所 is the 記号."""
    for family, given, whole in _PARTS:
        has_family = family in best or family in taken
        if has_family and given not in best and whole in best and plain(best[whole][1]) in _GIVEN:
            best[given] = best.pop(whole)
    has_symbol = not {Field.SYMBOL, Field.SYMBOL_NUMBER}.isdisjoint(best.keys() | taken)
    if not has_symbol and Field.OFFICE_CODE in best and _NAMES_A_SYMBOL.search(best[Field.OFFICE_CODE][1]):
        best[Field.SYMBOL] = best.pop(Field.OFFICE_CODE)


def _of_the_insured(best: dict[Field, tuple[int, str]], taken: set[Field]) -> None:
    """A list of employees alone may call their names 被保険者氏名; beside another name it is whose family."""
    own_name = {Field.NAME, Field.FAMILY_NAME} & (best.keys() | taken)
    for theirs, own in _OF_THE_INSURED.items():
        if (
            theirs in best
            and own not in best
            and own not in taken
            and (own is not Field.NAME or not own_name)
        ):
            best[own] = best.pop(theirs)
