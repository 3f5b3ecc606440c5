"""What was collected goes into an envelope; its counts, its number, and the day it arrived."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pypdfium2
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from app.domain.certificate import CertificateStatus
from app.domain.elderly_card import ElderlyOutcome
from app.domain.person import LossCause, household_key
from app.domain.shipment import Fate
from app.ports import Store
from app.usecases.counter import certificates, drawer, elderly_cards, shipments
from app.usecases.people import roster
from tests.ui.office import CTRL, ENTER, TODAY, Answers, close, people, press, refusal, type_into, window
from ui.pages.forward.page import LOSSES, PREPARE, SHIPMENTS, ForwardPage
from ui.pages.today.page import TodayPage
from ui.widgets.choice_popup import ChoicePopup
from ui.window.main_window import MainWindow

BACK = {"name": "髙橋　太郎", "kana": "タカハシ タロウ", "number": "101"}
WIFE = {"name": "髙橋　花子", "kana": "タカハシ ハナコ", "number": "101", "branch_number": "01"}
OUT = {"name": "山﨑　葵", "kana": "ヤマザキ アオイ", "number": "102"}
ELDER = {"name": "𠮷田　健", "kana": "ヨシダ ケン", "number": "103", "born_on": date(1952, 1, 2)}


@pytest.fixture
def filled(store: Store) -> Store:
    """One sheet and one card came back; the wife's is given up, one is still out."""
    ids = people(store, BACK, WIFE, OUT, ELDER)
    with store.transaction("以前に配付") as tx:
        certificates.record_listed(tx, ids[:3], on=date(2026, 4, 1), today=TODAY)
    papers = {row.person_id: row.certificate_id for row in store.queries.certificate_rows()}
    with store.transaction("退職") as tx:
        roster.leave(tx, ids[0], cause=LossCause.LEFT, last_day_on=date(2026, 11, 15), today=TODAY)
        roster.leave(tx, ids[1], cause=LossCause.LEFT, last_day_on=date(2026, 11, 15), today=TODAY)
    with store.transaction("回収") as tx:
        certificates.collect(tx, [papers[ids[0]]], on=date(2026, 11, 20), today=TODAY)
        certificates.lose(tx, papers[ids[1]], on=date(2026, 11, 20), today=TODAY, reason="鞄ごと")
        elderly_cards.record(tx, [ids[3]], outcome=ElderlyOutcome.COLLECTED, on=TODAY, today=TODAY)
    return store


@pytest.fixture
def shown(filled: Store, tmp_path: Path, qtbot: QtBot) -> Iterator[MainWindow]:
    made = window(filled, [ForwardPage], tmp_path)
    qtbot.addWidget(made)
    made.go("forward")
    yield made
    close(made)


@pytest.fixture
def page(shown: MainWindow) -> ForwardPage:
    made = shown.findChild(ForwardPage)
    assert made is not None
    return made


@pytest.fixture
def prepare(page: ForwardPage) -> ForwardPage:
    press(page, Qt.Key.Key_PageDown, modifier=CTRL)
    assert page.views.value == PREPARE
    assert page.prepare.table.hasFocus()
    return page


def count(page: ForwardPage, name: str) -> None:
    """Begin a count and find that person's sheet."""
    commands, queries = page.context.commands, page.context.store.queries
    commands.run(lambda tx: drawer.begin_count(tx, today=TODAY))
    going_on = drawer.open_count(queries)
    assert going_on is not None
    count_id = going_on.id
    assert count_id is not None
    row = next(row for row in queries.certificate_rows() if row.name == name)
    commands.run(lambda tx: drawer.find(tx, count_id, [row.certificate_id]))


def test_nothing_is_chosen_before_it_was_seen(prepare: ForwardPage) -> None:
    assert prepare.prepare.counts.text() == "2枚のうち0枚を返送   資格確認書 0   高齢受給者証 0"
    assert not prepare.prepare.send.isEnabled()
    # Ctrl+Enter sends; with nothing to send it does nothing, and least of all chooses a row.
    press(prepare.prepare.table, ENTER, modifier=CTRL)
    assert prepare.prepare.chosen_rows() == []
    prepare.prepare.all.click()
    assert prepare.prepare.counts.text().endswith("◆ 未照合 2")
    assert prepare.prepare.send.text() == "2枚を返送"


