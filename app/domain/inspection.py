"""Checks a printed stack against its session, sheet by sheet as a scanner reads it."""

from dataclasses import replace
from enum import StrEnum

from app.late import dataclass


class Finding(StrEnum):
    """What one reading means. Only IN_ORDER and PAIRED are silent; OPENED waits for its partner."""

    IN_ORDER = "in_order"
    SKIPPED = "skipped"
    TWICE = "twice"
    OUT_OF_ORDER = "out_of_order"
    FOREIGN = "foreign"
    OPENED = "opened"
    PAIRED = "paired"
    MISMATCH = "mismatch"


SILENT = frozenset({Finding.IN_ORDER, Finding.PAIRED, Finding.OPENED})


@dataclass(frozen=True, slots=True)
class Reading:
    """One reading: what it means, and which sheets were passed over, as places in the stack."""

    finding: Finding
    place: int | None = None
    passed_over: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Inspection:
    """The stack read so far. codes: what the sheets carry, in the order of the stack.

    The stack may be read from either end: the first reading decides. place: the sheet read last.
    """

    codes: tuple[str, ...]
    seen: frozenset[int] = frozenset()
    place: int | None = None
    step: int = 1

    @property
    def unseen(self) -> tuple[int, ...]:
        """The sheets not read yet."""
        return tuple(at for at in range(len(self.codes)) if at not in self.seen)

    def read(self, code: str) -> tuple["Inspection", Reading]:
        """Take one reading; a foreign code changes nothing."""
        if code not in self.codes:
            return self, Reading(Finding.FOREIGN)
        at = self.codes.index(code)
        if at in self.seen:
            return self, Reading(Finding.TWICE, at)
        seen = self.seen | {at}
        if self.place is None:
            step = 1 if at < (len(self.codes) + 1) // 2 else -1
            start = 0 if step == 1 else len(self.codes) - 1
            return self._at(at, seen, step, start)
        if (at - self.place) * self.step < 0:
            return replace(self, seen=seen), Reading(Finding.OUT_OF_ORDER, at)
        return self._at(at, seen, self.step, self.place + self.step)

    def _at(self, at: int, seen: frozenset[int], step: int, expected: int) -> tuple["Inspection", Reading]:
        passed = tuple(p for p in range(expected, at, step) if p not in self.seen)
        finding = Finding.SKIPPED if passed else Finding.IN_ORDER
        return replace(self, seen=seen, place=at, step=step), Reading(finding, at, passed)


@dataclass(frozen=True, slots=True)
class Enclosure:
    """One envelope after the other: its slip and the certificates of one household, and no other.

    sheets, slips: the codes of each certificate and of its envelope's slip. envelopes: into which
    envelope each belongs. opened: the envelope being filled. has_slip: whether its slip was read.
    closed: the envelopes that are complete.
    """

    sheets: tuple[str, ...]
    slips: tuple[str, ...]
    envelopes: tuple[int, ...]
    done: frozenset[int] = frozenset()
    closed: frozenset[int] = frozenset()
    opened: int | None = None
    has_slip: bool = False

    @property
    def left(self) -> tuple[int, ...]:
        """The sheets whose envelope is not complete."""
        return tuple(at for at, envelope in enumerate(self.envelopes) if envelope not in self.closed)

    def read(self, code: str) -> tuple["Enclosure", Reading]:
        """Take one reading, slip or certificate first; what does not belong changes nothing."""
        is_slip = code in self.slips
        if not is_slip and code not in self.sheets:
            return self, Reading(Finding.FOREIGN)
        at = (self.slips if is_slip else self.sheets).index(code)
        envelope = self.envelopes[at]
        is_known = self.has_slip and envelope == self.opened if is_slip else at in self.done
        if envelope in self.closed or is_known:
            return self, Reading(Finding.TWICE, at)
        if self.opened not in (None, envelope):
            return self, Reading(Finding.MISMATCH, at, self._missing())
        done = self.done if is_slip else self.done | {at}
        filled = replace(self, opened=envelope, has_slip=self.has_slip or is_slip, done=done)
        if filled._missing() or not filled.has_slip:
            return filled, Reading(Finding.OPENED, at, filled._missing())
        closed = filled.closed | {envelope}
        return replace(filled, opened=None, has_slip=False, closed=closed), Reading(Finding.PAIRED, at)

    def _missing(self) -> tuple[int, ...]:
        """The certificates that the open envelope still waits for."""
        return tuple(
            at
            for at, envelope in enumerate(self.envelopes)
            if envelope == self.opened and at not in self.done
        )
