"""Printing where there is no CUPS: true pages through Qt's printer, and nothing called done unseen."""

import os
import subprocess
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from types import SimpleNamespace

import pypdfium2
import pytest
from PySide6.QtGui import QImage
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QApplication

from app.domain.print_session import SessionStatus, SheetStatus
from app.errors import SystemTrouble, UserError
from app.ports import Store
from app.printing.certificate.certificate import draw_certificates
from tests.conftest import TODAY
from tests.e2e.test_print_commands import Shikaku, shikaku  # noqa: F401 - the fixture
from tests.ui.office import CTRL, ENTER, people, press
from tests.ui.pages.printing.test_printing import THREE, Show, prepare, show  # noqa: F401 - the fixture
from tests.ui.printers.test_spool import face
from ui.bootstrap import open_data_folder
from ui.pages.printing.page import ACCOUNT
from ui.printers import spool, windows
from ui.printers.paper import Paper, QueueSilent
from ui.printers.setup import keep_paper
from ui.printers.windows import draw_pages, set_paper
from ui.window.application import user_preferences

NAME = "2階の複合機"


class FilePrinter(QPrinter):
    """Qt's own printer into a PDF, which may fail at a page: what Windows does, but for its driver."""

    def __init__(self, file: Path, fails_at: int = 0) -> None:
        super().__init__(QPrinter.PrinterMode.HighResolution)
        self.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
        self.setOutputFileName(str(file))
        self.setResolution(72)
        self.aborted = False
        self._page, self._fails_at = 1, fails_at

    def newPage(self) -> bool:  # noqa: N802 - Qt calls it by this name
        self._page += 1
        return self._page != self._fails_at and super().newPage()

    def abort(self) -> bool:
        self.aborted = True
        return super().abort()


@pytest.fixture
def pages() -> bytes:
    out = BytesIO()
    draw_certificates([face(1), face(2), face(3)], out)
    return out.getvalue()


@pytest.fixture
def printed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, qapp: QApplication) -> Iterator[Path]:
    """The platform's branch for Windows, with one printer; returns where its pages come out."""
    place = tmp_path / "tray"
    place.mkdir()

    def opened(name: str, paper: Paper) -> QPrinter:
        made = FilePrinter(place / f"{len(list(place.iterdir()))}.pdf")
        set_paper(made, name, paper)
        return made

    monkeypatch.setattr(spool, "sys", SimpleNamespace(platform="win32"))
    monkeypatch.setattr(windows, "printer_names", lambda: ([NAME], NAME))
    monkeypatch.setattr(windows, "opened", opened)
    yield place
    keep_paper(user_preferences(), NAME, Paper())


def count(file: Path) -> int:
    document = pypdfium2.PdfDocument(file)
    try:
        return len(document)
    finally:
        document.close()


def test_a_page_that_fails_stops_the_run_and_is_never_counted_as_sent(
    pages: bytes, tmp_path: Path, qapp: QApplication
) -> None:
    printer = FilePrinter(tmp_path / "out.pdf", fails_at=2)
    told: list[int] = []
    with pytest.raises(QueueSilent, match=f"「{NAME}」への印刷が2ページ目で止まりました"):
        draw_pages(pages, printer, NAME, told.append)
    assert told == [1]
    assert printer.aborted