def test_what_the_count_found_is_chosen_and_may_be_taken_out(store: Store, page: ForwardPage) -> None:
    count(page, "髙橋　太郎")
    press(page, Qt.Key.Key_PageDown, modifier=CTRL)
    assert page.prepare.send.text() == "1枚を返送"
    table = page.prepare.table
    press(table, Qt.Key.Key_Home, Qt.Key.Key_Space)
    assert page.prepare.send.text() == "返送"
    page.reload()
    assert page.prepare.send.text() == "返送"
    press(table, Qt.Key.Key_Home, Qt.Key.Key_Space)
    type_into(page.prepare.tracking, "1234-5678-9013")
    press(table, ENTER, modifier=CTRL)
    statuses = {row.name: row.status for row in store.queries.certificate_rows()}
    assert statuses["髙橋　太郎"] is CertificateStatus.FORWARDED
    (sent,) = store.queries.shipment_rows()
    assert (sent.certificates, sent.elderly_cards, sent.tracking_number) == (1, 0, "1234-5678-9013")
    # The cover and the number come next; the card nobody saw stays.
    assert page.views.value == SHIPMENTS
    assert page.shipments.title.text().endswith("1枚")
    assert page.prepare.counts.text().startswith("1枚のうち0枚")


def test_a_my_number_is_no_tracking_number(store: Store, shown: MainWindow, prepare: ForwardPage) -> None:
    prepare.prepare.all.click()
    type_into(prepare.prepare.tracking, "1234-5678-9018")
    prepare.prepare.send.click()
    assert "個人番号" in refusal(shown)
    assert "1234" not in refusal(shown)
    assert store.queries.shipment_rows() == []


def test_the_cover_list_names_what_goes_along(prepare: ForwardPage, tmp_path: Path) -> None:
    prepare.prepare.files = Answers(tmp_path / "cover.csv")  # type: ignore[assignment]
    prepare.prepare.all.click()
    press(prepare.prepare.table, Qt.Key.Key_S, modifier=CTRL)
    text = (tmp_path / "cover.csv").read_text("utf-8-sig")
    assert "髙橋　太郎" in text
    assert "高齢受給者証" in text


def send_all(page: ForwardPage) -> None:
    page.prepare.all.click()
    press(page.prepare.table, ENTER, modifier=CTRL)


def test_the_record_shows_what_was_in_the_envelope(
    store: Store, prepare: ForwardPage, tmp_path: Path
) -> None:
    send_all(prepare)
    assert prepare.views.value == SHIPMENTS
    record = prepare.shipments
    assert [paper.name for paper in record.contents.rows_model.rows] == ["髙橋　太郎", "𠮷田　健"]
    assert record.title.text() == "R8.11.23 に発送した封筒の中身   2枚"
    record.files = Answers(tmp_path / "again.csv")  # type: ignore[assignment]
    press(record.table, Qt.Key.Key_S, modifier=CTRL)
    assert "𠮷田　健" in (tmp_path / "again.csv").read_text("utf-8-sig")
    record.files = Answers(tmp_path / "cover.pdf")  # type: ignore[assignment]
    press(record.table, Qt.Key.Key_S, modifier=CTRL)
    page = pypdfium2.PdfDocument(tmp_path / "cover.pdf")[0].get_textpage().get_text_range()
    assert "返納送付書" in page
    assert "髙橋　太郎" in page


def test_the_number_is_noted_after_posting(store: Store, prepare: ForwardPage) -> None:
    send_all(prepare)
    record = prepare.shipments
    assert not record.note.isEnabled()
    type_into(record.tracking, "123-45-67890-1")
    press(record.tracking, ENTER)
    assert store.queries.shipment_rows()[0].tracking_number == "123-45-67890-1"
    assert not record.note.isEnabled()


def test_the_day_the_society_confirmed_is_recorded(store: Store, prepare: ForwardPage) -> None:
    send_all(prepare)
    press(prepare.shipments.table, ENTER, modifier=CTRL)
    assert store.queries.shipment_rows()[0].confirmed_on == TODAY


def test_what_became_of_a_paper_is_chosen_beside_it(
    store: Store, shown: MainWindow, prepare: ForwardPage
) -> None:
    send_all(prepare)
    record = prepare.shipments
    press(record.table, ENTER)
    assert record.contents.hasFocus()
    press(record.contents, Qt.Key.Key_Home, Qt.Key.Key_D)
    popup = shown.findChild(ChoicePopup)
    assert popup is not None
    assert [button.text() for button in popup.findChildren(QPushButton)] == [
        "1  健保に届いていない",
        "2  郵送中の紛失",
        "3  健保から戻った",
        "4  封筒への入れ忘れ",
    ]
    press(popup, Qt.Key.Key_3)
    assert record.contents.rows_model.rows[0].fate is Fate.SENT_BACK
    assert prepare.prepare.counts.text().startswith("1枚のうち")
    # It was recorded by mistake: it is there after all.
    record.contents.setFocus()
    press(record.contents, Qt.Key.Key_Home, Qt.Key.Key_D)
    press(shown.findChildren(ChoicePopup)[-1], Qt.Key.Key_5)
    assert record.contents.rows_model.rows[0].fate is None


