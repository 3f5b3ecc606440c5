"""What would be otherwise after going back to a backup, looked at before anything is replaced."""

from datetime import datetime
from pathlib import Path

from app.care import AsksForWords
from app.domain.backups import Step, Then
from db.backup.backup_file import key_of, naming, unpacked
from db.backup.restore import proved
from db.folder.connection import Connection
from db.keys.keys import Keys, Unlock, open_keys
from db.keys.keys_file import read_keys
from db.keys.wrong_tries import WrongTries

SHOWN = 50
"""So many of the steps that would be lost are named."""

_STEPS = "SELECT id, entered_at, user, label FROM operation"
_PAPERS = "SELECT count(*) FROM certificate"


def preview(file: Path, connection: Connection, unlock: Unlock) -> Then:
    """Prove a backup beside the data and compare it with them. connection: to the open data.

    unlock: nothing where the data's own key opens it too; else raises AsksForWords.
    """
    folder = connection.folder
    with naming(file), unpacked(file, folder) as found:
        keys = read_keys(found)
        with proved(found, keys, _key(keys, connection, unlock)) as then:
            is_of_other = keys.folder_id != read_keys(folder).folder_id
            return _compared(then, connection, is_of_other=is_of_other)


def _key(keys: Keys, connection: Connection, unlock: Unlock) -> bytes:
    if (ours := key_of(keys, connection)) is not None:
        return ours
    if keys.sample_key is None and not (unlock.passphrase or unlock.recovery_code):
        raise AsksForWords
    return open_keys(keys, unlock, WrongTries(connection.folder), admins_only=True).data_key


def _compared(then: Connection, now: Connection, *, is_of_other: bool) -> Then:
    # By number, user and moment: what a step is called is blanked when its people are removed for good.
    before, after = (
        {(number, at, user): name for number, at, user, name in one.rows(_STEPS)} for one in (then, now)
    )
    gone, more = set(after).difference(before), set(before).difference(after)
    lost = sorted(gone, reverse=True)
    _, entered_at, _ = max(before)
    return Then(
        at=datetime.fromisoformat(entered_at),
        people=then.value("SELECT count(*) FROM person"),
        people_now=now.value("SELECT count(*) FROM person"),
        papers=then.value(_PAPERS),
        papers_now=now.value(_PAPERS),
        lost=tuple(
            Step(number, after[number, at, user], user, datetime.fromisoformat(at))
            for number, at, user in lost[:SHOWN]
        ),
        lost_in_all=len(lost),
        more=len(more),
        is_of_other=is_of_other,
    )
