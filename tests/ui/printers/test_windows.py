"""Printing on Windows, on a stand-in for its libraries: true pages, and nothing called done unseen."""

from collections.abc import Iterator
from io import BytesIO

import pytest
from PySide6.QtGui import QImage

from app.domain.print_session import SessionStatus, SheetStatus
from app.errors import SystemTrouble, UserError
from app.ports import Store
from app.printing.certificate.certificate import draw_certificates
from app.printing.certificate.layout_file import named_layout
from tests.e2e.test_print_commands import Shikaku, shikaku  # noqa: F401 - the fixture
from tests.golden.papers import INSURED
from tests.ui.office import CTRL, ENTER, people, press
from tests.ui.pages.printing.test_printing import THREE, Show, prepare, show  # noqa: F401 - the fixture
from tests.ui.printers.test_spool import face
from tests.ui.printers.windows_stand_in import CONTEXT, NAME, Windows, windows_printer
from ui.bootstrap import open_data_folder
from ui.pages.printing.page import ACCOUNT
from ui.printers.paper import Paper, QueueSilent, Taken
from ui.printers.preview import PdfPages
from ui.printers.setup import ask_facts, keep_paper
from ui.printers.spool import check_printer, printers, spool
from ui.window.application import user_preferences


@pytest.fixture
def pages() -> bytes:
    out = BytesIO()
    draw_certificates([face(1), face(2), face(3)], out)
    return out.getvalue()


@pytest.fixture
def printer() -> Iterator[Windows]:
    """The platform's branch for Windows, with one printer that knows of its jobs as long as they last."""
    with windows_printer() as made:
        yield made
        keep_paper(user_preferences(), NAME, Paper())


@pytest.fixture
def forgetful(printer: Windows, monkeypatch: pytest.MonkeyPatch) -> Windows:
    """One whose queue has let go of a job by the time it is asked: the usual thing."""
    monkeypatch.setattr(printer, "GetJobW", lambda *_: 0)
    return printer


