"""The drawer is counted by scanner, what was found is sent, what arrived is noted."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.domain.certificate import CertificateStatus
from app.domain.elderly_card import ElderlyOutcome
from app.ports import Store
from app.usecases import certificates, elderly_cards
from tests.ui.office import CTRL, ENTER, TODAY, Answers, close, people, press, refusal, type_into, window
from ui.main_window import MainWindow
from ui.pages.forward import SHIPMENTS, ForwardPage
from ui.pages.forward_drawer import household_key

BACK = {"name": "髙橋　太郎", "kana": "タカハシ タロウ", "number": "101"}
WIFE = {"name": "髙橋　花子", "kana": "タカハシ ハナコ", "number": "101", "branch_number": "01"}
OUT = {"name": "山﨑　葵", "kana": "ヤマザキ アオイ", "number": "102"}
ELDER = {"name": "𠮷田　健", "kana": "ヨシダ ケン", "number": "103", "born_on": date(1952, 1, 2)}


@pytest.fixture
def shown(store: Store, tmp_path: Path, qtbot: QtBot) -> Iterator[MainWindow]:
    ids = people(store, BACK, WIFE, OUT, ELDER)
    with store.transaction("以前に配付") as tx:
        certificates.record_listed(tx, ids[:3], on=date(2026, 4, 1), today=TODAY)
    papers = {row.person_id: row.certificate_id for row in store.queries.certificate_rows()}
    with store.transaction("回収") as tx:
        certificates.collect(tx, [papers[ids[0]]], on=date(2026, 11, 20), today=TODAY)
        certificates.give_up(tx, papers[ids[1]], on=date(2026, 11, 20), today=TODAY, reason="連絡がつかない")
        elderly_cards.record(tx, [ids[3]], outcome=ElderlyOutcome.COLLECTED, on=TODAY, today=TODAY)
    made = window(store, [ForwardPage], tmp_path)
    qtbot.addWidget(made)
    made.go("forward")
    yield made
    close(made)


@pytest.fixture
def page(shown: MainWindow) -> ForwardPage:
    made = shown.findChild(ForwardPage)
    assert made is not None
    return made


def issue_number(store: Store, name: str) -> str:
    return next(row.issue_number for row in store.queries.certificate_rows() if row.name == name)


def test_a_scan_ticks_the_paper_and_only_what_was_found_is_sent(store: Store, page: ForwardPage) -> None:
    drawer = page.drawer
    assert drawer.counts.text() == "あるはず 2  あった 0  まだ 2"
    type_into(drawer.scan, issue_number(store, "髙橋　太郎"))
    press(drawer.scan, ENTER)
    assert drawer.scan.text() == ""
    assert drawer.send.text() == "1枚を返送"
    assert drawer.loss_counts.text() == "2001-101 の喪失届: 回収枚数(添付) 1、返不能枚数 1"
    type_into(drawer.tracking, "1234-5678-9012")
    press(drawer.tracking, ENTER, modifier=CTRL)
    statuses = {row.name: row.status for row in store.queries.certificate_rows()}
    assert statuses["髙橋　太郎"] is CertificateStatus.FORWARDED
    # The card nobody saw stays in the drawer.
    assert drawer.counts.text() == "あるはず 1  あった 0  まだ 1"
    shipment = store.queries.shipment_rows()[0]
    assert (shipment.certificates, shipment.elderly_cards, shipment.tracking_number) == (
        1,
        0,
        "1234-5678-9012",
    )


def test_a_paper_that_should_not_be_there_is_named(
    store: Store, shown: MainWindow, page: ForwardPage
) -> None:
    type_into(page.drawer.scan, issue_number(store, "山﨑　葵"))
    press(page.drawer.scan, ENTER)
    assert "山﨑　葵 さんの証は回収済みではありません(配付済)" in refusal(shown)
    assert not page.drawer.send.isEnabled()


def test_an_unknown_code_is_a_sentence(shown: MainWindow, page: ForwardPage) -> None:
    type_into(page.drawer.scan, "ZZZZ-ZZZZ")
    press(page.drawer.scan, ENTER)
    assert refusal(shown)


def test_space_ticks_the_row_and_all_can_be_ticked_at_once(page: ForwardPage) -> None:
    table = page.drawer.table
    table.setFocus()
    press(table, Qt.Key.Key_Home, Qt.Key.Key_Space)
    assert page.drawer.counts.text() == "あるはず 2  あった 1  まだ 1"
    press(table, Qt.Key.Key_Space)
    assert page.drawer.counts.text() == "あるはず 2  あった 0  まだ 2"
    page.drawer.all_found.click()
    assert page.drawer.send.text() == "2枚を返送"


def test_the_cover_list_names_what_was_found(page: ForwardPage, tmp_path: Path) -> None:
    page.drawer.files = Answers(tmp_path / "cover.csv")  # type: ignore[assignment]
    page.drawer.all_found.click()
    page.drawer.cover.click()
    text = (tmp_path / "cover.csv").read_text("utf-8-sig")
    assert "髙橋　太郎" in text
    assert "高齢受給者証" in text


def test_the_day_the_society_confirmed_is_recorded(store: Store, page: ForwardPage) -> None:
    page.drawer.all_found.click()
    press(page.drawer.table, ENTER, modifier=CTRL)
    page.views.step(1)
    assert page.views.value == SHIPMENTS
    press(page.shipments.table, ENTER)
    assert store.queries.shipment_rows()[0].confirmed_on == TODAY


def test_sending_can_be_undone(store: Store, shown: MainWindow, page: ForwardPage) -> None:
    page.drawer.all_found.click()
    page.drawer.send.click()
    shown.commands.undo()
    assert store.queries.shipment_rows() == []
    assert page.drawer.counts.text().startswith("あるはず 2")


@pytest.mark.parametrize(
    ("key", "household"),
    [("2001-101-02", "2001-101"), ("2001-101", "2001-101"), ("イ-5-00", "イ-5")],
)
def test_a_household_shares_symbol_and_number(key: str, household: str) -> None:
    assert household_key(key) == household
