"""The 引継ぎ書 and the page for a stand-in are written from the settings, with a password."""

from pathlib import Path

import pytest
from pypdf import PdfReader

from app.ports import Store
from tests.ui.office import CTRL, ENTER, Answers, press, refusal, type_into
from ui.pages.settings.page import SettingsPage
from ui.pages.settings.succession import SuccessionPanel
from ui.window.main_window import MainWindow


@pytest.fixture
def panel(window: MainWindow) -> SuccessionPanel:
    window.go("settings")
    page = window.findChild(SettingsPage)
    assert page is not None
    page.shown.setCurrentWidget(page.succession)
    return page.succession


def test_both_papers_are_written_with_a_password_and_leave_a_line(
    office: Store, panel: SuccessionPanel, window: MainWindow, tmp_path: Path
) -> None:
    path = tmp_path / "succession.pdf"
    panel.files = Answers(path)  # type: ignore[assignment]
    press(panel.password, ENTER, modifier=CTRL)
    assert "パスワードを決めて" in refusal(window)
    assert not path.exists()
    type_into(panel.password, "hikitsugi-2026")
    press(panel.password, ENTER, modifier=CTRL)
    read = PdfReader(path, password="hikitsugi-2026")
    assert len(read.pages) >= 8
    assert panel.password.text() == ""
    assert office.queries.operations(1)[0].label == "書き出し 引継ぎ書 1件 succession.pdf"
    type_into(panel.password, "hikitsugi-2026")
    panel.away.click()
    assert office.queries.operations(1)[0].label.startswith("書き出し 留守のあいだ")
