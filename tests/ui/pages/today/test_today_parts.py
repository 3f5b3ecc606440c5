"""今日やること in parts: filters, saved views, other days, moved and hidden lines, contacts; all by keys."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtCore import QCoreApplication, QEventLoop, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from app.domain.certificate import listed
from app.domain.contact import About, Means, Reply
from app.domain.duties import DutyKind
from app.domain.person import Enrolment, Office
from app.ports import Store
from app.rows import DueFilter, DueRow
from app.usecases.calendar.morning import day_rows
from app.usecases.contacts.deferrals import duty_of
from app.usecases.papers.table_file import PLAIN
from tests.conftest import PATIENCE_MS
from tests.factories import person
from tests.ui import office as small
from tests.ui.office import CTRL, TODAY, close, people, type_into
from tests.ui.pages.roster.test_roster import in_dialog
from ui.dialogs.contact import ContactDialog
from ui.dialogs.defer import DeferDialog
from ui.dialogs.view_name import ViewNameDialog
from ui.frame.preferences import Preferences
from ui.pages.today.page import PAGE_ROWS, TodayPage
from ui.pages.today.side import FEWEST_BARS
from ui.widgets.top_bar import days_to_look_at
from ui.window.key_filter import KeyFilter
from ui.window.main_window import MainWindow

SHIFT = Qt.KeyboardModifier.ShiftModifier
ALT = Qt.KeyboardModifier.AltModifier
W = TypeVar("W", bound=QWidget)


@pytest.fixture
def page(window: MainWindow) -> TodayPage:
    shown = window.current_page
    assert isinstance(shown, TodayPage)
    shown.fold.toggle()
    return shown


def rows_of(page: TodayPage, kind: DutyKind) -> list[DueRow]:
    return [row for row in page.model.rows if row.kind is kind]


def go_to(page: TodayPage, kind: DutyKind) -> DueRow:
    row = rows_of(page, kind)[0]
    page.table.select_id(page.model.row_id(row))
    page.table.setFocus()
    return row


def strike(key: str | Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    """Press a key as the system does: it reaches whatever has the keyboard in the front window."""
    shown = (w for w in QApplication.topLevelWidgets() if isinstance(w, MainWindow) and w.isVisible())
    front = QApplication.activeModalWidget() or next(shown)
    if QApplication.activeWindow() is not front:
        # Without a desktop Qt learns only from the next key which window is in front now.
        front.activateWindow()
        QTest.keyClick(front.windowHandle(), Qt.Key.Key_Shift)
    QTest.keyClick(front.windowHandle(), Qt.Key(ord(key.upper())) if isinstance(key, str) else key, modifier)
    if modifier is CTRL:
        QTest.keyRelease(front, Qt.Key.Key_Control)
    keys = QApplication.instance().findChild(KeyFilter)  # type: ignore[union-attr]
    assert keys is not None
    # A key that might begin a code is kept for a moment.
    while keys.is_waiting:
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
    QCoreApplication.sendPostedEvents()


def typed(wanted: type[W], act: Callable[[W], None]) -> None:
    """Fill in the dialog that opens next, and press Enter."""

    def fill(dialog: QWidget) -> None:
        assert isinstance(dialog, wanted)
        assert QTest.qWaitForWindowActive(dialog, PATIENCE_MS)
        act(dialog)
        strike(Qt.Key.Key_Return)

    in_dialog(fill)


def write(field: QWidget | None, text: str) -> None:
    assert isinstance(field, QLineEdit)
    field.selectAll()
    type_into(field, text)


def reason(dialog: QWidget, text: str) -> None:
    """Alt+R and the reason."""
    strike("r", ALT)
    write(dialog.focusWidget(), text)


# Filters


def test_the_filters_work_together_and_zero_clears_them(page: TodayPage, office: Store, qtbot: QtBot) -> None:
    every = len(page.model.rows)
    strike("o")
    assert page.model.rows
    assert all((row.days_left or 0) < 0 for row in page.model.rows)
    strike("2")
    wanted = DueFilter(kinds=(DutyKind.HAND_OUT,), only_overdue=True)
    assert list(page.model.rows) == office.queries.due_rows(TODAY, wanted)
    assert page.fold.count.text() == f"全{len(page.model.rows)}件"
    strike("0")
    assert len(page.model.rows) == every


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)  # a list opened without a desktop
def test_a_department_is_chosen_by_key_and_the_keyboard_comes_back(page: TodayPage, qtbot: QtBot) -> None:
    strike("b")
    box = page.filter.department
    assert box.view().isVisible()
    assert box.count() > 5
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Return):
        QTest.keyClick(box.view(), key)
    chosen = box.chosen
    assert chosen is not None
    assert {row.department for row in page.model.rows} == {chosen}
    qtbot.waitUntil(page.table.hasFocus)


def test_chips_show_the_figures_of_the_part_chosen(page: TodayPage, office: Store, qtbot: QtBot) -> None:
    strike("o")
    for count in office.queries.due_counts(TODAY, DueFilter(only_overdue=True)):
        chip = page.filter.chips[count.kind]
        assert f" {count.total}" in chip.text()
        assert chip.isEnabled() is (count.total > 0)


def test_the_office_of_the_window_narrows_rows_and_bars(
    page: TodayPage, window: MainWindow, office: Store
) -> None:
    first = office.queries.offices()[0]
    window.choose_office(first.id)
    assert {row.office for row in page.model.rows} == {first.name}
    assert first.name in page.side.bars.accessibleName()
    assert office.queries.offices()[1].name not in page.side.bars.accessibleName()


def test_of_many_offices_the_slowest_have_their_bars(
    store: Store, tmp_path: Path, qapp: QApplication
) -> None:
    """Six offices of ten members each, of whom none to five have their papers."""
    with store.transaction("名簿") as tx:
        for number in range(6):
            office = tx.save_office(Office(None, f"30{number}", f"見本{number}号"))
            for who in range(10):
                saved = tx.save_person(
                    person(
                        id=None,
                        office_id=office.id,
                        symbol=f"30{number}",
                        number=str(who + 1),
                        enrolment=Enrolment.NOT_REGISTERED,
                    )
                )
                if who < number:
                    assert saved.id is not None
                    tx.save_certificate(listed(saved.id, f"{number}-{who}", date(2029, 11, 30), None))
    made = small.window(store, [TodayPage], tmp_path)
    made.go("today")
    page = made.current_page
    assert isinstance(page, TodayPage)
    shown = [one.bar.name for one in page.side.bars.bars]
    close(made)
    assert shown == [f"見本{number}号" for number in range(FEWEST_BARS)]


# A long list


@pytest.fixture
def long_page(store: Store, tmp_path) -> Iterator[TodayPage]:  # type: ignore[no-untyped-def]
    kana = [f"{chr(0x30A2 + 2 * (n % 5))} {n:04}" for n in range(450)]
    people(store, *({"kana": text, "enrolment": Enrolment.NO_CARD} for text in kana))
    shown = window_of(store, tmp_path)
    page = shown.current_page
    assert isinstance(page, TodayPage)
    page.fold.toggle()
    yield page
    close(shown)


def window_of(store: Store, folder) -> MainWindow:  # type: ignore[no-untyped-def]
    from ui.pages import PAGES

    shown = small.window(store, PAGES, folder)
    shown.go("today")
    return shown


def test_a_long_list_begins_with_its_first_page(long_page: TodayPage, store: Store, qtbot: QtBot) -> None:
    table, every = long_page.table, store.queries.due_rows(TODAY)
    assert len(every) == 900
    assert list(long_page.model.rows) == every[:PAGE_ROWS]
    assert long_page.fold.count.text() == f"全900件のうち{PAGE_ROWS}件を表示"
    strike(Qt.Key.Key_End)
    assert list(long_page.model.rows) == every
    assert long_page.fold.count.text() == "全900件"
    row = table.current_row()
    assert row == every[-1]
    # After a change the same row is found again, without everything being read for a row near the top.
    strike("c")
    assert len(long_page.model.rows) >= 800
    strike(Qt.Key.Key_Home)
    strike("c")
    assert len(long_page.model.rows) == PAGE_ROWS


def test_one_key_reaches_the_whole_of_a_long_list(long_page: TodayPage, store: Store, qtbot: QtBot) -> None:
    strike("9")
    strike("a", CTRL)
    assert long_page.fold.count.text() == "450件を選択  全450件"
    strike("c")
    assert store.queries.due_counts(TODAY)[-1].total == 0
    last = store.last_undoable()
    assert last is not None
    assert last.label == "声かけ 450名"


def test_a_long_list_is_written_whole(
    long_page: TodayPage, tmp_path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:  # type: ignore[no-untyped-def]
    file = tmp_path / "list.csv"
    monkeypatch.setattr(long_page.files, "to_export", lambda *_, **__: (file, PLAIN))
    strike("s", CTRL)
    assert len(file.read_text("utf-8-sig").splitlines()) == 904
    assert len(long_page.model.rows) == PAGE_ROWS


def test_the_navigation_and_the_chips_count_once(
    long_page: TodayPage, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    shown = long_page.window()
    assert isinstance(shown, MainWindow)
    asked: list[DueFilter] = []
    queries = type(shown.context.store.queries)
    real = queries.due_counts

    def counting(self, today: date, wanted: DueFilter):  # type: ignore[no-untyped-def]
        asked.append(wanted)
        return real(self, today, wanted)

    monkeypatch.setattr(queries, "due_counts", counting)
    strike("c")
    shown.refresh_counts()
    assert asked == [DueFilter()]


# Saved views


def test_a_view_is_kept_chosen_and_deleted_by_keys(
    page: TodayPage, window: MainWindow, office: Store, preferences: Preferences, qtbot: QtBot
) -> None:
    first = office.queries.offices()[0]
    window.choose_office(first.id)
    page.table.setFocus()
    strike("2")
    strike("o")
    wanted = DueFilter(kinds=(DutyKind.HAND_OUT,), office_id=first.id, only_overdue=True)
    typed(ViewNameDialog, lambda dialog: write(dialog.focusWidget(), "遅れている配付"))
    strike("v")
    strike("2")
    assert preferences.due_views() == {"遅れている配付": wanted}
    assert "遅れている配付" in page.filter.views.text()

    strike("v")
    strike("1")
    assert window.context.office_id() is None
    assert "すべて" in page.filter.views.text()
    assert len(page.model.rows) == len(office.queries.due_rows(TODAY))

    strike("v")
    strike("2")
    assert list(page.model.rows) == office.queries.due_rows(TODAY, wanted)
    assert window.top_bar.offices.currentText() == first.name
    assert page.table.hasFocus()

    strike("v")
    strike("4")
    assert preferences.due_views() == {}
    assert "絞り込み中" in page.filter.views.text()


def test_views_outlive_the_window_and_nonsense_is_no_view(preferences: Preferences) -> None:
    views = {
        '朝,いちばん="見る"': DueFilter(kinds=(DutyKind.RETURN, DutyKind.PRINT), department="総務部, 経理"),
        "休止": DueFilter(is_hidden=True, only_overdue=True),
    }
    preferences.set_due_views(views)
    preferences._settings.sync()
    again = Preferences(
        type(preferences._settings)(preferences._settings.fileName(), preferences._settings.format())
    )
    assert again.due_views() == views
    assert list(again.due_views()) == list(views)
    for broken in ("{", "[]", '{"x": {}}', '{"x": {"kinds": ["none"]}}'):
        again.set_text("today/views", broken)
        assert again.due_views() == {}


def test_the_seventh_view_is_refused_with_a_sentence(
    page: TodayPage, window: MainWindow, preferences: Preferences, qtbot: QtBot
) -> None:
    kept = {f"見方{n}": DueFilter(department=str(n)) for n in range(6)}
    preferences.set_due_views(kept)
    page.table.setFocus()
    typed(ViewNameDialog, lambda dialog: write(dialog.focusWidget(), "もう一つ"))
    strike("v")
    strike("8")
    assert "6つまで" in window.strip.sentence
    assert preferences.due_views() == kept


# Another day


def test_the_days_people_ask_about() -> None:
    def days(on: date) -> list[date]:
        return [day for _, day in days_to_look_at(on)]

    assert days(date(2026, 11, 23)) == [
        date(2026, 11, 23), date(2026, 11, 30), date(2026, 12, 31), date(2027, 3, 31)
    ]  # fmt: skip
    assert days(date(2027, 1, 31))[1:] == [date(2027, 1, 31), date(2027, 2, 28), date(2027, 3, 31)]
    assert days(date(2027, 3, 31))[1:] == [date(2027, 3, 31), date(2027, 4, 30), date(2027, 3, 31)]
    assert days(date(2027, 4, 1))[1:] == [date(2027, 4, 30), date(2027, 5, 31), date(2028, 3, 31)]


def test_what_is_due_at_the_end_of_the_year_is_two_keys_away(
    page: TodayPage, window: MainWindow, office: Store, qtbot: QtBot
) -> None:
    spring = date(2027, 3, 31)
    strike("b", CTRL)
    strike("4")
    assert window.context.today() == spring
    assert list(page.model.rows) == day_rows(office.queries, spring)
    assert window.day_band.isVisible()
    assert "令和9年3月31日(128日後)" in window.day_band.sentence.text()
    assert window.top_bar.day.styleSheet()
    strike("b", CTRL)
    strike("1")
    assert window.context.today() == TODAY
    assert not window.day_band.isVisible()
    assert not window.top_bar.day.styleSheet()
    assert page.table.hasFocus()


def test_what_is_recorded_on_another_day_carries_todays_date(
    page: TodayPage, window: MainWindow, office: Store, qtbot: QtBot
) -> None:
    window.move_day(date(2027, 3, 31))
    row = go_to(page, DutyKind.HAND_OUT)
    strike(Qt.Key.Key_Return)
    assert office.queries.certificate_by_issue(row.issue_number).handed_out_on == TODAY
    qtbot.mouseClick(window.day_band.back, Qt.MouseButton.LeftButton)
    assert window.context.today() == TODAY


# Moved and hidden lines


def test_a_due_date_is_moved_with_a_reason(page: TodayPage, office: Store, qtbot: QtBot) -> None:
    row = go_to(page, DutyKind.RETURN)

    def fill(dialog: DeferDialog) -> None:
        write(dialog.focusWidget(), "R8.12.20")
        reason(dialog, "退院後に受け取る")

    typed(DeferDialog, fill)
    strike("d")
    (moved,) = [r for r in page.model.rows if duty_of(r) == duty_of(row)]
    assert (moved.due_on, moved.moved_from) == (date(2026, 12, 20), row.due_on)
    assert "退院後に受け取る" in page.why.reason.text()
    at = page.model.position(page.model.row_id(moved))
    assert at is not None
    assert page.model.index(at, 5).data() == "変更 R8.12.20(日)"
    assert page.table.selected_rows() == [moved]
    # Shift+D takes it back.
    strike("d", SHIFT)
    assert row in page.model.rows
    strike("z", CTRL)
    assert moved in page.model.rows


def test_a_selection_is_put_to_rest_and_fetched_back(page: TodayPage, office: Store, qtbot: QtBot) -> None:
    every = list(page.model.rows)
    strike("9")
    strike(Qt.Key.Key_Down, SHIFT)
    chosen = page.table.selected_rows()
    assert len(chosen) == 2
    typed(DeferDialog, lambda dialog: reason(dialog, "出張中"))
    strike("h")
    assert not set(chosen) & set(page.model.rows)
    assert "休止中 2件" in page.filter.hidden.text()
    last = office.last_undoable()
    assert last is not None
    assert last.label == "休止 2件"
    strike("0")
    strike("k")
    assert [duty_of(row) for row in page.model.rows] == [duty_of(row) for row in chosen]
    assert page.model.rows[0].reason.startswith("R8.11.30 まで休止(出張中)。")
    strike("a", CTRL)
    strike("d", SHIFT)
    assert page.model.rows == []
    assert page.table.empty_text
    strike("k")
    assert list(page.model.rows) == every


def test_a_decision_without_reason_is_not_taken(page: TodayPage, office: Store, qtbot: QtBot) -> None:
    go_to(page, DutyKind.RETURN)
    before = list(page.model.rows)
    said: list[str] = []

    def fill(dialog: QWidget) -> None:
        assert isinstance(dialog, DeferDialog)
        strike(Qt.Key.Key_Return)
        said.append(dialog.problem.text())
        assert dialog.isVisible()
        assert dialog._reason.hasFocus()

    in_dialog(fill)
    strike("d")
    assert "理由を入れて" in said[0]
    assert list(page.model.rows) == before


def test_what_was_decided_before_stands_in_the_form(page: TodayPage, qtbot: QtBot) -> None:
    row = go_to(page, DutyKind.RETURN)
    moved = replace(row, moved_from=row.due_on, due_on=TODAY + timedelta(days=9))
    dialog = DeferDialog([moved], TODAY, hides=True)
    qtbot.addWidget(dialog)
    assert dialog.due_on == TODAY + timedelta(days=9)
    assert dialog.hidden_until == TODAY + timedelta(days=7)
    both = DeferDialog([moved, row], TODAY, hides=True)
    qtbot.addWidget(both)
    assert both.due_on is None


def test_nothing_to_take_back_is_said(page: TodayPage, window: MainWindow, qtbot: QtBot) -> None:
    go_to(page, DutyKind.RETURN)
    strike("d", SHIFT)
    assert "期日を変えた行か休止中の行" in window.strip.sentence


def test_when_all_is_at_rest_the_list_says_so(store: Store, tmp_path, qtbot: QtBot) -> None:  # type: ignore[no-untyped-def]
    people(store, {"enrolment": Enrolment.NO_CARD, "certificate_expires_on": date(2029, 12, 1)})
    shown = window_of(store, tmp_path)
    page = shown.current_page
    assert isinstance(page, TodayPage)
    strike("f")
    strike("a", CTRL)
    typed(DeferDialog, lambda dialog: reason(dialog, "研修で不在"))
    strike("h")
    assert not page.is_empty
    assert "休止中が2件" in page.table.empty_text
    close(shown)


# Contacts


def contacts(store: Store, row: DueRow) -> list[tuple[About, Means, Reply, str]]:
    found = store.queries.person_detail(row.person_id, TODAY).contacts
    return [(c.about, c.means, c.reply, c.note) for c in found]


def test_one_key_is_about_what_the_row_is_about(page: TodayPage, office: Store, qtbot: QtBot) -> None:
    for kind, about in (
        (DutyKind.RETURN, About.RETURN),
        (DutyKind.HAND_OUT, About.HAND_OUT),
        (DutyKind.ELDERLY_CARD, About.ELDERLY_CARD),
    ):
        row = go_to(page, kind)
        strike("c")
        assert contacts(office, row)[-1] == (about, Means.FACE, Reply.NONE, "")
        # The duty stays: a word about a paper is not the paper.
        assert duty_of(row) in map(duty_of, page.model.rows)


def test_mixed_rows_are_one_step_each_about_its_own(page: TodayPage, office: Store, qtbot: QtBot) -> None:
    first = go_to(page, DutyKind.RETURN)
    strike("a", CTRL)
    strike("c")
    assert (About.RETURN, Means.FACE, Reply.NONE, "") in contacts(office, first)
    logged = office.queries.contact_rows(TODAY, TODAY)
    assert {row.about for row in logged} == set(About)
    strike("0")
    strike("z", CTRL)
    assert office.queries.contact_rows(TODAY, TODAY) == []


def test_declining_is_recorded_in_the_form_and_respected(
    page: TodayPage, office: Store, qtbot: QtBot
) -> None:
    row = go_to(page, DutyKind.REGISTER)

    def fill(dialog: ContactDialog) -> None:
        assert dialog.about is About.REGISTER
        for _ in range(list(Reply).index(Reply.DECLINED)):
            strike(Qt.Key.Key_Down)
        assert dialog.reply is Reply.DECLINED
        strike("m", ALT)
        write(dialog.focusWidget(), "紙のままがよい")

    typed(ContactDialog, fill)
    strike("c", SHIFT)
    assert contacts(office, row) == [(About.REGISTER, Means.FACE, Reply.DECLINED, "紙のままがよい")]
    person = office.queries.person_detail(row.person_id, TODAY).person
    assert person.enrolment is Enrolment.DECLINED
    later = office.queries.due_rows(TODAY + timedelta(days=800), DueFilter(kinds=(DutyKind.REGISTER,)))
    assert row.person_id not in {r.person_id for r in later}


def test_the_form_offers_declining_only_as_an_answer_about_registering(qtbot: QtBot) -> None:
    def offered(about: About | None) -> Sequence[str]:
        dialog = ContactDialog(["見本 葵"], about, TODAY)
        qtbot.addWidget(dialog)
        return [dialog._reply.itemText(n) for n in range(dialog._reply.count())]

    assert "登録しない" in offered(About.REGISTER)
    assert "登録しない" not in offered(About.RETURN)
    assert "登録しない" not in offered(None)


def test_a_contact_of_the_day_before_yesterday_is_logged_with_its_day(
    page: TodayPage, office: Store, qtbot: QtBot
) -> None:
    row = go_to(page, DutyKind.RETURN)

    def fill(dialog: ContactDialog) -> None:
        strike("d", ALT)
        strike(Qt.Key.Key_Down)
        strike(Qt.Key.Key_Down)

    typed(ContactDialog, fill)
    strike("c", SHIFT)
    (told,) = office.queries.person_detail(row.person_id, TODAY).contacts
    assert told.on == TODAY - timedelta(days=2)
