"""The collection of 高齢受給者証: outcomes by key, honest counts."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.domain.elderly_card import ElderlyOutcome
from app.domain.ids import PersonId
from app.ports import Store
from app.rows import ElderlyRow
from tests.ui.office import (
    CTRL,
    ENTER,
    Answers,
    close,
    people,
    preferences,
    press,
    refusal,
    type_into,
    window,
)
from ui.main_window import MainWindow
from ui.pages.elderly import ALL, OPEN, ElderlyPage, balance
from ui.theme import Tone

LISTED = {
    "name": "髙橋　太郎",
    "kana": "タカハシ タロウ",
    "born_on": date(1953, 4, 5),
    "elderly_card_listed": True,
}
UNSURE = {"name": "山﨑　葵", "kana": "ヤマザキ アオイ", "born_on": date(1952, 1, 2)}
YOUNG = {"name": "𠮷田　健", "kana": "ヨシダ ケン", "born_on": date(1990, 1, 2)}


@pytest.fixture
def shown(store: Store, tmp_path: Path, qtbot: QtBot) -> Iterator[MainWindow]:
    people(store, LISTED, UNSURE, YOUNG)
    made = window(store, [ElderlyPage], tmp_path)
    qtbot.addWidget(made)
    made.go("elderly")
    yield made
    close(made)


@pytest.fixture
def page(shown: MainWindow) -> ElderlyPage:
    made = shown.findChild(ElderlyPage)
    assert made is not None
    return made


def outcomes(store: Store) -> dict[str, ElderlyOutcome]:
    return {row.name: row.outcome for row in store.queries.elderly_rows(date(2026, 11, 23))}


def test_only_who_may_hold_a_card_is_listed_and_the_unsure_one_is_marked(page: ElderlyPage) -> None:
    model = page.table.model()
    shown = [(model.index(n, 1).data(), model.index(n, 0).data()) for n in range(model.rowCount())]
    assert shown == [("髙橋　太郎", "○ 未回収"), ("山﨑　葵", "? 要確認")]


def test_enter_collects_the_current_card(store: Store, page: ElderlyPage) -> None:
    assert page.table.select_id(page.table.rows_model.rows[0].person_id)
    press(page.table, ENTER)
    assert outcomes(store)["髙橋　太郎"] is ElderlyOutcome.COLLECTED
    assert [row.name for row in page.table.rows_model.rows] == ["山﨑　葵"]


def test_a_loss_is_recorded_with_its_day_and_note(store: Store, page: ElderlyPage) -> None:
    page.table.selectRow(0)
    page.on.selectAll()
    type_into(page.on, "R8.11.20")
    type_into(page.note, "引っ越しで紛失")
    page.others[0].click()
    row = next(r for r in store.queries.elderly_rows(date(2026, 11, 23)) if r.name == "髙橋　太郎")
    assert (row.outcome, row.on, row.note) == (ElderlyOutcome.LOST, date(2026, 11, 20), "引っ越しで紛失")
    assert page.note.text() == ""


def test_a_day_ahead_is_refused_and_the_note_kept(store: Store, shown: MainWindow, page: ElderlyPage) -> None:
    page.table.selectRow(0)
    page.on.selectAll()
    type_into(page.on, "R8.12.1")
    type_into(page.note, "予定")
    press(page.note, ENTER, modifier=CTRL)
    assert "今日より先" in refusal(shown)
    assert page.note.text() == "予定"
    assert outcomes(store)["髙橋　太郎"] is ElderlyOutcome.OUTSTANDING


def test_all_open_cards_are_collected_with_the_selection(store: Store, page: ElderlyPage) -> None:
    page.table.setFocus()
    press(page.table, Qt.Key.Key_A, modifier=CTRL)
    press(page.table, ENTER, modifier=CTRL)
    assert set(outcomes(store).values()) == {ElderlyOutcome.COLLECTED}
    assert page.filter.value == OPEN
    assert page.table.rows_model.rows == []


def test_the_list_is_written_to_a_file(page: ElderlyPage, tmp_path: Path) -> None:
    page.files = Answers(tmp_path / "cards.csv")  # type: ignore[assignment]
    press(page.table, Qt.Key.Key_S, modifier=CTRL)
    text = (tmp_path / "cards.csv").read_text("utf-8-sig")
    assert "髙橋　太郎" in text
    assert "要確認" in text


def test_the_societys_figure_is_remembered_on_this_pc(page: ElderlyPage, tmp_path: Path) -> None:
    type_into(page.society_count, "2")
    assert "要確認1名のうち1枚" in page.balance.text()
    assert preferences(tmp_path).text("elderly/society_count") == "2"


def test_another_page_opens_the_card_of_a_person(shown: MainWindow, page: ElderlyPage) -> None:
    wanted = page.table.rows_model.rows[1].person_id
    shown.go("elderly", wanted)
    assert page.filter.value == ALL
    assert page.table.selected_ids() == {wanted}


ROW = ElderlyRow(
    person_id=PersonId(1),
    key="2001-101-00",
    name="髙橋　太郎",
    kana="タカハシ タロウ",
    office="見本本社",
    department="",
    born_on=date(1953, 4, 5),
    disqualified_on=None,
    outcome=ElderlyOutcome.OUTSTANDING,
    on=None,
    forwarded_on=None,
    note="",
)


@pytest.mark.parametrize(
    ("figure", "tone", "words"),
    [
        ("", Tone.NORMAL, "台帳 2枚、要確認 1名"),
        ("2", Tone.DONE, "一致"),
        ("3", Tone.SOON, "要確認1名のうち1枚"),
        ("4", Tone.LATE, "あと1枚の持ち主"),
        ("1", Tone.LATE, "1枚多い"),
    ],
)
def test_the_difference_to_the_societys_figure_is_explained(figure: str, tone: Tone, words: str) -> None:
    rows = [
        ROW,
        replace(ROW, outcome=ElderlyOutcome.COLLECTED),
        replace(ROW, outcome=ElderlyOutcome.CONFIRM),
        replace(ROW, outcome=ElderlyOutcome.NEVER_ISSUED),
    ]
    said, in_tone = balance(rows, figure)
    assert words in said
    assert in_tone is tone
