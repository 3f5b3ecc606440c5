"""窓口: a family's papers with one key, and one more for each that is not there."""

from datetime import date, timedelta

import pytest
from PySide6.QtCore import Qt

from app.domain.duties import DutyKind
from app.domain.person import LossCause
from app.domain.rules import shipped_rules
from app.ports import Store
from app.rows import DueFilter
from app.usecases.counter import certificates
from tests.ui.desk_office import KEY, Counted, S, desk, family, held, left, status, statuses, waiting
from tests.ui.office import CTRL, ENTER, TODAY
from ui.look.theme import Tone
from ui.pages.desk.page import DeskPage
from ui.window.main_window import MainWindow


@pytest.fixture
def page(store: Store, empty_window: MainWindow) -> DeskPage:
    family(store, 201, "濵田", "太郎", "花子", "一郎")
    family(store, 202, "佐藤", "次郎")
    family(store, 3202, "鈴木", "三郎", "桃子")
    return desk(empty_window)


@pytest.fixture
def keys(page: DeskPage) -> Counted:
    return Counted(page)


def of(store: Store, number: int) -> list:
    return [p.person_id for p in store.queries.person_rows() if p.key.split("-")[1] == str(number)]


def in_order(store: Store, number: int) -> list:
    rows = [p for p in store.queries.person_rows() if p.key.split("-")[1] == str(number)]
    return [p.person_id for p in sorted(rows, key=lambda p: p.key)]


def test_one_key_hands_a_household_its_papers(store: Store, page: DeskPage, keys: Counted) -> None:
    """I5: the tail with its Enter finds them; one key hands over what is there."""
    rows = waiting(store, in_order(store, 201))
    keys.enter("201")
    assert statuses(store, rows) == [S.READY] * 3
    assert [chip.words for chip in page.chips.chips] == ["● 渡す"] * 3
    assert page.chips.isVisible()
    before = keys.keys
    keys.press(ENTER)
    assert keys.keys - before == 1
    assert statuses(store, rows) == [S.HANDED_OUT] * 3
    assert "ほか2名" in page.banner.headline.text()
    assert page.line.hasFocus()


def test_one_more_key_for_each_that_is_missing(store: Store, page: DeskPage, keys: Counted) -> None:
    """I5: 1 + 1; the missing one becomes an item of its own, with cause and day."""
    rows = waiting(store, in_order(store, 201))
    keys.enter("201")
    before = keys.keys
    keys.press(KEY.Key_3)
    assert page.chips.chips[2].words.startswith("○ 未着")
    assert "Enter 2枚を配付" in page.hint.text()
    keys.press(ENTER)
    assert keys.keys - before == 2
    assert statuses(store, rows) == [S.HANDED_OUT, S.HANDED_OUT, S.READY]
    (duty,) = store.queries.due_rows(TODAY, DueFilter(kinds=(DutyKind.HAND_OUT,)))
    assert duty.person_id == rows[2].person_id
    assert duty.due_on is not None
    assert duty.due_on >= TODAY + timedelta(days=shipped_rules().at(TODAY).follow_up_days)
    assert "未着" in duty.reason
    assert "未着" in page.entries.entries[0].where
    assert page.banner.tone is Tone.DONE


def test_the_history_names_one_and_counts_the_others(store: Store, page: DeskPage, keys: Counted) -> None:
    waiting(store, in_order(store, 201)[:2])
    keys.enter("201")
    keys.press(ENTER)
    step = store.last_undoable()
    assert step is not None
    assert step.label.startswith("配付")
    assert "ほか1名" in step.label


def test_the_same_digit_twice_is_back_again(store: Store, page: DeskPage, keys: Counted) -> None:
    rows = waiting(store, in_order(store, 201))
    keys.enter("201")
    keys.press(KEY.Key_2, KEY.Key_2, ENTER)
    assert statuses(store, rows) == [S.HANDED_OUT] * 3


def test_a_digit_can_be_taken_back_by_backspace(store: Store, page: DeskPage, keys: Counted) -> None:
    rows = waiting(store, in_order(store, 201))
    keys.enter("201")
    keys.press(KEY.Key_2, KEY.Key_Backspace)
    assert [chip.is_chosen for chip in page.chips.chips] == [True] * 3
    keys.press(ENTER)
    assert statuses(store, rows) == [S.HANDED_OUT] * 3


