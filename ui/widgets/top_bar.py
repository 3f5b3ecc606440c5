"""Search, 事業所 filter, 基準日, who is signed in, and the lock."""

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QWidget

from app.domain.ids import OfficeId
from app.domain.person import Office
from ui.page import plain_button, role_label, secondary_button
from ui.theme import active_theme, icon
from ui.widgets.person_search import PersonSearch
from ui.widgets.wareki_edit import WarekiEdit


class TopBar(QFrame):
    """Over every page.

    Signals:
        office_chosen: arg: OfficeId or None for all offices.
        day_chosen: arg: the 基準日, or None for the real day.
        lock_wanted: The user leaves the desk.
    """

    office_chosen = Signal(object)
    day_chosen = Signal(object)
    lock_wanted = Signal()

    def __init__(self, search: PersonSearch, today: date, user: str, parent: QWidget | None = None) -> None:
        """Hold the search field; today is the real day, user who is signed in."""
        super().__init__(parent)
        self.setObjectName("top_bar")
        self._real_day = today
        self.search = search
        self.search.setMinimumWidth(280)
        self.search.setMaximumWidth(520)
        self.offices = QComboBox()
        self.offices.setAccessibleName("事業所で絞る")
        self.offices.setMinimumWidth(150)
        self.day = WarekiEdit(today, name="基準日")
        self.day.setFixedWidth(108)
        self.day.setToolTip("この日の時点で一覧を見ます。↑↓ で1日ずつ動きます。")
        self._back = secondary_button("今日に戻す", lambda: self.day_chosen.emit(None))
        self._back.hide()
        self._lock = plain_button("ロック", self.lock_wanted.emit)
        self._lock.setToolTip("席を離れるときに画面を隠します (Ctrl+L)")
        row = QHBoxLayout(self)
        row.setContentsMargins(24, 8, 16, 8)
        row.setSpacing(8)
        row.addWidget(self.search, 1)
        row.addStretch(1)
        row.addWidget(self.offices)
        row.addSpacing(8)
        row.addWidget(role_label("基準日", "sub"))
        row.addWidget(self.day)
        row.addWidget(self._back)
        row.addSpacing(8)
        row.addWidget(role_label(user, "sub"))
        row.addWidget(self._lock)
        QShortcut(QKeySequence("Ctrl+K"), self).activated.connect(self._to_search)
        QShortcut(QKeySequence("Ctrl+L"), self).activated.connect(self._lock.click)
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

    def set_day(self, on: date, real_day: date) -> None:
        """Show the 基準日 and whether it is another day than today."""
        self.day.set_date(on)
        self._back.setVisible(on != real_day)

    def dress(self) -> None:
        """Take the colours of the active theme."""
        self._lock.setIcon(icon("ph.lock-simple", active_theme().link))
        for action in self.search.actions():
            if action.objectName() == "magnifier":
                self.search.removeAction(action)
        glass = self.search.addAction(
            icon("ph.magnifying-glass", active_theme().minor), PersonSearch.ActionPosition.LeadingPosition
        )
        glass.setObjectName("magnifier")

    def _to_search(self) -> None:
        self.search.setFocus()
        self.search.selectAll()
