"""A print session cut off at any point: every command names it, nothing confirms what may not exist."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pypdfium2
import pytest

from app.domain.certificate import CertificateStatus
from tests.conftest import TODAY
from tests.e2e.test_print_commands import Shikaku, shikaku  # noqa: F401 - the fixture
from ui.bootstrap import open_data_folder, verify_store

CUT = """
import os, signal, sys
import {module} as module
whole = {owner}.{name}
def cut(*given, **named):
    if {after}:
        whole(*given, **named)
    {end}
{owner}.{name} = cut
from ui.cli import main
main(sys.argv[1:])
"""
KILL = "os.kill(os.getpid(), signal.SIGKILL)"
FULL = "raise OSError(28, 'No space left on device')"

POINTS = {
    "drawing": ("ui.cli.print_output", "module", "write_session"),
    "noting that it leaves": ("ui.cli.print_output", "module", "begin"),
    "giving the file its name": ("app.files", "module", "put_in_place"),
    "noting that it is whole": ("ui.cli.print_output", "module", "end"),
}


def cut(office: Shikaku, point: str, *args: str, after: bool, end: str) -> subprocess.CompletedProcess[str]:
    """Run a command in a process that ends at that point."""
    module, owner, name = POINTS[point]
    script = CUT.format(module=module, owner=owner, name=name, after=after, end=end)
    return subprocess.run(
        [sys.executable, "-c", script, "--data", str(office.folder), "--today", TODAY.isoformat(), *args],
        check=False,
        capture_output=True,
        text=True,
        cwd=Path(__file__).parents[2],
        env=os.environ,
    )


def pages(file: Path) -> int:
    document = pypdfium2.PdfDocument(file)
    try:
        return len(document)
    finally:
        document.close()


def assert_goes_on(office: Shikaku, file: Path, tmp_path: Path) -> None:
    """Follow what the commands say until every sheet is accounted for."""
    (run,) = office.ask("due")["open_runs"] or [None]
    if run is None:
        # Nothing was left: as if the command had never been given.
        assert not file.exists()
        office.ask("print", "--all", "--pdf", str(file))
        office.ask("confirm", "1")
        return
    for command in (("due",), ("verify",), ("status",), ("print", "--all", "--pdf", str(tmp_path / "x.pdf"))):
        status, out, err = office.text(*command)
        assert (status, f"印刷作業{run['session']}" in out + err) == (0, True), command
    if run["cut_off"]:
        status, _, err = office.run("confirm", "1")
        assert (status, "途中で切れています" in err) == (1, True)
        assert office.ask("due")["open_runs"] == [run]
        status, _, err = office.run("resume", "1", "--pdf", str(tmp_path / "x.pdf"))
        assert (status, "stopped 1 --last-good 0" in err) == (1, True)
        office.ask("stopped", "1", "--last-good", "0")
        run = office.ask("due")["open_runs"][0]
    if run["waiting"]:
        again = tmp_path / "again.pdf"
        office.ask("resume", "1", "--pdf", str(again))
        assert pages(again) == 2 * run["waiting"]
    else:
        assert pages(file) == 2 * run["sent"]
    office.ask("confirm", "1")


@pytest.mark.skipif(not hasattr(os, "fork"), reason="Windows knows no SIGKILL")
@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("point", POINTS)
def test_killed_at_any_point(
    shikaku: Shikaku,  # noqa: F811
    tmp_path: Path,
    point: str,
    after: bool,
) -> None:
    people = len([r for r in shikaku.ask("due", "--kind", "print")["rows"] if r["action"] == "print"])
    file = tmp_path / "run.pdf"
    ended = cut(shikaku, point, "print", "--all", "--pdf", str(file), after=after, end=KILL)
    assert ended.returncode == -signal.SIGKILL, ended.stderr
    assert_goes_on(shikaku, file, tmp_path)
    store = open_data_folder(shikaku.folder, None)
    ready = store.queries.certificate_rows((CertificateStatus.READY,))
    planned = store.queries.certificate_rows((CertificateStatus.PLANNED,))
    problems = verify_store(store)
    store.close()
    assert (len(ready), len({row.person_id for row in ready}), planned) == (people, people, [])
    assert problems == []
    assert not [left for left in tmp_path.iterdir() if left.name.startswith(".")]


def test_a_full_disk_says_how_the_run_is_left_or_leaves_nothing(
    shikaku: Shikaku,  # noqa: F811
    tmp_path: Path,
) -> None:
    file = tmp_path / "run.pdf"
    command = ("print", "--all", "--pdf", str(file))
    ended = cut(shikaku, "drawing", *command, after=True, end=FULL)
    assert (ended.returncode, "ディスクがいっぱいです" in ended.stderr) == (1, True)
    assert "印刷作業" not in ended.stderr
    assert shikaku.ask("due")["open_runs"] == []
    ended = cut(shikaku, "giving the file its name", *command, after=False, end=FULL)
    assert (ended.returncode, "ディスクがいっぱいです" in ended.stderr) == (1, True)
    assert "shikaku resume 1" in ended.stderr
    assert [run["cut_off"] for run in shikaku.ask("due")["open_runs"]] == [False]
    assert list(tmp_path.glob(".*")) == []
    assert_goes_on(shikaku, file, tmp_path)


def test_what_never_left_can_be_given_up(
    shikaku: Shikaku,  # noqa: F811
    tmp_path: Path,
) -> None:
    file = tmp_path / "run.pdf"
    cut(shikaku, "noting that it leaves", "print", "--all", "--pdf", str(file), after=False, end=KILL)
    (run,) = shikaku.ask("due")["open_runs"]
    assert (run["cut_off"], run["sent"]) == (False, 0)
    told = shikaku.ask("give-up", "1")
    assert (told["waiting"], told["good"]) == (0, 0)
    done = shikaku.ask("print", "--all", "--pdf", str(file))
    assert (len(done["sheets"]), done["open_runs"]) == (run["waiting"], [])
    assert shikaku.ask("stopped", "2", "--last-good", "1", "--found", "2=not_out")["waiting"] > 0
    assert shikaku.ask("give-up", "2")["waiting"] == 0
    assert shikaku.ask("confirm", "2")["good"] == 1


def test_any_number_of_sheets_is_one_file(
    shikaku: Shikaku,  # noqa: F811
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A printer gets a few at a time; a file holds them all, whatever that number is."""
    monkeypatch.setattr("ui.printers.batches.SHEETS_AT_ONCE", 2)
    done = shikaku.ask("print", "--all", "--pdf", str(tmp_path / "all.pdf"))
    assert len(done["sheets"]) > 2
    assert pages(tmp_path / "all.pdf") == 2 * len(done["sheets"])
