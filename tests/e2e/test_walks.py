"""Three days of an office walked through in the window, by keys and scanner alone.

With WALK_PICTURES=DIR every step leaves its picture there, light and dark.
"""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QApplication, QDialog, QWidget
from pytestqt.qtbot import QtBot

from app.domain.certificate import CertificateStatus
from app.domain.deferral import DeferralCause
from app.domain.drawer import DrawerCount
from app.domain.duties import DutyKind
from app.domain.ids import PersonId
from app.domain.issue_number import new_issue_number
from app.domain.person import PersonKind
from app.ports import Store
from app.rows import CertificateRow, DueRow
from app.usecases.counter import certificates, drawer
from app.usecases.forms.every_form import FormKind
from app.words import label
from tests.golden.papers import texts
from tests.ui import drawer_friday
from tests.ui.desk_office import EXPIRES, desk, held, renamed, status, statuses, waiting
from tests.ui.keyboard import Keyboard, in_dialog
from tests.ui.office import TODAY, Answers, close, people, preferences
from ui.bootstrap import build
from ui.dialogs.leaver import LeaverDialog
from ui.frame.tasks import ImmediateTasks
from ui.look.theme import Tone
from ui.pages.desk.page import DeskPage
from ui.pages.drawer.count import EXPECTED
from ui.pages.forward.page import SHIPMENTS, ForwardPage
from ui.pages.reports.page import ReportsPage
from ui.pages.roster.page import RosterPage
from ui.pages.today.page import TodayPage
from ui.window.main_window import MainWindow

S = CertificateStatus
KEY = Qt.Key
ENTER = Qt.Key.Key_Return
ALT = Qt.KeyboardModifier.AltModifier
SMALL = QSize(1366, 768)
WEEK = timedelta(days=7)
SEARCHING = label(DeferralCause.SEARCHING)

_NAMES = (
    *(("髙橋", "タカハシ"), ("山﨑", "ヤマザキ"), ("濵田", "ハマダ"), ("德永", "トクナガ")),
    *(("渡邉", "ワタナベ"), ("五十嵐", "イガラシ"), ("勅使河原", "テシガワラ"), ("小鳥遊", "タカナシ")),
    *(("𠮷田", "ヨシダ"), ("二", "シタナガ"), ("東海林", "ショウジ"), ("月見里", "ヤマナシ")),
    *(("榊", "サカキ"), ("長谷川", "ハセガワ"), ("阿部", "アベ"), ("見本", "ミホン")),
    *(("架空", "カクウ"), ("仮名", "カリナ"), ("薬袋", "ミナイ"), ("御手洗", "ミタライ")),
)
_HEADS = (("太郎", "タロウ"), ("花子", "ハナコ"), ("健", "ケン"), ("京子", "キョウコ"))
_FAMILY = (("葵", "アオイ", "妻"), ("蓮", "レン", "子"), ("結衣", "ユイ", "子"))
_DEPARTMENTS = ("総務部", "営業一課", "製造一課", "製造二課")


class Pictures:
    """Looks at the window step by step; WALK_PICTURES=DIR keeps what it saw, light and dark."""

    def __init__(self, window: MainWindow, walk: str) -> None:
        self._window = window
        kept = os.environ.get("WALK_PICTURES")
        self._folder = Path(kept) / walk if kept else None
        self._taken = 0

    def take(self, name: str, dialog: QDialog | None = None) -> None:
        """Look at the window, or at a dialog of it: everything still fits a small screen."""
        shown: QWidget = dialog or self._window
        assert self._window.size() == SMALL
        assert shown.minimumSizeHint().boundedTo(SMALL) == shown.minimumSizeHint()
        if self._folder is None:
            return
        self._folder.mkdir(parents=True, exist_ok=True)
        self._taken += 1
        for look in ("dark", "light"):
            self._window.dress(look)
            QApplication.processEvents()
            assert shown.grab().save(str(self._folder / f"{self._taken:02d}-{name}-{look}.png"))


@pytest.fixture
def keyboard() -> Keyboard:
    return Keyboard()