def test_the_cause_is_cycled_with_one_key_before_and_after(
    store: Store, page: DeskPage, keys: Counted
) -> None:
    rows = waiting(store, in_order(store, 201))
    keys.enter("201")
    page.counter.turn(3)
    keys.press(KEY.Key_R, modifier=CTRL)
    assert "持ってくるのを忘れた" in page.chips.chips[2].words
    keys.press(ENTER)
    keys.press(KEY.Key_R, modifier=CTRL)
    assert "家族が持っている" in page.entries.entries[0].where
    (duty,) = store.queries.due_rows(TODAY, DueFilter(kinds=(DutyKind.HAND_OUT,)))
    assert "家族が持っている" in duty.reason
    assert duty.person_id == rows[2].person_id


def test_the_cause_can_be_cycled_while_the_digit_still_stands_in_the_line(
    store: Store, page: DeskPage, keys: Counted
) -> None:
    rows = waiting(store, in_order(store, 201))
    keys.enter("201")
    keys.press(KEY.Key_3)
    keys.press(KEY.Key_R, modifier=CTRL)
    assert "持ってくるのを忘れた" in page.chips.chips[2].words
    keys.press(ENTER)
    assert statuses(store, rows) == [S.HANDED_OUT, S.HANDED_OUT, S.READY]
    assert "持ってくるのを忘れた" in page.entries.entries[0].where


def test_after_a_scan_enter_hands_over_the_rest(store: Store, page: DeskPage, keys: Counted) -> None:
    rows = waiting(store, in_order(store, 201))
    keys.scan(rows[1].issue_number)
    assert statuses(store, rows) == [S.READY, S.HANDED_OUT, S.READY]
    assert "Enter 残り2枚を配付" in page.hint.text()
    keys.press(KEY.Key_2, ENTER)
    assert statuses(store, rows) == [S.HANDED_OUT, S.HANDED_OUT, S.READY]
    assert not page.chips.isVisible()


def test_a_scan_that_begins_with_a_chips_digit_is_a_scan(store: Store, page: DeskPage, keys: Counted) -> None:
    """The digits of the next code never decide about the household before."""
    rows = waiting(store, in_order(store, 201))
    other = waiting(store, in_order(store, 202))[0]
    keys.scan(rows[0].issue_number)
    for code in (other.issue_number, rows[2].issue_number):
        keys.scan(code)
    assert statuses(store, [*rows, other]) == [S.HANDED_OUT, S.READY, S.HANDED_OUT, S.HANDED_OUT]


def test_digits_that_may_be_the_next_number_are_asked_about(
    store: Store, page: DeskPage, keys: Counted
) -> None:
    """After a scan 21 names two chips and the tail of somebody else's number."""
    rows = waiting(store, in_order(store, 201))
    family(store, 921, "別人", "太郎", kana="ベツジン")
    waiting(store, of(store, 921))
    keys.scan(rows[0].issue_number)
    keys.enter("21")
    assert statuses(store, rows) == [S.HANDED_OUT, S.READY, S.READY]
    assert "もう一度 Enter" in page.banner.sentence.text()
    keys.press(KEY.Key_Escape)
    keys.enter("921")
    assert statuses(store, rows) == [S.HANDED_OUT, S.READY, S.READY]
    assert "別人" in page.banner.headline.text()


def test_several_households_are_chosen_by_a_digit(store: Store, page: DeskPage, keys: Counted) -> None:
    one, many = waiting(store, in_order(store, 202)), waiting(store, in_order(store, 3202))
    keys.enter("202")
    assert page.offers.isVisible()
    at = next(n for n, home in page.offers_model.rows if home[0].certificate_id == many[0].certificate_id)
    keys.press(Qt.Key(KEY.Key_0 + at))
    assert "Enter 2枚を配付" in page.hint.text()
    assert statuses(store, [*one, *many]) == [S.READY] * 3
    keys.press(ENTER)
    assert statuses(store, [*one, *many]) == [S.READY, S.HANDED_OUT, S.HANDED_OUT]


def test_a_longer_number_may_be_typed_while_households_are_offered(
    store: Store, page: DeskPage, keys: Counted
) -> None:
    one, many = waiting(store, in_order(store, 202)), waiting(store, in_order(store, 3202))
    keys.enter("202")
    keys.enter("3202")
    keys.press(KEY.Key_Escape)
    assert statuses(store, [*one, *many]) == [S.READY] * 3


