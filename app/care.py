"""What may be asked of storage about the backups of an open data folder; see db/backup/by_itself.py."""

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

from app.domain.backups import Backups, Plan, Then, Trial
from app.errors import UserError
from app.late import dataclass


class AsksForWords(UserError):
    """The backup has a key of its own: its passphrase tells what is in it."""

    def __init__(self) -> None:
        super().__init__(
            "作ったときのパスフレーズ(か復旧コード)を入れると、このバックアップの中身を見られます。"
        )


Far = Callable[[int, int], None]
"""Told so many of so many; what it raises ends the work, and what is whole by then stays."""


@dataclass(frozen=True, slots=True)
class BackupRow:
    """A backup that lies here or in the second place."""

    file: Path
    at: datetime
    size: int
    is_elsewhere: bool


@dataclass(frozen=True, slots=True)
class BackupCare:
    """All of it may run on any thread; what is refused or fails is a UserError or SystemTrouble.

    look: how the backups stand. rows: those there are, the newest first; the second place only if it answers.
    when_due: make one where work of a day is in none; returns what is to be said, and raises nothing.
    keep_up: make what is behind, here and elsewhere; returns what went wrong, in
    sentences; that the second place is away is nothing wrong.
    now: make one here, or in that file; returns it. bring: copy the newest to the second place; returns why
    not, "" where it is there. decide: keep what a person decided; makes the second place ready.
    shares_disk: whether a place would be lost with the data. try_out: put the newest back beside the data.
    """

    look: Callable[[], Backups]
    rows: Callable[[], Sequence[BackupRow]]
    when_due: Callable[[], list[str]]
    keep_up: Callable[[Far], Sequence[str]]
    now: Callable[[Path | None, Far], Path]
    bring: Callable[[Far], str]
    decide: Callable[[Plan], None]
    shares_disk: Callable[[Path], bool]
    try_out: Callable[[], Trial]
    preview: Callable[[Path, str], Then]
