"""How offices stand side by side: the figures of each are those of its own list, papers and sessions."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.domain.certificate import CertificateStatus
from app.domain.print_session import PrintSession, PrintSheet, SessionStatus, SheetStatus
from app.domain.section import Section
from app.ports import Store
from app.rows import DueFilter
from app.usecases.papers.every_list import ListKind, table
from tests.conftest import TODAY
from ui.bootstrap import open_data_folder


@pytest.fixture
def sample(demo_office: Path, tmp_path: Path) -> Iterator[Store]:
    opened = open_data_folder(shutil.copytree(demo_office, tmp_path / "data"), None)
    yield opened
    opened.close()


def test_each_line_says_what_the_list_of_that_office_says(sample: Store) -> None:
    queries = sample.queries
    lines = queries.office_standings(TODAY)
    assert [line.office_id for line in lines] == [office.id for office in queries.offices()]
    progress = {one.office_id: one for one in queries.office_progress(TODAY)}
    for line in lines:
        counts = queries.due_counts(TODAY, DueFilter(office_id=line.office_id))
        assert (line.today, line.week, line.waiting) == tuple(
            sum(count.of(section) for count in counts) for section in Section
        )
        assert line.overdue == sum(count.overdue for count in counts)
        told = progress[line.office_id]
        assert (line.entitled, line.handed_out) == (told.entitled, told.handed_out)
    made = table(queries, ListKind.OFFICES, TODAY)
    assert len(made.rows) == len(lines) + 1
    assert made.rows[-1][2] == sum(line.today for line in lines)


def test_a_session_that_nobody_has_accounted_for_stands_with_every_office_it_prints_for(
    sample: Store,
) -> None:
    before = {line.office_id: line for line in sample.queries.office_standings(TODAY)}
    people = sample.queries.people()
    first, second = list(before)[:2]
    with sample.transaction("印刷") as tx:  # type: ignore[attr-defined]
        run = tx.save_session(PrintSession(None, SessionStatus.SPOOLED, TODAY, "プリンター"))
        holders = [next(p for p in people if p.office_id == office) for office in (first, first, second)]
        for number, (holder, status) in enumerate(
            zip(holders, (SheetStatus.SPOOLED, SheetStatus.GOOD, SheetStatus.QUEUED), strict=True), start=1
        ):
            (paper, *_) = [
                one
                for one in tx.certificates_of_all([p.id for p in people if p.office_id == holder.office_id])
                if one.status is not CertificateStatus.PLANNED
            ]
            tx.save_sheet(PrintSheet(None, run.id, number, paper.id, status))
    after = {line.office_id: line for line in sample.queries.office_standings(TODAY)}
    more = {
        office: (
            after[office].sessions - before[office].sessions,
            after[office].unaccounted - before[office].unaccounted,
        )
        for office in before
    }
    assert more == dict.fromkeys(before, (0, 0)) | {first: (1, 1), second: (1, 1)}
