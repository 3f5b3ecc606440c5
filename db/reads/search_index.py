"""Finding anybody at every key: the few words that are searched, kept in memory in kana order.

Reading them from an encrypted file takes longer than a key may (100,000 people: 20 ms). They are
read again after the roster changed, and only then.
"""

from array import array
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from heapq import merge
from itertools import accumulate, groupby, islice, starmap
from weakref import WeakKeyDictionary

from app import variants
from app.domain import typed
from app.domain.ids import OfficeId
from app.domain.person import PersonKind, key_splits, person_key
from app.words import word
from db.folder.connection import Connection
from db.tables.models import PersonModel
from db.tables.table import Row

_END = "\n"
_KEY = ("symbol", "number", "branch_number")

_FORMER = """
    SELECT f.person_id AS id, p.office_id AS office_id, p.kind AS kind, f.kana AS kana, f.name AS name,
           f.symbol AS symbol, f.number AS number, f.branch_number AS branch_number,
           f.employee_code AS employee_code
    FROM former_identity f
    JOIN person p ON p.id = f.person_id
    JOIN operation o ON o.id = f.operation_id
    WHERE o.depth % 2 = 0 AND NOT EXISTS (SELECT 1 FROM operation later WHERE later.undoes_id = o.id)
    ORDER BY p.kana_key, p.id, f.id DESC
"""
"""SQL: what people were called before, as far as it stands; the latest first."""


class _Words:
    """One column as one text, each word in a line of its own."""

    def __init__(self, words: Iterable[str]) -> None:
        kept = [word.replace(_END, "") for word in words]
        self._text = _END + "".join(f"{word}{_END}" for word in kept)
        self._starts = array("l", accumulate((len(word) + 1 for word in kept), initial=1))

    def places(self, part: str) -> Iterator[int]:
        """Where a word holds the part; its end marks stand for the word's own ends."""
        at = self._text.find(part)
        while at >= 0:
            # The mark before a word belongs to the word.
            place = bisect_right(self._starts, at + part.startswith(_END)) - 1
            yield place
            at = self._text.find(part, max(self._starts[place + 1] - 1, at + 1))


class _Asked:
    """A text in every way it can be meant; without one, an empty text or none."""

    def __init__(self, search: str) -> None:
        self.name, code = typed.without_blanks(search), typed.code(search)
        self.code = code if code.isascii() else ""
        # With a digit it is no name.
        self.is_name = not (self.code and any(char.isdigit() for char in code))
        self.kana = typed.reading(search) if typed.is_kana(typed.reading(search)) else ""


class _Former:
    """Names and numbers that somebody had before."""

    def __init__(self, rows: Sequence[Row]) -> None:
        self.rows = rows
        self._names = _Words(variants.folded(typed.without_blanks(row["name"])) for row in rows)
        self._kana = _Words(typed.kana(row["kana"]) for row in rows)
        self._numbers = _Words(row["number"] for row in rows)
        self._codes = _Words(row["employee_code"].upper() for row in rows)
        self.keys = _Words(_key(row) for row in rows)

    def places(self, asked: _Asked) -> Iterator[int]:
        """Where somebody was called so, or had that number; of a key, also its beginning."""
        if asked.code:
            yield from self._numbers.places(f"{asked.code}{_END}")
            yield from self._codes.places(f"{_END}{asked.code.upper()}")
            if "-" in asked.code:
                yield from self.keys.places(f"{_END}{asked.code}")
        if asked.is_name and asked.name:
            yield from self._names.places(variants.folded(asked.name))
        if asked.kana:
            yield from self._kana.places(asked.kana)


