"""What the rest may ask of storage about records that need no longer be kept; parts of app.ports."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from app.late import dataclass

if TYPE_CHECKING:
    from app.domain.ids import PersonId
    from app.domain.retention import Case, Retention


@dataclass(frozen=True, slots=True)
class Mention:
    """A text written by hand in a row that stays, and that speaks of somebody who goes.

    person_id: whose row it is; None where it is nobody's.
    """

    table: str
    row_id: int
    person_id: PersonId | None
    column: str


@dataclass(frozen=True, slots=True)
class Removed:
    """What a purge took away: so many people, lines of the history and labels; and what it left."""

    people: int
    lines: int
    labels: int
    mentions: Sequence[Mention]


class Retained(Protocol):
    """The read side, within a step and outside."""

    def retention(self) -> Retention:
        """For how long records are kept."""

    def retention_cases(self, today: date) -> Mapping[PersonId, Case]:
        """Everybody whose cover is over, with what is open of them."""

    def mentions(self, person_ids: Sequence[PersonId]) -> Sequence[Mention]:
        """What rows of others say by hand of these persons."""


class Purging(Protocol):
    """What a step stores of it."""

    def save_retention(self, retention: Retention) -> None: ...

    def purge(self, person_ids: Sequence[PersonId], on: date) -> Removed:
        """Take everything of these persons out of every table and the history; no undo brings it back."""


class Wiping(Protocol):
    """What is done with the data folder after it."""

    def wipe(self) -> None:
        """Leave nothing in the file of what was removed; raises SystemTrouble where that has to wait."""

    def backups_with_purged(self) -> Sequence[Path]:
        """The backups and copies known here that were made before the last purge: they hold what it took."""

    def remove_backups(self, files: Sequence[Path]) -> int:
        """Remove those and return how many; the newest backup must be a later one."""
