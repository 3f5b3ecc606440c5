"""What is done about backups without being asked, and how they stand."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from app.care import BackupCare, BackupRow
from app.domain.backups import Backups, Copies, Plan, Then, Trial
from app.errors import SystemTrouble, UserError
from app.output import Kind, place
from app.ports import Report, untold
from db.backup.backup import OpenFolder, is_backup_of, make_backup, state_of
from db.backup.backup_file import make_private
from db.backup.elsewhere import PlaceAway, bring, is_same_disk, own_folder, prepare, tidy_up
from db.backup.generations import made_in
from db.backup.notes import Made, decided, note, read_notes, read_plan, write_plan
from db.backup.preview import preview
from db.backup.trial import tried
from db.folder.names import BACKUPS_FOLDER
from db.keys.in_force import text_in_force
from db.keys.keys import Unlock


def look(store: OpenFolder) -> Backups:
    """Return how the backups of an open folder stand, on any thread; a few rows and small files are read."""
    connection = store.new_connection()
    try:
        if connection.kept_to is not None:
            # Of an office that is seen in part nothing is copied here, and nothing is behind.
            return Backups(store.now(), store.now(), Plan(), Copies(), Copies(), Trial())
        state = state_of(connection, text_in_force(connection, store.folder))
        first = connection.value("SELECT entered_at FROM operation ORDER BY id LIMIT 1")
    finally:
        connection.close()
    plan, planned_at, is_read = decided(store.folder)
    notes = read_notes(store.folder)
    return Backups(
        now=store.now(),
        since=datetime.fromisoformat(first) if first else store.now(),
        plan=plan,
        here=_copies(notes.here, state, is_gone=not _is_there(store.folder, notes.here)),
        elsewhere=_copies(notes.elsewhere, state),
        trial=notes.trial,
        planned_at=planned_at,
        is_unread=not is_read,
    )


def decide(store: OpenFolder, plan: Plan) -> None:
    """Keep what a person decided; a second place is made ready for these backups."""
    if plan.place is not None:
        prepare(plan.place, store.folder)
    if plan.place != read_plan(store.folder).place:
        note(store.folder, elsewhere=Made())
    write_plan(store.folder, plan, store.now())


def back_up(store: OpenFolder, report: Report = untold) -> list[str]:
    """See app.care: keep_up."""
    here = ""
    if look(store).here.is_behind:
        here = _sentence(lambda: make_backup(store, report=report))
        if here:  # what was made is noted
            note(store.folder, here=replace(read_notes(store.folder).here, trouble=here))
    bring_elsewhere(store, report)
    return [sentence for sentence in (here, read_notes(store.folder).elsewhere.trouble) if sentence]


def back_up_when_due(store: OpenFolder) -> list[str]:
    """See app.care: when_due."""
    try:
        if not look(store).is_due:
            return []
        return back_up(store) or ["前のバックアップから1日以上たったので、バックアップしました。"]
    except (UserError, SystemTrouble) as error:
        return [str(error)]


def back_up_now(store: OpenFolder, file: Path | None, report: Report = untold) -> Path:
    """See app.care: now. A file that a person names passes the gate."""
    if file is not None:
        folder = store.folder
        kind = Kind("このデータのバックアップ", "", lambda found: is_backup_of(found, folder), BACKUPS_FOLDER)
        # The first backup may be named there before the folder is.
        make_private(folder / BACKUPS_FOLDER)
        place(file, folder, kind)
    return make_backup(store, file, report=report)


def try_to_put_back(store: OpenFolder) -> Trial:
    """See app.care: try_out."""
    connection = store.new_connection()
    try:
        made = read_notes(store.folder).here
        trial = tried(store.folder / BACKUPS_FOLDER / made.file, connection, store.now())
    finally:
        connection.close()
    note(store.folder, trial=trial)
    return trial


def bring_elsewhere(store: OpenFolder, report: Report = untold) -> str:
    """See app.care: bring."""
    plan, notes = read_plan(store.folder), read_notes(store.folder)
    if plan.place is None or notes.elsewhere.of == notes.here.of or not _is_there(store.folder, notes.here):
        return ""
    file, done = store.folder / BACKUPS_FOLDER / notes.here.file, notes.elsewhere
    connection = store.new_connection()
    try:
        bring(file, plan.place, store.folder, report)
        done = replace(notes.here, at=store.now(), trouble="")
        note(store.folder, elsewhere=done)
        tidy_up(file, plan.place, connection, plan.generations, store.now())
    except PlaceAway as away:
        note(store.folder, elsewhere=replace(done, trouble=""))
        return str(away)
    except (UserError, SystemTrouble) as error:
        note(store.folder, elsewhere=replace(done, trouble=str(error)))
        return str(error)
    finally:
        connection.close()
    return ""


def rows(store: OpenFolder) -> list[BackupRow]:
    """See app.care: rows."""
    folder, second = store.folder, read_plan(store.folder).place
    places = [(folder / BACKUPS_FOLDER, False)]
    with suppress(UserError, SystemTrouble):
        places += [(own_folder(second, folder), True)] if second is not None else []
    found = [
        BackupRow(file, at, file.stat().st_size, is_elsewhere)
        for lying, is_elsewhere in places
        for file, at in made_in(lying).items()
        if file.is_file()
    ]
    return sorted(found, key=lambda row: (row.at, not row.is_elsewhere), reverse=True)


def preview_of(store: OpenFolder, file: Path, words: str) -> Then:
    """See app.care: preview."""
    connection = store.new_connection()
    try:
        return preview(file, connection, Unlock(passphrase=words))
    finally:
        connection.close()


def care_of(store: OpenFolder) -> BackupCare:
    """Return what may be asked about the backups of an open folder."""
    return BackupCare(
        look=lambda: look(store),
        rows=lambda: rows(store),
        when_due=lambda: back_up_when_due(store),
        keep_up=lambda report: back_up(store, report),
        now=lambda file, report: back_up_now(store, file, report),
        bring=lambda report: bring_elsewhere(store, report),
        decide=lambda plan: decide(store, plan),
        shares_disk=lambda place: is_same_disk(place, store.folder),
        try_out=lambda: try_to_put_back(store),
        preview=lambda file, words: preview_of(store, file, words),
    )


def _copies(made: Made, state: str, *, is_gone: bool = False) -> Copies:
    return Copies(made.at, is_gone or made.of != state, made.trouble)


def _is_there(folder: Path, made: Made) -> bool:
    return made.file != "" and (folder / BACKUPS_FOLDER / made.file).is_file()


def _sentence(work: Callable[[], object]) -> str:
    try:
        work()
    except (UserError, SystemTrouble) as error:
        return str(error)
    return ""
