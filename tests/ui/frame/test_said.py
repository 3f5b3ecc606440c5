"""What stands on the screen is true: undo, the next step, another file or a correction withdraws it."""

from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QDialog, QLineEdit

from app.domain.ids import OfficeId
from app.domain.person import Office
from app.ports import Store
from app.rows import CertificateRow
from tests.conftest import PATIENCE_MS
from tests.ui.desk_office import KEY, Counted, S, desk, family, statuses, waiting
from tests.ui.keyboard import in_dialog
from tests.ui.office import CTRL, ENTER, Answers, press, type_into
from ui.dialogs.event_form import EventForm
from ui.dialogs.misdelivery import MisdeliveryForm
from ui.look.theme import Tone
from ui.pages.desk.page import DeskPage
from ui.pages.importing.page import ImportPage
from ui.pages.roster.page import RosterPage
from ui.pages.settings.passphrase import PassphrasePanel
from ui.window.main_window import MainWindow

HEADINGS = "事業所記号,事業所名,所属,記号,番号,枝番,本人家族,続柄,氏名,フリガナ,性別,生年月日,資格取得年月日"
TARO = "2001,見本本社,総務部,2001,101,00,本人,本人,髙橋　太郎,タカハシ タロウ,男,S55.4.5,H22.4.1"


@pytest.fixture
def rows(store: Store) -> list[CertificateRow]:
    """A couple whose papers wait, and somebody of nearly the same name."""
    family(store, 301, "濵田", "太郎", kana="ハマダ", department="営業部")
    return waiting(store, family(store, 201, "濵田", "太郎", "花子", kana="ハマダ", department="製造一課"))


@pytest.fixture
def page(rows: list[CertificateRow], empty_window: MainWindow) -> DeskPage:
    return desk(empty_window)


@pytest.fixture
def keys(page: DeskPage) -> Counted:
    return Counted(page)


def headline(page: DeskPage) -> str:
    return page.banner.headline.text()


def undo(window: MainWindow, key: Qt.Key = Qt.Key.Key_Z) -> None:
    press(window.focusWidget() or window, key, modifier=CTRL)


def test_the_banner_follows_undo_and_redo(
    store: Store, empty_window: MainWindow, page: DeskPage, keys: Counted, rows: list[CertificateRow]
) -> None:
    keys.scan(rows[0].issue_number)
    keys.press(ENTER)  # somebody is called the same
    assert headline(page).startswith("配付しました")
    undo(empty_window)
    assert statuses(store, [rows[0]]) == [S.READY]
    assert headline(page) == "元に戻しました"
    assert "濵田" in page.banner.sentence.text()
    assert page.banner.tone is Tone.INFO
    undo(empty_window, Qt.Key.Key_Y)
    assert headline(page) == "やり直しました"
    undo(empty_window)
    undo(empty_window)
    undo(empty_window)
    # What cannot be taken back is told where one looks as well.
    assert headline(page) in ("できません", "元に戻しました")


def test_a_department_handed_out_and_taken_back(
    empty_window: MainWindow, page: DeskPage, keys: Counted
) -> None:
    keys.press(KEY.Key_F7)
    keys.type("製造")
    keys.press(ENTER)
    keys.press(ENTER, modifier=CTRL)
    assert headline(page).startswith("配付しました")
    undo(empty_window)
    assert headline(page) == "元に戻しました"


def test_what_was_taken_back_elsewhere_does_not_stand_at_the_desk(
    empty_window: MainWindow, page: DeskPage, keys: Counted, rows: list[CertificateRow]
) -> None:
    keys.scan(rows[0].issue_number)
    keys.press(ENTER)  # somebody is called the same
    empty_window.go("today")
    undo(empty_window)
    empty_window.go("desk")
    assert headline(page) == "配付します"
    assert page.banner.tone is Tone.NORMAL
    assert not page.chips.isVisible()


