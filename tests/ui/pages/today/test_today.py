"""今日やること: the due list is worked off with Enter."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.domain.certificate import CertificateStatus
from app.domain.duties import DutyKind, NextAction, Why
from app.domain.section import Section
from app.ports import Store
from app.rows import DueFilter, DueRow
from app.usecases.calendar.morning import part_of
from app.usecases.papers.table_file import PLAIN
from app.usecases.settings import settings
from tests.conftest import TODAY
from tests.ui.office import CTRL, press
from ui.pages.today.page import TodayPage
from ui.widgets.choice_popup import ChoicePopup
from ui.widgets.status import urgency_status
from ui.window.main_window import MainWindow

HAND_OUT = DueFilter(kinds=(DutyKind.HAND_OUT,))


@pytest.fixture
def page(window: MainWindow) -> TodayPage:
    shown = window.current_page
    assert isinstance(shown, TodayPage)
    shown.fold.toggle()
    return shown


def go_to(page: TodayPage, fits: Callable[[DueRow], bool]) -> DueRow:
    row = next(row for row in page.model.rows if fits(row))
    page.table.select_id(page.model.row_id(row))
    page.table.setFocus()
    return row


def test_the_most_pressing_row_comes_first_and_has_the_keyboard(page: TodayPage) -> None:
    """In each part of the day the returns, for which the law sets few days; then by the day."""
    for part in Section:
        mine = [row for row in page.model.rows if part_of(row, TODAY) is part]
        law_first = [(row.kind is not DutyKind.RETURN, row.due_on or date.max) for row in mine]
        assert mine
        assert law_first == sorted(law_first) or part is Section.WAITING
    assert page.table.hasFocus()
    assert page.table.currentIndex().row() == 0


@pytest.mark.parametrize(
    ("action", "reached"),
    [
        (NextAction.HAND_OUT, CertificateStatus.HANDED_OUT),
        (NextAction.COLLECT, CertificateStatus.COLLECTED),
        (NextAction.FORWARD, CertificateStatus.FORWARDED),
    ],
)
def test_enter_does_the_next_step_and_goes_on(
    page: TodayPage, office: Store, qtbot: QtBot, action: NextAction, reached: CertificateStatus
) -> None:
    row = go_to(page, lambda r: r.action is action and r.certificate_id is not None)
    place = page.table.currentIndex().row()
    qtbot.keyClick(page.table, Qt.Key.Key_Return)
    assert office.queries.certificate_by_issue(row.issue_number).status is reached
    assert page.model.row_id(row) not in {page.model.row_id(r) for r in page.model.rows}
    assert page.table.currentIndex().row() == min(place, len(page.model.rows) - 1)
    assert page.table.hasFocus()


def test_where_holders_send_papers_enter_records_that_they_did(
    page: TodayPage, office: Store, qtbot: QtBot
) -> None:
    with office.transaction("規則") as tx:
        text = tx.society().rules_toml
        settings.change_rules(
            tx, text.replace('return_way]\nvalue = "office"', 'return_way]\nvalue = "holder"')
        )
    page.reload()
    sheet = office.queries.certificate_by_issue
    away = (CertificateStatus.HANDED_OUT, CertificateStatus.SUPERSEDED)
    row = go_to(
        page,
        lambda r: r.action is NextAction.POST and r.issue_number and sheet(r.issue_number).status in away,
    )
    assert page.why.primary.text() == "1枚を本人返送として記録  Enter"
    qtbot.keyClick(page.table, Qt.Key.Key_Return)
    sent = sheet(row.issue_number)
    assert (sent.status, sent.collected_on) == (CertificateStatus.FORWARDED, None)


def test_several_selected_rows_are_one_step(page: TodayPage, office: Store, qtbot: QtBot) -> None:
    """I6, first level: a selection is handed out with one key and undone with one."""
    for chip_kind in (DutyKind.HAND_OUT,):
        qtbot.keyClick(page.table, str(list(DutyKind).index(chip_kind) + 1))
    press(page.table, Qt.Key.Key_A, modifier=CTRL)
    count = len(page.model.rows)
    assert count > 1
    assert page.why.primary.text() == f"{count}枚を配付  Enter"
    qtbot.keyClick(page.table, Qt.Key.Key_Return)
    assert not office.queries.due_rows(page.context.today(), HAND_OUT)
    latest = office.last_undoable()
    assert latest is not None
    assert latest.label == f"配付 {count}枚"
    qtbot.keyClick(page.window(), "z", Qt.KeyboardModifier.ControlModifier)
    assert len(office.queries.due_rows(page.context.today(), HAND_OUT)) == count


def test_one_key_logs_a_contact_on_the_selection(
    page: TodayPage, office: Store, today: date, qtbot: QtBot
) -> None:
    """I15."""
    row = go_to(page, lambda r: r.kind is DutyKind.REGISTER)
    qtbot.keyClick(page.table, "c")
    contacts = office.queries.person_detail(row.person_id, today).contacts
    assert [(c.on, c.means.value) for c in contacts] == [(today, "face")]
    # Within the quiet period nobody is reminded again.
    still = {(r.kind, r.person_id) for r in page.model.rows}
    assert (DutyKind.REGISTER, row.person_id) not in still


def test_enter_on_a_registration_offers_the_means(
    page: TodayPage, office: Store, today: date, qtbot: QtBot
) -> None:
    row = go_to(page, lambda r: r.action is NextAction.CONTACT)
    qtbot.keyClick(page.table, Qt.Key.Key_Return)
    menu = page.window().findChild(ChoicePopup)
    assert menu is not None
    assert menu.hasFocus()
    qtbot.keyClick(menu, "2")
    contacts = office.queries.person_detail(row.person_id, today).contacts
    assert [c.means.value for c in contacts] == ["phone"]
    assert page.table.hasFocus()


def test_printing_goes_to_its_page(page: TodayPage, window: MainWindow, qtbot: QtBot) -> None:
    go_to(page, lambda r: r.action is NextAction.PRINT)
    qtbot.keyClick(page.table, Qt.Key.Key_Return)
    assert window.current_page.name == "printing"


def test_n_opens_the_person(page: TodayPage, window: MainWindow, qtbot: QtBot) -> None:
    row = go_to(page, lambda r: r.kind is DutyKind.RETURN)
    qtbot.keyClick(page.table, "n")
    assert window.current_page.name == "roster"
    assert window.current_page.table.selected_ids() == {row.person_id}  # type: ignore[attr-defined]


def test_chips_filter_and_zero_shows_all(page: TodayPage, qtbot: QtBot) -> None:
    every = len(page.model.rows)
    qtbot.keyClick(page.table, "1")
    assert {row.kind for row in page.model.rows} == {DutyKind.RETURN}
    qtbot.keyClick(page.table, "0")
    assert len(page.model.rows) == every


def test_the_reason_and_its_source_are_shown(page: TodayPage) -> None:
    row = go_to(page, lambda r: r.kind is DutyKind.RETURN)
    assert row.reason in page.why.reason.text()
    assert row.rule in page.why.rule.text()


def test_a_day_to_come_that_is_no_working_day_names_those_around_it(page: TodayPage) -> None:
    """Whoever is late already is told nothing of a holiday that is over."""
    told = {}
    for number, row in enumerate(page.model.rows):
        page.table.select_at(number)
        told[row] = page.why.reason.text()
    named = {row for row, sentence in told.items() if "前の営業日は" in sentence}
    assert named == {row for row in told if row.rest and row.due_on >= TODAY}
    assert named


def test_a_kind_worked_off_leaves_a_sentence_not_another_list(page: TodayPage, qtbot: QtBot) -> None:
    qtbot.keyClick(page.table, "2")
    press(page.table, Qt.Key.Key_A, modifier=CTRL)
    qtbot.keyClick(page.table, Qt.Key.Key_Return)
    assert page.model.rows == []
    assert "0 ですべてに戻ります" in page.table.empty_text
    qtbot.keyClick(page.table, "0")
    assert page.model.rows


@pytest.mark.parametrize("ending", ["pdf", "xlsx", "csv"])
def test_what_is_shown_can_be_written(
    office: Store,
    page: TodayPage,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    qtbot: QtBot,
    ending: str,
) -> None:
    file = tmp_path / f"list.{ending}"
    monkeypatch.setattr(page.files, "to_export", lambda *_, **__: (file, PLAIN))
    qtbot.keyClick(page.window(), "s", Qt.KeyboardModifier.ControlModifier)
    assert file.stat().st_size > 100
    counts = office.queries.due_counts(TODAY)
    noted = office.queries.operations(1)[0]
    assert noted.label == f"書き出し 期限一覧 {sum(one.total for one in counts):,}件 list.{ending}"


def test_the_selection_or_the_whole_part_is_written(
    page: TodayPage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    file = tmp_path / "list.csv"
    monkeypatch.setattr(page.files, "to_export", lambda *_, **__: (file, PLAIN))
    qtbot.keyClick(page.table, "1")
    every = len(page.model.rows)
    qtbot.keyClick(page.table, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    for digit, lines in (("1", 2), ("2", every)):
        qtbot.keyClick(page.window(), "s", Qt.KeyboardModifier.ControlModifier)
        popup = page.window().findChildren(ChoicePopup)[-1]
        qtbot.keyClick(popup, digit)
        assert len(file.read_text("utf-8-sig").splitlines()) == 4 + lines


def test_an_empty_office_is_shown_the_first_step(empty_window: MainWindow) -> None:
    assert empty_window.current_page.is_empty


def test_urgency_is_said_in_shape_and_word() -> None:
    def told(days: int | None) -> str:
        row = DueRow(
            kind=DutyKind.RETURN, person_id=1, certificate_id=None, issue_number="", key="", name="", kana="",
            office="", department="", due_on=None, days_left=days, reason="", rule="",
            action=NextAction.COLLECT, why=Why.LOSS,
        )  # type: ignore[arg-type]  # fmt: skip
        return urgency_status(row)[0]

    assert [told(d) for d in (-2, 0, 1, 7, 8, None)] == [
        "▲ 2日超過",
        "◆ 今日まで",
        "◆ あと1日",
        "◆ あと7日",
        "○ あと8日",
        "− 期限なし",
    ]


def test_a_list_never_falls_on_the_data_or_on_a_file_of_another_kind(
    page: TodayPage, window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    data = tmp_path / "office"
    (tmp_path / "roster.xlsx").write_bytes(b"somebody's own")
    before = {name: (data / name).read_bytes() for name in ("keys.json", "shikaku.db")}
    for file, said in (
        (data / "list.csv", "データの場所の中"),
        (data / "shikaku.db", "ファイル名の終わり"),
        (tmp_path / "roster.xlsx", "ではないファイル"),
        (tmp_path / "no" / "list.csv", "がありません"),
    ):
        monkeypatch.setattr(page.files, "to_export", lambda *_, file=file, **__: (file, PLAIN))
        qtbot.keyClick(page.window(), "s", Qt.KeyboardModifier.ControlModifier)
        assert said in window.strip.sentence
    assert {name: (data / name).read_bytes() for name in before} == before
    assert (tmp_path / "roster.xlsx").read_bytes() == b"somebody's own"
