"""Bring a database to the shape this program needs, or refuse before touching it."""

from collections.abc import Callable
from importlib.resources import files
from pathlib import Path

from playhouse.migrations import Runner

from app.errors import DatabaseTooNew, ProgramIncomplete, SystemTrouble
from db.connection import Connection, translating
from db.schema import HISTORY_TABLE

LATEST = "0006_void_on"
"""The last script this program was built with; guards a build that lost its scripts."""


def scripts_folder() -> Path:
    """Return where the numbered scripts lie, in the source tree and in a frozen build."""
    return Path(str(files("db"))) / "migrations"


def upgrade(
    connection: Connection,
    *,
    back_up: Callable[[str], Path],
    scripts: Path | None = None,
    latest: str = LATEST,
) -> None:
    """Run what is pending, all or nothing.

    back_up: makes a backup named after the version given and returns where it is; called only
    for a database that already holds data.
    """
    runner = _runner(connection, scripts or scripts_folder())
    with translating():
        steps = runner.status()
    if any(step.path is None for step in steps):
        raise DatabaseTooNew(
            "このデータは新しい版のプログラムで作られています。プログラムを新しくしてから開いてください。記録は無事です。"
        )
    if not steps or steps[-1].name != latest:
        raise ProgramIncomplete(
            "プログラムのファイルが足りません(db/migrations)。プログラムを入れ直してください。記録は無事です。"
        )
    if all(step.applied for step in steps):
        return
    applied = [step.name for step in steps if step.applied]
    backup = back_up(applied[-1]) if applied else None
    try:
        _run(connection, runner)
    except Exception as error:
        kept = f"更新前のバックアップは {backup} にあります。" if backup else ""
        raise SystemTrouble(
            f"データベースの更新に失敗したため、元のままにしました。記録は無事です。{kept}"
        ) from error


def is_too_new(connection: Connection) -> bool:
    """Return whether the database holds steps this program has never heard of."""
    with translating():
        return any(step.path is None for step in _runner(connection, scripts_folder()).status())


def problems_of(connection: Connection) -> list[str]:
    """Return what SQLite and SQLCipher find wrong with the file; empty when it is sound."""
    found = [
        f"データベースの構造: {row[0]}" for row in connection.rows("PRAGMA integrity_check") if row[0] != "ok"
    ]
    found += [f"暗号化された頁: {row[0]}" for row in connection.rows("PRAGMA cipher_integrity_check")]
    found += [
        f"{table} の {row_id} 番が、存在しない {parent} を指しています"
        for table, row_id, parent, _ in connection.rows("PRAGMA foreign_key_check")
    ]
    return found


def _runner(connection: Connection, scripts: Path) -> Runner:
    return Runner(connection.database, directory=str(scripts), table_name=HISTORY_TABLE)


def _run(connection: Connection, runner: Runner) -> None:
    # Rebuilding a table drops its old copy, which foreign keys would forbid. The switch has
    # no effect inside a transaction, hence around it; the check below stands in for it.
    connection.rows("PRAGMA foreign_keys = OFF")
    try:
        with translating(), connection.database.atomic("IMMEDIATE"):
            runner.up()
            problems = connection.rows("PRAGMA foreign_key_check") + [
                row for row in connection.rows("PRAGMA integrity_check") if row[0] != "ok"
            ]
            if problems:
                raise SystemTrouble(f"更新後の検査で {len(problems)} 件の不整合が見つかりました。")
    finally:
        connection.rows("PRAGMA foreign_keys = ON")
