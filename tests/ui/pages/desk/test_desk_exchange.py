"""窓口: the void paper comes back and the new one goes out; old papers turn up; look-alikes."""

from dataclasses import replace
from datetime import timedelta

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel

from app.domain.ids import PersonId
from app.ports import Store
from app.rows import CertificateRow
from app.usecases.counter import certificates
from tests.ui.desk_office import (
    EXPIRES,
    KEY,
    Counted,
    S,
    desk,
    family,
    held,
    renamed,
    status,
    statuses,
    waiting,
)
from tests.ui.office import ENTER, TODAY, people
from ui.look.theme import Tone
from ui.pages.desk.page import DeskPage
from ui.window.main_window import MainWindow


@pytest.fixture
def ids(store: Store) -> list[PersonId]:
    return family(store, 301, "見本", "太郎", "花子", kana="ミホン")


@pytest.fixture
def page(ids: list[PersonId], empty_window: MainWindow) -> DeskPage:
    return desk(empty_window)


@pytest.fixture
def keys(page: DeskPage) -> Counted:
    return Counted(page)


def test_the_new_paper_waits_until_the_old_one_is_here(
    store: Store, ids: list[PersonId], page: DeskPage, keys: Counted
) -> None:
    olds, news = renamed(store, ids)
    keys.scan(news[0].issue_number)
    assert statuses(store, [*olds, *news]) == [S.SUPERSEDED] * 2 + [S.READY] * 2
    assert "古い証を受け取ってください" in page.banner.headline.text()
    assert "引き換え(旧2枚を受け取り、新2枚を渡す)" in page.hint.text()
    assert page.entries.entries[0].what == "▲ 未記録"
    before = keys.keys
    keys.press(ENTER)
    assert keys.keys - before == 1
    assert statuses(store, [*olds, *news]) == [S.COLLECTED] * 2 + [S.HANDED_OUT] * 2
    assert [e.what for e in page.entries.entries] == ["✓ 引き換え"]
    keys.press(KEY.Key_Delete)
    assert statuses(store, [*olds, *news]) == [S.SUPERSEDED] * 2 + [S.READY] * 2


def test_only_the_new_one_where_the_old_is_not_here(
    store: Store, ids: list[PersonId], page: DeskPage, keys: Counted
) -> None:
    olds, news = renamed(store, ids)
    keys.scan(news[0].issue_number)
    keys.press(KEY.Key_F12)
    assert statuses(store, [*olds, *news]) == [S.SUPERSEDED] * 2 + [S.HANDED_OUT, S.READY]


def test_scanning_the_old_one_next_is_the_exchange(
    store: Store, ids: list[PersonId], page: DeskPage, keys: Counted
) -> None:
    olds, news = renamed(store, ids[:1])
    keys.scan(news[0].issue_number)
    keys.scan(olds[0].issue_number)
    assert statuses(store, [olds[0], news[0]]) == [S.COLLECTED, S.HANDED_OUT]


def test_the_old_one_first_offers_the_exchange_too(
    store: Store, ids: list[PersonId], page: DeskPage, keys: Counted
) -> None:
    olds, news = renamed(store, ids[:1])
    keys.scan(olds[0].issue_number)
    assert page.banner.headline.text() == "無効・第1版、返納"
    assert "第2版" in page.banner.sentence.text()
    assert page.banner.tone is Tone.LATE
    keys.press(ENTER)
    assert statuses(store, [olds[0], news[0]]) == [S.COLLECTED, S.HANDED_OUT]


def test_a_question_left_open_stays_in_the_list_as_not_recorded(
    store: Store, ids: list[PersonId], page: DeskPage, keys: Counted
) -> None:
    _, news = renamed(store, ids[:1])
    other = waiting(store, ids[1:])[0]
    keys.scan(news[0].issue_number)
    keys.scan(other.issue_number)
    assert status(store, news[0]) is S.READY
    assert [e.what for e in page.entries.entries] == ["✓ 配付", "▲ 未記録"]


def test_a_code_read_twice_is_asked_about_once(
    store: Store, ids: list[PersonId], page: DeskPage, keys: Counted
) -> None:
    olds, news = renamed(store, ids[:1])
    keys.scan(news[0].issue_number)
    keys.scan(news[0].issue_number)
    assert [e.what for e in page.entries.entries] == ["▲ 未記録"]
    assert status(store, news[0]) is S.READY
    keys.press(ENTER)
    assert statuses(store, [olds[0], news[0]]) == [S.COLLECTED, S.HANDED_OUT]
    assert [e.what for e in page.entries.entries] == ["✓ 引き換え"]


def test_collecting_the_old_one_offers_the_new_one(
    store: Store, ids: list[PersonId], page: DeskPage, keys: Counted
) -> None:
    olds, news = renamed(store, ids[:1])
    keys.press(KEY.Key_F3)
    keys.scan(olds[0].issue_number)
    assert status(store, olds[0]) is S.COLLECTED
    assert "無効・第1版" in page.banner.sentence.text()
    assert "氏名が変わりました" in page.banner.sentence.text()
    assert "Enter 新しい証1枚を配付" in page.hint.text()
    keys.press(ENTER)
    assert status(store, news[0]) is S.HANDED_OUT


def renewed(store: Store, ids: list[PersonId]) -> tuple[list[CertificateRow], list[CertificateRow]]:
    """Papers still used by their holders, and those with the later 有効期限 in the drawer."""
    olds = held(store, ids)
    with store.transaction("更新") as tx:
        for person_id in ids:
            who = tx.person(person_id)
            tx.save_person(replace(who, certificate_expires_on=EXPIRES + timedelta(days=365)))
    return olds, waiting(store, ids)