def test_every_page_is_drawn_by_pdfium_on_the_device_itself(
    printer: Windows, pages: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    import pypdfium2.raw

    drawn: list[tuple[object, ...]] = []

    def draw(context: object, _page: object, *where: int) -> int:
        drawn.append((context.value, *where))  # type: ignore[attr-defined]
        return 1

    # Only Windows' build has it.
    monkeypatch.setattr(pypdfium2.raw, "FPDF_RenderPage", draw, raising=False)
    assert spool(pages, NAME) == Taken(f"{NAME}-5")
    # From the corner of the sheet, 4.2 and 5.1 mm before where the driver begins; for printing.
    assert drawn == [(CONTEXT, -50, -60, 2480, 3508, 0, 0x800)] * 3
    assert (printer.title, len(printer.sheets), printer.is_aborted) == ("資格確認書", 3, False)
    spool(pages, NAME, paper=Paper(as_pictures=True))
    assert len(drawn) == 3
    assert printer.sheets[-1].getextrema() == ((0, 255),) * 3


def test_what_it_does_not_draw_is_a_picture_and_that_is_said(
    printer: Windows, pages: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    import pypdfium2.raw

    monkeypatch.setattr(pypdfium2.raw, "FPDF_RenderPage", lambda *_: 0, raising=False)
    assert "画像にして送りました" in spool(pages, NAME).note
    assert spool(pages, NAME, paper=Paper(as_pictures=True)).note == ""


@pytest.mark.parametrize(("name", "number", "orientation"), [("hagaki", 43, 1), ("book-a4", 9, 2)])
def test_a_sheet_of_its_own_size_is_asked_by_the_driver_s_number(
    name: str, number: int, orientation: int, printer: Windows
) -> None:
    out = BytesIO()
    draw_certificates([INSURED], out, layout=named_layout(name))
    spool(out.getvalue(), NAME)
    assert (printer.settings.dmPaperSize, printer.settings.dmOrientation) == (number, orientation)
    printer.papers = {9: (2100, 2970)} if number == 43 else {43: (1000, 1480)}
    with pytest.raises(UserError, match=r"×\d+ mm の用紙がありません"):
        spool(out.getvalue(), NAME)
    # It takes the settings and keeps its own paper.
    printer.papers, printer.keeps_paper = {9: (2100, 2970), 43: (1000, 1480), 1: (2159, 2794)}, 1
    with pytest.raises(UserError, match=r"×\d+ mm の用紙がありません"):
        spool(out.getvalue(), NAME)


def test_a_page_that_fails_stops_the_run_and_is_never_counted_as_sent(printer: Windows, pages: bytes) -> None:
    printer.fails_at = 2
    with pytest.raises(QueueSilent, match=f"「{NAME}」への印刷が2ページ目で止まりました"):
        spool(pages, NAME)
    assert printer.is_aborted


def test_a_page_that_cannot_be_drawn_is_no_blank_sheet(
    printer: Windows, pages: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(PdfPages, "image_at", lambda *_: QImage())
    with pytest.raises(QueueSilent, match="1ページ目"):
        spool(pages, NAME)
    assert printer.is_aborted


def test_a_printer_that_does_not_begin_took_nothing(printer: Windows, pages: bytes) -> None:
    printer.refuses = True
    with pytest.raises(SystemTrouble, match="受け付けません") as refusal:
        spool(pages, NAME)
    assert not isinstance(refusal.value, QueueSilent)


def test_a_run_that_does_not_end_well_is_in_doubt(
    printer: Windows, pages: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(printer, "EndDoc", lambda _: -1)
    with pytest.raises(QueueSilent, match="3ページ目"):
        spool(pages, NAME)
    assert printer.is_aborted


def test_a_printer_that_cannot_be_opened_is_said_before_a_run(
    printer: Windows, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(printer, "CreateDCW", lambda *_: None)
    with pytest.raises(SystemTrouble, match="開けません"):
        check_printer(NAME, Paper())


def test_sides_and_tray_are_set_or_refused_by_name(printer: Windows) -> None:
    assert [one.name for one in printers() if one.is_default] == [NAME]
    before = ask_facts(NAME)
    assert before.trays == ("自動選択", "手差し", "カセット2")
    assert before.driver == ask_facts(NAME).driver != ""
    check_printer(NAME, Paper(tray="カセット2", has_back=True))
    assert (printer.settings.dmDefaultSource, printer.settings.dmDuplex) == (258, 2)
    assert printer.settings.dmFields & 0x1200 == 0x1200
    check_printer(NAME, Paper())
    assert printer.settings.dmDuplex == 1
    with pytest.raises(UserError, match="トレイ「裏の棚」を選べません"):
        check_printer(NAME, Paper(tray="裏の棚"))
    printer.has_two_sides = printer.takes_trays = False
    with pytest.raises(UserError, match=f"「{NAME}」は両面に印刷できません"):
        check_printer(NAME, Paper(has_back=True))
    with pytest.raises(UserError, match="トレイ「手差し」を選べません"):
        check_printer(NAME, Paper(tray="手差し"))


def test_the_command_line_prints_and_says_that_it_cannot_know(
    shikaku: Shikaku,  # noqa: F811
    forgetful: Windows,
) -> None:
    # Each sheet is drawn as a picture: three tell as much as everybody's.
    members = [row["key"] for row in shikaku.ask("due", "--kind", "print")["rows"][:3]]
    chosen = [part for key in members for part in ("--member", key)]
    status, out, err = shikaku.text("print", *chosen, "--printer", NAME)
    assert status == 0, err
    assert "画像にして送りました" in err
    assert "このPCからは分かりません" in out
    assert "出力しました" not in out
    (run,) = shikaku.ask("due")["open_runs"]
    assert run["cut_off"] is False
    assert len(forgetful.sheets) == run["sent"] == 3
    assert shikaku.ask("confirm", "1")["good"] == run["sent"]


def test_what_the_printer_cannot_do_is_refused_before_a_run_begins(
    shikaku: Shikaku,  # noqa: F811
    printer: Windows,
) -> None:
    printer.has_two_sides = False
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
    printer: Windows,
) -> None:
    printer.fails_at = 3
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
    forgetful: Windows,
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