def test_the_foot_does_not_say_what_was_before_the_last_record(
    empty_window: MainWindow, page: DeskPage, keys: Counted, rows: list[CertificateRow]
) -> None:
    keys.scan(rows[0].issue_number)
    keys.press(ENTER)  # somebody is called the same
    undo(empty_window)
    assert empty_window.bottom_bar.sentence.text().startswith("元に戻しました")
    keys.scan(rows[0].issue_number)
    keys.press(ENTER)  # somebody is called the same
    assert empty_window.bottom_bar.sentence.text() == ""


def test_escape_takes_what_was_asked_from_the_banner(
    page: DeskPage, keys: Counted, rows: list[CertificateRow]
) -> None:
    keys.enter("201")
    assert "濵田" in headline(page)
    keys.press(KEY.Key_Escape)
    assert headline(page) == "配付します"
    keys.press(KEY.Key_F7)
    keys.type("製造")
    keys.press(ENTER)
    keys.scan(rows[0].issue_number)
    assert "残します" in headline(page)
    keys.press(KEY.Key_Escape)
    assert headline(page) == "所属まとめて"
    keys.press(KEY.Key_Escape)
    assert headline(page) == "配付します"


def test_a_paper_given_to_the_wrong_person_is_not_shown_as_done(
    store: Store, empty_window: MainWindow, page: DeskPage, keys: Counted, rows: list[CertificateRow]
) -> None:
    keys.scan(rows[0].issue_number)
    keys.press(ENTER)  # somebody is called the same

    def fill(form: QDialog) -> None:
        assert isinstance(form, MisdeliveryForm)
        form._who.setCurrentIndex(form._who.findText("濵田", Qt.MatchFlag.MatchStartsWith))
        form.save.click()
        assert not form.isVisible(), form.problem.text()

    in_dialog(fill)
    keys.press(KEY.Key_F11)
    assert headline(page).startswith("誤交付を記録しました")
    assert "まず証を取り戻し" in page.banner.sentence.text()
    assert [e.result for e in page.entries.entries] == ["▲ 誤交付", "▲ 誤交付"]
    empty_window.activateWindow()
    assert QTest.qWaitForWindowActive(empty_window, PATIENCE_MS)
    undo(empty_window)
    assert [e.result for e in page.entries.entries] == ["← 取り消し", "✓ 配付"]


def test_who_looks_alike_is_named_with_the_day_of_birth(
    page: DeskPage, keys: Counted, rows: list[CertificateRow]
) -> None:
    keys.scan(rows[0].issue_number)
    assert "生年月日を確かめてください" in page.banner.warning.text()
    assert "濵田\u3000太郎 S55.10.22生" in page.banner.warning.text()


def test_the_refusal_of_a_file_goes_with_the_next_one(empty_window: MainWindow, tmp_path: Path) -> None:
    empty_window.go("import_list")
    page = empty_window.current_page
    assert isinstance(page, ImportPage)
    bad, good = tmp_path / "bad.csv", tmp_path / "good.csv"
    bad.write_text(f"{HEADINGS},個人番号\r\n{TARO},123456789018", encoding="utf-8")
    good.write_text(f"{HEADINGS}\r\n{TARO}", encoding="utf-8")
    for path in (bad, good):
        page.files = Answers(path)  # type: ignore[assignment]
        press(page.choose, Qt.Key.Key_O, modifier=CTRL)
        assert bool(empty_window.strip.sentence) is (path is bad)
    press(page, ENTER, modifier=CTRL)
    assert page.told.text().startswith("✓")
    undo(empty_window)
    assert not page.told.isVisible()


def test_whoever_joined_alone_by_a_list_is_selected_in_the_roster(
    empty_window: MainWindow, store: Store, tmp_path: Path
) -> None:
    family(store, 300, "濵田", "太郎", "花子")
    empty_window.go("import_list")
    page = empty_window.current_page
    assert isinstance(page, ImportPage)
    path = tmp_path / "list.csv"
    path.write_text(f"{HEADINGS}\r\n{TARO}", encoding="utf-8")
    page.files = Answers(path)  # type: ignore[assignment]
    press(page.choose, Qt.Key.Key_O, modifier=CTRL)
    press(page, ENTER, modifier=CTRL)
    empty_window.go("roster")
    roster = empty_window.current_page
    assert isinstance(roster, RosterPage)
    assert [row.name for row in roster.table.selected_rows()] == ["髙橋\u3000太郎"]


