"""Finding anybody at every key: the few words that are searched, kept in memory in kana order.

Reading them from an encrypted file takes longer than a key may (100,000 people: 20 ms). They are
read again after the roster changed, and only then.
"""

from array import array
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from heapq import merge
from itertools import accumulate, groupby
from weakref import WeakKeyDictionary

from app.domain import typed
from app.domain.ids import OfficeId
from db.folder.connection import Connection
from db.tables.models import PersonModel

_END = "\n"


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


class SearchIndex:
    """Kana, name, 番号 and 社員番号 of everybody."""

    def __init__(self, connection: Connection) -> None:
        person = PersonModel
        found = connection.columns(
            person.select(
                *(person.id, person.office, person.kana_key, person.name_key, person.number),
                person.employee_code,
            ).order_by(person.kana_key, person.id)
        )
        self._ids, self._offices = found["id"], found["office_id"]
        self._kana, self._names = _Words(found["kana_key"]), _Words(found["name_key"])
        self._numbers, self._codes = _Words(found["number"]), _Words(found["employee_code"])

    def ids_by_tail(self, tail: str) -> list[int]:
        """Return whose 番号 ends so."""
        return [self._ids[place] for place in self._numbers.places(f"{tail}{_END}")]

    def ids(self, search: str, office_id: OfficeId | None, limit: int | None) -> Sequence[int]:
        """Return who is meant, in kana order, no more than so many; with only what the text can mean."""
        text, code = typed.without_blanks(search), typed.code(search)
        found: list[Iterator[int]] = []
        if code.isascii():
            found += [self._numbers.places(f"{code}{_END}"), self._codes.places(f"{_END}{code.upper()}")]
        if not (code.isascii() and any(char.isdigit() for char in code)):
            # Kanji are compared exactly: 髙 is not 高 on a certificate.
            found.append(self._names.places(text))
        if typed.is_kana(text):
            found.append(self._kana.places(typed.kana(text)))
        ids: list[int] = []
        for place, _ in groupby(merge(*found)):
            if office_id is None or self._offices[place] == office_id:
                ids.append(self._ids[place])
                if len(ids) == limit:
                    break
        return ids


_kept: WeakKeyDictionary[Connection, tuple[int, SearchIndex]] = WeakKeyDictionary()
"""The index last made for a connection, and of which state of the roster."""


def search_index(connection: Connection) -> SearchIndex:
    """Return the index of the roster as it is now."""
    version, index = _kept.get(connection, (None, None))
    if index is None or version != connection.roster_version:
        index = SearchIndex(connection)
        _kept[connection] = connection.roster_version, index
    return index
