"""What the society supplied, its rules, the offices, and the data folder as a whole."""

import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

import resources
from app.domain.rules import RULE_TYPES, read_rule_book
from app.ports import Store, untold
from tests.ui.office import CTRL, ENTER, Answers, press, refusal, type_into
from ui.bootstrap import backup_care, create_sample_folder, open_data_folder
from ui.look.theme import active_theme
from ui.pages.places import SETTINGS
from ui.pages.settings.page import SettingsPage
from ui.pages.settings.version import VersionPanel
from ui.window.main_window import MainWindow
from ui.words.rules import rule_name, rule_names, rule_value


@pytest.fixture
def page(window: MainWindow) -> SettingsPage:
    window.go("settings")
    made = window.findChild(SettingsPage)
    assert made is not None
    return made


def subject(page: SettingsPage, name: str) -> None:
    """Go down to it from where the list stands."""
    page.list.setFocus()
    here, there = page.list.currentRow(), SETTINGS.subjects.index(name)
    press(page.list, *[Qt.Key.Key_Down if there > here else Qt.Key.Key_Up] * abs(there - here))


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


JSR = resources.path("rules/jsr.toml").read_text("utf-8")


def cell(page: SettingsPage, rule: str, column: int) -> str:
    """What the list says of a rule; the first of its versions shown."""
    model = page.rules.table.model()
    names = [model.index(row, 0).data() for row in range(model.rowCount())]
    return str(model.index(names.index(rule_name(rule)), column).data())


def open_file(page: SettingsPage, path: Path, content: bytes) -> None:
    path.write_bytes(content)
    page.rules.files = Answers(path)  # type: ignore[assignment]
    press(page.rules.table, Qt.Key.Key_O, modifier=CTRL)


def test_a_rules_file_is_previewed_taken_undone_and_written_back_to_the_byte(
    office: Store, window: MainWindow, page: SettingsPage, tmp_path: Path
) -> None:
    before = office.queries.society().rules_toml
    text = JSR.replace("value = 5\n", "value = 7\n", 1).replace("\n", "\r\n")
    subject(page, "規則")
    open_file(page, tmp_path / "rules.toml", text.encode("utf-8"))
    preview = page.rules.preview
    assert preview.isVisible()
    assert "rules.toml(JSR健康保険組合): 1件の規則が変わります" in preview.heading.text()
    model = preview.table.model()
    assert [model.index(0, column).data() for column in range(4)] == [
        "資格喪失後の返却の期限",
        "R6.12.2 から",
        "5日以内",
        "→ 7日以内",
    ]
    assert office.queries.society().rules_toml == before
    press(preview.table, ENTER, modifier=CTRL)
    assert not preview.isVisible()
    assert QApplication.focusWidget() is page.rules.table
    assert cell(page, "return_days", 1) == "7日以内"
    page.rules.files = Answers(tmp_path / "copy.toml")  # type: ignore[assignment]
    press(page.rules.table, Qt.Key.Key_S, modifier=CTRL)
    assert (tmp_path / "copy.toml").read_bytes() == text.encode("utf-8")
    assert [path.name for path in tmp_path.glob("*.part")] == []
    window.commands.undo()
    assert office.queries.society().rules_toml == before
    assert cell(page, "return_days", 1) == "5日以内"


def test_a_shipped_file_is_written_out_to_begin_with(page: SettingsPage, tmp_path: Path) -> None:
    subject(page, "規則")
    page.rules.bundled[2].click()
    page.rules.files = Answers(tmp_path / "begin.toml")  # type: ignore[assignment]
    page.rules.keep.click()
    assert (tmp_path / "begin.toml").read_bytes() == resources.path("rules/kyokai.toml").read_bytes()


def test_a_preview_is_left_without_a_trace(office: Store, page: SettingsPage, tmp_path: Path) -> None:
    before = office.queries.society()
    subject(page, "規則")
    open_file(page, tmp_path / "rules.toml", JSR.replace("value = 30", "value = 45", 1).encode())
    press(page.rules.preview.table, Qt.Key.Key_Escape)
    assert not page.rules.preview.isVisible()
    assert QApplication.focusWidget() is page.rules.table
    assert office.queries.society() == before


