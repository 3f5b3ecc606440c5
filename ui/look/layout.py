"""The vocabulary of every screen: parts across and down, forms, and what fills the room or stands apart.

A part is a widget, a layout, a text (the word before a field), a number (so many pixels left free) or
one of these with a share of the room or a place in it: fill, stretch, placed.
"""

from collections.abc import Iterable
from itertools import pairwise
from typing import TypeVar

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QBoxLayout,
    QFormLayout,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLayout,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.late import dataclass
from ui.look.parts import role_label
from ui.look.theme import APART, FAR, NEAR, TIGHT

BoxLayout = TypeVar("BoxLayout", bound=QBoxLayout)
Margins = tuple[int, int, int, int]
"""Pixels left free at the left, the top, the right and the bottom."""

NONE: Margins = (0, 0, 0, 0)
IN_PANEL: Margins = (16, 10, 16, 12)

LEFT, CENTRE, RIGHT = Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignCenter, Qt.AlignmentFlag.AlignRight


@dataclass(frozen=True, slots=True)
class Placed:
    """A part, or nothing, with its share of the room that is left, or its place in the room it has."""

    part: QWidget | QLayout | str | None
    share: int = 0
    align: Qt.AlignmentFlag | None = None


Part = QWidget | QLayout | str | int | Placed


def fill(part: QWidget | QLayout | str, share: int = 1) -> Placed:
    """Give a part the room that is left, shared with others of its kind."""
    return Placed(part, share)


def stretch(share: int = 1) -> Placed:
    """Leave the room free."""
    return Placed(None, share)


STRETCH = stretch()


def placed(part: QWidget | str, align: Qt.AlignmentFlag = CENTRE) -> Placed:
    """Set a part of its own width somewhere in a wider place: in the middle, LEFT or RIGHT."""
    return Placed(part, align=align)


def across(*parts: Part, gap: int = NEAR, margins: Margins = NONE, of: QWidget | None = None) -> QHBoxLayout:
    """Return parts side by side. of: the widget they fill."""
    return _filled(QHBoxLayout(), parts, gap, margins, of)


def down(*parts: Part, gap: int = NEAR, margins: Margins = NONE, of: QWidget | None = None) -> QVBoxLayout:
    """Return parts one below the other. of: the widget they fill."""
    return _filled(QVBoxLayout(), parts, gap, margins, of)


def add(layout: QBoxLayout, *parts: Part) -> None:
    """Put further parts into a row or a column."""
    for part in parts:
        _add(layout, part)


def held(layout: QLayout) -> QWidget:
    """Return a layout as a widget, to be hidden or stacked as one."""
    made = QWidget()
    made.setLayout(layout)
    return made


def panel(*parts: Part, gap: int = TIGHT, margins: Margins = IN_PANEL) -> QFrame:
    """Return parts one below the other on a softly tinted ground without a border."""
    made = QFrame()
    made.setProperty("role", "panel")
    down(*parts, gap=gap, margins=margins, of=made)
    return made


class _Stack(QStackedWidget):
    """Asks for the room of the one that is shown: what another one needs scrolls no page."""

    def __init__(self) -> None:
        super().__init__()
        self.currentChanged.connect(lambda _at: self.updateGeometry())

    def minimumSizeHint(self) -> QSize:
        """What the one shown needs."""
        shown = self.currentWidget()
        # Not its layout's alone: a widget may have been given a least size.
        return shown.minimumSizeHint().expandedTo(shown.minimumSize()) if shown is not None else QSize()


def stack(*widgets: QWidget) -> QStackedWidget:
    """Return widgets of which one is shown at a time, the first to begin with."""
    made = _Stack()
    for widget in widgets:
        made.addWidget(widget)
    return made


def empty_state(*words: QLabel, step: QWidget) -> QWidget:
    """Return what stands where there is nothing yet: words, and below them the next step."""
    for word in words:
        word.setAlignment(CENTRE)
    return held(down(stretch(2), *words, APART, placed(step), stretch(3), margins=(APART,) * 4))


def form(*lines: tuple[QWidget | str, QWidget | QLayout], gap: int = NEAR) -> QFormLayout:
    """Return fields one below the other, each with its word before it."""
    made = QFormLayout()
    made.setHorizontalSpacing(FAR)
    made.setVerticalSpacing(gap)
    for word, field in lines:
        made.addRow(word, field)
    return made


def grid(*, gaps: tuple[int, int] = (FAR, NEAR), wide: int = 0) -> QGridLayout:
    """Return an empty grid of fields. gaps: sideways, downwards. wide: the column that takes the room."""
    made = QGridLayout()
    made.setHorizontalSpacing(gaps[0])
    made.setVerticalSpacing(gaps[1])
    made.setContentsMargins(*NONE)
    made.setColumnStretch(wide, 1)
    return made


def scrolled(inside: QWidget, *, sideways: bool = True) -> QScrollArea:
    """Return a widget that is scrolled where it has too little room; the keyboard goes to what is in it."""
    made = QScrollArea()
    made.setWidget(inside)
    made.setWidgetResizable(True)
    made.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    if not sideways:
        made.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    return made


def tab_order(*stops: QWidget) -> None:
    """Let Tab go from one to the next."""
    for before, after in pairwise(stops):
        QWidget.setTabOrder(before, after)


def _filled(
    made: BoxLayout, parts: Iterable[Part], gap: int, margins: Margins, of: QWidget | None
) -> BoxLayout:
    made.setContentsMargins(*margins)
    made.setSpacing(gap)
    if of is not None:
        # First of all: the parts then come into the tab order as they are named.
        of.setLayout(made)
    add(made, *parts)
    return made


def _add(layout: QBoxLayout, given: Part) -> None:
    """Append one part."""
    if isinstance(given, int):
        layout.addSpacing(given)
        return
    one = given if isinstance(given, Placed) else Placed(given)
    part = role_label(one.part, "sub") if isinstance(one.part, str) else one.part
    if part is None:
        layout.addStretch(one.share)
    elif isinstance(part, QLayout):
        layout.addLayout(part, one.share)
    else:
        layout.addWidget(part, one.share, one.align or Qt.AlignmentFlag(0))