def test_a_paper_that_is_renewed_is_never_called_void_before_the_exchange(
    store: Store, ids: list[PersonId], page: DeskPage, keys: Counted
) -> None:
    olds, news = renewed(store, ids[:1])
    keys.scan(news[0].issue_number)
    assert "今の証を受け取ってください" in page.banner.headline.text()
    assert page.banner.sentence.text().startswith("今の証(引き換え待ち)")
    keys.press(KEY.Key_Escape)
    keys.scan(olds[0].issue_number)
    assert page.banner.headline.text() == "今の証(引き換え待ち)"
    assert "新しい証(第2版)は事務所で配付を待っています。引き換えてください" in page.banner.sentence.text()
    assert page.banner.tone is Tone.SOON
    keys.press(ENTER)
    assert statuses(store, [olds[0], news[0]]) == [S.COLLECTED, S.HANDED_OUT]


def test_of_a_renewed_paper_that_comes_back_alone_nothing_says_void(
    store: Store, ids: list[PersonId], page: DeskPage, keys: Counted
) -> None:
    olds, _ = renewed(store, ids[:1])
    keys.press(KEY.Key_F3)
    keys.enter("301")
    keys.press(ENTER)
    assert status(store, olds[0]) is S.COLLECTED
    assert "無効" not in page.banner.sentence.text()
    assert "無効" not in page.entries.entries[0].where


def test_a_renewed_paper_is_void_once_the_new_one_is_with_its_holder(
    store: Store, ids: list[PersonId], page: DeskPage, keys: Counted
) -> None:
    olds, news = renewed(store, ids[:1])
    keys.scan(news[0].issue_number)
    keys.press(KEY.Key_F12)
    keys.scan(olds[0].issue_number)
    assert page.banner.headline.text() == "無効・第1版、返納"


def test_a_department_tells_what_each_gives_back(
    store: Store, ids: list[PersonId], page: DeskPage, keys: Counted
) -> None:
    renewed(store, ids[:1])
    keys.press(KEY.Key_F7, ENTER)
    assert [s.owes for s in page.department.sheets_model.rows] == ["▲ 今の証と引き換えてください"]


def test_a_lost_paper_that_turns_up_stays_here(
    store: Store, ids: list[PersonId], page: DeskPage, keys: Counted
) -> None:
    (old,) = held(store, ids[:1])
    with store.transaction("紛失") as tx:
        certificates.lose(
            tx, old.certificate_id, on=TODAY - timedelta(days=9), today=TODAY, reason="見当たらない"
        )
    (new,) = waiting(store, ids[:1])
    keys.scan(new.issue_number)
    assert status(store, new) is S.HANDED_OUT
    keys.scan(old.issue_number)
    assert page.banner.headline.text() == "無効・第1版、返納"
    assert "新しい証(第2版)はお渡し済みです" in page.banner.sentence.text()
    assert status(store, old) is S.LOST
    keys.press(ENTER)
    assert status(store, old) is S.COLLECTED


def test_who_is_called_the_same_is_pointed_out_before_the_record(
    store: Store, ids: list[PersonId], page: DeskPage, keys: Counted
) -> None:
    people(
        store,
        {"name": "美本\u3000太郎", "kana": "ミホン 太郎", "number": "877", "department": "製造部"},
    )
    (row,) = waiting(store, ids[:1])
    keys.scan(row.issue_number)
    assert page.banner.warning.isVisible()
    assert page.banner.warning.text().startswith("▲ ")
    assert "美本" in page.banner.warning.text()
    assert "生" in page.banner.warning.text()
    assert status(store, row) is S.READY
    keys.press(ENTER)
    assert status(store, row) is S.HANDED_OUT


def test_a_valid_paper_that_nobody_asked_back_is_pointed_out(
    store: Store, ids: list[PersonId], page: DeskPage, keys: Counted
) -> None:
    (row,) = held(store, ids[:1])
    keys.press(KEY.Key_F3)
    keys.scan(row.issue_number)
    assert status(store, row) is S.COLLECTED
    assert "返却の予定にない" in page.banner.warning.text()


def test_f11_opens_the_record_of_a_wrong_person_for_the_last_hand_out(
    store: Store, ids: list[PersonId], page: DeskPage, keys: Counted
) -> None:
    (row,) = waiting(store, ids[:1])
    keys.press(KEY.Key_F11)
    assert "渡した証がありません" in page.banner.headline.text()
    keys.scan(row.issue_number)
    seen: list[str] = []

    def leave() -> None:
        form = QApplication.activeModalWidget()
        assert form is not None
        seen.append(form.windowTitle())
        QTest.keyClick(form, KEY.Key_Escape)

    QTimer.singleShot(0, leave)
    keys.press(KEY.Key_F11)
    assert seen == ["誤交付の記録"]
    # The window itself becomes active again a moment later.
    assert page.window().focusWidget() is page.line


def test_of_a_household_f11_asks_whose_paper_it_was(
    store: Store, ids: list[PersonId], page: DeskPage, keys: Counted
) -> None:
    waiting(store, ids)
    keys.enter("301")
    keys.press(ENTER, KEY.Key_F11)
    assert "どなたの証" in page.banner.headline.text()
    seen: list[str] = []

    def leave() -> None:
        form = QApplication.activeModalWidget()
        assert form is not None
        seen.extend(label.text() for label in form.findChildren(QLabel) if "花子" in label.text())
        QTest.keyClick(form, KEY.Key_Escape)

    QTimer.singleShot(0, leave)
    keys.press(KEY.Key_2, ENTER)
    assert seen
    # The window itself becomes active again a moment later.
    assert page.window().focusWidget() is page.line
    assert not page.offers.isVisible()
