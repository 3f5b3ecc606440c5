"""The next 連携ファイル is written from the settings, which show the last one each way."""

from pathlib import Path

import pytest

from app.parcels.file import heading_of
from app.ports import Store
from tests.parcels.branches import SECRET
from tests.ui.office import CTRL, ENTER, Answers, press, refusal, type_into
from ui.pages.settings.page import SettingsPage
from ui.pages.settings.partners import PartnersPanel
from ui.window.main_window import MainWindow


@pytest.fixture
def panel(window: MainWindow) -> PartnersPanel:
    window.go("settings")
    page = window.findChild(SettingsPage)
    assert page is not None
    panel = page.partners
    page.shown.setCurrentWidget(panel)
    return panel


def test_the_first_file_asks_for_the_secret_and_the_next_does_not(
    office: Store, panel: PartnersPanel, window: MainWindow, tmp_path: Path
) -> None:
    path = tmp_path / "up.shikaku-parcel"
    panel.files = Answers(path)  # type: ignore[assignment]
    type_into(panel.secret, "かんたん")
    press(panel.secret, ENTER, modifier=CTRL)
    assert "12文字以上" in refusal(window)
    assert not path.exists()
    panel.secret.clear()
    type_into(panel.secret, SECRET)
    press(panel.secret, ENTER, modifier=CTRL)
    assert "本社への第1便を書き出しました" in panel.told.text()
    assert heading_of(path.read_bytes()).sequence == 1
    assert not panel.secret.isVisibleTo(panel)
    panel.write.click()
    assert heading_of(path.read_bytes()).sequence == 2
    row = panel.table.current_row()
    assert row is not None
    assert (row.partner.name, row.sent, row.received) == ("本社", 2, 0)
