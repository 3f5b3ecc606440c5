"""The list and what is said of it, side by side where there is room; or a view in their place."""

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QBoxLayout, QWidget

from ui.look.layout import across, add, down, fill, held
from ui.look.theme import APART, TIGHT, WIDE, scaled
from ui.models.rows_table import RowsTableView
from ui.pages.today.fold import FoldLine
from ui.pages.today.side import SidePanel
from ui.widgets.why_panel import WhyPanel

NARROW = 1050
"""In a narrower page the reason stands below the list, and the rest is left out."""

_COLUMN = 344
"""Two buttons of the reason side by side."""

_LEAST_WHY, _MOST_WHY, _LOW_WHY = 284, 360, 256
"""How high the reason is at the side; from the second on with the source of the rule."""

_FIRST = 100
"""The share of the reason: all that it may have."""

_SIDE = 208
"""Height of the line and of three offices."""

_ACROSS, _DOWN = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom
_WIDEST = 16_777_215


class DayArea(QWidget):
    """Knows where its parts stand, not what they show."""

    def __init__(
        self,
        table: RowsTableView,  # type: ignore[type-arg]  # of whatever rows
        fold: FoldLine,
        why: WhyPanel,
        side: SidePanel,
    ) -> None:
        super().__init__()
        self._fold, self._why, self._side = fold, why, side
        self._views: list[QWidget] = []
        self._is_dense = False
        self._high, self._room = _WIDEST, _WIDEST
        why.installEventFilter(self)
        self._right = held(down(fill(why, _FIRST), fill(side), gap=APART))
        self._halves = across(fill(held(down(fill(table), fold, gap=TIGHT))), self._right, gap=WIDE)
        self._list = held(self._halves)
        self._place = down(fill(self._list), of=self)

    @property
    def view(self) -> QWidget | None:
        """What stands in the place of the list."""
        return next((view for view in self._views if not view.isHidden()), None)

    def toggle(self, wanted: QWidget) -> bool:
        """Show a view in the place of the list, or the list again; return whether the view is shown."""
        if wanted not in self._views:
            self._views.append(wanted)
            add(self._place, fill(wanted))
            wanted.hide()
        is_wanted = wanted.isHidden()
        for view in self._views:
            view.setVisible(is_wanted and view is wanted)
        self._list.setVisible(not is_wanted)
        return is_wanted

    def set_dense(self, *, is_dense: bool) -> None:
        """The rows first."""
        self._is_dense = is_dense

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Another row may have more to say, and more buttons."""
        if event.type() is QEvent.Type.LayoutRequest:
            self._give_way()
        return super().eventFilter(watched, event)

    def _give_way(self) -> None:
        """Let the reason have what it needs, and rather show fewer offices than scroll the page."""
        needed = self._why.minimumSizeHint().height()
        self._why.setMaximumHeight(max(self._high, needed))
        if self._side.isHidden():
            return
        is_long = needed > self._high
        self._side.fit(self._room - max(self._high, needed) - APART, is_pressed=is_long)

    def fit(self, *, is_narrow: bool, height: int) -> None:
        """Share a room. height: about that of this area."""
        self._halves.setDirection(_DOWN if is_narrow else _ACROSS)
        is_tight = is_narrow and self._is_dense
        self._halves.setSpacing(TIGHT if is_tight else APART if is_narrow else WIDE)
        # Its key stands in the menus, its numbers on the chips.
        self._fold.setVisible(not is_tight)
        self._why.set_dense(is_dense=is_tight)
        self._right.setMinimumWidth(0 if is_narrow else scaled(_COLUMN))
        self._right.setMaximumWidth(_WIDEST if is_narrow else scaled(_COLUMN))
        self._side.setVisible(not is_narrow)
        self._why.set_narrow(is_narrow=not is_narrow, is_low=height - _SIDE < _LOW_WHY)
        high = max(_LEAST_WHY, min(height - _SIDE, _MOST_WHY))
        self._high, self._room = (_WIDEST, _WIDEST) if is_narrow else (high, height)
        self._give_way()
        self._why.rule.setVisible(high == _MOST_WHY or (is_narrow and not is_tight))
