"""What stands beside the data about their backups: what a person decided, and what was done since.

Both outlive a restore: what is in the database goes back with it. Neither holds a secret.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from app.domain.backups import Generations, Plan, Trial
from app.errors import SystemTrouble, UserError
from app.files import write_aside
from app.late import dataclass
from db.folder.names import BACKUP_NOTES_FILE, BACKUP_PLAN_FILE

_LONGEST = 65536


@dataclass(frozen=True, slots=True)
class Made:
    """A backup that was proved. of: what it is a copy of; trouble: what was wrong with the last attempt."""

    at: datetime | None = None
    of: str = ""
    file: str = ""
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class Notes:
    """What was done. here: among the data; elsewhere: in the second place."""

    here: Made = Made()
    elsewhere: Made = Made()
    trial: Trial = field(default_factory=Trial)


def read_plan(folder: Path) -> Plan:
    """Return what was decided, or is done where nobody decided or it cannot be read."""
    return decided(folder)[0]


def decided(folder: Path) -> tuple[Plan, datetime | None, bool]:
    """Return what was decided, when, and whether that can be read; what is said where nobody decided."""
    file = folder / BACKUP_PLAN_FILE
    if not file.exists():
        return Plan(), None, True
    try:
        said = _read(file)
        plan = Plan(Generations(**said["generations"]), Path(said["place"]) if said["place"] else None)
        at = datetime.fromisoformat(said["at"])
        if not plan.generations.is_sensible or at.tzinfo is None:
            raise ValueError
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return Plan(), None, False
    return plan, at, True


def write_plan(folder: Path, plan: Plan, at: datetime) -> None:
    """Keep what a person decided."""
    if not plan.generations.is_sensible:
        raise UserError("残す数は、日は1から99、週・月・年は0から99で入れてください。")
    place = "" if plan.place is None else str(plan.place)
    said = {"generations": asdict(plan.generations), "place": place, "at": at.isoformat()}
    write_aside(folder / BACKUP_PLAN_FILE, json.dumps(said, ensure_ascii=False, indent=1).encode())


def read_notes(folder: Path) -> Notes:
    """Return what was done; nothing where that cannot be read: then it is done again."""
    try:
        said = _read(folder / BACKUP_NOTES_FILE)
        return Notes(
            here=Made(**_timed(said["here"])),
            elsewhere=Made(**_timed(said["elsewhere"])),
            trial=Trial(**_timed(said["trial"])),
        )
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return Notes()


def note(folder: Path, **done: Made | Trial) -> None:
    """Keep what was done. A disk that refuses makes it be done again, and costs nothing else."""
    said = asdict(replace(read_notes(folder), **done))  # type: ignore[arg-type]
    for part in said.values():
        part["at"] = part["at"] and part["at"].isoformat()
    try:
        write_aside(folder / BACKUP_NOTES_FILE, json.dumps(said, ensure_ascii=False, indent=1).encode())
    except SystemTrouble:
        return


def _read(file: Path) -> Any:
    with file.open("rb") as opened:
        return json.loads(opened.read(_LONGEST))


def _timed(said: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields of a part, its moment as one; TypeError for what is no text where text belongs."""
    at = datetime.fromisoformat(said["at"]) if said["at"] else None
    if at is not None and at.tzinfo is None:
        raise ValueError
    for name, value in said.items():
        if name != "at" and not isinstance(value, int if name == "people" else str):
            raise TypeError
    return {**said, "at": at}
