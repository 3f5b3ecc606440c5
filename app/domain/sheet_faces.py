"""Front and back of a certificate are one sheet: both bear its number, and a reader can tell them apart."""

from dataclasses import replace

from app.domain.inspection import Finding, Reading
from app.domain.scanned import read_codes
from app.late import dataclass

BACK = "B"
"""Behind the number in the code of the back: a letter that every input method leaves as it is."""


def back_code(issue_number: str) -> str:
    """Return what the code on the back of a sheet says.

    >>> back_code("0K3F-7QX4"), face_of("0k3f-7qx4b"), face_of("0K3F-7QX4")
    ('0K3F-7QX4B', ('0K3F-7QX4', True), ('0K3F-7QX4', False))
    """
    return f"{issue_number}{BACK}"


def face_of(text: str) -> tuple[str, bool]:
    """Return the number a scanner read, and whether it stood on the back; the text if it is no number."""
    found = read_codes(text)
    if found.numbers:
        return found.numbers[0], found.rest == BACK
    # Of digits only, the letter behind it is in doubt for everybody who does not await a back.
    alone = read_codes(text[:-1])
    if text[-1:].upper() == BACK and alone.numbers:
        return alone.numbers[0], True
    return text, False


@dataclass(frozen=True, slots=True)
class BothFaces:
    """Each sheet read on both faces, one after the other: a back belongs to the front it lies behind.

    codes: what the sheets carry. done: the sheets whose faces belong together. opened: the sheet of
    which one face was read, opened_is_back: which. wrong: those of which a face lies on another's paper.
    """

    codes: tuple[str, ...]
    done: frozenset[int] = frozenset()
    wrong: frozenset[int] = frozenset()
    opened: int | None = None
    opened_is_back: bool = False

    @property
    def unseen(self) -> tuple[int, ...]:
        """The sheets of which nothing is known yet."""
        return tuple(at for at in range(len(self.codes)) if at not in self.done | self.wrong)

    def read(self, code: str, *, is_back: bool) -> tuple["BothFaces", Reading]:
        """Take one reading; a foreign code changes nothing."""
        if code not in self.codes:
            return self, Reading(Finding.FOREIGN)
        at = self.codes.index(code)
        if self.opened is None:
            if at in self.done:
                return self, Reading(Finding.TWICE, at)
            return self._open(at, is_back), Reading(Finding.OPENED, at)
        if is_back is self.opened_is_back:
            if at == self.opened:
                return self, Reading(Finding.TWICE, at)
            return self._open(at, is_back), Reading(Finding.SKIPPED, at, (self.opened,))
        if at != self.opened:
            wrong = self.wrong | {at, self.opened}
            closed = replace(self, opened=None, wrong=wrong, done=self.done - wrong)
            return closed, Reading(Finding.MISMATCH, at, (self.opened,))
        closed = replace(self, opened=None, done=self.done | {at}, wrong=self.wrong - {at})
        return closed, Reading(Finding.PAIRED, at)

    def _open(self, at: int, is_back: bool) -> "BothFaces":
        return replace(self, opened=at, opened_is_back=is_back)
