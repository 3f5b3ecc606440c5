"""Search, 事業所 filter, 基準日, who is signed in, and the lock."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QFrame, QToolButton

from app.domain.ids import OfficeId
from app.domain.person import Office
from app.domain.wareki import wareki_short
from ui.look.bound import bind
from ui.look.fields import list_box
from ui.look.layout import STRETCH, across, fill
from ui.look.parts import plain_button, role_label
from ui.look.theme import NEAR, active_theme, icon, scaled
from ui.widgets.choice_popup import offer
from ui.widgets.person_search import PersonSearch
from ui.widgets.wareki_edit import WarekiEdit


def days_to_look_at(real_day: date) -> tuple[tuple[str, date], ...]:
    """Return the days people ask about, by name: today, and the ends of the months and the 年度.

    >>> [str(on) for _, on in days_to_look_at(date(2026, 11, 23))]
    ['2026-11-23', '2026-11-30', '2026-12-31', '2027-03-31']
    """
    next_month = (real_day.replace(day=1) + timedelta(days=32)).replace(day=1)
    month_after = (next_month + timedelta(days=32)).replace(day=1)
    spring = date(real_day.year + (real_day.month > 3), 3, 31)
    one = timedelta(days=1)
    return (
        ("今日", real_day),
        ("今月末", next_month - one),
        ("来月末", month_after - one),
        ("年度末", spring),
    )


def _who(user: str, role: str) -> str:
    """Return who is signed in, and as what.

    >>> _who("見本 花子", "担当者"), _who("管理者", "管理者")
    ('見本 花子(担当者)', '管理者')
    """
    return user if user == role else f"{user}({role})"


class TopBar(QFrame):
    """Over every page.

    Signals:
        office_chosen: arg: OfficeId or None for all offices.
        day_chosen: arg: the 基準日, or None for the real day.
        lock_wanted: The user leaves the desk.
        numbers_wanted: 記号・番号 are to be shown, or masked again.
    """

    office_chosen = Signal(object)
    day_chosen = Signal(object)
    lock_wanted = Signal()
    numbers_wanted = Signal()

    def __init__(self, search: PersonSearch, clock: Callable[[], date], user: str, role: str) -> None:
        """Hold the search field; clock: the real day, user, role: who is signed in."""
        super().__init__()
        self.setObjectName("top_bar")
        self._clock = clock
        self._is_moved = False
        self.search = search
        self.search.setMinimumWidth(140)
        self.search.setMaximumWidth(scaled(520))
        self.offices = list_box("事業所で絞る")
        self.offices.setMinimumWidth(96)
        # An office with a long name must not push the lock off the screen.
        self.offices.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.offices.setMinimumContentsLength(8)
        self.offices.setMaximumWidth(scaled(240))
        self.offices.currentTextChanged.connect(self.offices.setToolTip)
        self.day = WarekiEdit(clock(), name="基準日")
        self.day.setFixedWidth(scaled(108))
        self.pick = plain_button(
            "日を選ぶ",
            self._offer_days,
            key="window.day",
            tip="今日・今月末・来月末・年度末から選びます (Ctrl+B)。日付の欄では ↑↓ で1日ずつ動きます。",
        )
        self.lock = plain_button(
            "ロック", self.lock_wanted.emit, tip="席を離れるときに画面を隠します (Ctrl+L)"
        )
        self.numbers = plain_button(
            "番号を見る",
            self.numbers_wanted.emit,
            tip="記号・番号の全部を、この画面にいるあいだ出します。見たことは履歴に残ります (Ctrl+U)",
        )
        self.numbers.hide()
        self._words = word, who = role_label("基準日", "sub"), role_label(_who(user, role), "sub")
        who.setAccessibleName("開いている利用者")
        who.setToolTip(_who(user, role))
        looked_at = (self.offices, NEAR, word, self.day, self.pick, NEAR, self.numbers, who, self.lock)
        across(fill(self.search, 4), STRETCH, *looked_at, margins=(24, 8, 16, 8), of=self)
        bind(self, "window.search", self.search.take_keyboard)
        bind(self, "window.lock", self.lock)
        bind(self, "window.numbers", self.numbers_wanted.emit)
        self.day.date_changed.connect(self.day_chosen)
        self.offices.activated.connect(lambda _: self.office_chosen.emit(self.offices.currentData()))

    def set_offices(self, offices: Sequence[Office]) -> None:
        """List the offices; keeps the choice."""
        chosen: OfficeId | None = self.offices.currentData()
        self.offices.clear()
        self.offices.addItem("すべての事業所", None)
        for office in offices:
            self.offices.addItem(office.name, office.id)
        self.offices.setCurrentIndex(max(0, self.offices.findData(chosen)))

    def set_narrow(self, *, is_narrow: bool) -> None:
        """Leave out the words that the fields and their tooltips say as well."""
        for word in self._words:
            word.setVisible(not is_narrow)

    def set_office(self, office_id: OfficeId | None) -> None:
        """Show which office is chosen."""
        self.offices.setCurrentIndex(max(0, self.offices.findData(office_id)))

    def set_day(self, on: date, real_day: date) -> None:
        """Show the 基準日; another day than today has another colour."""
        self.day.set_date(on)
        self._is_moved = on != real_day
        self._tint_day()

    def dress(self) -> None:
        """Take the colours of the active theme."""
        self.lock.setIcon(icon("ph.lock-simple", active_theme().link))
        for action in self.search.actions():
            if action.objectName() == "magnifier":
                self.search.removeAction(action)
        glass = self.search.addAction(
            icon("ph.magnifying-glass", active_theme().minor), PersonSearch.ActionPosition.LeadingPosition
        )
        for button in self.search.findChildren(QToolButton):
            if button.defaultAction() == glass:
                button.setAccessibleName("探す")
        glass.setObjectName("magnifier")
        self._tint_day()

    def _offer_days(self) -> None:
        choices = [
            (f"{name}  {wareki_short(on)}", partial(self.day_chosen.emit, on))
            for name, on in days_to_look_at(self._clock())
        ]
        offer("いつの時点の一覧を見ますか", choices, self.day)

    def _tint_day(self) -> None:
        theme = active_theme()
        # On the field itself: the theme's sheet knows no third state of a field.
        moved = f"background: {theme.soon_soft}; color: {theme.soon}; font-weight: bold;"
        self.day.setStyleSheet(f"QLineEdit {{ {moved} }}" if self._is_moved else "")
