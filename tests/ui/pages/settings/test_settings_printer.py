"""位置合わせ: a test page on a real queue, four numbers, and pages that are moved by them."""

import subprocess
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import pypdfium2
import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.domain.calibration import Calibration
from app.ports import Store
from tests.ui.cups_queue import DRIVER_QUEUE, Queue, cups_queue
from tests.ui.office import CTRL, ENTER, close, people, press, window
from tests.ui.pages.printing.test_printing_true import rules
from tests.ui.printers.windows_stand_in import windows_printer
from ui.dialogs.calibration import CalibrationDialog
from ui.pages.printing.page import PrintingPage
from ui.pages.settings import printer
from ui.pages.settings.page import SettingsPage
from ui.pages.settings.printer import PrinterPanel
from ui.window.main_window import MainWindow

NEAR_MM = 0.2


@pytest.fixture
def queue(monkeypatch: pytest.MonkeyPatch) -> Iterator[Queue]:
    with cups_queue(monkeypatch) as made:
        subprocess.run(["lpadmin", "-d", DRIVER_QUEUE], check=True, capture_output=True)
        yield made


@pytest.fixture
def shown(store: Store, queue: Queue, tmp_path: Path, qapp: QApplication) -> Iterator[MainWindow]:
    people(store, {"name": "髙橋　架空", "certificate_expires_on": date(2029, 11, 30)})
    made = window(store, [PrintingPage, SettingsPage], tmp_path)
    made.go("settings")
    yield made
    close(made)


@pytest.fixture
def panel(shown: MainWindow) -> PrinterPanel:
    page = shown.findChild(SettingsPage)
    assert page is not None
    page.list.setCurrentRow([page.list.item(n).text() for n in range(page.list.count())].index("プリンター"))
    return page.printer


def answer(monkeypatch: pytest.MonkeyPatch, *measured: float) -> None:
    """Type the four numbers into the dialog and save."""

    def fill(dialog: CalibrationDialog) -> bool:
        for field, value in zip(dialog.fields, measured, strict=True):
            field.setText(str(value))
        dialog.accept()
        return bool(dialog.result())

    monkeypatch.setattr(CalibrationDialog, "exec", fill)


def test_a_correction_is_told_in_millimetres_and_per_cent(
    panel: PrinterPanel, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer(monkeypatch, 30.0, 30.0, 101.0, 99.0)
    panel.measure.click()
    told = panel._state.text()
    assert "横に" in told
    assert "横-0.99 %、縦+1.01 %" in told


def test_the_test_page_reaches_the_printer(panel: PrinterPanel, queue: Queue) -> None:
    press(panel.printer, ENTER, modifier=CTRL)
    document = pypdfium2.PdfDocument(queue.await_pages())
    assert "位置合わせ" in document[0].get_textpage().get_text_range()
    document.close()


def test_measures_move_every_sheet_and_not_the_form(
    store: Store, shown: MainWindow, panel: PrinterPanel, queue: Queue, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = printed(shown, queue, gives_up=True)
    answer(monkeypatch, 32.0, 29.0, 100.0, 100.0)
    shown.go("settings")
    panel.measure.click()
    assert panel.calibration == Calibration(-2.0, 1.0)
    assert "横に-2.0 mm、縦に+1.0 mm" in panel._state.text()
    after = printed(shown, queue)
    moved, still = rules(after, 0), rules(before, 0)
    assert moved[0] == pytest.approx([y + 1.0 for y in still[0]], abs=NEAR_MM)
    assert moved[1] == pytest.approx([x - 2.0 for x in still[1]], abs=NEAR_MM)


def printed(shown: MainWindow, queue: Queue, *, gives_up: bool = False) -> bytes:
    """What the preview shows and, unless it is given up again, the printer gets."""
    shown.go("printing")
    page = shown.findChild(PrintingPage)
    assert page is not None
    press(page.choose.table, ENTER, modifier=CTRL)
    (batch,) = page.output._batches
    if gives_up:
        page.output.give_up.click()
        return batch.pages
    press(page.output.table, ENTER, modifier=CTRL)
    return queue.await_pages()


def test_a_driver_that_changed_since_is_told_before_printing(
    shown: MainWindow, panel: PrinterPanel, queue: Queue, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer(monkeypatch, 31.0, 30.0, 100.0, 100.0)
    panel.measure.click()
    assert not panel._warning.isVisible()
    subprocess.run(
        ["lpadmin", "-p", DRIVER_QUEUE, "-o", "sides-default=two-sided-long-edge"],
        check=True,
        capture_output=True,
    )
    shown.go("printing")
    page = shown.findChild(PrintingPage)
    assert page is not None
    press(page.choose.table, ENTER, modifier=CTRL)
    assert "ドライバーか設定が変わりました" in page.output._warning.text()


def test_a_scaling_driver_is_refused_in_words(qtbot: QtBot) -> None:
    dialog = CalibrationDialog("見本プリンター", Calibration())
    qtbot.addWidget(dialog)
    dialog.fields[2].setText("99.0")
    assert "用紙に合わせる" in dialog.told.text()
    dialog.fields[2].setText("96.0")
    dialog.accept()
    assert "実際のサイズ(100%)" in dialog.problem.text()
    dialog.fields[2].setText("hyaku")
    dialog.accept()
    assert "ミリで入れて" in dialog.problem.text()
    dialog.fields[2].setText("１００．２ mm")
    assert "このまま使えます" in dialog.told.text()
    dialog.accept()
    assert dialog.calibration.is_none


def test_tray_and_back_are_remembered_per_printer(panel: PrinterPanel) -> None:
    panel.back.click()
    assert panel.printer.paper.has_back
    panel.printer.setCurrentIndex(1)
    panel.printer.activated.emit(1)
    assert not panel.printer.paper.has_back
    panel.printer.setCurrentIndex(0)
    panel.printer.activated.emit(0)
    assert panel.back.isChecked()


def test_on_windows_the_driver_s_trays_are_offered_and_pages_may_go_as_pictures(
    store: Store, tmp_path: Path, qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(printer, "sys", SimpleNamespace(platform="win32"))
    with windows_printer() as told:
        made = window(store, [SettingsPage], tmp_path)
        made.go("settings")
        page = made.findChild(SettingsPage)
        assert page is not None
        names = [page.list.item(n).text() for n in range(page.list.count())]
        page.list.setCurrentRow(names.index("プリンター"))
        panel = page.printer
        assert [panel.tray.itemText(n) for n in range(panel.tray.count())] == [
            "プリンターにまかせる",
            *told.trays,
        ]
        panel.tray.setCurrentIndex(2)
        panel.tray.activated.emit(2)
        panel.pictures.click()
        panel.test.click()
        assert (told.settings.dmDefaultSource, len(told.sheets)) == (4, 1)
        assert panel.printer.paper.as_pictures
        panel.pictures.click()
        assert not panel.printer.paper.as_pictures
        close(made)
