"""設定 → 届の様式: the society's own forms, taken from a file or given up; a mistake leaves all as it was."""

from pathlib import Path

from PySide6.QtWidgets import QApplication

from app.ports import Store
from tests.ui.office import Answers, close, refusal, window
from tests.usecases.forms.test_own_forms import OWN
from ui.frame.dropped import FORMS, dropped_file
from ui.pages.settings.page import SettingsPage


def test_a_file_is_taken_or_refused_with_its_line(store: Store, tmp_path: Path, qapp: QApplication) -> None:
    made = window(store, [SettingsPage], tmp_path)
    made.go("settings", FORMS)
    page = made.findChild(SettingsPage)
    assert page is not None
    panel = page.own_forms
    file = tmp_path / "forms.toml"
    for text in (OWN.replace("{kana}", "{furigana}"), OWN):
        file.write_text(text, "utf-8")
        panel.files = Answers(file)  # type: ignore[assignment]
        panel.load.click()
        if text is not OWN:
            assert "使える名前" in refusal(made)
            assert store.queries.society().forms_toml == ""
    assert store.queries.society().forms_toml == OWN
    assert panel.state.text() == "健保の様式で作る届: 滅失届"
    # Dropped on the window it is known for what it is.
    dropped = dropped_file(file, is_backup=False)
    assert dropped is not None
    assert dropped.subject == FORMS
    panel.drop.click()
    assert "どの届も" in panel.state.text()
    assert store.queries.society().forms_toml == ""
    close(made)