def test_the_example_of_another_society_shows_every_difference_before_it_counts(
    office: Store, page: SettingsPage
) -> None:
    subject(page, "規則")
    example = page.rules.bundled[1]
    example.setFocus()
    press(example, Qt.Key.Key_Space)
    model = page.rules.preview.table.model()
    shown = {model.index(row, 0).data(): row for row in range(model.rowCount())}
    row = shown[rule_name("return_when_registered")]
    assert (model.index(row, 2).data(), model.index(row, 3).data()) == (
        "返却する(R7.12.2 から)",
        "→ 返却しない",
    )
    values = [
        (model.index(r, 1).data(), model.index(r, 2).data(), model.index(r, 3).data())
        for r in range(model.rowCount())
        if model.index(r, 0).data() == rule_name("return_days")
    ]
    assert values[-1] == ("R9.4.1 から", "(なし)", "→ 10日以内")
    page.rules.take.setFocus()
    press(page.rules.take, Qt.Key.Key_Space)
    assert "見本健康保険組合" in page.rules.listed.heading.text()
    assert cell(page, "return_expired", 1) == "返却する"


def test_the_file_in_force_is_said_to_be_the_same(page: SettingsPage) -> None:
    subject(page, "規則")
    page.rules.bundled[0].click()
    assert "今の規則と同じです" in page.rules.preview.heading.text()
    assert page.rules.preview.table.model().rowCount() == 0
    assert not page.rules.take.isVisible()
    press(QApplication.focusWidget(), Qt.Key.Key_Space)
    assert not page.rules.preview.isVisible()


def test_a_file_with_other_remarks_only_may_be_taken_too(
    office: Store, page: SettingsPage, tmp_path: Path
) -> None:
    subject(page, "規則")
    open_file(page, tmp_path / "rules.toml", f"# 写し\n{JSR}".encode())
    press(page.rules.take, Qt.Key.Key_Space)
    assert office.queries.society().rules_toml == f"# 写し\n{JSR}"


def test_the_list_follows_the_day_of_the_window(window: MainWindow, page: SettingsPage) -> None:
    subject(page, "規則")
    page.rules.bundled[1].click()
    page.rules.take.click()
    window.top_bar.day.selectAll()
    type_into(window.top_bar.day, "R9.4.1")
    press(window.top_bar.day, ENTER)
    assert cell(page, "return_days", 1) == "10日以内"


def test_a_past_and_a_future_day_show_the_rules_of_then(
    office: Store, page: SettingsPage, tmp_path: Path
) -> None:
    subject(page, "規則")
    page.rules.bundled[1].click()
    page.rules.take.click()
    listed = page.rules.listed
    model = page.rules.table.model()
    rows = [
        (model.index(r, 1).data(), model.index(r, 3).data())
        for r in range(model.rowCount())
        if model.index(r, 0).data() == rule_name("return_days")
    ]
    assert rows == [("5日以内", "● 適用中"), ("10日以内", "○ これから")]
    assert "これから変わるもの1件" in listed.heading.text()
    listed.day.selectAll()
    type_into(listed.day, "R9.4.1")
    press(listed.day, ENTER)
    assert cell(page, "return_days", 1) == "10日以内"
    assert cell(page, "return_days", 3) == "● 適用中"
    assert model.rowCount() == len(RULE_TYPES)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"nothing", "規則ファイルの1行目"),
        (b"# a\n\xff\xfe", "規則ファイルの2行目: UTF-8"),
        (b'society = "a"\n[rule.unknown]\nvalue = 1', "規則ファイルの2行目"),
        (JSR.replace("value = 5\n", "value = -5\n", 1).encode(), "1から365までの数字"),
        (JSR.replace("健保に要確認", "123456789018", 1).encode(), "個人番号"),
    ],
)
def test_a_file_that_is_no_rule_book_leaves_the_rules_in_force(
    office: Store, window: MainWindow, page: SettingsPage, tmp_path: Path, content: bytes, said: str
) -> None:
    before = office.queries.society()
    subject(page, "規則")
    open_file(page, tmp_path / "rules.toml", content)
    assert said in refusal(window)
    assert "今の規則はそのままです" in refusal(window)
    assert "123456789018" not in refusal(window)
    assert not page.rules.preview.isVisible()
    assert office.queries.society() == before


def test_a_rule_names_its_value_its_source_and_what_to_ask(page: SettingsPage) -> None:
    subject(page, "規則")
    page.rules.table.select_at(4)
    told = page.rules.listed.source.text()
    assert told.startswith("有効期限の切れた証: 本人が裁断する。出典: 協会けんぽほか")
    assert told.endswith("健保への質問: 有効期限の切れた証を返しますか。")


def test_every_rule_has_a_name_and_a_readable_value(office: Store) -> None:
    entries = read_rule_book(office.queries.society().rules_toml).entries
    assert {entry.name for entry in entries} == set(rule_names())
    assert all(rule_value(entry) for entry in entries)


def test_an_office_is_renamed_and_a_new_one_added(
    office: Store, window: MainWindow, page: SettingsPage
) -> None:
    panel = page.offices
    subject(page, "事業所")
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