def test_another_page_withdraws_a_refusal_and_a_success(empty_window: MainWindow) -> None:
    empty_window.go("today")
    undo(empty_window)
    assert empty_window.strip.isVisible()
    empty_window.go("settings")
    assert not empty_window.strip.isVisible()


def test_an_error_goes_while_it_is_corrected(window: MainWindow) -> None:
    window.go("roster")
    page = window.current_page
    assert isinstance(page, RosterPage)

    def fill(form: QDialog) -> None:
        assert isinstance(form, EventForm)
        form.save.click()
        assert form.problem.isVisible()
        QTest.keyClicks(form.findChildren(QLineEdit)[0], "x")
        assert not form.problem.isVisible()

    in_dialog(fill)
    page.events.add()


def test_two_different_passphrases_are_no_error_while_one_types_again(empty_window: MainWindow) -> None:
    panel = PassphrasePanel(empty_window.current_page.context)
    for line in (panel.old, panel.new, panel.again, panel.change):
        line.setEnabled(True)
    panel.old.setText("いまの言葉")
    panel.new.setText("ながい言葉 1")
    panel.change.click()
    assert "違います" in panel.told.text()
    QTest.keyClicks(panel.again, "x")
    assert panel.told.text() == ""


def in_form(texts: dict[str, str]) -> None:
    """Fill the fields of those names in the form that opens next, and record."""

    def fill(form: QDialog) -> None:
        assert isinstance(form, EventForm)
        for line in form.findChildren(QLineEdit):
            if line.accessibleName() in texts:
                line.clear()
                type_into(line, texts[line.accessibleName()])
        for box in form.findChildren(QComboBox):
            if box.accessibleName() == "性別":
                box.setCurrentIndex(box.findText("男"))
        form.save.click()
        assert not form.isVisible(), form.problem.text()

    in_dialog(fill)


NEW = {
    "氏名": "見本\u3000新",
    "フリガナ": "ミホン アラタ",
    "記号": "2001",
    "番号": "999",
    "生年月日": "H12.4.5",
    "資格取得日": "R8.11.1",
}


def test_who_joined_is_shown_though_a_search_and_a_filter_would_hide_them(
    window: MainWindow, office: Store, today: date
) -> None:
    offices: list[Office] = office.queries.offices()
    assert offices[1].id is not None
    window.go("roster")
    page = window.current_page
    assert isinstance(page, RosterPage)
    window.choose_office(OfficeId(offices[1].id))
    type_into(page.search, "五十嵐")
    in_form(NEW)
    page.events.add()
    QApplication.processEvents()
    shown = page.table.current_row()
    assert shown is not None
    assert shown.name == "見本\u3000新"
    assert page.table.selected_ids() == {shown.person_id}
    assert page.search.text() == ""
    assert window.context.office_id() is None
    said = window.bottom_bar.sentence.text()
    assert "見えるように、検索と事業所の絞り込みを外しました。" in said


def test_a_new_member_of_the_family_is_selected(window: MainWindow) -> None:
    window.go("roster")
    page = window.current_page
    assert isinstance(page, RosterPage)
    row = next(r for r in page.model.rows if r.relationship == "本人" and r.disqualified_on is None)
    page.open_with(row.person_id)
    in_form({"氏名": "架空\u3000新", "フリガナ": "カクウ アラタ", "続柄": "子", "生年月日": "R8.11.1"})
    page.events.add_dependant()
    shown = page.table.current_row()
    assert shown is not None
    assert shown.name == "架空\u3000新"


def test_somebody_of_another_office_is_found_from_anywhere(window: MainWindow, office: Store) -> None:
    offices = office.queries.offices()
    window.go("roster")
    assert offices[1].id is not None
    window.choose_office(OfficeId(offices[1].id))
    other = next(r for r in office.queries.person_rows() if r.office == offices[0].name)
    window.go("roster", other.person_id)
    page = window.current_page
    assert isinstance(page, RosterPage)
    assert page.table.selected_ids() == {other.person_id}
    assert "事業所の絞り込みを外しました" in window.bottom_bar.sentence.text()
