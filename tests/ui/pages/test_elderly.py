"""The collection of 高齢受給者証: outcomes by key, honest counts."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.changes import Changes
from app.domain.contact import About, Means
from app.domain.elderly_card import ElderlyCard, ElderlyOutcome
from app.domain.ids import OfficeId, PersonId
from app.domain.person import Office
from app.ports import Store
from app.rows import ElderlyRow
from app.usecases.contacts import outreach
from app.usecases.settings import settings
from tests.ui.office import (
    CTRL,
    ENTER,
    TODAY,
    Answers,
    close,
    people,
    press,
    refusal,
    type_into,
    window,
)
from ui.look.theme import Tone
from ui.pages.elderly import ALL, OPEN, ElderlyPage, balance
from ui.window.main_window import MainWindow

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
    assert page.table.select_id(page.table.rows_model.rows[0].row.card)
    press(page.table, ENTER)
    assert outcomes(store)["髙橋　太郎"] is ElderlyOutcome.COLLECTED
    assert [row.row.name for row in page.table.rows_model.rows] == ["山﨑　葵"]


def test_a_loss_is_recorded_with_its_day_and_note(store: Store, page: ElderlyPage) -> None:
    page.table.selectRow(0)
    page.on.selectAll()
    type_into(page.on, "R8.11.20")
    type_into(page.note, "引っ越しで紛失")
    page.others[ElderlyOutcome.LOST].click()
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


def told(store: Store) -> tuple[int | None, date | None]:
    (office,) = store.queries.offices()
    return office.elderly_told, office.elderly_told_on


def test_the_societys_figure_is_kept_with_the_office_and_taken_back(store: Store, page: ElderlyPage) -> None:
    type_into(page.society_count, "2")
    assert "要確認1名のうち1枚" in page.balance.text()
    assert told(store) == (None, None)
    press(page.society_count, ENTER)
    assert told(store) == (2, TODAY)
    assert page.society_day.value == TODAY
    page.society_day.selectAll()
    type_into(page.society_day, "R8.11.20")
    press(page.society_day, ENTER)
    assert told(store) == (2, date(2026, 11, 20))
    page.society_count.clear()
    press(page.society_count, ENTER)
    assert told(store) == (None, None)
    assert page.society_day.value is None
    assert page.context.commands.undo() is not None
    assert told(store) == (2, date(2026, 11, 20))
    assert (page.society_count.text(), page.society_day.value) == ("2", date(2026, 11, 20))


def test_a_new_name_of_the_office_leaves_the_figure(store: Store, page: ElderlyPage) -> None:
    type_into(page.society_count, "2")
    press(page.society_count, ENTER)
    with store.transaction("事業所") as tx:
        office = tx.offices()[0]
        settings.save_office(tx, Office(office.id, office.code, "見本新本社"))
    assert told(store) == (2, TODAY)


def test_a_figure_told_tomorrow_is_refused(store: Store, shown: MainWindow, page: ElderlyPage) -> None:
    type_into(page.society_count, "2")
    press(page.society_count, ENTER)
    page.society_day.selectAll()
    type_into(page.society_day, "R8.11.24")
    press(page.society_day, ENTER)
    assert "今日より先" in refusal(shown)
    assert told(store) == (2, TODAY)


def test_of_several_offices_the_sum_is_shown_and_typed_office_by_office(
    store: Store, shown: MainWindow, page: ElderlyPage
) -> None:
    with store.transaction("事業所") as tx:
        first, second = tx.offices()[0], tx.save_office(Office(None, "2002", "見本工場"))
        settings.note_elderly_told(tx, pid(first), 2, None, today=TODAY)
    shown.events.changed.emit(Changes.ROSTER)
    assert not page.society_count.isEnabled()
    assert page.society_count.text() == ""
    with store.transaction("枚数") as tx:
        settings.note_elderly_told(tx, pid(second), 3, date(2026, 11, 2), today=TODAY)
    shown.events.changed.emit(Changes.ELDERLY_CARDS)
    assert (page.society_count.text(), page.society_day.value) == ("5", TODAY)


def pid(office: Office) -> OfficeId:
    assert office.id is not None
    return office.id


@pytest.mark.parametrize(
    ("key", "outcome"),
    [
        (Qt.Key.Key_1, ElderlyOutcome.COLLECTED),
        (Qt.Key.Key_2, ElderlyOutcome.LOST),
        (Qt.Key.Key_3, ElderlyOutcome.NEVER_ISSUED),
    ],
)
def test_one_key_records_an_outcome(
    store: Store, page: ElderlyPage, key: Qt.Key, outcome: ElderlyOutcome
) -> None:
    page.table.setFocus()
    press(page.table, key)
    assert outcomes(store)["髙橋　太郎"] is outcome
    # The next one is current: the keys go down the list.
    assert [row.row.name for row in page.table.selected_rows()] == ["山﨑　葵"]


def test_nobody_is_given_up_unasked(store: Store, shown: MainWindow, page: ElderlyPage) -> None:
    page.table.setFocus()
    press(page.table, Qt.Key.Key_4)
    assert "返却のお願いが" in refusal(shown)
    assert outcomes(store)["髙橋　太郎"] is ElderlyOutcome.OUTSTANDING
    who = page.table.selected_rows()[0].row.person_id
    with store.transaction("声かけ") as tx:
        outreach.log_contact(
            tx, [who], means=Means.PHONE, on=date(2026, 11, 10), today=TODAY, about=About.ELDERLY_CARD
        )
    shown.events.changed.emit(Changes.OUTREACH)
    assert page.table.selected_rows()[0].attempted == "1回 R8.11.10 電話"
    page.table.setFocus()
    press(page.table, Qt.Key.Key_4)
    assert outcomes(store)["髙橋　太郎"] is ElderlyOutcome.UNCOLLECTABLE


def test_who_cannot_be_asked_is_given_up_with_the_reason(store: Store, page: ElderlyPage) -> None:
    page.table.setFocus()
    type_into(page.note, "住所不明")
    press(page.table, Qt.Key.Key_4)
    row = next(r for r in store.queries.elderly_rows(TODAY) if r.name == "髙橋　太郎")
    assert (row.outcome, row.note) == (ElderlyOutcome.UNCOLLECTABLE, "住所不明")


def test_another_page_opens_the_card_of_a_person(shown: MainWindow, page: ElderlyPage) -> None:
    wanted = page.table.rows_model.rows[1].row
    shown.go("elderly", wanted.person_id)
    assert page.filter.value == ALL
    assert page.table.selected_ids() == {wanted.card}


def test_of_somebody_with_two_cards_the_key_speaks_of_the_card_of_the_row(
    store: Store, shown: MainWindow, page: ElderlyPage
) -> None:
    """The old one made way on the day before yesterday and is to come back; the new one is used."""
    with store.transaction("更新") as tx:
        who = next(one for one in tx.people() if one.name == "髙橋　太郎")
        days = {"elderly_card_issued_on": date(2026, 11, 21), "elderly_card_expires_on": date(2027, 11, 20)}
        tx.save_person(replace(who, **days))
        tx.save_elderly_card(
            ElderlyCard(
                None,
                who.id,
                ElderlyOutcome.REPLACED,
                date(2026, 11, 21),
                issued_on=date(2025, 11, 21),
                expires_on=date(2026, 11, 20),
                replaced_on=date(2026, 11, 21),
            )
        )
    page.reload()
    shown.go("elderly", who.id)
    cells = {
        page.table.model().headerData(n, Qt.Orientation.Horizontal): n
        for n in range(len(page.table.rows_model.columns))
    }

    def seen() -> list[tuple[str, ...]]:
        rows = [n for n, row in enumerate(page.table.rows_model.rows) if row.row.person_id == who.id]
        heads = ("状態", "証の期間・割合", "返却期限")
        return [tuple(str(page.table.rows_model.index(n, cells[h]).data()) for h in heads) for n in rows]

    assert seen() == [
        ("● 使用中", "R8.11.21〜R9.11.20", ""),
        ("○ 未回収", "R7.11.21〜R8.11.20", "R8.11.25"),
    ]
    # Asked for by a row of the day, the one to come back stands there.
    press(page.table, ENTER)
    assert [line[0] for line in seen()] == ["● 使用中", "✓ 回収済"]
    page.table.select_id(next(r.row.card for r in page.table.rows_model.rows if r.row.card_id is None))
    press(page.table, Qt.Key.Key_2)
    assert [line[0] for line in seen()] == ["× 紛失申立", "✓ 回収済"]


ROW = ElderlyRow(
    person_id=PersonId(1),
    card_id=None,
    issued_on=None,
    copay_rate=None,
    expires_on=None,
    due_on=None,
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
        ("", Tone.NORMAL, "回収 1 / 2枚、要確認 1名"),
        ("2", Tone.DONE, "回収 1 / 2枚   ✓ 台帳と一致"),
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