@pytest.fixture
def opened(qtbot: QtBot, store: Store, tmp_path: Path) -> Iterator[Callable[[], MainWindow]]:
    """Opens the window once the office is filled."""
    shown: list[MainWindow] = []

    def open_window() -> MainWindow:
        chosen = preferences(tmp_path)
        chosen.sound, chosen.theme = False, "light"
        made = build(store, lambda: TODAY, preferences=chosen, tasks=ImmediateTasks)
        made.resize(SMALL)
        with qtbot.waitActive(made):
            made.show()
        shown.append(made)
        return made

    yield open_window
    for made in shown:
        close(made)


def household(store: Store, at: int, size: int) -> list[PersonId]:
    """Enter an employee and some family; the at-th of the office."""
    surname, kana = _NAMES[at % len(_NAMES)]
    head, head_kana = _HEADS[at // len(_NAMES)]
    members = [(head, head_kana, "本人"), *_FAMILY[: size - 1]]
    return people(
        store,
        *(
            {
                "name": f"{surname}\u3000{given}",
                "kana": f"{kana} {given_kana}",
                "number": str(601 + at),
                "branch_number": f"{branch:02d}",
                "kind": PersonKind.DEPENDANT if branch else PersonKind.INSURED,
                "relationship": relation,
                "department": _DEPARTMENTS[at // 3 % len(_DEPARTMENTS)],
                "employee_code": "" if branch else f"B{2001 + at}",
                "born_on": (date(2012, 5, 1) if relation == "子" else date(1980, 4, 5)) + timedelta(days=at),
                "certificate_expires_on": EXPIRES,
            }
            for branch, (given, given_kana, relation) in enumerate(members)
        ),
    )


def due(store: Store, *kinds: DutyKind) -> list[DueRow]:
    return [row for row in store.queries.due_rows(TODAY) if row.kind in kinds]


def history(store: Store, row: CertificateRow) -> list[str]:
    """What was done today for the holder, oldest first."""
    lines = store.queries.person_detail(row.person_id, TODAY).history
    return [line.what for line in reversed(lines) if line.done_on == TODAY and not line.is_undone]


def said(page: DeskPage) -> tuple[str, str]:
    return page.banner.headline.text(), page.banner.sentence.text()


def lines(page: DeskPage) -> list[tuple[str, str]]:
    """Result and names in the running list, oldest first."""
    return [(entry.result, entry.who) for entry in reversed(page.entries.entries)]


def navigation(window: MainWindow) -> dict[str, str]:
    """The counts beside the pages that have one; they follow an answer a little later."""
    names = ("today", "desk", "forward", "printing")
    return {name: told for name in names if (told := window.navigation._counts[name].text())}


def kinds(window: MainWindow) -> dict[str, int]:
    """The figures on the chips of 今日, without those that are nought."""
    window.go("today")
    page = window.current_page
    assert isinstance(page, TodayPage)
    told = {kind.value: int(chip.text().split()[2]) for kind, chip in page.filter.chips.items()}
    return {kind: figure for kind, figure in told.items() if figure}


def back_in_front(window: MainWindow, qtbot: QtBot) -> None:
    """A dialog is gone; without a desktop nobody hands the keyboard back."""
    with qtbot.waitActive(window):
        window.activateWindow()


# -- forty households -------------------------------------------------------------------------------

EXCHANGED, OLD_PAPER, LIKE = 9, 24, 38
"""The household of the new name, the one that brings a lost paper, the first of two of a name."""

ABSENT = {5: "2", 14: "3", 33: "2"}
"""Households in which somebody's paper is not there, and the digit of that chip."""


@dataclass(frozen=True)
class Hall:
    """What waits for forty households. homes: their sheets. olds: void ones still out."""

    homes: dict[int, list[CertificateRow]]
    olds: list[CertificateRow]
    mislaid: CertificateRow


def hall(store: Store) -> Hall:
    homes = [household(store, at, 1 + at % 4) for at in range(LIKE)]
    like = people(
        store,
        {
            "name": "高橋\u3000美帆",
            "kana": "タカハシ ミホ",
            "number": "701",
            "certificate_expires_on": EXPIRES,
        },
        {
            "name": "髙橋\u3000美穂",
            "kana": "タカハシ ミホ",
            "number": "702",
            "certificate_expires_on": EXPIRES,
        },
    )
    olds, news = renamed(store, homes[EXCHANGED])
    (mislaid,) = held(store, homes[OLD_PAPER])
    with store.transaction("紛失") as tx:
        certificates.lose(tx, mislaid.certificate_id, on=TODAY, today=TODAY, reason="自宅")
    sheets = {at: waiting(store, home) for at, home in enumerate(homes) if at != EXCHANGED}
    sheets |= {EXCHANGED: news, LIKE: waiting(store, like[:1]), LIKE + 1: waiting(store, like[1:])}
    return Hall(dict(sorted(sheets.items())), olds, mislaid)


def test_forty_households_at_the_desk(
    store: Store, opened: Callable[[], MainWindow], keyboard: Keyboard, qtbot: QtBot
) -> None:
    office = hall(store)
    sheets = [row for home in office.homes.values() for row in home]
    window = opened()
    pictures = Pictures(window, "forty-households")
    page = desk(window)
    assert len(sheets) == 95
    qtbot.waitUntil(lambda: navigation(window).get("desk") == "95")
    pictures.take("before")

    def exchange(home: list[CertificateRow]) -> None:
        keyboard.scan(home[0].issue_number)
        assert said(page)[0].startswith("古い証を受け取ってください")
        pictures.take("exchange-asked")
        keyboard.press(ENTER)
        assert said(page)[0].startswith("引き換えました")
        pictures.take("exchanged")

    def choose(home: list[CertificateRow]) -> None:
        keyboard.find("タカハシミホ")
        keyboard.press(ENTER)
        assert said(page)[0] == "2世帯が当てはまります"
        pictures.take("two-of-a-name")
        offered = [rows[0].certificate_id for _, rows in page.offers_model.rows]
        keyboard.press(str(offered.index(home[0].certificate_id) + 1))
        # Before anything is handed out: whose it is, and whose it is not.
        assert said(page)[0].startswith("高橋\u3000美帆 さん")
        assert "髙橋\u3000美穂" in page.banner.warning.text()
        assert status(store, home[0]) is S.READY
        pictures.take("one-of-them-chosen")
        keyboard.press(ENTER)
        pictures.take("given-with-a-warning")

    def old_paper(home: list[CertificateRow]) -> None:
        keyboard.scan(office.mislaid.issue_number)
        assert said(page)[0] == "無効・第1版、返納"
        pictures.take("old-paper")
        keyboard.press(ENTER)
        assert said(page)[0].startswith("回収しました")
        keyboard.scan(home[0].issue_number)

    def by_text(home: list[CertificateRow], text: str, missing: str = "") -> None:
        keyboard.find(text)
        keyboard.press(ENTER)
        if missing:
            keyboard.find(missing)
            pictures.take(f"missing-{home[0].key}")
        keyboard.press(ENTER)

    def by_scanner(home: list[CertificateRow]) -> None:
        keyboard.scan(home[0].issue_number)
        # The rest of a household, or somebody who is called the same.
        if len(home) > 1 or page.banner.tone is Tone.SOON:
            if home[0].key.startswith("2001-604"):
                pictures.take("the-rest")
            keyboard.press(ENTER)

    for at, home in office.homes.items():
        number, reading = home[0].key.split("-")[1], "".join(home[0].kana.split())
        if at == EXCHANGED:
            exchange(home)
        elif at == LIKE:
            choose(home)
        elif at == OLD_PAPER:
            old_paper(home)
        elif at in ABSENT or at % 3 == 2:
            by_text(home, number if at % 2 else reading, ABSENT.get(at, ""))
        else:
            by_scanner(home)
        assert page.line.hasFocus()
        if at == 30:
            for wrong in ("4901234567894", new_issue_number()):
                keyboard.scan(wrong)
                assert said(page)[0] == "見つかりません"
            pictures.take("wrong-code")
    pictures.take("done")

    # Every sheet is where it was handed to, but for the three that were not there.
    missing = [office.homes[at][int(digit) - 1] for at, digit in ABSENT.items()]
    assert [row for row in sheets if status(store, row) is not S.HANDED_OUT] == missing
    assert statuses(store, missing) == [S.READY] * 3
    assert statuses(store, [*office.olds, office.mislaid]) == [S.COLLECTED] * 3
    # The running list: a line for each step, in order, and two for codes that meant nobody.
    told = [result for result, _ in lines(page)]
    assert (told.count("✓ 引き換え"), told.count("✓ 回収"), told.count("! 見つかりません")) == (1, 1, 2)
    assert len(told) == told.count("✓ 配付") + 4
    assert "4901234567894" not in [entry.issue_number for entry in page.entries.entries]
    # The due list: three to hand over next week, three to send back.
    rows = due(store, DutyKind.HAND_OUT)
    assert {row.certificate_id for row in rows} == {row.certificate_id for row in missing}
    assert all(row.due_on == TODAY + WEEK and "未着" in row.reason for row in rows)
    sent = {row.certificate_id for row in due(store, DutyKind.FORWARD)}
    assert sent == {row.certificate_id for row in (*office.olds, office.mislaid)}
    assert kinds(window) == {"hand_out": 3, "forward": 3, "register": 95}
    qtbot.waitUntil(lambda: navigation(window) == {"today": "6", "desk": "3", "forward": "3"})
    pictures.take("today")
    # The histories tell it in order, each step once.
    number = [row.issue_number for row in (*office.olds, *office.homes[EXCHANGED])]
    assert history(store, office.olds[0]) == [f"資格確認書 {number[0]}: 回収、資格確認書 {number[2]}: 配付"]
    assert [line.partition(": ")[2] for line in history(store, office.mislaid)] == ["紛失", "回収", "配付"]
    assert history(store, missing[0]) == ["期日の変更(未着)"]
    for row in office.homes[3]:
        assert history(store, row) == [f"資格確認書 {row.issue_number}: 配付"]
    window.go("desk")
    qtbot.waitUntil(lambda: page._waiting.text() == "配付待ち 3枚")


def test_what_is_left_of_a_household_may_be_missing_too(
    store: Store, opened: Callable[[], MainWindow], keyboard: Keyboard
) -> None:
    """The employee's code was read; the one other paper of the family is not there."""
    rows = waiting(store, household(store, 0, 2))
    window = opened()
    page = desk(window)
    keyboard.scan(rows[0].issue_number)
    assert "Enter 残り1枚を配付" in page.hint.text()
    keyboard.press(KEY.Key_1)
    assert "Enter まだの1枚を書き留める" in page.hint.text()
    Pictures(window, "rest-missing").take("rest-missing")
    keyboard.press(ENTER)
    assert statuses(store, rows) == [S.HANDED_OUT, S.READY]
    (row,) = due(store, DutyKind.HAND_OUT)
    assert (row.certificate_id, row.due_on) == (rows[1].certificate_id, TODAY + WEEK)


# -- a leaver ---------------------------------------------------------------------------------------


def test_a_leaver_comes_back_with_one_paper_missing(
    store: Store, opened: Callable[[], MainWindow], keyboard: Keyboard, tmp_path: Path, qtbot: QtBot
) -> None:
    ids = household(store, 0, 3)
    head, spouse, child = held(store, ids)
    rows = [head, spouse, child]
    with store.transaction("生年月日の訂正") as tx:
        tx.save_person(replace(tx.person(ids[1]), born_on=date(1952, 5, 20)))
    window = opened()
    pictures = Pictures(window, "leaver")

    # The three dates, and a slip to take along.
    window.go("roster", ids[0])
    roster = window.current_page
    assert isinstance(roster, RosterPage)
    roster.table.setFocus()
    roster.events.files = Answers(tmp_path / "slip.pdf")  # type: ignore[assignment]

    def plan(form: QDialog) -> None:
        assert isinstance(form, LeaverDialog)
        keyboard.find("20")
        keyboard.press(KEY.Key_Tab)
        keyboard.find("20")
        form.look_ahead()
        pictures.take("plan", form)
        keyboard.ctrl(ENTER)

    in_dialog(plan)
    keyboard.press("l")
    back_in_front(window, qtbot)
    pictures.take("planned")
    assert (tmp_path / "slip.pdf").exists()
    assert window.bottom_bar.sentence.text() == f"{tmp_path / 'slip.pdf'} に書き出しました。"
    wanted = due(store, DutyKind.RETURN)
    assert {(r.certificate_id, r.due_on) for r in wanted} == {
        # Five days from the day on which the office knew of it.
        (row.certificate_id, TODAY + timedelta(days=5))
        for row in rows
    }
    assert [r.name for r in due(store, DutyKind.ELDERLY_CARD)] == [spouse.name]

    # They come: the child's paper was left at home.
    page = desk(window)
    assert window.bottom_bar.sentence.text() == ""
    keyboard.press(KEY.Key_F3)
    keyboard.scan(head.issue_number)
    assert said(page)[0].endswith("1/3枚 回収")
    pictures.take("first-back")
    keyboard.find("2")
    pictures.take("child-missing")
    keyboard.press(ENTER)
    assert said(page)[0].endswith("2/3枚 回収")
    assert "持ってくるのを忘れた、R8.11.30に確かめます" in said(page)[1]
    pictures.take("two-of-three")
    assert statuses(store, rows) == [S.COLLECTED, S.COLLECTED, S.HANDED_OUT]
    (left,) = due(store, DutyKind.RETURN)
    assert (left.certificate_id, left.due_on, left.moved_from) == (
        child.certificate_id,
        TODAY + WEEK,
        TODAY + timedelta(days=5),
    )
    assert history(store, child) == ["期日の変更(持ってくるのを忘れた)"]
    assert kinds(window) == {"return": 1, "forward": 2, "elderly_card": 1}
    pictures.take("today")

    # Nobody finds it: lost, with the form on paper.
    window.go("roster", ids[2])

    def lost(form: QDialog) -> None:
        keyboard.find("引越しの時")
        pictures.take("lost", form)
        keyboard.press(ENTER)

    in_dialog(lost)
    keyboard.press(KEY.Key_2, modifier=ALT)
    back_in_front(window, qtbot)
    pictures.take("recorded-as-lost")
    assert status(store, child) is S.LOST
    assert due(store, DutyKind.RETURN) == []
    window.go("reports")
    reports = window.current_page
    assert isinstance(reports, ReportsPage)
    reports.list.setFocus()
    keyboard.press(KEY.Key_Home)
    while reports.form_kind is not FormKind.LOSS:
        keyboard.press(KEY.Key_Down)
    assert [row.name for row in reports.forms.table.selected_rows()] == [child.name]
    pictures.take("form")
    reports.files = Answers(tmp_path / "loss.pdf")  # type: ignore[assignment]
    keyboard.ctrl("s")
    (paper,) = texts((tmp_path / "loss.pdf").read_bytes())
    for part in (child.name, child.issue_number, "引越しの時", "滅失届"):
        assert part in paper

    # The counts for the society's form; then the paper turns up after all.
    window.go("forward")
    forward = window.current_page
    assert isinstance(forward, ForwardPage)
    keyboard.ctrl(KEY.Key_PageDown, KEY.Key_PageDown)
    pictures.take("counts-with-a-loss")
    (counts,) = forward.losses.table.rows_model.rows
    assert (counts.attached, counts.gone, counts.still_out) == (2, 1, 0)
    page = desk(window)
    keyboard.press(KEY.Key_F3)
    keyboard.scan(child.issue_number)
    assert said(page)[0].endswith("3/3枚 回収")
    assert "紛失の届出のあった証です。見つかったことを健保へ伝えてください" in said(page)[1]
    pictures.take("found-after-all")
    assert statuses(store, rows) == [S.COLLECTED] * 3
    assert [line.rpartition(": ")[2] for line in history(store, child)[1:]] == ["紛失", "回収"]
    window.go("forward")
    (counts,) = forward.losses.table.rows_model.rows
    assert (counts.attached, counts.gone, counts.still_out) == (3, 0, 0)
    pictures.take("counts")


# -- a Friday ---------------------------------------------------------------------------------------


def test_a_friday_at_the_drawer(
    store: Store, opened: Callable[[], MainWindow], keyboard: Keyboard, tmp_path: Path
) -> None:
    numbers = drawer_friday.fill(store)
    window = opened()
    pictures = Pictures(window, "friday")
    window.go("forward")
    page = window.current_page
    assert isinstance(page, ForwardPage)
    count = page.drawer.count

    def told() -> str:
        return page.drawer.banner.headline.text()

    def figures() -> list[int]:
        return [int(chip.text().split()[-1]) for chip in count.chips._chips.values()]

    def status_of(name: str) -> CertificateStatus:
        return store.queries.certificate_by_issue(numbers[name]).status

    pictures.take("before")
    assert figures() == [7, 0, 7, 0]
    for name in ("髙橋　太郎", "山﨑　葵"):
        keyboard.scan(numbers[name])
        assert told() == f"あった   {name} さん"
    pictures.take("two-found")
    keyboard.scan(numbers["山﨑　葵"])
    assert told() == "照合済みです   山﨑　葵 さん"
    pictures.take("read-twice")
    # A lost one and one that was handed out lie there: each comes back with Enter.
    for name in ("渡邉　結衣", "勅使河原　京子"):
        keyboard.scan(numbers[name])
        assert told() == f"想定外   {name} さん"
        assert figures()[3] == 1
        pictures.take(f"unexpected-{numbers[name]}")
        keyboard.press(ENTER)
        assert status_of(name) is S.COLLECTED
    for name in ("𠮷田　健", "濵田　花子", "五十嵐　大輔"):
        keyboard.scan(numbers[name])
    keyboard.find("小鳥遊")
    keyboard.press(ENTER)
    assert figures() == [9, 8, 1, 0]
    keyboard.press(KEY.Key_3, modifier=ALT)
    pictures.take("one-is-missing")
    assert [line.row.name for line in count.table.rows_model.rows] == ["德永　清"]
    keyboard.ctrl(ENTER)
    assert told() == "照合を終えました"
    # What is not found stands in the due list; the chips do not call the whole drawer missing.
    assert count.chips.value == EXPECTED
    pictures.take("closed")
    moved = [row for row in due(store, DutyKind.HAND_OUT) if row.moved_from is not None]
    assert [(row.name, row.due_on) for row in moved] == [("德永　清", TODAY + WEEK)]
    assert SEARCHING in moved[0].reason
    last = drawer.last_count(store.queries)
    assert last is not None
    assert last == DrawerCount(last.id, TODAY, None, TODAY, 9, 8, 1, 0)

    # The envelope: what was found and collected is chosen, the cover lies on top.
    keyboard.ctrl(KEY.Key_PageDown)
    assert page.prepare.send.text() == "4枚を返送"
    pictures.take("prepared")
    keyboard.ctrl(ENTER)
    assert page.views.value == SHIPMENTS
    pictures.take("sent")
    page.shipments.files = Answers(tmp_path / "cover.pdf")  # type: ignore[assignment]
    keyboard.ctrl("s")
    (cover,) = texts((tmp_path / "cover.pdf").read_bytes())
    assert "返納送付書" in cover
    for name in ("渡邉　結衣", "勅使河原　京子", "五十嵐　大輔", "小鳥遊　さくら"):
        assert name in cover
    page.shipments.tracking.setFocus()
    keyboard.find("1234-5678-9013")
    keyboard.press(ENTER)
    page.shipments.table.setFocus()
    keyboard.ctrl(ENTER)
    pictures.take("confirmed")
    (sent,) = store.queries.shipment_rows()
    assert (sent.certificates, sent.elderly_cards, sent.tracking_number, sent.confirmed_on) == (
        3,
        1,
        "1234-5678-9013",
        TODAY,
    )
    # The drawer is as it should be: four wait for their holders, one is looked for.
    keyboard.ctrl(KEY.Key_PageUp, KEY.Key_PageUp, KEY.Key_PageUp)
    assert figures() == [5, 0, 5, 0]
    pictures.take("drawer-after")
    assert due(store, DutyKind.FORWARD) == []
    assert kinds(window)["hand_out"] == 5
    pictures.take("today")
