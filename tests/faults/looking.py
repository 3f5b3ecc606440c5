"""What a place holds once the program was started there anew, told so that two places can be compared."""

import csv
import io
import re
import shutil
import traceback
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from app.domain.print_session import SessionStatus
from app.errors import SystemTrouble, UserError, WrongPassphrase
from app.parcels.file import PARCEL, opened
from app.ports import Store
from tests.faults.steps import AGREED, NEW_WORDS, OLD_WORDS, Place
from ui import bootstrap

Column = tuple[str, int, int]
"""A checksum of the values, how many there are, how many of them are empty."""

_OPEN = (SessionStatus.PLANNED, SessionStatus.SPOOLED)
ISSUE_NUMBER = re.compile(r"[0-9A-Z]{4}-[0-9A-Z]{4}")


@dataclass(frozen=True, slots=True)
class Look:
    """What the next start finds.

    refusal: why the folder does not open, or cannot be read; then there are no columns. columns: every
    column of every table, and under "opens" the words that open the folder. files: what the files hold
    that the office named, and the backups of the folder; None for one that is no whole file of its
    kind. names: every file there is, its numbers masked. open_runs: print sessions nobody has confirmed.
    """

    refusal: str = ""
    problems: tuple[str, ...] = ()
    columns: dict[str, Column] = field(default_factory=dict)
    files: dict[str, object] = field(default_factory=dict)
    names: frozenset[str] = frozenset()
    open_runs: tuple[int, ...] = ()

    def is_like(self, other: "Look", volatile: frozenset[str]) -> bool:
        """Return whether the tables say the same; of volatile columns only how many values there are."""
        return self.columns.keys() == other.columns.keys() and all(
            column == other.columns[name] or (name in volatile and column[1:] == other.columns[name][1:])
            for name, column in self.columns.items()
        )


def look(place: Place, known: dict[Path, bytes]) -> Look:
    """Start the program, look, and end it. known: files that need no reading while they are the same."""
    columns: dict[str, Column] = {}
    problems: list[str] = []
    runs: tuple[int, ...] = ()
    refusal = ""
    try:
        store, words = _opened(place)
        try:
            columns = {**_columns(store), "opens": (words, 1, 0)}
            problems = bootstrap.verify_store(store)
            rows = store.queries.session_rows()
            runs = tuple(row.session_id for row in rows if row.status in _OPEN)
        finally:
            store.close()
    except (UserError, SystemTrouble) as error:
        refusal, columns = str(error), {}
    except Exception:  # noqa: BLE001 - the judge tells of it
        refusal, columns = traceback.format_exc(), {}
    return Look(refusal, tuple(problems), columns, _files(place, known), _names(place), runs)


def _opened(place: Place) -> tuple[Store, str]:
    try:
        return place.open(), OLD_WORDS
    except WrongPassphrase:
        return place.open(NEW_WORDS), NEW_WORDS


def _columns(store: Store) -> dict[str, Column]:
    connection = store.new_connection()
    found = {}
    try:
        tables = [row[0] for row in connection.rows("SELECT name FROM sqlite_master WHERE type = 'table'")]
        for table in tables:
            names = [row[1] for row in connection.rows(f"PRAGMA table_info({table})")]
            rows = connection.rows(f"SELECT * FROM {table}")
            for name, values in zip(
                names, zip(*rows, strict=True) if rows else ((),) * len(names), strict=True
            ):
                checksum = sha256(repr(values).encode()).hexdigest()
                found[f"{table}.{name}"] = (checksum, len(values), values.count(None))
    finally:
        connection.close()
    return found


def _names(place: Place) -> frozenset[str]:
    names = (str(path.relative_to(place.root)) for path in place.root.rglob("*"))
    return frozenset(re.sub(r"[0-9a-f]{8,}|\d+", "#", name) for name in names)


def _files(place: Place, known: dict[Path, bytes]) -> dict[str, object]:
    named = [path for path in sorted(place.out.iterdir()) if path.is_file() and path.name[0] != "."]
    backups = sorted((place.data / "backups").glob("*.zip"))
    found: dict[str, object] = {}
    for path in (*named, *backups):
        name = str(path.relative_to(place.root))
        data = path.read_bytes()
        found[name] = sha256(data).hexdigest() if known.get(Path(name)) == data else _content(path, data)
    return found


def _content(path: Path, data: bytes) -> object:
    """What a file says, without what differs each time it is written; None if it is not whole."""
    reader = _READERS[path.suffix]
    try:
        return reader(path, data)
    except Exception:  # noqa: BLE001 - whatever the reader makes of half a file
        return None


def _pdf(_: Path, data: bytes) -> object:
    import pypdfium2

    document = pypdfium2.PdfDocument(data)
    pages = [page.get_textpage().get_text_range() for page in document]
    return tuple(ISSUE_NUMBER.sub("#", page) for page in pages) or None


def _xlsx(_: Path, data: bytes) -> object:
    from openpyxl import load_workbook

    return tuple(tuple(row) for row in load_workbook(io.BytesIO(data)).active.values)


def _csv(_: Path, data: bytes) -> object:
    return tuple(map(tuple, csv.reader(io.StringIO(data.decode("utf-8-sig")))))


def _parcel(_: Path, data: bytes) -> object:
    return [(table, len(rows)) for table, rows in opened(data, AGREED).rows.items()]


def _backup(path: Path, _: bytes) -> object:
    """A backup is what a restore makes of it."""
    beside = Place(path.with_name(f".{path.name}.looked"))
    beside.out.mkdir(parents=True)
    try:
        beside.enter()
        bootstrap.restore_backup(path, beside.data, lambda: OLD_WORDS)
        restored = look(beside, {})
        return restored.columns if not restored.problems else None
    finally:
        shutil.rmtree(beside.root)


_READERS = {".pdf": _pdf, ".xlsx": _xlsx, ".csv": _csv, ".zip": _backup, PARCEL.ending: _parcel}