class SearchIndex:
    """Kana, name, 番号 and 社員番号 of everybody, and what they were before."""

    def __init__(self, connection: Connection) -> None:
        person = PersonModel
        found = connection.columns(
            person.select(
                *(person.id, person.office, person.kana_key, person.name_key, person.symbol),
                *(person.number, person.branch_number, person.employee_code, person.kind),
            ).order_by(person.kana_key, person.id)
        )
        self._ids, self._offices = found["id"], found["office_id"]
        self._is_insured = [kind == PersonKind.INSURED for kind in found["kind"]]
        self._kana, self._names = _Words(found["kana_key"]), _Words(found["name_key"])
        self._folded = _Words(map(variants.folded, found["name_key"]))
        self._numbers, self._codes = _Words(found["number"]), _Words(found["employee_code"])
        # A few texts stand there again and again.
        same: dict[str, str] = {}
        self._keys = [
            tuple(map(same.setdefault, key, key)) for key in zip(*map(found.get, _KEY), strict=True)
        ]
        self._joined = _Words(starmap(person_key, self._keys))
        self._former = _Former(connection.records(_FORMER))

    def everybody(self, office_id: OfficeId | None, limit: int | None) -> list[int]:
        """Return the first in kana order."""
        found = (
            one for one, office in zip(self._ids, self._offices, strict=True) if office_id in (None, office)
        )
        return list(islice(found, limit))

    def ids_by_key(self, code: str, holders: Iterable[int]) -> dict[int, OfficeId]:
        """Return whose 記号-番号-枝番 begins so, and these others, with their offices in kana order.

        The last part of the key may be unfinished.
        """
        found = set(map(self._ids.index, holders))
        found |= {
            place
            for asked in key_splits(code)
            for place in self._joined.places(f"{_END}{person_key(*asked)}")
            if "-" in code and _begins(self._keys[place], asked)
        }
        return {self._ids[place]: self._offices[place] for place in sorted(found)}

    def ids_by_tail(self, tail: str) -> list[int]:
        """Return whose 番号 ends so."""
        return [self._ids[place] for place in self._numbers.places(f"{tail}{_END}")]

    def ids_by_former_key(self, key: str) -> list[int]:
        """Return who had exactly that 記号-番号-枝番 before."""
        places = self._former.keys.places(f"{_END}{key}{_END}")
        return list(dict.fromkeys(self._former.rows[place]["id"] for place in places))

    def ids(self, search: str, office_id: OfficeId | None, limit: int | None) -> Sequence[int]:
        """Return who is meant, in kana order; with only what the text can mean.

        limit: no more than so many, and the insured persons before their families.
        """
        asked = _Asked(search)
        found: list[Iterator[int]] = []
        if asked.code:
            found.append(self._numbers.places(f"{asked.code}{_END}"))
            found.append(self._codes.places(f"{_END}{asked.code.upper()}"))
        if asked.is_name:
            # Kanji are compared exactly: 髙 is not 高 on a certificate.
            found.append(self._names.places(asked.name))
        if asked.kana:
            found.append(self._kana.places(asked.kana))
        return self._taken(merge(*found), office_id, limit)

    def others(self, search: str, office_id: OfficeId | None, limit: int | None) -> dict[int, str]:
        """Return who is found by another form of a character or by what was before, and how.

        limit: as for ids; whoever is called exactly so is among them.
        """
        asked, found = _Asked(search), dict[int, str]()
        if asked.is_name and asked.name:
            other = self._taken(self._folded.places(variants.folded(asked.name)), office_id, limit)
            found = dict.fromkeys(other, word("Found", "variant"))
        for place in self._former.places(asked):
            row = self._former.rows[place]
            if office_id in (None, row["office_id"]):
                how = "name" if asked.is_name else "number"
                what = row["name"] if asked.is_name else _key(row)
                found.setdefault(row["id"], word("Found", how).format(before=what))
        return found

    def _taken(self, places: Iterator[int], office_id: OfficeId | None, limit: int | None) -> list[int]:
        first: list[int] = []
        families: list[int] = []
        for place, _ in groupby(places):
            if office_id is not None and self._offices[place] != office_id:
                continue
            into = first if limit is None or self._is_insured[place] else families
            into.append(self._ids[place])
            if len(first) == limit:
                break
        return [*first, *families][:limit]


def _begins(key: Sequence[str], asked: Sequence[str]) -> bool:
    """Whether 記号, 番号 and 枝番 are those asked for; the last one given may be unfinished."""
    (symbol, number, branch), (of_symbol, of_number, start) = key, asked
    if symbol != of_symbol:
        return False
    return number == of_number and branch.startswith(start) if start else number.startswith(of_number)


def _key(row: Row) -> str:
    return person_key(row["symbol"], row["number"], row["branch_number"])


_kept: WeakKeyDictionary[Connection, tuple[int, SearchIndex]] = WeakKeyDictionary()
"""The index last made for a connection, and of which state of the roster."""


def search_index(connection: Connection) -> SearchIndex:
    """Return the index of the roster as it is now."""
    version, index = _kept.get(connection, (None, None))
    if index is None or version != connection.roster_version:
        index = SearchIndex(connection)
        _kept[connection] = connection.roster_version, index
    return index