def test_space_opens_a_household_to_mark_who_is_missing(store: Store, page: DeskPage, keys: Counted) -> None:
    waiting(store, in_order(store, 202))
    many = waiting(store, in_order(store, 3202))
    keys.enter("202")
    at = next(n for n, home in page.offers_model.rows if home[0].certificate_id == many[0].certificate_id)
    keys.press(Qt.Key(KEY.Key_0 + at), KEY.Key_Space, KEY.Key_1, ENTER)
    assert statuses(store, many) == [S.READY, S.HANDED_OUT]


@pytest.mark.parametrize("text", ["濵田", "はまだ", "S00201", "2001-201"])
def test_name_kana_and_employee_code_offer_the_household(
    store: Store, empty_window: MainWindow, text: str
) -> None:
    family(store, 201, "濵田", "太郎", "花子", kana="ハマダ")
    family(store, 401, "高橋", "太郎")
    rows = waiting(store, in_order(store, 201))
    waiting(store, in_order(store, 401))
    page = desk(empty_window)
    keys = Counted(page)
    keys.enter(text)
    assert statuses(store, rows) == [S.READY] * 2
    assert len(page.chips.chips) == 2
    keys.press(ENTER)
    assert statuses(store, rows) == [S.HANDED_OUT] * 2


def test_a_name_alone_never_hands_out(store: Store, page: DeskPage, keys: Counted) -> None:
    (row,) = waiting(store, in_order(store, 202))
    keys.enter("佐藤")
    assert statuses(store, [row]) == [S.READY]
    keys.press(ENTER)
    assert statuses(store, [row]) == [S.HANDED_OUT]


@pytest.mark.parametrize("text", ["ｻﾄｳ", "さとう", "satou", "S00202"])
def test_a_reading_in_any_letters_is_somebody_here(store: Store, empty_window: MainWindow, text: str) -> None:
    (row,) = waiting(store, family(store, 202, "佐藤", "次郎", kana="サトウ"))
    page = desk(empty_window)
    Counted(page).enter(text)
    assert row.name in page.banner.accessibleName()


def test_a_leavers_family_returns_all_but_one(store: Store, page: DeskPage, keys: Counted) -> None:
    ids = in_order(store, 201)
    rows = held(store, ids)
    left(store, ids[0])
    keys.press(KEY.Key_F3)
    keys.enter("201")
    keys.press(KEY.Key_2, ENTER)
    assert statuses(store, rows) == [S.COLLECTED, S.HANDED_OUT, S.COLLECTED]
    assert "2/3枚 回収" in page.banner.headline.text()
    assert "資格喪失" in page.banner.sentence.text()
    duty = next(d for d in store.queries.due_rows(TODAY) if d.certificate_id == rows[1].certificate_id)
    assert "持ってくるのを忘れた" in duty.reason
    keys.scan(rows[1].issue_number)
    assert "3/3枚 回収" in page.banner.headline.text()


def test_a_return_that_concerns_one_leaves_the_family_alone(
    store: Store, page: DeskPage, keys: Counted
) -> None:
    """Who is no longer a dependant gives the paper back; the others keep theirs unless a key says so."""
    ids = in_order(store, 201)
    rows = held(store, ids)
    with store.transaction("扶養削除") as tx:
        from app.domain.person import LossCause
        from app.usecases.people import roster

        roster.leave(
            tx,
            ids[2],
            cause=LossCause.REMOVED_DEPENDANT,
            last_day_on=TODAY - timedelta(days=2),
            today=TODAY,
        )
    keys.press(KEY.Key_F3)
    keys.enter("201")
    assert [chip.is_chosen for chip in page.chips.chips] == [False, False, True]
    keys.press(ENTER)
    assert statuses(store, rows) == [S.HANDED_OUT, S.HANDED_OUT, S.COLLECTED]


def test_whoever_lost_cover_is_refused_in_the_chip(store: Store, page: DeskPage, keys: Counted) -> None:
    ids = in_order(store, 201)
    rows = waiting(store, ids)
    left(store, ids[0])
    keys.enter("201")
    assert statuses(store, rows) == [S.READY] * 3
    assert page.banner.tone is Tone.LATE
    assert "渡しません" in page.banner.headline.text()