def test_a_newer_version_is_told_of_and_remembered(page: SettingsPage, tmp_path: Path) -> None:
    panel = page.version
    assert not panel.told.text()
    for text, said in (("[", "読めません"), ('newest_version = "99.0.0"', "新しい版 99.0.0 があります")):
        (tmp_path / "notice.toml").write_text(text, "utf-8")
        panel.files = Answers(tmp_path / "notice.toml")  # type: ignore[assignment]
        panel.read_file.click()
        assert said in panel.told.text()
    assert "99.0.0" in VersionPanel(panel._context).told.text()


def test_a_backup_is_made_where_asked_and_the_data_are_sound(page: SettingsPage, tmp_path: Path) -> None:
    panel = page.backup
    panel.files = Answers(tmp_path / "copy.zip")  # type: ignore[assignment]
    panel.make_elsewhere.click()
    assert zipfile.is_zipfile(tmp_path / "copy.zip")
    assert "copy.zip" in panel.told.text()
    panel.verify.click()
    assert panel.told.text().startswith("✓ 傷は見つかりませんでした。 履歴の封印: ")


def test_what_would_be_lost_is_told_before_a_backup_is_put_back(
    office: Store, page: SettingsPage, tmp_path: Path
) -> None:
    subject(page, "バックアップ")
    panel = page.backup
    panel.make.click()
    office.note("窓口で何か")
    panel.restoring.table.setFocus()
    press(panel.restoring.table, ENTER)
    part = panel.restoring
    told = part.warning.text().replace("\u200b", "")
    assert "までの記録になります" in told
    assert "名のまま" in told
    assert "消える操作 1件" in told
    assert f"窓口で何か({office.user})" in told
    assert part.restore.isVisible()
    part.leave.click()
    assert not part.restore.isVisible()
    assert not part.warning.isVisible()


def test_the_backup_of_another_folder_is_said_to_be_one(page: SettingsPage, tmp_path: Path) -> None:
    other = tmp_path / "other"
    create_sample_folder(other)
    opened = open_data_folder(other, None)
    file = backup_care(opened).now(tmp_path / "other.zip", untold)
    opened.close()
    subject(page, "バックアップ")
    part = page.backup.restoring
    part._files = Answers(file)  # type: ignore[assignment]
    part.choose.click()
    assert part.warning.text().startswith("別のデータフォルダーのバックアップです")
    assert "other.zip に戻すと" in part.warning.text()


def test_what_is_no_backup_is_not_offered(page: SettingsPage, tmp_path: Path) -> None:
    (tmp_path / "copy.zip").write_bytes(b"")
    subject(page, "バックアップ")
    part = page.backup.restoring
    part._files = Answers(tmp_path / "copy.zip")  # type: ignore[assignment]
    part.choose.click()
    assert "バックアップとして読めません" in part.told.text()
    assert not part.restore.isVisible()


def test_a_second_place_and_numbers_are_decided_and_done_at_once(page: SettingsPage, tmp_path: Path) -> None:
    stick = tmp_path / "USB"
    stick.mkdir()
    subject(page, "バックアップ")
    page.backup.make.click()
    subject(page, "2つ目の場所")
    plan = page.plan
    plan.files = Answers(stick)  # type: ignore[assignment]
    plan.choose.click()
    assert "2つ目の場所は" in plan.told.text()
    assert "データと同じディスクです" in plan.told.text()
    assert f"{stick}(最後に写したのは" in plan.second.text().replace("\u200b", "")
    assert len(list(stick.glob("shikaku-backup-*/shikaku-*.zip"))) == 1
    for name, number in {"days": "3", "weeks": "x"}.items():
        plan.numbers[name].selectAll()
        type_into(plan.numbers[name], number)
    plan.keep.click()
    assert "数字で" in plan.told.text()
    plan.numbers["weeks"].selectAll()
    type_into(plan.numbers["weeks"], "4")
    plan.keep.click()
    generations = page.context.folder.backups().look().plan.generations
    assert (generations.days, generations.weeks, generations.months) == (3, 4, 12)
    plan.without.click()
    assert "まだありません" in plan.second.text()
    assert plan.without.isHidden()


def test_the_look_changes_at_once(page: SettingsPage) -> None:
    subject(page, "表示と音")
    page.look.look.focus_chosen()
    press(QApplication.focusWidget(), Qt.Key.Key_Right)
    assert active_theme().name == "dark"


def test_the_sample_office_has_no_passphrase_to_change(page: SettingsPage) -> None:
    assert not page.passphrase.change.isEnabled()
    assert "パスフレーズがありません" in page.passphrase.sample.text()
