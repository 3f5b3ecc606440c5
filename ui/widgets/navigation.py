"""The pages at the left, each with the number of things waiting there."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QFrame, QLabel, QPushButton, QSizePolicy

from ui.frame.place import PagePlace
from ui.look.layout import STRETCH, across, down, held, scrolled, stretch
from ui.look.parts import StayingButton, role_label
from ui.look.theme import active_theme, icon, restyle, scaled

_COUNT_WIDTH, _BADGE_WIDTH = 56, 36
WIDTH = 196
ICONS_WIDTH = 84
"""With icons only: room for the icon and a number of up to three digits beside it."""

_LOWEST, _HIGHEST = 24, 40

_MOST = 999
"""The largest number that is written out beside an icon."""


class Navigation(QFrame):
    """A column of pages; Ctrl+1 … Ctrl+9 and Ctrl+0 choose them.

    In a narrow window only the icons stand there; name and whole number are in the tooltips.

    Signals:
        chosen: arg: the page's name.
    """

    chosen = Signal(str)

    def __init__(self, pages: Sequence[PagePlace], *, is_sample: bool) -> None:
        super().__init__()
        self.setObjectName("navigation")
        self.setAccessibleName("画面の一覧")
        self.setFixedWidth(scaled(WIDTH))
        self._is_narrow = False
        self._waiting: Mapping[str, int | None] = {}
        self._pages = tuple(pages)
        self._buttons: dict[str, QPushButton] = {}
        self._counts: dict[str, QLabel] = {}
        self._group = QButtonGroup(self)
        self._title_label = role_label("資格確認書デスク", "strong")
        self._title_label.setContentsMargins(12, 8, 0, 8)
        buttons = [self._button(page, number % 10) for number, page in enumerate(self._pages, start=1)]
        self._sample = role_label("見本の事業所", "normal")
        self._sample.setObjectName("sample_mark")
        self._sample.setFixedHeight(scaled(32))
        self._sample.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._sample.setToolTip("架空の事業所です。どの証にも「見本」と印刷されます。")
        self._sample.setVisible(is_sample)
        inside = down(self._title_label, *buttons, stretch(0), self._sample, gap=2, margins=(8, 8, 8, 8))
        # On a screen so low that ten pages do not fit, the list of them is scrolled.
        down(scrolled(held(inside), sideways=False), of=self)

    def set_narrow(self, *, is_narrow: bool) -> None:
        """Show icons only, or icons and words."""
        if is_narrow == self._is_narrow:
            return
        self._is_narrow = is_narrow
        self.setFixedWidth(scaled(ICONS_WIDTH if is_narrow else WIDTH))
        self._title_label.setVisible(not is_narrow)
        self._sample.setText("見本" if is_narrow else "見本の事業所")
        for page in self._pages:
            button, count = self._buttons[page.name], self._counts[page.name]
            button.setText("" if is_narrow else page.nav_title or page.title)
            count.setMinimumWidth(_BADGE_WIDTH if is_narrow else _COUNT_WIDTH)
            room = button.layout()
            assert room is not None
            room.setContentsMargins(0, 0, 4 if is_narrow else 12, 0)
        self.setProperty("narrow", is_narrow)
        restyle(self, *self._buttons.values())
        self.set_counts(self._waiting)

    def mark(self, name: str) -> None:
        """Show which page is open."""
        self._buttons[name].setChecked(True)

    def set_counts(self, counts: Mapping[str, int | None]) -> None:
        """Show the numbers; nothing where a page counts nothing or nothing waits."""
        self._waiting = counts
        for number, page in enumerate(self._pages, start=1):
            count = counts.get(page.name)
            told = f"{page.title} {count:,}件{page.nav_note}" if count else page.title
            self._counts[page.name].setText(self._number(count) if count else "")
            self._buttons[page.name].setAccessibleName(told)
            self._buttons[page.name].setToolTip(f"{told} (Ctrl+{number % 10})")

    def dress(self) -> None:
        """Take the colours of the active theme."""
        for page in self._pages:
            self._buttons[page.name].setIcon(icon(page.icon, active_theme().sub))

    def _number(self, count: int) -> str:
        return f"{_MOST}+" if self._is_narrow and count > _MOST else f"{count:,}"

    def _button(self, page: PagePlace, digit: int) -> QPushButton:
        button = StayingButton(page.nav_title or page.title)
        # As high as there is room for: in a low window ten pages are still all to be seen.
        button.setMinimumHeight(_LOWEST)
        button.setMaximumHeight(scaled(_HIGHEST))
        button.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Expanding)
        button.setAutoExclusive(True)
        button.setIcon(icon(page.icon))
        button.setIconSize(QSize(scaled(20), scaled(20)))
        button.setToolTip(f"{page.title} (Ctrl+{digit})")
        button.setObjectName(f"go_to_{page.name}")
        button.setAccessibleName(page.title)
        button.clicked.connect(lambda _checked=False: self.chosen.emit(page.name))
        count = QLabel()
        count.setProperty("role", "count")
        # As wide from the start as it may become: a number that grows is never cut.
        count.setMinimumWidth(_COUNT_WIDTH)
        count.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        across(STRETCH, count, margins=(0, 0, 12, 0), of=button)
        self._group.addButton(button)
        self._buttons[page.name], self._counts[page.name] = button, count
        return button
