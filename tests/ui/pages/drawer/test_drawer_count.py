"""The drawer is counted in the window, with a scanner's keys: every reading is answered and kept."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.domain.certificate import CertificateStatus as S
from app.domain.deferral import DeferralCause
from app.domain.drawer import DrawerCount
from app.domain.issue_number import new_issue_number
from app.ports import Store
from app.usecases.counter import drawer
from app.words import label
from tests.ui import drawer_friday as friday
from tests.ui.office import CTRL, ENTER, TODAY, close, press, type_into
from ui.bootstrap import create_sample_folder, open_data_folder
from ui.look.theme import Tone
from ui.pages.drawer.count import MISSING, UNEXPECTED
from ui.pages.forward.page import ForwardPage
from ui.window.main_window import MainWindow

ROOT = Path(__file__).parents[4]
ALT = Qt.KeyboardModifier.AltModifier
SEARCHING = label(DeferralCause.SEARCHING)


@pytest.fixture
def numbers(store: Store) -> dict[str, str]:
    return friday.fill(store)


@pytest.fixture
def shown(store: Store, numbers: dict[str, str], tmp_path: Path, qtbot: QtBot) -> Iterator[MainWindow]:
    made, _ = friday.opened(store, tmp_path)
    qtbot.addWidget(made)
    yield made
    close(made)


@pytest.fixture
def page(shown: MainWindow) -> ForwardPage:
    made = shown.findChild(ForwardPage)
    assert made is not None
    return made


def chips(page: ForwardPage) -> list[str]:
    group = page.drawer.count.chips
    return [chip.text() for chip in group._chips.values()]


def said(page: ForwardPage) -> tuple[str, str]:
    return page.drawer.banner.headline.text(), page.drawer.banner.sentence.text()


def status(store: Store, number: str) -> S:
    return store.queries.certificate_by_issue(number).status


def test_the_first_reading_begins_the_count(store: Store, page: ForwardPage, numbers: dict[str, str]) -> None:
    assert chips(page) == ["あるはず  7", "あった  0", "まだ  7", "想定外  0"]
    assert drawer.open_count(store.queries) is None
    friday.read(page, numbers["髙橋　太郎"])
    count = drawer.open_count(store.queries)
    assert count is not None
    assert count.begun_on == TODAY
    assert said(page) == ("あった   髙橋　太郎 さん", "あと6枚です。")
    assert chips(page) == ["あるはず  7", "あった  1", "まだ  6", "想定外  0"]
    assert page.drawer.scan.hasFocus()


def test_another_step_withdraws_what_was_said_of_a_reading_and_leaves_an_offer(
    page: ForwardPage, numbers: dict[str, str]
) -> None:
    moved_on = page.context.events.moved_on
    friday.read(page, numbers["髙橋　太郎"])
    moved_on.emit(None)
    assert said(page)[0] == "引き出しを照合します"
    friday.read(page, "2001")
    assert said(page)[0] == "6枚あります"
    moved_on.emit(None)
    assert said(page)[0] == "6枚あります"


def test_a_second_reading_is_no_second_find(store: Store, page: ForwardPage, numbers: dict[str, str]) -> None:
    friday.read(page, numbers["髙橋　太郎"])
    friday.read(page, numbers["髙橋　太郎"])
    assert said(page)[0] == "照合済みです   髙橋　太郎 さん"
    assert page.drawer.banner.tone is Tone.SOON
    assert chips(page)[1] == "あった  1"


def test_a_lost_paper_turns_up_and_enter_collects_it(
    store: Store, page: ForwardPage, numbers: dict[str, str]
) -> None:
    friday.read(page, numbers["渡邉　結衣"])
    headline, sentence = said(page)
    assert headline == "想定外   渡邉　結衣 さん"
    assert "R8.11.18 に紛失として記録した証が見つかりました" in sentence
    assert "Enter で回収" in sentence
    assert chips(page)[3] == "想定外  1"
    press(page.drawer.scan, ENTER)
    assert status(store, numbers["渡邉　結衣"]) is S.COLLECTED
    assert said(page)[0] == "回収しました   渡邉　結衣"
    assert chips(page) == ["あるはず  8", "あった  1", "まだ  7", "想定外  0"]


def test_enter_after_another_reading_collects_nothing(
    store: Store, page: ForwardPage, numbers: dict[str, str]
) -> None:
    friday.read(page, numbers["渡邉　結衣"])
    friday.read(page, numbers["髙橋　太郎"])
    press(page.drawer.scan, ENTER)
    assert status(store, numbers["渡邉　結衣"]) is S.LOST


@pytest.mark.parametrize("text", ["309", "2001-309", "2001-309-00", "タカナシ", "たかなし", "小鳥遊"])
def test_a_card_without_a_code_is_found_by_number_or_name(page: ForwardPage, text: str) -> None:
    friday.read(page, text)
    assert said(page)[0] == "あった   小鳥遊　さくら さん"


def test_several_are_offered_and_a_digit_picks_one(page: ForwardPage) -> None:
    friday.read(page, "タ")
    assert said(page)[0] == "見つかりません"  # one kana is too little to mean anybody
    friday.read(page, "10")
    assert said(page)[0] == "見つかりません"
    friday.read(page, "2001")
    assert said(page)[0] == "7枚あります"
    assert page.drawer.scan.takes_digits
    press(page.drawer.scan, Qt.Key.Key_2)
    assert said(page)[0].startswith("あった")
    assert not page.drawer.scan.takes_digits
    assert chips(page)[1] == "あった  1"


def test_escape_leaves_the_offer(page: ForwardPage) -> None:
    friday.read(page, "2001")
    press(page.drawer.scan, Qt.Key.Key_Escape)
    assert not page.drawer.scan.takes_digits
    assert said(page)[0] == "引き出しを照合します"


def test_the_tail_of_somebody_whose_paper_should_be_elsewhere_asks_first(
    store: Store, page: ForwardPage, numbers: dict[str, str]
) -> None:
    friday.read(page, "108")
    assert "想定外に加えます" in said(page)[1]
    assert chips(page)[3] == "想定外  0"
    press(page.drawer.scan, Qt.Key.Key_1)
    assert said(page)[0] == "想定外   勅使河原　京子 さん"
    assert "R8.11.4 に配付した証です" in said(page)[1]


def test_an_unknown_code_stores_nothing(store: Store, page: ForwardPage) -> None:
    friday.read(page, new_issue_number())
    assert said(page)[0] == "記録にない証です"
    assert drawer.open_count(store.queries) is None


def test_a_chip_filters_by_key_and_space_takes_a_find_back(
    store: Store, page: ForwardPage, numbers: dict[str, str]
) -> None:
    friday.read(page, numbers["髙橋　太郎"])
    press(page.drawer.scan, Qt.Key.Key_2, modifier=ALT)
    table = page.drawer.count.table
    assert [row.row.name for row in table.rows_model.rows] == ["髙橋　太郎"]
    table.setFocus()
    press(table, Qt.Key.Key_Space)
    assert chips(page)[1] == "あった  0"
    assert table.rows_model.rows == []


def test_up_and_delete_take_one_reading_back_without_leaving_the_line(
    page: ForwardPage, numbers: dict[str, str]
) -> None:
    friday.read(page, numbers["髙橋　太郎"])
    friday.read(page, numbers["𠮷田　健"])
    press(page.drawer.scan, Qt.Key.Key_2, modifier=ALT)
    table = page.drawer.count.table
    assert [row.row.name for row in table.rows_model.rows] == ["髙橋　太郎", "𠮷田　健"]
    press(page.drawer.scan, Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_Delete)
    assert [row.row.name for row in table.rows_model.rows] == ["𠮷田　健"]
    assert page.drawer.scan.hasFocus()


def test_undo_takes_back_the_last_reading(page: ForwardPage, numbers: dict[str, str]) -> None:
    friday.read(page, numbers["髙橋　太郎"])
    friday.read(page, numbers["山﨑　葵"])
    press(page.drawer.scan, Qt.Key.Key_Z, modifier=CTRL)
    assert chips(page)[1] == "あった  1"


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs a kernel that kills; Windows has none")
def test_a_friday_with_a_power_cut(tmp_path: Path, qapp: QApplication) -> None:
    assert qapp is not None
    folder = tmp_path / "data"
    create_sample_folder(folder)
    store = open_data_folder(folder, None)
    numbers = friday.fill(store)
    store.close()
    first = [numbers[name] for name in ("髙橋　太郎", "山﨑　葵", "渡邉　結衣")]
    command = [sys.executable, "-m", "tests.ui.drawer_friday", str(folder), *first]
    cut = subprocess.run(
        command,
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert cut.returncode == -signal.SIGKILL, cut.stderr
    assert "渡邉" in cut.stdout

    store = open_data_folder(folder, None)
    shown, page = friday.opened(store, tmp_path)
    # All three readings that were answered are there.
    assert chips(page) == ["あるはず  7", "あった  2", "まだ  5", "想定外  1"]
    press(page.drawer.scan, Qt.Key.Key_4, modifier=ALT)
    assert page.drawer.count.chips.value == UNEXPECTED
    friday.read(page, numbers["渡邉　結衣"])
    press(page.drawer.scan, ENTER)
    assert status(store, numbers["渡邉　結衣"]) is S.COLLECTED
    for name in ("𠮷田　健", "濵田　花子", "五十嵐　大輔"):
        friday.read(page, numbers[name])
    friday.read(page, numbers["勅使河原　京子"])
    assert said(page)[0] == "想定外   勅使河原　京子 さん"
    press(page.drawer.scan, ENTER)
    friday.read(page, "小鳥遊")
    assert chips(page) == ["あるはず  9", "あった  8", "まだ  1", "想定外  0"]

    # One is missing: it is looked for until Monday next week, and the count ends.
    press(page.drawer.scan, Qt.Key.Key_3, modifier=ALT)
    count = page.drawer.count
    assert count.chips.value == MISSING
    assert [line.row.name for line in count.table.rows_model.rows] == ["德永　清"]
    assert count.close_count.text() == "照合を終え、1枚を探す"
    press(page.drawer.scan, ENTER, modifier=CTRL)
    assert said(page) == (
        "照合を終えました",
        "あるはず 9、あった 8、見当たらない 1、想定外 0。1枚は R8.11.30 まで探します。",
    )
    last = drawer.last_count(store.queries)
    assert last is not None
    assert last == DrawerCount(last.id, TODAY, None, TODAY, 9, 8, 1, 0)
    assert count.told.text() == "前回 R8.11.23: あるはず 9、あった 8、見当たらない 1、想定外 0"
    (due,) = [r for r in store.queries.due_rows(TODAY) if r.issue_number == numbers["德永　清"]]
    assert SEARCHING in due.reason

    # What was found and collected is chosen for the society already.
    press(page, Qt.Key.Key_PageDown, modifier=CTRL)
    assert page.prepare.send.text() == "4枚を返送"
    press(page.prepare.table, ENTER, modifier=CTRL)
    (sent,) = store.queries.shipment_rows()
    assert (sent.certificates, sent.elderly_cards) == (3, 1)
    close(shown)
    store.close()


def test_a_missing_paper_is_recorded_as_lost_in_the_list(
    store: Store, page: ForwardPage, numbers: dict[str, str]
) -> None:
    friday.read(page, numbers["髙橋　太郎"])
    press(page.drawer.scan, Qt.Key.Key_3, modifier=ALT)
    count = page.drawer.count
    assert count.table.select_id(
        next(line.place for line in count.table.rows_model.rows if line.row.name == "德永　清")
    )
    type_into(count.reason, "棚卸しで不明")
    count.lost.click()
    assert status(store, numbers["德永　清"]) is S.LOST
    assert chips(page) == ["あるはず  6", "あった  1", "まだ  5", "想定外  0"]
    assert said(page)[0] == "紛失を記録しました"


def test_all_selected_are_found_in_one_step(store: Store, page: ForwardPage) -> None:
    table = page.drawer.count.table
    table.setFocus()
    press(table, Qt.Key.Key_A, modifier=CTRL)
    press(table, Qt.Key.Key_Space)
    assert chips(page) == ["あるはず  7", "あった  7", "まだ  0", "想定外  0"]
    assert said(page) == ("7枚がありました", "あるはずの証はすべてありました。照合を終えてください。")
    store.undo()
    assert page.drawer.count.read() == 7
    assert chips(page)[1] == "あった  0"
