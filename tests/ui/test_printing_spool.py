"""The PDF reaches a real print queue unchanged, and nothing personal stays behind."""

import subprocess
from collections.abc import Iterator
from datetime import date
from io import BytesIO
from pathlib import Path

import pypdfium2
import pytest

from app.domain.person import PersonKind
from app.errors import SystemTrouble, UserError
from app.printing.certificate import draw_certificates
from app.rows import CertificateFace
from tests.ui.cups_queue import Queue, cups_queue
from ui.printing_preview import PdfPages
from ui.printing_spool import Printer, printers, spool

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


@pytest.fixture
def pages() -> bytes:
    out = BytesIO()
    draw_certificates([face(1), face(2)], out)
    return out.getvalue()


@pytest.fixture
def queue(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Queue]:
    with cups_queue(tmp_path / "cups", monkeypatch) as made:
        yield made


def test_pages_arrive_unchanged_under_a_title_that_names_nobody(queue: Queue, pages: bytes) -> None:
    job = spool(pages, queue.name)
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
    assert printers() == [Printer(queue.name, is_default=True, trouble="")]
    subprocess.run(["cupsdisable", queue.name], check=True)
    assert printers() == [Printer(queue.name, is_default=True, trouble="止まっています")]


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
