"""A text that is shown masked and is still what it was: numbers go on to tell people and households apart.

What is shown, written, formatted or sorted into a sentence is the masked text. Compared, looked up and stored
is the whole one, and only the program itself asks for it, by `full`.
"""

from collections.abc import Mapping
from functools import total_ordering
from typing import Self

REMARK = "(備考あり)"
"""In the place of a 備考 that nobody asked for."""
BEHIND_A_SECOND_LOOK: Mapping[str, tuple[str, ...]] = {
    "person": ("sex_on_front",),
    "print_note": ("disease_mark", "disease_from"),
    "elderly_card": ("note",),
}
"""By table the columns of which a history or a list tells that they changed, and not what they hold."""


@total_ordering
class Hidden(str):
    """Reads as shown; equals what it hides. Of a number both are of one length: a part is a part of both."""

    __slots__ = ("whole",)
    whole: str

    def __new__(cls, whole: str, shown: str) -> Self:
        """Hide a text behind another."""
        made = super().__new__(cls, shown)
        made.whole = whole
        return made

    def __deepcopy__(self, _memo: object) -> Self:
        return self

    def __eq__(self, other: object) -> bool:
        return isinstance(other, str) and self.whole == full(other)

    def __ne__(self, other: object) -> bool:
        return not self == other

    def __lt__(self, other: str) -> bool:
        return self.whole < full(other)

    def __hash__(self) -> int:
        return hash(self.whole)

    def until(self, end: int) -> "Hidden":
        """Return its beginning, as hidden as the whole."""
        return Hidden(self.whole[:end], str(self)[:end])


def full(text: str) -> str:
    """Return a text as it is, for comparing and storing; never to show it.

    >>> hidden = Hidden("1001-10234", "1001-***34")
    >>> f"{hidden}", hidden == "1001-10234", full(hidden)
    ('1001-***34', True, '1001-10234')
    """
    return text.whole if isinstance(text, Hidden) else text
