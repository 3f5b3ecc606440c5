"""Whether a text speaks of somebody whose records go, and of nobody who stays."""

from collections.abc import Iterable, Iterator

from app.domain import typed

_SURE = 2
"""Characters at least: a single one says nothing about anybody."""


def folded(text: str) -> str:
    """Return a name, a number or a label as it is compared: blanks and width say nothing."""
    return typed.name(text)


class Spoken:
    """The names and numbers of those who go, beside the names of those who stay.

    林 一 is not meant where 小林 一郎 is spoken of, nor who goes where another of the same name stays.
    """

    def __init__(self, gone: Iterable[str], staying: Iterable[str]) -> None:
        self.gone = {one for text in gone if len(one := folded(text)) >= _SURE}
        names = {folded(name) for name in staying}
        self.shared = self.gone & names
        self._lengths = sorted({len(one) for one in self.gone}, reverse=True)
        self._longer = {
            name for name in names - self.gone for _ in _within(name, self.gone, self._lengths)
        } | self.shared
        self._longest = sorted({len(name) for name in self._longer}, reverse=True)

    def is_in(self, text: str) -> bool:
        """Return whether the text speaks of one of them where no longer name of somebody who stays does."""
        bare = folded(text)
        found = list(_within(bare, self.gone, self._lengths))
        if not found:
            return False
        kept = list(_within(bare, self._longer, self._longest))
        return any(not any(low <= start and end <= high for low, high in kept) for start, end in found)

    def names_one(self, text: str) -> bool:
        """Return whether the text names one of them, whoever else may be called so."""
        return any(True for _ in _within(folded(text), self.gone, self._lengths))


def _within(text: str, words: set[str], lengths: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Where one of the words stands in a text."""
    for length in lengths:
        for start in range(len(text) - length + 1):
            if text[start : start + length] in words:
                yield start, start + length