def test_a_confirmation_is_taken_back(store: Store, prepare: ForwardPage) -> None:
    send_all(prepare)
    record = prepare.shipments
    assert record.withdraw.isHidden()
    press(record.table, ENTER, modifier=CTRL)
    assert not record.withdraw.isHidden()
    record.withdraw.click()
    assert store.queries.shipment_rows()[0].confirmed_on is None


def test_an_envelope_nobody_confirmed_is_shown_above_the_list(filled: Store, tmp_path: Path) -> None:
    (sheet,) = filled.queries.certificate_rows((CertificateStatus.HANDED_OUT,))
    with filled.transaction("返送") as tx:
        certificates.collect(tx, [sheet.certificate_id], on=date(2026, 11, 2), today=TODAY)
        shipments.forward(tx, [sheet.certificate_id], on=date(2026, 11, 3), today=TODAY)
    made = window(filled, [TodayPage, ForwardPage], tmp_path)
    made.go("today")
    today = made.findChild(TodayPage)
    assert today is not None
    assert today.envelopes.is_open
    today.envelopes.go_on.click()
    page = made.findChild(ForwardPage)
    assert page is not None
    assert page.views.value == SHIPMENTS
    assert page.shipments.table.rows_model.rows[0].confirmed_on is None
    close(made)


def test_the_counts_of_the_form_can_be_copied(page: ForwardPage) -> None:
    press(page, Qt.Key.Key_PageDown, Qt.Key.Key_PageDown, modifier=CTRL)
    assert page.views.value == LOSSES
    (row,) = page.losses.table.rows_model.rows
    assert (row.household, row.attached, row.gone, row.still_out) == ("2001-101", 1, 1, 0)
    press(page.losses.table, Qt.Key.Key_C, modifier=CTRL)
    lines = QGuiApplication.clipboard().text().splitlines()
    assert lines[0].split("\t")[4:6] == ["回収枚数(添付)", "返不能枚数"]
    assert lines[1].split("\t")[:6] == ["資格喪失届", "2001-101", "髙橋　太郎", "R8.11.16", "1", "1"]


def test_the_counts_go_into_the_form_of_the_hr_program(page: ForwardPage, tmp_path: Path) -> None:
    press(page, Qt.Key.Key_F4)
    path = tmp_path / "KPFD0006.CSV"
    leaver = "2201700,21,01,ﾐﾎﾝ,1003,101,ﾀｶﾊｼ ﾀﾛｳ,髙橋　太郎,5,550405,,,,9,081116,4,9,081115,,,,,,,,,"
    path.write_bytes(f"99001,001,20261120,\r\n[kanri]\r\n,001\r\n[data]\r\n{leaver}\r\n".encode("cp932"))
    page.losses.files = Answers(path)  # type: ignore[assignment]
    page.losses.fill.click()
    assert path.read_bytes().splitlines()[4].split(b",")[21:23] == [b"1", b"1"]


def test_a_form_whose_papers_are_sent_steps_back(store: Store, prepare: ForwardPage) -> None:
    send_all(prepare)
    press(prepare, Qt.Key.Key_PageUp, modifier=CTRL)
    assert prepare.losses.table.rows_model.rows == []
    prepare.losses.done.click()
    assert [row.attached for row in prepare.losses.table.rows_model.rows] == [1]


def test_sending_can_be_undone(store: Store, shown: MainWindow, prepare: ForwardPage) -> None:
    send_all(prepare)
    shown.commands.undo()
    assert store.queries.shipment_rows() == []
    assert prepare.prepare.counts.text().startswith("2枚のうち")


def test_an_empty_office_is_shown_the_next_step(store: Store, tmp_path: Path, qtbot: QtBot) -> None:
    made = window(store, [ForwardPage], tmp_path)
    qtbot.addWidget(made)
    made.go("forward")
    page = made.findChild(ForwardPage)
    assert page is not None
    assert page.is_empty


@pytest.mark.parametrize(
    ("key", "household"),
    [("2001-101-02", "2001-101"), ("2001-101", "2001-101"), ("イ-5-00", "イ-5")],
)
def test_a_household_shares_symbol_and_number(key: str, household: str) -> None:
    assert household_key(key) == household
