"""A jam and a power cut on the command line: print, stopped, resume, confirm."""

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pypdfium2
import pytest

import resources
from app.domain.calibration import Calibration
from app.domain.certificate import CertificateStatus
from app.domain.person import Sex
from app.domain.print_session import SessionStatus
from tests.conftest import TODAY
from tests.golden.papers import placed_texts
from tests.ui.cups_queue import PRINTER_QUEUE, Queue, cups_queue
from ui.bootstrap import open_data_folder
from ui.cli import main
from ui.printers.paper import Paper
from ui.printers.setup import keep_calibration, keep_paper
from ui.window.application import user_preferences

SPECIMEN = "資格確認書として使えません"


class Shikaku:
    """The command line over one data folder."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder, self._capsys = folder, capsys

    def run(self, *args: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as end:
            main(["--data", str(self.folder), "--today", TODAY.isoformat(), "--format", "json", *args])
        said = self._capsys.readouterr()
        return int(end.value.code or 0), said.out, said.err

    def text(self, *args: str) -> tuple[int, str, str]:
        """Run a command as a person sees it."""
        return self.run("--format", "text", *args)

    def ask(self, *args: str) -> dict[str, Any]:
        status, out, err = self.run(*args)
        assert status == 0, err
        answer: dict[str, Any] = json.loads(out)
        return answer


@pytest.fixture
def shikaku(tmp_path: Path, listed_office: Path, capsys: pytest.CaptureFixture[str]) -> Shikaku:
    shutil.copytree(listed_office, tmp_path, dirs_exist_ok=True)
    return Shikaku(tmp_path / "data", capsys)


@pytest.fixture
def queue(monkeypatch: pytest.MonkeyPatch) -> Iterator[Queue]:
    with cups_queue(monkeypatch) as made:
        yield made


def text_of(file: Path) -> list[str]:
    document = pypdfium2.PdfDocument(file.read_bytes())
    texts = [document[page].get_textpage().get_text_range() for page in range(len(document))]
    document.close()
    return texts


def test_a_jam_is_settled_and_the_run_goes_on(shikaku: Shikaku, tmp_path: Path) -> None:
    first = shikaku.ask("print", "--all", "--pdf", str(tmp_path / "a.pdf"))
    total = len(first["sheets"])
    told = shikaku.ask("stopped", "1", "--last-good", "5", "--found", "7=good", "--reason", "紙づまり")
    assert (told["spoiled"], told["waiting"]) == (1, total - 6)
    again = shikaku.ask("resume", "1", "--pdf", str(tmp_path / "b.pdf"))
    assert [sheet["sheet"] for sheet in again["sheets"]] == [6, *range(8, total + 1)]
    old = {sheet["issue"] for sheet in first["sheets"]}
    assert old.isdisjoint(sheet["issue"] for sheet in again["sheets"])
    pages = text_of(tmp_path / "b.pdf")
    assert all(SPECIMEN in page for page in pages)
    assert "P1-006-2" in pages[0]
    done = shikaku.ask("confirm", "1", "--double", "3", "--counted", str(total))
    assert (done["good"], done["spoiled"], done["missing"]) == (total, 1, 0)
    status, _, err = shikaku.run("resume", "1", "--pdf", str(tmp_path / "c.pdf"))
    assert (status, "出力を待つ用紙はありません" in err) == (1, True)


def test_bad_sheets_are_printed_again_in_the_same_run(shikaku: Shikaku, tmp_path: Path) -> None:
    total = len(shikaku.ask("print", "--all", "--pdf", str(tmp_path / "a.pdf"))["sheets"])
    told = shikaku.ask("confirm", "1", "--spoiled", "2", "--missing", "3", "--reprint")
    assert (told["good"], told["waiting"]) == (total - 2, 2)
    again = shikaku.ask("resume", "1", "--pdf", str(tmp_path / "b.pdf"))
    assert [sheet["sheet"] for sheet in again["sheets"]] == [2, 3]
    assert shikaku.ask("confirm", "1")["good"] == total


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (("stopped", "1", "--last-good", "999"), "送った用紙にありません"),
        (("stopped", "1", "--last-good", "5", "--found", "six=good"), "37=damaged"),
        (("stopped", "1", "--last-good", "5", "--found", "6=eaten"), "37=damaged"),
        (("confirm", "1", "--counted", "1"), "数えた枚数は1枚"),
        (("stopped", "9", "--last-good", "5"), "印刷作業は見つかりません"),
    ],
)
def test_what_cannot_be_is_a_sentence(
    shikaku: Shikaku, tmp_path: Path, wrong: tuple[str, ...], said: str
) -> None:
    shikaku.ask("print", "--all", "--pdf", str(tmp_path / "a.pdf"))
    status, _, err = shikaku.run(*wrong)
    assert status == 1
    assert said in err


def test_a_file_holds_front_and_back_unless_only_the_front_is_wanted(
    shikaku: Shikaku, tmp_path: Path
) -> None:
    sheets = shikaku.ask("print", "--all", "--pdf", str(tmp_path / "both.pdf"))["sheets"]
    both = text_of(tmp_path / "both.pdf")
    assert len(both) == 2 * len(sheets)
    assert all("臓器提供意思表示欄" in page for page in both[1::2])
    shikaku.ask("stopped", "1", "--last-good", "0", "--found", "1=not_out")
    shikaku.ask("resume", "1", "--pdf", str(tmp_path / "front.pdf"), "--one-sided")
    assert len(text_of(tmp_path / "front.pdf")) == len(sheets)


def test_a_form_is_looked_at_without_choosing_it(shikaku: Shikaku, tmp_path: Path) -> None:
    paper, own = tmp_path / "specimen.pdf", tmp_path / "架空健保.toml"
    assert shikaku.ask("layout", "hagaki", "--pdf", str(paper))["file"] == str(paper)
    assert len(text_of(paper)) == 4
    assert all("資格確認書として使えません" in page for page in text_of(paper))
    assert shikaku.ask("layout")["layout"] == "JSR健保 A4"
    own.write_text(
        resources.path("layouts/hagaki.toml").read_text("utf-8").replace("#a8325e", "red"), "utf-8"
    )
    status, _, err = shikaku.run("layout", str(own), "--pdf", str(tmp_path / "other.pdf"))
    assert status == 1
    assert "table.colour は" in err
    assert not (tmp_path / "other.pdf").exists()


def test_the_form_is_chosen_for_good_or_for_one_run(shikaku: Shikaku, tmp_path: Path) -> None:
    assert shikaku.ask("layout")["layout"] == "JSR健保 A4"
    member = shikaku.ask("due", "--kind", "print")["rows"][0]["key"]
    shikaku.ask("print", "--member", member, "--pdf", str(tmp_path / "card.pdf"), "--layout", "card-a4")
    # Front and back of a card stand on one side of the paper.
    (card,) = text_of(tmp_path / "card.pdf")
    assert "臓器提供意思表示欄" in card
    assert shikaku.ask("layout", "card-a4")["layout"] == "カードサイズ（A4用紙から切り取り）"
    shikaku.ask("stopped", "1", "--last-good", "0", "--found", "1=not_out")
    shikaku.ask("resume", "1", "--pdf", str(tmp_path / "again.pdf"))
    assert len(text_of(tmp_path / "again.pdf")) == 1
    own = tmp_path / "架空健保.toml"
    text = resources.path("layouts/jsr-a4.toml").read_text("utf-8")
    own.write_text(text.replace("border = 0.45", "boarder = 0.45"), "utf-8")
    status, _, err = shikaku.run("layout", str(own))
    assert status == 1
    assert "様式「架空健保.toml」の" in err
    own.write_text(text.replace('name = "JSR健保 A4"', 'name = "架空健保 A4"'), "utf-8")
    assert shikaku.ask("layout", str(own))["layout"] == "架空健保 A4"
    shikaku.ask("undo")
    assert "カード" in shikaku.ask("layout")["layout"]


def test_a_run_that_cannot_be_drawn_leaves_nothing_behind(shikaku: Shikaku, tmp_path: Path) -> None:
    store = open_data_folder(shikaku.folder, None)
    row = store.queries.print_candidates(TODAY)[0]
    with store.transaction("性別") as tx:
        tx.save_person(replace(tx.person(row.person_id), sex_on_front=False, sex=Sex.FEMALE))
    store.close()
    status, _, err = shikaku.run("print", "--all", "--pdf", str(tmp_path / "a.pdf"), "--one-sided")
    assert (status, "裏面も印刷する" in err) == (1, True)
    assert not (tmp_path / "a.pdf").exists()
    # Not even a number of a run is used up.
    done = shikaku.ask("print", "--all", "--pdf", str(tmp_path / "a.pdf"))
    assert (done["session"], done["open_runs"]) == (1, [])


def test_a_printer_prints_as_the_window_keeps_it(shikaku: Shikaku, queue: Queue, tmp_path: Path) -> None:
    kept = user_preferences()
    paper = Paper(tray="Tray2", has_back=True)
    keep_paper(kept, queue.name, paper)
    keep_calibration(kept, queue.name, paper, Calibration(dx=5.0, dy=3.0), "")
    member = shikaku.ask("due", "--kind", "print")["rows"][0]["key"]
    shikaku.ask("print", "--member", member, "--printer", queue.name)
    printed = queue.await_pages()
    shikaku.ask("stopped", "1", "--last-good", "0")
    shikaku.ask("resume", "1", "--pdf", str(tmp_path / "plain.pdf"))
    (x, y), (plain_x, plain_y) = (
        next((x, y) for text, x, y in placed_texts(pdf) if "保険者番号" in text)
        for pdf in (printed, (tmp_path / "plain.pdf").read_bytes())
    )
    assert (x - plain_x, y - plain_y) == pytest.approx((5.0, 3.0), abs=0.11)
    assert len(pypdfium2.PdfDocument(printed)) == 2
    options = (queue.out / "options").read_text()
    assert "sides=two-sided-long-edge" in options
    assert "Tray2" in options


def test_a_real_printer_is_followed_until_it_is_done(shikaku: Shikaku, queue: Queue) -> None:
    status, out, err = shikaku.run("print", "--all", "--printer", PRINTER_QUEUE)
    assert status == 0, err
    assert queue.fed == [sheet["issue"] for sheet in json.loads(out)["sheets"]]
    assert f"{len(queue.fed)}枚目" in err


def test_a_printer_that_refuses_leaves_the_sheets_as_they_were(shikaku: Shikaku, queue: Queue) -> None:
    subprocess.run(["cupsreject", PRINTER_QUEUE], check=True)
    status, _, err = shikaku.run("print", "--all", "--printer", PRINTER_QUEUE)
    assert (status, "受け付けません" in err) == (1, True)
    subprocess.run(["cupsaccept", PRINTER_QUEUE], check=True)
    # Nothing was taken: the very same sheets leave now.
    waiting = shikaku.ask("resume", "1", "--printer", PRINTER_QUEUE)
    assert queue.fed == [sheet["issue"] for sheet in waiting["sheets"]]


KILLED = """
import os, signal, sys
from ui.printers import spool as spooling
taken = spooling.spool
def spool(*pages, **options):
    if {after}:
        taken(*pages, **options)
    os.kill(os.getpid(), signal.SIGKILL)
