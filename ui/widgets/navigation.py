"""The pages at the left, each with the number of things waiting there."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from ui.page import Page, role_label
from ui.theme import active_theme, icon

_COUNT_WIDTH = 56
WIDTH = 196


class Navigation(QFrame):
    """A column of pages; Ctrl+1 … Ctrl+9 and Ctrl+0 choose them.

    Signals:
        chosen: arg: the page's name.
    """

    chosen = Signal(str)

    def __init__(
        self, pages: Sequence[type[Page]], *, is_sample: bool, parent: QWidget | None = None
    ) -> None:
        """List these pages."""
        super().__init__(parent)
        self.setObjectName("navigation")
        self.setAccessibleName("画面の一覧")
        self.setFixedWidth(WIDTH)
        self._pages = tuple(pages)
        self._buttons: dict[str, QPushButton] = {}
        self._counts: dict[str, QLabel] = {}
        self._group = QButtonGroup(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 16, 8, 12)
        column.setSpacing(2)
        title = role_label("資格確認書デスク", "strong")
        title.setContentsMargins(12, 0, 0, 8)
        column.addWidget(title)
        for number, page in enumerate(self._pages, start=1):
            column.addWidget(self._button(page, number % 10))
        column.addStretch(1)
        if is_sample:
            mark = QLabel("見本の事業所")
            mark.setObjectName("sample_mark")
            mark.setFixedHeight(32)
            mark.setAlignment(Qt.AlignmentFlag.AlignCenter)
            mark.setToolTip("架空の事業所です。どの証にも「見本」と印刷されます。")
            column.addWidget(mark)

    def mark(self, name: str) -> None:
        """Show which page is open."""
        self._buttons[name].setChecked(True)

    def set_counts(self, counts: Mapping[str, int | None]) -> None:
        """Show the numbers; nothing where a page counts nothing or nothing waits."""
        for name, label in self._counts.items():
            count = counts.get(name)
            label.setText(f"{count:,}" if count else "")
            told = f"{self._title(name)} {count}件" if count else self._title(name)
            self._buttons[name].setAccessibleName(told)

    def dress(self) -> None:
        """Take the colours of the active theme."""
        for page in self._pages:
            self._buttons[page.name].setIcon(icon(page.icon, active_theme().sub))

    def _title(self, name: str) -> str:
        return next(page.title for page in self._pages if page.name == name)

    def _button(self, page: type[Page], digit: int) -> QPushButton:
        button = QPushButton(page.nav_title or page.title)
        button.setCheckable(True)
        button.setFixedHeight(40)
        button.setAutoExclusive(True)
        button.setIcon(icon(page.icon))
        button.setIconSize(QSize(20, 20))
        button.setToolTip(f"{page.title} (Ctrl+{digit})")
        button.setAccessibleName(page.title)
        button.clicked.connect(lambda _checked=False: self.chosen.emit(page.name))
        count = role_label("", "count")
        # As wide from the start as it may become: a number that grows is never cut.
        count.setMinimumWidth(_COUNT_WIDTH)
        count.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        row = QHBoxLayout(button)
        row.setContentsMargins(0, 0, 12, 0)
        row.addStretch(1)
        row.addWidget(count)
        self._group.addButton(button)
        self._buttons[page.name], self._counts[page.name] = button, count
        return button
