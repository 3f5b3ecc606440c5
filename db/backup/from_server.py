"""An office on a server as a file: what a backup holds, and what comes back from there."""

from pathlib import Path

from app.ports import Report, untold
from db.folder.connection import Connection
from db.folder.newest import newest
from db.folder.sqlcipher import SqlCipherConnection
from db.journal import chain
from db.tables.copying import apart, kept_numbers, numbers_to_keep, to_file
from db.upgrade import as_of, taken


def write_file(connection: Connection, file: Path, report: Report = untold) -> None:
    """Write all that a server holds of one moment into an empty file, encrypted with the key of the folder.

    The file is that of an office of the same version. report: told how many rows are there; what it raises
    ends the copying.
    """
    with connection.reading():
        written = SqlCipherConnection(file, connection.key, is_new=True, former=connection.former)
        try:
            as_of(written, max(taken(connection)))
            # Rows come table by table; links are looked at with everything else, once all are there.
            written.rows("PRAGMA foreign_keys = OFF")
            with written.transaction():
                to_file(connection, written, report)
        finally:
            written.close()


def is_same(file: SqlCipherConnection, server: Connection, report: Report) -> bool:
    """Return whether both hold the same rows, the same history and the same numbers to go on from."""
    kept = {table: last for table, last in kept_numbers(file).items() if last}
    return (
        not apart(file, server, report)
        and kept == numbers_to_keep(server, file)
        and file.keys_noted() == server.keys_noted()
        and newest(file) == newest(server)
        and list(chain.breaks(file)) == list(chain.breaks(server))
    )