spooling.spool = spool
from ui.cli import main
from ui.printers.setup import keep_calibration, keep_paper
from ui.printers.paper import Paper
main(sys.argv[1:])
"""


@pytest.mark.parametrize("after", [False, True], ids=["before the queue took it", "before that was noted"])
def test_a_power_cut_never_leaves_a_sheet_on_paper_that_counts_as_unsent(
    shikaku: Shikaku, queue: Queue, after: bool
) -> None:
    """Whatever the moment, the run waits for a person's look, and nothing can be undone."""
    script = KILLED.format(after=after)
    ended = subprocess.run(
        [
            sys.executable,
            "-c",
            script,
            "--data",
            str(shikaku.folder),
            "--today",
            TODAY.isoformat(),
            "print",
            "--all",
            "--printer",
            PRINTER_QUEUE,
        ],
        check=False,
        capture_output=True,
        cwd=Path(__file__).parents[2],
        env=os.environ,
    )
    assert ended.returncode == -signal.SIGKILL, ended.stderr
    store = open_data_folder(shikaku.folder, None)
    (run,) = store.queries.session_rows()
    planned = store.queries.certificate_rows((CertificateStatus.PLANNED,))
    store.close()
    assert (run.status, run.queued) == (SessionStatus.SPOOLED, 0)
    assert len(planned) == run.spooled == run.sheets
    status, _, err = shikaku.run("undo")
    assert status == 1, err
    assert shikaku.ask("stopped", "1", "--last-good", "0", "--found", "1=not_out")["waiting"] == run.sheets
