# ruff: noqa: S608 - statements are put together from our own names; values are always parameters
"""Bring a database to the shape this program needs, or refuse before touching it."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from app.changes import Agree, Upgrade
from app.errors import DatabaseTooNew, ProgramIncomplete, SystemTrouble
from db.folder.connection import Connection
from db.folder.troubles import Translating
from db.tables.schema import HISTORY_TABLE

if TYPE_CHECKING:
    from playhouse.migrations import Runner

LATEST = "0047_sealed_on_server"
"""The last script this program was built with; guards a build that lost its scripts."""

TOO_NEW = (
    "このデータは新しい版のプログラムで作られています。"
    "プログラムを新しくしてからやり直してください。記録は無事です。"
)

INCOMPLETE = (
    "プログラムのファイルが足りません(db/migrations)。プログラムを入れ直してください。記録は無事です。"
)


def agreed(_upgrade: Upgrade) -> None:
    """Go on without a word: for whoever is no person."""


def nothing() -> None:
    """Do nothing."""


def scripts_folder() -> Path:
    """Return where the numbered scripts lie, in the source tree and in a frozen build."""
    return Path(__file__).with_name("migrations")


def known_steps(folder: Path) -> dict[str, Path]:
    """Return the scripts of a folder by their names, in their order."""
    return {script.stem: script for script in sorted(folder.glob("[0-9]*.py"))}


def upgrade(
    connection: Connection,
    *,
    back_up: Callable[[str], Path],
    agree: Agree = agreed,
    afterwards: Callable[[], None] = nothing,
    scripts: Path | None = None,
    latest: str = LATEST,
) -> None:
    """Run what is pending, all or nothing.

    back_up: makes a backup named after the version given and returns where it is; called only
    for a database that already holds data. agree: is shown what would be done, and raises where
    that is not wanted. afterwards: runs in the transaction of the scripts, of a database that holds data.
    """
    runner = _runner(connection, scripts or scripts_folder())
    with Translating(connection.folder):
        steps = runner.status()
    if latest not in {step.name for step in steps if step.path is not None}:
        raise ProgramIncomplete(INCOMPLETE)
    if any(step.path is None for step in steps):
        raise DatabaseTooNew(TOO_NEW)
    if all(step.applied for step in steps):
        return
    applied = [step.name for step in steps if step.applied]
    if not applied:
        _run(connection, runner)
        return
    backup = back_up(applied[-1])
    agree(Upgrade(tuple(step.name for step in steps if not step.applied), backup))
    try:
        _run(connection, runner, afterwards)
    except Exception as error:
        raise left_as_it_was("データベース", error, backup) from error


def left_as_it_was(what: str, error: Exception, backup: Path) -> SystemTrouble:
    """Return what is said where the steps of a database came to nothing."""
    cause = str(error) if isinstance(error, SystemTrouble) else "記録は無事です。"
    return SystemTrouble(
        f"{what}の更新ができなかったため、元のままにしました。{cause}"
        f"更新前のバックアップは {backup} にあります。"
    )


def as_of(connection: Connection, step: str) -> None:
    """Make the tables of an empty file as the program whose last script that was left them."""
    _run(connection, _runner(connection, scripts_folder()), until=step)


def unknown_steps(connection: Connection) -> set[str]:
    """Return the steps the database has taken and this program has never heard of."""
    known = known_steps(scripts_folder())
    return set() if LATEST not in known else taken(connection) - known.keys()


def is_up_to_date(connection: Connection) -> bool:
    """Return whether the database has the shape this program needs."""
    return LATEST in taken(connection)


def has_every_step(connection: Connection) -> bool:
    """Return whether the database has taken each step this program knows, and no other."""
    known = known_steps(scripts_folder())
    return LATEST in known and taken(connection) == known.keys()


def problems_of(connection: Connection, *, of_pages: bool = True) -> list[str]:
    """Return what SQLite and SQLCipher find wrong with the file; empty when it is sound.

    of_pages: also whether each page of the file is as it was written.
    """
    if connection.is_shared:
        # Pages, links and checks are the server's own affair, which it never lets slip.
        return []
    found = [f"データベースの構造: {said}" for said in _said_of_structure(connection)]
    if of_pages:
        found += [f"暗号化された頁: {said}" for said in connection.values("PRAGMA cipher_integrity_check")]
    found += [
        f"{table} の {row_id} 番が、存在しない {parent} を指しています"
        for table, row_id, parent, _ in connection.rows("PRAGMA foreign_key_check")
    ]
    return found


def taken(connection: Connection) -> set[str]:
    """Return the names of the steps a database has taken."""
    return set(connection.values(f"SELECT name FROM {HISTORY_TABLE}"))


def _said_of_structure(connection: Connection) -> list[str]:
    return [said for said in connection.values("PRAGMA integrity_check") if said != "ok"]


def _runner(connection: Connection, scripts: Path) -> "Runner":
    from playhouse.migrations import Runner

    return Runner(connection.database, directory=str(scripts), table_name=HISTORY_TABLE)


def _run(
    connection: Connection,
    runner: "Runner",
    afterwards: Callable[[], None] = nothing,
    *,
    until: str | None = None,
) -> None:
    # Rebuilding a table drops its old copy, which foreign keys would forbid. The switch has
    # no effect inside a transaction, hence around it; the check below stands in for it.
    connection.rows("PRAGMA foreign_keys = OFF")
    try:
        with Translating(connection.folder), connection.database.atomic("IMMEDIATE"):
            runner.up(until)
            afterwards()
            problems = [*connection.rows("PRAGMA foreign_key_check"), *_said_of_structure(connection)]
            if problems:
                raise SystemTrouble(f"更新後の検査で {len(problems)} 件の不整合が見つかりました。")
    finally:
        connection.rows("PRAGMA foreign_keys = ON")
