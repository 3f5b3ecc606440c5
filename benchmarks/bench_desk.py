"""One scan at the desk until it is safe on disk, against one bare update of the same file."""

import itertools
import tempfile
from pathlib import Path

from app.domain.certificate import CertificateStatus
from app.usecases import certificates
from benchmarks.population import TODAY, fill
from benchmarks.timing import interleaved, report

MEMBERS = 5_000


def main() -> None:
    """Collect sheet after sheet; the floor writes one column of one row and commits."""
    with tempfile.TemporaryDirectory() as place:
        store = fill(Path(place) / "data", MEMBERS)
        sheets = store.queries.certificate_rows((CertificateStatus.HANDED_OUT,))
        numbers = iter([sheet.issue_number for sheet in sheets])

        def scan() -> None:
            sheet = store.queries.certificate_by_issue(next(numbers))
            with store.transaction("回収 1枚") as tx:
                certificates.collect(tx, [sheet.certificate_id], on=TODAY, today=TODAY)

        sql = store.new_connection()
        ids = itertools.cycle([sheet.certificate_id for sheet in sheets[-50:]])

        def bare() -> None:
            with sql.transaction():
                sql.rows("UPDATE certificate SET reason = reason || '' WHERE id = ?", (next(ids),))

        measured = interleaved({"scan to committed": scan, "bare update floor": bare}, 200)
        sql.close()
        store.close()
    report(f"one scan, {MEMBERS:,} members", measured, "bare update floor")


if __name__ == "__main__":
    main()