def test_a_household_is_one_line_and_one_undo(store: Store, page: DeskPage, keys: Counted) -> None:
    rows = waiting(store, in_order(store, 201))
    keys.enter("201")
    keys.press(ENTER)
    assert len(page.entries.entries) == 1
    keys.press(KEY.Key_Delete)
    assert statuses(store, rows) == [S.READY] * 3
    assert page.entries.entries[0].is_undone


def test_forty_households_come_one_after_the_other(store: Store, page: DeskPage, keys: Counted) -> None:
    """One key each besides the number and its Enter, two where a paper is missing; nothing is left over."""
    homes = {number: family(store, number, f"世帯{number}", "太郎", "花子") for number in range(610, 650)}
    rows = waiting(store, [person_id for ids in homes.values() for person_id in ids])
    for number in homes:
        keys.enter(str(number))
        before = keys.keys
        if number % 10 == 0:
            keys.press(KEY.Key_2)
        keys.press(ENTER)
        assert keys.keys - before == (2 if number % 10 == 0 else 1)
        assert page.line.hasFocus()
    left_over = [row for row in rows if status(store, row) is S.READY]
    assert [row.key for row in left_over] == [f"2001-{number}-01" for number in (610, 620, 630, 640)]
    assert len(page.entries.entries) == len(homes)
    duties = store.queries.due_rows(TODAY, DueFilter(kinds=(DutyKind.HAND_OUT,)))
    assert all("未着" in duty.reason for duty in duties)


@pytest.mark.parametrize(("days_ago", "told"), [(31, "2/3枚 回収"), (32, "1/2枚 回収")])
def test_what_came_back_within_a_month_is_counted_with_the_rest(
    store: Store, page: DeskPage, keys: Counted, days_ago: int, told: str
) -> None:
    ids = in_order(store, 201)
    rows = held(store, ids)
    with store.transaction("回収") as tx:
        certificates.collect(tx, [rows[0].certificate_id], on=TODAY - timedelta(days=days_ago), today=TODAY)
    left(store, ids[0])
    keys.press(KEY.Key_F3)
    keys.scan(rows[1].issue_number)
    assert told in page.banner.headline.text()


@pytest.mark.parametrize(("gone_in", "is_warned"), [(0, False), (1, True)])
def test_a_namesake_is_named_until_the_last_day_of_cover(
    store: Store, empty_window: MainWindow, gone_in: int, is_warned: bool
) -> None:
    """Who left can no longer be mistaken for the one at the counter."""
    gone = {"disqualified_on": TODAY + timedelta(days=gone_in), "loss_cause": LossCause.LEFT}
    waiting(store, family(store, 301, "佐藤", "次郎", "花子", kana="サトウ"))
    family(store, 302, "佐藤", "次郎", kana="サトウ", **gone)
    page = desk(empty_window)
    Counted(page).enter("301")
    assert ("お名前の似た方" in page.banner.accessibleName()) is is_warned


@pytest.mark.parametrize(("turns_in", "is_warned"), [(0, False), (1, True)])
def test_a_namesake_is_named_until_the_employee_is_75(
    store: Store, empty_window: MainWindow, turns_in: int, is_warned: bool
) -> None:
    """No loss is recorded of a birthday; the household's cover ends all the same."""
    born = (TODAY + timedelta(days=turns_in)).replace(year=TODAY.year - 75)
    waiting(store, family(store, 301, "佐藤", "次郎", "花子", kana="サトウ"))
    family(store, 302, "佐藤", "次郎", kana="サトウ", born_on=born)
    page = desk(empty_window)
    Counted(page).enter("301")
    assert ("お名前の似た方" in page.banner.accessibleName()) is is_warned


def test_a_paper_of_somebody_called_the_same_is_not_handed_out_on_one_reading(
    store: Store, empty_window: MainWindow
) -> None:
    """Only the birth dates tell them apart: both stand there before the record."""
    (row,) = waiting(store, family(store, 301, "佐藤", "次郎", kana="サトウ", born_on=date(1980, 4, 1)))
    family(store, 302, "佐藤", "次郎", kana="サトウ", born_on=date(1991, 5, 6))
    page = desk(empty_window)
    keys = Counted(page)
    keys.scan(row.issue_number)
    assert status(store, row) is S.READY
    told = page.banner.accessibleName()
    assert "S55.4.1生" in told
    assert "H3.5.6生" in told
    keys.press(ENTER)
    assert status(store, row) is S.HANDED_OUT
