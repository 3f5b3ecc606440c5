"""How the columns of a table share its width: who and which number give way last."""

from collections.abc import Sequence
from enum import IntEnum
from typing import Protocol

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QHeaderView, QTableView

from ui.frame.preferences import Preferences
from ui.look.theme import scaled, unscaled

_DETAIL, _NAME = 72, 136
"""To which a detail, and a name without its reading, may be narrowed."""

_WHOLE = 100
"""A column no wider than this shows a date or a figure, which is left out rather than cut."""

_STRETCHED = 120
"""What a column that takes the rest should have at least."""


_SENTENCE = 420
"""What a column that takes the rest gets before any name gets more than it wanted: it holds sentences."""


class Keep(IntEnum):
    """When a column gives way; the lowest first. What is hidden stands in the tooltips of its row."""

    DETAIL = 0
    """Said elsewhere as well: in the panel, by another column."""
    STATE = 1
    """What tells the rows apart at a glance."""
    WHO = 2
    """Name and number. Never hidden; what gives way is the reading after the name."""


class Sized(Protocol):
    """What is asked of a column."""

    @property
    def width(self) -> int: ...
    @property
    def least(self) -> int: ...
    @property
    def stretch(self) -> bool: ...
    @property
    def keep(self) -> Keep: ...
    @property
    def minor(self) -> object: ...
    @property
    def is_extra(self) -> bool: ...


def shared(columns: Sequence[Sized], wanted: Sequence[int], room: int) -> list[int]:
    """Return the width of each column, 0 for one that is hidden.

    First the details are narrowed, then the states, then the readings; only then is a detail, at
    last a state hidden, from the right. Where even names and numbers need more, the table is scrolled.
    A column of which nothing is wanted is hidden.
    """
    widths = list(wanted)
    leasts = [min(_least(column) or width, width) for column, width in zip(columns, wanted, strict=True)]
    by_rank = [[i for i in reversed(range(len(columns))) if columns[i].keep is keep] for keep in Keep]
    for places in by_rank:
        for i in places:
            over = sum(widths) - room
            widths[i] -= max(0, min(over, widths[i] - leasts[i]))
    for places in by_rank[: Keep.WHO]:
        for i in places:
            if sum(widths) > room:
                widths[i] = 0
    # What was hidden may have left more room than was wanted: it goes back, the names first.
    for i, width in sorted(enumerate(wanted), key=lambda one: -columns[one[0]].keep):
        if widths[i]:
            widths[i] += max(0, min(room - sum(widths), width - widths[i]))
    # Of what nobody wanted a name may have half, unless the user made it as wide as it is.
    for_sentences = sum(
        max(0, _SENTENCE - width)
        for column, width in zip(columns, widths, strict=True)
        if width and column.stretch and column.keep is not Keep.WHO
    )
    for i in by_rank[Keep.WHO]:
        column = columns[i]
        if wanted[i] == column.width and (column.minor or column.least) and not column.stretch:
            widths[i] += max(0, min((room - sum(widths) - for_sentences) // 2, column.width))
    return widths


class ColumnWidths(QObject):
    """Keeps the columns of one table at their shares; remembers what the user drags."""

    def __init__(
        self, view: QTableView, columns: Sequence[Sized], name: str, preferences: Preferences | None
    ) -> None:
        """name: the key of the remembered widths."""
        super().__init__(view)
        self._view, self._columns, self._name, self._preferences = view, tuple(columns), name, preferences
        self._left_out = self._extras()
        kept = preferences.widths(name) if preferences is not None else []
        # A column that takes the rest has no width of its own to remember.
        self._wanted = [
            width if width and not column.stretch else _own(column)
            for column, width in zip(
                columns, kept if len(kept) == len(columns) else [0] * len(columns), strict=True
            )
        ]
        self._needed = [0] * len(columns)
        header = view.horizontalHeader()
        for i, column in enumerate(columns):
            header.resizeSection(i, scaled(self._wanted[i]))
            if column.stretch:
                header.setSectionResizeMode(i, QHeaderView.ResizeMode.Stretch)
        header.sectionResized.connect(self._on_resized)
        view.viewport().installEventFilter(self)

    def choose(self, column: int, *, is_shown: bool) -> None:
        """Show a column with its own width, or leave it out, as the user wants."""
        self._left_out.discard(column) if is_shown else self._left_out.add(column)
        self._share()

    def reset(self) -> None:
        """Every column as wide as at first."""
        self._left_out = self._extras()
        self._wanted = [_own(column) for column in self._columns]
        if self._preferences is not None:
            self._preferences.set_widths(self._name, self._wanted)
        self._share()

    def _extras(self) -> set[int]:
        return {i for i, column in enumerate(self._columns) if column.is_extra}

    def want(self, column: int, width: int) -> None:
        """Give a column another width, from what it has to show; 0 leaves it out."""
        self._wanted[column] = unscaled(width)
        self._share()

    def hold(self, column: int, width: int) -> None:
        """Let a column, unless somebody dragged it, be wide enough for this; it does not shrink again."""
        needed = unscaled(width) + 1
        if needed > max(self._needed[column], self._wanted[column]):
            self._needed[column] = needed
            self._share()

    @property
    def wanted(self) -> list[int]:
        """The columns that are to be shown where there is room."""
        return [i for i, width in enumerate(self._asked) if width]

    @property
    def _asked(self) -> list[int]:
        """The width each column would have; 0 for one that is left out."""
        return [
            0 if i in self._left_out else max(width, needed) if width == _own(column) else width
            for i, (column, width, needed) in enumerate(
                zip(self._columns, self._wanted, self._needed, strict=True)
            )
        ]

    @property
    def hidden(self) -> list[int]:
        """The columns for which there is no room."""
        return [i for i in self.wanted if self._view.isColumnHidden(i)]

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Resize:
            self._share()
        return super().eventFilter(watched, event)

    def _share(self) -> None:
        header = self._view.horizontalHeader()
        # The widths are those of text that is not enlarged.
        for i, width in enumerate(
            shared(self._columns, self._asked, unscaled(self._view.viewport().width()))
        ):
            if header.isSectionHidden(i) is not (width == 0):
                header.setSectionHidden(i, width == 0)
            if width and not self._columns[i].stretch:
                header.resizeSection(i, scaled(width))

    def _on_resized(self, column: int, _before: int, width: int) -> None:
        # Only while the user drags: a stretching column moves with every resize of the window.
        header = self._view.horizontalHeader()
        if width and self._preferences is not None and header.underMouse():
            self._wanted[column] = unscaled(width)
            self._preferences.set_widths(self._name, self._wanted)


def _least(column: Sized) -> int:
    if column.least:
        return column.least
    if column.keep is Keep.DETAIL:
        return _DETAIL if column.width > _WHOLE or column.stretch else 0
    return _NAME if column.minor else 0


def _own(column: Sized) -> int:
    return max(column.width, _STRETCHED) if column.stretch else column.width
