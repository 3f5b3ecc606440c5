"""What the society supplied, its rules, the offices, and the data folder as a whole."""

import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

import resources
from app.domain.rules import read_rule_book
from app.ports import Store
from tests.ui.office import CTRL, ENTER, Answers, press, refusal, type_into
from ui.main_window import MainWindow
from ui.pages.settings import SettingsPage
from ui.pages.settings_rules import WORDS, rule_value
from ui.theme import active_theme


@pytest.fixture
def page(window: MainWindow) -> SettingsPage:
    window.go("settings")
    made = window.findChild(SettingsPage)
    assert made is not None
    return made


def subject(page: SettingsPage, steps: int) -> None:
    page.list.setFocus()
    press(page.list, *[Qt.Key.Key_Down] * steps)


def test_a_wrong_check_digit_is_said_at_once_and_not_stored(
    office: Store, window: MainWindow, page: SettingsPage
) -> None:
    panel = page.society
    panel.number.selectAll()
    type_into(panel.number, "06139993")
    assert "06139993 は正しくありません" in panel.problem.text()
    press(panel.number, ENTER, modifier=CTRL)
    assert "06139993" in refusal(window)
    assert office.queries.society().insurer_number == "06139992"


def test_the_society_is_stored_with_its_seal_and_undone(
    office: Store, window: MainWindow, page: SettingsPage, tmp_path: Path
) -> None:
    panel, seal = page.society, BytesIO()
    Image.new("RGB", (40, 40), "red").save(seal, "PNG")
    (tmp_path / "seal.png").write_bytes(seal.getvalue())
    panel.files = Answers(tmp_path / "seal.png")  # type: ignore[assignment]
    panel.load_seal.click()
    panel.name.selectAll()
    type_into(panel.name, "架空健康保険組合")
    press(panel.name, ENTER, modifier=CTRL)
    stored = office.queries.society()
    assert (stored.name, stored.seal_png) == ("架空健康保険組合", seal.getvalue())
    window.commands.undo()
    assert office.queries.society().name == "見本健康保険組合"
    assert panel.name.text() == "見本健康保険組合"


def test_typed_text_stays_when_something_else_is_stored(
    office: Store, window: MainWindow, page: SettingsPage
) -> None:
    page.society.name.selectAll()
    type_into(page.society.name, "書きかけ")
    window.dress("dark")
    assert page.society.name.text() == "書きかけ"


def test_another_insurers_number_is_warned_about_but_possible(page: SettingsPage) -> None:
    page.society.number.selectAll()
    type_into(page.society.number, "01130012")
    assert "健康保険組合(06、63)のものではありません" in page.society.problem.text()


def test_a_rules_file_replaces_the_rules_and_is_written_back_as_it_was(
    office: Store, page: SettingsPage, tmp_path: Path
) -> None:
    text = resources.path("rules/jsr.toml").read_text("utf-8").replace("value = 5\n", "value = 7\n", 1)
    (tmp_path / "rules.toml").write_text(text, encoding="utf-8")
    subject(page, 1)
    page.rules.files = Answers(tmp_path / "rules.toml")  # type: ignore[assignment]
    press(page.rules.table, Qt.Key.Key_O, modifier=CTRL)
    assert page.rules.table.model().index(0, 1).data() == "7日以内"
    page.rules.files = Answers(tmp_path / "copy.toml")  # type: ignore[assignment]
    press(page.rules.table, Qt.Key.Key_S, modifier=CTRL)
    assert (tmp_path / "copy.toml").read_text("utf-8") == office.queries.society().rules_toml == text


@pytest.mark.parametrize("content", [b"nothing", b"\xff\xfe", b"[rule.unknown]\nvalue = 1"])
def test_a_file_that_is_no_rule_book_leaves_the_rules_in_force(
    office: Store, window: MainWindow, page: SettingsPage, tmp_path: Path, content: bytes
) -> None:
    before = office.queries.society()
    (tmp_path / "rules.toml").write_bytes(content)
    page.rules.files = Answers(tmp_path / "rules.toml")  # type: ignore[assignment]
    page.rules.load.click()
    assert refusal(window)
    assert office.queries.society() == before


def test_every_rule_has_a_name_and_a_readable_value(office: Store) -> None:
    entries = read_rule_book(office.queries.society().rules_toml).entries
    assert {entry.name for entry in entries} == set(WORDS)
    assert all(rule_value(entry) for entry in entries)


def test_an_office_is_renamed_and_a_new_one_added(
    office: Store, window: MainWindow, page: SettingsPage
) -> None:
    panel = page.offices
    subject(page, 2)
    panel.table.setFocus()
    press(panel.table, Qt.Key.Key_Home)
    panel.name.selectAll()
    type_into(panel.name, "見本支店")
    press(panel.name, ENTER, modifier=CTRL)
    assert office.queries.offices()[0].name == "見本支店"
    press(panel.table, Qt.Key.Key_N, modifier=CTRL)
    type_into(panel.code, "2009")
    type_into(panel.name, "架空営業所")
    press(panel.name, ENTER, modifier=CTRL)
    assert "架空営業所" in {one.name for one in office.queries.offices()}
    press(panel.table, Qt.Key.Key_N, modifier=CTRL)
    type_into(panel.code, "2009")
    type_into(panel.name, "同じ記号")
    press(panel.name, ENTER, modifier=CTRL)
    assert "2009 はすでにあります" in refusal(window)


def test_a_backup_is_made_where_asked_and_the_data_are_sound(page: SettingsPage, tmp_path: Path) -> None:
    panel = page.backup
    panel.files = Answers(tmp_path / "copy.zip")  # type: ignore[assignment]
    panel.make_elsewhere.click()
    assert zipfile.is_zipfile(tmp_path / "copy.zip")
    assert "copy.zip" in panel.told.text()
    panel.verify.click()
    assert panel.told.text() == "✓ 傷は見つかりませんでした。"


def test_putting_a_backup_back_asks_in_words_first(page: SettingsPage, tmp_path: Path) -> None:
    subject(page, 3)
    panel = page.backup
    panel.files = Answers(tmp_path / "copy.zip")  # type: ignore[assignment]
    panel.choose.click()
    assert "copy.zip の時点に戻します" in panel.warning.text()
    panel.leave.click()
    assert not panel.restore.isVisible()


def test_the_look_changes_at_once(page: SettingsPage) -> None:
    subject(page, 4)
    page.look.look.focus_chosen()
    press(QApplication.focusWidget(), Qt.Key.Key_Right)
    assert active_theme().name == "dark"


def test_the_sample_office_has_no_passphrase_to_change(page: SettingsPage) -> None:
    assert not page.passphrase.change.isEnabled()
    assert "パスフレーズがありません" in page.passphrase.told.text()
