"""The PDF reaches a real print queue unchanged, and nothing personal stays behind."""

import subprocess
import tempfile
from collections.abc import Iterator
from datetime import date
from io import BytesIO
from pathlib import Path
from threading import Event

import pypdfium2
import pytest

from app.domain.person import PersonKind
from app.errors import SystemTrouble, UserError
from app.printing.certificate.certificate import draw_certificates
from app.printing.values import CertificateFace
from tests.ui.cups_queue import DRIVER_QUEUE, PRINTER_QUEUE, Queue, cups_queue
from ui.printers.paper import Paper
from ui.printers.preview import PdfPages
from ui.printers.setup import ask_facts
from ui.printers.spool import Printer, cancel_job, followed, printers, spool, users_default
from ui.printers.watch import Ending, Report, watch

NAME = "髙橋　見本"


def face(number: int) -> CertificateFace:
    return CertificateFace(
        person_key=f"2001-{number}-00",
        kind=PersonKind.INSURED,
        symbol="2001",
        number=str(number),
        branch_number="00",
        name=NAME,
        sex_text="女",
        born_on=date(1980, 4, 5),
        qualified_on=date(2010, 4, 1),
        insured_name="",
        copay_rate=None,
        copay_from=None,
        expires_on=date(2029, 12, 1),
        issued_on=date(2026, 11, 23),
        insurer_number="06139992",
        insurer_name="見本健康保険組合",
        insurer_address="東京都見本区一丁目1番1号",
        seal_png=None,
        issue_number="0K3F-7QX4",
        sheet_label=f"P1-{number:03d}",
        is_specimen=True,
    )


def long_run(count: int) -> bytes:
    out = BytesIO()
    draw_certificates([face(number) for number in range(1, count + 1)], out)
    return out.getvalue()


@pytest.fixture
def pages() -> bytes:
    out = BytesIO()
    draw_certificates([face(1), face(2)], out)
    return out.getvalue()


@pytest.fixture
def queue(monkeypatch: pytest.MonkeyPatch) -> Iterator[Queue]:
    with cups_queue(monkeypatch) as made:
        yield made


def test_pages_arrive_unchanged_under_a_title_that_names_nobody(queue: Queue, pages: bytes) -> None:
    job = spool(pages, queue.name).job
    assert job == f"{queue.name}-1"
    assert queue.await_pages() == pages
    printed = pypdfium2.PdfDocument(pages)
    assert len(printed) == 2
    assert NAME in printed[1].get_textpage().get_text_range()
    printed.close()
    assert (queue.out / "title").read_text("utf-8").strip() == "資格確認書"
    options = (queue.out / "options").read_text("utf-8").split()
    assert {"print-scaling=none", "media=A4", "sides=one-sided"} <= set(options)


def test_queues_are_listed_with_default_and_trouble(queue: Queue) -> None:
    assert printers()[0] == Printer(queue.name, is_default=True, trouble="")
    subprocess.run(["cupsdisable", queue.name], check=True)
    assert printers()[0] == Printer(queue.name, is_default=True, trouble="止まっています")
    subprocess.run(["cupsreject", PRINTER_QUEUE], check=True)
    told = {one.name: one.trouble for one in printers()}
    assert told == {queue.name: "止まっています", PRINTER_QUEUE: "受け付けていません", DRIVER_QUEUE: ""}


def test_the_usual_queue_of_the_person_goes_before_the_server_s(queue: Queue, tmp_path: Path) -> None:
    assert users_default({}, tmp_path) == ""
    (tmp_path / ".cups").mkdir()
    (tmp_path / ".cups" / "lpoptions").write_text(
        "Dest other sides=one-sided\nDefault driver/double sides=x\n"
    )
    assert users_default({}, tmp_path) == "driver"
    assert users_default({"PRINTER": "paper", "LPDEST": ""}, tmp_path) == "paper"
    assert users_default({"PRINTER": "lp"}, tmp_path) == "driver"


def test_a_queue_that_takes_nothing_is_a_sentence(queue: Queue, pages: bytes) -> None:
    subprocess.run(["cupsreject", queue.name], check=True)
    with pytest.raises(SystemTrouble, match="受け付けません"):
        spool(pages, queue.name)


def test_an_unknown_queue_is_refused_by_name(queue: Queue, pages: bytes) -> None:
    with pytest.raises(UserError, match="「2階」が見つかりません"):
        spool(pages, "2階")


def test_without_a_print_system_there_are_no_printers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    assert printers() == []


def test_a_page_is_shown_in_the_proportions_of_a4(pages: bytes) -> None:
    shown = PdfPages(pages)
    image = shown.image(1, width=420, scale=2.0)
    assert len(shown) == 2
    assert (image.width(), image.deviceIndependentSize().width()) == (840, 420)
    assert image.height() / image.width() == pytest.approx(297 / 210, abs=0.01)


def test_tray_and_sides_are_asked_of_the_queue(queue: Queue, pages: bytes) -> None:
    spool(pages, queue.name, paper=Paper(tray="Tray2", has_back=True))
    queue.await_pages()
    options = (queue.out / "options").read_text("utf-8").split()
    assert {"print-scaling=none", "media=A4,Tray2", "sides=two-sided-long-edge"} <= set(options)


def test_a_driver_with_other_options_is_told_from_the_one_measured(queue: Queue) -> None:
    before = ask_facts(DRIVER_QUEUE)
    assert before.driver
    assert ask_facts(DRIVER_QUEUE) == before
    subprocess.run(
        ["lpadmin", "-p", DRIVER_QUEUE, "-o", "sides-default=two-sided-long-edge"],
        check=True,
        capture_output=True,
    )
    assert ask_facts(DRIVER_QUEUE).driver != before.driver
    assert ask_facts("nowhere").driver == ""


