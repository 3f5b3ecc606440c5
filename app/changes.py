"""What a use case says of itself, and an upgrade of the data: what changes, and how it is called."""

from collections.abc import Callable
from datetime import datetime
from enum import Flag, auto
from pathlib import Path

from app.domain.ids import OperationId, PersonId
from app.late import dataclass
from app.words import word


class Changes(Flag):
    """Areas of stored facts, so that open screens know whether to read again; combined with `|`."""

    NONE = 0
    ROSTER = auto()
    CERTIFICATES = auto()
    PRINTING = auto()
    ELDERLY_CARDS = auto()
    OUTREACH = auto()
    SETTINGS = auto()
    DRAWER = auto()
    ANSWERS = auto()
    ALL = ROSTER | CERTIFICATES | PRINTING | ELDERLY_CARDS | OUTREACH | SETTINGS | DRAWER | ANSWERS


@dataclass(frozen=True, slots=True)
class Done:
    """The outcome of a use case, the same for window, command line, rehearsal and history.

    sentence: in Japanese, for the user. label: what the history and the undo call it, with the name
    of whom it concerns, or of several their count. further: the end of the sentence, for whoever says
    in a headline that it was done. remark: what of the sentence is to be read before it is recorded,
    such as a question to the society. changes, people: what was stored, and in whose history, in that
    order; filled in by the door for writes, Store.record.
    """

    sentence: str
    label: str
    further: str = ""
    remark: str = ""
    changes: Changes = Changes.NONE
    people: tuple[PersonId, ...] = ()


@dataclass(frozen=True, slots=True)
class Upgrade:
    """What this version of the program will do with data of an earlier one; nothing is done yet.

    steps: the names of the scripts, in order. backup: a copy of the data as they are, made already.
    """

    steps: tuple[str, ...]
    backup: Path

    @property
    def changes(self) -> list[str]:
        """What the steps bring, in the words of the office."""
        return [word("Migration", step) for step in self.steps]

    @property
    def sentence(self) -> str:
        """What happens, and what it cannot take away."""
        return (
            f"このデータは前の版のプログラムのものです。開くには、データを次の{len(self.steps)}点で新しくします。"
            "記録はすべて残ります。新しくしたあとは、前の版では開けません。"
        )

    @property
    def way_back(self) -> str:
        """Where the data lie as they were."""
        return f"今のままのバックアップを作りました: {self.backup}"


Agree = Callable[[Upgrade], None]
"""Is shown an upgrade before it happens; raises UpgradeDeclined where it is not wanted now."""


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """One changed record. table: its kind in words; before, after: what differs, "" where it was not."""

    operation_id: OperationId
    entered_at: datetime
    user: str
    label: str
    table: str
    row_id: int
    before: str
    after: str
