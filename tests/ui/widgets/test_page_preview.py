"""The preview is enlarged by key, wheel and double click, and says what it cannot do any more."""

from datetime import date
from io import BytesIO

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.printing.papers.recovery_sheet import draw_recovery_sheet
from tests.golden.papers import texts
from ui.printers import preview as open_pdf
from ui.widgets.page_preview import ZOOMS, PagePreview

CODE = "AAAAA-BBBBB-CCCCC-DDDDD-EEEE7"


@pytest.fixture(scope="module")
def pages() -> bytes:
    out = BytesIO()
    draw_recovery_sheet(CODE, out, folder="/home/\U0010ffff", on=date(2026, 11, 30))
    return out.getvalue()


@pytest.fixture
def preview(qtbot: QtBot, pages: bytes) -> PagePreview:
    made = PagePreview()
    qtbot.addWidget(made)
    made.resize(300, 420)
    made.set_pdf(pages)
    with qtbot.waitExposed(made):
        made.show()
    made.setFocus()
    return made


def test_the_keys_enlarge_by_steps_and_stop_at_the_ends(preview: PagePreview) -> None:
    seen = []
    for _ in range(len(ZOOMS) + 1):
        QTest.keyClicks(preview, "+")
        seen.append(preview.zoom)
    assert seen == [*ZOOMS[1:], ZOOMS[-1], ZOOMS[-1]]
    for _ in ZOOMS:
        QTest.keyClicks(preview, "-")
    assert preview.zoom == ZOOMS[0]


def test_ctrl_and_the_wheel_enlarge_and_a_double_click_goes_there_and_back(preview: PagePreview) -> None:
    room = preview._room.viewport()
    none, ctrl = Qt.MouseButton.NoButton, Qt.KeyboardModifier.ControlModifier
    for modifier in (Qt.KeyboardModifier.NoModifier, ctrl):
        place = QPointF(100, 100)
        turned = QWheelEvent(
            place, place, QPoint(), QPoint(0, 120), none, modifier, Qt.ScrollPhase.NoScrollPhase, False
        )
        QApplication.sendEvent(room, turned)
    assert preview.zoom == ZOOMS[1]
    QTest.mouseDClick(room, Qt.MouseButton.LeftButton, pos=QPoint(50, 50))
    assert preview.zoom == ZOOMS[0]
    QTest.mouseDClick(room, Qt.MouseButton.LeftButton, pos=QPoint(50, 50))
    assert preview.zoom == 2.0


def test_nothing_to_show_is_not_enlarged(preview: PagePreview) -> None:
    preview.step_zoom(2)
    preview.set_pdf(b"", "まだありません")
    assert preview.zoom == ZOOMS[0]


def test_the_recovery_sheet_says_code_and_day_and_passes_over_what_no_face_draws(pages: bytes) -> None:
    (paper,) = texts(pages)
    assert CODE in paper
    assert "令和8年11月30日" in paper


def test_the_true_size_is_that_of_the_paper_and_the_steps_go_on_from_there(preview: PagePreview) -> None:
    QTest.keyClicks(preview, "=")
    sheet = preview._sheet
    wide = sheet.fitted_width(sheet.size())
    told = preview.screen().physicalDotsPerInch()
    dots = told if 60 <= told <= 400 else preview.logicalDpiX()
    assert abs(wide - 210 / 25.4 * dots) <= 5
    shown = preview.zoom
    QTest.keyClicks(preview, "-")
    assert preview.zoom == max(zoom for zoom in ZOOMS if zoom < shown)
    QTest.keyClicks(preview, "=+")
    assert preview.zoom == min([zoom for zoom in ZOOMS if zoom > shown], default=shown)


def test_the_pdf_is_opened_once_for_a_look_and_never_for_its_sizes(
    preview: PagePreview, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[int] = []
    true = open_pdf._opened
    monkeypatch.setattr(open_pdf, "_opened", lambda pages: opened.append(len(pages)) or true(pages))
    preview.show_true_size()
    assert opened == []
    preview._sheet.grab()
    assert len(opened) == 1