def test_nothing_of_the_pages_stays_behind(queue: Queue, pages: bytes, tmp_path: Path) -> None:
    places = [Path(tempfile.gettempdir()), tmp_path, Path.home()]
    before = {file for place in places for file in place.iterdir()}
    spool(pages, PRINTER_QUEUE)
    assert watch(f"{PRINTER_QUEUE}-1", halt=Event(), tell=lambda _: None).ending is Ending.DONE
    left = {file for place in places for file in place.iterdir()} - before
    assert [file for file in left if file.is_file() and b"%PDF" in file.read_bytes()] == []
    # Nor does the print server keep them, which else it does for a day.
    assert list(queue.spool.glob("[cd]*")) == []


def test_what_nobody_followed_is_forgotten_with_the_next_and_what_is_followed_is_not(
    queue: Queue, pages: bytes
) -> None:
    first = spool(pages, PRINTER_QUEUE).job
    follow(spool(pages, PRINTER_QUEUE).job)
    assert list(queue.spool.glob("[cd]*")) == []
    # Another program's, and one that is waited for.
    subprocess.run(["lp", "-d", PRINTER_QUEUE, "-t", "別の書類", "-"], input=pages, check=True)
    third = spool(pages, PRINTER_QUEUE).job
    with followed(third):
        follow(spool(pages, PRINTER_QUEUE).job)
        left = {file.name for file in queue.spool.glob("c*")}
        assert left == {"c00003", "c00004"}
    assert (first, third) == (f"{PRINTER_QUEUE}-1", f"{PRINTER_QUEUE}-4")
    assert {file.name for file in queue.spool.glob("c*")} == {"c00003"}


def follow(job: str, *, patience: float = 60, halt: Event | None = None) -> tuple[Report, list[Report]]:
    told: list[Report] = []
    return watch(job, halt=halt or Event(), tell=told.append, patience=patience), told


def test_every_sheet_is_counted_while_it_is_fed(queue: Queue) -> None:
    last, told = follow(spool(long_run(5), PRINTER_QUEUE).job)
    assert (last.ending, last.sheets, last.trouble) == (Ending.DONE, 5, "")
    assert told[-1] == last
    assert len(queue.fed) == 5


def test_a_printer_out_of_paper_waits_and_goes_on(queue: Queue) -> None:
    queue.ask(empty="3")
    job = spool(long_run(5), PRINTER_QUEUE).job
    told: list[Report] = []

    def refill(report: Report) -> None:
        told.append(report)
        if report.trouble:
            queue.ask(empty="")

    # Patience is short: a printer that waits for a person is not one that never answers.
    last = watch(job, halt=Event(), tell=refill, patience=5)
    assert last.ending is Ending.DONE
    assert any("用紙がありません" in report.trouble and report.needs_person for report in told)
    assert len(queue.fed) == 5


def test_a_stopped_queue_is_said_and_goes_on_when_started_again(queue: Queue) -> None:
    subprocess.run(["cupsdisable", PRINTER_QUEUE], check=True)
    job = spool(long_run(2), PRINTER_QUEUE).job
    told: list[Report] = []

    def start(report: Report) -> None:
        told.append(report)
        subprocess.run(["cupsenable", PRINTER_QUEUE], check=True)

    assert watch(job, halt=Event(), tell=start, patience=5).ending is Ending.DONE
    assert "止められています" in told[0].trouble
    assert len(queue.fed) == 2


def test_a_job_that_was_cut_off_is_not_printed_again_from_its_first_sheet(queue: Queue) -> None:
    """CUPS would, as soon as somebody starts the printer; then people had two papers."""
    queue.ask(stop="P1-004")
    last, told = follow(spool(long_run(6), PRINTER_QUEUE).job, patience=60)
    assert (last.ending, last.sheets) == (Ending.FAILED, 4)
    assert "紙づまり" in last.trouble
    assert any("紙づまり" in report.trouble and report.needs_person for report in told)
    queue.start_again()
    # What comes after it in the queue is printed, and this is not.
    assert follow(spool(long_run(1), PRINTER_QUEUE).job, patience=60)[0].ending is Ending.DONE
    assert len(queue.fed) == 4 + 1


def test_cancelling_takes_the_job_out_of_the_queue(queue: Queue) -> None:
    queue.ask(empty="2")
    job, halt = spool(long_run(5), PRINTER_QUEUE).job, Event()
    last = watch(job, halt=halt, tell=lambda report: halt.set() if report.sheets else None)
    assert (last.ending, last.sheets) == (Ending.CANCELLED, 2)
    queue.ask(empty="")
    assert job not in subprocess.run(["lpstat", "-o"], capture_output=True, text=True, check=True).stdout
    assert len(queue.fed) == 2


def test_a_printer_that_never_answers_is_given_up(queue: Queue) -> None:
    queue.ask(silent="1")
    last, _ = follow(spool(long_run(2), PRINTER_QUEUE).job, patience=1)
    assert last.ending is Ending.SILENT
    assert queue.fed == []


def test_a_job_long_gone_is_no_trouble_and_never_called_done(queue: Queue) -> None:
    halt = Event()
    halt.set()
    cancel_job(f"{PRINTER_QUEUE}-999")
    assert follow(f"{PRINTER_QUEUE}-999", halt=halt)[0].ending is Ending.UNKNOWN