def test_a_page_that_cannot_be_drawn_is_no_blank_sheet(
    pages: bytes, tmp_path: Path, qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(windows.PdfPages, "image_at", lambda *_: QImage())
    with pytest.raises(QueueSilent, match="1ページ目"):
        draw_pages(pages, FilePrinter(tmp_path / "out.pdf"), NAME)


def test_a_printer_that_does_not_begin_took_nothing(
    pages: bytes, tmp_path: Path, qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    refuses = SimpleNamespace(begin=lambda _: False)
    monkeypatch.setattr(windows, "QPainter", lambda: refuses)
    with pytest.raises(SystemTrouble, match="受け付けません") as refusal:
        draw_pages(pages, FilePrinter(tmp_path / "out.pdf"), NAME)
    assert not isinstance(refusal.value, QueueSilent)


def test_a_run_that_does_not_end_well_is_in_doubt(
    pages: bytes, tmp_path: Path, qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    printer = FilePrinter(tmp_path / "out.pdf")
    monkeypatch.setattr(printer, "printerState", lambda: QPrinter.PrinterState.Error)
    with pytest.raises(QueueSilent, match="3ページ目"):
        draw_pages(pages, printer, NAME)


def test_sides_and_tray_are_set_or_refused_by_name(tmp_path: Path, qapp: QApplication) -> None:
    printer = FilePrinter(tmp_path / "out.pdf")
    with pytest.raises(UserError, match=f"「{NAME}」は両面に印刷できません"):
        set_paper(printer, NAME, Paper(has_back=True))
    set_paper(printer, NAME, Paper(tray="Lower"))
    assert printer.paperSource() is QPrinter.PaperSource.Lower
    with pytest.raises(UserError, match="トレイ「裏の棚」を選べません"):
        set_paper(printer, NAME, Paper(tray="裏の棚"))


def test_the_command_line_prints_and_says_that_it_cannot_know(
    shikaku: Shikaku,  # noqa: F811
    printed: Path,
) -> None:
    status, out, err = shikaku.text("print", "--all", "--printer", NAME)
    assert status == 0, err
    assert "このPCからは分かりません" in out
    assert "出力しました" not in out
    (run,) = shikaku.ask("due")["open_runs"]
    assert run["cut_off"] is False
    assert sum(count(file) for file in printed.iterdir()) == run["sent"]
    assert shikaku.ask("confirm", "1")["good"] == run["sent"]


def test_what_the_printer_cannot_do_is_refused_before_a_run_begins(
    shikaku: Shikaku,  # noqa: F811
    printed: Path,
) -> None:
    keep_paper(user_preferences(), NAME, Paper(has_back=True))
    status, _, err = shikaku.run("print", "--all", "--printer", NAME)
    assert (status, "両面に印刷できません" in err) == (1, True)
    status, _, err = shikaku.run("print", "--all", "--printer", "地下")
    assert (status, "「地下」が見つかりません" in err) == (1, True)
    assert shikaku.ask("due")["open_runs"] == []
    assert not any("印刷" in row["what"] for row in shikaku.ask("history", _somebody(shikaku))["rows"])


def _somebody(office: Shikaku) -> str:
    key: str = office.ask("due", "--kind", "print")["rows"][0]["key"]
    return key


def test_a_printer_that_breaks_off_asks_for_the_paper(
    shikaku: Shikaku,  # noqa: F811
    printed: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(windows, "opened", lambda *_: FilePrinter(printed / "broken.pdf", fails_at=3))
    status, _, err = shikaku.run("print", "--all", "--printer", NAME)
    assert status == 1
    assert "3ページ目で止まりました" in err
    assert "shikaku stopped 1 --last-good" in err
    store = open_data_folder(shikaku.folder, None)
    (run,) = store.queries.session_rows()
    store.close()
    assert (run.status, run.is_leaving) == (SessionStatus.SPOOLED, True)
    assert shikaku.run("confirm", "1")[0] == 1
    told = shikaku.ask("stopped", "1", "--last-good", "2")
    assert (told["spoiled"], told["good"]) == (1, 0)
    assert shikaku.ask("confirm", "1")["good"] == 2


def test_the_window_hands_over_and_never_calls_it_done(
    store: Store,
    show: Show,  # noqa: F811
    printed: Path,
) -> None:
    people(store, *THREE)
    _, page = show()
    prepare(page)
    press(page.output.table, ENTER, modifier=CTRL)
    assert page.steps.value == ACCOUNT
    assert "このPCから分かりません" in page.account.strip.notice.text()
    (run,) = store.queries.session_rows()
    assert (run.spooled, run.is_leaving) == (3, False)
    assert [row.status for row in store.queries.sheet_rows(run.session_id)] == [SheetStatus.SPOOLED] * 3


WITHOUT_QT = """
import sys
from types import SimpleNamespace
from ui.printers import spool as spooling
spooling.sys = SimpleNamespace(platform="win32")
from ui.cli import main
main(sys.argv[1:])
"""


def test_the_command_line_has_no_application_of_its_own_and_says_what_is_missing(
    shikaku: Shikaku,  # noqa: F811
) -> None:
    """QPrinter ends a process without one, and left a run behind that had begun."""
    ended = subprocess.run(
        [
            sys.executable,
            "-c",
            WITHOUT_QT,
            "--data",
            str(shikaku.folder),
            "--today",
            TODAY.isoformat(),
            "print",
            "--all",
            "--printer",
            NAME,
        ],
        capture_output=True,
        encoding="utf-8",
        check=False,
        cwd=Path(__file__).parents[3],
        env=os.environ,
    )
    assert (ended.returncode, f"「{NAME}」が見つかりません" in ended.stderr) == (1, True), ended.stderr
    assert shikaku.ask("due")["open_runs"] == []
